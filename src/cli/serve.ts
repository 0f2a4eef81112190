// `xianjie serve`: the gateway until it is told to stop.
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { type Gateway, startGateway } from '../gateway.ts'

export function register(program: Command): void {
  program
    .command('serve')
    .description(
      'run the gateway (environment: DATABASE_URL, DATABASE_MIGRATION_URL, XIANJIE_ISSUER, XIANJIE_HOST, XIANJIE_PORT, XIANJIE_DATA_DIR, XIANJIE_SIGNING_KEY, XIANJIE_LOG)',
    )
    .option('--port <port>', 'instead of XIANJIE_PORT')
    .option('--database-socket', 'reach the embedded database through its unix socket')
    .action(async (options: { port?: string; databaseSocket?: boolean }) => {
      const config = readConfig({ ...process.env, ...(options.port !== undefined && { XIANJIE_PORT: options.port }) })
      const gateway = await startGateway(config, { listen: options.databaseSocket ? 'socket' : 'tcp' })
      console.error(`衔接 Xianjie listens on ${gateway.url} (API: ${gateway.url}/docs)`)
      await stopped(gateway)
      // Nothing is under way any more; a log that nobody reads must not keep the process.
      process.exit()
    })
}

/** Until SIGINT or SIGTERM; a second signal does not wait for the drain. */
export async function stopped(gateway: Gateway): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) {
        gateway.abandonLog()
        process.exit(130)
      }
      asked = true
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
  await gateway.stop()
}
