// A client of the gateway as a partner writes it: it knows the address, its own id and its key, and nothing else. Signs
// in by private_key_jwt, signs in again when its token ran out, and waits where the gateway is away.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { calculateJwkThumbprint, importJWK, type JWK, SignJWT } from 'jose'

export interface Said {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface ClientPlan {
  readonly url: string
  readonly clientId: string
  /** A private JWK. */
  readonly key: JWK
  /** Between the partner's clock and the true one. */
  readonly clockSkewMs: number
  readonly timeoutMs: number
  /** Told of every assertion that is not taken. */
  readonly notLetIn: (status: number) => void
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const awayPauseMs = 250
const bodyMax = 16 * 1_048_576

/** Reads a private JWK from a file; the error names the file. */
export function keyIn(file: string): JWK {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8')) as JWK
    if (typeof key !== 'object' || key === null || typeof key.d !== 'string') throw new Error('no private JWK')
    return key
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export class GatewayClient {
  readonly #plan: ClientPlan
  #token: string | undefined
  #issuer: string | undefined

  constructor(plan: ClientPlan) {
    this.#plan = plan
  }

  /** One request; undefined where no answer came. */
  async once(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Said | undefined> {
    this.#token ??= await this.#signIn()
    const token = this.#token
    if (token === undefined) return undefined
    const said = await this.#reach(method, path, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    if (said?.status === 401) this.#token = undefined
    return said
  }

  /** The same request until it is answered; a token that ran out and a gateway that is away are waited for. */
  async ask(
    method: string,
    path: string,
    signal: AbortSignal,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Said | undefined> {
    while (!signal.aborted) {
      const said = await this.once(method, path, body, headers)
      if (said !== undefined && said.status !== 401 && said.status !== 503 && said.status !== 429) return said
      await sleep(awayPauseMs, undefined, { signal }).catch(() => {})
    }
    return undefined
  }

  async #signIn(): Promise<string | undefined> {
    const { clientId, key, clockSkewMs } = this.#plan
    if (this.#issuer === undefined) {
      const told = await this.#reach('GET', '/.well-known/oauth-authorization-server', {})
      const issuer = (told?.body as { issuer?: unknown } | undefined)?.issuer
      if (typeof issuer !== 'string') return undefined
      this.#issuer = issuer
    }
    const now = Math.floor((Date.now() + clockSkewMs) / 1_000)
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: key.alg ?? 'ES256', kid: key.kid ?? (await calculateJwkThumbprint(key)) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.#issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + 120)
      .setJti(randomUUID())
      .sign(await importJWK(key, key.alg ?? 'ES256'))
    const granted = await this.#reach('POST', '/oauth/token', {
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: assertionType,
        client_assertion: assertion,
      }),
    })
    const token = (granted?.body as { access_token?: unknown } | null | undefined)?.access_token
    if (typeof token === 'string') return token
    if (granted !== undefined) this.#plan.notLetIn(granted.status)
    return undefined
  }

  async #reach(method: string, path: string, init: RequestInit): Promise<Said | undefined> {
    try {
      const response = await fetch(new URL(path, this.#plan.url), {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#plan.timeoutMs),
        ...init,
      })
      const text = await response.text()
      if (text.length > bodyMax) return undefined
      return { status: response.status, headers: response.headers, body: text === '' ? null : parsed(text) }
    } catch {
      return undefined
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
