// The whole table, cell by cell: every step, from every state of its track, by every part, by the gateway and by nobody.
// What the table grants is granted, and everything else is refused with the code that comes first.
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { Refusal } from '../../src/kernel/index.ts'
import { type Actor, allParts, type CaseState, decide, type Part, type StepRule } from '../../src/procedure/index.ts'
import { addressOf, as, ask, caseWith, placed, procedure, running, steps, subjectKey } from './placed.ts'
import { reach, subjectsOf } from './reach.ts'
import { at, organs } from './said.ts'
import { calendar as published } from './life.ts'
import { overOf, violations } from './violations.ts'

const reached = reach(procedure)
const actors: readonly (Actor | null)[] = [...allParts, 'gateway', null]
const codeOf = (answer: ReturnType<typeof ask>) => (answer instanceof Refusal ? answer.code : 'granted')
const statesOf = (track: string) => Object.keys(procedure.tracks[track]!.states)

/** The contract wants suspects by name: nothing for a joint instance. */
const namesSuspects = ({ input }: StepRule) => (input as z.ZodObject).shape.suspects?.safeParse(undefined).success === false
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
  if (!byPart && !(rule.by.includes('addressee') && actor === addressee && addressee !== undefined)) return 'not_your_step'
  if (rule.from === 'any') return 'granted'
  if (rule.from === 'new') return rule.track === 'criminal' && state !== null ? 'wrong_state' : 'granted'
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
    const addressees: readonly (Part | undefined)[] = rule.by.includes('addressee') ? [undefined, ...allParts] : [undefined]
    test(`${step} (${rule.zh}): ${subjects(rule).length} × ${states.length} states × ${actors.length} actors`, () => {
      const wrong: string[] = []
      for (const subject of subjects(rule)) {
        for (const state of states) {
          for (const addressee of addressees) {
            const found = placed(step, subject, state, addressee === undefined ? {} : { addressee: addressOf(addressee) })
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
      const found = placed(step, subject, (rule.from as readonly string[])[0]!, { addressee: organs.competent_authority })
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
    expect(answer instanceof Refusal ? answer.code : answer.event.moves.map((m) => m.instance)).toEqual(['administrative/reverse/1'])
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
            const found = { ...caseWith(instances as never), clocks: base.clocks, domain: base.domain, custody: base.custody }
            const over = step === 'supervision_suggestion' && state === 'revoked' ? { over: { type: 'revoked' } } : {}
            const outcome = state !== null && wanted.includes(state) ? 'granted' : 'wrong_state'
            expect(codeOf(ask(step, found, rule.by[0] as Actor, over)), `${step} while ${key} is ${state}`).toBe(outcome)
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
      const request = { transferId: 't', step, input: { officers: [] }, atMs: at('2026-03-02 10:20'), part: 'sender' as const }
      const answer = decide(procedure, caseWith({}), { ...request, agencyId: 'a', clientId: 'c' }, { calendar: published })
      expect(codeOf(answer)).toBe('not_your_step')
    }
  })
})
