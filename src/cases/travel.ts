// What of a case goes to another gateway: the entries that some organ at home there may see, whole where one of them may
// see all of it, and of the others the commitments alone, so that the chain can be checked where it arrives.
import { type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import { partsOfAgencies } from '../agencies/index.ts'
import { chainsOf } from '../journal/index.ts'
import { canonical } from '../kernel/index.ts'
import { type Issuing, issuedOf } from '../letters/index.ts'
import type { CaseEvent, Viewer } from '../procedure/index.ts'
import type { TravellingEntry } from './copy.ts'

/** `entries` in order; `materials` = ids that they take into the case, by the version that does. */
export interface Journey {
  readonly version: number
  readonly entries: readonly TravellingEntry[]
  readonly materials: ReadonlyMap<number, readonly string[]>
  /** Entries up to `version` that go as bare commitments. */
  readonly sealed: readonly number[]
}

interface Sight extends Viewer {
  readonly to_version: number | null
  readonly sealed: readonly number[]
}

const sightsStatement: Statement = {
  name: 'cases_sights_of',
  text: `select p.agency_id as "agencyId", p.part, p.to_version, coalesce(p.state_at_end -> 'sealed',
    t.views -> case when p.part in ('sender', 'police_in_charge', 'supervisor') then p.part else p.agency_id::text end -> 'sealed', '[]'::jsonb) as sealed
  from transfer t cross join ${partsOfAgencies} where t.id = $1`,
}
const headStatement: Statement = {
  name: 'cases_travel_head',
  text: 'select version, home from transfer where id = $1',
}
const pageStatement: Statement = {
  name: 'cases_travel_entries',
  text: `select e.version, e.body, e.request_body, e.request_signature, r.no as receipt_no, r.jws
  from event e left join receipt r on r.transfer_id = e.transfer_id and r.version = e.version
  where e.transfer_id = $1 and e.version = any($2::int[]) order by e.version`,
}

interface EntryRow {
  readonly version: number
  readonly body: string
  readonly request_body: Buffer | null
  readonly request_signature: string | null
  readonly receipt_no: number | null
  readonly jws: string | null
}

/**
 * What organs elsewhere have not been given yet. `after` = the last version that was, `sealed` = those before it that went
 * as commitments. Null where there is nothing, or where the case is at home elsewhere itself.
 */
export async function journeyOf(
  pool: Pool,
  transferId: string,
  agencyIds: readonly string[],
  after: number,
  sealed: readonly number[],
): Promise<Journey | null> {
  const [head] = await run<{ version: number; home: string | null }>(pool, headStatement, [transferId])
  if (head === undefined || head.home !== null) return null
  const sights = await run<Sight & object>(pool, sightsStatement, [transferId, agencyIds])
  const seen = (version: number): Sight[] =>
    sights.filter((s) => (s.to_version === null || version <= s.to_version) && !s.sealed.includes(version))
  const open: number[] = []
  for (let version = 1; version <= head.version; version++) if (seen(version).length > 0) open.push(version)
  const last = Math.max(after, open.at(-1) ?? 0)
  const wanted = open.filter((version) => version > after || sealed.includes(version))
  if (wanted.length === 0) return null
  const rows = new Map(
    (await run<EntryRow>(pool, pageStatement, [transferId, wanted])).map((row) => [row.version, row]),
  )
  const letters = new Map((await issuedOf(pool, transferId)).map((issued) => [issued.issuedVersion, issued]))
  const entries: TravellingEntry[] = []
  const materials = new Map<number, readonly string[]>()
  for (const { version, salt, commitment, link } of (await chainsOf(pool, [transferId])).get(transferId) ?? []) {
    if (version > last || (version <= after && !wanted.includes(version))) continue
    const bare = { transferId, version, commitment: commitment.toString('hex'), link: link.toString('hex') }
    const row = rows.get(version)
    if (row === undefined) {
      entries.push(bare)
      continue
    }
    const event = JSON.parse(row.body) as CaseEvent
    const known = forAny(event, seen(version))
    entries.push({
      ...bare,
      body: known === event ? row.body : canonical(known),
      // Without all its bytes the salt would only help to guess what is left out.
      ...(known === event && salt.length > 0 && { salt: salt.toString('hex') }),
      ...(row.jws !== null && row.receipt_no !== null && { receipt: { no: row.receipt_no, jws: row.jws } }),
      ...(row.request_body !== null && { request: row.request_body.toString('base64') }),
      ...(row.request_signature !== null && { signature: row.request_signature }),
      ...(letters.has(version) && { letter: issuingOf(letters.get(version) as Issuing) }),
    })
    const brought = ((event.input.materials ?? []) as readonly { id: string }[]).map(({ id }) => id)
    if (brought.length > 0) materials.set(version, brought)
  }
  const shown = new Set(open)
  const hidden = Array.from({ length: last }, (_, i) => i + 1).filter((version) => !shown.has(version))
  return { version: last, entries, materials, sealed: hidden }
}

/** The event without clocks that none of these organs may see. */
function forAny(event: CaseEvent, viewers: readonly Viewer[]): CaseEvent {
  const known = ({ visibleTo }: { readonly visibleTo?: readonly string[] }) =>
    visibleTo === undefined || viewers.some((v) => visibleTo.includes(v.part) || visibleTo.includes(v.agencyId))
  const { starts } = event.clocks
  if (starts.every(known)) return event
  return { ...event, clocks: { ...event.clocks, starts: starts.filter(known) } }
}

function issuingOf({ version, letter, code, documentNo, issuedOn, materialId, sha256, sm3 }: Issuing): Issuing {
  return { version, letter, code, documentNo, issuedOn, materialId, sha256, sm3 }
}

const handStatement: Statement = {
  name: 'cases_hand_over',
  text: `with moved as (
  update transfer set home = $2::uuid where id = $1 and home is not distinct from $3::uuid and version = $4 returning id, version
)
insert into case_handover (transfer_id, version, from_home, to_home, at) select id, version, $3::uuid, $2::uuid, $5 from moved returning version`,
}

/** Gives a case another home, at the version named; null = this gateway. False where it is not there, or has gone on. */
export async function changeHome(
  db: Queryable,
  transferId: string,
  change: { readonly from: string | null; readonly to: string | null; readonly version: number },
  now: Date,
): Promise<boolean> {
  const values = [transferId, change.to, change.from, change.version, now]
  return (await db.query({ ...handStatement, values })).rows.length > 0
}

/** Version and home of a case; undefined where there is none of this id. */
export async function homeOf(
  pool: Pool,
  transferId: string,
): Promise<{ version: number; home: string | null } | undefined> {
  return (await run<{ version: number; home: string | null }>(pool, headStatement, [transferId]))[0]
}
