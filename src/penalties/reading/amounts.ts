// Amounts of money as tables and pages write them, into integer fen. A figure that is approximate stays so, another
// currency is no renminbi, and a value at odds with its column or with itself is not read.
import type { SaidAmount } from '../../../schemas/index.ts'
import { nfkc, simplified } from './characters.ts'
import { currencyOf, withoutCurrency } from './currencies.ts'
import { decimalOfNumber, toFen, unitShift } from './fen.ts'
import { type Figure, figureOf } from './sums.ts'

export type AmountKind = SaidAmount['kind']
/** What the column is in; `undefined` where the layout does not say: then only a value that says it is read. */
export type ColumnUnit = 'yuan' | 'wan' | 'fen' | undefined
type Approximate = SaidAmount['approximate']
type Outcome = Omit<SaidAmount, 'kind' | 'raw'>

const clean = /^(\d{1,15})(?:\.(\d{1,10}))?$/
/** What the text of nearly every penalty says. */
const named = /^(\d{1,15})(?:\.(\d{1,10}))?(万)?元$/
const rawMax = 200

/** One amount; null where nothing was said. */
export function readAmount(kind: AmountKind, value: string | number, unit: ColumnUnit): SaidAmount | null {
  const raw = typeof value === 'number' ? decimalOfNumber(value) : value
  const match = clean.exec(raw)
  if (match !== null) return { kind, raw, ...bare(match[1] ?? '', match[2] ?? '', unit) }
  const yuan = unit === 'yuan' ? named.exec(raw) : null
  if (yuan !== null) return { kind, raw, ...bare(yuan[1] ?? '', yuan[2] ?? '', yuan[3] === undefined ? 'yuan' : 'wan') }
  const text = simplified(nfkc(raw)).replace(/\s+/g, '')
  if (text === '') return null
  if (raw.length > rawMax)
    return { kind, raw: raw.slice(0, rawMax), fen: null, fault: 'The text is too long for an amount.' }
  return { kind, raw, ...(readText(text, unit) ?? readTwice(text, unit) ?? { fen: null, fault: faultOf(text) }) }
}

function bare(whole: string, fraction: string, unit: ColumnUnit): Outcome {
  if (unit === undefined) return { fen: null, fault: 'Neither the value nor its column says the unit.' }
  const { fen, fault } = toFen(whole, fraction, unitShift[unit])
  return fault === undefined ? { fen } : { fen, fault }
}

const hedges: readonly (readonly [RegExp, NonNullable<Approximate>])[] = [
  // Longer words first, so that 不超过 is not read as 超过.
  [/^(不足|不到|低于|少于|小于|不超过|未超过|不多于|不高于|最多|至多)/, 'at_most'],
  [/^(大约|约为|约|将近|接近|近|大概|估计)/, 'about'],
  [/^(已?超过|超|逾|高于|多于|大于|至少|不少于|不低于|不下|达到?上?|上(?=[百千万亿]))/, 'at_least'],
]
const tails: readonly (readonly [RegExp, NonNullable<Approximate>])[] = [
  [/以下$/, 'at_most'],
  [/(左右|上下|许)$/, 'about'],
  [/(以上|余|多)$/, 'at_least'],
]
const label =
  /^([:：]|人民币|RMB|CNY|[¥￥]|罚没款?|罚款|处以?|并处|没收(违法所得|非法财物)?|金额|价值|货值|共计|合计|总计|共|计|大写|小写|为|\((大写|小写|人民币)\))+/i

/** Null where the text has not the form of one amount. */
function readText(said: string, unit: ColumnUnit): Outcome | null {
  let text = said.replace(label, '')
  let approximate: Approximate
  const take = (words: typeof hedges) => {
    const hit = words.find(([word]) => word.test(text))
    if (hit === undefined) return
    approximate ??= hit[1]
    text = text.replace(hit[0], '')
  }
  take(hedges)
  text = text.replace(label, '')
  take(tails)
  text = text.replace(/(元|圆|块)(整|正)$/, '$1')
  const foreign = currencyOf(said)
  if (foreign !== undefined) text = withoutCurrency(text)
  // 1,234,567.00; a comma anywhere else separates no thousands.
  if (/^\d{1,3}(,\d{3})+(?!\d)/.test(text)) text = text.replace(/,/g, '')
  if (foreign !== undefined) return abroad(text, foreign, approximate)
  const coins =
    /^(?:(.+?)[元圆块])?零?(?:([\d一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?零?(?:([\d一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?$/.exec(
      text,
    )
  const hasCoins = coins !== null && (coins[2] !== undefined || coins[3] !== undefined)
  const core = hasCoins ? (coins[1] ?? '零') : text.replace(/[元圆块]$/, '')
  const figure = figureOf(core)
  if (figure === null) return null
  if (figure === 'none') return { fen: null, fault: 'The words name no figure.' }
  if (figure.more) approximate ??= 'at_least'
  const says = hasCoins || core !== text || /人民币|RMB|CNY|[¥￥]/i.test(said)
  const small = hasCoins ? `${digit(coins[2])}${digit(coins[3])}` : figure.fraction
  return settle({ ...figure, fraction: small }, says, unit, approximate)
}

const digit = (c: string | undefined): string =>
  c === undefined
    ? '0'
    : /\d/.test(c)
      ? c
      : String('一二三四五六七八九'.indexOf(c) + 1 || '壹贰叁肆伍陆柒捌玖'.indexOf(c) + 1)

/** The unit that the value names, held against that of its column. */
function settle(figure: Figure, named: boolean, unit: ColumnUnit, approximate: Approximate): Outcome {
  const hedged = approximate === undefined ? {} : { approximate }
  // 10万 in a column of yuan is 100,000 yuan; 10 in a column of 万元 too; 100000元 in a column of 万元 is at odds with it.
  if (named && !figure.scaled && (unit === 'wan' || unit === 'fen'))
    return { ...hedged, fen: null, fault: `The value says 元 and its column ${unit === 'wan' ? '万元' : '分'}.` }
  if (!named && !figure.scaled && unit === undefined)
    return { ...hedged, fen: null, fault: 'Neither the value nor its column says the unit.' }
  const shift = named || figure.scaled ? unitShift.yuan : unitShift[unit ?? 'yuan']
  const { fen, fault } = toFen(figure.whole, figure.fraction, shift)
  return fault === undefined ? { ...hedged, fen } : { ...hedged, fen, fault }
}

function abroad(text: string, currency: string, approximate: Approximate): Outcome | null {
  const figure = figureOf(text.replace(/[元圆]$/, ''))
  if (figure === null || figure === 'none') return null
  const whole = figure.whole.replace(/^0+(?=\d)/, '')
  const amount = figure.fraction === '' ? whole : `${whole}.${figure.fraction}`
  const hedge = approximate ?? (figure.more ? 'at_least' : undefined)
  return { fen: null, foreign: { currency, amount }, ...(hedge === undefined ? {} : { approximate: hedge }) }
}

/** 贰万壹仟柒佰元整(¥21700.00): the same figure twice, or it is none. */
function readTwice(text: string, unit: ColumnUnit): Outcome | null {
  const plain = text
    .replace(/\((大写|小写|人民币)\)/g, '')
    .replace(/[[【]/g, '(')
    .replace(/[\]】]/g, ')')
  const match = /^([^()]+)\(([^()]+)\)([^()]*)$/.exec(plain)
  if (match === null) return null
  const first = readText((match[1] ?? '') + (match[3] ?? ''), unit)
  // In a column of 万元 the words speak for themselves, and so do the digits beside them.
  const digits = match[2] ?? ''
  const seconds = [readText(digits, unit), readText(digits, 'yuan')]
  if (first === null || seconds[1] === null) return null
  if (first.fen !== null && seconds.some((second) => second?.fen === first.fen)) return first
  return { fen: null, fault: 'The figure and its repetition in brackets are at odds.' }
}

function faultOf(text: string): string {
  if (/^-/.test(text)) return 'An amount is not negative.'
  if (/%|‰|倍/.test(text)) return 'A share or a multiple is no amount.'
  if (/[*×]|x{2,}/i.test(text)) return 'The figure is masked.'
  if ((text.match(/[元圆]/g)?.length ?? 0) > 1) return 'There is more than one amount.'
  return 'The text is no amount that can be read.'
}
