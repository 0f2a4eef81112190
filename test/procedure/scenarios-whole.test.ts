// Whole lives from the letter to the archive, and what keeps a case: corrections, links, closing.
import { uscc } from './life.ts'
import {
  act,
  approval,
  complete,
  environment,
  lapsed,
  no,
  now,
  oneSuspect,
  organ,
  ranOut,
  type Scenario,
  sent,
  signed,
  tell,
} from './scenario.ts'

const done = (when: string, duty: string, as?: 'sender' | 'police_in_charge' | 'supervisor') =>
  act('duty_performed', when, { instance: `duty/${duty}` }, as ? { as } : {})
const noItems = { ...oneSuspect, seizedItems: [] }

const lives: Scenario[] = [
  {
    title:
      'a published environment case: transferred in June 2025, not filed until October, the delay raised on its day, penalised in January',
    acts: [
      act('transfer_dispatch', '2025-06-25 10:00', {
        ...environment,
        ...oneSuspect,
        documentNo: '环移〔2025〕3号',
        caseName: '某公司涉嫌污染环境案',
        charges: [{ name: '污染环境罪', article: '第三百三十八条' }],
        ...approval('2025-06-23 09:00', '2025-06-24 16:00'),
      }),
      act('receipt_sign', '2025-06-25 16:00'),
      // Three days end on a Saturday.
      now({ due: { filing_review: '2025-06-30' }, clocks: { head_decision: ['met'], dispatch: ['met'] } }),
      act('completeness_check', '2025-06-26 10:00'),
      done('2025-06-27 10:00', 'party_notice_of_property_transfer/1', 'sender'),
      done('2025-07-01 10:00', 'platform_entry/1', 'sender'),
      ranOut('2025-06-30 23:59'),
      ranOut('2025-07-01 00:00', 'filing_review'),
      act('overdue_filing_complaint', '2025-08-04 10:00'),
      act('require_delay_reasons', '2025-08-11 10:00'),
      act('paper_receipt', '2025-08-12 10:00'),
      act('reasons_statement', '2025-08-19 10:00', { reasons: '检材需要重新鉴定。' }),
      act('filing_refused', '2025-10-25 10:00', { returnedMaterials: ['案卷二册'] }),
      now({
        tracks: { 'criminal/s1/1': 'not_filed', 'supervision/overdue/1': 'decided_meanwhile' },
        clocks: { filing_review: ['breached'], filing_notice: ['met'], police_reasons: ['met'] },
        duties: { file_return: ['owed'], filing_copy_to_procuratorate: ['done'] },
      }),
      done('2025-10-27 09:00', 'file_return/1', 'police_in_charge'),
      done('2025-10-28 09:00', 'platform_entry/2', 'police_in_charge'),
      act('non_filing_notice_receipt', '2025-10-27 10:00'),
      now({ target: { reconsideration_request: '2025-10-30' }, due: { reconsideration_request: '2025-10-30' } }),
      lapsed('2025-10-31 00:00', 'reconsideration_request lapsed'),
      act('admin_handling_after_refusal', '2025-11-03 10:00', { adminFiledOn: '2025-06-10' }),
      // 90 days and the 124 of the transfer end on Saturday 10 January.
      now({ excluded: { admin_penalty: 124 }, due: { admin_penalty: '2026-01-12' } }),
      act('admin_penalised', '2026-01-08 10:00', {
        documentNo: '环罚〔2026〕1号',
        kinds: ['罚款', '没收违法所得'],
        fine: '200000',
        actEndedOn: '2025-05-20',
        discoveredOn: '2025-06-09',
      }),
      no('condition_unmet', 'case_closed', '2026-01-09 10:00', {}, { as: 'sender' }),
      now({ due: { penalty_service: '2026-01-19' } }),
      done('2026-01-12 10:00', 'penalty_service/1', 'sender'),
      act('case_closed', '2026-01-13 10:00', {}, { as: 'sender', decidedBy: 'agency_head' }),
    ],
    tracks: { 'administrative/handling/1': 'admin_penalised', 'record/file/1': 'closed' },
    clocks: { admin_penalty: ['met'], platform_entry: ['met', 'met'], penalty_service: ['met'] },
    status: 'not_filed',
  },
  {
    title:
      'an environment case on the straight way: filed in 30 days, handed over, prosecuted, judged, every notice in its time',
    acts: [
      sent({ ...environment, ...oneSuspect }),
      signed,
      complete,
      act(
        'filing_review_extension',
        '2026-03-05 09:00',
        { ground: 'major_difficult_or_complex' },
        {
          decidedBy: 'police_chief',
        },
      ),
      act('filing_approved', '2026-03-31 10:00', { decidedOn: '2026-03-30' }),
      act('filing_notice_receipt', '2026-04-01 09:00'),
      // Three days end on Qingming Saturday.
      now({ due: { exhibits_handover: '2026-04-07', filing_notice: '2026-04-02' } }),
      act('exhibits_handover', '2026-04-07 23:59'),
      act('prosecution_referral', '2026-06-08 10:00'),
      act('indictment', '2026-07-08 10:00', { to: uscc('county-court') }),
      act('judgment_convicted', '2026-09-08 10:00', {}, { as: 'court' }),
      ranOut('2026-09-15 23:59', 'platform_entry', 'platform_entry', 'platform_entry', 'platform_entry'),
      ranOut('2026-09-16 00:00', 'platform_entry'),
    ],
    clocks: { filing_review: ['met'], exhibits_handover: ['met'], filing_notice: ['met'] },
    status: 'judged_convicted',
    duties: { platform_entry: ['owed', 'owed', 'owed', 'owed', 'owed'] },
  },
]

const kept: Scenario[] = [
  {
    title: 'a case is closed when nothing is open any more: no notice unread, no duty owed, no right still running',
    acts: [
      sent(noItems),
      signed,
      act('filing_refused', '2026-03-04 10:00'),
      no('condition_unmet', 'case_closed', '2026-03-04 11:00', {}, { as: 'police_in_charge', cites: ['XJ 5'] }),
      act('non_filing_notice_receipt', '2026-03-05 10:00'),
      no('condition_unmet', 'case_closed', '2026-03-05 11:00', {}, { as: 'sender' }),
      lapsed('2026-03-10 00:00', 'reconsideration_request lapsed'),
      act('admin_handling_after_refusal', '2026-03-10 09:00'),
      no('condition_unmet', 'case_closed', '2026-03-10 10:00', {}, { as: 'sender' }),
      act('admin_not_penalised', '2026-03-20 09:00'),
      // The refused file went back.
      no('condition_unmet', 'case_closed', '2026-03-20 09:30', {}, { as: 'supervisor' }),
      act('duty_performed', '2026-03-20 09:45', { instance: 'duty/file_return/1' }, { as: 'police_in_charge' }),
      act('case_closed', '2026-03-20 10:00', {}, { as: 'supervisor', decidedBy: 'chief_procurator' }),
    ],
    tracks: { 'record/file/1': 'closed' },
  },
  {
    title: 'an entry is corrected by a further one, never changed; of what one may not see, one corrects nothing',
    acts: [
      act('clue_discovery', '2026-03-02 09:00'),
      act('urgent_police_alert', '2026-03-02 09:30'),
      act('task_force_formation', '2026-03-02 10:00'),
      act('record_correction', '2026-03-02 11:00', { corrects: 1, pointer: '/facts', correct: '三家门店' }),
      // The correction of a hidden entry is as hidden as the entry.
      now({ version: { sender: 4, police_in_charge: 2 } }),
      no('subject_unknown', 'record_correction', '2026-03-02 12:00', { corrects: 9 }, { as: 'sender' }),
      no('subject_unknown', 'record_correction', '2026-03-02 12:00', { corrects: 3 }, { as: 'police_in_charge' }),
      act(
        'record_correction',
        '2026-03-02 12:00',
        { corrects: 2, pointer: '/facts', correct: '地址有误' },
        { as: 'sender' },
      ),
    ],
    version: { sender: 5, police_in_charge: 5, supervisor: 5 },
  },
  {
    title: 'a link to another case is known to the organ that made it',
    acts: [sent(), signed, act('cases_linked', '2026-03-03 09:00', {}, { as: 'sender' })],
    version: { sender: 3, police_in_charge: 2, supervisor: 2 },
  },
  {
    title:
      'an answer to a question that was asked in secret is as secret; whoever was asked sees the question and no more',
    acts: [
      sent(),
      signed,
      act('consultation_request', '2026-03-03 09:00', { to: uscc('expert') }, { as: 'supervisor' }),
      act('paper_receipt', '2026-03-04 09:00', {}, { as: organ('consulted', 'expert') }),
      act('consultation_reply', '2026-03-05 09:00', {}, { as: organ('consulted', 'expert') }),
    ],
    version: { sender: 2, police_in_charge: 2, supervisor: 5, consulted: 5 },
    sees: {
      consulted: { 'criminal/case/1': null, 'coordination/consultation/1': 'consultation_replied' },
      supervisor: { 'criminal/case/1': 'received', 'coordination/consultation/1': 'consultation_replied' },
    },
  },
  {
    title: 'a circular is for every party',
    acts: [sent(), signed, complete, act('periodic_summary', '2026-03-31 09:00', {}, { as: 'supervisor' })],
    tracks: { 'coordination/summary/1': 'circulated' },
    version: { sender: 4 },
  },
]

tell({ 'whole lives': lives, 'a case is kept': kept })
