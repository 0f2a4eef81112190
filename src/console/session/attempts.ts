// How often one address may begin to sign in: enough for an office behind one address in the morning, too little to fill the
// table of sign-ins. All gateways count together; the address is the one that the proxies in front of us vouch for.
import { type Pool, run, type Statement } from '../../../db/index.ts'

const windowMs = 60_000
/** An office of two thousand that comes within ten minutes stays below. */
const perWindow = 240
/** Networks counted at once; beyond it nobody new is counted until minutes have passed, which only lets more in. */
const networksMax = 10_000

export interface Attempts {
  /** Seconds to wait; 0 where this one may go on. */
  wait(address: string | undefined, nowMs: number): Promise<number>
}

/** $2 = now, $3 = where the minute that is over began. A minute from the future is a clock that was set back. */
const countStatement: Statement = {
  name: 'console_attempt',
  text: `insert into console_sign_in_attempt as a (network, begun_at, count)
select $1, $2::timestamptz, 1
where exists (select from console_sign_in_attempt where network = $1)
  or (select count(*) from (select from console_sign_in_attempt limit $4::int) counted) < $4::int
on conflict (network) do update set
  begun_at = case when a.begun_at > $3::timestamptz and a.begun_at <= $2::timestamptz then a.begun_at else $2::timestamptz end,
  count = case when a.begun_at > $3::timestamptz and a.begun_at <= $2::timestamptz then a.count + 1 else 1 end
returning begun_at as "begunAt", count`,
}

export function openAttempts(pool: Pool, { perMinute = perWindow, networks = networksMax } = {}): Attempts {
  return {
    async wait(address, nowMs) {
      const values = [networkOf(address ?? ''), new Date(nowMs), new Date(nowMs - windowMs), networks]
      const [found] = await run<{ begunAt: Date; count: number }>(pool, countStatement, values)
      if (found === undefined) {
        await removePassed(pool, nowMs)
        return 0
      }
      return found.count <= perMinute ? 0 : Math.ceil((found.begunAt.getTime() + windowMs - nowMs) / 1000)
    },
  }
}

/** Forgets counts whose minute has passed. Two gateways at it do not wait for each other. */
export async function removePassed(pool: Pool, nowMs: number): Promise<number> {
  const removed = await pool.query(
    `delete from console_sign_in_attempt where network in (
  select network from console_sign_in_attempt where begun_at <= $1 for update skip locked)`,
    [new Date(nowMs - windowMs)],
  )
  return removed.rowCount ?? 0
}

/** One house has a whole IPv6 network of 64 bits; its addresses count together. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.slice(0, 64)
  const [head = ''] = address.split('::')
  return head.split(':').slice(0, 4).join(':').slice(0, 64)
}
