// Chinese words for what figures are keyed by, as they stand in a table.

const domains: Readonly<Record<string, string>> = {
  general: '综合',
  market: '市场监管',
  food: '食品安全',
  drug: '药品安全',
  environment: '生态环境',
  work_safety: '安全生产',
  economic_crime: '经济犯罪',
  tax: '税务',
  ip: '知识产权',
  customs: '海关',
  customs_smuggling: '海关缉私',
  price: '价格',
  urban_management: '城市管理',
  natural_resources: '自然资源',
  agri_product: '农产品',
  maritime: '海事渔业',
  transport: '交通运输',
  tobacco: '烟草',
  public_health: '公共卫生',
  public_order: '治安管理',
}

export const notSaid = '（未填）'
export const domainName = (domain: string | null): string =>
  domain === null || domain === '' ? notSaid : (domains[domain] ?? domain)

const procedures: Readonly<Record<string, string>> = { summary: '简易程序', quick: '快速办理', ordinary: '普通程序' }
export const procedureName = (kind: string | null): string =>
  kind === null || kind === '' ? notSaid : (procedures[kind] ?? kind)

const agencyKinds: Readonly<Record<string, string>> = {
  administrative: '行政执法机关',
  public_security: '公安机关',
  procuratorate: '检察机关',
  supervisory_commission: '监察机关',
  justice_bureau: '司法行政机关',
  government: '人民政府',
  court: '审判机关',
  service_platform: '政务服务平台',
}
export const agencyKindName = (kind: string): string => agencyKinds[kind] ?? kind
