// Downgraded handling: what is derived, what a declaration adds, where the two disagree; least fines by article.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layoutOf, readRecord } from '../../src/penalties/reading/index.ts'
import { fineMinimums } from '../../src/screening/fine-minimums.ts'
import {
  articlesOf,
  downgraded,
  downgradedBits,
  emptyRow,
  type FactValues,
  type FlagName,
  fill,
  flagNames,
  heldFine,
  ruleSetOf,
  rules,
  type Screened,
  screen,
} from '../../src/screening/index.ts'
import { aRecord, onDay, yuan } from './a-record.ts'

const flag = (
  name: FlagName,
  record = aRecord(),
  screened: readonly Screened[] = [],
  earlier: number | null = null,
) => {
  const history = earlier === null ? null : { earlier, months: 24 }
  const found = downgraded(record, screened, history).flags.find((f) => f.flag === name)
  if (found === undefined) throw new Error(`${name} is missing`)
  return found
}
const screenedBy = (values: FactValues, domain: string, nearShare?: number) => {
  const row = emptyRow()
  fill(row, values)
  const asked = { actDay: null, today: '2026-11-22', domain, ...(nearShare !== undefined && { nearShare }) }
  return screen(ruleSetOf(), row, asked)
}

describe('near a threshold', () => {
  test('a hit is at it, whatever share is set', () => {
    const hit = screenedBy({ is_unit: true, tax_evaded_cny: 300_000 }, 'customs')
    expect(flag('near_threshold', aRecord(), hit).value).toBe('yes')
  })

  test('the share that is set here says that it is unverified, and without one nothing is near', () => {
    const values = { is_unit: true, tax_evaded_cny: 170_000 }
    expect(flag('near_threshold', aRecord(), screenedBy(values, 'customs')).value).toBe('unknown')
    const near = flag('near_threshold', aRecord(), screenedBy(values, 'customs', 0.8))
    expect(near).toMatchObject({ value: 'yes', because: { en: expect.stringContaining('unverified') } })
  })

  test('the 80 % of the economic standards is remembered and decides nothing by itself', () => {
    expect(rules.filter((r) => r.near !== undefined).map((r) => [r.id, r.near?.read])).toEqual([
      ['R30', 'memory'],
      ['R31', 'memory'],
      ['R32', 'memory'],
    ])
    const close = screenedBy({ bid_rigging: true, illegal_income_cny: 190_000 }, 'market')
    expect(close.some((s) => s.near)).toBe(false)
  })

  test('a share of the instrument that was read is used without being asked for', () => {
    const own = rules.map((r) =>
      r.id === 'R02' ? { ...r, near: { share: 0.8, basis: 'its own', read: 'read' as const } } : r,
    )
    const row = emptyRow()
    fill(row, { is_unit: true, tax_evaded_cny: 170_000 })
    const screened = screen(ruleSetOf(own), row, { actDay: null, today: '2026-11-22', domain: 'customs' })
    const near = flag('near_threshold', aRecord(), screened)
    expect(near).toMatchObject({ value: 'yes', because: { en: 'near the threshold of R02 (its own)' } })
  })
})

describe('penalised before', () => {
  test('one earlier penalty makes two; none known is no proof of a first time', () => {
    expect(flag('repeated', aRecord(), [], 1).value).toBe('yes')
    expect(flag('repeated', aRecord(), [], 0).value).toBe('unknown')
    expect(flag('repeated', aRecord(), [], null).value).toBe('unknown')
  })

  test('a declaration of “once” against two known penalties is a disagreement', () => {
    const said = flag('repeated', aRecord({ declared: { repeated: false } }), [], 1)
    expect(said).toMatchObject({ value: 'yes', declared: false, disagrees: true })
  })
})

describe('what the agency declares', () => {
  test.each(flagNames)('%s: against itself it counts alone, and says that the agency is the source', (name) => {
    const said = flag(name, aRecord({ declared: { [name]: true } }))
    expect(said).toMatchObject({ value: 'yes', declared: true, because: { en: 'declared by the agency' } })
  })

  test.each([
    ['near_threshold', 'unknown'],
    ['repeated', 'unknown'],
    ['discussed', 'no'],
    ['appraised', 'no'],
    ['below_minimum', 'unknown'],
    ['serious', 'unknown'],
  ] as const)('%s: in its own favour it leaves %s', (name, value) => {
    expect(flag(name, aRecord({ declared: { [name]: false } }))).toMatchObject({ value, declared: false })
  })

  test.each([
    ['repeated', '处罚次数：3', true],
    ['serious', '情节是否严重：否；是否鉴定：有', false],
    ['appraised', '情节是否严重：否；是否鉴定：有', true],
    ['discussed', '是否集体讨论：无', false],
    ['near_threshold', '涉案金额达追诉标准80%以上：是', true],
    ['below_minimum', '低于处罚下限金额: 是', true],
    ['serious', '没有其他说明', undefined],
  ] as const)('%s is found in remarks that are written as a form: “%s”', (name, remarks, declared) => {
    const said = flag(name, aRecord({ remarks }))
    expect(said.declared).toBe(declared)
    // The words of the form are no sign by themselves.
    if (declared !== true) expect(said.value).not.toBe('yes')
  })

  test('is read from the columns of older platforms, counts and all, and nothing is guessed from 2', () => {
    const raw = {
      处罚行为编号: 'X1',
      处罚行为名称: '处罚',
      监管事项目录编码: '1',
      行政处罚次数: '3次',
      情节是否严重: '否',
      是否鉴定: 2,
    }
    const read = readRecord(raw, layoutOf(Object.keys(raw)) as never, '2026-11-22')
    expect(read.outcome === 'record' && read.record.declared).toEqual({ repeated: true, serious: false })
    expect(read.outcome === 'record' && read.record.notes.map((n) => n.field)).toContain('是否鉴定')
  })
})

describe('words of the record', () => {
  test.each([
    ['discussed', '经局案件审理委员会集体讨论，决定处罚', 'yes'],
    ['discussed', '本案未经集体讨论', 'unknown'],
    ['appraised', '经权利人鉴定为假冒', 'yes'],
    ['appraised', '未经鉴定', 'unknown'],
    ['appraised', '经营未经检疫检验的猪肉', 'unknown'],
    ['appraised', '砷超标289倍', 'yes'],
    ['serious', '违法情节严重，社会影响恶劣', 'yes'],
    ['serious', '情节严重的，吊销许可证', 'unknown'],
    ['serious', '违法行为轻微并及时改正', 'no'],
    ['serious', '不构成情节严重', 'unknown'],
  ] as const)('%s in “%s” is %s', (name, facts, value) => {
    expect(flag(name, aRecord({ facts })).value).toBe(value)
  })

  test('quote the clause and the field that it stands in', () => {
    expect(flag('appraised', aRecord({ facts: '抽取样品一批，经检测铅含量超标。' }))).toMatchObject({
      place: 'facts',
      because: { en: 'the record says: “经检测铅含量超标”' },
    })
  })

  test('a day of discussion against 是否集体讨论 = 否 is a disagreement', () => {
    const record = aRecord({
      flags: { collective_discussion: false },
      dates: { collective_discussion: onDay('2025-03-01') },
    })
    expect(flag('discussed', record)).toMatchObject({ value: 'yes', disagrees: true })
  })
})

describe('the least fine', () => {
  const food = (fine: number, goods?: number, basis = '食品安全法第一百二十四条第一款第五项') =>
    aRecord({
      legalBasis: [basis],
      dates: { decided: onDay('2025-01-24') },
      amounts: [yuan('fine', fine), ...(goods === undefined ? [] : [yuan('goods_value', goods)])],
    })

  test.each([
    [49_999, 36, 'yes'],
    [50_000, 36, 'no'],
    [50_000, undefined, 'unknown'],
    [49_999, undefined, 'yes'],
    [149_999, 15_000, 'yes'],
    [150_000, 15_000, 'no'],
  ] as const)('of food: %d yuan for goods of %s is %s', (fine, goods, value) => {
    expect(heldFine(food(fine, goods))?.value).toBe(value)
  })

  test('an amendment that nobody read ends a row: the fine is held against nothing', () => {
    const later = { ...food(1, 36), dates: { decided: onDay('2025-12-01') } }
    expect(heldFine(later)).toBeNull()
  })

  test('an article without its item is any of them: the smallest least is asked', () => {
    const water = (fine: number, basis: string) =>
      heldFine(aRecord({ legalBasis: [basis], amounts: [yuan('fine', fine)] }))?.value
    expect(water(50_000, '水污染防治法第八十五条')).toBe('unknown')
    expect(water(50_000, '水污染防治法第八十五条第一款第一项')).toBe('yes')
    expect(water(19_999, '水污染防治法第八十五条')).toBe('yes')
    expect(water(100_000, '水污染防治法第八十五条')).toBe('no')
  })

  test('of several articles the greatest least decides', () => {
    const both = aRecord({
      legalBasis: ['《中华人民共和国水污染防治法》第八十二条、第八十三条第（二）项'],
      amounts: [yuan('fine', 30_000)],
    })
    expect(heldFine(both)).toMatchObject({
      value: 'yes',
      minimum: { yuan: { least: 100_000 }, cited: { article: 83 } },
    })
  })

  test('several parties, an approximate fine, a fine unread: unknown; and it says when mitigation is cited', () => {
    const two = food(1, 36)
    expect(heldFine({ ...two, parties: [...two.parties, ...two.parties] })?.value).toBe('unknown')
    expect(heldFine({ ...two, amounts: [yuan('fine', 1, { approximate: 'at_least' })] })?.value).toBe('unknown')
    expect(heldFine({ ...two, amounts: [yuan('fine', 1, { fen: null })] })?.value).toBe('unknown')
    const mitigated = { ...two, legalBasis: [...two.legalBasis, '行政处罚法第三十二条第一项'] }
    expect(flag('below_minimum', mitigated).because.en).toContain('mitigation is cited')
  })

  test('a death more never makes the least fine smaller, nor a larger base', () => {
    const safety = (deaths: number) =>
      heldFine(
        aRecord({
          legalBasis: ['安全生产法第一百一十四条'],
          dates: { decided: onDay('2024-11-12') },
          amounts: [yuan('fine', 1_050_000)],
          quantities: [{ name: '死亡', unit: '人', value: String(deaths), raw: '' }],
        }),
      )?.minimum?.yuan.least ?? 0
    expect([1, 3, 10, 30].map(safety)).toEqual([300_000, 1_000_000, 2_000_000, 10_000_000])
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (a, b) => {
        expect(safety(Math.max(a, b))).toBeGreaterThanOrEqual(safety(Math.min(a, b)))
      }),
      { numRuns: 50 },
    )
  })

  test('of a person who answers for a unit is that of persons', () => {
    const waste = (kind: 'unit' | 'person') =>
      heldFine(
        aRecord({
          legalBasis: ['固体废物污染环境防治法第一百一十四条第一款'],
          parties: [{ kind, name: '甲', masked: false, identifiers: [] }],
          amounts: [yuan('fine', 100_000)],
        }),
      )?.value
    expect([waste('unit'), waste('person')]).toEqual(['yes', 'no'])
  })

  test('every row says how it was read, and no row of low confidence is among them', () => {
    for (const row of fineMinimums) {
      expect(row.from).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(row.to === undefined || row.to > row.from).toBe(true)
      expect([row.read, row.confidence]).toEqual(['read', 'high'])
    }
  })
})

describe('articles', () => {
  test.each([
    ['海关行政处罚实施条例第十五条第四项、第十六条', ['海关行政处罚实施条例 15.?.4', '海关行政处罚实施条例 16']],
    ['《中华人民共和国食品安全法》第一百二十四条第一款第（五）项', ['中华人民共和国食品安全法 124.1.5']],
    [
      '药品管理法第九十八条第一款、第三款第一项、第一百一十七条第一款',
      ['药品管理法 98.1', '药品管理法 98.3.1', '药品管理法 117.1'],
    ],
    ['药品管理法(2015年修正)第四十九条第二款、第七十四条', ['药品管理法 49.2', '药品管理法 74']],
    ['海关法第八十六条第三项、进出口商品检验法实施条例第45条第1款', ['海关法 86.?.3', '进出口商品检验法实施条例 45.1']],
    ['刑法第一百二十条之一', ['刑法 120-1']],
    ['第十五条', []],
    ['食品安全法', []],
  ])('of “%s”', (basis, expected) => {
    const shown = articlesOf(basis).map(
      ({ instrument, article, sub, paragraph, item }) =>
        `${instrument} ${article}${sub === undefined ? '' : `-${sub}`}${paragraph === undefined && item === undefined ? '' : `.${paragraph ?? '?'}`}${item === undefined ? '' : `.${item}`}`,
    )
    expect(shown).toEqual(expected)
  })
})

test('bits and words say the same, whatever is declared', () => {
  const maybe = fc.option(fc.boolean(), { nil: undefined })
  const texts = fc.constantFrom(
    null,
    '经鉴定为假冒',
    '情节严重，性质恶劣',
    '违法行为轻微',
    '经集体讨论',
    '经营过期食品',
  )
  fc.assert(
    fc.property(
      fc.tuple(maybe, maybe, maybe, maybe, maybe, maybe),
      texts,
      fc.nat(2),
      fc.boolean(),
      (said, facts, n, hit) => {
        const declared = Object.fromEntries(flagNames.flatMap((f, i) => (said[i] === undefined ? [] : [[f, said[i]]])))
        const record = aRecord({
          declared,
          facts,
          legalBasis: ['食品安全法第一百二十四条'],
          amounts: [yuan('fine', 1000)],
          dates: { decided: onDay('2025-01-24') },
        })
        const screened = hit ? screenedBy({ is_unit: true, tax_evaded_cny: 300_000 }, 'customs') : []
        const history = n === 0 ? null : { earlier: n - 1, months: 24 }
        const { flags } = downgraded(record, screened, history)
        const bits = flags.reduce(
          (sum, f, i) => sum + (f.value === 'yes' ? 1 << i : 0) + (f.disagrees ? 64 << i : 0),
          0,
        )
        expect(downgradedBits(record, screened, history)).toBe(bits)
      },
    ),
    { numRuns: 300 },
  )
})
