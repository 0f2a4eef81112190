// The other forms a dump comes in: the older platform's export package, its spreadsheet, its database.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { type Dump, DumpFault, openDump } from '../../src/takeover/dump/index.ts'
import { type Mariadb, mariadbMissing, startMariadb } from '../mariadb.ts'

const folder = mkdtempSync(join(tmpdir(), 'xianjie-takeover-dumps-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const opening = (password: string) => ({
  installation: '410700',
  partial: false,
  password: async () => password,
})

async function rowsOf(dump: Dump): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {}
  for (const { name, rows } of dump.tables) {
    const found: unknown[] = []
    for await (const row of rows()) found.push('fault' in row ? row.fault : row.raw)
    all[name] = found
  }
  await dump.close()
  return all
}

async function zipped(entries: Readonly<Record<string, string | Uint8Array>>, options = {}): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options })
  for (const [name, content] of Object.entries(entries))
    await zip.add(name, typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content))
  return zip.close()
}

/** As the older platform makes it: the tables behind a password, inside another archive. */
async function packaged(tables: Readonly<Record<string, string>>, options = {}): Promise<string> {
  const inner = await zipped(
    Object.fromEntries(Object.entries(tables).map(([name, text]) => [`410700/${name}.json`, text])),
    { password: 'right one', ...options },
  )
  const place = join(mkdtempSync(join(folder, 'package-')), '案件导出20240102030405.zip')
  writeFileSync(place, await zipped({ '案件信息导出20240102030405.ksc': inner }))
  return place
}

describe('the export package', () => {
  const tables = {
    CASE_BASIC: '[{"caseId":"4107001","caseName":"某案，\\"假\\"酒 { ] 〔2020〕","caseState":8},{"caseId":"4107002"}]',
    CASE_STEP: '[]',
    DELETE: '[{"tableName":"CASE_STEP","keyValueConcat":"4107008,4107009"}]',
    EXP_LOG: '[{"insertCount":2,"updateCount":0,"deleteCount":2}]',
    STRANGE: '[]',
  }

  test.each([
    ['by the older cipher of zips', { zipCrypto: true }],
    ['by AES', { encryptionStrength: 3 }],
  ])('opens with its password, sealed %s', async (_, options) => {
    const dump = await openDump(await packaged(tables, options), opening('right one'))
    expect(dump).toMatchObject({
      form: 'package',
      whole: false,
      prefix: '410700',
      foreign: ['STRANGE'],
      deleted: [
        { table: 'CASE_STEP', key: '8' },
        { table: 'CASE_STEP', key: '9' },
      ],
      claims: { insertCount: 2, updateCount: 0, deleteCount: 2 },
    })
    expect(dump.losses).toContain('The package does not hold CRIME_CASE_FORM.')
    expect(await rowsOf(dump)).toEqual({
      CASE_BASIC: [{ caseId: '4107001', caseName: '某案，"假"酒 { ] 〔2020〕', caseState: 8 }, { caseId: '4107002' }],
      CASE_STEP: [],
    })
  })

  test('a wrong password is told before anything is read, and the message does not repeat it', async () => {
    const place = await packaged(tables)
    const fault = await openDump(place, opening('wrong one')).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(DumpFault)
    expect((fault as Error).message).toBe('The password does not open the package.')
  })

  test('a table that breaks off is a fault of the package, not an end of the table', async () => {
    const dump = await openDump(await packaged({ ...tables, CASE_STEP: '[{"stepId":1},{"st' }), opening('right one'))
    await expect(rowsOf(dump)).rejects.toThrow(DumpFault)
    await dump.close()
  })

  test('what is no archive is said to be none', async () => {
    const place = join(folder, 'no.zip')
    writeFileSync(place, 'PK, or so it says')
    await expect(openDump(place, opening(''))).rejects.toThrow(DumpFault)
  })
})

describe('the spreadsheet of received cases', () => {
  const head = ['案件编号', '案件名称', '案件来源', '违法事实', '当事人信息', '企业信息', '备注栏']
  const sheet = async (rows: readonly (readonly string[])[]) => {
    const place = join(mkdtempSync(join(folder, 'sheet-')), '案件信息.xlsx')
    await writeXlsxFile(rows.map((row) => row.map((value) => ({ value, type: String }))) as never).toFile(place)
    return place
  }

  test('gives a case a row, its parties and units', async () => {
    const dump = await openDump(
      await sheet([
        head,
        ['甲1', '某案', '举报', '卖假酒', '张三:330203199001011234，李四：', '某公司:91330200MA', '另记'],
      ]),
      opening(''),
    )
    expect(dump).toMatchObject({ form: 'sheet', whole: false })
    expect(await rowsOf(dump)).toMatchObject({
      CASE_BASIC: [{ CASE_ID: '甲1', CASE_NO: '甲1', CASE_NAME: '某案', CASE_DETAIL_NAME: '卖假酒', 备注栏: '另记' }],
      CASE_PARTY: [
        { PARTY_ID: '甲1-1', CASE_ID: '甲1', NAME: '张三', IDS_NO: '330203199001011234' },
        { PARTY_ID: '甲1-2', NAME: '李四', IDS_NO: '' },
      ],
      CASE_COMPANY: [{ CASE_ID: '甲1', NAME: '某公司', REGISTRACTION_NUM: '91330200MA' }],
    })
  })

  test('another spreadsheet is not taken for it', async () => {
    await expect(openDump(await sheet([['姓名'], ['张三']]), opening(''))).rejects.toThrow(/案件编号/)
  })
})

describe('the database', () => {
  if (mariadbMissing !== undefined) console.warn(`skipped: ${mariadbMissing}`)
  let server: Mariadb
  beforeAll(async () => {
    if (mariadbMissing !== undefined) return
    server = await startMariadb()
    return () => server.stop()
  })

  test.skipIf(mariadbMissing !== undefined)(
    'is read in one view of one moment, without what is never taken, and never written',
    async () => {
      await server.query(
        'create table case_basic (CASE_ID bigint primary key, CASE_NAME varchar(200), ANFA_TIME datetime, CASE_STATE int)',
      )
      await server.query("insert into case_basic values (9007199254740993, '某案', '2020-01-02 03:04:05', 8)")
      await server.query('create table USER_ (USER_ID int primary key, USER_NAME varchar(20), PASSWORD varchar(40))')
      await server.query("insert into USER_ values (7, '王五', 'e10adc39')")
      const dump = await openDump(
        `mysql://${server.user}:${server.password}@${server.host}:${server.port}/${server.database}`,
        opening(''),
      )
      expect(dump.described).not.toContain(server.password)
      await server.query("insert into case_basic values (2, '后来的', null, 0)")
      expect(await rowsOf(dump)).toEqual({
        USER_: [{ USER_ID: '7', USER_NAME: '王五' }],
        CASE_BASIC: [
          { CASE_ID: '9007199254740993', CASE_NAME: '某案', ANFA_TIME: '2020-01-02 03:04:05', CASE_STATE: '8' },
        ],
      })
      expect(dump.losses).toContain('The database has no table CASE_STEP.')
    },
  )

  test('one that is not there is said, without its password', async () => {
    const fault = await openDump('mysql://a:geheim@127.0.0.1:9/b', opening('')).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(DumpFault)
    expect((fault as Error).message).not.toContain('geheim')
  })
})
