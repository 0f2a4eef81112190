// The materials of a case as evidence: by folder, by kind, page by page. A later filing holds for whoever sees the act
// that made it; from everybody else, and from an organ that has left before, it is as it stood.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { CasePage } from './sight.ts'

/** What of a case an organ sees: acts up to a version, without those sealed from it. */
export type SeenOfCase = Pick<CasePage, 'upToVersion' | 'sealed'>

export const seenParameters = ({ upToVersion = 2 ** 31 - 1, sealed = [] }: SeenOfCase) => [upToVersion, sealed] as const

/** `m` joined with `f`, its latest filing in sight. Parameters: $1 = case, $2 = last version seen, $3 = sealed versions. */
export const filingsPart = `
filing as materialized (
  select distinct on (material_id) material_id, folder as new_folder, evidence_code as new_code,
    needs_recollection as new_again, body
  from material_note where transfer_id = $1::uuid and what = 'filing' and version <= $2::int and version <> all($3::int[])
  order by material_id, version desc, seq desc
)`
export const filedMaterials = `material m left join filing f on f.material_id = m.id`
export const inSight = `m.transfer_id = $1::uuid and m.version <= $2::int and m.version <> all($3::int[])`

const either = (column: string, filed: string) => `case when f.material_id is null then m.${column} else f.${filed} end`
export const folderFiled = either('folder', 'new_folder')
export const codeFiled = either('evidence_code', 'new_code')
export const againFiled = either('needs_recollection', 'new_again')
export const catalogueFiled = `case when f.material_id is null then m.catalogue else f.body -> 'catalogue' end`

const foldersStatement: Statement = {
  name: 'material_folders',
  text: `with ${filingsPart}
    select ${folderFiled} as folder, m.kind, ${codeFiled} as code, count(*)::int as items,
      (count(*) filter (where ${againFiled}))::int as again
    from ${filedMaterials} where ${inSight} group by 1, 2, 3`,
}

interface FolderRow {
  readonly folder: string | null
  readonly kind: string
  readonly code: string | null
  readonly items: number
  readonly again: number
}

export interface Folder {
  /** Null: what lies in no folder. */
  readonly folder: string | null
  readonly level: number
  /** In the folder itself, and with what lies below it. */
  items: number
  total: number
  needsRecollection: number
  /** Counts with what lies below. */
  readonly kinds: Record<string, number>
  readonly codes: Record<string, number>
}

/** Every folder with its ancestors, in the order of their paths; what lies in none comes last. */
export async function foldersOfCase(pool: Pool, transferId: string, seen: SeenOfCase): Promise<Folder[]> {
  const rows = await run<FolderRow>(pool, foldersStatement, [transferId, ...seenParameters(seen)])
  const folders = new Map<string | null, Folder>()
  const at = (folder: string | null, level: number) => {
    let found = folders.get(folder)
    if (found === undefined) {
      found = { folder, level, items: 0, total: 0, needsRecollection: 0, kinds: {}, codes: {} }
      folders.set(folder, found)
    }
    return found
  }
  for (const row of rows) {
    at(row.folder, row.folder === null ? 0 : row.folder.split('/').length).items += row.items
    for (const folder of lineage(row.folder)) {
      const node = at(folder, folder === null ? 0 : folder.split('/').length)
      node.total += row.items
      node.needsRecollection += row.again
      node.kinds[row.kind] = (node.kinds[row.kind] ?? 0) + row.items
      if (row.code !== null) node.codes[row.code] = (node.codes[row.code] ?? 0) + row.items
    }
  }
  return [...folders.values()].sort((a, b) => byPath(a.folder, b.folder))
}

/** The folder and those it lies in, the outermost first. */
function lineage(folder: string | null): (string | null)[] {
  if (folder === null) return [null]
  const levels = folder.split('/')
  return levels.map((_, i) => levels.slice(0, i + 1).join('/'))
}

/** Level by level, so that a folder comes right before what lies in it. */
function byPath(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const [left, right] = [a.split('/'), b.split('/')]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]]
    if (x !== y) return x < y ? -1 : 1
  }
  return left.length - right.length
}

/** As many ids as a checklist shows of one kind; the rest is in the list of materials. */
const idsShown = 20

const kindsStatement: Statement = {
  name: 'material_kinds',
  text: `with ${filingsPart}
    select m.kind, ${codeFiled} as code, count(*)::int as items, max(m.version) as latest,
      (array_agg(m.id order by m.version, m.seq))[1:${idsShown}] as ids
    from ${filedMaterials} where ${inSight} group by 1, 2`,
}

/** What a case has of one kind of material and one kind of evidence. */
export interface KindCount {
  readonly kind: string
  readonly code: string | null
  readonly items: number
  /** Version of the act that took the last one. */
  readonly latest: number
  /** The first of them. */
  readonly ids: readonly string[]
}

export function kindsOfCase(pool: Pool, transferId: string, seen: SeenOfCase): Promise<KindCount[]> {
  return run<KindCount>(pool, kindsStatement, [transferId, ...seenParameters(seen)])
}
