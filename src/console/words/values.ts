// Names of the values of the contracts' enumerations, by group (`domain`, `part`, the name of the field) and value. A value
// that the catalogue does not have is shown as it is: it is somebody's data, and no word of ours.
import { evidenceKinds } from '../../../schemas/index.ts'
import { ruleSets } from '../../procedure/index.ts'

type Pair = readonly [zh: string, en: string]

/** `group.value` is looked up first, then `value` alone. */
const valueWords: Readonly<Record<string, Pair>> = {
  // fields of enforcement
  'domain.general': ['综合', 'General'],
  'domain.market': ['市场监管', 'Market regulation'],
  'domain.food': ['食品安全', 'Food safety'],
  'domain.drug': ['药品安全', 'Drugs'],
  'domain.environment': ['生态环境', 'Environment'],
  'domain.work_safety': ['安全生产', 'Work safety'],
  'domain.economic_crime': ['经济犯罪', 'Economic crime'],
  'domain.tax': ['税收', 'Tax'],
  'domain.ip': ['知识产权', 'Intellectual property'],
  'domain.customs': ['海关', 'Customs'],
  'domain.customs_smuggling': ['海关缉私', 'Customs, smuggling'],
  'domain.price': ['价格', 'Prices'],
  'domain.urban_management': ['城市管理', 'Urban management'],
  'domain.natural_resources': ['自然资源', 'Natural resources'],
  'domain.agri_product': ['农产品质量安全', 'Agricultural products'],
  'domain.maritime': ['海事', 'Maritime'],
  'domain.transport': ['交通运输', 'Transport'],
  'domain.tobacco': ['烟草专卖', 'Tobacco'],
  'domain.public_health': ['公共卫生', 'Public health'],
  'domain.public_order': ['治安管理', 'Public order'],
  // parts in a case
  'part.sender': ['移送机关', 'Transferring agency'],
  'part.police_in_charge': ['办案公安机关', 'Public security organ in charge'],
  'part.supervisor': ['监督检察院', 'Supervising procuratorate'],
  'part.competent_authority': ['行政主管机关', 'Competent authority'],
  'part.court': ['人民法院', 'Court'],
  'part.upper_supervisor': ['上一级检察院', 'Procuratorate above'],
  'part.gov_supervisor': ['政府监督机关', 'Supervising government'],
  'part.justice_bureau': ['司法行政机关', 'Justice bureau'],
  'part.supervisory_commission': ['监察机关', 'Supervisory commission'],
  'part.clue_receiver': ['线索接收机关', 'Receiver of the clue'],
  'part.consulted': ['被咨询机关', 'Organ consulted'],
  'part.former_police': ['原办案公安机关', 'Former public security organ'],
  'part.gateway': ['本平台', 'The gateway'],
  'part.addressee': ['文书收件机关', 'Addressee of the paper'],
  // kinds and levels of organs
  administrative: ['行政执法机关', 'Administrative agency'],
  public_security: ['公安机关', 'Public security organ'],
  procuratorate: ['人民检察院', 'Procuratorate'],
  supervisory_commission: ['监察机关', 'Supervisory commission'],
  justice_bureau: ['司法行政机关', 'Justice bureau'],
  government: ['人民政府', 'Government'],
  court: ['人民法院', 'Court'],
  service_platform: ['服务平台', 'Service platform'],
  'level.national': ['国家级', 'National'],
  'level.provincial': ['省级', 'Provincial'],
  'level.prefecture': ['市级', 'Prefecture'],
  'level.county': ['县级', 'County'],
  'level.township': ['乡镇级', 'Township'],
  // parties
  'kind.person': ['自然人', 'Person'],
  'kind.unit': ['单位', 'Unit'],
  person: ['自然人', 'Person'],
  unit: ['单位', 'Unit'],
  id_card: ['居民身份证', 'Identity card'],
  passport: ['护照', 'Passport'],
  hk_macao_permit: ['港澳居民来往内地通行证', 'Permit for Hong Kong and Macao residents'],
  taiwan_permit: ['台湾居民来往大陆通行证', 'Permit for Taiwan residents'],
  foreign_permanent_resident: ['外国人永久居留身份证', 'Foreign permanent resident card'],
  unknown: ['不详', 'Unknown'],
  male: ['男', 'Male'],
  female: ['女', 'Female'],
  // amounts
  goods_value: ['货值金额', 'Value of the goods'],
  illegal_income: ['违法所得', 'Illegal income'],
  sales: ['销售金额', 'Sales'],
  tax_evaded: ['偷逃税款', 'Tax evaded'],
  loss: ['损失', 'Loss'],
  other: ['其他', 'Other'],
  // materials
  M1: ['涉嫌犯罪案件移送书', 'Transfer letter'],
  M2: ['涉嫌犯罪案件调查报告', 'Report of the inquiry'],
  M3: ['涉案物品清单', 'List of case articles'],
  M4: ['检验报告、鉴定意见', 'Test report or expert opinion'],
  M5: ['其他涉嫌犯罪材料', 'Other materials on the suspected crime'],
  penalty_decision: ['行政处罚决定书', 'Penalty decision'],
  approval_form: ['案件移送审批表', 'Form of approval'],
  service_proof: ['送达回证', 'Proof of service'],
  site_record: ['现场笔录、勘验笔录', 'Record of the site'],
  interview_record: ['询问笔录', 'Record of an interview'],
  identity_proof: ['身份证明', 'Proof of identity'],
  determination_opinion: ['认定意见', 'Opinion of determination'],
  photo: ['照片', 'Photograph'],
  audio_video: ['录音录像', 'Recording'],
  electronic_data: ['电子数据', 'Electronic data'],
  supplement: ['补充材料', 'Supplement'],
  non_filing_decision: ['不予立案通知书', 'Notice of non-filing'],
  reconsideration_decision: ['复议决定书', 'Reconsideration decision'],
  revocation_decision: ['撤销案件决定书', 'Decision to withdraw the case'],
  non_prosecution_decision: ['不起诉决定书', 'Non-prosecution decision'],
  judgment: ['判决书', 'Judgment'],
  handover_list: ['涉案物品移交清单', 'Handover list'],
  overdue_proof: ['逾期证明', 'Proof of delay'],
  // articles
  sealed: ['查封', 'Sealed'],
  seized: ['扣押', 'Seized'],
  frozen: ['冻结', 'Frozen'],
  registered: ['先行登记保存', 'Registered'],
  'measure.none': ['未采取措施', 'None'],
  none: ['无', 'None'],
  owner: ['所有人', 'Owner'],
  holder: ['持有人', 'Holder'],
  witness: ['见证人', 'Witness'],
  with_transfer: ['随案移交', 'With the transfer'],
  after_filing: ['立案后移交', 'After the filing'],
  agency: ['移送机关保管', 'With the agency'],
  agency_for_police: ['移送机关代为保管', 'Kept by the agency on behalf of public security'],
  sampled: ['留样', 'Sampled'],
  disposed: ['已处置', 'Disposed of'],
  in_dispute: ['差异待处理', 'In dispute'],
  difference: ['计量差异', 'Difference'],
  relisted: ['已列入新的清单', 'Listed anew'],
  shortfall: ['短少', 'Shortfall'],
  surplus: ['多出', 'Surplus'],
  delivered: ['已补交', 'Delivered since'],
  recounted: ['重新清点', 'Counted again'],
  accepted: ['接受差异', 'Accepted'],
  // grounds and results
  inspection: ['监督检查', 'Inspection'],
  complaint: ['投诉举报', 'Complaint'],
  hotline: ['热线转办', 'Hotline'],
  media: ['媒体反映', 'Media'],
  other_organ: ['其他机关移交', 'Another organ'],
  screening: ['平台筛查', 'Screening'],
  threshold_reached: ['达到追诉标准', 'Threshold reached'],
  reasonable_suspicion: ['合理怀疑', 'Reasonable suspicion'],
  clue_needs_verification: ['线索需要查证', 'The clue needs verification'],
  major_difficult_or_complex: ['重大、疑难、复杂', 'Major, difficult or complex'],
  cross_region: ['跨区域', 'Across regions'],
  no_crime_fact: ['没有犯罪事实', 'No fact of a crime'],
  obviously_minor: ['犯罪事实显著轻微，不需要追究刑事责任', 'Obviously minor'],
  other_statutory_bar: ['具有其他依法不追究刑事责任情形', 'Another statutory bar'],
  limitation_expired: ['犯罪已过追诉时效期限', 'Limitation expired'],
  pardoned: ['经特赦令免除刑罚', 'Pardoned'],
  suspect_died: ['犯罪嫌疑人死亡', 'The suspect died'],
  police_reconsideration: ['公安机关要求复议、提请复核', 'Public security asks for reconsideration'],
  victim_appeal: ['被害人申诉', 'Appeal of the victim'],
  private_prosecution: ['被害人提起自诉', 'Private prosecution'],
  person_appeal: ['被不起诉人申诉', 'Appeal of the person not prosecuted'],
  appraisal: ['鉴定', 'Appraisal'],
  hearing: ['听证', 'Hearing'],
  concealed_items: ['隐匿、私分、销毁涉案物品', 'Articles concealed'],
  overdue_transfer: ['逾期不移送', 'Transfer overdue'],
  no_transfer: ['不移送', 'No transfer'],
  penalty_instead: ['以行政处罚代替移送', 'Penalty in place of transfer'],
  refused_case: ['不接受移送的案件', 'Case not accepted'],
  overdue_decision: ['逾期不作出立案或者不予立案决定', 'Decision overdue'],
  order_to_correct: ['责令改正', 'Order to correct'],
  circular: ['通报批评', 'Circular'],
  warning: ['警告', 'Warning'],
  demerit: ['记过', 'Demerit'],
  demotion: ['降级或者撤职', 'Demotion'],
  dismissal: ['开除', 'Dismissal'],
  statutory: ['法定不起诉', 'Statutory'],
  discretionary: ['酌定不起诉', 'Discretionary'],
  evidentiary: ['存疑不起诉', 'For want of evidence'],
  conditional: ['附条件不起诉', 'Conditional'],
  life_or_death: ['无期徒刑或者死刑', 'Life imprisonment or death'],
  over_ten_years: ['十年以上有期徒刑', 'More than ten years'],
  three_to_ten_years: ['三年以上十年以下有期徒刑', 'Three to ten years'],
  under_three_years: ['三年以下有期徒刑', 'Less than three years'],
  criminal_detention: ['拘役', 'Criminal detention'],
  public_surveillance: ['管制', 'Public surveillance'],
  fine_only: ['单处罚金', 'Fine only'],
  exempt: ['免予刑事处罚', 'Exempt from punishment'],
  acquitted: ['无罪', 'Acquitted'],
  'type.refusal': ['对不予立案决定的监督', 'On the refusal to file'],
  'type.upheld': ['对复议维持不予立案决定的监督', 'On the refusal upheld'],
  'type.revoked': ['对撤销案件决定的监督', 'On the withdrawal of the case'],
  penalised: ['已作出行政处罚', 'Penalised'],
  not_penalised: ['未作出行政处罚', 'Not penalised'],
  transferred: ['已移送', 'Transferred'],
  in_progress: ['正在办理', 'In progress'],
  suspend_business: ['责令停产停业', 'Business suspended'],
  suspend_licence: ['暂扣许可证件', 'Licence suspended'],
  revoke_licence: ['吊销许可证件', 'Licence revoked'],
  same_person: ['同一当事人', 'Same person'],
  same_facts: ['同一事实', 'Same facts'],
  upstream: ['上游案件', 'Upstream'],
  downstream: ['下游案件', 'Downstream'],
  // evidence
  paper: ['纸质', 'Paper'],
  electronic: ['电子', 'Electronic'],
  intact: ['完好', 'Intact'],
  broken: ['破损', 'Broken'],
  resealed: ['重新封存', 'Sealed again'],
  'seal.none': ['未封存', 'Not sealed'],
  // standing of a period
  'clock.running': ['计算中', 'Running'],
  'clock.suspended': ['中止计算', 'Suspended'],
  'clock.met': ['已按期办结', 'Done in time'],
  'clock.breached': ['逾期未办', 'Overdue'],
  'clock.late': ['逾期办结', 'Done late'],
  'clock.ended': ['已终止', 'Ended'],
  'clock.lapsed': ['期限已过，权利不再行使', 'Lapsed'],
  true: ['是', 'Yes'],
  false: ['否', 'No'],
}

/** The name of a value; the value itself where the catalogue has none. */
export function valueName(lang: 'zh' | 'en', group: string, value: string): string {
  const at = lang === 'zh' ? 0 : 1
  const own = (key: string) => (Object.hasOwn(valueWords, key) ? valueWords[key]?.[at] : undefined)
  if (group === 'status' || group === 'state') return stateName(lang, undefined, value)
  if (group === 'track') return trackName(lang, value)
  if (group === 'code' && Object.hasOwn(evidenceKinds, value))
    return evidenceKinds[value as keyof typeof evidenceKinds].criminal[lang]
  const plain =
    group === 'amountKind' || group === 'materialKind' || group === 'idType' ? undefined : own(`${group}.${value}`)
  return plain ?? own(value) ?? value
}

/** Whether the catalogue has the value's name: what a test holds the forms to. */
export const knowsValue = (group: string, value: string): boolean =>
  Object.hasOwn(valueWords, `${group}.${value}`) ||
  Object.hasOwn(valueWords, value) ||
  (group === 'code' && Object.hasOwn(evidenceKinds, value))

const [procedure] = ruleSets.slice(-1)

/** A state of a track in the table's words; without a track the first that has it (the criminal one stands first). */
export function stateName(lang: 'zh' | 'en', track: string | undefined, state: string): string {
  const tracks = procedure?.tracks ?? {}
  const asked = track === undefined ? Object.values(tracks) : [tracks[track]]
  for (const one of asked) {
    const found = one !== undefined && Object.hasOwn(one.states, state) ? one.states[state] : undefined
    if (found !== undefined) return found[lang]
  }
  return state
}

export function trackName(lang: 'zh' | 'en', track: string): string {
  const tracks = procedure?.tracks ?? {}
  return Object.hasOwn(tracks, track) ? (tracks[track]?.[lang] ?? track) : track
}

/** A period in the table's words. */
export function clockName(lang: 'zh' | 'en', id: string): string {
  const clocks = procedure?.clocks ?? {}
  return Object.hasOwn(clocks, id) ? (clocks[id]?.[lang] ?? id) : id
}
