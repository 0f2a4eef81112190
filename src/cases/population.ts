// Transfers of a period as the members of something that is frozen: every one, in order of ids, from one snapshot. It reads;
// who may draw from them is decided by whoever asks.
import type { PoolClient } from 'pg'
import { organsIn } from '../agencies/index.ts'

export interface TransferPopulation {
  /** Beginnings of region codes; '' for the whole country. */
  readonly regions: readonly string[]
  readonly domains?: readonly string[] | undefined
  /** Senders. */
  readonly senderIds?: readonly string[] | undefined
  /** Of the transfer's arrival: from, and before. */
  readonly from: Date
  readonly before: Date
  readonly ids?: readonly string[] | undefined
}

export interface TransferMember {
  readonly id: string
  readonly sender_id: string
  readonly region_code: string
  readonly domain: string
  readonly status: string
  readonly at: Date
  /** Organs that have or had a part, the sender first. */
  readonly agencyIds: readonly string[]
}

const openingMs = 300_000
const pageRows = 5_000

const declared = `declare transfer_population no scroll cursor for
select t.id, t.sender_id, t.region_code, t.domain, t.status, t.created_at as at from transfer t
where t.created_at >= $1 and t.created_at < $2
  and ('' = any($3::text[]) or t.region_code like any(select r || '%' from unnest($3::text[]) r))
  and ($4::text[] is null or t.domain = any($4)) and ($5::uuid[] is null or t.sender_id = any($5))
  and ($6::uuid[] is null or t.id = any($6))
order by t.id`

/** Pages of the population, on the connection of a transaction that sees one moment. */
export async function* transferPopulation(
  connection: PoolClient,
  { from, before, regions, domains, senderIds, ids }: TransferPopulation,
): AsyncGenerator<readonly TransferMember[]> {
  await connection.query(`set local statement_timeout = ${openingMs}`)
  await connection.query(
    declared,
    [from, before, regions, domains, senderIds, ids].map((v) => v ?? null),
  )
  const page = { text: `fetch ${pageRows} from transfer_population`, query_timeout: openingMs }
  for (;;) {
    const { rows } = await connection.query<Omit<TransferMember, 'agencyIds'>>(page)
    if (rows.length === 0) return
    const organs = await organsIn(
      connection,
      rows.map(({ id }) => id),
    )
    yield rows.map((row) => ({ ...row, agencyIds: [...new Set([row.sender_id, ...(organs.get(row.id) ?? [])])] }))
    if (rows.length < pageRows) return
  }
}
