// The partners of the tests: `xianjie simulate platform`, in a process of its own as a vendor runs it, and words to steer
// it. What it knows is asked of it over its control doors.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { known, PoliceSummary } from '../src/partner/index.ts'
import { freePort } from './ports.ts'

const launcher = fileURLToPath(new URL('../src/xianjie.js', import.meta.url))
const startMs = 60_000

/** What POST /control takes; everything may be left out. */
export interface Manners {
  readonly slowMs?: number
  readonly hang?: number | boolean
  readonly dropAnswerAfterProcessing?: number
  readonly duplicate?: number
  readonly reorder?: number
  readonly fail?: number
  readonly wrongSchema?: number
  readonly clockSkewMs?: number
  readonly expiredKeys?: boolean
  readonly halfClose?: number
  readonly loseRecords?: readonly string[]
  readonly loseTransfers?: number
  readonly attack?: string | null
  readonly on?: readonly string[]
  readonly seed?: number
}

export interface PlatformOptions {
  /** How many to invent, or a file. */
  readonly records?: number | string
  readonly days?: number
  readonly seed?: number
  readonly signature?: 'none' | 'hmac-sha256' | 'hmac-sm3' | 'md5-sorted' | 'token'
  readonly appKey?: string
  readonly secret?: string
  readonly tokenSeconds?: number
  readonly manners?: Manners
  /** An exchange database that holds the records too. */
  readonly tables?: string
  /** A port that survives a restart of the partner; any free one below the ephemeral range where it is left out. */
  readonly port?: number
}

export interface Receipt {
  readonly n: number
  readonly id: string
  readonly caseId: string
  readonly version: number
  readonly outcome: 'kept' | 'repeated' | 'replaced' | 'lost'
  readonly at: string
}

export interface Hook {
  readonly n: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Dropped {
  readonly records: string[]
  readonly transfers: string[]
  readonly missing: { readonly records: string[]; readonly transfers: string[] }
}

export interface PartnerPlatform {
  readonly url: string
  readonly pid: number
  /** Anything of its API or its control; the JSON of the answer. */
  ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>
  control(manners: Manners): Promise<void>
  state(): Promise<ReturnType<typeof known>>
  /** New, changed, withdrawn or given records; answers their keys. */
  records(changes: {
    readonly add?: number
    readonly amend?: number
    readonly withdraw?: number
    readonly put?: readonly Record<string, unknown>[]
  }): Promise<{ added: string[]; amended: string[]; withdrawn: string[]; put: string[] }>
  transfers(): Promise<Receipt[]>
  hooks(): Promise<Hook[]>
  /** What it left out or lost, and what of it is missing now: on our side of the records, on its side of the transfers. */
  dropped(): Promise<Dropped>
  forget(transfers: readonly string[]): Promise<number>
  stop(): Promise<void>
}

/** Starts it and waits until it listens; end it with `stop`. */
export async function startPlatform(options: PlatformOptions = {}): Promise<PartnerPlatform> {
  const given: [string, string | number | undefined][] = [
    ['--port', options.port ?? (await freePort())],
    ['--records', options.records ?? 0],
    ['--days', options.days],
    ['--seed', options.seed],
    ['--signature', options.signature],
    ['--app-key', options.appKey],
    ['--secret', options.secret],
    ['--token-seconds', options.tokenSeconds],
    ['--tables', options.tables],
    ['--manners', options.manners && JSON.stringify(options.manners)],
  ]
  const words = given.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]))
  const child = spawn(process.execPath, [launcher, '--json', 'simulate', 'platform', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await listening(child)
  return new Running(url, child)
}

/** The address it prints first; what it prints later is read and let go. */
export function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let errors = ''
    child.stderr?.on('data', (chunk) => (errors += chunk))
    const late = setTimeout(() => fail('said nothing in time'), startMs)
    const fail = (why: string) => {
      clearTimeout(late)
      child.kill('SIGKILL')
      reject(new Error(`the partner ${why}: ${errors.slice(-2_000)}`))
    }
    child.once('exit', (code) => fail(`ended with ${code}`))
    if (child.stdout === null) return fail('has no output')
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = line.startsWith('{"event":"listening"') ? (JSON.parse(line) as { url: string }) : undefined
      if (said === undefined) return
      clearTimeout(late)
      child.removeAllListeners('exit')
      resolve(said.url)
    })
  })
}

const pageOf = 5_000

class Running implements PartnerPlatform {
  readonly url: string
  readonly pid: number
  readonly #child: ChildProcess

  constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
    this.pid = child.pid as number
  }

  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (path.startsWith('/control') && !response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }

  async control(manners: Manners): Promise<void> {
    await this.ask('POST', '/control', manners)
  }

  state() {
    return this.ask<ReturnType<typeof known>>('GET', '/control')
  }

  records(changes: Parameters<PartnerPlatform['records']>[0]) {
    return this.ask<Awaited<ReturnType<PartnerPlatform['records']>>>('POST', '/control/records', changes)
  }

  async #all<T>(path: string): Promise<T[]> {
    const all: T[] = []
    for (;;) {
      const page = await this.ask<T[]>('GET', `${path}?after=${all.length}&limit=${pageOf}`)
      all.push(...page)
      if (page.length < pageOf) return all
    }
  }

  transfers() {
    return this.#all<Receipt>('/control/transfers')
  }

  hooks() {
    return this.#all<Hook>('/control/hooks')
  }

  dropped() {
    return this.ask<Dropped>('GET', '/control/dropped')
  }

  async forget(transfers: readonly string[]): Promise<number> {
    return (await this.ask<{ forgotten: number }>('POST', '/control/forget', { transfers })).forgotten
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill('SIGTERM')
    await Promise.race([gone, sleep(5_000)])
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL')
    await gone
  }
}

export interface PoliceRun {
  /** Lines of JSON so far: what it did. */
  readonly deeds: readonly Record<string, unknown>[]
  /** Its address for webhooks, once it listens. */
  readonly url: Promise<string>
  /** Its last line and exit code; by itself when it was idle, or after `stop`. */
  readonly ended: Promise<{ code: number | null; summary: PoliceSummary }>
  stop(): void
}

/** `xianjie simulate police`; `words` are its options. */
export function startPolice(words: readonly string[]): PoliceRun {
  const child = spawn(process.execPath, [launcher, '--json', 'simulate', 'police', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const deeds: Record<string, unknown>[] = []
  let errors = ''
  let heard: (url: string) => void
  const url = new Promise<string>((resolve) => {
    heard = resolve
  })
  child.stderr.on('data', (chunk) => (errors += chunk))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const deed = JSON.parse(line) as Record<string, unknown>
    deeds.push(deed)
    if (deed.event === 'listening') heard(String(deed.url))
  })
  const ended = new Promise<{ code: number | null; summary: PoliceSummary }>((resolve, reject) => {
    child.once('close', (code) => {
      const last = deeds.at(-1)
      if (last?.event === 'summary') resolve({ code, summary: last as unknown as PoliceSummary })
      else reject(new Error(`the police ended with ${code}: ${errors.slice(-2_000)}`))
    })
  })
  return { deeds, url, ended, stop: () => void child.kill('SIGTERM') }
}
