// Reconsideration, supervision of refusals, delays and wrong filings, suggestions, enforcement supervision: who must
// answer, by when, and what comes of silence.
import { uscc } from './life.ts'
import { act, complete, environment, lapsed, no, now, ranOut, type Scenario, sent, signed, tell } from './scenario.ts'

const refused = act('filing_refused', '2026-03-04 10:00')
const told = act('non_filing_notice_receipt', '2026-03-05 09:00')
const suggested = act('supervision_suggestion', '2026-03-09 10:00')
const reasonsAsked = [act('require_reasons', '2026-03-10 10:00'), act('paper_receipt', '2026-03-11 09:00')]
/** A refusal, and the procuratorate has asked for its reasons; public security signed for that on 11 March. */
const asked = [sent(), signed, refused, told, suggested, ...reasonsAsked]
const ordered = [
  ...asked,
  act('reasons_statement', '2026-03-18 23:59'),
  act('filing_order', '2026-03-20 10:00', {}, { decidedBy: 'chief_procurator' }),
  act('paper_receipt', '2026-03-23 09:00'),
]
const filedWrongly = [sent(), signed, complete, act('filing_approved', '2026-03-04 10:00')]

const reconsideration: Scenario[] = [
  {
    title: 'where days and working days are both law, the earlier reminds and the later breaks: asked for in time',
    acts: [
      sent(environment),
      signed,
      refused,
      act('non_filing_notice_receipt', '2026-03-06 09:00'), // a Friday
      now({ target: { reconsideration_request: '2026-03-09' }, due: { reconsideration_request: '2026-03-11' } }),
      act('reconsideration_request', '2026-03-11 23:59'),
      now({ clocks: { reconsideration_request: ['met'], reconsideration_decision: [] } }),
      act('paper_receipt', '2026-03-12 09:00'),
    ],
    tracks: { 'supervision/reconsideration/1': 'reconsideration_pending' },
    // Three days from Thursday end on a Sunday, three working days on Tuesday.
    target: { reconsideration_decision: '2026-03-16' },
    due: { reconsideration_decision: '2026-03-17' },
  },
  {
    title: 'decided after the later reading too, the reconsideration was decided late; a suggestion is never too late',
    acts: [
      sent(environment),
      signed,
      refused,
      act('non_filing_notice_receipt', '2026-03-06 09:00'),
      act('reconsideration_request', '2026-03-11 23:59'),
      act('paper_receipt', '2026-03-12 09:00'),
      ranOut('2026-03-17 23:59', 'platform_entry', 'platform_entry'),
      act('reconsideration_upheld', '2026-03-18 00:00'),
      act('paper_receipt', '2026-03-18 10:00'),
      now({ due: { supervision_after_reconsideration: '2026-03-23' } }),
      act('supervision_suggestion', '2026-04-20 10:00', { type: 'upheld' }),
    ],
    tracks: {
      'supervision/reconsideration/1': 'not_filed_upheld',
      'supervision/filing/1': 'supervision_requested',
    },
    clocks: { reconsideration_decision: ['breached'], supervision_after_reconsideration: ['late'] },
    marks: { supervision_after_reconsideration: ['contested', 'advisory'] },
  },
  {
    title: 'the right to reconsideration lapses on its day, and supervision may still be suggested',
    acts: [
      sent(),
      signed,
      refused,
      told,
      // Sunday the 8th moves to Monday.
      lapsed('2026-03-09 23:59'),
      lapsed('2026-03-10 00:00', 'reconsideration_request lapsed'),
      no('condition_unmet', 'reconsideration_request', '2026-03-10 09:00', {}, { cites: ['R310 9(1)', 'PSP 181'] }),
      act('supervision_suggestion', '2026-06-10 09:00'),
    ],
    clocks: { reconsideration_request: ['lapsed'] },
    tracks: { 'supervision/filing/1': 'supervision_requested' },
  },
  {
    title: 'reconsidered and filed, the notice goes out and the suspects stand as if filed at once',
    acts: [
      sent(),
      signed,
      refused,
      told,
      act('reconsideration_request', '2026-03-06 09:00', {}, { decidedBy: 'agency_head' }),
      act('paper_receipt', '2026-03-06 10:00'),
      act(
        'reconsideration_reversed',
        '2026-03-09 10:00',
        {},
        {
          letters: ['reconsideration_decision', 'filing_decision', 'filing_notice'],
        },
      ),
      act('filing_notice_receipt', '2026-03-09 11:00'),
    ],
    tracks: {
      'criminal/s1/1': 'filed',
      'criminal/s2/1': 'filed',
      'supervision/reconsideration/1': 'reconsideration_reversed',
    },
    clocks: { reconsideration_decision: ['met'], exhibits_handover: ['running'] },
    due: { exhibits_handover: '2026-03-12' },
  },
  {
    title: 'of a decision that only one suspect got, only that one is reconsidered',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-04 09:00', { suspects: ['s1'] }),
      act('filing_refused', '2026-03-04 10:00', { suspects: ['s2'] }),
      told,
      no('wrong_state', 'reconsideration_request', '2026-03-06 09:00', { suspects: ['s1'] }),
      act('reconsideration_request', '2026-03-06 09:00', { suspects: ['s2'] }),
      act('reconsideration_reversed', '2026-03-07 09:00'),
    ],
    tracks: { 'criminal/s1/1': 'filed', 'criminal/s2/1': 'filed', 'service/filing_notice/2': 'served' },
  },
]

const orders: Scenario[] = [
  {
    title: 'the reasons are owed seven days from the receipt of the question, never from its sending',
    acts: [
      sent(),
      signed,
      refused,
      told,
      suggested,
      act('require_reasons', '2026-03-10 10:00', {}, { decidedBy: 'procurator_criminal' }),
      now({ clocks: { police_reasons: [], reconsideration_request: ['ended'] } }),
      act('paper_receipt', '2026-03-16 09:00'),
    ],
    due: { police_reasons: '2026-03-23' },
    tracks: { 'supervision/filing/1': 'reasons_required', 'service/reasons_notice/1': 'received' },
  },
  {
    title: 'an order to file obeyed on its fifteenth day is obeyed in time',
    acts: [
      ...ordered,
      now({ due: { file_after_order: '2026-04-07' }, clocks: { police_reasons: ['met'] } }),
      ranOut('2026-04-07 23:59'),
      act('filing_after_order', '2026-04-07 23:59'),
    ],
    tracks: {
      'criminal/s1/1': 'filed',
      'criminal/s2/1': 'filed',
      'supervision/filing/1': 'filed_on_order',
      'service/filing_notice/1': 'served',
    },
    clocks: { file_after_order: ['met'], urge_letter: ['running', 'running'] },
    status: 'filed',
  },
  {
    title:
      'an order not obeyed by its fifteenth day brings the correction notice, objection, and the procuratorate above',
    acts: [
      ...ordered,
      no('condition_unmet', 'correction_notice', '2026-03-24 10:00'),
      no('condition_unmet', 'correction_notice', '2026-04-07 23:59', {}, { cites: ['PPR 564(2)'] }),
      ranOut('2026-04-08 00:00', 'file_after_order'),
      act('correction_notice', '2026-04-08 09:00', {}, { decidedBy: 'chief_procurator' }),
      act('correction_objection', '2026-04-10 09:00'),
      act('paper_receipt', '2026-04-13 09:00', {}, { as: 'supervisor' }),
      now({ due: { correction_reexamination: '2026-04-20' } }),
      act('correction_upheld', '2026-04-20 09:00'),
      act('supervision_escalated', '2026-04-22 09:00', { to: uscc('procuratorate-above') }),
      no('wrong_state', 'correction_notice', '2026-04-23 09:00'),
      now({
        tracks: { 'supervision/filing/1': 'escalated' },
        sees: { upper_supervisor: { 'supervision/filing/1': 'escalated' } },
      }),
      act('filing_after_order', '2026-05-20 09:00'),
    ],
    tracks: { 'criminal/s1/1': 'filed', 'supervision/filing/1': 'filed_on_order' },
    clocks: { file_after_order: ['breached'], correction_reexamination: ['met'] },
    invited: { 'procuratorate-above': 'upper_supervisor' },
  },
  {
    title: 'the negotiation above may end with the refusal, which is then final',
    acts: [
      ...ordered,
      act('correction_notice', '2026-04-08 09:00'),
      act('supervision_escalated', '2026-04-22 09:00', { to: uscc('procuratorate-above') }),
      act('escalation_concluded', '2026-05-20 09:00', {}, { as: 'upper_supervisor' }),
    ],
    tracks: { 'supervision/filing/1': 'not_filed_final', 'criminal/s1/1': 'not_filed' },
  },
  {
    title: 'a correction notice may be withdrawn on objection',
    acts: [
      ...ordered,
      act('correction_notice', '2026-04-08 09:00'),
      act('correction_objection', '2026-04-10 09:00'),
      act('correction_withdrawn', '2026-04-14 09:00'),
    ],
    tracks: { 'supervision/filing/1': 'correction_withdrawn' },
  },
  {
    title:
      'silence to the question is raised after seven days and may be answered by a correction notice or by the order',
    acts: [
      ...asked,
      no('condition_unmet', 'filing_order', '2026-03-18 23:59'),
      no('condition_unmet', 'correction_notice', '2026-03-18 23:59'),
      ranOut('2026-03-19 00:00', 'police_reasons'),
      act('filing_order', '2026-03-19 09:00'),
      act('paper_receipt', '2026-03-20 09:00'),
      act('filing_after_order', '2026-03-25 09:00'),
    ],
    clocks: { file_after_order: ['met'] },
    tracks: { 'supervision/filing/1': 'filed_on_order' },
  },
  {
    title: 'asked for its reasons, public security may file of itself',
    acts: [...asked, act('voluntary_filing', '2026-03-16 10:00')],
    tracks: { 'criminal/s1/1': 'filed', 'supervision/filing/1': 'filed_voluntarily' },
    clocks: { police_reasons: ['met'], urge_letter: ['running', 'running'] },
  },
  {
    title: 'that the reasons hold is told within ten days of finding it',
    acts: [
      ...asked,
      no('wrong_state', 'reasons_accepted', '2026-03-17 10:00'),
      act('reasons_statement', '2026-03-17 10:00'),
      no('approval_times_impossible', 'reasons_accepted', '2026-03-20 10:00', { foundOn: '2026-03-21' }),
      act('reasons_accepted', '2026-03-30 10:00', { foundOn: '2026-03-20' }),
    ],
    tracks: { 'supervision/filing/1': 'not_filed_final', 'criminal/s1/1': 'not_filed' },
    clocks: { procuratorate_inform: ['met'] },
    due: { procuratorate_inform: '2026-03-30' },
  },
  {
    title: 'told on the eleventh day, it was told too late',
    acts: [
      ...asked,
      act('reasons_statement', '2026-03-17 10:00'),
      act('reasons_accepted', '2026-03-31 10:00', { foundOn: '2026-03-20' }),
    ],
    clocks: { procuratorate_inform: ['breached'] },
  },
  {
    title: 'a suggestion may be turned down, and another about the same refusal made',
    acts: [
      sent(),
      signed,
      refused,
      told,
      suggested,
      act('supervision_declined', '2026-03-20 10:00'),
      act('supervision_suggestion', '2026-04-20 10:00'),
    ],
    tracks: { 'supervision/filing/1': 'supervision_declined', 'supervision/filing/2': 'supervision_requested' },
  },
  {
    title: 'the suggestion names what it is about: a refusal, an upheld one or a withdrawn case',
    acts: [
      sent(),
      signed,
      refused,
      told,
      no('condition_unmet', 'supervision_suggestion', '2026-03-09 10:00', { type: 'upheld' }),
      no('condition_unmet', 'supervision_suggestion', '2026-03-09 10:00', { type: 'revoked' }),
      act('refiling', '2026-03-10 10:00'),
      act('case_revocation', '2026-03-11 10:00', { suspects: ['s1'] }),
      no('wrong_state', 'supervision_suggestion', '2026-03-12 10:00', { suspects: ['s2'], type: 'revoked' }),
      act('supervision_suggestion', '2026-03-12 10:00', { suspects: ['s1'], type: 'revoked' }),
      act('require_reasons', '2026-03-13 10:00'),
      act('voluntary_filing', '2026-03-16 10:00'),
    ],
    tracks: { 'criminal/s1/1': 'filed', 'criminal/s2/1': 'filed' },
  },
  {
    title: 'a case filed on supervision is urged after three months, not on their last day, and no other case is',
    acts: [
      ...ordered,
      act('filing_after_order', '2026-04-07 10:00'),
      now({ due: { urge_letter: '2026-07-07' } }),
      no('condition_unmet', 'progress_urge', '2026-07-07 23:59', {}, { cites: ['PPR 564(3)'] }),
      lapsed('2026-07-08 00:00', 'urge_letter ended', 'urge_letter ended'),
      act('progress_urge', '2026-07-08 09:00'),
    ],
    tracks: { 'supervision/progress/1': 'urged' },
  },
  {
    title: 'a case that was filed without supervision is not urged',
    acts: [...filedWrongly, no('condition_unmet', 'progress_urge', '2026-09-08 09:00')],
    clocks: { urge_letter: [] },
  },
]

const delays: Scenario[] = [
  {
    title:
      'a decision overdue is complained of from the day after, the delay explained, and the decision ends the matter',
    acts: [
      sent(),
      signed,
      complete,
      no('condition_unmet', 'overdue_filing_complaint', '2026-03-05 23:59'),
      no('condition_unmet', 'require_delay_reasons', '2026-03-05 23:59'),
      ranOut('2026-03-06 00:00', 'filing_review'),
      act('overdue_filing_complaint', '2026-03-06 09:00'),
      act('require_delay_reasons', '2026-03-09 09:00'),
      act('paper_receipt', '2026-03-10 09:00'),
      now({ due: { police_reasons: '2026-03-17' }, tracks: { 'supervision/overdue/1': 'reasons_required' } }),
      act('filing_approved', '2026-03-12 09:00'),
    ],
    tracks: { 'criminal/s1/1': 'filed', 'supervision/overdue/1': 'decided_meanwhile' },
    clocks: { filing_review: ['breached'], police_reasons: ['ended'] },
  },
  {
    title: 'a delay that is not explained brings a correction notice',
    acts: [
      sent(),
      signed,
      complete,
      act('require_delay_reasons', '2026-03-09 09:00'),
      act('paper_receipt', '2026-03-10 09:00'),
      ranOut('2026-03-18 00:00', 'filing_review', 'police_reasons'),
      act('correction_notice', '2026-03-18 09:00'),
      act('filing_refused', '2026-03-20 09:00'),
    ],
    tracks: { 'supervision/overdue/1': 'decided_meanwhile', 'criminal/s1/1': 'not_filed' },
  },
  {
    title:
      'ordered to file after a delay, public security files by deciding the review, and the order is obeyed with it',
    acts: [
      sent(),
      signed,
      complete,
      act('require_delay_reasons', '2026-03-09 09:00'),
      act('paper_receipt', '2026-03-10 09:00'),
      act('reasons_statement', '2026-03-11 09:00'),
      act('filing_order', '2026-03-12 09:00'),
      act('paper_receipt', '2026-03-13 09:00'),
      no('condition_unmet', 'filing_after_order', '2026-03-16 09:00', {}, { cites: ['PSP 182(2)', 'PPR 563'] }),
      act('filing_approved', '2026-03-16 10:00', { suspects: ['s1'] }),
      now({ tracks: { 'supervision/overdue/1': 'filing_ordered' }, clocks: { file_after_order: ['running'] } }),
      act('filing_approved', '2026-03-17 10:00'),
    ],
    tracks: { 'criminal/s2/1': 'filed', 'supervision/overdue/1': 'filed_on_order', 'service/filing_notice/3': null },
    clocks: { file_after_order: ['met'], filing_review: ['breached'] },
  },
  {
    title: 'deciding one of two suspects does not end the matter of the delay',
    acts: [
      sent(),
      signed,
      complete,
      act('overdue_filing_complaint', '2026-03-06 09:00'),
      act('filing_approved', '2026-03-07 09:00', { suspects: ['s1'] }),
      now({ tracks: { 'supervision/overdue/1': 'supervision_requested' } }),
      act('filing_refused', '2026-03-08 09:00', { suspects: ['s2'] }),
    ],
    tracks: { 'supervision/overdue/1': 'decided_meanwhile' },
    status: 'several_outcomes',
  },
  {
    title: 'while the review still has a stage to run, nothing is overdue',
    acts: [
      sent(environment),
      signed,
      complete,
      act('filing_review_extension', '2026-03-05 09:00'),
      no(
        'condition_unmet',
        'overdue_filing_complaint',
        '2026-03-09 23:59',
        {},
        { cites: ['PPR 562', 'R310 17', 'ENV 12'] },
      ),
      act('overdue_filing_complaint', '2026-03-10 00:00'),
    ],
    tracks: { 'supervision/overdue/1': 'supervision_requested' },
  },
]

const wrongFilings: Scenario[] = [
  {
    title: 'a wrong filing goes through reasons, order, reconsideration and the review above, and ends withdrawn',
    acts: [
      ...filedWrongly,
      act('wrong_filing_supervision', '2026-03-10 09:00', {}, { decidedBy: 'procurator_criminal' }),
      act('paper_receipt', '2026-03-11 09:00'),
      now({ due: { filing_reasons: '2026-03-18' } }),
      act('filing_reasons_statement', '2026-03-18 09:00'),
      act('revocation_order', '2026-03-20 09:00', {}, { decidedBy: 'chief_procurator' }),
      act('revocation_reconsideration_request', '2026-03-23 09:00'),
      act('paper_receipt', '2026-03-24 09:00', {}, { as: 'supervisor' }),
      now({ due: { revocation_reconsideration: '2026-03-31' } }),
      act('revocation_upheld', '2026-03-31 09:00'),
      act('paper_receipt', '2026-04-01 09:00', {}, { as: 'police_in_charge' }),
      // Five days from the first of April end on Qingming Monday, a holiday.
      now({ due: { revocation_review_request: '2026-04-07' }, marks: { revocation_review_request: ['contested'] } }),
      act(
        'revocation_review_request',
        '2026-04-07 09:00',
        { to: uscc('procuratorate-above') },
        {
          decidedBy: 'police_chief',
        },
      ),
      act('paper_receipt', '2026-04-08 09:00', {}, { as: 'upper_supervisor' }),
      now({ due: { revocation_review: '2026-04-23' } }),
      act('revocation_review_upheld', '2026-04-20 09:00', {}, { as: 'upper_supervisor' }),
      act('case_revocation', '2026-04-21 09:00'),
    ],
    tracks: {
      'criminal/s1/1': 'revoked',
      'criminal/s2/1': 'revoked',
      'supervision/wrong_filing/1': 'revoked_on_order',
    },
    clocks: {
      filing_reasons: ['met'],
      revocation_reconsideration: ['met'],
      revocation_review_request: ['met'],
      revocation_review: ['met'],
    },
    invited: { 'procuratorate-above': 'upper_supervisor' },
  },
  {
    title: 'the review above may strike the order down, and the investigation goes on',
    acts: [
      ...filedWrongly,
      act('wrong_filing_supervision', '2026-03-10 09:00'),
      act('revocation_order', '2026-03-20 09:00'),
      act('revocation_reconsideration_request', '2026-03-23 09:00'),
      act('revocation_upheld', '2026-03-31 09:00'),
      act('revocation_review_request', '2026-04-03 09:00', { to: uscc('procuratorate-above') }),
      act('revocation_review_reversed', '2026-04-15 09:00', {}, { as: 'upper_supervisor' }),
      act('prosecution_referral', '2026-05-06 09:00'),
    ],
    tracks: {
      'supervision/wrong_filing/1': 'revocation_order_withdrawn',
      'criminal/s1/1': 'referred_for_prosecution',
    },
  },
  {
    title: 'the right to the review above lapses after five days, and the order stands',
    acts: [
      ...filedWrongly,
      act('wrong_filing_supervision', '2026-03-10 09:00'),
      act('revocation_order', '2026-03-20 09:00'),
      act('revocation_reconsideration_request', '2026-03-23 09:00'),
      act('revocation_upheld', '2026-03-27 09:00'),
      act(
        'paper_receipt',
        '2026-03-30 09:00',
        {
          instance: 'service/revocation_reconsideration_decision/1',
        },
        { as: 'police_in_charge' },
      ),
      // Saturday 4 April to Monday 6 April are Qingming.
      lapsed('2026-04-08 00:00', 'revocation_review_request lapsed'),
    ],
    tracks: { 'supervision/wrong_filing/1': 'revocation_order_upheld' },
    offered: [['police_in_charge', 'case_revocation']],
  },
  {
    title: 'reasons for a filing may be found to hold',
    acts: [
      ...filedWrongly,
      act('wrong_filing_supervision', '2026-03-10 09:00'),
      act('filing_reasons_statement', '2026-03-12 09:00'),
      act('filing_reasons_accepted', '2026-03-16 09:00'),
    ],
    tracks: { 'supervision/wrong_filing/1': 'filing_accepted', 'criminal/s1/1': 'filed' },
  },
  {
    title: 'a case is withdrawn as ordered once it is withdrawn for the last suspect that the order names',
    acts: [
      ...filedWrongly,
      act('wrong_filing_supervision', '2026-03-10 09:00'),
      act('revocation_order', '2026-03-20 09:00'),
      act('case_revocation', '2026-03-23 09:00', { suspects: ['s1'] }),
      now({ tracks: { 'supervision/wrong_filing/1': 'revocation_ordered' } }),
      act('case_revocation', '2026-03-24 09:00', { suspects: ['s2'] }),
    ],
    tracks: { 'supervision/wrong_filing/1': 'revoked_on_order' },
  },
]

const papers: Scenario[] = [
  {
    title:
      'a procuratorial suggestion is answered in two months, filed above in five days, and taken further if it is not',
    acts: [
      sent(),
      signed,
      act('procuratorial_suggestion', '2026-03-10 09:00', { replyDueDate: undefined }),
      act('paper_receipt', '2026-03-11 09:00'),
      now({
        due: { suggestion_reply: '2026-05-11', suggestion_upward_filing: '2026-03-16' },
        duties: { suggestion_upward_filing: ['owed'] },
      }),
      act('duty_performed', '2026-03-16 09:00', { instance: 'duty/suggestion_upward_filing/1' }, { as: 'supervisor' }),
      ranOut('2026-05-12 00:00', 'filing_review', 'suggestion_reply', 'supplement_notice'),
      act('suggestion_escalated', '2026-05-13 09:00'),
      act('suggestion_reply', '2026-05-20 09:00', {}, { as: 'sender' }),
    ],
    tracks: { 'supervision/suggestion/1': 'suggestion_replied' },
    clocks: { suggestion_reply: ['breached'], suggestion_upward_filing: ['met'] },
  },
  {
    title: 'an urgent suggestion sets a shorter day of its own, which no holiday moves, and never one in the past',
    acts: [
      sent(),
      signed,
      no('condition_unmet', 'procuratorial_suggestion', '2026-03-10 09:00', { replyDueDate: '2026-03-09' }),
      act('procuratorial_suggestion', '2026-03-10 09:00', { replyDueDate: '2026-04-05' }),
      act('paper_receipt', '2026-03-11 09:00'),
    ],
    due: { suggestion_reply: '2026-04-05' },
  },
  {
    title: 'a paper of the justice bureau carries the day of the answer; an objection is heard and answered',
    acts: [
      act('justice_opinion', '2026-03-10 09:00', { to: uscc('agency'), replyDueDate: '2026-04-10' }),
      now({
        clocks: { justice_paper_reply: [] },
        invited: { agency: 'competent_authority', justice: 'justice_bureau' },
      }),
      act('paper_receipt', '2026-03-12 09:00'),
      now({ due: { justice_paper_reply: '2026-04-10' } }),
      act('justice_objection', '2026-03-20 09:00'),
      act('justice_objection_rejected', '2026-03-25 09:00'),
      ranOut('2026-04-10 23:59'),
      act('justice_reply', '2026-04-10 23:59'),
    ],
    tracks: { 'supervision/justice/1': 'justice_replied' },
    clocks: { justice_paper_reply: ['met'] },
    status: 'justice_replied',
  },
  {
    title: 'an objection that is upheld ends the paper and its period',
    acts: [
      act('justice_opinion', '2026-03-10 09:00', { to: uscc('agency'), replyDueDate: '2026-04-10' }),
      act('paper_receipt', '2026-03-12 09:00'),
      act('justice_objection', '2026-03-20 09:00'),
      act('justice_objection_upheld', '2026-03-25 09:00'),
    ],
    tracks: { 'supervision/justice/1': 'justice_withdrawn' },
    clocks: { justice_paper_reply: ['ended'] },
    status: 'justice_withdrawn',
  },
  {
    title: 'an urging letter that is not answered by its day is raised; the decision is the government’s',
    acts: [
      act('justice_urge', '2026-03-10 09:00', { to: uscc('agency'), replyDueDate: '2026-03-31' }),
      act('paper_receipt', '2026-03-12 09:00'),
      ranOut('2026-04-01 00:00', 'justice_paper_reply'),
      no('not_your_step', 'justice_decision', '2026-04-02 09:00', { to: uscc('agency') }, { as: 'justice_bureau' }),
      act('justice_reply', '2026-04-08 09:00'),
    ],
    clocks: { justice_paper_reply: ['breached'] },
  },
  {
    title: 'the government decides in a case of its own',
    acts: [
      act('justice_decision', '2026-03-10 09:00', { to: uscc('agency'), replyDueDate: '2026-05-10' }),
      act('paper_receipt', '2026-03-12 09:00'),
      act('justice_reply', '2026-05-08 09:00'),
    ],
    invited: { agency: 'competent_authority', 'county-government': 'gov_supervisor' },
    tracks: { 'supervision/justice/1': 'justice_replied' },
    // The tenth of May is a Sunday: the paper's own day is not moved.
    due: { justice_paper_reply: '2026-05-10' },
  },
]

tell({
  'a refusal is reconsidered': reconsideration,
  'a refusal is supervised': orders,
  'a delay is supervised': delays,
  'a filing is supervised': wrongFilings,
  'papers that want an answer': papers,
})
