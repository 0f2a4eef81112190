// The centre bench in its short form: it must run on a bare machine and say what it promises to say. How fast anything is,
// no test asks.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runBench } from '../bench/run-bench.ts'

test('-- centre prints every figure as its last line and leaves nothing behind', { timeout: 300_000 }, async () => {
  const place = mkdtempSync(join(tmpdir(), 'xianjie-test-bench-'))
  chmodSync(place, 0o755) // the database's account must pass through
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const { code, line, stdout, stderr } = await runBench(['centre', '--short', '--json'], { TMPDIR: place })
  expect(code, stderr).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  for (const name of ['first_page', 'later_page', 'folder_page', 'folder_tree', 'checklist'])
    expect(line?.[name], name).toMatchObject({
      small: { p50_ms: expect.any(Number), p99_ms: expect.any(Number) },
      large: { p50_ms: expect.any(Number), p99_ms: expect.any(Number) },
      growth: expect.any(Number),
    })
  expect(line).toMatchObject({ items_small: 512, items_large: 5120, rounds: 1, growth: expect.any(Number) })
  expect(readdirSync(place).filter((name) => name.startsWith('xianjie-bench-'))).toEqual([])
})
