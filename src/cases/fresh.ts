// What the follower has not passed yet, of one organ: lists that read what it keeps leave these cases out and look at them
// as they stand now, so that nobody misses what was done a moment ago.
import { changesPart } from '../outbox/index.ts'
import { desksOf } from './desks.ts'
import { type FollowDeps, placeIs, workNow } from './follow.ts'
import type { WorkRow } from './work-rows.ts'

/** Cases that moved since the follower passed; of more the follower will soon have written. */
export const freshMax = 40

/**
 * `moved`: the changes that organ $1 heard of since. It stands in the statement that reads what is kept: read before or
 * after it, the follower could pass between.
 */
export const movedPart = `moved as materialized (
  select kind, transfer_id from ${changesPart({ agency: '$1', ...placeIs, limit: String(10 * freshMax) })}
)`
/** Their ids, oldest first; null where nothing moved. */
export const movedIds = `(select json_agg(transfer_id) from moved where kind = 'transfer')`

/** The last of them, each once. */
export const latestOf = (moved: readonly string[] | null): readonly string[] =>
  moved === null ? [] : [...new Set(moved)].slice(-freshMax)

export interface Fresh {
  readonly ids: readonly string[]
  readonly rows: readonly (WorkRow & { readonly transferId: string })[]
}

/** The organ's rows of these cases, as they stand now. */
export async function freshRows(deps: FollowDeps, agencyId: string, ids: readonly string[]): Promise<Fresh> {
  if (ids.length === 0) return { ids, rows: [] }
  const work = await workNow(deps, await desksOf(deps.pool, ids))
  const rows = [...work].flatMap(([transferId, list]) =>
    list.filter((row) => row.agencyId === agencyId).map((row) => ({ ...row, transferId })),
  )
  return { ids, rows }
}
