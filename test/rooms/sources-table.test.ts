// Reading exchange tables (前置库) of real servers: PostgreSQL and MariaDB, with a status column and without.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { adapterOf, dryRun, sourceOf, sourceRow } from '../../src/sync/index.ts'
import { type Mariadb, mariadbMissing, startMariadb } from '../mariadb.ts'
import { gatewayLogin, gatewayPassword } from '../setup.ts'
import { sourcesScene } from './sources-scene.ts'

const scene = await sourcesScene()

/** One server with its exchange schema; `run` as its owner. */
interface Exchange {
  readonly dialect: 'postgresql' | 'mysql'
  readonly place: Readonly<Record<string, unknown>>
  readonly secret: string
  run(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
}

const columns = (dialect: Exchange['dialect']) => `
  record_unique_identity varchar(100) primary key, cd_id varchar(100), cd_time ${dialect === 'mysql' ? 'datetime' : 'timestamp(0)'},
  cd_batch varchar(20), cd_operation varchar(4), cd_status int not null default 0, cd_message varchar(60),
  cf_wsh varchar(128), cf_xdr_mc varchar(200), cf_xdr_lb varchar(100), cf_xdr_shxym varchar(18), cf_wfxw varchar(2000),
  cf_sy text, cf_yj text, cf_cflb varchar(255), cf_nr text, cf_nr_fk decimal(18,6), cf_jdrq date, cf_yxq date,
  cf_cfjg varchar(200), cf_cfjgdm varchar(18), cf_sjly varchar(200), cf_sjlydm varchar(18)`

interface Given {
  readonly key: string
  readonly time?: string | null
  readonly operation?: string
  readonly fine?: string
  readonly name?: string
}

const row = ({
  key,
  time = '2026-11-20 08:00:00',
  operation = 'i',
  fine = '1.500000',
  name = '虚构贸易有限公司',
}: Given) => ({
  record_unique_identity: key,
  cd_id: `450502-${key}`,
  cd_time: time,
  cd_batch: '2026112000001',
  cd_operation: operation,
  cd_status: 0,
  cf_wsh: `海市监罚〔2026〕${key.replace(/\D/g, '')}号`,
  cf_xdr_mc: name,
  cf_xdr_lb: '法人及非法人组织',
  cf_xdr_shxym: '91350100M000100Y43',
  cf_wfxw: '虚假宣传',
  cf_sy: `第 ${key} 号违法事实`,
  cf_yj: '中华人民共和国广告法第五十五条',
  cf_cflb: '罚款',
  cf_nr: `罚款${fine}万元`,
  cf_nr_fk: fine,
  cf_jdrq: '2026-11-18',
  cf_yxq: '2099-12-31',
  cf_cfjg: '海城区市场监督管理局',
  cf_cfjgdm: '914403001922038216',
  cf_sjly: '海城区市场监督管理局',
  cf_sjlydm: '914403001922038216',
})

async function insert({ dialect, run }: Exchange, table: string, given: readonly Given[]): Promise<void> {
  for (let i = 0; i < given.length; i += 200) {
    const rows = given.slice(i, i + 200).map(row)
    const names = Object.keys(rows[0] ?? {})
    const values = rows.flatMap((r) => Object.values(r))
    const marks = rows.map(
      (_, n) => `(${names.map((_, m) => (dialect === 'mysql' ? '?' : `$${n * names.length + m + 1}`)).join(',')})`,
    )
    await run(`insert into ${table} (${names.join(',')}) values ${marks.join(',')}`, values)
  }
}

const numbered = (count: number, from = 0): Given[] =>
  Array.from({ length: count }, (_, i) => {
    const n = from + i
    const time = new Date(Date.UTC(2026, 10, 20, 0, 0, Math.floor(n / 3))).toISOString()
    return { key: `K${String(n).padStart(6, '0')}`, time: `${time.slice(0, 10)} ${time.slice(11, 19)}` }
  })

function suite(exchange: () => Exchange) {
  let serial = 0
  /** A table of its own and a source that reads it. */
  async function made(status: boolean, more: Record<string, unknown> = {}) {
    const { dialect, place, secret, run } = exchange()
    const name = `t_penalty_${serial++}`
    const table = dialect === 'mysql' ? name : `front.${name}`
    await run(`create table ${table} (${columns(dialect)})`)
    const config = {
      ...{ dialect, ...place, table: name, pageSize: 50 },
      amount: { column: 'cf_nr_fk', unit: 'wan' },
      ...(status && { status: {} }),
      ...more,
    }
    return { table, id: await scene.enter({ kind: 'table', mapping: 'sgs-new-unit', config }, secret) }
  }
  const statuses = async (table: string) => {
    const found = await exchange().run(
      `select cd_status as s, count(*) as n from ${table} group by cd_status order by cd_status`,
    )
    return Object.fromEntries(found.map(({ s, n }) => [String(s), Number(n)]))
  }

  test('new rows are taken page by page and their status is written back', async () => {
    const { table, id } = await made(true)
    await insert(exchange(), table, numbered(170))
    expect(await scene.pull(id)).toMatchObject({ error: null, read: 170, created: 170, pages: 5 })
    expect(await statuses(table)).toEqual({ 1: 170 })
    expect(await scene.pull(id)).toMatchObject({ error: null, read: 0 })
    expect((await sourceRow(scene.db.pool, id))?.backlog).toBe(0)
  })

  test('what cannot be kept is marked failed with what is wrong, and the others are taken', async () => {
    const { table, id } = await made(true)
    await insert(exchange(), table, [{ key: 'A1' }, { key: 'A2', operation: '?' }, { key: 'A3' }])
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 2, refused: 1 })
    const [failed] = await exchange().run(`select cd_message from ${table} where cd_status = 2`)
    expect(failed?.cd_message).toContain('cd_operation')
    expect(await statuses(table)).toEqual({ 1: 2, 2: 1 })
  })

  test('a row that changes while it is being read keeps its status and is read again', async () => {
    const { table, id } = await made(true)
    await insert(exchange(), table, [{ key: 'B1' }, { key: 'B2' }])
    const source = await sourceOf(scene.room, id)
    if (source === undefined) throw new Error('no source')
    const adapter = adapterOf(scene.room, source)
    const signal = AbortSignal.timeout(20_000)
    for await (const page of adapter.pull(null, signal)) {
      if (page.records.length === 0) continue
      await exchange().run(`update ${table} set cf_xdr_mc = '改名有限公司' where record_unique_identity = 'B2'`)
      await adapter.acknowledge?.(
        page,
        page.records.map(() => ({ outcome: 'created' })),
        signal,
      )
    }
    await adapter.close?.()
    expect(await statuses(table)).toEqual({ 0: 1, 1: 1 })
    expect(await scene.pull(id)).toMatchObject({ read: 1, created: 1 })
    expect(await statuses(table)).toEqual({ 1: 2 })
  })

  test('updates and deletions become versions and withdrawals, in the order of their times', async () => {
    const { table, id } = await made(true)
    await insert(exchange(), table, [{ key: 'C1' }, { key: 'C2' }])
    await scene.pull(id)
    const change = `update ${table} set cd_status = 0, cd_time = '2026-11-20 09:00:00',`
    await exchange().run(`${change} cd_operation = 'u', cf_nr_fk = 2.5 where record_unique_identity = 'C1'`)
    await exchange().run(`${change} cd_operation = 'd' where record_unique_identity = 'C2'`)
    expect(await scene.pull(id)).toMatchObject({ error: null, updated: 2 })
    const kept = await scene.kept(id)
    expect(kept.get('C1')).toEqual({ version: 2, state: 'live' })
    expect(kept.get('C2')?.state).toBe('withdrawn')
  })

  test('without a status column it is read by its mark, late rows within the overlap and rows without a time included', async () => {
    const { table, id } = await made(false, { overlapSeconds: 3_600 })
    await insert(exchange(), table, numbered(120, 100))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 120 })
    await insert(exchange(), table, [
      { key: 'LATE1', time: '2026-11-20 00:00:10' },
      { key: 'UNTIMED', time: null },
      { key: 'NEW1', time: '2026-11-21 00:00:00' },
    ])
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 3, updated: 0 })
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 0, updated: 0 })
    expect((await scene.kept(id)).size).toBe(123)
    expect(await statuses(table)).toEqual({ 0: 123 })
  })

  test('a dry run changes neither status, cursor nor record', async () => {
    const { table, id } = await made(true)
    await insert(exchange(), table, numbered(5))
    const source = await sourceOf(scene.room, id)
    if (source === undefined) throw new Error('no source')
    const seen = await dryRun(scene.room, source, 3, AbortSignal.timeout(20_000))
    expect(seen.error).toBeNull()
    expect(seen.records.map((r) => r.outcome)).toEqual(['created', 'created', 'created'])
    expect(seen.records[0]?.record).toMatchObject({ decisionNo: { raw: '海市监罚〔2026〕000000号' } })
    expect(await statuses(table)).toEqual({ 0: 5 })
    expect((await scene.kept(id)).size).toBe(0)
  })

  test('days are counted, summed and digested from the rows, equally for what was kept', async () => {
    const { table, id } = await made(true)
    await insert(exchange(), table, [
      { key: 'D1', fine: '1.500000' },
      { key: 'D2', fine: '0.077430' },
      { key: 'D3', time: '2026-11-21 23:59:59', fine: '24.388096' },
      { key: 'D4', time: '2026-11-21 10:00:00', operation: 'd' },
    ])
    await scene.pull(id)
    const source = await sourceOf(scene.room, id)
    if (source === undefined) throw new Error('no source')
    const adapter = adapterOf(scene.room, source)
    const signal = AbortSignal.timeout(20_000)
    const figures = (await adapter.figures?.('2026-11-20', '2026-11-21', signal)) ?? []
    expect(figures).toMatchObject([
      { day: '2026-11-20', count: 2, sumFen: '1577430' },
      { day: '2026-11-21', count: 1, sumFen: '24388096' },
    ])
    const { rows } = await scene.db.pool.query(
      `select encode(digest, 'hex') as digest from penalty_case where origin = $1 and key = 'k:D3'`,
      [`source:${id}`],
    )
    expect(await adapter.keys?.('2026-11-21', signal)).toEqual([{ key: 'D3', digest: rows[0]?.digest }])
    expect((await adapter.fetch?.(['D2', 'none'], signal))?.map((r) => r.key)).toEqual(['D2'])
    await adapter.close?.()
  })

  test('a column that is not there is named, and nothing is read', async () => {
    const { id } = await made(true, { status: { column: 'no_such' } })
    expect((await scene.pull(id)).error).toContain('no_such')
  })

  test('a name is a name, whatever it looks like', async () => {
    const { id } = await made(true, { table: "t' or 1=1 -- drop table students" })
    expect((await scene.pull(id)).error).toContain('there is no such table')
  })

  test('a wrong password is a failed pull, and no answer shows it', async () => {
    const { place, dialect } = exchange()
    const id = await scene.enter({ kind: 'table', config: { dialect, ...place, table: 't' } }, 'wrong-password')
    const { error } = await scene.pull(id)
    expect(error).not.toBeNull()
    expect(error).not.toContain('wrong-password')
  })
}

describe('a table of PostgreSQL', () => {
  const url = new URL(inject('ownerUrl'))
  suite(() => ({
    dialect: 'postgresql',
    place: {
      host: url.hostname,
      port: Number(url.port),
      user: gatewayLogin,
      database: new URL(scene.db.ownerUrl).pathname.slice(1),
      schema: 'front',
    },
    secret: gatewayPassword,
    run: async (text, values) => (await front.query(text, values as unknown[])).rows,
  }))
  const front = scene.db.ownerPool
  beforeAll(async () => {
    await front.query(
      `create schema front; grant usage on schema front to ${gatewayLogin}; alter default privileges in schema front grant all on tables to ${gatewayLogin}`,
    )
  })
})

describe.runIf(mariadbMissing === undefined)(
  `a table of MariaDB${mariadbMissing === undefined ? '' : ` (${mariadbMissing})`}`,
  () => {
    let mariadb: Mariadb
    beforeAll(async () => {
      mariadb = await startMariadb()
    })
    afterAll(() => mariadb?.stop())
    suite(() => ({
      dialect: 'mysql',
      place: { host: mariadb.host, port: mariadb.port, user: mariadb.user, database: mariadb.database },
      secret: mariadb.password,
      run: (text, values) => mariadb.query(text, values),
    }))
  },
)
