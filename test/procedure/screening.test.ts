// The filing thresholds as a table and as arithmetic: every rule compiles and is cited, the intervals agree with CEL where
// all is known, and prove nothing that some completion of the unknown facts would contradict.
import { parse } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyRow,
  expressionOf,
  type FactName,
  type FactValues,
  factNames,
  facts,
  fill,
  forget,
  offByDefault,
  RuleFault,
  ruleSetOf,
  rules,
  screen,
} from '../../src/screening/index.ts'
import { formulaOf } from '../../src/screening/interval.ts'
import { verdictOf } from '../../src/screening/screen.ts'

const rowOf = (values: FactValues) => {
  const row = emptyRow()
  fill(row, values)
  return row
}
const today = '2026-11-22'
const asked = { actDay: today, today, domain: null }
const ids = (values: FactValues, more: object = {}) =>
  screen(ruleSetOf(), rowOf(values), { ...asked, ...more })
    .filter((s) => s.today === 'hit')
    .map((s) => s.rule.id)

/** Figures around every figure that stands in a rule, so that edges are met often. */
const figures = [...new Set(rules.flatMap((r) => r.expression.match(/\d+(\.\d+)?/g) ?? []).map(Number))].flatMap(
  (n) => [n, n - 0.01, n + 1],
)
const drawn = (name: FactName): fc.Arbitrary<number | boolean> =>
  facts[name].unit === 'truth' ? fc.boolean() : fc.constantFrom(0, ...figures.filter((n) => n >= 0))

describe('the table', () => {
  test('has 46 thresholds, and every fact of the dictionary is asked for by one', () => {
    expect(new Set(rules.map((r) => r.id)).size).toBe(46)
    expect(new Set(rules.flatMap((r) => formulaOf(expressionOf(r)).facts))).toEqual(new Set(factNames))
  })

  test('switches off what nobody read and what is of low confidence, and nothing else', () => {
    expect(rules.filter(offByDefault).map((r) => `${r.id} ${r.from}`)).toEqual(['R32 2022-05-15', 'R33 2026-05-18'])
  })

  test.each(rules)('$id of $from cites its instrument and names fields of enforcement', (rule) => {
    expect(rule.instrument).toMatch(/〔\d{4}〕\d+号|刑法\d+/)
    expect(rule.from).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(rule.domains.length).toBeGreaterThan(0)
    expect(rule.to === undefined || rule.to > rule.from).toBe(true)
  })

  test.each([
    ['nobody_knows >= 1', 'no fact'],
    ['sales_cny', 'neither yes nor no'],
    ['sales_cny >= "a"', 'text'],
    ['sales_cny == 5', 'compare a truth'],
    ['is_unit >= 1', 'by size'],
    ['sales_cny >=', 'no CEL'],
    ['sales_cny - 5 >= 1', 'no rule needs'],
  ])('refuses the rule %s', (expression, why) => {
    expect(() => formulaOf(expression)).toThrow(RuleFault)
    expect(() => formulaOf(expression)).toThrow(why)
  })
})

describe('the arithmetic', () => {
  test.each(rules)('$id of $from says what CEL says where every fact is known', (rule) => {
    const formula = formulaOf(expressionOf(rule))
    const cel = parse(expressionOf(rule))
    const row = emptyRow()
    fc.assert(
      fc.property(fc.record(Object.fromEntries(formula.facts.map((n) => [n, drawn(n)]))), (values) => {
        forget(row)
        fill(row, values as FactValues)
        expect(verdictOf(formula, row)).toBe(cel(values) === true ? 'hit' : 'no')
      }),
      { numRuns: 200 },
    )
  })

  test.each(rules)('$id of $from proves only what every completion of the unknown facts bears out', (rule) => {
    const formula = formulaOf(expressionOf(rule))
    const cel = parse(expressionOf(rule))
    const row = emptyRow()
    const each = fc.record(
      Object.fromEntries(
        formula.facts.map((n) => [
          n,
          fc.tuple(
            fc.constantFrom('exact', 'at_least', 'unknown'),
            drawn(n),
            fc.array(drawn(n), { minLength: 1, maxLength: 6 }),
          ),
        ]),
      ),
    )
    fc.assert(
      fc.property(each, fc.nat(5), (picked, turn) => {
        forget(row)
        const completed: Record<string, number | boolean> = {}
        for (const [name, [how, value, others]] of Object.entries(picked)) {
          const other = others[turn % others.length] as number | boolean
          if (how === 'exact') fill(row, { [name]: value })
          if (how === 'at_least' && typeof value === 'number') fill(row, { [name]: { least: value, most: Infinity } })
          completed[name] =
            how === 'exact' ? value : how === 'at_least' && typeof value === 'number' ? value + Number(other) : other
        }
        const verdict = verdictOf(formula, row)
        if (verdict !== 'unknown') expect(cel(completed) === true ? 'hit' : 'no').toBe(verdict)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a subject', () => {
  test.each([
    ['a unit that evaded 200,000 yuan', { is_unit: true, tax_evaded_cny: 200_000 }, ['R02']],
    ['a unit a cent below', { is_unit: true, tax_evaded_cny: 199_999.99 }, []],
    ['a person with 100,000', { is_unit: false, tax_evaded_cny: 100_000 }, ['R01']],
    ['three tonnes of hazardous waste', { hazardous_waste_tonnes: 3 }, ['R12']],
    ['poison in food, whatever the amount', { food_contains_banned_nonfood_substance: true }, ['R08']],
    ['a death by breach of safety rules', { safety_rules_breached: true, deaths: 1 }, ['R41']],
    ['farmland of ten mu, whose figures nobody has read yet', { other_farmland_destroyed_mu: 17.4 }, []],
  ] as [string, FactValues, string[]][])('%s', (_, values, expected) => {
    expect(ids(values)).toEqual(expected)
  })

  test('with more than 30 million in sales is a hit of what needs no more, and unknown of what does', () => {
    const many = { sales_cny: { least: 30_000_000, most: Infinity }, act_sells_counterfeit_mark_goods: true }
    const found = screen(ruleSetOf(), rowOf(many), { ...asked, domain: 'ip' })
    expect(found.filter((s) => s.today === 'hit').map((s) => s.rule.id)).toEqual(['R18'])
    expect(found.find((s) => s.rule.id === 'R22')?.missing).toEqual(['act_sells_infringing_copies'])
    expect(found.find((s) => s.rule.id === 'R20')?.missing).toContain('illegal_turnover_cny')
  })

  test('with an amount known only to be above a bound is never cleared by it', () => {
    const bound = { is_unit: false, tax_evaded_cny: { least: 50_000, most: Infinity } }
    const [found] = screen(ruleSetOf(), rowOf(bound), { ...asked, domain: 'customs' })
    expect(found).toMatchObject({ rule: { id: 'R01' }, today: 'unknown', missing: ['tax_evaded_cny'] })
  })

  test('is told which facts would decide, and not those that make no difference', () => {
    const found = screen(ruleSetOf(), rowOf({ drug_no_approval: false }), { ...asked, domain: 'drug' })
    expect(found.find((s) => s.rule.id === 'R11')?.missing).toEqual(['drug_records_fabricated_affecting_safety'])
  })

  test('is told which facts made the hit', () => {
    const [hit] = screen(
      ruleSetOf(),
      rowOf({ sales_cny: 60_000, product_fake_or_inferior: true, is_tobacco: false }),
      asked,
    ).filter((s) => s.today === 'hit')
    expect(hit).toMatchObject({ rule: { id: 'R04' }, used: ['product_fake_or_inferior', 'sales_cny'], missing: [] })
  })

  test('near the figure is near and no hit; a count of persons is never near', () => {
    const near = (values: FactValues) =>
      screen(ruleSetOf(), rowOf(values), { ...asked, domain: 'none', nearShare: 0.8 })
        .filter((s) => s.near)
        .map((s) => s.rule.id)
    expect(near({ is_unit: false, tax_evaded_cny: 80_000 })).toEqual(['R01'])
    expect(near({ is_unit: false, tax_evaded_cny: 79_999 })).toEqual([])
    expect(near({ is_unit: false, tax_evaded_cny: 100_000 })).toEqual([])
    expect(near({ safety_rules_breached: true, deaths: 0, serious_injuries: 2.4, direct_loss_cny: 0 })).toEqual([])
  })

  test('is asked for no facts of fields that are not its own', () => {
    const found = screen(ruleSetOf(), emptyRow(), { ...asked, domain: 'tobacco' })
    expect(found.map((s) => s.rule.id)).toEqual(['R04', 'R05', 'R06', 'R28'])
  })
})

describe('the day of the act', () => {
  const values = rowOf({ other_farmland_destroyed_mu: 12 })
  const all = ruleSetOf(rules, () => false)
  test('before a change of the law is held against both, each under its own instrument', () => {
    const found = screen(all, values, { actDay: '2026-03-01', today, domain: null }).filter((s) => s.rule.id === 'R33')
    expect(found.map((s) => [s.rule.from, s.atAct, s.today])).toEqual([
      ['2026-05-18', null, 'hit'],
      ['2000-06-22', 'hit', null],
    ])
  })
  test('that is not known is held against today’s law alone', () => {
    const found = screen(all, values, { actDay: null, today, domain: null }).filter((s) => s.rule.id === 'R33')
    expect(found.map((s) => [s.rule.from, s.atAct, s.today])).toEqual([['2026-05-18', null, 'hit']])
  })
  test('before the instrument has no verdict under it', () => {
    const found = screen(all, rowOf({ hazardous_waste_tonnes: 5 }), { actDay: '2023-08-14', today, domain: null })
    expect(found.filter((s) => s.rule.id === 'R12').map((s) => [s.atAct, s.today])).toEqual([[null, 'hit']])
  })
})
