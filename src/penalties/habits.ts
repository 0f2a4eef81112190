// How often organs enter penalty cases, by their last ones: for whoever asks which of them has fallen silent.
import { type Pool, run, type Statement } from '../../db/index.ts'

export interface EntryHabit {
  readonly agencyId: string
  readonly last: Date
  /** The longest time between two entries in a row among the last ones, milliseconds. */
  readonly longestMs: number
  /** Days on which something was entered, among the last entries. */
  readonly days: number
}

/** Of so many entries; a batch of a thousand in one minute is one day all the same. */
const looked = 400

const habitsStatement: Statement = {
  name: 'penalties_entry_habits',
  text: `
select a.id as "agencyId", h.last, h.days, h.longest as "longestMs" from unnest($1::uuid[]) as a(id) cross join lateral (
  select max(day_last) as last, count(*)::int as days,
    coalesce(max(extract(epoch from day_last - before) * 1000), 0)::float8 as longest
  from (
    select day_last, lag(day_last) over (order by day_last) as before from (
      select max(l.created_at) as day_last from (
        (select c.created_at, c.id from penalty_case c where c.agency_id = a.id order by c.id desc limit ${looked})
        union (select c.created_at, c.id from penalty_case c where c.sender_id = a.id order by c.id desc limit ${looked})
      ) l group by (l.created_at at time zone 'Asia/Shanghai')::date
    ) d
  ) g
) h where h.last is not null`,
}

/** Organs that have entered anything; the others are left out. */
export const entryHabits = (pool: Pool, agencyIds: readonly string[]): Promise<EntryHabit[]> =>
  run<EntryHabit & Record<string, unknown>>(pool, habitsStatement, [agencyIds])
