// Handing down (交办): what an upper procuratorate says when it hands findings or cases to a lower one, what the lower one says
// of each, and what the gateway answers.
import { z } from 'zod'
import { subjectKinds } from './labels.ts'
import { day, documentNo, line, officer, prose, uscc, uuid } from './primitives.ts'

export const assignmentStates = ['handed', 'signed', 'replied', 'returned', 'accepted', 'withdrawn'] as const
/** 签收, 逐项办理, 回复, 认可, 退回重办, 撤回. */
export const assignmentActs = ['sign', 'work', 'reply', 'accept', 'return', 'withdraw'] as const
/** 查证属实, 已移送, 不构成犯罪, 正在办理. */
export const itemResults = ['verified', 'transferred', 'no_crime', 'in_progress'] as const

const officers = z.array(officer).min(1).max(20)
/** One lower procuratorate works them one by one; more are several assignments. */
export const itemsMax = 500
const resultsAtOnce = 200

export const handDown = z
  .strictObject({
    officers,
    /** The lower procuratorate, by its unified social credit code. */
    to: uscc,
    title: line(200),
    text: prose(20_000),
    documentNo: documentNo.optional(),
    /** Last local day on which the reply is in time. */
    dueOn: day,
    items: z
      .array(z.strictObject({ kind: z.enum(subjectKinds), id: uuid }))
      .min(1)
      .max(itemsMax)
      .superRefine((list, ctx) => {
        const seen = new Set<string>()
        for (const [index, { kind, id }] of list.entries()) {
          if (seen.has(`${kind}:${id}`)) ctx.addIssue({ code: 'custom', path: [index], message: 'it is named twice' })
          seen.add(`${kind}:${id}`)
        }
      }),
  })
  .meta({
    id: 'HandDown',
    description: '交办: findings, penalty cases and cases that both procuratorates see, as a list that stays as it is.',
  })

export const signAssignment = z
  .strictObject({ officers })
  .meta({ id: 'SignAssignment', description: '签收: the lower procuratorate has it in hand.' })
export const workAssignment = z
  .strictObject({
    officers,
    results: z
      .array(z.strictObject({ no: z.int().min(1).max(itemsMax), result: z.enum(itemResults), text: prose(2_000) }))
      .min(1)
      .max(resultsAtOnce)
      .superRefine((list, ctx) => {
        const seen = new Set<number>()
        for (const [index, { no }] of list.entries()) {
          if (seen.has(no)) ctx.addIssue({ code: 'custom', path: [index, 'no'], message: 'it is named twice' })
          seen.add(no)
        }
      }),
  })
  .meta({ id: 'WorkAssignment', description: '逐项办理: what came of items, by their numbers in the list.' })
export const replyAssignment = z
  .strictObject({ officers, text: prose(20_000), documentNo: documentNo.optional() })
  .meta({ id: 'ReplyAssignment', description: '回复: every item has its result; the figures go with it.' })
export const acceptAssignment = z
  .strictObject({ officers, text: prose(5_000).optional() })
  .meta({ id: 'AcceptAssignment', description: '认可: the upper procuratorate is content.' })
export const returnAssignment = z
  .strictObject({ officers, reason: prose(5_000), dueOn: day.optional() })
  .meta({ id: 'ReturnAssignment', description: '退回重办, with the reason and a new due day where there is one.' })
export const withdrawAssignment = z
  .strictObject({ officers, reason: prose(2_000) })
  .meta({ id: 'WithdrawAssignment', description: '撤回: nothing is asked any more; it goes on standing.' })

export const listAssignmentsQuery = z.object({
  cursor: uuid.optional(),
  box: z.enum(['handed', 'received']).optional(),
  state: z.enum(assignmentStates).optional(),
  overdue: z.enum(['true', 'false']).optional(),
  /** An item of it, as `kind:id`. */
  subject: z
    .string()
    .regex(
      /^(transfer|penalty|finding):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      'kind:id is needed',
    )
    .optional(),
})
export const assignmentItemsQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,4}$/, 'not one of this list')
    .optional(),
  result: z.enum([...itemResults, 'none']).optional(),
})
export const assignmentFiguresQuery = z.object({
  box: z.enum(['handed', 'received']).default('handed'),
  from: day.optional(),
  to: day.optional(),
})
export const assignmentLetterQuery = z.object({ format: z.enum(['docx', 'html']).default('docx') })

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const organ = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const counts = z
  .strictObject({
    verified: z.int(),
    transferred: z.int(),
    no_crime: z.int(),
    in_progress: z.int(),
    none: z.int().meta({ description: 'Without a result' }),
  })
  .meta({ description: 'Items by result' })

const head = {
  id: z.uuid(),
  version: z.int(),
  state: z.enum(assignmentStates),
  title: z.string(),
  documentNo: z.string().optional(),
  mine: z.enum(['upper', 'lower']).meta({ description: 'What the caller’s agency is in it' }),
  from: organ,
  to: organ,
  items: z.int(),
  dueOn: z.iso.date(),
  daysLeft: z
    .int()
    .optional()
    .meta({ description: 'Local days to the due day, negative after it, while a reply is owed' }),
  handedAt: at,
  signedAt: at.optional(),
  repliedAt: at.optional().meta({ description: 'The first reply' }),
  acceptedAt: at.optional(),
  returns: z.int().meta({ description: 'How often it was returned to be worked again' }),
}

export const assignmentAnswer = z
  .strictObject({
    ...head,
    listDigest: z.string().meta({ description: 'SHA-256 over the canonical list of kinds and ids, in their order' }),
    counts,
    entries: z.array(
      z.strictObject({
        version: z.int(),
        act: z.enum(['hand', ...assignmentActs, 'overdue']),
        at,
        by: organ.nullable(),
        officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
        text: z.string().optional(),
        reason: z.string().optional(),
        documentNo: z.string().optional(),
        dueOn: z.iso.date().optional(),
        results: z.array(z.strictObject({ no: z.int(), result: z.enum(itemResults), text: z.string() })).optional(),
        counts: counts.optional().meta({ description: 'Of a reply: the figures it was given with' }),
      }),
    ),
    available: z.array(z.enum(assignmentActs)),
  })
  .meta({ id: 'Assignment' })

export const assignmentList = z
  .strictObject({ items: z.array(z.strictObject(head)), next: z.string().nullable() })
  .meta({ id: 'AssignmentList' })

export const assignmentItems = z
  .strictObject({
    items: z.array(
      z.strictObject({
        no: z.int(),
        kind: z.enum(subjectKinds),
        id: z.uuid(),
        title: z.string().meta({ description: 'As it was when it was handed down; persons masked' }),
        result: z.enum(itemResults).optional(),
        text: z.string().optional(),
        at: at.optional(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'AssignmentItems' })

export const assignmentFigures = z
  .strictObject({
    items: z.array(
      z.strictObject({
        organ,
        assignments: z.int(),
        signed: z.int(),
        replied: z.int(),
        repliedInTime: z.int(),
        accepted: z.int(),
        withdrawn: z.int(),
        returns: z.int(),
        overdue: z.int().meta({ description: 'Owed now, after their due day' }),
        hoursToSign: z.number().nullable().meta({ description: 'Median, of those signed for' }),
        daysToReply: z.number().nullable().meta({ description: 'Median, of those replied to' }),
        counts,
      }),
    ),
  })
  .meta({ id: 'AssignmentFigures' })
