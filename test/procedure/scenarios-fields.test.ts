// What differs by field of enforcement, and the other ways in which a case may begin: accident teams, reports made to
// public security itself, conclusions that it was no accident.
import { person, uscc } from './life.ts'
import { act, complete, environment, no, now, ranOut, type Scenario, sent, signed, tell } from './scenario.ts'

const evasion = { domain: 'tax', charges: [{ name: '逃税罪' }] }
const elsewhere = { police_in_charge: 'anti-smuggling', supervisor: 'procuratorate' }

/** Whom a beginning must name. */
const named: Readonly<Record<string, Record<string, unknown>>> = Object.fromEntries(
  ['procuratorate_demands_transfer', 'justice_urge', 'justice_opinion', 'justice_decision'].map((step) => [
    step,
    { to: uscc('agency') },
  ]),
)

const fields: Scenario[] = [
  {
    title: 'tax evasion is not taken before the notice to pay was served, nor if it is served tomorrow',
    acts: [
      no('condition_unmet', 'transfer_dispatch', '2026-03-02 10:00', evasion, { cites: ['TAX24 3', 'CL 201'] }),
      no('condition_unmet', 'transfer_dispatch', '2026-03-02 10:00', {
        ...evasion,
        recoveryNotice: { documentNo: '税追〔2026〕1号', servedOn: '2026-03-03' },
      }),
      sent({ ...evasion, recoveryNotice: { documentNo: '税追〔2026〕1号', servedOn: '2025-11-03' } }),
    ],
    status: 'transferred',
  },
  {
    title: 'other tax crimes need no such notice',
    acts: [sent({ domain: 'tax', charges: [{ name: '虚开增值税专用发票罪' }] })],
    status: 'transferred',
  },
  {
    title: 'where intellectual property is infringed, reasonable suspicion is enough; nowhere else',
    acts: [
      no(
        'condition_unmet',
        'clue_discovery',
        '2026-03-02 09:00',
        { standard: 'reasonable_suspicion' },
        {
          cites: ['R310 3(2)'],
        },
      ),
      act('clue_discovery', '2026-03-02 09:00', { domain: 'ip', standard: 'reasonable_suspicion' }),
      act('task_force_formation', '2026-03-02 10:00'),
      act('transfer_report', '2026-03-02 15:00'),
      act('transfer_approved', '2026-03-03 09:00'),
      act('transfer_dispatch', '2026-03-03 10:20', { domain: 'ip' }, { notBasis: ['ENV 6', 'CUR 4', 'FSL 121'] }),
    ],
    status: 'transferred',
  },
  {
    title: 'smuggling goes to the anti-smuggling bureau, under the customs regulation and the general three days',
    acts: [
      act(
        'transfer_dispatch',
        '2026-03-02 10:00',
        { domain: 'customs_smuggling' },
        {
          to: elsewhere,
          basis: ['CUR 4', 'R310 5(2)'],
          notBasis: ['ENV 6'],
        },
      ),
      signed,
      no('no_further_stage', 'filing_review_extension', '2026-03-03 09:00'),
    ],
    parts: elsewhere,
    due: { filing_review: '2026-03-05' },
  },
  {
    title: 'farmland cases go in 24 hours and are decided in three days, on sources read second hand',
    acts: [
      act('transfer_dispatch', '2026-03-02 10:00', { domain: 'natural_resources' }),
      signed,
      no('no_further_stage', 'filing_review_extension', '2026-03-03 09:00', { ground: 'major_difficult_or_complex' }),
    ],
    due: { filing_review: '2026-03-05', dispatch: '2026-03-03 09:00' },
  },
  {
    title: 'drug goods go with the case, whether or not they are under a measure',
    acts: [
      sent({ domain: 'drug', seizedItems: [{ name: '假药', quantity: '20', unit: '盒' }] }),
      act('exhibits_handover_with_case', '2026-03-02 11:00'),
    ],
    tracks: { 'exhibits/batch/1': 'handed_over' },
  },
  {
    title: 'in any other case what is under no measure waits for the filing notice',
    acts: [
      sent({ seizedItems: [{ name: '宣传册', quantity: '20', unit: '册', measure: 'registered' }] }),
      no('condition_unmet', 'exhibits_handover_with_case', '2026-03-02 11:00'),
      signed,
      act('filing_approved', '2026-03-04 10:00'),
      act('filing_notice_receipt', '2026-03-04 11:00'),
      act('exhibits_handover', '2026-03-06 11:00'),
    ],
    tracks: { 'exhibits/batch/1': 'handed_over' },
    clocks: { exhibits_handover: ['met'] },
    duties: { party_notice_of_property_transfer: [] },
  },
  {
    title: 'what was sealed, seized or frozen goes with the case, and the party is told in writing',
    acts: [
      sent(),
      now({ duties: { party_notice_of_property_transfer: ['owed'] } }),
      act('exhibits_handover_with_case', '2026-03-02 11:00'),
      act('duty_performed', '2026-03-03 09:00', { instance: 'duty/party_notice_of_property_transfer/1' }),
      signed,
      act('filing_approved', '2026-03-04 10:00'),
      act('filing_notice_receipt', '2026-03-04 11:00'),
    ],
    tracks: { 'exhibits/batch/1': 'handed_over' },
    // Nothing is left to hand over after the notice.
    clocks: { exhibits_handover: [] },
    duties: { party_notice_of_property_transfer: ['done'] },
  },
  {
    title:
      'goods that need special storage stay with the agency on behalf of public security, and are handed over later',
    acts: [
      sent(),
      signed,
      no('wrong_state', 'custody_by_agency', '2026-03-03 10:00'),
      act('filing_approved', '2026-03-04 10:00'),
      act('filing_notice_receipt', '2026-03-04 11:00'),
      act('custody_by_agency', '2026-03-05 10:00', {}, { letters: ['custody_agreement'] }),
      now({ tracks: { 'exhibits/batch/1': 'in_agency_custody' }, clocks: { exhibits_handover: ['ended'] } }),
      act('exhibits_handover', '2026-05-20 10:00'),
    ],
    tracks: { 'exhibits/batch/1': 'handed_over' },
  },
  {
    title: 'dangerous waste is disposed of before anything is decided, and nothing of it is handed over any more',
    acts: [
      sent({ ...environment, seizedItems: [{ name: '废酸', quantity: '3', unit: '吨', measure: 'seized' }] }),
      no('approval_times_impossible', 'hazardous_exhibit_disposal', '2026-03-02 12:00', { disposedOn: '2026-03-03' }),
      act('hazardous_exhibit_disposal', '2026-03-02 12:00', { costCny: '12000.00' }, { basis: ['ENV 10'] }),
      signed,
      act('filing_approved', '2026-03-04 10:00'),
      act('filing_notice_receipt', '2026-03-04 11:00'),
      no('wrong_state', 'exhibits_handover', '2026-03-05 11:00'),
    ],
    tracks: { 'exhibits/batch/1': 'disposed' },
    clocks: { exhibits_handover: [] },
  },
  {
    title: 'remit that cannot be told at once is sorted in three days, by analogy, while every other clock runs on',
    acts: [
      sent(),
      signed,
      act('jurisdiction_sorting', '2026-03-03 09:00'),
      now({
        due: { jurisdiction_sorting: '2026-03-05', filing_review: '2026-03-05' },
        marks: { jurisdiction_sorting: ['contested'] },
        clocks: { filing_review: ['running'], supplement_notice: ['running'] },
        status: 'received',
      }),
      act('onward_transfer_police', '2026-03-04 09:00'),
    ],
    clocks: { jurisdiction_sorting: ['met'], relay_to_police: ['breached'] },
    status: 'relayed',
  },
]

const beginnings: Scenario[] = [
  {
    title: 'an accident team transfers what it finds, without a head who approves, and the items go along',
    acts: [
      no('two_officers_required', 'accident_team_transfer', '2026-03-02 10:00', {
        domain: 'work_safety',
        officers: [{ name: '李明', certificateNo: '1' }],
      }),
      act('accident_team_transfer', '2026-03-02 10:00', { domain: 'work_safety', team: '“3·1”事故调查组' }),
      signed,
      complete,
      act('filing_approved', '2026-03-09 10:00', { decidedOn: '2026-03-05' }),
    ],
    status: 'filed',
    // Decided on the third day and told on the third day after: two periods, both kept.
    clocks: { dispatch: [], head_decision: [], filing_review: ['met'], filing_notice: ['met'] },
    duties: { copy_to_procuratorate: ['done'], filing_copy_to_procuratorate: ['done'] },
    parts: { sender: 'agency', police_in_charge: 'police', supervisor: 'procuratorate' },
  },
  {
    title: 'a death that was no work accident is told to police, procuratorate and, where named, the commission',
    acts: [
      act('work_safety_non_accident_copy', '2026-03-02 10:00', { domain: 'work_safety', to: uscc('commission') }),
      now({
        sees: {
          police_in_charge: { 'coordination/non_accident/1': 'non_accident_copied' },
          supervisor: { 'coordination/non_accident/1': 'non_accident_copied' },
          clue_receiver: { 'coordination/non_accident/1': 'non_accident_copied' },
        },
      }),
      // What comes out later is transferred in the same case.
      act('transfer_dispatch', '2026-04-02 10:00', { domain: 'work_safety' }),
    ],
    status: 'transferred',
    sees: { clue_receiver: { 'criminal/case/1': null } },
  },
  {
    title: 'whoever reports to public security itself is not sent to the agency first: the review runs from the report',
    acts: [
      act('direct_report_right', '2026-03-02 10:00', { domain: 'food', parties: [person('张三')] }),
      now({ due: { filing_review: '2026-03-05' }, clocks: { supplement_notice: [] } }),
      ranOut('2026-03-06 00:00', 'filing_review'),
      act('require_delay_reasons', '2026-03-06 09:00'),
      act('filing_refused', '2026-03-09 09:00'),
      act('police_reverse_transfer', '2026-03-10 09:00', { to: uscc('authority') }),
      act('paper_receipt', '2026-03-11 09:00', {}, { as: { part: 'competent_authority', agencyId: 'authority' } }),
      act('admin_case_filed', '2026-03-12 09:00'),
    ],
    tracks: { 'criminal/s1/1': 'not_filed', 'administrative/reverse/1': 'admin_filed' },
    invited: { authority: 'competent_authority' },
  },
  {
    title: 'a case under state secrecy is refused, whichever way it would begin',
    acts: (
      [
        'transfer_dispatch',
        'accident_team_transfer',
        'clue_discovery',
        'direct_report_right',
        'police_reverse_transfer',
        'court_reverse_transfer',
        'supervisory_reverse_transfer',
        'admin_detention_transfer',
        'procuratorate_demands_transfer',
        'procuratorial_opinion_penalty',
        'whistleblow',
        'justice_urge',
        'justice_opinion',
        'justice_decision',
        'work_safety_non_accident_copy',
      ] as const
    ).map((step) =>
      no(
        'state_secret',
        step,
        '2026-03-02 10:00',
        { involvesStateSecrets: true, ...named[step] },
        {
          cites: ['SSL ?', 'XJ 1'],
        },
      ),
    ),
  },
]

tell({ 'fields differ': fields, 'other beginnings': beginnings })
