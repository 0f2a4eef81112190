// The screening bench in its short form: it must run, say what it promises to say, and have screened every record.
import { expect, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('npm run bench -- screen prints every figure, screened every record, and re-ran only what a rule concerns', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['screen', '--short', '--json'])
  expect(code, stderr).toBe(0)
  for (const figure of [
    ...['records', 'records_per_s', 'floor_records_per_s', 'ratio', 'rule_change_records', 'rule_change_s', 'rss_mb'],
  ])
    expect(line?.[figure], figure).toBeGreaterThan(0)
  expect(line?.verdict).toMatchObject({ screened: 'all', rule_change: 'only affected' })
})
