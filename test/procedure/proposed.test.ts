// Facts proposed from prose: figures with their hedges as bounds, words alone, what proposes nothing; and that no text, however
// long or strange, holds anybody up.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FactName, factsOf, type ProposedFact, proposedFacts } from '../../src/screening/index.ts'
import { proseFigure, wholeOf } from '../../src/screening/numerals.ts'
import { aRecord, yuan } from './a-record.ts'

type Said = Parameters<typeof aRecord>[0]
const from = (facts: string, domain: string, more: Said = {}): readonly ProposedFact[] =>
  proposedFacts(aRecord({ facts, domain, ...more }))
const figures = (facts: string, domain: string, more: Said = {}) =>
  from(facts, domain, more).map(({ fact, least, most }) => [fact, least, most])

describe('numerals', () => {
  test.each([
    ['17', 17],
    ['十', 10],
    ['八百六十', 860],
    ['三亿二千万', 320_000_000],
    ['一百一十四', 114],
    ['二〇', null],
    ['几万', null],
    ['', null],
  ])('%s is %s', (text, value) => {
    expect(wholeOf(text)).toBe(value)
  })

  test.each([
    ['3.2万', 32_000, 1_000, false],
    ['11万', 110_000, 10_000, false],
    ['60', 60, 10, false],
    ['1,299,618.50', 1_299_618.5, 0.01, false],
    ['九百余', 900, 100, true],
    ['九十多', 90, 10, true],
  ])('%s is %d, to the next %d', (text, value, step, more) => {
    expect(proseFigure(text)).toEqual({ value, step, more })
  })
})

describe('figures', () => {
  test.each([
    ['涉案超3亿元', 'ip', 'illegal_turnover_cny', 300_000_000, Infinity],
    ['案值11万余元，检察院不起诉', 'tobacco', 'illegal_turnover_cny', 110_000, Infinity],
    ['销售金额共计人民币5.2万元', 'food', 'sales_cny', 52_000, 52_000],
    ['违法所得不足3000元', 'food', 'illegal_income_cny', 0, 3_000],
    ['销售额约60万元', 'food', 'sales_cny', 550_000, 650_000],
    ['销售额20余万元', 'food', 'sales_cny', 200_000, Infinity],
    ['造成三人死亡', 'work_safety', 'deaths', 3, 3],
    ['事故致死亡2人、重伤1人', 'work_safety', 'deaths', 2, 2],
    ['查获卷烟299条', 'tobacco', 'cigarettes_count', 59_800, 59_800],
    ['倾倒危险废物3.5吨', 'environment', 'hazardous_waste_tonnes', 3.5, 3.5],
    ['非法处置800公斤危险废物', 'environment', 'hazardous_waste_tonnes', 0.8, 0.8],
    ['废水中镍超标12.5倍', 'environment', 'group2_metal_times_over_standard', 12.5, 12.5],
    ['铅超过排放标准3倍', 'environment', 'group1_metal_times_over_standard', 3, 3],
    ['占用水田6670平方米', 'natural_resources', 'other_farmland_destroyed_mu', 10.005, 10.005],
    ['毁坏5亩永久基本农田', 'natural_resources', 'basic_farmland_destroyed_mu', 5, 5],
    ['拖欠25名农民工工资合计31.6万元', 'general', 'total_unpaid_cny', 316_000, 316_000],
  ] as [string, string, FactName, number, number][])('“%s” in %s', (facts, domain, fact, least, most) => {
    expect(figures(facts, domain)).toContainEqual([fact, least, most])
  })

  test('of smuggling are proposed where the violation is smuggling, and not with a misdeclaration', () => {
    const facts = '偷逃应缴税款33.66万元'
    expect(figures(facts, 'customs', { violationType: '伪报价格走私普通货物' })).toContainEqual([
      'tax_evaded_cny',
      336_600,
      336_600,
    ])
    expect(figures('漏缴税款59万元', 'customs', { violationType: '商品编号申报不实' })).toEqual([])
  })

  test('carry the clause, the field and the place', () => {
    const [one] = from('当事人无证经营。经查，销售金额为5.2万元，未缴税。', 'food')
    expect(one).toMatchObject({ quotation: '销售金额为5.2万元', place: 'facts', at: 11 })
  })

  test('that the record states exactly in a field of its own are not proposed again; a bound is', () => {
    const stated = { amounts: [yuan('sales', 60_000)] }
    expect(from('销售金额6万元', 'food', stated)).toEqual([])
    const bound = { amounts: [yuan('sales', 50_000, { approximate: 'at_least' as const })] }
    expect(figures('销售金额6万元', 'food', bound)).toEqual([['sales_cny', 60_000, 60_000]])
  })
})

describe('nothing is proposed', () => {
  test.each([
    ['from text of the law', '货值金额不足一万元的，并处五万元以上十万元以下罚款', 'food'],
    ['from what is denied', '未查获违法所得，不构成销售伪劣产品', 'food'],
    ['from words that name no figure', '销售金额数万元', 'food'],
    ['across a comma', '销售金额难以查清，罚款5万元', 'food'],
    ['outside of its field', '查获卷烟299条', 'food'],
  ])('%s', (_, facts, domain) => {
    expect(figures(facts, domain)).toEqual([])
  })
})

describe('words', () => {
  test.each([
    ['检出西地那非', 'food', 'food_contains_banned_nonfood_substance'],
    ['通过暗管排入雨水管网', 'environment', 'discharge_by_hidden_means'],
    ['篡改自动监测数据', 'environment', 'monitoring_data_falsified'],
    ['以猪肉冒充驴肉', 'food', 'product_fake_or_inferior'],
    ['在禁渔期电鱼', 'natural_resources', 'electro_poison_or_blast_fishing'],
    ['非医师行医', 'public_health', 'no_physician_licence'],
  ] as [string, string, FactName][])('“%s” in %s', (facts, domain, fact) => {
    expect(from(facts, domain).map((p) => p.fact)).toContain(fact)
  })
})

describe('any text', () => {
  const words = [
    '销售金额',
    '违法所得',
    '约',
    '超过',
    '3',
    '万',
    '余',
    '元',
    '，',
    '。',
    '危险废物',
    '吨',
    '死亡',
    '三',
    '人',
    '未',
    '以上',
    '以下',
    '第',
    '条',
    '砷',
    '超标',
    '倍',
    ' ',
  ]
  const prose = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''))

  test('gives bounds in order, quotations that stand in it, and never a fact that is counted', () => {
    fc.assert(
      fc.property(prose, fc.constantFrom('food', 'environment', 'work_safety', 'ip'), (facts, domain) => {
        const record = aRecord({ facts, domain })
        const before = factsOf(record).values
        for (const { least, most, quotation, at } of proposedFacts(record)) {
          expect(least).toBeGreaterThanOrEqual(0)
          expect(most).toBeGreaterThanOrEqual(least)
          expect(facts).toContain(quotation)
          expect(at).toBeLessThan(facts.length)
        }
        expect(factsOf(record).values).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    '销售金额',
    '查获',
    '万',
    '三百万',
    '1,',
    '经',
    '违法所得1',
    '砷超过',
    '拖欠',
    '情节',
    '三人死亡',
    '3吨危险废物',
  ])('a hundred thousand characters of “%s” are read in no time that matters, in every field', (word) => {
    const facts = word.repeat(Math.ceil(100_000 / word.length))
    const begun = process.cpuUsage()
    for (const domain of ['food', 'environment', 'tobacco']) proposedFacts(aRecord({ facts, domain, remarks: facts }))
    const { user } = process.cpuUsage(begun)
    expect(user / 1000 / 3).toBeLessThan(600)
  })
})
