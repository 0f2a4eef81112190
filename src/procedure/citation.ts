// The instruments the table rests on, and how a rule cites one. There is no default: a rule without a citation does not
// compile.

/**
 * Short codes, titles and dates of force of the instruments; `read` tells how far the text was read when the rule was
 * coded. What stands in brackets after an article is its paragraph (款), unless `numbered` says that the articles have
 * items (项) or that the document is an outline, or `items` names the article or the code: there it is an item, of an
 * article that is one sentence and its list, or of the first of several paragraphs. Read off the texts, never guessed.
 */
export const instruments = {
  R310: {
    zh: '行政执法机关移送涉嫌犯罪案件的规定',
    en: 'Provisions on the Transfer of Suspected Crimes by Administrative Enforcement Agencies (State Council Order 310, revised by Order 730)',
    since: '2001-07-09',
    read: 'read',
    // 应当附有下列材料：（一）…（五）.
    items: { '6': 'only' },
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
    // The opinion on what is confiscated is the second item of the first paragraph; the second paragraph asks the court.
    items: { '248(2)': 'first' },
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
  CO11: {
    zh: '关于加强行政执法与刑事司法衔接工作的意见（中办发〔2011〕8号）',
    en: 'Opinions on Strengthening the Link between Administrative Enforcement and Criminal Justice',
    since: '2011-02-09',
    read: 'partly',
    numbered: 'outline',
  },
  MPS16: {
    zh: '公安机关受理行政执法机关移送涉嫌犯罪案件规定（公通字〔2016〕16号）',
    en: 'Provisions on the Acceptance by Public Security of Cases Transferred by Administrative Agencies',
    since: '2016-06-16',
    read: 'by title',
  },
  SPP21: {
    zh: '最高人民检察院关于推进行政执法与刑事司法衔接工作的规定（高检发释字〔2021〕4号）',
    en: 'Provisions of the Supreme People’s Procuratorate on Linking Administrative Enforcement and Criminal Justice',
    since: '2021-09-06',
    read: 'partly',
  },
  SPP23: {
    zh: '最高人民检察院关于推进行刑双向衔接和行政违法行为监督的意见',
    en: 'Opinions of the Supreme People’s Procuratorate on Two-Way Linking',
    since: '2023-07-14',
    read: 'partly',
  },
  SPP24: {
    zh: '人民检察院行刑反向衔接工作指引',
    en: 'Guidance of the People’s Procuratorates on the Reverse Link',
    since: '2024-11-26',
    read: 'partly',
  },
  PPS: {
    zh: '人民检察院检察建议工作规定',
    en: 'Provisions on Procuratorial Suggestions',
    since: '2019-02-26',
    read: 'read',
  },
  LS10: {
    zh: '关于刑事立案监督有关问题的规定（试行）（高检会〔2010〕5号）',
    en: 'Provisions on Filing Supervision (for trial)',
    since: '2010-10-01',
    read: 'quoted',
  },
  SIX12: {
    zh: '关于实施刑事诉讼法若干问题的规定（2012）',
    en: 'Provisions of six organs on the implementation of the Criminal Procedure Law',
    since: '2013-01-01',
    read: 'read',
    numbered: 'items',
  },
  SPC21: {
    zh: '最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释',
    en: 'Interpretation of the Supreme People’s Court on the Criminal Procedure Law',
    since: '2021-03-01',
    read: 'read',
  },
  CL: { zh: '中华人民共和国刑法', en: 'Criminal Law', since: '1997-10-01', read: 'read' },
  SL: { zh: '中华人民共和国监察法', en: 'Supervision Law', since: '2025-06-01', read: 'read' },
  SLR: {
    zh: '中华人民共和国监察法实施条例',
    en: 'Regulation on the Implementation of the Supervision Law',
    since: '2025-06-01',
    read: 'read',
  },
  AES: {
    zh: '行政执法监督条例（国务院令第825号）',
    en: 'Regulation on the Supervision of Administrative Enforcement',
    since: '2026-02-01',
    read: 'read',
    // A list of what is supervised; the link with criminal justice is its fifth item.
    items: { '12': 'only' },
  },
  PSA: {
    zh: '中华人民共和国治安管理处罚法',
    en: 'Public Security Administration Punishments Law',
    since: '2026-01-01',
    read: 'read',
  },
  ECC: {
    zh: '中华人民共和国生态环境法典',
    en: 'Ecological and Environmental Code',
    since: '2026-08-15',
    read: 'read',
    domains: ['environment'],
  },
  EDT: {
    zh: '行政主管部门移送适用行政拘留环境违法案件暂行办法',
    en: 'Interim Measures on Transferring Environmental Cases for Administrative Detention',
    // Its base law was repealed on 2026-08-15; whether it goes on is unverified.
    since: '2015-01-01',
    read: 'read',
    domains: ['environment'],
  },
  EPP23: {
    zh: '生态环境行政处罚办法（生态环境部令第30号）',
    en: 'Measures on Ecological and Environmental Administrative Penalties',
    // Only a machine-compiled copy was met: nothing in force rests on it.
    since: '2023-07-01',
    read: 'second hand',
    domains: ['environment'],
  },
  EPI23: {
    zh: '最高人民法院、最高人民检察院关于办理环境污染刑事案件适用法律若干问题的解释（2023）',
    en: 'Interpretation on Crimes of Environmental Pollution',
    since: '2023-08-15',
    read: 'read',
    domains: ['environment'],
  },
  DRUG: {
    zh: '药品行政执法与刑事司法衔接工作办法（国药监法〔2022〕41号）',
    en: 'Measures on Linking Drug Enforcement and Criminal Justice',
    since: '2023-02-01',
    read: 'by title',
    domains: ['drug'],
  },
  DRI26: {
    zh: '中华人民共和国药品管理法实施条例',
    en: 'Regulation on the Implementation of the Drug Administration Law',
    since: '2026-05-15',
    read: 'read',
    domains: ['drug'],
  },
  FSL: {
    zh: '中华人民共和国食品安全法',
    en: 'Food Safety Law',
    since: '2025-12-01',
    read: 'read',
    domains: ['food'],
  },
  APQ: {
    zh: '中华人民共和国农产品质量安全法',
    en: 'Law on the Quality and Safety of Agricultural Products',
    since: '2023-01-01',
    read: 'read',
    domains: ['agri_product'],
  },
  TAX24: {
    zh: '最高人民法院、最高人民检察院关于办理危害税收征管刑事案件适用法律若干问题的解释',
    en: 'Interpretation on Crimes against Tax Administration',
    since: '2024-03-20',
    read: 'read',
    domains: ['tax'],
  },
  IP21: {
    zh: '关于加强协作配合强化知识产权保护的意见（国知发保字〔2021〕12号）',
    en: 'Opinions on Co-operation in the Protection of Intellectual Property',
    since: '2021-01-01',
    read: 'read',
    domains: ['ip'],
  },
  IPI25: {
    zh: '最高人民法院、最高人民检察院关于办理侵犯知识产权刑事案件适用法律若干问题的解释',
    en: 'Interpretation on Crimes of Infringing Intellectual Property',
    since: '2025-04-26',
    read: 'partly',
    domains: ['ip'],
  },
  CUS: {
    zh: '中华人民共和国海关法',
    en: 'Customs Law',
    since: '2021-04-29',
    read: 'read',
    domains: ['customs', 'customs_smuggling'],
  },
  CUR: {
    zh: '中华人民共和国海关行政处罚实施条例',
    en: 'Regulation on Customs Administrative Penalties',
    since: '2022-05-01',
    read: 'read',
    domains: ['customs', 'customs_smuggling'],
  },
  CAP21: {
    zh: '海关办理行政处罚案件程序规定（海关总署令第250号）',
    en: 'Provisions on the Procedure of Customs Administrative Penalties',
    since: '2021-07-15',
    read: 'quoted',
    domains: ['customs', 'customs_smuggling'],
  },
  LAND26: {
    zh: '涉嫌破坏耕地犯罪案件移送指引',
    en: 'Guidance on the Transfer of Suspected Crimes against Farmland',
    since: '2026-02-03',
    read: 'second hand',
    domains: ['natural_resources'],
  },
  IDL: {
    zh: '中华人民共和国传染病防治法',
    en: 'Law on the Prevention and Treatment of Infectious Diseases',
    since: '2025-09-01',
    read: 'read',
    domains: ['public_health'],
  },
  SSL: {
    zh: '中华人民共和国保守国家秘密法',
    en: 'Law on Guarding State Secrets',
    since: '2024-05-01',
    read: 'by title',
  },
  HOL: {
    zh: '全国年节及纪念日放假办法',
    en: 'Regulation on Public Holidays',
    since: '2025-01-01',
    read: 'read',
  },
  XJ: { zh: '衔接平台接入约定', en: 'The gateway’s own contract with its partners', since: '2024-01-01', read: 'read' },
} as const satisfies Record<
  string,
  {
    zh: string
    en: string
    since: string
    read: string
    numbered?: 'items' | 'outline'
    /** Articles, or single codes, whose bracket is an item; `first`: of the first paragraph, where others follow it. */
    items?: Readonly<Record<string, 'only' | 'first'>>
    /** A sector's instrument: it is cited in these domains only. */
    domains?: readonly string[]
  }
>

export type Instrument = keyof typeof instruments
/** Instrument and article, for example `R310 5(2)`; `?` where the article was not seen. */
export type Citation = `${Instrument} ${string}`
export type Citations = readonly [Citation, ...Citation[]]

const instrumentOf = (citation: Citation) => citation.slice(0, citation.indexOf(' ')) as Instrument

/** Days on which an instrument came into force, in order; what lies between two of them is one era of citing. */
const beginnings = [...new Set(Object.values(instruments).map((i) => i.since))].sort()
const latest = beginnings.length

/** The era of a local date, `yyyy-mm-dd`. */
export function eraOf(date: string): number {
  let era = beginnings.length
  while (era > 0 && (beginnings[era - 1] ?? '') > date) era -= 1
  return era
}

const known = new WeakMap<readonly Citation[], Map<string, (readonly Citation[])[]>>()

/**
 * What of a row's sources holds in a domain and an era (today's, where none is given): an environmental measure is no
 * basis for a market case, nor a code for what was done before it came into force. Where a row rests on nothing else, its
 * source is cited all the same, as the analogy that it then is.
 */
export function basisIn(basis: readonly Citation[], domain: string, era = latest): readonly Citation[] {
  let domains = known.get(basis)
  if (domains === undefined) {
    domains = new Map()
    known.set(basis, domains)
  }
  let eras = domains.get(domain)
  if (eras === undefined) {
    eras = []
    domains.set(domain, eras)
  }
  const found = eras[era] ?? holding(basis, domain, beginnings[era - 1] ?? '')
  eras[era] = found
  return found
}

function holding(basis: readonly Citation[], domain: string, day: string): readonly Citation[] {
  const inForce = basis.filter((citation) => instruments[instrumentOf(citation)].since <= day)
  const fitting = inForce.filter((citation) => {
    const instrument = instruments[instrumentOf(citation)]
    return !('domains' in instrument) || (instrument.domains as readonly string[]).includes(domain)
  })
  if (fitting.length > 0) return fitting
  return inForce.length > 0 ? inForce : basis
}

const numeral = (n: string): string => '〇一二三四五六七八九十'.charAt(Number(n)) || n

/** Whether what stands in brackets is an item, and of what. */
function itemOf(instrument: object, article: string, bracket: string): 'only' | 'first' | undefined {
  if ('numbered' in instrument && instrument.numbered === 'items') return 'only'
  const items = ('items' in instrument ? instrument.items : {}) as Readonly<Record<string, 'only' | 'first'>>
  return items[`${article}(${bracket})`] ?? items[article]
}

const parts = (citation: Citation) => /^(\d+)(?:\((\d+)\))?(.*)$/.exec(citation.slice(citation.indexOf(' ') + 1)) ?? []

/** `《…》第5条第2款` style reading of a citation for officials; items and outlines as their instrument numbers them. */
export function citationText(citation: Citation): string {
  const instrument: (typeof instruments)[Instrument] = instruments[instrumentOf(citation)]
  if (citation.endsWith(' ?')) return `《${instrument.zh}》（条文未核）`
  const [, article = '', bracket, rest = ''] = parts(citation)
  if ('numbered' in instrument && instrument.numbered === 'outline')
    return `《${instrument.zh}》第${numeral(article)}部分（${numeral(bracket ?? '')}）${rest && `第${rest}项`}`
  if (bracket === undefined) return `《${instrument.zh}》第${article}条${rest}`
  const item = itemOf(instrument, article, bracket)
  const within = item === undefined ? `第${bracket}款` : `${item === 'first' ? '第1款' : ''}第（${numeral(bracket)}）项`
  return `《${instrument.zh}》第${article}条${within}${rest}`
}

/** The article of a citation in English: `5(2)` is a paragraph, `6 item (1)` an item; empty where it was not seen. */
export function articleEn(citation: Citation): string {
  const instrument: (typeof instruments)[Instrument] = instruments[instrumentOf(citation)]
  if (citation.endsWith(' ?')) return ''
  const [, article = '', bracket, rest = ''] = parts(citation)
  const item = bracket === undefined ? undefined : itemOf(instrument, article, bracket)
  if (item === undefined) return citation.slice(citation.indexOf(' ') + 1)
  return `${article}${item === 'first' ? '(1)' : ''} item (${bracket})${rest}`
}
