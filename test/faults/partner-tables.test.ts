// The simulated platform as an exchange database: its records stand in a table as well, and what changes there is new to
// the reader again.
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../database.ts'
import { startPlatform } from '../partner.ts'

const db = await testDatabase()
const p = await startPlatform({
  records: 30,
  seed: 6,
  tables: db.ownerUrl,
  manners: { loseRecords: ['HC-0006-0000002'] },
})
afterAll(() => p.stop())

const rows = async (where = 'true') =>
  (await db.ownerPool.query(`select * from cf_penalty where ${where} order by record_unique_identity`)).rows

test('every record that it does not lose stands in the table with its control columns, not yet taken', async () => {
  const all = await rows()
  expect(all).toHaveLength(29)
  expect(all[0]).toMatchObject({ record_unique_identity: 'HC-0006-0000001', cd_operation: 'i', cd_status: 0 })
  const { data } = await p.ask<{ data: { rows: Record<string, string>[] } }>('GET', '/records?limit=1')
  const [first] = data.rows
  expect(all[0]).toMatchObject({ CF_WSH: first?.CF_WSH, CF_NR_FK: first?.CF_NR_FK })
})

test('what was taken and changes comes again', async () => {
  await db.ownerPool.query('update cf_penalty set cd_status = 1')
  const { amended, added } = await p.records({ amend: 3, add: 2 })
  await expect
    .poll(async () => (await rows('cd_status = 0')).map((row) => row.record_unique_identity), { timeout: 5_000 })
    .toEqual([...amended, ...added].sort())
})
