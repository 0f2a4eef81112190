// The console is a client of the gateway's own API, in the same process: the same contract, the same refusals, the same
// masks and the same log of reads as for any partner. It has no other way to a case.
import type { ConsoleDeps, Session } from './env.ts'

export interface Problem {
  readonly status: number
  readonly code: string
  readonly title?: string
  readonly detail: string
  readonly basis?: readonly Citation[]
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  readonly [more: string]: unknown
}

/** An article of law, as the API cites it. */
export type Citation = string

export type Answered<T> =
  | { readonly ok: true; readonly status: number; readonly body: T; readonly headers: Headers }
  | { readonly ok: false; readonly status: number; readonly problem: Problem; readonly headers: Headers }

export interface Asking {
  /** Sent as JSON. */
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  /** The version of the case that the form was made from. */
  readonly ifMatch?: number | undefined
  readonly idempotencyKey?: string | undefined
  /** Why a masked value or a file is opened; recorded. */
  readonly reason?: string | undefined
  readonly accept?: string
}

export type Ask = <T = Record<string, unknown>>(method: string, path: string, asking?: Asking) => Promise<Answered<T>>
export type Pass = (
  path: string,
  asking?: Asking & { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
) => Promise<Response>
/** Sends a body on as it comes in, unread and unkept: uploads. */
export type Forward = (
  method: string,
  path: string,
  sent: {
    readonly headers: Readonly<Record<string, string>>
    readonly body?: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null
  },
) => Promise<Response>

/** Asks in the name of `session`'s officer; `address` stands in the log of reads. */
export function asking(
  { api, issuer }: Pick<ConsoleDeps, 'api' | 'issuer'>,
  session: Session,
  requestId: string,
  address?: string,
) {
  const origin = new URL(issuer).origin

  function request(
    method: string,
    path: string,
    asked: Asking & { headers?: Readonly<Record<string, string>> },
  ): Request {
    const url = new URL(path, origin)
    for (const [name, value] of Object.entries(asked.query ?? {}))
      if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, String(value))
    const headers = new Headers({ 'x-request-id': requestId, ...asked.headers })
    if (asked.accept !== undefined) headers.set('accept', asked.accept)
    if (asked.ifMatch !== undefined) headers.set('if-match', `"${asked.ifMatch}"`)
    if (asked.idempotencyKey !== undefined) headers.set('idempotency-key', asked.idempotencyKey)
    if (asked.reason !== undefined) headers.set('x-access-reason', encodeURIComponent(asked.reason))
    if (asked.body === undefined) return new Request(url, { method, headers })
    headers.set('content-type', 'application/json')
    return new Request(url, { method, headers, body: JSON.stringify(asked.body) })
  }

  const ask: Ask = async <T>(method: string, path: string, asked: Asking = {}): Promise<Answered<T>> => {
    const handed: { value?: unknown } = {}
    const response = await api(request(method, path, asked), session.principal, address, handed)
    const { status, headers } = response
    if (response.ok && handed.value !== undefined) return { ok: true, status, headers, body: handed.value as T }
    const text = await response.text()
    const body = text === '' ? {} : (JSON.parse(text) as unknown)
    if (response.ok) return { ok: true, status, headers, body: body as T }
    return { ok: false, status, headers, problem: body as Problem }
  }

  const pass: Pass = async (path, asked = {}) =>
    api(request(asked.method ?? 'GET', path, asked), session.principal, address)

  const forward: Forward = async (method, path, { headers, body }) => {
    const streams = body instanceof ReadableStream
    const init = { method, headers: { 'x-request-id': requestId, ...headers }, ...(body != null && { body }) }
    const request = new Request(new URL(path, origin), { ...init, ...(streams && { duplex: 'half' }) } as RequestInit)
    return api(request, session.principal, address)
  }

  return { ask, pass, forward }
}
