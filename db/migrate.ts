// Brings a database to this release's schema, forward only, and says whether a database is at it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import type { Queryable } from './connect.ts'

const folder = fileURLToPath(new URL('./migrations', import.meta.url))
/** Any number will do; two gateways that migrate one database at once must only use the same. */
const migrationLock = 7_310_310

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[]
}

function known(): Journal['entries'] {
  return (JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')) as Journal).entries
}

export type SchemaState = 'current' | 'empty' | 'older' | 'newer' | 'other'

/** Where the database's schema stands against this release's; `other` = migrations this release does not know. */
export async function schemaState(db: Queryable): Promise<SchemaState> {
  const present = await db.query(`select to_regclass('drizzle.__drizzle_migrations') is not null as there`)
  if (!present.rows[0]?.there) return 'empty'
  const applied = (
    await db.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations order by created_at')
  ).rows.map((r) => r.hash)
  const ours = known().map((m) =>
    createHash('sha256')
      .update(readFileSync(`${folder}/${m.tag}.sql`))
      .digest('hex'),
  )
  const common = Math.min(applied.length, ours.length)
  for (let i = 0; i < common; i++) if (applied[i] !== ours[i]) return 'other'
  if (applied.length === 0) return 'empty'
  return applied.length === ours.length ? 'current' : applied.length < ours.length ? 'older' : 'newer'
}

export class SchemaMismatch extends Error {
  readonly state: SchemaState
  constructor(state: SchemaState) {
    const advice: Record<SchemaState, string> = {
      current: 'The database is current.',
      empty: 'The database has no Xianjie schema yet. Run: xianjie migrate',
      older: 'The schema of the database is older than this release. Stop the gateways, then run: xianjie migrate',
      newer:
        'The schema of the database is newer than this release. Use the release that made it; nothing was changed.',
      other: 'The database was migrated by another line of releases. Nothing was changed.',
    }
    super(advice[state])
    this.name = 'SchemaMismatch'
    this.state = state
  }
}

/**
 * Applies what is missing under a lock, as the owner, and lets `gatewayUser` act as the gateway's role.
 * Errors: SchemaMismatch where the database is newer or of another line.
 */
export async function migrate(ownerUrl: string, gatewayUser?: string): Promise<void> {
  const connection = new pg.Client({ connectionString: ownerUrl, application_name: 'xianjie-migrate' })
  await connection.connect()
  try {
    await connection.query('select pg_advisory_lock($1)', [migrationLock])
    const version = Number((await connection.query('show server_version_num')).rows[0]?.server_version_num)
    if (version < 150000) throw new Error(`PostgreSQL 15 or newer is needed; this server is ${version}.`)
    const state = await schemaState(connection)
    if (state === 'newer' || state === 'other') throw new SchemaMismatch(state)
    if (state !== 'current') await applyMigrations(drizzle(connection), { migrationsFolder: folder })
    if (gatewayUser !== undefined) await letActAsGateway(connection, gatewayUser)
  } finally {
    await connection.end()
  }
}

/** Membership of the gateway's role; on a server where somebody else owns that role, its owner must give it. */
async function letActAsGateway(connection: pg.Client, user: string): Promise<void> {
  const found = await connection.query(`select pg_has_role($1::name, 'xianjie_gateway', 'member') as member`, [user])
  if (found.rows[0]?.member === true) return
  try {
    await connection.query(`grant xianjie_gateway to ${pg.escapeIdentifier(user)}`)
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== '42501') throw cause
    throw new Error(
      `The owner may not give the role xianjie_gateway. As an administrator run: grant xianjie_gateway to ${pg.escapeIdentifier(user)}`,
      { cause },
    )
  }
}
