// Letters between organs that are no procedural act (工作指令, 工作汇报, 工作交流, 案件咨询): what an organ says, and what the
// gateway answers. Text only; files are materials that were uploaded before.
import { z } from 'zod'
import { day, documentNo, line, officer, prose, sha256, uscc, uuid } from './primitives.ts'

/** 工作指令 (down the line), 工作汇报 (up), 工作交流 (sideways), 案件咨询 (a thread of chosen participants). */
export const correspondenceKinds = ['instruction', 'report', 'exchange', 'consultation'] as const
export const correspondenceStates = ['open', 'closed', 'withdrawn'] as const
/** 签收, 阅读, 答复, 办结, 发言, 增加参加者, 更正, 撤回, 结束. */
export const correspondenceActs = [
  'sign',
  'read',
  'answer',
  'done',
  'say',
  'invite',
  'correct',
  'withdraw',
  'close',
] as const

const officers = z.array(officer).min(1).max(20)
/** An instruction to all of a province's organs has their number; more than this are several letters. */
export const receiversMax = 200
const filesMax = 50

const attachment = z.strictObject({
  id: uuid,
  /** Digest of the file the sender means; a material that differs from it is refused. */
  sha256,
  title: line(200),
})

const attachments = z
  .array(attachment)
  .max(filesMax)
  .superRefine((list, ctx) => {
    const seen = new Set<string>()
    for (const [index, { id }] of list.entries()) {
      if (seen.has(id))
        ctx.addIssue({ code: 'custom', path: [index, 'id'], message: 'this material is attached twice' })
      seen.add(id)
    }
  })
  .optional()

const organsNamed = z
  .array(uscc)
  .min(1)
  .max(receiversMax)
  .superRefine((list, ctx) => {
    const seen = new Set<string>()
    for (const [index, code] of list.entries()) {
      if (seen.has(code)) ctx.addIssue({ code: 'custom', path: [index], message: 'this organ is named twice' })
      seen.add(code)
    }
  })

export const sendCorrespondence = z
  .strictObject({
    officers,
    kind: z.enum(correspondenceKinds),
    title: line(200),
    text: prose(20_000),
    documentNo: documentNo.optional(),
    /** Unified social credit codes. */
    to: organsNamed,
    /** Last local day on which an answer is in time. */
    dueOn: day.optional(),
    /** A case in which the sender has or had a part. */
    transferId: uuid.optional(),
    /**
     * Organs among the receivers have no part in the case: they get the letter, and of the case only that it is about one.
     * Left out, such a letter is refused and names them.
     */
    toOrgansWithoutPart: z.boolean().optional(),
    findingId: uuid.optional(),
    attachments,
  })
  .meta({
    id: 'SendCorrespondence',
    description:
      '工作指令、工作汇报、工作交流、案件咨询: to several organs, linked to a case or a finding where it is about one.',
  })

export const signCorrespondence = z
  .strictObject({ officers })
  .meta({ id: 'SignCorrespondence', description: '签收: the receiver has it in hand.' })
export const readCorrespondence = z
  .strictObject({ officers })
  .meta({ id: 'ReadCorrespondence', description: '已阅: the officers named have read it.' })
export const answerCorrespondence = z
  .strictObject({ officers, text: prose(20_000), documentNo: documentNo.optional(), attachments })
  .meta({
    id: 'AnswerCorrespondence',
    description: '答复: what a receiver answers to the sender; it may answer again.',
  })
export const doneCorrespondence = z
  .strictObject({ officers, text: prose(5_000).optional(), attachments })
  .meta({ id: 'DoneCorrespondence', description: '办结: what the instruction asks for is done.' })
export const sayCorrespondence = z
  .strictObject({ officers, text: prose(5_000), attachments })
  .meta({ id: 'SayCorrespondence', description: '发言: in an exchange or a consultation, read by all who take part.' })
export const inviteCorrespondence = z
  .strictObject({ officers, to: organsNamed, toOrgansWithoutPart: z.boolean().optional() })
  .meta({
    id: 'InviteCorrespondence',
    description: '增加参加者: further organs in an exchange or a consultation; they read what was said before.',
  })
export const correctCorrespondence = z
  .strictObject({ officers, text: prose(20_000), dueOn: day.optional(), attachments })
  .meta({
    id: 'CorrectCorrespondence',
    description: '更正、补充: a follow-up; what was sent stands as it was sent. A new due day replaces the former.',
  })
export const withdrawCorrespondence = z.strictObject({ officers, reason: prose(2_000) }).meta({
  id: 'WithdrawCorrespondence',
  description: '撤回: it asks for nothing any more; who has it goes on seeing it.',
})
export const closeCorrespondence = z
  .strictObject({ officers, text: prose(5_000).optional() })
  .meta({ id: 'CloseCorrespondence', description: '结束: nothing more is expected.' })

/** Filters of the list, as query parameters. */
export const listCorrespondenceQuery = z.object({
  cursor: uuid.optional(),
  box: z.enum(['sent', 'received']).optional(),
  kind: z.enum(correspondenceKinds).optional(),
  state: z.enum(correspondenceStates).optional(),
  transfer: uuid.optional(),
  finding: uuid.optional(),
  owed: z.enum(['true', 'false']).optional(),
  overdue: z.enum(['true', 'false']).optional(),
})

export const outstandingCorrespondenceQuery = z.object({
  cursor: z
    .string()
    .regex(/^[0-9a-f-]{36}~[0-9a-f-]{36}$/, 'not one of this list')
    .optional(),
  overdue: z.enum(['true', 'false']).optional(),
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const organ = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const progress = {
  signedAt: at.optional(),
  readAt: at.optional(),
  answeredAt: at.optional(),
  doneAt: at.optional(),
}
const caseLinked = z
  .strictObject({
    transferId: z.uuid().optional().meta({ description: 'Only for an organ with a part in the case' }),
  })
  .meta({ description: 'It is about a case; a letter gives nobody sight of one' })
const due = {
  dueOn: z.iso.date().optional(),
  daysLeft: z
    .int()
    .optional()
    .meta({ description: 'Local days to the due day, negative after it; while an answer is owed' }),
}

const head = {
  id: z.uuid(),
  kind: z.enum(correspondenceKinds),
  state: z.enum(correspondenceStates),
  title: z.string(),
  documentNo: z.string().optional(),
  mine: z.enum(['sender', 'receiver']).meta({ description: 'What the caller’s agency is in it' }),
  from: organ,
  sentAt: at,
  ...due,
  owed: z.boolean().meta({ description: 'Received: the caller still owes an answer. Sent: somebody does' }),
  case: caseLinked.optional(),
  findingId: z.uuid().optional().meta({ description: 'Only for an organ that sees the finding' }),
}

const entryShown = z.strictObject({
  version: z.int(),
  act: z.enum(['send', ...correspondenceActs, 'overdue']),
  at,
  by: organ.nullable().meta({ description: 'Null where time did: a due day has passed' }),
  officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
  text: z.string().optional(),
  reason: z.string().optional(),
  documentNo: z.string().optional(),
  dueOn: z.iso.date().optional(),
  to: z.array(organ).optional(),
  attachments: z.array(z.strictObject({ id: z.uuid(), sha256: z.string(), title: z.string() })).optional(),
})

export const correspondenceAnswer = z
  .strictObject({
    ...head,
    version: z.int().meta({ description: 'Of the last entry that the caller sees' }),
    receivers: z.array(z.strictObject({ organ, ...progress, owed: z.boolean().optional() })).meta({
      description: 'How far each has come: of an instruction or a report only the sender is told, and each its own',
    }),
    entries: z.array(entryShown),
    available: z.array(z.enum(correspondenceActs)).meta({ description: 'What the caller may do with it now' }),
  })
  .meta({ id: 'Correspondence' })

export const correspondenceList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        ...head,
        ...progress,
        excerpt: z.string().meta({ description: 'The beginning of the text, identity and telephone numbers masked' }),
        receivers: z.int().optional().meta({ description: 'Sent: how many' }),
        waiting: z.int().optional().meta({ description: 'Sent: how many of them still owe an answer' }),
      }),
    ),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'CorrespondenceList' })

export const correspondenceOutstanding = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.uuid(),
        kind: z.enum(correspondenceKinds),
        title: z.string(),
        documentNo: z.string().optional(),
        sentAt: at,
        organ,
        signedAt: at.optional(),
        readAt: at.optional(),
        ...due,
        daysSinceSent: z.int(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'CorrespondenceOutstanding' })
