// `/metrics` for Prometheus, with a registry of our own: what the gateway owes and is owed, and how busy it is. Asked for
// from this machine, or with a token: names of platforms are nobody else's affair.
import { timingSafeEqual } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Hono, type MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { Counter, Gauge, Histogram, Registry as Metrics } from 'prom-client'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { type FiguresDeps, figureGauges } from './metrics-figures.ts'
import { problem } from './problem.ts'

export interface Measures {
  /** Counts requests and their time by the pattern of their route. */
  readonly counted: MiddlewareHandler<DoorEnv>
  /** Mount at `/metrics`. */
  door(figures: FiguresDeps, token: string | undefined): Hono<DoorEnv>
}

/** Several who ask within this get the same answer: a scrape must not be a way to load the database. */
const freshMs = 2_000
const lagResolutionMs = 20

export function openMeasures(): Measures {
  const metrics = new Metrics()
  const time = new Histogram({
    name: 'xianjie_http_request_seconds',
    help: 'Time from a request to its answer, by method, pattern of the route and class of the status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  })
  const faults = new Counter({
    name: 'xianjie_http_faults_total',
    help: 'Requests answered with a status of 500 or more',
    registers: [metrics],
  })

  const counted: MiddlewareHandler<DoorEnv> = async (c, next) => {
    const from = performance.now()
    await next()
    const { status } = c.res
    time.observe(
      { method: methodOf(c.req.method), route: routeOf(matchedRoutes(c)), status: `${Math.floor(status / 100)}xx` },
      (performance.now() - from) / 1000,
    )
    if (status >= 500) faults.inc()
  }

  return { counted, door: (figures, token) => metricsDoor(metrics, figures, token) }
}

/** A method that nobody knows would be a series of its own. */
const known = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const methodOf = (method: string) => (known.has(method) ? method : 'other')

/** The pattern of the handler; what only middlewares matched is one route: paths are the caller's invention. */
function routeOf(matched: ReturnType<typeof matchedRoutes>): string {
  const path = matched.at(-1)?.path ?? ''
  return path === '' || path.endsWith('*') ? 'none' : path
}

function metricsDoor(metrics: Metrics, deps: FiguresDeps, token: string | undefined): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const delay = monitorEventLoopDelay({ resolution: lagResolutionMs })
  delay.enable()
  const lag = new Gauge({
    name: 'xianjie_event_loop_lag_seconds',
    help: 'How late the event loop came since the last answer here',
    labelNames: ['quantile'],
    registers: [metrics],
  })
  const memory = new Gauge({ name: 'xianjie_resident_bytes', help: 'Memory of the process', registers: [metrics] })
  const figures = figureGauges(metrics, deps)
  let last: { readonly at: number; readonly text: Promise<string> } | undefined

  async function exposition(): Promise<string> {
    // The resolution is the timer's own wait, and no lag.
    const seconds = (ns: number) => Math.max(0, ns / 1e9 - lagResolutionMs / 1e3)
    lag.set({ quantile: '0.5' }, seconds(delay.percentile(50)))
    lag.set({ quantile: '0.99' }, seconds(delay.percentile(99)))
    lag.set({ quantile: '1' }, seconds(delay.max))
    delay.reset()
    memory.set(process.memoryUsage.rss())
    await figures()
    return metrics.metrics()
  }

  door.get('/', async (c) => {
    const refusal = mayRead(c, token)
    if (refusal !== undefined) return problem(c, refusal)
    const now = performance.now()
    if (last === undefined || now - last.at > freshMs) last = { at: now, text: exposition() }
    return c.body(await last.text, 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
  })
  return door
}

type C = Parameters<MiddlewareHandler<DoorEnv>>[0]

/** With a token it is asked for everywhere: a proxy on the machine makes the whole world come from it. */
function mayRead(c: C, token: string | undefined): Refusal | undefined {
  if (token !== undefined) {
    const said = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (said === undefined) return new Refusal('token_missing', 'The metrics are read with their token.')
    return same(said, token) ? undefined : new Refusal('token_invalid', 'This is not the token of the metrics.')
  }
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  const from = env?.incoming?.socket?.remoteAddress ?? ''
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => c.req.header(name) !== undefined,
  )
  const here = /^(::ffff:)?127\.|^::1$/.test(from) && !forwarded
  return here ? undefined : new Refusal('not_found', 'There is nothing here.')
}

function same(said: string, token: string): boolean {
  const [a, b] = [Buffer.from(said), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
