// Results as they are kept, for the rooms that follow them.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import { takenOverOrigin } from '../incoming.ts'
import type { Hit, KeptFact, KeptVerdict } from './judge.ts'

export interface Kept {
  readonly caseId: string
  readonly version: number
  readonly ruleSet: string
  readonly at: Date
  readonly verdict: KeptVerdict
  readonly hits: readonly Hit[]
  readonly hitRules: readonly string[]
  readonly unknown: readonly string[]
  readonly flags: number
  readonly triage: unknown
  readonly domain: string | null
  readonly actDay: string | null
  readonly facts: Readonly<Record<string, KeptFact>> | null
  readonly transferred: boolean
}

const keptStatement: Statement = {
  name: 'screening_kept',
  text: `
select case_id as "caseId", version, rule_set as "ruleSet", at, verdict, coalesce(hits, '[]') as hits,
  coalesce(hit_rules, '{}') as "hitRules", coalesce(unknown, '{}') as unknown, flags, triage, domain, act_day::text as "actDay",
  facts, transferred
from screening where case_id = any($1::uuid[])`,
}

/** In no order; what waits to be screened for the first time is left out. */
export const screeningOf = (pool: Pool, ids: readonly string[]): Promise<Kept[]> =>
  run<Kept & Record<string, unknown>>(pool, keptStatement, [ids])

/** A penalty case with its result, for whoever raises something about it. */
export interface PenaltyStanding {
  readonly id: string
  readonly state: 'live' | 'withdrawn'
  readonly agencyId: string | null
  readonly senderId: string | null
  readonly organName: string | null
  readonly regionCode: string | null
  /** The field it was screened in, where it was; else its own. */
  readonly domain: string | null
  readonly decidedOn: string | null
  readonly fineFen: number | null
  readonly suspected: boolean | null
  /** By the record's own word. */
  readonly transferred: boolean | null
  /** The transfer that grew from it here. */
  readonly transferId: string | null
  readonly createdAt: Date
  /** From an older platform, with all of its past. */
  readonly takenOver: boolean
  /** Null while it waits to be screened for the first time. */
  readonly verdict: KeptVerdict | null
  readonly hitRules: readonly string[]
  readonly flags: number
  /** What the triage of the procedure would have converted. */
  readonly convert: readonly {
    readonly reason: string
    readonly basis: string
    readonly zh: string
    readonly en: string
  }[]
}

const standingStatement: Statement = {
  name: 'screening_standings',
  text: `
select c.id, c.state, c.agency_id as "agencyId", c.sender_id as "senderId", c.organ_name as "organName",
  c.region_code as "regionCode", coalesce(s.domain, c.domain) as domain, c.decided_on::text as "decidedOn",
  c.fine_fen as "fineFen", c.suspected, c.transferred, c.transfer_id as "transferId", c.created_at as "createdAt",
  c.origin like '${takenOverOrigin}%' as "takenOver",
  s.verdict, coalesce(s.hit_rules, '{}') as "hitRules", coalesce(s.flags, 0) as flags,
  coalesce(s.triage -> 'convert', '[]') as convert
from penalty_case c left join screening s on s.case_id = c.id where c.id = any($1::uuid[])`,
}

/** By id; what is no penalty case is left out. */
export async function penaltyStandings(pool: Pool, ids: readonly string[]): Promise<Map<string, PenaltyStanding>> {
  const rows = await run<PenaltyStanding & Record<string, unknown>>(pool, standingStatement, [ids])
  return new Map(rows.map((r) => [r.id, { ...r, fineFen: r.fineFen === null ? null : Number(r.fineFen) }]))
}
