// Sight of draws: the list, and one with its announcement, its reviewers and its acts.
import { run, runPlanned } from '../../../db/index.ts'
import { sealOfMatter } from '../../journal/index.ts'
import { dayOf, localDay, maskText } from '../../kernel/index.ts'
import { matterOf } from './announce.ts'
import type { Announcement } from './form.ts'
import type { Draws, Viewer } from './room.ts'
import { regionsWatched, sightOf } from './sight.ts'

export interface DrawHead {
  readonly id: string
  readonly version: number
  readonly state: 'announced' | 'drawn' | 'cancelled'
  readonly owner: OrganShown
  readonly no: number
  readonly name: string
  readonly method: string
  readonly members: number
  readonly drawn: number
  readonly reviewed: number
  readonly found: number
  readonly redrawOf: string | null
  readonly announcedAt: string
  readonly drawnAt: string | null
  readonly cancelledAt: string | null
}

export interface OrganShown {
  readonly code: string
  readonly name: string
}

interface HeadRow {
  readonly id: string
  readonly version: number
  readonly state: DrawHead['state']
  readonly owner_id: string
  readonly no: number
  readonly name: string
  readonly method: string
  readonly members: number
  readonly drawn: number
  readonly reviewed: number
  readonly found: number
  readonly redraw_of: string | null
  readonly announced_at: Date
  readonly drawn_at: Date | null
  readonly cancelled_at: Date | null
}

type Organs = Awaited<ReturnType<Draws['organs']>>

const columns = `d.id, d.version, d.state, d.owner_id, d.no, d.name, d.method, d.members, d.drawn, d.reviewed, d.found, d.redraw_of,
  d.announced_at, d.drawn_at, d.cancelled_at`

export function organShown(organs: Organs, id: string): OrganShown {
  const organ = organs.byId.get(id)
  return { code: organ?.code ?? '', name: organ?.name ?? '' }
}

const headOf = (row: HeadRow, organs: Organs): DrawHead => ({
  ...{ id: row.id, version: row.version, state: row.state, owner: organShown(organs, row.owner_id), no: row.no },
  ...{ name: row.name, method: row.method, members: row.members, drawn: row.drawn, reviewed: row.reviewed },
  ...{ found: row.found, redrawOf: row.redraw_of, announcedAt: row.announced_at.toISOString() },
  drawnAt: row.drawn_at?.toISOString() ?? null,
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
})

const listStatement = {
  name: 'draws_list',
  text: `select ${columns} from draw d
    where ($3::uuid is null or d.id < $3) and ($4::text is null or d.state = $4)
      and (($2::text is not null and d.region_code like $2 || '%')
        or d.id in (select r.draw_id from draw_reviewer r where r.agency_id = $1))
    order by d.id desc limit $5`,
}

/** Newest first. */
export async function listDraws(
  room: Pick<Draws, 'pool' | 'organs'>,
  viewer: Viewer | null,
  page: { readonly after: string | null; readonly limit: number; readonly state?: string | undefined },
): Promise<{ items: DrawHead[]; next: string | null }> {
  const rows = await runPlanned<HeadRow & Record<string, unknown>>(room.pool, listStatement, [
    ...[viewer?.id ?? null, regionsWatched(viewer), page.after, page.state ?? null, page.limit + 1],
  ])
  const organs = await room.organs()
  const items = rows.slice(0, page.limit).map((row) => headOf(row, organs))
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}

interface ActRow {
  readonly version: number
  readonly act: 'announce' | 'draw' | 'cancel' | 'review'
  readonly at: string
  readonly agencyId: string
  readonly officers: { name: string; certificateNo: string }[]
}

interface ReviewerRow {
  readonly no: number
  readonly agency_id: string
  readonly name: string
  readonly certificate_no: string | null
  readonly salt: string
}

const showStatement = {
  name: 'draws_show',
  text: `select ${columns}, a.body,
    (select c.body from draw_act c where c.draw_id = d.id and c.act = 'cancel') as cancelled,
    (select coalesce(json_agg(r.id order by r.id), '[]') from draw r where r.redraw_of = d.id) as redrawn,
    (select json_agg(json_build_object('version', t.version, 'act', t.act, 'at', t.at, 'agencyId', t.agency_id, 'officers', t.officers)
      order by t.version) from (select * from draw_act t where t.draw_id = d.id and (t.version <= 2 or t.version > d.version - 48)) t) as acts,
    (select json_agg(json_build_object('no', r.no, 'agency_id', r.agency_id, 'name', r.name, 'certificate_no', r.certificate_no,
      'salt', encode(r.salt, 'hex')) order by r.no) from draw_reviewer r where r.draw_id = d.id) as reviewers
    from draw d join draw_act a on a.draw_id = d.id and a.version = 1 where d.id = $1`,
}

/** Undefined where the viewer has neither the whole nor a part in its reviews. */
export async function showDraw(room: Pick<Draws, 'pool' | 'organs' | 'now'>, viewer: Viewer | null, id: string) {
  const sight = await sightOf(room.pool, viewer, id)
  if (sight === null || sight === 'concerned') return undefined
  const [row] = await run<
    HeadRow & {
      body: string
      cancelled: string | null
      redrawn: string[]
      acts: ActRow[]
      reviewers: ReviewerRow[]
    } & Record<string, unknown>
  >(room.pool, showStatement, [id])
  if (row === undefined) return undefined
  const organs = await room.organs()
  const announcement = JSON.parse(row.body) as Announcement
  return {
    ...headOf(row, organs),
    announcement,
    reviewers: row.reviewers
      .filter((r) => sight === 'whole' || r.agency_id === viewer?.id)
      .map((r) => reviewerShown(r, organs)),
    redrawnBy: row.redrawn,
    cancelled: cancelledShown(row.cancelled),
    acts: row.acts.map((a) => actShown(a, organs, sight === 'whole' || a.agencyId === viewer?.id)),
    waitsFor: await waitsFor(room, row, announcement),
  }
}

const reviewerShown = (r: ReviewerRow, organs: Organs) => ({
  ...{ no: r.no, agency: organShown(organs, r.agency_id), name: r.name, certificateNo: r.certificate_no, salt: r.salt },
})

const actShown = (a: ActRow, organs: Organs, whole: boolean) => ({
  ...{ version: a.version, act: a.act, at: new Date(a.at).toISOString(), agency: organShown(organs, a.agencyId) },
  officers: whole
    ? a.officers
    : a.officers.map(({ name }) => ({ name: `${[...name][0] ?? ''}*`, certificateNo: '***' })),
})

export function cancelledShown(body: string | null) {
  if (body === null) return null
  const { at, reason, seedKnown } = JSON.parse(body) as { at: string; reason: string; seedKnown: boolean }
  return { at, reason: maskText(reason), seedKnown }
}

async function waitsFor(
  { pool, now }: Pick<Draws, 'pool' | 'now'>,
  row: HeadRow,
  { publicValues }: Announcement,
): Promise<'tree' | 'public_values' | 'nothing'> {
  if (row.state !== 'announced') return 'nothing'
  if (publicValues.some(({ day }) => dayOf(day) > localDay(now()))) return 'public_values'
  if ((await sealOfMatter(pool, matterOf(row.id), 1)) === null) return 'tree'
  return publicValues.length > 0 ? 'public_values' : 'nothing'
}
