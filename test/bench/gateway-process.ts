// The real gateway in a process of its own, started as an operator starts it. Its log goes to a file in the bench's
// directory, at the level that production has.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))
const startMs = 90_000

export interface GatewayPlan {
  readonly dataDir: string
  readonly connections: number
  readonly port: number
  /** Left out, the gateway finds the embedded database in `dataDir` itself. */
  readonly database?: { readonly gatewayUrl: string; readonly ownerUrl: string }
  readonly nodeOptions?: readonly string[]
  /** Further variables. */
  readonly environment?: Readonly<Record<string, string>>
  /** After `serve`. */
  readonly options?: readonly string[]
}

export interface GatewayProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** SIGTERM and the end of it. */
  stop(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
}

/** Marks the gateway's connections, so that they can be told from those of the floors. */
export const gatewayConnections = 'xianjie-bench-gateway'

/** Ours only: a setting of the shell, or of the test runner, must not change what is measured. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const foreign = /^(XIANJIE_|DATABASE_|PG|VITEST|NODE_ENV$|NODE_OPTIONS$|NODE_V8_COVERAGE$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

export async function startGatewayProcess(plan: GatewayPlan): Promise<GatewayProcess> {
  const url = `http://127.0.0.1:${plan.port}`
  const logPath = join(plan.dataDir, 'gateway.log')
  const log = openSync(logPath, 'a')
  const child = spawn(process.execPath, [...(plan.nodeOptions ?? []), launcher, 'serve', ...(plan.options ?? [])], {
    stdio: ['ignore', log, log],
    env: {
      ...cleanEnvironment(),
      XIANJIE_DATA_DIR: plan.dataDir,
      XIANJIE_HOST: '127.0.0.1',
      XIANJIE_PORT: String(plan.port),
      XIANJIE_DATABASE_CONNECTIONS: String(plan.connections),
      ...plan.environment,
      ...(plan.database && {
        DATABASE_URL: `${plan.database.gatewayUrl}?application_name=${gatewayConnections}`,
        DATABASE_MIGRATION_URL: plan.database.ownerUrl,
      }),
    },
  })
  closeSync(log)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = async (signal: NodeJS.Signals) => {
    if (isRunning(child)) child.kill(signal)
    await ended
  }
  const deadline = Date.now() + startMs
  while (!(await ready(url))) {
    if (!isRunning(child) || Date.now() > deadline) {
      await end('SIGKILL')
      throw new Error(`the gateway did not start:\n${readFileSync(logPath, 'utf8').slice(-2_000)}`)
    }
    await sleep(50)
  }
  return { url, port: plan.port, pid: child.pid as number, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

const ready = (url: string) =>
  fetch(`${url}/readyz`).then(
    (response) => response.ok,
    () => false,
  )

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })
}
