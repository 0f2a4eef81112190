// Facts that prose seems to state, each with its quotation: a person confirms or rejects them, and until then they are
// unknown. Words that hedge a figure (约, 余, 超过, 不足) become bounds; text of the law and what is denied proposes nothing.
import type { PenaltyRecord } from '../../schemas/index.ts'
import { factsOf } from './drawn.ts'
import { type FactName, facts } from './facts.ts'
import { figurePattern, proseFigure } from './numerals.ts'
import { type FigureProposal, figureProposals, wordProposals } from './proposals.ts'
import { around, prosesOf } from './signs.ts'

export interface ProposedFact {
  readonly fact: FactName
  readonly least: number
  /** Infinity where nothing bounds it from above. */
  readonly most: number
  /** The clause that it was read from. */
  readonly quotation: string
  /** Field of the record, and where in it the words begin. */
  readonly place: string
  readonly at: number
}

/** A text may repeat itself; a person reads these. */
const proposedMax = 50
const ofOneFactMax = 5
/** Of each field: dozens of patterns go over it while somebody waits. Decisions are longer, what they found is said before. */
const textMax = 6_000
/** Of one pattern in one text. */
const matchesMax = 50

/** In the order of the fields and the text. What the record states exactly in a field of its own is not proposed again. */
export function proposedFacts(record: PenaltyRecord): readonly ProposedFact[] {
  const known = factsOf(record).values
  const found: ProposedFact[] = []
  const put = (one: ProposedFact) => {
    const stated = known[one.fact]
    if (stated !== undefined && (typeof stated !== 'object' || stated.least === stated.most)) return
    const same = found.filter(({ fact }) => fact === one.fact)
    if (found.length >= proposedMax || same.length >= ofOneFactMax) return
    if (!same.some(({ least, most }) => least === one.least && most === one.most)) found.push(one)
  }
  const applies = ({ domains, violation }: Pick<FigureProposal, 'domains' | 'violation'>) =>
    (domains === undefined || (record.domain !== null && domains.includes(record.domain))) &&
    (violation === undefined || violation.test(record.violationType ?? ''))
  for (const { place, text } of prosesOf(record, textMax)) {
    for (const row of compiled) if (applies(row)) for (const one of figuresIn(text, row)) put({ ...one, place })
    for (const { fact, words, domains } of wordProposals) {
      if (!applies(domains === undefined ? {} : { domains })) continue
      const match = words.exec(text)
      if (match === null || denied(text, match.index)) continue
      put({ fact, least: 1, most: 1, quotation: around(text, match.index, match[0].length), place, at: match.index })
    }
  }
  return found
}

interface Compiled extends FigureProposal {
  /** `gate`: words without which it finds nothing; a figure before them would be looked for at every digit. */
  readonly patterns: readonly { readonly pattern: RegExp; readonly gate?: RegExp }[]
}

const before = '(不足|不到|未满|少于|低于|不超过|未超过|至少|不少于|不低于|超过|超|逾|达到|大约|约为|约|将近|接近|近)?'
const behind = '(以上|以下|左右|上下|余|多|许)?'
const between = '[^。；;，,\\n\\d]{0,14}?'

const compiled: readonly Compiled[] = figureProposals.map((row) => {
  const units = Object.keys(row.units).join('|')
  const figure = `${before}(?:人民币)?(${figurePattern})([多余]?)(${units})${behind}`
  return {
    ...row,
    patterns: [
      ...(row.before === undefined ? [] : [{ pattern: new RegExp(`(?:${row.before})${between}${figure}`, 'g') }]),
      ...(row.after === undefined
        ? []
        : [
            {
              pattern: new RegExp(`${figure}[^。；;，,\\n\\d]{0,6}?(?:${row.after})`, 'g'),
              gate: new RegExp(row.after),
            },
          ]),
    ],
  }
})

function* figuresIn(text: string, { fact, units, patterns }: Compiled): Generator<Omit<ProposedFact, 'place'>> {
  for (const { pattern, gate } of patterns) {
    if (gate !== undefined && !gate.test(text)) continue
    let looked = 0
    for (const match of text.matchAll(pattern)) {
      looked += 1
      if (looked > matchesMax) break
      const [whole, ahead, said = '', more, unit = '', after] = match
      const quotation = around(text, match.index, whole.length)
      if (lawText.test(quotation) || denied(text, match.index)) continue
      const figure = proseFigure(said)
      if (figure === null) continue
      const times = units[unit] ?? 1
      const bounds = bounded(figure, `${ahead ?? ''}`, `${more ?? ''}${after ?? ''}`)
      const round = (n: number) => (n === Infinity ? n : Math.round(n * times * 1e6) / 1e6)
      const whole_ = facts[fact].unit === 'persons' || facts[fact].unit === 'count'
      const least = whole_ ? Math.ceil(round(bounds.least)) : round(bounds.least)
      const most = whole_ && bounds.most !== Infinity ? Math.floor(round(bounds.most)) : round(bounds.most)
      if (least > most) continue
      yield { fact, least, most, quotation, at: match.index }
    }
  }
}

function bounded(
  { value, step, more }: { value: number; step: number; more: boolean },
  ahead: string,
  after: string,
): { least: number; most: number } {
  if (/^(不足|不到|未满|少于|低于|不超过|未超过)$/.test(ahead) || /以下/.test(after)) return { least: 0, most: value }
  if (more || /^(至少|不少于|不低于|超过|超|逾)$/.test(ahead) || /以上|余|多/.test(after))
    return { least: value, most: Infinity }
  // A rounded figure stands for whatever rounds to it: 约60 for 55 to 65.
  if (/^(大约|约为|约|将近|接近|近)$/.test(ahead) || /左右|上下|许/.test(after))
    return { least: Math.max(0, value - step / 2), most: value + step / 2 }
  return { least: value, most: value }
}

/** 货值金额不足一万元的，并处五万元以上十万元以下罚款. */
const lawText = /以上[^，。；]{0,12}以下|元的$|元以上的$|(?:不足|以上)[^，。；]{0,8}的$/

/** 未, 没有, 并非 right before the words. */
const denied = (text: string, at: number): boolean =>
  /(未|没有|并非|不是|不属于|不构成|无证据证明|排除)[^，。；;\n]{0,3}$/.test(text.slice(Math.max(0, at - 8), at))
