// `xianjie migrate`: brings the database to this release's schema.
import { mkdirSync } from 'node:fs'
import type { Command } from 'commander'
import { migrateAs, reach } from '../../db/index.ts'
import { readConfig } from '../config.ts'

export function register(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this release (forward only)')
    .action(async () => {
      const config = readConfig(process.env)
      mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
      const reached = await reach({
        url: config.databaseUrl,
        migrationUrl: config.migrationUrl,
        dataDir: config.dataDir,
        connections: 1,
        note: (line) => console.error(line),
      })
      try {
        await migrateAs(reached)
      } finally {
        await reached.leave()
      }
      console.log(program.opts<{ json?: boolean }>().json ? '{"schema":"current"}' : 'The schema is current.')
    })
}
