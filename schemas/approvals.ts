// Approval inside an organ on the wire: a handler asks, the legal reviewer reads, the head decides. Only officers who signed
// in take part; nothing of it is an act on a case until the head has approved.
import { z } from 'zod'
import { prose, sha256, uuid } from './primitives.ts'

export const approvalStates = ['with_reviewer', 'with_head', 'approved', 'returned', 'withdrawn', 'done'] as const
export type ApprovalState = (typeof approvalStates)[number]

/** A submission, a step of a case that is there, or the first step of a case that begins with another than a submission. */
export const approvalKinds = ['submission', 'step', 'opening'] as const
export type ApprovalKind = (typeof approvalKinds)[number]

const reasons = prose(2_000)
const digest = sha256.describe(
  'SHA-256 of the canonical JSON (RFC 8785) of what was read: only that is reviewed or approved',
)
const body = z
  .looseObject({})
  .describe('The body of the act as it would be sent, without the decision (`decidedBy`, `approval`): the head adds it')

export const askApproval = z
  .strictObject({
    kind: z.enum(approvalKinds).meta({
      description:
        '`submission`: a transfer. `step`: of the case `transferId`. `opening`: a case that begins with `step`; there is none yet.',
    }),
    /** The case of a step. */
    transferId: uuid.optional(),
    step: z
      .string()
      .regex(/^[a-z][a-z_]{1,63}$/, 'the id of a step is needed')
      .optional(),
    draftId: uuid.optional(),
    body,
    note: reasons.optional(),
  })
  .superRefine((asked, ctx) => {
    if (asked.kind === 'step' && asked.transferId === undefined)
      ctx.addIssue({ code: 'custom', path: ['transferId'], message: 'needed where a step of a case is asked for' })
    if (asked.kind !== 'submission' && asked.step === undefined)
      ctx.addIssue({ code: 'custom', path: ['step'], message: 'needed where a step of a case is asked for' })
    if (asked.kind === 'opening' && asked.transferId !== undefined)
      ctx.addIssue({ code: 'custom', path: ['transferId'], message: 'there is no case before its first step' })
  })
  .meta({ id: 'AskApproval', description: '送审' })

export const askAgain = z.strictObject({ body, note: reasons.optional() }).meta({ id: 'AskApprovalAgain' })
export const reviewApproval = z
  .strictObject({ digest, reasons })
  .meta({ id: 'ReviewApproval', description: '法制审核' })
export const approveApproval = z
  .strictObject({ digest, reasons: reasons.optional() })
  .meta({ id: 'ApproveApproval', description: '正职负责人审批' })
export const returnApproval = z.strictObject({ reasons }).meta({ id: 'ReturnApproval', description: '退回并说明理由' })
export const withdrawApproval = z.strictObject({ reasons: reasons.optional() }).meta({ id: 'WithdrawApproval' })

export const listApprovalsQuery = z.object({
  cursor: uuid.optional(),
  state: z.enum(approvalStates).optional(),
  mine: z.enum(['todo', 'asked']).optional(),
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const officer = z.strictObject({ name: z.string(), certificateNo: z.string() })

const head = {
  id: z.uuid(),
  version: z.int(),
  kind: z.enum(approvalKinds),
  transferId: z.uuid().nullable(),
  draftId: z.uuid().nullable(),
  step: z.string(),
  state: z.enum(approvalStates),
  round: z.int().meta({ description: 'What was changed after it was read needs a new round' }),
  digest: z.string(),
  documentNo: z.string().nullable(),
  caseName: z.string().nullable(),
  preparedBy: officer,
  needsReview: z.boolean(),
  deciders: z.array(z.string()).meta({ description: 'Roles of which one decides' }),
  reachedHeadAt: at.nullable(),
  resultId: z.uuid().nullable().meta({ description: 'The case that came of it' }),
  createdAt: at,
  updatedAt: at,
  available: z
    .array(z.enum(['ask', 'review', 'approve', 'return', 'withdraw']))
    .meta({ description: 'What the officer may do with it now' }),
}

const entry = z.strictObject({
  version: z.int(),
  act: z.enum(['ask', 'review', 'return', 'approve', 'withdraw', 'carried_out', 'refused']),
  round: z.int(),
  at,
  officer,
  reasons: z.string().nullable(),
  digest: z.string(),
  problem: z.looseObject({}).nullable().meta({ description: 'Why an approved act could not be taken' }),
})

export const approvalAnswer = z
  .strictObject({
    ...head,
    body: z.looseObject({}),
    formerBody: z.looseObject({}).nullable().meta({ description: 'Of the round before' }),
    entries: z.array(entry),
  })
  .meta({ id: 'InternalApproval' })

export const approvalList = z
  .strictObject({ items: z.array(z.strictObject(head)), next: z.string().nullable() })
  .meta({ id: 'InternalApprovalList' })

export type ApprovalAnswer = z.output<typeof approvalAnswer>
