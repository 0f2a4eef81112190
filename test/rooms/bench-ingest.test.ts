// The ingest bench in its short form: it must run, say what it promises to say, and account for every record.
import { expect, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('npm run bench -- ingest prints every figure, and each record was created, held or unchanged', {
  timeout: 300_000,
}, async () => {
  const { code, line, stderr } = await runBench(['ingest', '--short', '--json'])
  expect(code, stderr).toBe(0)
  for (const figure of ['records_per_s', 'floor_records_per_s', 'ratio', 'resend_records_per_s', 'rss_mb'])
    expect(line?.[figure], figure).toBeGreaterThan(0)
  expect(line?.quarantined).toBeGreaterThan(0)
  expect(line?.verdict).toMatchObject({ unchanged: 'all', accounted: 'all' })
})
