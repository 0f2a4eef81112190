// The access bench in its short form: it must run and say what it promises to say, and what was read must be written down.
import { expect, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('npm run bench -- access prints every figure, and no read is missing from the log', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['access', '--short', '--seconds', '0.3', '--warm', '0.2', '--json'])
  expect(code, stderr).toBe(0)
  for (const name of ['content', 'case', 'list'])
    for (const figure of ['ms', 'floor_ms', 'per_s', 'floor_per_s', 'ratio'])
      expect(line?.[`${name}_${figure}`], `${name}_${figure}`).toBeGreaterThan(0)
  expect((line?.verdict as { accounted?: string } | undefined)?.accounted).toMatch(/^(\d+) read, \1 written down$/)
})
