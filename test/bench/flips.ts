// The flips bench: every byte of a small bundle is flipped, each alone, and the look must name the file it is in. A line of
// progress a thousand; the last line says how many there were and which were missed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pinnedKeys } from '../../src/bundles/index.ts'
import { flip } from '../flips.ts'
import { openBundleCase } from './bundle-case.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { note, withEndings } from './scene.ts'

/** In the short form every so-many-th byte. */
const shortStride = 97

export async function benchFlips(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const made = await openBundleCase(endings, options, { count: 3, size: 64, distinct: 3 })
    const answer = await fetch(`${made.gateway.url}/v1/transfers/${made.id}/bundle?reason=bench`, {
      headers: { authorization: await made.authorization() },
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const path = join(made.dataDir, 'flipped.zip')
    writeFileSync(path, bytes)
    const stride = options.short ? shortStride : 1
    const offsets = Array.from({ length: Math.ceil(bytes.length / stride) }, (_, i) => i * stride)
    const started = performance.now()
    // Another bit for each byte, so that every kind of change is among them.
    const missed = await flip(
      path,
      offsets,
      (o) => 1 << ((o * 5 + (o >> 3)) % 8),
      await pinnedKeys([]),
      (done) => {
        if (done % 1000 === 0) note(`${done} of ${offsets.length}`)
      },
    )
    for (const { offset, name, faults } of missed.slice(0, 10))
      note(`byte ${offset} of ${name}: ${JSON.stringify(faults.slice(0, 3))}`)
    console.log(
      JSON.stringify({
        bench: 'flips',
        bytes: bytes.length,
        flipped: offsets.length,
        missed: missed.length,
        flips_per_s: rounded(offsets.length / ((performance.now() - started) / 1000)),
        verdict: { missed: missed.length === 0 ? 'reached (0)' : 'MISSED (0)' },
      }),
    )
  })
}
