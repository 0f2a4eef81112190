// What an agency's entry must look like, whoever enters it. It knows the standards and nothing of what is registered.
import { levelFault, levelOfRegion, regionFault, usccFault } from '../../schemas/index.ts'
import type { AgencyKind, AgencyLevel } from './principal.ts'
import { nameOf, Unregistrable } from './registration.ts'

export const agencyKinds = [
  'administrative',
  'public_security',
  'procuratorate',
  'supervisory_commission',
  'justice_bureau',
  'government',
  'court',
  'service_platform',
] as const satisfies readonly AgencyKind[]
export const agencyLevels = [
  'national',
  'provincial',
  'prefecture',
  'county',
  'township',
] as const satisfies readonly AgencyLevel[]
export const specialties = ['anti_smuggling', 'forest', 'railway', 'coast_guard'] as const

export interface AgencyEntry {
  readonly code: string
  readonly name: string
  readonly kind: AgencyKind
  readonly regionCode: string
  /** Follows from the region code, except for townships. */
  readonly level?: AgencyLevel | undefined
  readonly domains?: readonly string[] | undefined
  readonly specialty?: string | null | undefined
  readonly requiresSignature?: boolean | undefined
}

/** The entry with everything filled in; throws Unregistrable with the first field that is wrong. */
export function checked(entry: AgencyEntry) {
  const fault = (field: string, detail: string | null) => {
    if (detail !== null) throw new Unregistrable(field, detail)
  }
  const { code, kind, regionCode, specialty = null, requiresSignature = false } = entry
  fault('code', usccFault(code))
  if (!agencyKinds.includes(kind)) fault('kind', `A kind is one of ${agencyKinds.join(', ')}.`)
  fault('regionCode', regionFault(regionCode))
  const level = entry.level ?? levelOfRegion(regionCode)
  fault('level', levelFault(regionCode, level))
  const domains = [...new Set(entry.domains ?? [])].sort()
  if (domains.some((domain) => !/^[a-z][a-z_]{1,39}$/.test(domain)))
    fault('domains', 'A domain is a word of lower-case letters and underscores.')
  if (kind === 'administrative' && domains.length === 0)
    fault('domains', 'An administrative agency enforces the law in at least one domain.')
  if (kind !== 'administrative' && domains.length > 0)
    fault('domains', 'Only administrative agencies have domains of enforcement.')
  if (specialty !== null && !(specialties as readonly string[]).includes(specialty))
    fault('specialty', `A specialty is one of ${specialties.join(', ')}.`)
  if (specialty !== null && kind !== 'public_security' && kind !== 'procuratorate')
    fault('specialty', 'Only organs of public security and procuratorates have a specialty.')
  return { code, name: nameOf(entry.name), kind, regionCode, level, domains, specialty, requiresSignature }
}
