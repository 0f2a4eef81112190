// What runs during a submit bench: the gateway, its floors and the load, each in a process of its own, and one measurement
// of any of them. In which order, and what it means, others decide.
import type { JWK } from 'jose'
import { capture } from './captured.ts'
import { Child } from './child.ts'
import { cpuOf, cpuOfMachine, cpuOfServer } from './cpu.ts'
import { rounded } from './figures.ts'
import { benchTable, type HttpFloorPlan } from './floor-http.ts'
import type { SqlFloorPlan, SqlFloorResult } from './floor-sql.ts'
import { freePort, type GatewayProcess, gatewayConnections, startGatewayProcess } from './gateway-process.ts'
import type { LoadPlan, LoadResult, LoadRun } from './load.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { type Endings, note, openScene, type Scene, temporaryDirectory } from './scene.ts'
import { supply } from './supplies.ts'

export type Kind = 'work' | 'sql' | 'http' | 'refused' | 'malformed'

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
export const share: Partial<Record<Kind, number>> = { refused: 0.75, malformed: 0.4 }
const warmAnswers = 6_000
const warmRunsMax = 8
const stillRising = 1.05
const words: Readonly<Record<Kind, string>> = { work: '移', sql: '案', refused: '拒', malformed: '误', http: '示' }
export const expected: Partial<Record<Kind, string>> = { work: '201', http: '201', refused: '422', malformed: '400' }

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
