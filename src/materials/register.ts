// What is held elsewhere and stands here by its digest alone: forensic images, data of a platform. Said twice before a case
// takes it, it is one entry. There are no bytes to give, and none are ever promised.
import { run, type Statement } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import type { MaterialsRoom } from './room.ts'
import { columns, type Material, type MaterialRow, materialOf } from './rows.ts'
import { TurnedAway } from './turned-away.ts'

export interface Registration {
  readonly agencyId: string
  readonly clientId: string
  readonly title: string
  readonly filename: string
  readonly system: string
  readonly identifier: string
  readonly sha256: string
  readonly sm3?: string | undefined
  readonly size: number
  readonly mediaType?: string | undefined
  readonly retainedUntil: string
  readonly contact: Readonly<Record<string, unknown>>
}

const dayMs = 86_400_000

/** The count bounds waste, as it does for uploads. */
const insertRegistered: Statement = {
  name: 'material_register',
  text: `insert into material (id, agency_id, client_id, state, filename, title, media_type, size, sha256, sm3, held, created_at, completed_at, expires_at)
    select $1::uuid, $2::uuid, $3, 'registered', $4, $5, $6, $7::bigint, $8, $9, $10::jsonb, $11::timestamptz, $11::timestamptz, $12::timestamptz
    where (select count(*) from (select 1 from material where agency_id = $2::uuid and transfer_id is null limit $13::int) unused) < $13::int
    on conflict do nothing returning ${columns}`,
}

const registeredBefore: Statement = {
  name: 'material_registered_before',
  text: `select ${columns} from material where agency_id = $1::uuid and held ->> 'system' = $2 and held ->> 'identifier' = $3
    and sha256 = $4 and state = 'registered' and transfer_id is null`,
}

/** `again`: it was registered before and no case has taken it yet. */
export async function register(
  room: MaterialsRoom,
  said: Registration,
): Promise<{ material: Material; again: boolean } | TurnedAway> {
  const at = room.now()
  const { system, identifier, retainedUntil, contact } = said
  const [made] = await run<MaterialRow>(room.pool, insertRegistered, [
    uuidv7(at.getTime()),
    said.agencyId,
    said.clientId,
    said.filename,
    said.title,
    said.mediaType ?? null,
    said.size,
    said.sha256,
    said.sm3 ?? null,
    JSON.stringify({ system, identifier, retainedUntil, contact }),
    at,
    new Date(at.getTime() + room.limits.unusedDays * dayMs),
    room.limits.unusedMax,
  ])
  if (made !== undefined) return { material: materialOf(made), again: false }
  const [before] = await run<MaterialRow>(room.pool, registeredBefore, [said.agencyId, system, identifier, said.sha256])
  if (before !== undefined) return { material: materialOf(before), again: true }
  return new TurnedAway('too_many_unused', `${room.limits.unusedMax} files wait for a case; submit or delete some`)
}
