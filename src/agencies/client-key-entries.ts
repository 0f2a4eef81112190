// The public keys of clients: added beside one another, revoked at once, and never entered a second time.
import type { PoolClient } from 'pg'
import { type PublicKeyEntry, publicKeyEntries } from './public-key.ts'
import { changing, type Registering, Unregistrable } from './registration.ts'

export interface KeyPeriod {
  readonly notBefore?: Date | undefined
  readonly expiresAt?: Date | undefined
}

/** Adds keys beside those a client has: that is how it rotates with overlap. Answers their kids. */
export async function addClientKeys(
  pool: Registering,
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

/** Enters keys inside a transaction that is under way; answers their kids. */
export async function insertKeys(
  connection: PoolClient,
  clientId: string,
  keys: readonly PublicKeyEntry[],
  { notBefore, expiresAt }: KeyPeriod,
): Promise<string[]> {
  if (keys.length > 0 && /^console-/i.test(clientId))
    throw new Unregistrable('client', 'The console’s client has no keys: it is its officers’ alone.')
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
export function revokeClientKey(pool: Registering, clientId: string, kid: string): Promise<void> {
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
