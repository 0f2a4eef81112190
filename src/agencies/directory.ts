// Who receives whose cases and who watches. Pure: it reads a directory held in memory and refuses to guess where the
// law names nobody; an operator's receiving rule settles such a place.
import type { Agency, AgencyKind, AgencyLevel } from './principal.ts'

/** All enabled agencies and the receiving rules of one registry generation. */
export interface Directory {
  readonly byId: ReadonlyMap<string, Agency>
  readonly byCode: ReadonlyMap<string, Agency>
  /** Agencies of one kind at one place and level, the earliest registered first. */
  readonly byPlace: ReadonlyMap<string, readonly Agency[]>
  /** Sender's id → domain or `*` → receiver's id. A receiver may be disabled and then stands in no other map. */
  readonly rules: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export interface ReceivingRule {
  readonly senderId: string
  readonly domain: string
  readonly receiverId: string
}

const wholeCountry = new Set(['000000', '100000'])
const placeKey = (kind: AgencyKind, region: string, level: AgencyLevel) =>
  `${kind} ${level} ${wholeCountry.has(region) ? '100000' : region}`

export function directoryOf(agencies: Iterable<Agency>, rules: Iterable<ReceivingRule>): Directory {
  const byId = new Map<string, Agency>()
  const byCode = new Map<string, Agency>()
  const byPlace = new Map<string, Agency[]>()
  // Ids sort by time of registration: a second organ at one place must never divert the cases of the first.
  for (const agency of [...agencies].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    byId.set(agency.id, agency)
    byCode.set(agency.code, agency)
    const key = placeKey(agency.kind, agency.regionCode, agency.level)
    const there = byPlace.get(key)
    if (there) there.push(agency)
    else byPlace.set(key, [agency])
  }
  const bySender = new Map<string, Map<string, string>>()
  for (const { senderId, domain, receiverId } of rules) {
    const own = bySender.get(senderId) ?? new Map<string, string>()
    bySender.set(senderId, own.set(domain, receiverId))
  }
  return { byId, byCode, byPlace, rules: bySender }
}

/**
 * The organ that receives a sender's cases of one domain (R310 3, 5: public security of the same level), or undefined
 * where none is registered. A rule of the operator comes first, also when its receiver is disabled: a case must not
 * silently take another road.
 */
export function receiverFor(directory: Directory, sender: Agency, domain: string): Agency | undefined {
  const own = directory.rules.get(sender.id)
  const ruled = own?.get(domain) ?? own?.get('*')
  if (ruled !== undefined) return directory.byId.get(ruled)
  const special = specialOrgans[domain]
  if (special !== undefined) {
    for (const [region, level] of placesUpwards(sender)) {
      const organ = at(directory, 'public_security', region, level, special.specialty)
      if (organ) return organ
    }
    if (special.alone) return undefined
  }
  return sameLevel(directory, 'public_security', sender)
}

/**
 * Special organs of public security that receive in a field of their own. Smuggling belongs to the customs' investigators
 * alone (Customs Law 4); other customs cases may go to the police, and what happens at sea where no coast guard is
 * registered (PPR 680). Forest and railway police receive by an operator's rule: no field is theirs alone.
 */
const specialOrgans: Readonly<Record<string, { readonly specialty: string; readonly alone: boolean }>> = {
  customs: { specialty: 'anti_smuggling', alone: false },
  customs_smuggling: { specialty: 'anti_smuggling', alone: true },
  maritime: { specialty: 'coast_guard', alone: false },
}

/** The procuratorate that watches an organ: the one registered for it, else that of the same region and level. */
export function supervisorFor(directory: Directory, receiver: Agency): Agency | undefined {
  if (receiver.supervisedById !== null) return directory.byId.get(receiver.supervisedById)
  return sameLevel(directory, 'procuratorate', receiver)
}

function at(directory: Directory, kind: AgencyKind, region: string, level: AgencyLevel, specialty: string | null) {
  return directory.byPlace.get(placeKey(kind, region, level))?.find((agency) => agency.specialty === specialty)
}

/** Townships and functional areas have no organ of criminal justice of their own; the county's serves them. */
function sameLevel(directory: Directory, kind: AgencyKind, of: Agency): Agency | undefined {
  if (of.level !== 'township') return at(directory, kind, of.regionCode, of.level, null)
  const level = of.regionCode.endsWith('00') ? 'prefecture' : 'county' // a prefecture without counties serves its towns
  return at(directory, kind, of.regionCode, level, null)
}

function placesUpwards(of: Agency): [string, AgencyLevel][] {
  const prefecture = `${of.regionCode.slice(0, 4)}00`
  const province = `${of.regionCode.slice(0, 2)}0000`
  const upwards: [string, AgencyLevel][] = [
    [of.regionCode, of.level],
    [of.regionCode, 'county'],
    [prefecture, 'prefecture'],
    [province, 'provincial'],
  ]
  return of.level === 'national' ? upwards.slice(0, 1) : upwards
}
