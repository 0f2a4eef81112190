// Random lawful lives, made from the table itself. Whatever life a case leads, its events alone give the case back, and
// what each organ sees of it, in whatever order the database hands out the keys of an object; no life gets stuck, nothing
// that is offered is refused but for a reason listed here, and nobody who asks anything makes the law stumble.
import { expect, test } from 'vitest'
import { canonical, Refusal } from '../../src/kernel/index.ts'
import {
  available,
  type CaseEvent,
  type CaseState,
  caseStatus,
  decide,
  holders,
  inOneOf,
  instanceParts,
  isPrimary,
  maySee,
  replay,
  ruleSets,
  type Viewer,
  viewerKey,
} from '../../src/procedure/index.ts'
import type { Life } from './life.ts'
import { offers, type Told, wander } from './wander.ts'

/** XIANJIE_LIVES=10000 for the whole campaign. */
const lives = Number(process.env.XIANJIE_LIVES ?? 200)
const { steps, tracks, clocks } = ruleSets.at(-1)!

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

/** What is offered and may yet be refused: the condition looks at the time, at a count, or at what the caller says. */
const earned: Readonly<Record<string, string>> = {
  transfer_approved: 'condition_unmet', // deliberation is still owed
  transfer_disapproved: 'condition_unmet',
  procuratorate_demands_transfer: 'condition_unmet', // it has been transferred
  exhibits_handover_with_case: 'condition_unmet', // goods under no measure
  filing_review_extension: 'no_further_stage stage_expired', // another ground; too late
  admin_penalty_extension: 'no_further_stage stage_expired',
  reverse_review_extension: 'no_further_stage stage_expired',
  overdue_filing_complaint: 'condition_unmet', // the period still runs
  require_delay_reasons: 'condition_unmet',
  supplementary_inquiry: 'condition_unmet', // nobody transferred the case
  filing_order: 'condition_unmet',
  filing_after_order: 'condition_unmet', // ordered while the review is open: the decision itself obeys
  correction_notice: 'condition_unmet',
  progress_urge: 'condition_unmet',
  reconsideration_request: 'condition_unmet', // the right has lapsed
  supervision_suggestion: 'condition_unmet', // of a type that there is not
  supplementary_investigation_criminal: 'condition_unmet', // returned twice
  admin_penalised: 'condition_unmet', // fined before
  appraisal_or_hearing_begun: 'condition_unmet', // only in public-order cases is its time left out
  case_closed: 'condition_unmet', // something is open
  imported_duty_started: 'wrong_state not_your_step condition_unmet subject_unknown', // a period that nothing waits for
}

/** What may stay open for good: the case went on without it, or it waits for an organ that is not connected. */
const waiting = [
  'supplement/round/requested', // the notice was overtaken by the decision
  'supplement/round/notified',
  'exhibits/batch/in_agency_custody', // kept for public security until it fetches them, and the case is over
  'administrative/reverse_review/followup',
]

const seen = {
  steps: new Set<string>(),
  states: new Set<string>(),
  clocks: new Set<string>(),
  refused: new Set<string>(),
}
let acts = 0
let strays = 0

/** Each clock begins once, ends once, and nothing is said of one that is not there. */
function watchClocks(life: Life, begun: Set<string>, { clocks: c, version }: CaseEvent): void {
  for (const { key } of c.starts) {
    expect(begun.has(key), `${key} begins twice, at ${version}`).toBe(false)
    begun.add(key)
  }
  for (const key of [...c.settles.map((s) => s.key), ...c.advances.map((a) => a.key), ...(c.expires ?? [])])
    expect(begun.has(key), `${key} has not begun, at ${version}`).toBe(true)
  const twice = c.settles.map((s) => s.key).filter((key, i, all) => all.indexOf(key) !== i)
  expect(twice, `settled twice at ${version}`).toEqual([])
  const open = Object.values(life.state!.clocks).filter((k) => k.status === 'running' || k.status === 'suspended')
  const kinds = open.map((k) => `${k.rule} on ${k.on}`)
  expect(
    kinds.filter((k, i) => kinds.indexOf(k) !== i),
    `two clocks of one rule on one matter, at ${version}`,
  ).toEqual([])
}

/**
 * An organ has one part: whoever was invited (to answer, to supervise) and then takes the case over and passes it on has
 * left it, with what only the invitation gave it to do. In life no government or expert does; the dice do, in a few of
 * ten thousand.
 */
function inviteeLeft({ life }: Told): boolean {
  const invited = new Set<string>()
  for (const { begins } of life.events.map((e) => e.parts))
    for (const { part, agencyId } of begins) {
      if (!isPrimary(part)) invited.add(agencyId)
      else if (invited.has(agencyId)) return true
    }
  return false
}
const invitees = ['supervision/justice/', 'supervision/accountability/', 'service/', 'coordination/']

/** What filing is called follows the criminal track, and the other way round. */
function watchFiling(life: Life, { step, moves }: CaseEvent): void {
  const says = ['filed_voluntarily', 'filed_on_order', 'reconsideration_reversed']
  if (
    !moves.some((m) => says.includes(m.to)) ||
    !['reconsideration_reversed', 'voluntary_filing', 'filing_after_order'].includes(step)
  )
    return
  expect(
    inOneOf(life.state, 'criminal', ['filed']),
    `${step} and nobody is filed: ${life.events.map((e) => e.step)} ${JSON.stringify(life.tracks)}`,
  ).toBe(true)
}

/** The entries that an organ may see, counted from nothing. */
function sight(events: readonly CaseEvent[], viewer: Viewer): CaseState | null {
  const mine = ({ discloses: d }: CaseEvent) =>
    d?.to === viewerKey(viewer) || d?.to === viewer.agencyId ? d.versions : []
  const open = new Set(events.flatMap(mine))
  const own = (readers?: readonly string[]) =>
    readers === undefined || readers.includes(viewer.part) || readers.includes(viewer.agencyId)
  const visible = events.filter((e) => maySee(e, viewer) || open.has(e.version))
  return replay(
    visible.map((e) => ({ ...e, clocks: { ...e.clocks, starts: e.clocks.starts.filter((c) => own(c.visibleTo)) } })),
  )
}

function lived(seed: number): Told {
  const begun = new Set<string>()
  // Each tenth life is looked at from every side at every moment, the others in the end.
  const closely = seed % 10 === 0
  const told = wander(seed, {
    after: (life, event) => {
      watchClocks(life, begun, event)
      watchFiling(life, event)
      frozen(life.state)
      frozen(event)
      for (const viewer of closely ? holders(life.state) : [])
        expect(canonical(life.seen(viewer))).toBe(canonical(sight(life.events, viewer) ?? life.seen(viewer)))
    },
    asked: ({ procedure, state, request, facts, answer }) => {
      if (!closely) return
      const again = decide(procedure, frozen(asKept(state)), { ...request, input: asKept(request.input) }, facts)
      if (answer instanceof Refusal) expect(again instanceof Refusal && again.code).toBe(answer.code)
      else expect(canonical(again instanceof Refusal ? again : again.event)).toBe(canonical(answer.event))
    },
  })
  return told
}

const alsoMoved = Object.values(steps).flatMap((rule) => rule.also)

/** Matters that nobody can move any more, by itself or beside another act, although the law does not let them rest. */
function stuck(told: Told): string[] {
  const { life, nowMs } = told
  const left = inviteeLeft(told)
  const offered = new Set(offers(life, nowMs).flatMap((o) => o.offer.instances))
  return Object.entries(life.state!.instances)
    .map(([key, { state }]) => ({ key, state, ...instanceParts(key) }))
    .filter(({ key, track, state }) => tracks[track]?.states[state]?.final !== true && !offered.has(key))
    .filter(
      ({ track, subject, state }) =>
        !alsoMoved.some((a) => a.track === track && (a.of ?? subject) === subject && a.from.includes(state)),
    )
    .map(({ track, subject, state }) => `${track}/${subject}/${state}`)
    .filter((place) => !waiting.includes(place) && !place.startsWith('criminal/case/'))
    .filter((place) => !(left && invitees.some((its) => place.startsWith(its))))
}

const batches = 10
test.each(Array.from({ length: batches }, (_, i) => Math.floor((i * lives) / batches) + 1))(
  'lives from seed %i on: the events alone give the case back, and what each organ sees of it',
  (from) => {
    for (let seed = from; seed <= from + lives / batches - 1; seed++) {
      const told = lived(seed)
      const { life, taken } = told
      const { events } = life
      const state = life.state!
      const story = `life ${seed}: ${events.map((e) => e.step).join(', ')}`
      const kept = events.map((event) => asKept(JSON.parse(JSON.stringify(event)) as CaseEvent))
      const again = replay(kept)!
      expect(canonical(again), story).toBe(canonical(state))
      expect(JSON.parse(JSON.stringify(state)), story).toEqual(state)
      expect([state.version, ...events.map((e) => e.version)]).toEqual([events.length, ...events.map((_, n) => n + 1)])
      expect(caseStatus(again)).toBe(caseStatus(state))
      for (const viewer of holders(state)) {
        expect(canonical(life.seen(viewer)), `${viewer.part} of ${story}`).toBe(
          canonical(sight(kept, viewer) ?? life.seen(viewer)),
        )
        const set = life.set('', told.nowMs)
        expect(canonical(available(set, asKept(life.seen(viewer)), viewer))).toBe(
          canonical(available(set, life.seen(viewer), viewer)),
        )
      }
      for (const { step, refusal } of taken) {
        if (refusal === undefined) continue
        expect((earned[step] ?? '').split(' '), `${step}: ${refusal.code} ${refusal.detail}; ${story}`).toContain(
          refusal.code,
        )
        seen.refused.add(step)
      }
      expect(stuck(told), `life ${seed}`).toEqual([])
      acts += events.length
      strays += told.strays.length
      note(events, state)
    }
  },
  120_000 + (lives / batches) * 5_000,
)

function note(events: readonly CaseEvent[], state: CaseState): void {
  for (const event of events) {
    seen.steps.add(event.step)
    for (const { instance, to } of event.moves) seen.states.add(`${instance.split('/')[0]} ${to}`)
    for (const { instance, state: to } of event.opens) seen.states.add(`${instance.split('/')[0]} ${to}`)
  }
  for (const clock of Object.values(state.clocks)) seen.clocks.add(`${clock.rule} ${clock.status}`)
}

test('these lives took the steps, stood in the states, and saw the clocks kept and broken', () => {
  const all = {
    // Made in another case, or at another platform.
    steps: Object.keys(steps).filter((step) => !/^(case_merged_in|case_split_off|imported_(record|state))$/.test(step)),
    states: Object.entries(tracks)
      .flatMap(([track, t]) => Object.keys(t.states).map((s) => `${track} ${s}`))
      .filter((s) => s !== 'record kept'),
    clocks: Object.keys(clocks),
  }
  const missing = {
    steps: all.steps.filter((step) => !seen.steps.has(step)),
    states: all.states.filter((state) => !seen.states.has(state)),
    clocks: all.clocks.filter((clock) => ![...seen.clocks].some((c) => c.startsWith(`${clock} `))),
  }
  console.log(
    `${lives} lives, ${acts} acts, ${strays} stray requests`,
    JSON.stringify(missing),
    [...seen.refused].sort().join(' '),
  )
  const few = lives < 2_000 ? 0.9 : 1
  expect(1 - missing.steps.length / all.steps.length).toBeGreaterThanOrEqual(few)
  expect(1 - missing.states.length / all.states.length).toBeGreaterThanOrEqual(few)
  expect(acts / lives).toBeGreaterThan(15)
})
