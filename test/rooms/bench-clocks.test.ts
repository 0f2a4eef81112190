// The clocks bench in its short form: it runs on databases of its own and says what it promises to say.
import { expect, it } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

it('npm run bench -- clocks prints every figure as its last line', { timeout: 180_000 }, async () => {
  const { code, line, stderr } = await runBench(['clocks', '--short', '--json'])
  expect(code, stderr).toBe(0)
  for (const name of ['running_large', 'running_small', 'due', 'ms_large', 'ms_small', 'ratio'])
    expect(line?.[name], name).toBeGreaterThan(0)
  expect(line?.verdict).toMatch(/^(reached|MISSED) \(/)
})
