// Whether a request to the simulated platform is signed as it was told to expect. The forms are those met in the field:
// sorted parameters with a secret, hashed or keyed, or a token that is exchanged for such a signature.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const signatures = ['none', 'hmac-sha256', 'hmac-sm3', 'md5-sorted', 'token'] as const
export type SignatureKind = (typeof signatures)[number]

export interface Gate {
  readonly kind: SignatureKind
  readonly appKey: string
  readonly secret: string
  /** How long a token is good. */
  readonly tokenSeconds: number
}

export interface Asked {
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Denial {
  readonly code: number
  readonly message: string
}

const windowMs = 300_000
const noncesMax = 200_000

const joined = (parameters: Readonly<Record<string, string>>): string =>
  Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&')

/** The signature over parameters, in upper-case hex. */
export function signatureOf(kind: SignatureKind, parameters: Readonly<Record<string, string>>, secret: string): string {
  const text = joined(parameters)
  switch (kind) {
    case 'none':
      return ''
    case 'md5-sorted':
      return createHash('md5')
        .update(text + secret)
        .digest('hex')
        .toUpperCase()
    case 'hmac-sm3':
      return createHmac('sm3', secret).update(text).digest('hex').toUpperCase()
    case 'hmac-sha256':
    case 'token':
      return createHmac('sha256', secret).update(text).digest('hex').toUpperCase()
  }
}

export class Doorkeeper {
  readonly #gate: Gate
  readonly #nonces = new Set<string>()
  readonly #tokens = new Map<string, number>()

  constructor(gate: Gate) {
    this.#gate = gate
  }

  /** Why the request is turned away; undefined where it may pass. */
  check({ query, headers, body }: Asked, now: number): Denial | undefined {
    const { kind, appKey, secret } = this.#gate
    if (kind === 'none') return undefined
    if (kind === 'token') {
      const until = this.#tokens.get(headers['x-token'] ?? '')
      return until !== undefined && until > now ? undefined : { code: 40110, message: 'token无效或已过期' }
    }
    const inQuery = query.has('sign')
    const said = (name: string, header: string) => (inQuery ? query.get(name) : headers[header]) ?? ''
    const parameters: Record<string, string> = {}
    for (const [name, value] of query) if (name !== 'sign') parameters[name] = value
    parameters.appKey = said('appKey', 'x-app-key')
    parameters.timestamp = said('timestamp', 'x-timestamp')
    parameters.nonce = said('nonce', 'x-nonce')
    if (body.length > 0) parameters.bodySha256 = createHash('sha256').update(body).digest('hex')
    if (parameters.appKey !== appKey) return { code: 40101, message: 'appKey不存在' }
    const denial = this.#late(parameters.timestamp, now)
    if (denial !== undefined) return denial
    if (parameters.nonce === '') return { code: 40104, message: 'nonce不能为空' }
    if (!same(said('sign', 'x-sign'), signatureOf(kind, parameters, secret)))
      return { code: 40103, message: '签名不正确' }
    if (this.#nonces.has(parameters.nonce)) return { code: 40104, message: 'nonce已使用' }
    if (this.#nonces.size >= noncesMax) this.#nonces.clear()
    this.#nonces.add(parameters.nonce)
    return undefined
  }

  /** A token against a signature over appKey and timestamp. */
  token(asked: unknown, now: number): { token: string; expiresIn: number } | Denial {
    const { appKey, timestamp, sign } = (typeof asked === 'object' && asked !== null ? asked : {}) as Record<
      string,
      unknown
    >
    if (appKey !== this.#gate.appKey) return { code: 40101, message: 'appKey不存在' }
    const denial = this.#late(String(timestamp), now)
    if (denial !== undefined) return denial
    const expected = signatureOf('token', { appKey, timestamp: String(timestamp) }, this.#gate.secret)
    if (typeof sign !== 'string' || !same(sign, expected)) return { code: 40103, message: '签名不正确' }
    const token = randomBytes(24).toString('hex')
    this.#tokens.set(token, now + this.#gate.tokenSeconds * 1_000)
    return { token, expiresIn: this.#gate.tokenSeconds }
  }

  #late(timestamp: string, now: number): Denial | undefined {
    const ms = /^\d{10,14}$/.test(timestamp) ? Number(timestamp) : Number.NaN
    return Math.abs(ms - now) <= windowMs ? undefined : { code: 40102, message: '时间戳超出允许范围' }
  }
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given.toUpperCase()), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
