// The take-over bench in its short form: it must run, say what it promises to say, and find what was planted.
import { expect, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('npm run bench -- takeover prints every figure and finds every difference that was planted', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['takeover', '--short', '--json'])
  expect(code, stderr).toBe(0)
  for (const figure of ['cases_per_s', 'floor_cases_per_s', 'ratio', 'rss_mb'])
    expect(line?.[figure], figure).toBeGreaterThan(0)
  expect(line).toMatchObject({ unexplained: 0, differences_as_planted: true })
})
