// Once a run: one server for all test files and one migrated template database; each file clones its own from it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../db/migrate.ts'
import { startPg15 } from './pg15.ts'

declare module 'vitest' {
  interface ProvidedContext {
    ownerUrl: string
    template: string
  }
}

export const gatewayLogin = 'xianjie_gateway_login'
export const gatewayPassword = 'for-tests-only'

export async function setup(project: TestProject) {
  const server = process.env.XIANJIE_TEST_SERVER === 'pg15' ? await startPg15() : await startEmbedded()
  const template = 'xianjie_template'
  const admin = new pg.Client({ connectionString: server.ownerUrl })
  await admin.connect()
  await admin.query(`create database ${template}`)
  await admin.query(`do $$ begin create role ${gatewayLogin} login; exception when duplicate_object then null; end $$`)
  await admin.query(`alter role ${gatewayLogin} password '${gatewayPassword}'`)
  console.log(`tests run on ${(await admin.query('select version()')).rows[0]?.version}`)
  await admin.end()
  await migrate(withDatabase(server.ownerUrl, template), gatewayLogin)
  project.provide('ownerUrl', server.ownerUrl)
  project.provide('template', template)
  return () => server.stop()
}

async function startEmbedded(): Promise<{ ownerUrl: string; stop(): Promise<void> }> {
  const { startOrAttach } = await import('../db/embedded/index.ts')
  const directory = mkdtempSync(join(tmpdir(), 'xianjie-test-'))
  chmodSync(directory, 0o755) // the database's account must pass through
  const embedded = await startOrAttach({ dir: join(directory, 'postgres') })
  return {
    ownerUrl: embedded.ownerUrl,
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
