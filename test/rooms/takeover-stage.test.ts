// Dumps of an older platform are staged as they are: nothing repaired, nothing lost, nothing taken that must not be.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openDump } from '../../src/takeover/dump/index.ts'
import { copyTable, type StagedTable } from '../../src/takeover/stage.ts'
import { testDatabase } from '../database.ts'

const db = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'xianjie-takeover-stage-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const asked = { installation: '330200', partial: false, password: async () => '' }

async function staged(
  installationId: string,
  run: number,
  files: Record<string, string | Buffer>,
  columns = {},
): Promise<Record<string, StagedTable>> {
  const place = mkdtempSync(join(folder, 'dump-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
  const dump = await openDump(place, asked)
  const done: Record<string, StagedTable> = {}
  const stage = { pool: db.pool, installationId, run, columns, progress: () => {} }
  for (const from of dump.tables) done[from.table.name] = await (await copyTable(stage, dump, from)).merge()
  await dump.close()
  return done
}

const rowsOf = async (installationId: string) =>
  (
    await db.pool.query(
      `select tbl, key, case_key, link, body::json as body, former::json as former, first_run, changed_run, gone_run
       from takeover_row where installation_id = $1 order by tbl, key`,
      [installationId],
    )
  ).rows

test('CSV, NDJSON and packed pieces are staged with their keys and their case, also where another row knows it', async () => {
  const id = randomUUID()
  const done = await staged(id, 1, {
    'case_basic.csv': '\uFEFFcase_id,CASE_NO,CASE_NAME,CASE_STATE\r\n1,甲〔2020〕1号,"卖""假""酒\n第二行",8  \r\n',
    'CASE_STEP.1.csv.gz': gzipSync('STEP_ID,CASE_ID,TASK_INST_ID,END_DATE\n10,1,700,2020-01-02 03:04:05\n'),
    'CASE_STEP.2.ndjson': '{"stepId":11,"caseId":1,"endDate":1577905445000}\n',
    'FIELD_INSTANCE.csv': 'TASK_INST_ID,FIELD_ID,FIELD_STRING_VALUE\n700,5,线索\n701,5,无主\n',
    'CASE_TODO.csv': '',
    'notes.txt': 'x',
  })
  expect(done.CASE_STEP).toMatchObject({ rows: 2, fresh: 2, changed: 0, same: 0, gone: 0, unreadable: 0 })
  expect(await rowsOf(id)).toMatchObject([
    { tbl: 'CASE_BASIC', key: '1', case_key: '1', body: { CASE_NAME: '卖"假"酒\n第二行', CASE_STATE: '8' } },
    { tbl: 'CASE_STEP', key: '10', case_key: '1', link: '700' },
    { tbl: 'CASE_STEP', key: '11', case_key: '1', body: { END_DATE: '2020-01-02 03:04:05' } },
    { tbl: 'FIELD_INSTANCE', key: '700/5', case_key: '1', link: '700' },
    { tbl: 'FIELD_INSTANCE', key: '701/5', case_key: null, link: '701' },
  ])
})

test('GB 18030 is read as such', async () => {
  const id = randomUUID()
  const gbk = Buffer.concat([
    Buffer.from('CASE_ID,CASE_NAME\n1,'),
    Buffer.from([0xd6, 0xd0, 0xb9, 0xfa, 0xbc, 0xd9, 0xbe, 0xc6]),
    Buffer.from('\n'),
  ])
  await staged(id, 1, { 'CASE_BASIC.csv': gbk })
  expect((await rowsOf(id))[0].body.CASE_NAME).toBe('中国假酒')
})

test('passwords, identity cards of users and device codes never reach the store, whatever brings them', async () => {
  const id = randomUUID()
  const done = await staged(id, 1, {
    'USER_.csv':
      'USER_ID,USER_NAME,PASSWORD,ID_CARD,DEVICE_CODE\n7,王五,e10adc,330203199001011234,AB\n,赵六,e10adc2,33,CD\n',
  })
  expect(done.USER_).toMatchObject({ unreadable: 1, never: { PASSWORD: 2, ID_CARD: 2, DEVICE_CODE: 2 } })
  const kept = await db.pool.query(
    `select body from takeover_row where installation_id = $1 union all
     select detail::text from takeover_difference where installation_id = $1`,
    [id],
  )
  expect(kept.rows.length).toBe(2)
  expect(JSON.stringify(kept.rows)).not.toMatch(/e10adc|1234|"AB"|CD/)
})

test('columns under other names come by the mapping, unknown ones are kept and counted', async () => {
  const id = randomUUID()
  const done = await staged(
    id,
    1,
    { 'CASE_BASIC.csv': 'CASE_ID,TITLE_X,EXTRA\n1,某案,别的\n' },
    { CASE_BASIC: { TITLE_X: 'CASE_NAME' } },
  )
  expect(done.CASE_BASIC).toMatchObject({ unknown: { EXTRA: 1 } })
  expect((await rowsOf(id))[0].body).toEqual({ CASE_ID: '1', CASE_NAME: '某案', EXTRA: '别的' })
})

test('taken again nothing changes; what changed keeps what it was, what vanished is said and comes back', async () => {
  const id = randomUUID()
  const day = (rows: string) => ({ 'CASE_BASIC.csv': `CASE_ID,CASE_NAME\n${rows}` })
  await staged(id, 1, day('1,甲\n2,乙\n'))
  const before = await rowsOf(id)
  expect((await staged(id, 1, day('1,甲\n2,乙\n'))).CASE_BASIC).toMatchObject({ fresh: 0, changed: 0, same: 2 })
  expect(await rowsOf(id)).toEqual(before)
  const second = await staged(id, 2, day('1,甲改\n3,丙\n'))
  expect(second.CASE_BASIC).toMatchObject({ fresh: 1, changed: 1, same: 0, gone: 1 })
  expect(await rowsOf(id)).toMatchObject([
    { key: '1', former: { CASE_NAME: '甲' }, body: { CASE_NAME: '甲改' }, first_run: 1, changed_run: 2 },
    { key: '2', gone_run: 2 },
    { key: '3', first_run: 2 },
  ])
  await staged(id, 3, day('1,甲改\n2,乙\n3,丙\n'))
  expect((await rowsOf(id))[1]).toMatchObject({ key: '2', gone_run: null, changed_run: 3, former: null })
})

test('a key that comes twice stands as it came first, and the other row is a difference line', async () => {
  const id = randomUUID()
  const twice = { 'CASE_BASIC.csv': 'CASE_ID,CASE_NAME\n1,甲\n1,乙\n1,甲\n' }
  for (const run of [1, 1, 2]) expect((await staged(id, run, twice)).CASE_BASIC).toMatchObject({ rows: 3, twice: 1 })
  expect(await rowsOf(id)).toMatchObject([{ key: '1', body: { CASE_NAME: '甲' }, former: null, changed_run: 1 }])
  const said = await db.pool.query(`select kind, key, detail from takeover_difference where installation_id = $1`, [id])
  expect(said.rows).toMatchObject([{ kind: 'key_twice', key: '1', detail: { firstLine: 2, line: 3 } }])
  expect(said.rows[0].detail.row).toContain('乙')
})

test('a case is found by its own index, also in a city that no statistics know yet', async () => {
  const [known, fresh] = [randomUUID(), randomUUID()]
  const rows = (id: string, cases: number) =>
    db.pool.query(
      `insert into takeover_row (installation_id, tbl, key, case_key, link, body, digest, first_run, changed_run)
       select $1, 'CASE_STEP', n::text, (n / 20)::text, n::text, repeat('x', 200), '\\x00', 1, 1 from generate_series(1, $2::int) n`,
      [id, cases * 20],
    )
  await rows(known, 1_000)
  await db.ownerPool.query('analyze takeover_row')
  await rows(fresh, 1_000)
  const plan = async (where: string) => {
    const { rows: lines } = await db.pool.query(`explain select * from takeover_row where ${where}`)
    return lines.map((line) => line['QUERY PLAN']).join('\n')
  }
  expect(await plan(`installation_id = '${fresh}' and case_key = '77'`)).toContain('takeover_row_case_idx')
  const { rows: leading } = await db.pool.query<{ first: string }>(
    `select distinct a.attname as first from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid in ('takeover_row'::regclass, 'takeover_file'::regclass, 'takeover_duty'::regclass)`,
  )
  expect(leading.map(({ first }) => first)).not.toContain('installation_id')
})
