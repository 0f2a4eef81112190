// `xianjie penalties` as an operator types it, on an empty data directory: the public records with no option, a file with
// everything wrong in it, and an import that is killed and goes on.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { cleanEnvironment } from '../bench/gateway-process.ts'
import { testDatabase } from '../database.ts'
import { unit } from '../rooms/penalties-scene.ts'

const db = await testDatabase()
const directory = mkdtempSync(join(tmpdir(), 'xianjie-penalties-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `killedAfter`: SIGKILL once that many records have been dealt with. */
function xianjie(args: readonly string[], killedAfter?: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['src/xianjie.js', 'penalties', ...args], {
      cwd: root,
      env: {
        ...cleanEnvironment(),
        ...{ DATABASE_URL: db.gatewayUrl, DATABASE_MIGRATION_URL: db.ownerUrl, XIANJIE_DATA_DIR: directory },
      },
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const watch =
      killedAfter === undefined
        ? undefined
        : setInterval(async () => {
            const { rows } = await db.ownerPool.query<{ n: string }>('select max(position) as n from penalty_batch')
            if (Number(rows[0]?.n ?? 0) >= killedAfter) child.kill('SIGKILL')
          }, 10)
    child.on('close', (code) => {
      clearInterval(watch)
      resolve({ code, stdout, stderr })
    })
  })
}

const counts = (created: number, updated: number, unchanged: number, quarantined: number, refused: number) => ({
  ...{ created, updated, unchanged, quarantined, refused },
})

test('the public records import with no option, and once more change nothing; stdout is one line', async () => {
  const first = await xianjie(['import', 'db/seeds/penalties-public.ndjson', '--json'])
  expect([first.code, first.stdout.trim().split('\n').length], first.stderr).toEqual([0, 1])
  expect(JSON.parse(first.stdout)).toEqual(counts(113, 0, 0, 0, 0))
  const again = await xianjie(['import', 'db/seeds/penalties-public.ndjson', '--json'])
  expect(JSON.parse(again.stdout)).toEqual(counts(0, 0, 113, 0, 0))
  const listed = await xianjie(['list', '--limit', '200', '--json'])
  const { items } = JSON.parse(listed.stdout) as { items: { id: string }[] }
  expect(items).toHaveLength(113)
  const shown = await xianjie(['show', items[0]?.id as string])
  expect(shown.stdout).toContain('"record"')
}, 120_000)

test('a file with lines that are none and records that are unfit: exit 0, and a report to correct and send again', async () => {
  const file = join(directory, 'dirty.ndjson')
  const report = join(directory, 'report.csv')
  const lines = [unit(1), '{"half":', unit(2, { CF_NR: '罚款1.5元', BZ: '=cmd()' }), { nobody: 'knows' }, unit(3)]
  writeFileSync(file, lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n'))
  const ended = await xianjie(['import', file, '--source', '市监', '--errors', report, '--json'])
  expect(ended.code, ended.stderr).toBe(0)
  expect(JSON.parse(ended.stdout)).toEqual(counts(2, 0, 0, 1, 2))
  const written = readFileSync(report, 'utf8')
  expect(written.charCodeAt(0)).toBe(0xfeff)
  expect(written).toMatch(/^2,,refused,/m)
  expect(written).toMatch(/^3,k:R2,quarantined,/m)
  expect(written).toMatch(/^4,,refused,/m)
  const held = JSON.parse((await xianjie(['quarantine', '--json'])).stdout) as { items: { key: string }[] }
  expect(held.items.map((h) => h.key)).toEqual(['k:R2'])
}, 120_000)

test('an import that is killed goes on where it stopped, and its figures are those of the whole file', async () => {
  const file = join(directory, 'many.ndjson')
  const many = 6_000
  writeFileSync(file, Array.from({ length: many }, (_, i) => JSON.stringify(unit(100_000 + i))).join('\n'))
  await db.ownerPool.query('update penalty_batch set position = 0')
  const cut = await xianjie(['import', file, '--source', 'cut', '--json'], 1_000)
  expect([cut.code, cut.stdout]).toEqual([null, ''])
  const { rows } = await db.ownerPool.query<{ n: number }>(
    `select count(*)::int as n from penalty_case where origin = 'import:cut'`,
  )
  expect(rows[0]?.n).toBeGreaterThanOrEqual(1_000)
  expect(rows[0]?.n).toBeLessThan(many)
  const on = await xianjie(['import', file, '--source', 'cut', '--json'])
  expect(on.code, on.stderr).toBe(0)
  expect(JSON.parse(on.stdout)).toEqual(counts(many, 0, 0, 0, 0))
  const again = await xianjie(['import', file, '--source', 'cut', '--json'])
  expect(JSON.parse(again.stdout)).toEqual(counts(0, 0, many, 0, 0))
}, 180_000)

test.each([[['import', 'package.json', '--mapping', 'README.md'], /option '--mapping'/]])(
  '%j is refused by the name of what is wrong',
  async (args, says) => {
    const ended = await xianjie(args)
    expect(ended.code).not.toBe(0)
    expect(ended.stderr).toMatch(says)
  },
  60_000,
)
