// The public keys that clients have or had, revoked and expired ones included: what was signed once must be verifiable
// later. For those who prove something to a third party; nobody is let in by these.
import type { JWK } from 'jose'
import { type Pool, run, type Statement } from '../../db/index.ts'

export interface KeptClient {
  readonly id: string
  readonly agency: { readonly id: string; readonly code: string; readonly name: string }
  /** Times are RFC 3339. */
  readonly keys: readonly {
    readonly kid: string
    readonly jwk: JWK
    readonly notBefore: string
    readonly expiresAt: string | null
    readonly revokedAt: string | null
  }[]
}

interface Row {
  readonly id: string
  readonly agency_id: string
  readonly code: string
  readonly name: string
  readonly kid: string
  readonly jwk: JWK
  readonly not_before: Date
  readonly expires_at: Date | null
  readonly revoked_at: Date | null
}

const statement: Statement = {
  name: 'agencies_kept_keys',
  text: `select c.id, a.id as agency_id, a.code, a.name, k.kid, k.jwk, k.not_before, k.expires_at, k.revoked_at
from client c join agency a on a.id = c.agency_id join client_key k on k.client_id = c.id
where c.id = any($1::text[]) order by c.id, k.kid`,
}

/** Those of the clients that have or had a key, with all of them. */
export async function keptClients(pool: Pool, ids: readonly string[]): Promise<KeptClient[]> {
  const clients = new Map<string, KeptClient & { keys: KeptClient['keys'][number][] }>()
  for (const row of await run<Row>(pool, statement, [ids])) {
    const client = clients.get(row.id) ?? {
      id: row.id,
      agency: { id: row.agency_id, code: row.code, name: row.name },
      keys: [],
    }
    clients.set(row.id, client)
    client.keys.push({
      kid: row.kid,
      jwk: row.jwk,
      notBefore: row.not_before.toISOString(),
      expiresAt: row.expires_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
    })
  }
  return [...clients.values()]
}
