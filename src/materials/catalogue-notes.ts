// What acts have said later of materials that a case has: filings, hand-overs, stretches of recordings. Read here for one
// material, and before an act that says more of them.
import { type Pool, run, type Statement } from '../../db/index.ts'
import {
  catalogueFiled,
  codeFiled,
  filedMaterials,
  filingsPart,
  folderFiled,
  inSight,
  type SeenOfCase,
  seenParameters,
} from './catalogue.ts'

export interface MaterialNote {
  readonly version: number
  readonly seq: number
  readonly what: 'filing' | 'movement' | 'stretch'
  readonly materialId: string
  readonly recordId: string | null
  readonly body: Readonly<Record<string, unknown>>
}

const noteColumnsShown = `n.version, n.seq, n.what, n.material_id as "materialId", n.record_id as "recordId", n.body`

const notesStatement: Statement = {
  name: 'material_notes_of_one',
  text: `select ${noteColumnsShown} from material_note n
    where n.transfer_id = $1::uuid and n.version <= $2::int and n.version <> all($3::int[]) and (n.material_id = $4::uuid or n.record_id = $4::uuid)
    order by n.version, n.seq limit $5::int`,
}

/** More than anybody reads of one piece of evidence. */
const notesShown = 2_000

/** What was said of one material, oldest first; stretches from both sides. */
export function notesOf(pool: Pool, transferId: string, materialId: string, seen: SeenOfCase): Promise<MaterialNote[]> {
  return run<MaterialNote>(pool, notesStatement, [transferId, ...seenParameters(seen), materialId, notesShown])
}

export interface HeldByCase {
  readonly id: string
  readonly version: number
  readonly agencyId: string
  readonly kind: string
  readonly code: string | null
  readonly folder: string | null
  readonly catalogue: Readonly<Record<string, unknown>> | null
}

const heldStatement: Statement = {
  name: 'material_held_by_case',
  text: `with ${filingsPart}
    select m.id, m.version, m.agency_id as "agencyId", m.kind, ${codeFiled} as code, ${folderFiled} as folder, ${catalogueFiled} as catalogue
    from ${filedMaterials} where ${inSight} and m.id = any($4::uuid[])`,
}

/** Of these ids, what the case has in sight of the asker. A material never leaves a case, so this stays true. */
export async function heldByCase(
  pool: Pool,
  transferId: string,
  ids: readonly string[],
  seen: SeenOfCase,
): Promise<Map<string, HeldByCase>> {
  const rows = await run<HeldByCase>(pool, heldStatement, [transferId, ...seenParameters(seen), ids])
  return new Map(rows.map((row) => [row.id, row]))
}

const stretchesStatement: Statement = {
  name: 'material_stretches',
  text: `select ${noteColumnsShown} from material_note n
    where n.transfer_id = $1::uuid and n.what = 'stretch' and n.material_id = any($2::uuid[]) and n.version <> all($3::int[])`,
}

/** Stretches of these recordings that the asker sees. */
export function stretchesOf(
  pool: Pool,
  transferId: string,
  recordings: readonly string[],
  sealed: readonly number[],
): Promise<MaterialNote[]> {
  return run<MaterialNote>(pool, stretchesStatement, [transferId, recordings, sealed])
}
