// kill -9 in the middle of pulls, of a REST platform, an exchange table and a file drop: nothing is lost and nothing is doubled.
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import PizZip from 'pizzip'
import { afterAll, expect, inject, test, vi } from 'vitest'
import { startPlatform } from '../partner.ts'
import { sourcesScene } from '../rooms/sources-scene.ts'
import { gatewayLogin, gatewayPassword } from '../setup.ts'

const start = fileURLToPath(new URL('../start.js', import.meta.url))
const kills = 3
const count = 200
const scene = await sourcesScene(Buffer.alloc(32, 7))
const platform = await startPlatform({ records: count })
afterAll(() => platform.stop())
const directory = mkdtempSync(join(tmpdir(), 'xianjie-drop-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('after each kill the next pull goes on, and in the end everything is here once', {
  timeout: 120_000,
}, async () => {
  await platform.control({ slowMs: 30 })
  const rest = await scene.enter({
    kind: 'rest',
    config: {
      baseUrl: platform.url,
      success: { pointer: '/code', equals: 0 },
      pageSize: 10,
      records: { mode: 'cursor', path: '/records' },
    },
  })
  const table = await exchangeTable()
  const files = await fileDrop()
  const ids = [rest, table, files]
  const interrupted: Record<string, number>[] = []
  for (let kill = 0; kill < kills; kill++) {
    const child = fork(start, ['faults/sources-child.ts', scene.db.gatewayUrl, ...ids], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.once('message', resolve))
    // Somewhere in the middle: after something more came.
    const before = await keptOf(ids)
    await vi.waitFor(async () => expect(await keptOf(ids)).toBeGreaterThan(before), { timeout: 30_000, interval: 20 })
    await sleep(Math.random() * 200)
    child.kill('SIGKILL')
    await ended
    interrupted.push(Object.fromEntries(await Promise.all(ids.map(async (id) => [id, (await scene.kept(id)).size]))))
  }
  await platform.control({ slowMs: 0 })
  for (const id of ids) {
    let pulled = await scene.pull(id)
    for (let more = 0; pulled.read > 0 && more < 20; more++) pulled = await scene.pull(id)
    expect(pulled.error).toBeNull()
    const kept = await scene.kept(id)
    expect(kept.size).toBe(count)
    expect([...kept.values()].filter(({ version, state }) => version !== 1 || state !== 'live')).toEqual([])
  }
  const { rows } = await scene.db.ownerPool.query('select cd_status as s, count(*)::int as n from t_front group by 1')
  expect(rows).toEqual([{ s: 1, n: count }])
  expect(readdirSync(join(directory, 'taken'))).toHaveLength(4)
  expect(readdirSync(join(directory, 'receipts'))).toHaveLength(4)
  const cut = await scene.db.pool.query(`select count(*)::int as n from source_run where state = 'cut'`)
  console.log(
    `kept at each kill: ${interrupted.map((one) => Object.values(one).join('/')).join(' ')}; pulls cut: ${cut.rows[0]?.n}`,
  )
  expect(cut.rows[0]?.n).toBeGreaterThan(0)
})

const keptOf = async (ids: readonly string[]) =>
  (await Promise.all(ids.map(async (id) => (await scene.kept(id)).size))).reduce((a, b) => a + b, 0)

async function exchangeTable(): Promise<string> {
  const owner = scene.db.ownerPool
  await owner.query(`
    create table t_front as select 'K' || n as record_unique_identity, timestamp '2026-11-20 08:00:00' + n * interval '1 second' as cd_time,
      'i'::text as cd_operation, '1'::text as cd_batch, 0 as cd_status, null::text as cd_message, '海市监罚〔2026〕' || n || '号' as cf_wsh,
      '虚构贸易有限公司' as cf_xdr_mc, '法人及非法人组织' as cf_xdr_lb, '91350100M000100Y43' as cf_xdr_shxym, '虚假宣传' as cf_wfxw, '第' || n || '号事实' as cf_sy,
      '广告法第五十五条' as cf_yj, '罚款' as cf_cflb, '罚款1万元' as cf_nr, '1.000000' as cf_nr_fk, '2026-11-18' as cf_jdrq, '2099-12-31' as cf_yxq,
      '海城区市场监督管理局' as cf_cfjg, '914403001922038216' as cf_cfjgdm, '海城区市场监督管理局' as cf_sjly, '914403001922038216' as cf_sjlydm
    from generate_series(1, ${count}) n;
    alter table t_front add primary key (record_unique_identity);
    grant select, update on t_front to ${gatewayLogin}`)
  const url = new URL(inject('ownerUrl'))
  const config = {
    ...{ dialect: 'postgresql', host: url.hostname, port: Number(url.port), user: gatewayLogin },
    ...{ database: new URL(scene.db.ownerUrl).pathname.slice(1), table: 't_front', pageSize: 10, status: {} },
  }
  return scene.enter({ kind: 'table', mapping: 'sgs-new-unit', config }, gatewayPassword)
}

/** Four packages of fifty. */
async function fileDrop(): Promise<string> {
  mkdirSync(directory, { recursive: true })
  const { rows } = await scene.db.ownerPool.query('select * from t_front order by cd_time')
  for (let sequence = 1; sequence <= 4; sequence++) {
    const lines = rows
      .slice((sequence - 1) * 50, sequence * 50)
      .map(
        ({ cd_time: _t, cd_status: _s, cd_message: _m, ...r }) =>
          `${JSON.stringify({ ...r, cd_time: '2026-11-20 08:00:00' })}\n`,
      )
      .join('')
    const zip = new PizZip()
    zip.file('r.ndjson', lines)
    const sm3 = createHash('sm3').update(lines).digest('hex')
    zip.file('manifest.json', JSON.stringify({ sequence, files: [{ name: 'r.ndjson', sm3, records: 50 }] }))
    writeFileSync(join(directory, `p${sequence}.zip`), zip.generate({ type: 'nodebuffer' }))
  }
  const config = { directory, settleSeconds: 0, pageSize: 10 }
  return scene.enter({ kind: 'files', mapping: 'sgs-new-unit', config })
}
