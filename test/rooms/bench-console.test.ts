// The console bench in its short form: it must run, find every page it looks for, and say what it promises to say.
import { expect, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('npm run bench -- console prints every page beside its floor, and the figures of the issue', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['console', '--short', '--json'])
  expect(code, stderr).toBe(0)
  expect(line?.missing).toEqual([])
  for (const figure of ['worst_ratio', 'charts_ratio', 'bytes_max']) expect(line?.[figure], figure).toBeGreaterThan(0)
  expect(Object.keys(line?.pages as object)).toContain('case')
  expect(line?.bytes_max).toBeLessThanOrEqual(90_000)
})
