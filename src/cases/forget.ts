// Lets go of remembered answers after their time; the acts themselves stay for good.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { idempotencyDays } from '../kernel/index.ts'

const forgetStatement: Statement = {
  name: 'cases_forget_answers',
  text: `
delete from idempotency where (client_id, route, key) in (
  select client_id, route, key from idempotency where created_at < $1 order by created_at limit $2 for update skip locked)
returning 1`,
}

/** Removes at most `limit` answers that are older than the contract promises to keep them; says how many. */
export async function forgetAnswers(pool: Pool, now: Date, limit: number): Promise<number> {
  // A day more than promised: the promise is "at least".
  const removed = await run(pool, forgetStatement, [
    new Date(now.getTime() - (idempotencyDays + 1) * 86_400_000),
    limit,
  ])
  return removed.length
}
