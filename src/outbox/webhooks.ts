// Carries events to webhooks: CloudEvents 1.0 in structured JSON, thin, signed per Standard Webhooks. What a receiver is
// told is what its organ's change feed says, and no more: whoever wants to know more asks, and is asked who it is.
import { type Outbound, OutboundFault, rfc3339, type Sealer } from '../kernel/index.ts'
import type { Carrier, Delivery, Owed, Receiver, Sent } from './carrier.ts'
import { type NoticeKind, pathOf } from './owe.ts'
import { inForce, type WebhookKeys, webhookSignature } from './webhook-keys.ts'

export const webhookKind = 'webhook'

/** What a receiver's row holds of a webhook beside its keys. */
export interface WebhookConfig {
  readonly url: string
  readonly description: string
  /** Null: all. */
  readonly steps: readonly string[] | null
  /** Null: all. Left out by subscriptions from before there were other things than cases, which go on hearing of cases. */
  readonly kinds?: readonly NoticeKind[] | null
  readonly publicKeys: readonly { readonly key: string; readonly until: string | null }[]
}

export interface WebhookDeps {
  readonly sealer: Sealer
  readonly calls: Outbound
  /** `source` of the events, and where the API is. */
  readonly issuer: string
  readonly now: () => number
}

export interface WebhookEvent {
  readonly id: string
  readonly type: string
  readonly time: string
  readonly subject?: string
  readonly data: object
}

/** What `kinds` left out means. */
export const casesOnly: readonly NoticeKind[] = ['transfer']

/** Nobody reads what a webhook answers; so much is taken that the connection can be kept. */
const answerBytes = 16 * 1024
/** 4xx that may pass by themselves. */
const passing = new Set([408, 425, 429])

export function webhookCarrier(deps: WebhookDeps): Carrier {
  return {
    hears: 'everything',
    compose: async (receiver, owed) => {
      const { steps, kinds = casesOnly } = receiver.config as WebhookConfig
      return owed
        .filter(({ step, kind }) => (steps?.includes(step) ?? true) && (kinds?.includes(kind) ?? true))
        .map((one) => ({ id: one.id, body: eventText(deps, eventOf(deps, one)) }))
    },
    send: (receiver, delivery, signal) => sendWebhook(deps, receiver, delivery, signal),
  }
}

/** A case's events name it `transferId`, as they always did; every other thing is `id`. */
function eventOf({ issuer }: Pick<WebhookDeps, 'issuer'>, owed: Owed): WebhookEvent {
  const { id, kind, transferId: thing, version, step } = owed
  const at = owed.at.toISOString()
  return {
    ...{ id, type: `xianjie.${kind}.step.v1`, time: at, subject: thing },
    data: {
      ...(kind === 'transfer' ? { transferId: thing } : { kind, id: thing }),
      ...{ version, step, at, url: `${issuer}${pathOf[kind](thing)}` },
    },
  }
}

/** A try outside of the queue, under an id of its own. */
export async function sendTest(deps: WebhookDeps, receiver: Receiver, id: string): Promise<Sent> {
  const body = eventText(deps, {
    id,
    type: 'xianjie.webhook.test.v1',
    time: rfc3339(deps.now()),
    data: { webhookId: receiver.id },
  })
  return sendWebhook(deps, receiver, { sendId: id, body }, AbortSignal.timeout(receiver.timeoutMs))
}

export const eventText = ({ issuer }: Pick<WebhookDeps, 'issuer'>, event: WebhookEvent): string =>
  JSON.stringify({
    specversion: '1.0',
    id: event.id,
    source: issuer,
    type: event.type,
    ...(event.subject !== undefined && { subject: event.subject }),
    time: event.time,
    datacontenttype: 'application/json',
    data: event.data,
  })

async function sendWebhook(
  { sealer, calls, now }: WebhookDeps,
  receiver: Receiver,
  { sendId, body }: Pick<Delivery, 'sendId' | 'body'>,
  signal: AbortSignal,
): Promise<Sent> {
  const { url } = receiver.config as WebhookConfig
  const { keys } = JSON.parse(sealer.unseal(receiver.secret ?? '')) as WebhookKeys
  const seconds = Math.floor(now() / 1_000)
  try {
    const { status, headers } = await calls.request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': 'Xianjie-Webhooks/1',
        'webhook-id': sendId,
        'webhook-timestamp': String(seconds),
        'webhook-signature': webhookSignature(inForce(keys, now()), sendId, seconds, body),
      },
      body,
      timeoutMs: receiver.timeoutMs,
      maxBytes: answerBytes,
      larger: 'cut',
      signal,
      guard: true,
    })
    return judged(status, headers['retry-after'], now())
  } catch (error) {
    if (error instanceof OutboundFault) return { outcome: 'retry', detail: `${error.code}: ${error.message}` }
    throw error
  }
}

/** The answer's body is neither read nor logged: it may come from inside a network that only the operator may see. */
export function judged(status: number, retryAfter: string | undefined, nowMs: number): Sent {
  if (status >= 200 && status < 300) return { outcome: 'delivered', status }
  if (status === 410) return { outcome: 'gone', status, detail: 'answered 410: it wants nothing any more' }
  if (status >= 400 && status < 500 && !passing.has(status))
    return { outcome: 'refused', status, detail: `answered ${status}` }
  const wait = status === 429 || status === 503 ? retryAfterMs(retryAfter, nowMs) : undefined
  const detail = status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`
  return { outcome: 'retry', status, detail, ...(wait !== undefined && { retryAfterMs: wait }) }
}

/** RFC 9110 10.2.3: seconds or a date. */
function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim()
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
