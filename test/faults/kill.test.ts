// The gateway is ended with kill -9 under load: the short form of the kill bench, which asks for everything itself and
// exits 0 only if all of it holds.
import { expect, it } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

it('after kill -9 under load every acknowledged transfer is there exactly once, what was unheard can be sent again, and every chain holds', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['kill', '--short', '--json'])
  expect(code, stderr).toBe(0)
  expect(line).toMatchObject({ kills: 1, missing: 0, doubled: 0, half_written: 0, journal_verify: 0 })
  expect(line?.acknowledged).toBeGreaterThan(0)
  expect(line?.transfers).toBe(Number(line?.acknowledged) + Number(line?.unanswered))
})
