// Both sides counted: rows of the older platform as they are staged, and what stands here because of them. A line whose two
// figures differ is unexplained, and is said; nothing is rounded away.
import type { Pool } from '../../db/index.ts'
import { caseStands, importedEntries } from '../cases/index.ts'
import { clueStands, importedClueEntries } from '../clues/index.ts'
import { livePenalties } from '../penalties/index.ts'
import { asked } from './long.ts'
import type { Run } from './room.ts'

export interface CountedLine {
  readonly what: string
  readonly zh: string
  readonly there: number
  readonly here: number
  readonly unit: 'count' | 'fen'
}

export interface Tallied {
  readonly kind: string
  readonly count: number
}

export interface UnmappedCode {
  readonly kind: string
  readonly code: string
  readonly label: string | null
  /** Cases and clues. */
  readonly cases: number
}

export interface Figures {
  readonly lines: readonly CountedLine[]
  /** Lines whose figures differ. */
  readonly unexplained: number
  readonly cases: readonly Tallied[]
  /** Reasons, of cases and of clues. */
  readonly held: readonly Tallied[]
  readonly differences: readonly Tallied[]
  readonly unmapped: readonly UnmappedCode[]
  readonly duties: { readonly open: number; readonly started: number; readonly dismissed: number }
  readonly files: { readonly present: number; readonly absent: number; readonly refused: number }
}

/** Both sides of a line in one question; $1 = the installation, $2 = the origin of its penalty records. */
interface Counted {
  readonly what: string
  readonly zh: string
  readonly unit?: 'fen'
  readonly there: string
  readonly here: string
}

const rows = (table: string, more = '') =>
  `select count(*) from takeover_row where installation_id = $1 and tbl = '${table}' and gone_run is null ${more}`
const kept = (kind: string) => `exists (select from takeover_case c where c.installation_id = $1
  and c.case_key = takeover_row.case_key and c.kind in (${kind}))`

/** Only a row that was done is an entry: what has no END_DATE is still to be done there. */
const done = `and body::json->>'END_DATE' is not null`

const counted: readonly Counted[] = [
  {
    ...{ what: 'cases', zh: '案件' },
    there: rows('CASE_BASIC'),
    here: `select count(*) from takeover_case c where installation_id = $1 and exists (select from takeover_row r
      where r.installation_id = $1 and r.tbl = 'CASE_BASIC' and r.key = c.case_key and r.gone_run is null)`,
  },
  {
    ...{ what: 'transfers', zh: '移送案件' },
    there: `select count(*) from takeover_case where installation_id = $1 and kind = 'transfer'`,
    here: `select count(*) from takeover_case c where c.installation_id = $1 and exists (${caseStands('c.transfer_id')})`,
  },
  {
    ...{ what: 'steps', zh: '移送案件的办理记录' },
    there: rows('CASE_STEP', `${done} and ${kept(`'transfer'`)}`),
    // Parsed once an entry, whatever the planner thinks of it.
    here: `with marked as materialized (
        select e.imported as i from takeover_case c cross join lateral (${importedEntries('c.transfer_id', 'c.version')}) e
        where c.installation_id = $1
      ), told as materialized (
        select distinct split_part(i->>'key', '#', 1) as key from marked where i->>'table' = 'CASE_STEP' and i->>'key' !~ '@'
      ) select count(*) from (select key from told intersect select r.key from takeover_row r
        where r.installation_id = $1 and r.tbl = 'CASE_STEP' and r.gone_run is null) both_sides`,
  },
  {
    ...{ what: 'penalties', zh: '行政处罚案件' },
    there: `select count(*) from takeover_case where installation_id = $1 and penalty_case_id is not null`,
    here: livePenalties('count(*)', '$2'),
  },
  {
    ...{ what: 'fines', zh: '罚款金额（分）', unit: 'fen' },
    there: `select coalesce(sum(round((body::json->>'FINE_AMOUNT')::numeric * 100)), 0) from takeover_row
      where installation_id = $1 and tbl = 'PENALTY_CASE_FORM' and gone_run is null
        and body::json->>'FINE_AMOUNT' ~ '^[0-9]+([.][0-9]+)?$'
        and exists (select from takeover_case c where c.installation_id = $1 and c.case_key = takeover_row.case_key
          and c.penalty_case_id is not null)`,
    here: livePenalties('coalesce(sum(fine_fen), 0)', '$2'),
  },
  {
    ...{ what: 'duties', zh: '切换时的待办' },
    there: rows('CASE_TODO'),
    here: `select count(*) from takeover_duty d where installation_id = $1 and exists (select from takeover_row r
      where r.installation_id = $1 and r.tbl = 'CASE_TODO' and r.key = d.key and r.gone_run is null)`,
  },
]

const clues: readonly Counted[] = [
  {
    ...{ what: 'clues', zh: '线索' },
    there: rows('CLUE_INFO'),
    here: `select count(*) from takeover_clue c where c.installation_id = $1
      and (c.clue_id is null or exists (${clueStands('c.clue_id')})) and exists (select from takeover_row r
        where r.installation_id = $1 and r.tbl = 'CLUE_INFO' and r.key = c.key and r.gone_run is null)`,
  },
  ...(
    [
      ['clue_dispatches', '线索分派', 'CLUE_DISPATCH'],
      ['clue_accepts', '线索受理', 'CLUE_ACCEPT'],
      ['clue_replies', '线索回复', 'CLUE_REPLY'],
    ] as const
  ).map(([what, zh, table]) => ({
    ...{ what, zh },
    there: rows(
      table,
      'and exists (select from takeover_clue c where c.installation_id = $1 and c.key = link and c.clue_id is not null)',
    ),
    here: `select count(distinct e.imported->>'key') from takeover_clue c
      cross join lateral (${importedClueEntries('c.clue_id')}) e
      join takeover_row r on r.installation_id = $1 and r.tbl = '${table}' and r.key = e.imported->>'key' and r.gone_run is null
      where c.installation_id = $1 and e.imported->>'table' = '${table}'`,
  })),
  {
    ...{ what: 'duty_clues', zh: '职务犯罪线索' },
    there: `select count(*) from takeover_case where installation_id = $1 and kind = 'duty_clue'`,
    here: `select count(*) from takeover_case c where c.installation_id = $1 and c.kind = 'duty_clue'
      and exists (${clueStands('c.clue_id')})`,
  },
]

const tallies = {
  cases: `select kind, count(*)::int as count from takeover_case where installation_id = $1 group by kind order by kind`,
  held: `select reason as kind, count(*)::int as count from (
      select reasons from takeover_case where installation_id = $1 and kind = 'held'
      union all select reasons from takeover_clue where installation_id = $1 and clue_id is null
    ) c, jsonb_array_elements_text(c.reasons) as reason group by reason order by count desc, reason limit 1000`,
  differences: `select kind, count(*)::int as count from takeover_difference where installation_id = $1 group by kind order by kind`,
}

export async function compare(pool: Pool, run: Run, origin: string): Promise<Figures> {
  const { id } = run.installation
  const lines: CountedLine[] = []
  for (const { what, zh, unit = 'count', there, here } of [...counted, ...clues]) {
    const text = `select (${there})::text as there, (${here})::text as here from (select $1::uuid, $2::text) as given`
    const [row] = await asked<{ there: string; here: string }>(pool, text, [id, origin])
    lines.push({ what, zh, unit, there: Number(row?.there), here: Number(row?.here) })
  }
  const tally = (name: keyof typeof tallies) => asked<Tallied & Record<string, unknown>>(pool, tallies[name], [id])
  return {
    lines,
    unexplained: lines.filter((line) => line.there !== line.here).length,
    ...{ cases: await tally('cases'), held: await tally('held'), differences: await tally('differences') },
    unmapped: await unmappedOf(pool, id),
    duties: await states(pool, id, 'takeover_duty', ['open', 'started', 'dismissed']),
    files: await states(pool, id, 'takeover_file', ['present', 'absent', 'refused']),
  }
}

const unmappedOf = (pool: Pool, id: string) =>
  asked<UnmappedCode & Record<string, unknown>>(
    pool,
    `select kind, code, max(label) as label, count(*)::int as cases from takeover_code where installation_id = $1
group by kind, code order by kind, code`,
    [id],
  )

async function states<State extends string>(
  pool: Pool,
  id: string,
  table: string,
  known: readonly State[],
): Promise<Record<State, number>> {
  const text = `select state, count(*)::int as n from ${table} where installation_id = $1 group by state`
  const rows = await asked<{ state: State; n: number }>(pool, text, [id])
  return Object.fromEntries(known.map((s) => [s, rows.find(({ state }) => state === s)?.n ?? 0])) as Record<
    State,
    number
  >
}
