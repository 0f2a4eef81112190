// The records of a batch as they stand, with what was kept of them before, by one statement.
import { type Pool, run, type Statement } from '../../../db/index.ts'

export interface Read {
  readonly id: string
  readonly version: number
  readonly state: 'live' | 'withdrawn'
  readonly agency_id: string | null
  readonly sender_id: string | null
  readonly region_code: string | null
  /** A transfer grew from it here. */
  readonly linked: boolean
  /** The canonical record in JSON. */
  readonly record: string | null
  /** What was kept of it; all null where nothing was. */
  readonly b_version: number | null
  readonly b_verdict: string | null
  readonly b_rules: readonly string[] | null
  readonly b_flags: number | null
  readonly b_triage: string | null
  readonly b_transferred: boolean | null
}

/** In no order; what is no penalty case is left out. */
export const readStatement: Statement = {
  name: 'screening_read',
  text: `
select c.id, c.version, c.state, c.agency_id, c.sender_id, c.region_code, c.transfer_id is not null as linked, v.record,
  s.version as b_version, s.verdict as b_verdict, s.hit_rules as b_rules, s.flags as b_flags, s.triage::text as b_triage,
  s.transferred as b_transferred
from unnest($1::uuid[]) as u(id) join penalty_case c on c.id = u.id
left join penalty_version v on v.case_id = c.id and v.version = c.version
left join screening s on s.case_id = c.id`,
}

export const readBatch = (pool: Pool, ids: readonly string[]): Promise<Read[]> =>
  run<Read & Record<string, unknown>>(pool, readStatement, [ids])

export interface ConfirmedFact {
  readonly case_id: string
  readonly fact: string
  readonly least: number
  readonly most: number | null
}

const confirmedStatement: Statement = {
  name: 'screening_confirmed',
  text: `
select case_id, fact, least, most from (
  select distinct on (case_id, proposal) case_id, fact, least, most, state, seq from screening_fact
  where case_id = any($1::uuid[]) order by case_id, proposal, seq desc
) f where state = 'confirmed' order by seq`,
}

/** What persons confirmed of these records, the last word last. */
export async function confirmedOf(pool: Pool, ids: readonly string[]): Promise<Map<string, ConfirmedFact[]>> {
  const found = new Map<string, ConfirmedFact[]>()
  for (const row of await run<ConfirmedFact & Record<string, unknown>>(pool, confirmedStatement, [ids])) {
    const own = found.get(row.case_id)
    if (own === undefined) found.set(row.case_id, [row])
    else own.push(row)
  }
  return found
}
