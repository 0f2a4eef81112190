// What was drawn, to whom it fell and what was found; and what a single case shows of the draws it was reviewed in.
import { type Pool, run } from '../../../db/index.ts'
import type { DrawReviewKind } from '../../../schemas/index.ts'
import { maskText } from '../../kernel/index.ts'
import { organShown } from './read.ts'
import type { Draws, Viewer } from './room.ts'
import { sightOf } from './sight.ts'

interface DrawnRow {
  readonly place: number
  readonly kind: 'penalty' | 'transfer'
  readonly subject_id: string
  readonly stratum: string
  readonly domain: string
  readonly region_code: string | null
  readonly agency_codes: string[]
  readonly reviewers: { no: number; agencyId: string; name: string }[]
  readonly review: {
    version: number
    at: string
    found: boolean
    kinds: DrawReviewKind[]
    words: string
    officers: { name: string; certificateNo: string }[]
  } | null
}

/** $2: the organ whose reviewers' cases only are shown, or null for all. */
const drawnStatement = {
  name: 'draws_drawn_list',
  text: `select m.place, m.kind, m.subject_id, m.stratum, m.domain, m.region_code, m.agency_codes,
    coalesce((select json_agg(json_build_object('no', r.no, 'agencyId', r.agency_id, 'name', r.name) order by array_position(m.reviewers, r.no))
      from draw_reviewer r where r.draw_id = m.draw_id and r.no = any(m.reviewers)), '[]') as reviewers,
    (select json_build_object('version', v.version, 'at', a.at, 'found', v.found, 'kinds', v.kinds, 'words', v.words, 'officers', a.officers)
      from draw_review v join draw_act a on a.draw_id = v.draw_id and a.version = v.version
      where v.draw_id = m.draw_id and v.version = m.review_version) as review
    from draw_member m where m.draw_id = $1 and m.place > $3 and ($4::int is null or m.place = $4)
      and ($2::uuid is null or exists (select from draw_reviewer r where r.draw_id = m.draw_id and r.no = any(m.reviewers) and r.agency_id = $2))
      and ($5::boolean is null or (m.review_version is not null) = $5) and ($6::boolean is null or m.found = $6)
    order by m.place limit $7`,
}

export interface DrawnPage {
  readonly after: number
  readonly limit: number
  readonly place?: number
  readonly reviewed?: boolean | undefined
  readonly found?: boolean | undefined
}

/** By place; undefined where the viewer reviews nothing of it and does not see the whole. */
export async function listDrawn(
  room: Pick<Draws, 'pool' | 'organs'>,
  viewer: Viewer | null,
  id: string,
  { after, limit, place, reviewed, found }: DrawnPage,
) {
  const sight = await sightOf(room.pool, viewer, id)
  if (sight === null || sight === 'concerned') return undefined
  const of = sight === 'whole' ? null : (viewer?.id ?? null)
  const values = [id, of, after, place ?? null, reviewed ?? null, found ?? null, limit + 1]
  const rows = await run<DrawnRow & Record<string, unknown>>(room.pool, drawnStatement, values)
  const organs = await room.organs()
  const items = rows.slice(0, limit).map((row) => ({
    ...{ place: row.place, subject: { kind: row.kind, id: row.subject_id }, stratum: row.stratum, domain: row.domain },
    regionCode: row.region_code,
    agencies: row.agency_codes.map((code) => ({ code, name: organs.byCode.get(code)?.name ?? '' })),
    reviewers: row.reviewers.map((r) => ({
      ...{ no: r.no, agency: organShown(organs, r.agencyId).code, name: r.name },
    })),
    review: row.review && {
      ...{ ...row.review, at: new Date(row.review.at).toISOString(), words: maskText(row.review.words) },
    },
  }))
  return { items, next: rows.length > limit ? String(items.at(-1)?.place) : null }
}

/** One place, as the list shows it. */
export async function showDrawn(
  room: Pick<Draws, 'pool' | 'organs'>,
  viewer: Viewer | null,
  id: string,
  place: number,
) {
  return (await listDrawn(room, viewer, id, { after: 0, limit: 1, place }))?.items[0]
}

export interface SubjectReview {
  readonly draw: string
  readonly name: string
  readonly owner: string
  readonly drawnAt: string
  readonly reviewedAt: string
  readonly found: boolean
  readonly kinds: readonly DrawReviewKind[]
  readonly words: string
}

const reviewsStatement = {
  name: 'draws_reviews_of',
  text: `select m.draw_id as draw, d.name, d.owner_id, d.drawn_at, m.reviewed_at, v.found, v.kinds, v.words
    from draw_member m join draw d on d.id = m.draw_id
    join draw_review v on v.draw_id = m.draw_id and v.version = m.review_version
    where m.subject_id = $1 and m.kind = $2 order by m.reviewed_at desc limit 50`,
}

/** Results of the draws that a case was reviewed in, the last first; for whoever has sight of the case. */
export async function reviewsOf(
  room: Pick<Draws, 'pool' | 'organs'>,
  kind: 'penalty' | 'transfer',
  subjectId: string,
): Promise<SubjectReview[]> {
  const rows = await run<{
    draw: string
    name: string
    owner_id: string
    drawn_at: Date
    reviewed_at: Date
    found: boolean
    kinds: DrawReviewKind[]
    words: string
  }>(room.pool, reviewsStatement, [subjectId, kind])
  if (rows.length === 0) return []
  const organs = await room.organs()
  return rows.map(({ owner_id, drawn_at, reviewed_at, ...row }) => ({
    ...{ draw: row.draw, name: row.name, owner: organShown(organs, owner_id).name },
    ...{ drawnAt: drawn_at.toISOString(), reviewedAt: reviewed_at.toISOString() },
    ...{ found: row.found, kinds: row.kinds, words: row.words },
  }))
}

/** One review as it is reported to a platform. */
export interface ReviewTold {
  readonly draw: string
  readonly version: number
  readonly drawName: string
  readonly at: string
  readonly kind: 'penalty' | 'transfer'
  readonly subjectId: string
  readonly found: boolean
  readonly kinds: readonly DrawReviewKind[]
  readonly ownerId: string
  readonly agencyIds: readonly string[]
}

const toldStatement = {
  name: 'draws_review_told',
  text: `select v.draw_id as draw, v.version, d.name as "drawName", a.at, m.kind, m.subject_id as "subjectId", v.found, v.kinds,
    d.owner_id as "ownerId", m.agency_ids as "agencyIds"
    from unnest($1::uuid[], $2::int[]) as w(draw_id, version)
    join draw_review v on v.draw_id = w.draw_id and v.version = w.version join draw d on d.id = v.draw_id
    join draw_act a on a.draw_id = v.draw_id and a.version = v.version
    join draw_member m on m.draw_id = v.draw_id and m.place = v.place`,
}

/** Reviews by draw and running number. */
export async function reviewsTold(
  pool: Pool,
  wanted: readonly { readonly draw: string; readonly version: number }[],
): Promise<ReviewTold[]> {
  const rows = await run<Omit<ReviewTold, 'at'> & { at: Date } & Record<string, unknown>>(pool, toldStatement, [
    ...[wanted.map((w) => w.draw), wanted.map((w) => w.version)],
  ])
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
