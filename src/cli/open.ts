// Opens what commands work with: the configured database, or the embedded one, started if nobody has.
import { mkdirSync } from 'node:fs'
import type { Command } from 'commander'
import { openDatabase } from '../../db/index.ts'
import { readConfig } from '../config.ts'
import type { OpenContext } from './context.ts'

export function openContext(program: Command): OpenContext {
  return async () => {
    const config = readConfig(process.env)
    mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
    const database = await openDatabase({
      url: config.databaseUrl,
      migrationUrl: config.migrationUrl,
      dataDir: config.dataDir,
      connections: 4,
      note: (line) => console.error(line),
    })
    return {
      pool: database.pool,
      dataDir: config.dataDir,
      issuer: config.issuer,
      journalKey: config.journalKey,
      secretsKey: config.secretsKey,
      ...(config.signingKey !== undefined && { keyFile: config.signingKey }),
      out: (value, human) => console.log(program.opts<{ json?: boolean }>().json ? JSON.stringify(value) : human()),
      close: () => database.close(),
    }
  }
}
