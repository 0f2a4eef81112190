// Invented penalty records as dirty as real ones: brackets of six kinds, dates in a dozen shapes, full-width digits, amounts
// with and without units, codes masked or missing, several kinds in one field, persons and units, some not fit to keep.
// The same number gives the same record in every process.
import { inventedUscc } from './codes.ts'

/** mulberry32. */
function dice(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const places = [
  '海城区',
  '银海区',
  '青秀区',
  '西湖区',
  '滨江区',
  '余杭区',
  '芙蓉区',
  '岳麓区',
  '锦江区',
  '武侯区',
  '南山区',
  '武昌区',
]
const regions = [
  '450502',
  '450503',
  '450103',
  '330106',
  '330108',
  '330110',
  '430102',
  '430104',
  '510104',
  '510107',
  '440305',
  '420106',
]
const trades = ['商贸', '食品', '医药', '电子商务', '建材', '环保科技', '餐饮管理', '汽车服务', '农资', '物流']
const acts = [
  '销售侵犯注册商标专用权的商品',
  '经营超过保质期的食品',
  '未按规定处置危险废物',
  '发布虚假广告',
  '无证经营烟草专卖品',
  '生产不符合标准的产品',
  '未落实安全生产责任',
  '使用未经检定的计量器具',
]
const sentences = [
  '执法人员现场检查时发现当事人仓库内堆放涉案物品，随即制作现场笔录并拍照取证。',
  '经询问，当事人承认上述物品系从不明渠道购进，未能提供合法来源证明及进货票据。',
  '经委托检验机构检验，所检项目不符合国家标准要求，检验报告已依法送达当事人。',
  '当事人在规定期限内未提出复检申请，亦未提出陈述、申辩意见。',
  '上述事实有现场检查笔录、询问笔录、检验报告、进销货台账、照片等证据证实。',
  '当事人积极配合调查，主动消除危害后果，具有从轻处罚情节。',
  '案发后当事人已停止违法行为，并对库存商品全部下架封存。',
  '经查，涉案商品货值金额共计若干元，违法所得难以计算。',
]
const brackets = [
  ['〔', '〕'],
  ['﹝', '﹞'],
  ['[', ']'],
  ['(', ')'],
  ['【', '】'],
  ['〔 ', ' 〕'],
] as const
const kinds = [
  '罚款',
  '警告;罚款',
  '罚款；没收违法所得；',
  '没收非法财物;罚款;',
  '警告',
  '其他-不予行政处罚',
  '罚款;责令停产停业',
]
const wide = (digits: string) => digits.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))

function dayIn(shape: number, y: number, m: number, d: number): string {
  const [mm, dd] = [String(m).padStart(2, '0'), String(d).padStart(2, '0')]
  return [
    `${y}-${mm}-${dd}`,
    `${y}/${m}/${d}`,
    `${y}.${mm}.${dd}`,
    `${y}年${m}月${d}日`,
    `${y} 年 ${m} 月 ${d} 日`,
    `${y}${mm}${dd}`,
    `${y}-${mm}-${dd} 00:00:00`,
    `${wide(`${y}`)}年${m}月${d}日`,
  ][shape] as string
}

/** One in so many is not fit to keep. */
const unfitEvery = 211

/** The record of a number, in the layout of the new 双公示 set. */
export function dirtyRecord(no: number): Record<string, unknown> {
  const roll = dice(no * 2_654_435_761)
  const one = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T
  const at = Math.floor(roll() * places.length)
  const organ = `${places[at]}市场监督管理局`
  const organCode = inventedUscc(9_000 + at, regions[at] as string)
  const person = roll() < 0.2
  const name = person
    ? `${one([...'王李张刘陈杨黄赵吴周'])}${one(['某', '*', '建明', '志华', '某某', '国强'])}`
    : `${one(places)}${one([...'鑫宏德瑞恒盛泰'])}${one([...'源达通华丰'])}${no}${one(trades)}有限公司`
  const [open, close] = one(brackets)
  const year = 2024 + Math.floor(roll() * 3)
  const serial = roll() < 0.1 ? wide(String(no)) : String(no)
  const unfit = no % unfitEvery === 0
  // Whole hundreds, where the text of the penalty shall say a ten-thousandth of it to the fen.
  const fine = unfit ? 100 * (1 + Math.floor(roll() * 2_000)) : Math.floor(roll() * 200_000) + 100
  const wan = `${Math.floor(fine / 10_000)}.${String(fine % 10_000).padStart(4, '0')}${roll() < 0.7 ? '00' : ''}`
  const code = roll()
  const decided = dayIn(Math.floor(roll() * 8), year, 1 + Math.floor(roll() * 10), 1 + Math.floor(roll() * 28))
  const what = one(acts)
  const facts = `当事人${name}于${year}年${1 + Math.floor(roll() * 10)}月期间${what}。${Array.from({ length: 2 + Math.floor(roll() * 5) }, () => one(sentences)).join('')}`
  return {
    record_unique_identity: `45${String(no).padStart(12, '0')}`,
    CF_XDR_MC: roll() < 0.05 ? ` ${name}　` : name,
    CF_XDR_LB: person ? '自然人' : '法人及非法人组织',
    ...(person
      ? { CF_XDR_ZJLX: '身份证', CF_XDR_ZJHM: code < 0.5 ? '4505**********1234' : '' }
      : {
          CF_XDR_SHXYM:
            code < 0.8
              ? inventedUscc(no % 9_000_000, regions[at] as string, '91')
              : code < 0.9
                ? '91450500******123X'
                : '',
          CF_FRDB: `${one([...'王李张刘陈'])}${one(['明', '强', '某某'])}`,
        }),
    CF_WSH:
      roll() < 0.12
        ? ''
        : `${places[at]?.slice(0, 1)}市监罚${open}${year}${close}${roll() < 0.2 ? '第' : ''}${roll() < 0.2 ? `0${serial}` : serial}号`,
    CF_WFXW: what,
    CF_SY: facts,
    CF_YJ: '《中华人民共和国行政处罚法》第二十八条第一款、《中华人民共和国商标法》第六十条第二款',
    CF_CFLB: one(kinds),
    CF_NR: unfit
      ? `罚款${fine / 10_000}元`
      : roll() < 0.5
        ? `对当事人处以罚款${fine}元整，上缴国库。`
        : '责令改正违法行为，并处罚款。',
    CF_NR_FK: wan,
    ...(roll() < 0.3 && { CF_NR_WFFF: `${Math.floor(roll() * 9)}.${Math.floor(roll() * 10)}` }),
    CF_JDRQ: decided,
    CF_YXQ: '2099-12-31',
    CF_GSJZQ: dayIn(0, year + 1, 1, 1),
    CF_CFJG: organ,
    CF_CFJGDM: organCode,
    CF_SJLY: organ,
    CF_SJLYDM: organCode,
    BZ: roll() < 0.1 ? '经\t复核\n更正' : '',
  }
}

/** A request's body: a record a line. */
export function dirtyLines(from: number, count: number): Buffer {
  let lines = ''
  for (let no = from; no < from + count; no++) lines += `${JSON.stringify(dirtyRecord(no))}\n`
  return Buffer.from(lines)
}
