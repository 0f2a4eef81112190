// Sight of cases: list, one, timeline, receipts. A party sees its cases to the present; who has left a case sees it as it
// stood then; nobody else learns that it exists.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart, seenAmong, seenCases, seenTogether } from '../agencies/index.ts'
import { type CaseEvent, clocksKnown, type Part, type Views, viewerKey } from '../procedure/index.ts'
import { sentBy } from './elsewhere.ts'
import { type SightAtEnd, transferColumns } from './gather.ts'
import type { ReceiptRow } from './receipt.ts'
import { eventView } from './timeline.ts'
import { type TransferRow, titleSeen, transferHead, transferView, type ViewContext } from './view.ts'

export interface SeenRow extends TransferRow {
  readonly views: Views | null
  readonly part: Part
  readonly to_version: number | null
  readonly state_at_end: SightAtEnd | null
  readonly home?: string | null
}

/** The caller's view of `t`, as `viewerKey` names it; null where nothing is sealed from it. Parameter = its agency. */
const ownView = (agency: string) =>
  `(t.views -> case when p.part in ('sender', 'police_in_charge', 'supervisor') then p.part else ${agency}::text end)`
/** Entries sealed from the caller. */
export const sealedOf = (agency: string) =>
  `coalesce(p.state_at_end -> 'sealed', ${ownView(agency)} -> 'sealed', '[]'::jsonb)`

export interface ListFilter {
  readonly after: string | null
  readonly limit: number
  readonly status?: string | undefined
  readonly domain?: string | undefined
  readonly part?: Part | undefined
  readonly documentKey?: string
  readonly createdFrom?: Date
  readonly createdTo?: Date
  /** Only of these. */
  readonly ids?: readonly string[]
}

/** What the caller, agency $1, has in sight under a path, where that is not the case as it stands. */
const sightOf = (path: string) => `coalesce(p.state_at_end, ${ownView('$1')}) #>> '{${path}}'`

const listed = (from: string) => `
select ${transferColumns}, t.views, p.part, p.to_version, p.state_at_end
from ${from} cross join lateral (select * from transfer t where t.id = p.transfer_id offset 0) t
where ($4::text is null or coalesce(${sightOf('status')}, t.status) = $4)
  and ($5::text is null or coalesce(${sightOf('state,domain')}, t.domain) = $5) and ($6::text is null or p.part = $6)
  and ($7::text is null or coalesce(${sightOf('state,title,documentKey')}, t.document_key) = $7)
  and ($8::timestamptz is null or coalesce((${sightOf('from')})::timestamptz, t.created_at) >= $8)
  and ($9::timestamptz is null or coalesce((${sightOf('from')})::timestamptz, t.created_at) < $9)
order by p.transfer_id desc limit $3`

const listStatement: Statement = { name: 'cases_list', text: listed(seenCases) }
/** The last case that a page was looked for in; none where it was the last of all. */
const lookedToStatement: Statement = {
  name: 'cases_list_looked_to',
  text: `select transfer_id as id from ${seenCases} offset ${seenTogether - 1}`,
}
const listAmongStatement: Statement = { name: 'cases_list_among', text: listed(seenAmong) }

/**
 * Parameters: case, agency, version to go on from (0 = from the end it begins with), number of events, steps or null for
 * all. `letter` = the transfer letter, where there is one.
 */
const shown = (end: TimelineEnd) => `
select ${transferColumns}, t.views, t.home, p.part, p.to_version, p.state_at_end,
  (select json_agg(e.body order by e.version ${end === 'newest' ? 'desc' : 'asc'}) from (
    select version, body from event
    where transfer_id = t.id and ${end === 'newest' ? '($3 = 0 or version < $3)' : 'version > $3'}
      and version <= t.version and (p.to_version is null or version <= p.to_version)
      and ($5::text[] is null or step = any($5)) and not ${sealedOf('$2')} @> to_jsonb(version)
    order by version ${end === 'newest' ? 'desc' : 'asc'} limit $4
  ) e) as events,
  (select e.body from event e where e.transfer_id = t.id and e.step in ('transfer_dispatch', 'accident_team_transfer')
    and (p.to_version is null or e.version <= p.to_version) and not ${sealedOf('$2')} @> to_jsonb(e.version)
    order by e.version desc limit 1) as letter
from transfer t cross join ${callerPart} where t.id = $1`

/** Which end of the timeline comes first. */
export type TimelineEnd = 'oldest' | 'newest'

export interface TimelineAsked {
  readonly end?: TimelineEnd
  /** Only entries of these steps. */
  readonly steps?: readonly string[] | undefined
  /** The case without its entries. */
  readonly none?: boolean
}

const showStatements: Readonly<Record<TimelineEnd, Statement>> = {
  oldest: { name: 'cases_show', text: shown('oldest') },
  newest: { name: 'cases_show_newest', text: shown('newest') },
}

const sightStatement: Statement = {
  name: 'cases_sight',
  text: `select t.id, p.part, p.to_version, ${sealedOf('$2')} as sealed from transfer t cross join ${callerPart} where t.id = $1`,
}

const receiptsStatement: Statement = {
  name: 'cases_receipts',
  text: `
select r.no, r.version, r.step, r.jws from transfer t cross join ${callerPart} join receipt r on r.transfer_id = t.id
where t.id = $1 and (p.to_version is null or r.version <= p.to_version) and ($3::int is null or r.no = $3)
  and not ${sealedOf('$2')} @> to_jsonb(r.version) order by r.no`,
}

/** The row as the viewer may see it: to the present and unsealed, or as it stood when its part ended. */
export function asSeen(row: SeenRow, agencyId: string): TransferRow {
  const end = row.state_at_end
  const view = end === null ? row.views?.[viewerKey({ part: row.part, agencyId })] : undefined
  const seen = end ?? view
  if (seen === undefined) return { ...row, state: clocksKnown(row.state, { part: row.part, agencyId }) }
  if (seen.state === null) throw new Error(`${agencyId} has a part in ${row.id} and sees nothing of it`)
  return {
    ...row,
    ...titleSeen(row, seen.state.title),
    version: seen.state.version,
    state: seen.state,
    domain: seen.state.domain,
    status: seen.status,
    updated_at: new Date(seen.at),
    ...(seen.from !== undefined && { created_at: new Date(seen.from) }),
  }
}

export async function list(pool: Pool, agencyId: string, filter: ListFilter, context: Omit<ViewContext, 'viewer'>) {
  const f = filter
  const rows = await run<SeenRow>(pool, f.ids === undefined ? listStatement : listAmongStatement, [
    agencyId,
    f.after,
    f.limit + 1,
    f.status ?? null,
    f.domain ?? null,
    f.part ?? null,
    f.documentKey ?? null,
    f.createdFrom ?? null,
    f.createdTo ?? null,
    ...(f.ids === undefined ? [] : [f.ids]),
  ])
  const page = rows.slice(0, f.limit)
  return {
    items: page.map((row) => ({
      ...transferHead(asSeen(row, agencyId), context),
      part: row.part,
      ended: row.to_version !== null,
    })),
    next: rows.length > f.limit ? (page.at(-1)?.id ?? null) : await lookedTo(pool, agencyId, f),
  }
}

/** Where a list goes on whose page is not full: a filter may find more among older cases. */
async function lookedTo(pool: Pool, agencyId: string, f: ListFilter): Promise<string | null> {
  const sifted = [f.status, f.domain, f.part, f.documentKey, f.createdFrom, f.createdTo].some(
    (one) => one !== undefined,
  )
  if (!sifted || f.ids !== undefined) return null
  return (await run<{ id: string }>(pool, lookedToStatement, [agencyId, f.after]))[0]?.id ?? null
}

const eventsShown = 50

const itemsShown = 50

/** The letter with the first page of what may be long; the rest is under `/materials` and `/items`, the counts in the head. */
function letterOf(input: Readonly<Record<string, unknown>> | undefined) {
  if (input === undefined) return undefined
  const firstOf = (list: unknown) => (Array.isArray(list) ? list.slice(0, itemsShown) : list)
  return { ...input, materials: firstOf(input.materials), seizedItems: firstOf(input.seizedItems) }
}

interface Loaded {
  /** As the viewer may see it. */
  readonly row: TransferRow
  /** The gateway where it is at home, where that is another. */
  readonly home: string | null
  readonly part: Part
  readonly ended: boolean
  readonly events: readonly CaseEvent[]
  readonly letter: CaseEvent | undefined
}

async function load(
  pool: Pool,
  transferId: string,
  agencyId: string,
  from: number,
  limit: number,
  { end = 'oldest', steps }: TimelineAsked = {},
): Promise<Loaded | undefined> {
  const [row] = await run<SeenRow & { events: string[] | null; letter: string | null }>(pool, showStatements[end], [
    transferId,
    agencyId,
    from,
    limit,
    steps ?? null,
  ])
  if (row === undefined) return undefined
  return {
    row: asSeen(row, agencyId),
    home: row.home ?? null,
    part: row.part,
    ended: row.to_version !== null,
    events: (row.events ?? []).map((body) => JSON.parse(body) as CaseEvent),
    letter: row.letter === null ? undefined : (JSON.parse(row.letter) as CaseEvent),
  }
}

/** One case with the letter it came with and the first page of its timeline; undefined where the agency has no part. */
export async function show(
  pool: Pool,
  transferId: string,
  agencyId: string,
  context: Omit<ViewContext, 'viewer'>,
  asked?: TimelineAsked,
) {
  const found = await load(pool, transferId, agencyId, 0, asked?.none === true ? 0 : eventsShown, asked)
  if (found === undefined) return undefined
  const { row, home, part, ended, events, letter } = found
  const sent = home === null ? undefined : await sentBy(pool, transferId, agencyId)
  const related = await linksOf(pool, transferId, agencyId)
  return {
    ...transferView(row, { ...context, viewer: ended ? null : { part, agencyId } }),
    part,
    ended,
    ...(letter && { submission: letterOf(letter.input) }),
    ...(related.length > 0 && { related }),
    // The case is at home at another gateway; these acts are on their way to it.
    ...(sent && { sent }),
    // The letter stands above; its entry does not say it a second time.
    timeline: events.map((event) =>
      eventView(event, row.state, context.directory, context.nowMs, event.version !== letter?.version),
    ),
  }
}

/** A page of the timeline, oldest first where nothing else is asked; `next` = the version to go on from. */
export async function timeline(
  pool: Pool,
  transferId: string,
  agencyId: string,
  from: number,
  limit: number,
  context: Omit<ViewContext, 'viewer'>,
  asked?: TimelineAsked,
) {
  const found = await load(pool, transferId, agencyId, from, limit + 1, asked)
  if (found === undefined) return undefined
  const page = found.events.slice(0, limit)
  return {
    items: page.map((event) => eventView(event, found.row.state, context.directory, context.nowMs, true)),
    next: found.events.length > limit ? String(page.at(-1)?.version) : null,
  }
}

/** The caller's part and the last version it may see; undefined where it has none. */
export async function sight(
  pool: Pool,
  transferId: string,
  agencyId: string,
): Promise<{ part: Part; throughVersion: number | null; sealed: readonly number[] } | undefined> {
  const [row] = await run<{ part: Part; to_version: number | null; sealed: number[] }>(pool, sightStatement, [
    transferId,
    agencyId,
  ])
  return row && { part: row.part, throughVersion: row.to_version, sealed: row.sealed }
}

const linksStatement: Statement = {
  name: 'cases_links',
  text: `
select l.other_id as id, l.relation, l.version from transfer t cross join ${callerPart} join case_link l on l.transfer_id = t.id
where t.id = $1 and (p.to_version is null or l.version <= p.to_version) and not ${sealedOf('$2')} @> to_jsonb(l.version)
order by l.version`,
}

/** Cases that this one was linked to, merged with or split from, as far as the caller sees the act. */
function linksOf(pool: Pool, transferId: string, agencyId: string) {
  return run<{ id: string; relation: string; version: number }>(pool, linksStatement, [transferId, agencyId])
}

export function receiptsOf(
  pool: Pool,
  transferId: string,
  agencyId: string,
  no: number | null = null,
): Promise<ReceiptRow[]> {
  return run<ReceiptRow>(pool, receiptsStatement, [transferId, agencyId, no])
}

const partsInStatement: Statement = {
  name: 'cases_parts_in',
  text: `select t.id from unnest($1::uuid[]) as t(id) cross join ${callerPart}`,
}

/** Of some cases those that an organ has or had a part in. */
export async function partsIn(pool: Pool, agencyId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  return new Set((await run<{ id: string }>(pool, partsInStatement, [ids, agencyId])).map((row) => row.id))
}
