// Where the time of a submission goes: the gateway under its own CPU profile while it is loaded and warm, by function and
// by origin, and the opening statement as the database sees it.
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { explainOpening } from './explain.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { note, withEndings } from './scene.ts'
import { SubmitBench } from './submit-bench.ts'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

export interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** µs of the machine's monotonic clock. */
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** The first that fits names the origin. */
const origins: readonly (readonly [string, RegExp])[] = [
  ['pg', /node_modules\/(pg|pg-pool|pg-protocol|pg-types|pg-connection-string|postgres-[a-z]+)\//],
  ['hono', /node_modules\/hono\//],
  ['node-server', /node_modules\/@hono\/node-server\//],
  ['zod', /node_modules\/zod\//],
  ['jose', /node_modules\/jose\//],
  ['pino', /node_modules\/(pino|sonic-boom|pino-[a-z-]+|quick-format[a-z-]*|thread-stream)\//],
  ['other packages', /node_modules\/([^/]+)/],
  ['schemas', /\/schemas\//],
  ['db', /\/db\//],
  ['src/$1', /\/src\/([^/]+)\//],
  ['node:$1', /^node:(?:internal\/)?([a-z_0-9]+)/],
]

function originOf({ functionName, url }: ProfileNode['callFrame']): string {
  if (functionName === '(garbage collector)') return 'garbage collector'
  if (functionName === '(idle)') return 'idle'
  if (functionName === '(program)') return 'program (native, unattributed)'
  for (const [name, pattern] of origins) {
    const match = pattern.exec(url)
    if (match !== null) return name.replace('$1', match[1] ?? '')
  }
  return url === '' ? `native ${functionName}` : 'bench or launcher'
}

/** What the launcher compiles stands on one line; its number says nothing. */
const place = ({ functionName, url, lineNumber }: ProfileNode['callFrame']) =>
  `${functionName || '(anonymous)'}${url === '' ? '' : ` ${url.replace(/^.*\/(?=node_modules\/|src\/|schemas\/|db\/)/, '')}${lineNumber > 0 ? `:${lineNumber + 1}` : ''}`}`

export interface Shares {
  /** % of the time the process was not idle. */
  readonly origins: readonly (readonly [string, number])[]
  readonly self: readonly (readonly [string, number])[]
  readonly inclusive: readonly (readonly [string, number])[]
  /** % of the wall clock. */
  readonly busy: number
}

/** Shares of a profile between two moments of the monotonic clock (µs). */
export function sharesOf(profile: Profile, fromUs: number, toUs: number): Shares {
  const nodes = new Map(profile.nodes.map((n) => [n.id, n]))
  const parent = new Map(profile.nodes.flatMap((n) => (n.children ?? []).map((c) => [c, n.id] as const)))
  const selfOf = new Map<number, number>()
  let at = profile.startTime
  let [busy, all] = [0, 0]
  for (const [i, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[i] ?? 0
    at += delta
    if (at < fromUs || at > toUs) continue
    all += delta
    if (nodes.get(id)?.callFrame.functionName === '(idle)') continue
    busy += delta
    selfOf.set(id, (selfOf.get(id) ?? 0) + delta)
  }
  const [byOrigin, bySelf, byInclusive] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ]
  const add = (to: Map<string, number>, key: string, time: number) => to.set(key, (to.get(key) ?? 0) + time)
  for (const [id, time] of selfOf) {
    const node = nodes.get(id)
    if (node === undefined) continue
    add(byOrigin, originOf(node.callFrame), time)
    add(bySelf, place(node.callFrame), time)
    const seen = new Set<string>()
    for (let up: number | undefined = id; up !== undefined; up = parent.get(up)) {
      const frame = nodes.get(up)?.callFrame
      if (frame === undefined || frame.functionName.startsWith('(')) continue
      const name = place(frame)
      if (!seen.has(name)) add(byInclusive, name, time)
      seen.add(name)
    }
  }
  const top = (map: Map<string, number>, count: number) =>
    [...map]
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([name, time]) => [name, (time / busy) * 100] as const)
  return {
    origins: top(byOrigin, 40),
    self: top(bySelf, 45),
    inclusive: top(byInclusive, 70),
    busy: (busy / all) * 100,
  }
}

/** The profile of the main thread: the largest, for a loader's thread does next to nothing. */
function readProfile(directory: string): Profile {
  const [largest] = readdirSync(directory)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => join(directory, name))
    .sort((a, b) => statSync(b).size - statSync(a).size)
  if (largest === undefined) throw new Error('the gateway left no profile')
  return JSON.parse(readFileSync(largest, 'utf8')) as Profile
}

export async function profileSubmit(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const bench = await SubmitBench.open(endings, options, (dataDir) => {
      mkdirSync(join(dataDir, 'profile'))
      return ['--cpu-prof', '--cpu-prof-interval', '400', `--cpu-prof-dir=${join(dataDir, 'profile')}`]
    })
    note('warming …')
    await bench.warm('work')
    note('measuring …')
    const work = await bench.measure('work', options.seconds * 2)
    note('asking the database …')
    const statement = await explainOpening(bench)
    await bench.gateway.stop()
    const found = sharesOf(readProfile(join(bench.scene.dataDir, 'profile')), ...work.windowUs)
    console.log(
      `${rounded(work.perSecond)} submissions/s under the profiler; the gateway was busy ${found.busy.toFixed(0)} % of the time`,
    )
    const print = (title: string, rows: readonly (readonly [string, number])[]) => {
      console.log(`\n${title}`)
      for (const [name, share] of rows) console.log(`${share.toFixed(1).padStart(6)} %  ${name}`)
    }
    print('By origin, self time', found.origins)
    print('By function, self time', found.self)
    print('By function, with what it calls', found.inclusive)
    console.log(`\nThe opening statement, warm\n${statement.text}`)
    console.log(
      JSON.stringify({
        submit_per_s: rounded(work.perSecond),
        cpu_us: work.cpu,
        busy: rounded(found.busy),
        origins: Object.fromEntries(found.origins.map(([name, share]) => [name, rounded(share)])),
        statement_ms: statement.ms,
      }),
    )
  })
}
