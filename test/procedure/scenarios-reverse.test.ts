// The way back: reverse transfers that begin a case or follow one, the review of what is not prosecuted, penalties beside
// and after the criminal case, administrative detention.
import { materials, person, uscc } from './life.ts'
import {
  act,
  complete,
  environment,
  no,
  now,
  oneSuspect,
  ranOut,
  type Scenario,
  sent,
  signed,
  tell,
} from './scenario.ts'

const authority = { to: uscc('authority') }
const filed = act('filing_approved', '2026-03-04 10:00')
const referred = act('prosecution_referral', '2026-05-06 09:00')
const notProsecuted = act('non_prosecution', '2026-06-01 10:00')
/** One suspect, not prosecuted on Monday 1 June; on Thursday the administrative prosecutors have the case. */
const reviewed = [
  sent(oneSuspect),
  signed,
  complete,
  filed,
  referred,
  notProsecuted,
  act('np_internal_handover', '2026-06-04 10:00'),
]
const penalised = { documentNo: '罚〔2026〕1号', kinds: ['罚款'] }

const back: Scenario[] = [
  {
    title:
      'a case may begin with the reverse transfer of public security and end with a penalty served in seven working days',
    acts: [
      act('police_reverse_transfer', '2026-03-09 09:00', authority, { decidedBy: 'police_chief' }),
      now({
        status: 'reverse_transferred',
        parts: { police_in_charge: 'police', supervisor: 'procuratorate' },
        invited: { authority: 'competent_authority' },
        notOffered: [['police_in_charge', 'admin_case_filed']],
      }),
      act('paper_receipt', '2026-03-10 09:00'),
      act('admin_case_filed', '2026-03-12 09:00', {}, { decidedBy: 'agency_head' }),
      // Ninety days from 12 March.
      now({ due: { admin_penalty: '2026-06-10' }, clocks: { drug_agency_check: [] } }),
      act('admin_penalised', '2026-06-10 09:00', { ...penalised, fine: '30000' }),
      // Dragon Boat lies between: 11, 12, 15, 16, 17, 18 and then the 22nd.
      now({
        due: { penalty_service: '2026-06-22' },
        duties: { penalty_service: ['owed'], penalty_result_copy: ['done'] },
      }),
      act('duty_performed', '2026-06-22 09:00', { instance: 'duty/penalty_service/1' }),
    ],
    tracks: { 'administrative/reverse/1': 'admin_penalised' },
    clocks: { admin_penalty: ['met'], penalty_service: ['met'] },
    status: 'admin_penalised',
  },
  {
    title: 'what was refused goes back to the agency that sent it, which files it or says why not',
    acts: [
      sent(),
      signed,
      no('wrong_state', 'police_reverse_transfer', '2026-03-03 10:00'),
      act('filing_refused', '2026-03-04 10:00'),
      act('police_reverse_transfer', '2026-03-05 10:00', { suggestion: '建议行政处罚' }),
      act('paper_receipt', '2026-03-06 10:00', { instance: 'service/reverse_transfer/1' }, { as: 'sender' }),
      act('admin_case_not_filed', '2026-03-16 10:00', {}, { as: 'sender' }),
    ],
    tracks: { 'administrative/reverse/1': 'admin_not_filed', 'criminal/s1/1': 'not_filed' },
    notOffered: [['sender', 'admin_case_filed']],
  },
  {
    title: 'only what concerns the suspect that was refused goes back, while the other is investigated',
    acts: [
      sent(),
      signed,
      act('filing_approved', '2026-03-04 09:00', { suspects: ['s1'] }),
      act('filing_refused', '2026-03-04 10:00', { suspects: ['s2'] }),
      no('wrong_state', 'police_reverse_transfer', '2026-03-05 10:00', { suspects: ['s1'] }),
      act('police_reverse_transfer', '2026-03-05 10:00', { suspects: ['s2'] }),
    ],
    tracks: { 'administrative/reverse/1': 'reverse_transferred' },
  },
  {
    title: 'the court hands back whom it acquits, with its suggestion',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('indictment', '2026-06-02 10:00', { to: uscc('county-court') }),
      no('wrong_state', 'court_reverse_transfer', '2026-06-03 10:00'),
      act('judgment_acquitted', '2026-08-03 10:00', {}, { as: 'court' }),
      act(
        'court_reverse_transfer',
        '2026-08-05 10:00',
        {},
        {
          decidedBy: 'court',
          letters: ['reverse_transfer_letter', 'judicial_suggestion'],
        },
      ),
      act('admin_case_filed', '2026-08-10 10:00', {}, { as: 'sender' }),
      act('admin_not_penalised', '2026-09-10 10:00', {}, { as: 'sender' }),
    ],
    tracks: { 'administrative/reverse/1': 'admin_not_penalised', 'criminal/s1/1': 'judged_acquitted' },
    clocks: { admin_penalty: ['met'] },
  },
  {
    title: 'a case may begin with a court, where the criminal case was never in the gateway',
    acts: [
      act('court_reverse_transfer', '2026-03-09 09:00', authority),
      act('paper_receipt', '2026-03-10 09:00'),
      act('admin_case_filed', '2026-03-11 09:00'),
    ],
    status: 'admin_filed',
    invited: { 'county-court': 'court', authority: 'competent_authority' },
  },
  {
    title: 'the supervisory commission hands a briber over for penalty; nobody but the two of them sees it',
    acts: [
      act(
        'supervisory_reverse_transfer',
        '2026-03-09 09:00',
        { ...authority, parties: [person('王五')] },
        {
          basis: ['SLR 238'],
        },
      ),
      act('paper_receipt', '2026-03-10 09:00'),
      act('admin_case_filed', '2026-03-11 09:00'),
      act('admin_penalised', '2026-04-11 09:00', penalised),
    ],
    status: 'admin_penalised',
    invited: { commission: 'supervisory_commission', authority: 'competent_authority' },
  },
  {
    title: 'in a drug case the check of fifteen days was never read and binds only where a region has taken it up',
    acts: [
      act('police_reverse_transfer', '2026-03-09 09:00', { ...authority, domain: 'drug' }),
      act('paper_receipt', '2026-03-10 09:00'),
    ],
    clocks: { drug_agency_check: [] },
  },
  {
    title: 'where a region has taken it up, a drug agency checks within fifteen working days',
    optIns: ['drug_agency_check:0'],
    acts: [
      act('police_reverse_transfer', '2026-03-09 09:00', { ...authority, domain: 'drug' }),
      act('paper_receipt', '2026-03-10 09:00'),
    ],
    due: { drug_agency_check: '2026-03-31' },
    marks: { drug_agency_check: ['contested'] },
  },
  {
    title:
      'where a region has taken it up, a drug agency tells of its decision within three working days of it, or is late',
    optIns: ['drug_check_notice:0'],
    acts: [
      act('police_reverse_transfer', '2026-03-09 09:00', { ...authority, domain: 'drug' }),
      act('paper_receipt', '2026-03-10 09:00'),
      // Decided on Thursday, told on Wednesday: 13, 16 and 17 March were the three days.
      act('admin_case_filed', '2026-03-18 09:00', { adminFiledOn: '2026-03-12' }),
    ],
    clocks: { drug_check_notice: ['breached'] },
    marks: { drug_check_notice: ['contested'] },
  },
]

const opinions: Scenario[] = [
  {
    title: 'not prosecuted, reviewed in ten working days, an opinion on the penalty, and a reply within two months',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      notProsecuted,
      now({ due: { np_internal_handover: '2026-06-04' }, clocks: { penalty_opinion: [] } }),
      act('np_internal_handover', '2026-06-04 10:00'),
      // Ten working days from 4 June, past Dragon Boat (19 to 21 June).
      now({ due: { reverse_review: '2026-06-18' }, sees: { sender: { 'administrative/reverse_review/1': null } } }),
      act(
        'procuratorial_opinion_penalty',
        '2026-06-18 09:00',
        { replyDueDate: undefined },
        {
          decidedBy: 'chief_procurator',
        },
      ),
      now({ clocks: { opinion_reply: [] } }),
      act('paper_receipt', '2026-06-22 09:00', { instance: 'service/penalty_opinion/1' }, { as: 'sender' }),
      now({ due: { opinion_reply: '2026-08-24' } }), // 22 August is a Saturday
      act('admin_handling_after_refusal', '2026-06-23 09:00', {}, { as: 'sender' }),
      act('admin_penalised', '2026-08-10 09:00', penalised, { as: 'sender' }),
      act('agency_reply', '2026-08-24 09:00', { result: 'penalised' }, { as: 'sender' }),
    ],
    tracks: {
      'administrative/reverse_review/1': 'agency_replied',
      'administrative/handling/1': 'admin_penalised',
      'criminal/s1/1': 'not_prosecuted',
    },
    clocks: { np_internal_handover: ['met'], reverse_review: ['met'], opinion_reply: ['met'] },
    marks: { np_internal_handover: ['contested'] },
    sees: { sender: { 'administrative/reverse_review/1': 'agency_replied' } },
  },
  {
    title: 'an opinion without a reply is followed up and becomes a suggestion, which is escalated in its turn',
    acts: [
      ...reviewed,
      act('procuratorial_opinion_penalty', '2026-06-18 09:00', { replyDueDate: '2026-07-18' }),
      act('paper_receipt', '2026-06-22 09:00', { instance: 'service/penalty_opinion/1' }, { as: 'sender' }),
      // The opinion’s own day, a Saturday, is not moved.
      now({ due: { opinion_reply: '2026-07-18' } }),
      ranOut('2026-07-19 00:00', 'opinion_reply'),
      act('reverse_followup', '2026-07-20 09:00'),
      act('procuratorial_suggestion', '2026-08-03 09:00', { replyDueDate: undefined }),
      act('paper_receipt', '2026-08-04 09:00', { instance: 'service/procuratorial_suggestion/1' }, { as: 'sender' }),
      now({ due: { suggestion_reply: '2026-10-08', suggestion_upward_filing: '2026-08-10' } }),
      ranOut('2026-10-09 00:00', 'suggestion_reply', 'suggestion_upward_filing'),
      act('suggestion_escalated', '2026-10-09 09:00'),
      act('agency_reply', '2026-10-20 09:00', { result: 'not_penalised' }, { as: 'sender' }),
    ],
    tracks: {
      'administrative/reverse_review/1': 'agency_replied',
      'supervision/suggestion/1': 'suggestion_escalated',
    },
    clocks: { opinion_reply: ['breached'], suggestion_reply: ['running'] },
  },
  {
    title: 'while a complaint is pending the review stands still, and its working days are not counted',
    acts: [
      ...reviewed,
      act('reverse_review_suspend', '2026-06-09 09:00', {}, { decidedBy: 'procurator_administrative' }),
      now({ clocks: { reverse_review: ['suspended'] } }),
      ranOut('2026-06-30 00:00'),
      no('wrong_state', 'procuratorial_opinion_penalty', '2026-06-30 09:00'),
      // 10 to 30 June: fourteen working days, the holiday and the weekends left out.
      act('reverse_review_resume', '2026-06-30 09:00'),
      now({
        clocks: { reverse_review: ['running'] },
        excluded: { reverse_review: 14 },
        due: { reverse_review: '2026-07-09' },
      }),
      act(
        'reverse_review_end',
        '2026-07-09 09:00',
        {},
        { letters: ['reverse_review_report', 'termination_of_review'] },
      ),
    ],
    tracks: { 'administrative/reverse_review/1': 'reverse_review_ended' },
    clocks: { reverse_review: ['met'] },
  },
  {
    title: 'asking the procuratorate of another place costs no time, and asking twice adds up',
    acts: [
      ...reviewed,
      act('cross_region_opinion', '2026-06-08 09:00'),
      act('cross_region_reply', '2026-06-12 09:00'),
      now({ excluded: { reverse_review: 4 }, due: { reverse_review: '2026-06-25' } }),
      act('cross_region_opinion', '2026-06-15 09:00'),
      act('cross_region_reply', '2026-06-17 09:00'),
    ],
    excluded: { reverse_review: 6 },
    due: { reverse_review: '2026-06-29' },
  },
  {
    title: 'the chief procurator may lengthen a difficult review, before it has run out',
    acts: [
      ...reviewed,
      act('reverse_review_extension', '2026-06-18 09:00', {}, { decidedBy: 'chief_procurator' }),
      now({ due: { reverse_review: '2026-07-03' } }),
      no('stage_expired', 'reverse_review_extension', '2026-07-04 00:00'),
    ],
    clocks: { reverse_review: ['running'] },
  },
  {
    title: 'a case may begin with the opinion of a procuratorate about a matter that never was in the gateway',
    acts: [
      act('procuratorial_opinion_penalty', '2026-03-09 09:00', { ...authority, replyDueDate: '2026-04-30' }),
      act('paper_receipt', '2026-03-10 09:00'),
      act('agency_reply', '2026-04-30 23:59', { result: 'in_progress' }),
    ],
    tracks: { 'administrative/reverse_review/1': 'agency_replied' },
    clocks: { opinion_reply: ['met'] },
  },
]

const penalties: Scenario[] = [
  {
    title: 'in environment the days of the transfer are left out of the ninety; the clock says how many',
    acts: [
      sent({ ...environment, ...oneSuspect }),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('non_filing_notice_receipt', '2026-03-12 09:00'),
      act('admin_handling_after_refusal', '2026-03-16 09:00', { adminFiledOn: '2026-02-02' }),
    ],
    // Ninety days from 2 February end on 3 May; ten more, from 2 to 12 March.
    excluded: { admin_penalty: 10 },
    due: { admin_penalty: '2026-05-13' },
  },
  {
    title: 'in no other field are they left out, for no instrument says so',
    acts: [
      sent(oneSuspect),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('non_filing_notice_receipt', '2026-03-12 09:00'),
      act('admin_handling_after_refusal', '2026-03-16 09:00', { adminFiledOn: '2026-02-02' }),
    ],
    excluded: { admin_penalty: undefined },
    due: { admin_penalty: '2026-05-06' }, // 3 May lies in the Labour Day holiday
  },
  {
    title: 'what was filed after the transfer had come back has nothing to leave out',
    acts: [
      sent({ ...environment, ...oneSuspect }),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('non_filing_notice_receipt', '2026-03-12 09:00'),
      act('admin_handling_after_refusal', '2026-03-16 09:00', { adminFiledOn: '2026-03-16' }),
    ],
    excluded: { admin_penalty: undefined },
    due: { admin_penalty: '2026-06-15' }, // 14 June is a Sunday
  },
  {
    title: 'where the case was filed and not prosecuted, the days up to the notice of that are left out as well',
    acts: [
      sent({ ...environment, ...oneSuspect }),
      signed,
      complete,
      filed,
      referred,
      act('non_prosecution', '2026-06-01 10:00'),
      act('admin_handling_after_refusal', '2026-06-08 09:00', { adminFiledOn: '2026-02-02' }),
    ],
    // From 2 March to 1 June: 91 days on top of the ninety from 2 February.
    excluded: { admin_penalty: 91 },
    due: { admin_penalty: '2026-08-03' }, // 2 August is a Sunday
  },
  {
    title: 'a public-order case has thirty days and twice thirty more, each by the organ above, and then no more',
    acts: [
      act('court_reverse_transfer', '2026-03-19 09:00', { to: uscc('police'), domain: 'public_order' }),
      act('admin_case_filed', '2026-03-20 09:00', {}, { decidedBy: 'police_chief' }),
      now({ due: { admin_penalty: '2026-04-20' } }),
      act('admin_penalty_extension', '2026-04-20 09:00', {}, { decidedBy: 'police_chief_superior' }),
      now({ due: { admin_penalty: '2026-05-19' } }),
      act('admin_penalty_extension', '2026-05-19 09:00', {}, { decidedBy: 'police_chief_superior' }),
      now({ due: { admin_penalty: '2026-06-18' } }),
      no('no_further_stage', 'admin_penalty_extension', '2026-06-18 09:00'),
      act('admin_penalised', '2026-06-18 10:00', {
        ...penalised,
        actEndedOn: '2026-01-05',
        discoveredOn: '2026-03-01',
      }),
    ],
    clocks: { admin_penalty: ['met'] },
  },
  {
    title: 'the ninety days of any other field know no extension',
    acts: [
      act('court_reverse_transfer', '2026-03-19 09:00', authority),
      act('admin_case_filed', '2026-03-20 09:00'),
      no('no_further_stage', 'admin_penalty_extension', '2026-04-20 09:00'),
    ],
    notOffered: [['competent_authority', 'admin_penalty_extension']],
  },
  {
    title: 'once the court has fined, an agency that had not fined may not fine any more, but may do the rest',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('indictment', '2026-06-02 10:00'),
      act('judgment_convicted', '2026-08-03 10:00', { sentence: { band: 'fine_only', fineCny: '50000' } }),
      act('admin_handling_after_refusal', '2026-08-10 10:00'),
      no(
        'condition_unmet',
        'admin_penalised',
        '2026-09-01 10:00',
        { ...penalised, fine: '1000' },
        {
          cites: ['APL 35(2)', 'APL 29'],
        },
      ),
      act('admin_penalised', '2026-09-01 10:00', { ...penalised, kinds: ['吊销许可证'] }),
    ],
    tracks: { 'administrative/handling/1': 'admin_penalised' },
  },
  {
    title: 'where the court fined nobody, the agency may',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('indictment', '2026-06-02 10:00'),
      act('judgment_exempted', '2026-08-03 10:00'),
      act('admin_handling_after_refusal', '2026-08-10 10:00'),
      act('admin_penalised', '2026-09-01 10:00', { ...penalised, fine: '1000' }),
    ],
    tracks: { 'administrative/handling/1': 'admin_penalised' },
  },
  {
    title: 'for one act there is one fine: the agency imposes no second one of its own',
    acts: [
      sent(oneSuspect),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('admin_handling_after_refusal', '2026-03-09 10:00'),
      act('admin_penalised', '2026-04-01 10:00', { ...penalised, fine: '1000' }),
      act('police_reverse_transfer', '2026-04-02 10:00'),
      act('admin_case_filed', '2026-04-03 10:00'),
      no('condition_unmet', 'admin_penalised', '2026-04-10 10:00', { ...penalised, fine: '1000' }),
      act('admin_not_penalised', '2026-04-10 10:00'),
    ],
    tracks: { 'administrative/handling/1': 'admin_penalised', 'administrative/reverse/1': 'admin_not_penalised' },
  },
  {
    title: 'for one act there is one fine: none after one that came before the transfer',
    acts: [
      sent({
        priorPenalties: [
          { decisionNo: '罚1', decisionDate: '2026-02-25', kinds: ['罚款'], fine: '5000', sameFacts: true },
        ],
        materials: materials('M1', 'M2', 'M3', 'penalty_decision'),
      }),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('admin_handling_after_refusal', '2026-03-09 10:00'),
      no('condition_unmet', 'admin_penalised', '2026-04-01 10:00', { ...penalised, fine: '1000' }),
      act('admin_penalised', '2026-04-01 10:00', { ...penalised, kinds: ['警告'] }),
    ],
    tracks: { 'administrative/handling/1': 'admin_penalised' },
  },
  {
    title: 'a penalty keeps the limitation: two years, five with harm to life, health or financial safety',
    acts: [
      act('police_reverse_transfer', '2026-03-09 09:00', authority),
      act('admin_case_filed', '2026-03-12 09:00'),
      no(
        'condition_unmet',
        'admin_penalised',
        '2026-04-01 10:00',
        {
          ...penalised,
          actEndedOn: '2024-02-28',
          discoveredOn: '2026-03-01',
        },
        { cites: ['APL 36', 'PSA 25'] },
      ),
      act('admin_penalised', '2026-04-01 10:00', {
        ...penalised,
        actEndedOn: '2024-02-28',
        discoveredOn: '2026-03-01',
        harm: true,
      }),
    ],
    tracks: { 'administrative/reverse/1': 'admin_penalised' },
  },
  {
    title: 'in public order the limitation is six months',
    acts: [
      act('court_reverse_transfer', '2026-03-19 09:00', { to: uscc('police'), domain: 'public_order' }),
      act('admin_case_filed', '2026-03-20 09:00'),
      no('condition_unmet', 'admin_penalised', '2026-04-01 10:00', {
        ...penalised,
        actEndedOn: '2026-01-05',
        discoveredOn: '2026-07-06',
      }),
      act('admin_penalised', '2026-04-01 10:00', {
        ...penalised,
        actEndedOn: '2026-01-05',
        discoveredOn: '2026-03-20',
      }),
    ],
    status: 'admin_penalised',
  },
  {
    title: 'while the case is pending, a licence may be suspended or a business stopped; other penalties wait',
    acts: [
      sent(),
      act('licence_penalty', '2026-03-02 15:00', { kinds: ['suspend_licence', 'suspend_business'] }),
      signed,
      complete,
      no('wrong_state', 'admin_handling_after_refusal', '2026-03-03 09:00'),
      filed,
      act('licence_penalty', '2026-04-01 09:00', { kinds: ['revoke_licence'] }),
      no('not_your_step', 'admin_penalised', '2026-04-02 09:00'),
    ],
    tracks: { 'administrative/licence/1': 'admin_penalised', 'administrative/licence/2': 'admin_penalised' },
    duties: { penalty_service: ['owed', 'owed'] },
  },
]

const detention: Scenario[] = [
  {
    title:
      'an environment case for detention runs in working days: sent in three, more asked for in three, back in five',
    acts: [
      // Decided on Wednesday, sent on Friday before the make-up Saturday of Spring Festival 2026.
      act('admin_detention_transfer', '2026-02-13 09:00', { ...environment, decidedOn: '2026-02-11' }),
      now({ due: { detention_dispatch: '2026-02-14' }, clocks: { detention_dispatch: ['met'] } }),
      act('detention_acceptance', '2026-02-14 09:00'),
      now({ due: { detention_supplement: '2026-02-26', detention_return: '2026-02-28' } }),
      act('detention_supplement_request', '2026-02-25 09:00'),
      act('detention_supplement_submission', '2026-02-26 09:00'),
      act('detention_decided', '2026-02-27 09:00', { decidedOn: '2026-02-27' }),
      now({ due: { detention_decision_copy: '2026-03-03' }, duties: { detention_decision_copy: ['owed'] } }),
    ],
    tracks: { 'administrative/detention/1': 'detention_decided' },
    clocks: { detention_supplement: ['met'], detention_return: ['ended'] },
    marks: { detention_decision_copy: ['contested'] },
    status: 'detention_decided',
  },
  {
    title: 'what does not fit detention goes back within five working days, with reasons',
    acts: [
      act('admin_detention_transfer', '2026-03-09 09:00', { ...environment, decidedOn: '2026-03-02' }),
      act('detention_acceptance', '2026-03-10 09:00'),
      act('detention_returned', '2026-03-18 09:00'),
    ],
    clocks: { detention_dispatch: ['breached'], detention_return: ['breached'], detention_supplement: ['ended'] },
    tracks: { 'administrative/detention/1': 'detention_returned' },
  },
  {
    title: 'elsewhere a case for detention goes the same way, and no instrument counts its days',
    acts: [
      act('admin_detention_transfer', '2026-03-09 09:00', { domain: 'public_order', decidedOn: '2026-03-02' }),
      act('detention_acceptance', '2026-03-10 09:00', {}, { notBasis: ['EDT 13'] }),
      act('detention_declined', '2026-03-30 09:00'),
    ],
    clocks: { detention_dispatch: [], detention_supplement: [], detention_return: [] },
    duties: { detention_decision_copy: [] },
    tracks: { 'administrative/detention/1': 'detention_declined' },
  },
]

tell({
  'criminal justice hands back': back,
  'what is not prosecuted is reviewed': opinions,
  'penalties beside and after the case': penalties,
  'administrative detention': detention,
})
