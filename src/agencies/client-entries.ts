// Clients in the registry and their public keys. What takes a right away also raises the client's generation, so that
// tokens granted before are worth nothing after.
import type { PoolClient } from 'pg'
import { type Pool, run } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { insertKeys } from './client-key-entries.ts'
import { type PublicKeyEntry, publicKeyEntries } from './public-key.ts'
import { agencyIdOf, changing, nameOf, type Registering, Unregistrable } from './registration.ts'

export interface ClientEntry {
  /** Chosen by the operator, or made here. */
  readonly id?: string | undefined
  readonly agency: string
  readonly name: string
  /** JWKS or a single JWK with public keys. */
  readonly jwks?: unknown
  /** Whether it may read the whole of its agency's log of reads. */
  readonly auditor?: boolean | undefined
  /** Whether it may see and operate the sources, sinks and webhooks of all agencies. */
  readonly operator?: boolean | undefined
}

export interface RegisteredClient {
  readonly id: string
  /** Code of its agency. */
  readonly agency: string
  readonly name: string
  readonly generation: number
  readonly auditor: boolean
  readonly operator: boolean
  readonly disabledAt: Date | null
  readonly keys: readonly {
    readonly kid: string
    readonly alg: string
    readonly notBefore: string
    readonly expiresAt: string | null
    readonly revokedAt: string | null
  }[]
}

export async function addClient(pool: Registering, entry: ClientEntry): Promise<{ id: string; kids: string[] }> {
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
  if (/^console-/i.test(id)) throw new Unregistrable('id', 'Ids that begin with console- are the console’s own.')
  const agencyId = await agencyIdOf(connection, entry.agency)
  const values = [id, agencyId, nameOf(entry.name), entry.auditor ?? false, entry.operator ?? false]
  const inserted = await connection.query(
    'insert into client (id, agency_id, name, auditor, operator) values ($1, $2, $3, $4, $5) on conflict do nothing',
    values,
  )
  if (inserted.rowCount === 0) throw new Unregistrable('id', `A client with the id ${id} is registered already.`)
  return { id, kids: await insertKeys(connection, id, keys, {}) }
}

/** Disables a client at once; `false` enables it again, for tokens granted from then on. */
export function disableClient(pool: Registering, clientId: string, disabled = true): Promise<void> {
  return changing(pool, async (connection) => {
    const text =
      'update client set generation = generation + 1, disabled_at = case when $2 then coalesce(disabled_at, now()) end where id = $1'
    const changed = await connection.query(text, [clientId, disabled])
    if (changed.rowCount === 0) throw new Unregistrable('client', `No client has the id ${clientId}.`)
  })
}

/** All clients, or those of one agency, with their keys. */
export function listClients(pool: Pool, agencyCode?: string): Promise<RegisteredClient[]> {
  const text = `select c.id, a.code as agency, c.name, c.generation, c.auditor, c.operator, c.disabled_at as "disabledAt",
      (select coalesce(json_agg(json_build_object('kid', k.kid, 'alg', k.jwk->>'alg', 'notBefore', k.not_before,
        'expiresAt', k.expires_at, 'revokedAt', k.revoked_at) order by k.not_before, k.kid), '[]') from client_key k where k.client_id = c.id) as keys
    from client c join agency a on a.id = c.agency_id where $1::text is null or a.code = $1 order by a.code, c.id`
  return run(pool, text, [agencyCode ?? null])
}
