// Who sees which file: its agency while no case has it, afterwards only those with a part in the case. Who has a part
// is not known here; the caller passes it in. What may not be seen does not exist.
import { run, type Statement } from '../../db/index.ts'
import { find } from './receive.ts'
import type { MaterialsRoom } from './room.ts'
import { columns, type Material, type MaterialRow, materialOf } from './rows.ts'
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

const ofCase: Statement = {
  name: 'material_of_case',
  text: `select ${columns} from material where transfer_id = $1::uuid and version <= $2::int and version <> all($6::int[]) and (version, seq) > ($3::int, $4::int)
    order by version, seq limit $5::int`,
}

export interface CasePage {
  readonly limit: number
  /** Position of the last one of the page before. */
  readonly after?: { readonly version: number; readonly seq: number }
  /** Files taken by later acts are left out: who left the case keeps sight of what it had. */
  readonly upToVersion?: number
  /** Files of these acts are left out: they are sealed from the caller. */
  readonly sealed?: readonly number[]
}

/** Files of a case in the order in which acts took them. The caller has checked that the case may be seen. */
export async function listOfCase(room: MaterialsRoom, transferId: string, page: CasePage): Promise<Material[]> {
  const { after = { version: -1, seq: -1 }, upToVersion = 2 ** 31 - 1, sealed = [] } = page
  const rows = await run<MaterialRow>(room.pool, ofCase, [
    transferId,
    upToVersion,
    after.version,
    after.seq,
    page.limit,
    sealed,
  ])
  return rows.map(materialOf)
}

/** The bytes of a finished file, or a part of them. Throws where the store has lost what a row promises. */
export async function open(
  room: MaterialsRoom,
  material: Material,
  range?: ByteRange,
): Promise<ReadableStream<Uint8Array>> {
  if (material.state !== 'ready' || material.sha256 === null) throw new TypeError('only a finished file can be opened')
  const bytes = await room.store.open(material.sha256, range)
  if (!bytes) throw new Error(`the bytes of material ${material.id} are missing from the store`)
  return bytes
}
