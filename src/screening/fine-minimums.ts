// The least fine that an article allows, for articles whose text was read and that penalty records cite often. A fine below
// it may be lawful (减轻处罚, Administrative Penalty Law 32); it is a sign, not a fault.

/** What a share or a multiple is taken of, as far as records state it. */
export type FineBase =
  | 'goods_value'
  | 'tax_evaded'
  | 'illegal_income'
  | 'area_m2'
  | 'turnover'
  /** Records state neither; the minimum stays open. */
  | 'declared_price'
  | 'advertising_cost'

/** The least fine: a sum, or `times` a base that counts as `atLeast` where it is smaller, with a fixed sum for small bases. */
export interface FineFloor {
  readonly yuan?: number
  readonly of?: FineBase
  readonly times?: number
  /** 不足…的，按…计算. Two figures where it depends on what records do not state. */
  readonly atLeast?: number | readonly [number, number]
  /** 货值金额不足一万元的: a sum of its own. */
  readonly small?: { readonly under: number; readonly yuan: number }
  /** By deaths: the first class that the count reaches (生产安全事故报告和调查处理条例 3). */
  readonly deaths?: readonly { readonly from: number; readonly yuan: number }[]
}

export interface FineMinimum {
  /** How names of the instrument end. */
  readonly instrument: string
  readonly article: number
  readonly paragraph?: number
  /** Items it holds for; left out: all of the article or paragraph. */
  readonly items?: readonly number[]
  readonly from: string
  readonly to?: string
  readonly floor: FineFloor
  /** Where the article has a fine of its own for persons who answer for a unit. */
  readonly persons?: FineFloor
  /** `read`: in the text of a version in force since `from`. From the day of an amendment that nobody read there is no row. */
  readonly read: 'read' | 'partly' | 'memory'
  readonly confidence: 'high' | 'medium' | 'low'
  readonly note?: string
}

/** The text that replaced it on this day was not read for its fines. */
const foodAmended = '2025-12-01'
/** 生态环境法典 replaces ten laws. */
const codeOfEnvironment = '2026-08-15'

const row = (
  instrument: string,
  article: number,
  from: string,
  floor: FineFloor,
  more: Partial<Omit<FineMinimum, 'instrument' | 'article' | 'from' | 'floor'>> = {},
): FineMinimum => ({ instrument, article, from, floor, read: 'read', confidence: 'high', ...more })

const goods = (times: number, more: Omit<FineFloor, 'of' | 'times'> = {}): FineFloor => ({
  of: 'goods_value',
  times,
  ...more,
})
const under10k = (yuan: number) => ({ small: { under: 10_000, yuan } })
const food = { to: foodAmended }
const code = { to: codeOfEnvironment }

export const fineMinimums: readonly FineMinimum[] = [
  // Customs
  row(
    '海关行政处罚实施条例',
    15,
    '2004-11-01',
    { yuan: 0 },
    { items: [1, 2], note: 'a warning may stand in its place' },
  ),
  row('海关行政处罚实施条例', 15, '2004-11-01', goods(0.05), { items: [3] }),
  row('海关行政处罚实施条例', 15, '2004-11-01', { of: 'tax_evaded', times: 0.3 }, { items: [4] }),
  row('海关行政处罚实施条例', 15, '2004-11-01', { of: 'declared_price', times: 0.1 }, { items: [5] }),
  row('海关行政处罚实施条例', 18, '2004-11-01', goods(0.05)),

  // Food
  row('食品安全法', 122, '2015-10-01', goods(10, under10k(50_000)), { paragraph: 1, ...food }),
  row('食品安全法', 122, '2015-10-01', { yuan: 50_000 }, { paragraph: 2, ...food }),
  row('食品安全法', 123, '2015-10-01', goods(15, under10k(100_000)), { paragraph: 1, ...food }),
  row('食品安全法', 123, '2015-10-01', { yuan: 100_000 }, { paragraph: 2, ...food }),
  row('食品安全法', 124, '2015-10-01', goods(10, under10k(50_000)), food),
  row('食品安全法', 125, '2015-10-01', goods(5, under10k(5_000)), { paragraph: 1, ...food }),
  row('食品安全法', 125, '2015-10-01', { yuan: 0 }, { paragraph: 2, ...food }),

  // Medicine
  row('药品管理法', 115, '2019-12-01', goods(15, { atLeast: 100_000 })),
  row('药品管理法', 116, '2019-12-01', goods(15, { atLeast: 100_000 })),
  row('药品管理法', 117, '2019-12-01', goods(10, { atLeast: [10_000, 100_000] }), {
    paragraph: 1,
    note: 'sold by retail the value counts as 10,000 at least, made or sold wholesale as 100,000: records do not say which',
  }),
  row('药品管理法', 117, '2019-12-01', { yuan: 0 }, { paragraph: 2, note: '可以处: the fine is open' }),
  row('药品管理法', 129, '2019-12-01', goods(2, { atLeast: 50_000 })),

  // Cosmetics
  row('化妆品监督管理条例', 59, '2021-01-01', goods(15, under10k(50_000))),
  row('化妆品监督管理条例', 60, '2021-01-01', goods(5, under10k(10_000))),
  row('化妆品监督管理条例', 61, '2021-01-01', goods(3, under10k(10_000)), { paragraph: 1 }),
  row('化妆品监督管理条例', 61, '2021-01-01', { yuan: 0 }, { paragraph: 2 }),

  // Products, competition, advertising, seeds
  row('产品质量法', 49, '2000-09-01', goods(1)),
  row('产品质量法', 50, '2000-09-01', goods(0.5)),
  row('反不正当竞争法', 20, '2018-01-01', { yuan: 200_000 }, { to: '2025-10-15', paragraph: 1 }),
  row('反不正当竞争法', 20, '2018-01-01', { yuan: 0 }, { to: '2025-10-15', paragraph: 2 }),
  row('广告法', 55, '2015-09-01', { of: 'advertising_cost', times: 3 }),
  row('种子法', 74, '2022-03-01', goods(10, { small: { under: 20_000, yuan: 20_000 } })),

  // Tobacco
  row('烟草专卖法实施条例', 52, '1997-07-03', goods(0.2), { items: [1] }),
  row('烟草专卖法实施条例', 57, '2021-11-26', { of: 'turnover', times: 0.2 }),

  // Environment
  row('固体废物污染环境防治法', 102, '2020-09-01', { yuan: 50_000 }, { items: [1, 8], ...code }),
  row(
    '固体废物污染环境防治法',
    102,
    '2020-09-01',
    { yuan: 100_000 },
    { items: [2, 3, 4, 5, 6, 7, 9, 10, 11], ...code },
  ),
  row(
    '固体废物污染环境防治法',
    112,
    '2020-09-01',
    { yuan: 100_000 },
    { items: [1, 2, 5, 6, 7, 8, 9, 12, 13], ...code },
  ),
  row(
    '固体废物污染环境防治法',
    112,
    '2020-09-01',
    { yuan: 600_000 },
    {
      items: [3, 4, 10, 11],
      note: 'three times the cost of disposal, which counts as 200,000 at least',
      ...code,
    },
  ),
  row(
    '固体废物污染环境防治法',
    114,
    '2020-09-01',
    { yuan: 1_000_000 },
    { paragraph: 1, persons: { yuan: 100_000 }, ...code },
  ),
  row(
    '固体废物污染环境防治法',
    114,
    '2020-09-01',
    { yuan: 500_000 },
    { paragraph: 2, persons: { yuan: 50_000 }, ...code },
  ),
  row('大气污染防治法', 99, '2016-01-01', { yuan: 100_000 }, code),
  row('大气污染防治法', 117, '2016-01-01', { yuan: 10_000 }, code),
  row('水污染防治法', 82, '2018-01-01', { yuan: 20_000 }, code),
  row('水污染防治法', 83, '2018-01-01', { yuan: 100_000 }, code),
  row('水污染防治法', 85, '2018-01-01', { yuan: 20_000 }, { items: [3, 4, 6, 7, 8], ...code }),
  row('水污染防治法', 85, '2018-01-01', { yuan: 100_000 }, { items: [1, 2, 5, 9], ...code }),

  // Safety
  row('安全生产法', 114, '2021-09-01', {
    deaths: [
      { from: 30, yuan: 10_000_000 },
      { from: 10, yuan: 2_000_000 },
      { from: 3, yuan: 1_000_000 },
      { from: 0, yuan: 300_000 },
    ],
  }),

  // Land, health, personal information
  row('土地管理法实施条例', 57, '2021-09-01', { of: 'area_m2', times: 100 }, { paragraph: 1 }),
  row('基本医疗卫生与健康促进法', 99, '2020-06-01', { of: 'illegal_income', times: 5, atLeast: 10_000 }),
  row('医师法', 59, '2022-03-01', { of: 'illegal_income', times: 2, atLeast: 10_000 }),
  row('网络安全法', 64, '2017-06-01', { of: 'illegal_income', times: 1 }, { paragraph: 2, to: '2026-01-01' }),
]
