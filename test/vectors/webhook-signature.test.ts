// Webhook signatures against the published vector of Standard Webhooks, against its own library, and against Node's
// verification of Ed25519; events against the library of CloudEvents.
import { verify } from 'node:crypto'
import { CloudEvent, HTTP, ValidationError } from 'cloudevents'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import {
  eventText,
  inForce,
  judged,
  newWebhookKey,
  publicKeyOf,
  rotated,
  shownPublicKey,
  shownSecret,
  webhookSignature,
} from '../../src/outbox/index.ts'

const seconds = () => Math.floor(Date.now() / 1000)
const headersOf = (id: string, at: number, signature: string) => ({
  'webhook-id': id,
  'webhook-timestamp': String(at),
  'webhook-signature': signature,
})

/** Whether one of the v1a signatures is by this public key. */
function verifiesWith(publicKey: string, id: string, at: number, body: string, signature: string): boolean {
  const signed = Buffer.from(`${id}.${at}.${body}`)
  return signature
    .split(' ')
    .filter((s) => s.startsWith('v1a,'))
    .some((s) => verify(null, signed, publicKeyOf(publicKey), Buffer.from(s.slice(4), 'base64')))
}

describe('signatures', () => {
  test('the vector of the specification’s library is met', () => {
    const key = { ...newWebhookKey(), secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
    const signature = webhookSignature([key], 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')
    expect(signature.split(' ')[0]).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test('whatever is sent, the library accepts it with the secret, and Ed25519 with the public key', () => {
    const key = newWebhookKey()
    const library = new Webhook(shownSecret(key))
    fc.assert(
      fc.property(fc.uuid(), fc.json(), (id, body) => {
        const at = seconds()
        const signature = webhookSignature([key], id, at, body)
        library.verify(body, headersOf(id, at, signature))
        expect(verifiesWith(shownPublicKey(key), id, at, body, signature)).toBe(true)
        expect(() => library.verify(`${body} `, headersOf(id, at, signature))).toThrow()
        expect(verifiesWith(shownPublicKey(key), id, at + 1, body, signature)).toBe(false)
      }),
      { numRuns: 50 },
    )
  })

  test('a key has the form that receivers expect', () => {
    const key = newWebhookKey()
    expect(Buffer.from(shownSecret(key).replace('whsec_', ''), 'base64')).toHaveLength(32)
    expect(Buffer.from(shownPublicKey(key).replace('whpk_', ''), 'base64')).toHaveLength(32)
  })

  test('during a rotation both keys sign, after it the new one alone', () => {
    const [old, fresh] = [newWebhookKey(), newWebhookKey()]
    const now = Date.now()
    const { keys } = rotated({ keys: [old] }, fresh, now, new Date(now + 1_000).toISOString())
    const at = seconds()
    const during = webhookSignature(inForce(keys, now), 'a', at, '{}')
    for (const key of [old, fresh]) {
      new Webhook(shownSecret(key)).verify('{}', headersOf('a', at, during))
      expect(verifiesWith(shownPublicKey(key), 'a', at, '{}', during)).toBe(true)
    }
    const after = webhookSignature(inForce(keys, now + 1_001), 'a', at, '{}')
    new Webhook(shownSecret(fresh)).verify('{}', headersOf('a', at, after))
    expect(() => new Webhook(shownSecret(old)).verify('{}', headersOf('a', at, after))).toThrow()
  })

  test('rotated again and again, a former key is never given longer, and the header stays short', () => {
    const now = Date.now()
    let kept = { keys: [newWebhookKey()] as readonly ReturnType<typeof newWebhookKey>[] }
    const until = (ms: number) => new Date(now + ms).toISOString()
    kept = rotated(kept, newWebhookKey(), now, until(100))
    kept = rotated(kept, newWebhookKey(), now, until(9_000))
    expect(kept.keys.map((k) => k.until)).toEqual([undefined, until(9_000), until(100)])
    for (let i = 0; i < 10; i++) kept = rotated(kept, newWebhookKey(), now, until(9_000))
    expect(kept.keys).toHaveLength(4)
  })
})

describe('events', () => {
  test('the library of CloudEvents reads what is sent, and finds nothing wrong with it', () => {
    const body = eventText(
      { issuer: 'https://xianjie.example' },
      {
        id: '0196f8a0-0000-7000-8000-000000000001',
        type: 'xianjie.transfer.step.v1',
        time: '2026-11-20T08:00:00.000Z',
        subject: '0196f8a0-0000-7000-8000-000000000002',
        data: { version: 1 },
      },
    )
    const event = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' }, body })
    expect(event).toBeInstanceOf(CloudEvent)
    const read = event as CloudEvent<{ version: number }>
    expect(read.validate()).toBe(true)
    expect([read.specversion, read.source, read.data?.version]).toEqual(['1.0', 'https://xianjie.example', 1])
    expect(() => new CloudEvent({ source: '', type: '' })).toThrow(ValidationError)
  })
})

describe('what an answer means', () => {
  const now = Date.parse('2026-11-20T08:00:00Z')
  const cases: [number, string | undefined, string, number | undefined][] = [
    [200, undefined, 'delivered', undefined],
    [204, undefined, 'delivered', undefined],
    [301, undefined, 'retry', undefined],
    [307, undefined, 'retry', undefined],
    [400, undefined, 'refused', undefined],
    [401, undefined, 'refused', undefined],
    [404, undefined, 'refused', undefined],
    [408, '9', 'retry', undefined],
    [410, undefined, 'gone', undefined],
    [422, undefined, 'refused', undefined],
    [425, undefined, 'retry', undefined],
    [429, '120', 'retry', 120_000],
    [429, 'Fri, 20 Nov 2026 08:01:00 GMT', 'retry', 60_000],
    [429, 'Fri, 20 Nov 2026 07:00:00 GMT', 'retry', undefined],
    [429, 'soon', 'retry', undefined],
    [500, '9', 'retry', undefined],
    [503, ' 5 ', 'retry', 5_000],
  ]
  for (const [status, retryAfter, outcome, ms] of cases)
    test(`${status}${retryAfter === undefined ? '' : ` with Retry-After ${retryAfter}`} is ${outcome}`, () => {
      const sent = judged(status, retryAfter, now)
      expect([sent.outcome, sent.retryAfterMs, sent.status]).toEqual([outcome, ms, status])
    })
})
