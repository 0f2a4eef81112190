// The submit bench in its short form: it must run on a bare machine and say what it promises to say. How fast anything is,
// no test asks.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

const figures = [
  'submit_per_s',
  'floor_sql_per_s',
  'floor_http_per_s',
  'ratio_sql',
  'ratio_http',
  'p50_ms',
  'p99_ms',
  'refusals_per_s',
  'refusal_ratio',
  'connections',
  'processes',
  'rounds',
]

describe('npm run bench', () => {
  it('-- submit prints every figure as its last line and leaves nothing behind', { timeout: 300_000 }, async () => {
    const place = mkdtempSync(join(tmpdir(), 'xianjie-test-bench-'))
    chmodSync(place, 0o755) // the database's account must pass through
    onTestFinished(() => rmSync(place, { recursive: true, force: true }))
    const { code, line, stdout, stderr } = await runBench(['submit', '--short', '--json'], { TMPDIR: place })
    expect(code, stderr).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    for (const name of figures) expect(line?.[name], name).toBeGreaterThan(0)
    expect(line?.rounds).toBe(1)
    expect(line?.spread).toMatchObject({ submit_per_s: [expect.any(Number), expect.any(Number)] })
    const verdict = line?.verdict as Record<string, string>
    expect(Object.keys(verdict)).toEqual(expect.arrayContaining(['ratio_http', 'ratio_sql', 'refusals']))
    // What does not depend on the machine: every submission answered 201 is kept once, and no refusal cost a connection.
    expect(verdict.accounted).toMatch(/^(\d+) acknowledged, \1 kept$/)
    expect(verdict.answers).toBe('every answer as expected')
    expect(verdict.connections_lost).toMatch(/^none of [1-9]\d* lost to refusals$/)
    expect(readdirSync(place).filter((name) => name.startsWith('xianjie-bench-'))).toEqual([])
  })

  it('with a name it does not know lists the benches and exits 2', async () => {
    const { code, stdout, stderr } = await runBench(['sbumit'])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('There is no bench "sbumit"')
    expect(stderr).toMatch(/submit {2,}full submissions/)
  })

  it('with an option it does not know says so and exits 2', async () => {
    const { code, stderr } = await runBench(['submit', '--rounds', 'many'])
    expect(code).toBe(2)
    expect(stderr).toContain('--rounds must be a number')
  })
})
