// Keeps clues that are taken over from an older platform, many in one statement: their entries as that platform has them, the
// clue as they make it, and who sees it. Nobody is told, no officer is named, and what goes on here goes on by `act`. The
// transaction is the caller's.
import type { Queryable, Statement } from '../../db/index.ts'
import type { ClueContent } from '../../schemas/index.ts'
import { canonical } from '../kernel/index.ts'
import { gatewayId } from '../procedure/index.ts'
import { type ClueEntry, type ImportedEntry, standing } from './lifecycle.ts'
import { hex } from './rows.ts'
import { contentHash, numberKey } from './take.ts'

/** What happened to a clue there. A dispatch names the organ's id as `to`, where it is known here. */
export interface ImportedClueEntry extends Pick<ClueEntry, 'act' | 'at' | 'agencyId'> {
  readonly said: Readonly<Record<string, unknown>> & { readonly to?: string }
  readonly imported: ImportedEntry
}

export interface ImportedClue {
  readonly id: string
  readonly content: ClueContent
  /** All that the older platform has, in order; the first took it. */
  readonly entries: readonly [ImportedClueEntry, ...ImportedClueEntry[]]
}

export interface ClueImported {
  /** `continued`: it went on here since, and is left as it is although there is more of it there. */
  readonly outcome: 'kept' | 'continued'
  /** Entries that stood here before. */
  readonly since: number
  /** Entries there that it had not. */
  readonly fresh: number
  /** Another clue of the taker bears its number: it is known by its id alone. */
  readonly numberTaken: boolean
}

/** Whoever acted there is none of our clients. */
const importer = 'takeover'

interface FormerRow {
  readonly clue_id: string
  readonly version: number
  readonly act: ClueEntry['act']
  readonly agency_id: string
  readonly at: Date
  readonly body: string
}

const lockStatement: Statement = {
  name: 'clues_import_lock',
  text: 'select id, intake_key is null as numberless from clue where id = any($1::uuid[]) order by id for update',
}
const formerStatement: Statement = {
  name: 'clues_import_former',
  text: `select clue_id, version, act, agency_id, at, body from clue_entry where clue_id = any($1::uuid[])
order by clue_id, version`,
}

const clueColumns = `ord int, id uuid, after int, version int, state text, taker_id uuid, holder_id uuid, intake_key text,
  content_hash bytea, source text, domain text, received_at timestamptz, answer json, taken_at timestamptz, updated_at timestamptz`

/** Parameters $1…$3: clues, entries, sights. Gives whether the number of each new clue was free. */
const importStatement: Statement = {
  name: 'clues_import',
  text: `with clue_in as materialized (select * from json_to_recordset($1::json) as x(${clueColumns})),
named as materialized (
  select n.id, row_number() over (partition by n.taker_id, n.intake_key order by n.ord) = 1
    and not exists (select from clue c where c.taker_id = n.taker_id and c.intake_key = n.intake_key) as free
  from clue_in n where n.after = 0
),
clue_opened as (
  insert into clue (id, version, state, taker_id, holder_id, intake_key, content_hash, source, domain, received_at, answer, taken_at, updated_at)
  select n.id, n.version, n.state, n.taker_id, n.holder_id, case when named.free then n.intake_key end, n.content_hash, n.source,
    n.domain, n.received_at, n.answer, n.taken_at, n.updated_at
  from clue_in n join named using (id)
),
clue_advanced as (
  update clue c set version = n.version, state = n.state, holder_id = n.holder_id, answer = n.answer, updated_at = n.updated_at
  from clue_in n where n.after > 0 and c.id = n.id and c.version = n.after
),
entry_written as (
  insert into clue_entry (clue_id, version, act, agency_id, client_id, at, officers, body)
  select clue_id, version, act, agency_id, '${importer}', at, '[]'::jsonb, body
  from json_to_recordset($2::json) as x(clue_id uuid, version int, act text, agency_id uuid, at timestamptz, body text)
),
sight_begun as (
  insert into clue_sight (agency_id, clue_id)
  select agency_id, clue_id from json_to_recordset($3::json) as x(agency_id uuid, clue_id uuid)
  on conflict do nothing
)
select id, free from named`,
}

/** A page of clues. One that stands here is locked first: where it has gone on here, nothing is added to it. */
export async function importClues(
  connection: Queryable,
  clues: readonly ImportedClue[],
): Promise<ReadonlyMap<string, ClueImported>> {
  const ids = clues.map(({ id }) => id)
  const locked = await connection.query<{ id: string; numberless: boolean }>({ ...lockStatement, values: [ids] })
  const numberless = new Set(locked.rows.flatMap((row) => (row.numberless ? [row.id] : [])))
  const formers = await formersOf(connection, ids)
  const outcomes = new Map<string, ClueImported>()
  const made: Made[] = []
  for (const clue of clues) {
    const former = formers.get(clue.id) ?? []
    const told = new Set(
      former.flatMap(({ body: { imported: i } }) => (i === undefined ? [] : [`${i.table}/${i.key}`])),
    )
    const fresh = clue.entries.filter(({ imported: { table, key } }) => !told.has(`${table}/${key}`))
    const moved = fresh.length > 0 && former.some(({ body }) => body.imported === undefined)
    const counts = { since: former.length, fresh: fresh.length, numberTaken: numberless.has(clue.id) }
    outcomes.set(clue.id, { outcome: moved ? 'continued' : 'kept', ...counts })
    if (!moved && fresh.length > 0) made.push(rowsOf(clue, former, fresh, made.length))
  }
  if (made.length === 0) return outcomes
  const values = [made.map(({ clue }) => clue), made.flatMap((m) => m.entries), made.flatMap((m) => m.sights)]
  const { rows } = await connection.query<{ id: string; free: boolean }>({
    ...importStatement,
    values: values.map((list) => JSON.stringify(list)),
  })
  for (const { id, free } of rows) {
    const outcome = outcomes.get(id)
    if (!free && outcome !== undefined) outcomes.set(id, { ...outcome, numberTaken: true })
  }
  return outcomes
}

async function formersOf(connection: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, ClueEntry[]>> {
  const formers = new Map<string, ClueEntry[]>()
  const { rows } = await connection.query<FormerRow>({ ...formerStatement, values: [ids] })
  for (const { clue_id, version, act, agency_id, at, body } of rows) {
    const own = formers.get(clue_id) ?? []
    const said = JSON.parse(body) as ClueEntry['body']
    own.push({ version, act, agencyId: agency_id, at: at.toISOString(), officers: [], body: said })
    formers.set(clue_id, own)
  }
  return formers
}

interface Made {
  readonly clue: object
  readonly entries: readonly object[]
  readonly sights: readonly object[]
}

function rowsOf(
  { id, content }: ImportedClue,
  former: readonly ClueEntry[],
  fresh: readonly ImportedClueEntry[],
  ord: number,
): Made {
  const added = fresh.map(({ act, at, agencyId, said, imported }, i): ClueEntry => {
    const body = { ...(act === 'take' ? content : said), imported } as ClueEntry['body']
    return { version: former.length + i + 1, act, agencyId, at, officers: [], body }
  })
  const all = [...former, ...added]
  const { version, state, takerId, holderId, answer, updatedAt } = standing(all)
  const [first] = all
  if (first?.act !== 'take') throw new Error(`${id}: a clue begins with who took it`)
  return {
    clue: {
      ...{ ord, id, after: former.length, version, state, taker_id: takerId, holder_id: holderId, answer },
      intake_key: content.number === undefined ? null : numberKey(content.number),
      ...{ content_hash: hex(contentHash(content)), source: content.source, domain: content.domain },
      ...{ received_at: content.receivedAt, taken_at: first.at, updated_at: updatedAt },
    },
    entries: added.map(({ version, act, agencyId, at, body }) => ({
      ...{ clue_id: id, version, act, agency_id: agencyId, at, body: canonical(body) },
    })),
    sights: [...seers(added)].map((agency_id) => ({ agency_id, clue_id: id })),
  }
}

/** Its taker, the organs that it was dispatched to, and whoever had it there; not who only passed it on. */
function seers(entries: readonly ClueEntry[]): ReadonlySet<string> {
  const organs = entries.flatMap(({ act, agencyId, body }) =>
    act === 'dispatch' ? (body.to === undefined ? [] : [body.to]) : [agencyId],
  )
  return new Set(organs.filter((id) => id !== gatewayId))
}

/** As a part of another room's statement: whether the clue of an id is there. */
export const clueStands = (id: string): string => `select from clue stands where stands.id = ${id}`

/** As a part of another room's statement: the marks of a clue's imported entries. */
export const importedClueEntries = (id: string): string =>
  `select told.body::json->'imported' as imported from clue_entry told where told.clue_id = ${id}`
