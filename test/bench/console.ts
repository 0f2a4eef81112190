// The console bench: the pages of every area at ten thousand transfers and at a hundred thousand, each beside the floor of
// that page. Page and floor, small store and large one are asked in turns, so that what disturbs the machine disturbs all.
import { setTimeout as sleep } from 'node:timers/promises'
import { consolePages, type PageEntry, type Subjects } from '../console-pages.ts'
import { Child } from './child.ts'
import { madeBeside } from './console-beside.ts'
import { BenchDesk, textOf } from './console-desk.ts'
import { type ConsoleStore, filledConsole, filling } from './console-load.ts'
import type { ConsolePlan } from './console-process.ts'
import { cpuOf } from './cpu.ts'
import { rounded, spreadOf } from './figures.ts'
import { freePort } from './gateway-process.ts'
import type { BenchOptions } from './options.ts'
import { type Endings, note, withEndings } from './scene.ts'

/** Of issue 7. */
const ratioMax = 8
const growthMax = 1.5
const bytesMax = 90_000
/** A page that nobody has asked for in this process compiles while it is timed: so many requests a second of warm-up. */
const warmUpsPerSecond = 8
/** What the worker has to do after a load is done by then, or the bench says so. */
const settledWithinMs = 240_000

interface Standing {
  readonly store: ConsoleStore
  readonly child: Child
  readonly desk: BenchDesk
  readonly subjects: Subjects
}

interface Samples {
  readonly page: number[]
  readonly floor: number[]
}

export async function benchConsole(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const began = performance.now()
    const sizes = options.short ? [120] : sized()
    const standings: Standing[] = []
    for (const size of sizes) standings.push(await stand(endings, options, await filledConsole(endings, options, size)))
    // What a browser does on a page first, and pages that are refusals, is looked at elsewhere.
    const wanted = consolePages.filter((p) => p.first === undefined && p.status === undefined)
    const { found: there, missing, bytes } = await looked(standings, wanted)
    const found = there.filter((p) => !options.short || p.brief)
    const warmUps = options.short ? 2 : Math.round(options.warmSeconds * warmUpsPerSecond)
    const unused: Samples = { page: [], floor: [] }
    for (const entry of found)
      for (const standing of standings) for (let i = 0; i < warmUps; i++) await both(standing, entry, unused)
    const samples = new Map(found.map((p) => [p.name, standings.map((): Samples => ({ page: [], floor: [] }))]))
    const each = options.short ? 3 : Math.max(5, Math.round(options.seconds * 5))
    for (let round = 0; round < options.rounds; round++) {
      for (const entry of found)
        for (let i = 0; i < each; i++)
          for (const [s, standing] of standings.entries())
            await both(standing, entry, samples.get(entry.name)?.[s] as Samples)
      note(`round ${round + 1}/${options.rounds}`)
    }
    report(options, { sizes, found, missing, bytes, samples, seconds: (performance.now() - began) / 1_000 })
  })
}

/** Smaller stores where somebody tries something out. */
function sized(): number[] {
  const large = Number(process.env.XIANJIE_BENCH_RECORDS ?? '')
  return Number.isSafeInteger(large) && large >= 2_000 ? [large / 10, large] : [10_000, 100_000]
}

async function stand(endings: Endings, options: BenchOptions, store: ConsoleStore): Promise<Standing> {
  const { scene, staff, sender } = store
  const port = await freePort()
  const child = new Child('console-process.ts', options.nodeOptions)
  endings.add(() => child.end())
  const environment = {
    ...{ DATABASE_URL: scene.gatewayUrl, DATABASE_MIGRATION_URL: scene.ownerUrl, XIANJIE_DATA_DIR: scene.dataDir },
    ...{ XIANJIE_HOST: '127.0.0.1', XIANJIE_PORT: String(port), XIANJIE_DEMO_SIGN_IN: 'true', XIANJIE_LOG: 'error' },
    XIANJIE_DATABASE_CONNECTIONS: String(options.pool),
  }
  const url = await child.ask<string>('start', { environment } satisfies ConsolePlan)
  endings.add(() => child.ask('stop'))
  const desk = new BenchDesk(url)
  endings.add(() => desk.close())
  for (const post of new Set(consolePages.map((p) => p.by))) await desk.signIn(post, staff)
  const began = performance.now()
  const owner = filling(scene)
  const beside = await madeBeside({
    ...{ owner, url, sender, organs: store.organs, staff, desk, transfers: store.transfers },
    penalties: options.short ? 20 : Math.round(store.transfers / 5),
  })
  await settled(child)
  await owner.query('analyze')
  await owner.end()
  note(`  what lies beside: ${rounded((performance.now() - began) / 1_000)} s`)
  const one = async (text: string) => (await scene.owner.query<{ id: string }>(text, [sender.agencyId])).rows[0]?.id
  const subjects = {
    ...{ ...store.subjects, ...beside },
    penalty: await one('select id from penalty_case where agency_id = $1 order by id desc limit 1'),
    // Of one kind, whatever the size: kinds are not alike.
    finding: await one(
      `select id from finding where agency_id = $1 order by kind = 'handover_open' desc, id desc limit 1`,
    ),
  }
  return { store, child, desk, subjects }
}

/** Until the worker has done what the load gave it to do. */
async function settled(child: Child): Promise<void> {
  const until = performance.now() + settledWithinMs
  for (let calm = 0; calm < 2; ) {
    const before = cpuOf(child.pid)
    if (before === undefined) return
    await sleep(1_000)
    calm = (cpuOf(child.pid) ?? 0) - before < 60_000 ? calm + 1 : 0
    if (performance.now() > until) {
      note('the worker is still busy; it is measured beside')
      return
    }
  }
}

/** Looks at every page once; what is not there is named. */
async function looked(standings: readonly Standing[], wanted: readonly PageEntry[]) {
  const found: PageEntry[] = []
  const missing: string[] = []
  const bytes: Record<string, number> = {}
  for (const entry of wanted) {
    let there = true
    for (const { desk, child, subjects } of standings) {
      const path = entry.path(subjects)
      const got = path === undefined ? undefined : await desk.get(path, entry.by)
      if (got?.status !== 200) {
        there = false
        missing.push(`${entry.name} (${got?.status ?? 'no subject'})`)
        break
      }
      bytes[entry.name] = Math.max(bytes[entry.name] ?? 0, await desk.weight(got))
      await child.ask('fix', { name: entry.name, html: textOf(got) })
    }
    if (there) found.push(entry)
  }
  return { found, missing, bytes }
}

let no = 0

async function both(
  { desk, child, subjects }: Standing,
  { name, by, path }: PageEntry,
  samples: Samples,
): Promise<void> {
  const paths = { page: path(subjects) as string, floor: `/console/floor/${name}` }
  for (const kind of ++no % 2 === 0 ? (['page', 'floor'] as const) : (['floor', 'page'] as const)) {
    const got = await desk.get(paths[kind], by, { 'x-bench-no': kind })
    if (got.status !== 200) throw new Error(`${paths[kind]}: ${got.status}`)
  }
  for (const [kind, ms] of await child.ask<[keyof Samples, number][]>('took')) samples[kind].push(ms)
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

const low = (values: readonly number[]): number => percentile(values, 0.1)

interface Found {
  readonly sizes: readonly number[]
  readonly found: readonly PageEntry[]
  readonly missing: readonly string[]
  readonly bytes: Readonly<Record<string, number>>
  readonly samples: ReadonlyMap<string, readonly Samples[]>
  readonly seconds: number
}

function report(options: BenchOptions, { sizes, found, missing, bytes, samples, seconds }: Found): void {
  const pages = Object.fromEntries(
    found.map(({ name }) => {
      const all = samples.get(name) ?? []
      const large = all.at(-1) as Samples
      const small = all[0] as Samples
      const p50 = spreadOf(large.page).median
      const floor = spreadOf(large.floor).median
      const smallP50 = spreadOf(small.page).median
      return [
        name,
        {
          ...{ p50_ms: rounded(p50), p99_ms: rounded(percentile(large.page, 0.99)), floor_p50_ms: rounded(floor) },
          ...{ ratio: rounded(p50 / floor), small_p50_ms: rounded(smallP50), growth: rounded(p50 / smallP50) },
          // What a busy machine changes least.
          low_ratio: rounded(low(large.page) / low(large.floor)),
          low_growth: rounded(low(large.page) / low(small.page)),
          bytes: bytes[name] ?? 0,
        },
      ]
    }),
  )
  const worst = (names: readonly PageEntry[], of: 'ratio' | 'growth' | 'bytes') =>
    Math.max(0, ...names.map((p) => pages[p.name]?.[of] ?? 0))
  const charts = found.filter((p) => p.charts)
  const ratio = worst(
    found.filter((p) => !p.charts),
    'ratio',
  )
  const chartsRatio = worst(charts, 'ratio')
  const growth = sizes.length > 1 ? worst(found, 'growth') : null
  const weight = Math.max(0, ...Object.values(bytes))
  const verdict = (figure: number | null, max: number) =>
    figure === null ? 'not measured' : figure <= max ? `reached (${max})` : `MISSED (${max})`
  if (!options.json)
    for (const [name, p] of Object.entries(pages))
      console.log(
        `${name.padEnd(16)} ${p.small_p50_ms} → ${p.p50_ms} ms (p99 ${p.p99_ms})  floor ${p.floor_p50_ms}  ×${p.ratio} (low ×${p.low_ratio}, grows ×${p.low_growth})  ${p.bytes} B`,
      )
  console.log(
    JSON.stringify({
      bench: 'console',
      transfers: sizes,
      pages,
      ...{ worst_ratio: ratio, charts_ratio: chartsRatio, growth, bytes_max: weight },
      missing,
      rounds: options.rounds,
      seconds: rounded(seconds),
      verdict: {
        worst_ratio: verdict(ratio, ratioMax),
        charts_ratio: verdict(chartsRatio, ratioMax),
        growth: verdict(growth, growthMax),
        bytes_max: verdict(weight, bytesMax),
      },
    }),
  )
}
