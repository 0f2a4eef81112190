// Signs requests to platforms as their manuals say: a keyed digest over the sorted parameters. Which digest, order, joiner,
// casing and place is configuration. It proves nothing to a third party; it is what these platforms ask for.
import { createHash, createHmac } from 'node:crypto'
import { shanghaiOffsetMs } from '../../kernel/index.ts'
import type { Signature } from './http-form.ts'

export interface Parts {
  readonly query: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
}

export interface Moment {
  readonly nowMs: number
  readonly nonce: string
}

export interface Signed {
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Members to add to a JSON body, where the signature stands in the body. */
  readonly body: Readonly<Record<string, string>>
}

/** What has to be added to a request so that the platform knows it for ours. */
export function signed(parts: Parts, secret: string, form: Signature, moment: Moment): Signed {
  const nothing = { headers: {}, query: {}, body: {} }
  if (form.algorithm === 'none') return nothing
  const own = ownValues(form, moment)
  const parameters: Record<string, string> = { ...(form.parameters && parts.query) }
  for (const [which, value] of Object.entries(own)) parameters[form.signed[which as keyof typeof own] as string] = value
  if (parts.body !== undefined && form.signed.body !== null && form.in !== 'body')
    parameters[form.signed.body] = createHash(form.bodyDigest).update(parts.body).digest('hex')
  const sent: Record<string, string> = {}
  for (const [which, value] of Object.entries(own)) {
    const name = which as keyof typeof own
    sent[form.sent[name] ?? (form.signed[name] as string)] = value
  }
  sent[form.sent.sign ?? 'sign'] = signatureOf(parameters, secret, form)
  return { ...nothing, [form.in]: sent }
}

/** The signature over parameters: exported because vectors of manuals are about this and nothing else. */
export function signatureOf(parameters: Readonly<Record<string, string>>, secret: string, form: Signature): string {
  const pairs = ordered(Object.entries(parameters), form)
    .filter(([, value]) => form.empty === 'keep' || value !== '')
    .map(([name, value]) => `${name}${form.pair}${form.values === 'plain' ? value : encodeURIComponent(value)}`)
  const text = pairs.join(form.joiner)
  const hmac = form.algorithm.startsWith('hmac-')
  const digest = form.algorithm.replace(/^hmac-/, '')
  const place = form.secret === 'default' ? (hmac ? 'key' : 'append') : form.secret
  const whole = withSecret(text, secret, place, form)
  const hash = hmac ? createHmac(digest, secret) : createHash(digest)
  const out = hash.update(whole, 'utf8').digest(form.encoding)
  if (form.encoding === 'base64') return out
  return form.casing === 'upper' ? out.toUpperCase() : out
}

function withSecret(text: string, secret: string, place: string, { joiner, pair, secretName }: Signature): string {
  switch (place) {
    case 'append':
      return text + secret
    case 'prepend':
      return secret + text
    case 'both-ends':
      return secret + text + secret
    case 'append-named':
      return `${text}${joiner}${secretName}${pair}${secret}`
    default:
      return text
  }
}

type Pair = readonly [string, string]

/** By the bytes of the names, as `sort` of other languages has it, and not by anybody's alphabet. */
function ordered(pairs: Pair[], { order }: Signature): Pair[] {
  if (order === 'as-listed') return pairs
  const keyOf = order === 'name' ? (name: string) => name : (name: string) => name.toLowerCase()
  return pairs.sort(([a], [b]) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))
}

function ownValues(form: Signature, { nowMs, nonce }: Moment): { key?: string; timestamp?: string; nonce?: string } {
  return {
    ...(form.signed.key !== null && { key: form.key }),
    ...(form.signed.timestamp !== null && { timestamp: stamp(nowMs, form.timestamp) }),
    ...(form.signed.nonce !== null && { nonce }),
  }
}

/** Written times are local ones there. */
function stamp(nowMs: number, form: Signature['timestamp']): string {
  if (form === 'ms') return String(nowMs)
  if (form === 's') return String(Math.floor(nowMs / 1000))
  const local = new Date(nowMs + shanghaiOffsetMs).toISOString()
  return form === 'yyyyMMddHHmmss' ? local.slice(0, 19).replace(/\D/g, '') : local.slice(0, 19).replace('T', ' ')
}
