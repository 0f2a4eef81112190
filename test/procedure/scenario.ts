// Lives of cases as data, for the scenario tests: acts at Shanghai times, and what must hold in between and in the end. A
// title is a sentence of the law as the table holds it, the acts are what shows it.
import { describe, expect, test } from 'vitest'
import type { RefusalCode } from '../../src/kernel/index.ts'
import type { CaseEvent, OptIns, Part, Viewer } from '../../src/procedure/index.ts'
import { buildCalendar, publishedNotices, type YearNotice } from '../../src/procedure/index.ts'
import { type As, instant, Life, local } from './life.ts'

export type Over = Record<string, unknown>

/** What holds at some moment; what is not named is not looked at. */
export interface Standing {
  /** State of instances; `null`: there is none. */
  readonly tracks?: Readonly<Record<string, string | null>>
  /** Status of each clock of a rule, in the order in which they began. */
  readonly clocks?: Readonly<Record<string, readonly string[]>>
  /** Local time at which the last clock of a rule is broken: to the minute, or the day. */
  readonly due?: Readonly<Record<string, string>>
  /** The earlier reading of it. */
  readonly target?: Readonly<Record<string, string>>
  /** Days that the last clock of a rule leaves out. */
  readonly excluded?: Readonly<Record<string, number | undefined>>
  /** Whether the last clock of a rule was counted without a notice for its year. */
  readonly provisional?: Readonly<Record<string, boolean>>
  /** Marks on the last clock of a rule. */
  readonly marks?: Readonly<Record<string, readonly ('contested' | 'advisory')[]>>
  /** Duties by their name, in the order in which they arose: owed or done. */
  readonly duties?: Readonly<Record<string, readonly ('owed' | 'done')[]>>
  readonly status?: string
  readonly parts?: Readonly<Partial<Record<Part, string>>>
  /** Organs that were invited, with their part. */
  readonly invited?: Readonly<Record<string, Part>>
  /** Status that a part is shown. */
  readonly shown?: Readonly<Partial<Record<Part, string>>>
  /** Instances as a part sees them; `null`: it sees none. */
  readonly sees?: Readonly<Partial<Record<Part, Readonly<Record<string, string | null>>>>>
  /** Number of entries that a part sees as the last. */
  readonly version?: Readonly<Partial<Record<Part, number>>>
  /** Charges of a suspect by the step that named them. */
  readonly charges?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** Steps offered to a part, and steps that must not be. */
  readonly offered?: readonly (readonly [Part, string])[]
  readonly notOffered?: readonly (readonly [Part, string])[]
}

export interface Act {
  readonly step: string
  readonly when: string
  readonly over?: Over
  readonly as?: As
  readonly to?: Partial<Record<Part, string>>
  /** The act must be refused with this code, and nothing happens. */
  readonly refused?: RefusalCode
  /** Sources that the refusal cites. */
  readonly cites?: readonly string[]
  /** The version that the caller saw. */
  readonly seen?: number
  /** Role that the event says has decided. */
  readonly decidedBy?: string
  /** Sources that the event cites among others, and those it must not. */
  readonly basis?: readonly string[]
  readonly notBasis?: readonly string[]
  readonly letters?: readonly string[]
}

/** The gateway looks at the clocks: what has run out by then, and no other, is raised or lapses. */
export interface Expiry {
  readonly expires: string
  /** Rules whose running out is raised as a finding, in the order of the entries. */
  readonly raises: readonly string[]
  /** Rights that lapse and waits that end, as `rule status`. */
  readonly settles?: readonly string[]
}

/** A holiday notice is loaded and the running clocks are counted again. */
export interface Notice {
  readonly loads: Readonly<Record<number, YearNotice>>
  readonly when: string
  readonly moves: readonly string[]
}

/** A look at the case in between. */
export interface Look {
  readonly holds: Standing
}

export type Happening = Act | Expiry | Notice | Look

export interface Scenario extends Standing {
  readonly title: string
  readonly acts: readonly Happening[]
  readonly optIns?: readonly string[]
}

export const act = (step: string, when: string, over: Over = {}, more: Partial<Act> = {}): Act => ({
  step,
  when,
  over,
  ...more,
})
/** An act that must be refused. */
export const no = (
  refused: RefusalCode,
  step: string,
  when: string,
  over: Over = {},
  more: Partial<Act> = {},
): Act => ({
  step,
  when,
  over,
  refused,
  ...more,
})
/** The gateway looks, and raises that these periods ran out. */
export const ranOut = (expires: string, ...raises: string[]): Expiry => ({ expires, raises })
/** The same, where something else than a duty came to its end. */
export const lapsed = (expires: string, ...settles: string[]): Expiry => ({ expires, raises: [], settles })

/** What holds at this moment, before the next act. */
export const now = (holds: Standing): Look => ({ holds })

/** Approved at a time other than an hour before the dispatch. */
export const approval = (reportReceivedAt: string, approvedAt: string) => ({
  approval: {
    approvedBy: { name: '赵刚', certificateNo: 'J-0001' },
    reportReceivedAt: instant(reportReceivedAt),
    approvedAt: instant(approvedAt),
  },
})

export const environment = { domain: 'environment' }
export const oneSuspect = { suspects: [{ kind: 'person', name: '张三', idType: 'unknown' }] }

/** Sent on the morning of Monday 2 March 2026, signed for and found complete on the same day. */
export const sent = (over: Over = {}) => act('transfer_dispatch', '2026-03-02 10:00', over)
export const signed = act('receipt_sign', '2026-03-02 11:20')
export const complete = act('completeness_check', '2026-03-02 15:00')
export const asked = act('completeness_check', '2026-03-02 15:00', {
  missing: [{ kind: 'M4', description: '检验报告' }],
})

const lastOf = (life: Life, rule: string) => {
  const last = life.clocks(rule).at(-1)
  if (last === undefined) throw new Error(`no clock of ${rule}`)
  return last
}
const shortened = (whole: string, like: string) => (like.length > 10 ? whole : whole.slice(0, 10))

function check(life: Life, then: Standing, when: string, what: string): void {
  const found = <T>(wanted: Readonly<Record<string, T>>, of: (name: string) => unknown) =>
    expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, of(name)])), what).toEqual(wanted)
  if (then.tracks) found(then.tracks, (key) => life.tracks[key] ?? null)
  if (then.clocks) found(then.clocks, (rule) => life.clocks(rule).map((c) => c.status))
  if (then.due) found(then.due, (rule) => shortened(local(lastOf(life, rule).breach), then.due?.[rule] ?? ''))
  if (then.target) found(then.target, (rule) => shortened(local(lastOf(life, rule).target), then.target?.[rule] ?? ''))
  if (then.excluded) found(then.excluded, (rule) => lastOf(life, rule).excludedDays)
  if (then.provisional) found(then.provisional, (rule) => lastOf(life, rule).provisional)
  if (then.marks) found(then.marks, (rule) => (['contested', 'advisory'] as const).filter((m) => lastOf(life, rule)[m]))
  if (then.duties) {
    const of = (duty: string) => Object.keys(life.tracks).filter((key) => key.startsWith(`duty/${duty}/`))
    found(then.duties, (duty) => of(duty).map((key) => life.tracks[key]))
  }
  if (then.status) expect(life.status(), what).toBe(then.status)
  if (then.parts) expect(life.state?.parts, what).toMatchObject(then.parts)
  if (then.invited) {
    const invited = Object.fromEntries((life.state?.invited ?? []).map((i) => [i.agencyId, i.part]))
    expect(invited, what).toEqual(then.invited)
  }
  if (then.shown) found(then.shown, (part) => life.status(part as Part))
  if (then.version) found(then.version, (part) => life.seen(part as Part).version)
  for (const [part, instances] of Object.entries(then.sees ?? {}))
    found(instances, (key) => life.seen(part as Part).instances[key]?.state ?? null)
  if (then.charges) found(then.charges, (suspect) => life.state?.persons[suspect]?.charges)
  const offered = (part: Part) => life.offered(part, when).map((s) => s.step)
  for (const [part, step] of then.offered ?? []) expect(offered(part), `${what}: offered to ${part}`).toContain(step)
  for (const [part, step] of then.notOffered ?? [])
    expect(offered(part), `${what}: offered to ${part}`).not.toContain(step)
}

function take(life: Life, done: Act): void {
  const { step, when, over = {}, as, to, refused } = done
  const options = { ...(as !== undefined && { as }), ...(to && { to }), seenVersion: done.seen }
  if (refused !== undefined) {
    const before = JSON.stringify(life.state)
    const refusal = life.refused(refused, step, when, over, options)
    if (refused !== 'stale_version') expect(refusal.facts.basis?.length, `${step}: a refusal cites`).toBeGreaterThan(0)
    if (done.cites) expect(refusal.facts.basis, step).toEqual(done.cites)
    expect(JSON.stringify(life.state)).toBe(before)
    return
  }
  const event = life.take(step, when, over, options)
  expect(event.basis.length, `${step}: an act cites`).toBeGreaterThan(0)
  if (done.decidedBy !== undefined) expect(event.decidedBy?.role, step).toBe(done.decidedBy)
  expect(event.basis, step).toEqual(expect.arrayContaining([...(done.basis ?? [])]))
  for (const foreign of done.notBasis ?? []) expect(event.basis, step).not.toContain(foreign)
  if (done.letters !== undefined) expect(event.letters, step).toEqual(done.letters)
}

function expire(life: Life, { expires, raises, settles = [] }: Expiry): void {
  const events = life.expire(expires)
  const ruleOf = (key: string) => life.state?.clocks[key]?.rule ?? key
  expect(
    events.flatMap((e) => (e.clocks.expires ?? []).map(ruleOf)),
    `run out by ${expires}`,
  ).toEqual(raises)
  const settled = events.flatMap((e) => e.clocks.settles.map((s) => `${ruleOf(s.key)} ${s.status}`))
  expect(settled, `ended by ${expires}`).toEqual(settles)
  // No state changes because time runs out: whoever has the right to must act.
  expect(events.flatMap((e: CaseEvent) => [...e.moves, ...e.opens])).toEqual([])
  expect(life.expire(expires), 'once raised, not raised again').toEqual([])
}

function load(life: Life, { loads, when, moves }: Notice): void {
  const events = life.recount(when, buildCalendar({ ...publishedNotices(), ...loads }))
  const moved = events.flatMap((e) => e.clocks.advances.map((a) => life.state?.clocks[a.key]?.rule ?? a.key))
  expect(moved, `counted again at ${when}`).toEqual(moves)
}

export function play({ acts, optIns, title, ...then }: Scenario): Life {
  const life = new Life({ optIns: optIns && (new Set(optIns) as OptIns) })
  let when = ''
  for (const happening of acts) {
    if ('holds' in happening) check(life, happening.holds, when, `at ${when}`)
    else if ('expires' in happening) expire(life, happening)
    else if ('loads' in happening) load(life, happening)
    else take(life, happening)
    if ('expires' in happening) when = happening.expires
    else if ('when' in happening) when = happening.when
  }
  check(life, then, when, 'in the end')
  return life
}

/** One test a scenario, grouped by what they are about. */
export function tell(groups: Readonly<Record<string, readonly Scenario[]>>): void {
  for (const [what, scenarios] of Object.entries(groups)) {
    describe(what, () => {
      for (const scenario of scenarios)
        test(scenario.title, () => {
          play(scenario)
        })
    })
  }
}

/** An organ with its part. */
export const organ = (part: Part, agencyId: string): Viewer => ({ part, agencyId })
