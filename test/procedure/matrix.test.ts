// The whole table, cell by cell: every step, from every state of its track, by every part, by the gateway and by nobody.
// What the table grants is granted, and everything else is refused with the code that comes first.
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { Refusal } from '../../src/kernel/index.ts'
import { type Actor, allParts, type CaseState, decide, type Part, type StepRule } from '../../src/procedure/index.ts'
import { calendar as published } from './life.ts'
import { addressOf, as, ask, caseWith, placed, procedure, steps, subjectKey } from './placed.ts'
import { reach, subjectsOf } from './reach.ts'
import { at, organs } from './said.ts'
import { overOf, violations } from './violations.ts'

const reached = reach(procedure)
const actors: readonly (Actor | null)[] = [...allParts, 'gateway', null]
const codeOf = (answer: ReturnType<typeof ask>) => (answer instanceof Refusal ? answer.code : 'granted')
/** An act that moves nothing is kept in the record; nothing ever stands there. */
const statesOf = (track: string) =>
  Object.keys(procedure.tracks[track]!.states).filter((s) => track !== 'record' || s !== 'kept')

/** The contract wants suspects by their ids: nothing for a joint instance. */
const namesSuspects = ({ input }: StepRule) => {
  const suspects = (input as z.ZodObject).shape.suspects as z.ZodType | undefined
  return suspects?.safeParse(undefined).success === false && suspects.safeParse(['s1']).success
}
/** Subjects that an instance of the step's track may have; a suspect's own and the joint one both where there are both. */
const subjects = (rule: StepRule): string[] =>
  rule.track === 'criminal'
    ? namesSuspects(rule)
      ? ['s1']
      : ['case', 's1']
    : subjectsOf(rule, reached.places).map((s) => (s === 's#' ? 'suspect' : s))

/** What the table says of a cell. */
function expected(rule: StepRule, state: string | null, actor: Actor | null, addressee?: Part): string {
  const byPart = actor !== null && rule.by.includes(actor)
  if (!byPart && !(rule.by.includes('addressee') && actor === addressee && addressee !== undefined))
    return 'not_your_step'
  if (rule.from === 'any') return 'granted'
  if (rule.from === 'new') return rule.track === 'criminal' ? 'wrong_state' : 'granted'
  if (state !== null && rule.from.includes(state)) return 'granted'
  if (!rule.orNew) return 'wrong_state'
  return state !== null && (rule.track === 'criminal' || rule.of === 'suspect') ? 'wrong_state' : 'granted'
}

/** An act leads where its row says and asks the database what its row says; a refusal names its article. */
function lands(rule: StepRule, answer: ReturnType<typeof ask>): boolean {
  if (answer instanceof Refusal) return (answer.facts.basis?.length ?? 0) > 0
  const after = [...answer.event.moves.map((m) => m.to), ...answer.event.opens.map((o) => o.state)]
  const gates = rule.needs.filter((need) => procedure.conditions[need]?.kind === 'gate')
  return (rule.from === 'any' || after.includes(rule.to)) && String(answer.gates.map((g) => g.need)) === String(gates)
}

describe('each cell of the matrix: what the table grants is granted, everything else refused', () => {
  for (const [step, rule] of steps) {
    const states = [null, ...statesOf(rule.track)]
    const addressees: readonly (Part | undefined)[] = rule.by.includes('addressee')
      ? [undefined, ...allParts]
      : [undefined]
    test(`${step} (${rule.zh}): ${subjects(rule).length} × ${states.length} states × ${actors.length} actors`, () => {
      const wrong: string[] = []
      for (const subject of subjects(rule)) {
        for (const state of states) {
          for (const addressee of addressees) {
            const found = placed(
              step,
              subject,
              state,
              addressee === undefined ? {} : { addressee: addressOf(addressee) },
            )
            for (const actor of actors) {
              const answer = ask(step, found, actor)
              const wanted = expected(rule, state, actor, state === null ? undefined : addressee)
              const cell = `${step} of ${subject} in ${state} by ${actor}${addressee ? ` for ${addressee}` : ''}`
              if (codeOf(answer) !== wanted) wrong.push(`${cell}: ${wanted}, not ${codeOf(answer)}`)
              if (!lands(rule, answer)) wrong.push(`${cell}: not to ${rule.to}, or without its gates and basis`)
            }
          }
        }
      }
      expect(wrong.slice(0, 20)).toEqual([])
    })
  }

  test('a case begins only with a step that opens one, and only by the part it gives', () => {
    for (const [step, rule] of steps) {
      for (const actor of actors) {
        const wanted = rule.opening !== undefined && actor === rule.opening.as ? 'granted' : 'not_your_step'
        expect(codeOf(ask(step, null, actor)), `${step} by ${actor} without a case`).toBe(wanted)
      }
    }
  })

  test('what is addressed to one organ is no step of another that has the same part', () => {
    for (const [step, rule] of steps.filter(([, r]) => r.by.includes('addressee') && r.from !== 'new')) {
      const [subject = ''] = subjects(rule)
      const found = placed(step, subject, (rule.from as readonly string[])[0]!, {
        addressee: organs.competent_authority,
      })
      expect(codeOf(ask(step, found, as('competent_authority'))), step).toBe('granted')
      expect(codeOf(ask(step, found, { part: 'competent_authority', agencyId: 'another' })), step).toBe('not_your_step')
    }
  })

  test('an addressee with two open matters moves its own only', () => {
    const found = caseWith({
      'administrative/reverse/1': { state: 'reverse_transferred', addressee: organs.competent_authority },
      'administrative/reverse/2': { state: 'reverse_transferred', addressee: 'another' },
    })
    const answer = ask('admin_case_filed', found, 'competent_authority')
    expect(answer instanceof Refusal ? answer.code : answer.event.moves.map((m) => m.instance)).toEqual([
      'administrative/reverse/1',
    ])
    expect(codeOf(ask('admin_case_filed', found, 'competent_authority', { over: { no: 2 } }))).toBe('wrong_state')
  })

  test('a step that waits for another track is granted while that track stands there, and refused anywhere else', () => {
    for (const [step, rule] of steps) {
      for (const { track, of } of rule.during ?? []) {
        const wanted = (rule.during ?? []).filter((d) => d.track === track && d.of === of).flatMap((d) => d.states)
        const where = track === 'criminal' ? ['criminal/s1/1', 'criminal/case/1'] : [subjectKey(track, of ?? 'demand')]
        for (const key of where) {
          for (const state of [null, ...statesOf(track)]) {
            const [first = ''] = subjects(rule)
            const own = Array.isArray(rule.from) ? { [subjectKey(rule.track, first)]: { state: rule.from[0]! } } : {}
            if (subjectKey(rule.track, first) === key) continue
            const base = placed(step, first, null)
            const instances = { ...own, ...(state !== null && { [key]: { state } }) }
            const found = {
              ...caseWith(instances as never),
              clocks: base.clocks,
              domain: base.domain,
              custody: base.custody,
            }
            const over = step === 'supervision_suggestion' && state === 'revoked' ? { over: { type: 'revoked' } } : {}
            const outcome = state !== null && wanted.includes(state) ? 'granted' : 'wrong_state'
            expect(codeOf(ask(step, found, rule.by[0] as Actor, over)), `${step} while ${key} is ${state}`).toBe(
              outcome,
            )
          }
        }
      }
    }
  })

  test('where several suspects are meant, each must stand there; where none is named, those that do', () => {
    const found: CaseState = {
      ...caseWith({ 'criminal/case/1': 'divided', 'criminal/s1/1': 'not_prosecuted', 'criminal/s2/1': 'filed' }),
      suspects: ['s1', 's2'].map((id) => ({ id, kind: 'person', name: id })),
    }
    const about = (over: Record<string, unknown>) => {
      const answer = ask('np_internal_handover', found, 'supervisor', { over })
      return answer instanceof Refusal ? answer.code : answer.event.about
    }
    expect(about({})).toEqual(['s1'])
    expect(about({ suspects: ['s1'] })).toEqual(['s1'])
    expect(about({ suspects: ['s1', 's2'] })).toBe('wrong_state')
    expect(about({ suspects: ['s2'] })).toBe('wrong_state')
    expect(about({ suspects: ['s3'] })).toBe('subject_unknown')
  })

  test('a step that the table does not know is nobody’s step, also under a name that every object has', () => {
    for (const step of ['judgment', 'constructor', 'toString', '__proto__', '']) {
      const request = {
        transferId: 't',
        step,
        input: { officers: [] },
        atMs: at('2026-03-02 10:20'),
        part: 'sender' as const,
      }
      const answer = decide(
        procedure,
        caseWith({}),
        { ...request, agencyId: 'a', clientId: 'c' },
        { calendar: published },
      )
      expect(codeOf(answer)).toBe('not_your_step')
    }
  })
})

describe('suspects: none, one or all of them named', () => {
  const two = { suspects: ['s1', 's2'].map((id) => ({ id, kind: 'person' as const, name: id })) }
  const outcomes = (step: string, instances: Record<string, string>, over: Record<string, unknown> = {}) => {
    const rule = procedure.steps[step]!
    const answer = ask(step, { ...caseWith(instances), ...two }, rule.by[0] as Actor, { over })
    if (answer instanceof Refusal) return answer.code
    const { moves, opens } = answer.event
    return Object.fromEntries([
      ...moves.map((m) => [m.instance, m.to]),
      ...opens.filter((o) => o.instance.startsWith(`${rule.track}/`)).map((o) => [o.instance, o.state]),
    ])
  }
  for (const [step, rule] of steps.filter(([, r]) => r.divides)) {
    for (const from of rule.from as readonly string[]) {
      const joint = { 'criminal/case/1': from }
      const both = { 'criminal/s1/1': rule.to, 'criminal/s2/1': rule.to, 'criminal/case/1': 'divided' }
      test(`${step} from ${from}: nobody named means everybody, and the joint instance ends`, () => {
        expect(outcomes(step, joint)).toEqual(both)
        expect(outcomes(step, joint, { suspects: ['s1', 's2'] })).toEqual(both)
        expect(outcomes(step, joint, { suspects: ['s2', 's1', 's2'] })).toEqual(both)
      })
      test(`${step} from ${from}: one named leaves the joint instance standing for the other`, () => {
        expect(outcomes(step, joint, { suspects: ['s2'] })).toEqual({ 'criminal/s2/1': rule.to })
        expect(outcomes(step, { ...joint, 'criminal/s2/1': 'not_filed' }, { suspects: ['s1'] })).toEqual({
          'criminal/s1/1': rule.to,
          'criminal/case/1': 'divided',
        })
      })
      test(`${step} from ${from}: who has been decided cannot be decided again, and strangers are refused by name`, () => {
        const decided = { ...joint, 'criminal/s2/1': 'filed' }
        expect(outcomes(step, decided, { suspects: ['s2'] })).toBe('wrong_state')
        expect(outcomes(step, decided, { suspects: ['s1', 's2'] })).toBe('wrong_state')
        expect(outcomes(step, joint, { suspects: ['s3'] })).toBe('subject_unknown')
        expect(outcomes(step, joint, { suspects: ['s1', 's999'] })).toBe('subject_unknown')
      })
    }
  }

  for (const [step, rule] of steps.filter(([, r]) => r.track === 'criminal' && Array.isArray(r.from) && !r.divides)) {
    const shape = (rule.input as z.ZodObject).shape
    if (shape.suspects === undefined || !(shape.suspects as z.ZodType).safeParse(['s1']).success) continue
    test(`${step}: moves the suspects named and leaves the others where they are`, () => {
      const [from = ''] = rule.from as readonly string[]
      const apart = { 'criminal/case/1': 'divided', 'criminal/s1/1': from, 'criminal/s2/1': from }
      expect(outcomes(step, apart, { suspects: ['s2'] })).toEqual({ 'criminal/s2/1': rule.to })
      expect(outcomes(step, apart, { suspects: ['s2', 's1'] })).toEqual({
        'criminal/s1/1': rule.to,
        'criminal/s2/1': rule.to,
      })
      expect(outcomes(step, { ...apart, 'criminal/s1/1': 'merged' }, { suspects: ['s1', 's2'] })).toBe('wrong_state')
      expect(outcomes(step, apart, { suspects: ['s7'] })).toBe('subject_unknown')
    })
  }

  test('an arrest is asked for person by person: anew after a refusal, never while one is pending or approved', () => {
    const filed = { 'criminal/case/1': 'divided', 'criminal/s1/1': 'filed', 'criminal/s2/1': 'filed' }
    const asked = (more: Record<string, string>, ...suspects: string[]) =>
      outcomes('arrest_request', { ...filed, ...more }, { suspects })
    expect(asked({}, 's1', 's2')).toEqual({ 'coercive/s1/1': 'arrest_requested', 'coercive/s2/1': 'arrest_requested' })
    expect(asked({ 'coercive/s1/1': 'arrest_refused' }, 's1', 's2')).toEqual({
      'coercive/s1/1': 'arrest_requested',
      'coercive/s2/1': 'arrest_requested',
    })
    for (const state of ['arrest_requested', 'arrest_approved']) {
      expect(asked({ 'coercive/s1/1': state }, 's1')).toBe('wrong_state')
      expect(asked({ 'coercive/s1/1': state }, 's1', 's2')).toBe('wrong_state')
      expect(asked({ 'coercive/s1/1': state }, 's2')).toEqual({ 'coercive/s2/1': 'arrest_requested' })
    }
    expect(asked({}, 's3')).toBe('subject_unknown')
  })
})

test('several batches go in one act, in an order that does not depend on how the case was kept', () => {
  const batches = ['exhibits/batch/10', 'exhibits/batch/2', 'exhibits/batch/1']
  const moved = (order: readonly string[], over = {}) => {
    const held = Object.fromEntries(order.map((key) => [key, 'held']))
    const answer = ask('exhibits_handover', caseWith({ ...held, 'criminal/s1/1': 'filed' }), 'sender', { over })
    return answer instanceof Refusal ? answer.code : answer.event.moves.map((m) => m.instance)
  }
  expect(moved(batches)).toHaveLength(3)
  expect(moved(batches)).toEqual(moved([...batches].reverse()))
  expect(moved(batches, { batches: [10, 2, 10] })).toEqual(['exhibits/batch/10', 'exhibits/batch/2'])
  expect(moved(batches, { batches: [1, 3] })).toBe('subject_unknown')
})

test('of several open matters the caller must name one, by its number or by its instance', () => {
  const open = {
    'supervision/filing/1': 'supervision_requested',
    'supervision/filing/2': 'supervision_requested',
    'supervision/overdue/1': 'supervision_requested',
    'criminal/s1/1': 'not_filed',
  }
  const moved = (step: string, over: Record<string, unknown>) => {
    const answer = ask(step, caseWith(open), 'supervisor', { over })
    return answer instanceof Refusal
      ? answer.code
      : [...answer.event.moves, ...answer.event.opens].map((m) => m.instance)[0]
  }
  expect(moved('require_reasons', {})).toBe('subject_unknown')
  expect(moved('require_reasons', { no: 2 })).toBe('supervision/filing/2')
  expect(moved('require_reasons', { no: 3 })).toBe('subject_unknown')
  expect(moved('supervision_declined', {})).toBe('subject_unknown')
  const papers = {
    'service/filing_order/1': 'sent',
    'service/reasons_notice/1': 'sent',
    'service/reasons_notice/2': 'received',
  }
  const received = (instance?: string) => {
    const addressed = Object.entries(papers).map(([key, state]) => [key, { state, addressee: 'police_in_charge' }])
    const answer = ask('paper_receipt', caseWith(Object.fromEntries(addressed)), 'police_in_charge', {
      over: instance === undefined ? {} : { instance },
    })
    return answer instanceof Refusal ? answer.code : answer.event.moves.map((m) => m.instance)
  }
  expect(received()).toBe('subject_unknown')
  expect(received('service/reasons_notice/1')).toEqual(['service/reasons_notice/1'])
  expect(received('service/reasons_notice/2')).toBe('wrong_state')
  expect(received('service/reasons_notice/3')).toBe('subject_unknown')
  expect(received('supervision/filing/1')).toBe('subject_unknown')
})

describe('with several things wrong, the first in the documented order is the answer', () => {
  for (const [step, rule] of steps) {
    const [subject = ''] = subjects(rule)
    const bad = rule.needs.map((need) => violations[need]).find((v) => v !== undefined)
    const over = bad ? overOf(bad, step) : {}
    test(`${step}: not_your_step, then wrong_state, then stale_version, then its conditions`, () => {
      const from = Array.isArray(rule.from) ? (bad?.from ?? (rule.from as string[])[0]!) : null
      const mine = rule.by[0] === 'addressee' ? 'police_in_charge' : (rule.by[0] as Actor)
      const extra = rule.by[0] === 'addressee' ? { addressee: 'police_in_charge' } : {}
      const broken = (state: CaseState) => bad?.on?.(state) ?? state
      const right = broken(placed(step, subject, from, extra))
      const wrong =
        Array.isArray(rule.from) && !rule.orNew ? statesOf(rule.track).find((s) => !rule.from.includes(s))! : null
      const stale = { over, seenVersion: 99 }
      const stranger = allParts.find((p) => !rule.by.includes(p) && p !== 'police_in_charge')
      if (stranger) expect(codeOf(ask(step, right, stranger, stale))).toBe('not_your_step')
      if (wrong !== null)
        expect(codeOf(ask(step, broken(placed(step, subject, wrong, extra)), mine, stale))).toBe('wrong_state')
      if (rule.during) expect(codeOf(ask(step, { ...right, instances: {} }, mine, stale))).toBe('wrong_state')
      if (rule.track === 'criminal' && rule.from === 'new') return // it only begins cases
      expect(codeOf(ask(step, right, mine, stale))).toBe('stale_version')
      if (bad) expect(codeOf(ask(step, right, mine, { over, seenVersion: 7 }))).toBe(bad.code)
    })
  }
})

describe('the tracks hang together', () => {
  const { places, leading } = reached
  const names = [...places].map((place) => place.split('/'))
  for (const [track, { states }] of Object.entries(procedure.tracks)) {
    test(`${track}: every state is reached by some sequence of steps, and no other`, () => {
      const found = new Set(names.filter(([t]) => t === track).map(([, , state]) => state))
      // An act that moves nothing is kept in the record, and nothing more.
      if (track === 'record') found.add('kept')
      expect([...found].sort()).toEqual(Object.keys(states).sort())
    })
    test(`${track}: wherever something may stand and the law does not let it rest, a step leads on`, () => {
      const stuck = names
        .filter(([t, , state = '']) => t === track && states[state]?.final !== true)
        .map((place) => place.join('/'))
        .filter((place) => !leading.has(place))
      expect(stuck).toEqual([])
    })
  }
  test('every step can be taken in some case', () => {
    const gateway = steps.filter(([, r]) => r.by.includes('gateway')).map(([step]) => step)
    expect([...reached.steps, ...gateway].sort()).toEqual(
      [...Object.keys(procedure.steps), ...gateway.filter((g) => reached.steps.has(g))].sort(),
    )
  })
  test('what a row names stands in the tables: states of other tracks, subjects, clocks, duties, letters, conditions', () => {
    const wrong: string[] = []
    const known = (track: string, list: readonly string[], what: string) => {
      for (const state of list)
        if (procedure.tracks[track]?.states[state] === undefined) wrong.push(`${what}: ${track} ${state}`)
    }
    const subject = (track: string, of: string | undefined, what: string) => {
      if (of !== undefined && of !== 'suspect' && ![...places].some((p) => p.startsWith(`${track}/${of}/`)))
        wrong.push(`${what}: ${track}/${of}`)
    }
    for (const [step, rule] of steps) {
      known(rule.track, [rule.to, ...(Array.isArray(rule.from) ? rule.from : [])], step)
      for (const d of rule.during ?? []) {
        known(d.track, d.states, `${step} during`)
        subject(d.track, d.of, `${step} during`)
      }
      for (const a of rule.also) {
        known(a.track, [...a.from, a.to], `${step} also`)
        known('criminal', a.unlessLeftIn ?? [], `${step} also`)
        subject(a.track, a.of, `${step} also`)
      }
      for (const o of rule.opens) {
        known(o.track, [o.state], `${step} opens`)
        if (o.when !== undefined && procedure.occasions[o.when] === undefined) wrong.push(`${step} when ${o.when}`)
      }
      const { measures = [], ...lists } = rule.clocks
      for (const id of [...Object.values(lists).flatMap((list) => list ?? []), ...measures.map((m) => m.clock)])
        if (procedure.clocks[id] === undefined) wrong.push(`${step}: clock ${id}`)
      for (const anchor of measures.flatMap((m) => [m.from, m.until ?? m.from]))
        if (procedure.anchors[anchor] === undefined) wrong.push(`${step}: anchor ${anchor}`)
      for (const id of rule.duties) if (procedure.duties[id] === undefined) wrong.push(`${step}: duty ${id}`)
      for (const id of rule.letters) if (procedure.letters[id] === undefined) wrong.push(`${step}: letter ${id}`)
      for (const id of rule.needs) if (procedure.conditions[id] === undefined) wrong.push(`${step}: condition ${id}`)
    }
    expect(wrong).toEqual([])
  })
  test('every clock, letter, duty, condition, anchor and occasion of the tables is used by some row', () => {
    const rules = steps.map(([, rule]) => rule)
    const used = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].sort()
    const { clocks, duties } = procedure
    const begun = rules.map(({ clocks: c }) => [...(c.starts ?? []), ...(c.measures ?? []).map((m) => m.clock)])
    expect(used([...begun, Object.values(duties).flatMap((d) => d.clock ?? [])])).toEqual(Object.keys(clocks).sort())
    expect(used(rules.map((r) => r.letters))).toEqual(Object.keys(procedure.letters).sort())
    expect(used(rules.map((r) => r.duties))).toEqual(Object.keys(duties).sort())
    expect(used(rules.map((r) => r.needs))).toEqual(Object.keys(procedure.conditions).sort())
    const counted = Object.values(clocks).flatMap((c) => [c.from ?? [], c.until ?? []].flat())
    const measured = rules.flatMap((r) => (r.clocks.measures ?? []).flatMap((m) => [m.from, m.until ?? m.from]))
    const excluded = ['transferDispatched', 'criminalCaseEnded'] // named by the clock that leaves days out
    expect(used([counted, measured, excluded])).toEqual(Object.keys(procedure.anchors).sort())
    const opened = rules.flatMap((r) => r.opens.flatMap((o) => o.when ?? []))
    expect(used([opened, Object.values(duties).flatMap((d) => d.when ?? [])])).toEqual(
      Object.keys(procedure.occasions).sort(),
    )
  })
  test('a duty’s clock that begins ends with some step: what nothing fulfils would run for ever', () => {
    const ended = new Set(steps.flatMap(([, { clocks }]) => [...(clocks.stops ?? []), ...(clocks.stopsIfAsked ?? [])]))
    const begun = steps.flatMap(([, { clocks }]) => clocks.starts ?? [])
    const endless = begun.filter((id) => !ended.has(id) && procedure.clocks[id]?.kind === undefined)
    expect([...new Set(endless)]).toEqual([])
  })
  test('who must have decided is asked of the caller, and his role is checked with the act', () => {
    for (const [step, rule] of steps) {
      const { shape } = rule.input as z.ZodObject
      const field = 'approval' in shape ? 'approval' : 'decidedBy'
      const byGateway = rule.by.includes('gateway')
      expect(rule.needs.includes('decidedByRole'), step).toBe(rule.decidedBy !== undefined)
      expect(rule.needs.includes('officersCertified'), step).toBe(!byGateway)
      expect(rule.needs.includes('materialsAvailable'), step).toBe(!byGateway)
      const asked = (shape[field] as z.ZodType | undefined)?.safeParse(undefined).success === false
      expect(asked, step).toBe(rule.decidedBy !== undefined)
    }
  })
})
