// What indicators count of a penalty case: whether it stands, whose it is, whether it reached a threshold, and what became
// of it. Nothing of what it is about or of whom.
import { type Pool, run } from '../../../db/index.ts'
import { rules } from '../../screening/index.ts'
import { takenOverOrigin } from '../incoming.ts'

export interface PenaltyMeasured {
  readonly id: string
  readonly live: boolean
  readonly agencyId: string | null
  readonly regionCode: string | null
  readonly domain: string | null
  /** Local day of the decision; without one, the day its origin counts it under. */
  readonly day: string
  /** Hit by screening, or declared as suspected crime. */
  readonly hit: boolean
  readonly transferred: boolean
  /** Not transferred by the record, transferred here all the same, and filed. */
  readonly missed: boolean
  /** Main charge of the first rule that was hit; empty where none was. */
  readonly charge: string
}

const chargeOf = new Map(rules.map(({ id, charge }) => [id, charge.zh]))

const filed = `('filing_approved','refiling','reconsideration_reversed','voluntary_filing','filing_after_order')`

const measured = `select c.id, c.state = 'live' as live, c.agency_id as "agencyId", c.region_code as "regionCode",
  coalesce(c.domain, s.domain) as domain, coalesce(c.decided_on, c.source_day)::text as day,
  (coalesce(s.verdict = 'hit', false) or coalesce(c.suspected, false)) as hit,
  (coalesce(c.transferred, false) or c.transfer_id is not null) as transferred,
  (c.transferred is not true and c.transfer_id is not null and exists (
    select from penalty_outcome o where o.case_id = c.id and o.step in ${filed})) as missed,
  s.hit_rules[1] as rule
from penalty_case c left join screening s on s.case_id = c.id`

/** What was taken over from an older platform says nothing of what was done through this gateway. */
const here = `c.origin not like '${takenOverOrigin}%'`

type Row = Omit<PenaltyMeasured, 'charge'> & { readonly rule: string | null }

const shown = ({ rule, ...row }: Row): PenaltyMeasured => ({ ...row, charge: chargeOf.get(rule ?? '') ?? '' })

/** Of these penalty cases; one that is gone is left out. */
export async function penaltyMeasures(pool: Pool, ids: readonly string[]): Promise<PenaltyMeasured[]> {
  const statement = { name: 'penalties_measured', text: `${measured} where c.id = any($1::uuid[]) and ${here}` }
  return (await run<Row>(pool, statement, [ids])).map(shown)
}

/** The whole store in the order of ids, a page after an id. */
export async function penaltyMeasuresAfter(pool: Pool, after: string, limit: number): Promise<PenaltyMeasured[]> {
  const statement = {
    name: 'penalties_measured_after',
    text: `${measured} where c.id > $1::uuid and ${here} order by c.id limit $2`,
  }
  return (await run<Row>(pool, statement, [after, limit])).map(shown)
}
