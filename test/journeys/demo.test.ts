// The newcomer's first minute: the launcher as a child process on a directory of its own, with the edges that may break.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compactVerify, importJWK, type JWK } from 'jose'
import { afterAll, expect, inject, test } from 'vitest'
import { inventedUscc } from '../../src/cli/demo/organs.ts'
import { cells, wrapped } from '../../src/cli/demo/wrap.ts'

const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'xianjie-demo-'))
chmodSync(root, 0o755) // the database's account must pass through
const running = new Set<ChildProcess>()

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

interface Run {
  readonly child: ChildProcess
  readonly said: { out: string; err: string }
  readonly code: Promise<number | null>
}

function xianjie(dataDir: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Run {
  const plain = Object.entries(process.env).filter(([name]) => !/^(XIANJIE_|DATABASE_|NODE_ENV$|VITEST)/.test(name))
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...Object.fromEntries(plain), XIANJIE_DATA_DIR: dataDir, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const code = new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)))
  void code.then(() => running.delete(child))
  return { child, said, code }
}

/** A data directory whose database is made and migrated: how that is done the first test sees. */
function made(name: string): string {
  const dataDir = join(root, name)
  mkdirSync(dataDir, { mode: 0o711 })
  const cluster = inject('cluster')
  if (cluster !== null) execFileSync('cp', ['-a', cluster, join(dataDir, 'postgres')])
  return dataDir
}

async function until(run: Run, text: string): Promise<void> {
  let ended = false
  void run.code.then(() => (ended = true))
  while (!run.said.out.includes(text)) {
    if (ended) throw new Error(`ended before it said ${text}: ${run.said.err}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** What must be read on the screen, in this order. */
const milestones = [
  '113 published penalty records; 14 of them',
  '9 organs of 3 regions',
  'published record P075',
  'invented',
  '[check]',
  '422 materials_missing',
  'M3 涉案物品清单 is missing (R310 6(3))',
  '[transfer_dispatch]',
  '《行政执法机关移送涉嫌犯罪案件的规定》第5条第2款',
  '第 1 号 no. 1',
  '[receipt_sign]',
  '绿 green · 立案审查期限',
  '[completeness_check]',
  '[supplement_notice_receipt]',
  '[supplement_submission]',
  'round 2',
  '[filing_approved]',
  '[filing_refused]',
  '[filing_notice_receipt]',
  '[non_filing_notice_receipt]',
  '[exhibits_handover]',
  'the procuratorate looks',
  'The feed tells every version once',
  'published record P046',
  '长沙海关缉私局（演示）',
  '[filing_approved]',
  '[exhibits_handover]',
  'the procuratorate looks',
  'demo-receipt.jws',
  '2 cases checked; every chain holds',
]

test('on a fresh directory, with its port taken, every step is played and shown; a second run uses what stands', async () => {
  const dataDir = join(root, 'fresh')
  const stranger = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'))
  const taken = await new Promise<number>((resolve) =>
    stranger.listen(0, '127.0.0.1', () => resolve((stranger.address() as AddressInfo).port)),
  )
  const first = xianjie(dataDir, ['demo', '--exit', '--port', String(taken)])
  expect(await first.code, first.said.err).toBe(0)
  stranger.close()
  const { out } = first.said
  expect(out).toContain(`Port ${taken} is held by another program`)
  let at = 0
  for (const milestone of milestones) {
    const found = out.indexOf(milestone, at)
    expect(found, `${milestone} after ${out.slice(Math.max(0, at - 100), at)}`).toBeGreaterThanOrEqual(0)
    at = found
  }
  expect(out).not.toContain('\u001b')
  for (const line of out.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(100)
  expect(first.said.err).not.toMatch(/xianjie:|was lost|"level":[56]0/)

  const demo = readdirSync(join(dataDir, 'demo'))
  expect(demo).toHaveLength(9)
  for (const name of demo) expect(statSync(join(dataDir, 'demo', name)).mode & 0o777).toBe(0o600)
  await receiptHolds(dataDir)

  const second = xianjie(dataDir, ['demo', '--exit', '--port', '0', '--json'])
  expect(await second.code, second.said.err).toBe(0)
  expect(second.said.err).toContain('0 of them new')
  const summary = JSON.parse(second.said.out)
  expect(summary.journal).toMatchObject({ checked: 4, faults: [] })
  expect(summary.cases.map((c: { record: string; status: string }) => [c.record, c.status])).toEqual([
    ['P075', 'several_outcomes'],
    ['P046', 'filed'],
  ])
}, 180_000)

/** The gateway is gone: the receipt must hold with the public half of its key, whoever kept that. */
async function receiptHolds(dataDir: string): Promise<void> {
  const [name] = readdirSync(join(dataDir, 'keys'))
  const { d: _private, ...publicJwk } = JSON.parse(readFileSync(join(dataDir, 'keys', name as string), 'utf8')) as JWK
  const jws = readFileSync(join(dataDir, 'demo-receipt.jws'), 'utf8').trim()
  const { payload, protectedHeader } = await compactVerify(jws, await importJWK(publicJwk, 'ES256'))
  expect(protectedHeader.typ).toBe('xianjie-receipt+jwt')
  const said = JSON.parse(new TextDecoder().decode(payload))
  expect(said).toMatchObject({ step: 'transfer_dispatch', receipt: 1, delivered: { count: 3 } })
  expect(said.notYetRunning.map((c: { rule: string }) => c.rule)).toContain('filing_review')
}

test('it stays up for the newcomer, a second one joins it, tokens are to be had, and Ctrl-C ends it in order', async () => {
  const dataDir = made('staying')
  const host = xianjie(dataDir, ['demo', '--port', '0'])
  await until(host, 'Ctrl-C')
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(host.said.out)?.[0] as string
  expect(host.said.out).toContain(`${url}/docs`)

  const guest = xianjie(dataDir, ['demo', '--port', new URL(url).port])
  expect(await guest.code, guest.said.err).toBe(0)
  expect(guest.said.out).toContain('the demonstration joins it')
  expect(guest.said.out).toContain('4 cases checked; every chain holds')

  const key = join(dataDir, 'demo', 'demo-procuratorate.jwk')
  expect(host.said.out).toContain('demo-procuratorate.jwk')
  const asked = xianjie(dataDir, ['demo', 'token', key, '--url', url])
  expect(await asked.code, asked.said.err).toBe(0)
  const answer = await fetch(`${url}/v1/transfers`, { headers: { authorization: `Bearer ${asked.said.out.trim()}` } })
  expect(answer.status).toBe(200)
  expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(2)

  host.child.kill('SIGINT')
  expect(await host.code, host.said.err).toBe(0)
  const late = xianjie(dataDir, ['demo', 'token', key, '--url', url])
  expect(await late.code).toBe(1)
  expect(late.said.err).toContain('cannot be reached')
}, 180_000)

test('a data directory that cannot be written ends it with a message and an exit code', async () => {
  writeFileSync(join(root, 'a-file'), '')
  const run = xianjie(join(root, 'a-file', 'below'), ['demo', '--exit', '--port', '0'])
  expect(await run.code).toBe(1)
  expect(run.said.err).toContain('cannot be written')
  expect(run.said.err).toContain('XIANJIE_DATA_DIR')
}, 120_000)

test('a store that takes no files ends it with an exit code, and not only with a line among others', async () => {
  const dataDir = made('storeless')
  writeFileSync(join(dataDir, 'materials'), 'a file where a directory should be')
  const run = xianjie(dataDir, ['demo', '--exit', '--port', '0'])
  expect(await run.code).toBe(1)
  expect(run.said.err).toContain('materials')
  expect(run.said.out).not.toContain('[transfer_dispatch]')
}, 120_000)

test('it neither runs in production nor enters its inventions beside agencies that are not its own', async () => {
  const dataDir = made('real')
  const production = xianjie(dataDir, ['demo', '--exit'], { NODE_ENV: 'production' })
  expect(await production.code).toBe(1)
  expect(production.said.err).toContain('does not run in production')

  const code = inventedUscc('11', '310115', 1)
  const agency = ['--code', code, '--name', '某机关', '--kind', 'government', '--region', '310115']
  const added = xianjie(dataDir, ['agency', 'add', ...agency])
  expect(await added.code, added.said.err).toBe(0)
  const refused = xianjie(dataDir, ['demo', '--exit', '--port', '0'])
  expect(await refused.code).toBe(1)
  expect(refused.said.err).toContain('none of them is the demonstration’s')
}, 120_000)

test('lines are broken between Chinese characters and between words, never before closing punctuation', () => {
  expect(wrapped('依据《行政处罚法》第二十七条，移送 to the police organ', 20)).toEqual([
    '依据《行政处罚法》第',
    '二十七条，移送 to',
    'the police organ',
  ])
  expect(wrapped('', 10)).toEqual([''])
  expect(cells('衔接 Xianjie')).toBe(12)
})
