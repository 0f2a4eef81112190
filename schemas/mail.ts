// Mail addresses: where an organ wants its warnings sent, from which grade on, and when.
import { z } from 'zod'
import { grade } from './inbox.ts'
import { noticeKind, noticeKinds } from './notices.ts'
import { line } from './primitives.ts'

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })

/** Plain addresses only (RFC 5321 4.1.2 without quoted strings and literals): what is left out is what headers are forged with. */
export const mailAddress = z
  .string()
  .max(254)
  .regex(
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
    'must be a plain address, name@domain in ASCII (other domains as Punycode)',
  )
  .refine((text) => text.indexOf('@') <= 64, 'must have at most 64 characters before the @')

const kinds = z.array(noticeKind).min(1).max(noticeKinds.length)
const hour = z.int().min(0).max(23)
const reason = line(500).meta({ description: 'Why; it is recorded' })

/** Cases are followed in the gateway; by mail go the warnings. */
export const usualMailKinds = [
  'finding',
  'letter',
  'assignment',
  'label',
] as const satisfies (typeof noticeKinds)[number][]

const wanted = {
  kinds: kinds.meta({ description: `What it wants; left out: ${usualMailKinds.join(', ')}` }),
  least: grade.meta({ description: 'Nothing below this grade; left out: notice' }),
  hour: hour.meta({ description: 'Local hour of the digest; left out: the gateway’s (XIANJIE_MAIL_HOUR)' }),
}

export const createMailAddress = z
  .strictObject({
    agency: z.string().min(1).max(64).meta({ description: 'Id or code of the organ' }),
    address: mailAddress,
    kinds: wanted.kinds.optional(),
    least: wanted.least.optional(),
    hour: wanted.hour.nullish(),
    reason: reason.optional(),
  })
  .meta({ id: 'CreateMailAddress' })

export const changeMailAddress = z
  .strictObject({
    kinds: wanted.kinds.optional(),
    least: wanted.least.optional(),
    hour: wanted.hour.nullable().optional(),
    state: z.enum(['enabled', 'disabled', 'removed']).optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'ChangeMailAddress' })

const shown = {
  id: z.uuid(),
  agency: z.strictObject({ id: z.uuid().nullable(), code: z.string().nullable(), name: z.string().nullable() }),
  address: z.string(),
  kinds: z.array(noticeKind),
  least: grade,
  hour: hour.nullable(),
  state: z.enum(['enabled', 'disabled', 'gone', 'removed']),
  createdAt: at,
  updatedAt: at,
}

const status = z.strictObject({
  waiting: z.int(),
  dead: z.int(),
  breaker: z.enum(['closed', 'open', 'half_open']),
  lastDeliveredAt: at.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
})

export const mailAddressAnswer = z.strictObject({ ...shown, status: status.nullable() }).meta({ id: 'MailAddress' })
export const mailAddressList = z
  .strictObject({
    items: z.array(mailAddressAnswer),
    sends: z.boolean().meta({ description: 'Whether this gateway has a mail server (XIANJIE_SMTP_URL)' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'MailAddressList' })
