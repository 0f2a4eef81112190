// Cases kept by the releases before items were rows: their letters listed items without numbers, and acts moved batches
// whole. The migration makes the rows that the entries say, so that everything verifies and goes on.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { openPool } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { itemsKept, itemsOf } from '../../src/cases/items.ts'
import type { CaseEvent } from '../../src/procedure/index.ts'
import { Life } from '../procedure/life.ts'
import { gatewayLogin, withDatabase } from '../setup.ts'

const admin = inject('ownerUrl')
const name = `k_${randomBytes(6).toString('hex')}`
const url = withDatabase(admin, name)

async function ask(address: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
afterAll(() => ask(admin, `drop database if exists ${name} with (force)`))

/** The schema as it stood before the tables of items, with its record. */
async function before(): Promise<void> {
  const folder = new URL('../../db/migrations/', import.meta.url)
  const journal = JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8')) as {
    entries: { tag: string; when: number }[]
  }
  await ask(admin, `create database ${name}`)
  await ask(
    url,
    'create schema drizzle',
    'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  )
  for (const { tag, when } of journal.entries) {
    const text = readFileSync(new URL(`${tag}.sql`, folder), 'utf8')
    if (text.includes('CREATE TABLE "seized_item"')) return
    const hash = createHash('sha256').update(text).digest('hex')
    await ask(
      url,
      'begin', // some statements want to be in one transaction, as the migration runs them
      ...text.split('--> statement-breakpoint'),
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ('${hash}', ${when})`,
      'commit',
    )
  }
  throw new Error('no migration makes the table')
}

const goods = [
  { name: '假酒', quantity: '100', unit: '箱', storagePlace: '本局仓库' },
  { name: '散装白酒', quantity: '98.500000', unit: '千克', measure: 'seized', perishable: true },
  { name: '空箱', quantity: '0', unit: '个' },
]

/** Entries as the former release wrote them: no act said what it moved of the items. */
function kept(transferId: string, live: (life: Life) => void): CaseEvent[] {
  const life = new Life({ transferId })
  live(life)
  return life.events.map(({ itemMovements: _, ...event }) => event)
}
const filed = (life: Life, seizedItems: object[] = goods) => {
  life.take('transfer_dispatch', '2026-03-02 10:20', { seizedItems })
  life.take('receipt_sign', '2026-03-02 11:00')
  life.take('filing_approved', '2026-03-03 10:00')
}
const id = (n: number) => `01900000-0000-7000-8000-00000000000${n}`
const cases = [
  kept(id(1), (life) => filed(life)),
  kept(id(2), (life) => {
    filed(life)
    life.take('exhibits_handover', '2026-03-04 10:00')
  }),
  kept(id(3), (life) => {
    filed(life)
    life.take('custody_by_agency', '2026-03-04 10:00')
    life.take('exhibits_handover', '2026-05-20 10:00')
  }),
  kept(id(4), (life) => {
    filed(life)
    life.take('hazardous_exhibit_disposal', '2026-03-04 10:00')
  }),
  kept(id(5), (life) => filed(life, [])),
  // A letter sent twice listed its goods twice: both batches stood with the agency.
  kept(id(6), (life) => {
    life.take('transfer_dispatch', '2026-03-02 10:20', { seizedItems: goods })
    life.take('transfer_withdrawal', '2026-03-02 11:00')
    life.take('transfer_dispatch', '2026-03-02 12:20', { seizedItems: goods.slice(0, 1) })
  }).map((event) => ({ ...event, moves: event.moves.filter((m) => m.to !== 'relisted') })),
]

test('the migration gives the items and movements of every case the rows that its entries make', async () => {
  await before()
  const owner = openPool(url, 1)
  try {
    for (const events of cases)
      for (const event of events)
        await owner.query(
          `insert into event (transfer_id, version, step, agency_id, client_id, at, body) values ($1, $2, $3, $1, 'c', $4, $5)`,
          [event.transferId, event.version, event.step, event.at, JSON.stringify(event)],
        )
    await migrate(url, gatewayLogin)
    const ids = cases.map(([first]) => first?.transferId ?? '')
    const rows = await itemsKept(owner, ids)
    for (const events of cases) {
      const found = rows.get(events[0]?.transferId ?? '') ?? { items: [], movements: [] }
      expect(found).toEqual(itemsOf(events))
    }
    const counts = ids.map((one) => [rows.get(one)?.items.length ?? 0, rows.get(one)?.movements.length ?? 0])
    expect(counts).toEqual([
      [3, 0],
      [3, 2],
      [3, 4],
      [3, 2],
      [0, 0],
      [4, 0],
    ])
  } finally {
    await owner.end()
  }
})
