// Proves that what is kept is what was done: every chain holds, every event is sealed, every row is what its events make
// of it. For operators; it reads everything, a page as of one moment, and changes nothing.
import { inSnapshot, type Pool, type Queryable, type Statement } from '../../db/index.ts'
import { chainsAfter, chainsOf, type KeptEntry, verifyChain } from '../journal/index.ts'
import { canonical } from '../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  caseStatus,
  holders,
  isLetter,
  replay,
  type Views,
  viewerKey,
  viewFrom,
} from '../procedure/index.ts'

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
    | 'unreadable'
    | 'case_missing'
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
  text: 'select id, version, sender_id, document_no, case_name, domain, region_code, status, state, views from transfer where id = any($1::uuid[])',
}
const bodiesOf: Statement = {
  name: 'cases_bodies',
  text: 'select transfer_id, version, body from event where transfer_id = any($1::uuid[]) order by transfer_id, version',
}

const pageSize = 200
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** Checks every case; calls `progress` with the number checked so far. Returns all faults found, at most one a case. */
export async function verifyCases(
  pool: Pool,
  progress: (checked: number) => void = () => {},
): Promise<{ checked: number; faults: CaseFault[] }> {
  const faults: CaseFault[] = []
  let checked = 0
  for (let after: string | undefined = beforeAll; after !== undefined; ) {
    const from: string = after
    const page = await inSnapshot(pool, (connection) => verifyPage(connection, from))
    faults.push(...page.faults)
    checked += page.checked
    after = page.last
    progress(checked)
  }
  return { checked, faults }
}

/** What is found under an id in any of the tables: a case whose row alone was taken away is missed by none. */
async function verifyPage(db: Queryable, after: string) {
  const [cases, events, chained] = [
    await idsAfter(db, casesAfter, after),
    await idsAfter(db, eventsAfter, after),
    await chainsAfter(db, after, pageSize),
  ]
  const ids = [...new Set([...cases, ...events, ...chained])].sort().slice(0, pageSize)
  const rows = (await db.query<CaseRow>({ ...casesOf, values: [ids] })).rows
  const bodies = (
    await db.query<{ transfer_id: string; version: number; body: string }>({ ...bodiesOf, values: [ids] })
  ).rows
  const chains = await chainsOf(db, ids)
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const bodiesById = new Map<string, Map<number, string>>()
  for (const { transfer_id, version, body } of bodies) {
    bodiesById.set(transfer_id, (bodiesById.get(transfer_id) ?? new Map<number, string>()).set(version, body))
  }
  const faults: CaseFault[] = []
  for (const id of ids) {
    const row = rowOf.get(id)
    const found = verifyCase(id, row, chains.get(id) ?? [], bodiesById.get(id) ?? new Map())
    if (found !== null) faults.push({ transferId: id, documentNo: row?.document_no ?? '', ...found })
  }
  return { faults, checked: ids.length, last: ids.at(-1) }
}

async function idsAfter(db: Queryable, statement: Statement, after: string): Promise<string[]> {
  return (await db.query<{ id: string }>({ ...statement, values: [after, pageSize] })).rows.map((r) => r.id)
}

function verifyCase(
  id: string,
  row: CaseRow | undefined,
  chain: readonly KeptEntry[],
  bodies: ReadonlyMap<number, string>,
): Pick<CaseFault, 'version' | 'fault'> | null {
  if (row === undefined) return { version: chain.length, fault: 'case_missing' }
  const broken = verifyChain(id, chain, (version) => bodies.get(version))
  if (broken !== null) return broken
  if (chain.length < row.version) return { version: chain.length + 1, fault: 'missing' }
  if (bodies.size > chain.length) return { version: Math.max(...bodies.keys()), fault: 'unsealed_event' }
  try {
    const events = chain.map((entry) => JSON.parse(bodies.get(entry.version) as string) as CaseEvent)
    return sameAsEvents(row, events) ? null : { version: row.version, fault: 'state_differs' }
  } catch {
    return { version: row.version, fault: 'unreadable' }
  }
}

/** The columns too: lists and filters run on them. */
function sameAsEvents(row: CaseRow, events: readonly CaseEvent[]): boolean {
  const state = replay(events)
  const opening = events[0]
  if (state === null || opening === undefined) return false
  const naming = events.findLast((e) => isLetter(e.step)) ?? opening
  const named = naming.input as Partial<Record<string, string>>
  const views = Object.fromEntries(
    holders(state).flatMap((viewer) => {
      const view = viewFrom(events, viewer)
      return view === null ? [] : [[viewerKey(viewer), view]]
    }),
  )
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
