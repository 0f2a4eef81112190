// What must hold at the end of the campaign, counted from both ends: what the gateway's database owes and what the partner
// has, in its own words.
import type { Pool } from '../../db/index.ts'
import type { PartnerPlatform } from '../partner.ts'

export interface Deliveries {
  /** Owed to the partner by the notices of its organ. */
  readonly owed: number
  readonly received: number
  readonly lost: number
  readonly strangers: number
  readonly outOfOrder: number
  /** Arrivals beyond the first of each, and those among them that bore another id. */
  readonly repeated: number
  readonly otherIds: number
}

const versionsOwed = async (owner: Pool, agencyId: string): Promise<Set<string>> => {
  const { rows } = await owner.query<{ key: string }>(
    `select transfer_id || '/' || version as key from notice where agency_id = $1 and kind = 'transfer'`,
    [agencyId],
  )
  return new Set(rows.map(({ key }) => key))
}

/** Both roads, the sink and the webhook, each against the same notices. */
export async function countDeliveries(
  owner: Pool,
  agencyId: string,
  platform: PartnerPlatform,
): Promise<{ sink: Deliveries; webhook: Deliveries }> {
  const owed = await versionsOwed(owner, agencyId)
  const compared = (arrivals: readonly { key: string; id: string }[]): Deliveries => {
    const idOf = new Map<string, string>()
    const highest = new Map<string, number>()
    let [outOfOrder, repeated, otherIds] = [0, 0, 0]
    for (const { key, id } of arrivals) {
      const known = idOf.get(key)
      if (known !== undefined) {
        repeated += 1
        if (known !== id) otherIds += 1
        continue
      }
      idOf.set(key, id)
      const [caseId = '', version] = key.split('/')
      if (Number(version) < (highest.get(caseId) ?? 0)) outOfOrder += 1
      else highest.set(caseId, Number(version))
    }
    return {
      owed: owed.size,
      received: idOf.size,
      lost: [...owed].filter((key) => !idOf.has(key)).length,
      strangers: [...idOf.keys()].filter((key) => !owed.has(key)).length,
      outOfOrder,
      repeated,
      otherIds,
    }
  }
  const hooks = (await platform.hooks()).flatMap(({ headers, body }) => {
    const { data } = JSON.parse(body) as { data?: { transferId?: string; version?: number } }
    return data?.transferId === undefined
      ? []
      : [{ key: `${data.transferId}/${data.version}`, id: headers['webhook-id'] ?? '' }]
  })
  const sent = (await platform.transfers()).map(({ caseId, version, id }) => ({ key: `${caseId}/${version}`, id }))
  return { sink: compared(sent), webhook: compared(hooks) }
}

/** Deliveries that wait, and those that wait for people. */
export async function backlog(owner: Pool): Promise<{ waiting: number; dead: number; unread: number }> {
  const { rows } = await owner.query<{ waiting: number; dead: number; unread: number }>(`
    select (select count(*)::int from delivery where state = 'waiting') as waiting,
      (select count(*)::int from delivery where state = 'dead') as dead,
      (select count(*)::int from receiver r join notice n on n.agency_id = any(r.follows)
        and (n.txid, n.seq) > (r.cursor_txid, r.cursor_seq) where r.state = 'enabled') as unread`)
  return rows[0] ?? { waiting: 0, dead: 0, unread: 0 }
}

/** Records of the source that stand here: the partner’s keys, without those that were withdrawn. */
export async function recordsHere(owner: Pool): Promise<Set<string>> {
  const { rows } = await owner.query<{ key: string }>(
    `select key from penalty_case where origin like 'source:%' and state <> 'withdrawn'`,
  )
  return new Set(rows.map(({ key }) => key.replace(/^k:/, '')))
}

/** The last ones that are waited for, for people to see why. */
export async function stragglers(owner: Pool): Promise<string> {
  const { rows } = await owner.query(
    `select r.kind, d.version, d.tries, d.attempts, extract(epoch from d.next_at - now())::int as next_s,
       extract(epoch from d.leased_until - now())::int as lease_s, d.last_status, d.last_error,
       r.failures, extract(epoch from r.open_until - now())::int as open_s
     from delivery d join receiver r on r.id = d.receiver_id where d.state = 'waiting' order by d.seq limit 3`,
  )
  return JSON.stringify(rows)
}
