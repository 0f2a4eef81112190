// What a step takes, one schema a step. Every step names the officers who act; steps that somebody must decide name who
// decided. The table in src/procedure refers to these; nothing here knows states or clocks.
import { z } from 'zod'
import { day, documentNo, line, officer, prose, quantity, uscc } from './primitives.ts'
import { charge, materialKinds, materialReferences } from './transfer.ts'

const officers = z.array(officer).min(1).max(20)
const suspects = z
  .array(z.string().regex(/^s\d{1,3}$/, 'a suspect’s id in this case is needed, for example s1'))
  .min(1)
  .max(200)
const round = z.int().min(1).max(999)

const named = <Shape extends z.ZodRawShape>(id: string, description: string, shape: Shape) =>
  z.strictObject({ officers, remarks: prose(2000).optional(), ...shape }).meta({ id, description })

const decided = <Shape extends z.ZodRawShape>(id: string, description: string, shape: Shape) =>
  named(id, description, { decidedBy: officer, ...shape })

export const receiptSign = decided('ReceiptSign', '签收回执: public security signs for the case (R310 7).', {
  /** Number under which the case was accepted (受案登记号). */
  acceptanceNo: documentNo.optional(),
})

export const completenessCheck = named(
  'CompletenessCheck',
  '材料齐全性审查: what is missing is asked for in writing, item by item, within 24 hours; incompleteness is never a ground for refusing the case (PSP 180(2)).',
  {
    documentNo: documentNo.optional(),
    missing: z
      .array(z.strictObject({ kind: z.enum(materialKinds).optional(), description: prose(500) }))
      .max(100)
      .default([]),
  },
)

export const noticeReceipt = named(
  'NoticeReceipt',
  '送达回证: the addressee confirms that it received the notice; the period starts here and never with the sending.',
  {
    /** Which notice, where several are open. */
    no: z.int().min(1).max(999).optional(),
  },
)

export const supplementNoticeReceipt = named(
  'SupplementNoticeReceipt',
  '签收补正通知: the sender confirms that it received the supplement notice (PSP 180(2)).',
  { round: round.optional() },
)

export const supplementSubmission = named(
  'SupplementSubmission',
  '补正: the missing material, or a written explanation why it cannot be had (PSP 180(2); ENV 8).',
  {
    round: round.optional(),
    materials: materialReferences.default([]),
    explanation: prose(5_000).optional(),
  },
)

export const supplementaryInquiry = named(
  'SupplementaryInquiry',
  '商请补充调查: public security asks for further inquiry; the review period goes on (ENV 8(2)).',
  {
    documentNo: documentNo.optional(),
    evidenceGaps: z.array(prose(1000)).min(1).max(50),
    requirements: prose(5_000).optional(),
  },
)

export const supplementaryInquiryReport = named(
  'SupplementaryInquiryReport',
  '补充调查报告: the answer to a request for further inquiry.',
  {
    round: round.optional(),
    report: prose(20_000),
    materials: materialReferences.default([]),
  },
)

export const onwardTransferPolice = decided(
  'OnwardTransferPolice',
  '移送有管辖权的公安机关: the case goes on to the competent police organ within 24 hours (R310 7).',
  {
    documentNo: documentNo.optional(),
    /** Unified social credit code of the competent organ. */
    to: uscc,
    reason: prose(2_000),
  },
)

export const outOfRemitReturn = decided(
  'OutOfRemitReturn',
  '非公安职责范围退回: not a police matter; written reasons and the competent organ (PSP 180(3); ENV 9).',
  {
    documentNo: documentNo.optional(),
    reason: prose(2_000),
    competentOrgan: line(200).optional(),
  },
)

export const filingReviewExtension = decided(
  'FilingReviewExtension',
  '延长立案审查期限: the next stage of the review, approved before the former one ends (ENV 9; ECO 16).',
  {
    documentNo: documentNo.optional(),
    ground: z.enum(['clue_needs_verification', 'major_difficult_or_complex', 'cross_region']),
    reason: prose(2_000),
  },
)

export const filingApproved = decided('FilingApproved', '决定立案 (R310 8; PSP 178(1), 180(1)).', {
  documentNo,
  /** Left out: every suspect not yet decided. */
  suspects: suspects.optional(),
  charges: z.array(charge).min(1).max(20),
  decidedOn: day.optional(),
})

export const filingRefused = decided(
  'FilingRefused',
  '决定不予立案, with reasons, the file returned (R310 8; PSP 180(1)).',
  {
    documentNo,
    suspects: suspects.optional(),
    ground: z.enum(['no_crime_fact', 'obviously_minor', 'other_statutory_bar']),
    reasons: prose(10_000),
    returnedMaterials: z.array(line(200)).max(500).default([]),
    decidedOn: day.optional(),
  },
)

export const exhibitsHandover = named(
  'ExhibitsHandover',
  '移交涉案物品: counted face to face, signed by both sides, within 3 days of receiving the filing notice (R310 12; PSP 185(2)).',
  {
    /** Batches by number; left out, all that the sender still holds. */
    batches: z.array(z.int().min(1).max(9_999)).min(1).max(1_000).optional(),
    receivedBy: officer,
    handedOver: z
      .array(z.strictObject({ name: line(200), quantity, unit: line(20), difference: prose(500).optional() }))
      .max(10_000)
      .default([]),
    place: line(200).optional(),
  },
)
