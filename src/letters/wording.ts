// How facts stand in a letter: dates in Arabic numerals, instants to the minute in Shanghai, officers with their numbers,
// the words for codes of the contract.
import { dayText, localDay, shanghaiOffsetMs } from '../kernel/index.ts'
import type { LetterOfficer, LetterPerson } from './facts.ts'

/** `2026年3月2日` of a local date. */
export function dateText(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

export const dateOf = (instant: string): string => dateText(dayText(localDay(Date.parse(instant))))

/** `2026年3月2日10时05分`: what starts a period is told to the minute. */
export function minuteOf(instant: string): string {
  const local = new Date(Date.parse(instant) + shanghaiOffsetMs)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${dateOf(instant)}${two(local.getUTCHours())}时${two(local.getUTCMinutes())}分`
}

/** `128,000.50元`. */
export function yuan(amount: string): string {
  const [whole = '0', cents] = amount.split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${cents === undefined ? '' : `.${cents.padEnd(2, '0')}`}元`
}

export function officersText(officers: readonly LetterOfficer[]): string | undefined {
  if (officers.length === 0) return undefined
  return officers
    .map((o) => `${o.name}（证件号：${o.certificateNo}${o.phone === undefined ? '' : `，电话：${o.phone}`}）`)
    .join('、')
}

export const namesOf = (people: readonly { readonly name: string }[]): string | undefined =>
  people.length === 0 ? undefined : people.map((p) => p.name).join('、')

const idTypes: Readonly<Record<string, string>> = {
  id_card: '居民身份证',
  passport: '护照',
  hk_macao_permit: '港澳居民来往内地通行证',
  taiwan_permit: '台湾居民来往大陆通行证',
  foreign_permanent_resident: '外国人永久居留身份证',
}
const genders: Readonly<Record<string, string>> = { male: '男', female: '女' }

/** One suspect in full: name, what identifies it, where it is. */
export function personText(person: LetterPerson): string {
  const text = (field: string) => (typeof person[field] === 'string' ? String(person[field]) : undefined)
  const idNumber = text('idNumber')
  const birthDate = text('birthDate')
  const parts =
    person.kind === 'unit'
      ? [
          text('uscc') && `统一社会信用代码：${text('uscc')}`,
          text('legalRepresentative') && `法定代表人：${text('legalRepresentative')}`,
          text('address') && `住所：${text('address')}`,
        ]
      : [
          genders[text('gender') ?? ''],
          birthDate && `${dateText(birthDate)}出生`,
          text('nationality'),
          idNumber && `${idTypes[text('idType') ?? ''] ?? '证件'}号码：${idNumber}`,
          text('occupation'),
          text('address') && `住址：${text('address')}`,
        ]
  return [person.name, ...parts, text('phone') && `电话：${text('phone')}`].filter(Boolean).join('，')
}

/** Codes of the contract in the words of the documents, by field. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  measure: {
    sealed: '查封',
    seized: '扣押',
    frozen: '冻结',
    registered: '先行登记保存',
    none: '未采取措施',
    order_to_correct: '责令改正',
    circular: '通报批评',
    warning: '警告',
    demerit: '记过',
    demotion: '降级或者撤职',
    dismissal: '开除',
  },
  ground: {
    no_crime_fact: '没有犯罪事实',
    obviously_minor: '犯罪事实显著轻微，不需要追究刑事责任',
    other_statutory_bar: '具有其他依法不追究刑事责任情形',
    limitation_expired: '犯罪已过追诉时效期限',
    pardoned: '经特赦令免除刑罚',
    suspect_died: '犯罪嫌疑人死亡',
    police_reconsideration: '公安机关要求复议、提请复核',
    victim_appeal: '被害人申诉',
    private_prosecution: '被害人提起自诉',
    person_appeal: '被不起诉人申诉',
    concealed_items: '隐匿、私分、销毁涉案物品',
    overdue_transfer: '逾期不移送涉嫌犯罪案件',
    no_transfer: '不移送涉嫌犯罪案件',
    penalty_instead: '以行政处罚代替移送',
    refused_case: '不接受移送的案件',
    overdue_decision: '逾期不作出立案或者不予立案决定',
  },
  kind: {
    statutory: '法定不起诉',
    discretionary: '酌定不起诉',
    evidentiary: '存疑不起诉',
    conditional: '附条件不起诉',
    goods_value: '货值金额',
    illegal_income: '违法所得',
    sales: '销售金额',
    tax_evaded: '偷逃税款',
    loss: '损失',
    other: '其他金额',
  },
  kinds: {
    warning: '警告',
    suspend_business: '责令停产停业',
    suspend_licence: '暂扣许可证',
    revoke_licence: '吊销许可证',
  },
  type: { refusal: '对不予立案决定的监督', upheld: '对复议维持不予立案决定的监督', revoked: '对撤销案件决定的监督' },
  result: {
    penalised: '已作出行政处罚',
    not_penalised: '未作出行政处罚',
    transferred: '已移送',
    in_progress: '正在办理',
  },
  band: {
    life_or_death: '无期徒刑或者死刑',
    over_ten_years: '十年以上有期徒刑',
    three_to_ten_years: '三年以上十年以下有期徒刑',
    under_three_years: '三年以下有期徒刑',
    criminal_detention: '拘役',
    public_surveillance: '管制',
    fine_only: '单处罚金',
    exempt: '免予刑事处罚',
    acquitted: '无罪',
  },
  source: {
    inspection: '监督检查',
    complaint: '投诉举报',
    hotline: '热线转办',
    media: '媒体反映',
    other_organ: '其他机关移交',
    screening: '平台筛查',
    other: '其他',
  },
}

/** The word for a code; the text itself where it is none. */
export const wordOf = (field: string, code: string | undefined): string | undefined =>
  code === undefined ? undefined : (words[field]?.[code] ?? code)
