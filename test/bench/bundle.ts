// The bundle bench: one case of 5 GiB streamed by the real gateway to a client that counts, beside the same files written
// to a socket without a zip; then the bundle on disk, checked by `xianjie verify` in a process of its own.
import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Writable as Sink, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { openBundleCase } from './bundle-case.ts'
import { Child } from './child.ts'
import { rounded } from './figures.ts'
import { cleanEnvironment } from './gateway-process.ts'
import type { BenchOptions } from './options.ts'
import { note, withEndings } from './scene.ts'

const mib = 1024 ** 2
const rssGoalMb = 300
const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))

export async function benchBundle(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const plan = options.short ? { count: 8, size: 4 * mib, distinct: 2 } : { count: 20, size: 256 * mib, distinct: 2 }
    const made = await openBundleCase(endings, options, plan)
    const url = `${made.gateway.url}/v1/transfers/${made.id}/bundle?reason=bench`
    const floorServer = new Child('floor-files.ts')
    endings.add(() => floorServer.end())
    const floorUrl = `http://127.0.0.1:${await floorServer.ask<number>('listen', { files: made.files })}/`
    const bundle = async (to: Writable) => received(url, to, { authorization: await made.authorization() })

    note('warming up …')
    await received(floorUrl, counting())
    const floors: number[] = []
    const bundles: number[] = []
    let rss = 0
    for (let round = 0; round < Math.min(options.rounds, 2); round++) {
      floors.push(await received(floorUrl, counting()))
      const watched = await watching(made.gateway.pid, () => bundle(counting()))
      bundles.push(watched.value)
      rss = Math.max(rss, watched.rssMb)
      note(`round ${round + 1}: floor ${rounded(floors[round] as number)} MB/s, bundle ${rounded(watched.value)} MB/s`)
    }
    const file = join(made.dataDir, 'bundle.zip')
    note('to the disk, and checked …')
    await bundle(createWriteStream(file))
    const { size } = statSync(file)
    const verified = await verify(file)
    const best = (values: readonly number[]) => Math.max(...values)
    const figures = {
      bench: 'bundle',
      bytes: size,
      materials: plan.count,
      bundle_mb_per_s: rounded(best(bundles)),
      floor_mb_per_s: rounded(best(floors)),
      ratio: rounded(best(bundles) / best(floors)),
      verify_mb_per_s: rounded(size / 1e6 / verified.seconds),
      rss_mb: rounded(rss),
      rss_verify_mb: rounded(verified.rssMb),
      holds: verified.holds,
      verdict: {
        rss_mb: rss <= rssGoalMb ? `reached (${rssGoalMb})` : `MISSED (${rssGoalMb})`,
        holds: verified.holds ? 'reached' : 'MISSED',
      },
    }
    if (!options.json) for (const [name, value] of Object.entries(figures)) note(`${name}: ${JSON.stringify(value)}`)
    console.log(JSON.stringify(figures))
  })
}

const counting = () => new Sink({ write: (_chunk, _encoding, done) => done() })

/** Takes a whole answer; MB (10^6) a second. Throws where it ends before its length. */
async function received(url: string, to: Writable, headers: Record<string, string> = {}): Promise<number> {
  const started = performance.now()
  let bytes = 0
  await new Promise<void>((resolve, reject) => {
    get(url, { headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`))
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
      pipeline(answer, to).then(() => {
        const said = answer.headers['content-length']
        if (said !== undefined && Number(said) !== bytes) reject(new Error(`${bytes} bytes of ${said}`))
        else resolve()
      }, reject)
    }).once('error', reject)
  })
  return bytes / 1e6 / ((performance.now() - started) / 1000)
}

/** MB (10^6) of resident memory; 0 where the system does not say. */
function rssOf(pid: number | undefined): number {
  try {
    const [, kib] = /VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return (Number(kib ?? 0) * 1024) / 1e6
  } catch {
    return 0
  }
}

const sampleMs = 50

async function watching<T>(pid: number | undefined, work: () => Promise<T>): Promise<{ value: T; rssMb: number }> {
  let rssMb = rssOf(pid)
  const timer = setInterval(() => (rssMb = Math.max(rssMb, rssOf(pid))), sampleMs)
  try {
    return { value: await work(), rssMb }
  } finally {
    clearInterval(timer)
  }
}

async function verify(file: string): Promise<{ seconds: number; rssMb: number; holds: boolean }> {
  const started = performance.now()
  const child = spawn(process.execPath, [launcher, 'verify', file, '--json'], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  const { rssMb } = await watching(child.pid, () => new Promise((resolve) => child.once('close', resolve)))
  const { holds, faults } = JSON.parse(out) as { holds: boolean; faults: unknown[] }
  if (!holds) note(JSON.stringify(faults.slice(0, 5)))
  return { seconds: (performance.now() - started) / 1000, rssMb, holds }
}
