// Finished files that no case has taken yet, for whoever composes an act: the sender's own, newest first.
import { run, type Statement } from '../../db/index.ts'
import type { MaterialsRoom } from './room.ts'
import { columns, type Material, type MaterialRow, materialOf } from './rows.ts'

const unused: Statement = {
  name: 'material_unused_of',
  text: `select ${columns} from material
    where agency_id = $1::uuid and transfer_id is null and state in ('ready', 'registered') and ($2::uuid is null or id < $2::uuid)
    order by id desc limit $3::int`,
}

/** `after` = id of the last one of the page before; ids sort by time. */
export async function unusedOf(
  room: Pick<MaterialsRoom, 'pool'>,
  agencyId: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<Material[]> {
  return (await run<MaterialRow>(room.pool, unused, [agencyId, after, limit])).map(materialOf)
}
