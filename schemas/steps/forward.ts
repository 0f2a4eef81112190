// Inputs of the way from the agency to public security: within the agency, acceptance, filing, case articles.
import { z } from 'zod'
import { documentNo, instant, line, officer, prose, uscc } from '../primitives.ts'
import { count, disposal, furtherItems, handover, keeping, settlement } from '../seized.ts'
import { materialKinds, materialReferences, submitTransfer } from '../transfer.ts'
import {
  charges,
  contact,
  decided,
  decidedOn,
  head,
  legalBasis,
  listed,
  no,
  organ,
  reasons,
  suspects,
  taken,
} from './base.ts'

const round = z.int().min(1).max(999)
/** What the filing notice tells the agency beside the decision: which unit, and where the articles go. */
export const filingNotice = {
  filingUnit: line(200).optional(),
  /** 移交涉案物品的时间、地点和要求. */
  handoverInstruction: prose(2_000).optional(),
  contact,
}

export const forwardInputs = {
  clue_discovery: taken('clue_discovery', '发现涉嫌犯罪: the agency works on a suspected crime (R310 3, 4).', {
    ...head,
    facts: prose(20_000),
    source: z.enum(['inspection', 'complaint', 'hotline', 'media', 'other_organ', 'screening', 'other']).optional(),
    /** Clue of the gateway that it grew from. */
    clue: z.uuid().optional(),
    /** 合理怀疑 is enough in cases of intellectual property (R310 3(2)). */
    standard: z.enum(['threshold_reached', 'reasonable_suspicion']).default('threshold_reached'),
  }),
  clue_not_confirmed: taken('clue_not_confirmed', '经核查不涉嫌犯罪: the inquiry goes on as an administrative one.', {
    reasons,
  }),
  urgent_police_alert: taken(
    'urgent_police_alert',
    '明显涉嫌犯罪通报: public security is alerted at once (CO11; ENV 26).',
    {
      facts: prose(20_000),
      place: line(200).optional(),
    },
  ),
  alert_response: taken('alert_response', '公安机关处警反馈: what was done about the alert.', {
    no: no.optional(),
    outcome: prose(5_000),
    /** Number under which public security accepted it as a case of its own (受案登记号). */
    acceptanceNo: documentNo.optional(),
  }),
  task_force_formation: taken('task_force_formation', '指定专案组: at least two officers at once (R310 5(1)).', {}),
  transfer_report: taken('transfer_report', '提出移送书面报告 (R310 5(1); ENV 5).', {
    report: prose(20_000),
    /** The agency’s own rules want collective deliberation before the head decides (案件审理委员会). */
    deliberationRequired: z.boolean().default(false),
  }),
  collective_deliberation: taken(
    'collective_deliberation',
    '集体讨论: what was deliberated and concluded (APL 57(2)).',
    {
      participants: z.array(line(100)).min(2).max(50),
      conclusion: prose(5_000),
    },
  ),
  transfer_approved: decided(
    'transfer_approved',
    '批准移送: the principal or acting head, within 3 days (R310 5(2)).',
    {},
  ),
  transfer_disapproved: decided('transfer_disapproved', '不批准移送: reasons go on record (R310 5(2)).', { reasons }),
  agency_jurisdiction_transfer: decided(
    'agency_jurisdiction_transfer',
    '行政机关之间移送管辖: another agency takes the case over as it stands (APL 25).',
    { to: organ, reasons },
  ),
  agency_assignment: decided('agency_assignment', '指定管辖、交办: the case goes to the agency designated (APL 25).', {
    to: organ,
    reasons,
  }),
  transfer_dispatch: submitTransfer,
  accident_team_transfer: submitTransfer
    .omit({ approval: true, officers: true })
    .extend({
      officers: z.array(officer).min(1).max(20),
      /** The accident investigation team, or the fire body. */
      team: line(200),
      accidentAt: instant.optional(),
    })
    .meta({
      id: 'AccidentTeamTransfer',
      description: '事故调查组移送: a suspected crime found in an accident inquiry (WS ch. 3).',
    }),
  transfer_withdrawal: decided(
    'transfer_withdrawal',
    '撤回移送: before public security has signed for it, with reasons.',
    {
      reasons,
    },
  ),
  direct_report_right: decided(
    'direct_report_right',
    '群众直接报案: public security takes a report itself (CPL 110).',
    {
      ...head,
      facts: prose(20_000),
      reporter: line(100).optional(),
      acceptanceNo: documentNo.optional(),
    },
  ),
  receipt_sign: decided('receipt_sign', '签收回执: public security signs for the case (R310 7).', {
    /** Number under which the case was accepted (受案登记号). */
    acceptanceNo: documentNo.optional(),
  }),
  jurisdiction_sorting: taken(
    'jurisdiction_sorting',
    '职责管辖甄别: remit cannot be told at once; the case is kept and sorted within 3 days (MPS24 8(4)).',
    { reasons: prose(2_000) },
  ),
  completeness_check: taken(
    'completeness_check',
    '材料齐全性审查: what is missing is asked for in writing, item by item, within 24 hours; incompleteness is never a ground for refusing the case (PSP 180(2)).',
    {
      missing: z
        .array(z.strictObject({ kind: z.enum(materialKinds).optional(), description: prose(500) }))
        .max(100)
        .default([]),
      contact,
    },
  ),
  supplement_notice_receipt: taken(
    'supplement_notice_receipt',
    '签收补正通知: the sender confirms that it received the supplement notice (PSP 180(2)).',
    { round: round.optional() },
  ),
  supplement_submission: taken(
    'supplement_submission',
    '补正: the missing material, or a written explanation why it cannot be had (PSP 180(2); ENV 8).',
    { round: round.optional(), materials: materialReferences.default([]), explanation: prose(5_000).optional() },
  ),
  supplementary_inquiry: taken(
    'supplementary_inquiry',
    '商请补充调查: public security asks for further inquiry; the review period goes on (ENV 8(2)).',
    {
      evidenceGaps: z.array(prose(1000)).min(1).max(50),
      direction: prose(5_000).optional(),
      requirements: prose(5_000).optional(),
      contact,
    },
  ),
  supplementary_inquiry_report: taken(
    'supplementary_inquiry_report',
    '补充调查报告: the answer to a request for further inquiry.',
    { round: round.optional(), report: prose(20_000), materials: materialReferences.default([]) },
  ),
  onward_transfer_police: decided(
    'onward_transfer_police',
    '移送有管辖权的公安机关: the case goes on to the competent police organ within 24 hours (R310 7).',
    {
      /** Unified social credit code of the competent organ. */
      to: uscc,
      reason: prose(2_000),
      /** When another organ was found competent: PSP 175 counts from there. Left out, with the receipt. */
      foundAt: instant.optional(),
      /** Papers and articles that go along, by name (随案移交清单). */
      materialsAndExhibits: listed,
      /** What could not wait was done first (MPS24 8(2)). */
      urgentMeasures: prose(2_000).optional(),
    },
  ),
  out_of_remit_return: decided(
    'out_of_remit_return',
    '非公安职责范围退回: not a police matter; written reasons and the competent organ (PSP 180(3); ENV 9).',
    { reason: prose(2_000), competentOrgan: line(200).optional() },
  ),
  filing_review_extension: decided(
    'filing_review_extension',
    '延长立案审查期限: the next stage of the review, approved before the former one ends (ENV 9; ECO 16).',
    {
      ground: z.enum(['clue_needs_verification', 'major_difficult_or_complex', 'cross_region']),
      reason: prose(2_000),
    },
  ),
  filing_approved: decided('filing_approved', '决定立案 (R310 8; PSP 178(1), 180(1)).', {
    documentNo,
    /** Left out: every suspect not yet decided. */
    suspects: suspects.optional(),
    charges,
    ...filingNotice,
    decidedOn,
  }),
  filing_refused: decided('filing_refused', '决定不予立案, with reasons, the file returned (R310 8; PSP 180(1)).', {
    documentNo,
    suspects: suspects.optional(),
    ground: z.enum(['no_crime_fact', 'obviously_minor', 'other_statutory_bar']),
    reasons,
    legalBasis,
    /** 退回案卷材料清单 (R310 8). */
    returnedMaterials: z.array(line(200)).max(500).default([]),
    suggestedAdminHandling: prose(5_000).optional(),
    decidedOn,
  }),
  filing_notice_receipt: taken(
    'notice_receipt',
    '送达回证: the addressee confirms that it received the notice; the period starts here and never with the sending.',
    {
      /** Which notice, where several are open. */
      no: no.optional(),
    },
  ),
  refiling: decided('refiling', '重新立案: new facts or evidence, or the former finding was wrong (PSP 178(3), 190).', {
    documentNo,
    suspects: suspects.optional(),
    charges,
    newFacts: prose(10_000),
    ...filingNotice,
    decidedOn,
  }),
  exhibits_handover: taken(
    'exhibits_handover',
    '移交涉案物品: counted face to face, signed by both sides, within 3 days of receiving the filing notice (R310 12; PSP 185(2)). What is left out of a batch stays with the sender, and the batch stays open.',
    handover,
  ),
  exhibits_receipt: taken(
    'exhibits_receipt',
    '签收涉案物品移交清单: public security counts what it was handed and signs for it in its own name (R310 12; PSP 185(2)).',
    count,
  ),
  exhibits_difference_settlement: taken(
    'exhibits_difference_settlement',
    '处理移交差异: what was counted otherwise than listed is delivered since, counted again, or accepted with its reason.',
    settlement,
  ),
  custody_by_agency: taken(
    'custody_by_agency',
    '商请行政执法机关代为保管: special conditions of storage (MPS16 6; WS 13).',
    keeping,
  ),
  hazardous_exhibit_disposal: taken(
    'hazardous_exhibit_disposal',
    '危险涉案物品临时处置 (ENV 10): how, by whom, how much, and what sample was kept back.',
    disposal,
  ),
  items_added: taken(
    'items_added',
    '补充涉案物品清单: what was seized after the letter, as a further batch (R310 4).',
    furtherItems,
  ),
} as const
