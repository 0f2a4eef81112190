// Publishing and changing the gateway's signing keys. Public keys stay in the table for good, so that an old receipt
// still verifies; private ones never come near it.
import { existsSync } from 'node:fs'
import type { JWK } from 'jose'
import { type Pool, run } from '../../db/index.ts'
import { clockSkewSeconds } from '../kernel/index.ts'
import { createKeyFile, handedInKey, keyPath, removeKeyFile } from './key-files.ts'
import { changing } from './registration.ts'

export interface GatewayKeyEntry {
  readonly kid: string
  readonly activeFrom: Date
  readonly retiredAt: Date | null
  /** Whether the private half lies in this data directory. */
  readonly privateHere: boolean
}

export interface Rotation {
  readonly kid: string
  readonly retired: readonly string[]
  /** Keys whose private files were removed, since nothing they signed can still be in the making. */
  readonly removed: readonly string[]
}

const insertKey = 'insert into gateway_key (kid, public_jwk) values ($1, $2) on conflict do nothing'
/** A private file outlives its key by this much, for a gateway that lost sight of the registry meanwhile. */
const fileKept = '1 hour'

/** Publishes a public key, as active from now. */
export function registerKey(pool: Pool, publicJwk: JWK): Promise<void> {
  return changing(pool, async (connection) => {
    await connection.query(insertKey, [publicJwk.kid, JSON.stringify(publicJwk)])
  })
}

/**
 * Makes a new active key (or takes the one handed in) and retires all others. They stop signing as soon as a gateway
 * sees the new one, and `overlapSeconds` from now at the latest: `retired_at` is the end of that overlap, so that no
 * signature is younger than the date its key is published with.
 */
export async function rotateKeys(
  pool: Pool,
  dataDir: string,
  { handedIn, overlapSeconds = clockSkewSeconds }: { handedIn?: string | undefined; overlapSeconds?: number } = {},
): Promise<Rotation> {
  const key = handedIn === undefined ? createKeyFile(dataDir) : handedInKey(handedIn)
  try {
    const retired = await changing(pool, async (connection) => {
      await connection.query(insertKey, [key.kid, JSON.stringify(key.publicJwk)])
      const others = `update gateway_key set retired_at = now() + make_interval(secs => $2)
        where kid <> $1 and (retired_at is null or retired_at > now() + make_interval(secs => $2)) returning kid`
      const ended = await connection.query<{ kid: string }>(others, [key.kid, overlapSeconds])
      return ended.rows.map(({ kid }) => kid)
    })
    return { kid: key.kid, retired, removed: await removeOldFiles(pool, dataDir) }
  } catch (error) {
    if (handedIn === undefined && !(await isRegistered(pool, key.kid))) removeKeyFile(dataDir, key.kid)
    throw error
  }
}

/** All keys, oldest first. */
export async function listKeys(pool: Pool, dataDir: string): Promise<GatewayKeyEntry[]> {
  const rows = await run<{ kid: string; activeFrom: Date; retiredAt: Date | null }>(
    pool,
    'select kid, active_from as "activeFrom", retired_at as "retiredAt" from gateway_key order by active_from, kid',
  )
  return rows.map((row) => ({ ...row, privateHere: existsSync(keyPath(dataDir, row.kid)) }))
}

async function removeOldFiles(pool: Pool, dataDir: string): Promise<string[]> {
  const old = `select kid from gateway_key where retired_at < now() - interval '${fileKept}'`
  const here = (await run<{ kid: string }>(pool, old))
    .map(({ kid }) => kid)
    .filter((kid) => existsSync(keyPath(dataDir, kid)))
  for (const kid of here) removeKeyFile(dataDir, kid)
  return here
}

/** After an error nobody can tell whether the commit arrived; a key that may be published must keep its private half. */
async function isRegistered(pool: Pool, kid: string): Promise<boolean> {
  return run(pool, 'select 1 from gateway_key where kid = $1', [kid]).then(
    (rows) => rows.length > 0,
    () => true,
  )
}
