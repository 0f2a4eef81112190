// Where the play takes place: the gateway of this data directory, found where it runs already, started otherwise. A port
// that somebody else holds is left to him and the next one is tried.
import { createServer } from 'node:net'
import { type OpenDatabase, openDatabase } from '../../../db/index.ts'
import { handedInKey, readKeys } from '../../agencies/index.ts'
import { type Config, readConfig } from '../../config.ts'
import { type Gateway, startGateway } from '../../gateway.ts'
import { DemoFault } from './fault.ts'
import type { Screen } from './screen.ts'

export interface House {
  readonly url: string
  readonly pool: OpenDatabase['pool']
  /** Absent where the gateway is another process's. */
  readonly gateway?: Gateway
  close(): Promise<void>
}

/** Ports tried one after the other; more than that taken means something else is wrong. */
const portsTried = 50
const answerWithinMs = 2_000

/** The demonstration's configuration: the environment's, on this port, saying no more than warnings. */
export function demoConfig(env: NodeJS.ProcessEnv, port?: string | number): Config {
  return readConfig({
    ...env,
    XIANJIE_LOG: env.XIANJIE_LOG || 'warn',
    XIANJIE_DEMO_SIGN_IN: 'true',
    ...(port !== undefined && { XIANJIE_PORT: String(port) }),
  })
}

export async function openHouse(env: NodeJS.ProcessEnv, wanted: Config, screen: Screen): Promise<House> {
  for (let attempt = 1; ; attempt++) {
    const place = await findPlace(wanted, screen)
    if ('running' in place) return join(wanted, place.running)
    try {
      const starting = startGateway(demoConfig(env, place.port))
      const gateway = await screen.during(
        '启动网关与内置数据库 starting the gateway and its built-in database',
        starting,
      )
      return { url: gateway.url, pool: gateway.database.pool, gateway, close: () => gateway.stop() }
    } catch (error) {
      // Between the look and the start somebody took the port.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === 3) throw error
    }
  }
}

async function join(config: Config, url: string): Promise<House> {
  const { databaseUrl, migrationUrl, dataDir } = config
  const database = await openDatabase({ url: databaseUrl, migrationUrl, dataDir, connections: 2 })
  return { url, pool: database.pool, close: () => database.close() }
}

async function findPlace(config: Config, screen: Screen): Promise<{ port: number } | { running: string }> {
  const host = config.host
  if (config.port === 0) return { port: (await listenable(host, 0)) as number }
  for (let port = config.port; port < Math.min(config.port + portsTried, 65_536); port++) {
    if ((await listenable(host, port)) !== undefined) return { port }
    const url = `http://${host}:${port}`
    const there = await whoListens(url, config)
    if (there === 'ours') {
      screen.say(
        `${url} 已有本数据目录的网关在运行，演示在其上进行。A gateway of this data directory runs there already; the demonstration joins it.`,
      )
      return { running: url }
    }
    screen.say(
      `端口 ${port} 已被${there === 'xianjie' ? '另一数据目录的衔接网关' : '其他程序'}占用，改试下一个。Port ${port} is held by ${there === 'xianjie' ? 'a Xianjie gateway of another data directory' : 'another program'}; trying the next one.`,
      'yellow',
    )
  }
  throw new DemoFault(`No port from ${config.port} on is free. Choose one with --port.`)
}

/** The port, where it can be listened on; undefined where somebody does already. */
function listenable(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return resolve(undefined)
      reject(
        new DemoFault(
          `Nothing can listen on ${host}:${port} (${error.message}). Choose another --port or XIANJIE_HOST.`,
        ),
      )
    })
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

/** A gateway is ours if it publishes a key whose private half lies in our data directory. */
async function whoListens(url: string, config: Config): Promise<'ours' | 'xianjie' | 'other'> {
  try {
    const response = await fetch(`${url}/.well-known/jwks.json`, { signal: AbortSignal.timeout(answerWithinMs) })
    const { keys } = (await response.json()) as { keys: { kid: string; xj_active_from?: string }[] }
    const own = config.signingKey === undefined ? readKeys(config.dataDir) : [handedInKey(config.signingKey)]
    if (keys.some((key) => own.some(({ kid }) => kid === key.kid))) return 'ours'
    return keys.some((key) => key.xj_active_from !== undefined) ? 'xianjie' : 'other'
  } catch {
    return 'other'
  }
}
