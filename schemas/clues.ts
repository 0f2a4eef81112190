// What comes before a case: a clue as its taker states it (hotline, complaint, media, another organ), what an organ may do
// with one, and what the gateway answers. No instrument known sets days for clues, so no time limit stands here.
import { z } from 'zod'
import { regionFault } from './identifiers.ts'
import { importedClueEntry } from './imported.ts'
import { idNumber, instant, line, officer, prose, uscc, uuid } from './primitives.ts'
import { domains } from './transfer.ts'

/** Where clues come from: 热线, 投诉举报, 媒体, 其他机关, 检查, 检察机关, 信访, 其他. */
export const clueSources = [
  'hotline',
  'complaint',
  'media',
  'other_organ',
  'inspection',
  'procuratorate',
  'petition',
  'other',
] as const

export const clueStates = ['taken', 'dispatched', 'accepted', 'returned', 'answered'] as const
export const clueActs = ['dispatch', 'accept', 'return', 'answer'] as const

const officers = z.array(officer).min(1).max(20)
const remarks = prose(2_000).optional()

/** GB/T 2260, six digits. */
const regionCode = z.string().superRefine((s, ctx) => {
  const fault = regionFault(s)
  if (fault !== null) ctx.addIssue({ code: 'custom', message: fault })
})

/** 反映对象. A credit code is never a person's, an identity number never a unit's. */
const subject = z
  .strictObject({
    kind: z.enum(['person', 'unit', 'unknown']).default('unknown'),
    name: line(200),
    uscc: uscc.optional(),
    idNumber: idNumber.optional(),
  })
  .superRefine((s, ctx) => {
    if (s.uscc !== undefined && s.kind === 'person')
      ctx.addIssue({ code: 'custom', path: ['uscc'], message: 'a person has no unified social credit code' })
    if (s.idNumber !== undefined && s.kind !== 'person')
      ctx.addIssue({ code: 'custom', path: ['idNumber'], message: 'an identity number is a person’s' })
  })

/** 反映人; left out, the report is anonymous. */
const reporter = z
  .strictObject({ name: line(50).optional(), phone: line(32).optional() })
  .refine((r) => r.name !== undefined || r.phone !== undefined, 'leave the reporter out where nothing is known of it')

const said = {
  /** The taker's own number (编号, 受理编号): one clue a number, whatever its brackets and zeros. */
  number: line(64).optional(),
  source: z.enum(clueSources),
  /** Which hotline, which paper, which organ. */
  sourceDetail: line(200).optional(),
  receivedAt: instant,
  reporter: reporter.optional(),
  subject: subject.optional(),
  facts: prose(20_000),
  domain: z.enum(domains).default('general'),
  /** Left out: the taker's own. */
  regionCode: regionCode.optional(),
}

/** The clue itself, without who enters it. */
export const clueContent = z.strictObject(said)
export type ClueContent = z.output<typeof clueContent>

export const takeClue = z.strictObject({ officers, ...said }).meta({
  id: 'TakeClue',
  description: '登记线索: what was reported, as the organ that took it states it. The reporter may be anonymous.',
})

export const dispatchClue = z
  .strictObject({
    officers,
    /** Unified social credit code of the organ that shall look into it; the taker's own where it keeps the clue. */
    to: uscc,
    remarks,
  })
  .meta({ id: 'DispatchClue', description: '分派线索: again after a return; to oneself is to accept it.' })

export const acceptClue = z
  .strictObject({ officers, remarks })
  .meta({ id: 'AcceptClue', description: '受理线索: the organ it was dispatched to takes it on.' })

export const returnClue = z
  .strictObject({ officers, reason: prose(2_000) })
  .meta({ id: 'ReturnClue', description: '退回线索, with the reason; the taker may dispatch it again.' })

export const answerClue = z
  .discriminatedUnion('result', [
    z.strictObject({
      officers,
      result: z.literal('becomes_case'),
      /** A case in which the answering organ has or had a part. */
      transferId: uuid,
      remarks,
    }),
    z.strictObject({ officers, result: z.literal('not_a_case'), reason: prose(5_000) }),
    z.strictObject({
      officers,
      result: z.literal('referred_elsewhere'),
      /** The organ that was told, registered here or not. */
      organ: line(200),
      reason: prose(5_000).optional(),
    }),
  ])
  .meta({ id: 'AnswerClue', description: '回复线索: it became a case, it is none, or it was referred elsewhere.' })

/** Filters of the list of clues, as query parameters. */
export const listCluesQuery = z.object({
  cursor: uuid.optional(),
  state: z.enum(clueStates).optional(),
  source: z.enum(clueSources).optional(),
  domain: z.enum(domains).optional(),
  receivedFrom: instant.optional(),
  receivedTo: instant.optional(),
  mine: z.enum(['taken', 'dispatched']).optional(),
})

/** Who brings a spreadsheet, as query parameters: its bytes name nobody. */
export const intakeQuery = z.object({ officerName: line(50), certificateNo: line(64) })

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const agency = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const result = z.strictObject({
  result: z.enum(['becomes_case', 'not_a_case', 'referred_elsewhere', 'not_stated']).meta({
    description: '`not_stated` only where the answer was taken over: what the older platform has is the reason',
  }),
  transferId: z.uuid().optional(),
  organ: z.string().optional(),
  reason: z.string().optional(),
})
const reporterShown = z
  .strictObject({ name: z.string().optional(), phone: z.string().optional(), masked: z.boolean() })
  .meta({ description: 'In full for the taker and the organ it lies with, on one clue; absent where anonymous' })

const head = {
  id: z.uuid(),
  version: z.int(),
  state: z.enum(clueStates),
  number: z.string().optional(),
  source: z.enum(clueSources),
  sourceDetail: z.string().optional(),
  receivedAt: at,
  takenAt: at,
  updatedAt: at,
  taker: agency,
  dispatchedTo: agency.nullable().meta({
    description:
      'The organ the clue lies with; null before dispatch and after a return, and where it was taken over and lies with an organ that is not registered here',
  }),
  subject: z
    .strictObject({
      kind: z.enum(['person', 'unit', 'unknown']),
      name: z.string(),
      uscc: z.string().optional(),
      idNumber: z.string().optional().meta({ description: 'Masked in lists' }),
    })
    .optional(),
  reporter: reporterShown.optional(),
  domain: z.enum(domains),
  regionCode: z.string(),
  answer: result.optional(),
  ended: z.boolean().meta({ description: 'The caller returned the clue: what is shown is what it had until then' }),
}

const clueEntry = z.strictObject({
  version: z.int(),
  act: z.enum(['take', ...clueActs]),
  at,
  by: agency,
  officers: z
    .array(z.strictObject({ name: z.string(), certificateNo: z.string() }))
    .meta({ description: 'Empty where the entry was taken over' }),
  to: agency.optional(),
  reason: z.string().optional(),
  remarks: z.string().optional(),
  answer: result.optional(),
  imported: importedClueEntry.optional(),
})

export const clueAnswer = z
  .strictObject({
    ...head,
    facts: z.string(),
    entries: z.array(clueEntry),
    available: z.array(z.enum(clueActs)).meta({ description: 'What the caller may do with it now' }),
  })
  .meta({ id: 'Clue' })

export const clueList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        ...head,
        excerpt: z.string().meta({ description: 'The beginning of the facts, identity numbers masked' }),
      }),
    ),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'ClueList' })

export const clueIntakeAnswer = z
  .strictObject({
    sheet: z.string().meta({ description: 'The worksheet that was read: the first one that is not hidden' }),
    created: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    rows: z.array(
      z.strictObject({
        row: z.int().meta({ description: 'As the spreadsheet counts, the heading’s included' }),
        outcome: z.enum(['created', 'unchanged', 'refused']),
        id: z.uuid().optional().meta({ description: 'The clue; of a refused row the one that bears its number' }),
        faults: z
          .array(z.strictObject({ column: z.string(), cell: z.string(), detail: z.string() }))
          .optional()
          .meta({ description: 'Why the row is refused, by heading and cell' }),
      }),
    ),
  })
  .meta({ id: 'ClueIntake' })
