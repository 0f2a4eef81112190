// Every state that the older platform's cases may be in at the day of the switch: read with the rows that led to it, and
// without them. Either way the case stands where it stood there, and the next lawful step is offered and granted.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../src/kernel/index.ts'
import {
  basic,
  crimeForm,
  granted,
  kinds,
  offered,
  party,
  police,
  type Rows,
  read,
  sent,
  states,
  step,
  steps,
  suspect,
  type Values,
} from './takeover-rows.ts'

interface Standing {
  readonly state: string
  readonly what: string
  /** Rows that led to it, beside the entry and the transfer. */
  readonly rows: Rows
  readonly instances: Readonly<Record<string, string>>
  /** What is offered next: part and step. */
  readonly next?: readonly [
    part: 'sender' | 'police_in_charge' | 'supervisor',
    step: string,
    over?: Record<string, unknown>,
  ]
  /** Imported steps, in order. */
  readonly steps: readonly string[]
}

const filed = police('3', '02-10', '14')
const refused = police('3', '02-10', '11')
const asked = step('4', '03-01', 'u3', { TASK_TYPE: '18', CASE_STATE: '13' })
const stated = step('5', '03-08', 'u2', { TASK_TYPE: '19', CASE_STATE: '15' })
const ordered = step('6', '03-20', 'u3', { TASK_TYPE: '20', CASE_STATE: '16' })
const accepted = step('6', '03-20', 'u3', { TASK_TYPE: '21', CASE_STATE: '12' })
const act = (id: string, day: string, user: string, action: string, state: string) =>
  step(id, day, user, { ACTION_TYPE: action, CASE_STATE: state })
const arrestAsked = act('4', '02-20', 'u2', '1', '17')
const arrested = act('5', '02-27', 'u3', '6', '18')
const referred = act('6', '04-20', 'u2', '2', '19')
const indicted = act('7', '05-20', 'u3', '3', '21')
const judged = act('8', '07-20', 'u4', '5', '22')

const one = (over: Values = {}) => ({ CASE_XIANYIREN: [suspect('9', '张三', over)] })
const steppedBy = (...rows: Values[]) => ({ CASE_STEP: [...sent, ...rows] })
const detention = {
  CASE_ID: '1',
  ACCEPT_ORG: 'P1',
  TRANSFER_REASON: '未遂',
  UNDERTAKE_TIME: '2019-02-01',
  STEP_ID: '2',
}
const sentFor = step('2', '02-01', 'u1', { TASK_TYPE: '15', CASE_STATE: '30' })

const began = ['imported_record', 'transfer_dispatch']
const standings: readonly Standing[] = [
  {
    state: '10',
    what: 'transferred and not signed for',
    rows: steppedBy(),
    instances: { 'criminal/case/1': 'transferred' },
    next: ['police_in_charge', 'receipt_sign'],
    steps: began,
  },
  {
    state: '14',
    what: 'filed',
    rows: { ...steppedBy(filed), ...one() },
    instances: { 'criminal/case/1': 'divided', 'criminal/s1/1': 'filed' },
    next: ['police_in_charge', 'arrest_request', { suspects: ['s1'] }],
    steps: [...began, 'filing_approved'],
  },
  {
    state: '11',
    what: 'not filed',
    rows: { ...steppedBy(refused), ...one() },
    instances: { 'criminal/case/1': 'divided', 'criminal/s1/1': 'not_filed' },
    next: ['sender', 'reconsideration_request'],
    steps: [...began, 'filing_refused'],
  },
  {
    state: '17',
    what: 'arrest requested',
    rows: { ...steppedBy(filed, arrestAsked), ...one({ DAIBU_STATE: '2' }) },
    instances: { 'criminal/s1/1': 'filed', 'coercive/s1/1': 'arrest_requested' },
    next: ['supervisor', 'arrest_approved', { suspects: ['s1'] }],
    steps: [...began, 'filing_approved', 'arrest_request'],
  },
  {
    state: '18',
    what: 'arrest approved',
    rows: { ...steppedBy(filed, arrestAsked, arrested), ...one({ DAIBU_STATE: '3' }) },
    instances: { 'criminal/s1/1': 'filed', 'coercive/s1/1': 'arrest_approved' },
    next: ['police_in_charge', 'prosecution_referral'],
    steps: [...began, 'filing_approved', 'arrest_request', 'arrest_approved'],
  },
  {
    state: '19',
    what: 'referred for prosecution',
    rows: { ...steppedBy(filed, referred), ...one({ TIQING_QISU_STATE: '2' }) },
    instances: { 'criminal/s1/1': 'referred_for_prosecution' },
    next: ['supervisor', 'indictment'],
    steps: [...began, 'filing_approved', 'prosecution_referral'],
  },
  {
    state: '21',
    what: 'indicted',
    rows: { ...steppedBy(filed, referred, indicted), ...one({ TIQING_QISU_STATE: '2', GONGSU_STATE: '3' }) },
    instances: { 'criminal/s1/1': 'indicted' },
    next: ['supervisor', 'judgment_convicted'],
    steps: [...began, 'filing_approved', 'prosecution_referral', 'indictment'],
  },
  {
    state: '22',
    what: 'judged',
    rows: {
      ...steppedBy(filed, referred, indicted, judged),
      ...one({ TIQING_QISU_STATE: '2', GONGSU_STATE: '3', PANJUE_STATE: '2', CONDITION_ID: 'G1' }),
    },
    instances: { 'criminal/s1/1': 'judged_convicted' },
    next: ['sender', 'admin_handling_after_refusal'],
    steps: [...began, 'filing_approved', 'prosecution_referral', 'indictment', 'judgment_convicted'],
  },
  {
    state: '13',
    what: 'asked for reasons',
    rows: { ...steppedBy(refused, asked), ...one() },
    instances: { 'criminal/s1/1': 'not_filed', 'supervision/filing/1': 'reasons_required' },
    next: ['police_in_charge', 'reasons_statement'],
    steps: [...began, 'filing_refused', 'require_reasons'],
  },
  {
    state: '15',
    what: 'reasons stated',
    rows: { ...steppedBy(refused, asked, stated), ...one() },
    instances: { 'criminal/s1/1': 'not_filed', 'supervision/filing/1': 'reasons_stated' },
    next: ['supervisor', 'filing_order'],
    steps: [...began, 'filing_refused', 'require_reasons', 'reasons_statement'],
  },
  {
    state: '16',
    what: 'ordered to file',
    rows: { ...steppedBy(refused, asked, stated, ordered), ...one() },
    instances: { 'criminal/s1/1': 'not_filed', 'supervision/filing/1': 'filing_ordered' },
    next: ['police_in_charge', 'filing_after_order'],
    steps: [...began, 'filing_refused', 'require_reasons', 'reasons_statement', 'filing_order'],
  },
  {
    state: '12',
    what: 'agreed not to file',
    rows: { ...steppedBy(refused, asked, stated, accepted), ...one() },
    instances: { 'criminal/s1/1': 'not_filed', 'supervision/filing/1': 'not_filed_final' },
    next: ['sender', 'admin_handling_after_refusal'],
    steps: [...began, 'filing_refused', 'require_reasons', 'reasons_statement', 'reasons_accepted'],
  },
  {
    state: '9',
    what: 'suggested to be transferred',
    rows: {
      CASE_STEP: [sent[0] as Values, step('2', '02-01', 'u3', { TASK_TYPE: '7', CASE_STATE: '9' })],
      SUGGEST_YISONG_FORM: [{ STEP_ID: '2', CASE_ID: '1', SUGGEST_TIME: '2019-01-31', CREATE_ORG: 'J1' }],
    },
    instances: { 'supervision/demand/1': 'transfer_demanded' },
    next: ['sender', 'transfer_dispatch', { domain: 'market' }],
    steps: ['imported_record', 'procuratorate_demands_transfer'],
  },
  {
    state: '30',
    what: 'transferred for detention',
    rows: { CASE_STEP: [sent[0] as Values, sentFor], TRANSFER_DETENTION: [detention] },
    instances: { 'administrative/detention/1': 'detention_transferred' },
    next: ['police_in_charge', 'detention_acceptance'],
    steps: ['imported_record', 'admin_detention_transfer'],
  },
  {
    state: '31',
    what: 'detained',
    rows: {
      CASE_STEP: [sent[0] as Values, sentFor, step('3', '02-03', 'u2', { TASK_TYPE: '16', CASE_STATE: '31' })],
      TRANSFER_DETENTION: [detention],
      DETENTION_INFO: [{ CASE_ID: '1', DETENTION_DAYS: '10', DETENTION_STATE: '2', STEP_ID: '3' }],
    },
    instances: { 'administrative/detention/1': 'detention_decided' },
    steps: ['imported_record', 'admin_detention_transfer', 'detention_decided'],
  },
  {
    state: '32',
    what: 'not detained',
    rows: {
      CASE_STEP: [sent[0] as Values, sentFor, step('3', '02-03', 'u2', { TASK_TYPE: '17', CASE_STATE: '32' })],
      TRANSFER_DETENTION: [detention],
    },
    instances: { 'administrative/detention/1': 'detention_declined' },
    steps: ['imported_record', 'admin_detention_transfer', 'detention_declined'],
  },
]

const everyRow = (s: Standing): Rows => ({
  CASE_BASIC: [basic({ CASE_STATE: s.state })],
  CASE_PARTY: [party('5', '张三')],
  ...(Number(s.state) < 30 && s.state !== '9' && { CRIME_CASE_FORM: [crimeForm()] }),
  ...s.rows,
})

describe.each(standings)('a case at $state ($what)', (s) => {
  const reading = read(everyRow(s))

  test('stands there by its rows, without a difference', () => {
    expect(states(reading)).toMatchObject(s.instances)
    expect(steps(reading)).toEqual(s.steps)
    expect(kinds(reading)).toEqual([])
    expect(reading.unmapped).toEqual([])
  })

  test('has the next lawful step offered and granted', () => {
    if (s.next === undefined) return
    const [part, name, over] = s.next
    expect(offered(reading, part).map((o) => o.step)).toContain(name)
    const answer = granted(reading, part, name, over)
    expect(answer instanceof Refusal ? answer.detail : 'granted').toBe('granted')
  })

  test('stands there too where its last row was rolled back, and says so', () => {
    const { CASE_STEP = [] } = s.rows
    const before = { ...everyRow(s), CASE_STEP: CASE_STEP.slice(0, -1) }
    const found = read(before)
    expect(states(found)).toMatchObject(s.instances)
    expect(steps(found).at(-1)).toBe('imported_state')
    expect(kinds(found).filter((k) => k.startsWith('state_without_step'))).toHaveLength(1)
    if (s.next === undefined) return
    const [part, name, over] = s.next
    expect(granted(found, part, name, over)).not.toBeInstanceOf(Refusal)
  })

  test('starts no clock, gives no receipt, makes no paper and names no officer', () => {
    for (const event of reading.transfer?.events ?? []) {
      expect(event.clocks).toEqual({ starts: [], settles: [], advances: [] })
      expect([event.officers, event.letters, event.adds.receipts, event.decidedBy]).toEqual([[], [], 0, undefined])
      expect(event.opens.filter((o) => o.instance.startsWith('service/') || o.instance.startsWith('duty/'))).toEqual([])
      expect(event.basis.length).toBeGreaterThan(0)
    }
  })
})
