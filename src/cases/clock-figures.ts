// How many periods run in an organ's cases, by whose case it is, by period and by how urgent they are.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { runningParts } from '../agencies/index.ts'
import { ruleSets } from '../procedure/index.ts'
import { mySight } from './clocks.ts'
import { advisoryRules, type Urgency, urgencies, urgencyOf } from './urgency.ts'

const statement: Statement = {
  name: 'cases_clock_figures',
  text: `with ${runningParts}
select x.sender_id, x.rule, x.urgency, count(*)::int as n from (
  select t.sender_id, c.rule, ${urgencyOf('$2', '$3')} as urgency
  from case_part_of_agency p join clock c on c.transfer_id = p.transfer_id join transfer t on t.id = c.transfer_id
  where ${mySight}
) x group by 1, 2, 3`,
}

interface Row {
  readonly sender_id: string
  readonly rule: string
  readonly urgency: Urgency
  readonly n: number
}

export type Counts = Readonly<Record<Urgency, number>>

export interface ClockFigures {
  readonly total: Counts
  readonly bySender: readonly (Counts & { readonly senderId: string })[]
  readonly byRule: readonly (Counts & { readonly rule: string; readonly zh: string; readonly en: string })[]
}

/** What runs at `nowMs` in the cases that the organ has a part in, as far as it sees them; the most urgent first. */
export async function clockFigures(pool: Pool, agencyId: string, nowMs: number): Promise<ClockFigures> {
  const rows = await run<Row & object>(pool, statement, [agencyId, new Date(nowMs), advisoryRules])
  const rules = ruleSets.at(-1)?.clocks ?? {}
  return {
    total: summed(rows),
    bySender: grouped(rows, (row) => row.sender_id).map(([senderId, counts]) => ({ senderId, ...counts })),
    byRule: grouped(rows, (row) => row.rule).map(([rule, counts]) => ({
      ...{ rule, zh: rules[rule]?.zh ?? rule, en: rules[rule]?.en ?? rule },
      ...counts,
    })),
  }
}

function summed(rows: readonly Row[]): Counts {
  const sums = { overdue: 0, urgent: 0, soon: 0, watch: 0, calm: 0 }
  for (const { urgency, n } of rows) sums[urgency] += n
  return sums
}

function grouped(rows: readonly Row[], keyOf: (row: Row) => string): [string, Counts][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return [...groups].map(([key, list]): [string, Counts] => [key, summed(list)]).sort(worstFirst)
}

function worstFirst([a, x]: [string, Counts], [b, y]: [string, Counts]): number {
  for (const urgency of urgencies) if (x[urgency] !== y[urgency]) return y[urgency] - x[urgency]
  return a < b ? -1 : 1
}
