/**
 * Sees to what must stand inside the cluster before anybody uses it: the database, and a login for the gateway that
 * neither owns it nor stands above its rules. Grants on tables belong to the migrations.
 */
import { join } from 'node:path'
import pg from 'pg'
import { createOwn, readOwn } from './belongings.ts'
import { newPassword } from './initialise.ts'
import type { Place } from './place.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'

export const GATEWAY_LOGIN = 'xianjie_gateway_login'

/** Any number that nothing else locks in the database `postgres`: the letters "xjdb". */
const ARRANGING = 0x786a6462

/**
 * Idempotent. `owner` is connected to the database `postgres`; the lock makes simultaneous first starts take turns,
 * since `grant` on one database fails with "tuple concurrently updated" when two do it. Returns the gateway's
 * password.
 */
export async function arrange(owner: pg.Client, database: string, place: Place): Promise<string> {
  await owner.query('select pg_advisory_lock($1)', [ARRANGING])
  try {
    const { rowCount } = await owner.query('select from pg_database where datname = $1', [database])
    if (!rowCount) await owner.query(`create database ${owner.escapeIdentifier(database)}`)
    const password = await arrangeLogin(owner, place)
    await grantConnect(owner, database)
    return password
  } finally {
    await owner.query('select pg_advisory_unlock($1)', [ARRANGING])
  }
}

async function arrangeLogin(owner: pg.Client, { base, account }: Place): Promise<string> {
  const file = join(base, 'gateway-password')
  const kept = readOwn(file, account)?.trim()
  if (kept === undefined) createOwn(file, newPassword(), account)
  const password = kept ?? readOwn(file, account)?.trim()
  if (!password) throw new EmbeddedDatabaseError('PASSWORD', `${file} is empty; remove it, and a new one is made.`)
  const { rows } = await owner.query<{ meek: boolean }>(
    `select rolcanlogin and not (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication) as meek
       from pg_roles where rolname = $1`,
    [GATEWAY_LOGIN],
  )
  if (!rows[0]) await setLogin(owner, 'create', password)
  else if (!rows[0].meek || kept === undefined) await setLogin(owner, 'alter', password)
  return password
}

async function setLogin(owner: pg.Client, verb: 'create' | 'alter', password: string): Promise<void> {
  await owner.query(
    `${verb} role ${GATEWAY_LOGIN} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication
       password ${owner.escapeLiteral(password)}`,
  )
}

async function grantConnect(owner: pg.Client, database: string): Promise<void> {
  const { rows } = await owner.query<{ granted: boolean }>(
    `select exists (select from pg_database, aclexplode(datacl)
       where datname = $1 and grantee = $2::regrole and privilege_type = 'CONNECT') as granted`,
    [database, GATEWAY_LOGIN],
  )
  if (rows[0]?.granted) return
  await owner.query(`grant connect on database ${owner.escapeIdentifier(database)} to ${GATEWAY_LOGIN}`)
}

/**
 * Proves that the gateway's password opens the door, and sets it anew where it does not: the server keeps a hash only,
 * and a restored directory may bring the file of another day. True when it had to be set.
 */
export async function proveLogin(owner: pg.Client, door: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...door, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return false
  } catch (error) {
    // A full house turns us away before the password is looked at, and the owner came in by a reserved seat.
    if (codeOf(error) === '53300') return false
    if (codeOf(error) !== '28P01') throw error
    await setLogin(owner, 'alter', String(door.password))
    return true
  } finally {
    await client.end().catch(() => {})
  }
}
