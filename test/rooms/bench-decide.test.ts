// The decide bench in its short form: it needs nothing set up and says what it promises to say. How fast anything is, no
// test asks.
import { expect, it } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

const kinds = [
  'transfer_dispatch',
  'receipt_sign',
  'completeness_check',
  'filing_approved',
  'filing_refused',
  'notice_receipt',
  'supervision',
]

it('npm run bench -- decide prints every figure as its last line', { timeout: 120_000 }, async () => {
  const { code, line, stdout, stderr } = await runBench(['decide', '--short', '--json'])
  expect(code, stderr).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  const figures = ['decide_per_s', 'decide_per_cpu_s', 'floor_per_s', 'ratio', 'floor_json_per_s', 'ratio_json']
  for (const name of [...figures, ...kinds.map((kind) => `${kind}_per_s`)])
    expect(line?.[name], name).toBeGreaterThan(0)
  expect(line?.rounds).toBe(1)
  const judged = expect.stringMatching(/^(reached|MISSED) \(200000\)$/)
  expect(line?.verdict).toEqual({ decide_per_s: judged, decide_per_cpu_s: judged })
  expect(line?.spread).toMatchObject({ decide_per_s: [expect.any(Number), expect.any(Number)] })
})
