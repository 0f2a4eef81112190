// A request that breaks one condition and no other, for each condition that is judged before the statement; its code is
// what the documentation promises.
import type { z } from 'zod'
import type { CaseState } from '../../src/procedure/index.ts'
import { procedure, running } from './placed.ts'
import { chief, instant, letter } from './said.ts'

export interface Violation {
  readonly code: string
  readonly over?: Record<string, unknown> | ((step: string) => Record<string, unknown>)
  /** What else must be the case, made from the case that would do. */
  readonly on?: (state: CaseState) => CaseState
  /** Only from this state. */
  readonly from?: string
}

const withClocks =
  (make: (key: string) => CaseState['clocks']) =>
  (state: CaseState): CaseState => ({
    ...state,
    clocks: make(Object.keys(state.instances).find((k) => !k.endsWith('case/1')) ?? ''),
  })
const inTime = (...rules: string[]) =>
  withClocks((key) => Object.fromEntries(rules.map((rule) => [`${rule}:x:2`, running(rule, key)])))
const days = [
  'decidedOn',
  'judgedOn',
  'performedOn',
  'transferredOn',
  'adminFiledOn',
  'foundOn',
  'disposedOn',
  'startsOn',
]
const shapeOf = (step: string) => (procedure.steps[step]!.input as z.ZodObject).shape

/** Without the items of a case at hand an act is refused only for what it says itself: one item named twice. */
const namedTwice: Readonly<Record<string, Record<string, unknown>>> = {
  handedOver: { handedOver: [{ item: 1 }, { item: 1 }] },
  items: { items: [{ item: 1 }, { item: 1 }] },
  counted: { counted: [1, 1].map((item) => ({ item, counted: '1' })) },
  settled: { settled: [1, 1].map((item) => ({ item, outcome: 'accepted', reason: '自然损耗' })) },
}
const itemField = (step: string): string => procedure.steps[step]!.carries?.field ?? ''

export const violations: Readonly<Record<string, Violation>> = {
  noStateSecrets: { over: { involvesStateSecrets: true }, code: 'state_secret' },
  standardFits: { over: { standard: 'reasonable_suspicion' }, code: 'condition_unmet' },
  twoOfficers: { over: { officers: [(letter().officers as unknown[])[0]] }, code: 'two_officers_required' },
  itemsStand: { over: (step) => namedTwice[itemField(step)] ?? {}, code: 'condition_unmet' },
  photosGiven: {
    over: {
      seizedItems: [{ name: '账册', quantity: '3', unit: '本', photos: ['00000000-0000-4000-8000-000000000999'] }],
    },
    code: 'condition_unmet',
  },
  approvalPossible: {
    over: {
      approval: {
        approvedBy: chief,
        reportReceivedAt: instant('2026-03-01 09:00'),
        approvedAt: instant('2026-03-02 10:21'),
      },
    },
    code: 'approval_times_impossible',
  },
  recoveryNoticeServed: { over: { domain: 'tax', charges: [{ name: '逃税罪' }] }, code: 'condition_unmet' },
  materialsComplete: { over: { materials: [] }, code: 'materials_missing' },
  answersSomething: { over: { explanation: undefined }, code: 'condition_unmet' },
  asksOrIsFirst: { over: { missing: [] }, code: 'condition_unmet', from: 'under_filing_review' },
  decisionPossible: { over: { decidedOn: '2026-03-03' }, code: 'approval_times_impossible' },
  findingPossible: { over: { foundAt: instant('2026-03-03 09:00') }, code: 'approval_times_impossible' },
  nonProsecutionNamed: { over: { nonProsecution: undefined }, code: 'condition_unmet' },
  publicOrderCase: { on: (state) => ({ ...state, domain: 'market' }), code: 'condition_unmet' },
  deliberationHeld: {
    on: (state) => ({
      ...state,
      instances: { ...state.instances, 'coordination/deliberation/1': { state: 'deliberation_pending', since: 3 } },
    }),
    code: 'condition_unmet',
  },
  custodyWithTransfer: { on: (state) => ({ ...state, custody: 'after_filing' }), code: 'condition_unmet' },
  returnsLeft: {
    on: (state) => ({
      ...state,
      clocks: Object.fromEntries(
        [4, 6].map((version) => [
          `supplementary_investigation:criminal/s1/1:${version}`,
          running('supplementary_investigation', 'criminal/s1/1', true, { status: 'met' }),
        ]),
      ),
    }),
    code: 'condition_unmet',
  },
  reviewOverdue: { on: inTime('filing_review'), code: 'condition_unmet' },
  reconsiderationOpen: {
    on: (state) => ({
      ...state,
      clocks: {
        'reconsideration_request:x:2': running('reconsideration_request', 'service/non_filing_notice/1', true, {
          status: 'lapsed',
        }),
      },
    }),
    code: 'condition_unmet',
  },
  suggestionFits: { over: { type: 'upheld' }, code: 'condition_unmet' },
  reasonsHeardOrOverdue: { on: inTime('police_reasons'), from: 'reasons_required', code: 'condition_unmet' },
  answerOverdue: { on: inTime('police_reasons', 'file_after_order'), code: 'condition_unmet' },
  senderThere: { on: (state) => ({ ...state, parts: {} }), code: 'condition_unmet' },
  somebodyRefused: {
    on: (state) => ({ ...state, instances: { ...state.instances, 'criminal/s1/1': { state: 'filed', since: 3 } } }),
    code: 'condition_unmet',
  },
  threeMonthsPassed: { on: inTime('urge_letter'), code: 'condition_unmet' },
  finePossible: { over: { fine: '5000' }, on: (state) => ({ ...state, fined: true }), code: 'condition_unmet' },
  withinLimitation: { over: { actEndedOn: '2023-01-01', discoveredOn: '2026-01-01' }, code: 'condition_unmet' },
  notInTheFuture: {
    over: (step) => ({ [days.find((day) => day in shapeOf(step))!]: '2026-03-03' }),
    code: 'approval_times_impossible',
  },
  replyDueAhead: { over: { replyDueDate: '2026-03-01' }, code: 'condition_unmet' },
  entriesThere: {
    over: (step) =>
      'corrects' in shapeOf(step)
        ? { corrects: 99 }
        : 'ofVersion' in shapeOf(step)
          ? { ofVersion: 99 }
          : 'alongside' in shapeOf(step)
            ? { alongside: 99 }
            : 'follows' in shapeOf(step)
              ? { follows: 99 }
              : { discloseVersions: [1, 99] },
    code: 'subject_unknown',
  },
  entersSomething: { over: { segments: undefined }, code: 'condition_unmet' },
  movementsPast: {
    over: {
      movements: [
        {
          material: '01900000-0000-7000-8000-00000000e001',
          at: '2027-01-01T00:00:00Z',
          from: { name: '甲' },
          to: { name: '乙' },
          purpose: '送检',
          seal: 'none',
        },
      ],
    },
    code: 'approval_times_impossible',
  },
  clueReceiverFits: { over: { judicialOfficer: true }, code: 'condition_unmet' },
  notYetTransferred: {
    on: (state) => ({
      ...state,
      instances: { ...state.instances, 'criminal/case/1': { state: 'received', since: 3 } },
    }),
    code: 'condition_unmet',
  },
  nothingOpen: { on: inTime('filing_review'), code: 'condition_unmet' },
}

export const overOf = ({ over = {} }: Violation, step: string) => (typeof over === 'function' ? over(step) : over)
