// How it stands with each peer: what waits, what is under way and since when, what was taken and what was set aside.
import { type Pool, run, type Statement } from '../../../db/index.ts'

export interface PeerStatus {
  readonly name: string
  readonly issuer: string
  readonly disabled: boolean
  readonly sentNo: number
  readonly acknowledgedNo: number
  readonly takenNo: number
  /** Items that no package holds yet. */
  readonly waiting: number
  readonly oldestUnacknowledged: Date | null
  readonly lastTaken: Date | null
  readonly aside: number
  readonly organs: number
}

const statement: Statement = {
  name: 'sync_peer_status',
  text: `select p.name, p.issuer, p.disabled_at is not null as disabled, p.sent_no as "sentNo", p.acknowledged_no as "acknowledgedNo",
  p.taken_no as "takenNo",
  (select count(*)::int from package_item i where i.peer_id = p.id and i.package_no is null) as waiting,
  (select min(o.made_at) from package_out o where o.peer_id = p.id and o.acknowledged_at is null and o.says) as "oldestUnacknowledged",
  (select n.taken_at from package_in n where n.peer_id = p.id order by n.no desc limit 1) as "lastTaken",
  (select count(*)::int from package_aside a where a.peer_id = p.id) as aside,
  (select count(*)::int from peer_agency g where g.peer_id = p.id) as organs
from peer p order by p.name`,
}

export const peerStatuses = (pool: Pool): Promise<PeerStatus[]> => run<PeerStatus & object>(pool, statement)
