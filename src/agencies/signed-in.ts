// An officer who signed in to the console: looked up anew for every request, so that a disabled one is out at once. Acts of
// officers stand under a client of their organ that has no key, and so can be nobody else's.
import type { Pool } from '../../db/index.ts'
import type { OfficerRole } from './officer-roles.ts'
import { changing } from './registration.ts'

export interface SignedIn {
  readonly name: string
  readonly roles: readonly OfficerRole[]
  readonly agency_id: string
  readonly certificate_no: string | null
  readonly client_id: string
  readonly generation: number
}

const clientIdSql = `'console-' || lower(a.code)`

/**
 * The officer `s.officer_id` of a row `s`, as lateral `o`: no row where the officer, the organ or its console was disabled, or
 * where the identity `s.identity` is bound to that officer no more, or an administrator has ended what began by `s.created_at`. `today` is the local date.
 */
export const signedInOfficer = (today: string): string => `
lateral (
  select o.name, o.roles, o.agency_id, cl.id as client_id, cl.generation, (
    select c.number from certificate c where c.officer_id = o.id and c.revoked_at is null and ${today} between c.valid_from and c.valid_to
    order by c.valid_to desc, c.number limit 1) as certificate_no
  from officer o join agency a on a.id = o.agency_id join client cl on cl.id = ${clientIdSql} and cl.agency_id = a.id
  where o.id = s.officer_id and o.disabled_at is null and a.disabled_at is null and cl.disabled_at is null
    and (o.signed_out_at is null or s.created_at > o.signed_out_at)
    and (s.identity is null or exists (
      select from officer_identity i where i.id = s.identity and i.officer_id = o.id and i.unbound_at is null))
) o`

/** Enters the console's client of an organ where it has none yet. */
export async function consoleClient(pool: Pool, agencyId: string): Promise<void> {
  const there = await pool.query(`select from agency a join client cl on cl.id = ${clientIdSql} where a.id = $1`, [
    agencyId,
  ])
  if (there.rowCount !== 0) return
  await changing(pool, (connection) =>
    connection.query(
      `insert into client (id, agency_id, name) select ${clientIdSql}, a.id, '衔接控制台' from agency a where a.id = $1 on conflict do nothing`,
      [agencyId],
    ),
  )
}
