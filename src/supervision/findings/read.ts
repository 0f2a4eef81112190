// Reads findings: a page of a list, one with its entries, several by their ids, each as the viewer may see it.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import type { FindingKind } from './kinds.ts'
import type { Findings } from './room.ts'
import { type FindingRow, findingColumns } from './row.ts'
import { branchesOf, type FindingViewer, roleIn } from './sight.ts'
import { type FindingEntry, findingLine, findingView } from './view.ts'

export interface FindingFilter {
  readonly after: string | null
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

const filters = `($4::uuid is null or f.id < $4) and ($5::text is null or f.kind = $5)
  and ($6::text is null or case $6 when 'open' then f.state <> 'closed' else f.state = $6 end) and ($7::text is null or f.grade = $7)
  and ($8::uuid is null or f.agency_id = $8) and ($9::text is null or f.region_code like $9 || '%') and ($10::text is null or f.domain = $10)
  and ($11::uuid is null or f.transfer_id = $11) and ($12::uuid is null or f.penalty_id = $12)
  and ($13::timestamptz is null or f.due_at < $13) and ($14::uuid[] is null or f.id = any($14))`

/** One text a kind of viewer, so that each is planned for its own indexes. */
function listStatement(viewer: FindingViewer): { statement: Statement; region: string } {
  const { branches, region } = branchesOf(viewer)
  const walks = branches.map(
    (b) => `(select f.id from finding f where ${b} and ${filters} order by f.id desc limit $3)`,
  )
  const name = viewer.kind === 'procuratorate' ? `findings_list_${region.length}` : 'findings_list_own'
  return {
    region,
    statement: {
      name,
      text: `select ${findingColumns('f')} from (
  select distinct w.id from (${walks.join(' union all ')}) w where $2::text is not null order by w.id desc limit $3
) p cross join lateral (select * from finding f where f.id = p.id offset 0) f order by f.id desc`,
    },
  }
}

/** A page of what the viewer sees, newest first. */
export async function listFindings({ pool, directory }: Findings, viewer: FindingViewer, f: FindingFilter) {
  const { statement, region } = listStatement(viewer)
  const rows = await run<FindingRow & object>(pool, statement, [
    ...[viewer.id, region, f.limit + 1, f.after, f.kind ?? null, f.state ?? null, f.grade ?? null, f.agency ?? null],
    ...[f.region ?? null, f.domain ?? null, f.transfer ?? null, f.penalty ?? null, f.dueBefore ?? null, f.ids ?? null],
  ])
  const organs = await directory()
  const page = rows.slice(0, f.limit)
  return {
    items: page.map((row) => findingLine(row, organs)),
    next: rows.length > f.limit ? (page.at(-1)?.id ?? null) : null,
  }
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
