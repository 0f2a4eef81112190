// Penalty cases of a period as the members of something that is frozen: every one, in order of ids, from one snapshot. It
// reads; who may draw from them is decided by whoever asks.
import type { PoolClient } from 'pg'

export interface PenaltyPopulation {
  /** Beginnings of region codes; '' for the whole country. */
  readonly regions: readonly string[]
  readonly domains?: readonly string[] | undefined
  /** Unified social credit codes of the deciding organs. */
  readonly organCodes?: readonly string[] | undefined
  /** Days of the decision, inclusive. */
  readonly from: string
  readonly to: string
  readonly verdicts?: readonly string[] | undefined
  readonly suspectedNotTransferred?: boolean | undefined
  readonly ids?: readonly string[] | undefined
}

export interface PenaltyMember {
  readonly id: string
  readonly agency_id: string | null
  readonly sender_id: string | null
  readonly organ_code: string | null
  readonly region_code: string | null
  readonly domain: string | null
  readonly day: string
  readonly procedure: string | null
  readonly suspected: boolean
  readonly transferred: boolean
  readonly verdict: string | null
  /** Flags of downgraded handling that say yes, as bits. */
  readonly flags: number
}

/** Sorting the store of a province takes longer than a page of a list may. */
const openingMs = 300_000
const pageRows = 5_000

const declared = `declare penalty_population no scroll cursor for
select c.id, c.agency_id, c.sender_id, c.organ_code, c.region_code, c.domain, c.decided_on::text as day, c.procedure,
  coalesce(c.suspected, false) as suspected, (c.transferred is true or c.transfer_id is not null) as transferred,
  s.verdict, coalesce(s.flags, 0) & 63 as flags
from penalty_case c left join screening s on s.case_id = c.id
where c.state = 'live' and c.decided_on between $1::date and $2::date
  and ('' = any($3::text[]) or c.region_code like any(select r || '%' from unnest($3::text[]) r))
  and ($4::text[] is null or c.domain = any($4)) and ($5::text[] is null or c.organ_code = any($5))
  and ($6::text[] is null or s.verdict = any($6))
  and (not $7::boolean or (c.suspected and c.transferred is not true and c.transfer_id is null))
  and ($8::uuid[] is null or c.id = any($8))
order by c.id`

/** Pages of the population, on the connection of a transaction that sees one moment. */
export async function* penaltyPopulation(
  connection: PoolClient,
  query: PenaltyPopulation,
): AsyncGenerator<readonly PenaltyMember[]> {
  const { from, to, regions, domains, organCodes, verdicts, suspectedNotTransferred, ids } = query
  await connection.query(`set local statement_timeout = ${openingMs}`)
  const values = [from, to, regions, domains, organCodes, verdicts, suspectedNotTransferred ?? false, ids]
  await connection.query(
    declared,
    values.map((v) => v ?? null),
  )
  // The first page may have to sort everything; the driver's own limit is a door's.
  const page = { text: `fetch ${pageRows} from penalty_population`, query_timeout: openingMs }
  for (;;) {
    const { rows } = await connection.query<PenaltyMember>(page)
    if (rows.length > 0) yield rows
    if (rows.length < pageRows) return
  }
}
