// Webhooks: an agency's system is told of what happens in its cases. The events are CloudEvents 1.0 and thin: they say
// where to look, and whoever looks is asked who it is.
import { z } from 'zod'
import { noticeKind, noticeKinds } from './notices.ts'
import { line } from './primitives.ts'

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const url = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII; write other characters percent-encoded or as Punycode')
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an https URL')
  .refine((text) => !URL.canParse(text) || new URL(text).hash === '', 'must have no fragment')
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
    'must hold no credentials: requests are signed',
  )
  .meta({
    description:
      'https; plain http only to networks that the operator listed. Its address is checked at every connection.',
  })
const description = line(200)
const stepId = z.string().regex(/^[a-z][a-z0-9_]{1,63}$/, 'must be the id of a step')
const steps = z
  .array(stepId)
  .min(1)
  .max(100)
  .meta({ description: 'Only these steps (ids of /v1/procedure); null or left out: all' })
const kinds = z
  .array(noticeKind)
  .min(1)
  .max(noticeKinds.length)
  .meta({ description: 'Only what is told of these things; null or left out: all' })
const reason = line(500).meta({ description: 'Why; it is recorded' })

export const webhookEvents = [
  ...noticeKinds.map((kind) => `xianjie.${kind}.step.v1` as const),
  'xianjie.webhook.test.v1',
] as const

export const createWebhook = z
  .strictObject({ url, description: description.optional(), steps: steps.nullish(), kinds: kinds.nullish() })
  .meta({ id: 'CreateWebhook' })

export const changeWebhook = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    steps: steps.nullable().optional(),
    kinds: kinds.nullable().optional(),
    state: z.enum(['enabled', 'disabled']).optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'ChangeWebhook' })

export const rotateWebhook = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(24 * 14)
      .default(24)
      .meta({ description: 'So long the former key signs too; 0 ends it at once' }),
  })
  .meta({ id: 'RotateWebhookSecret' })

const ids = z.array(z.uuid()).min(1).max(1_000)

export const replayWebhook = z
  .strictObject({
    dead: z.literal(true).optional().meta({ description: 'All dead letters' }),
    from: z.iso.datetime({ offset: true }).optional().meta({
      description: 'Everything owed since, delivered or dead; what is older than the log keeps is in /v1/changes',
    }),
    deliveries: ids.optional(),
    reason,
  })
  .refine((body) => [body.dead, body.from, body.deliveries].filter((one) => one !== undefined).length === 1, {
    message: 'one of dead, from and deliveries must be given',
    path: [],
  })
  .meta({ id: 'ReplayWebhook' })

export const letGoWebhook = z
  .strictObject({
    dead: z.literal(true).optional().meta({ description: 'All dead letters' }),
    deliveries: ids.optional().meta({ description: 'Dead or waiting ones' }),
    reason,
  })
  .refine((body) => [body.dead, body.deliveries].filter((one) => one !== undefined).length === 1, {
    message: 'one of dead and deliveries must be given',
    path: [],
  })
  .meta({ id: 'LetGoWebhook' })

const webhook = {
  id: z.uuid(),
  agency: z.strictObject({ id: z.uuid().nullable(), code: z.string().nullable(), name: z.string().nullable() }),
  url: z.string(),
  description: z.string(),
  steps: z.array(z.string()).nullable(),
  kinds: z.array(z.string()).nullable(),
  state: z.enum(['enabled', 'disabled', 'gone']).meta({
    description: '`gone`: it answered 410 and is sent nothing more; enable it to go on where it was',
  }),
  publicKeys: z
    .array(z.strictObject({ key: z.string(), until: at.nullable() }))
    .meta({ description: 'Ed25519 (`whpk_`), for the v1a signatures; several while a rotation lasts' }),
  createdAt: at,
  updatedAt: at,
}

const status = z.strictObject({
  waiting: z.int(),
  oldestWaitingAt: at.nullable(),
  inFlight: z.int(),
  dead: z.int(),
  breaker: z.enum(['closed', 'open', 'half_open']),
  openUntil: at.nullable(),
  lastDeliveredAt: at.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
})

export const webhookAnswer = z.strictObject({ ...webhook, status }).meta({ id: 'Webhook' })
export const webhookMade = z
  .strictObject({
    ...webhook,
    secret: z.string().meta({ description: 'For the v1 signatures (`whsec_`); shown this once' }),
  })
  .meta({ id: 'WebhookMade' })
export const webhookShownAnswer = z.strictObject(webhook).meta({ id: 'WebhookShown' })
export const webhookList = z
  .strictObject({ items: z.array(webhookShownAnswer), next: z.string().nullable() })
  .meta({ id: 'WebhookList' })

const delivery = {
  id: z.uuid().meta({ description: 'The id of the event and of `webhook-id`, the same over all tries and replays' }),
  kind: noticeKind,
  transferId: z.uuid().nullable().meta({ description: 'Null where it tells of another thing than a case' }),
  subject: z.uuid().nullable().meta({ description: 'The thing it tells of, whatever its kind' }),
  version: z.int().nullable(),
  step: z.string().nullable(),
  state: z.enum(['waiting', 'delivered', 'dead', 'let_go']),
  attempts: z.int(),
  createdAt: at,
  nextAt: at.nullable().meta({ description: 'Null where it is settled or stands behind a dead letter of its case' }),
  settledAt: at.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
}

export const webhookDeliveryList = z
  .strictObject({ items: z.array(z.strictObject(delivery)), next: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryList' })

export const webhookDelivery = z
  .strictObject({
    ...delivery,
    event: z.looseObject({}),
    tries: z.array(
      z.strictObject({
        no: z.int(),
        at,
        ms: z.int(),
        outcome: z.string(),
        status: z.int().nullable(),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'WebhookDelivery' })

export const webhookTested = z
  .strictObject({
    id: z.uuid(),
    outcome: z.enum(['delivered', 'retry', 'refused', 'gone']),
    status: z.int().nullable(),
    error: z.string().nullable(),
    ms: z.int(),
  })
  .meta({ id: 'WebhookTested' })

export const webhookMoved = z.strictObject({ count: z.int() }).meta({ id: 'WebhookDeliveriesMoved' })
