// When the light of a clock changes, and which changed: each running clock says when it is to be looked at next, so that a
// look at all of them costs what has changed, however many run.
import type { Queryable } from '../../db/index.ts'
import type { ClockState, PartChange } from '../procedure/index.ts'
import { type Light, lightOf } from './view.ts'

/** The last day of a period warns, but no more than its second half: a period of a day would be a warning all the while. */
export const firstLight = (target: string, anchor: string): string =>
  `greatest(${target} - interval '24 hours', ${anchor} + (${target} - ${anchor}) / 2)`

/**
 * Of a clock `c` that an act at `go.at` changes by `x`. Who was warned of its end is told at once that it moved or is over;
 * of all others nobody hears.
 */
export const nextLightChanged = `case
  when x.breach_at is null and x.status = 'running' then c.next_light_at
  when c.next_light_at is distinct from ${firstLight('c.target_at', 'c.anchor_at')} then go.at - interval '1 millisecond'
  when x.breach_at is not null then ${firstLight('x.target_at', 'c.anchor_at')} end`

export interface LightChange {
  readonly transferId: string
  readonly key: string
  readonly rule: string
  readonly light: Light
  /** Running, and its end is near or past. */
  readonly warned: boolean
  readonly clock: ClockState
  readonly settledAt: Date | null
  /** Part or agency whose duty or right runs out, and the organs by their parts. */
  readonly owner: string
  readonly parts: Readonly<Record<string, string>>
  readonly invited: readonly PartChange[]
  /** Parts and agencies that may see it; null = every party. */
  readonly visibleTo: readonly string[] | null
  /** Empty where something of the case is sealed from somebody. */
  readonly documentNo: string
  readonly domain: string
  readonly regionCode: string
}

interface Row {
  readonly transfer_id: string
  readonly key: string
  readonly rule: string
  readonly warned: boolean
  readonly settled_at: Date | null
  readonly owner: string
  readonly visible_to: string[] | null
  readonly clock: ClockState | null
  readonly parts: Record<string, string>
  readonly invited: PartChange[] | null
  readonly document_no: string
  readonly domain: string
  readonly region_code: string
}

/** $1 now, $2 at most so many. What is looked at is moved on in the same statement; another replica takes others. */
const lightsStatement = {
  name: 'cases_lights',
  text: `with due as materialized (
  select transfer_id, key from clock where next_light_at < $1 order by next_light_at limit $2 for update skip locked
),
moved as (
  update clock c set next_light_at = case when c.status <> 'running' then null
    when ${firstLight('c.target_at', 'c.anchor_at')} >= $1 then ${firstLight('c.target_at', 'c.anchor_at')}
    when c.target_at >= $1 then c.target_at when c.breach_at >= $1 then c.breach_at end
  from due d where c.transfer_id = d.transfer_id and c.key = d.key and c.transfer_id = any (array(select transfer_id from due))
  returning c.transfer_id, c.key, c.rule, c.settled_at, c.owner, c.visible_to,
    c.status = 'running' and ${firstLight('c.target_at', 'c.anchor_at')} < $1 as warned
)
select m.*, t.state -> 'clocks' -> m.key as clock, t.state -> 'parts' as parts, t.state -> 'invited' as invited,
  case when t.views is null then t.document_no else '' end as document_no, t.domain, t.region_code
from moved m cross join lateral (select * from transfer t where t.id = m.transfer_id offset 0) t`,
}

/**
 * The clocks that were to be looked at, at most `limit`, moved on to their next light. On the connection of the transaction
 * that tells whom it concerns: what is not told is looked at again.
 */
export async function sweepClocks(connection: Queryable, now: Date, limit: number): Promise<LightChange[]> {
  const { rows } = await connection.query<Row>({ ...lightsStatement, values: [now, limit] })
  return rows.flatMap((row) => {
    const { clock } = row
    if (clock === null) return []
    return {
      ...{ transferId: row.transfer_id, key: row.key, rule: row.rule, warned: row.warned, clock },
      ...{ settledAt: row.settled_at, owner: row.owner, parts: row.parts, invited: row.invited ?? [] },
      ...{ visibleTo: row.visible_to, documentNo: row.document_no, domain: row.domain, regionCode: row.region_code },
      light: lightOf(clock, now.getTime()),
    }
  })
}
