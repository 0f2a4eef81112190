// Random lawful lives, made from the table itself: at each point one of the steps that an organ of the case is offered,
// on what it sees, with an input that the contract accepts; hours to weeks pass, periods run out, notices are loaded.
import type { z } from 'zod'
import { type Refusal, Refusal as Refused } from '../../src/kernel/index.ts'
import {
  type AvailableStep,
  buildCalendar,
  type CaseEvent,
  type CaseState,
  decide,
  holders,
  instanceParts,
  isPrimary,
  maySee,
  publishedNotices,
  type StepRule,
  type Viewer,
} from '../../src/procedure/index.ts'
import { Life } from './life.ts'
import { at, dayAfter, letter, local, materials, person, registry, uscc } from './said.ts'

/** Mulberry32: the same lives in every run; a life that fails is named by its seed. */
export function dice(seed: number) {
  let state = seed
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(roll() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  return {
    below,
    pick,
    chance: (p: number) => roll() < p,
    some: <T>(list: readonly T[]) => list.filter(() => roll() < 0.5),
    /** By weight; every weight is positive. */
    weighed: <T>(list: readonly T[], weight: (item: T) => number): T => {
      let left = roll() * list.reduce((sum, item) => sum + weight(item), 0)
      for (const item of list) {
        left -= weight(item)
        if (left < 0) return item
      }
      return list.at(-1) as T
    },
  }
}
export type Dice = ReturnType<typeof dice>

/** Loaded in the middle of some lives: the holidays of a year that had no notice, and a region's own day in each month. */
const own = (year: string) =>
  Object.fromEntries(Array.from({ length: 12 }, (_, m) => [`${year}-${String(m + 1).padStart(2, '0')}-14`, '地方节日']))
const notices = Object.entries(publishedNotices()).map(([year, { rest, worked }]) => {
  const days = Object.fromEntries(Object.entries(own(year)).filter(([day]) => !worked.includes(day)))
  return [year, { rest: { ...days, ...rest }, worked }] as const
})
export const later = buildCalendar({ ...Object.fromEntries(notices), 2027: { rest: own('2027'), worked: [] } })

const domains = [
  'market',
  'environment',
  'economic_crime',
  'tax',
  'work_safety',
  'drug',
  'public_order',
  'customs',
  'ip',
  'general',
]
const openings: Readonly<Record<string, number>> = {
  transfer_dispatch: 30,
  clue_discovery: 20,
  admin_detention_transfer: 5,
}
/** Steps that few lives take of themselves, and steps that would fill every life. */
const weights: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    `record_correction letter_issued cases_linked periodic_summary case_merged case_split case_closed procuratorate_demands_transfer
    justice_urge justice_opinion justice_decision duty_crime_clue_transfer whistleblow consultation_request entry_disclosure
    evidence_entry evidence_custody_change evidence_catalogue_change imported_duty_dismissed
    procuratorial_suggestion accountability_proposal licence_penalty onward_transfer_police out_of_remit_return
    transfer_withdrawal agency_jurisdiction_transfer agency_assignment admin_detention_transfer supervisory_reverse_transfer
    work_safety_non_accident_copy post_filing_jurisdiction_change items_added`
      .split(/\s+/)
      .map((step) => [step, 0.1]),
  ),
  ...Object.fromEntries(
    `paper_receipt duty_performed filing_approved filing_refused receipt_sign supplement_notice_receipt filing_notice_receipt
    non_filing_notice_receipt exhibits_handover exhibits_receipt`
      .split(/\s+/)
      .map((step) => [step, 2]),
  ),
  ...Object.fromEntries(
    `require_reasons reasons_accepted filing_order filing_after_order correction_notice correction_objection
    correction_upheld correction_withdrawn supervision_escalated escalation_concluded progress_urge wrong_filing_supervision
    filing_reasons_statement filing_reasons_accepted revocation_order revocation_reconsideration_request revocation_upheld
    revocation_order_withdrawn revocation_review_request revocation_review_upheld revocation_review_reversed
    np_internal_handover cross_region_opinion cross_region_reply reverse_review_extension reverse_review_suspend
    reverse_review_resume reverse_review_end procuratorial_opinion_penalty agency_reply reverse_followup
    supplementary_investigation_criminal supplementary_investigation_done judgment_first_instance judgment_convicted
    judgment_exempted judgment_acquitted indictment non_prosecution prosecution_referral filing_review_extension
    supplementary_inquiry supplementary_inquiry_report arrest_request arrest_refused arrest_approved
    admin_penalty_extension detention_decided detention_declined detention_returned accountability suggestion_reply
    suggestion_escalated justice_objection justice_objection_rejected justice_objection_upheld justice_reply consultation_reply`
      .split(/\s+/)
      .map((step) => [step, 5]),
  ),
  voluntary_filing: 0.5,
}

export interface Taken {
  readonly step: string
  readonly viewer: Viewer
  readonly offer: AvailableStep
  readonly refusal?: Refusal
}

export interface Told {
  readonly seed: number
  readonly life: Life
  /** What was offered and tried, in order. */
  readonly taken: readonly Taken[]
  readonly nowMs: number
  /** Other requests, most of them unlawful: what each was answered. */
  readonly strays: readonly (Refusal | CaseEvent)[]
}

const shapeOf = (rule: StepRule): Record<string, z.ZodType> =>
  (rule.input as z.ZodObject).shape as Record<string, z.ZodType>
const wall = (ms: number) => {
  const text = new Date(ms + 8 * 3_600_000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`
}

export interface Question extends ReturnType<Life['question']> {
  readonly state: CaseState | null
  readonly answer: ReturnType<typeof decide>
}

export interface Walk {
  readonly acts?: number
  /** Called after each act; for what must hold at every moment of a life. */
  readonly after?: (life: Life, event: CaseEvent) => void
  /** Called with each question before its answer is applied. */
  readonly asked?: (question: Question) => void
  /** Only these openings. */
  readonly openings?: readonly string[]
}

export function wander(seed: number, { acts = 45, after, asked, openings: wanted }: Walk = {}): Told {
  const d = dice(seed)
  let nowMs = at('2024-02-01 08:00') + d.below(900 * 24 * 60) * 60_000
  // Some regions have opted in to what the table keeps disabled.
  const optIns = new Set(
    [
      'filing_review:1',
      'filing_review:2',
      'police_take_delivery:0',
      'drug_agency_check:0',
      'penalty_opinion:0',
      'admin_penalty:1',
    ].filter(() => seed % 5 === 0),
  )
  const transferId = `01900000-0000-7000-8000-${String(seed).padStart(12, '0')}`
  const life = new Life({ optIns, transferId, takenOver: seed % 7 === 0 })
  const taken: Taken[] = []
  const strays: (Refusal | CaseEvent)[] = []
  const noted = (event: CaseEvent) => after?.(life, event)
  noted(open(d, life, wanted, nowMs))
  for (let tries = 0; tries < acts && !d.chance(0.01); tries++) {
    nowMs +=
      d.below(d.pick([60, 60, 600, 600, 4_000, 8_000, 8_000, 30_000, 30_000, 250_000])) * 60_000 + d.below(60_000)
    if (d.chance(0.5)) for (const event of life.expire(wall(nowMs))) noted(event)
    if (d.chance(0.05)) for (const event of life.recount(wall(nowMs), later)) noted(event)
    const choices = turn(d, life, nowMs)
    if (choices.length === 0) break
    const { viewer, offer } = d.weighed(choices, (c) => weights[c.offer.step] ?? 1)
    const answer = attempt(d, life, offer, viewer, nowMs, asked)
    taken.push({ step: offer.step, viewer, offer, ...(answer instanceof Refused && { refusal: answer }) })
    if (!(answer instanceof Refused)) noted(answer)
    if (d.chance(0.3)) strays.push(stray(d, life, nowMs))
  }
  return { seed, life, taken, nowMs, strays }
}

/** What the organ whose turn it is is offered; who is in charge of something has its turn more often. */
function turn(d: Dice, life: Life, nowMs: number) {
  const waiting = holders(life.state)
  while (waiting.length > 0) {
    const viewer = d.weighed(waiting, ({ part }) => (isPrimary(part) ? 3 : 1))
    const offered = life.offered(viewer, wall(nowMs)).map((offer) => ({ viewer, offer }))
    if (offered.length > 0) return offered
    waiting.splice(waiting.indexOf(viewer), 1)
  }
  return []
}

/** What each organ of the case is offered, on what it sees. */
export function offers(life: Life, nowMs: number): { viewer: Viewer; offer: AvailableStep }[] {
  return holders(life.state).flatMap((viewer) => life.offered(viewer, wall(nowMs)).map((offer) => ({ viewer, offer })))
}

function open(d: Dice, life: Life, wanted: readonly string[] | undefined, nowMs: number): CaseEvent {
  const procedure = life.set('', nowMs)
  const ways = Object.keys(procedure.steps).filter(
    (step) => procedure.steps[step]?.opening && (wanted?.includes(step) ?? true),
  )
  const step = d.weighed(ways, (way) => openings[way] ?? 2)
  const people = Array.from({ length: 1 + d.below(4) }, (_, i) => person(`嫌疑人${i + 1}`))
  const shape = shapeOf(procedure.steps[step]!)
  const whole = 'suspects' in shape && 'charges' in shape
  return life.take(step, wall(nowMs), {
    ...(whole ? { ...sent(d, nowMs), suspects: people } : { parties: people }),
    domain: d.pick(domains),
    ...('approval' in shape && { approval: approved(d, nowMs) }),
    ...('receiver' in shape && {}),
  })
}

const approved = (d: Dice, nowMs: number) => {
  const ms = nowMs - d.below(40 * 60) * 60_000
  return {
    ...(letter().approval as object),
    approvedAt: new Date(ms).toISOString(),
    reportReceivedAt: new Date(ms - d.below(6 * 24 * 60) * 60_000).toISOString(),
  }
}

/** A letter that some agency might send: goods or none, a gap, a penalty for the same facts. */
function sent(d: Dice, nowMs: number): Record<string, unknown> {
  const items = d.chance(0.6)
  const gap = d.chance(0.2)
  const penalised = d.chance(0.3)
  const prior = {
    decisionNo: '罚〔2024〕1号',
    decisionDate: dayAfter(nowMs, -d.below(20)),
    kinds: ['罚款'],
    sameFacts: true,
  }
  return {
    seizedItems: items ? [{ name: '货物', quantity: '10', unit: '箱', measure: d.pick(['seized', 'none']) }] : [],
    materials: materials(
      'M1',
      ...(gap ? [] : ['M2']),
      ...(items ? ['M3'] : []),
      ...(penalised ? ['penalty_decision'] : []),
    ),
    acknowledgedGaps: gap ? [{ kind: 'M2', reason: '情况紧急' }] : [],
    priorPenalties: penalised ? [{ ...prior, ...(d.chance(0.5) && { fine: '3000' }) }] : [],
  }
}

/** Tries what is offered, with what a caller might say to it. */
function attempt(
  d: Dice,
  life: Life,
  offer: AvailableStep,
  viewer: Viewer,
  nowMs: number,
  asked: Walk['asked'],
): CaseEvent | Refusal {
  const rule = life.set(offer.step, nowMs).steps[offer.step]!
  const over = said(d, life, rule, offer, viewer, nowMs)
  const to =
    rule.parts === 'relays'
      ? {
          police_in_charge: d.pick(
            ['police-2', 'police-3', 'police'].filter((p) => p !== life.state!.parts.police_in_charge),
          ),
          supervisor: d.pick(['procuratorate', 'procuratorate-2']),
        }
      : undefined
  const question = life.question(offer.step, wall(nowMs), over, { as: viewer, to })
  const answer = decide(question.procedure, life.state, question.request, question.facts)
  asked?.({ ...question, state: life.state, answer })
  return answer instanceof Refused ? answer : life.apply(answer.event)
}

/** What a caller might say with a step that it is offered now. */
function said(d: Dice, life: Life, rule: StepRule, { step, instances }: AvailableStep, viewer: Viewer, nowMs: number) {
  const shape = shapeOf(rule)
  const own = instances.filter((key) => key.startsWith(`${rule.track}/`))
  const numbers = own.map((key) => instanceParts(key).no)
  const over: Record<string, unknown> = {}
  const one = d.pick(own)
  if (own.length > 0) {
    if ('instance' in shape && one !== undefined) over.instance = one
    for (const field of ['no', 'round'])
      if (field in shape && one !== undefined && (own.length > 1 || d.chance(0.5))) over[field] = instanceParts(one).no
    if ('batches' in shape && d.chance(0.5)) over.batches = numbers
  }
  const suspects = suspectsFor(d, life, rule, own)
  if ('suspects' in shape && !('charges' in shape && 'seizedItems' in shape) && suspects !== undefined)
    over.suspects = suspects
  for (const field of ['decidedOn', 'transferredOn', 'adminFiledOn', 'foundOn'])
    if (field in shape && d.chance(0.4)) over[field] = dayAfter(nowMs, field === 'decidedOn' ? 0 : -d.below(5))
  return { ...over, ...particular(d, life, step, own, viewer, nowMs) }
}

/** Some of those whom the step would move; whom it must name, it names. */
function suspectsFor(d: Dice, life: Life, rule: StepRule, own: readonly string[]): readonly string[] | undefined {
  const ids = own.map((key) => instanceParts(key).subject).filter((s) => /^s\d+$/.test(s))
  const all = life.state!.suspects.map((s) => s.id)
  const must = shapeOf(rule).suspects?.safeParse(undefined).success === false
  const open =
    rule.orNew && rule.of === 'suspect'
      ? all.filter((id) => life.state!.instances[`${rule.track}/${id}/1`] === undefined)
      : []
  const stand = rule.during?.flatMap((w) => (w.track === 'criminal' ? w.states : [])) ?? []
  const there = (id: string) => stand.includes(life.state!.instances[`criminal/${id}/1`]?.state ?? '')
  // A matter of several suspects is moved for those who stand where the act wants them.
  if (rule.track === 'supervision' && stand.length > 0 && all.some(there)) return all.filter(there)
  const eligible = [...new Set([...ids, ...open])].filter(
    (id) =>
      rule.track !== 'coercive' ||
      stand.length === 0 ||
      stand.includes(life.state!.instances[`criminal/${id}/1`]?.state ?? ''),
  )
  const named = d.some(eligible)
  if (named.length > 0 && (must || d.chance(0.6))) return named
  return must ? (eligible.length > 0 ? eligible : ids).slice(0, 1) : undefined
}

function particular(
  d: Dice,
  life: Life,
  step: string,
  own: readonly string[],
  viewer: Viewer,
  nowMs: number,
): Record<string, unknown> {
  const state = life.seen(viewer)
  const clocks = Object.values(state.clocks).filter((c) => c.status === 'running')
  switch (step) {
    case 'transfer_dispatch':
    case 'accident_team_transfer':
      return {
        ...sent(d, nowMs),
        ...(step === 'transfer_dispatch' && { approval: approved(d, nowMs) }),
        domain: state.domain,
      }
    case 'completeness_check':
      return {
        missing:
          d.chance(0.6) || own.some((k) => state.instances[k]?.state === 'under_filing_review')
            ? [{ description: '检验报告' }]
            : [],
      }
    case 'exhibits_receipt':
      return d.chance(0.4)
        ? { counted: [{ item: 1, counted: '9', difference: { reason: '清点短少', accepted: d.chance(0.3) } }] }
        : {}
    case 'transfer_report':
      return { deliberationRequired: d.chance(0.4) }
    case 'filing_review_extension':
      return { ground: d.pick(['clue_needs_verification', 'major_difficult_or_complex', 'cross_region']) }
    case 'filing_approved':
    case 'filing_refused': {
      const undecided = state.suspects
        .map((s) => s.id)
        .filter((id) => state.instances[`criminal/${id}/1`] === undefined)
      const named = d.some(undecided)
      const returned = step === 'filing_refused' && d.chance(0.5) ? { returnedMaterials: ['移送书'] } : {}
      return {
        ...returned,
        ...(d.chance(0.5) && { decidedOn: undefined }),
        ...(named.length > 0 && d.chance(0.6) && { suspects: named }),
      }
    }
    case 'supervision_suggestion':
      return { type: d.pick(['refusal', 'upheld', 'revoked']) }
    case 'judgment_convicted':
      return {
        sentence: {
          band: 'under_three_years',
          ...(d.chance(0.5) && { fineCny: '5000' }),
          ...(d.chance(0.5) && { adminDetentionDays: 5 }),
        },
      }
    case 'admin_penalised':
      return d.chance(0.3) ? { fine: '1000' } : {}
    case 'entry_disclosure':
      return disclosed(d, life, viewer)
    case 'record_correction':
      return { corrects: d.pick(visible(life, viewer)) }
    case 'letter_issued':
      return { ofVersion: d.pick(visible(life, viewer)) }
    case 'imported_duty_dismissed':
      return { follows: d.pick(visible(life, viewer)) }
    case 'imported_duty_started':
      return {
        follows: d.pick(visible(life, viewer)),
        clock: d.pick(
          Object.entries(life.set(step, nowMs).clocks).flatMap(([id, { owner }]) =>
            owner === viewer.part || owner === 'addressee' ? [id] : [],
          ),
        ),
        startsOn: dayAfter(nowMs, -d.below(20)),
      }
    case 'clue_discovery':
      return { standard: 'threshold_reached' }
    case 'duty_crime_clue_transfer':
      return d.chance(0.3) ? { to: uscc('procuratorate-above'), judicialOfficer: true } : {}
    case 'procuratorial_suggestion':
    case 'procuratorial_opinion_penalty':
      return d.chance(0.3) ? { replyDueDate: dayAfter(nowMs, d.below(20)), ...invitee(d) } : invitee(d)
    case 'police_reverse_transfer':
    case 'court_reverse_transfer':
      return invitee(d)
    case 'consultation_request':
      return { to: uscc(d.pick(['expert', 'police-2', 'procuratorate-2', 'authority'])) }
    case 'indictment':
      return d.chance(0.7) ? { to: uscc('county-court') } : {}
    case 'supervision_escalated':
    case 'revocation_review_request':
      return d.chance(0.6) ? { to: uscc('procuratorate-above') } : {}
    case 'accountability_proposal':
      return { to: uscc(d.pick(['county-government', 'agency-2', 'police-3'])) }
    case 'agency_jurisdiction_transfer':
    case 'agency_assignment':
      return {
        to: uscc(
          ['agency', 'agency-2', 'authority'].find((id) => !holders(life.state).some((h) => h.agencyId === id)) ??
            'expert',
        ),
      }
    default:
      return clocks.length > 0 && step === 'admin_case_filed' ? {} : {}
  }
}

const invitee = (d: Dice) => (d.chance(0.5) ? { to: uscc(d.pick(['authority', 'police', 'agency'])) } : {})

/** Entries that an organ sees. */
export const visible = (life: Life, viewer: Viewer): number[] => {
  const shown = life.events.flatMap((e) =>
    e.discloses?.to === viewer.part || e.discloses?.to === viewer.agencyId ? e.discloses.versions : [],
  )
  return life.events.filter((e) => maySee(e, viewer) || shown.includes(e.version)).map((e) => e.version)
}

/** Of what it sees itself, to somebody of the case or to somebody new. */
function disclosed(d: Dice, life: Life, viewer: Viewer): Record<string, unknown> {
  const known = holders(life.state)
    .map((h) => h.agencyId)
    .filter((id) => registry[id] !== undefined && id !== viewer.agencyId)
  const versions = d.some(visible(life, viewer))
  return {
    to: uscc(d.pick([...known, 'expert'])),
    discloseVersions: versions.length > 0 ? versions : [visible(life, viewer)[0]],
  }
}

/** Something that is very likely not lawful, in anybody's name: refused or granted, never thrown. */
function stray(d: Dice, life: Life, nowMs: number): Refusal | CaseEvent {
  const procedure = life.set('', nowMs)
  const step = d.pick(Object.keys(procedure.steps))
  const shape = shapeOf(procedure.steps[step]!)
  const over = {
    ...('instance' in shape && { instance: d.pick([...Object.keys(life.state!.instances), 'service/filing_order/7']) }),
    ...('no' in shape && d.chance(0.5) && { no: 1 + d.below(3) }),
    ...('batches' in shape && d.chance(0.5) && { batches: [7] }),
    ...('suspects' in shape && !('seizedItems' in shape) && d.chance(0.5) && { suspects: ['s1', 's9'] }),
  }
  const as = d.pick<Viewer | 'gateway' | null>([...holders(life.state), 'gateway', null])
  const options = { as, ...(d.chance(0.3) && { seenVersion: d.below(5) }) }
  const answer = life.ask(step, wall(nowMs), over, options)
  return answer instanceof Refused ? answer : answer.event
}

export { local, wall }
