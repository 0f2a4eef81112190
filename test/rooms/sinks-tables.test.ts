// Sinks whose road is an exchange table (前置库), on a real PostgreSQL and a real MariaDB: written by key and once, offered
// again where the content changes, and compared by what stands there.
import { afterAll, describe, expect, test } from 'vitest'
import { dayText, localDay } from '../../src/kernel/index.ts'
import {
  addSink,
  differencesOf,
  reconcile,
  type Sink,
  setSinkState,
  sinkPartner,
  sinkStatus,
} from '../../src/sync/index.ts'
import { testDatabase } from '../database.ts'
import { mariadbMissing, startMariadb } from '../mariadb.ts'
import { gatewayLogin, gatewayPassword } from '../setup.ts'
import { world } from '../world.ts'
import { by, sinkScene, until } from './sinks-scene.ts'

const w = await world()
const { pool } = w.db
const { sinks, sign } = await sinkScene(w)
const today = dayText(localDay(Date.now()))
if (mariadbMissing !== undefined) console.log(`the table in MariaDB is not tested: ${mariadbMissing}`)

const body = {
  AJBH: { $from: '/caseId' },
  BBH: { $from: '/version' },
  SJ: { $from: '/at', $time: 'local' },
  ZT: { $from: '/status', $code: 'status' },
  DXJG: { $from: '/subjects' },
  WSH: { $from: '/decision/documentNo' },
}
const codes = { status: { transferred: '已移送', received: '已接收' } }
const control = { time: 'cd_time', operation: 'cd_operation', batch: 'cd_batch', status: 'cd_status' }
const columns = `record_unique_identity varchar(100) primary key, "AJBH" varchar(50), "BBH" varchar(10), "SJ" varchar(19),
  "ZT" varchar(20), "DXJG" text, "WSH" varchar(100), cd_time varchar(19), cd_operation varchar(1), cd_batch varchar(20), cd_status int`

interface Exchange {
  readonly place: Record<string, unknown>
  readonly secret: string
  query(text: string): Promise<Record<string, unknown>[]>
}

async function inPostgres(): Promise<Exchange> {
  const other = await testDatabase(2)
  const { hostname, port, pathname } = new URL(other.ownerUrl)
  await other.ownerPool.query(`create table "ZT_REPORT" (${columns})`)
  await other.ownerPool.query(`grant select, insert, update on "ZT_REPORT" to ${gatewayLogin}`)
  return {
    place: {
      dialect: 'postgresql',
      host: hostname,
      port: Number(port),
      user: gatewayLogin,
      database: pathname.slice(1),
    },
    secret: gatewayPassword,
    query: async (text) => (await other.ownerPool.query(text)).rows,
  }
}

async function inMariadb(): Promise<Exchange> {
  const server = await startMariadb()
  afterAll(() => server.stop())
  await server.query(`create table ZT_REPORT (${columns.replaceAll('"', '')})`)
  const { host, port, user, database, password } = server
  return {
    place: { dialect: 'mysql', host, port, user, database },
    secret: password,
    query: (text) => server.query(text.replaceAll('"', '`')),
  }
}

const kinds = [
  ['PostgreSQL', inPostgres],
  ...(mariadbMissing === undefined ? [['MariaDB', inMariadb] as const] : []),
] as const

describe.each(kinds)('a table in %s', (name, make) => {
  let exchange: Exchange
  let sink: Sink
  const cases: string[] = []
  const rows = () => exchange.query('select * from "ZT_REPORT" order by record_unique_identity')
  const compare = (repair: boolean) =>
    reconcile(
      { pool, sign, issuer: 'https://xianjie.test', now: Date.now, secondLookMs: 50 },
      sinkPartner({ pool, carrier: sinks.carrier, now: Date.now, settleMs: 8_000 }, sink.receiver),
      { from: today, to: today, repair, askedBy: 'command' },
      new AbortController().signal,
    )

  test('gets a row for every entry, with its control columns', async () => {
    exchange = await make()
    const definition = {
      ...{ name: `table-${name}`, agency: w.organ('market').code, kind: 'table', body, codes },
      config: { ...exchange.place, table: 'ZT_REPORT', at: 'SJ', control },
    }
    sink = await addSink(sinks, definition, by, { secret: exchange.secret })
    for (let i = 0; i < 2; i++) cases.push((await w.submit()).transfer.id)
    await w.step('police', cases[0] as string, 'receipt_sign', { decidedBy: w.organ('police').chief })
    await until(async () => (await rows()).length === 3)
    expect(
      await exchange.query(`select * from "ZT_REPORT" where record_unique_identity = '${cases[0]}/2'`),
    ).toMatchObject([
      {
        ...{ AJBH: cases[0], BBH: '2', ZT: '已接收', WSH: null, cd_operation: 'i' },
        SJ: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        cd_batch: expect.stringMatching(/^\d{13}$/),
      },
    ])
    await until(async () => (await sinkStatus(sinks, sink.id))?.waiting === 0)
    expect(await sinkStatus(sinks, sink.id)).toMatchObject({ waiting: 0, dead: 0 })
  })

  test('agrees by digests of the rows as they stand there', async () => {
    expect(await compare(false)).toMatchObject({ state: 'agreed', compared: 'digests', daysDiffering: 0, error: null })
  })

  test('is found out where a row is gone or was changed by hand; both are written again, and offered again', async () => {
    await exchange.query('update "ZT_REPORT" set cd_status = 1')
    await exchange.query(`delete from "ZT_REPORT" where record_unique_identity = '${cases[0]}/1'`)
    await exchange.query(`update "ZT_REPORT" set "ZT" = '其他' where record_unique_identity = '${cases[1]}/1'`)
    const found = await compare(false)
    expect(found).toMatchObject({ state: 'differs', missing: 1, different: 1, surplus: 0, open: 2 })
    expect((await differencesOf(pool, found.id, null, 9)).items.map((d) => d.key).sort()).toEqual(
      [`${cases[0]}/1`, `${cases[1]}/1`].sort(),
    )
    expect(await compare(true)).toMatchObject({ state: 'agreed', repaired: 2, open: 0 })
    const after = Object.fromEntries(
      (await rows()).map((r) => [r.record_unique_identity, [r.cd_operation, r.cd_status, r.ZT]]),
    )
    expect(after).toEqual({
      [`${cases[0]}/1`]: ['i', 0, '已移送'],
      [`${cases[1]}/1`]: ['u', 0, '已移送'],
      // Untouched: what the platform has taken stays taken.
      [`${cases[0]}/2`]: ['i', 1, '已接收'],
    })
  })

  test('that does not take a value makes a dead letter that says why', async () => {
    const definition = {
      ...{ name: `narrow-${name}`, agency: w.organ('market').code, kind: 'table', codes },
      ...{
        body: { ...body, BBH: '12345678901' },
        config: { ...exchange.place, table: 'ZT_REPORT', at: 'SJ', control },
      },
    }
    const narrow = await addSink(sinks, definition, by, { secret: exchange.secret })
    await w.submit()
    await until(async () => (await sinkStatus(sinks, narrow.id))?.dead === 1)
    expect((await sinkStatus(sinks, narrow.id))?.lastError).toMatch(/too long/i)
    for (const one of [sink, narrow]) await setSinkState(sinks, one, 'disabled', by)
  })
})
