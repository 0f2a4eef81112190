/**
 * The stage of the embedded database's torture tests: temporary directories, processes that hold a database, and a
 * cluster made once and copied. Everything opened here is closed by `strike`; only processes of its own are killed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { accountFor } from '../../db/embedded/account.ts'
import { type Embedded, type EmbeddedOptions, startOrAttach } from '../../db/embedded/index.ts'
import { readPostmaster } from '../../db/embedded/postmaster.ts'

const START = fileURLToPath(new URL('../start.js', import.meta.url))
// Translated before another account comes: it may not write where translations are kept.
spawnSync(process.execPath, [START, 'rooms/embedded-postgres-holder.ts', '--translate-only'], { stdio: 'ignore' })
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const isRoot = process.getuid?.() === 0
if (!isRoot) console.log('not root: what root meets (closed parents, other accounts, namespaces, mounts) is skipped')

/** Whether a test may have mounts, networks and process numbers of its own; many containers forbid it even to root. */
export const hasNamespaces = isRoot && spawnSync('unshare', ['-mnpf', 'true']).status === 0
if (isRoot && !hasNamespaces) console.log('unshare is not allowed here: namespaces and mounts are skipped')

export const NOBODY = 65534

/** Whether another account reaches this project at all: below a directory of mode 700 it cannot run what is here. */
export const othersMayEnter =
  isRoot && spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', ROOT], { uid: NOBODY, gid: NOBODY }).status === 0
if (isRoot && !othersMayEnter)
  console.log('the project lies below a closed directory: what runs it as another account is skipped')

export const isCampaign = process.env.XIANJIE_CAMPAIGN === '1'

/** Found means the start succeeded; otherwise the error's code and message. */
export type Answer = Omit<Embedded, 'stop'> & { code?: string; message?: string }

export interface Holder {
  child: ChildProcess
  answer: Promise<Answer>
  stop(): Promise<string>
  kill(): Promise<void>
}

const rooms: string[] = []
const bases = new Set<string>()
const held = new Set<Embedded>()
const holders = new Set<Holder>()

/** A new directory that every account may enter; `place`: below another directory than the usual one. */
export function room(place = tmpdir()): string {
  const directory = realpathSync(mkdtempSync(join(place, 'xj-pg-')))
  chmodSync(directory, 0o755)
  rooms.push(directory)
  return directory
}

/** Removes a directory outside the rooms at the end too. */
export const alsoRemove = (directory: string): number => rooms.push(directory)

export async function open(dir: string, options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const embedded = await startOrAttach({ dir, timeoutMs: 20_000, ...options })
  held.add(embedded)
  bases.add(embedded.base)
  return embedded
}

export interface HolderOptions {
  env?: NodeJS.ProcessEnv
  uid?: number
  /** Put before node, for example ['unshare', '-n', '--']. */
  within?: string[]
  options?: Partial<EmbeddedOptions>
}

export function holder(dir: string, { env, uid, within = [], options }: HolderOptions = {}): Holder {
  bases.add(dir)
  const order = JSON.stringify({ dir, timeoutMs: 20_000, ...options })
  const [program = process.execPath, ...words] = [
    ...within,
    ...[process.execPath, START, 'rooms/embedded-postgres-holder.ts', order],
  ]
  const child = spawn(program, words, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const lines: Record<string, string>[] = []
  const waiting: ((line: Record<string, string>) => void)[] = []
  let complaint = ''
  child.stderr.on('data', (bytes) => (complaint += bytes))
  createInterface(child.stdout).on('line', (line) => {
    const next = waiting.shift()
    if (next) next(JSON.parse(line))
    else lines.push(JSON.parse(line))
  })
  const gone = new Promise<void>((done) => child.once('close', () => done()))
  const nextLine = (): Promise<Record<string, string>> => {
    const ready = lines.shift()
    if (ready) return Promise.resolve(ready)
    const line = new Promise<Record<string, string>>((done) => waiting.push(done))
    return Promise.race([line, gone.then(() => ({ code: 'DIED', message: complaint }))])
  }
  const self: Holder = {
    child,
    answer: nextLine().then((line) => line as unknown as Answer),
    stop: async () => {
      child.stdin.write('stop\n')
      const { farewell } = await nextLine()
      await gone
      return String(farewell)
    },
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
  child.stdin.on('error', () => {})
  holders.add(self)
  return self
}

/** One statement over one connection. */
export async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, ssl: false })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Milliseconds until no server runs in base, or undefined when one still does after `withinMs`. */
export async function downAfter(base: string, withinMs = 5_000): Promise<number | undefined> {
  const since = Date.now()
  while (Date.now() - since < withinMs) {
    const { state } = readPostmaster(join(base, 'pgdata'), accountFor(base))
    if (state === 'none') return Date.now() - since
    await sleep(10)
  }
  return undefined
}

let original: Promise<string> | undefined

/** A copy of a stopped cluster at `to`, faster than making one. */
export async function clusterAt(to: string): Promise<string> {
  original ??= (async () => {
    const dir = join(room(), 'original')
    const embedded = await open(dir)
    await embedded.stop()
    return dir
  })()
  const copied = spawnSync('cp', ['-a', await original, to], { encoding: 'utf8' })
  if (copied.status !== 0) throw new Error(copied.stderr)
  bases.add(to)
  return to
}

/** Ends every process of this file's scenes and removes its directories; returns those whose server would not go. */
export async function strike(): Promise<string[]> {
  await Promise.all([...holders].map((each) => (each.child.exitCode === null ? each.kill() : undefined)))
  await Promise.all([...held].map((each) => each.stop()))
  const stubborn: string[] = []
  for (const base of bases) {
    try {
      if ((await downAfter(base)) === undefined) stubborn.push(base)
    } catch {
      // The scene removed it, or it never became a cluster.
    }
  }
  for (const directory of rooms) rmSync(directory, { recursive: true, force: true })
  return stubborn
}
