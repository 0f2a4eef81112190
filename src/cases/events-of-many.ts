// The entries of many cases whole, for what counts over cases and shows nobody's: nothing is left out that is sealed, so
// whoever calls this must not pass any of it on.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { CaseEvent } from '../procedure/index.ts'

const eventsStatement: Statement = {
  name: 'cases_events_of_many',
  text: `select e.transfer_id as id, json_agg(e.body order by e.version) as bodies
from unnest($1::uuid[], $2::int[]) as a(id, through) join event e on e.transfer_id = a.id and (a.through is null or e.version <= a.through)
group by e.transfer_id`,
}
const afterStatement: Statement = {
  name: 'cases_ids_after',
  text: 'select id from transfer where id > $1::uuid order by id limit $2',
}

/** A letter may have megabytes; so many cases are in memory at once. */
const casesAtOnce = 50

export interface CaseAsked {
  readonly id: string
  /** Last entry that is wanted; left out, all. */
  readonly through?: number
}

/** Case by case; one without entries is left out. Gives way to others between pages. */
export async function* eventsOfMany(
  pool: Pool,
  asked: readonly CaseAsked[],
): AsyncGenerator<{ readonly id: string; readonly events: readonly CaseEvent[] }, void> {
  for (let i = 0; i < asked.length; i += casesAtOnce) {
    const page = asked.slice(i, i + casesAtOnce)
    const rows = await run<{ id: string; bodies: string[] }>(pool, eventsStatement, [
      page.map((c) => c.id),
      page.map((c) => c.through ?? null),
    ])
    for (const { id, bodies } of rows) yield { id, events: bodies.map((body) => JSON.parse(body) as CaseEvent) }
  }
}

/** The next ids of cases after one, in order. */
export const caseIdsAfter = async (pool: Pool, after: string, limit: number): Promise<string[]> =>
  (await run<{ id: string }>(pool, afterStatement, [after, limit])).map((r) => r.id)
