// The steps, in the order of the statute. Read a row aloud: who, under which article, from which state to which, if what
// holds, which clocks start and stop, which letters go out, who is told.
import { stepInputs, submitTransfer } from '../../../schemas/index.ts'
import { defineProcedure } from '../table.ts'
import { clocks } from './clocks.ts'
import { conditions } from './conditions.ts'
import { letters, tracks } from './tracks.ts'

type Approval = { readonly approval: { readonly reportReceivedAt: string; readonly approvedAt: string } }

export const procedure2026 = defineProcedure({
  version: '2026.1',
  inForceFrom: '2024-01-01', // MPS24, the youngest instrument that the rows rest on
  tracks,
  letters,
  clocks,
  conditions,
  anchors: {
    reportReceived: (_state, input) => (input as unknown as Approval).approval.reportReceivedAt,
    transferApproved: (_state, input) => (input as unknown as Approval).approval.approvedAt,
    /** When the organ now in charge signed for the case: its review clock was anchored there. */
    receiptSigned: (state) =>
      Object.values(state?.clocks ?? {})
        .filter((c) => c.rule === 'filing_review')
        .sort((a, b) => b.anchorVersion - a.anchorVersion)[0]?.anchorAt,
  },
  steps: {
    transfer_dispatch: {
      row: 'transfer_dispatch', zh: '向同级公安机关移送', en: 'transfer to public security', confidence: 'read',
      basis: ['R310 5(2)', 'R310 6', 'APL 27(1)'], by: 'sender', decidedBy: 'agency_head',
      track: 'criminal', from: 'new', to: 'transferred',
      needs: ['noStateSecrets', 'twoOfficers', 'approvalPossible', 'materialsComplete', 'officersCertified', 'decidedByRole', 'materialsAvailable'],
      opens: [{ track: 'exhibits', subject: 'batch', state: 'held', when: 'items' }],
      clocks: { measures: [{ clock: 'head_decision', from: 'reportReceived', until: 'transferApproved' }, { clock: 'dispatch', from: 'transferApproved' }] },
      parts: 'opens', letters: ['transfer_letter'], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: submitTransfer,
    },
    receipt_sign: {
      row: 'receipt_sign', zh: '签收回执', en: 'signing for the case', confidence: 'read',
      basis: ['R310 7', 'PSP 171', 'ENV 7'], by: 'police_in_charge', decidedBy: 'police_case_acceptor',
      track: 'criminal', from: ['transferred', 'relayed'], to: 'received',
      needs: ['officersCertified', 'decidedByRole'],
      clocks: { starts: ['supplement_notice', 'filing_review'] },
      letters: ['transfer_receipt'], tells: ['sender', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.receiptSign,
    },
    completeness_check: {
      row: 'completeness_check', zh: '材料齐全性审查', en: 'check of completeness', confidence: 'read',
      basis: ['PSP 180(2)', 'ENV 8'], by: 'police_in_charge',
      // The review goes on while material is made good: no instrument pauses it.
      track: 'criminal', from: ['received', 'under_filing_review'], to: 'under_filing_review',
      needs: ['asksOrIsFirst', 'officersCertified'],
      opens: [{ track: 'supplement', subject: 'round', state: 'requested', when: 'missing' }],
      clocks: { stops: ['supplement_notice'] },
      letters: ['supplement_notice'], tells: ['sender', 'supervisor'], visibleTo: 'parties',
      input: stepInputs.completenessCheck,
    },
    supplement_notice_receipt: {
      row: 'completeness_check', zh: '签收补正通知', en: 'receipt of the supplement notice', confidence: 'read',
      basis: ['PSP 180(2)', 'ENV 8'], by: 'sender',
      track: 'supplement', of: 'round', from: ['requested'], to: 'notified', single: true,
      needs: ['officersCertified'],
      clocks: { starts: ['supplement_reply'] },
      letters: [], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.supplementNoticeReceipt,
    },
    supplement_submission: {
      row: 'supplement_submission', zh: '补正材料', en: 'making good', confidence: 'read',
      basis: ['PSP 180(2)', 'ENV 8'], by: 'sender',
      track: 'supplement', of: 'round', from: ['requested', 'notified'], to: 'answered', single: true,
      needs: ['answersSomething', 'officersCertified', 'materialsAvailable'],
      clocks: { stops: ['supplement_reply'] },
      letters: [], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.supplementSubmission,
    },
    onward_transfer_police: {
      row: 'onward_transfer_police', zh: '移送有管辖权的公安机关', en: 'relay to the competent police organ', confidence: 'read',
      basis: ['R310 7', 'PSP 175(1)', 'MPS24 8(2)'], by: 'police_in_charge', decidedBy: 'police_chief',
      track: 'criminal', from: ['received', 'under_filing_review'], to: 'relayed',
      needs: ['officersCertified', 'decidedByRole'],
      clocks: { ends: ['filing_review', 'supplement_notice'], measures: [{ clock: 'relay_to_police', from: 'receiptSigned' }] },
      parts: 'relays', letters: ['onward_transfer_notice'], tells: ['sender', 'police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.onwardTransferPolice,
    },
    out_of_remit_return: {
      row: 'out_of_remit_return', zh: '非公安职责范围退回', en: 'return as outside the remit', confidence: 'read',
      basis: ['PSP 180(3)', 'ENV 9'], by: 'police_in_charge', decidedBy: 'police_chief',
      track: 'criminal', from: ['received', 'under_filing_review'], to: 'returned_out_of_remit',
      needs: ['officersCertified', 'decidedByRole'],
      clocks: { ends: ['filing_review', 'supplement_notice'], measures: [{ clock: 'return_out_of_remit', from: 'receiptSigned' }] },
      letters: ['return_notice'], tells: ['sender', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.outOfRemitReturn,
    },
    filing_review_extension: {
      row: 'filing_review', zh: '延长立案审查期限', en: 'next stage of the filing review', confidence: 'read',
      basis: ['ENV 9', 'ECO 16'], by: 'police_in_charge', decidedBy: 'by_stage',
      track: 'criminal', from: ['under_filing_review'], to: 'under_filing_review',
      needs: ['officersCertified', 'decidedByRole'],
      clocks: { advances: ['filing_review'] },
      letters: [], tells: ['sender', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.filingReviewExtension,
    },
    supplementary_inquiry: {
      row: 'supplementary_inquiry', zh: '商请补充调查', en: 'request for further inquiry', confidence: 'read',
      basis: ['ENV 8(2)'], by: 'police_in_charge',
      track: 'supplement', of: 'inquiry', from: 'new', to: 'inquiry_requested',
      during: [{ track: 'criminal', states: ['under_filing_review'] }],
      needs: ['officersCertified'],
      letters: ['inquiry_outline'], tells: ['sender', 'supervisor'], visibleTo: 'parties',
      input: stepInputs.supplementaryInquiry,
    },
    supplementary_inquiry_report: {
      row: 'supplementary_inquiry', zh: '报送补充调查报告', en: 'report of the further inquiry', confidence: 'read',
      basis: ['ENV 8(2)'], by: 'sender',
      track: 'supplement', of: 'inquiry', from: ['inquiry_requested'], to: 'inquiry_reported', single: true,
      needs: ['officersCertified', 'materialsAvailable'],
      letters: [], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.supplementaryInquiryReport,
    },
    filing_approved: {
      row: 'filing_approved', zh: '决定立案', en: 'decision to file', confidence: 'read',
      basis: ['R310 8', 'PSP 178(1)', 'PSP 180(1)'], by: 'police_in_charge', decidedBy: 'police_chief',
      track: 'criminal', from: ['received', 'under_filing_review'], to: 'filed', divides: true,
      needs: ['officersCertified', 'decidedByRole'],
      opens: [{ track: 'service', subject: 'filing_notice', state: 'served' }],
      clocks: { stops: ['filing_review', 'supplement_notice'] },
      letters: ['filing_decision', 'filing_notice'], tells: ['sender', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.filingApproved,
    },
    filing_refused: {
      row: 'filing_refused', zh: '决定不予立案', en: 'refusal to file', confidence: 'read',
      basis: ['R310 8', 'PSP 180(1)'], by: 'police_in_charge', decidedBy: 'police_chief',
      track: 'criminal', from: ['received', 'under_filing_review'], to: 'not_filed', divides: true,
      needs: ['officersCertified', 'decidedByRole'],
      opens: [{ track: 'service', subject: 'non_filing_notice', state: 'served' }],
      clocks: { stops: ['filing_review', 'supplement_notice'] },
      letters: ['non_filing_notice'], tells: ['sender', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.filingRefused,
    },
    filing_notice_receipt: {
      row: 'exhibits_handover', zh: '签收立案通知书', en: 'receipt of the filing notice', confidence: 'read',
      basis: ['R310 12', 'R310 8'], by: 'sender',
      track: 'service', of: 'filing_notice', from: ['served'], to: 'acknowledged', single: true,
      needs: ['officersCertified'],
      clocks: { starts: ['exhibits_handover'] },
      letters: [], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.noticeReceipt,
    },
    non_filing_notice_receipt: {
      row: 'reconsideration_request', zh: '签收不予立案通知书', en: 'receipt of the notice of non-filing', confidence: 'read',
      basis: ['R310 9(1)', 'PSP 181'], by: 'sender',
      track: 'service', of: 'non_filing_notice', from: ['served'], to: 'acknowledged', single: true,
      needs: ['officersCertified'],
      clocks: { starts: ['reconsideration_request'] },
      letters: [], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.noticeReceipt,
    },
    exhibits_handover: {
      row: 'exhibits_handover', zh: '移交涉案物品及其他材料', en: 'handover of case articles', confidence: 'read',
      basis: ['R310 12', 'ENV 10', 'PSP 185(2)'], by: 'sender',
      track: 'exhibits', of: 'batch', from: ['held'], to: 'handed_over',
      during: [{ track: 'criminal', states: ['filed'] }],
      needs: ['officersCertified'],
      clocks: { stops: ['exhibits_handover'] },
      letters: ['handover_list'], tells: ['police_in_charge', 'supervisor'], visibleTo: 'parties', receipt: true,
      input: stepInputs.exhibitsHandover,
    },
  },
})
