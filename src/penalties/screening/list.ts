// What screening found, for those who may see the penalty case: newest first, by verdict, rule, field and region.
import { run } from '../../../db/index.ts'
import { headsOf, type Seen } from '../read.ts'
import type { Penalties } from '../room.ts'
import { regionsWatched, type Viewer } from '../sight.ts'
import { notableFlags } from './beyond.ts'
import type { Hit, KeptVerdict } from './judge.ts'
import { type Kept, screeningOf } from './kept.ts'

export interface ScreenedFilter {
  readonly after: string | null
  readonly limit: number
  /** Left out: hits, near misses and what was handled below its weight. */
  readonly verdict?: KeptVerdict | undefined
  readonly rule?: string | undefined
  readonly domain?: string | undefined
  /** The beginning of the codes. */
  readonly region?: string | undefined
  /** `false`: not transferred, by the record and here. */
  readonly transferred?: boolean | undefined
}

export interface ScreenedItem {
  readonly seen: Seen
  readonly kept: Kept
  readonly hits: readonly Hit[]
}

/** As the partial indexes have it, to the letter. */
const notable = `(verdict in ('hit','near') or flags & ${notableFlags} <> 0)`
const filters = `($3::uuid is null or s.case_id < $3) and ($5::text is null or s.verdict = $5) and ($6::text is null or $6 = any(s.hit_rules))
  and ($7::text is null or s.domain = $7) and ($8::text is null or s.region_code like $8 || '%') and ($9::boolean is null or s.transferred = $9)`

const found = (which: string) =>
  `(select s.case_id from screening s where ${which} and ${filters} order by s.case_id desc limit $4)`
/** Those that are not indexed here are found by the indexes of the penalty cases. */
const others = (which: string) =>
  `(select s.case_id from penalty_case c join screening s on s.case_id = c.id where ${which} and ${filters} order by c.id desc limit $4)`

const grounds = ['agency_id = $1', 'sender_id = $1', `$2::text is not null and region_code like $2 || '%'`]
const ofNotable = grounds.map((g, i) =>
  found(`${notable} and ${['agency_id', 'sender_id', 'region_code'][i]} is not null and ${g}`),
)
const ofOthers = grounds.map((g) => others(g.replace(/(agency_id|sender_id|region_code)/, 'c.$1')))
const everybody = '$1::uuid is null and $2::text is null'

const listText = (parts: readonly string[]) =>
  `select distinct case_id from (${parts.join(' union all ')}) s order by case_id desc limit $4`
const texts = {
  notable: listText(ofNotable),
  others: listText(ofOthers),
  notableOfAll: listText([found(`${everybody} and ${notable}`)]),
  ofAll: listText([found(everybody)]),
}

/** Newest first. The viewer `null` is the operator. */
export async function listScreened(
  room: Pick<Penalties, 'pool'>,
  viewer: Viewer | null,
  f: ScreenedFilter,
): Promise<{ items: ScreenedItem[]; next: string | null }> {
  const wanted = f.verdict === undefined || f.verdict === 'hit' || f.verdict === 'near'
  const which = viewer === null ? (wanted ? 'notableOfAll' : 'ofAll') : wanted ? 'notable' : 'others'
  const region = regionsWatched(viewer)
  // A region's beginning is planned with what it is, or no index serves it; nobody else need have it planned anew.
  const statement = region === null ? { name: `screening_list_${which}`, text: texts[which] } : texts[which]
  const ids = (
    await run<{ case_id: string }>(room.pool, statement, [
      ...[viewer?.id ?? null, region, f.after, f.limit + 1, f.verdict ?? null, f.rule ?? null],
      ...[f.domain ?? null, f.region ?? null, f.transferred ?? null],
    ])
  ).map((r) => r.case_id)
  const page = ids.slice(0, f.limit)
  const [heads, kept] = await Promise.all([headsOf(room, page), screeningOf(room.pool, page)])
  const keptOf = new Map(kept.map((k) => [k.caseId, k]))
  const items = heads.flatMap((seen) => {
    const own = keptOf.get(seen.row.id)
    return own === undefined ? [] : [{ seen, kept: own, hits: own.hits }]
  })
  return { items, next: ids.length > f.limit ? (page.at(-1) ?? null) : null }
}
