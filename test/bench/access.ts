// The access bench: what it costs that reads are written down. The same doors twice in one process, once with the log and
// once with a log that keeps nothing, asked in turns: content of a file (durable before the first byte), the page of a
// case and of a list (gathered).
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ServerType, serve } from '@hono/node-server'
import { pino } from 'pino'
import { openPool, type Pool } from '../../db/index.ts'
import { clientGate, Keyring, officerColumns, officerGate, Registry } from '../../src/agencies/index.ts'
import { buildApp } from '../../src/api/index.ts'
import { Acts, type CasesDeps } from '../../src/cases/index.ts'
import { openClues } from '../../src/clues/index.ts'
import { openDrafts } from '../../src/drafts/index.ts'
import { type AccessLog, openAccessLog } from '../../src/journal/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { closeMaterials, directoryStore, openMaterials } from '../../src/materials/index.ts'
import { marksKeyOf, openPenalties } from '../../src/penalties/index.ts'
import { calendarsFrom } from '../../src/procedure/index.ts'
import { openSources } from '../../src/sync/index.ts'
import { type Goal, rounded, spreadOf, verdictOn } from './figures.ts'
import { freePort } from './gateway-process.ts'
import { letter, timesNow } from './letters.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { type Endings, note, openScene, temporaryDirectory, withEndings } from './scene.ts'

/** A gathered read may cost no more than a tenth; a durable one waits for the disk once, as an act does. */
const goals: Readonly<Record<string, Goal>> = { case: { reach: 0.9 }, list: { reach: 0.9 }, content: { reach: 0.25 } }
const contentBytes = 64 * 1024
/** Requests at once in the measurement of throughput: durable entries that arrive together share a statement. */
const atOnce = 16

const unkept: AccessLog = { record: async () => {}, note: () => {}, close: async () => {} }

interface Door {
  readonly url: string
  readonly log: AccessLog
}

export async function benchAccess(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const { doors, paths, token, pool } = await opened(endings, options)
    const headers = { authorization: `Bearer ${token}` }
    const ask = async (door: Door, path: string) => {
      const answer = await fetch(door.url + path, { headers })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
    }
    const line: Record<string, unknown> = {}
    const verdict: Record<string, string> = {}
    let read = 0
    const perTurn = options.short ? 5 : 20
    for (const [name, path] of Object.entries(paths)) {
      const ms = { with: [] as number[], without: [] as number[] }
      const perSecond = { with: [] as number[], without: [] as number[] }
      for (let round = -1; round < options.rounds; round++) {
        const until = performance.now() + (options.seconds * 1_000) / 2
        while (performance.now() < until || (round >= 0 && ms.with.length === 0)) {
          for (const kind of ['without', 'with'] as const) {
            for (let i = 0; i < perTurn; i++) {
              const from = performance.now()
              await ask(doors[kind], path)
              if (round >= 0) ms[kind].push(performance.now() - from)
            }
            if (kind === 'with') read += perTurn
          }
        }
        for (const kind of ['with', 'without'] as const) {
          const from = performance.now()
          await Promise.all(
            Array.from({ length: atOnce }, async () => {
              for (let i = 0; i < perTurn; i++) await ask(doors[kind], path)
            }),
          )
          if (round >= 0) perSecond[kind].push((atOnce * perTurn * 1_000) / (performance.now() - from))
          if (kind === 'with') read += atOnce * perTurn
        }
      }
      const median = (list: number[]) => spreadOf(list).median
      const ratio = median(perSecond.with) / median(perSecond.without)
      line[`${name}_ms`] = rounded(median(ms.with))
      line[`${name}_floor_ms`] = rounded(median(ms.without))
      line[`${name}_cost_ms`] = rounded(median(ms.with) - median(ms.without))
      line[`${name}_per_s`] = rounded(median(perSecond.with))
      line[`${name}_floor_per_s`] = rounded(median(perSecond.without))
      line[`${name}_ratio`] = rounded(ratio)
      verdict[name] = verdictOn(ratio, goals[name] as Goal)
      note(
        `${name}: ${line[`${name}_ms`]} ms, without the log ${line[`${name}_floor_ms`]} ms; ${atOnce} at once ${verdict[name]}`,
      )
    }
    await doors.with.log.close()
    const { rows } = await pool.query('select count(*)::int as n from access_entry')
    verdict.accounted = `${read} read, ${rows[0].n} written down`
    console.log(JSON.stringify({ bench: 'access', ...line, rounds: options.rounds, verdict }))
  })
}

async function opened(endings: Endings, options: BenchOptions) {
  const dataDir = temporaryDirectory(endings)
  note('a database of its own …')
  const scene = await openScene(endings, dataDir, options.listen)
  const [sender] = await enrol(scene.owner)
  if (sender === undefined) throw new Error('nobody was enrolled')
  const pool = openPool(scene.gatewayUrl, options.pool)
  endings.add(() => pool.end())
  const port = await freePort()
  const recorded = openAccessLog({ pool })
  const kept = await listening(endings, pool, dataDir, port, recorded)
  const floor = await listening(endings, pool, dataDir, await freePort(), unkept, `http://127.0.0.1:${port}`)
  const token = await tokenOf(sender, kept)
  const materials = await filed(scene.owner, sender, dataDir)
  const ids: string[] = []
  for (let n = 1; n <= 30; n++) {
    const answer = await fetch(`${kept}/v1/transfers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...letter(n, sender, timesNow(), '移'), materials: materials[n - 1] }),
    })
    if (answer.status !== 201) throw new Error(`no case: ${answer.status} ${await answer.text()}`)
    ids.push(((await answer.json()) as { transfer: { id: string } }).transfer.id)
  }
  const paths = {
    content: `/v1/materials/${materials[0]?.[0]?.id}/content`,
    case: `/v1/transfers/${ids[0]}`,
    list: '/v1/transfers?limit=20',
  }
  return { doors: { with: { url: kept, log: recorded }, without: { url: floor, log: unkept } }, paths, token, pool }
}

/** The doors over one log; both sign and are called in the name of the first. */
async function listening(
  endings: Endings,
  pool: Pool,
  dataDir: string,
  port: number,
  access: AccessLog,
  issuer = `http://127.0.0.1:${port}`,
): Promise<string> {
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, generateIfNone: true })
  const cases: CasesDeps = {
    pool,
    directory: () => registry.fresh()?.directory ?? registry.current().then((s) => s.directory),
    sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
    calendarFor: calendarsFrom([]),
    optInsFor: () => new Set(),
    now: Date.now,
    issuer,
  }
  const materials = openMaterials({ pool, store: await directoryStore(`${dataDir}/materials`) })
  endings.add(() => closeMaterials(materials))
  const app = buildApp({
    pool,
    log: pino({ level: 'silent' }),
    access,
    registry,
    keyring,
    office: { registry, keyring, pool },
    acts: new Acts(cases),
    cases,
    materials,
    clues: openClues({
      pool,
      organs: cases.directory,
      gates: { officerColumns, officerGate, clientGate },
      hasPart: async () => false,
      now: Date.now,
    }),
    drafts: openDrafts({ pool, clientGate, now: Date.now }),
    penalties: openPenalties({ pool, organs: cases.directory, now: Date.now }),
    screening: { pool, now: Date.now, marksKey: marksKeyOf(Buffer.alloc(32)) },
    sealer: openSealer(Buffer.alloc(32)),
    calls: outbound(),
    webhooks: { sealer: openSealer(Buffer.alloc(32)), calls: outbound(), issuer: issuer, now: Date.now },
    sources: openSources({
      ...{ pool: pool, penalties: openPenalties({ pool: pool, organs: cases.directory, now: Date.now }) },
      ...{
        sealer: undefined,
        outbound: outbound(),
        sign: undefined,
        issuer: issuer,
        now: Date.now,
        random: Math.random,
      },
    }),
  })
  const server = await new Promise<ServerType>((resolve) => {
    const made = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(made))
  })
  endings.add(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Three materials for each of thirty cases, all of the same bytes, where the store keeps them. */
async function filed(owner: Pool, sender: Sender, dataDir: string) {
  const bytes = randomBytes(contentBytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const shelf = join(dataDir, 'materials', 'sha256', sha256.slice(0, 2))
  mkdirSync(shelf, { recursive: true, mode: 0o700 })
  writeFileSync(join(shelf, sha256.slice(2)), bytes, { mode: 0o600 })
  const materials = Array.from({ length: 30 }, () =>
    ['M1', 'M2', 'M3'].map((kind) => ({ id: randomUUID(), kind, title: `材料 ${kind}`, sha256 })),
  )
  await owner.query(
    `insert into material (id, agency_id, client_id, state, filename, media_type, size, sha256, sm3, completed_at, expires_at)
     select id, $2, $3, 'ready', '笔录.pdf', 'application/pdf', $4::bigint, $5, $5, now(), now() + interval '1 day'
     from unnest($1::uuid[]) as id`,
    [materials.flat().map((m) => m.id), sender.agencyId, sender.clientId, contentBytes, sha256],
  )
  return materials
}
