// The lanes bench in its short form: it runs on a database of its own and says what it promises to say.
import { expect, it } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

it('npm run bench -- lanes prints every figure as its last line', { timeout: 180_000 }, async () => {
  const { code, line, stderr } = await runBench(['lanes', '--short', '--json'])
  expect(code, stderr).toBe(0)
  for (const name of ['p99_ms', 'p99_alone_ms', 'ratio', 'deliveries', 'hung_tries'])
    expect(line?.[name], name).toBeGreaterThan(0)
  expect(line?.verdict).toMatch(/^(reached|MISSED) \(/)
})
