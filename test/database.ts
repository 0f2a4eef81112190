// A database of one's own for a test file: cloned from the migrated template, dropped when the file is done.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { openPool, type Pool } from '../db/connect.ts'
import { gatewayLogin, gatewayPassword, withDatabase } from './setup.ts'

export interface TestDatabase {
  /** As the owner, who migrates. */
  readonly ownerUrl: string
  /** As the gateway's login role, which owns nothing. */
  readonly gatewayUrl: string
  readonly pool: Pool
  readonly ownerPool: Pool
}

/** Call at the top level of a test file; `max` connections for the gateway's pool. */
export async function testDatabase(max = 8, template = inject('template')): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`
  const adminUrl = inject('ownerUrl')
  await asAdmin(adminUrl, `create database ${name} template ${template}`)
  const ownerUrl = withDatabase(adminUrl, name)
  const gateway = new URL(ownerUrl)
  gateway.username = gatewayLogin
  gateway.password = gatewayPassword
  const pool = openPool(gateway.toString(), max)
  const ownerPool = openPool(ownerUrl, 4)
  afterAll(async () => {
    await Promise.all([pool.end(), ownerPool.end()])
    await asAdmin(adminUrl, `drop database if exists ${name} with (force)`)
  })
  return { ownerUrl, gatewayUrl: gateway.toString(), pool, ownerPool }
}

async function asAdmin(url: string, statement: string) {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    // Two files may clone at the same moment, and a template in use by another clone is refused for that moment.
    for (let attempt = 0; ; attempt++) {
      try {
        await admin.query(statement)
        return
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== '55006' || attempt > 100) throw error
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  } finally {
    await admin.end()
  }
}
