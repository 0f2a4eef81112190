// Clients in the registry and their public keys. What takes a right away also raises the client's generation, so that
// tokens granted before are worth nothing after.
import type { PoolClient } from 'pg'
import { type Pool, run } from '../../db/connect.ts'
import { uuidv7 } from '../kernel/index.ts'
import { type PublicKeyEntry, publicKeyEntries } from './public-key.ts'
import { agencyIdOf, changing, nameOf, Unregistrable } from './registration.ts'

export interface ClientEntry {
  /** Chosen by the operator, or made here. */
  readonly id?: string | undefined
  readonly agency: string
  readonly name: string
  /** JWKS or a single JWK with public keys. */
  readonly jwks?: unknown
}

export interface RegisteredClient {
  readonly id: string
  /** Code of its agency. */
  readonly agency: string
  readonly name: string
  readonly generation: number
  readonly disabledAt: Date | null
  readonly keys: readonly {
    readonly kid: string
    readonly alg: string
    readonly notBefore: string
    readonly expiresAt: string | null
    readonly revokedAt: string | null
  }[]
}

export interface KeyPeriod {
  readonly notBefore?: Date | undefined
  readonly expiresAt?: Date | undefined
}

export async function addClient(pool: Pool, entry: ClientEntry): Promise<{ id: string; kids: string[] }> {
  const keys = entry.jwks === undefined ? [] : await publicKeyEntries(entry.jwks)
  return changing(pool, (connection) => insertClient(connection, entry, keys))
}

/** As addClient, inside a transaction that is under way and with keys already examined. */
export async function insertClient(
  connection: PoolClient,
  entry: ClientEntry,
  keys: readonly PublicKeyEntry[],
): Promise<{ id: string; kids: string[] }> {
  const id = entry.id ?? uuidv7()
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id))
    throw new Unregistrable('id', 'A client id has 1 to 64 letters, digits, dots, hyphens or underscores.')
  const agencyId = await agencyIdOf(connection, entry.agency)
  const values = [id, agencyId, nameOf(entry.name)]
  const inserted = await connection.query(
    'insert into client (id, agency_id, name) values ($1, $2, $3) on conflict do nothing',
    values,
  )
  if (inserted.rowCount === 0) throw new Unregistrable('id', `A client with the id ${id} is registered already.`)
  return { id, kids: await insertKeys(connection, id, keys, {}) }
}

/** Adds keys beside those a client has: that is how it rotates with overlap. Answers their kids. */
export async function addClientKeys(
  pool: Pool,
  clientId: string,
  jwks: unknown,
  period: KeyPeriod = {},
): Promise<string[]> {
  const keys = await publicKeyEntries(jwks)
  return changing(pool, async (connection) => {
    const found = await connection.query('select 1 from client where id = $1 for update', [clientId])
    if (found.rowCount === 0) throw new Unregistrable('client', `No client has the id ${clientId}.`)
    return insertKeys(connection, clientId, keys, period)
  })
}

async function insertKeys(
  connection: PoolClient,
  clientId: string,
  keys: readonly PublicKeyEntry[],
  { notBefore, expiresAt }: KeyPeriod,
): Promise<string[]> {
  if (notBefore && expiresAt && expiresAt <= notBefore)
    throw new Unregistrable('expires', 'The key would expire before it begins.')
  for (const { kid, jwk, material } of keys) {
    // The same key under another name would blur who signed, and would undo a revocation.
    const same = await connection.query<{ client_id: string; kid: string }>(
      'select client_id, kid from client_key where jwk @> $1::jsonb limit 1',
      [JSON.stringify(material)],
    )
    const [twin] = same.rows
    if (twin)
      throw new Unregistrable(
        'jwks',
        `The key ${kid} is registered already, as ${twin.kid} of the client ${twin.client_id}.`,
      )
    const text = `insert into client_key (client_id, kid, jwk, not_before, expires_at) values ($1, $2, $3, coalesce($4, now()), $5) on conflict do nothing`
    const inserted = await connection.query(text, [
      clientId,
      kid,
      JSON.stringify(jwk),
      notBefore ?? null,
      expiresAt ?? null,
    ])
    if (inserted.rowCount === 0) throw new Unregistrable('jwks', `The client has, or had, another key named ${kid}.`)
  }
  return keys.map(({ kid }) => kid)
}

/** Revokes a key at once, and every token granted to the client so far; those of its other keys ask for new ones. */
export function revokeClientKey(pool: Pool, clientId: string, kid: string): Promise<void> {
  return changing(pool, async (connection) => {
    const revoked = await connection.query(
      'update client_key set revoked_at = now() where client_id = $1 and kid = $2 and revoked_at is null',
      [clientId, kid],
    )
    if (revoked.rowCount === 0)
      throw new Unregistrable('kid', `The client ${clientId} has no key ${kid} that could be revoked.`)
    await connection.query('update client set generation = generation + 1 where id = $1', [clientId])
  })
}

/** Disables a client at once; `false` enables it again, for tokens granted from then on. */
export function disableClient(pool: Pool, clientId: string, disabled = true): Promise<void> {
  return changing(pool, async (connection) => {
    const text =
      'update client set generation = generation + 1, disabled_at = case when $2 then coalesce(disabled_at, now()) end where id = $1'
    const changed = await connection.query(text, [clientId, disabled])
    if (changed.rowCount === 0) throw new Unregistrable('client', `No client has the id ${clientId}.`)
  })
}

/** All clients, or those of one agency, with their keys. */
export function listClients(pool: Pool, agencyCode?: string): Promise<RegisteredClient[]> {
  const text = `select c.id, a.code as agency, c.name, c.generation, c.disabled_at as "disabledAt",
      (select coalesce(json_agg(json_build_object('kid', k.kid, 'alg', k.jwk->>'alg', 'notBefore', k.not_before,
        'expiresAt', k.expires_at, 'revokedAt', k.revoked_at) order by k.not_before, k.kid), '[]') from client_key k where k.client_id = c.id) as keys
    from client c join agency a on a.id = c.agency_id where $1::text is null or a.code = $1 order by a.code, c.id`
  return run(pool, text, [agencyCode ?? null])
}
