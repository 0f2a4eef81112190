// The instruments the table rests on, and how a rule cites one. There is no default: a rule without a citation does not
// compile.

/**
 * Short codes, titles and dates of force of the instruments; `read` tells how far the text was read when the rule was
 * coded. What stands in brackets after an article is its paragraph (款), unless `numbered` says that the articles have
 * items (项) or that the document is an outline.
 */
export const instruments = {
  R310: {
    zh: '行政执法机关移送涉嫌犯罪案件的规定',
    en: 'Provisions on the Transfer of Suspected Crimes by Administrative Enforcement Agencies (State Council Order 310, revised by Order 730)',
    since: '2001-07-09',
    read: 'read',
  },
  PSP: {
    zh: '公安机关办理刑事案件程序规定',
    en: 'Provisions on the Procedures of Public Security Organs in Criminal Cases',
    since: '2020-09-01', // as amended by Order 159 of 2020-07-20
    read: 'read',
  },
  PPR: {
    zh: '人民检察院刑事诉讼规则',
    en: 'Criminal Procedure Rules of the People’s Procuratorates',
    since: '2019-12-30',
    read: 'read',
  },
  CPL: { zh: '中华人民共和国刑事诉讼法', en: 'Criminal Procedure Law', since: '2018-10-26', read: 'read' },
  APL: { zh: '中华人民共和国行政处罚法', en: 'Administrative Penalty Law', since: '2021-07-15', read: 'read' },
  AEL: { zh: '中华人民共和国行政强制法', en: 'Administrative Enforcement Law', since: '2012-01-01', read: 'read' },
  ENV: {
    zh: '环境保护行政执法与刑事司法衔接工作办法（环环监〔2017〕17号）',
    en: 'Measures on Linking Environmental Enforcement and Criminal Justice',
    since: '2017-01-25',
    read: 'read',
    domains: ['environment'],
  },
  ECO: {
    zh: '公安机关办理经济犯罪案件的若干规定',
    en: 'Provisions on the Handling of Economic Crimes by Public Security Organs',
    since: '2018-01-01',
    read: 'read',
    domains: ['economic_crime', 'tax'],
  },
  MPS15: {
    zh: '公安部关于改革完善受案立案制度的意见（公通字〔2015〕32号）',
    en: 'Ministry of Public Security Opinions on Reforming Acceptance and Filing',
    since: '2015-11-04',
    read: 'read',
    numbered: 'outline',
  },
  MPS24: {
    zh: '公安机关接报案与立案工作规定',
    en: 'Provisions of Public Security Organs on Taking Reports and Filing Cases',
    since: '2024-01-01',
    // The 19 items released on a disclosure request; their numbers may not be the original ones.
    read: 'partly',
    numbered: 'items',
  },
  WS: {
    zh: '安全生产行政执法与刑事司法衔接工作办法（应急〔2019〕54号）',
    en: 'Measures on Linking Work-Safety Enforcement and Criminal Justice',
    since: '2019-04-16',
    read: 'partly',
    domains: ['work_safety'],
  },
  JOINT06: {
    zh: '关于在行政执法中及时移送涉嫌犯罪案件的意见（高检会〔2006〕2号）',
    en: 'Opinions on the Timely Transfer of Suspected Crimes in Administrative Enforcement',
    since: '2006-01-26',
    read: 'partly',
  },
  SSL: {
    zh: '中华人民共和国保守国家秘密法',
    en: 'Law on Guarding State Secrets',
    since: '2024-05-01',
    read: 'by title',
  },
  XJ: { zh: '衔接平台接入约定', en: 'The gateway’s own contract with its partners', since: '2026-11-21', read: 'read' },
} as const satisfies Record<
  string,
  {
    zh: string
    en: string
    since: string
    read: string
    numbered?: 'items' | 'outline'
    /** A sector's instrument: it is cited in these domains only. */
    domains?: readonly string[]
  }
>

export type Instrument = keyof typeof instruments
/** Instrument and article, for example `R310 5(2)`. */
export type Citation = `${Instrument} ${string}`
export type Citations = readonly [Citation, ...Citation[]]

const instrumentOf = (citation: Citation) => citation.slice(0, citation.indexOf(' ')) as Instrument
const inDomain = new WeakMap<readonly Citation[], Map<string, readonly Citation[]>>()

/**
 * What of a row's sources holds in a domain: an environmental measure is no basis for a market case. Where a row rests on
 * nothing else, its source is cited all the same, as the analogy that it then is.
 */
export function basisIn(basis: readonly Citation[], domain: string): readonly Citation[] {
  const known = inDomain.get(basis) ?? new Map<string, readonly Citation[]>()
  inDomain.set(basis, known)
  let found = known.get(domain)
  if (found === undefined) {
    const fitting = basis.filter((citation) => {
      const instrument = instruments[instrumentOf(citation)]
      return !('domains' in instrument) || (instrument.domains as readonly string[]).includes(domain)
    })
    found = fitting.length > 0 ? fitting : basis
    known.set(domain, found)
  }
  return found
}

const numeral = (n: string): string => '〇一二三四五六七八九十'.charAt(Number(n)) || n

/** `《…》第5条第2款` style reading of a citation for officials; items and outlines as their instrument numbers them. */
export function citationText(citation: Citation): string {
  const space = citation.indexOf(' ')
  const instrument: (typeof instruments)[Instrument] = instruments[citation.slice(0, space) as Instrument]
  const numbered = 'numbered' in instrument ? instrument.numbered : 'paragraphs'
  const [, article = '', bracket, rest = ''] = /^(\d+)(?:\((\d+)\))?(.*)$/.exec(citation.slice(space + 1)) ?? []
  if (numbered === 'outline')
    return `《${instrument.zh}》第${numeral(article)}部分（${numeral(bracket ?? '')}）第${rest}项`
  const within = bracket === undefined ? '' : numbered === 'items' ? `第（${numeral(bracket)}）项` : `第${bracket}款`
  return `《${instrument.zh}》第${article}条${within}${rest}`
}
