// The cuts bench: uploads whose connections are broken at random bytes while the gateway is ended with kill -9 under them
// and started again, over a directory and over a bucket of a real S3-compatible server. Every file must come out byte by
// byte, and nothing may be left over.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startS3 } from '../s3-server.ts'
import { filesIn } from '../store-files.ts'
import { freePort, type GatewayPlan, startGatewayProcess } from './gateway-process.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { Endings, note, openScene, temporaryDirectory, withEndings } from './scene.ts'
import { ask, blocksOf, createUpload, type Door, download, remove, sha256Of, shown } from './uploads.ts'

interface Campaign {
  readonly uploads: number
  readonly cuts: number
  readonly restarts: number
  readonly bytesMax: number
}

const long: Campaign = { uploads: 20, cuts: 200, restarts: 20, bytesMax: 40_000_000 }
const short: Campaign = { uploads: 4, cuts: 8, restarts: 1, bytesMax: 4_000_000 }
/** Between two kills the gateway answers for at least as long. */
const livesMs = { min: 200, max: 1_200 }

interface Counted {
  readonly store: 'directory' | 'bucket'
  cuts: number
  restarts: number
  readonly uploads: number
  readonly bytes: number
  /** Bytes that were stored when a cut or a kill had come; the rest was sent again. */
  kept: number
  sentAgain: number
  differing: number
  leftOver: number
  readonly seconds: number
}

export async function benchCuts(options: BenchOptions): Promise<void> {
  const campaign = options.short ? short : long
  await withEndings(async (endings) => {
    const counted: Counted[] = []
    for (const store of ['directory', 'bucket'] as const) {
      const mine = new Endings()
      endings.add(() => mine.run())
      counted.push(await campaignOn(store, campaign, options, mine))
      await mine.run()
    }
    const bad = counted.filter((one) => one.differing + one.leftOver > 0)
    const verdict = bad.length === 0 ? 'every file byte-identical, nothing left over' : 'FAILED'
    if (!options.json) for (const one of counted) console.log(JSON.stringify(one))
    const sum = (of: (one: Counted) => number) => counted.reduce((all, one) => all + of(one), 0)
    console.log(
      JSON.stringify({
        stores: counted.map((one) => one.store),
        uploads_each: campaign.uploads,
        cuts_each: counted.map((one) => one.cuts),
        restarts_each: counted.map((one) => one.restarts),
        seconds_each: counted.map((one) => one.seconds),
        sent_again_each: counted.map((one) => Math.round((100 * one.sentAgain) / one.bytes) / 100),
        differing: sum((one) => one.differing),
        left_over: sum((one) => one.leftOver),
        verdict,
      }),
    )
    if (bad.length > 0) throw new Error(verdict)
  })
}

async function campaignOn(
  store: Counted['store'],
  campaign: Campaign,
  options: BenchOptions,
  endings: Endings,
): Promise<Counted> {
  note(`${store}: a database of its own …`)
  const dataDir = temporaryDirectory(endings)
  const objects = temporaryDirectory(endings)
  const s3 = store === 'bucket' ? await startS3(objects) : undefined
  if (s3) endings.add(() => s3.stop())
  const seeding = new Endings()
  const scene = await openScene(seeding, dataDir, options.listen)
  const sender = (await enrol(scene.owner))[0] as Sender
  await seeding.run()
  const plan: GatewayPlan = {
    dataDir,
    connections: options.pool,
    port: await freePort(),
    options: options.listen === 'socket' ? ['--database-socket'] : [],
    ...(s3 && {
      environment: {
        XIANJIE_S3_ENDPOINT: s3.place.endpoint ?? '',
        XIANJIE_S3_BUCKET: s3.place.bucket,
        XIANJIE_S3_PREFIX: s3.place.prefix,
        XIANJIE_S3_ACCESS_KEY_ID: s3.place.accessKeyId,
        XIANJIE_S3_SECRET_ACCESS_KEY: s3.place.secretAccessKey,
      },
    }),
  }
  let gateway = await startGatewayProcess(plan)
  endings.add(() => gateway.stop())
  const door = { url: gateway.url, token: await tokenOf(sender, gateway.url) }

  const started = performance.now()
  const sizes = Array.from({ length: campaign.uploads }, () => 1 + Math.floor(Math.random() * campaign.bytesMax))
  const files = await Promise.all(
    sizes.map(async (size, n) => ({ n, size, id: await createUpload(door, `${n}`, size) })),
  )
  const counted: Counted = {
    store,
    cuts: 0,
    restarts: 0,
    uploads: files.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    kept: 0,
    sentAgain: 0,
    differing: 0,
    leftOver: 0,
    seconds: 0,
  }

  const over = { value: false }
  const killing = kill(campaign.restarts, over, async () => {
    await gateway.kill()
    counted.restarts++
    gateway = await startGatewayProcess(plan)
  })
  const held: Held = { cutsLeft: campaign.cuts, counted, restarting: () => counted.restarts < campaign.restarts }
  await Promise.all(files.map((file) => sendWhole(door, file, held)))
  over.value = true
  await killing

  for (const { id, n, size } of files) {
    const { state, sha256 } = await shown(door, id)
    const back = await download(door, `/v1/materials/${id}/content`)
    const own = sha256Of(n, size)
    if (state !== 'ready' || sha256 !== own || back.sha256 !== own || back.bytes !== size) counted.differing++
  }
  const contents = async () => (s3 ? await s3.keys() : filesIn(`${dataDir}/materials`))
  const during = await contents()
  counted.leftOver += during.filter((name) => !name.startsWith('sha256/')).length
  counted.leftOver += Math.abs(during.filter((name) => name.startsWith('sha256/')).length - files.length)
  for (const { id } of files) await remove(door, id)
  counted.leftOver += (await contents()).length
  counted.leftOver += s3 ? (await s3.assembling()).length : 0
  await gateway.stop()
  const seconds = Math.round((performance.now() - started) / 1000)
  note(`${store}: ${JSON.stringify({ ...counted, seconds })}`)
  return { ...counted, seconds }
}

/** Ends the gateway at random moments until there were enough; the senders go on until then. */
async function kill(times: number, over: { value: boolean }, once: () => Promise<void>) {
  for (let i = 0; i < times && !over.value; i++) {
    await sleep(livesMs.min + Math.random() * (livesMs.max - livesMs.min))
    await once()
  }
}

interface Held {
  cutsLeft: number
  readonly counted: Counted
  /** Kills are still to come: what is not finished waits for them with its last bytes. */
  restarting(): boolean
}

/** Asks how far it came, sends on, is cut, asks again; until the file is ready. */
async function sendWhole(door: Door, file: { n: number; size: number; id: string }, held: Held): Promise<void> {
  const { counted } = held
  const path = `/v1/materials/${file.id}`
  for (let reached = 0; ; ) {
    const head = await ask(door, 'HEAD', path, { 'tus-resumable': '1.0.0' }).catch(() => undefined)
    if (head?.status !== 200) {
      // Being restarted, or its lock is with a connection that is being cut.
      if (head && head.status !== 423 && head.status !== 503)
        throw new Error(`HEAD answers ${head.status} ${head.text}`)
      await sleep(50)
      continue
    }
    const offset = Number(head.headers['upload-offset'])
    if (offset === file.size) return
    counted.kept += offset
    counted.sentAgain += Math.max(0, reached - offset)
    const left = file.size - offset
    const cut = held.cutsLeft > 0
    // The last bytes are not sent before the last cut and the last kill, or there would be nothing to cut.
    const upTo = cut || held.restarting() ? Math.floor(Math.random() * Math.min(left, file.size / 12)) : left
    if (cut) held.cutsLeft--
    const bytes = Buffer.concat([...blocksOf(file.n, Math.min(file.size, offset + upTo), offset)])
    reached = offset + upTo
    if (cut) {
      await cutPatch(door, path, offset, left, bytes)
      counted.cuts++
    } else if (bytes.length > 0) await patch(door, path, offset, bytes)
    else await sleep(20)
  }
}

async function patch(door: Door, path: string, offset: number, bytes: Buffer): Promise<void> {
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-offset': offset,
    'content-type': 'application/offset+octet-stream',
    'content-length': bytes.length,
  }
  const answer = await ask(door, 'PATCH', path, headers, [bytes]).catch(() => undefined)
  if (answer && ![204, 409, 423, 503].includes(answer.status))
    throw new Error(`PATCH answers ${answer.status} ${answer.text}`)
}

/** Announces the rest of the file, sends a part of it and breaks the connection off. */
function cutPatch(door: Door, path: string, offset: number, announced: number, bytes: Buffer): Promise<void> {
  const { hostname, port } = new URL(door.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => resolve())
    socket.on('close', () => resolve())
    socket.on('connect', () => {
      socket.write(
        `PATCH ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${door.token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: ${offset}\r\nContent-Length: ${announced}\r\n\r\n`,
      )
      // Half of them orderly, half of them with a reset that takes away what is on its way.
      socket.write(bytes, () => (Math.random() < 0.5 ? socket.destroy() : socket.resetAndDestroy()))
    })
    socket.resume()
  })
}
