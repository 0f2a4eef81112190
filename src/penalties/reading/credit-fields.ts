// The 双公示 layouts of administrative penalties: the new set by its codes (CF_*) and by the headings of its templates, for
// legal persons, natural persons and both in one table; and the set of 2016. Amounts are in 万元, as the set defines them.
import type { FieldRule, Layout } from './layout.ts'

type Fields = Readonly<Record<string, FieldRule>>

/** What both templates of the new set have, code and heading. */
const shared: Fields = {
  CF_XDR_MC: { to: 'party.name' },
  行政相对人名称: { to: 'party.name' },
  CF_XDR_LB: { to: 'party.kind' },
  行政相对人类别: { to: 'party.kind' },
  CF_WSH: { to: 'decision_no' },
  行政处罚决定书文号: { to: 'decision_no' },
  行政处罚决定文书号: { to: 'decision_no' },
  CF_WFXW: { to: 'violation_type' },
  违法行为类型: { to: 'violation_type' },
  CF_SY: { to: 'facts' },
  违法事实: { to: 'facts' },
  CF_YJ: { to: 'legal_basis' },
  处罚依据: { to: 'legal_basis' },
  CF_CFLB: { to: 'kinds' },
  处罚类别: { to: 'kinds' },
  CF_NR: { to: 'content' },
  处罚内容: { to: 'content' },
  CF_NR_FK: { to: 'amount.fine', unit: 'wan' },
  '罚款金额(万元)': { to: 'amount.fine', unit: 'wan' },
  '罚款金额(元)': { to: 'amount.fine', unit: 'yuan' },
  罚款金额: { to: 'amount.fine' },
  CF_NR_WFFF: { to: 'amount.confiscated', unit: 'wan' },
  '没收违法所得、没收非法财物的金额(万元)': { to: 'amount.confiscated', unit: 'wan' },
  '没收违法所得、没收非法财物的金额(元)': { to: 'amount.confiscated', unit: 'yuan' },
  '没收违法所得、没收非法财物的金额': { to: 'amount.confiscated' },
  '没收金额(万元)': { to: 'amount.confiscated', unit: 'wan' },
  '没收金额(元)': { to: 'amount.confiscated', unit: 'yuan' },
  CF_NR_ZKDX: { to: 'licence' },
  暂扣或吊销证照名称及编号: { to: 'licence' },
  CF_JDRQ: { to: 'date.decided' },
  处罚决定日期: { to: 'date.decided' },
  CF_YXQ: { to: 'date.valid_until' },
  处罚有效期: { to: 'date.valid_until' },
  CF_GSJZQ: { to: 'date.published_until' },
  公示截止期: { to: 'date.published_until' },
  公示截止日期: { to: 'date.published_until' },
  CF_CFJG: { to: 'organ.name' },
  处罚机关: { to: 'organ.name' },
  CF_CFJGDM: { to: 'organ.code' },
  处罚机关统一社会信用代码: { to: 'organ.code' },
  CF_SJLY: { to: 'reporter.name' },
  数据来源单位: { to: 'reporter.name' },
  CF_SJLYDM: { to: 'reporter.code' },
  数据来源单位统一社会信用代码: { to: 'reporter.code' },
  BZ: { to: 'remarks' },
  CF_BZ: { to: 'remarks' },
  备注: { to: 'remarks' },
}

const ofUnits: Fields = {
  CF_XDR_SHXYM: { to: 'party.identifier.uscc' },
  '行政相对人代码_1(统一社会信用代码)': { to: 'party.identifier.uscc' },
  统一社会信用代码: { to: 'party.identifier.uscc' },
  统一社会信用编码: { to: 'party.identifier.uscc' },
  '统一社会信用代码(注册号)': { to: 'party.identifier.uscc' },
  CF_XDR_GSZC: { to: 'party.identifier.business_registration' },
  '行政相对人代码_2(工商注册号)': { to: 'party.identifier.business_registration' },
  工商注册号: { to: 'party.identifier.business_registration' },
  CF_XDR_ZZJG: { to: 'party.identifier.organisation_code' },
  '行政相对人代码_3(组织机构代码)': { to: 'party.identifier.organisation_code' },
  行政相对人组织机构代码: { to: 'party.identifier.organisation_code' },
  组织机构代码: { to: 'party.identifier.organisation_code' },
  CF_XDR_SWDJ: { to: 'party.identifier.tax_registration' },
  '行政相对人代码_4(税务登记号)': { to: 'party.identifier.tax_registration' },
  税务登记号: { to: 'party.identifier.tax_registration' },
  CF_XDR_SYDW: { to: 'party.identifier.institution_certificate' },
  '行政相对人代码_5(事业单位证书号)': { to: 'party.identifier.institution_certificate' },
  事业单位证书号: { to: 'party.identifier.institution_certificate' },
  CF_XDR_SHZZ: { to: 'party.identifier.social_organisation' },
  '行政相对人代码_6(社会组织登记证号)': { to: 'party.identifier.social_organisation' },
  社会组织登记证号: { to: 'party.identifier.social_organisation' },
  海关注册编码: { to: 'party.identifier.customs_registration' },
  海关注册编号: { to: 'party.identifier.customs_registration' },
  海关代码: { to: 'party.identifier.customs_registration' },
  CF_FRDB: { to: 'representative.name' },
  法定代表人: { to: 'representative.name' },
  法定代表人姓名: { to: 'representative.name' },
  CF_FR_ZJLX: { to: 'representative.number_kind' },
  法定代表人证件类型: { to: 'representative.number_kind' },
  CF_FR_ZJHM: { to: 'representative.number' },
  CF_FR_SFZH: { to: 'representative.number' },
  法定代表人证件号码: { to: 'representative.number' },
  法定代表人身份证号: { to: 'representative.number' },
}

const ofPersons: Fields = {
  CF_XDR_ZJLX: { to: 'party.number_kind' },
  证件类型: { to: 'party.number_kind' },
  CF_XDR_ZJHM: { to: 'party.number' },
  证件号码: { to: 'party.number' },
}

const layout = (id: string, zh: string, en: string, fields: Fields, rest: Partial<Layout>): Layout => ({
  id,
  title: { zh, en },
  fields: { ...shared, ...fields },
  ...rest,
})

const both = { ...ofUnits, ...ofPersons }

/** Codes that neither the set of 2016 nor any other table here has. */
const codes = ['CF_CFJG', 'CF_CFJGDM', 'CF_CFLB', 'CF_WFXW', 'CF_NR', 'CF_NR_FK', 'CF_YXQ', 'CF_XDR_LB', 'CF_SJLY']
const headings = [
  '处罚机关',
  '处罚类别',
  '处罚内容',
  '处罚有效期',
  '违法行为类型',
  '行政处罚决定书文号',
  '行政处罚决定文书号',
]
const supervised = ['处罚行为编号', '监管事项目录编码']
const unitsOnly = Object.keys(ofUnits)
const personsOnly = Object.keys(ofPersons)
const person = { 'party.kind': '自然人' } as const

export const creditLayouts: readonly Layout[] = [
  layout('sgs-new-unit', '双公示行政处罚（法人及非法人组织）', 'Double publicity, legal persons', ofUnits, {
    recognised: { anyOf: [codes, unitsOnly], without: personsOnly },
  }),
  layout('sgs-new-person', '双公示行政处罚（自然人）', 'Double publicity, natural persons', ofPersons, {
    constants: person,
    recognised: { anyOf: [codes, personsOnly], without: unitsOnly },
  }),
  layout('sgs-new', '双公示行政处罚（合表）', 'Double publicity, both in one table', both, {
    recognised: { anyOf: [codes] },
  }),
  layout(
    'sgs-new-unit-zh',
    '双公示行政处罚模板（法人及非法人组织）',
    'Double publicity template, legal persons',
    ofUnits,
    {
      recognised: { anyOf: [headings, unitsOnly], without: [...codes, ...personsOnly, ...supervised] },
    },
  ),
  layout('sgs-new-person-zh', '双公示行政处罚模板（自然人）', 'Double publicity template, natural persons', ofPersons, {
    constants: person,
    recognised: { anyOf: [headings, personsOnly], without: [...codes, ...unitsOnly, ...supervised] },
  }),
  layout('sgs-new-zh', '双公示行政处罚模板（合表）', 'Double publicity template, both in one table', both, {
    recognised: { anyOf: [headings], without: [...codes, ...supervised] },
  }),
  {
    id: 'sgs-old',
    title: { zh: '双公示行政处罚（2016年）', en: 'Double publicity, the set of 2016' },
    recognised: { anyOf: [['CF_CFMC', 'CF_XZJG', 'CF_CFLB1', 'CF_XDR_ZDM', 'CF_XDR_SFZ', 'CF_ZT']] },
    fields: {
      CF_WSH: { to: 'decision_no' },
      CF_CFMC: { to: 'title' },
      CF_CFLB1: { to: 'kinds' },
      CF_CFLB2: { to: 'kinds' },
      CF_SY: { to: 'facts' },
      CF_YJ: { to: 'legal_basis' },
      CF_XDR_MC: { to: 'party.name' },
      CF_XDR_SHXYM: { to: 'party.identifier.uscc' },
      CF_XDR_ZDM: { to: 'party.identifier.organisation_code' },
      CF_XDR_GSDJ: { to: 'party.identifier.business_registration' },
      CF_XDR_SWDJ: { to: 'party.identifier.tax_registration' },
      CF_XDR_SFZ: { to: 'party.identifier.id_card' },
      CF_FR: { to: 'representative.name' },
      CF_JG: { to: 'content' },
      CF_JDRQ: { to: 'date.decided' },
      CF_XZJG: { to: 'organ.name' },
      // The list of the set is not confirmed by a text that we read: what does not say 正常 is noted beside its reading.
      CF_ZT: { to: 'status', values: { 0: '正常', 1: '撤销', 2: '异议', 3: '其他' }, unconfirmed: true },
      DFBM: { to: 'region_code' },
      SJC: { to: 'date.reported' },
      BZ: { to: 'remarks' },
    },
  },
]
