// The registry as it travels between gateways that share no wire: organs with their clients' public keys and their
// officers. An organ has the same id everywhere; what another gateway says of organs that are at home here is refused.

import type { JWK } from 'jose'
import type { PoolClient } from 'pg'
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { AgencyKind, AgencyLevel } from './principal.ts'
import { changing, Unregistrable } from './registration.ts'

export interface ExtractedAgency {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: AgencyKind
  readonly regionCode: string
  readonly level: AgencyLevel
  readonly domains: readonly string[]
  readonly specialty: string | null
  readonly supervisedById: string | null
  readonly requiresSignature: boolean
  readonly disabledAt: string | null
}

export interface RegistryExtract {
  readonly agencies: readonly ExtractedAgency[]
  readonly clients: readonly {
    readonly id: string
    readonly agencyId: string
    readonly name: string
    readonly disabledAt: string | null
    readonly keys: readonly {
      readonly kid: string
      readonly jwk: JWK
      readonly notBefore: string
      readonly expiresAt: string | null
      readonly revokedAt: string | null
    }[]
  }[]
  readonly officers: readonly {
    readonly id: string
    readonly agencyId: string
    readonly name: string
    readonly roles: readonly string[]
    readonly disabledAt: string | null
    readonly certificates: readonly {
      readonly number: string
      readonly validFrom: string
      readonly validTo: string
      readonly revokedAt: string | null
    }[]
  }[]
}

const extractStatement: Statement = {
  name: 'agencies_extract',
  text: `select
  (select coalesce(json_agg(json_build_object('id', a.id, 'code', a.code, 'name', a.name, 'kind', a.kind, 'regionCode', a.region_code,
    'level', a.level, 'domains', a.domains, 'specialty', a.specialty, 'supervisedById', a.supervised_by_id,
    'requiresSignature', a.requires_signature, 'disabledAt', a.disabled_at) order by a.id), '[]')
    from agency a where a.id <> all($1::uuid[])) as agencies,
  (select coalesce(json_agg(json_build_object('id', c.id, 'agencyId', c.agency_id, 'name', c.name, 'disabledAt', c.disabled_at,
    'keys', (select coalesce(json_agg(json_build_object('kid', k.kid, 'jwk', k.jwk, 'notBefore', k.not_before,
      'expiresAt', k.expires_at, 'revokedAt', k.revoked_at) order by k.kid), '[]') from client_key k where k.client_id = c.id))
    order by c.id), '[]') from client c where c.agency_id <> all($1::uuid[])) as clients,
  (select coalesce(json_agg(json_build_object('id', o.id, 'agencyId', o.agency_id, 'name', o.name, 'roles', o.roles,
    'disabledAt', o.disabled_at,
    'certificates', (select coalesce(json_agg(json_build_object('number', t.number, 'validFrom', t.valid_from,
      'validTo', t.valid_to, 'revokedAt', t.revoked_at) order by t.number), '[]') from certificate t where t.officer_id = o.id))
    order by o.id), '[]') from officer o where o.agency_id <> all($1::uuid[])) as officers`,
}

/** All that the registry has, without the organs that are at home elsewhere. */
export async function extractOf(pool: Pool, without: readonly string[]): Promise<RegistryExtract> {
  const [row] = await run<RegistryExtract & object>(pool, extractStatement, [without])
  return row as RegistryExtract
}

/**
 * Takes over what another gateway says of its own organs. `foreign` = the organs known to be at home there. Throws
 * Unregistrable where an entry would change what is registered here or elsewhere.
 */
export function takeExtract(pool: Pool, extract: RegistryExtract, foreign: ReadonlySet<string>): Promise<void> {
  return changing(pool, async (connection) => {
    for (const organ of extract.agencies) await takeAgency(connection, organ, foreign)
    const ids = new Set(extract.agencies.map((organ) => organ.id))
    const ofThem = (agencyId: string) => {
      if (!ids.has(agencyId)) throw new Unregistrable('agency', `The extract has no organ ${agencyId}.`)
    }
    // An organ may be watched by another of the same extract that is entered after it.
    for (const { id, supervisedById } of extract.agencies)
      await connection.query('update agency set supervised_by_id = $2 where id = $1', [id, supervisedById])
    for (const client of extract.clients) {
      ofThem(client.agencyId)
      await takeClient(connection, client)
    }
    for (const officer of extract.officers) {
      ofThem(officer.agencyId)
      await takeOfficer(connection, officer)
    }
  })
}

async function takeAgency(connection: PoolClient, organ: ExtractedAgency, foreign: ReadonlySet<string>): Promise<void> {
  const found = await connection.query<{ id: string; code: string; kind: string }>(
    'select id, code, kind from agency where id = $1 or code = $2',
    [organ.id, organ.code],
  )
  for (const known of found.rows)
    if (known.id !== organ.id || known.code !== organ.code || known.kind !== organ.kind || !foreign.has(known.id))
      throw new Unregistrable('agency', `${organ.name} (${organ.code}) is registered here as another organ.`)
  const values = [
    organ.id,
    organ.code,
    organ.name,
    organ.kind,
    organ.regionCode,
    organ.level,
    organ.domains,
    organ.specialty,
    organ.requiresSignature,
    organ.disabledAt,
  ]
  await connection.query(
    `insert into agency (id, code, name, kind, region_code, level, domains, specialty, requires_signature, disabled_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do update set name = excluded.name,
      region_code = excluded.region_code, level = excluded.level, domains = excluded.domains, specialty = excluded.specialty,
      requires_signature = excluded.requires_signature, disabled_at = excluded.disabled_at`,
    values,
  )
}

async function takeClient(connection: PoolClient, client: RegistryExtract['clients'][number]): Promise<void> {
  const entered = await connection.query(
    `insert into client (id, agency_id, name, disabled_at) values ($1, $2, $3, $4)
    on conflict (id) do update set name = excluded.name, disabled_at = excluded.disabled_at,
      generation = client.generation + case when client.disabled_at is distinct from excluded.disabled_at then 1 else 0 end
    where client.agency_id = excluded.agency_id`,
    [client.id, client.agencyId, client.name, client.disabledAt],
  )
  if (entered.rowCount === 0)
    throw new Unregistrable('client', `The client ${client.id} is registered here for another organ.`)
  for (const { kid, jwk, notBefore, expiresAt, revokedAt } of client.keys)
    await connection.query(
      `insert into client_key (client_id, kid, jwk, not_before, expires_at, revoked_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (client_id, kid) do update set expires_at = excluded.expires_at, revoked_at = excluded.revoked_at`,
      [client.id, kid, JSON.stringify(jwk), notBefore, expiresAt, revokedAt],
    )
}

async function takeOfficer(connection: PoolClient, officer: RegistryExtract['officers'][number]): Promise<void> {
  const entered = await connection.query(
    `insert into officer (id, agency_id, name, roles, disabled_at) values ($1, $2, $3, $4, $5)
    on conflict (id) do update set name = excluded.name, roles = excluded.roles, disabled_at = excluded.disabled_at
    where officer.agency_id = excluded.agency_id`,
    [officer.id, officer.agencyId, officer.name, officer.roles, officer.disabledAt],
  )
  if (entered.rowCount === 0)
    throw new Unregistrable('officer', `The officer ${officer.id} is registered here for another organ.`)
  for (const { number, validFrom, validTo, revokedAt } of officer.certificates)
    await connection.query(
      `insert into certificate (agency_id, number, officer_id, valid_from, valid_to, revoked_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (agency_id, number) do update set revoked_at = excluded.revoked_at`,
      [officer.agencyId, number, officer.id, validFrom, validTo, revokedAt],
    )
}
