// One client of one organ, as a partner would write it: signs an assertion, gets a token, sends requests, reads answers by
// the published contract. It knows the gateway by its URL alone.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { z } from 'zod'
import type { answers } from '../../../schemas/index.ts'
import { assertionType, handedInKey } from '../../agencies/index.ts'
import { DemoFault } from './fault.ts'

const metadata = z.looseObject({ issuer: z.string() })
const granted = z.looseObject({ access_token: z.string() })
export type Problem = z.infer<typeof answers.problem>

/** A gateway in another process hears of new clients within a second; until then it does not know ours. */
const tokenAttempts = 8
const tokenPauseMs = 250

export class Caller {
  readonly url: string
  readonly clientId: string
  readonly #keyFile: string
  #token: string | undefined

  constructor(url: string, clientId: string, keyFile: string) {
    this.url = url
    this.clientId = clientId
    this.#keyFile = keyFile
  }

  /** An access token by private_key_jwt (RFC 7523), asked for once. */
  async token(): Promise<string> {
    this.#token ??= await this.#askToken()
    return this.#token
  }

  async get<T extends z.ZodType>(path: string, contract: T): Promise<z.output<T>> {
    return this.#expected('GET', path, 200, contract)
  }

  async post<T extends z.ZodType>(path: string, body: unknown, status: number, contract: T): Promise<z.output<T>> {
    return this.#expected('POST', path, status, contract, body)
  }

  /** Throws DemoFault where the answer has another status, or is not what the contract promises. */
  async #expected<T extends z.ZodType>(method: string, path: string, status: number, contract: T, body?: unknown) {
    const response = await this.send(method, path, {
      headers: body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    const asked = `${method} ${path} of ${this.clientId}`
    if (response.status !== status)
      throw new DemoFault(`${asked} was answered with ${response.status} instead of ${status}: ${answer.slice(0, 800)}`)
    const parsed = contract.safeParse(JSON.parse(answer))
    if (!parsed.success)
      throw new DemoFault(`${asked}: the answer breaks the contract: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  }

  async send(
    method: string,
    path: string,
    { headers, body }: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
  ): Promise<Response> {
    return reach(new URL(path, this.url), {
      method,
      headers: { authorization: `Bearer ${await this.token()}`, ...headers },
      ...(body !== undefined && { body }),
    })
  }

  async #askToken(): Promise<string> {
    const issuer = await this.#issuer()
    for (let attempt = 1; ; attempt++) {
      const response = await reach(new URL('/oauth/token', this.url), {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: assertionType,
          client_assertion: await this.#assertion(issuer),
        }),
      })
      if (response.ok) return granted.parse(await response.json()).access_token
      const answer = await response.text()
      if (response.status !== 401 || attempt === tokenAttempts)
        throw new DemoFault(`No token for ${this.clientId}: ${response.status} ${answer.slice(0, 400)}`)
      await sleep(tokenPauseMs)
    }
  }

  async #issuer(): Promise<string> {
    const found = await reach(new URL('/.well-known/oauth-authorization-server', this.url))
    const told = metadata.safeParse(await found.json().catch(() => null))
    if (!told.success) throw new DemoFault(`What answers at ${this.url} is no Xianjie gateway.`)
    return told.data.issuer
  }

  #assertion(issuer: string): Promise<string> {
    const { kid, privateKey } = handedInKey(this.#keyFile)
    return new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(this.clientId)
      .setSubject(this.clientId)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime('2m')
      .setJti(randomUUID())
      .sign(privateKey)
  }
}

/** fetch hides the reason in the cause; the newcomer needs it. */
async function reach(url: URL, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new DemoFault(`The gateway at ${url.origin} cannot be reached: ${cause}`)
  }
}
