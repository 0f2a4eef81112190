// Inputs of the way back: from criminal justice to the competent authority, the procuratorate's review, penalties,
// administrative detention.
import { z } from 'zod'
import { cny, day, documentNo, line, prose } from '../primitives.ts'
import { copyTo, decided, decidedOn, head, instance, no, organ, reasons, suspects, taken } from './base.ts'

const matter = { no: no.optional() }
/** Where matters of several kinds may be meant a number alone does not tell them apart. */
const anyMatter = { ...matter, instance: instance.optional() }
/** The authority that must handle it; left out, the transferring agency. */
const authority = { to: organ.optional() }
const reverse = (step: string, description: string, shape: z.ZodRawShape = {}) =>
  decided(step, description, {
    ...head,
    ...authority,
    suspects: suspects.optional(),
    facts: prose(20_000),
    suggestion: prose(5_000).optional(),
    ...shape,
  })

export const reverseInputs = {
  police_reverse_transfer: reverse(
    'police_reverse_transfer',
    '公安机关反向移送: no crime or obviously minor, but administrative liability (R310 13; PSP 177, 187).',
  ),
  court_reverse_transfer: reverse('court_reverse_transfer', '法院移送行政处理 (APL 27(1); CL 37).'),
  supervisory_reverse_transfer: reverse(
    'supervisory_reverse_transfer',
    '监察机关移送行政处理: a briber not sent for prosecution (SLR 238).',
  ),
  np_internal_handover: decided('np_internal_handover', '刑事检察移送行政检察, within 3 working days (SPP24).', {
    suspects: suspects.optional(),
  }),
  cross_region_opinion: taken('cross_region_opinion', '征求异地检察院意见: the time is not counted (SPP24 12).', {
    ...matter,
    consulted: line(200),
    question: prose(5_000),
  }),
  cross_region_reply: taken('cross_region_reply', '异地检察院已答复.', { ...matter, answer: prose(5_000) }),
  reverse_review_extension: decided('reverse_review_extension', '延长反向衔接审查期限 (SPP24 14).', {
    ...matter,
    ground: z.enum(['major_difficult_or_complex']),
    reasons,
  }),
  reverse_review_suspend: decided('reverse_review_suspend', '中止审查 (SPP24 13).', {
    ...matter,
    ground: z.enum(['police_reconsideration', 'victim_appeal', 'private_prosecution', 'person_appeal']),
    reasons,
  }),
  reverse_review_resume: taken('reverse_review_resume', '恢复审查: the decision awaited was received (SPP24 13).', {
    ...matter,
    reasons,
  }),
  reverse_review_end: decided('reverse_review_end', '终结审查: no administrative penalty is needed (SPP24 15).', {
    ...matter,
    reasons,
  }),
  procuratorial_opinion_penalty: decided(
    'procuratorial_opinion_penalty',
    '提出行政处罚检察意见 (CPL 177(3); PPR 373).',
    {
      ...head,
      ...authority,
      ...matter,
      documentNo,
      /** 不起诉决定书: number, kind and day; needed where the case begins with the opinion. */
      nonProsecution: z
        .strictObject({
          documentNo,
          kind: z.enum(['statutory', 'discretionary', 'evidentiary', 'conditional']),
          decidedOn: day.optional(),
        })
        .optional(),
      facts: prose(20_000),
      evidence: prose(20_000).optional(),
      legalBasisForPenalty: prose(5_000),
      /** Kind and range of the penalty may be left open: whether to name them is unsettled. */
      opinion: prose(5_000),
      /** Coercive measures taken and lifted (PPR 375). */
      coerciveMeasures: prose(5_000).optional(),
      /** What is sealed, seized or frozen, and where it stands (PPR 375). */
      propertyStatus: prose(5_000).optional(),
      /** 训诫、具结悔过、赔礼道歉、赔偿损失. */
      admonitionOrCompensation: prose(5_000).optional(),
      confiscation: z.boolean().optional(),
      copyTo,
      /** The opinion may set a period of its own; else two months. */
      replyDueDate: day.optional(),
    },
  ),
  agency_reply: taken('agency_reply', '主管机关回复处理结果 (CPL 177(3); SPP21 9).', {
    ...matter,
    result: z.enum(['penalised', 'not_penalised', 'transferred', 'in_progress']),
    adminCaseNo: documentNo.optional(),
    decisionDocumentNo: documentNo.optional(),
    fineCny: cny.optional(),
    reasons,
  }),
  reverse_followup: decided('reverse_followup', '跟踪督促 (SPP23; SPP24 2).', { ...matter, reasons }),
  admin_case_filed: decided('admin_case_filed', '行政立案 after a reverse transfer (APL 54, 60).', {
    ...matter,
    adminFiledOn: day.optional(),
  }),
  admin_case_not_filed: decided('admin_case_not_filed', '行政不予立案, with reasons.', { ...matter, reasons }),
  admin_handling_after_refusal: decided(
    'admin_handling_after_refusal',
    '不予立案（撤案、不起诉、判决）后依法处理: 90 days from the administrative filing (R310 10; APL 60).',
    { suspects: suspects.optional(), adminFiledOn: day.optional() },
  ),
  admin_penalty_extension: decided(
    'admin_penalty_extension',
    '延长办案期限, where an instrument gives one (PSA 118).',
    {
      ...anyMatter,
      ground: z.enum(['major_difficult_or_complex']),
      reasons,
    },
  ),
  appraisal_or_hearing_begun: taken(
    'appraisal_or_hearing_begun',
    '鉴定、听证开始: in public-order cases its time is not counted (PSA 118).',
    { ...anyMatter, ground: z.enum(['appraisal', 'hearing']), reasons },
  ),
  appraisal_or_hearing_ended: taken('appraisal_or_hearing_ended', '鉴定、听证结束: the period goes on (PSA 118).', {
    ...anyMatter,
    reasons,
  }),
  admin_penalised: decided('admin_penalised', '行政处罚决定 (APL 57).', {
    ...anyMatter,
    documentNo,
    kinds: z.array(line(50)).min(1).max(20),
    decidedOn,
    fine: cny.optional(),
    confiscated: cny.optional(),
    /** Last day of the act, for the limitation (APL 36). */
    actEndedOn: day.optional(),
    /** Day on which an organ discovered it. */
    discoveredOn: day.optional(),
    /** Harm to life, health or financial safety, or to the environment. */
    harm: z.boolean().optional(),
  }),
  admin_not_penalised: decided('admin_not_penalised', '不予行政处罚决定 (APL 57).', {
    ...anyMatter,
    documentNo,
    reasons,
    decidedOn,
  }),
  licence_penalty: decided('licence_penalty', '移送期间依法作出的暂扣、吊销许可证或责令停产停业 (ENV 16).', {
    documentNo,
    kinds: z
      .array(z.enum(['warning', 'suspend_business', 'suspend_licence', 'revoke_licence']))
      .min(1)
      .max(4),
    reasons,
    decidedOn,
  }),
  admin_detention_transfer: decided(
    'admin_detention_transfer',
    '移送适用行政拘留: for acts that are no crime; not the criminal way.',
    {
      ...head,
      facts: prose(20_000),
      legalBasis: z.array(line(300)).min(1).max(20),
      /** Day on which the agency decided to transfer. */
      decidedOn: day.optional(),
    },
  ),
  detention_acceptance: decided('detention_acceptance', '行政拘留案件受理.', { ...matter }),
  detention_supplement_request: taken('detention_supplement_request', '要求补充材料.', {
    ...matter,
    missing: z
      .array(z.strictObject({ description: prose(500) }))
      .min(1)
      .max(100),
  }),
  detention_supplement_submission: taken('detention_supplement_submission', '补充材料.', {
    ...matter,
    explanation: prose(5_000),
  }),
  detention_decided: decided('detention_decided', '决定行政拘留.', {
    ...matter,
    documentNo,
    days: z.int().min(1).max(20),
    decidedOn: day.optional(),
  }),
  detention_declined: decided('detention_declined', '不予行政拘留, with reasons.', { ...matter, reasons }),
  detention_returned: decided('detention_returned', '退回: not fit for detention, with reasons.', {
    ...matter,
    reasons,
  }),
  work_safety_non_accident_copy: taken(
    'work_safety_non_accident_copy',
    '非事故结论抄送: a death that was no work-safety accident (WS).',
    { ...head, to: organ.optional(), conclusion: prose(10_000) },
  ),
  duty_crime_clue_transfer: decided('duty_crime_clue_transfer', '职务犯罪线索移送监察机关 (R310 18, 19; SL 37).', {
    to: organ,
    /** Crimes of judicial officers that the procuratorate still investigates (CPL 19(2)). */
    judicialOfficer: z.boolean().default(false),
    official: line(200),
    unit: line(200).optional(),
    facts: prose(20_000),
    evidence: prose(20_000).optional(),
  }),
} as const
