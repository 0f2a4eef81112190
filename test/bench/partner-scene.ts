// The place of the campaign: a database, a gateway that can be killed and started again, a partner, and what an operator
// writes down so that they speak with each other. The configurations are those of docs/examples, with other addresses.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from '../../db/index.ts'
import { type PartnerPlatform, startPlatform } from '../partner.ts'
import { freePort } from '../ports.ts'
import { cleanEnvironment, type GatewayPlan, type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import { enrolOrgans, Insisting, type Organs } from './partner-organs.ts'
import { type Endings, note, openScene, temporaryDirectory } from './scene.ts'

const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))
const examples = new URL('../../docs/examples/', import.meta.url)
/** Long enough for a partner that is slow, short enough for one that hangs not to hold the campaign up. */
const partnerTimeoutMs = 2_000
export const secret = 'platform-secret'
export const sourceName = 'haicheng-platform'
export const sinkName = 'haicheng-platform-transfers'

export type Road = 'source' | 'sink' | 'webhook'

export interface PartnerScene {
  readonly owner: Pool
  readonly organs: Organs
  readonly platform: PartnerPlatform
  readonly market: Insisting
  readonly police: Insisting
  /** kill -9, and the same gateway again. */
  killAndRestart(): Promise<void>
  /** A command beside the gateway, as an operator gives it; its last line of JSON. */
  command(words: readonly string[], input?: string): Promise<{ code: number | null; line: unknown; text: string }>
}

export async function openPartnerScene(
  endings: Endings,
  options: { readonly pool: number; readonly seed: number },
  roads: readonly Road[] = ['source', 'sink', 'webhook'],
): Promise<PartnerScene> {
  const dataDir = temporaryDirectory(endings)
  note('a database, a partner and a gateway of their own …')
  // The bench holds the database: it is the gateway that is killed, and the counting goes on meanwhile.
  const scene = await openScene(endings, dataDir, 'tcp')
  const organs = await enrolOrgans(scene.owner)
  const platform = await startPlatform({ signature: 'hmac-sha256', secret, seed: options.seed })
  endings.add(() => platform.stop())
  const environment = { XIANJIE_OUTBOUND_ALLOW: '127.0.0.0/8', XIANJIE_LOG: 'warn' }
  const plan: GatewayPlan = {
    dataDir,
    connections: options.pool,
    port: await freePort(),
    database: { gatewayUrl: scene.gatewayUrl, ownerUrl: scene.ownerUrl },
    environment,
  }
  let gateway: GatewayProcess = await startGatewayProcess(plan)
  endings.add(() => gateway.stop())

  const command: PartnerScene['command'] = (words, input) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [launcher, '--json', ...words], {
        env: {
          ...cleanEnvironment(),
          ...environment,
          XIANJIE_DATA_DIR: dataDir,
          XIANJIE_PORT: String(plan.port),
          DATABASE_URL: scene.gatewayUrl,
          DATABASE_MIGRATION_URL: scene.ownerUrl,
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
      child.stdin.end(input ?? '')
    })

  const market = new Insisting(gateway.url, organs.market)
  const opened: PartnerScene = {
    owner: scene.owner,
    organs,
    platform,
    market,
    police: new Insisting(gateway.url, organs.police),
    command,
    async killAndRestart() {
      await gateway.kill()
      gateway = await startGatewayProcess(plan)
    },
  }
  await configure(opened, dataDir, roads)
  return opened
}

/** A file of docs/examples with the partner's address and short patience. */
export function example(name: string, url: string): Record<string, unknown> {
  const text = readFileSync(new URL(name, examples), 'utf8')
  return JSON.parse(
    text.replaceAll('http://127.0.0.1:18732', url).replaceAll('"timeoutMs": 15000', `"timeoutMs": ${partnerTimeoutMs}`),
  )
}

async function configure(scene: PartnerScene, dataDir: string, roads: readonly Road[]): Promise<void> {
  const { platform, market, organs } = scene
  const source = example('source-platform.json', platform.url)
  const sink = example('sink-platform.json', platform.url)
  if (source.agency !== organs.market.code) throw new Error('the examples speak of another organ')
  const config = source.config as Record<string, unknown>
  const files = {
    source: { ...source, everySeconds: 1, config: { ...config, pageSize: 50 } },
    sink,
  }
  for (const [kind, value] of Object.entries(files)) {
    if (!roads.includes(kind as Road)) continue
    const file = join(dataDir, `${kind}.json`)
    writeFileSync(file, JSON.stringify(value))
    await expectDone(scene, [kind, 'add', file])
    await expectDone(scene, [kind, 'secret', String((value as { name: unknown }).name)], secret)
  }
  if (!roads.includes('webhook')) return
  const hook = await market.ask('POST', '/v1/webhooks', example('webhook-platform.json', platform.url))
  if (hook.status !== 201) throw new Error(`the webhook: ${hook.status} ${JSON.stringify(hook.body)}`)
}

export async function expectDone(scene: PartnerScene, words: readonly string[], input?: string): Promise<unknown> {
  const { code, line, text } = await scene.command(words, input)
  if (code !== 0) throw new Error(`xianjie ${words.join(' ')} exits ${code}: ${text}`)
  return line
}
