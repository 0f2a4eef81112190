// The inbox of an organ (收件箱): what it was told and has not read, one item a case, finding, letter or other thing.
import { z } from 'zod'
import { grades, noticeKind } from './notices.ts'

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
export const grade = z.enum(grades).meta({ description: 'Rising: notice 提示, yellow 黄, orange 橙, red 红' })

const item = z.strictObject({
  cursor: z.string().meta({ description: 'Its place: send the newest one as `upTo` to mark all as read' }),
  kind: noticeKind,
  id: z.uuid().meta({ description: 'Of the case, finding, letter, …' }),
  version: z.int(),
  step: z.string().meta({ description: 'The last of which the organ was told' }),
  at,
  grade,
  zh: z.string(),
  en: z.string(),
  number: z.string().nullable().meta({ description: 'Document number (文号), where it has one' }),
  dueAt: at.nullable(),
  basis: z.array(z.string()).meta({ description: 'Instruments and articles' }),
  url: z.string(),
  read: z.boolean(),
})

export const inboxAnswer = z
  .strictObject({
    items: z.array(item),
    counts: z.strictObject({ unread: z.int(), notice: z.int(), yellow: z.int(), orange: z.int(), red: z.int() }).meta({
      description: 'What is unread, by grade; counted no further than 1,001, which says that there are more than 1,000',
    }),
    next: z.string().nullable(),
  })
  .meta({ id: 'Inbox' })

export const markInbox = z
  .strictObject({
    items: z
      .array(z.strictObject({ kind: noticeKind, id: z.uuid(), version: z.int().min(1) }))
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'In the version that was read: what moved since stays unread' }),
    upTo: z
      .string()
      .regex(/^\d{1,18}$/, 'must be the cursor of an item')
      .optional()
      .meta({ description: 'All up to the item with this cursor' }),
  })
  .refine((body) => (body.items === undefined) !== (body.upTo === undefined), {
    message: 'one of items and upTo must be given',
    path: [],
  })
  .meta({ id: 'MarkInbox' })

export const inboxMarked = z
  .strictObject({ marked: z.int().meta({ description: 'Of `items`, those that stood as they were named' }) })
  .meta({ id: 'InboxMarked' })
