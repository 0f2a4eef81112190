// Within the agency before anything leaves it, and what happens where it should have left: reports, demands,
// accountability, clues about officials. Who may not know sees nothing.
import { uscc } from './life.ts'
import { act, environment, no, now, organ, ranOut, type Scenario, sent, signed, tell } from './scenario.ts'

const clue = act('clue_discovery', '2026-03-02 09:00')
const force = act('task_force_formation', '2026-03-02 10:00')
const reported = act('transfer_report', '2026-03-03 09:00')
const agency = { to: uscc('agency') }

const within: Scenario[] = [
  {
    title:
      'from the first suspicion to the dispatch: deliberated where the agency wants it, decided in three days, sent in 24 hours',
    acts: [
      clue,
      no('wrong_state', 'transfer_dispatch', '2026-03-02 09:30'),
      no('two_officers_required', 'task_force_formation', '2026-03-02 10:00', {
        officers: [{ name: '李明', certificateNo: '1' }],
      }),
      force,
      act('transfer_report', '2026-03-03 09:00', { deliberationRequired: true }),
      now({ due: { head_decision: '2026-03-06' }, tracks: { 'coordination/deliberation/1': 'deliberation_pending' } }),
      no('condition_unmet', 'transfer_approved', '2026-03-05 09:00', {}, { cites: ['APL 57(2)'] }),
      no('condition_unmet', 'transfer_disapproved', '2026-03-05 09:00'),
      act('collective_deliberation', '2026-03-05 10:00'),
      act('transfer_approved', '2026-03-06 16:20', {}, { decidedBy: 'agency_head' }),
      now({ due: { dispatch: '2026-03-07 17:00' }, target: { dispatch: '2026-03-07 16:20' } }),
      act('transfer_dispatch', '2026-03-07 09:00', {}, { letters: ['transfer_letter'] }),
      act('receipt_sign', '2026-03-09 09:00'),
    ],
    tracks: { 'criminal/case/1': 'received', 'coordination/deliberation/1': 'deliberated' },
    clocks: { head_decision: ['met'], dispatch: ['met'] },
    parts: { sender: 'agency', police_in_charge: 'police', supervisor: 'procuratorate' },
    // Public security sees the letter and its own signature, and nothing of the agency’s deliberation.
    sees: { police_in_charge: { 'criminal/case/1': 'received', 'coordination/deliberation/1': null } },
    shown: { police_in_charge: 'received', sender: 'received' },
  },
  {
    title:
      'a head who decides on the fourth day and an office that sends on the second are late, each by its own clock',
    acts: [
      clue,
      force,
      reported,
      ranOut('2026-03-06 23:59'),
      ranOut('2026-03-07 00:00', 'head_decision'),
      act('transfer_approved', '2026-03-07 09:00'),
      ranOut('2026-03-08 10:01', 'dispatch'),
      act('transfer_dispatch', '2026-03-09 09:00'),
    ],
    clocks: { head_decision: ['breached'], dispatch: ['breached'] },
  },
  {
    title: 'a suspicion that is not confirmed ends in the administrative inquiry and may come up again',
    acts: [
      clue,
      force,
      act('clue_not_confirmed', '2026-03-04 09:00'),
      now({ status: 'investigating_admin' }),
      act('clue_discovery', '2026-04-01 09:00'),
    ],
    status: 'clue_found',
    notOffered: [['sender', 'transfer_dispatch']],
  },
  {
    title: 'a plain crime is told to public security at once, while the agency goes on; its inner acts stay its own',
    acts: [
      clue,
      act('urgent_police_alert', '2026-03-02 09:30', {}, { basis: ['CO11 1(2)'], notBasis: ['ENV 26'] }),
      act('alert_response', '2026-03-02 11:00'),
      force,
      reported,
      act('transfer_disapproved', '2026-03-04 09:00', { reasons: '证据不足' }, { letters: ['disapproval_record'] }),
    ],
    tracks: { 'coordination/alert/1': 'alert_answered', 'criminal/case/1': 'transfer_disapproved' },
    sees: {
      police_in_charge: { 'criminal/case/1': null, 'coordination/alert/1': 'alert_answered' },
      supervisor: { 'criminal/case/1': null, 'coordination/alert/1': 'alert_answered' },
      sender: { 'criminal/case/1': 'transfer_disapproved' },
    },
    notOffered: [
      ['police_in_charge', 'receipt_sign'],
      ['supervisor', 'require_reasons'],
    ],
  },
  {
    title: 'another agency takes the case over as it stands and goes on with it',
    acts: [
      clue,
      force,
      act('agency_jurisdiction_transfer', '2026-03-03 09:00', { to: uscc('agency-2') }),
      no('not_your_step', 'transfer_report', '2026-03-03 10:00', {}, { as: null }),
      act('transfer_report', '2026-03-04 09:00', {}, { as: organ('sender', 'agency-2') }),
      act('transfer_approved', '2026-03-05 09:00', {}, { as: organ('sender', 'agency-2') }),
      act('transfer_dispatch', '2026-03-05 10:20', {}, { as: organ('sender', 'agency-2') }),
    ],
    parts: { sender: 'agency-2', police_in_charge: 'police' },
    status: 'transferred',
  },
  {
    title: 'a superior assigns a case to a subordinate, but not once it lies with public security',
    acts: [
      clue,
      act('agency_assignment', '2026-03-02 10:00', { to: uscc('agency-2') }, { decidedBy: 'agency_head' }),
      act('task_force_formation', '2026-03-02 11:00'),
      act('transfer_report', '2026-03-03 09:00'),
      act('transfer_approved', '2026-03-04 09:00'),
      act('transfer_dispatch', '2026-03-04 10:20'),
      no('wrong_state', 'agency_assignment', '2026-03-05 09:00'),
      act('receipt_sign', '2026-03-05 10:00'),
      act('out_of_remit_return', '2026-03-05 16:00'),
      act('agency_jurisdiction_transfer', '2026-03-06 09:00', { to: uscc('agency') }),
    ],
    parts: { sender: 'agency' },
    status: 'returned_out_of_remit',
  },
  {
    title: 'before it transfers, an agency may ask in writing; in environment the answer is owed within seven days',
    acts: [
      act('clue_discovery', '2026-03-02 09:00', environment),
      act('consultation_request', '2026-03-02 10:00', { to: uscc('police') }),
      now({ sees: { consulted: { 'criminal/case/1': null, 'coordination/consultation/1': 'consulted' } } }),
      act('paper_receipt', '2026-03-03 09:00', {}, { as: organ('consulted', 'police') }),
      now({ due: { consultation_reply: '2026-03-10' } }),
      act('consultation_reply', '2026-03-10 09:00', {}, { as: organ('consulted', 'police') }),
    ],
    tracks: { 'coordination/consultation/1': 'consultation_replied' },
    clocks: { consultation_reply: ['met'] },
    // Whoever asked reads the answer.
    sees: { sender: { 'coordination/consultation/1': 'consultation_replied' } },
    invited: { police: 'consulted' },
  },
  {
    title: 'elsewhere the seven days of the answer advise and bind nobody',
    acts: [
      clue,
      act('consultation_request', '2026-03-02 10:00', { to: uscc('procuratorate') }),
      act('paper_receipt', '2026-03-03 09:00', {}, { as: organ('consulted', 'procuratorate') }),
      act('consultation_reply', '2026-03-20 09:00', {}, { as: organ('consulted', 'procuratorate') }),
    ],
    clocks: { consultation_reply: ['late'] },
    marks: { consultation_reply: ['contested', 'advisory'] },
  },
]

const demanded: Scenario[] = [
  {
    title:
      'the head refuses and records why; reported, the procuratorate demands the transfer in the same case, and it comes',
    acts: [
      act('clue_discovery', '2026-03-02 09:00', environment),
      act('urgent_police_alert', '2026-03-02 10:00'),
      force,
      reported,
      act('transfer_disapproved', '2026-03-04 09:00', { reasons: '不构成犯罪' }),
      act('whistleblow', '2026-03-10 09:00', { reporter: '某职工' }),
      // Whoever reported is protected: the agency knows nothing of it.
      now({
        sees: {
          sender: { 'supervision/demand/1': null },
          supervisor: { 'supervision/demand/1': 'should_transfer_not_transferred' },
        },
      }),
      act('procuratorate_demands_transfer', '2026-03-12 09:00', {}, { decidedBy: 'chief_procurator' }),
      act('paper_receipt', '2026-03-13 09:00', {}, { as: 'sender' }),
      now({
        sees: { sender: { 'supervision/demand/1': 'transfer_demanded' } },
        due: { demand_transfer_comply: '2026-03-16' },
      }),
      act('clue_discovery', '2026-03-13 10:00'),
      act('task_force_formation', '2026-03-13 11:00'),
      act('transfer_report', '2026-03-14 09:00'),
      act('transfer_approved', '2026-03-15 09:00'),
      act('transfer_dispatch', '2026-03-16 09:00', environment),
      act('receipt_sign', '2026-03-16 11:00'),
    ],
    tracks: { 'criminal/case/1': 'received', 'supervision/demand/1': 'transferred_on_demand' },
    clocks: { demand_transfer_comply: ['met'], head_decision: ['met', 'met'] },
  },
  {
    title:
      'a case begins with the demand; the agency answers with its letter, and outside environment three days only advise',
    acts: [
      act('whistleblow', '2026-03-10 09:00'),
      act('procuratorate_demands_transfer', '2026-03-12 09:00', agency),
      act('paper_receipt', '2026-03-13 09:00', {}, { as: 'sender' }),
      ranOut('2026-03-17 00:00', 'demand_transfer_comply'),
      act('transfer_dispatch', '2026-03-20 09:00'),
    ],
    tracks: { 'supervision/demand/1': 'transferred_on_demand', 'criminal/case/1': 'transferred' },
    clocks: { demand_transfer_comply: ['late'] },
    marks: { demand_transfer_comply: ['advisory'] },
    parts: { sender: 'agency', police_in_charge: 'police', supervisor: 'procuratorate' },
  },
  {
    title:
      'an agency that does not follow the demand says why, and those responsible are called to account, unseen by others',
    acts: [
      act('procuratorate_demands_transfer', '2026-03-12 09:00', { ...agency, ...environment }),
      act('paper_receipt', '2026-03-13 09:00', {}, { as: 'sender' }),
      act('demand_declined', '2026-03-16 09:00', {}, { decidedBy: 'agency_head' }),
      act('accountability_proposal', '2026-03-20 09:00', { to: uscc('county-government'), ground: 'no_transfer' }),
      now({ sees: { sender: { 'supervision/accountability/1': null } } }),
      act('accountability', '2026-04-20 09:00', { measure: 'demerit' }, { decidedBy: 'gov_supervisor' }),
      act('transfer_dispatch', '2026-04-21 09:00', environment),
    ],
    tracks: {
      'supervision/demand/1': 'transferred_on_demand',
      'supervision/accountability/1': 'accountability_decided',
    },
    // Reasons are no transfer: the three days went on.
    clocks: { demand_transfer_comply: ['breached'] },
    sees: {
      sender: { 'supervision/accountability/1': null },
      // Whoever proposed it reads the decision.
      supervisor: { 'supervision/accountability/1': 'accountability_decided' },
    },
    invited: { 'county-government': 'gov_supervisor' },
  },
  {
    title: 'a transfer that was taken back may be demanded, and is sent again with an approval of its own',
    acts: [
      sent(),
      act('transfer_withdrawal', '2026-03-02 10:30'),
      act('procuratorate_demands_transfer', '2026-03-10 09:00', agency),
      act('paper_receipt', '2026-03-11 09:00', {}, { as: 'sender' }),
      act('transfer_dispatch', '2026-03-12 10:20'),
    ],
    tracks: { 'criminal/case/1': 'transferred', 'supervision/demand/1': 'transferred_on_demand' },
    clocks: { dispatch: ['met', 'met'], demand_transfer_comply: ['met'] },
    shown: { police_in_charge: 'transferred', sender: 'transferred' },
  },
  {
    title: 'a report that comes to nothing is known to the procuratorate alone',
    acts: [
      act('whistleblow', '2026-03-10 09:00'),
      act('no_transfer_due', '2026-03-20 09:00'),
      no('wrong_state', 'no_transfer_due', '2026-03-21 09:00'),
    ],
    status: 'no_transfer_due',
  },
  {
    title: 'what has been transferred is not demanded again',
    acts: [sent(), signed, no('condition_unmet', 'procuratorate_demands_transfer', '2026-03-10 09:00', agency)],
  },
  {
    title: 'a clue about an official goes to the supervisory commission, hidden from everybody else',
    acts: [
      sent(),
      signed,
      no('condition_unmet', 'duty_crime_clue_transfer', '2026-03-03 09:00', { to: uscc('procuratorate') }),
      act('duty_crime_clue_transfer', '2026-03-03 09:00', { to: uscc('commission') }, { as: 'police_in_charge' }),
    ],
    tracks: { 'coordination/duty_crime/1': 'clue_to_supervisory_commission' },
    sees: {
      sender: { 'coordination/duty_crime/1': null },
      supervisor: { 'coordination/duty_crime/1': null },
      police_in_charge: { 'coordination/duty_crime/1': 'clue_to_supervisory_commission' },
      clue_receiver: { 'coordination/duty_crime/1': 'clue_to_supervisory_commission', 'criminal/case/1': null },
    },
    version: { sender: 2, supervisor: 2, police_in_charge: 3 },
    invited: { commission: 'clue_receiver' },
  },
  {
    title: 'only where judicial officers are meant does such a clue go to the procuratorate, and then nowhere else',
    acts: [
      sent(),
      signed,
      no('condition_unmet', 'duty_crime_clue_transfer', '2026-03-03 09:00', {
        to: uscc('commission'),
        judicialOfficer: true,
      }),
      act(
        'duty_crime_clue_transfer',
        '2026-03-03 09:00',
        { to: uscc('procuratorate-2'), judicialOfficer: true },
        {
          as: 'sender',
          decidedBy: 'agency_head',
        },
      ),
    ],
    sees: { police_in_charge: { 'coordination/duty_crime/1': null } },
    invited: { 'procuratorate-2': 'clue_receiver' },
  },
  {
    title: 'what was sealed may be opened to an organ later, and to that organ only',
    acts: [
      clue,
      act('urgent_police_alert', '2026-03-02 09:30'),
      force,
      now({ sees: { police_in_charge: { 'criminal/case/1': null } } }),
      act('entry_disclosure', '2026-03-03 09:00', { to: uscc('police'), discloseVersions: [1, 3] }),
    ],
    sees: {
      police_in_charge: { 'criminal/case/1': 'verifying' },
      supervisor: { 'criminal/case/1': null },
    },
  },
]

tell({ 'an agency works up to the transfer': within, 'what should have been transferred': demanded })
