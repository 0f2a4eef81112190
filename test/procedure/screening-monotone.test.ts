// Knowing more only ever settles what was open: no hit is taken back and no “no” either, whatever is learnt within what was
// known before; and what is known only from below clears nobody.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  downgradedBits,
  emptyRow,
  expressionOf,
  type FactName,
  type FactValue,
  type FactValues,
  factNames,
  facts,
  fill,
  forget,
  ruleSetOf,
  rules,
  screen,
} from '../../src/screening/index.ts'
import { formulaOf } from '../../src/screening/interval.ts'
import { verdictOf } from '../../src/screening/screen.ts'
import { aRecord } from './a-record.ts'

const figures = [...new Set(rules.flatMap((r) => r.expression.match(/\d+(\.\d+)?/g) ?? []).map(Number))].flatMap(
  (n) => [n, n * 0.8, n + 1],
)
const whole = (name: FactName): FactValue => ({ least: 0, most: facts[name].unit === 'truth' ? 1 : Infinity })

/** What is known of a fact at first, and what is known of it afterwards: within the first. */
const learnt = (name: FactName): fc.Arbitrary<{ before: FactValue; after: FactValue }> => {
  if (facts[name].unit === 'truth')
    return fc.constantFrom(
      { before: whole(name), after: whole(name) },
      { before: whole(name), after: { least: 1, most: 1 } },
      { before: whole(name), after: { least: 0, most: 0 } },
      { before: { least: 1, most: 1 }, after: { least: 1, most: 1 } },
      { before: { least: 0, most: 0 }, after: { least: 0, most: 0 } },
    )
  const point = fc.constantFrom(0, ...figures)
  return fc
    .tuple(fc.array(point, { minLength: 4, maxLength: 4 }), fc.boolean(), fc.boolean())
    .map(([four, open, shut]) => {
      const [a, b, c, d] = [...four].sort((x, y) => x - y) as [number, number, number, number]
      const before = { least: a, most: open ? Infinity : d }
      return { before, after: { least: b, most: open && !shut ? Infinity : c } }
    })
}
const rowOf = (values: FactValues) => {
  const row = emptyRow()
  fill(row, values)
  return row
}

describe('each rule', () => {
  test.each(rules)('$id of $from keeps its answer when more is known', (rule) => {
    const formula = formulaOf(expressionOf(rule))
    const [first, then] = [emptyRow(), emptyRow()]
    fc.assert(
      fc.property(fc.record(Object.fromEntries(formula.facts.map((n) => [n, learnt(n)]))), (drawn) => {
        forget(first)
        forget(then)
        fill(first, Object.fromEntries(Object.entries(drawn).map(([n, { before }]) => [n, before])))
        fill(then, Object.fromEntries(Object.entries(drawn).map(([n, { after }]) => [n, after])))
        const verdict = verdictOf(formula, first)
        if (verdict !== 'unknown') expect(verdictOf(formula, then)).toBe(verdict)
      }),
      { numRuns: 150 },
    )
  })

  test.each(rules)('$id of $from is never cleared by lower bounds', (rule) => {
    const formula = formulaOf(expressionOf(rule))
    const counted = formula.facts.filter((n) => facts[n].unit !== 'truth')
    const row = emptyRow()
    fc.assert(
      fc.property(fc.record(Object.fromEntries(counted.map((n) => [n, fc.constantFrom(0, ...figures)]))), (least) => {
        forget(row)
        fill(
          row,
          Object.fromEntries(Object.entries(least).map(([n, from]) => [n, { least: from as number, most: Infinity }])),
        )
        expect(verdictOf(formula, row)).not.toBe('no')
      }),
      { numRuns: 60 },
    )
  })
})

describe('a subject', () => {
  const some = fc.uniqueArray(fc.constantFrom(...factNames), { minLength: 1, maxLength: 12 })
  const drawn = some.chain((names) => fc.record(Object.fromEntries(names.map((n) => [n, learnt(n)]))))
  const set = ruleSetOf()
  const asked = { actDay: '2026-01-01', today: '2026-11-22', domain: 'market' }
  const hits = (values: FactValues) =>
    screen(set, rowOf(values), asked)
      .filter((s) => s.today === 'hit')
      .map((s) => s.rule.id)

  test('of whom more is learnt keeps every hit', () => {
    fc.assert(
      fc.property(drawn, (known) => {
        const before = hits(Object.fromEntries(Object.entries(known).map(([n, k]) => [n, k.before])))
        const after = hits(Object.fromEntries(Object.entries(known).map(([n, k]) => [n, k.after])))
        for (const id of before) expect(after).toContain(id)
      }),
      { numRuns: 500 },
    )
  })

  test('keeps every sign of downgraded handling when more earlier penalties become known', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), (a, more) => {
        const bits = (earlier: number) => downgradedBits(aRecord({ facts: '情节严重' }), [], { earlier, months: 24 })
        expect(bits(a) & bits(a + more)).toBe(bits(a))
      }),
    )
  })
})
