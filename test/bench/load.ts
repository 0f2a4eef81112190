// The load, in a process of its own: keep-alive sockets that send bytes prepared before the clock and read no more of an
// answer than its status and its length. A client library would cost more than what it measures.
import { connect, type Socket } from 'node:net'
import { answerParent } from './child.ts'
import { letter, timesNow } from './letters.ts'
import type { Sender } from './registry.ts'

export interface LoadPlan {
  readonly port: number
  readonly senders: readonly Sender[]
  /** One access token a sender. */
  readonly tokens: readonly string[]
  /** Number of the first submission, and how many to prepare. */
  readonly from: number
  readonly count: number
  /** The word in the document numbers, and what stands before the number in the keys. */
  readonly word: string
  readonly key: string
  /** `malformed`: a field the contract does not know. */
  readonly malformed?: boolean
}

export interface LoadRun {
  readonly connections: number
  readonly ms: number
  /** Remember which case answers for which number, and which numbers went unanswered. */
  readonly keep?: boolean
  /** Send these of the prepared numbers, again or for the first time, instead of going on. */
  readonly only?: readonly number[]
}

export interface LoadResult {
  /** Answers of every status, those after the end of the clock included. */
  readonly statuses: Record<string, number>
  /** Answers within the clock, and how long it ran. */
  readonly answers: number
  readonly ms: number
  readonly latencies: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Number of the next submission that was not sent. */
  readonly next: number
  /** Requests that were sent and never answered; with `keep`, their numbers. */
  readonly unanswered: number
  readonly open: readonly number[]
  readonly replayed: number
  /** The first answer that is neither 201, 422 nor 400, for a person to read. */
  readonly oddity: string | null
  readonly kept: readonly (readonly [n: number, transferId: string])[]
}

let port = 0
let requests: Buffer = Buffer.alloc(0)
let bounds = new Uint32Array(1)
let first = 0
/** Of the run under way: answers so far, for whoever waits for the load to flow. */
let flowing = 0
let next = 0

/** All requests stand in one block outside the heap, so that the collector has nothing to look at. */
function prepare(plan: LoadPlan): { bytes: number; bodyBytes: number } {
  port = plan.port
  first = plan.from
  next = 0
  const times = timesNow()
  const estimate = 4_400 + (plan.tokens[0]?.length ?? 0)
  if (requests.length < estimate * plan.count) requests = Buffer.allocUnsafeSlow(estimate * plan.count)
  bounds = new Uint32Array(plan.count + 1)
  let at = 0
  let bodyBytes = 0
  for (let i = 0; i < plan.count; i++) {
    const n = plan.from + i
    const s = n % plan.senders.length
    const value = letter(n, plan.senders[s] as Sender, times, plan.word)
    const body = JSON.stringify(plan.malformed ? { ...value, handledBy: 'x' } : value)
    const length = Buffer.byteLength(body)
    bodyBytes += length
    const head = `POST /v1/transfers HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${plan.tokens[s]}\r\ncontent-type: application/json\r\nidempotency-key: ${plan.key}-${n}\r\ncontent-length: ${length}\r\n\r\n`
    if (at + head.length + length > requests.length) requests = Buffer.concat([requests, Buffer.alloc(requests.length)])
    at += requests.write(head, at, 'latin1')
    at += requests.write(body, at, 'utf8')
    bounds[i + 1] = at
  }
  globalThis.gc?.()
  return { bytes: at, bodyBytes: Math.round(bodyBytes / Math.max(1, plan.count)) }
}

const headEnd = Buffer.from('\r\n\r\n')
const chunkedEnd = Buffer.from('0\r\n\r\n')

/** Length of the answer that begins `bytes`, or -1 while more must come. */
function lengthOfAnswer(bytes: Buffer): number {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return -1
  const head = bytes.toString('latin1', 0, end)
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (declared !== null) {
    const whole = end + 4 + Number(declared[1])
    return bytes.length >= whole ? whole : -1
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return end + 4
  return bytes.subarray(-chunkedEnd.length).equals(chunkedEnd) ? bytes.length : -1
}

const replayedIn = (head: string) => /\r\nidempotent-replayed: true/i.test(head)
const transferIn = (head: string) => /\r\nlocation: \/v1\/transfers\/([0-9a-f-]{36})/i.exec(head)?.[1]

async function connected(count: number): Promise<Socket[]> {
  return Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect({ port, host: '127.0.0.1', noDelay: true })
          socket.once('error', reject)
          socket.once('connect', () => resolve(socket.off('error', reject).on('error', () => {}))) // its close says all
        }),
    ),
  )
}

let sockets: Socket[] = []

async function run({ connections, ms, keep = false, only }: LoadRun): Promise<LoadResult> {
  if (sockets.length !== connections || sockets.some((s) => s.destroyed || s.remotePort !== port)) {
    for (const socket of sockets) socket.destroy()
    sockets = await connected(connections)
  }
  flowing = 0
  const total = only?.length ?? bounds.length - 1
  let taken = only === undefined ? next : 0
  const statuses: Record<string, number> = {}
  const latencies = new Float64Array(total)
  const kept: [number, string][] = []
  let answered = 0
  let within = 0
  const open: number[] = []
  let unanswered = 0
  let replayed = 0
  let oddity: string | null = null
  const began = performance.now()
  const deadline = began + ms
  let ended = deadline

  const lane = (socket: Socket) =>
    new Promise<void>((resolve) => {
      let mine = -1
      let sentAt = 0
      let pending: Buffer | undefined
      const finish = () => {
        socket.removeAllListeners('data').removeAllListeners('close')
        resolve()
      }
      const send = () => {
        if (taken >= total || performance.now() >= deadline) {
          if (taken >= total) ended = Math.min(ended, performance.now())
          return finish()
        }
        const at = taken++
        mine = only === undefined ? at : (only[at] as number) - first
        sentAt = performance.now()
        socket.write(requests.subarray(bounds[mine], bounds[mine + 1]))
      }
      socket.on('data', (chunk: Buffer) => {
        const bytes = pending === undefined ? chunk : Buffer.concat([pending, chunk])
        const length = lengthOfAnswer(bytes)
        if (length < 0) {
          pending = bytes
          return
        }
        pending = undefined
        const now = performance.now()
        const status = bytes.toString('latin1', 9, 12)
        statuses[status] = (statuses[status] ?? 0) + 1
        latencies[answered++] = now - sentAt
        if (now <= deadline) within += 1
        flowing += 1
        if (keep && status === '201') {
          const head = bytes.toString('latin1', 0, 2_000)
          const id = transferIn(head)
          if (id !== undefined) kept.push([first + mine, id])
          if (replayedIn(head)) replayed += 1
        }
        if (status !== '201' && status !== '422' && status !== '400') oddity ??= bytes.toString('utf8').slice(0, 2_000)
        send()
      })
      const lost = () => {
        unanswered += 1
        if (keep) open.push(first + mine)
        finish()
      }
      socket.on('close', lost)
      send()
    })
  await Promise.all(sockets.map(lane))
  if (only === undefined) next = taken
  const sorted = latencies.subarray(0, answered).sort()
  const at = (q: number) => sorted[Math.min(answered - 1, Math.floor(answered * q))] ?? 0
  return {
    statuses,
    // On a machine so busy that nothing came back in time, what came back late is all there is.
    answers: within === 0 ? answered : within,
    ms: (within === 0 ? performance.now() : ended) - began,
    latencies: { p50: at(0.5), p99: at(0.99), max: at(1) },
    next: first + next,
    unanswered,
    open,
    replayed,
    oddity,
    kept,
  }
}

answerParent({ prepare, run, flowing: () => flowing })
