// Where the time of a decision goes, by function: the mix under Node's own profiler.
import { Session } from 'node:inspector/promises'
import type { BenchOptions } from './options.ts'
import { type Profile, sharesOf } from './profile.ts'
import { note } from './scene.ts'

function run(pass: () => number, ms: number): number {
  let done = 0
  const until = performance.now() + ms
  while (performance.now() < until) done += pass()
  return done
}

export async function profileDecide(pass: () => number, options: BenchOptions): Promise<void> {
  note('warming …')
  run(pass, options.warmSeconds * 1_000)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  const done = run(pass, options.seconds * 1_000)
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const found = sharesOf(profile as unknown as Profile, 0, Number.POSITIVE_INFINITY)
  for (const [title, rows] of [
    ['By function, self time', found.self],
    ['By function, with what it calls', found.inclusive],
  ] as const) {
    console.log(`\n${title}`)
    for (const [name, share] of rows) console.log(`${share.toFixed(1).padStart(6)} %  ${name}`)
  }
  console.log(JSON.stringify({ decide_per_s: Math.round(done / options.seconds), profiled: true }))
}
