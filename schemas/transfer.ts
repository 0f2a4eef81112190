// The transfer letter and its annexes as a partner sends them (ENV 6; WS 8; R310 6): suspects, charges, facts, amounts,
// officers, the head's approval, prior penalties, seized items, materials.
import { z } from 'zod'
import { catalogued } from './evidence.ts'
import { cny, day, documentNo, idNumber, instant, line, officer, prose, sha256, uscc, uuid } from './primitives.ts'
import { itemsMax, seizedItem } from './seized.ts'

/** Fields of enforcement; overrides of clocks hang on them. */
export const domains = [
  'general',
  'market',
  'food',
  'drug',
  'environment',
  'work_safety',
  'economic_crime',
  'tax',
  'ip',
  'customs',
  'customs_smuggling',
  'price',
  'urban_management',
  'natural_resources',
  'agri_product',
  'maritime',
  'transport',
  'tobacco',
  'public_health',
  'public_order',
] as const

/** The parts an organ can have in a case. */
export const parts = [
  'sender',
  'police_in_charge',
  'supervisor',
  'competent_authority',
  'court',
  'upper_supervisor',
  'gov_supervisor',
  'justice_bureau',
  'supervisory_commission',
  'clue_receiver',
  'consulted',
] as const

const person = z.strictObject({
  kind: z.literal('person'),
  name: line(100),
  idType: z.enum(['id_card', 'passport', 'hk_macao_permit', 'taiwan_permit', 'foreign_permanent_resident', 'unknown']),
  /** Checked by GB 11643 where `idType` is `id_card`. */
  idNumber: line(64).optional(),
  gender: z.enum(['male', 'female', 'unknown']).optional(),
  birthDate: day.optional(),
  nationality: line(50).optional(),
  address: line(300).optional(),
  phone: line(32).optional(),
  occupation: line(100).optional(),
})

const unit = z.strictObject({
  kind: z.literal('unit'),
  name: line(200),
  uscc: uscc.optional(),
  legalRepresentative: line(100).optional(),
  address: line(300).optional(),
  phone: line(32).optional(),
})

export const suspect = z
  .discriminatedUnion('kind', [person, unit])
  .superRefine((s, ctx) => {
    if (s.kind !== 'person' || s.idNumber === undefined) return
    if (s.idType === 'unknown')
      ctx.addIssue({ code: 'custom', path: ['idNumber'], message: 'a number needs the kind of document it stands on' })
    if (s.idType !== 'id_card') return
    const checked = idNumber.safeParse(s.idNumber)
    for (const issue of checked.error?.issues ?? [])
      ctx.addIssue({ code: 'custom', path: ['idNumber'], message: issue.message })
  })
  .meta({ id: 'Suspect' })

export const charge = z
  .strictObject({
    /** Name of the crime in the Criminal Law, for example 生产、销售不符合安全标准的食品罪. */
    name: line(100),
    /** Article of the Criminal Law. */
    article: line(50).optional(),
  })
  .meta({ id: 'Charge' })

export const amount = z.strictObject({
  kind: z.enum(['goods_value', 'illegal_income', 'sales', 'tax_evaded', 'loss', 'other']),
  cny,
  /** The published figure was a lower bound or an estimate. */
  approximate: z.boolean().optional(),
  note: line(200).optional(),
})

/** Kinds of transfer materials: M1–M5 are R310 6 (1)–(5), the rest are the usual annexes. */
export const materialKinds = [
  'M1',
  'M2',
  'M3',
  'M4',
  'M5',
  'penalty_decision',
  'approval_form',
  'service_proof',
  'site_record',
  'interview_record',
  'identity_proof',
  'determination_opinion',
  'photo',
  'audio_video',
  'electronic_data',
  'supplement',
  // Papers that a checklist asks for after the transfer.
  'non_filing_decision',
  'reconsideration_decision',
  'revocation_decision',
  'non_prosecution_decision',
  'judgment',
  'handover_list',
  'overdue_proof',
  'other',
] as const

export const materialReference = z
  .strictObject({
    id: uuid,
    kind: z.enum(materialKinds),
    title: line(200),
    /** Digest of the file the sender means; a material that differs from it is refused. */
    sha256,
    documentNo: documentNo.optional(),
    pages: z.int().min(1).max(100_000).optional(),
    /** 原件 true, 复制件 false. */
    original: z.boolean().optional(),
    ...catalogued,
  })
  .meta({ id: 'MaterialReference' })

/** Materials in one letter; none may stand in it twice. */
const materialsMax = 2_000

export const materialReferences = z
  .array(materialReference)
  .max(materialsMax)
  .superRefine((list, ctx) => {
    const seen = new Set<string>()
    for (const [index, { id }] of list.entries()) {
      if (seen.has(id))
        ctx.addIssue({ code: 'custom', path: [index, 'id'], message: 'this material stands in the letter twice' })
      seen.add(id)
    }
  })

export const priorPenalty = z
  .strictObject({
    decisionNo: documentNo,
    decisionDate: day,
    agency: line(200).optional(),
    kinds: z.array(line(50)).min(1).max(20),
    fine: cny.optional(),
    /** Whether the penalty was imposed for the facts of this very case. */
    sameFacts: z.boolean(),
  })
  .meta({ id: 'PriorPenalty' })

export const approval = z
  .strictObject({
    approvedBy: officer,
    /** When the head received the written report: the 3 days of R310 5(2) run from here. */
    reportReceivedAt: instant,
    /** When the head approved: the 24 hours to dispatch run from here. */
    approvedAt: instant,
    decisionNo: documentNo.optional(),
  })
  .meta({ id: 'Approval' })

export const acknowledgedGap = z.strictObject({
  kind: z.enum(materialKinds),
  reason: prose(1000),
})

export const submitTransfer = z
  .strictObject({
    documentNo,
    caseName: line(200),
    domain: z.enum(domains),
    /** 涉密: such a case is refused here and goes through the channel for state secrets. */
    involvesStateSecrets: z.boolean(),
    /** Unified social credit code of the receiving organ; left out, the registry names it. */
    receiver: uscc.optional(),
    suspects: z.array(suspect).min(1, 'a transfer names at least one suspect').max(200),
    charges: z.array(charge).min(1).max(20),
    facts: prose(20_000),
    caseSource: line(200).optional(),
    handlingOpinion: prose(5_000).optional(),
    amounts: z.array(amount).max(50).default([]),
    legalBasis: z.array(line(300)).min(1).max(50),
    officers: z.array(officer).min(1).max(20),
    contact: z.strictObject({ name: line(50), phone: line(32) }).optional(),
    approval,
    priorPenalties: z.array(priorPenalty).max(100).default([]),
    seizedItems: z.array(seizedItem).max(itemsMax).default([]),
    custody: z.enum(['with_transfer', 'after_filing']).optional(),
    materials: materialReferences.default([]),
    acknowledgedGaps: z.array(acknowledgedGap).max(20).default([]),
    /** 追缴通知: in a case of tax evasion it must have been served first (CL 201; TAX24 3). */
    recoveryNotice: z.strictObject({ documentNo, servedOn: day }).optional(),
    /** Identifier of the penalty record the case grew from, in the sender's own system. */
    sourceRecord: line(128).optional(),
  })
  .meta({
    id: 'SubmitTransfer',
    description: 'A suspected-crime transfer (涉嫌犯罪案件移送书) with its annexes. R310 5(2), 6; ENV 6.',
  })

export type SubmitTransfer = z.output<typeof submitTransfer>

/** Filters of the list of cases, as query parameters. */
export const listTransfersQuery = z.object({
  cursor: uuid.optional(),
  status: line(64).optional(),
  domain: z.enum(domains).optional(),
  part: z.enum(parts).optional(),
  documentNo: documentNo.optional(),
  createdFrom: instant.optional(),
  createdTo: instant.optional(),
})
