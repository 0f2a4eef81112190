// Findings of supervision (监督线索): what screening, time and the exchange of records raise about penalty cases and
// transfers, what the organ concerned and the procuratorate may say of one, and what the gateway answers.
import { z } from 'zod'
import { grades } from './notices.ts'
import { day, documentNo, line, officer, prose, uuid } from './primitives.ts'
import { domains } from './transfer.ts'

const officers = z.array(officer).min(1).max(20)
const remarks = prose(2_000).optional()

export const findingActs = ['explain', 'accept', 'contest', 'act', 'urge', 'close'] as const

export const explainFinding = z
  .strictObject({
    officers,
    text: prose(10_000),
    /** By when the organ will have done what is missing. */
    doneBy: day.optional(),
  })
  .meta({
    id: 'ExplainFinding',
    description: '说明情况: by the organ whose matter it is; again after it is contested.',
  })

export const acceptFinding = z
  .strictObject({ officers, remarks })
  .meta({ id: 'AcceptFinding', description: '采纳说明: the procuratorate accepts the explanation.' })

export const contestFinding = z
  .strictObject({ officers, reasons: prose(5_000) })
  .meta({ id: 'ContestFinding', description: '不采纳说明: with the reasons; the organ may explain again.' })

export const actOnFinding = z
  .strictObject({
    officers,
    /** 检察意见, 检察建议, 刑事程序中的监督, 当面督促, 其他. */
    means: z.enum(['opinion', 'suggestion', 'procedure_step', 'meeting', 'other']),
    text: prose(5_000),
    documentNo: documentNo.optional(),
    /** The act in a case that it was done by: an entry that the caller sees. */
    transferId: uuid.optional(),
    version: z.int().min(1).optional(),
  })
  .superRefine((input, ctx) => {
    if (input.version !== undefined && input.transferId === undefined)
      ctx.addIssue({ code: 'custom', path: ['transferId'], message: 'an entry is one of a case: name the case' })
    if (input.means === 'procedure_step' && input.version === undefined)
      ctx.addIssue({ code: 'custom', path: ['version'], message: 'name the entry of the step that was taken' })
  })
  .meta({
    id: 'ActOnFinding',
    description: '处置: opinion, suggestion, a step of the procedure, with the entry of it.',
  })

export const urgeFinding = z
  .strictObject({
    officers,
    requirements: prose(2_000),
    /** Number of the urging letter; left out, the letter has a blank for it. */
    documentNo: documentNo.optional(),
    /** Local day by which an answer is wanted; today or later. */
    replyBy: day.optional(),
  })
  .meta({
    id: 'UrgeFinding',
    description: '催办: one act; it writes the urging letter, tells the organ, and from it the response is measured.',
  })

export const closeFinding = z
  .strictObject({ officers, because: z.enum(['unfounded', 'explained', 'handled', 'duplicate']), text: prose(5_000) })
  .meta({ id: 'CloseFinding', description: '办结: with the reason. What closes by itself says so.' })

const kindNames = [
  ...[
    'not_transferred',
    'penalty_in_place_of_transfer',
    'downgraded_handling',
    'declaration_differs',
    'conversion_due',
  ],
  ...['linked_cases', 'split_cases', 'head_refused', 'near_due', 'overdue', 'supplement_not_made', 'handover_open'],
  ...['opinion_unanswered', 'dormant', 'materials_absent', 'sync_gap', 'agency_silent'],
  'letter_unanswered',
] as const
const states = ['raised', 'explained', 'accepted', 'contested', 'acted', 'closed'] as const

/** Filters of the list of findings, as query parameters. */
export const listFindingsQuery = z.object({
  cursor: z.string().max(100).optional(),
  /** `due`: open ones, the soonest due first; those without a day come last. */
  order: z.enum(['newest', 'due']).optional(),
  kind: z.enum(kindNames).optional(),
  state: z.enum(['open', ...states]).optional(),
  grade: z.enum(grades).optional(),
  agency: uuid.optional(),
  /** A region with all below it: `45`, `4505`, `450502`, or its code with zeros. */
  region: z
    .string()
    .regex(/^\d{2}(\d{2}(\d{2})?)?$/, 'two, four or six digits of a region are needed (GB/T 2260)')
    .optional(),
  domain: z.enum(domains).optional(),
  transfer: uuid.optional(),
  penalty: uuid.optional(),
  label: uuid.optional(),
  /** Due before that local day. */
  dueBefore: day.optional(),
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const agency = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const words = { zh: z.string(), en: z.string() }

const head = {
  id: z.uuid(),
  version: z.int(),
  kind: z.enum(kindNames),
  ...words,
  grade: z.enum(grades).meta({ description: 'notice 提示, yellow 黄, orange 橙, red 红' }),
  state: z.enum(states),
  subject: z
    .string()
    .meta({ description: '`penalty:`, `transfer:`, `clock:`, `agency:`, `gap:`, `letter:` or `cluster:` and its key' }),
  agency: agency.nullable().meta({ description: 'Whose matter it is; null where its organ is not registered' }),
  supervisor: agency.nullable(),
  regionCode: z.string(),
  level: z.string().nullable(),
  domain: z.string(),
  transferId: z.uuid().optional(),
  penaltyId: z.uuid().optional(),
  basis: z.array(z.string()).meta({ description: 'Citations; `basisText` says them in words' }),
  basisText: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()).meta({ description: 'What was found; it names no natural person' }),
  since: at,
  dueAt: at.nullable(),
  raisedAt: at,
  updatedAt: at,
  response: z
    .strictObject({
      firstAt: at.nullable(),
      seconds: z.int().nullable().meta({ description: 'From raising to the organ’s first word' }),
      urgedTimes: z.int(),
      urgedAt: at.nullable().meta({ description: 'When it was urged first' }),
      urgedSeconds: z.int().nullable().meta({ description: 'From the first urging to the organ’s next word' }),
      replyBy: at.nullable(),
    })
    .meta({ description: 'Measured response' }),
  closed: z.strictObject({ at, because: z.string(), ...words }).nullable(),
  formerId: z.uuid().optional().meta({ description: 'The closed finding of the same that this one follows' }),
}

const entry = z.strictObject({
  version: z.int(),
  act: z.enum(['raise', 'grade', 'lapse', ...findingActs]),
  at,
  by: agency.nullable().meta({ description: 'null: the gateway' }),
  officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
  state: z.enum(states),
  grade: z.enum(grades),
  said: z.record(z.string(), z.unknown()),
  letter: z.string().optional().meta({ description: 'Path of the urging letter' }),
})

export const findingAnswer = z
  .strictObject({
    ...head,
    entries: z.array(entry),
    available: z.array(z.enum(findingActs)).meta({ description: 'What the caller may do with it now' }),
  })
  .meta({ id: 'Finding' })

export const findingList = z
  .strictObject({
    items: z.array(z.strictObject(head)),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'FindingList' })

export const findingLetterQuery = z.object({
  format: z.enum(['docx', 'html']).default('docx'),
  reason: line(500).optional(),
})
