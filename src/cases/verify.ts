// Proves that what is kept is what was done: every chain holds, every event is sealed, every row is what its events make
// of it. For operators; it reads everything, a page as of one moment, and changes nothing.
import { hash } from 'node:crypto'
import { inSnapshot, type Pool, type Queryable, type Statement } from '../../db/index.ts'
import {
  casesInTreeAfter,
  chainsAfter,
  chainsOf,
  type KeptEntry,
  type PlaceFault,
  type Places,
  placeFault,
  placesOf,
  verifyChain,
} from '../journal/index.ts'
import { canonical } from '../kernel/index.ts'
import { type CaseEvent, type CaseState, caseStatus, isLetter, replay, type Views } from '../procedure/index.ts'
import { itemsKept, itemsOf, type KeptItems } from './items.ts'
import { viewsFrom } from './views-from.ts'

export interface CaseFault {
  readonly transferId: string
  readonly documentNo: string
  readonly version: number
  readonly fault:
    | 'missing'
    | 'commitment'
    | 'link'
    | 'bytes_missing'
    | 'unsealed_event'
    | 'state_differs'
    | 'items_differ'
    | 'unreadable'
    | 'case_missing'
    | 'signature_differs'
    | PlaceFault['fault']
}

interface CaseRow {
  readonly id: string
  readonly version: number
  readonly sender_id: string
  readonly document_no: string
  readonly case_name: string
  readonly domain: string
  readonly region_code: string
  readonly status: string
  readonly state: CaseState
  readonly views: Views | null
  readonly home: string | null
}

interface BodyRow {
  readonly transfer_id: string
  readonly version: number
  readonly body: string
  readonly request_body: Buffer | null
  readonly request_signature: string | null
}

const casesAfter: Statement = {
  name: 'cases_after',
  text: 'select id from transfer where id > $1 order by id limit $2',
}
const eventsAfter: Statement = {
  name: 'cases_events_after',
  text: 'select distinct transfer_id as id from event where transfer_id > $1::uuid order by id limit $2',
}
const casesOf: Statement = {
  name: 'cases_of',
  text: 'select id, version, sender_id, document_no, case_name, domain, region_code, status, state, views, home from transfer where id = any($1::uuid[])',
}
const bodiesOf: Statement = {
  name: 'cases_bodies',
  text: 'select transfer_id, version, body, request_body, request_signature from event where transfer_id = any($1::uuid[]) order by transfer_id, version',
}

const pageSize = 200
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** Checks every case; calls `progress` with the number checked so far. Returns all faults found, at most one a case. */
export async function verifyCases(
  pool: Pool,
  progress: (checked: number) => void = () => {},
): Promise<{ checked: number; pending: number; faults: CaseFault[] }> {
  const faults: CaseFault[] = []
  let [checked, pending] = [0, 0]
  for (let after: string | undefined = beforeAll; after !== undefined; ) {
    const from: string = after
    const page = await inSnapshot(pool, (connection) => verifyPage(connection, from))
    faults.push(...page.faults)
    checked += page.checked
    pending += page.pending
    after = page.last
    progress(checked)
  }
  return { checked, pending, faults }
}

/** What is found under an id in any of the tables: a case whose row alone was taken away is missed by none. */
async function verifyPage(db: Queryable, after: string) {
  const [cases, events, chained, grown] = [
    await idsAfter(db, casesAfter, after),
    await idsAfter(db, eventsAfter, after),
    await chainsAfter(db, after, pageSize),
    await casesInTreeAfter(db, after, pageSize),
  ]
  const ids = [...new Set([...cases, ...events, ...chained, ...grown])].sort().slice(0, pageSize)
  const rows = (await db.query<CaseRow>({ ...casesOf, values: [ids] })).rows
  const bodies = (await db.query<BodyRow>({ ...bodiesOf, values: [ids] })).rows
  const chains = await chainsOf(db, ids)
  const places = await placesOf(db, ids)
  const items = await itemsKept(db, ids)
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const bodiesById = new Map<string, Map<number, BodyRow>>()
  for (const body of bodies) {
    const { transfer_id, version } = body
    bodiesById.set(transfer_id, (bodiesById.get(transfer_id) ?? new Map<number, BodyRow>()).set(version, body))
  }
  const faults: CaseFault[] = []
  for (const id of ids) {
    const row = rowOf.get(id)
    const found = verifyCase(
      id,
      row,
      chains.get(id) ?? [],
      bodiesById.get(id) ?? new Map(),
      places.get(id),
      items.get(id),
    )
    if (found !== null) faults.push({ transferId: id, documentNo: row?.document_no ?? '', ...found })
  }
  const pending = [...places.values()].reduce((sum, place) => sum + place.pending.size, 0)
  return { faults, checked: ids.length, pending, last: ids.at(-1) }
}

async function idsAfter(db: Queryable, statement: Statement, after: string): Promise<string[]> {
  return (await db.query<{ id: string }>({ ...statement, values: [after, pageSize] })).rows.map((r) => r.id)
}

function verifyCase(
  id: string,
  row: CaseRow | undefined,
  chain: readonly KeptEntry[],
  bodies: ReadonlyMap<number, BodyRow>,
  places: Places | undefined,
  items: KeptItems = { items: [], movements: [] },
): Pick<CaseFault, 'version' | 'fault'> | null {
  if (row === undefined) return { version: chain.length, fault: 'case_missing' }
  const broken = verifyChain(id, chain, (version) => bodies.get(version)?.body, row.home !== null)
  if (broken !== null) return broken
  if (chain.length < row.version) return { version: chain.length + 1, fault: 'missing' }
  if (bodies.size > chain.length) return { version: Math.max(...bodies.keys()), fault: 'unsealed_event' }
  try {
    // Of a copy, entries may be here that nobody may see: their bytes never came.
    const shown = chain.filter((entry) => bodies.has(entry.version))
    const events = shown.map((entry) => JSON.parse((bodies.get(entry.version) as BodyRow).body) as SealedEvent)
    if (!sameAsEvents(row, events)) return { version: row.version, fault: 'state_differs' }
    if (canonical(items) !== canonical(itemsOf(events))) return { version: row.version, fault: 'items_differ' }
    const unsigned = events.find((event) => !signedAsSealed(event, bodies.get(event.version) as BodyRow))
    if (unsigned !== undefined) return { version: unsigned.version, fault: 'signature_differs' }
    return placeFault(chain, places)
  } catch {
    return { version: row.version, fault: 'unreadable' }
  }
}

type SealedEvent = CaseEvent & { readonly signed?: { readonly bodySha256: string; readonly jws: string } }

/** The signature that the act came with, and the bytes it is over, are those that were sealed with it. */
function signedAsSealed({ signed }: SealedEvent, { request_body, request_signature }: BodyRow): boolean {
  if (signed === undefined || request_body === null) return signed === undefined && request_signature === null
  return signed.jws === request_signature && signed.bodySha256 === hash('sha256', request_body, 'hex')
}

/** The columns too: lists and filters run on them. */
function sameAsEvents(row: CaseRow, events: readonly CaseEvent[]): boolean {
  const state = replay(events)
  const opening = events[0]
  if (state === null || opening === undefined) return false
  const naming = events.findLast((e) => isLetter(e.step)) ?? opening
  const named = naming.input as Partial<Record<string, string>>
  const views = viewsFrom(events, state) ?? {}
  const made = [
    state,
    state.version,
    naming.by.agencyId,
    named.documentNo ?? '',
    named.caseName ?? '',
    state.domain,
    state.regionCode,
    caseStatus(state),
    views,
  ]
  const kept = [
    row.state,
    row.version,
    row.sender_id,
    row.document_no,
    row.case_name,
    row.domain,
    row.region_code,
    row.status,
    row.views ?? {},
  ]
  return canonical(made) === canonical(kept)
}
