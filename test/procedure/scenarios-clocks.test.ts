// Periods: stages and their approvers, days, working days and hours, what is left out, what nobody has published yet.
import { uscc } from './life.ts'
import { act, approval, complete, environment, no, now, ranOut, type Scenario, sent, signed, tell } from './scenario.ts'

const extension = (when: string, ground: string, decidedBy: string) =>
  act('filing_review_extension', when, { ground }, { decidedBy })

const stages: Scenario[] = [
  {
    title:
      'an environment review goes from 3 to 7 days to verify a clue, and to 30 days with the approval of the chief',
    acts: [
      sent(environment),
      signed,
      complete,
      extension('2026-03-05 09:00', 'clue_needs_verification', 'police_unit_head'),
      extension('2026-03-09 09:00', 'major_difficult_or_complex', 'police_chief'),
      act('filing_approved', '2026-04-01 23:59'),
    ],
    clocks: { filing_review: ['met'] },
    due: { filing_review: '2026-04-01' },
  },
  {
    title: 'a major case may go straight to 30 days, and not back to 7',
    acts: [
      sent(environment),
      signed,
      complete,
      extension('2026-03-05 09:00', 'major_difficult_or_complex', 'police_chief'),
      no('no_further_stage', 'filing_review_extension', '2026-03-05 10:00', { ground: 'clue_needs_verification' }),
      no('no_further_stage', 'filing_review_extension', '2026-03-05 10:00', { ground: 'major_difficult_or_complex' }),
    ],
    due: { filing_review: '2026-04-01' },
    notOffered: [['police_in_charge', 'filing_review_extension']],
  },
  {
    title: 'an extension approved after the stage has run out is refused; in its last minute it is granted',
    acts: [
      sent(environment),
      signed,
      complete,
      no('stage_expired', 'filing_review_extension', '2026-03-06 00:00'),
      act('filing_review_extension', '2026-03-05 23:59'),
      no('stage_expired', 'filing_review_extension', '2026-03-10 00:00', { ground: 'major_difficult_or_complex' }),
    ],
    due: { filing_review: '2026-03-09' },
  },
  {
    title: 'in general the review has three days and no further stage on any ground, and none is offered',
    acts: [
      sent(),
      signed,
      complete,
      ...['clue_needs_verification', 'major_difficult_or_complex', 'cross_region'].map((ground) =>
        no('no_further_stage', 'filing_review_extension', '2026-03-03 09:00', { ground }),
      ),
    ],
    due: { filing_review: '2026-03-05' },
    notOffered: [['police_in_charge', 'filing_review_extension']],
  },
  {
    title: 'an economic crime climbs from 3 to 10, 30 and 60 days, the last by the superior organ’s chief',
    acts: [
      sent({ domain: 'economic_crime' }),
      signed,
      complete,
      extension('2026-03-05 09:00', 'clue_needs_verification', 'police_unit_head'),
      extension('2026-03-12 09:00', 'major_difficult_or_complex', 'police_chief'),
      extension('2026-04-01 09:00', 'major_difficult_or_complex', 'police_chief_superior'),
      no('no_further_stage', 'filing_review_extension', '2026-04-20 09:00', { ground: 'major_difficult_or_complex' }),
      // Day 60 is Friday 1 May, so the period ends on the first working day after Labour Day.
      act('filing_refused', '2026-05-06 23:59'),
    ],
    clocks: { filing_review: ['met'] },
    due: { filing_review: '2026-05-06' },
  },
  {
    title: 'a tax case across regions has the 30 days of economic crime',
    acts: [sent({ domain: 'tax' }), signed, complete, extension('2026-03-05 09:00', 'cross_region', 'police_chief')],
    due: { filing_review: '2026-04-01' },
  },
  {
    title: 'an extension while one suspect is decided holds for the other',
    acts: [
      sent(environment),
      signed,
      complete,
      act('filing_approved', '2026-03-04 09:00', { suspects: ['s1'] }),
      extension('2026-03-05 09:00', 'clue_needs_verification', 'police_unit_head'),
      act('filing_refused', '2026-03-09 09:00'),
    ],
    clocks: { filing_review: ['met'] },
    status: 'several_outcomes',
  },
]

const opted: Scenario[] = [
  {
    title:
      'where a region has taken up the stages of 7 and 30 days, they are open there, with a mark that they are contested',
    optIns: ['filing_review:1', 'filing_review:2'],
    acts: [
      sent(),
      signed,
      complete,
      extension('2026-03-05 09:00', 'clue_needs_verification', 'police_unit_head'),
      now({ due: { filing_review: '2026-03-09' } }),
      no('no_further_stage', 'filing_review_extension', '2026-03-06 09:00', { ground: 'cross_region' }),
      extension('2026-03-09 09:00', 'major_difficult_or_complex', 'police_chief'),
      act('filing_approved', '2026-04-01 10:00'),
    ],
    clocks: { filing_review: ['met'] },
    due: { filing_review: '2026-04-01' },
    marks: { filing_review: ['contested'] },
  },
  {
    title: 'a region that took up only the seven days has no thirty',
    optIns: ['filing_review:1'],
    acts: [
      sent(),
      signed,
      complete,
      no('no_further_stage', 'filing_review_extension', '2026-03-05 09:00', { ground: 'major_difficult_or_complex' }),
      extension('2026-03-05 09:00', 'clue_needs_verification', 'police_unit_head'),
      no('no_further_stage', 'filing_review_extension', '2026-03-09 09:00', { ground: 'major_difficult_or_complex' }),
    ],
    due: { filing_review: '2026-03-09' },
  },
  {
    title:
      'where a region has taken it up, public security collects the goods within three days of its decision, beside the agency’s three',
    optIns: ['police_take_delivery:0'],
    acts: [
      sent(),
      signed,
      complete,
      act('filing_approved', '2026-03-04 10:00'),
      now({ due: { police_take_delivery: '2026-03-09' }, marks: { police_take_delivery: ['contested'] } }),
      act('filing_notice_receipt', '2026-03-06 10:00'),
      now({ due: { exhibits_handover: '2026-03-09' } }),
      act('exhibits_handover', '2026-03-09 10:00'),
    ],
    clocks: { police_take_delivery: ['met'], exhibits_handover: ['met'] },
  },
  {
    title: 'elsewhere the second of the two periods does not run',
    acts: [sent(), signed, complete, act('filing_approved', '2026-03-04 10:00')],
    clocks: { police_take_delivery: [] },
  },
  {
    title: 'a price case has the ten days of economic crime where its region says so',
    optIns: ['filing_review:1'],
    acts: [
      sent({ domain: 'price' }),
      signed,
      complete,
      extension('2026-03-05 09:00', 'clue_needs_verification', 'police_unit_head'),
    ],
    due: { filing_review: '2026-03-12' },
  },
]

/** Invented: the State Council has not announced 2027. */
const springFestival = Object.fromEntries(
  ['05', '06', '07', '08', '09', '10', '11'].map((date) => [`2027-02-${date}`, '春节']),
)
const opinion = act('procuratorial_opinion_penalty', '2026-12-07 09:00', {
  to: uscc('authority'),
  replyDueDate: undefined,
})

const unpublished: Scenario[] = [
  {
    title: 'a period that ends in a year without a notice is provisional, and moves when the notice is loaded',
    acts: [
      opinion,
      act('paper_receipt', '2026-12-10 09:00'),
      now({ due: { opinion_reply: '2027-02-10' }, provisional: { opinion_reply: true } }),
      {
        loads: { 2027: { rest: springFestival, worked: ['2027-02-14'] } },
        when: '2026-12-15 09:00',
        moves: ['opinion_reply'],
      },
      now({ due: { opinion_reply: '2027-02-12' }, provisional: { opinion_reply: false } }),
      { loads: { 2027: { rest: springFestival, worked: ['2027-02-14'] } }, when: '2026-12-16 09:00', moves: [] },
      ranOut('2027-02-12 23:59'),
      ranOut('2027-02-13 00:00', 'opinion_reply'),
    ],
    clocks: { opinion_reply: ['running'] },
  },
  {
    title: 'where the notice changes nothing of the day, only the mark goes',
    acts: [
      opinion,
      act('paper_receipt', '2026-12-10 09:00'),
      {
        loads: { 2027: { rest: { '2027-01-01': '元旦' }, worked: [] } },
        when: '2026-12-15 09:00',
        moves: ['opinion_reply'],
      },
    ],
    due: { opinion_reply: '2027-02-10' },
    provisional: { opinion_reply: false },
  },
  {
    title: 'a day that the paper itself sets is nobody’s calendar’s, and no notice moves it',
    acts: [
      act('procuratorial_opinion_penalty', '2026-12-07 09:00', { to: uscc('authority'), replyDueDate: '2027-02-07' }),
      act('paper_receipt', '2026-12-10 09:00'),
      { loads: { 2027: { rest: springFestival, worked: [] } }, when: '2026-12-15 09:00', moves: [] },
    ],
    due: { opinion_reply: '2027-02-07' },
    provisional: { opinion_reply: false },
  },
  {
    title: 'a period that is done is not counted again',
    acts: [
      opinion,
      act('paper_receipt', '2026-12-10 09:00'),
      act('agency_reply', '2026-12-14 09:00'),
      { loads: { 2027: { rest: springFestival, worked: [] } }, when: '2026-12-15 09:00', moves: [] },
    ],
    clocks: { opinion_reply: ['met'] },
    due: { opinion_reply: '2027-02-10' },
  },
]

const late: Scenario[] = [
  {
    title: 'a period that was raised and then counted to a later day is raised again when that day has passed',
    acts: [
      opinion,
      act('paper_receipt', '2026-12-10 09:00'),
      ranOut('2027-02-11 00:00', 'opinion_reply'),
      {
        loads: { 2027: { rest: springFestival, worked: ['2027-02-14'] } },
        when: '2027-02-11 09:00',
        moves: ['opinion_reply'],
      },
      ranOut('2027-02-12 23:59'),
      ranOut('2027-02-13 00:00', 'opinion_reply'),
    ],
  },
]

const counted: Scenario[] = [
  {
    title: 'three days from the eve of the National Day end on the eighth of October, 24 hours on the first',
    acts: [
      act('transfer_dispatch', '2026-09-30 09:00', approval('2026-09-29 09:00', '2026-09-29 16:10')),
      act('receipt_sign', '2026-09-30 10:20'),
      now({ due: { filing_review: '2026-10-08', supplement_notice: '2026-10-01 11:00' } }),
      ranOut('2026-10-01 11:01', 'supplement_notice'),
      ranOut('2026-10-08 23:59'),
      ranOut('2026-10-09 00:00', 'filing_review'),
    ],
    target: { supplement_notice: '2026-10-01 10:20' },
  },
  {
    title: 'three working days from there end on the make-up Saturday, the tenth',
    acts: [
      act('transfer_dispatch', '2026-09-27 09:00', environment),
      act('receipt_sign', '2026-09-27 10:20'),
      act('filing_refused', '2026-09-29 10:00'),
      act('non_filing_notice_receipt', '2026-09-30 10:00'),
    ],
    due: { reconsideration_request: '2026-10-10' },
    target: { reconsideration_request: '2026-10-08' },
  },
  {
    title: 'time that runs out changes no state: a duty stays owed and may still be done, late',
    acts: [
      sent(),
      signed,
      complete,
      ranOut('2026-03-06 00:00', 'filing_review'),
      now({ status: 'under_filing_review', clocks: { filing_review: ['running'] } }),
      act('filing_approved', '2026-03-20 10:00'),
    ],
    clocks: { filing_review: ['breached'] },
  },
  {
    title: 'an act on the last day is in time to its last moment',
    acts: [sent(), signed, complete, act('filing_approved', '2026-03-05 23:59:59')],
    clocks: { filing_review: ['met'] },
  },
]

tell({
  'the review is extended': stages,
  'a region takes up what is contested': opted,
  'a year is not announced yet': [...unpublished, ...late],
  'days, working days and hours': counted,
})
