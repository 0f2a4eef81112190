// The keys of a webhook and what they sign (Standard Webhooks): v1 with a shared secret, v1a with an Ed25519 pair of which
// the receiver has the public half. During a rotation the former keys sign too.
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

export interface WebhookKey {
  /** base64 of the bytes behind `whsec_`. */
  readonly secret: string
  /** Private JWK, Ed25519. */
  readonly ed25519: JsonWebKey
  /** RFC 3339; left out, it signs until it is replaced. */
  readonly until?: string
  /** The request that asked for it, by client and Idempotency-Key. */
  readonly asked?: string
}

/** What is sealed in a receiver's row; the newest first. */
export interface WebhookKeys {
  readonly keys: readonly WebhookKey[]
}

/** More former keys than this are a rotation by mistake, and every one lengthens a header. */
const keysMax = 4

export function newWebhookKey(asked?: string): WebhookKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    secret: randomBytes(32).toString('base64'),
    ed25519: privateKey.export({ format: 'jwk' }),
    ...(asked !== undefined && { asked }),
  }
}

/** With a new key; the former ones sign until then. */
export function rotated({ keys }: WebhookKeys, key: WebhookKey, nowMs: number, until: string): WebhookKeys {
  const former = inForce(keys, nowMs).map((k) => ({
    ...k,
    until: k.until !== undefined && k.until < until ? k.until : until,
  }))
  return { keys: [key, ...former].slice(0, keysMax) }
}

export const inForce = (keys: readonly WebhookKey[], nowMs: number): readonly WebhookKey[] =>
  keys.filter(({ until }) => until === undefined || Date.parse(until) > nowMs)

export const shownSecret = (key: WebhookKey) => `whsec_${key.secret}`

/** `whpk_` and the 32 bytes of the public key in base64. */
export const shownPublicKey = ({ ed25519 }: WebhookKey) =>
  `whpk_${Buffer.from(ed25519.x as string, 'base64url').toString('base64')}`

/** The value of `webhook-signature`: both kinds by each key. */
export function webhookSignature(keys: readonly WebhookKey[], id: string, seconds: number, body: string): string {
  const signed = Buffer.from(`${id}.${seconds}.${body}`, 'utf8')
  return keys
    .flatMap((key) => {
      const hmac = createHmac('sha256', Buffer.from(key.secret, 'base64')).update(signed).digest('base64')
      const privateKey = createPrivateKey({ key: key.ed25519, format: 'jwk' })
      return [`v1,${hmac}`, `v1a,${sign(null, signed, privateKey).toString('base64')}`]
    })
    .join(' ')
}

/** The public key of `whpk_…`, for tests and partners. */
export function publicKeyOf(shown: string): KeyObject {
  const x = Buffer.from(shown.replace(/^whpk_/, ''), 'base64').toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
