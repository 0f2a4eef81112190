// Calls a platform: signs, fetches and renews its token, keeps to time and size, and takes nothing for an answer that is
// not one. A token that was refused is fetched anew once; whatever else fails is the caller's to repeat.
import { type Outbound, type OutboundAnswer, OutboundFault } from '../../kernel/index.ts'
import { SourceFault } from './fault.ts'
import type { HttpConfig } from './http-form.ts'
import { at, kindOf } from './pointers.ts'
import { signed } from './signing.ts'

export interface CallerDeps {
  readonly outbound: Outbound
  readonly now: () => number
  /** A nonce, different at each call. */
  readonly nonce: () => string
}

export interface Call {
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON; a text is sent as it stands. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

export interface CallAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly json: unknown
}

export interface Caller {
  /** An answer that meets the success criterion. Throws SourceFault, naming the path. */
  call(call: Call): Promise<CallAnswer>
  /** Any answer with any status, signed all the same; throws OutboundFault or SourceFault where there was none. */
  send(call: Call): Promise<OutboundAnswer>
}

export function openCaller(deps: CallerDeps, http: HttpConfig, secret: string | null): Caller {
  const { signing } = http
  const tokenPlan = signing.token
  const signs = signing.algorithm !== 'none'
  const needsSecret = signs || (tokenPlan && tokenPlan.signature.algorithm !== 'none')
  let token: { readonly value: string; readonly untilMs: number } | undefined
  let fetching: Promise<string> | undefined

  function secretOr(): string {
    if (secret === null || secret === '')
      throw new SourceFault(http.baseUrl, 'its requests are signed, and no secret was entered for it', {
        passing: false,
      })
    return secret
  }

  async function exchange(call: Call, how: 'plain' | 'token'): Promise<OutboundAnswer> {
    const form = how === 'token' && tokenPlan ? tokenPlan.signature : signing
    const current = how === 'plain' && tokenPlan ? await currentToken(call.signal) : undefined
    const query: Record<string, string> = { ...call.query }
    const headers: Record<string, string> = { accept: 'application/json', ...http.headers, ...call.headers }
    if (current !== undefined && tokenPlan?.use === 'query') query[tokenPlan.sentAs] = tokenPlan.prefix + current
    if (current !== undefined && tokenPlan?.use === 'header') headers[tokenPlan.sentAs] = tokenPlan.prefix + current
    const key = current !== undefined && tokenPlan?.use === 'secret' ? current : needsSecret ? secretOr() : ''
    const moment = { nowMs: deps.now(), nonce: deps.nonce() }
    let body = typeof call.body === 'string' || call.body === undefined ? call.body : JSON.stringify(call.body)
    const added = signed({ query, body }, key, form, moment)
    if (form.in === 'body' && form.algorithm !== 'none')
      body = JSON.stringify({ ...((call.body ?? {}) as object), ...added.body })
    const url = new URL(http.baseUrl.replace(/\/+$/, '') + call.path)
    for (const [name, value] of Object.entries({ ...query, ...added.query })) url.searchParams.set(name, value)
    return deps.outbound.request(url.toString(), {
      method: call.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, ...added.headers },
      ...(body !== undefined && { body }),
      timeoutMs: http.timeoutMs,
      maxBytes: http.maxBytes,
      ...(call.signal && { signal: call.signal }),
      repeat: !signs,
      guard: false, // the operator named it
    })
  }

  async function currentToken(signal: AbortSignal | undefined): Promise<string> {
    if (token !== undefined && deps.now() < token.untilMs) return token.value
    // Many lanes want one at the same moment; platforms end the former token with each new one.
    fetching ??= fetchToken(signal).finally(() => {
      fetching = undefined
    })
    return fetching
  }

  async function fetchToken(signal: AbortSignal | undefined): Promise<string> {
    const plan = tokenPlan as NonNullable<typeof tokenPlan>
    const body = plan.method === 'POST' ? {} : undefined
    const { json } = await understood({ path: plan.path, method: plan.method, body, signal }, 'token')
    const value = at(json, plan.token)
    if (typeof value !== 'string' || value === '')
      throw new SourceFault(`${plan.path} ${plan.token}`, `must be the token, and is ${kindOf(value)}`)
    const said = plan.expiresIn === undefined ? undefined : Number(at(json, plan.expiresIn))
    const lifetimeMs =
      said !== undefined && Number.isFinite(said) && said > 0
        ? said * (plan.unit === 's' ? 1000 : 1)
        : plan.lifetimeSeconds * 1000
    // Of one that lives shorter than the margin, half its life is used.
    const margin = Math.min(plan.renewBeforeSeconds * 1000, lifetimeMs / 2)
    token = { value, untilMs: deps.now() + lifetimeMs - margin }
    return value
  }

  /**
   * A 401, and a connection that was closed under a signed request, are answered once with a new token and a new signature:
   * the token may have run out, and a platform takes a nonce but once.
   */
  async function send(call: Call): Promise<OutboundAnswer> {
    const first = await exchange(call, 'plain').catch((error: unknown) => {
      if (signs && error instanceof OutboundFault && error.code === 'connection_failed') return undefined
      throw error
    })
    if (first !== undefined && (first.status !== 401 || (tokenPlan === undefined && !signs))) return first
    if (first !== undefined) token = undefined
    return exchange(call, 'plain')
  }

  async function understood(call: Call, how: 'plain' | 'token'): Promise<CallAnswer> {
    let answer: OutboundAnswer
    try {
      answer = how === 'plain' ? await send(call) : await exchange(call, how)
    } catch (error) {
      if (error instanceof OutboundFault) throw new SourceFault(call.path, error.message, { cause: error })
      throw error
    }
    return checked(call.path, answer, http)
  }

  return { call: (call) => understood(call, 'plain'), send }
}

/** An answer whose status, form and own word all say that it is one. */
function checked(path: string, { status, headers, body }: OutboundAnswer, http: HttpConfig): CallAnswer {
  const text = body.toString('utf8')
  let json: unknown
  try {
    // As RFC 8785 reads it: the platform's digests are of the same doubles.
    json = JSON.parse(text)
  } catch {
    // the status below says more, where it is none of success
  }
  const said = at(json, http.message)
  const words = typeof said === 'string' ? ` (${said.slice(0, 200)})` : ''
  if (status < 200 || status > 299) throw new SourceFault(path, `answered ${status}${words}`)
  if (json === undefined) throw new SourceFault(path, 'the answer is no JSON')
  if (http.success !== null) {
    const found = at(json, http.success.pointer)
    if (found !== http.success.equals)
      throw new SourceFault(
        `${path} ${http.success.pointer}`,
        `must be ${JSON.stringify(http.success.equals)}, and is ${kindOf(found)}${words}`,
      )
  }
  return { status, headers, json }
}
