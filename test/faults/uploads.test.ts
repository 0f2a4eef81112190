// Uploads cut at random and the gateway killed under them, over both kinds of stores: the short form of the cuts bench, which
// compares every byte itself and exits 0 only if all of it holds.
import { expect, it } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

it('after cuts and kill -9 under way every file is byte-identical, in a directory and in a bucket, and nothing is left over', {
  timeout: 400_000,
}, async () => {
  const { code, line, stderr } = await runBench(['cuts', '--short', '--json'])
  expect(code, stderr).toBe(0)
  expect(line).toMatchObject({ stores: ['directory', 'bucket'], differing: 0, left_over: 0 })
  expect(line).toMatchObject({ cuts_each: [8, 8], restarts_each: [1, 1] })
})
