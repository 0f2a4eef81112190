// Once a run: one server for all test files and one migrated template database; each file clones its own from it. Benches in
// their short form begin with a copy of the same cluster, or each would make and migrate one of its own.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openPool } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { enrolAll, type Organ } from './organs.ts'
import { startPg15 } from './pg15.ts'

declare module 'vitest' {
  interface ProvidedContext {
    ownerUrl: string
    template: string
    /** The same with the organs of the tests' world in it. */
    populated: string
    organs: Readonly<Record<string, Organ>>
    /** A directory that holds a migrated cluster nobody has started; null where the server is not the embedded one. */
    cluster: string | null
  }
}

export const gatewayLogin = 'xianjie_gateway_login'
export const gatewayPassword = 'for-tests-only'

interface Server {
  readonly ownerUrl: string
  readonly cluster: string | null
  stop(): Promise<void>
}

interface Begun extends Server {
  readonly organs: Readonly<Record<string, Organ>>
}

const connections = '250'
const template = 'xianjie_template'
const populated = 'xianjie_world'
/** Every project of a run asks; the first begins the server, and the last to leave ends it. */
const shared = globalThis as { xianjieTestServer?: { server: Promise<Begun>; users: number } }

export async function setup(project: TestProject) {
  shared.xianjieTestServer ??= { server: begun(), users: 0 }
  const held = shared.xianjieTestServer
  held.users += 1
  const server = await held.server
  project.provide('ownerUrl', server.ownerUrl)
  project.provide('template', template)
  project.provide('populated', populated)
  project.provide('organs', server.organs)
  project.provide('cluster', server.cluster)
  return async () => {
    held.users -= 1
    if (held.users > 0) return
    delete shared.xianjieTestServer
    await server.stop()
  }
}

async function begun(): Promise<Begun> {
  const server = process.env.XIANJIE_TEST_SERVER === 'pg15' ? await onPg15() : await startEmbedded()
  // From outside of the database that is copied.
  const admin = new pg.Client({ connectionString: withDatabase(server.ownerUrl, 'postgres') })
  await admin.connect()
  const migrated = new URL(server.ownerUrl).pathname.slice(1)
  await admin.query(`create database ${template}${server.cluster === null ? '' : ` template ${migrated}`}`)
  await admin.query(`do $$ begin create role ${gatewayLogin} login; exception when duplicate_object then null; end $$`)
  await admin.query(`alter role ${gatewayLogin} password '${gatewayPassword}'`)
  // A server that goes away after the run need not survive a loss of power; what does is shown on servers of its own.
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit'])
    await admin.query(`alter system set ${setting} = off`)
  await admin.query('select pg_reload_conf()')
  console.log(`tests run on ${(await admin.query('select version()')).rows[0]?.version}`)
  await migrate(withDatabase(server.ownerUrl, template), gatewayLogin)
  await admin.query(`create database ${populated} template ${template}`)
  await admin.end()
  const ownerPool = openPool(withDatabase(server.ownerUrl, populated), 2)
  const organs = await enrolAll({ ownerPool })
  await ownerPool.end()
  return { ...server, organs }
}

const onPg15 = async (): Promise<Server> => ({ ...(await startPg15()), cluster: null })

async function startEmbedded(): Promise<Server> {
  const [{ startOrAttach }, { openDatabase }] = await Promise.all([
    import('../db/embedded/index.ts'),
    import('../db/open.ts'),
  ])
  const directory = mkdtempSync(join(tmpdir(), 'xianjie-test-'))
  chmodSync(directory, 0o755) // the database's account must pass through
  const made = await openDatabase({ dataDir: directory, connections: 1 })
  await made.close()
  const cluster = join(directory, 'cluster')
  execFileSync('cp', ['-a', join(directory, 'postgres'), cluster])
  // Gateways of all workers at once have more connections than a server allows by itself.
  const embedded = await startOrAttach({ dir: join(directory, 'postgres'), settings: { max_connections: connections } })
  return {
    ownerUrl: embedded.ownerUrl,
    cluster,
    stop: async () => {
      await embedded.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.toString()
}
