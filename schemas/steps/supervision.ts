// Inputs of reconsideration, filing supervision, demands for transfer, suggestions, enforcement supervision.
import { z } from 'zod'
import { day, documentNo, line, prose } from '../primitives.ts'
import {
  charges,
  copyTo,
  decided,
  decidedOn,
  head,
  instance,
  legalBasis,
  no,
  organ,
  reasons,
  suspects,
  taken,
} from './base.ts'
import { filingNotice } from './forward.ts'

const matter = { no: no.optional() }
/** Where matters of several kinds may be meant a number alone does not tell them apart. */
const anyMatter = { ...matter, instance: instance.optional() }
const filing = { documentNo, charges, ...filingNotice, decidedOn }
/** A paper with reasons about one matter. */
const paper = (step: string, description: string, which = matter) => taken(step, description, { ...which, reasons })
const ruling = (step: string, description: string, which = matter) =>
  decided(step, description, { ...which, documentNo, reasons })
/** Against an organ: in a case of its own, or in this one. */
const against = { ...head, to: organ, facts: prose(20_000) }
const justicePaper = (step: string, description: string) =>
  decided(step, description, {
    ...head,
    documentNo,
    /** Left out, the transferring agency. */
    to: organ.optional(),
    facts: prose(20_000),
    /** The paper fixes the period; the regulation has no number (AES 27, 28). */
    replyDueDate: day,
  })

export const supervisionInputs = {
  reconsideration_request: decided(
    'reconsideration_request',
    '提请复议, within 3 days of receiving the refusal (R310 9(1); PSP 181; ENV 11).',
    {
      suspects: suspects.optional(),
      grounds: reasons,
      newEvidence: prose(5_000).optional(),
      /** Number of the refusal, where it was served outside the gateway. */
      refusalDocumentNo: documentNo.optional(),
    },
  ),
  reconsideration_upheld: ruling('reconsideration_upheld', '复议维持不予立案 (R310 9(2); PSP 181).'),
  reconsideration_reversed: decided('reconsideration_reversed', '复议改为立案 (R310 9(2); PSP 181).', {
    ...matter,
    ...filing,
    reasons,
  }),
  supervision_suggestion: taken(
    'supervision_suggestion',
    '建议立案监督: after a refusal, an upheld refusal or a revocation (R310 9; ENV 12, 13).',
    {
      suspects: suspects.optional(),
      type: z.enum(['refusal', 'upheld', 'revoked']),
      facts: reasons,
    },
  ),
  overdue_filing_complaint: taken('overdue_filing_complaint', '逾期未决的立案监督建议 (PPR 562; ENV 12, 15).', {
    facts: reasons,
  }),
  supervision_declined: paper(
    'supervision_declined',
    '监督建议不成立: examined, not taken up, reasons told (PPR 557).',
    anyMatter,
  ),
  require_reasons: decided('require_reasons', '要求说明不立案（逾期）理由 (CPL 113; PPR 559, 560).', {
    ...matter,
    suspects: suspects.optional(),
    documentNo,
    reasons,
  }),
  reasons_statement: paper(
    'reasons_statement',
    '说明理由: in writing with evidence, within 7 days (PSP 182(1)).',
    anyMatter,
  ),
  voluntary_filing: decided('voluntary_filing', '主动立案 after being asked for reasons (PSP 182(1)).', {
    ...matter,
    ...filing,
  }),
  reasons_accepted: decided('reasons_accepted', '不立案理由成立告知, within 10 days (PPR 561(2)).', {
    ...matter,
    reasons,
    /** Day on which the reasons were found to hold. */
    foundOn: day.optional(),
  }),
  filing_order: ruling(
    'filing_order',
    '通知立案: public security files within 15 days (CPL 113; PPR 561(1), 563).',
    anyMatter,
  ),
  filing_after_order: decided('filing_after_order', '按通知立案 (PSP 182(2); PPR 563).', { ...anyMatter, ...filing }),
  correction_notice: decided(
    'correction_notice',
    '纠正违法通知书: the order or the question was not answered in time (PPR 564(2)).',
    {
      ...anyMatter,
      documentNo,
      reasons,
      legalBasis,
      /** Day by which it wants to be obeyed; no rule has a number. */
      correctWithin: day.optional(),
    },
  ),
  correction_objection: paper('correction_objection', '对纠正意见提出异议 (PPR 554).', anyMatter),
  correction_upheld: paper('correction_upheld', '复查维持纠正意见 (PPR 554).', anyMatter),
  correction_withdrawn: paper('correction_withdrawn', '复查撤销纠正意见 (PPR 554).', anyMatter),
  supervision_escalated: decided('supervision_escalated', '报上一级检察院协商 (PPR 564(2)).', {
    ...anyMatter,
    /** The procuratorate above, where it is connected. */
    to: organ.optional(),
    reasons,
  }),
  escalation_concluded: paper('escalation_concluded', '上级协商结果: the refusal stands (PPR 564(2)).', anyMatter),
  progress_urge: taken(
    'progress_urge',
    '立案监督案件催办: filed on supervision, not concluded in 3 months (PPR 564(3)).',
    {
      suspects: suspects.optional(),
      documentNo,
      requirements: prose(5_000),
    },
  ),
  wrong_filing_supervision: decided(
    'wrong_filing_supervision',
    '不应立案而立案的监督: reasons for the filing required (PPR 559(2), 560).',
    {
      suspects: suspects.optional(),
      documentNo,
      reasons,
    },
  ),
  filing_reasons_statement: paper('filing_reasons_statement', '说明立案理由, within 7 days (PSP 183; PPR 560).'),
  filing_reasons_accepted: paper('filing_reasons_accepted', '立案理由成立.'),
  revocation_order: ruling('revocation_order', '通知撤销案件 (PPR 561, 563).'),
  revocation_reconsideration_request: paper('revocation_reconsideration_request', '对撤案通知要求复议 (PPR 565).'),
  revocation_upheld: ruling('revocation_upheld', '复议维持撤案通知 (PPR 565).'),
  revocation_order_withdrawn: ruling('revocation_order_withdrawn', '撤销撤案通知 (PPR 565).'),
  revocation_review_request: decided(
    'revocation_review_request',
    '提请上一级检察院复核, within 5 days (PPR 565; LS10).',
    {
      ...matter,
      reasons,
      to: organ.optional(),
    },
  ),
  revocation_review_upheld: paper('revocation_review_upheld', '复核维持 (PPR 565).'),
  revocation_review_reversed: paper('revocation_review_reversed', '复核改变: the order falls (PPR 565).'),
  whistleblow: taken('whistleblow', '举报应移不移: anyone may report that an agency does not transfer (R310 14(2)).', {
    ...head,
    /** The agency that is reported. */
    agency: organ,
    facts: prose(20_000),
    reporter: line(100).optional(),
  }),
  no_transfer_due: paper('no_transfer_due', '经审查无须移送.'),
  procuratorate_demands_transfer: decided('procuratorate_demands_transfer', '检察意见要求移送 (PPR 557(3); ENV 14).', {
    ...against,
    ...matter,
    documentNo,
    /** Why it is a suspected crime, where the facts do not say it. */
    whySuspectedCrime: prose(10_000).optional(),
    copyTo,
  }),
  demand_declined: decided('demand_declined', '未按检察意见移送: the agency reports why (ENV 14).', {
    ...matter,
    reasons,
  }),
  demand_reply_accepted: decided('demand_reply_accepted', '认可不移送理由: the agency’s reasons hold (PPR 557(3)).', {
    ...matter,
    reasons,
  }),
  police_told_of_refusal: decided(
    'police_told_of_refusal',
    '不移送情况书面通知公安机关: the agency still does not transfer (SPP21 7, not seen).',
    { ...matter, documentNo, reasons },
  ),
  procuratorial_suggestion: decided('procuratorial_suggestion', '检察建议 (PPS).', {
    documentNo,
    to: organ.optional(),
    problem: reasons,
    suggestion: prose(10_000),
    /** Shorter than the two months, where it is urgent. */
    replyDueDate: day.optional(),
  }),
  suggestion_reply: taken('suggestion_reply', '检察建议回复, within 2 months (PPS 19).', {
    ...matter,
    result: reasons,
  }),
  suggestion_escalated: paper('suggestion_escalated', '督促后仍不落实，通报上级 (PPS 25).'),
  justice_urge: justicePaper('justice_urge', '行政执法监督督办函: a duty was not performed (AES 26).'),
  justice_opinion: justicePaper('justice_opinion', '行政执法监督意见书: unlawful or clearly improper (AES 27).'),
  justice_decision: justicePaper('justice_decision', '行政执法监督决定书, by the government (AES 28).'),
  justice_reply: taken('justice_reply', '反馈整改情况, within the period of the paper (AES 27, 28).', {
    ...matter,
    result: reasons,
  }),
  justice_objection: paper('justice_objection', '对执法监督提出异议, with reasons (AES 30).'),
  justice_objection_upheld: paper('justice_objection_upheld', '异议成立，撤销监督文书 (AES 30).'),
  justice_objection_rejected: paper('justice_objection_rejected', '异议不成立，仍应反馈整改情况 (AES 30).'),
  accountability_proposal: decided('accountability_proposal', '追责建议 (R310 15–18).', {
    to: organ,
    ground: z.enum([
      'concealed_items',
      'overdue_transfer',
      'no_transfer',
      'penalty_instead',
      'refused_case',
      'overdue_decision',
    ]),
    facts: reasons,
  }),
  accountability: decided('accountability', '责任追究 (R310 15–18).', {
    ...matter,
    measure: z.enum(['order_to_correct', 'circular', 'warning', 'demerit', 'demotion', 'dismissal', 'none']),
    reasons,
  }),
  paper_receipt: taken(
    'paper_receipt',
    '签收文书: the addressee confirms the receipt; its period starts here and never with the sending.',
    {
      /** Which paper, where several are open. */
      instance: instance.optional(),
    },
  ),
} as const
