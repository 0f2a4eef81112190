// Random lawful lives, generated from the table itself: at each point one of the steps that are available, with an input
// that its contract accepts. Whatever life a case leads, its events alone give the case back, in whatever order the
// database hands out the keys of an object.
import { expect, test } from 'vitest'
import { canonical, Refusal } from '../../src/kernel/index.ts'
import {
  available,
  type CaseEvent,
  type CaseState,
  caseStatus,
  decide,
  evolve,
  type Part,
  procedureAt,
  replay,
  ruleSets,
} from '../../src/procedure/index.ts'
import { at, calendar, chief, inputOf, materials, organs } from './life.ts'

const campaign = process.env.XIANJIE_CAMPAIGN === '1'
const lives = campaign ? 10_000 : 2_000

/** Mulberry32: the same lives in every run; a life that fails is named by its seed. */
function dice(seed: number) {
  let state = seed
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(roll() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  return { below, pick, chance: (p: number) => roll() < p, some: <T>(l: readonly T[]) => l.filter(() => roll() < 0.5) }
}
type Dice = ReturnType<typeof dice>

/** Keys as PostgreSQL's jsonb keeps them: by length in bytes, then bytewise. All our keys are ASCII. */
const byLength = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1)
function asKept<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(asKept) as T
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort(byLength)) kept[key] = asKept((value as Record<string, unknown>)[key])
  return kept as T
}

/** Nothing that was decided on may be changed by deciding or evolving: a write to it throws. */
function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) frozen(member)
  }
  return value
}

const domains = ['market', 'environment', 'economic_crime', 'tax', 'work_safety', 'customs', 'general']
const person = (i: number) => ({ kind: 'person', name: `嫌疑人${i}`, idType: 'unknown' })

function opening(d: Dice, nowMs: number): Record<string, unknown> {
  const items = d.chance(0.6)
  const approvedMs = nowMs - d.below(40 * 60) * 60_000
  const gap = d.chance(0.2)
  return {
    domain: d.pick(domains),
    suspects: Array.from({ length: 1 + d.below(4) }, (_, i) => person(i + 1)),
    seizedItems: items ? [{ name: '货物', quantity: '10', unit: '箱' }] : [],
    materials: materials(
      'M1',
      ...(gap ? [] : ['M2']),
      ...(items ? ['M3'] : []),
      ...(d.chance(0.3) ? ['M4', 'other'] : []),
    ),
    acknowledgedGaps: gap ? [{ kind: 'M2', reason: '情况紧急' }] : [],
    approval: {
      approvedBy: chief,
      approvedAt: new Date(approvedMs).toISOString(),
      reportReceivedAt: new Date(approvedMs - d.below(6 * 24 * 60) * 60_000).toISOString(),
    },
  }
}

/** What a caller might say with a step that is available now. */
function said(d: Dice, step: string, state: CaseState, instances: readonly string[], nowMs: number) {
  const numbers = instances.map((key) => Number(key.split('/')[2]))
  const undecided = state.suspects.map((s) => s.id).filter((id) => state.instances[`criminal/${id}/1`] === undefined)
  const one = numbers.length > 1 || d.chance(0.5) ? d.pick(numbers) : undefined
  switch (step) {
    case 'completeness_check':
      return { missing: d.chance(0.6) ? [{ description: '检验报告' }] : [] }
    case 'supplement_notice_receipt':
    case 'supplementary_inquiry_report':
      return { round: one }
    case 'supplement_submission':
      return { round: one, ...(d.chance(0.5) ? { materials: materials('M4') } : { explanation: '无法补正' }) }
    case 'filing_notice_receipt':
    case 'non_filing_notice_receipt':
      return { no: one }
    case 'exhibits_handover':
      return d.chance(0.5) ? { batches: numbers } : {}
    case 'filing_review_extension':
      return { ground: d.pick(['clue_needs_verification', 'major_difficult_or_complex', 'cross_region']) }
    case 'filing_approved':
    case 'filing_refused': {
      const named = d.some(undecided)
      const dayMs = nowMs + 8 * 3_600_000 - d.below(7) * 86_400_000
      const dated = d.chance(0.5) ? { decidedOn: new Date(dayMs).toISOString().slice(0, 10) } : {}
      return { ...dated, ...(named.length > 0 && d.chance(0.7) && { suspects: named }) }
    }
    default:
      return {}
  }
}

/** Refusals that an input may earn although the step is available. */
const earned = ['approval_times_impossible', 'condition_unmet', 'no_further_stage', 'stage_expired']

interface Told {
  readonly state: CaseState
  readonly events: readonly CaseEvent[]
  readonly refusals: readonly string[]
}

function live(seed: number): Told {
  const d = dice(seed)
  let nowMs = at('2024-02-01 08:00') + d.below(1_000 * 24 * 60) * 60_000
  let state: CaseState | null = null
  const events: CaseEvent[] = []
  const refusals: string[] = []
  const act = (step: string, part: Part, over: Record<string, unknown>) => {
    const procedure = procedureAt(nowMs)
    const rule = procedure.steps[step]!
    const input = frozen(inputOf(procedure, step, over))
    const organ = (part: Part) => (part === 'sender' ? 'agency' : `${part}-${d.below(3)}`)
    const parts =
      rule.parts === 'opens'
        ? organs
        : rule.parts === 'relays'
          ? { police_in_charge: organ('police_in_charge'), supervisor: organ('supervisor') }
          : undefined
    const request = { transferId: `t${seed}`, step, input, atMs: nowMs, part, agencyId: 'a', clientId: 'c' }
    const facts = { calendar, regionCode: '110101', ...(parts && { parts }) }
    const answer = decide(procedure, frozen(state), request, facts)
    const again = decide(procedure, frozen(asKept(state)), { ...request, input: asKept(input) }, facts)
    if (answer instanceof Refusal) {
      expect(again instanceof Refusal && again.code).toBe(answer.code)
      return answer
    }
    if (again instanceof Refusal) throw new Error(`refused on the kept state: ${again.code}`)
    expect(canonical(again.event)).toBe(canonical(answer.event))
    const event = frozen(JSON.parse(JSON.stringify(answer.event)) as CaseEvent)
    events.push(event)
    state = evolve(state, event)
    return answer
  }
  act('transfer_dispatch', 'sender', opening(d, nowMs))
  for (let tries = 0; tries < 30 && !d.chance(0.02); tries++) {
    nowMs += d.below(d.pick([60, 600, 4_000, 8_000])) * 60_000
    const standing: CaseState = state!
    const choices = (['sender', 'police_in_charge', 'supervisor'] as const).flatMap((part) =>
      available(procedureAt(nowMs), standing, part).map((s) => ({ part, ...s })),
    )
    // A case goes elsewhere, is asked about, or is decided more rarely than it waits for the other side; or few lives
    // would have time for everything.
    const likely = choices.filter(
      (c) => !/onward|out_of_remit|inquiry|completeness|filing_/.test(c.step) || d.chance(0.3),
    )
    if (choices.length === 0) break
    const { step, part, instances } = d.pick(likely.length > 0 ? likely : choices)
    const answer = act(step, part, said(d, step, standing, instances, nowMs))
    if (answer instanceof Refusal) {
      expect(earned, `${step}: ${answer.code} ${answer.detail}`).toContain(answer.code)
      refusals.push(answer.code)
    }
    // And something that is very likely not lawful, in anybody's name: refused or granted, never thrown.
    const anything = d.pick(Object.keys(ruleSets.at(-1)!.steps))
    const before: CaseState = state!
    decide(
      procedureAt(nowMs),
      before,
      {
        transferId: `t${seed}`,
        step: anything,
        input: inputOf(procedureAt(nowMs), anything, said(d, anything, before, ['a/b/7'], nowMs)),
        atMs: nowMs,
        part: d.pick(['sender', 'police_in_charge', 'supervisor', null]),
        agencyId: 'x',
        clientId: 'y',
        ...(d.chance(0.3) && { seenVersion: d.below(5) }),
      },
      { calendar },
    )
  }
  return { state: state!, events, refusals }
}

const batches = 10
const seen = {
  steps: new Set<string>(),
  states: new Set<string>(),
  clocks: new Set<string>(),
  refusals: new Set<string>(),
}
let acts = 0

test.each(Array.from({ length: batches }, (_, i) => (i * lives) / batches + 1))(
  `${lives / batches} lives from seed %i on: the events alone give the case back`,
  (from) => {
    for (let seed = from; seed < from + lives / batches; seed++) {
      const { state, events, refusals } = live(seed)
      const told = `life ${seed}: ${events.map((e) => e.step).join(', ')}`
      const kept = events.map((event) => asKept(JSON.parse(JSON.stringify(event)) as CaseEvent))
      const again = replay(kept)
      expect(canonical(again), told).toBe(canonical(state))
      expect(JSON.parse(JSON.stringify(state)), told).toEqual(state)
      expect(state.version, told).toBe(events.length)
      expect(events.map((e) => e.version)).toEqual(events.map((_, n) => n + 1))
      expect(caseStatus(asKept(state))).toBe(caseStatus(state))
      for (const part of ['sender', 'police_in_charge', 'supervisor'] as const) {
        const procedure = procedureAt(Date.parse(events.at(-1)!.at))
        expect(canonical(available(procedure, asKept(state), part))).toBe(canonical(available(procedure, state, part)))
      }
      acts += events.length
      for (const event of events) {
        seen.steps.add(event.step)
        for (const move of event.moves) seen.states.add(`${move.instance.split('/')[0]} ${move.to}`)
        for (const open of event.opens) seen.states.add(`${open.instance.split('/')[0]} ${open.state}`)
      }
      for (const clock of Object.values(state.clocks)) seen.clocks.add(`${clock.rule} ${clock.status}`)
      for (const code of refusals) seen.refusals.add(code)
    }
  },
  120_000,
)

test('these lives took every step, stood in every state, and saw every clock kept and broken', () => {
  const { steps, tracks, clocks } = ruleSets.at(-1)!
  const states = Object.entries(tracks).flatMap(([track, t]) => Object.keys(t.states).map((s) => `${track} ${s}`))
  expect([...seen.steps].sort()).toEqual(Object.keys(steps).sort())
  expect([...seen.states].sort()).toEqual(states.sort())
  for (const clock of Object.keys(clocks)) {
    // Nothing in the first rows asks for reconsideration yet.
    const statuses = clock === 'reconsideration_request' ? ['running'] : ['met', 'breached']
    for (const status of statuses) expect(seen.clocks).toContain(`${clock} ${status}`)
  }
  expect([...seen.refusals].sort()).toEqual(earned)
  expect(acts / lives).toBeGreaterThan(5)
})
