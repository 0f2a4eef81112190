// Organs, users, charges and code lists of an invented city, and what a person would have mapped them to. Nothing of it is
// anybody's: the names say so, the credit codes are made from serial numbers.
import { creditCode } from '../invented.ts'
import type { Write } from './tables.ts'

export const cityRegion = '450500'
const districts = [
  ['450502', '海城区'],
  ['450503', '银海区'],
  ['450512', '铁山港区'],
  ['450521', '合浦县'],
] as const

export type OrganKind = 'agency' | 'police' | 'procuratorate' | 'court'

export interface CityOrgan {
  readonly code: string
  readonly name: string
  readonly kind: OrganKind
  readonly district: string
  readonly uscc: string
  readonly industry?: string
  /** A department acts for the organ above it. */
  readonly above?: string
  readonly forest?: true
  /** USER_.USER_ID of those who work there. */
  readonly users: readonly number[]
}

/** INDUSTRY_TYPE, its name there, the word on the organ's door, its domain here. */
const industries = [
  ['I01', '市场监管', '市场监督管理局', 'market'],
  ['I02', '食品药品', '食品药品监督管理局', 'food'],
  ['I03', '生态环境', '生态环境局', 'environment'],
  ['I04', '烟草专卖', '烟草专卖局', 'tobacco'],
  ['I05', '城市管理', '城市管理局', 'urban_management'],
  ['I06', '税务', '税务局', 'tax'],
  ['I07', '农业农村', '农业农村局', 'agri_product'],
  ['I08', '林业', '林业局', 'natural_resources'],
] as const

/** ACCUSE_INFO: id, name, clause, article here. */
export const charges = [
  ['C140', '生产、销售伪劣产品罪', '刑法第140条', '第一百四十条'],
  ['C143', '生产、销售不符合安全标准的食品罪', '刑法第143条', '第一百四十三条'],
  ['C141', '生产、销售、提供假药罪', '刑法第141条', '第一百四十一条'],
  ['C214', '销售假冒注册商标的商品罪', '刑法第214条', '第二百一十四条'],
  ['C225', '非法经营罪', '刑法第225条', '第二百二十五条'],
  ['C338', '污染环境罪', '刑法第338条', '第三百三十八条'],
  ['C201', '逃税罪', '刑法第201条', '第二百零一条'],
  ['C345', '滥伐林木罪', '刑法第345条', '第三百四十五条'],
] as const

/** JUDGE_CONDITION: id, name, above, outcome here, band here. */
export const conditions = [
  ['1', '有罪判决', '', undefined, undefined],
  ['11', '十年以上有期徒刑', '1', 'judged_convicted', 'over_ten_years'],
  ['12', '三年以上十年以下有期徒刑', '1', 'judged_convicted', 'three_to_ten_years'],
  ['13', '三年以下有期徒刑', '1', 'judged_convicted', 'under_three_years'],
  ['14', '拘役', '1', 'judged_convicted', 'criminal_detention'],
  ['16', '单处罚金', '1', 'judged_convicted', 'fine_only'],
  ['2', '免予刑事处罚', '', 'judged_exempted', 'exempt'],
  ['3', '宣告无罪', '', 'judged_acquitted', 'acquitted'],
] as const

const dictionaries: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  caseSource: [
    ['1', '日常检查'],
    ['2', '举报投诉'],
    ['3', '上级交办'],
    ['4', '其他部门移送'],
  ],
  sex: [
    ['1', '男'],
    ['2', '女'],
  ],
  nation: [['01', '汉族']],
  educationLevel: [['30', '高中']],
  danweiType: [['1', '有限责任公司']],
  identifyType: [
    ['1', '质量检验'],
    ['2', '价格认定'],
    ['6', '无'],
  ],
  goodsUnitType: [
    ['1', '件'],
    ['2', '公斤'],
    ['3', '条'],
  ],
  chufaType: [
    ['1', '警告'],
    ['2', '罚款'],
    ['3', '没收'],
    ['4', '停产停业'],
  ],
  docType: [['1', '函']],
  clueState: [
    ['1', '待分派'],
    ['2', '已分派'],
    ['3', '已受理'],
    ['4', '已回复'],
    ['5', '已办理'],
  ],
}

/** Fields of the forms that hang on tasks: id, form, label, field here. */
export const fields = [
  ['F1', 'D14', '立案决定书文号', 'documentNo'],
  ['F2', 'D14', '立案时间', 'typedAt'],
  ['F3', 'D14', '立案情况', 'facts'],
  ['F4', 'D11', '不予立案理由', 'reasons'],
  ['F5', 'D11', '不予立案通知书文号', 'documentNo'],
  ['F6', 'D22', '判决书文号', 'documentNo'],
  ['F7', 'D22', '审判法院', 'court'],
  ['F8', 'D22', '备用栏', 'remarks'],
] as const

export class CityRegistry {
  readonly organs: readonly CityOrgan[]
  readonly #byCode: ReadonlyMap<string, CityOrgan>

  constructor() {
    const organs: CityOrgan[] = []
    const add = (organ: Omit<CityOrgan, 'users' | 'uscc'>) => {
      const n = organs.length + 1
      organs.push({ ...organ, uscc: creditCode(3_000_000 + n, '11'), users: [n * 10 + 1, n * 10 + 2, n * 10 + 3] })
    }
    const places = [[cityRegion, '北海市'] as const, ...districts]
    for (const [district, place] of places) {
      for (const [industry, , door] of industries)
        add({
          ...{ code: `${district}${industry}`, name: `${place}${door}（演示）` },
          kind: 'agency',
          district,
          industry,
        })
      add({ code: `${district}P`, name: `${place}公安局（演示）`, kind: 'police', district })
      add({ code: `${district}J`, name: `${place}人民检察院（演示）`, kind: 'procuratorate', district })
      add({ code: `${district}C`, name: `${place}人民法院（演示）`, kind: 'court', district })
      const market = `${district}I01`
      const team = {
        code: `${market}D`,
        name: `${place}市场监督管理局稽查大队（演示）`,
        kind: 'agency',
        district,
      } as const
      add({ ...team, industry: 'I01', above: market })
    }
    add({
      ...{ code: `${cityRegion}PF`, name: '北海市森林公安局（演示）' },
      kind: 'police',
      district: cityRegion,
      forest: true,
    })
    this.organs = organs
    this.#byCode = new Map(organs.map((organ) => [organ.code, organ]))
  }

  organ(code: string): CityOrgan {
    const found = this.#byCode.get(code)
    if (found === undefined) throw new RangeError(`no organ ${code}`)
    return found
  }

  beside(organ: CityOrgan, letter: 'P' | 'J' | 'C'): CityOrgan {
    return this.organ(`${organ.district}${letter}`)
  }

  write(write: Write): void {
    for (const [code, name] of [[cityRegion, '北海市'] as const, ...districts])
      write('DISTRICT', {
        ...{ DISTRICT_CODE: code, DISTRICT_NAME: name, JB: code === cityRegion ? 2 : 3 },
        UP_DISTRICT_CODE: code === cityRegion ? '450000' : cityRegion,
      })
    const types: Record<OrganKind, number> = { agency: 1, police: 2, procuratorate: 3, court: 4 }
    for (const { code, name, kind, district, industry, above, forest, users } of this.organs) {
      write('ORGANISE', {
        ...{ ORG_CODE: code, ORG_NAME: name, SAMPLE_NAME: name.replace('（演示）', ''), ORG_TYPE: types[kind] },
        ...{ DISTRICT_CODE: district, UP_ORG_CODE: above ?? '', ORG_PATH: `${cityRegion}.${code}` },
        ...{ IS_DEPT: above === undefined ? 0 : 1, INDUSTRY_TYPE: industry, SI_ORG_ID: code },
        ...{
          INDUSTRY_NAME: industries.find(([i]) => i === industry)?.[1],
          POLICE_TYPE: forest ? 2 : kind === 'police' ? 1 : '',
        },
        ...{
          IS_LIANGFA_LEADER: kind === 'procuratorate' ? 1 : 0,
          ACCEPT_DISTRICT_CODE: kind === 'police' ? district : '',
        },
      })
      for (const user of users)
        write('USER_', {
          ...{
            USER_ID: user,
            ACCOUNT: `u${user}`,
            USER_NAME: `甲某${user}`,
            PASSWORD: 'invented-password',
            IS_VALID: 1,
          },
          ...{
            ID_CARD: 'invented-card',
            ORG_ID: code,
            DEPT_ID: above === undefined ? '' : code,
            DEVICE_CODE: 'invented-device',
          },
        })
    }
    for (const [group, codes] of Object.entries(dictionaries)) {
      write('DT_GROUP', { GROUP_CODE: group, GROUP_NAME: group })
      for (const [code, name] of codes) write('DICTIONARY_', { GROUP_CODE: group, DT_CODE: code, DT_NAME: name })
    }
    write('ACCUSE_TYPE', { ID: 'T3', NAME: '破坏社会主义市场经济秩序罪' })
    for (const [id, name, clause] of charges)
      write('ACCUSE_INFO', { ID: id, NAME: name, CLAUSE: clause, TYPE_ID: 'T3' })
    for (const [type, name] of industries) write('INDUSTRY_INFO', { INDUSTRY_TYPE: type, INDUSTRY_NAME: name })
    for (const [id, name, above] of conditions) write('JUDGE_CONDITION', { ID: id, NAME: name, UP_ID: above })
    for (const [id, form, label] of fields)
      write('FORM_FIELD', { FIELD_ID: id, FORM_DEF_ID: form, LABEL: label, INPUT_TYPE: 1, DATA_TYPE: 1 })
    write('FIELD_ITEM', { FIELD_ID: 'F8', ITEM_VALUE: '1', ITEM_NAME: '是' })
  }

  /** What a person has reviewed; `lacking` leaves out one organ, one industry, one charge, one condition and the labels. */
  mapping(lacking = false): Record<string, unknown> {
    const kinds: Record<OrganKind, string> = {
      ...{ agency: 'administrative', police: 'public_security', procuratorate: 'procuratorate', court: 'court' },
    }
    const domain = new Map<string, string>(industries.map(([type, , , d]) => [type, d]))
    const organs = this.organs.flatMap(({ code, name, kind, district, uscc, industry, above, forest }) => {
      if (above !== undefined || (lacking && code === '450512P')) return []
      const register = {
        ...{ name, kind: kinds[kind], uscc, region: district },
        ...(industry !== undefined && { domains: [domain.get(industry)] }),
        ...(forest && { specialty: 'forest' }),
      }
      return [[code, { register, label: name }]]
    })
    const without = <T extends readonly [string, ...unknown[]]>(list: readonly T[], code: string) =>
      list.filter(([one]) => !lacking || one !== code)
    return {
      ...{ installation: cityRegion, region: cityRegion, organs: Object.fromEntries(organs) },
      districts: Object.fromEntries([cityRegion, ...districts.map(([code]) => code)].map((code) => [code, code])),
      industries: Object.fromEntries(without(industries, 'I04').map(([type, , , d]) => [type, { domain: d }])),
      charges: Object.fromEntries(without(charges, 'C225').map(([id, name, , article]) => [id, { name, article }])),
      judgeConditions: Object.fromEntries(
        without(conditions, '14').flatMap(([id, , , outcome, band]) =>
          outcome === undefined ? [] : [[id, { outcome, band }]],
        ),
      ),
      documentKinds: { '1': { kind: 'supplement' } },
      formLabels: lacking ? {} : Object.fromEntries(fields.map(([, , label, field]) => [label, { field }])),
    }
  }
}
