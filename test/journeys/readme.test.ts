// The README's own example, run as it is printed: the commands that enter a small world, then the partner's program.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { startGateway } from '../../src/gateway.ts'
import { testDatabase } from '../database.ts'
import { freePort } from '../ports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const run = promisify(execFile)
const directory = mkdtempSync(join(tmpdir(), 'xianjie-readme-'))
const db = await testDatabase()
const environment = {
  DATABASE_URL: db.gatewayUrl,
  DATABASE_MIGRATION_URL: db.ownerUrl,
  XIANJIE_DATA_DIR: directory,
  XIANJIE_PORT: String(await freePort()),
  XIANJIE_LOG: 'error',
}
const gateway = await startGateway(readConfig(environment))
afterAll(async () => {
  await gateway.stop()
  rmSync(directory, { recursive: true, force: true })
})

function printed(mark: string): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const block = new RegExp(`<!-- run: ${mark} -->\n\`\`\`\\w+\n([\\s\\S]*?)\n\`\`\``).exec(readme)?.[1]
  if (block === undefined) throw new Error(`the README has no block ${mark}`)
  return block
}

test('the commands of the README enter a world, and its program submits a case and signs for it', {
  timeout: 240_000,
}, async () => {
  const options = { cwd: directory, env: { PATH: process.env.PATH, ...environment } }
  // `npx` finds the launcher by the manifest beside it; here the launcher is named, which the house test holds to be it.
  const commands = printed('world').replaceAll(/^npx xianjie/gm, `node ${root}/src/xianjie.js`)
  await run('bash', ['-euo', 'pipefail', '-c', commands], options)
  for (const file of ['market.jwk', 'police.jwk']) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600)

  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  writeFileSync(join(directory, 'partner.ts'), printed('partner.ts'))
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  const { stdout } = await run('node', ['--import', 'tsx', 'partner.ts'], {
    ...options,
    env: { ...options.env, XIANJIE: gateway.url },
  })
  expect(stdout).toMatch(/^receipt \{[\s\S]*step: 'transfer_dispatch'/)
  expect(stdout).toMatch(/^changes \[[\s\S]*step: 'transfer_dispatch'/m)
  expect(stdout).toMatch(/rule: 'filing_review'[\s\S]*status: 'running'/)
  expect(stdout).toMatch(/^may be done now \[[\s\S]*step: 'completeness_check'/m)
})
