// One life of a case told in acts, for the tests of the law's machinery: every act is parsed by the row's own contract,
// decided, sealed as JSON, and applied. Nothing here knows a database, a door or a clock of the machine.
import { expect } from 'vitest'
import { Refusal, type RefusalCode } from '../../src/kernel/index.ts'
import {
  buildCalendar,
  type CaseEvent,
  type CaseState,
  decide,
  evolve,
  type Facts,
  type Granted,
  type Part,
  type Procedure,
  procedureAt,
  publishedNotices,
} from '../../src/procedure/index.ts'

export const calendar = buildCalendar(publishedNotices())

export const officers = [
  { name: '李明', certificateNo: '110101-001' },
  { name: '王芳', certificateNo: '110101-002' },
]
export const chief = { name: '赵刚', certificateNo: 'J-0001' }

export const organs: Readonly<Record<Part, string>> = {
  sender: 'agency',
  police_in_charge: 'police',
  supervisor: 'procuratorate',
}
/** Where a relay leads, unless a test says otherwise. */
export const elsewhere = { police_in_charge: 'police-2', supervisor: 'procuratorate-2' }

/** Epoch milliseconds of a Shanghai wall-clock time, `2026-03-02 10:20` or with seconds. */
export const at = (local: string): number => {
  const [date, time = '00:00'] = local.split(' ')
  return Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}+08:00`)
}
/** The same as text on the wire. */
export const instant = (local: string): string => new Date(at(local)).toISOString()
/** `2026-03-02 10:20` of an instant on the wire. */
export const local = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

const person = (name: string) => ({ kind: 'person', name, idType: 'unknown' })
const sheet = (kind: string, n: number) => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  kind,
  title: `材料${n}`,
  sha256: 'a'.repeat(64),
})
export const materials = (...kinds: string[]) => kinds.map((kind, i) => sheet(kind, i + 1))

/** A transfer letter with two suspects and one lot of seized goods, as the contract would take it. */
export function letter(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    documentNo: '市监移〔2026〕1号',
    caseName: '某某涉嫌虚假广告案',
    domain: 'market',
    involvesStateSecrets: false,
    suspects: [person('张三'), person('李四')],
    charges: [{ name: '虚假广告罪' }],
    facts: '以虚假广告推销保健品。',
    legalBasis: ['行政处罚法第二十七条'],
    officers,
    approval: {
      approvedBy: chief,
      reportReceivedAt: instant('2026-03-01 09:00'),
      approvedAt: instant('2026-03-02 09:00'),
    },
    seizedItems: [{ name: '宣传册', quantity: '200', unit: '册', measure: 'seized' }],
    materials: materials('M1', 'M2', 'M3'),
    ...over,
  }
}

/** What each step needs to be lawful, beside what a test says. */
const defaults: Readonly<Record<string, Record<string, unknown>>> = {
  transfer_dispatch: letter(),
  onward_transfer_police: { to: '12100000425006133D', reason: '犯罪地在外地' },
  out_of_remit_return: { reason: '不属于公安机关管辖' },
  supplement_submission: { explanation: '原件已灭失，无法补正' },
  filing_review_extension: { ground: 'clue_needs_verification', reason: '线索需要查证' },
  supplementary_inquiry: { evidenceGaps: ['销售金额的证据'] },
  supplementary_inquiry_report: { report: '已补充调查' },
  filing_approved: { documentNo: '公立字〔2026〕1号', charges: [{ name: '虚假广告罪' }] },
  filing_refused: { documentNo: '公不立字〔2026〕1号', ground: 'obviously_minor', reasons: '情节显著轻微' },
  exhibits_handover: { receivedBy: chief },
}

/** Input as the contract parses it. Throws where the contract refuses. */
export function inputOf(procedure: Procedure, step: string, over: Record<string, unknown> = {}) {
  const rule = procedure.steps[step]
  if (rule === undefined) throw new Error(`no step ${step}`)
  const decided = rule.decidedBy !== undefined && rule.parts !== 'opens' ? { decidedBy: chief } : {}
  return rule.input.parse({ officers, ...decided, ...defaults[step], ...over }) as Record<string, unknown>
}

export interface ActOptions {
  readonly part?: Part | null
  readonly seenVersion?: number
  readonly to?: Facts['parts']
}

export class Life {
  state: CaseState | null = null
  readonly events: CaseEvent[] = []
  readonly #sets: readonly Procedure[] | undefined
  constructor(sets?: readonly Procedure[]) {
    this.#sets = sets
  }

  /** What `decide` says to an act at a Shanghai time; nothing changes. */
  ask(step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}): Granted | Refusal {
    const procedure = procedureAt(at(when), this.#sets)
    const rule = procedure.steps[step]
    const part = options.part === undefined ? (rule?.by ?? null) : options.part
    const parts = rule?.parts === 'opens' ? organs : rule?.parts === 'relays' ? (options.to ?? elsewhere) : undefined
    return decide(
      procedure,
      this.state,
      {
        transferId: '01900000-0000-7000-8000-000000000001',
        step,
        input: inputOf(procedure, step, over),
        atMs: at(when),
        part,
        agencyId: part === null ? 'stranger' : (this.state?.parts[part] ?? organs[part]),
        clientId: 'client',
        ...(options.seenVersion !== undefined && { seenVersion: options.seenVersion }),
      },
      {
        calendar,
        ...(parts && { parts }),
        regionCode: '110101',
        ...(this.#sets && { procedures: this.#sets }),
      },
    )
  }

  /** Takes an act that must be lawful. */
  take(step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}): CaseEvent {
    const granted = this.ask(step, when, over, options)
    if (granted instanceof Refusal) throw new Error(`${step} at ${when}: ${granted.code} ${granted.detail}`)
    const event = JSON.parse(JSON.stringify(granted.event)) as CaseEvent
    this.events.push(event)
    this.state = evolve(this.state, event)
    return event
  }

  /** An act that must be refused, with this code. */
  refused(code: RefusalCode, step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}) {
    const answer = this.ask(step, when, over, options)
    expect(answer, `${step} at ${when} was granted`).toBeInstanceOf(Refusal)
    expect((answer as Refusal).code, (answer as Refusal).detail).toBe(code)
    return answer as Refusal
  }

  /** State of each instance, `criminal/s1/1` → `filed`. */
  get tracks(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.state?.instances ?? {}).map(([key, i]) => [key, i.state]))
  }

  /** Status of the clocks of a rule, in the order in which they began. */
  clocks(rule: string) {
    return Object.values(this.state?.clocks ?? {})
      .filter((c) => c.rule === rule)
      .sort((a, b) => a.anchorVersion - b.anchorVersion || (a.on < b.on ? -1 : 1))
  }

  /** The one clock of a rule. */
  clock(rule: string) {
    const [clock, ...more] = this.clocks(rule)
    if (clock === undefined || more.length > 0) throw new Error(`${more.length + (clock ? 1 : 0)} clocks of ${rule}`)
    return clock
  }
}
