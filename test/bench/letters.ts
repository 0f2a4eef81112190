// Transfer letters as an enforcement agency would write them: about 3.5 kB, no two alike, invented throughout. The same
// number always gives the same letter.
import { inventedIdNumber, inventedUscc } from './codes.ts'
import type { Sender } from './registry.ts'
import { materialOf } from './supplies.ts'

const goods = [
  '鲜牛肉',
  '冷冻虾仁',
  '保健酒',
  '减肥胶囊',
  '注射用玻尿酸',
  '电线电缆',
  '儿童汽车座椅',
  '品牌运动鞋',
  '婴幼儿配方奶粉',
  '消毒湿巾',
  '锂电池',
  '机动车制动液',
]
const faultsFound = [
  '菌落总数超标',
  '检出西布曲明',
  '检出他达拉非',
  '导体电阻不合格',
  '冒用注册商标',
  '未取得生产许可',
  '篡改生产日期',
  '阻燃性能不合格',
  '虚假标注产地',
  '蛋白质含量不足',
]
const villages = [
  '东塘村',
  '新桥社区',
  '石榴岗',
  '白沙湾',
  '桂花园',
  '南安里',
  '高岭工业区',
  '河东批发市场',
  '滨江物流园',
  '青龙冲',
]
const given = ['伟', '芳', '秀英', '志强', '丽娟', '国栋', '晓燕', '建军', '雪梅', '永福', '思远', '金凤']
const family = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张'
const firms = ['恒瑞', '金穗', '宏达', '鑫源', '绿野', '康泰', '盛世', '远航', '华美', '天成']

/** A small generator of its own (xorshift): the same letter for the same number, and no cost worth naming. */
class Dice {
  #state: number
  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761 + 1_013_904_223) | 0 || 1
    for (let i = 0; i < 4; i++) this.below(2)
  }

  below(n: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x
    return (x >>> 0) % n
  }

  of<T>(from: ArrayLike<T>): T {
    return from[this.below(from.length)] as T
  }
}

const money = (dice: Dice) => `${dice.below(900_000) + 50_000}.${10 + dice.below(90)}`
const date = (dice: Dice) => `2026年${1 + dice.below(9)}月${1 + dice.below(28)}日`

const sentences: readonly ((d: Dice, who: string, firm: string) => string)[] = [
  (d) => `${date(d)}，本局执法人员根据群众举报，对位于${d.of(villages)}${1 + d.below(300)}号的经营场所进行现场检查，`,
  (d, _w, firm) => `现场查获标称${firm}公司生产的${d.of(goods)}${20 + d.below(900)}件，货值金额${money(d)}元。`,
  (d) =>
    `经抽样送检，检验报告（编号JC${100_000 + d.below(900_000)}）显示该批次产品${d.of(faultsFound)}，判定为不合格。`,
  (d, who) =>
    `当事人${who}承认自${date(d)}起，以每件${10 + d.below(490)}元的价格从流动商贩处购进，未索取进货票据，也未查验合格证明。`,
  (d) =>
    `其通过微信群“${d.of(villages)}团购${1 + d.below(60)}群”和网络店铺对外销售，已售出${30 + d.below(2_000)}件，销售金额${money(d)}元。`,
  (d) =>
    `调取的银行流水显示，${date(d)}至${date(d)}期间，该账户收到货款${12 + d.below(400)}笔，合计${money(d)}元，与进销台账基本吻合。`,
  (d, who) =>
    `${who}在询问笔录中称对产品来源不知情，但其手机聊天记录载有“换标”“压批号”等内容，与仓库管理员${d.of(family)}${d.of(given)}的陈述互相印证。`,
  (d) =>
    `执法人员依法对剩余的${d.of(goods)}${1 + d.below(300)}箱采取扣押措施，并对冷库、封口机、喷码机等设备先行登记保存。`,
  (d, _w, firm) => `${firm}公司法定代表人到场确认，公司于${date(d)}曾因同类行为被责令改正，逾期未改。`,
  (d) => `另查明，涉案产品流入${2 + d.below(9)}个县区，已通知相关单位下架封存，目前尚有${5 + d.below(200)}件未能追回。`,
  (d) =>
    `本局认为，当事人的行为违反有关法律规定，违法所得数额较大，情节严重，涉嫌犯罪，于${date(d)}经集体讨论决定移送公安机关依法处理。`,
]

const factsLength = 430

function facts(dice: Dice, who: string, firm: string): string {
  let text = ''
  for (let i = dice.below(2); text.length < factsLength; i++)
    text += (sentences[i % sentences.length] as (typeof sentences)[number])(dice, who, firm)
  return text
}

export interface LetterTimes {
  readonly reportReceivedAt: string
  readonly approvedAt: string
}

/** The letter with number `n`, as the value that goes on the wire. `word` stands in the document number. */
export function letter(n: number, sender: Sender, times: LetterTimes, word: string) {
  const dice = new Dice(n)
  const who = dice.of(family) + dice.of(given)
  const firm = `${sender.place}${dice.of(firms)}${dice.of(firms)}商贸有限`
  const [first, second, head] = sender.officers
  return {
    documentNo: `${sender.place.slice(0, 2)}市监${word}〔2026〕${n}号`,
    caseName: `${who}、${firm}公司涉嫌生产、销售不符合安全标准的食品案`,
    domain: dice.below(3) === 0 ? 'food' : 'market',
    involvesStateSecrets: false,
    suspects: [
      {
        kind: 'person',
        name: who,
        idType: 'id_card',
        idNumber: inventedIdNumber(n, sender.region),
        address: `${sender.place}${dice.of(villages)}${1 + dice.below(99)}号`,
        phone: `138${10_000_000 + dice.below(89_999_999)}`,
      },
      {
        kind: 'unit',
        name: `${firm}公司`,
        uscc: inventedUscc(n, sender.region, '91'),
        legalRepresentative: who,
        address: `${sender.place}${dice.of(villages)}${1 + dice.below(99)}号`,
      },
    ],
    charges: [{ name: '生产、销售不符合安全标准的食品罪', article: '第一百四十三条' }],
    facts: facts(dice, who, firm),
    caseSource: '群众举报',
    amounts: [
      { kind: 'goods_value', cny: money(dice) },
      { kind: 'illegal_income', cny: money(dice), approximate: true },
    ],
    legalBasis: ['《中华人民共和国行政处罚法》第二十七条', '《行政执法机关移送涉嫌犯罪案件的规定》第三条、第五条'],
    officers: [first, second],
    contact: { name: first?.name ?? '', phone: '0779-3030123' },
    approval: { approvedBy: head, ...times, decisionNo: `${sender.place.slice(0, 2)}市监批〔2026〕${n}号` },
    seizedItems: [0, 1, 2].map((i) => ({
      name: dice.of(goods),
      quantity: String(1 + dice.below(900)),
      unit: '件',
      features: `批号${20_260_000 + dice.below(9_999)}，包装完好`,
      storagePlace: `本局涉案物品仓库${1 + dice.below(40)}号架`,
      measure: i === 2 ? 'registered' : 'seized',
    })),
    materials: ['涉嫌犯罪案件移送书', '涉嫌犯罪案件情况的调查报告', '涉案物品清单'].map((title, k) => ({
      ...materialOf(n, k),
      kind: `M${k + 1}`,
      title,
      original: true,
    })),
  }
}

/** The head heard of it yesterday and approved an hour ago. */
export function timesNow(nowMs = Date.now()): LetterTimes {
  return {
    reportReceivedAt: new Date(nowMs - 86_400_000).toISOString(),
    approvedAt: new Date(nowMs - 3_600_000).toISOString(),
  }
}
