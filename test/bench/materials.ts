// The materials bench: files sent to the real gateway beside the same bytes hashed twice and written without it, in
// interleaved rounds of one run; then one large file for the gateway's memory, and the bundle of a case that has it.
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { rounded, spreadOf, spreadText } from './figures.ts'
import { freePort, type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import { letter, timesNow } from './letters.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { note, openScene, temporaryDirectory, withEndings } from './scene.ts'
import { ask, blocksOf, type Door, download, remove, shown, upload } from './uploads.ts'

const mib = 1024 ** 2
const goals = { ratio: 0.6, rssMb: 300 }

export async function benchMaterials(options: BenchOptions): Promise<void> {
  const size = options.short ? 16 * mib : 256 * mib
  const large = options.short ? 64 * mib : 2048 * mib
  await withEndings(async (endings) => {
    const dataDir = temporaryDirectory(endings)
    note('a database of its own …')
    const scene = await openScene(endings, dataDir, options.listen)
    const senders = await enrol(scene.owner)
    const sender = senders[0] as Sender
    const gateway = await startGatewayProcess({
      dataDir,
      connections: options.pool,
      port: await freePort(),
      database: scene,
      nodeOptions: options.nodeOptions,
      options: options.listen === 'socket' ? ['--database-socket'] : [],
    })
    endings.add(() => gateway.stop())
    const door = async (): Promise<Door> => ({ url: gateway.url, token: await tokenOf(sender, gateway.url) })

    let n = 0
    const measured = async () => {
      const at = await door()
      const started = performance.now()
      const id = await upload(at, ++n, size)
      const seconds = (performance.now() - started) / 1000
      const { state } = await shown(at, id)
      if (state !== 'ready') throw new Error(`the file is ${state}`)
      await remove(at, id)
      return size / 1e6 / seconds
    }
    const floored = () => size / 1e6 / floor(join(dataDir, 'floor'), ++n, size)
    note('warming up …')
    await measured()
    floored()
    const [uploads, floors, ratios]: number[][] = [[], [], []]
    for (let round = 0; round < options.rounds; round++) {
      // Each round begins with the other one, so that nobody always follows the same.
      const [first, second] = round % 2 === 0 ? [await measured(), floored()] : [floored(), await measured()]
      const [up, down] = round % 2 === 0 ? [first, second] : [second, first]
      uploads?.push(up)
      floors?.push(down)
      ratios?.push(up / down)
      note(`round ${round + 1}/${options.rounds}: upload ${rounded(up)} MB/s  floor ${rounded(down)} MB/s`)
    }

    note(`one file of ${large / mib} MiB …`)
    const at = await door()
    const id = await upload(at, ++n, large)
    const after = await shown(at, id)
    const rss = peakOf(gateway)
    const back = await download(at, `/v1/materials/${id}/content`)
    if (back.sha256 !== after.sha256) throw new Error('the file came back with other bytes')
    const rssAfterDownload = peakOf(gateway)
    const bundle = await bundled(at, sender, after, ++n)

    const ratio = spreadOf(ratios as number[]).median
    const reached = [
      `ratio ${ratio >= goals.ratio ? 'reached' : 'MISSED'} (${goals.ratio})`,
      `rss_mb ${rss <= goals.rssMb ? 'reached' : 'MISSED'} (${goals.rssMb})`,
    ]
    const verdict = options.short ? `not judged in the short form; ${reached.join('; ')}` : reached.join('; ')
    if (!options.json) {
      console.log(`upload ${spreadText(spreadOf(uploads as number[]))} MB/s of ${size / mib} MiB files`)
      console.log(
        `floor  ${spreadText(spreadOf(floors as number[]))} MB/s; ratio ${spreadText(spreadOf(ratios as number[]))}`,
      )
      console.log(
        `peak of the gateway's memory ${rounded(rss)} MB after the upload, ${rounded(rssAfterDownload)} after all`,
      )
      console.log(`bundle ${bundle.mbPerS ?? `not measured: ${bundle.why}`}`)
    }
    console.log(
      JSON.stringify({
        upload_mb_per_s: rounded(spreadOf(uploads as number[]).median),
        floor_mb_per_s: rounded(spreadOf(floors as number[]).median),
        ratio: rounded(ratio),
        rss_mb: rounded(rss),
        rss_mb_after_download_and_bundle: rounded(peakOf(gateway)),
        bundle_mb_per_s: bundle.mbPerS,
        ...(bundle.why !== undefined && { bundle_not_measured: bundle.why }),
        file_mib: size / mib,
        large_file_mib: large / mib,
        rounds: options.rounds,
        verdict,
      }),
    )
  })
}

/** Seconds for the same bytes without a gateway: both digests one after the other in this thread, written, one fsync. */
function floor(path: string, n: number, size: number): number {
  const blocks = blocksOf(n, size)
  const [sha256, sm3] = [createHash('sha256'), createHash('sm3')]
  const started = performance.now()
  const file = openSync(path, 'wx', 0o600)
  for (const part of blocks) {
    sha256.update(part)
    sm3.update(part)
    writeSync(file, part)
  }
  fsyncSync(file)
  closeSync(file)
  sha256.digest()
  sm3.digest()
  const seconds = (performance.now() - started) / 1000
  rmSync(path)
  return seconds
}

/** The most memory the process has had since it started, in MB; Linux only. */
function peakOf({ pid }: GatewayProcess): number {
  const [, kib] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kib) * 1024) / 1e6
}

/** A case with the large file, and its bundle read to the end. */
async function bundled(
  door: Door,
  sender: Sender,
  large: { id: string; sha256: string },
  n: number,
): Promise<{ mbPerS: number | null; why?: string }> {
  const small = await Promise.all([1, 2].map(async (k) => shown(door, await upload(door, n + k, 1000))))
  const plain = letter(n, sender, timesNow(), '束')
  const body = {
    ...plain,
    materials: plain.materials.map((material, i) => {
      const { id, sha256 } = [large, ...small][i] as { id: string; sha256: string }
      return { ...material, id, sha256 }
    }),
  }
  const bytes = Buffer.from(JSON.stringify(body))
  const made = await ask(
    door,
    'POST',
    '/v1/transfers',
    { 'content-type': 'application/json', 'content-length': bytes.length },
    [bytes],
  )
  if (made.status !== 201)
    return { mbPerS: null, why: `the submission answers ${made.status} ${made.text.slice(0, 300)}` }
  const { transfer } = JSON.parse(made.text) as { transfer: { id: string } }
  const started = performance.now()
  const got = await download(door, `/v1/transfers/${transfer.id}/bundle`).catch((error: Error) => error)
  const seconds = (performance.now() - started) / 1000
  if (got instanceof Error) return { mbPerS: null, why: `the bundle breaks off: ${got.message}` }
  if (got.status !== 200) return { mbPerS: null, why: `the bundle's door answers ${got.status}` }
  return { mbPerS: rounded(got.bytes / 1e6 / seconds) }
}
