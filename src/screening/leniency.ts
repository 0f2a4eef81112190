// Grounds for leniency that a record names (Administrative Penalty Law 30–33), and what the agency's own discretion benchmark
// (裁量基准) says of them. The benchmark is the agency's; it is held against the fine, and neither of the two is corrected.
import type { Benchmark, BenchmarkDegree, LeniencyGround, PenaltyRecord } from '../../schemas/index.ts'
import { citedIn, dayOfLaw, fineOf, sumOf } from './below-minimum.ts'
import type { FactValue } from './row.ts'
import { prosesOf, type Sign, signOf } from './signs.ts'

interface Ground {
  readonly zh: string
  readonly en: string
  readonly basis: string
  readonly words: RegExp
}

/** By what a benchmark may ask for. */
export const grounds: Readonly<Record<LeniencyGround, Ground>> = {
  minor: {
    zh: '未成年人',
    en: 'a minor',
    basis: '行政处罚法第三十条',
    words: /(?<!非|不是)未成年人违法|不满十八周岁/,
  },
  harm_removed: {
    zh: '主动消除或者减轻危害后果',
    en: 'harm removed or lessened of one’s own accord',
    basis: '行政处罚法第三十二条第一项',
    words: /主动(消除|减轻|召回|补缴|退赔|整改)|积极(消除|减轻|整改|补缴)/,
  },
  coerced: {
    zh: '受他人胁迫或者诱骗',
    en: 'coerced or deceived',
    basis: '行政处罚法第三十二条第二项',
    words: /受(他人)?(胁迫|诱骗)/,
  },
  volunteered: {
    zh: '主动供述、主动披露',
    en: 'told of one’s own accord',
    basis: '行政处罚法第三十二条第三项',
    words: /主动(供述|披露|报明|交代|投案)/,
  },
  merit: {
    zh: '配合查处有立功表现',
    en: 'merit in the investigation',
    basis: '行政处罚法第三十二条第四项',
    words: /立功/,
  },
  cooperated: {
    zh: '配合查处',
    en: 'co-operated',
    basis: '行政处罚法第三十二条第五项（裁量基准另有规定的）',
    words: /(积极|主动)?配合(海关|执法|调查|查处|案件)|认错认罚/,
  },
  first_and_slight: {
    zh: '初次违法且危害后果轻微并及时改正',
    en: 'a first act with slight harm, put right in time',
    basis: '行政处罚法第三十三条第一款',
    words: /(初次|首次|第一次)(违法|发生|被?发现)/,
  },
  trivial: {
    zh: '违法行为轻微并及时改正，没有造成危害后果',
    en: 'slight, put right in time, without harm',
    basis: '行政处罚法第三十三条第一款',
    words: /(违法行为|情节)(显著)?轻微|未造成(危害)?后果|没有造成危害后果/,
  },
  no_fault: {
    zh: '没有主观过错',
    en: 'no fault',
    basis: '行政处罚法第三十三条第二款',
    words: /(没有|无|不存在)主观(过错|故意)/,
  },
}

export interface Leniency {
  readonly grounds: readonly ({
    readonly ground: LeniencyGround
    readonly zh: string
    readonly en: string
    readonly basis: string
  } & Sign)[]
  /** What the record says that was done with them. */
  readonly claimed: 'none' | 'mitigated' | 'lenient' | 'severe' | null
}

const claims: readonly (readonly [RegExp, NonNullable<Leniency['claimed']>])[] = [
  [/不予(行政)?处罚|免(予|于|除)(行政)?(其他)?处罚/, 'none'],
  [/减轻(行政)?处罚/, 'mitigated'],
  [/(?<!不予)从轻(行政)?(处罚|处理)?/, 'lenient'],
  [/从重(行政)?处罚/, 'severe'],
]

/** Null where the record names no ground and claims nothing. */
export function leniencyOf(record: PenaltyRecord): Leniency | null {
  const proses = prosesOf(record)
  const named: Leniency['grounds'][number][] = []
  for (const [ground, { words, zh, en, basis }] of Object.entries(grounds) as [LeniencyGround, Ground][]) {
    const sign = signOf(proses, words)
    if (sign !== null) named.push({ ground, zh, en, basis, ...sign })
  }
  const claimed =
    claims.find(([words]) => proses.some(({ text }) => words.test(text)))?.[1] ??
    (record.flags.not_punished === true || record.kinds.values.includes('not_punished') ? 'none' : null)
  return named.length === 0 && claimed === null ? null : { grounds: named, claimed }
}

export interface Measured {
  readonly benchmark: string
  /** Where the fine lies; null where that cannot be said. */
  readonly degree: BenchmarkDegree | null
  readonly value: 'agrees' | 'departs' | 'unknown'
  readonly grounds: readonly LeniencyGround[]
  readonly because: { readonly zh: string; readonly en: string }
}

/** The fine of a record against each benchmark of an article that it cites. */
export function heldAgainst(record: PenaltyRecord, benchmarks: readonly Benchmark[]): Measured[] {
  const day = dayOfLaw(record)
  const cited = record.legalBasis.flatMap(citedIn)
  const said = leniencyOf(record)
  return benchmarks
    .filter(
      (b) =>
        (day === null || (b.from <= day && (b.to === undefined || day < b.to))) &&
        cited.some(
          ({ instrument, article, paragraph, item }) =>
            instrument.endsWith(b.instrument) &&
            article === b.article &&
            (b.paragraph === undefined || paragraph === undefined || paragraph === b.paragraph) &&
            (b.items === undefined || item === undefined || b.items.includes(item)),
        ),
    )
    .map((b) => measured(b, record, said))
}

function measured(benchmark: Benchmark, record: PenaltyRecord, said: Leniency | null): Measured {
  const named = said?.grounds.map(({ ground }) => ground) ?? []
  const shown = { benchmark: benchmark.id, grounds: named }
  const fine = record.parties.length > 1 ? null : fineOf(record)
  if (fine === null)
    return { ...shown, degree: null, value: 'unknown', because: { zh: '罚款不明', en: 'the fine is not known' } }
  // Degrees stand from light to heavy: the fine lies in the first whose upper end it does not pass for sure.
  const lying = benchmark.degrees.find((d) => within(fine, boundsOf(d, record)))
  if (lying === undefined)
    return {
      ...shown,
      degree: null,
      value: 'unknown',
      because: { zh: '罚款不能确定地归入任何一档', en: 'the fine lies in none of the degrees for sure' },
    }
  const { degree, grounds: asked = [] } = lying
  const missing = asked.length > 0 && !asked.some((ground) => named.includes(ground))
  const claimed = said?.claimed ?? null
  const other = claimed !== null && claimed !== degree && !(claimed === 'none' && degree === 'mitigated')
  const agrees = !missing && !other
  return {
    ...shown,
    degree,
    value: agrees ? 'agrees' : 'departs',
    because: agrees
      ? { zh: `罚款在“${words[degree]}”一档`, en: `the fine lies in the degree “${degree}”` }
      : missing
        ? {
            zh: `罚款在“${words[degree]}”一档，记录未见该档要求的情形`,
            en: `the fine lies in the degree “${degree}”, and the record names none of its grounds`,
          }
        : {
            zh: `罚款在“${words[degree]}”一档，决定称“${words[claimed as BenchmarkDegree]}”`,
            en: `the fine lies in the degree “${degree}”, and the decision says “${claimed}”`,
          },
  }
}

const words: Readonly<Record<BenchmarkDegree, string>> = {
  none: '不予处罚',
  mitigated: '减轻',
  lenient: '从轻',
  ordinary: '一般',
  severe: '从重',
}

const within = (fine: FactValue, { least, most }: { least: FactValue; most: FactValue }): boolean =>
  fine.least >= least.most && fine.most <= most.least

function boundsOf(degree: Benchmark['degrees'][number], record: PenaltyRecord): { least: FactValue; most: FactValue } {
  const of = (end: Benchmark['degrees'][number]['least'], open: number): FactValue => {
    if (end === undefined) return { least: open, most: open }
    if (end.of === undefined) return { least: end.figure, most: end.figure }
    const base = sumOf(record.amounts.filter(({ kind }) => kind === end.of)) ?? { least: 0, most: Infinity }
    return { least: base.least * end.figure, most: base.most * end.figure }
  }
  return { least: of(degree.least, 0), most: of(degree.most, Infinity) }
}
