// What prose may say of a fact: words before or behind a figure with its unit, or words alone. Each row only ever proposes;
// a person reads the quotation and confirms, and until then the fact is unknown.
import type { FactName } from './facts.ts'

export interface FigureProposal {
  readonly fact: FactName
  /** Words before the figure, with no comma or other figure between. */
  readonly before?: string
  /** Words right behind it. */
  readonly after?: string
  /** Unit as written → how many of the fact's own unit it is. */
  readonly units: Readonly<Record<string, number>>
  /** Left out: every field of enforcement; so is the kind of violation. */
  readonly domains?: readonly string[]
  readonly violation?: RegExp
}

export interface WordProposal {
  readonly fact: FactName
  readonly words: RegExp
  readonly domains?: readonly string[]
}

const yuan = { 元: 1 }
const tonnes = { 吨: 1, 公斤: 0.001, 千克: 0.001 }
const kilograms = { 公斤: 1, 千克: 1, 斤: 0.5, 吨: 1000 }
const mu = { 亩: 1, 平方米: 3 / 2000, 公顷: 15 }
const persons = { 人: 1, 名: 1 }
const pieces = { 件: 1, 个: 1, 枚: 1, 张: 1, 套: 1, 份: 1, 册: 1, 本: 1 }
const environment = ['environment']
const customs = ['customs', 'customs_smuggling']
const safety = ['work_safety', 'transport', 'urban_management']

const amount = (fact: FactName, before: string, more: Partial<FigureProposal> = {}): FigureProposal => ({
  fact,
  before,
  units: yuan,
  ...more,
})

export const figureProposals: readonly FigureProposal[] = [
  amount('sales_cny', '(?:销售|售出)(?:金额|总额|额|收入|所得|货款|总价)'),
  amount('illegal_income_cny', '违法所得|非法所得|(?:非法)?获利'),
  amount('illegal_turnover_cny', '(?:非法|违法)经营(?:数额|总额|额|总价值|价值)|涉案(?:金额|价值|货值)|涉案|案值', {
    domains: ['ip', 'tobacco', 'market', 'food', 'economic_crime', 'agri_product'],
  }),
  amount('unsold_goods_value_cny', '(?:未销售|未售|库存|查获|仓库|尚未)[^。；;\\n]{0,30}?(?:货值|价值)(?:金额)?', {
    domains: ['ip', 'tobacco', 'market', 'food', 'drug', 'agri_product'],
  }),
  amount('tax_evaded_cny', '(?:偷逃|漏缴|逃避缴纳)(?:应缴|应纳)?(?:税款|税额|税)', {
    domains: customs,
    violation: /走私/,
  }),
  amount('tax_evaded_cny', '(?:偷逃|偷|少缴|逃避缴纳|不缴)(?:应缴|应纳)?(?:税款|税额|税)', {
    domains: ['tax', 'economic_crime'],
  }),
  amount('direct_loss_cny', '直接经济损失', { domains: safety }),
  amount('env_property_loss_cny', '公私财产损失', { domains: environment }),
  amount('mineral_value_cny', '矿产品[^。；;\\n，]{0,10}价值|开采[^。；;\\n，]{0,12}价值', {
    domains: ['natural_resources'],
  }),
  amount('protected_wildlife_value_cny', '(?:珍贵|濒危|重点保护)[^。；;\\n]{0,30}?价值'),
  amount('timber_value_cny', '(?:林木|木材)[^。；;\\n，]{0,8}价值'),
  amount('catch_value_cny', '(?:渔获物|水产品)[^。；;\\n，]{0,8}价值'),
  amount('total_unpaid_cny', '拖欠[^。；;\\n，]{0,24}(?:工资|劳动报酬|报酬)'),
  amount('vat_tax_amount_falsely_invoiced_cny', '增值税专用发票[^。；;\\n]{0,40}?税额'),
  amount('false_invoice_face_cny', '虚开[^。；;\\n]{0,40}?(?:票面金额|价税合计|发票金额)'),
  amount('export_refund_defrauded_cny', '骗取(?:国家)?(?:出口)?退税(?:款|额)?'),
  amount('bid_project_cny', '中标(?:金额|价格|价)|项目金额', { violation: /串通投标/ }),
  amount('pi_illegal_income_cny', '违法所得|非法所得|获利', { violation: /个人信息/ }),
  {
    fact: 'hazardous_waste_tonnes',
    before: '危险废物|危废',
    after: '危险废物|危废',
    units: tonnes,
    domains: environment,
  },
  {
    fact: 'group1_metal_times_over_standard',
    before: '[铅汞镉铬砷铊锑][^。；;，、\\n\\d]{0,10}超[标过]',
    units: { 倍: 1 },
    domains: environment,
  },
  {
    fact: 'group2_metal_times_over_standard',
    before: '[镍铜锌银钒锰钴][^。；;，、\\n\\d]{0,10}超[标过]',
    units: { 倍: 1 },
    domains: environment,
  },
  { fact: 'township_water_cut_hours', before: '(?:取水|供水)中断', units: { 小时: 1 }, domains: environment },
  { fact: 'deaths', before: '死亡', after: '(?:当场)?(?:死亡|身亡|遇难)', units: persons, domains: safety },
  { fact: 'serious_injuries', before: '重伤', after: '重伤', units: persons, domains: safety },
  {
    fact: 'cigarettes_count',
    before: '(?:卷烟|香烟)',
    after: '(?:卷烟|香烟)',
    units: { 条: 200, 支: 1 },
    domains: ['tobacco', ...customs],
  },
  { fact: 'basic_farmland_destroyed_mu', before: '基本农田', after: '(?:永久)?基本农田', units: mu },
  {
    fact: 'other_farmland_destroyed_mu',
    before: '(?:耕地|水田|旱地|水浇地)',
    after: '(?:一般)?(?:耕地|水田|旱地|水浇地)',
    units: mu,
  },
  { fact: 'public_benefit_forest_destroyed_mu', before: '公益林', after: '公益林', units: mu },
  { fact: 'commercial_forest_destroyed_mu', before: '商品林', after: '商品林', units: mu },
  { fact: 'catch_kg', before: '(?:渔获物|渔获|捕捞[^。；;，\\n\\d]{0,8})', after: '渔获物?', units: kilograms },
  { fact: 'timber_volume_m3', before: '(?:立木蓄积|蓄积|材积)', units: { 立方米: 1 } },
  { fact: 'saplings', before: '(?:幼树|树苗)', after: '幼树', units: { 株: 1, 棵: 1 } },
  { fact: 'label_pieces', before: '商标标识', after: '商标标识', units: pieces },
  { fact: 'copies', before: '(?:侵权复制品|盗版[^。；;，\\n\\d]{0,6})', after: '(?:侵权复制品|盗版)', units: pieces },
  { fact: 'clicks', before: '点击(?:数|量)?', units: { 次: 1 } },
  { fact: 'downloads', before: '下载(?:数|量)?', units: { 次: 1 } },
  { fact: 'paying_members', before: '付费会员', after: '付费会员', units: persons },
  { fact: 'false_invoice_count', before: '虚开[^。；;，\\n\\d]{0,16}发票', units: { 份: 1 } },
  { fact: 'pi_other_items', before: '个人信息', after: '(?:公民)?个人信息', units: { 条: 1, 余条: 1 } },
  { fact: 'workers_unpaid', after: '(?:农民工|劳动者|工人|职工|员工)[^。；;，\\n]{0,10}(?:工资|报酬)', units: persons },
]

export const wordProposals: readonly WordProposal[] = [
  { fact: 'product_fake_or_inferior', words: /伪劣|以假充真|以次充好|掺杂、?掺假|以[^，。；;\n]{1,10}冒充/ },
  {
    fact: 'food_contains_banned_nonfood_substance',
    words:
      /(检出|添加|掺入|含有)[^，。；;\n]{0,12}(西地那非|他达拉非|罂粟|吗啡|苏丹红|三聚氰胺|瘦肉精|克[伦仑]特罗|莱克多巴胺|工业(明胶|盐|酒精)|甲醛|吊白块|孔雀石绿|硼砂)/,
  },
  {
    fact: 'meat_diseased_or_failed_quarantine',
    words: /病死|毒死|死因不明|检疫不合格|(?<!宰杀致)死[猪牛羊鸡鸭鹅]|(难产|病)死亡[^，。；;\n]{0,8}(分割|销售|加工)/,
    domains: ['food', 'market', 'agri_product'],
  },
  { fact: 'medicine_confirmed_fake', words: /(认定为|系|属于?|为|按|生产|销售)假药/, domains: ['drug', 'market'] },
  { fact: 'medicine_confirmed_substandard', words: /劣药/, domains: ['drug', 'market'] },
  {
    fact: 'drug_no_approval',
    words: /(未取得|没有|无)(药品)?(相关)?(批准证明文件|批准文号)/,
    domains: ['drug', 'market'],
  },
  {
    fact: 'discharge_by_hidden_means',
    words:
      /暗管|渗[坑井]|溶洞|裂隙|灌注|稀释(后)?(再)?排放|绕过监[控测]|逃避监管|(雨水|清下水)[^，。；;\n]{0,14}(阀门|沟渠|管网|外排|排口)/,
    domains: environment,
  },
  {
    fact: 'toxic_or_radioactive_or_infectious',
    words: /危险废物|有毒|剧毒|放射性|病原体|[砷汞镉铅铬][^，。；;\n]{0,8}(超标|浓度)/,
    domains: environment,
  },
  {
    fact: 'monitoring_data_falsified',
    words: /(篡改|伪造|造假|干扰)[^，。；;\n]{0,12}监测(数据|设施|设备)?/,
    domains: environment,
  },
  { fact: 'key_discharger', words: /重点排污单位/, domains: environment },
  {
    fact: 'no_physician_licence',
    words: /非医师行医|未取得医[师生][^，。；;\n]{0,6}(资格|证书|执业)|无证行医|无任何资[质格]/,
  },
  { fact: 'private_pig_slaughter', words: /私屠滥宰|私(自)?(设|屠)[^，。；;\n]{0,6}(屠宰|宰)/ },
  { fact: 'electro_poison_or_blast_fishing', words: /电鱼|毒鱼|炸鱼|电捕/ },
  { fact: 'inland_fishing_in_ban_or_banned_gear', words: /禁渔[区期]|禁用的?(渔具|工具|方法)|电鱼|毒鱼|炸鱼|电捕/ },
  {
    fact: 'safety_rules_breached',
    words:
      /违反[^，。；;\n]{0,6}安全[^，。；;\n]{0,6}(规定|规程|制度)|违章(指挥|作业)|未履行安全管理职责|负(有)?(主要|全部)?责任/,
    domains: safety,
  },
  { fact: 'real_danger_of_major_accident', words: /现实危险/, domains: safety },
  {
    fact: 'high_risk_work_without_approval',
    words:
      /(未经(依法)?批准|未取得[^，。；;\n]{0,12}许可|无[^，。；;\n]{0,10}许可|无证)[^。；;\n]{0,16}(危险化学品|烟花爆竹|矿山|柴油|汽油)|(危险化学品|柴油|汽油)[^。；;\n]{0,20}无[^，。；;\n]{0,10}许可/,
    domains: safety,
  },
  {
    fact: 'act_sells_counterfeit_mark_goods',
    words: /(销售|所售|待售|出售|供酒|仓库|库存)[^。；;\n]{0,24}(假冒|侵犯(他人)?注册商标)/,
    domains: ['ip', 'market'],
  },
  {
    fact: 'act_counterfeits_mark_on_goods',
    words: /制售假冒|(生产|加工|改色|换件)[^。；;\n]{0,12}(冒充|假冒)/,
    domains: ['ip', 'market'],
  },
  {
    fact: 'act_makes_or_sells_mark_labels',
    words: /(制造|印制|销售)[^，。；;\n]{0,10}商标标识/,
    domains: ['ip', 'market'],
  },
  { fact: 'act_infringes_copyright', words: /侵犯著作权|盗版/, domains: ['ip', 'market'] },
  { fact: 'act_sells_infringing_copies', words: /销售[^，。；;\n]{0,8}(侵权复制品|盗版)/, domains: ['ip', 'market'] },
  { fact: 'mining_without_permit', words: /无证(采矿|开采)|未取得采矿许可证/ },
  { fact: 'serious_ecological_damage', words: /生态环境(受到)?严重(损害|破坏)|严重损害生态环境/ },
  { fact: 'timber_stolen', words: /盗伐/ },
  { fact: 'timber_excess_logging', words: /滥伐/ },
  { fact: 'is_black_soil', words: /黑土/ },
  { fact: 'ordered_to_pay_and_still_unpaid', words: /责令[^。；;\n]{0,20}支付[^。；;\n]{0,30}(仍未|逾期未|拒不|仍不)/ },
  { fact: 'price_gouging_in_emergency', words: /哄抬(物价|价格)/ },
]
