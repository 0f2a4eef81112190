// The operators' commands about holidays and about stages that a region puts in force, as they are typed. The notices of
// 2027 are invented.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import * as calendar from '../../src/cli/calendar.ts'
import type { CliContext } from '../../src/cli/context.ts'
import * as rules from '../../src/cli/rules.ts'
import { testDatabase } from '../database.ts'
import { dataDirectory } from '../rooms/agencies-scene.ts'

const { pool, gatewayUrl } = await testDatabase()
const dataDir = dataDirectory()

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
  // biome-ignore lint/suspicious/noExplicitAny: the shape of the answer is what is under test
  readonly json: any
}

async function xianjie(...args: string[]): Promise<Said> {
  let json: unknown
  let out = ''
  let err = ''
  let opened = 0
  const program = new Command('xianjie')
  const open = async (): Promise<CliContext> => {
    opened += 1
    return {
      pool,
      dataDir,
      issuer: 'http://127.0.0.1:8731',
      out: (value, human) => {
        json = JSON.parse(JSON.stringify(value))
        out += human()
      },
      close: async () => {
        opened -= 1
      },
    }
  }
  for (const door of [calendar, rules]) door.register(program, open)
  const quiet = (command: Command) => {
    command.exitOverride().configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) })
    for (const one of command.commands) quiet(one)
  }
  quiet(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return { code: 0, out, err, json }
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, out, err, json }
    throw error
  } finally {
    expect(opened).toBe(0)
  }
}

let files = 0
function file(content: unknown): string {
  const path = join(dataDir, `notice-${++files}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const february = ['05', '06', '07', '08', '09', '10', '11'].map((day) => `2027-02-${day}`)
const of2027 = {
  year: 2027,
  rest: { '2027-01-01': '元旦', ...Object.fromEntries(february.map((date) => [date, '春节'])) },
  worked: ['2027-02-14'],
}
const source = ['--source', '国办发明电〔2026〕某号, 2026-11-20']

describe('xianjie calendar', () => {
  it('shows what ships with the release, and that next year’s notice is missing', async () => {
    const shipped = await xianjie('calendar', 'show', '--year', '2026')
    expect(shipped.json).toMatchObject({
      year: 2026,
      region: '100000',
      published: true,
      version: expect.stringMatching(/^2004-2026\./),
      worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
      notices: [{ regionCode: '100000', loadedAt: null }],
    })
    expect(shipped.json.rest).toHaveLength(33)
    expect(shipped.out).toContain('2026-02-15 – 2026-02-23  春节')
    const missing = await xianjie('calendar', 'show', '--year', '2027')
    expect(missing.json).toMatchObject({ published: false, rest: [], worked: [], notices: [] })
    expect(missing.out).toContain('deadlines are provisional')
  })

  it('loads a notice, and a correction of it in its place', async () => {
    const first = await xianjie('calendar', 'load', file(of2027), ...source)
    expect(first).toMatchObject({ code: 0, json: { regionCode: '100000', ...of2027, source: source[1] } })
    expect(first.out).toBe('Loaded 2027 for 100000; days off: 8, weekend days worked: 1')
    await xianjie('calendar', 'load', file({ ...of2027, worked: ['2027-02-13'] }), '--source', '更正')
    const shown = await xianjie('calendar', 'show', '--year', '2027')
    expect(shown.json).toMatchObject({
      published: true,
      worked: ['2027-02-13'],
      notices: [{ source: '更正', earlier: 1, loadedAt: expect.any(String) }],
    })
    expect(shown.out).toMatch(/更正, loaded \S+, in place of 1 before/)
  })

  it('loads what a region adds, and shows it there and below only', async () => {
    const path = file({ year: 2026, rest: { '2026-05-27': '古尔邦节' } })
    const loaded = await xianjie('calendar', 'load', path, '--region', '640000', '--source', '宁政办发〔2026〕某号')
    expect(loaded).toMatchObject({ code: 0, json: { regionCode: '640000', worked: [] } })
    const county = await xianjie('calendar', 'show', '--year', '2026', '--region', '640105')
    expect(county.json.rest).toContainEqual({ date: '2026-05-27', name: '古尔邦节' })
    expect(county.json.notices).toMatchObject([{ regionCode: '100000' }, { regionCode: '640000', earlier: 0 }])
    expect(county.out).toMatch(/off +2026-05-27 +古尔邦节/)
    const elsewhere = await xianjie('calendar', 'show', '--year', '2026', '--region', '610100')
    expect(elsewhere.json.rest).not.toContainEqual({ date: '2026-05-27', name: '古尔邦节' })
  })

  it.each<[string, unknown, string]>([
    ['is no JSON', '{', 'is no JSON'],
    ['is no notice', [], 'the file'],
    ['lacks its year', { rest: of2027.rest, worked: [] }, 'year'],
    ['has a misspelt part', { ...of2027, workdays: [] }, 'workdays'],
    [
      'names a day twice',
      '{"year":2027,"rest":{"2027-05-01":"劳动节","2027-05-01":"节"}}',
      '2027-05-01 is named twice',
    ],
    ['has a worked Monday', { ...of2027, worked: ['2027-02-15'] }, '2027-02-15 is no Saturday or Sunday'],
    ['has a day of another year', { ...of2027, rest: { ...of2027.rest, '2026-05-01': '节' } }, '2026-05-01'],
    ['is a fragment', { ...of2027, rest: { '2027-01-01': '元旦' } }, 'at least 7 days off'],
  ])('refuses a file that %s', async (_, content, detail) => {
    const said = await xianjie('calendar', 'load', file(content), ...source)
    expect(said).toMatchObject({ code: 2, json: undefined, err: expect.stringContaining("error: argument 'file':") })
    expect(said.err).toContain(detail)
  })

  it('names the option that is wrong or missing', async () => {
    const path = file(of2027)
    expect(await xianjie('calendar', 'load', path)).toMatchObject({ code: 1, err: expect.stringContaining('--source') })
    expect(await xianjie('calendar', 'load', path, '--source', ' ')).toMatchObject({
      code: 2,
      err: expect.stringContaining("option '--source'"),
    })
    for (const command of [
      ['calendar', 'load', path, '--region', '99', ...source],
      ['calendar', 'show', '--year', '2026', '--region', '99'],
    ])
      expect(await xianjie(...command)).toMatchObject({ code: 2, err: expect.stringContaining("option '--region'") })
    for (const year of ['soon', '2003', '2101', '20266'])
      expect((await xianjie('calendar', 'show', '--year', year)).code).toBe(1)
    expect((await xianjie('calendar', 'load', join(dataDir, 'nowhere.json'), ...source)).err).toContain(
      'cannot be read',
    )
  })
})

describe('xianjie rules', () => {
  const place = ['--region', '640000', '--clock', 'filing_review', '--stage', '2']
  const basis = ['--basis', '宁公通〔2026〕某号第三条']

  it('puts a stage in force for a region, lists it with what it means, and ends it', async () => {
    expect(await xianjie('rules', 'list')).toMatchObject({ code: 0, json: [], out: '' })
    const entered = await xianjie('rules', 'opt-in', ...place, ...basis)
    expect(entered).toMatchObject({
      code: 0,
      json: {
        regionCode: '640000',
        domain: '*',
        stage: 2,
        basis: basis[1],
        endedAt: null,
        means: { contested: true, confidence: 'read', period: { amount: 7, unit: 'd' } },
      },
    })
    expect(entered.out).toMatch(/stage 2 \(7 d, MPS15[^)]*\([^)]*\)\w*, contested\)/)
    expect((await xianjie('rules', 'list')).json).toEqual([entered.json])
    expect(await xianjie('rules', 'opt-out', ...place)).toMatchObject({
      code: 0,
      json: { endedAt: expect.any(String) },
    })
    expect((await xianjie('rules', 'list')).json).toEqual([])
    expect((await xianjie('rules', 'list', '--ended')).out).toMatch(/宁公通〔2026〕某号第三条 +ended /)
  })

  it('names the option that is wrong or missing', async () => {
    const wrong = (option: string, ...args: string[]) =>
      xianjie('rules', 'opt-in', ...args).then((said) => {
        expect(said.code).not.toBe(0)
        expect(said.err).toContain(option)
      })
    await wrong('--basis', ...place)
    await wrong("option '--basis'", ...place, '--basis', ' ')
    await wrong("option '--clock'", '--region', '640000', '--clock', 'patience', '--stage', '2', ...basis)
    await wrong("option '--stage'", '--region', '640000', '--clock', 'filing_review', '--stage', '1', ...basis)
    await wrong('--stage', '--region', '640000', '--clock', 'filing_review', '--stage', 'two', ...basis)
    await wrong("option '--region'", '--region', '6400', '--clock', 'filing_review', '--stage', '2', ...basis)
    await wrong("option '--domain'", ...place, '--domain', 'A B', ...basis)
    expect(await xianjie('rules', 'opt-out', ...place)).toMatchObject({
      code: 2,
      err: expect.stringContaining("option '--stage'"),
    })
  })
})

it('every command explains itself', async () => {
  for (const words of [
    ['calendar', 'load'],
    ['calendar', 'show'],
    ['rules', 'opt-in'],
    ['rules', 'opt-out'],
    ['rules', 'list'],
  ]) {
    const said = await xianjie(...words, '--help')
    expect([said.code, said.out]).toEqual([0, expect.stringContaining('Usage: xianjie')])
  }
})

describe('the program itself', () => {
  const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))
  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: gatewayUrl, XIANJIE_DATA_DIR: dataDir }
      execFile(process.execPath, [launcher, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      )
    })

  it('prints JSON with --json, and exits with a number that is not zero when it refuses', async () => {
    const shown = await run('calendar', 'show', '--year', '2026', '--region', '310115', '--json')
    expect(shown.code, shown.stderr).toBe(0)
    expect(JSON.parse(shown.stdout)).toMatchObject({ year: 2026, region: '310115', published: true })
    const refused = await run('calendar', 'load', file('[]'), '--source', '某号')
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain("argument 'file'")
    expect(await run('rules', 'list', '--json')).toMatchObject({ code: 0, stdout: '[]\n' })
  }, 60_000)
})
