// Every call that goes out: one deadline over everything, an answer of limited size, no redirect followed, and for URLs
// that a partner named the guard: a name is resolved once, and only an address that was looked at is connected to.
import { lookup as systemLookup } from 'node:dns/promises'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { parseNetworks, reachable } from './addresses.ts'

export type OutboundFaultCode =
  | 'url_invalid'
  | 'address_refused'
  | 'name_unresolved'
  | 'timed_out'
  | 'aborted'
  | 'connection_failed'
  | 'answer_too_large'

/** No whole answer was had. Whether the other side took the request is not known, except for the first three codes. */
export class OutboundFault extends Error {
  readonly code: OutboundFaultCode
  constructor(code: OutboundFaultCode, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.name = 'OutboundFault'
    this.code = code
  }
}

export interface Resolved {
  readonly address: string
  readonly family: number
}

export interface OutboundOptions {
  /** Networks that a guarded request may reach although they are not public (`XIANJIE_OUTBOUND_ALLOW`). */
  readonly allow?: readonly string[]
  /** The network edge: how a name becomes addresses; left out, the system's way. */
  readonly lookup?: (hostname: string) => Promise<readonly Resolved[]>
}

export interface OutboundRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Over everything: name, connection, request, the last byte of the answer. */
  readonly timeoutMs?: number
  /** Of the answer's body. */
  readonly maxBytes?: number
  /** What a larger answer is: a fault (left out), or cut where nobody will read it. */
  readonly larger?: 'fault' | 'cut'
  readonly signal?: AbortSignal
  /**
   * False where the same bytes may not be sent twice, because a nonce in them is taken once: then a kept connection that the
   * server closed is a `connection_failed`, and the caller signs anew.
   */
  readonly repeat?: boolean
  /** True for a URL that somebody else than the operator named. */
  readonly guard: boolean
}

export interface OutboundAnswer {
  readonly status: number
  /** Names in lower case; several of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Outbound {
  /** Throws OutboundFault; any status is an answer. A request may arrive twice: give it an id. */
  request(url: string, options: OutboundRequest): Promise<OutboundAnswer>
  /** What a guarded request to this URL would be refused for without asking anybody; undefined where nothing is known. */
  objection(url: string): string | undefined
  /** Ends the connections that are kept; requests under way end with `connection_failed`. */
  close(): void
}

const timeoutMsDefault = 15_000
const maxBytesDefault = 4 * 1024 * 1024
/** Servers close a silent connection after 5 to 75 s; whoever closes first is not surprised. */
const idleMs = 4_000

export function outbound({ allow = [], lookup = lookupAll }: OutboundOptions = {}): Outbound {
  const networks = parseNetworks(allow)
  const resolve = once(lookup)
  // Guarded and unguarded requests never share a connection: what the operator may reach, a partner may not.
  const agents = [true, false].map((guard) => {
    const kept = { keepAlive: true, maxFreeSockets: 16, timeout: idleMs, scheduling: 'lifo' } as const
    return { guard, http: new HttpAgent(kept), https: new HttpsAgent(kept) }
  })

  function checked(address: string, plain: boolean): boolean {
    const kind = reachable(address, networks)
    return plain ? kind === 'listed' : kind !== undefined
  }

  const lookupFor =
    (guard: boolean, plain: boolean): LookupFunction =>
    (hostname, { all }, done) => {
      resolve(hostname).then(
        (found) => {
          const open = guard ? found.filter(({ address }) => checked(address, plain)) : [...found]
          const [first] = open
          if (first === undefined) done(refusedAddress(hostname, plain), '', 0)
          else if (all) done(null, open)
          else done(null, first.address, first.family)
        },
        (error: unknown) => done(new OutboundFault('name_unresolved', `${hostname}: ${wordOf(error)}`, error), '', 0),
      )
    }

  async function request(text: string, options: OutboundRequest): Promise<OutboundAnswer> {
    const { guard } = options
    const url = urlOf(text, guard)
    const plain = url.protocol === 'http:'
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (guard && isIP(host) !== 0 && !checked(host, plain)) throw refusedAddress(host, plain)
    const agent = agents.find((a) => a.guard === guard) as (typeof agents)[number]
    const deadline = Date.now() + (options.timeoutMs ?? timeoutMsDefault)
    const send = () =>
      exchange(url, options, deadline, {
        agent: plain ? agent.http : agent.https,
        lookup: lookupFor(guard, plain),
      })
    for (let attempt = 1; ; attempt++) {
      try {
        return await send()
      } catch (error) {
        // A kept connection that the server closed as we wrote. It has hardly seen the request, and if it has: whatever we
        // send carries an id over its retries.
        if (!(error instanceof StaleConnection)) throw error
        if (attempt === 3 || options.repeat === false) throw new OutboundFault('connection_failed', 'ECONNRESET')
      }
    }
  }

  return {
    request,
    objection: (text) => {
      try {
        const url = urlOf(text, true)
        const plain = url.protocol === 'http:'
        const host = url.hostname.replace(/^\[|\]$/g, '')
        if (isIP(host) !== 0 && !checked(host, plain)) return refusedAddress(host, plain).message
        // Where nothing is listed, no plain request can ever go out.
        return plain && networks.length === 0 ? 'must be https' : undefined
      } catch (error) {
        return (error as Error).message
      }
    },
    close: () => {
      for (const { http, https } of agents) {
        http.destroy()
        https.destroy()
      }
    },
  }
}

/** Internal: a kept connection was closed under the request before any byte of an answer. */
class StaleConnection extends Error {}

interface Wire {
  readonly agent: HttpAgent | HttpsAgent
  readonly lookup: LookupFunction
}

function exchange(url: URL, options: OutboundRequest, deadline: number, wire: Wire): Promise<OutboundAnswer> {
  const { body, signal, maxBytes = maxBytesDefault, larger = 'fault' } = options
  const bytes = body === undefined ? undefined : Buffer.from(body as Uint8Array)
  return new Promise((done, fail) => {
    if (signal?.aborted) return fail(new OutboundFault('aborted', 'the request was called off'))
    const ask = url.protocol === 'http:' ? httpRequest : httpsRequest
    const request = ask(url, {
      ...wire,
      method: options.method ?? (bytes === undefined ? 'GET' : 'POST'),
      headers: { ...options.headers, ...(bytes !== undefined && { 'content-length': String(bytes.length) }) },
    })
    let answered = false
    const end = (outcome: OutboundAnswer | Error) => {
      clearTimeout(late)
      signal?.removeEventListener('abort', abort)
      if (outcome instanceof Error) fail(outcome)
      else done(outcome)
    }
    const giveUp = (fault: OutboundFault) => {
      end(fault)
      request.destroy()
    }
    const abort = () => giveUp(new OutboundFault('aborted', 'the request was called off'))
    const late = setTimeout(
      () => giveUp(new OutboundFault('timed_out', answered ? 'the answer did not end in time' : 'no answer in time')),
      Math.max(1, deadline - Date.now()),
    )
    signal?.addEventListener('abort', abort, { once: true })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const reset = error.code === 'ECONNRESET' || error.code === 'EPIPE'
      if (request.reusedSocket && reset && !answered) end(new StaleConnection())
      else if (error instanceof OutboundFault) end(error)
      else end(new OutboundFault('connection_failed', wordOf(error), error))
    })
    request.on('response', (response) => {
      answered = true
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size <= maxBytes) return
        if (larger === 'cut') end(answerOf(response, Buffer.concat(chunks).subarray(0, maxBytes)))
        else end(new OutboundFault('answer_too_large', `the answer is larger than ${maxBytes} bytes`))
        request.destroy()
      })
      response.on('end', () => end(answerOf(response, Buffer.concat(chunks))))
      response.on('error', (error) => end(new OutboundFault('connection_failed', wordOf(error), error)))
      response.on('close', () => {
        if (!response.complete) end(new OutboundFault('connection_failed', 'the connection ended within the answer'))
      })
    })
    request.end(bytes)
  })
}

function answerOf(response: IncomingMessage, body: Buffer): OutboundAnswer {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  return { status: response.statusCode ?? 0, headers, body }
}

function urlOf(text: string, guard: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new OutboundFault('url_invalid', 'the URL is no http or https URL')
  if (guard && (url.username !== '' || url.password !== ''))
    throw new OutboundFault('url_invalid', 'the URL must hold no credentials')
  return url
}

function refusedAddress(host: string, plain: boolean): OutboundFault {
  return new OutboundFault(
    'address_refused',
    plain
      ? `${host} is reached without encryption and lies in no listed network (XIANJIE_OUTBOUND_ALLOW)`
      : `${host} lies in no public and in no listed network (XIANJIE_OUTBOUND_ALLOW)`,
  )
}

const lookupAll = (hostname: string) => systemLookup(hostname, { all: true, verbatim: true })

/** The system resolves few names at a time: of one name that hangs, only one question shall hang with it. */
function once(lookup: (hostname: string) => Promise<readonly Resolved[]>): typeof lookup {
  const asked = new Map<string, Promise<readonly Resolved[]>>()
  return (hostname) => {
    let answer = asked.get(hostname)
    if (answer === undefined) {
      answer = lookup(hostname).finally(() => asked.delete(hostname))
      asked.set(hostname, answer)
    }
    return answer
  }
}

/** Short and without addresses of ours: it is shown to whoever named the URL. */
function wordOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message ?? String(error)
}
