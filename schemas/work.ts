// What an organ or one of its officers must do next, what it waits for, what it did; and what a search finds.
import { z } from 'zod'

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const words = z.strictObject({ zh: z.string(), en: z.string() })
const organ = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const next = z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' })
const caseName = z.string().meta({ description: 'Names of natural persons among the suspects masked' })

export const urgencyAnswer = z.enum(['overdue', 'urgent', 'soon', 'watch', 'calm']).meta({
  description:
    'overdue 逾期: past its end; urgent 紧迫: the last day, or the last third of a shorter period; soon 临近: the last three days, or the last two thirds; watch 关注: the last seven days, or no number is set; calm 正常. A period that only advises is never overdue',
})

const item = z.strictObject({
  transferId: z.uuid(),
  key: z.string().meta({ description: 'Of the clock, or of the instance whose turn it is' }),
  documentNo: z.string(),
  caseName,
  domain: z.string(),
  status: z.string(),
  zh: z.string().meta({ description: 'What is to be done' }),
  en: z.string(),
  why: words.meta({ description: 'The period’s name, or the state that waits for the next step' }),
  steps: z
    .array(z.strictObject({ step: z.string(), zh: z.string(), en: z.string(), decidedBy: z.string().optional() }))
    .meta({ description: 'Steps that would do it; empty for what the organ waits for' }),
  on: z.string(),
  rule: z.string().optional(),
  kind: z.enum(['right', 'wait']).optional(),
  basis: z.array(z.string()),
  since: at.optional().meta({ description: 'When it began to be owed' }),
  dueAt: at.optional().meta({ description: 'Absent: no number is set, to be done promptly (及时)' }),
  breachAt: at.optional(),
  localDate: z.string().optional(),
  provisional: z.literal(true).optional(),
  advisory: z.literal(true).optional(),
  urgency: urgencyAnswer,
  yours: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the roles of the officer who signed in may do it; absent for systems' }),
  owners: z.array(organ).meta({ description: 'Who owes it' }),
  others: z.array(organ).meta({ description: 'Whom it is owed to, where that is an organ of the case' }),
  to: words.optional().meta({ description: 'Whom it is owed to otherwise' }),
})

export const workAnswer = z
  .strictObject({
    items: z.array(item),
    waiting: z.array(item).optional().meta({ description: 'Where `beside` asks for them' }),
    counts: z
      .strictObject({
        ...{ todo: z.int(), waiting: z.int(), upTo: z.int() },
        ...{ overdue: z.int(), urgent: z.int(), soon: z.int(), watch: z.int(), calm: z.int() },
      })
      .optional()
      .meta({
        description:
          'Nobody counts further than `upTo`; the urgencies are those of `todo`, counted from the nearest end',
      }),
    day: z
      .strictObject({
        date: z.iso.date(),
        rest: z.boolean(),
        holiday: z
          .strictObject({ name: z.string(), from: z.iso.date(), to: z.iso.date(), resumes: z.iso.date() })
          .nullable(),
      })
      .meta({ description: 'Today, and the next holiday within a month, by the caller’s region' }),
    next,
  })
  .meta({ id: 'Work' })

export const workClosedAnswer = z
  .strictObject({
    items: z.array(
      z.strictObject({
        transferId: z.uuid(),
        documentNo: z.string(),
        caseName,
        domain: z.string(),
        status: z.string(),
        at,
      }),
    ),
    next,
  })
  .meta({ id: 'WorkClosed' })

export const workDoneAnswer = z
  .strictObject({
    items: z.array(
      z.strictObject({
        ...{ transferId: z.uuid(), version: z.int(), step: z.string(), zh: z.string(), en: z.string(), at },
        ...{ documentNo: z.string(), caseName, status: z.string() },
      }),
    ),
    next,
  })
  .meta({ id: 'WorkDone' })

export const searchKinds = ['transfer', 'penalty', 'letter'] as const

export const searchQuery = z.object({
  q: z.string().max(200),
  kind: z.enum(searchKinds).optional(),
  limit: z.string().optional(),
})

export const searchAnswer = z
  .strictObject({
    transfers: z
      .strictObject({
        items: z.array(
          z.strictObject({
            ...{ id: z.uuid(), documentNo: z.string(), caseName, domain: z.string(), status: z.string() },
            ...{ part: z.string(), ended: z.boolean(), sender: organ.nullable(), createdAt: at, updatedAt: at },
            matched: z
              .array(z.enum(['number', 'name', 'party', 'charge', 'identity']))
              .meta({ description: 'What of it the words stand in; `identity`: the whole number of a person or unit' }),
          }),
        ),
        more: z.boolean(),
      })
      .optional(),
    penalties: z
      .strictObject({
        items: z.array(
          z.strictObject({
            ...{ id: z.uuid(), decisionNo: z.string().nullable(), organName: z.string().nullable() },
            ...{ decidedOn: z.string().nullable(), transferId: z.uuid().nullable() },
            parties: z.array(z.string()).meta({ description: 'Natural persons masked' }),
            matched: z.array(z.enum(['number', 'party'])),
          }),
        ),
        more: z.boolean(),
      })
      .optional(),
    letters: z
      .strictObject({
        items: z.array(
          z.strictObject({
            ...{ id: z.uuid(), kind: z.string(), title: z.string(), state: z.string() },
            ...{ number: z.string().nullable(), sent: z.boolean(), sentAt: at },
          }),
        ),
        more: z.boolean(),
      })
      .optional(),
  })
  .meta({ id: 'Search' })
