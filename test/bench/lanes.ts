// The lanes bench: one receiver hangs for its whole time-out at every try; what does that do to the lag of another that
// follows the same organ? In turns without and with the hanging one, real webhooks to real servers, with the pace, the
// breaker and the connections that the gateway has.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openPool, type Pool } from '../../db/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { addReceiver, newWebhookKey, removeReceiver, startDelivery, webhookCarrier } from '../../src/outbox/index.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { type Endings, note, openScene, temporaryDirectory, withEndings } from './scene.ts'

/** Hardly more than chance: the lag of the other may grow by a fourth, or by as much as one look of the queue takes. */
const ratioMax = 1.25
const lookMs = 20
/** Acts a second, each in a case of its own or the next of one; hanging receivers; their time-out. */
const actsPerSecond = 60
const hangingCount = 1
const timeoutMs = 3_000
const by = { who: 'the bench' }

export async function benchLanes(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const dataDir = temporaryDirectory(endings)
    note('a database of its own …')
    const scene = await openScene(endings, dataDir, options.listen)
    const pool = openPool(scene.gatewayUrl, 4)
    endings.add(() => pool.end())
    const sealer = openSealer(Buffer.alloc(32, 1))
    const calls = outbound({ allow: ['127.0.0.0/8'] })
    endings.add(() => calls.close())
    const agency = randomUUID()
    const arrived = new Map<string, number>()
    const healthy = await listening(endings, (body) => {
      const { data } = JSON.parse(body) as { data: { transferId: string; version: number } }
      arrived.set(`${data.transferId}/${data.version}`, performance.now())
      return true
    })
    let hung = 0
    const hanging = await listening(endings, () => {
      hung += 1
      return false
    })
    const webhook = (url: string) =>
      addReceiver(
        pool,
        {
          kind: 'webhook',
          name: url,
          agencyId: agency,
          config: { url, description: '', steps: null, publicKeys: [] },
          secret: sealer.seal(JSON.stringify({ keys: [newWebhookKey()] })),
          timeoutMs,
        },
        by,
      )
    await webhook(healthy)
    let stuck: string[] = []
    // Made anew for each round: what they would have to catch up with is not what is measured.
    const setStuck = async (on: boolean) => {
      for (const id of stuck) await removeReceiver(pool, id, by)
      stuck = on ? await Promise.all(Array.from({ length: hangingCount }, async () => (await webhook(hanging)).id)) : []
    }
    const log = {
      warn: () => {},
      error: (facts: object, message: string) => note(`${message} ${JSON.stringify(facts)}`),
    }
    const carriers = { webhook: webhookCarrier({ sealer, calls, issuer: 'https://bench.example', now: Date.now }) }
    const deliveries = startDelivery({ pool, carriers, log })
    endings.add(() => deliveries.stop())

    const lags = { alone: [] as number[], with: [] as number[] }
    const seconds = Math.max(options.seconds, options.short ? 1.5 : 8)
    await round(pool, agency, arrived, 1)
    for (let n = 0; n < options.rounds; n++) {
      for (const kind of ['alone', 'with'] as const) {
        await setStuck(kind === 'with')
        const found = await round(pool, agency, arrived, seconds)
        lags[kind].push(...found)
        note(`round ${n + 1} ${kind}: p99 ${rounded(quantile(found, 0.99))} ms of ${found.length}`)
      }
    }
    const [alone, beside] = [lags.alone, lags.with].map((list) => quantile(list, 0.99)) as [number, number]
    const ratio = beside / alone
    const reached = ratio <= ratioMax || beside - alone <= lookMs
    console.log(
      JSON.stringify({
        bench: 'lanes',
        p99_ms: rounded(beside),
        p99_alone_ms: rounded(alone),
        ratio: rounded(ratio),
        p50_ms: rounded(quantile(lags.with, 0.5)),
        p50_alone_ms: rounded(quantile(lags.alone, 0.5)),
        deliveries: lags.with.length + lags.alone.length,
        hanging_receivers: hangingCount,
        hung_tries: hung,
        timeout_ms: timeoutMs,
        rounds: options.rounds,
        verdict: `${reached ? 'reached' : 'MISSED'} (ratio ${ratioMax} or ${lookMs} ms)`,
      }),
    )
  })
}

/** Acts at a steady pace for so long; gives the lag of each at the healthy receiver, all of them arrived. */
async function round(
  pool: Pool,
  agency: string,
  arrived: ReadonlyMap<string, number>,
  seconds: number,
): Promise<number[]> {
  const sent = new Map<string, number>()
  const from = performance.now()
  const cases = Array.from({ length: 50 }, () => ({ id: randomUUID(), version: 0 }))
  for (let n = 0; n < seconds * actsPerSecond; n++) {
    const due = from + (n * 1_000) / actsPerSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((done) => setTimeout(done, wait))
    const one = cases[n % cases.length] as (typeof cases)[number]
    one.version += 1
    await pool.query(
      `insert into notice (agency_id, transfer_id, version, step, at) values ($1, $2, $3, 'receipt_sign', now())`,
      [agency, one.id, one.version],
    )
    // From its commit on it is owed.
    sent.set(`${one.id}/${one.version}`, performance.now())
  }
  const late = performance.now() + 60_000
  while ([...sent.keys()].some((key) => !arrived.has(key))) {
    if (performance.now() > late) throw new Error('the healthy receiver did not get everything within a minute')
    await new Promise((done) => setTimeout(done, 20))
  }
  return [...sent].map(([key, at]) => Math.max(0, (arrived.get(key) as number) - at))
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

/** A server that answers 204 where `take` says so, and never otherwise. */
async function listening(endings: Endings, take: (body: string) => boolean): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => take(body) && response.writeHead(204).end())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  endings.add(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
