// The indicators bench in its short form: it must run, say what it promises to say, and find its increments right.
import { expect, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('npm run bench -- indicators prints every figure, and a rebuild gives what the increments gave', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['indicators', '--short', '--json'])
  expect(code, stderr).toBe(0)
  for (const figure of ['p50_ms', 'p99_ms', 'p50_small_ms', 'growth', 'floor_p50_ms', 'rows', 'rebuild_s'])
    expect(line?.[figure], figure).toBeGreaterThan(0)
  expect(line?.rebuild_equal).toBe(true)
})
