// Who sees which file: its agency while no case has it, afterwards only those with a part in the case. Who has a part
// is not known here; the caller passes it in. What may not be seen does not exist.
import { run, type Statement } from '../../db/index.ts'
import {
  againFiled,
  catalogueFiled,
  codeFiled,
  filedMaterials,
  filingsPart,
  folderFiled,
  inSight,
  type SeenOfCase,
  seenParameters,
} from './catalogue.ts'
import { find } from './receive.ts'
import type { MaterialsRoom } from './room.ts'
import { lastingColumns, type Material, type MaterialRow, materialOf } from './rows.ts'
import type { ByteRange } from './store.ts'

/** Whether the caller sees what the case had at this version of it. */
export type CaseSight = (transferId: string, version: number) => Promise<boolean>

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The file as `agencyId` may see it; undefined also where it exists but not for this agency. */
export async function show(
  room: MaterialsRoom,
  id: string,
  agencyId: string,
  visible: CaseSight,
): Promise<Material | undefined> {
  if (!uuidShape.test(id)) return undefined
  const material = await find(room, id)
  if (!material) return undefined
  if (material.transferId === null) return material.agencyId === agencyId ? material : undefined
  return (await visible(material.transferId, material.version ?? 0)) ? material : undefined
}

/** The file where `agencyId` itself sent it: only the sender uploads, resumes and terminates, whatever others may see. */
export async function ownUpload(room: MaterialsRoom, id: string, agencyId: string): Promise<Material | undefined> {
  if (!uuidShape.test(id)) return undefined
  const material = await find(room, id)
  return material?.agencyId === agencyId ? material : undefined
}

const columnsFiled = `${lastingColumns}, ${folderFiled} as folder, ${codeFiled} as "evidenceCode",
  ${againFiled} as "needsRecollection", ${catalogueFiled} as catalogue`

const ofCase: Statement = {
  name: 'material_of_case',
  text: `with ${filingsPart}
    select ${columnsFiled} from ${filedMaterials}
    where ${inSight} and (m.version, m.seq) > ($4::int, $5::int)
      and ($7::text is null or ${folderFiled} = $7 or starts_with(${folderFiled}, $7 || '/'))
      and ($8::text is null or ${codeFiled} = $8) and ($9::text is null or m.kind = $9)
      and ($10::boolean is null or coalesce(${againFiled}, false) = $10)
      and ($11::text is null or starts_with(m.title, $11))
    order by m.version, m.seq limit $6::int`,
}

/** One of a case, with its latest filing in sight. */
const ofCaseOne: Statement = {
  name: 'material_of_case_one',
  text: `with ${filingsPart} select ${columnsFiled} from ${filedMaterials} where ${inSight} and m.id = $4::uuid`,
}

export interface CasePage {
  readonly limit: number
  /** Position of the last one of the page before. */
  readonly after?: { readonly version: number; readonly seq: number }
  /** Files taken by later acts are left out: who left the case keeps sight of what it had. */
  readonly upToVersion?: number
  /** Files of these acts are left out: they are sealed from the caller. */
  readonly sealed?: readonly number[]
  readonly filter?: {
    /** This folder and what lies below it. */
    readonly folder?: string | undefined
    readonly code?: string | undefined
    readonly kind?: string | undefined
    readonly needsRecollection?: boolean | undefined
    /** Beginning of the title. */
    readonly title?: string | undefined
  }
}

/** Files of a case in the order in which acts took them. The caller has checked that the case may be seen. */
export async function listOfCase(room: MaterialsRoom, transferId: string, page: CasePage): Promise<Material[]> {
  const { after = { version: -1, seq: -1 }, filter = {} } = page
  const rows = await run<MaterialRow>(room.pool, ofCase, [
    transferId,
    ...seenParameters(page),
    after.version,
    after.seq,
    page.limit,
    filter.folder ?? null,
    filter.code ?? null,
    filter.kind ?? null,
    filter.needsRecollection ?? null,
    filter.title ?? null,
  ])
  return rows.map(materialOf)
}

/** One of them; undefined where the case has none of this id in the caller's sight. */
export async function oneOfCase(
  room: MaterialsRoom,
  transferId: string,
  id: string,
  seen: SeenOfCase,
): Promise<Material | undefined> {
  const [row] = await run<MaterialRow>(room.pool, ofCaseOne, [transferId, ...seenParameters(seen), id])
  return row && materialOf(row)
}

/** The bytes of a finished file, or a part of them. Throws where the store has lost what a row promises. */
export async function open(
  room: MaterialsRoom,
  material: Pick<Material, 'id' | 'state' | 'sha256'>,
  range?: ByteRange,
): Promise<ReadableStream<Uint8Array>> {
  if (material.state !== 'ready' || material.sha256 === null) throw new TypeError('only a finished file can be opened')
  const bytes = await room.store.open(material.sha256, range)
  if (!bytes) throw new Error(`the bytes of material ${material.id} are missing from the store`)
  return bytes
}
