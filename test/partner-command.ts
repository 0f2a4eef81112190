// A command of the operator beside the gateway of a test world, in a process of its own: same database, same directory.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from './bench/gateway-process.ts'
import type { World } from './world.ts'

const launcher = fileURLToPath(new URL('../src/xianjie.js', import.meta.url))

export interface Commanded {
  readonly code: number | null
  /** The last line of its output, where it is JSON. */
  readonly line: unknown
  /** The end of what it said, both ways. */
  readonly text: string
}

export function command(w: World, words: readonly string[], input = ''): Promise<Commanded> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, '--json', ...words], {
      env: {
        ...cleanEnvironment(),
        XIANJIE_DATA_DIR: w.gateway.config.dataDir,
        XIANJIE_PORT: String(w.gateway.config.port),
        DATABASE_URL: w.db.gatewayUrl,
        DATABASE_MIGRATION_URL: w.db.ownerUrl,
      },
    })
    let [stdout, text] = ['', '']
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      text += chunk
    })
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('close', (code) => {
      const last = stdout.trimEnd().split('\n').at(-1) ?? ''
      resolve({ code, line: /^[[{]/.test(last) ? JSON.parse(last) : null, text: text.slice(-4_000) })
    })
    child.stdin.end(input)
  })
}
