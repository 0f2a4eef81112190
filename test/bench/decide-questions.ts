// What the decide bench asks: acts on cases as the gateway finds them — the input parsed by the contract, the case as it
// comes from the database, the calendar in memory. Every question is one that the law grants.

import { refused } from '../../src/kernel/index.ts'
import {
  type Calendar,
  type CaseEvent,
  type CaseState,
  calendarsFrom,
  decide,
  evolve,
  type Facts,
  type Part,
  type Procedure,
  procedureAt,
  type StepRequest,
} from '../../src/procedure/index.ts'
import { letter } from './letters.ts'

export interface Question {
  readonly kind: string
  readonly procedure: Procedure
  readonly state: CaseState | null
  readonly request: StepRequest
  readonly facts: Facts
  /** What `decide` grants. */
  readonly event: CaseEvent
}

/** Enough cases that none is asked twice in a row and all stay in the processor's caches. */
const cases = 48
const region = '450502'
const minute = 60_000
const monday = Date.parse('2026-03-02T09:30:00+08:00')
const officers = [
  { name: '王建明', certificateNo: '450502-0001' },
  { name: '李志华', certificateNo: '450502-0002' },
]
const head = { name: '张国强', certificateNo: '450502-0003' }
const sender = { place: '海城区', region, officers: [...officers, head] } as unknown as Parameters<typeof letter>[1]
const organs: Readonly<Partial<Record<Part, string>>> = {
  sender: '01900000-0000-7000-8000-00000000000a',
  police_in_charge: '01900000-0000-7000-8000-00000000000b',
  supervisor: '01900000-0000-7000-8000-00000000000c',
}

/** One case, taken forward act by act; each act leaves its question behind. */
class Told {
  readonly questions: Question[] = []
  readonly #calendar: Calendar
  readonly #id: string
  #state: CaseState | null = null
  #atMs: number

  constructor(n: number, calendar: Calendar) {
    this.#calendar = calendar
    this.#id = `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
    this.#atMs = monday + n * 7 * minute
  }

  get atMs() {
    return this.#atMs
  }

  take(kind: string, step: string, part: Part, input: Record<string, unknown>, afterMinutes = 90): void {
    this.#atMs += afterMinutes * minute
    const procedure = procedureAt(this.#atMs)
    const rule = procedure.steps[step]
    if (rule === undefined) throw new Error(`there is no step ${step}`)
    const decidedBy = rule.decidedBy === undefined || step === 'transfer_dispatch' ? {} : { decidedBy: head }
    const request: StepRequest = {
      transferId: this.#id,
      step,
      // As from the wire: no object here is shared with another case.
      input: rule.input.parse(JSON.parse(JSON.stringify({ officers, ...decidedBy, ...input }))) as StepRequest['input'],
      atMs: this.#atMs,
      part,
      agencyId: organs[part] ?? '',
      clientId: 'bench-client',
      ...(this.#state !== null && { seenVersion: this.#state.version }),
    }
    const facts: Facts = {
      calendar: this.#calendar,
      regionCode: region,
      ...(this.#state === null && { parts: organs }),
    }
    const granted = decide(procedure, this.#state, request, facts)
    if (refused(granted)) throw new Error(`${step} was refused: ${granted.code} ${granted.detail}`)
    // A copy: where V8 sees the events themselves stay, it will make every later one among what is long-lived.
    const event = JSON.parse(JSON.stringify(granted.event)) as CaseEvent
    this.questions.push({ kind, procedure, state: this.#state, request, facts, event })
    this.#state = JSON.parse(JSON.stringify(evolve(this.#state, event))) as CaseState
  }
}

/** Forward to the decision and its receipt; where it was refused, on to the procuratorate's order to file. */
function told(n: number, calendar: Calendar): readonly Question[] {
  const tale = new Told(n, calendar)
  const times = {
    reportReceivedAt: new Date(tale.atMs - 1_440 * minute).toISOString(),
    approvedAt: new Date(tale.atMs - 60 * minute).toISOString(),
  }
  const domain = n % 4 === 0 ? { domain: 'environment' } : {}
  tale.take('transfer_dispatch', 'transfer_dispatch', 'sender', { ...letter(n, sender, times, '量'), ...domain }, 0)
  tale.take('receipt_sign', 'receipt_sign', 'police_in_charge', { acceptanceNo: `受〔2026〕${n}号` })
  const missing = n % 3 === 0 ? [{ kind: 'M4', description: '检验报告原件' }] : []
  tale.take('completeness_check', 'completeness_check', 'police_in_charge', { missing })
  if (n % 2 === 0) {
    const charges = [{ name: '生产、销售不符合安全标准的食品罪', article: '第一百四十三条' }]
    tale.take(
      'filing_approved',
      'filing_approved',
      'police_in_charge',
      { documentNo: `立〔2026〕${n}号`, charges },
      1_440,
    )
    tale.take('notice_receipt', 'filing_notice_receipt', 'sender', {})
    return tale.questions
  }
  const reasons = '涉案金额未达到立案追诉标准，情节显著轻微，不认为是犯罪。'
  tale.take(
    'filing_refused',
    'filing_refused',
    'police_in_charge',
    { documentNo: `不立〔2026〕${n}号`, ground: 'obviously_minor', reasons, returnedMaterials: ['案卷一册'] },
    1_440,
  )
  tale.take('notice_receipt', 'non_filing_notice_receipt', 'sender', {})
  tale.take('supervision', 'supervision_suggestion', 'sender', { type: 'refusal', facts: reasons }, 1_440)
  tale.take('supervision', 'require_reasons', 'supervisor', { documentNo: `检不立〔2026〕${n}号`, reasons }, 1_440)
  tale.take('supervision', 'paper_receipt', 'police_in_charge', {})
  tale.take('supervision', 'reasons_statement', 'police_in_charge', { reasons }, 2_880)
  tale.take('supervision', 'filing_order', 'supervisor', { documentNo: `检通立〔2026〕${n}号`, reasons }, 1_440)
  return tale.questions
}

/** In the order in which a gateway would meet them: many cases, each a step further than before. */
export function questions(): readonly Question[] {
  const calendar = calendarsFrom([])(region)
  const tales = Array.from({ length: cases }, (_, n) => told(n, calendar))
  const longest = Math.max(...tales.map((t) => t.length))
  return Array.from({ length: longest }, (_, i) => tales.flatMap((t) => t[i] ?? [])).flat()
}
