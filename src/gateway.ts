// Builds the gateway from its configuration, starts it and stops it. The stop is the start backwards: no new requests,
// those under way end, then the database is left.
import { constants, mkdirSync, openSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { type Logger, pino } from 'pino'
import { type OpenDatabase, openDatabase, openPool, type Pool } from '../db/index.ts'
import { clientGate, Keyring, officerColumns, officerGate, optedIn, Registry } from './agencies/index.ts'
import { askedFromWithin, buildApp, closed, drawsRoom, listening } from './api/index.ts'
import { Acts, type CasesDeps, hasPart } from './cases/index.ts'
import { openClues } from './clues/index.ts'
import { type Config, urlHost } from './config.ts'
import { type ConsoleDeps, consoleApp, startSessionSweep } from './console/index.ts'
import { openDrafts } from './drafts/index.ts'
import { openAccessLog, openLogSigner } from './journal/index.ts'
import { openSealer, outbound, parseNetworks, sealingKey } from './kernel/index.ts'
import { clamdScanner, closeMaterials, directoryStore, openMaterials, s3Store } from './materials/index.ts'
import { marksKeyOf, openPenalties } from './penalties/index.ts'
import { calendarsFrom } from './procedure/index.ts'
import { reviewsTold } from './supervision/index.ts'
import { openSinks, openSources, type PackagesRoom, sinkKind } from './sync/index.ts'
import {
  allOpenGaps,
  mailCarriers,
  startDeliveryWorker,
  startDesks,
  startDraws,
  startFindings,
  startIndicators,
  startOutcomes,
  startPackages,
  startReconciliations,
  startReportsOf,
  startScreening,
  startSources,
  startTree,
  startWarnings,
  startWorker,
} from './worker/index.ts'

export interface Gateway {
  readonly url: string
  readonly config: Config
  readonly database: OpenDatabase
  /** For exchanges with gateways without a wire, beside those of the worker. */
  readonly packages: PackagesRoom
  stop(): Promise<void>
  /** For an end that cannot wait: what is still to be logged is let go, or it would hold the process. */
  abandonLog(): void
}

const lastWordsMs = 500
const logWaitingMax = 16 * 1024 * 1024

/** `pages`: further ones of the console, made on the gateway's own pool; only benches have them. */
export interface GatewayOptions {
  readonly listen?: 'tcp' | 'socket'
  readonly pages?: (pool: Pool) => ConsoleDeps['more']
}

export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const lines = logDestination()
  const log: Logger = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines)
  // The database's account must pass through; what is private inside has modes of its own.
  mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
  const database = await openDatabase({
    url: config.databaseUrl,
    migrationUrl: config.migrationUrl,
    dataDir: config.dataDir,
    connections: config.connections,
    listen: options.listen,
    note: (line) => log.warn(line),
  })
  const undo: (() => Promise<unknown>)[] = [() => lastWords(lines), () => database.close()]
  try {
    // Two connections of its own: a busy gateway must not wait for itself to learn who was disabled.
    const registryPool = openPool(database.gatewayUrl, 2, (error) =>
      log.warn(`the registry lost a connection: ${error.message}`),
    )
    undo.push(() => registryPool.end())
    const registry = new Registry({ pool: registryPool })
    const keyring = await Keyring.open({
      registry,
      pool: registryPool,
      issuer: config.issuer,
      dataDir: config.dataDir,
      handedIn: config.signingKey,
      generateIfNone: !config.production,
    })
    // What the operator has loaded follows the registry: a new snapshot brings new calendars and opt-ins.
    let calendarFor = calendarsFrom([])
    let optIns: Parameters<typeof optedIn>[0] = []
    registry.follow((snapshot) => {
      calendarFor = calendarsFrom(snapshot.notices)
      optIns = snapshot.optIns
    })
    const signer = openLogSigner({
      issuer: config.issuer,
      dataDir: config.dataDir,
      handedIn: config.journalKey,
      generateIfNone: !config.production,
    })
    const sealing = sealingKey({
      dataDir: config.dataDir,
      handedIn: config.secretsKey,
      generateIfNone: !config.production,
    })
    const sealer = openSealer(sealing)
    const calls = outbound({ allow: config.outboundAllow })
    undo.push(async () => calls.close())
    const access = openAccessLog({
      pool: database.pool,
      onError: (error) => log.error({ error: String(error) }, 'the log of reads cannot be written: reads are refused'),
    })
    undo.push(() => access.close().catch((error: unknown) => log.error({ error: String(error) }, 'reads unrecorded')))
    const cases: CasesDeps = {
      pool: database.pool,
      directory: () => registry.fresh()?.directory ?? registry.current().then((s) => s.directory),
      sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
      calendarFor: (regionCode) => calendarFor(regionCode),
      optInsFor: (regionCode, domain) => optedIn(optIns, regionCode, domain),
      now: Date.now,
      issuer: config.issuer,
    }
    const { s3, clamd, uploads } = config
    if (!clamd) log.warn('uploads are not scanned for viruses: XIANJIE_CLAMD is not set')
    const materials = openMaterials({
      pool: database.pool,
      store: s3 ? await s3Store(s3) : await directoryStore(`${config.dataDir}/materials`),
      limits: uploads,
      agencyLimits: uploads.agencies,
      scanner: clamd && clamdScanner(clamd.address, clamd.silenceMs),
      ...(clamd && { larger: clamd.larger }),
    })
    undo.push(() => closeMaterials(materials))
    const acts = new Acts(cases)
    const worker = startWorker({
      pool: database.pool,
      accessLogMonths: config.accessLogMonths,
      deliveryDays: config.deliveryDays,
      materials,
      acts,
      cases,
      registry,
      log,
    })
    undo.push(() => worker.stop())
    const webhooks = { sealer, calls, issuer: config.issuer, now: Date.now }
    const sinks = openSinks({
      ...{ pool: database.pool, directory: cases.directory, sealer, calls, now: Date.now },
      reviews: (wanted) => reviewsTold(database.pool, wanted),
    })
    undo.push(() => sinks.carrier.close())
    const carriers = { [sinkKind]: sinks.carrier, ...mailCarriers(config.mail, config.issuer, log) }
    const deliveries = startDeliveryWorker({ databaseUrl: database.gatewayUrl, webhooks, carriers, log })
    undo.push(() => deliveries.stop())
    const penalties = openPenalties({ pool: database.pool, organs: cases.directory, now: Date.now })
    const sources = openSources({
      pool: database.pool,
      penalties,
      sealer,
      outbound: calls,
      sign: cases.sign,
      issuer: config.issuer,
      now: Date.now,
      random: Math.random,
    })
    const pulls = startSources({ sources, log })
    undo.push(() => pulls.stop())
    const { pool } = database
    const { sign, issuer } = cases
    const reconciliations = { pool, sources, sinks, sign, issuer, now: Date.now, sinkDays: config.deliveryDays }
    const comparing = startReconciliations({ room: reconciliations, ...config.reconcile, log })
    undo.push(() => comparing.stop())
    const outcomes = startOutcomes({ pool: database.pool, cases, log })
    undo.push(() => outcomes.stop())
    const counting = startIndicators({ indicators: { pool, directory: cases.directory, now: Date.now }, log })
    undo.push(() => counting.stop())
    const screened = { now: Date.now, marksKey: marksKeyOf(sealing) }
    const screening = startScreening({
      databaseUrl: database.gatewayUrl,
      room: screened,
      givesWay: () => penalties.lanes.busy,
      log,
    })
    undo.push(() => screening.stop())
    const desks = startDesks({ cases, log })
    undo.push(() => desks.stop())
    const followed = startFindings({
      findings: { pool: database.pool, directory: cases.directory, now: Date.now },
      openGaps: () => allOpenGaps(database.pool),
      dormantDays: config.dormantDays,
      log,
    })
    undo.push(() => followed.stop())
    const warnings = startWarnings({ pool: database.pool, cases, digestHour: config.mail?.hour, log })
    undo.push(() => warnings.stop())
    const reporting = startReportsOf({ pool: database.pool, registry, font: config.reportFont, log })
    undo.push(() => reporting.stop())
    const tree = startTree({ pool: database.pool, signer, log })
    undo.push(() => tree.stop())
    const draws = startDraws({ draws: drawsRoom(cases), log })
    undo.push(() => draws.stop())
    const packages: PackagesRoom = { pool: database.pool, registry, keyring, acts, cases, materials, now: Date.now }
    const exchanges = startPackages({ room: packages, log })
    undo.push(() => exchanges.stop())
    const app = buildApp({
      pool: database.pool,
      contestedMaterials: new Set(config.contestedMaterials),
      log,
      access,
      registry,
      keyring,
      office: { registry, keyring, pool: registryPool },
      acts,
      cases,
      materials,
      clues: openClues({
        pool: database.pool,
        organs: cases.directory,
        gates: { officerColumns, officerGate, clientGate },
        hasPart: (agencyId, transferId) => hasPart(database.pool, transferId, agencyId),
        now: Date.now,
      }),
      drafts: openDrafts({ pool: database.pool, clientGate, now: Date.now }),
      penalties,
      screening: { ...screened, pool: database.pool },
      sealer,
      calls,
      webhooks,
      sources,
      sinks,
      sinkDays: config.deliveryDays,
      sendsMail: config.mail !== undefined,
      metricsToken: config.metricsToken,
    })
    const sweep = startSessionSweep({ pool, idleMs: config.session.idleMs, now: Date.now, log })
    undo.push(() => sweep.stop())
    const console = consoleApp({
      pool: database.pool,
      registry,
      log,
      now: Date.now,
      issuer: config.issuer,
      api: askedFromWithin(app),
      demoSignIn: config.demoSignIn,
      mapGeojson: config.mapGeojson,
      oidc: config.oidc,
      sealer,
      limits: config.session,
      more: options.pages?.(database.pool),
    })
    app.all('/console/*', (c) => console.fetch(c.req.raw, { ...(c.env as object), requestId: c.get('requestId') }))
    app.get('/console', (c) => c.redirect('/console/', 308))
    const proxies = parseNetworks(config.trustedProxies)
    const fetch: typeof app.fetch = (request, env, ...rest) =>
      app.fetch(request, { ...(env as object), proxies }, ...rest)
    const server = await listening(fetch, config.host, config.port)
    undo.push(() => closed(server))
    const { port } = server.address() as AddressInfo
    const url = `http://${urlHost(config.host)}:${port}`
    log.info({ url, issuer: config.issuer, dataDir: config.dataDir }, 'listening')
    let stopping: Promise<void> | undefined
    return {
      url,
      config,
      database,
      packages,
      stop: () => (stopping ??= unwind(undo)),
      abandonLog: () => lines.destroy(),
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

/**
 * Standard error, in few writes that never block: what cannot be written waits up to a limit and is then dropped, and what
 * is unwritten at a kill is lost. An act never is.
 */
function logDestination(): ReturnType<typeof pino.destination> {
  const lines = pino.destination({
    dest: unblockingStderr(),
    sync: false,
    minLength: 8192,
    periodicFlush: 500,
    maxLength: logWaitingMax,
  })
  // Whoever read the log may be gone; that stops nothing here.
  lines.on('error', () => {})
  return lines
}

/** A thread that blocks on a full pipe could not be ended by anything but SIGKILL; opened anew, the pipe says EAGAIN. */
function unblockingStderr(): number {
  try {
    return openSync('/dev/fd/2', constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK)
  } catch {
    return 2 // a socket, or of another account
  }
}

/** Writes what is left, but not for ever: whoever reads the log may have stopped reading, and then nothing ends by itself. */
async function lastWords(lines: ReturnType<typeof pino.destination>): Promise<void> {
  let late: NodeJS.Timeout | undefined
  const flushed = new Promise<void>((done) => lines.flush(() => done()))
  await Promise.race([flushed, new Promise<void>((done) => (late = setTimeout(done, lastWordsMs)))])
  clearTimeout(late)
  lines.destroy()
}

async function unwind(undo: (() => Promise<unknown>)[]): Promise<void> {
  for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last()
}
