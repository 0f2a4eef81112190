// Which field of a penalty record states which fact, for which field of enforcement, and why that may be said. Nothing here
// reads prose: what only the text says is a proposal that a person confirms, and counts as unknown until then.
import type { SaidAmount } from '../../schemas/index.ts'
import type { FactName } from './facts.ts'

type AmountKind = SaidAmount['kind']

/** Where a fact is taken from. `label` = what the source calls a figure that has no kind of its own. */
export type Place =
  | { readonly amount: AmountKind; readonly label?: RegExp }
  | { readonly quantity: RegExp; readonly unit: string | null; readonly times?: number }
  | { readonly violation: RegExp }
  | { readonly party: 'is_unit' }
  | { readonly field: 'domain' }

export interface Row {
  readonly fact: FactName
  readonly from: Place
  /** Left out: every field of enforcement. */
  readonly domains?: readonly string[]
  /** Only where the stated kind of violation says so. */
  readonly violation?: RegExp
  /** The field states a part of what the law counts: it bounds the fact from below and clears nobody. */
  readonly bound?: 'at_least'
  readonly because: { readonly zh: string; readonly en: string }
}

const smuggling = /走私/
const customs = ['customs', 'customs_smuggling']

export const mapping: readonly Row[] = [
  {
    fact: 'is_unit',
    from: { party: 'is_unit' },
    because: {
      zh: '行政相对人类别；个体工商户不是单位犯罪的主体',
      en: 'category of the party; a sole trader is no unit in criminal law',
    },
  },
  {
    fact: 'tax_evaded_cny',
    from: { amount: 'tax_evaded' },
    domains: customs,
    violation: smuggling,
    because: {
      zh: '违法行为类型为走私的，漏缴税款即偷逃应缴税额；申报不实的漏税不是偷逃',
      en: 'tax not paid is evaded where the violation is smuggling; with a mere misdeclaration it is not',
    },
  },
  {
    fact: 'tax_evaded_cny',
    from: { amount: 'tax_evaded' },
    domains: ['tax', 'economic_crime'],
    because: { zh: '税务处理认定的少缴税款', en: 'tax found unpaid by the tax authority' },
  },
  {
    fact: 'sales_cny',
    from: { amount: 'sales' },
    because: { zh: '记录载明的销售金额', en: 'sales as the record states them' },
  },
  {
    fact: 'illegal_income_cny',
    from: { amount: 'illegal_income' },
    because: { zh: '记录载明的违法所得', en: 'illegal income as the record states it' },
  },
  {
    fact: 'illegal_turnover_cny',
    from: { amount: 'other', label: /^(违法|非法)经营(额|数额|总价值|总额)/ },
    domains: ['ip', 'market', 'tobacco', 'economic_crime', 'food', 'agri_product'],
    because: { zh: '记录载明的非法经营数额', en: 'illegal turnover as the record states it' },
  },
  {
    fact: 'illegal_turnover_cny',
    from: { amount: 'goods_value' },
    domains: ['ip', 'tobacco'],
    bound: 'at_least',
    because: {
      zh: '非法经营数额包括制造、储存、运输、销售的价值；查获货值只是其中一部分',
      en: 'turnover counts what was made, stored, carried and sold; the value of what was seized is a part of it',
    },
  },
  {
    fact: 'direct_loss_cny',
    from: { amount: 'loss' },
    domains: ['work_safety', 'transport', 'urban_management'],
    because: { zh: '记录载明的直接经济损失', en: 'direct loss as the record states it' },
  },
  {
    fact: 'hazardous_waste_tonnes',
    from: { quantity: /^危险废物/, unit: '吨' },
    domains: ['environment'],
    because: { zh: '记录载明的危险废物数量', en: 'hazardous waste as the record states it' },
  },
  {
    fact: 'group1_metal_times_over_standard',
    from: { quantity: /^[铅汞镉铬砷铊锑]超标倍数/, unit: null },
    domains: ['environment'],
    because: { zh: '第一类重金属超标倍数', en: 'times over the standard of a metal of the first group' },
  },
  {
    fact: 'group2_metal_times_over_standard',
    from: { quantity: /^[镍铜锌银钒锰钴]超标倍数/, unit: null },
    domains: ['environment'],
    because: { zh: '第二类重金属超标倍数', en: 'times over the standard of a metal of the second group' },
  },
  {
    fact: 'deaths',
    from: { quantity: /^死亡(人数)?/, unit: '人' },
    domains: ['work_safety', 'transport', 'urban_management'],
    because: { zh: '记录载明的死亡人数', en: 'deaths as the record states them' },
  },
  {
    fact: 'cigarettes_count',
    from: { quantity: /^(卷烟|香烟)/, unit: '条', times: 200 },
    domains: ['tobacco', ...customs],
    because: { zh: '一条为二百支', en: 'a carton holds 200' },
  },
  {
    fact: 'is_tobacco',
    from: { field: 'domain' },
    domains: ['tobacco'],
    because: { zh: '烟草专卖领域的案件', en: 'a case of the tobacco monopoly' },
  },
  {
    fact: 'act_is_smuggling_ordinary_goods',
    from: { violation: /走私普通货物/ },
    domains: customs,
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
  {
    fact: 'act_sells_counterfeit_mark_goods',
    from: { violation: /销售(假冒注册商标|侵犯(他人)?注册商标专用权)/ },
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
  {
    fact: 'act_counterfeits_mark_on_goods',
    from: { violation: /(制售|生产|制造|加工).{0,6}假冒注册商标|^假冒注册商标/ },
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
  {
    fact: 'act_counterfeits_patent',
    from: { violation: /假冒专利/ },
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
  {
    fact: 'bid_rigging',
    from: { violation: /串通投标/ },
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
  {
    fact: 'false_advertising',
    from: { violation: /虚假广告|广告.{0,6}虚假/ },
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
  {
    fact: 'mining_without_permit',
    from: { violation: /无证采矿|未取得采矿许可证.{0,4}采矿/ },
    domains: ['natural_resources'],
    because: { zh: '违法行为类型', en: 'kind of violation' },
  },
]

/** What a record calls the place a fact came from; for explanations. */
export const placeName = (place: Place): string =>
  'amount' in place
    ? `amounts.${place.amount}`
    : 'quantity' in place
      ? 'quantities'
      : 'violation' in place
        ? 'violationType'
        : 'party' in place
          ? 'parties'
          : place.field
