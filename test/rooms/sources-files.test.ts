// A file drop: zips with a manifest, taken in the sequence of their numbers, answered with signed receipts.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PizZip from 'pizzip'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { adapterOf, dryRun, listGaps, skipFile, sourceOf, sourceRow } from '../../src/sync/index.ts'
import { sourcesScene } from './sources-scene.ts'

const scene = await sourcesScene()
const base = mkdtempSync(join(tmpdir(), 'xianjie-drop-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
let serial = 0
let directory = ''
let id = ''

beforeEach(async () => {
  directory = join(base, String(serial++))
  mkdirSync(directory)
  id = await entered()
})

const entered = () => scene.enter({ kind: 'files', config: { directory, settleSeconds: 0, pageSize: 10 } })

const record = (key: string, more: Record<string, unknown> = {}) => ({
  record_unique_identity: key,
  cd_time: '2026-11-20 08:00:00',
  cd_operation: 'i',
  CF_WSH: `海市监罚〔2026〕${key.replace(/\D/g, '')}号`,
  CF_XDR_MC: '虚构贸易有限公司',
  CF_XDR_LB: '法人及非法人组织',
  CF_XDR_SHXYM: '91350100M000100Y43',
  CF_WFXW: '虚假宣传',
  CF_SY: `第 ${key} 号违法事实`,
  CF_YJ: '中华人民共和国广告法第五十五条',
  CF_CFLB: '罚款',
  CF_NR: '罚款1.5万元',
  CF_NR_FK: '1.500000',
  CF_JDRQ: '2026-11-18',
  CF_YXQ: '2099-12-31',
  CF_CFJG: '海城区市场监督管理局',
  CF_CFJGDM: '914403001922038216',
  CF_SJLY: '海城区市场监督管理局',
  CF_SJLYDM: '914403001922038216',
  ...more,
})

interface Plan {
  readonly records?: readonly Record<string, unknown>[]
  readonly text?: string
  readonly file?: Record<string, unknown>
  readonly manifest?: Record<string, unknown>
  readonly more?: Readonly<Record<string, string>>
  readonly digest?: 'sm3' | 'sha256'
}

function packed(
  sequence: number,
  { records = [], text, file = {}, manifest = {}, more = {}, digest = 'sm3' }: Plan,
): Buffer {
  const lines = text ?? records.map((r) => `${JSON.stringify(r)}\n`).join('')
  const zip = new PizZip()
  zip.file('records.ndjson', lines)
  for (const [name, content] of Object.entries(more)) zip.file(name, content)
  const entry = {
    name: 'records.ndjson',
    records: records.length,
    bytes: Buffer.byteLength(lines),
    [digest]: createHash(digest).update(lines).digest('hex'),
    ...file,
  }
  zip.file('manifest.json', JSON.stringify({ sequence, files: [entry], ...manifest }))
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' })
}

const drop = (name: string, bytes: Buffer) => writeFileSync(join(directory, `${name}.zip`), bytes)
const keys = (from: number, count: number) => Array.from({ length: count }, (_, i) => record(`F${from + i}`))
const inside = (folder: string) => {
  try {
    return readdirSync(join(directory, folder))
  } catch {
    return []
  }
}
function receipt(name: string): Record<string, unknown> {
  const jws = readFileSync(join(directory, 'receipts', `${name}.receipt.jws`), 'utf8').trim()
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
}
const gaps = async () =>
  (await listGaps(scene.db.pool, { agencyId: null, state: 'open', subject: `source:${id}`, limit: 10 })).items

describe('packages', () => {
  test('are taken whole and in sequence, whatever their names, and answered with receipts', async () => {
    drop('b', packed(1, { records: keys(0, 25) }))
    drop('a', packed(2, { records: keys(25, 3), digest: 'sha256' }))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 28 })
    expect(inside('taken').map((n) => n.slice(0, 8))).toEqual(['00000001', '00000002'])
    expect(receipt('b')).toMatchObject({
      outcome: 'taken',
      package: { sequence: 1 },
      counts: { read: 25, created: 25 },
    })
    expect(receipt('a')).toMatchObject({ package: { sequence: 2 }, counts: { read: 3 } })
    expect((await scene.kept(id)).size).toBe(28)
    expect(await scene.pull(id)).toMatchObject({ error: null, read: 0 })
  })

  test('that come before one that is missing wait, and the gap is open until it comes', async () => {
    drop('p1', packed(1, { records: keys(0, 1) }))
    drop('p3', packed(3, { records: keys(2, 1) }))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 1 })
    expect(await gaps()).toMatchObject([{ kind: 'file_gap', detail: { expected: 2, waiting: [3] } }])
    drop('p2', packed(2, { records: keys(1, 1) }))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 2 })
    expect(await gaps()).toEqual([])
    expect(inside('taken')).toHaveLength(3)
  })

  test('that will never come are skipped by an operator, with the reason kept', async () => {
    drop('p3', packed(3, { records: keys(0, 1) }))
    await scene.pull(id)
    await skipFile(scene.db.pool, id, 1, '对方确认遗失', new Date())
    await skipFile(scene.db.pool, id, 2, '对方确认遗失', new Date())
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 1 })
    expect(await gaps()).toEqual([])
  })

  test('that come again are answered with the receipt of then, and nothing is taken twice', async () => {
    const bytes = packed(1, { records: keys(0, 2) })
    drop('first', bytes)
    await scene.pull(id)
    const then = readFileSync(join(directory, 'receipts', 'first.receipt.jws'), 'utf8')
    rmSync(join(directory, 'receipts'), { recursive: true })
    drop('first', bytes)
    drop('under-another-name', bytes)
    expect(await scene.pull(id)).toMatchObject({ error: null, read: 0 })
    for (const name of ['first', 'under-another-name'])
      expect(readFileSync(join(directory, 'receipts', `${name}.receipt.jws`), 'utf8')).toBe(then)
    expect(inside('taken')).toHaveLength(1)
    expect(inside('set-aside')).toEqual([])
  })

  test('with a number that was taken with other content are set aside, and say so', async () => {
    drop('first', packed(1, { records: keys(0, 2) }))
    await scene.pull(id)
    drop('other', packed(1, { records: keys(7, 2) }))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 0 })
    expect(receipt('other')).toMatchObject({ outcome: 'set aside', reason: expect.stringContaining('other content') })
    expect(inside('set-aside')).toHaveLength(1)
    expect((await scene.kept(id)).size).toBe(2)
  })

  const good = packed(1, { records: keys(0, 3) })
  test.each<[string, Buffer, string]>([
    ['cut in the middle', good.subarray(0, good.length / 2), 'no whole zip'],
    ['no zip at all', Buffer.from('not a zip'), 'no whole zip'],
    ['with another digest', packed(1, { records: keys(0, 3), file: { sm3: '0'.repeat(64) } }), 'another sm3'],
    ['with another size', packed(1, { records: keys(0, 3), file: { bytes: 5 } }), 'bytes'],
    ['with fewer records than said', packed(1, { records: keys(0, 3), file: { records: 4 } }), 'holds 3 records'],
    ['without a file it lists', packed(1, { file: { name: 'gone.ndjson' } }), 'has no gone.ndjson'],
    ['without digests', packed(1, { manifest: { files: [{ name: 'records.ndjson' }] } }), 'sha256 or sm3'],
    ['without a sequence', packed(1, { manifest: { sequence: 'one' } }), '/sequence'],
  ])('%s are set aside with the reason, and nothing of them is taken', async (_, bytes, reason) => {
    drop('bad', bytes)
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 0 })
    expect(inside('set-aside')).toHaveLength(1)
    expect(inside('taken')).toEqual([])
    expect(receipt('bad')).toMatchObject({ outcome: 'set aside', reason: expect.stringContaining(reason) })
    expect((await scene.kept(id)).size).toBe(0)
    drop('good', good)
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 3 })
  })

  test('with records that cannot be read are taken, and the receipt names line and reason', async () => {
    const lines = `${JSON.stringify(record('G1'))}\nnot json\n${JSON.stringify(record('G2'))}\n`
    drop('mixed', packed(1, { text: lines, file: { records: 3 } }))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 2, refused: 1 })
    expect(receipt('mixed')).toMatchObject({
      counts: { read: 3, created: 2, refused: 1 },
      faults: [{ file: 'records.ndjson', line: 2 }],
    })
  })

  test('without any record are a report of nothing', async () => {
    drop('zero', packed(1, {}))
    expect(await scene.pull(id)).toMatchObject({ error: null, read: 0 })
    expect((await sourceRow(scene.db.pool, id))?.lastZeroAt).not.toBeNull()
    expect(receipt('zero')).toMatchObject({ outcome: 'taken' })
  })

  test('are read as tables too', async () => {
    const fields = Object.keys(record('T1'))
    const csv = [fields, ...[record('T1'), record('T2')].map((r) => Object.values(r))]
      .map((c) => c.join(','))
      .join('\r\n')
    const sm3 = createHash('sm3').update(csv).digest('hex')
    const files = [{ name: 'table.csv', sm3, records: 2 }]
    drop('table', packed(1, { manifest: { files }, more: { 'table.csv': csv } }))
    expect(await scene.pull(id)).toMatchObject({ error: null, created: 2 })
  })
})

test('a dry run takes nothing, moves nothing and answers nothing', async () => {
  drop('p1', packed(1, { records: keys(0, 5) }))
  const source = await sourceOf(scene.room, id)
  if (source === undefined) throw new Error('no source')
  const seen = await dryRun(scene.room, source, 3, AbortSignal.timeout(10_000))
  expect(seen).toMatchObject({ error: null, more: true })
  expect(seen.records.map((r) => r.outcome)).toEqual(['created', 'created', 'created'])
  expect(readdirSync(directory)).toEqual(['p1.zip'])
  expect((await scene.kept(id)).size).toBe(0)
})

test('what the sender says of days is there to be compared, and records are fetched from what was taken', async () => {
  const digest = 'a'.repeat(64)
  const days = [{ day: '2026-11-20', count: 2, sum: '3000000', digest, keys: 'keys-2026-11-20.tsv' }]
  const more = { 'keys-2026-11-20.tsv': `H1\t${digest}\nH2\t${digest}\n` }
  drop('p1', packed(1, { records: [record('H1'), record('H2')], manifest: { days }, more }))
  await scene.pull(id)
  const source = await sourceOf(scene.room, id)
  if (source === undefined) throw new Error('no source')
  const adapter = adapterOf(scene.room, source)
  const signal = AbortSignal.timeout(10_000)
  expect(await adapter.figures?.('2026-11-20', '2026-11-20', signal)).toEqual([
    { day: '2026-11-20', count: 2, sumFen: '3000000', digest },
  ])
  expect(await adapter.keys?.('2026-11-20', signal)).toEqual([
    { key: 'H1', digest },
    { key: 'H2', digest },
  ])
  expect((await adapter.fetch?.(['H2', 'H3'], signal))?.map((r) => r.key)).toEqual(['H2'])
})
