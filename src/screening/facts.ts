// The facts that filing thresholds speak of: what each is called, what it is measured in and where it may come from. A
// rule may name no other; an amount is a count of yuan and never below zero.

/** What a fact is measured in. `truth` is yes or no. */
export type Unit =
  | 'truth'
  | 'count'
  | 'persons'
  | 'yuan'
  | 'mu'
  | 'm3'
  | 'kg'
  | 'tonnes'
  | 'times'
  | 'ratio'
  | 'months'
  | 'hours'

/**
 * Where a fact comes from: `record` = stated by the record or keyed in; `history` = counted over the subject's penalties;
 * `region` = a figure that the province has set.
 */
export type FactOrigin = 'record' | 'history' | 'region'

export interface Fact {
  readonly unit: Unit
  readonly zh: string
  readonly en: string
  readonly from: FactOrigin
}

const stated = (unit: Unit, zh: string, en: string): Fact => ({ unit, zh, en, from: 'record' })
const truth = (zh: string, en: string) => stated('truth', zh, en)
const yuan = (zh: string, en: string) => stated('yuan', zh, en)
const count = (zh: string, en: string) => stated('count', zh, en)
const persons = (zh: string, en: string) => stated('persons', zh, en)
const earlier = (unit: Unit, zh: string, en: string): Fact => ({ unit, zh, en, from: 'history' })
const regional = (zh: string, en: string): Fact => ({ unit: 'yuan', zh, en, from: 'region' })

export const facts = {
  is_unit: truth('当事人是单位', 'the subject is a unit'),

  // Smuggling
  tax_evaded_cny: yuan('偷逃应缴税额', 'tax evaded'),
  act_is_smuggling_ordinary_goods: truth('走私普通货物、物品', 'the act is smuggling of ordinary goods'),
  smuggling_penalties_in_1y: earlier('count', '一年内因走私受行政处罚次数', 'penalties for smuggling within a year'),

  // Products, food, medicine
  product_fake_or_inferior: truth('产品伪劣', 'the product is fake or inferior'),
  sales_cny: yuan('销售金额', 'sales'),
  unsold_goods_value_cny: yuan('尚未销售的货值金额', 'value of unsold goods'),
  is_tobacco: truth('烟草专卖品', 'tobacco products'),
  food_contaminant_severely_over_limit: truth(
    '致病性微生物、农药兽药残留、重金属等严重超标',
    'contaminants severely over the limit',
  ),
  meat_diseased_or_failed_quarantine: truth(
    '病死、死因不明或者检疫不合格的肉类',
    'meat diseased or failed in quarantine',
  ),
  food_banned_for_disease_control: truth('国家为防控疾病明令禁止的食品', 'food banned for disease control'),
  infant_food_nutrition_seriously_below: truth('婴幼儿食品营养成分严重不符', 'infant food seriously below nutrition'),
  additive_abuse_enough_for_serious_illness: truth(
    '超限量滥用添加剂足以造成严重食源性疾病',
    'abuse of additives enough for serious illness',
  ),
  food_contains_banned_nonfood_substance: truth('掺入有毒、有害的非食品原料', 'banned non-food substance in food'),
  medicine_confirmed_fake: truth('认定为假药', 'medicine confirmed as fake'),
  medicine_confirmed_substandard: truth('认定为劣药', 'medicine confirmed as substandard'),
  injured_minor_or_worse: persons('轻伤以上人数', 'persons with minor injuries or worse'),
  mild_disability: persons('轻度残疾以上人数', 'persons with mild disability or worse'),
  organ_dysfunction: truth('器官组织损伤导致一般功能障碍', 'organ dysfunction'),
  drug_no_approval: truth('未取得药品相关批准证明文件', 'drug without approval'),
  drug_for_pregnant_child_or_critical: truth(
    '用于孕产妇、儿童或者危重病人',
    'for pregnant women, children or critical patients',
  ),
  drug_narcotic_injection_or_emergency: truth('麻醉、精神、注射剂或者急救药品', 'narcotic, injected or emergency drug'),
  drug_indication_or_ingredient_unknown: truth('适应症、功能主治或者成分不明', 'indication or ingredient unknown'),
  drug_no_standard_but_chemical_found: truth('无标准而检出化学药成分', 'no standard but a chemical was found'),
  drug_imported: truth('进口药品', 'imported drug'),
  drug_not_lawful_abroad: truth('未在境外合法上市', 'not lawfully sold abroad'),
  drug_records_fabricated_affecting_safety: truth(
    '编造生产、检验记录影响药品安全',
    'records fabricated, affecting safety',
  ),

  // Environment
  hazardous_waste_tonnes: stated('tonnes', '非法处置危险废物数量', 'hazardous waste'),
  group1_metal_times_over_standard: stated(
    'times',
    '铅、汞、镉、铬、砷、铊、锑超标倍数',
    'times over the standard, Pb Hg Cd Cr As Tl Sb',
  ),
  group2_metal_times_over_standard: stated(
    'times',
    '镍、铜、锌、银、钒、锰、钴超标倍数',
    'times over the standard, Ni Cu Zn Ag V Mn Co',
  ),
  toxic_or_radioactive_or_infectious: truth(
    '放射性、传染病病原体或者有毒物质',
    'radioactive, infectious or toxic substance',
  ),
  discharge_in_protected_zone: truth('在保护区内排放、倾倒、处置', 'discharge in a protected zone'),
  discharge_by_hidden_means: truth('以逃避监管的方式排放', 'discharge by hidden means'),
  env_toxic_penalties_in_2y: earlier(
    'count',
    '二年内因排放有毒物质等受行政处罚次数',
    'penalties for toxic discharge within two years',
  ),
  key_discharger: truth('重点排污单位', 'key discharger'),
  monitoring_data_falsified: truth('篡改、伪造自动监测数据', 'monitoring data falsified'),
  pollutant_discharged: truth('排放了监测的污染物', 'the pollutant was discharged'),
  env_illegal_income_cny: yuan('污染环境违法所得', 'illegal income from polluting'),
  env_property_loss_cny: yuan('公私财产损失', 'property loss'),
  township_water_cut_hours: stated('hours', '乡镇集中式饮用水水源取水中断时间', 'hours of water supply cut'),

  // Intellectual property. The figures of these rules are of any income; whether the act is one of theirs is asked first.
  act_counterfeits_mark_on_goods: truth('假冒注册商标（商品）', 'a registered mark counterfeited on goods'),
  act_sells_counterfeit_mark_goods: truth('销售假冒注册商标的商品', 'goods with counterfeit marks sold'),
  act_makes_or_sells_mark_labels: truth('非法制造、销售注册商标标识', 'labels of marks made or sold unlawfully'),
  act_counterfeits_patent: truth('假冒专利', 'a patent counterfeited'),
  act_infringes_copyright: truth('侵犯著作权', 'copyright infringed'),
  act_sells_infringing_copies: truth('销售侵权复制品', 'infringing copies sold'),
  illegal_income_cny: yuan('违法所得数额', 'illegal income'),
  illegal_turnover_cny: yuan('非法经营数额', 'illegal turnover'),
  marks_counterfeited: count('假冒注册商标种数', 'marks counterfeited'),
  ip_mark_penalty_in_2y: earlier('truth', '二年内因侵犯商标受过处罚', 'penalised for a mark within two years'),
  service_mark: truth('服务商标', 'service mark'),
  label_pieces: count('商标标识件数', 'pieces of labels'),
  patents_counterfeited: count('假冒专利项数', 'patents counterfeited'),
  patentee_loss_cny: yuan('专利权人直接经济损失', 'direct loss of the patentee'),
  patent_penalty_in_2y: earlier('truth', '二年内因假冒专利受过处罚', 'penalised for a patent within two years'),
  copies: count('复制品数量', 'copies'),
  copies_sold: count('销售复制品数量', 'copies sold'),
  online_works: count('网络传播作品数量', 'works put on line'),
  downloads: count('下载数', 'downloads'),
  clicks: count('点击数', 'clicks'),
  paying_members: count('付费会员数', 'paying members'),
  copyright_penalty_in_2y: earlier('truth', '二年内因侵犯著作权受过处罚', 'penalised for copyright within two years'),

  // Tax and invoices
  tax_evaded_ratio: stated('ratio', '逃税占应纳税额的比例', 'share of the tax due'),
  recovery_notice_served: truth('税务机关依法下达追缴通知', 'recovery notice served'),
  tax_late_fee_and_fine_all_paid: truth('补缴税款、滞纳金并接受处罚', 'tax, late fee and fine all paid'),
  tax_evasion_convicted_in_5y: earlier(
    'truth',
    '五年内因逃税受过刑事处罚',
    'convicted of tax evasion within five years',
  ),
  tax_evasion_penalties_in_5y: earlier(
    'count',
    '五年内因逃税受行政处罚次数',
    'penalties for tax evasion within five years',
  ),
  withheld_tax_not_paid_cny: yuan('已扣、已收而不缴税款', 'withheld tax not paid'),
  export_refund_defrauded_cny: yuan('骗取出口退税数额', 'export refund defrauded'),
  vat_tax_amount_falsely_invoiced_cny: yuan('虚开增值税专用发票税额', 'VAT falsely invoiced'),
  false_invoice_face_cny: yuan('虚开发票票面金额', 'face amount of false invoices'),
  false_invoice_count: count('虚开发票份数', 'false invoices'),
  false_invoice_convicted_in_5y: earlier(
    'truth',
    '五年内因虚开发票受过刑事处罚',
    'convicted of false invoices within five years',
  ),
  false_invoice_penalties_in_5y: earlier(
    'count',
    '五年内因虚开发票受行政处罚次数',
    'penalties for false invoices within five years',
  ),

  // Business order
  cigarettes_count: count('非法经营卷烟支数', 'cigarettes'),
  tobacco_penalties_in_3y: earlier(
    'count',
    '三年内因非法经营烟草受行政处罚次数',
    'penalties for tobacco within three years',
  ),
  supplies_banned_nonfood_material: truth('提供禁用非食品原料', 'supplies banned non-food material'),
  private_pig_slaughter: truth('私设生猪屠宰厂（场）', 'private slaughter of pigs'),
  other_illegal_business: truth('其他非法经营行为', 'other illegal business'),
  same_illegal_business_penalties_in_2y: earlier(
    'count',
    '二年内因同种非法经营受行政处罚次数',
    'penalties for the same illegal business within two years',
  ),
  bid_rigging: truth('串通投标', 'bid rigging'),
  bid_direct_loss_cny: yuan('串通投标造成直接经济损失', 'direct loss by bid rigging'),
  bid_project_cny: yuan('中标项目金额', 'value of the project'),
  bid_threat_fraud_or_bribe: truth('采取威胁、欺骗或者贿赂等手段', 'threat, fraud or bribe'),
  bid_rigging_penalties_in_2y: earlier(
    'count',
    '二年内因串通投标受行政处罚次数',
    'penalties for bid rigging within two years',
  ),
  false_advertising: truth('虚假广告', 'false advertising'),
  false_ad_penalties_in_2y: earlier(
    'count',
    '二年内因虚假广告受行政处罚次数',
    'penalties for false advertising within two years',
  ),
  price_gouging_in_emergency: truth('疫情、灾害期间哄抬物价', 'price gouging in an emergency'),
  serious_disruption_or_large_income: truth(
    '严重扰乱市场秩序或者违法所得数额较大',
    'serious disruption or large income',
  ),

  // Land, minerals, wildlife, timber
  basic_farmland_destroyed_mu: stated('mu', '毁坏基本农田面积', 'basic farmland destroyed'),
  other_farmland_destroyed_mu: stated('mu', '毁坏基本农田以外的耕地面积', 'other farmland destroyed'),
  is_black_soil: truth('黑土地', 'black soil'),
  black_soil_taken_basic_m3: stated('m3', '盗挖基本农田黑土体积', 'black soil taken, basic farmland'),
  black_soil_taken_other_m3: stated('m3', '盗挖其他黑土体积', 'black soil taken, other land'),
  public_benefit_forest_destroyed_mu: stated('mu', '毁坏公益林地面积', 'public-benefit forest destroyed'),
  commercial_forest_destroyed_mu: stated('mu', '毁坏商品林地面积', 'commercial forest destroyed'),
  farmland_penalties_in_2y: earlier(
    'count',
    '二年内因非法占用农用地受行政处罚次数',
    'penalties for occupying farmland within two years',
  ),
  mining_without_permit: truth('未取得采矿许可证擅自采矿', 'mining without a permit'),
  mineral_value_cny: yuan('开采的矿产品价值', 'value of minerals'),
  mining_special_area_or_period: truth('在特定区域、禁采区或者禁采期', 'special area or closed period'),
  mining_std_cny: regional('省级非法采矿数额标准', 'the province’s figure for illegal mining'),
  mining_special_std_cny: regional(
    '省级非法采矿特定情形数额标准',
    'the province’s figure for illegal mining in special cases',
  ),
  mining_penalties_in_2y: earlier(
    'count',
    '二年内因非法采矿受行政处罚次数',
    'penalties for illegal mining within two years',
  ),
  serious_ecological_damage: truth('造成生态环境严重损害', 'serious ecological damage'),
  inland_fishing_in_ban_or_banned_gear: truth(
    '内陆水域禁渔区、禁渔期或者禁用工具、方法',
    'inland fishing in a ban or with banned gear',
  ),
  catch_kg: stated('kg', '非法捕捞水产品重量', 'catch'),
  catch_value_cny: yuan('非法捕捞水产品价值', 'value of the catch'),
  protected_or_reserve_catch_kg: stated('kg', '水产种质资源保护区等捕捞重量', 'catch in a reserve'),
  protected_or_reserve_catch_value_cny: yuan('水产种质资源保护区等捕捞价值', 'value of the catch in a reserve'),
  electro_poison_or_blast_fishing: truth('电鱼、毒鱼、炸鱼', 'fishing by current, poison or blast'),
  protected_wildlife_value_cny: yuan('珍贵、濒危野生动物及其制品价值', 'value of protected wildlife'),
  timber_stolen: truth('盗伐林木', 'timber stolen'),
  timber_excess_logging: truth('滥伐林木', 'excess logging'),
  timber_volume_m3: stated('m3', '立木蓄积', 'volume of timber'),
  saplings: count('幼树株数', 'saplings'),
  timber_value_cny: yuan('林木价值', 'value of timber'),

  // Safety, labour, medicine, personal information
  safety_rules_breached: truth('违反安全管理规定', 'safety rules breached'),
  deaths: persons('死亡人数', 'deaths'),
  serious_injuries: persons('重伤人数', 'serious injuries'),
  direct_loss_cny: yuan('直接经济损失', 'direct loss'),
  real_danger_of_major_accident: truth('具有发生重大伤亡事故的现实危险', 'real danger of a major accident'),
  safety_devices_or_data_tampered: truth('关闭、破坏安全设备或者篡改数据', 'safety devices or data tampered with'),
  hazard_stop_order_refused: truth('拒不执行重大事故隐患整改', 'order to stop a hazard refused'),
  high_risk_work_without_approval: truth('未经批准从事高度危险作业', 'high-risk work without approval'),
  ordered_to_pay_and_still_unpaid: truth('经责令支付仍不支付', 'ordered to pay and still unpaid'),
  months_unpaid_one_worker: stated('months', '拒不支付一名劳动者报酬的月数', 'months unpaid, one worker'),
  one_worker_unpaid_cny: yuan('拒不支付一名劳动者报酬数额', 'unpaid to one worker'),
  workers_unpaid: persons('拒不支付报酬的劳动者人数', 'workers unpaid'),
  total_unpaid_cny: yuan('拒不支付报酬累计数额', 'unpaid in total'),
  wage_one_std_cny: regional('省级一名劳动者报酬数额标准', 'the province’s figure for one worker'),
  wage_ten_std_cny: regional('省级十名以上劳动者报酬数额标准', 'the province’s figure for ten workers'),
  no_physician_licence: truth('未取得医生执业资格', 'no physician’s licence'),
  medical_penalties_total: earlier('count', '因非法行医受行政处罚次数', 'penalties for illegal medical practice'),
  patient_mild_disability_or_dysfunction: truth('造成就诊人轻度残疾、器官功能障碍', 'patient mildly disabled'),
  fake_drug_or_device_dangerous: truth('使用假药、劣药或者不合格器械足以危害健康', 'dangerous fake drug or device'),
  class_a_epidemic_risk: truth('造成甲类传染病传播或者有传播危险', 'risk of a class A epidemic'),
  pi_track_comm_credit_property_items: count(
    '行踪轨迹、通信内容、征信、财产信息条数',
    'items of track, communication, credit or property information',
  ),
  pi_health_transaction_etc_items: count(
    '住宿、通信记录、健康、交易信息条数',
    'items of lodging, call, health or transaction information',
  ),
  pi_other_items: count('其他公民个人信息条数', 'items of other personal information'),
  pi_illegal_income_cny: yuan('侵犯公民个人信息违法所得', 'illegal income from personal information'),
  pi_penalty_in_2y: earlier(
    'truth',
    '二年内因侵犯公民个人信息受过处罚',
    'penalised for personal information within two years',
  ),
} as const satisfies Readonly<Record<string, Fact>>

export type FactName = keyof typeof facts
export const factNames = Object.keys(facts) as readonly FactName[]

/** Place of each fact in a row of facts. */
export const factPlaces: ReadonlyMap<string, number> = new Map(factNames.map((name, place) => [name, place]))
