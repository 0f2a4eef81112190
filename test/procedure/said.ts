// What organs say in the tests of the law's machinery: the organs themselves, times of a wall in Shanghai, and for every
// step of the table an input that is lawful where nothing else is said, parsed by the row's own contract.
import type { z } from 'zod'
import {
  isPrimary,
  type OrganKind,
  type Part,
  type Procedure,
  type StepRule,
  type Viewer,
} from '../../src/procedure/index.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A valid unified social credit code (GB 32100) of an invented organ. */
function code(serial: number): string {
  const organ = String(serial).padStart(8, '0')
  const sum = [...organ].reduce((s, digit, i) => s + Number(digit) * [3, 7, 9, 10, 5, 8, 4, 2][i]!, 0)
  const check = 11 - (sum % 11)
  const body = `11110101${organ}${check === 10 ? 'X' : check === 11 ? '0' : check}`
  const all = [...body].reduce((s, ch, i) => s + alphabet.indexOf(ch) * (3 ** i % 31), 0)
  return body + alphabet[(31 - (all % 31)) % 31]
}

export interface Organ {
  /** Its id in the case; never the name of a part. */
  readonly id: string
  readonly kind: OrganKind
  /** What an input calls it. */
  readonly uscc: string
}

const organ = (serial: number, id: string, kind: OrganKind): Organ => ({ id, kind, uscc: code(serial) })

/** Organs of the tests, by id. */
export const registry = Object.fromEntries(
  (
    [
      ['agency', 'administrative'],
      ['agency-2', 'administrative'],
      ['authority', 'administrative'],
      ['expert', 'administrative'],
      ['police', 'public_security'],
      ['police-2', 'public_security'],
      ['police-3', 'public_security'],
      ['procuratorate', 'procuratorate'],
      ['procuratorate-2', 'procuratorate'],
      ['procuratorate-above', 'procuratorate'],
      ['county-court', 'court'],
      ['county-government', 'government'],
      ['justice', 'justice_bureau'],
      ['commission', 'supervisory_commission'],
      ['commission-2', 'supervisory_commission'],
    ] as const
  ).map(([id, kind], i) => [id, organ(i + 1, id, kind)]),
) as Readonly<Record<string, Organ>>

/** The code of an organ of the tests, for `to` and the like. */
export const uscc = (id: string): string => registry[id]!.uscc
export const organByCode = (text: unknown): Organ | undefined => Object.values(registry).find((o) => o.uscc === text)

/** Who has a part, unless a test says otherwise. */
export const organs: Readonly<Record<Part, string>> = {
  sender: 'agency',
  police_in_charge: 'police',
  supervisor: 'procuratorate',
  competent_authority: 'authority',
  court: 'county-court',
  upper_supervisor: 'procuratorate-above',
  gov_supervisor: 'county-government',
  justice_bureau: 'justice',
  supervisory_commission: 'commission',
  clue_receiver: 'commission-2',
  consulted: 'expert',
}
/** Where a relay leads, unless a test says otherwise. */
export const elsewhere = { police_in_charge: 'police-2', supervisor: 'procuratorate-2' }

export const officers = [
  { name: '李明', certificateNo: '110101-001' },
  { name: '王芳', certificateNo: '110101-002' },
]
export const chief = { name: '赵刚', certificateNo: 'J-0001' }

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
/** The Shanghai day so many days after an instant. */
export const dayAfter = (ms: number, days = 0): string =>
  local(new Date(ms + days * 86_400_000).toISOString()).slice(0, 10)

export const person = (name: string) => ({ kind: 'person', name, idType: 'unknown' })
const sheet = (kind: string, n: number) => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  kind,
  title: `材料${n}`,
  sha256: 'a'.repeat(64),
})
export const materials = (...kinds: string[]) => kinds.map((kind, i) => sheet(kind, i + 1))
const two = [person('张三'), person('李四')]

/** Approved an hour and twenty minutes before it is dispatched, a day after the report. */
const approval = (ms: number) => ({
  approvedBy: chief,
  reportReceivedAt: new Date(ms - 80 * 60_000 - 86_400_000).toISOString(),
  approvedAt: new Date(ms - 80 * 60_000).toISOString(),
})

/** A transfer letter with two suspects and one lot of seized goods, as the contract would take it. */
export function letter(over: Record<string, unknown> = {}, when = '2026-03-02 10:20'): Record<string, unknown> {
  return {
    documentNo: '市监移〔2026〕1号',
    caseName: '某某涉嫌虚假广告案',
    domain: 'market',
    involvesStateSecrets: false,
    suspects: two,
    charges: [{ name: '虚假广告罪' }],
    facts: '以虚假广告推销保健品。',
    legalBasis: ['行政处罚法第二十七条'],
    officers,
    approval: approval(at(when)),
    seizedItems: [{ name: '宣传册', quantity: '200', unit: '册', measure: 'seized' }],
    materials: materials('M1', 'M2', 'M3'),
    ...over,
  }
}

/** What a case is called and about, where it begins with another act than the letter. */
const head = { caseName: '某某涉嫌虚假广告案', domain: 'market', involvesStateSecrets: false, parties: two }

/** Values for what a contract wants and a test leaves out, by the field's name. */
const values: Readonly<Record<string, unknown>> = {
  ...head,
  officers,
  decidedBy: chief,
  documentNo: '公立字〔2026〕1号',
  reason: '情况说明',
  reasons: '理由如下。',
  grounds: '不予立案的理由不成立。',
  facts: '查明的事实。',
  requirements: '请抓紧侦查。',
  report: '已经查清。',
  conclusion: '同意。',
  outcome: '已出警。',
  answer: '答复如下。',
  question: '请问追诉标准。',
  subject: '追诉标准',
  period: '2026年第一季度',
  text: '情况通报。',
  how: '书面送达。',
  pointer: '/input/facts',
  correct: '更正后的内容。',
  place: '本局仓库',
  responsible: '李明',
  conditions: '冷藏保管。',
  method: '无害化处置。',
  disposedBy: '处置公司',
  consulted: '邻县人民检察院',
  court: '县人民法院',
  team: '事故调查组',
  official: '某某',
  opinion: '建议给予行政处罚。',
  legalBasisForPenalty: '广告法第五十五条',
  legalBasis: ['行政处罚法第二十七条'],
  problem: '监管不到位。',
  suggestion: '建议整改。',
  result: '已整改。',
  newFacts: '发现新的证据。',
  participants: ['李明', '王芳'],
  evidenceGaps: ['销售金额的证据'],
  charges: [{ name: '虚假广告罪' }],
  missing: [{ description: '检验报告' }],
  kinds: ['罚款'],
  receivedBy: chief,
  other: '00000000-0000-4000-8000-000000000901',
  into: '00000000-0000-4000-8000-000000000902',
  from: '00000000-0000-4000-8000-000000000903',
  relation: 'same_facts',
  sentence: { band: 'under_three_years', months: 10, fineCny: '5000' },
  suspects: ['s1'],
  explanation: '说明如下。',
  days: 5,
  corrects: 1,
  ofVersion: 1,
  follows: 1,
  clock: 'opinion_reply',
  startsOn: '2024-01-02',
  letter: 'transfer_letter',
  sha256: '0'.repeat(64),
  discloseVersions: [1],
  upheld: true,
  seizedItems: [{ name: '账册', quantity: '3', unit: '本' }],
  settled: [{ item: 1, outcome: 'accepted', reason: '自然损耗' }],
}

const material = '01900000-0000-7000-8000-00000000e001'
/** Where the field's name alone does not say it. */
const ofStep: Readonly<Record<string, Record<string, unknown>>> = {
  completeness_check: { missing: [] },
  supplement_submission: { explanation: '原件已灭失，无法补正' },
  filing_review_extension: { ground: 'clue_needs_verification', reason: '线索需要查证' },
  admin_penalty_extension: { ground: 'major_difficult_or_complex' },
  reverse_review_extension: { ground: 'major_difficult_or_complex' },
  reverse_review_suspend: { ground: 'victim_appeal' },
  filing_refused: { ground: 'obviously_minor', reasons: '情节显著轻微' },
  case_revocation: { ground: 'no_crime_fact' },
  non_prosecution: { kind: 'discretionary' },
  supervision_suggestion: { type: 'refusal', facts: '应当立案。' },
  accountability_proposal: { ground: 'overdue_transfer' },
  accountability: { measure: 'demerit' },
  agency_reply: { result: 'penalised' },
  procuratorial_opinion_penalty: { nonProsecution: { documentNo: '不诉〔2026〕1号', kind: 'discretionary' } },
  appraisal_or_hearing_begun: { ground: 'appraisal' },
  licence_penalty: { kinds: ['suspend_licence'] },
  whistleblow: { agency: uscc('agency') },
  evidence_entry: {
    segments: [{ recording: material, record: material.replace('e001', 'e002'), from: 0, to: '0:10:30' }],
  },
  evidence_custody_change: {
    movements: [
      {
        material,
        at: '2020-01-05T09:00:00+08:00',
        from: { name: '本局' },
        to: { name: '检验所' },
        purpose: '送检',
        seal: 'intact',
      },
    ],
  },
  evidence_catalogue_change: { changes: [{ material, folder: '证据卷/第一册' }] },
}

/** Days that must fit the day of the act. */
const timely = (ms: number): Readonly<Record<string, unknown>> => ({
  judgedOn: dayAfter(ms),
  performedOn: dayAfter(ms),
  replyDueDate: dayAfter(ms, 30),
})

export interface Saying {
  /** Shanghai time of the act. */
  readonly when?: string
  /** The act begins a case. */
  readonly opens?: boolean
  /** Organs that have a part already: where one of them is meant, nobody need be named. */
  readonly held?: readonly Viewer[]
}

/** Input as the contract parses it. Throws where the contract refuses. */
export function inputOf(procedure: Procedure, step: string, over: Record<string, unknown> = {}, saying: Saying = {}) {
  const rule = procedure.steps[step]
  if (rule === undefined) throw new Error(`no step ${step}`)
  const { when = '2026-03-02 10:20', opens = false, held = [] } = saying
  const { shape } = rule.input as z.ZodObject
  const said: Record<string, unknown> = {}
  if ('approval' in shape || 'team' in shape) Object.assign(said, letter({}, when))
  const known = { ...values, ...timely(at(when)) }
  for (const [field, type] of Object.entries(shape)) {
    if (field in said || (type as z.ZodType).safeParse(undefined).success) continue
    // Of a list of words any is lawful.
    const [word] = (type as z.ZodEnum).options ?? []
    const value = field in known && (type as z.ZodType).safeParse(known[field]).success ? known[field] : word
    if (value !== undefined) said[field] = value
  }
  for (const field of Object.keys(said)) if (!(field in shape)) delete said[field]
  if (opens && 'parties' in shape) Object.assign(said, head)
  const to = rule.parts === 'relays' ? 'police-2' : rule.parts === 'passes' ? 'agency-2' : invited(rule, held)
  if (shape.to !== undefined && to !== undefined) said.to = uscc(to)
  return rule.input.parse({ ...said, ...ofStep[step], ...over }) as Record<string, unknown>
}

/** Whom an act means that must name somebody. */
function invited({ invites, input }: StepRule, held: readonly Viewer[]): string | undefined {
  if (invites === undefined || invites.optional) return undefined
  const meant = held.find((h) => h.part === (invites.otherwise ?? invites.part))?.agencyId
  const must = !(input as z.ZodObject).shape.to?.safeParse(undefined).success
  if (isPrimary(invites.otherwise ?? invites.part) && meant !== undefined) return must ? meant : undefined
  return organs[invites.part]
}
