// The whole table, cell by cell: every step from every state of its track, by every part, with no, one and all suspects
// named. What the table grants is granted, and everything else is refused with the code that comes first.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../src/kernel/index.ts'
import {
  type CaseState,
  type ClockState,
  citationText,
  decide,
  instruments,
  type Part,
  procedureMarkdown,
  requiredMaterials,
  ruleSets,
} from '../../src/procedure/index.ts'
import { at, calendar, elsewhere, inputOf, instant, letter, organs } from './life.ts'

const procedure = ruleSets.at(-1)!
const steps = Object.entries(procedure.steps)
const parts: (Part | null)[] = ['sender', 'police_in_charge', 'supervisor', null]
const now = '2026-03-02 10:20'

const filingReview: ClockState = {
  rule: 'filing_review',
  ruleSet: procedure.version,
  on: 'criminal/case/1',
  stage: 0,
  basis: ['ENV 9'],
  anchorAt: instant('2026-03-02 09:00'),
  anchorVersion: 2,
  target: instant('2026-03-05 23:59'),
  breach: instant('2026-03-05 23:59'),
  localDate: '2026-03-05',
  provisional: false,
  calendar: calendar.version,
  status: 'running',
}

/** A case with exactly these instances, its filing review running, in a domain whose review has further stages. */
function caseWith(instances: Record<string, string>): CaseState {
  return {
    version: 7,
    domain: 'environment',
    regionCode: '110101',
    suspects: [
      { id: 's1', kind: 'person', name: '张三' },
      { id: 's2', kind: 'person', name: '李四' },
    ],
    parts: organs,
    gaps: [],
    instances: Object.fromEntries(Object.entries(instances).map(([key, state]) => [key, { state, since: 3 }])),
    clocks: { 'filing_review:criminal/case/1:2': filingReview },
    counts: { materials: 3, items: 1, receipts: 1 },
  }
}

const keyOf = (step: string) => {
  const rule = procedure.steps[step]!
  return `${rule.track}/${rule.of ?? 'case'}/1`
}

/** The case in which the step's own instance is in `state`, and other tracks are where the step wants them. */
function placed(step: string, state: string | null): CaseState | null {
  const rule = procedure.steps[step]!
  if (state === null && rule.parts === 'opens') return null
  const others = (rule.during ?? []).map((d) => [`${d.track}/case/1`, d.states[0]])
  return caseWith({ ...Object.fromEntries(others), ...(state !== null && { [keyOf(step)]: state }) })
}

function ask(
  step: string,
  state: CaseState | null,
  part: Part | null,
  over: Record<string, unknown> = {},
  seenVersion?: number,
) {
  const rule = procedure.steps[step]!
  return decide(
    procedure,
    state,
    {
      transferId: 't',
      step,
      input: inputOf(procedure, step, over),
      atMs: at(now),
      part,
      agencyId: part === null ? 'stranger' : organs[part],
      clientId: 'c',
      ...(seenVersion !== undefined && { seenVersion }),
    },
    { calendar, parts: rule.parts === 'relays' ? elsewhere : organs },
  )
}
const codeOf = (answer: ReturnType<typeof ask>) => (answer instanceof Refusal ? answer.code : 'granted')

/** A request that breaks one condition and no other; its code is what the documentation promises. */
const violations: Readonly<
  Record<string, { over: Record<string, unknown>; code: string; on?: Record<string, string> }>
> = {
  noStateSecrets: { over: { involvesStateSecrets: true }, code: 'state_secret' },
  twoOfficers: { over: { officers: [(letter().officers as unknown[])[0]] }, code: 'two_officers_required' },
  approvalPossible: {
    over: { approval: { ...(letter().approval as object), approvedAt: instant('2026-03-02 10:21') } },
    code: 'approval_times_impossible',
  },
  materialsComplete: { over: { materials: [] }, code: 'materials_missing' },
  answersSomething: { over: { explanation: undefined }, code: 'condition_unmet' },
  asksOrIsFirst: { over: { missing: [] }, code: 'condition_unmet', on: { 'criminal/case/1': 'under_filing_review' } },
  decisionPossible: { over: { decidedOn: '2026-03-03' }, code: 'approval_times_impossible' },
}

describe('each cell of the matrix: what the table grants is granted, everything else refused', () => {
  for (const [step, rule] of steps) {
    const states = [null, ...Object.keys(procedure.tracks[rule.track]!.states)]
    // A first look at the materials may find nothing missing, a later one must name something: both are in the cells.
    const over = step === 'completeness_check' ? { missing: [{ description: '检验报告' }] } : {}
    test(`${step} (${rule.zh}): ${states.length} states × ${parts.length} parts`, () => {
      for (const state of states) {
        for (const part of parts) {
          const opening = rule.parts === 'opens'
          const standing =
            rule.from === 'new' ? !opening || state === null : state !== null && rule.from.includes(state)
          const expected = part !== rule.by && !opening ? 'not_your_step' : standing ? 'granted' : 'wrong_state'
          const found = placed(step, state)
          const answer = ask(step, found, part, over)
          expect(codeOf(answer), `${step} in ${state} by ${part}`).toBe(expected)
          if (answer instanceof Refusal) continue
          const moved = [...answer.event.moves.map((m) => m.to), ...answer.event.opens.map((o) => o.state)]
          expect(moved, `${step} in ${state}`).toContain(rule.to)
          expect(answer.gates.map((g) => g.need)).toEqual(
            rule.needs.filter((need) => procedure.conditions[need]?.kind === 'gate'),
          )
        }
      }
    })
  }

  test('a step that waits for another track is refused while that track is anywhere else', () => {
    for (const [step, rule] of steps) {
      for (const during of rule.during ?? []) {
        for (const state of [null, ...Object.keys(procedure.tracks[during.track]!.states)]) {
          const found = caseWith({
            ...(rule.from !== 'new' && { [keyOf(step)]: rule.from[0] }),
            ...(state !== null && { [`${during.track}/case/1`]: state }),
          })
          const expected = state !== null && during.states.includes(state) ? 'granted' : 'wrong_state'
          expect(codeOf(ask(step, found, rule.by)), `${step} while ${during.track} is in ${state}`).toBe(expected)
        }
      }
    }
  })

  test('a step that the table does not know is nobody’s step, also under a name that every object has', () => {
    for (const step of ['judgment', 'constructor', 'toString', '__proto__', '']) {
      const request = { transferId: 't', step, input: { officers: [] }, atMs: at(now), part: 'sender' as const }
      const answer = decide(procedure, caseWith({}), { ...request, agencyId: 'a', clientId: 'c' }, { calendar })
      expect(codeOf(answer)).toBe('not_your_step')
    }
  })
})

describe('suspects: none, one or all of them named', () => {
  for (const [step, rule] of steps.filter(([, r]) => r.divides)) {
    for (const from of rule.from as readonly string[]) {
      const joint = { 'criminal/case/1': from }
      const outcome = (instances: Record<string, string>, suspects?: string[]) => {
        const answer = ask(step, caseWith(instances), rule.by, { suspects })
        if (answer instanceof Refusal) return answer.code
        const { moves, opens } = answer.event
        return Object.fromEntries([
          ...moves.map((m) => [m.instance, m.to]),
          ...opens.filter((o) => o.instance.startsWith('criminal/')).map((o) => [o.instance, o.state]),
        ])
      }
      const both = { 'criminal/s1/1': rule.to, 'criminal/s2/1': rule.to, 'criminal/case/1': 'divided' }

      test(`${step} from ${from}: nobody named means everybody, and the joint instance ends`, () => {
        expect(outcome(joint)).toEqual(both)
      })
      test(`${step} from ${from}: all named, once or twice, is the same as nobody named`, () => {
        expect(outcome(joint, ['s1', 's2'])).toEqual(both)
        expect(outcome(joint, ['s2', 's1', 's2'])).toEqual(both)
      })
      test(`${step} from ${from}: one named leaves the joint instance standing for the other`, () => {
        expect(outcome(joint, ['s2'])).toEqual({ 'criminal/s2/1': rule.to })
        expect(outcome({ ...joint, 'criminal/s2/1': 'not_filed' }, ['s1'])).toEqual({
          'criminal/s1/1': rule.to,
          'criminal/case/1': 'divided',
        })
      })
      test(`${step} from ${from}: who has been decided cannot be decided again, alone or with another`, () => {
        expect(outcome({ ...joint, 'criminal/s2/1': 'filed' }, ['s2'])).toBe('wrong_state')
        expect(outcome({ ...joint, 'criminal/s2/1': 'filed' }, ['s1', 's2'])).toBe('wrong_state')
      })
      test(`${step} from ${from}: a suspect the case does not have is refused by name`, () => {
        expect(outcome(joint, ['s3'])).toBe('subject_unknown')
        expect(outcome(joint, ['s1', 's999'])).toBe('subject_unknown')
      })
    }
  }
})

test('several batches go in one act, in an order that does not depend on how the case was kept', () => {
  const batches = ['exhibits/batch/10', 'exhibits/batch/2', 'exhibits/batch/1']
  const moved = (order: readonly string[], over = {}) => {
    const held = Object.fromEntries(order.map((key) => [key, 'held']))
    const answer = ask('exhibits_handover', caseWith({ ...held, 'criminal/s1/1': 'filed' }), 'sender', over)
    return answer instanceof Refusal ? answer.code : answer.event.moves.map((m) => m.instance)
  }
  expect(moved(batches)).toHaveLength(3)
  expect(moved(batches)).toEqual(moved([...batches].reverse()))
  expect(moved(batches, { batches: [10, 2, 10] })).toEqual(['exhibits/batch/10', 'exhibits/batch/2'])
  expect(moved(batches, { batches: [1, 3] })).toBe('subject_unknown')
})

describe('with several things wrong, the first in the documented order is the answer', () => {
  for (const [step, rule] of steps) {
    const bad = rule.needs.map((need) => violations[need]).find((v) => v !== undefined)
    test(`${step}: not_your_step, then wrong_state, then stale_version, then its conditions`, () => {
      const opening = rule.parts === 'opens'
      const states = Object.keys(procedure.tracks[rule.track]!.states)
      const wrong = rule.from === 'new' ? null : states.find((s) => !rule.from.includes(s))!
      const out = opening ? caseWith({}) : rule.from === 'new' ? caseWith({}) : placed(step, wrong)
      const right = bad?.on ? caseWith(bad.on) : placed(step, rule.from === 'new' ? null : rule.from[0])
      const stale = 99
      if (!opening) expect(codeOf(ask(step, out, 'supervisor', bad?.over, stale))).toBe('not_your_step')
      if (opening || rule.from !== 'new' || rule.during !== undefined)
        expect(codeOf(ask(step, out, rule.by, bad?.over, stale))).toBe('wrong_state')
      expect(codeOf(ask(step, right, rule.by, bad?.over, stale))).toBe('stale_version')
      if (bad) expect(codeOf(ask(step, right, rule.by, bad.over, right?.version ?? 0))).toBe(bad.code)
    })
  }

  test('each condition that is checked before the statement has a request that breaks it, with its code, basis and pointer', () => {
    const pure = Object.entries(procedure.conditions).filter(([, c]) => c.kind === 'pure')
    expect(Object.keys(violations).sort()).toEqual(pure.map(([need]) => need).sort())
    for (const [need, { basis }] of pure) {
      const { over, code, on } = violations[need]!
      for (const [step, rule] of steps.filter(([, r]) => r.needs.includes(need))) {
        const found = on ? caseWith(on) : placed(step, rule.from === 'new' ? null : rule.from[0])
        const answer = ask(step, found, rule.by, over) as Refusal
        expect(codeOf(answer), `${step} breaks ${need}`).toBe(code)
        // A sector's instrument is cited in its own domain only (sources.test.ts).
        expect(answer.facts.basis).not.toHaveLength(0)
        expect(basis).toEqual(expect.arrayContaining([...(answer.facts.basis ?? [])]))
        expect(answer.facts.errors?.[0]?.pointer).toMatch(/^\//)
      }
    }
  })
})

describe('the tracks hang together', () => {
  const reached = new Map<string, Set<string>>(Object.keys(procedure.tracks).map((track) => [track, new Set()]))
  for (const [, rule] of steps) {
    reached.get(rule.track)!.add(rule.to)
    if (rule.divides) reached.get(rule.track)!.add('divided')
    for (const open of rule.opens ?? []) reached.get(open.track)!.add(open.state)
  }
  for (const [track, { states }] of Object.entries(procedure.tracks)) {
    test(`${track}: every state is reached by some step`, () => {
      expect([...reached.get(track)!].sort()).toEqual(Object.keys(states).sort())
    })
    test(`${track}: a state is final exactly where no step leads on`, () => {
      for (const [state, words] of Object.entries(states)) {
        const leaves = steps.filter(([, r]) => r.track === track && r.from !== 'new' && r.from.includes(state))
        expect(leaves.length === 0, `${track} ${state}`).toBe(words.final === true)
      }
    })
  }
})

describe('every row has its source and its words', () => {
  const cited = /^([A-Z]+\d*) \d+(\(\d+\))*\d*$/
  const bases: [string, readonly string[]][] = [
    ...steps.map(([id, r]) => [`step ${id}`, r.basis] as [string, readonly string[]]),
    ...Object.entries(procedure.conditions).map(
      ([id, c]) => [`condition ${id}`, c.basis] as [string, readonly string[]],
    ),
    ...Object.entries(procedure.clocks).flatMap(([id, c]): [string, readonly string[]][] => [
      [`clock ${id}`, c.basis],
      ...[...c.stages, ...Object.values(c.overrides ?? {}).flat()].map(
        (s, i) => [`clock ${id} stage ${i}`, s.basis] as [string, readonly string[]],
      ),
    ]),
    ...requiredMaterials.map((m) => [`material ${m.kind}`, m.basis.split('; ')] as [string, readonly string[]]),
  ]
  test('every step, clock, stage, condition and required material cites an article of a known instrument', () => {
    for (const [what, basis] of bases) {
      expect(basis.length, what).toBeGreaterThan(0)
      for (const citation of basis) {
        expect(citation, what).toMatch(cited)
        expect(Object.keys(instruments), `${what} cites ${citation}`).toContain(cited.exec(citation)![1])
      }
    }
  })
  test('officials read a citation as its instrument numbers it: paragraphs, items, or parts of an outline', () => {
    expect(citationText('PSP 180(2)')).toBe('《公安机关办理刑事案件程序规定》第180条第2款')
    expect(citationText('R310 8')).toBe('《行政执法机关移送涉嫌犯罪案件的规定》第8条')
    expect(citationText('MPS24 8(2)')).toBe('《公安机关接报案与立案工作规定》第8条第（二）项')
    expect(citationText('MPS15 2(1)2')).toMatch(/第二部分（一）第2项$/)
    for (const [, basis] of bases)
      for (const b of basis) expect(citationText(b as never)).not.toMatch(/undefined|第(条|款|项|部分)/)
  })
  test('what is called read rests on an instrument that was read, wholly or in part', () => {
    for (const [, rule] of Object.entries(procedure.clocks)) {
      for (const stage of [...rule.stages, ...Object.values(rule.overrides ?? {}).flat()]) {
        const sources = stage.basis.map((b) => instruments[b.split(' ')[0] as keyof typeof instruments].read)
        if (stage.confidence === 'read') expect(sources.some((s) => s === 'read' || s === 'partly')).toBe(true)
      }
    }
  })
  test('everything has a Chinese and an English name, and they are not mixed up', () => {
    const words = [
      ...Object.values(instruments),
      ...Object.values(procedure.tracks),
      ...Object.values(procedure.tracks).flatMap((t) => Object.values(t.states)),
      ...Object.values(procedure.letters),
      ...Object.values(procedure.clocks),
      ...Object.values(procedure.conditions),
      ...Object.values(procedure.steps),
    ]
    for (const { zh, en } of words) {
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).toMatch(/^\P{Script=Han}+$/u)
    }
  })
  test('every clock, letter, condition and anchor is named by some step', () => {
    const named = (pick: (rule: (typeof steps)[number][1]) => readonly string[]) =>
      [...new Set(steps.flatMap(([, rule]) => pick(rule)))].sort()
    expect(named((r) => r.letters)).toEqual(Object.keys(procedure.letters).sort())
    expect(named((r) => r.needs)).toEqual(Object.keys(procedure.conditions).sort())
    const measures = named((r) => (r.clocks?.measures ?? []).map((m) => m.clock))
    const starts = named((r) => r.clocks?.starts ?? [])
    expect([...measures, ...starts].sort()).toEqual(Object.keys(procedure.clocks).sort())
    expect(named((r) => (r.clocks?.measures ?? []).flatMap((m) => [m.from, ...(m.until ? [m.until] : [])]))).toEqual(
      Object.keys(procedure.anchors).sort(),
    )
  })
  test('a clock that starts is stopped by some step: a duty that nothing fulfils would run for ever', () => {
    const stopped = new Set(steps.flatMap(([, r]) => [...(r.clocks?.stops ?? []), ...(r.clocks?.stopsIfAsked ?? [])]))
    const open = steps.flatMap(([, r]) => r.clocks?.starts ?? []).filter((clock) => !stopped.has(clock))
    // The request for reconsideration itself belongs to the supervision track, which the first rows do not have yet.
    expect(open).toEqual(['reconsideration_request'])
  })
  test('who must have decided is asked of the caller, and his role is checked with the act', () => {
    for (const [step, rule] of steps) {
      const field = rule.parts === 'opens' ? 'approval' : 'decidedBy'
      const whole = inputOf(procedure, step)
      expect(rule.needs.includes('decidedByRole'), step).toBe(rule.decidedBy !== undefined)
      expect(rule.needs.includes('officersCertified'), step).toBe(true)
      expect(rule.needs.includes('materialsAvailable'), step).toBe('materials' in whole)
      if (rule.decidedBy !== undefined)
        expect(rule.input.safeParse({ ...whole, [field]: undefined }).success).toBe(false)
      else expect(rule.input.safeParse({ ...whole, decidedBy: whole.officers }).success).toBe(false)
    }
  })
  test('the printed table names every step, clock, condition and instrument', () => {
    const text = procedureMarkdown(procedure)
    for (const id of [
      ...Object.keys(procedure.steps),
      ...Object.keys(procedure.clocks),
      ...Object.keys(procedure.conditions),
      ...Object.keys(instruments),
      ...Object.values(procedure.tracks).flatMap((t) => Object.keys(t.states)),
    ])
      expect(text).toContain(id)
  })
})
