// The doors of the coverage: a roster from a file, who is connected, who enters, who is silent; by region and kind; for
// procuratorates of their region and for nobody else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import { readFile } from '../../src/penalties/index.ts'
import {
  coverageFigures,
  enterRoster,
  keepOnly,
  lookAtRoster,
  type RosterEntry,
  rosterEntry,
} from '../../src/supervision/index.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { inventedUscc, world } from '../world.ts'
import { xlsx } from '../xlsx.ts'
import { refusedWith, send } from './refusals.ts'

const w = await world()
const { pool } = w.db
const registry = new Registry({ pool })
const folder = mkdtempSync(join(tmpdir(), 'xianjie-roster-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const absent = inventedUscc(501, '450502')
const future = inventedUscc(502, '450502')
const elsewhere = inventedUscc(503, '450521')
const rows: string[][] = [
  ['统一社会信用代码', '机关名称', '机关类别', '行政区划代码', '层级', '执法领域', '应接入日期', '备注'],
  [w.organ('market').code, w.organ('market').name, '行政执法机关', '450502', '县级', 'market', '2020-01-01', ''],
  [w.organ('police').code, w.organ('police').name, '公安机关', '450502', '', '', '', ''],
  [
    w.organ('foreignMarket').code,
    w.organ('foreignMarket').name,
    'administrative',
    '330106',
    '',
    'market',
    '2020/1/5',
    '',
  ],
  [absent, '海城区应急管理局（演示）', '行政执法机关', '450502', '', 'work_safety', '2024-05-06', '=1+1'],
  [future, '海城区烟草专卖局（演示）', '行政执法机关', '450502', '', 'tobacco', '2199-01-01', ''],
  [elsewhere, '合浦县农业农村局（演示）', '行政执法机关', '450521', '', 'agri_product', '', ''],
]

async function entriesOf(file: string | Buffer): Promise<ReturnType<typeof rosterEntry>[]> {
  const path = join(folder, `roster-${Math.random()}`)
  writeFileSync(path, file)
  const found: ReturnType<typeof rosterEntry>[] = []
  for await (const row of readFile(path))
    if (!('fault' in row)) found.push(rosterEntry(row.raw as Record<string, unknown>, row.line))
  return found
}
const good = (entries: ReturnType<typeof rosterEntry>[]): RosterEntry[] => entries as RosterEntry[]

const look = () => lookAtRoster({ pool, registry: () => registry.current(), pulledFrom: async () => [], now: Date.now })

await enterRoster(pool, good(await entriesOf(xlsx(rows))), Date.now())

interface Organ {
  readonly code: string
  readonly state: string
  readonly lastPenaltyAt: string | null
  readonly lastTransferAt: string | null
  readonly lastZeroAt: string | null
}
const list = async (organ: string, query = ''): Promise<Organ[]> => {
  const reply = await send(w, organ, 'GET', `/v1/coverage${query}`)
  expect(reply.status, reply.text).toBe(200)
  return reply.body.items
}
const stateOf = async (code: string, organ = 'procuratorate') => (await list(organ)).find((o) => o.code === code)?.state

test('a roster is read alike from a spreadsheet and from a table of text, with Chinese headings and words', async () => {
  const csv = rows.map((row) => row.join(',')).join('\r\n')
  expect(await entriesOf(`\uFEFF${csv}`)).toEqual(await entriesOf(xlsx(rows)))
  expect(await enterRoster(pool, good(await entriesOf(csv)), Date.now())).toEqual({ added: 0, changed: 0 })
  const [market, , foreign] = good(await entriesOf(csv))
  expect(market).toMatchObject({ kind: 'administrative', level: 'county', dueSince: '2020-01-01', note: null })
  expect(foreign).toMatchObject({ level: 'county', dueSince: '2020-01-05' })
})

test('every field that is wrong in a row is named with its line', async () => {
  const [faults] = await entriesOf([rows[0]?.join(','), '1234,,法宝,99,市,x,2024-02-30,'].join('\n'))
  expect(faults).toMatchObject([
    { line: 2, field: 'code' },
    { line: 2, field: 'name' },
    { line: 2, field: 'regionCode' },
    { line: 2, field: 'kind' },
    { line: 2, field: 'dueSince' },
  ])
})

test('an organ is not connected, connected and silent, or enters: by record, by case, by zero report', async () => {
  await look()
  expect(await stateOf(absent)).toBe('not_connected')
  expect(await stateOf(w.organ('market').code)).toBe('silent')
  const records = [unit(1, {}, w.organ('market'))]
  expect((await send(w, 'market', 'POST', '/v1/penalty-cases', { body: records })).status).toBe(200)
  expect(await look()).toBe(1)
  expect(await look()).toBe(0)
  expect(await stateOf(w.organ('market').code)).toBe('entering')
  expect(await stateOf(w.organ('police').code)).toBe('silent')
  await w.submit()
  await look()
  const police = (await list('procuratorate')).find((o) => o.code === w.organ('police').code)
  expect(police).toMatchObject({ state: 'entering', lastPenaltyAt: null, lastZeroAt: null })
  expect(police?.lastTransferAt).not.toBeNull()

  const officers = w.organ('foreignMarket').officers.slice(0, 1)
  const zero = { kind: 'zero', from: '2026-01', to: '2026-02', officers }
  expect((await send(w, 'foreignMarket', 'POST', '/v1/reports', { body: zero })).status).toBe(202)
  await look()
  expect(await stateOf(w.organ('foreignMarket').code, 'foreignProcuratorate')).toBe('entering')
})

test('shares are of what is due by now, by kind, region and field', async () => {
  await look()
  const { body } = await send(w, 'procuratorate', 'GET', '/v1/coverage/figures')
  expect(body.region).toBe('450502')
  expect(body.byKind).toEqual([
    { key: 'administrative', due: 2, connected: 1, entering: 1 },
    { key: 'public_security', due: 1, connected: 1, entering: 1 },
  ])
  expect(body.byDomain.map((d: { key: string }) => d.key)).not.toContain('tobacco')
  const whole = await coverageFigures(pool, { region: '' })
  expect(whole.byRegion.map((r) => [r.key, r.due])).toEqual([
    ['330000', 1],
    ['450000', 4],
  ])
})

test('a procuratorate sees its region and what lies in it; others see nothing of the roster', async () => {
  const codes = (organs: Organ[]) => organs.map((o) => o.code)
  expect(codes(await list('procuratorate'))).not.toContain(elsewhere)
  expect(codes(await list('procuratorate', '?state=not_connected'))).toEqual([absent])
  refusedWith(await send(w, 'procuratorate', 'GET', '/v1/coverage?region=450000'), 403, 'agency_kind_not_permitted')
  for (const organ of ['market', 'police', 'platform', 'government'])
    for (const path of ['/v1/coverage', '/v1/coverage/figures'])
      refusedWith(await send(w, organ, 'GET', path), 403, 'agency_kind_not_permitted')
  refusedWith(await send(w, 'procuratorate', 'GET', '/v1/coverage?state=asleep'), 400, 'invalid_fields', ['/state'])
  refusedWith(await send(w, 'procuratorate', 'GET', '/v1/coverage?cursor=x'), 400, 'invalid_fields', ['/cursor'])
})

test('the list is paged, and names that begin like a formula are only names', async () => {
  const first = await send(w, 'procuratorate', 'GET', '/v1/coverage?limit=2')
  const second = await send(w, 'procuratorate', 'GET', `/v1/coverage?limit=2&cursor=${first.body.next}`)
  expect(first.body.items.length).toBe(2)
  const all = [...first.body.items, ...second.body.items] as (Organ & { note: string | null })[]
  expect(all.map((o) => o.code)).toEqual([...all.map((o) => o.code)].sort())
  expect(all.find((o) => o.code === absent)?.note).toBe('=1+1')
})

test('a work report has the shares and the list of those that are not connected', async () => {
  const body = { kind: 'work', from: '2026-01', to: '2026-02' }
  const { id } = (await send(w, 'procuratorate', 'POST', '/v1/reports', { body })).body
  const tables = await vi.waitFor(
    async () => {
      const found = (await send(w, 'procuratorate', 'GET', `/v1/reports/${id}`)).body
      expect(found.state).toBe('made')
      return found.tables as { id: string; rows: unknown[][]; query: string }[]
    },
    { timeout: 60_000, interval: 300 },
  )
  const kinds = tables.find((table) => table.id === 'coverage_kind')
  expect(kinds?.rows).toEqual([
    ['行政执法机关', 2, 1, 0.5, 1, 1],
    ['公安机关', 1, 1, 1, 1, 1],
  ])
  const missing = tables.find((table) => table.id === 'not_connected')
  expect(missing?.rows).toEqual([['海城区应急管理局（演示）', '行政执法机关', '2024-05-06']])
  const again = await send(w, 'procuratorate', 'GET', missing?.query.replace(/^GET /, '') ?? '')
  expect(again.body.items.map((o: Organ) => o.code)).toEqual([absent])
})

test('what a whole roster leaves out is due no more, and comes back with a later one', async () => {
  const all = good(await entriesOf(xlsx(rows)))
  expect(
    await keepOnly(
      pool,
      all.map((e) => e.code).filter((code) => code !== absent),
      Date.now(),
    ),
  ).toBe(1)
  expect(await stateOf(absent)).toBeUndefined()
  expect(await enterRoster(pool, all, Date.now())).toEqual({ added: 0, changed: 1 })
  expect(await stateOf(absent)).toBe('not_connected')
})
