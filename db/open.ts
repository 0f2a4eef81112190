// One way to a database: the address given, or the project's own PostgreSQL beside the data. Who asks does not see which.

import { openPool, type Pool } from './connect.ts'
import type { Embedded } from './embedded/index.ts'
import { migrate, SchemaMismatch, schemaState } from './migrate.ts'

export interface DatabaseChoice {
  /** The gateway's own address (DATABASE_URL); left out, the embedded server in `dataDir`. */
  readonly url?: string | undefined
  /** The owner's address (DATABASE_MIGRATION_URL), for migrations only. */
  readonly migrationUrl?: string | undefined
  readonly dataDir: string
  readonly connections: number
  readonly listen?: 'tcp' | 'socket' | undefined
  readonly note?: (line: string) => void
}

export interface OpenDatabase {
  readonly pool: Pool
  readonly gatewayUrl: string
  readonly ownerUrl: string | undefined
  /** Closes the pool, then leaves the embedded server, which ends with the last one who leaves. */
  close(): Promise<void>
}

export interface Reached {
  readonly gatewayUrl: string
  readonly ownerUrl: string | undefined
  leave(): Promise<void>
}

/** The addresses, with the embedded server running where it is the choice. */
export async function reach(choice: DatabaseChoice): Promise<Reached> {
  if (choice.url !== undefined) {
    return { gatewayUrl: choice.url, ownerUrl: choice.migrationUrl ?? choice.url, leave: async () => {} }
  }
  const { startOrAttach } = await import('./embedded/index.ts')
  const embedded: Embedded = await startOrAttach({
    dir: `${choice.dataDir}/postgres`,
    log: choice.note ?? (() => {}),
    ...(choice.listen && { listen: choice.listen }),
  })
  return {
    gatewayUrl: embedded.gatewayUrl,
    ownerUrl: embedded.ownerUrl,
    leave: async () => void (await embedded.stop()),
  }
}

/**
 * A pool on a database whose schema is this release's. An empty one is filled; an older or newer one is refused
 * (SchemaMismatch says what to do).
 */
export async function openDatabase(choice: DatabaseChoice): Promise<OpenDatabase> {
  const reached = await reach(choice)
  let pool: Pool | undefined
  try {
    if (reached.ownerUrl !== undefined && (await stateAt(reached.ownerUrl)) === 'empty') await migrateAs(reached)
    pool = openPool(reached.gatewayUrl, choice.connections, (error) =>
      choice.note?.(`an idle database connection was lost: ${error.message}`),
    )
    const state = await schemaState(pool)
    if (state !== 'current') throw new SchemaMismatch(state)
    if (await ownsJournal(pool))
      choice.note?.(
        'The gateway reaches its database as the owner of the tables: the second wall around the journal is missing. Set DATABASE_URL to a role of its own and DATABASE_MIGRATION_URL to the owner.',
      )
  } catch (error) {
    await pool?.end()
    await reached.leave()
    throw error
  }
  const opened = pool
  return {
    pool: opened,
    gatewayUrl: reached.gatewayUrl,
    ownerUrl: reached.ownerUrl,
    close: async () => {
      await opened.end()
      await reached.leave()
    },
  }
}

/** Migrates as the owner and lets the gateway's login act as the gateway. */
export async function migrateAs(reached: Reached): Promise<void> {
  if (reached.ownerUrl === undefined) throw new Error('Set DATABASE_MIGRATION_URL to the address of the owner.')
  await migrate(reached.ownerUrl, decodeURIComponent(new URL(reached.gatewayUrl).username) || undefined)
}

async function ownsJournal(pool: Pool): Promise<boolean> {
  const text = `select pg_has_role(relowner, 'member') as owns from pg_class where oid = 'journal_entry'::regclass`
  return (await pool.query<{ owns: boolean }>(text)).rows[0]?.owns === true
}

async function stateAt(url: string) {
  const pool = openPool(url, 1)
  try {
    return await schemaState(pool)
  } finally {
    await pool.end()
  }
}
