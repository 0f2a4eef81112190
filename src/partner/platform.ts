// The simulated service platform: its HTTP server. It is built on bare sockets, because most of what it does wrong no
// framework would let through.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { attackWith } from './attack.ts'
import { dice } from './dice.ts'
import { Doorkeeper, type Gate } from './gate.ts'
import type { Fields } from './invented.ts'
import { Conduct, good, type Manners } from './manners.ts'
import { control, known } from './platform-control.ts'
import { answer, type Grounds, type Knock, type Reply } from './platform-doors.ts'
import { Published, type Row } from './published.ts'
import { ReceivedHooks, ReceivedTransfers } from './received.ts'

export interface PlatformPlan {
  readonly host: string
  /** 0 for any. */
  readonly port: number
  readonly seed: number
  /** How many records to invent, or the records themselves. */
  readonly records: number | readonly Fields[]
  /** Over how many days back the invented ones are spread. */
  readonly days: number
  readonly gate: Gate
  readonly manners: Partial<Manners>
  /** Told the rows that a control door has changed, for a copy of them elsewhere. */
  readonly changed?: (rows: readonly Row[]) => void
}

/** One thing that happened, for a line of output. */
export interface Happening {
  readonly event: 'request'
  readonly method: string
  readonly path: string
  readonly status: number | null
  /** How it misbehaved, where it did. */
  readonly did?: string
}

export interface Platform {
  readonly url: string
  readonly published: Published
  known(): ReturnType<typeof known>
  stop(): Promise<void>
}

const bodyMax = 8 * 1_048_576
const headersTimeoutMs = 30_000

export async function startPlatform(plan: PlatformPlan, tell: (happening: Happening) => void): Promise<Platform> {
  const conduct = new Conduct({ ...good, seed: plan.seed, ...plan.manners })
  const now = () => Date.now() + conduct.manners.clockSkewMs
  const grounds: Grounds = {
    conduct,
    now,
    published: new Published(dice(plan.seed ^ 0x5eed), plan.seed, now),
    transfers: new ReceivedTransfers(),
    hooks: new ReceivedHooks(),
    gate: new Doorkeeper(plan.gate),
    ...(plan.changed && { changed: plan.changed }),
  }
  if (typeof plan.records === 'number') grounds.published.invent(plan.records, plan.days)
  else for (const fields of plan.records) grounds.published.put(fields, 'i', now())
  grounds.published.losing = new Set(conduct.manners.loseRecords)
  grounds.transfers.losing = new Set(conduct.manners.loseRecords)

  const server = createServer({ headersTimeout: headersTimeoutMs, requestTimeout: 0 }, (request, response) => {
    serve(grounds, request, response, tell).catch((error: unknown) => {
      tell({
        event: 'request',
        method: String(request.method),
        path: String(request.url),
        status: null,
        did: String(error),
      })
      response.destroy()
    })
  })
  server.keepAliveTimeout = 30_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(plan.port, plan.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = plan.host.includes(':') ? `[${plan.host}]` : plan.host
  return {
    url: `http://${host}:${port}`,
    published: grounds.published,
    known: () => known(grounds),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  grounds: Grounds,
  request: IncomingMessage,
  response: ServerResponse,
  tell: (happening: Happening) => void,
): Promise<void> {
  // A client that is killed ends its sockets as it likes; that is nothing to report.
  request.on('error', () => {})
  response.on('error', () => {})
  const url = new URL(request.url ?? '/', 'http://platform')
  const body = await bodyOf(request)
  const knock: Knock = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: flat(request.headers),
    body: body ?? Buffer.alloc(0),
  }
  const said = (status: number | null, did?: string) =>
    tell({ event: 'request', method: knock.method, path: knock.path, status, ...(did !== undefined && { did }) })
  if (body === undefined) {
    send(response, { status: 413, body: { code: 41300, message: '请求过大' } })
    return said(413)
  }
  if (knock.path.startsWith('/control')) return send(response, control(grounds, knock))
  if (!grounds.conduct.concerns(knock.path)) {
    const reply = answer(grounds, knock)
    send(response, reply)
    return said(reply.status)
  }
  await misbehave(grounds, knock, response, said)
}

async function misbehave(
  grounds: Grounds,
  knock: Knock,
  response: ServerResponse,
  said: (status: number | null, did?: string) => void,
): Promise<void> {
  const { conduct } = grounds
  const { manners } = conduct
  if (manners.slowMs > 0) await sleep(manners.slowMs)
  if (conduct.falls('hang', manners.hang)) return said(null, 'hang')
  if (conduct.falls('expired', manners.expiredKeys)) {
    send(response, { status: 401, body: { code: 40105, message: '密钥已过期' } })
    return said(401, 'expired')
  }
  if (conduct.falls('fail', manners.fail)) {
    send(response, { status: 500, body: { code: 50000, message: '系统繁忙' } })
    return said(500, 'fail')
  }
  if (manners.attack !== null && conduct.falls('attacked', true)) {
    attackWith(manners.attack, response)
    return said(null, manners.attack)
  }
  const reply = answer(grounds, knock)
  if (conduct.falls('dropped_answer', manners.dropAnswerAfterProcessing)) {
    response.destroy()
    return said(null, 'dropped_answer')
  }
  if (conduct.falls('half_closed', manners.halfClose)) {
    const whole = Buffer.from(JSON.stringify(reply.body))
    response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': whole.length })
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.socket?.end())
    return said(reply.status, 'half_closed')
  }
  if (conduct.falls('wrong_schema', manners.wrongSchema)) {
    const text = conduct.chance.pick(oddBodies)
    response.writeHead(200, {
      'content-type': 'application/json;charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
    return said(200, 'wrong_schema')
  }
  send(response, reply)
  said(reply.status)
}

/** With status 200, as it happens; none of them says that it worked. */
const oddBodies = [
  '<html><body>系统维护中</body></html>',
  '{"code":"0000","msg":"成功","result":[]}',
  '{"code":0,"data":{"rows":{"0":"一"},"next":7,"more":"是"}',
  '[]',
  'null',
  '',
  '{"data":{"rows":[]}}',
]

function send(response: ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** Undefined where it is too large; the rest is read and thrown away, so that the answer is heard. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= bodyMax) chunks.push(chunk)
  }
  return length > bodyMax ? undefined : Buffer.concat(chunks)
}

const flat = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
