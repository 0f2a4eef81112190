// The campaign against the misbehaving partner in its short form; it counts everything itself and exits 0 only if all of
// it holds.
import { expect, it } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

it('a gateway killed while it pulls and pushes loses nothing, keeps every case’s order, repeats under equal ids, and reconciliation names exactly what the partner dropped', {
  timeout: 480_000,
}, async () => {
  const { code, line, stderr } = await runBench(['partner', '--short', '--json'])
  expect(code, stderr).toBe(0)
  expect(line).toMatchObject({
    kills: 2,
    lost: 0,
    out_of_order: 0,
    repeated_other_id: 0,
    differences_after: 0,
    holds: true,
  })
  expect(line?.records_dropped).toBeGreaterThan(0)
  expect(line?.records_reported).toBe(line?.records_dropped)
  expect(line?.transfers_reported).toBe(line?.transfers_dropped)
})
