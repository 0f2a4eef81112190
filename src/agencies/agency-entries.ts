// Agencies in the registry: entering, changing, disabling them. They are never deleted, for their cases name them.
import type { PoolClient } from 'pg'
import { type Pool, run } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { type AgencyEntry, checked } from './agency-form.ts'
import type { Agency } from './principal.ts'
import { changing, type Registering, Unregistrable } from './registration.ts'

export interface RegisteredAgency extends Agency {
  readonly disabledAt: Date | null
}

const columns = `id, code, name, kind, region_code as "regionCode", level, domains, specialty,
  supervised_by_id as "supervisedById", requires_signature as "requiresSignature", disabled_at as "disabledAt"`

export function addAgency(pool: Registering, entry: AgencyEntry): Promise<RegisteredAgency> {
  return changing(pool, (connection) => insertAgency(connection, entry))
}

/** As addAgency, inside a transaction that is under way. */
export async function insertAgency(
  connection: PoolClient,
  entry: AgencyEntry,
  id = uuidv7(),
): Promise<RegisteredAgency> {
  const sound = checked(entry)
  const values = [
    id,
    sound.code,
    sound.name,
    sound.kind,
    sound.regionCode,
    sound.level,
    sound.domains,
    sound.specialty,
    sound.requiresSignature,
  ]
  const inserted = await connection.query<RegisteredAgency>(
    `insert into agency (id, code, name, kind, region_code, level, domains, specialty, requires_signature)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (code) do nothing returning ${columns}`,
    values,
  )
  const [agency] = inserted.rows
  if (!agency) throw new Unregistrable('code', `An agency with the code ${sound.code} is registered already.`)
  return agency
}

/** All agencies, or those of one kind or region (a prefix of the code, such as `3101`). */
export function listAgencies(
  pool: Pool,
  filter: { kind?: string | undefined; region?: string | undefined } = {},
): Promise<RegisteredAgency[]> {
  const text = `select ${columns} from agency where ($1::text is null or kind = $1) and ($2::text is null or starts_with(region_code, $2)) order by region_code, kind, code`
  return run(pool, text, [filter.kind ?? null, filter.region ?? null])
}

export async function showAgency(pool: Pool, code: string): Promise<RegisteredAgency> {
  const [agency] = await run<RegisteredAgency>(pool, `select ${columns} from agency where code = $1`, [code])
  if (!agency) throw new Unregistrable('code', `No agency has the code ${code}.`)
  return agency
}

export type AgencyChange = Partial<
  Pick<AgencyEntry, 'name' | 'regionCode' | 'level' | 'domains' | 'specialty' | 'requiresSignature'>
>

/** Changes what may change; code and kind are an agency's identity and stay. */
export function changeAgency(pool: Registering, code: string, change: AgencyChange): Promise<RegisteredAgency> {
  return changing(pool, async (connection) => {
    const found = await connection.query<RegisteredAgency>(`select ${columns} from agency where code = $1 for update`, [
      code,
    ])
    const [old] = found.rows
    if (!old) throw new Unregistrable('code', `No agency has the code ${code}.`)
    const moved = change.regionCode !== undefined && change.level === undefined
    const sound = checked({ ...old, ...(moved && { level: undefined }), ...change })
    const values = [
      old.id,
      sound.name,
      sound.regionCode,
      sound.level,
      sound.domains,
      sound.specialty,
      sound.requiresSignature,
    ]
    const text = `update agency set name = $2, region_code = $3, level = $4, domains = $5, specialty = $6, requires_signature = $7 where id = $1 returning ${columns}`
    const [agency] = (await connection.query<RegisteredAgency>(text, values)).rows
    if (!agency) throw new Error('the agency vanished under its lock')
    return agency
  })
}

/** Disables an agency and with it what was granted to its clients; `false` enables it again. */
export function disableAgency(pool: Registering, code: string, disabled = true): Promise<RegisteredAgency> {
  return changing(pool, async (connection) => {
    const text = `update agency set disabled_at = case when $2 then coalesce(disabled_at, now()) end where code = $1 returning ${columns}`
    const [agency] = (await connection.query<RegisteredAgency>(text, [code, disabled])).rows
    if (!agency) throw new Unregistrable('code', `No agency has the code ${code}.`)
    await connection.query('update client set generation = generation + 1 where agency_id = $1', [agency.id])
    return agency
  })
}
