// The log of reads as a room: durable when it says so, gathered within a second, never dropped silently, sealed into the
// tree, and removed in its time without looking like tampering.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { openPool } from '../../db/connect.ts'
import {
  type Access,
  AccessLogFull,
  logSigner,
  openAccessLog,
  removeOldReads,
  verifyReads,
  verifyTree,
} from '../../src/journal/index.ts'
import { growWhole } from '../../src/worker/index.ts'
import { testDatabase } from '../database.ts'

vi.setConfig({ testTimeout: 120_000 })

const db = await testDatabase(8)
const signer = logSigner('test.example/journal', generateKeyPairSync('ed25519').privateKey)
const grow = () => growWhole({ pool: db.pool, signer })
const agencyId = randomUUID()

const access = (more: Partial<Access> = {}): Access => ({
  agencyId,
  clientId: 'k1',
  kind: 'content',
  materialId: randomUUID(),
  requestId: randomUUID(),
  reason: '核对',
  at: new Date(),
  ...more,
})
const count = async (where = 'true') =>
  Number((await db.pool.query(`select count(*) as n from access_entry where ${where}`)).rows[0].n)

test('what is recorded is there when it says so; what arrives together is in few statements', async () => {
  const log = openAccessLog({ pool: db.pool })
  await log.record(access())
  expect(await count()).toBe(1)
  const before = (
    await db.ownerPool.query(`select xact_commit from pg_stat_database where datname = current_database()`)
  ).rows
  await Promise.all(Array.from({ length: 500 }, () => log.record(access())))
  expect(await count()).toBe(501)
  expect(before).toHaveLength(1)
  const { rows } = await db.ownerPool.query('select count(distinct xmin::text) as n from access_entry')
  expect(Number(rows[0].n), 'statements for 501 entries').toBeLessThan(20)
  await log.close()
})

test('what is noted is there within a second, and what is left at the end is written before it ends', async () => {
  const log = openAccessLog({ pool: db.pool })
  const started = performance.now()
  log.note(access({ kind: 'case', requestId: 'noted' }))
  await expect.poll(() => count(`request_id = 'noted'`), { interval: 20 }).toBe(1)
  expect(performance.now() - started).toBeLessThan(5_000)
  log.note(access({ kind: 'case', requestId: 'last' }))
  await log.close()
  expect(await count(`request_id = 'last'`)).toBe(1)
  expect(() => log.note(access())).toThrow(AccessLogFull)
})

test('a write that takes longer than the interval leaves nothing waiting that is noted after it', async () => {
  const log = openAccessLog({ pool: db.pool, flushMs: 5 })
  const holder = await db.ownerPool.connect()
  await holder.query('begin')
  await holder.query('lock table access_entry in exclusive mode')
  const held = async () =>
    (await holder.query(`select from pg_locks where not granted and relation = 'access_entry'::regclass`)).rowCount
  log.note(access({ requestId: 'slow' }))
  await expect.poll(held, { interval: 5 }).toBe(1)
  log.note(access({ requestId: 'slow' }))
  // Longer than the interval.
  await holder.query('select pg_sleep(0.05)')
  await holder.query('commit')
  holder.release()
  await expect.poll(() => count(`request_id = 'slow'`), { interval: 5 }).toBe(2)
  log.note(access({ requestId: 'after' }))
  await expect.poll(() => count(`request_id = 'after'`), { timeout: 10_000, interval: 20 }).toBe(1)
  await log.close()
})

test('what nobody could keep in a text is kept as well as it can be, and spoils nothing beside it', async () => {
  const log = openAccessLog({ pool: db.pool })
  const odd = access({ requestId: 'odd', query: 'a\u0000b\ud800c', reason: '长'.repeat(5_000) })
  await Promise.all([log.record(odd), log.record(access({ requestId: 'even' }))])
  const { rows } = await db.pool.query(`select query, length(reason) as n from access_entry where request_id = 'odd'`)
  expect(rows).toEqual([{ query: 'a\ufffdb\ufffdc', n: 2_000 }])
  // An entry that the database refuses fails alone.
  const results = await Promise.allSettled([
    log.record(access({ transferId: 'no uuid' })),
    log.record(access({ requestId: 'beside' })),
    log.record(access({ requestId: 'beside' })),
  ])
  expect(results.map((r) => r.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect((results[0] as PromiseRejectedResult).reason).toBeInstanceOf(AccessLogFull)
  await log.close()
})

test('while the database is away reads are refused rather than unrecorded, and nothing gathered is lost', async () => {
  const proxyless = new URL(db.gatewayUrl)
  const pool = openPool(proxyless.toString(), 2)
  let away = false
  const connect = pool.connect.bind(pool) as () => Promise<never>
  // The network edge of this pool: connections fail while it is away.
  pool.connect = (() => (away ? Promise.reject(new Error('away')) : connect())) as typeof pool.connect
  const errors: unknown[] = []
  const log = openAccessLog({ pool, flushMs: 30, onError: (error) => errors.push(error) })
  away = true
  log.note(access({ requestId: 'kept-1' }))
  await expect.poll(() => errors.length).toBeGreaterThan(0)
  expect(() => log.note(access({ requestId: 'refused' }))).toThrow(AccessLogFull)
  await expect(log.record(access({ requestId: 'refused' }))).rejects.toThrow(AccessLogFull)
  away = false
  await expect.poll(() => count(`request_id = 'kept-1'`)).toBe(1)
  log.note(access({ requestId: 'kept-2' }))
  await log.close()
  expect(await count(`request_id = 'kept-2'`)).toBe(1)
  expect(await count(`request_id = 'refused'`)).toBe(0)
  await pool.end()
})

test('more than may wait is refused, not dropped', async () => {
  const log = openAccessLog({ pool: db.pool, flushMs: 60_000, waitingMax: 10 })
  for (let i = 0; i < 10; i++) log.note(access({ requestId: 'bounded' }))
  expect(() => log.note(access({ requestId: 'bounded' }))).toThrow(AccessLogFull)
  await log.close()
  expect(await count(`request_id = 'bounded'`)).toBe(10)
})

test('entries are sealed in batches into the tree and verify; a changed, removed or added one is found', async () => {
  await grow()
  const sealed = await verifyReads(db.pool)
  expect(sealed).toMatchObject({ removed: 0, pending: 0, faults: [] })
  expect(sealed.batches).toBeGreaterThan(0)
  expect((await verifyTree(db.pool)).faults).toEqual([])
  const tamperings: [string, string, object][] = [
    [
      `update access_entry set reason = '另一个理由' where request_id = 'even'`,
      `update access_entry set reason = '核对' where request_id = 'even'`,
      { fault: 'entries_differ' },
    ],
    [
      `create temp table gone as select * from access_entry where request_id = 'even'; delete from access_entry where request_id = 'even'`,
      `insert into access_entry overriding system value select * from gone; drop table gone`,
      { fault: 'entries_differ' },
    ],
    [
      `insert into access_entry (client_id, kind, request_id, at) values ('x', 'case', 'forged', now())`,
      `delete from access_entry where request_id = 'forged'`,
      { batch: 0, fault: 'entry_unsealed' },
    ],
    [
      `create temp table gone as select e.* from access_entry e join access_batch b on b.no = 1 and e.no = any(b.entries);
       delete from access_entry where no in (select no from gone); insert into access_removal (batch, at) values (1, now())`,
      `insert into access_entry overriding system value select * from gone; drop table gone; delete from access_removal`,
      { batch: 1, fault: 'removed_early' },
    ],
    [
      `update access_batch set last_at = last_at - interval '2 years', first_at = first_at - interval '2 years' where no = 1`,
      `update access_batch set last_at = last_at + interval '2 years', first_at = first_at + interval '2 years' where no = 1`,
      { batch: 1, fault: 'leaf_differs' },
    ],
  ]
  const connection = await db.ownerPool.connect()
  try {
    await connection.query('set session_replication_role = replica')
    for (const [by, undo, found] of tamperings) {
      await connection.query(by)
      expect((await verifyReads(db.pool)).faults, by).toContainEqual(expect.objectContaining(found))
      await connection.query(undo)
      expect((await verifyReads(db.pool)).faults, undo).toEqual([])
    }
  } finally {
    await connection.query('reset session_replication_role')
    connection.release()
  }
})

test('nobody changes an entry, and a young one is removed by nobody', async () => {
  await expect(db.pool.query(`update access_entry set reason = 'x'`)).rejects.toThrow(/permission denied/)
  await expect(db.pool.query('truncate access_entry')).rejects.toThrow(/permission denied/)
  await expect(db.ownerPool.query(`update access_entry set reason = 'x'`)).rejects.toThrow(/written once/)
  await expect(db.pool.query('delete from access_entry')).rejects.toThrow(/kept six months/)
  await expect(db.ownerPool.query('delete from access_entry')).rejects.toThrow(/kept six months/)
})

test('old batches go when their time is over, the tree keeps what commits to them, and all of it verifies', async () => {
  const old = await testDatabase(4)
  const log = openAccessLog({ pool: old.pool })
  const monthsAgo = (months: number) => new Date(Date.now() - months * 31 * 86_400_000)
  const grown = () => growWhole({ pool: old.pool, signer })
  for (const months of [40, 38, 20, 0]) {
    await Promise.all([log.record(access({ at: monthsAgo(months) })), log.record(access({ at: monthsAgo(months) }))])
    await grown()
  }
  await log.close()
  expect(await removeOldReads(old.pool, 36)).toBe(2)
  expect(await removeOldReads(old.pool, 36)).toBe(0)
  expect(await verifyReads(old.pool)).toEqual({ batches: 4, removed: 2, pending: 0, faults: [] })
  expect((await verifyTree(old.pool)).faults).toEqual([])
  expect((await old.pool.query('select count(*)::int as n from access_entry')).rows).toEqual([{ n: 4 }])
  expect(await removeOldReads(old.pool, 6)).toBe(1)
  expect(await verifyReads(old.pool)).toMatchObject({ removed: 3, faults: [] })
})
