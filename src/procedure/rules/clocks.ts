// The clocks: how long, from when, whose duty, under which article. Values of sectors stand as overrides with their own
// source. Disabled and contested stages are shown to the reader and bind nobody until a region opts in.
import type { Citations } from '../citation.ts'
import type { ClockRule, Stage } from '../table.ts'
import type { tracks } from './tracks.ts'

const stage = (amount: number, unit: Stage['period']['unit'], basis: Citations, more: Partial<Stage> = {}): Stage => ({
  period: { amount, unit },
  basis,
  confidence: 'read',
  ...more,
})

// ECO 16 knows no ground for the 10 days ("at the latest"); a further 30 are for special circumstances of a case that has
// had the first 30. The step's input names the nearest ground it has.
const economicLadder = [
  stage(3, 'd', ['ECO 16']),
  stage(10, 'd', ['ECO 16'], { grounds: ['clue_needs_verification'] }),
  stage(30, 'd', ['ECO 16'], { approver: 'police_chief', grounds: ['major_difficult_or_complex', 'cross_region'] }),
  stage(60, 'd', ['ECO 16'], {
    approver: 'police_chief_superior',
    grounds: ['major_difficult_or_complex', 'cross_region'],
  }),
] as const

export const clocks = {
  head_decision: {
    zh: '移送审批期限',
    en: 'decision of the head on the transfer',
    owner: 'sender',
    on: 'criminal',
    basis: ['R310 5(2)'],
    stages: [stage(3, 'd', ['R310 5(2)'])],
  },
  dispatch: {
    zh: '移送期限',
    en: 'dispatch after approval',
    owner: 'sender',
    on: 'criminal',
    basis: ['R310 5(2)'],
    stages: [stage(24, 'h', ['R310 5(2)'])],
  },
  supplement_notice: {
    zh: '补正告知期限',
    en: 'notice of what is missing',
    owner: 'police_in_charge',
    on: 'criminal',
    basis: ['PSP 180(2)', 'ENV 8'],
    stages: [stage(24, 'h', ['PSP 180(2)'])],
  },
  supplement_reply: {
    zh: '补正期限',
    en: 'making good',
    owner: 'sender',
    on: 'supplement',
    basis: ['PSP 180(2)', 'ENV 8'],
    stages: [stage(3, 'd', ['PSP 180(2)'])],
  },
  relay_to_police: {
    zh: '转送有管辖权公安机关期限',
    en: 'relay to the competent organ',
    owner: 'police_in_charge',
    on: 'criminal',
    basis: ['R310 7', 'MPS24 8(2)'],
    stages: [stage(24, 'h', ['R310 7', 'MPS24 8(2)'])],
    overrides: { environment: [stage(24, 'h', ['ENV 9'])] },
  },
  return_out_of_remit: {
    zh: '退回期限',
    en: 'return of what is outside the remit',
    owner: 'police_in_charge',
    on: 'criminal',
    basis: ['ENV 9'],
    stages: [stage(24, 'h', ['ENV 9'])],
    domains: ['environment'],
  },
  filing_review: {
    zh: '立案审查期限',
    en: 'filing review',
    owner: 'police_in_charge',
    on: 'criminal',
    basis: ['R310 8', 'PSP 180(1)'],
    stages: [
      stage(3, 'd', ['R310 8', 'PSP 180(1)']),
      // MPS15 yields to any other period in a law, regulation or rule, and R310 8 with PSP 180(1) is one.
      stage(7, 'd', ['MPS15 2(1)2'], { enabled: false, contested: true, grounds: ['clue_needs_verification'] }),
      stage(30, 'd', ['MPS15 2(1)2'], {
        enabled: false,
        contested: true,
        approver: 'police_chief',
        grounds: ['major_difficult_or_complex'],
      }),
    ],
    overrides: {
      environment: [
        stage(3, 'd', ['ENV 9']),
        stage(7, 'd', ['ENV 9'], { grounds: ['clue_needs_verification'] }),
        stage(30, 'd', ['ENV 9'], { approver: 'police_chief', grounds: ['major_difficult_or_complex'] }),
      ],
      economic_crime: economicLadder,
      tax: economicLadder,
    },
  },
  // Neither R310 nor PSP has a number for telling the agency; the sectors do, and count from the decision.
  filing_notice: {
    zh: '立案、不予立案书面通知期限',
    en: 'notice of the filing decision',
    owner: 'police_in_charge',
    on: 'service',
    basis: ['ENV 9', 'WS 12'],
    stages: [stage(3, 'd', ['ENV 9'])],
    overrides: { work_safety: [stage(3, 'd', ['WS 12'], { confidence: 'read_second_hand' })] },
    domains: ['environment', 'work_safety'],
  },
  exhibits_handover: {
    zh: '涉案物品移交期限',
    en: 'handover of case articles',
    owner: 'sender',
    on: 'exhibits',
    basis: ['R310 12', 'ENV 10'],
    stages: [stage(3, 'd', ['R310 12'])],
  },
  reconsideration_request: {
    zh: '提请复议期限',
    en: 'request for reconsideration',
    owner: 'sender',
    on: 'service',
    basis: ['R310 9(1)', 'PSP 181'],
    stages: [stage(3, 'd', ['R310 9(1)', 'PSP 181'])],
    overrides: { environment: [stage(3, 'wd', ['ENV 11'])] },
  },
} as const satisfies Record<string, ClockRule<keyof typeof tracks>>
