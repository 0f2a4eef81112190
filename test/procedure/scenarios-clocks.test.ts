// Periods: stages and their approvers, days, working days and hours, what is left out, what nobody has published yet.
import { act, complete, environment, no, type Scenario, sent, signed, tell } from './scenario.ts'

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

tell({ 'the review is extended': stages })
