// The ingest bench: penalty records by the ten thousand through the gateway's door, beside the same bytes by COPY into an
// equal unlogged staging table plus the same merge, in turns; then all of them once more, which must change nothing.
import { readFileSync } from 'node:fs'
import { Child } from './child.ts'
import { rounded, spreadOf, verdictOn } from './figures.ts'
import type { FloorIngestPlan, FloorIngestRound } from './floor-ingest.ts'
import { freePort, type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import type { BenchOptions } from './options.ts'
import { dirtyLines } from './penalty-records.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { note, openScene, temporaryDirectory, withEndings } from './scene.ts'

/** Of issue 5. */
const goal = { reach: 0.3 }
const perBatch = 10_000
/** A million in all, unless a number of seconds is named: then so many thousand a second of it. */
const million = 1_000_000
const shortRecords = 2_000
/** Requests under way at once: while one is merged, the next is read. */
const atOnce = 2
/** Growth beyond this from the first round to the last would be a leak. */
const flat = 1.35

interface Counts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly quarantined: number
  readonly refused: number
}

const none: Counts = { created: 0, updated: 0, unchanged: 0, quarantined: 0, refused: 0 }

export async function benchIngest(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const all = recordsOf(options)
    note('a database of its own, and the gateway …')
    const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
    const [sender] = await enrol(scene.owner)
    if (sender === undefined) throw new Error('nobody was enrolled')
    const gateway = await startGatewayProcess({
      dataDir: scene.dataDir,
      connections: options.pool,
      port: await freePort(),
      database: scene,
      nodeOptions: [
        ...options.nodeOptions,
        ...(options.profile ? ['--cpu-prof', `--cpu-prof-dir=${process.env.XIANJIE_PROFILES ?? scene.dataDir}`] : []),
      ],
    })
    endings.add(() => gateway.stop())
    const floor = new Child('floor-ingest.ts')
    endings.add(() => floor.end())
    await floor.ask('start', { databaseUrl: scene.gatewayUrl, lanes: atOnce } satisfies FloorIngestPlan)
    const perRound = Math.ceil(all / options.rounds)
    const memory = watched(gateway)
    endings.add(() => memory.end())

    const rates = { work: [] as number[], floor: [] as number[], again: [] as number[] }
    const peaks: number[] = []
    let [first, second, bytes] = [none, none, 0]
    // What Node compiles and PostgreSQL plans for the first time is nobody's figure.
    const warm = Math.min(perRound, perBatch)
    await sent(gateway, sender, million * 8, warm)
    await floor.ask('prepare', { from: million * 9, count: warm, perBatch } satisfies FloorIngestRound)
    await floor.ask('measure')
    await scene.owner.query('analyze penalty_case, penalty_version')
    memory.peak()
    for (let round = 0; round < options.rounds; round++) {
      const from = 1 + round * perRound
      const count = Math.min(perRound, all - round * perRound)
      const work = async () => {
        const took = await sent(gateway, sender, from, count)
        rates.work.push((count * 1_000) / took.ms)
        first = added(first, took.counts)
        bytes += took.bytes
      }
      const bare = async () => {
        await floor.ask('prepare', { from: from + million * 10, count, perBatch } satisfies FloorIngestRound)
        const { ms } = await floor.ask<{ ms: number }>('measure')
        rates.floor.push((count * 1_000) / ms)
      }
      // Each round begins with the other, so that neither always follows the same one.
      for (const one of round % 2 === 0 ? [work, bare] : [bare, work]) await one()
      peaks.push(memory.peak())
      note(
        `round ${round + 1}/${options.rounds}: ${rounded(rates.work.at(-1) ?? 0)}/s, floor ${rounded(rates.floor.at(-1) ?? 0)}/s, ${rounded(peaks.at(-1) ?? 0)} MB`,
      )
    }
    for (let round = 0; round < options.rounds; round++) {
      const count = Math.min(perRound, all - round * perRound)
      const took = await sent(gateway, sender, 1 + round * perRound, count)
      rates.again.push((count * 1_000) / took.ms)
      second = added(second, took.counts)
    }
    peaks.push(memory.peak())
    const kept = await scene.owner.query<{ n: number }>(
      `select count(*)::int as n from penalty_case where sender_id = $1 and key between 'k:45000000000001' and 'k:45000001000000'`,
      [sender.agencyId],
    )
    const work = spreadOf(rates.work)
    const bare = spreadOf(rates.floor)
    const again = spreadOf(rates.again)
    const ratios = spreadOf(rates.work.map((rate, i) => rate / (rates.floor[i] as number)))
    const growth = (peaks.at(-1) ?? 0) / (peaks[0] ?? 1)
    console.log(
      JSON.stringify({
        bench: 'ingest',
        records: all,
        bytes_per_record: Math.round(bytes / all),
        records_per_s: rounded(work.median),
        floor_records_per_s: rounded(bare.median),
        ratio: rounded(ratios.median),
        ratio_min: rounded(ratios.min),
        ratio_max: rounded(ratios.max),
        resend_records_per_s: rounded(again.median),
        rss_mb: rounded(Math.max(...peaks)),
        rss_growth: rounded(growth),
        rounds: options.rounds,
        ...first,
        resent: second,
        kept: kept.rows[0]?.n ?? 0,
        verdict: {
          ratio: verdictOn(ratios.median, goal),
          resend: again.median > work.median ? 'faster' : 'slower',
          unchanged: second.unchanged === all ? 'all' : `${all - second.unchanged} changed`,
          accounted: first.created + first.quarantined === all && kept.rows[0]?.n === first.created ? 'all' : 'not all',
          memory: growth <= flat ? 'flat' : `grew ${rounded(growth)} times`,
        },
      }),
    )
  })
}

function recordsOf(options: BenchOptions): number {
  const asked = Number(process.env.XIANJIE_BENCH_RECORDS ?? '')
  if (Number.isSafeInteger(asked) && asked > 0) return Math.min(asked, million)
  return options.short ? shortRecords : million
}

const added = (a: Counts, b: Counts): Counts => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  unchanged: a.unchanged + b.unchanged,
  quarantined: a.quarantined + b.quarantined,
  refused: a.refused + b.refused,
})

/** Sends so many records from a number on; the time from the first byte to the last answer. */
async function sent(gateway: GatewayProcess, sender: Sender, from: number, count: number) {
  const token = await tokenOf(sender, gateway.url)
  const bodies: Buffer[] = []
  for (let start = from; start < from + count; start += perBatch)
    bodies.push(dirtyLines(start, Math.min(perBatch, from + count - start)))
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0)
  let counts = none
  const began = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
        const answer = await fetch(`${gateway.url}/v1/penalty-cases`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
          body: new Uint8Array(body),
        })
        if (answer.status !== 200) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 500)}`)
        const { results: _results, ...told } = (await answer.json()) as Counts & { results: unknown }
        counts = added(counts, told)
      }
    }),
  )
  return { ms: performance.now() - began, counts, bytes }
}

/** The highest resident size of the gateway since it was asked last, in MB. */
function watched(gateway: GatewayProcess): { peak(): number; end(): void } {
  let peak = 0
  const look = () => {
    try {
      const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]
      peak = Math.max(peak, Number(kb ?? 0) / 1_024)
    } catch {
      // no Linux, or it has ended
    }
  }
  const timer = setInterval(look, 250)
  return {
    peak: () => {
      look()
      const highest = peak
      peak = 0
      return highest
    },
    end: () => clearInterval(timer),
  }
}
