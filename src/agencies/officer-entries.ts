// Officers in the registry, their roles and their certificates (持证上岗). An entry that ends is marked, never deleted: old
// acts name it.
import type { PoolClient } from 'pg'
import { type Pool, run } from '../../db/index.ts'
import { isDate } from '../../schemas/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { officerRoles, rolesFault } from './officer-roles.ts'
import { agencyIdOf, changing, nameOf, type Registering, Unregistrable } from './registration.ts'

export interface CertificateEntry {
  readonly number: string
  /** Local dates `yyyy-mm-dd`; valid on both. */
  readonly validFrom: string
  readonly validTo: string
}

export interface OfficerEntry {
  readonly agency: string
  readonly name: string
  readonly roles: readonly string[]
  readonly certificate?: CertificateEntry | undefined
}

export interface RegisteredOfficer {
  readonly id: string
  readonly agency: string
  readonly name: string
  readonly roles: readonly string[]
  readonly disabledAt: Date | null
  readonly certificates: readonly (CertificateEntry & { readonly revokedAt: string | null })[]
}

/** Enters an officer and, if given, the first certificate; answers the officer's id. */
export function addOfficer(pool: Registering, { agency, name, roles, certificate }: OfficerEntry): Promise<string> {
  return changing(pool, async (connection) => {
    const agencyId = await agencyIdOf(connection, agency)
    const id = uuidv7()
    await connection.query('insert into officer (id, agency_id, name, roles) values ($1, $2, $3, $4)', [
      id,
      agencyId,
      nameOf(name),
      checkedRoles(roles),
    ])
    if (certificate) await insertCertificate(connection, { id, agencyId }, certificate)
    return id
  })
}

/** Replaces an officer's roles. */
export function changeOfficerRoles(pool: Registering, officerId: string, roles: readonly string[]): Promise<void> {
  return changing(pool, async (connection) => {
    await officerOf(connection, officerId)
    await connection.query('update officer set roles = $2 where id = $1', [officerId, checkedRoles(roles)])
  })
}

export function disableOfficer(pool: Registering, officerId: string): Promise<void> {
  return changing(pool, async (connection) => {
    await officerOf(connection, officerId)
    await connection.query('update officer set disabled_at = coalesce(disabled_at, now()) where id = $1', [officerId])
  })
}

export function addCertificate(pool: Registering, officerId: string, certificate: CertificateEntry): Promise<void> {
  return changing(pool, async (connection) =>
    insertCertificate(connection, await officerOf(connection, officerId), certificate),
  )
}

/** Revokes a certificate; its number is not given out again. */
export function revokeCertificate(pool: Registering, agencyCode: string, number: string): Promise<void> {
  return changing(pool, async (connection) => {
    const agencyId = await agencyIdOf(connection, agencyCode)
    const revoked = await connection.query(
      'update certificate set revoked_at = now() where agency_id = $1 and number = $2 and revoked_at is null',
      [agencyId, number],
    )
    if (revoked.rowCount === 0)
      throw new Unregistrable('number', `The agency has no certificate ${number} that could be revoked.`)
  })
}

/** All officers, or those of one agency, with their certificates. */
export function listOfficers(pool: Pool, agencyCode?: string): Promise<RegisteredOfficer[]> {
  const text = `select o.id, a.code as agency, o.name, o.roles, o.disabled_at as "disabledAt",
      (select coalesce(json_agg(json_build_object('number', c.number, 'validFrom', c.valid_from, 'validTo', c.valid_to,
        'revokedAt', c.revoked_at) order by c.valid_from, c.number), '[]') from certificate c where c.officer_id = o.id) as certificates
    from officer o join agency a on a.id = o.agency_id where $1::text is null or a.code = $1 order by a.code, o.id`
  return run(pool, text, [agencyCode ?? null])
}

/** The certificates of one officer, by their first day. */
export function certificatesOf(pool: Pool, officerId: string): Promise<RegisteredOfficer['certificates'][number][]> {
  return run(
    pool,
    `select number, valid_from::text as "validFrom", valid_to::text as "validTo", revoked_at::text as "revokedAt"
    from certificate where officer_id = $1 order by valid_from, number`,
    [officerId],
  )
}

async function officerOf(connection: PoolClient, id: string): Promise<{ id: string; agencyId: string }> {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  const found = isUuid
    ? await connection.query<{ id: string; agencyId: string }>(
        'select id, agency_id as "agencyId" from officer where id = $1 for update',
        [id],
      )
    : undefined
  const officer = found?.rows[0]
  if (!officer) throw new Unregistrable('officer', `No officer has the id ${id}.`)
  return officer
}

async function insertCertificate(
  connection: PoolClient,
  officer: { id: string; agencyId: string },
  { number, validFrom, validTo }: CertificateEntry,
): Promise<void> {
  if (!/^[\p{L}\p{N}〔〕()（）-]{2,64}$/u.test(number))
    throw new Unregistrable('number', 'A certificate number has 2 to 64 letters and digits.')
  if (!isDate(validFrom)) throw new Unregistrable('validFrom', 'The first day is a date, yyyy-mm-dd.')
  if (!isDate(validTo)) throw new Unregistrable('validTo', 'The last day is a date, yyyy-mm-dd.')
  if (validTo < validFrom) throw new Unregistrable('validTo', 'The certificate would end before it begins.')
  const text =
    'insert into certificate (agency_id, number, officer_id, valid_from, valid_to) values ($1, $2, $3, $4, $5) on conflict do nothing'
  const inserted = await connection.query(text, [officer.agencyId, number, officer.id, validFrom, validTo])
  if (inserted.rowCount === 0)
    throw new Unregistrable('number', `The agency has, or had, a certificate ${number} already.`)
}

function checkedRoles(roles: readonly string[]): string[] {
  const unknown = roles.find((role) => !(officerRoles as readonly string[]).includes(role))
  if (unknown !== undefined)
    throw new Unregistrable('roles', `${unknown} is no role. Roles are ${officerRoles.join(', ')}.`)
  if (roles.length === 0) throw new Unregistrable('roles', 'An officer has at least one role.')
  const fault = rolesFault(roles)
  if (fault !== undefined) throw new Unregistrable('roles', fault)
  return [...new Set(roles)]
}
