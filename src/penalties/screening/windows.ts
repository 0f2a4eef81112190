// The windows of the law over a subject's earlier penalties: which penalties count for which fact, and for how long. A penalty
// counts from its decision on; what is not known here is a lower bound of nothing and clears nobody.
import type { PenaltyRecord } from '../../../schemas/index.ts'
import type { FactName } from '../../screening/index.ts'

export interface Window {
  readonly fact: FactName
  /** Null = whenever it was. */
  readonly years: number | null
  /** Left out: every field. */
  readonly domains?: readonly string[]
  /** Over the stated kind of violation. */
  readonly violation: RegExp
  readonly basis: string
}

/** The place of a window is its bit in `penalty_mark.counts`: new ones go to the end. */
export const windows: readonly Window[] = [
  {
    fact: 'smuggling_penalties_in_1y',
    years: 1,
    domains: ['customs', 'customs_smuggling'],
    violation: /走私/,
    basis: '刑法153、法释〔2014〕10号 第17条',
  },
  {
    fact: 'env_toxic_penalties_in_2y',
    years: 2,
    domains: ['environment'],
    violation:
      /(排放|倾倒|处置).{0,40}(有毒|放射性|病原体|危险废物)|(有毒|放射性|病原体|危险废物).{0,40}(排放|倾倒|处置)/,
    basis: '法释〔2023〕7号 第1条(七)、第19条',
  },
  {
    fact: 'ip_mark_penalty_in_2y',
    years: 2,
    violation: /注册商标|商标侵权|侵犯商标/,
    basis: '法释〔2025〕5号 第3条',
  },
  { fact: 'patent_penalty_in_2y', years: 2, violation: /假冒专利/, basis: '法释〔2025〕5号 第10条' },
  {
    fact: 'copyright_penalty_in_2y',
    years: 2,
    violation: /侵犯著作权|侵权复制品|盗版/,
    basis: '法释〔2025〕5号 第13条',
  },
  {
    fact: 'tax_evasion_penalties_in_5y',
    years: 5,
    domains: ['tax', 'economic_crime'],
    violation: /偷税|逃税|逃避缴纳税款/,
    basis: '刑法201第4款',
  },
  {
    fact: 'false_invoice_penalties_in_5y',
    years: 5,
    domains: ['tax', 'economic_crime'],
    violation: /虚开/,
    basis: '法释〔2024〕4号 第13条',
  },
  {
    fact: 'tobacco_penalties_in_3y',
    years: 3,
    domains: ['tobacco'],
    violation: /(无.{0,12}证|未取得|未领取|非法).{0,12}(经营|批发|零售|运输|生产|收购)/,
    basis: '法释〔2010〕7号 第3条',
  },
  { fact: 'bid_rigging_penalties_in_2y', years: 2, violation: /串通投标/, basis: '公通字〔2022〕12号 第68条' },
  {
    fact: 'false_ad_penalties_in_2y',
    years: 2,
    violation: /虚假广告|广告.{0,6}虚假/,
    basis: '公通字〔2022〕12号 第67条',
  },
  {
    fact: 'farmland_penalties_in_2y',
    years: 2,
    domains: ['natural_resources', 'agri_product'],
    violation: /(非法占用|毁坏|擅自改变).{0,8}(农用地|耕地|林地|草地)/,
    basis: '法释〔2023〕8号 第1条',
  },
  {
    fact: 'mining_penalties_in_2y',
    years: 2,
    domains: ['natural_resources'],
    violation: /无证采矿|采矿许可证.{0,6}采矿|越界采矿|擅自采矿|非法采矿/,
    basis: '法释〔2016〕25号 第3条',
  },
  {
    fact: 'medical_penalties_total',
    years: null,
    domains: ['public_health', 'drug'],
    violation: /非法行医|非医师行医|未取得.{0,6}医(师|生).{0,8}(行医|执业|诊疗)/,
    basis: '法释〔2016〕27号 第2条',
  },
  {
    fact: 'pi_penalty_in_2y',
    years: 2,
    violation: /(侵犯|侵害|非法(获取|出售|提供|收集)).{0,6}个人信息/,
    basis: '法释〔2017〕10号 第5条',
  },
]

/** A decision that was not punished is no penalty. */
export function punished(record: PenaltyRecord): boolean {
  if (record.flags.not_punished === true || record.status.kind === 'withdrawn') return false
  const { values } = record.kinds
  return values.length === 0 || values.some((kind) => kind !== 'not_punished')
}

/** Set in `counts` of every penalty, whatever it was for. */
export const penaltyBit = 1 << 30
/** Nobody punished the act: its amounts may be added to those of another one. */
export const unpunishedBit = 1 << 29

const memo = new Map<string, number>()
const memoMax = 20_000

/** Which windows a record counts in as an earlier penalty. */
export function countsOf(record: PenaltyRecord, domain: string | null): number {
  if (!punished(record)) return unpunishedBit
  const { violationType } = record
  if (violationType === null) return penaltyBit
  const key = `${domain}\n${violationType}`
  let bits = memo.get(key)
  if (bits === undefined) {
    bits = penaltyBit
    for (const [bit, { domains, violation }] of windows.entries()) {
      if (domains !== undefined && (domain === null || !domains.includes(domain))) continue
      if (violation.test(violationType)) bits |= 1 << bit
    }
    if (memo.size >= memoMax) memo.clear()
    if (key.length < 500) memo.set(key, bits)
  }
  return bits
}

/** The longest window, and how far a subject's history is looked at. */
export const longestYears = 5

/** `yyyy-mm-dd` so many years before; 29 February becomes the day after. */
export function yearsBefore(day: string, years: number): string {
  const year = Number(day.slice(0, 4)) - years
  const rest = day.slice(4)
  const text = `${String(year).padStart(4, '0')}${rest}`
  return rest === '-02-29' && !leap(year) ? `${text.slice(0, 4)}-03-01` : text
}

const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
