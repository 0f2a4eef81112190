// The day's digest: at its hour of a local working day, what a mail address wants and what was not urgent becomes one
// delivery. The delivery and the place up to which was looked are one transaction, so that nothing is told twice or not.
import { inTransaction, type Pool, type Queryable, run } from '../../db/index.ts'
import { grades } from '../../schemas/index.ts'
import { dayText, localDay, shanghaiOffsetMs, uuidv7 } from '../kernel/index.ts'
import { itemOf, type MailConfig, mailKind, urgent } from './mail.ts'
import { digestListed, digestMail } from './mail-text.ts'
import type { KeptAbout, NoticeKind } from './owe.ts'

export interface DigestRoom {
  readonly pool: Pool
  readonly issuer: string
  /** Hour of those that name none. */
  readonly hour: number
  /** Whether the organ works on a local day. */
  readonly works: (agencyId: string, day: number) => boolean | Promise<boolean>
}

const hourOf = (nowMs: number) => Math.floor(((nowMs + shanghaiOffsetMs) % 86_400_000) / 3_600_000)

/** Makes the digests that are due; gives the number of mails owed. */
export async function oweDigests(room: DigestRoom, nowMs: number): Promise<number> {
  const day = localDay(nowMs)
  const due = await run<{ id: string; agency: string; hour: number | null }>(
    room.pool,
    {
      name: 'outbox_digests_due',
      text: `select r.id, r.agency_id as agency, (r.config ->> 'hour')::int as hour from receiver r join mail_digest m on m.receiver_id = r.id
where r.kind = '${mailKind}' and r.state = 'enabled' and m.day < $1::date order by r.id`,
    },
    [dayText(day)],
  )
  let owed = 0
  for (const { id, agency, hour } of due) {
    if (hourOf(nowMs) < (hour ?? room.hour) || !(await room.works(agency, day))) continue
    if (await inTransaction(room.pool, (connection) => digest(connection, room.issuer, id, dayText(day)))) owed += 1
  }
  return owed
}

const lockStatement = `select m.txid::text, m.seq::text, r.agency_id as agency, r.follows, r.config, feed_horizon()::text as horizon
from mail_digest m join receiver r on r.id = m.receiver_id
where m.receiver_id = $1 and m.day < $2::date and r.state = 'enabled' for update of m skip locked`

/** Of each thing the last that the organ was told, unless that was its own act or was urgent; the gravest first. */
const newsStatement = `
with last as materialized (
  select distinct on (n.kind, n.transfer_id) n.kind, n.transfer_id, n.step, n.at, n.about
  from unnest($1::uuid[]) as a(agency_id) cross join lateral (
    select * from notice n where n.agency_id = a.agency_id and (n.txid, n.seq) > ($2::xid8, $3::bigint) and n.txid < $4::xid8
      and n.kind = any($5)
  ) n order by n.kind, n.transfer_id, n.version desc
),
news as (
  select l.*, array_position($6::text[], coalesce(l.about ->> 'grade', '${grades[0]}')) as grade from last l
  where l.about ->> 'by' is distinct from $7::text
)
select kind, transfer_id as "transferId", step, at, about, (count(*) over ())::int as total from news
where grade >= array_position($6::text[], $8::text) and not (coalesce(about ->> 'grade', '${grades[0]}') = any($9))
order by grade desc, at limit $10`

async function digest(connection: Queryable, issuer: string, receiverId: string, day: string): Promise<boolean> {
  const [place] = (await connection.query(lockStatement, [receiverId, day])).rows as {
    txid: string
    seq: string
    agency: string
    follows: string[]
    config: MailConfig
    horizon: string
  }[]
  if (place === undefined) return false
  const { config } = place
  interface News {
    readonly kind: NoticeKind
    readonly transferId: string
    readonly step: string
    readonly at: Date
    readonly about: KeptAbout | null
    readonly total: number
  }
  const { rows } = await connection.query<News>(newsStatement, [
    ...[place.follows, place.txid, place.seq, place.horizon, config.kinds, grades],
    ...[place.agency, config.least, urgent, digestListed],
  ])
  // The horizon's own transaction is not read yet: the next one begins before it.
  await connection.query('update mail_digest set txid = $2::xid8, seq = 0, day = $3 where receiver_id = $1', [
    ...[receiverId, place.horizon, day],
  ])
  const [first] = rows
  if (first === undefined) return false
  const id = uuidv7()
  const mail = digestMail(issuer, day, rows.map(itemOf), first.total - rows.length)
  await connection.query(
    `insert into delivery (id, receiver_id, order_key, kind, body) values ($1::uuid, $2, $1::text, '${mailKind}', $3)`,
    [id, receiverId, JSON.stringify(mail)],
  )
  return true
}
