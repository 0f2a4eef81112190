// After the filing, person by person: arrest, referral, returns, prosecution, judgment; and cases that change hands,
// come back, are merged or split.
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

const filed = act('filing_approved', '2026-03-04 10:00')
const referred = act('prosecution_referral', '2026-05-06 09:00')
const three = { suspects: [person('张三'), person('李四'), { kind: 'unit', name: '某某公司' }] }

const persons: Scenario[] = [
  {
    title: 'three suspects go three ways: one is convicted, one not prosecuted, against one the investigation ends',
    acts: [
      sent(three),
      signed,
      complete,
      filed,
      act('terminate_for_suspect', '2026-04-01 10:00', { suspects: ['s3'], documentNo: '终侦〔2026〕1号' }),
      act('prosecution_referral', '2026-05-06 09:00', { charges: [{ name: '虚假广告罪' }, { name: '诈骗罪' }] }),
      now({
        tracks: {
          'criminal/s1/1': 'referred_for_prosecution',
          'criminal/s2/1': 'referred_for_prosecution',
          'criminal/s3/1': 'investigation_terminated',
        },
      }),
      act('non_prosecution', '2026-06-01 10:00', { suspects: ['s2'] }),
      act('indictment', '2026-06-02 10:00', { charges: [{ name: '诈骗罪' }], to: uscc('county-court') }),
      act('judgment_first_instance', '2026-08-03 10:00', { charges: [{ name: '诈骗罪' }] }, { as: 'court' }),
      act('judgment_convicted', '2026-09-01 10:00', { charges: [{ name: '虚假广告罪' }] }, { as: 'court' }),
    ],
    tracks: {
      'criminal/case/1': 'divided',
      'criminal/s1/1': 'judged_convicted',
      'criminal/s2/1': 'not_prosecuted',
      'criminal/s3/1': 'investigation_terminated',
    },
    status: 'several_outcomes',
    charges: {
      s1: {
        transfer_dispatch: ['虚假广告罪'],
        filing_approved: ['虚假广告罪'],
        prosecution_referral: ['虚假广告罪', '诈骗罪'],
        indictment: ['诈骗罪'],
        judgment_first_instance: ['诈骗罪'],
        judgment_convicted: ['虚假广告罪'],
      },
      s2: {
        transfer_dispatch: ['虚假广告罪'],
        filing_approved: ['虚假广告罪'],
        prosecution_referral: ['虚假广告罪', '诈骗罪'],
      },
      s3: { transfer_dispatch: ['虚假广告罪'], filing_approved: ['虚假广告罪'] },
    },
    // The former suspect is told within three days; Saturday 4 to Monday 6 April are Qingming.
    due: { termination_notice: '2026-04-07' },
    duties: { termination_notice: ['owed'] },
    invited: { 'county-court': 'court' },
  },
  {
    title: 'an arrest is known to public security and procuratorate alone: the sender sees the case as it stood before',
    acts: [
      sent(),
      signed,
      complete,
      filed,
      act('arrest_request', '2026-03-20 10:00', { suspects: ['s1'] }),
      now({
        version: { sender: 4, police_in_charge: 5, supervisor: 5 },
        sees: {
          sender: { 'coercive/s1/1': null, 'criminal/s1/1': 'filed' },
          supervisor: { 'coercive/s1/1': 'arrest_requested' },
        },
      }),
      act('arrest_refused', '2026-03-25 10:00', { suspects: ['s1'] }),
      act('arrest_request', '2026-04-10 10:00', { suspects: ['s1'] }),
      act('arrest_approved', '2026-04-15 10:00', { suspects: ['s1'] }),
      no('wrong_state', 'arrest_approved', '2026-04-16 10:00', { suspects: ['s1'] }),
      // The sender acts on what it saw, and what it may not see does not make that stale.
      act('filing_notice_receipt', '2026-04-16 10:00', {}, { seen: 4 }),
      no('stale_version', 'exhibits_handover', '2026-04-16 11:00', {}, { seen: 8 }),
      act('exhibits_handover', '2026-04-16 11:00', {}, { seen: 9 }),
    ],
    tracks: { 'coercive/s1/1': 'arrest_approved', 'exhibits/batch/1': 'handed_over' },
    sees: { sender: { 'coercive/s1/1': null } },
    notOffered: [
      ['sender', 'arrest_request'],
      ['supervisor', 'arrest_approved'],
    ],
  },
  {
    title: 'nobody is arrested before the filing, and a suspect of another case is no suspect of this one',
    acts: [
      sent(),
      signed,
      complete,
      no('wrong_state', 'arrest_request', '2026-03-03 10:00', { suspects: ['s1'] }),
      act('filing_approved', '2026-03-04 10:00', { suspects: ['s1'] }),
      no('wrong_state', 'arrest_request', '2026-03-05 10:00', { suspects: ['s2'] }),
      no('subject_unknown', 'arrest_request', '2026-03-05 10:00', { suspects: ['s9'] }),
      act('arrest_request', '2026-03-05 10:00', { suspects: ['s1'] }),
    ],
    tracks: { 'coercive/s1/1': 'arrest_requested', 'coercive/s2/1': null },
  },
  {
    title: 'a case goes back for further investigation twice, one month each; the third time is refused',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('supplementary_investigation_criminal', '2026-05-20 09:00'),
      // One month: Saturday 20 June lies in the Dragon Boat holiday, 19 to 21 June.
      now({ due: { supplementary_investigation: '2026-06-22' }, shown: { sender: 'referred_for_prosecution' } }),
      act('supplementary_investigation_done', '2026-06-22 17:00'),
      act('supplementary_investigation_criminal', '2026-07-01 09:00'),
      ranOut('2026-08-03 23:59'), // 1 August is a Saturday
      ranOut('2026-08-04 00:00', 'supplementary_investigation'),
      act('supplementary_investigation_done', '2026-08-05 09:00'),
      no(
        'condition_unmet',
        'supplementary_investigation_criminal',
        '2026-08-20 09:00',
        {},
        {
          cites: ['PSP 295', 'PSP 296'],
        },
      ),
      act('non_prosecution', '2026-08-25 09:00', { kind: 'evidentiary' }),
    ],
    tracks: { 'criminal/s1/1': 'not_prosecuted' },
    clocks: { supplementary_investigation: ['met', 'breached'] },
    // What the sender is not told of in between, it does not read out of the outcome either.
    shown: { sender: 'not_prosecuted', police_in_charge: 'not_prosecuted' },
  },
  {
    title: 'the two returns are counted for each suspect',
    acts: [
      sent(),
      signed,
      complete,
      filed,
      referred,
      act('supplementary_investigation_criminal', '2026-05-20 09:00', { suspects: ['s1'] }),
      act('supplementary_investigation_done', '2026-06-10 09:00', { suspects: ['s1'] }),
      act('supplementary_investigation_criminal', '2026-06-15 09:00', { suspects: ['s1'] }),
      act('supplementary_investigation_done', '2026-07-10 09:00', { suspects: ['s1'] }),
      no('condition_unmet', 'supplementary_investigation_criminal', '2026-07-20 09:00', { suspects: ['s1', 's2'] }),
      act('supplementary_investigation_criminal', '2026-07-20 09:00', { suspects: ['s2'] }),
    ],
    tracks: { 'criminal/s1/1': 'referred_for_prosecution', 'criminal/s2/1': 'returned_for_investigation' },
  },
  {
    title: 'a case that came back for further investigation may be withdrawn',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('supplementary_investigation_criminal', '2026-05-20 09:00'),
      act('case_revocation', '2026-06-10 09:00', { ground: 'suspect_died' }),
    ],
    tracks: { 'criminal/s1/1': 'revoked' },
    clocks: { supplementary_investigation: ['ended'], revocation_notice_agency: ['met'] },
  },
  {
    title: 'a judgment is dated on its day, not in the future, and follows an indictment',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      no('wrong_state', 'judgment_convicted', '2026-05-06 09:00'),
      referred,
      act('indictment', '2026-06-02 10:00'),
      no('approval_times_impossible', 'judgment_convicted', '2026-08-03 10:00', { judgedOn: '2026-08-04' }),
      act('judgment_exempted', '2026-08-03 10:00'),
    ],
    tracks: { 'criminal/s1/1': 'judged_exempted' },
    status: 'judged_exempted',
  },
]

const beside: Scenario[] = [
  {
    title: 'who was fined for the same facts has the fine deducted from the criminal fine, and the duty stays open',
    acts: [
      sent({
        ...oneSuspect,
        priorPenalties: [
          { decisionNo: '罚1', decisionDate: '2026-01-05', kinds: ['罚款'], fine: '20000', sameFacts: true },
        ],
        materials: materials('M1', 'M2', 'M3', 'penalty_decision'),
      }),
      signed,
      complete,
      filed,
      referred,
      act('indictment', '2026-06-02 10:00'),
      act('judgment_convicted', '2026-08-03 10:00', {
        sentence: { band: 'under_three_years', months: 8, fineCny: '50000', adminDetentionDays: 10 },
      }),
    ],
    duties: { fine_offset: ['owed'], detention_offset: ['owed'] },
  },
  {
    title: 'where no fine came before, or the court fines nobody, nothing is to be deducted',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('indictment', '2026-06-02 10:00'),
      act('judgment_convicted', '2026-08-03 10:00'),
    ],
    duties: { fine_offset: [], detention_offset: [] },
  },
  {
    title:
      'a penalty that came before a late transfer is copied to police and procuratorate, and told to right-holders, within ten days of it',
    acts: [
      sent({
        priorPenalties: [{ decisionNo: '罚1', decisionDate: '2026-02-25', kinds: ['罚款'], sameFacts: true }],
        materials: materials('M1', 'M2', 'M3', 'penalty_decision'),
      }),
      act('duty_performed', '2026-03-09 10:00', { instance: 'duty/late_transfer_penalty_copy/1' }),
    ],
    // Ten days from 25 February end on Saturday 7 March.
    due: { late_penalty_copy: '2026-03-09' },
    clocks: { late_penalty_copy: ['met', 'running'] },
    duties: { late_transfer_penalty_copy: ['done'], right_holder_notice: ['owed'], copy_to_procuratorate: ['done'] },
  },
  {
    title: 'in an environment case each decision is entered into the shared platform within seven days',
    acts: [
      sent({ ...environment, ...oneSuspect }),
      signed,
      complete,
      filed,
      referred,
      act('duty_performed', '2026-05-13 09:00', { instance: 'duty/platform_entry/3' }, { as: 'police_in_charge' }),
      act('non_prosecution', '2026-06-01 10:00', { decidedOn: '2026-05-29' }),
      ranOut('2026-06-06 00:00', 'np_internal_handover', 'platform_entry', 'platform_entry', 'platform_entry'),
    ],
    duties: { platform_entry: ['owed', 'owed', 'done', 'owed'] },
    // Told to the agency on the third day after Friday 29 May.
    clocks: { platform_entry: ['running', 'running', 'met', 'running'], np_notice_to_agency: ['met'] },
    due: { platform_entry: '2026-06-05', np_notice_to_agency: '2026-06-01' },
  },
  {
    title: 'no instrument counts the days of telling a market agency of a non-prosecution or of entering it anywhere',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      referred,
      act('non_prosecution', '2026-06-10 10:00', { decidedOn: '2026-05-29' }),
    ],
    clocks: { np_notice_to_agency: [], platform_entry: [] },
    duties: { platform_entry: [] },
  },
]

const hands: Scenario[] = [
  {
    title:
      'another police organ takes over after the filing, the agency is told within three days, nothing starts anew',
    acts: [
      sent(),
      signed,
      complete,
      filed,
      act('post_filing_jurisdiction_change', '2026-03-20 10:00', { transferredOn: '2026-03-17' }),
      now({ status: 'relayed_after_filing', notOffered: [['police_in_charge', 'prosecution_referral']] }),
      act('relayed_case_receipt', '2026-03-23 09:00'),
      act('prosecution_referral', '2026-05-06 09:00'),
    ],
    parts: { sender: 'agency', police_in_charge: 'police-2', supervisor: 'procuratorate-2' },
    clocks: { jurisdiction_change_notice: ['met'], filing_review: ['met'] },
    due: { jurisdiction_change_notice: '2026-03-20' },
    status: 'referred_for_prosecution',
  },
  {
    title: 'told on the sixth day, the agency was told of the change too late',
    acts: [
      sent(),
      signed,
      complete,
      filed,
      act('post_filing_jurisdiction_change', '2026-03-23 10:00', { transferredOn: '2026-03-17' }),
    ],
    clocks: { jurisdiction_change_notice: ['breached'] },
  },
  {
    title: 'a case withdrawn is told to suspect, victim and agency within three days, and filed again on new facts',
    acts: [
      sent(oneSuspect),
      signed,
      complete,
      filed,
      act('case_revocation', '2026-04-10 10:00', { decidedOn: '2026-04-07' }),
      now({ duties: { revocation_notice: ['owed'] }, due: { revocation_notice: '2026-04-10' } }),
      act('duty_performed', '2026-04-10 11:00', { instance: 'duty/revocation_notice/1' }),
      no('wrong_state', 'filing_approved', '2026-05-06 09:00'),
      act('refiling', '2026-05-06 09:00', { newFacts: '发现新的证人' }),
    ],
    tracks: { 'criminal/s1/1': 'filed', 'service/filing_notice/2': 'served' },
    clocks: { revocation_notice: ['met'], revocation_notice_agency: ['met'] },
  },
  {
    title: 'a refusal may become a filing on new facts, and what was asked for meanwhile is decided with it',
    acts: [
      sent(),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('non_filing_notice_receipt', '2026-03-05 09:00'),
      act('reconsideration_request', '2026-03-06 09:00'),
      act('refiling', '2026-03-07 09:00', {}, { decidedBy: 'police_chief' }),
    ],
    tracks: {
      'criminal/s1/1': 'filed',
      'criminal/s2/1': 'filed',
      'supervision/reconsideration/1': 'decided_meanwhile',
    },
    clocks: { reconsideration_request: ['met'] },
  },
  {
    title: 'filed again against one of two refused, the request about both stays open for the other',
    acts: [
      sent(),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      act('non_filing_notice_receipt', '2026-03-05 09:00'),
      act('reconsideration_request', '2026-03-06 09:00'),
      act('refiling', '2026-03-07 09:00', { suspects: ['s2'] }),
      act('reconsideration_reversed', '2026-03-08 09:00'),
    ],
    tracks: {
      'criminal/s1/1': 'filed',
      'criminal/s2/1': 'filed',
      'supervision/reconsideration/1': 'reconsideration_reversed',
    },
  },
  {
    title: 'before public security has signed, the agency may take its transfer back; afterwards not',
    acts: [
      sent(),
      act('transfer_withdrawal', '2026-03-02 10:30', {}, { decidedBy: 'agency_head' }),
      no('wrong_state', 'receipt_sign', '2026-03-02 11:00'),
      act('admin_handling_after_refusal', '2026-03-03 09:00'),
    ],
    tracks: { 'criminal/case/1': 'withdrawn', 'administrative/handling/1': 'admin_penalty_resumed' },
    status: 'withdrawn',
  },
  {
    title: 'a transfer that was signed for is not taken back',
    acts: [sent(), signed, no('wrong_state', 'transfer_withdrawal', '2026-03-02 12:00')],
  },
  {
    title: 'a case merged into another ends here with its periods, and nobody decides it here any more',
    acts: [
      sent(),
      signed,
      complete,
      act('case_merged', '2026-03-04 09:00', {}, { decidedBy: 'police_chief' }),
      no('wrong_state', 'filing_approved', '2026-03-04 10:00'),
    ],
    tracks: { 'criminal/case/1': 'merged' },
    clocks: { filing_review: ['ended'] },
    status: 'merged',
  },
  {
    title: 'the case that takes another in records it and stands as before',
    acts: [sent(), signed, complete, act('case_merged_in', '2026-03-04 09:00', {}, { as: 'gateway' }), filed],
    status: 'filed',
  },
  {
    title: 'one suspect may go on in a case of his own, the other stays',
    acts: [sent(), signed, complete, filed, act('case_split', '2026-03-10 09:00', { suspects: ['s2'] }), referred],
    tracks: { 'criminal/s1/1': 'referred_for_prosecution', 'criminal/s2/1': 'split_off' },
  },
]

tell({
  'persons go their ways': persons,
  'what follows a decision': beside,
  'a case changes hands, comes back, joins another': hands,
})
