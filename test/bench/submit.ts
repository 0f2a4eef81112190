// The submit bench: the real gateway under full submissions, beside the same rows written without HTTP and a bare HTTP
// stub, in interleaved rounds of one run, over the same transport, client and pool.
import type { JWK } from 'jose'
import { capture } from './captured.ts'
import { Child } from './child.ts'
import { cpuOf, cpuOfMachine, cpuOfServer } from './cpu.ts'
import { goals, rounded, type Spread, spreadOf, spreadText, verdictOn } from './figures.ts'
import { benchTable, type HttpFloorPlan } from './floor-http.ts'
import type { SqlFloorPlan, SqlFloorResult } from './floor-sql.ts'
import { freePort, type GatewayProcess, gatewayConnections, startGatewayProcess } from './gateway-process.ts'
import type { LoadPlan, LoadResult, LoadRun } from './load.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { type Endings, note, openScene, type Scene, temporaryDirectory, withEndings } from './scene.ts'
import { supply } from './supplies.ts'

type Kind = 'work' | 'sql' | 'http' | 'refused' | 'malformed'

/** Where the numbers of each kind begin, so that no two submissions of a run are alike. */
const beginnings: Readonly<Record<Kind, number>> = {
  work: 1,
  sql: 100_000_000,
  refused: 200_000_000,
  malformed: 300_000_000,
  http: 400_000_000,
}
/** Until the first measurement knows better. */
const guesses: Readonly<Record<Kind, number>> = {
  work: 2_500,
  sql: 3_000,
  http: 4_000,
  refused: 3_000,
  malformed: 5_000,
}
/** As much more is prepared as was used last time, so that a quicker round does not run dry. */
const reserve = 1.6
/** A token lives ten minutes. */
const tokenMs = 300_000
/** Malformed ones are not compared with anything; a short look is enough. */
const share: Partial<Record<Kind, number>> = { refused: 0.75, malformed: 0.4 }
/** The database's own watch and the bench itself stay below this on a machine of one's own. */
const quietShare = 0.08
/** The pool gives back what was idle for 30 s, which must not look like a connection lost. */
const refusedSecondsMax = 8
const warmAnswers = 6_000
const warmRunsMax = 8
const stillRising = 1.05
const words: Readonly<Record<Kind, string>> = { work: '移', sql: '案', refused: '拒', malformed: '误', http: '示' }
const expected: Partial<Record<Kind, string>> = { work: '201', http: '201', refused: '422', malformed: '400' }

export interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** From and to, on the machine's monotonic clock. */
  readonly windowUs: readonly [number, number]
  /** Share of the machine's busy time that went to processes which are no part of the bench. */
  readonly others: number | null
  /** CPU time an answer in µs: of the serving Node process, the database, and the load. */
  readonly cpu: { readonly node: number | null; readonly postgres: number | null; readonly load: number | null }
}

const monotonicUs = () => Number(process.hrtime.bigint() / 1_000n)

/** Everything that runs during a submit bench. */
export class SubmitBench {
  readonly scene: Scene
  readonly options: BenchOptions
  readonly senders: readonly Sender[]
  readonly gateway: GatewayProcess
  readonly #load: Child
  readonly #sqlFloor: Child
  readonly #httpFloor: Child
  #httpPort = 0
  #tokens: string[] = []
  #tokensAt = 0
  readonly #next: Record<Kind, number> = { ...beginnings }
  /** Materials are there for the numbers below these. */
  readonly #supplied = { work: beginnings.work, sql: beginnings.sql }
  readonly #rates: Record<Kind, number> = { ...guesses }
  /** How often each kind got which answer. */
  readonly answers: Record<Kind, Record<string, number>> = { work: {}, sql: {}, http: {}, refused: {}, malformed: {} }
  oddity: string | null = null
  unanswered = 0

  private constructor(
    endings: Endings,
    scene: Scene,
    options: BenchOptions,
    senders: readonly Sender[],
    gateway: GatewayProcess,
  ) {
    this.scene = scene
    this.options = options
    this.senders = senders
    this.gateway = gateway
    this.#load = new Child('load.ts')
    this.#sqlFloor = new Child('floor-sql.ts')
    this.#httpFloor = new Child('floor-http.ts')
    for (const child of [this.#load, this.#sqlFloor, this.#httpFloor]) endings.add(() => child.end())
  }

  static async open(
    endings: Endings,
    options: BenchOptions,
    nodeOptions: (dataDir: string) => readonly string[] = () => [],
  ): Promise<SubmitBench> {
    note('a database of its own …')
    const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
    await scene.owner.query(benchTable)
    const senders = await enrol(scene.owner)
    note('the gateway …')
    const gateway = await startGatewayProcess({
      dataDir: scene.dataDir,
      connections: options.pool,
      port: await freePort(),
      database: scene,
      nodeOptions: [...options.nodeOptions, ...nodeOptions(scene.dataDir)],
    })
    endings.add(() => gateway.stop())
    return new SubmitBench(endings, scene, options, senders, gateway)
  }

  /** The floors need rows that the gateway wrote and the key it signs with; warm the gateway first. */
  async openFloors(): Promise<void> {
    const { keys } = (await (await fetch(`${this.gateway.url}/.well-known/jwks.json`)).json()) as { keys: JWK[] }
    const { gatewayUrl } = this.scene
    const connections = this.options.pool
    await this.#sqlFloor.ask('start', {
      databaseUrl: gatewayUrl,
      connections,
      captured: await capture(this.scene.owner, 64),
      senders: this.senders.length,
    } satisfies SqlFloorPlan)
    const { port } = await this.#httpFloor.ask<{ port: number }>('start', {
      databaseUrl: gatewayUrl,
      connections,
      publicJwk: keys.at(-1) as JWK,
      issuer: this.gateway.url,
    } satisfies HttpFloorPlan)
    this.#httpPort = port
  }

  /** Prepares, waits until all is quiet, and measures one kind for so long. */
  async measure(kind: Kind, seconds: number, connections = this.options.connections): Promise<Measured> {
    const count = Math.ceil(this.#rates[kind] * seconds * reserve) + 2 * connections
    await this.#prepare(kind, count)
    const server = kind === 'sql' ? this.#sqlFloor.pid : kind === 'http' ? this.#httpFloor.pid : this.gateway.pid
    const pids = [server, this.#load.pid]
    const look = () => [...pids.map(cpuOf), cpuOfServer(this.scene.postmaster), cpuOfMachine()]
    const before = look()
    const fromUs = monotonicUs()
    const outcome =
      kind === 'sql'
        ? await this.#sqlFloor.ask<SqlFloorResult>('measure', { loops: connections, ms: seconds * 1_000 })
        : await this.#load.ask<LoadResult>('run', {
            connections,
            ms: seconds * 1_000,
          } satisfies LoadRun)
    const after = look()
    this.#next[kind] = outcome.next
    const within = 'within' in outcome ? outcome.within : this.#counted(kind, outcome)
    const all = 'written' in outcome ? outcome.written : Object.values(outcome.statuses).reduce((a, b) => a + b, 0)
    const perSecond = (within / outcome.ms) * 1_000
    this.#rates[kind] = Math.max(perSecond, guesses[kind] / 2)
    const used = (i: number) => {
      const [from, to] = [before[i], after[i]]
      return from === undefined || to === undefined ? null : to - from
    }
    const cpu = (i: number) => {
      const whole = used(i)
      return whole === null || all === 0 ? null : whole / all
    }
    const machine = used(3)
    return {
      perSecond,
      windowUs: [fromUs, fromUs + outcome.ms * 1_000],
      p50: 'latencies' in outcome ? outcome.latencies.p50 : 0,
      p99: 'latencies' in outcome ? outcome.latencies.p99 : 0,
      cpu: { node: cpu(0), postgres: cpu(2), load: cpu(1) },
      others:
        machine === null ? null : Math.max(0, 1 - [0, 1, 2].reduce((sum, i) => sum + (used(i) ?? 0), 0) / machine),
    }
  }

  /** Until a run is hardly quicker than the one before and enough was answered: Node compiles what it has seen often. */
  async warm(kind: Kind): Promise<void> {
    let [former, answered] = [0, 0]
    for (let i = 0; i < (this.options.short ? 1 : warmRunsMax); i++) {
      const seconds = this.options.warmSeconds * (share[kind] ?? 1)
      const { perSecond } = await this.measure(kind, seconds)
      note(`warm-up ${kind}: ${rounded(perSecond)}/s`)
      answered += perSecond * seconds
      if (perSecond < former * stillRising && answered > warmAnswers) return
      former = Math.max(former, perSecond)
    }
  }

  /** Answers that count: the expected status only. The rest is remembered, and said at the end. */
  #counted(kind: Kind, outcome: LoadResult): number {
    const kept = this.answers[kind]
    for (const [status, n] of Object.entries(outcome.statuses)) kept[status] = (kept[status] ?? 0) + n
    this.unanswered += outcome.unanswered
    const all = Object.values(outcome.statuses).reduce((a, b) => a + b, 0)
    const wrong = all - (outcome.statuses[expected[kind] ?? ''] ?? 0)
    if (wrong > 0) this.oddity ??= outcome.oddity ?? `${wrong} answers of another status to ${kind}`
    return Math.max(0, outcome.answers - wrong)
  }

  async #prepare(kind: Kind, count: number): Promise<void> {
    const from = this.#next[kind]
    if (kind === 'work' || kind === 'sql') {
      const there = Math.max(from, this.#supplied[kind])
      if (there < from + count) await supply(this.scene.owner, this.senders, there, from + count - there)
      this.#supplied[kind] = Math.max(there, from + count)
      await this.scene.owner.query('analyze material')
    }
    if (kind === 'sql') {
      await this.#sqlFloor.ask('prepare', { from, count })
      return
    }
    if (Date.now() - this.#tokensAt > tokenMs) {
      this.#tokens = await Promise.all(this.senders.map((s) => tokenOf(s, this.gateway.url)))
      this.#tokensAt = Date.now()
    }
    await this.#load.ask('prepare', {
      port: kind === 'http' ? this.#httpPort : this.gateway.port,
      senders: this.senders,
      tokens: this.#tokens,
      from,
      count,
      word: words[kind],
      key: kind,
      malformed: kind === 'malformed',
    } satisfies LoadPlan)
  }

  /** Database connections of the gateway that were busy a moment ago; an idle one may be given back at any time. */
  async busyConnections(): Promise<number[]> {
    const { rows } = await this.scene.owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = $1 and state_change > now() - interval '15 seconds'`,
      [gatewayConnections],
    )
    return rows.map((r) => r.pid)
  }

  async stillThere(pids: readonly number[]): Promise<number> {
    const { rows } = await this.scene.owner.query<{ n: number }>(
      'select count(*)::int as n from pg_stat_activity where pid = any($1::int[])',
      [pids],
    )
    return rows[0]?.n ?? 0
  }

  /** Transfers that are there, and those that were acknowledged; more or fewer is a fault of the gateway. */
  async accounted(): Promise<{ acknowledged: number; kept: number }> {
    const { rows } = await this.scene.owner.query<{ n: number }>(
      `select count(*)::int as n from transfer where document_no like '%市监${words.work}〔2026〕%'`,
    )
    return { acknowledged: this.answers.work['201'] ?? 0, kept: rows[0]?.n ?? 0 }
  }
}

const order: readonly Kind[] = ['sql', 'work', 'http', 'refused', 'malformed']
export async function benchSubmit(options: BenchOptions): Promise<void> {
  if (options.profile) return (await import('./profile.ts')).profileSubmit(options)
  return withEndings(async (endings) => {
    const bench = await SubmitBench.open(endings, options)
    const seconds = (kind: Kind) =>
      Math.min(options.seconds * (share[kind] ?? 1), kind === 'refused' ? refusedSecondsMax : Number.POSITIVE_INFINITY)
    await bench.warm('work')
    await bench.openFloors()
    for (const kind of order) if (kind !== 'work') await bench.warm(kind)
    await bench.scene.owner.query('analyze')

    const rounds: Record<Kind, Measured>[] = []
    let [watched, lost] = [0, 0]
    for (let round = 0; round < options.rounds; round++) {
      const found = {} as Record<Kind, Measured>
      // Each round begins with another kind, so that nobody always follows the same one.
      for (let i = 0; i < order.length; i++) {
        const kind = order[(i + round) % order.length] as Kind
        const busy = kind === 'refused' ? await bench.busyConnections() : []
        found[kind] = await bench.measure(kind, seconds(kind))
        if (kind !== 'refused') continue
        watched += busy.length
        lost += busy.length - (await bench.stillThere(busy))
      }
      rounds.push(found)
      note(
        `round ${round + 1}/${options.rounds}: ${order.map((k) => `${k} ${rounded(found[k].perSecond)}`).join('  ')}`,
      )
    }
    report(bench, rounds, { watched, lost }, await bench.accounted())
  })
}

const wholeCpu = ({ cpu }: Measured) => (cpu.node ?? 0) + (cpu.postgres ?? 0) + (cpu.load ?? 0)

function report(
  bench: SubmitBench,
  rounds: readonly Record<Kind, Measured>[],
  refused: { watched: number; lost: number },
  accounted: { acknowledged: number; kept: number },
): void {
  const { options } = bench
  const over = (of: (round: Record<Kind, Measured>) => number) => spreadOf(rounds.map(of))
  const rate = (kind: Kind) => over((r) => r[kind].perSecond)
  // A ratio within each round: what slows a round down slows both its sides.
  const spreads = {
    submit_per_s: rate('work'),
    floor_sql_per_s: rate('sql'),
    floor_http_per_s: rate('http'),
    ratio_sql: over((r) => r.work.perSecond / r.sql.perSecond),
    ratio_http: over((r) => r.work.perSecond / r.http.perSecond),
    p50_ms: over((r) => r.work.p50),
    p99_ms: over((r) => r.work.p99),
    refusals_per_s: rate('refused'),
    refusal_ratio: over((r) => r.refused.perSecond / r.work.perSecond),
    malformed_per_s: rate('malformed'),
    // The same two ratios by CPU time alone, which holds also where others use the machine.
    cpu_ratio_sql: over((r) => wholeCpu(r.sql) / wholeCpu(r.work)),
    cpu_ratio_http: over((r) => wholeCpu(r.http) / wholeCpu(r.work)),
  } satisfies Record<string, Spread>
  const figure = Object.fromEntries(Object.entries(spreads).map(([name, s]) => [name, rounded(s.median)])) as Record<
    keyof typeof spreads,
    number
  >
  const microseconds = (kind: Kind) =>
    Object.fromEntries(
      (['node', 'postgres', 'load'] as const).map((part) => {
        const values = rounds.flatMap((r) => r[kind].cpu[part] ?? [])
        return [part, values.length === 0 ? null : Math.round(spreadOf(values).median)]
      }),
    )
  const foreign = rounds.flatMap((r) => order.flatMap((k) => r[k].others ?? []))
  const others = foreign.length === 0 ? null : rounded(spreadOf(foreign).median)
  if (others !== null && others > quietShare)
    note(`${Math.round(others * 100)} % of the machine's busy time went to others: the figures say little, cpu_us more`)
  const failures = Object.fromEntries(
    Object.entries(bench.answers).flatMap(([kind, statuses]) =>
      Object.entries(statuses).flatMap(([status, n]) =>
        status === expected[kind as Kind] ? [] : [[`${kind} ${status}`, n]],
      ),
    ),
  )
  const wrong = Object.keys(failures).length > 0 || bench.unanswered > 0
  const verdict = {
    ratio_http: verdictOn(figure.ratio_http, goals.ratio_http),
    ratio_sql: verdictOn(figure.ratio_sql, goals.ratio_sql),
    refusals: verdictOn(figure.refusal_ratio, goals.refusal_ratio),
    accounted:
      accounted.kept === accounted.acknowledged
        ? `${accounted.kept} acknowledged, ${accounted.kept} kept`
        : `FAULT: ${accounted.acknowledged} acknowledged, ${accounted.kept} kept`,
    answers: wrong ? 'FAULT: see failures' : 'every answer as expected',
    connections_lost:
      refused.lost > 0 || refused.watched === 0
        ? `FAULT: ${refused.lost} of ${refused.watched} lost to refusals`
        : `none of ${refused.watched} lost to refusals`,
  }
  if (bench.oddity !== null) note(`an answer that should not have been:\n${bench.oddity}`)
  const line = {
    ...figure,
    connections: options.connections,
    pool: options.pool,
    transport: options.listen,
    processes: 1,
    rounds: rounds.length,
    verdict,
    spread: Object.fromEntries(Object.entries(spreads).map(([name, s]) => [name, [rounded(s.min), rounded(s.max)]])),
    others_cpu: others,
    cpu_us: {
      work: microseconds('work'),
      sql: microseconds('sql'),
      http: microseconds('http'),
      refused: microseconds('refused'),
    },
    ...(wrong && { failures, unanswered: bench.unanswered }),
  }
  if (!options.json) {
    for (const [name, s] of Object.entries(spreads)) console.log(`${name.padEnd(18)} ${spreadText(s)}`)
    for (const [name, words] of Object.entries(verdict)) console.log(`${name.padEnd(18)} ${words}`)
  }
  console.log(JSON.stringify(line))
}
