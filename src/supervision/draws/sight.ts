// Who sees a draw: procuratorates whose region it lies in see all of it; an organ whose officers review sees the draw and what
// fell to them; an organ whose case was drawn sees the published file, unless weights in it would tell what is suspected of whom.
import { type Pool, run } from '../../../db/index.ts'
import { regionsUnder } from '../../kernel/index.ts'
import type { Viewer } from './room.ts'

export type Sight = 'whole' | 'reviewer' | 'concerned'

/** The regions whose draws a procuratorate sees whole, as the beginning of their codes; null for every other organ. */
export const regionsWatched = (viewer: Viewer | null): string | null =>
  viewer === null ? '' : viewer.kind === 'procuratorate' ? regionsUnder(viewer.regionCode) : null

const sightStatement = {
  name: 'draws_sight',
  text: `select case
      when $3::text is not null and d.region_code like $3 || '%' then 'whole'
      when exists (select from draw_reviewer r where r.draw_id = d.id and r.agency_id = $2) then 'reviewer'
      when d.state = 'drawn' and d.method <> 'risk_weighted'
        and exists (select from draw_member m where m.draw_id = d.id and $2 = any(m.agency_ids)) then 'concerned'
    end as sight from draw d where d.id = $1`,
}

/** Null where there is nothing for the viewer; the viewer `null` is the operator. */
export async function sightOf(pool: Pool, viewer: Viewer | null, id: string): Promise<Sight | null> {
  const values = [id, viewer?.id ?? null, regionsWatched(viewer)]
  const [row] = await run<{ sight: Sight | null }>(pool, sightStatement, values)
  return row?.sight ?? null
}
