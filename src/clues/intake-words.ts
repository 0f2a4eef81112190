// The words that a clerk's spreadsheet uses for what the contract has codes for. A word that is not here is asked about and
// never guessed.
import type { ClueContent } from '../../schemas/index.ts'

type Source = ClueContent['source']
type Domain = ClueContent['domain']

/** The first word of each is the one that a refusal names. */
const sourceWords: Readonly<Record<Source, readonly string[]>> = {
  hotline: ['热线', '市长热线', '政务服务热线', '12345', '12345热线', '12315', '12315热线', '12369', '12369热线'],
  complaint: ['投诉举报', '投诉', '举报', '群众举报', '群众投诉'],
  media: ['媒体', '媒体报道', '媒体曝光', '网络舆情', '舆情'],
  other_organ: ['其他机关', '其他机关移交', '其他部门移交', '部门移交', '上级交办', '交办'],
  inspection: ['检查', '监督检查', '日常检查', '日常巡查', '双随机检查', '专项检查'],
  procuratorate: ['检察机关', '检察院', '检察建议'],
  petition: ['信访', '来信', '来访'],
  other: ['其他'],
}

const domainWords: Readonly<Partial<Record<Domain, readonly string[]>>> = {
  general: ['综合', '其他'],
  market: ['市场监管', '市场监督管理', '市场'],
  food: ['食品', '食品安全'],
  drug: ['药品', '药品安全'],
  environment: ['生态环境', '环境', '环境保护', '环保'],
  work_safety: ['安全生产', '应急管理'],
  economic_crime: ['经济犯罪'],
  tax: ['税务', '税收'],
  ip: ['知识产权'],
  customs: ['海关'],
  price: ['价格', '物价'],
  urban_management: ['城市管理', '城管'],
  natural_resources: ['自然资源', '国土资源'],
  agri_product: ['农产品', '农产品质量安全', '农业农村'],
  maritime: ['海事'],
  transport: ['交通运输', '交通'],
  tobacco: ['烟草'],
  public_health: ['公共卫生', '卫生健康'],
}

type Words = Readonly<Record<string, readonly string[] | undefined>>

const codeOf = (words: Words, text: string) =>
  Object.keys(words).find((code) => code === text.toLowerCase() || words[code]?.includes(text))
const firstWords = (words: Words) =>
  Object.values(words)
    .map((list) => list?.[0])
    .join('、')

/** The kind of source that a word means, with the word itself where it says more; a sentence where it means none. */
export function sourceOf(text: string): { source: Source; sourceDetail?: string } | string {
  const source = codeOf(sourceWords, text) as Source | undefined
  if (source === undefined) return `no known source; known are ${firstWords(sourceWords)}`
  const plain = text.toLowerCase() === source || text === sourceWords[source][0]
  return plain ? { source } : { source, sourceDetail: text }
}

/** The field of enforcement that a word means; a sentence where it means none. */
export function domainOf(text: string): { domain: Domain } | string {
  const domain = codeOf(domainWords, text) as Domain | undefined
  return domain === undefined ? `no known field; known are ${firstWords(domainWords)}` : { domain }
}
