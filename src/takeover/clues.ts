// Clues of the older platform kept in the clues' room, a page in one transaction: those that belong to no case, and cases that
// are clues by their process. A kill undoes the page; the next run reads it again and keeps the same.
import { run as ask, inTransaction, type Pool } from '../../db/index.ts'
import type { ClueContent } from '../../schemas/index.ts'
import {
  type ClueImported,
  type ImportedClueEntry as EntryKept,
  importClues,
  sourceOf,
  type ImportedClue as ToKeep,
} from '../clues/index.ts'
import { gatewayId } from '../procedure/index.ts'
import { derivedId } from './ids.ts'
import { codesStatement, differencesStatement, forgetStatement, type Kept, many } from './keep.ts'
import { asked } from './long.ts'
import type { ClueReading, Difference, ImportedClue, ImportedClueEntry, LegacyRow } from './model.ts'
import { type ClueRows, type Codes, readClue } from './reading/index.ts'
import type { Run, TakeoverRoom } from './room.ts'

const followers = ['CLUE_DISPATCH', 'CLUE_ACCEPT', 'CLUE_REPLY']
/** They may be many, and no case is read with them. */
export const clueTables: ReadonlySet<string> = new Set(['CLUE_INFO', ...followers])

const pageClues = 200

/** Under what key differences and codes of a clue stand where those of a case have the case's. */
const placeOf = (key: string): string => `CLUE_INFO/${key}`

/**
 * $1 installation, $2 the last clue of the page before, $3 how many, $4 digest of the mapping, $5 the other tables. Due as a
 * case is; one that is gone and was never kept leaves nothing.
 */
const dueStatement = `
select i.key from takeover_row i
left join takeover_clue c on c.installation_id = i.installation_id and c.key = i.key
where i.installation_id = $1 and i.tbl = 'CLUE_INFO' and i.key > $2 and (i.gone_run is null or c.clue_id is not null)
  and (c.key is null or greatest(i.changed_run, coalesce(i.gone_run, 0)) > c.run
    or exists (select from takeover_row d where d.installation_id = i.installation_id and d.tbl = any($5) and d.link = i.key
      and greatest(d.changed_run, coalesce(d.gone_run, 0)) > c.run)
    or (c.mapping <> $4 and (c.clue_id is null or exists (
      select from takeover_code k where k.installation_id = i.installation_id and k.case_key = 'CLUE_INFO/' || i.key))))
order by i.key limit $3`

/**
 * $2: keys of clues, $3: the other tables. What was kept of a clue is what its rows were then. Planned each time, as for cases;
 * by nothing but the index of links, whatever is known of the tables' sizes.
 */
const rowsStatement = `
select r.tbl, r.key, k.key as clue, c.clue_id as known, r.body,
  case when r.changed_run > c.run and c.clue_id is not null then r.former end as former,
  r.gone_run is not null as gone, coalesce(r.gone_run > c.run and c.clue_id is not null, false) as just_gone
from unnest($2::text[]) as k(key)
cross join lateral (
  select * from takeover_row o where o.installation_id = $1 and o.tbl = 'CLUE_INFO' and o.key = k.key
  union all select * from takeover_row o where o.installation_id = $1 and o.tbl || '' = any($3) and o.link = k.key
) r
left join takeover_clue c on c.installation_id = $1 and c.key = k.key
order by r.tbl, r.key collate "C"`

const keptStatement = `
insert into takeover_clue as t (installation_id, key, clue_id, reasons, mapping, run)
select $1::uuid, x.key, x.clue_id, x.reasons, $3, $2::int from json_to_recordset($4::json) as x(key text, clue_id uuid, reasons jsonb)
order by x.key
on conflict (installation_id, key) do update set clue_id = coalesce(t.clue_id, excluded.clue_id), reasons = excluded.reasons,
  mapping = excluded.mapping, run = excluded.run`

/** Rows of clues that the dump has not. */
const strayStatement = `
with gone as (delete from takeover_difference where installation_id = $1 and kind = 'rows_without_clue')
insert into takeover_difference (installation_id, case_key, kind, tbl, key, detail, run)
select $1::uuid, '', 'rows_without_clue', d.tbl, d.key, json_build_object('clue', d.link), $2::int
from takeover_row d where d.installation_id = $1 and d.tbl = any($3) and d.gone_run is null
  and not exists (select from takeover_row i where i.installation_id = $1 and i.tbl = 'CLUE_INFO' and i.key = d.link)
on conflict (installation_id, case_key, kind, tbl, key) do update set detail = excluded.detail, run = excluded.run`

/** All clues that are new, changed or newly mapped. A dry run lists what is found in them. */
export async function cluesKept(
  room: TakeoverRoom,
  run: Run,
  codes: Codes,
  mapping: Buffer,
  progress: (last: string, done: number) => void = () => {},
): Promise<void> {
  const { id } = run.installation
  let after = ''
  for (let done = 0; ; ) {
    const due = await asked<{ key: string }>(room.pool, dueStatement, [id, after, pageClues, mapping, followers])
    const keys = due.map(({ key }) => key)
    const last = keys.at(-1)
    if (last === undefined) break
    await pageKept(room, run, mapping, await gathered(room.pool, run, keys), codes)
    after = last
    done += keys.length
    progress(last, done)
  }
  await ask(room.pool, { name: 'takeover_clue_stray', text: strayStatement }, [id, run.no, followers])
}

interface Gathered {
  readonly key: string
  /** Where an earlier run kept it. */
  readonly clueId: string | null
  /** Undefined where the clue itself is there no more. */
  readonly rows: ClueRows | undefined
  readonly gone: readonly LegacyRow[]
}

interface RowOf extends Record<string, unknown> {
  readonly tbl: string
  readonly key: string
  readonly clue: string
  readonly known: string | null
  readonly body: string
  readonly former: string | null
  readonly gone: boolean
  readonly just_gone: boolean
}

async function gathered(pool: Pool, run: Run, keys: readonly string[]): Promise<readonly Gathered[]> {
  const found = await ask<RowOf>(pool, rowsStatement, [run.installation.id, keys, followers])
  const made = new Map<string, { clueId: string | null; tables: Map<string, LegacyRow[]>; gone: LegacyRow[] }>()
  for (const { tbl, key, clue, known, body, former, gone, just_gone } of found) {
    const one = made.get(clue) ?? { clueId: known, tables: new Map<string, LegacyRow[]>(), gone: [] }
    made.set(clue, one)
    const row: LegacyRow = {
      ...{ table: tbl, key, values: JSON.parse(body) as LegacyRow['values'] },
      ...(former !== null && { former: JSON.parse(former) as LegacyRow['values'] }),
    }
    if (just_gone) one.gone.push(row)
    if (!gone) one.tables.set(tbl, [...(one.tables.get(tbl) ?? []), row])
  }
  return keys.map((key) => {
    const { clueId = null, tables = new Map<string, LegacyRow[]>(), gone = [] } = made.get(key) ?? {}
    const info = tables.get('CLUE_INFO')?.[0]
    const [dispatches = [], accepts = [], replies = []] = followers.map((table) => tables.get(table))
    return { key, clueId, gone, rows: info && { info, dispatches, accepts, replies, gone } }
  })
}

const vanished = ({ table, key }: LegacyRow): Difference => ({ kind: 'row_vanished', table, key, detail: {} })

async function pageKept(room: TakeoverRoom, run: Run, mapping: Buffer, page: readonly Gathered[], codes: Codes) {
  const read = page.map((one) => ({ ...one, reading: one.rows && readClue(one.rows, codes) }))
  const made = read.map(({ key, clueId, reading, gone }) => {
    const { differences, unmapped, reasons }: Omit<ClueReading, 'key' | 'clue'> = reading ?? {
      ...{ differences: gone.map(vanished), unmapped: [], reasons: [] },
    }
    // One that stands here stays, whatever became of the mapping.
    const clue = reading && reasons.length === 0 ? clueToKeep(run, codes, 'CLUE_INFO', key, reading.clue, clueId) : null
    return { key, clueId: clueId ?? clue?.id ?? null, clue, reasons, differences, unmapped }
  })
  await inTransaction(room.pool, async (connection) => {
    const { id } = run.installation
    const outcomes = run.dry
      ? new Map()
      : await importClues(
          connection,
          made.flatMap(({ clue }) => clue ?? []),
        )
    const places = made.map(({ key }) => placeOf(key))
    await connection.query(forgetStatement, [id, places, []])
    const differences = made.flatMap(({ key, clueId, differences: own }) =>
      [...own, ...foundKeeping(outcomes.get(clueId ?? ''), 'CLUE_INFO', key)].map((one) => ({
        ...{ case_key: placeOf(key), kind: one.kind, tbl: one.table, key: one.key, detail: one.detail },
      })),
    )
    await many(connection, differencesStatement, [id, run.no], differences)
    const unmapped = made.flatMap((one) =>
      one.unmapped.map(({ kind, code, label = null }) => ({ case_key: placeOf(one.key), kind, code, label })),
    )
    await many(connection, codesStatement, [id], unmapped)
    if (run.dry) return
    const kept = made.map(({ key, clueId, reasons }) => ({ key, clue_id: clueId, reasons }))
    await connection.query(keptStatement, [id, run.no, mapping, JSON.stringify(kept)])
  })
}

/** What only keeping a clue tells. */
function foundKeeping(outcome: ClueImported | undefined, table: string, key: string): Difference[] {
  if (outcome === undefined) return []
  const { since, fresh } = outcome
  const moved: Difference = {
    ...{ kind: 'continued_on_both_sides', table, key },
    detail: { since, entriesThere: fresh },
  }
  const taken: Difference = { kind: 'number_taken', table, key, detail: {} }
  return [...(outcome.outcome === 'continued' ? [moved] : []), ...(outcome.numberTaken ? [taken] : [])]
}

/** The older platform's words in the fields of the clues' room; null where nobody here took it. */
function clueToKeep(
  { installation: { secret, code } }: Run,
  codes: Codes,
  table: string,
  key: string,
  clue: ImportedClue,
  known: string | null,
): ToKeep | null {
  const [first, ...rest] = clue.entries
  const taker = codes.directory.byId.get(first?.agencyId ?? '')
  if (first === undefined || taker === undefined) return null
  const receivedAt = clue.receivedAt ?? first.placedAt
  const word = clue.sourceDetail
  const found = word === undefined ? { source: 'other' as const } : sourceOf(word)
  const source = typeof found === 'string' ? { source: 'other' as const, sourceDetail: clue.sourceDetail } : found
  const content = {
    ...{ number: clue.number, ...source, receivedAt },
    ...(clue.subject !== undefined && { subject: clue.subject }),
    ...{ facts: clue.facts, domain: 'general', regionCode: clue.regionCode ?? taker.regionCode },
  } as ClueContent
  return {
    id: known ?? derivedId(secret, code, table, key, Date.parse(receivedAt)),
    content,
    entries: [entryToKeep(codes, { ...first, raw: clue.raw }), ...rest.map((entry) => entryToKeep(codes, entry))],
  }
}

function entryToKeep({ installation, importedAt }: Codes, entry: ImportedClueEntry): EntryKept {
  const { act, table, key, at, placedAt, agencyId, organ, to, toOrgan, text, actor, raw = {} } = entry
  const answer = act === 'answer' ? { result: 'not_stated', ...(text && { reason: text }) } : {}
  return {
    ...{ act, at: at ?? placedAt, agencyId: agencyId ?? gatewayId },
    said: { ...answer, ...(to && { to }), ...(act === 'dispatch' && text && { remarks: text }) },
    imported: {
      ...{ installation, table, key, importedAt },
      ...(at !== null && { recordedAt: at }),
      ...((actor ?? organ) !== undefined && {
        actor: { ...(actor !== undefined && { name: actor }), ...(organ !== undefined && { organ }) },
      }),
      ...(toOrgan !== undefined && { to: toOrgan }),
      ...(Object.keys(raw).length > 0 && { raw }),
    },
  }
}

/** The clues among a page of cases, each with what is found keeping it; taken in again they change nothing. */
export async function dutyCluesKept(
  room: TakeoverRoom,
  run: Run,
  codes: Codes,
  read: readonly Pick<Kept, 'gathered' | 'reading'>[],
): Promise<ReadonlyMap<string, Pick<Kept, 'clueId' | 'differences'>>> {
  const duty = read.flatMap(({ reading: { caseKey, clue } }) => (clue === undefined ? [] : [{ caseKey, clue }]))
  if (duty.length === 0) return new Map()
  const known = await ask<{ case_key: string; clue_id: string }>(
    room.pool,
    {
      name: 'takeover_duty_clues',
      text: 'select case_key, clue_id from takeover_case where installation_id = $1 and case_key = any($2) and clue_id is not null',
    },
    [run.installation.id, duty.map(({ caseKey }) => caseKey)],
  )
  const idOf = new Map(known.map((one) => [one.case_key, one.clue_id]))
  const made = duty.flatMap(({ caseKey, clue }) => {
    const kept = clueToKeep(run, codes, 'CASE_BASIC-clue', caseKey, clue, idOf.get(caseKey) ?? null)
    return kept === null ? [] : [{ caseKey, kept }]
  })
  const outcomes = await inTransaction(room.pool, (connection) =>
    importClues(
      connection,
      made.map(({ kept }) => kept),
    ),
  )
  return new Map(
    made.map(({ caseKey, kept: { id } }) => [
      caseKey,
      { clueId: id, differences: foundKeeping(outcomes.get(id), 'CASE_BASIC', caseKey) },
    ]),
  )
}
