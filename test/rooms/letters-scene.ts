// Facts for letters without a database: a case in which everything is known, and one in which next to nothing is. Names
// are invented; the numbers are those of public examples.
import type { LetterEntry, LetterFacts, LetterOrgan } from '../../src/letters/index.ts'
import { procedureAt } from '../../src/procedure/index.ts'

export const procedure = procedureAt(Date.parse('2026-03-02T02:20:00Z'))

const organ = (id: string, name: string, kind: string, code: string | null = null): LetterOrgan => ({
  id,
  name,
  kind,
  code,
})
export const organs: Record<string, LetterOrgan> = {
  sender: organ('a1', '海城区市场监督管理局', 'administrative', '11450502000000018X'),
  police_in_charge: organ('a2', '北海市公安局海城分局', 'public_security', '114505020000000261'),
  supervisor: organ('a3', '北海市海城区人民检察院', 'procuratorate'),
  competent_authority: organ('a4', '海城区农业农村局', 'administrative'),
  justice_bureau: organ('a5', '海城区司法局', 'justice_bureau'),
  supervisory_commission: organ('a6', '海城区监察委员会', 'supervisory_commission'),
  court: organ('a7', '海城区人民法院', 'court'),
  other: organ('a8', '南宁市公安局', 'public_security'),
}
const officers = [
  { name: '李明', certificateNo: '45050200123', phone: '0779-1234567' },
  { name: '王芳', certificateNo: '45050200124' },
]

/** The transfer letter with every field that the contract has. */
export const transferInput: Record<string, unknown> = {
  documentNo: '海市监移字〔2026〕12号',
  caseName: '广西某食品有限公司涉嫌生产、销售不符合安全标准的食品案',
  domain: 'food',
  charges: [{ name: '生产、销售不符合安全标准的食品罪', article: '第一百四十三条' }],
  facts:
    '2026年1月12日，本局执法人员根据投诉对广西某食品有限公司进行检查，现场查获标称“鲜肉丸”的产品2,000公斤。\n经检验，该产品检出国家禁止添加的硼砂，不符合食品安全标准，足以造成严重食物中毒事故。该公司自2025年10月起销售上述产品，销售金额128,000.50元。',
  caseSource: '投诉举报',
  handlingOpinion: '该公司的行为涉嫌构成生产、销售不符合安全标准的食品罪，建议移送公安机关追究刑事责任。',
  amounts: [{ kind: 'sales', cny: '128000.50' }],
  legalBasis: ['《中华人民共和国行政处罚法》第二十七条', '《行政执法机关移送涉嫌犯罪案件的规定》第三条'],
  contact: { name: '李明', phone: '0779-1234567' },
  priorPenalties: [
    { decisionNo: '海市监罚〔2025〕88号', decisionDate: '2025-06-01', kinds: ['罚款'], fine: '5000', sameFacts: false },
  ],
  seizedItems: [
    {
      name: '鲜肉丸',
      quantity: '2000',
      unit: '公斤',
      features: '白色塑料袋装，每袋5公斤',
      storagePlace: '本局冷库',
      measure: 'seized',
      measureDocumentNo: '海市监扣〔2026〕3号',
      sourceProof: '现场笔录',
      perishable: true,
      sampleRetained: true,
      value: '36000',
      holder: '张某',
    },
    {
      name: '硼砂',
      quantity: '12.5',
      unit: '公斤',
      features: '白色粉末',
      storagePlace: '本局仓库',
      measure: 'sealed',
      measureDocumentNo: '海市监封〔2026〕4号',
      sourceProof: '现场笔录',
    },
  ],
  materials: ['涉嫌犯罪案件移送书', '案件调查报告', '涉案物品清单', '检验报告', '询问笔录（张某）'].map((title, i) => ({
    id: `00000000-0000-4000-8000-00000000000${i}`,
    kind: ['M1', 'M2', 'M3', 'M4', 'interview_record'][i],
    title,
    sha256: String(i + 1).repeat(64),
    documentNo: `海市监材〔2026〕${i + 1}号`,
    pages: 3 + i,
    original: i % 2 === 0,
  })),
}

const suspects = [
  {
    id: 's1',
    kind: 'unit' as const,
    name: '广西某食品有限公司',
    uscc: '91450502MA5TEST001',
    legalRepresentative: '张某',
    address: '广西壮族自治区北海市海城区某路1号',
  },
  {
    id: 's2',
    kind: 'person' as const,
    name: '张某',
    idType: 'id_card',
    idNumber: '11010519491231002X',
    gender: 'male',
    birthDate: '1949-12-31',
    nationality: '中国',
    address: '广西壮族自治区北海市海城区某小区2栋',
  },
]

/** What each act says beside the general fields, everything that its contract has room for. */
const inputs: Readonly<Record<string, Record<string, unknown>>> = {
  receipt_sign: { acceptanceNo: '海公（经）受案字〔2026〕56号', remarks: '材料齐全' },
  completeness_check: {
    missing: [{ description: '检验机构的资质证明' }, { description: '涉案产品销售明细' }],
    contact: { name: '赵强', phone: '0779-7654321' },
  },
  supplementary_inquiry: {
    evidenceGaps: ['销售金额的证据', '主观明知的证据'],
    direction: '查清2025年10月以来的销售去向。',
    requirements: '调取销售台账并制作询问笔录。',
    replyDueDate: '2026-03-20',
    contact: { name: '赵强', phone: '0779-7654321' },
  },
  supplementary_investigation_criminal: {
    evidenceGaps: ['资金流向的证据'],
    direction: '查清资金去向。',
    requirements: '调取银行流水。',
    contact: { name: '钱检', phone: '0779-1111111' },
  },
  filing_approved: {
    documentNo: '海公（经）立告字〔2026〕21号',
    charges: [{ name: '生产、销售不符合安全标准的食品罪' }],
    filingUnit: '北海市公安局海城分局食品药品犯罪侦查大队',
    handoverInstruction: '请于2026年3月9日上午9时前将涉案物品送至本局涉案财物管理中心。',
    contact: { name: '赵强', phone: '0779-7654321' },
    decidedOn: '2026-03-05',
  },
  filing_refused: {
    documentNo: '海公（经）不立字〔2026〕3号',
    ground: 'obviously_minor',
    reasons: '现有证据不能证明销售金额达到追诉标准。',
    legalBasis: ['《中华人民共和国刑事诉讼法》第一百一十二条'],
    returnedMaterials: ['案卷一册（共86页）', '检验报告一份'],
    suggestedAdminHandling: '建议依法给予行政处罚。',
    decidedOn: '2026-03-05',
  },
  reconsideration_request: {
    grounds: '检验报告足以证明涉案产品足以造成严重食物中毒事故。',
    newEvidence: '新取得的销售台账一册。',
    refusalDocumentNo: '海公（经）不立字〔2026〕3号',
    materials: [{ title: '销售台账' }],
  },
  reconsideration_upheld: { documentNo: '海公复〔2026〕1号', reasons: '原决定认定事实清楚，适用法律正确。' },
  supervision_suggestion: { type: 'refusal', facts: '涉案产品含有国家禁止添加的物质，应当立案。' },
  require_reasons: { documentNo: '海检刑不立通〔2026〕2号', reasons: '现有材料显示该案有犯罪事实，应当立案。' },
  reasons_statement: { reasons: '经审查，现有证据不足。' },
  filing_order: {
    documentNo: '海检通立〔2026〕1号',
    reasons: '你局说明的不立案理由不能成立。',
    materials: [{ title: '检验报告' }, { title: '销售台账' }],
  },
  procuratorate_demands_transfer: {
    documentNo: '海检检意〔2026〕5号',
    facts: '你单位查处的案件销售金额达12.8万元。',
    whySuspectedCrime: '该行为已达到刑事追诉标准。',
    copyTo: ['北海市公安局海城分局'],
  },
  procuratorial_opinion_penalty: {
    documentNo: '海检行刑意〔2026〕8号',
    nonProsecution: { documentNo: '海检刑不诉〔2026〕4号', kind: 'discretionary' },
    facts: '被不起诉单位生产不符合安全标准的食品。',
    evidence: '检验报告、销售台账、询问笔录。',
    legalBasisForPenalty: '《中华人民共和国食品安全法》第一百二十三条',
    opinion: '建议对被不起诉单位给予行政处罚。',
    coerciveMeasures: '张某于2026年3月被取保候审，不起诉决定作出后已解除。',
    propertyStatus: '扣押鲜肉丸2,000公斤，现存于公安机关。',
    admonitionOrCompensation: '已予训诫，张某已具结悔过。',
    confiscation: true,
    copyTo: ['海城区司法局'],
    replyDueDate: '2026-06-30',
  },
  agency_reply: {
    result: 'penalised',
    adminCaseNo: '海市监案〔2026〕77号',
    decisionDocumentNo: '海市监罚〔2026〕66号',
    fineCny: '50000',
    reasons: '已依法处罚。',
  },
  onward_transfer_police: {
    reason: '主要犯罪地在南宁市',
    materialsAndExhibits: ['案卷一册', '涉案物品清单一份'],
    urgentMeasures: '已对易腐物品取样固定证据。',
  },
  case_revocation: {
    documentNo: '海公撤〔2026〕2号',
    ground: 'no_crime_fact',
    reasons: '经侦查没有犯罪事实。',
    propertyDisposal: '扣押物品发还移送机关。',
    returnedMaterials: ['案卷一册'],
    suggestedAdminHandling: '建议依法给予行政处罚。',
    decidedOn: '2026-05-01',
  },
  correction_notice: {
    documentNo: '海检纠〔2026〕1号',
    reasons: '收到通知立案书后十五日内未立案。',
    legalBasis: ['《人民检察院刑事诉讼规则》第五百六十四条'],
    correctWithin: '2026-04-30',
  },
  progress_urge: { documentNo: '海检催〔2026〕1号', requirements: '请尽快侦查终结。', replyDueDate: '2026-08-30' },
  custody_by_agency: {
    conditions: '冷藏，零下十八摄氏度以下。',
    place: '海城区市场监督管理局冷库',
    responsible: '李明',
    evidenceFixedBy: '公安机关现场勘验人员',
    returnConditions: '公安机关书面通知后三日内返还。',
    costs: '由甲方承担。',
  },
  exhibits_handover: {
    receivedBy: { name: '赵强', certificateNo: '451234' },
    place: '公安机关涉案财物管理中心',
  },
  duty_crime_clue_transfer: {
    official: '某科科长刘某',
    unit: '海城区某局',
    facts: '刘某涉嫌收受涉案企业财物。',
    evidence: '转账记录。',
  },
  clue_discovery: { facts: '2026年1月12日现场检查时查获上述产品，当事人在场。', source: 'complaint' },
  non_filing_notice_receipt: {},
  paper_receipt: {},
  non_prosecution: { documentNo: '海检刑不诉〔2026〕4号', kind: 'discretionary' },
}

const partOf = (step: string): string => {
  const by = procedure.steps[step]?.by[0] ?? 'sender'
  return by === 'addressee' || by === 'gateway' ? 'sender' : by
}

/** All but a sample of the first item went. */
const moved = [
  { item: 1, quantity: '1995', unit: '公斤', to: 'public_security' },
  { item: 1, quantity: '5', unit: '公斤', to: 'difference', note: '取样' },
  { item: 2, quantity: '12.5', unit: '公斤', to: 'public_security' },
]

export function entryOf(version: number, step: string, input: Record<string, unknown>): LetterEntry {
  const rule = procedure.steps[step]
  return {
    version,
    step,
    zh: rule?.zh ?? step,
    at: new Date(Date.parse('2026-03-02T02:20:00Z') + version * 3_600_000).toISOString(),
    by: organs[partOf(step)] ?? (organs.sender as LetterOrgan),
    officers,
    ...(rule?.decidedBy && { decidedBy: { name: '陈局', certificateNo: '45050200001', role: 'agency_head' } }),
    input,
    basisZh: ['《行政执法机关移送涉嫌犯罪案件的规定》第八条'],
    letters: rule?.letters ?? [],
    ...(input.seizedItems !== undefined && { firstItem: 1 }),
    ...(rule?.carries !== undefined && Object.keys(input).length > 0 && { moved }),
  }
}

const annexes = ['investigation_report', 'exhibit_list', 'materials_list', 'determination_opinion']

/** A step that brings the letter. */
export const stepOf = (letter: string): string =>
  annexes.includes(letter)
    ? 'transfer_dispatch'
    : (Object.entries(procedure.steps).find(([, rule]) => rule.letters.includes(letter))?.[0] ?? 'transfer_dispatch')

/** Steps before it that letters refer to. */
const history = [
  'clue_discovery',
  'transfer_dispatch',
  'receipt_sign',
  'filing_refused',
  'non_filing_notice_receipt',
  'require_reasons',
  'filing_approved',
  'non_prosecution',
  'procuratorial_opinion_penalty',
  'paper_receipt',
]

/** Everything is known. */
export function fullFacts(letter: string, step = stepOf(letter)): LetterFacts {
  const inputOf = (s: string) =>
    s === 'transfer_dispatch' ? transferInput : { reasons: '理由如下。', facts: '事实如下。', ...inputs[s] }
  const before = history.filter((s) => s !== step).map((s, i) => entryOf(i + 1, s, inputOf(s)))
  return {
    letter,
    transferId: '01980000-0000-7000-8000-000000000001',
    caseName: String(transferInput.caseName),
    domain: 'food',
    entry: entryOf(20, step, inputOf(step)),
    before,
    organs,
    addressee: step === 'onward_transfer_police' ? organs.other : undefined,
    suspects,
    due: { supplement_reply: '2026-03-05', police_reasons: '2026-03-12' },
    receipt: { no: 3, sha256: 'ab'.repeat(32) },
    entrySha256: 'cd'.repeat(32),
    corrections: [],
  }
}

/** Next to nothing is known: an act with an empty input in a case that began with it. */
export function bareFacts(letter: string, step = stepOf(letter)): LetterFacts {
  const { decidedBy: _, ...entry } = entryOf(1, step, {})
  return {
    ...fullFacts(letter, step),
    caseName: undefined,
    entry: { ...entry, officers: [], basisZh: [] },
    before: [],
    organs: {},
    addressee: undefined,
    suspects: [],
    due: {},
    receipt: null,
  }
}

export const issued = {
  documentNo: '海市监移字〔2026〕12号',
  check: {
    code: 'ABCDEFGHJKMNPQRSTUVW',
    url: 'https://gateway.example/letters/check/ABCDEFGHJKMNPQRSTUVW',
  },
}
