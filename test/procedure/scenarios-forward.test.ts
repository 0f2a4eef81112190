// From the letter to the decision and the case articles: what is sent, signed for, made good, relayed, decided.
import { elsewhere, materials } from './life.ts'
import { act, approval, asked, complete, environment, no, type Scenario, sent, signed, tell } from './scenario.ts'

const items = { seizedItems: [], materials: materials('M1', 'M2') }

const suspects: Scenario[] = [
  {
    title: 'one decision may file against both suspects at once, and the whole case is then filed',
    acts: [sent(), signed, complete, act('filing_approved', '2026-03-04 10:00')],
    tracks: { 'criminal/case/1': 'divided', 'criminal/s1/1': 'filed', 'criminal/s2/1': 'filed' },
    clocks: { filing_review: ['met'] },
    status: 'filed',
  },
  {
    title: 'two suspects named in one decision get one outcome, whichever way round they are named',
    acts: [sent(), signed, complete, act('filing_refused', '2026-03-04 10:00', { suspects: ['s2', 's1'] })],
    tracks: { 'criminal/s1/1': 'not_filed', 'criminal/s2/1': 'not_filed', 'service/non_filing_notice/1': 'served' },
    status: 'not_filed',
  },
  {
    title: 'two decisions may file against one suspect and refuse for the other, each with a notice of its own',
    acts: [
      sent(),
      signed,
      complete,
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s2'] }),
      act('filing_refused', '2026-03-04 10:00'),
    ],
    tracks: {
      'criminal/s1/1': 'not_filed',
      'criminal/s2/1': 'filed',
      'criminal/case/1': 'divided',
      'service/filing_notice/1': 'served',
      'service/non_filing_notice/1': 'served',
    },
    status: 'several_outcomes',
  },
  {
    title: 'the review period runs on until the last suspect is decided',
    acts: [sent(), signed, complete, act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] })],
    tracks: { 'criminal/case/1': 'under_filing_review', 'criminal/s2/1': null },
    clocks: { filing_review: ['running'] },
  },
  {
    title: 'deciding one suspect in time does not excuse deciding the other late',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] }),
      act('filing_refused', '2026-03-06 00:00', { suspects: ['s2'] }),
    ],
    clocks: { filing_review: ['breached'] },
  },
  {
    title: 'a decision may come before any check of the materials, and then no supplement notice was ever due',
    acts: [sent(), signed, act('filing_approved', '2026-03-05 23:59')],
    clocks: { filing_review: ['met'], supplement_notice: ['ended'] },
  },
  {
    title: 'a decision cannot be dated in the future, nor before the case was received',
    acts: [
      sent(),
      signed,
      no('approval_times_impossible', 'filing_approved', '2026-03-04 10:00', { decidedOn: '2026-03-05' }),
      no('approval_times_impossible', 'filing_refused', '2026-03-04 10:00', { decidedOn: '2026-03-01' }),
      act('filing_refused', '2026-03-04 10:00', { decidedOn: '2026-03-02' }),
    ],
    tracks: { 'criminal/s1/1': 'not_filed' },
  },
]

const supplements: Scenario[] = [
  {
    title: 'a second supplement round may open while the first is open, each with its own three days',
    acts: [
      sent(),
      signed,
      asked,
      act('supplement_notice_receipt', '2026-03-02 16:00'),
      act('completeness_check', '2026-03-03 09:00', { missing: [{ description: '鉴定意见' }] }),
      act('supplement_notice_receipt', '2026-03-03 10:00'),
      act('supplement_submission', '2026-03-05 10:00', { round: 2, materials: materials('M4') }),
      act('supplement_submission', '2026-03-06 10:00', { round: 1 }),
    ],
    tracks: {
      'supplement/round/1': 'answered',
      'supplement/round/2': 'answered',
      'criminal/case/1': 'under_filing_review',
    },
    clocks: { supplement_reply: ['breached', 'met'], filing_review: ['running'] },
  },
  {
    title: 'where several rounds are open, the answer names its round; an answered or unknown one is refused',
    acts: [
      sent(),
      signed,
      asked,
      asked,
      no('subject_unknown', 'supplement_submission', '2026-03-03 09:00'),
      no('subject_unknown', 'supplement_submission', '2026-03-03 09:00', { round: 3 }),
      act('supplement_submission', '2026-03-03 09:00', { round: 1 }),
      no('wrong_state', 'supplement_submission', '2026-03-03 09:30', { round: 1 }),
      act('supplement_submission', '2026-03-03 10:00'),
      no('wrong_state', 'supplement_submission', '2026-03-03 11:00', { round: 2 }),
    ],
    tracks: { 'supplement/round/1': 'answered', 'supplement/round/2': 'answered' },
  },
  {
    title: 'what cannot be made good is explained in writing; neither material nor a word is no answer',
    acts: [
      sent(),
      signed,
      asked,
      act('supplement_notice_receipt', '2026-03-02 16:00'),
      no('condition_unmet', 'supplement_submission', '2026-03-03 09:00', { explanation: undefined }),
      act('supplement_submission', '2026-03-05 23:59', { explanation: '检材已灭失' }),
    ],
    tracks: { 'supplement/round/1': 'answered' },
    clocks: { supplement_reply: ['met'] },
  },
  {
    title: 'the three days to make good run from the receipt of the notice, never from its sending',
    acts: [sent(), signed, asked, act('supplement_notice_receipt', '2026-03-09 09:00')],
    clocks: { supplement_reply: ['running'] },
    due: { supplement_reply: '2026-03-12' },
  },
  {
    title: 'a notice sent after 24 hours is late, to the end of the hour in which the receipt fell',
    acts: [sent(), signed, act('completeness_check', '2026-03-03 12:01', { missing: [{ description: '检验报告' }] })],
    clocks: { supplement_notice: ['breached'] },
  },
  {
    title: 'a check that finds nothing missing owes no notice, however late it comes',
    acts: [sent(), signed, act('completeness_check', '2026-03-04 12:00')],
    clocks: { supplement_notice: ['ended'], filing_review: ['running'] },
    tracks: { 'supplement/round/1': null, 'criminal/case/1': 'under_filing_review' },
  },
  {
    title: 'missing material never pauses the filing review',
    acts: [sent(), signed, asked, act('supplement_notice_receipt', '2026-03-02 16:00')],
    clocks: { filing_review: ['running'] },
    due: { filing_review: '2026-03-05' },
  },
  {
    title: 'a further check that asks for nothing is refused',
    acts: [sent(), signed, complete, no('condition_unmet', 'completeness_check', '2026-03-03 09:00')],
  },
  {
    title: 'with the last decision the reply period of an open round falls away, and late material is still taken',
    acts: [
      sent(),
      signed,
      asked,
      act('supplement_notice_receipt', '2026-03-02 16:00'),
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] }),
      act('filing_refused', '2026-03-04 10:00', { suspects: ['s2'] }),
      act('supplement_submission', '2026-03-10 10:00', { materials: materials('M4') }),
    ],
    clocks: { supplement_reply: ['ended'] },
    tracks: { 'supplement/round/1': 'answered' },
  },
  {
    title: 'deciding one of two suspects leaves the reply period running',
    acts: [
      sent(),
      signed,
      asked,
      act('supplement_notice_receipt', '2026-03-02 16:00'),
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] }),
    ],
    clocks: { supplement_reply: ['running'], supplement_notice: ['met'] },
  },
  {
    title: 'a further inquiry may be asked for during the review only, and the review goes on',
    acts: [
      sent(),
      signed,
      no('wrong_state', 'supplementary_inquiry', '2026-03-02 12:00'),
      complete,
      act('supplementary_inquiry', '2026-03-03 09:00'),
      act('supplementary_inquiry', '2026-03-03 10:00'),
      no('subject_unknown', 'supplementary_inquiry_report', '2026-03-04 09:00'),
      act('supplementary_inquiry_report', '2026-03-04 09:00', { round: 2 }),
    ],
    tracks: { 'supplement/inquiry/1': 'inquiry_requested', 'supplement/inquiry/2': 'inquiry_reported' },
    clocks: { filing_review: ['running'] },
    due: { filing_review: '2026-03-05' },
  },
]

const sending: Scenario[] = [
  {
    title:
      'a required material that is missing is refused; acknowledged with a reason it is on record and the case goes',
    acts: [
      no('materials_missing', 'transfer_dispatch', '2026-03-02 10:00', { materials: materials('M1', 'M3') }),
      sent({
        materials: materials('M1', 'M3'),
        acknowledgedGaps: [{ kind: 'M2', reason: '调查报告尚在审批，先行移送以防灭失' }],
      }),
    ],
    tracks: { 'criminal/case/1': 'transferred' },
  },
  {
    title: 'seized items need their list, a case without items does not',
    acts: [
      no('materials_missing', 'transfer_dispatch', '2026-03-02 10:00', { materials: materials('M1', 'M2') }),
      sent(items),
    ],
    tracks: { 'exhibits/batch/1': null },
  },
  {
    title: 'who has been penalised for the same facts goes with the penalty decision, for other facts without',
    acts: [
      no('materials_missing', 'transfer_dispatch', '2026-03-02 10:00', {
        priorPenalties: [{ decisionNo: '罚1', decisionDate: '2026-01-05', kinds: ['罚款'], sameFacts: true }],
      }),
      sent({ priorPenalties: [{ decisionNo: '罚1', decisionDate: '2026-01-05', kinds: ['罚款'], sameFacts: false }] }),
    ],
    tracks: { 'criminal/case/1': 'transferred' },
  },
  {
    title: 'two officers mean two certificates',
    acts: [
      no('two_officers_required', 'transfer_dispatch', '2026-03-02 10:00', {
        officers: [
          { name: '李明', certificateNo: '1' },
          { name: '李 明', certificateNo: '1' },
        ],
      }),
    ],
  },
  {
    title: 'sent thirty hours after the approval, the dispatch was late',
    acts: [act('transfer_dispatch', '2026-03-03 15:00', approval('2026-03-01 09:00', '2026-03-02 09:00'))],
    clocks: { dispatch: ['breached'], head_decision: ['met'] },
  },
  {
    title: 'sent in the hour after the twenty-fourth, the dispatch was past its target and not yet broken',
    acts: [act('transfer_dispatch', '2026-03-03 09:45', approval('2026-03-01 09:00', '2026-03-02 09:30'))],
    clocks: { dispatch: ['met'] },
    due: { dispatch: '2026-03-03 10:00' },
  },
  {
    title: 'the head who decided on the fifth day decided late, and the dispatch may still be in time',
    acts: [act('transfer_dispatch', '2026-03-07 10:00', approval('2026-03-02 09:00', '2026-03-07 09:00'))],
    clocks: { head_decision: ['breached'], dispatch: ['met'] },
  },
  {
    title: 'the head’s three days roll over the National Day holiday, the dispatch’s 24 hours do not',
    acts: [act('transfer_dispatch', '2026-10-08 18:00', approval('2026-09-30 09:00', '2026-10-05 17:00'))],
    clocks: { head_decision: ['met'], dispatch: ['breached'] },
  },
  {
    title: 'sending starts no clock of the other side: a case signed for nine days later is reviewed from that day',
    acts: [sent(), act('receipt_sign', '2026-03-11 09:10')],
    clocks: { supplement_notice: ['running'], filing_review: ['running'] },
    due: { supplement_notice: '2026-03-12 10:00', filing_review: '2026-03-16' },
  },
  {
    title: 'until it is signed for, nothing of the police’s can happen',
    acts: [
      sent(),
      no('wrong_state', 'completeness_check', '2026-03-02 11:00'),
      no('wrong_state', 'filing_approved', '2026-03-02 11:00'),
      no('wrong_state', 'onward_transfer_police', '2026-03-02 11:00'),
    ],
    clocks: { filing_review: [], supplement_notice: [] },
  },
  {
    title: 'a case is opened once',
    acts: [sent(), no('wrong_state', 'transfer_dispatch', '2026-03-02 12:00')],
  },
]

const relays: Scenario[] = [
  {
    title:
      'relayed before any check, the clocks of the first organ end and those of the second begin with its signature',
    acts: [
      sent(),
      signed,
      act('onward_transfer_police', '2026-03-03 11:20'),
      act('receipt_sign', '2026-03-04 09:00'),
      act('completeness_check', '2026-03-04 10:00'),
    ],
    tracks: { 'criminal/case/1': 'under_filing_review' },
    clocks: {
      relay_to_police: ['met'],
      filing_review: ['ended', 'running'],
      supplement_notice: ['ended', 'ended'],
    },
    due: { filing_review: '2026-03-09' },
    parts: { sender: 'agency', police_in_charge: 'police-2', supervisor: 'procuratorate-2' },
  },
  {
    title: 'relayed after the check and later than 24 hours, the relay was late; open rounds go with the case',
    acts: [
      sent(),
      signed,
      asked,
      act('supplement_notice_receipt', '2026-03-02 16:00'),
      act('onward_transfer_police', '2026-03-03 17:20'),
      act('supplement_submission', '2026-03-04 09:00'),
      act('receipt_sign', '2026-03-04 10:00'),
    ],
    tracks: { 'criminal/case/1': 'received', 'supplement/round/1': 'answered' },
    clocks: { relay_to_police: ['breached'], supplement_reply: ['met'], filing_review: ['ended', 'running'] },
    parts: elsewhere,
  },
  {
    title: 'a case relayed twice is measured each time from the signature of the organ that relays it',
    acts: [
      sent(),
      signed,
      act('onward_transfer_police', '2026-03-03 09:00'),
      act('receipt_sign', '2026-03-06 09:00'),
      act(
        'onward_transfer_police',
        '2026-03-07 08:00',
        {},
        { to: { police_in_charge: 'police-3', supervisor: 'procuratorate-2' } },
      ),
    ],
    tracks: { 'criminal/case/1': 'relayed' },
    // On its way it is no less under review: the last period goes on until the next organ signs.
    clocks: { relay_to_police: ['met', 'met'], filing_review: ['ended', 'running'] },
    parts: { police_in_charge: 'police-3', supervisor: 'procuratorate-2' },
  },
  {
    title: 'while it is on the way to the other organ, nobody reviews it',
    acts: [
      sent(),
      signed,
      act('onward_transfer_police', '2026-03-03 09:00'),
      no('wrong_state', 'filing_refused', '2026-03-03 10:00'),
      no('wrong_state', 'onward_transfer_police', '2026-03-03 10:00'),
    ],
  },
  {
    title: 'outside the remit, an environment case goes back within 24 hours',
    acts: [sent(environment), signed, act('out_of_remit_return', '2026-03-03 11:00')],
    tracks: { 'criminal/case/1': 'returned_out_of_remit' },
    clocks: { return_out_of_remit: ['met'], filing_review: ['ended'] },
    status: 'returned_out_of_remit',
  },
  {
    title: 'an environment case that goes back after 30 hours goes back late',
    acts: [sent(environment), signed, act('out_of_remit_return', '2026-03-03 17:20')],
    clocks: { return_out_of_remit: ['breached'] },
  },
  {
    title: 'for a market case the 24 hours of the return are a target that binds nobody: late, and no breach',
    acts: [sent(), signed, act('out_of_remit_return', '2026-03-09 09:00')],
    clocks: { return_out_of_remit: ['late'], filing_review: ['ended'] },
    marks: { return_out_of_remit: ['advisory'] },
  },
  {
    title: 'into a case that went back nothing more is handed in, and nothing is owed for it',
    acts: [
      sent(),
      signed,
      asked,
      act('supplement_notice_receipt', '2026-03-02 16:00'),
      act('out_of_remit_return', '2026-03-03 09:00'),
      no('wrong_state', 'supplement_submission', '2026-03-04 09:00'),
      no('wrong_state', 'filing_approved', '2026-03-04 09:00'),
      no('wrong_state', 'onward_transfer_police', '2026-03-04 09:00'),
    ],
    clocks: { supplement_reply: ['ended'] },
    notOffered: [['sender', 'supplement_submission']],
  },
]

const afterwards: Scenario[] = [
  {
    title: 'in an environment case reconsideration is asked for within three working days',
    acts: [
      sent(environment),
      signed,
      act('filing_refused', '2026-03-05 09:00'),
      act('non_filing_notice_receipt', '2026-03-06 09:00'), // a Friday
    ],
    clocks: { reconsideration_request: ['running'] },
    due: { reconsideration_request: '2026-03-11' },
  },
  {
    title: 'in any other case reconsideration is asked for within three natural days',
    acts: [
      sent(),
      signed,
      act('filing_refused', '2026-03-05 09:00'),
      act('non_filing_notice_receipt', '2026-03-06 09:00'),
    ],
    due: { reconsideration_request: '2026-03-09' },
  },
  {
    title: 'items stay with the agency until the case is filed, and go within three days of the notice’s receipt',
    acts: [
      sent(),
      signed,
      no('wrong_state', 'exhibits_handover', '2026-03-03 09:00'),
      act('filing_approved', '2026-03-04 10:00'),
      act('filing_notice_receipt', '2026-03-05 10:00'),
      act('exhibits_handover', '2026-03-09 23:59'), // the third day is a Sunday
    ],
    tracks: { 'exhibits/batch/1': 'handed_over', 'service/filing_notice/1': 'acknowledged' },
    clocks: { exhibits_handover: ['met'] },
    due: { exhibits_handover: '2026-03-09' },
  },
  {
    title: 'items handed over on the fifth day were handed over late',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-03 10:00'),
      act('filing_notice_receipt', '2026-03-03 11:00'),
      act('exhibits_handover', '2026-03-08 10:00', { batches: [1] }),
    ],
    clocks: { exhibits_handover: ['breached'] },
  },
  {
    title: 'no item may be handed over in a case that was not filed against anybody',
    acts: [
      sent(),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      no('wrong_state', 'exhibits_handover', '2026-03-05 10:00'),
    ],
    tracks: { 'exhibits/batch/1': 'held' },
  },
  {
    title: 'filed against one of two is enough for the items to go',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] }),
      no('subject_unknown', 'exhibits_handover', '2026-03-03 11:00', { batches: [2] }),
      act('exhibits_handover', '2026-03-03 12:00'),
      act('filing_notice_receipt', '2026-03-03 13:00'),
    ],
    tracks: { 'exhibits/batch/1': 'handed_over' },
    clocks: { exhibits_handover: [] },
  },
  {
    title: 'a case without items has no handover and no clock for it',
    acts: [
      sent(items),
      signed,
      act('filing_approved', '2026-03-04 10:00'),
      act('filing_notice_receipt', '2026-03-05 10:00'),
      no('wrong_state', 'exhibits_handover', '2026-03-05 11:00'),
    ],
    clocks: { exhibits_handover: [] },
  },
  {
    title: 'a second filing notice does not give three more days for the items',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] }),
      act('filing_notice_receipt', '2026-03-03 11:00'),
      act('filing_approved', '2026-03-05 10:00', { suspects: ['s2'] }),
      act('filing_notice_receipt', '2026-03-06 11:00'),
    ],
    clocks: { exhibits_handover: ['running'] },
    due: { exhibits_handover: '2026-03-06' },
  },
  {
    title: 'of two open notices the one received is named',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-03 10:00', { suspects: ['s1'] }),
      act('filing_approved', '2026-03-03 11:00', { suspects: ['s2'] }),
      no('subject_unknown', 'filing_notice_receipt', '2026-03-04 09:00'),
      act('filing_notice_receipt', '2026-03-04 09:00', { no: 2 }),
    ],
    tracks: { 'service/filing_notice/1': 'served', 'service/filing_notice/2': 'acknowledged' },
  },
  {
    title: 'an environment agency is told within three days of the day on the decision',
    acts: [sent(environment), signed, act('filing_approved', '2026-03-09 09:00', { decidedOn: '2026-03-05' })],
    // 8 March is a Sunday, so the third day moves to Monday.
    clocks: { filing_notice: ['met'] },
    due: { filing_notice: '2026-03-09' },
  },
  {
    title: 'an environment agency told on the fifth day was told late',
    acts: [sent(environment), signed, act('filing_refused', '2026-03-10 09:00', { decidedOn: '2026-03-05' })],
    clocks: { filing_notice: ['breached'] },
  },
  {
    title: 'for a market case no instrument counts the days of the notice',
    acts: [sent(), signed, act('filing_refused', '2026-03-10 09:00', { decidedOn: '2026-03-05' })],
    clocks: { filing_notice: [] },
  },
]

tell({
  'who is decided, and when': suspects,
  'what is missing is made good': supplements,
  'a case is sent and signed for': sending,
  'a case goes elsewhere': relays,
  'after the decision': afterwards,
})
