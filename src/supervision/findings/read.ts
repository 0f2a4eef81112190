// Reads findings: a page of a list, one with its entries, several by their ids, each as the viewer may see it.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import type { FindingKind } from './kinds.ts'
import type { Findings } from './room.ts'
import { type FindingRow, findingColumns } from './row.ts'
import { branchesOf, type FindingViewer, roleIn } from './sight.ts'
import { type FindingEntry, findingLine, findingView } from './view.ts'

export interface FindingFilter {
  /** The last one of the page before. */
  readonly after: string | null
  /** Open ones, the soonest due first and those without a day last; then `dueAfter` is the due day of `after`, null: none. */
  readonly byDue?: boolean
  readonly dueAfter?: Date | null
  readonly limit: number
  readonly kind?: FindingKind | undefined
  /** A state, or `open` for all but closed. */
  readonly state?: string | undefined
  readonly grade?: string | undefined
  readonly agency?: string | undefined
  /** The beginning of region codes. */
  readonly region?: string | undefined
  readonly domain?: string | undefined
  readonly transfer?: string | undefined
  readonly penalty?: string | undefined
  readonly dueBefore?: Date | undefined
  /** Only these, where given: what a label is on. */
  readonly ids?: readonly string[] | undefined
}

const filters = `($5::text is null or f.kind = $5)
  and ($6::text is null or case $6 when 'open' then f.state <> 'closed' else f.state = $6 end) and ($7::text is null or f.grade = $7)
  and ($8::uuid is null or f.agency_id = $8) and ($9::text is null or f.region_code like $9 || '%') and ($10::text is null or f.domain = $10)
  and ($11::uuid is null or f.transfer_id = $11) and ($12::uuid is null or f.penalty_id = $12)
  and ($13::timestamptz is null or f.due_at < $13) and ($14::uuid[] is null or f.id = any($14))`

/** How a list goes on: by what it is ordered, and where the page before ended. */
const orders = {
  newest: { key: 'id', after: '($4::uuid is null or f.id < $4) and $15::timestamptz is null', by: 'f.id desc' },
  // The order of the indexes, written as they are.
  due: {
    key: "id, coalesce(f.due_at, 'infinity') as due",
    after: `f.state <> 'closed' and (coalesce(f.due_at, 'infinity'), f.id)
  > (coalesce($15::timestamptz, '-infinity'), coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))`,
    by: "coalesce(f.due_at, 'infinity'), f.id",
  },
} as const

/** One text a kind of viewer and an order, so that each is planned for its own indexes. */
export function listStatement(
  viewer: FindingViewer,
  order: keyof typeof orders,
): { statement: Statement; region: string } {
  const { branches, region } = branchesOf(viewer)
  const { key, after, by } = orders[order]
  const walks = branches.map(
    (b) => `(select f.${key} from finding f where ${b} and ${after} and ${filters} order by ${by} limit $3)`,
  )
  const name = `findings_${order}_${viewer.kind === 'procuratorate' ? region.length : 'own'}`
  const first = order === 'newest' ? 'w.id desc' : 'w.due, w.id'
  return {
    region,
    statement: {
      name,
      text: `select ${findingColumns('f')} from (
  select distinct w.* from (${walks.join(' union all ')}) w where $2::text is not null order by ${first} limit $3
) p cross join lateral (select * from finding f where f.id = p.id offset 0) f order by ${by}`,
    },
  }
}

/** A page of what the viewer sees, newest first or the soonest due first. */
export async function listFindings({ pool, directory }: Findings, viewer: FindingViewer, f: FindingFilter) {
  const { statement, region } = listStatement(viewer, f.byDue === true ? 'due' : 'newest')
  // A page that ended among those without a day goes on among them.
  const dueAfter = f.byDue !== true || f.after === null ? null : (f.dueAfter ?? Number.POSITIVE_INFINITY)
  const rows = await run<FindingRow & object>(pool, statement, [
    ...[viewer.id, region, f.limit + 1, f.after, f.kind ?? null, f.state ?? null, f.grade ?? null, f.agency ?? null],
    ...[f.region ?? null, f.domain ?? null, f.transfer ?? null, f.penalty ?? null, f.dueBefore ?? null, f.ids ?? null],
    dueAfter === Number.POSITIVE_INFINITY ? 'infinity' : dueAfter,
  ])
  const organs = await directory()
  const page = rows.slice(0, f.limit)
  return {
    items: page.map((row) => findingLine(row, organs)),
    next: rows.length > f.limit ? placeAfter(page.at(-1), f.byDue === true) : null,
  }
}

/** What the next page is asked with. */
function placeAfter(last: FindingRow | undefined, byDue: boolean): string | null {
  if (last === undefined) return null
  if (!byDue) return last.id
  return `${last.dueAt === null ? 'none' : Date.parse(last.dueAt)}_${last.id}`
}

const headsStatement: Statement = {
  name: 'findings_heads',
  text: `select ${findingColumns('f')} from finding f where f.id = any($1::uuid[])`,
}

/** Those of the ids that the viewer sees, as in a list; in the order of the ids. */
export async function heads({ pool, directory }: Findings, ids: readonly string[], viewer: FindingViewer) {
  const rows = await run<FindingRow & object>(pool, headsStatement, [ids])
  const organs = await directory()
  const seen = new Map(
    rows.filter((row) => roleIn(row, viewer) !== null).map((row) => [row.id, findingLine(row, organs)]),
  )
  return ids.flatMap((id) => seen.get(id) ?? [])
}

const oneStatement: Statement = {
  name: 'findings_one',
  text: `select ${findingColumns('f')}, u.request_hash as "usedHash", u.version as "usedVersion",
  (select json_agg(json_build_object('version', e.version, 'act', e.act, 'agencyId', e.agency_id,
      'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'officers', e.officers, 'body', e.body::json, 'after', e.after)
      order by e.version) from finding_event e where e.finding_id = f.id) as entries
from finding f left join finding_event u on u.client_id = $2 and u.route = $3 and u.key = $4 and u.finding_id = f.id
where f.id = $1`,
}

export interface Gathered {
  readonly row: FindingRow
  readonly entries: readonly FindingEntry[]
  readonly role: NonNullable<ReturnType<typeof roleIn>>
  /** What the key was used for. */
  readonly used: { readonly hash: Buffer; readonly version: number } | null
}

/** One finding with its entries; undefined where there is none for the viewer. */
export async function gather(
  pool: Pool,
  id: string,
  viewer: FindingViewer,
  request: { readonly client: string; readonly route: string; readonly key: string } | null = null,
): Promise<Gathered | undefined> {
  const [found] = await run<
    FindingRow & { usedHash: Buffer | null; usedVersion: number | null; entries: readonly FindingEntry[] }
  >(pool, oneStatement, [id, request?.client ?? null, request?.route ?? null, request?.key ?? null])
  if (found === undefined) return undefined
  const { usedHash, usedVersion, entries, ...row } = found
  const role = roleIn(row, viewer)
  if (role === null) return undefined
  return { row, entries, role, used: usedHash && usedVersion ? { hash: usedHash, version: usedVersion } : null }
}

/** One as it is shown; undefined where there is none for the viewer. */
export async function showFinding({ pool, directory }: Findings, id: string, viewer: FindingViewer) {
  const found = await gather(pool, id, viewer)
  return found && findingView(found.row, found.entries, found.role, await directory())
}
