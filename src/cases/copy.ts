// Keeps the copy of a case that is at home at another gateway: entries as that gateway sealed them, in its chain. Nothing
// is decided here and nothing is believed: each entry is held against its commitment, and the chain against itself.
import { inTransaction, type Pool, type Queryable, type Statement } from '../../db/index.ts'
import { chainsOf, commitmentOf, firstLink, type JournalSeal, linkOf } from '../journal/index.ts'
import type { Issuing } from '../letters/index.ts'
import {
  type CaseEvent,
  type CaseState,
  caseStatus,
  isLetter,
  needsEntries,
  replay,
  ruleSets,
  type StepRule,
  type Views,
} from '../procedure/index.ts'
import { advanceValues } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import { evidenceSaid, speaksOfEvidence } from './evidence.ts'
import { type Before, prepare } from './prepare.ts'
import { copyFirstStatement, copyLateStatement, copySealedStatement, copyStatement } from './statements.ts'
import { viewsFrom } from './views-from.ts'

/** An entry as it travels. Digests and salts are lower-case hex. */
export interface TravellingEntry {
  readonly transferId: string
  readonly version: number
  readonly commitment: string
  readonly link: string
  /** Left out: sealed from every organ there. */
  readonly body?: string
  /** Left out: the body is shown without what no organ there may see, and is not proved by the commitment. */
  readonly salt?: string
  readonly receipt?: { readonly no: number; readonly jws: string }
  /** What the client sent, base64, and its signature over it. */
  readonly request?: string
  readonly signature?: string
  readonly letter?: Issuing
}

/** An entry that cannot be the one that the home gateway sealed. */
export class CopyFault extends Error {
  readonly fault:
    | 'commitment'
    | 'link'
    | 'missing'
    | 'forked'
    | 'at_home_here'
    | 'other_home'
    | 'other_case'
    | 'unknown_rules'
  readonly version: number
  constructor(fault: CopyFault['fault'], version: number, detail: string) {
    super(detail)
    this.name = 'CopyFault'
    this.fault = fault
    this.version = version
  }
}

interface CopyRow {
  readonly version: number
  readonly home: string | null
  readonly state: CaseState
  readonly views: Views | null
  readonly document_no: string
  readonly case_name: string
  readonly created_at: Date
  readonly updated_at: Date
}

const rowStatement: Statement = {
  name: 'cases_copy_row',
  text: `select version, home, state, views, document_no, case_name, created_at, updated_at from transfer where id = $1 for update`,
}
const rebuildStatement: Statement = {
  name: 'cases_copy_rebuild',
  text: 'update transfer set state = $2, views = $3, status = $4, domain = $5 where id = $1',
}
const bodiesStatement: Statement = {
  name: 'cases_copy_bodies',
  text: 'select body from event where transfer_id = $1 order by version',
}
/** Takes over entries of one case, in order. Those that are kept already are held against what is kept and passed over. */
export async function takeEntries(
  deps: CasesDeps,
  home: string,
  entries: readonly TravellingEntry[],
): Promise<{ taken: number }> {
  let taken = 0
  let together: TravellingEntry[] = []
  for (const entry of entries) {
    together.push(entry)
    // What is sealed stands only with the next entry that is not: alone it would say that something happened.
    if (entry.body === undefined && entry !== entries.at(-1)) continue
    const stretch = together
    taken += await inTransaction(deps.pool, (connection) => takeStretch(deps, connection, home, stretch))
    together = []
  }
  return { taken }
}

async function takeStretch(
  deps: CasesDeps,
  connection: Queryable,
  home: string,
  entries: readonly TravellingEntry[],
): Promise<number> {
  const transferId = entries[0]?.transferId ?? ''
  const [row] = (await connection.query<CopyRow>({ ...rowStatement, values: [transferId] })).rows
  if (row?.home === null) throw new CopyFault('at_home_here', row.version, 'the case is at home at this gateway')
  if (row !== undefined && row.home !== home)
    throw new CopyFault('other_home', row.version, 'the case is at home at a third gateway')
  const kept = (await chainsOf(connection, [transferId])).get(transferId) ?? []
  const chain = new Map(kept.map((entry) => [entry.version, entry.link]))
  let taken = 0
  for (const entry of entries) {
    if (entry.transferId !== transferId) throw new CopyFault('other_case', entry.version, 'entries of two cases')
    const event = eventOf(transferId, entry)
    const link = Buffer.from(entry.link, 'hex')
    const commitment = Buffer.from(entry.commitment, 'hex')
    const salt = Buffer.from(entry.salt ?? '', 'hex')
    const before = chain.get(entry.version)
    if (before !== undefined) {
      if (!before.equals(link))
        throw new CopyFault('forked', entry.version, 'another entry of this number was received before')
      if (event === null || row === undefined) continue
      const late = await keepEntry(deps, connection, home, row, entry, event, { salt, commitment, link }, true)
      if (late) await rebuild(connection, transferId)
      taken += late ? 1 : 0
      continue
    }
    const former = entry.version === 1 ? firstLink(transferId) : chain.get(entry.version - 1)
    if (former === undefined) throw new CopyFault('missing', entry.version - 1, 'an entry before it never came')
    if (!linkOf(former, commitment).equals(link))
      throw new CopyFault('link', entry.version, 'it does not continue the chain')
    chain.set(entry.version, link)
    if (event === null)
      await connection.query({
        ...copySealedStatement,
        values: [transferId, entry.version, commitment, link, new Date(deps.now())],
      })
    else await keepEntry(deps, connection, home, row, entry, event, { salt, commitment, link }, false)
    taken += 1
  }
  return taken
}

/** The event of an entry that is shown, held against the commitment where it is shown whole. */
function eventOf(transferId: string, entry: TravellingEntry): CaseEvent | null {
  if (entry.body === undefined) return null
  if (
    entry.salt !== undefined &&
    !commitmentOf(Buffer.from(entry.salt, 'hex'), entry.body).equals(Buffer.from(entry.commitment, 'hex'))
  )
    throw new CopyFault('commitment', entry.version, 'its bytes are not those that were sealed')
  const event = JSON.parse(entry.body) as CaseEvent
  if (event.transferId !== transferId || event.version !== entry.version)
    throw new CopyFault('other_case', entry.version, 'its bytes are of another entry')
  return event
}

/** False where the entry was kept already, of one that comes late. */
async function keepEntry(
  deps: CasesDeps,
  connection: Queryable,
  home: string,
  row: CopyRow | undefined,
  entry: TravellingEntry,
  event: CaseEvent,
  seal: JournalSeal,
  late: boolean,
): Promise<boolean> {
  const procedure = ruleSets.find((set) => set.version === event.ruleSet)
  const rule = procedure?.steps[event.step] as StepRule | undefined
  if (procedure === undefined || rule === undefined)
    throw new CopyFault('unknown_rules', entry.version, `this gateway does not know the rule set ${event.ruleSet}`)
  const events =
    row !== undefined && needsEntries(row.state, event) && !late
      ? await eventsOf(connection, event.transferId)
      : undefined
  const before: Before | null =
    row === undefined
      ? null
      : {
          state: row.state,
          views: row.views,
          createdAt: row.created_at,
          updatedAt: row.updated_at,
          link: seal.link,
          events,
        }
  const naming = event.input as { documentNo?: string; caseName?: string }
  const subject =
    row === undefined || isLetter(event.step)
      ? {
          documentNo: String(naming.documentNo ?? ''),
          caseName: String(naming.caseName ?? ''),
          createdAt: row?.created_at ?? new Date(event.at),
        }
      : { documentNo: row.document_no, caseName: row.case_name, createdAt: row.created_at }
  const said = {
    raw: Buffer.alloc(0),
    route: 'copy',
    ...(entry.letter !== undefined && { letter: entry.letter }),
  }
  const prepared = await prepare(
    deps,
    await deps.directory(),
    { generation: 0 },
    { event, rule, gates: [] },
    procedure,
    before,
    subject,
    said,
    {
      body: entry.body ?? '',
      seal,
      receipt: entry.receipt ?? null,
      request: entry.request === undefined ? null : Buffer.from(entry.request, 'base64'),
      signature: entry.signature ?? null,
      follows: row?.version ?? 0,
    },
  )
  const notes = await notesOf(deps.pool, row, event)
  const values = advanceValues({ ...prepared, notes })
  const statement =
    row === undefined
      ? { ...copyFirstStatement, values: [...values, home] }
      : { ...(late ? copyLateStatement : copyStatement), values }
  const [answer] = (await connection.query<{ done: boolean }>(statement)).rows
  if (answer?.done !== true && !late) throw new Error(`entry ${entry.version} of ${event.transferId} was not kept`)
  return answer?.done === true
}

/** The case as the entries make it that are here by now. */
async function rebuild(connection: Queryable, transferId: string): Promise<void> {
  const events = await eventsOf(connection, transferId)
  const state = replay(events)
  if (state === null) return
  const views = viewsFrom(events, state)
  await connection.query({
    ...rebuildStatement,
    values: [transferId, JSON.stringify(state), views && JSON.stringify(views), caseStatus(state), state.domain],
  })
}

/** What an act says of evidence that the case has stands beside it, as at home. */
async function notesOf(pool: Pool, row: CopyRow | undefined, event: CaseEvent): Promise<readonly object[]> {
  if (row === undefined || !speaksOfEvidence(event.step)) return []
  const about = { transferId: event.transferId, agencyId: event.by.agencyId, version: row.version, sealed: [] }
  const said = await evidenceSaid(pool, about, event.input)
  return 'notes' in said ? said.notes : []
}

async function eventsOf(connection: Queryable, transferId: string): Promise<CaseEvent[]> {
  const { rows } = await connection.query<{ body: string }>({ ...bodiesStatement, values: [transferId] })
  return rows.map(({ body }) => JSON.parse(body) as CaseEvent)
}
