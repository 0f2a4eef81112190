// The benches of the bundle in their short form: they must run on a bare machine and say what they promise to say. How fast
// anything is, no test asks.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test.each([
  [
    'bundle',
    {
      holds: true,
      materials: 8,
      bundle_mb_per_s: expect.any(Number),
      verify_mb_per_s: expect.any(Number),
      floor_mb_per_s: expect.any(Number),
      rss_mb: expect.any(Number),
      rss_verify_mb: expect.any(Number),
      verdict: { rss_mb: expect.stringMatching(/^(reached|MISSED) \(300\)$/), holds: 'reached' },
    },
  ],
])(
  '-- %s prints every figure as its last line and leaves nothing behind',
  { timeout: 300_000 },
  async (name, figures) => {
    const place = mkdtempSync(join(tmpdir(), 'xianjie-test-bench-'))
    chmodSync(place, 0o755) // the database's account must pass through
    onTestFinished(() => rmSync(place, { recursive: true, force: true }))
    const { code, line, stdout, stderr } = await runBench([name, '--short', '--json'], { TMPDIR: place })
    expect(code, stderr).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(line).toMatchObject(figures)
    expect(readdirSync(place).filter((entry) => entry.startsWith('xianjie-bench-'))).toEqual([])
  },
)
