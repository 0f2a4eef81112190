// Invented penalty records in the layout that the platforms publish (双公示, CF_*), the same for the same seed. No name,
// number or organ in them is anybody's; credit codes and identity numbers carry valid check characters, for a reader
// checks them.
import { dayText } from '../kernel/index.ts'
import { type Dice, dice } from './dice.ts'

export type Fields = Readonly<Record<string, unknown>>

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const region = '450502'

/** A unified social credit code (GB 32100) made from a serial number. */
export function creditCode(serial: number, first: string): string {
  const organ = String(serial % 100_000_000).padStart(8, '0')
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const c = 11 - ([...organ].reduce((sum, digit, i) => sum + Number(digit) * (weights[i] as number), 0) % 11)
  const body = `${first}${region}${organ}${c === 10 ? 'X' : c === 11 ? '0' : String(c)}`
  const sum = [...body].reduce((s, ch, i) => s + alphabet.indexOf(ch) * (3 ** i % 31), 0)
  return body + alphabet.charAt((31 - (sum % 31)) % 31)
}

/** An identity number (GB 11643) of somebody born in 1901, so that it is nobody's. */
export function identityNumber(serial: number): string {
  const body = `${region}1901${String((serial % 12) + 1).padStart(2, '0')}${String((serial % 28) + 1).padStart(2, '0')}${String(serial % 1000).padStart(3, '0')}`
  const sum = [...body].reduce((s, ch, i) => s + Number(ch) * (2 ** (17 - i) % 11), 0)
  return body + '10X98765432'.charAt(sum % 11)
}

const violations = [
  ['发布虚假广告', '在网店页面对食品作虚假宣传，与实际不符。', '《中华人民共和国广告法》第二十八条'],
  ['销售不符合食品安全标准的食品', '经营的腊肠经抽检亚硝酸盐超过标准。', '《中华人民共和国食品安全法》第三十四条'],
  ['销售侵犯注册商标专用权的商品', '店内陈列的服装冒用他人注册商标。', '《中华人民共和国商标法》第五十七条'],
  ['未经许可从事食品经营', '未取得食品经营许可即开业经营。', '《中华人民共和国食品安全法》第三十五条'],
  ['无照经营', '未办理登记从事经营活动。', '《无证无照经营查处办法》第二条'],
] as const
const words = ['海潮', '银滩', '南珠', '红树', '北湾', '冠头', '合浦', '涠洲']
const surnames = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛']

/** Key of the record with this number. */
export const keyOf = (n: number, seed: number): string =>
  `HC-${String(seed).padStart(4, '0')}-${String(n).padStart(7, '0')}`

/** 万元 with six decimals; a millionth of 万元 is a fen. */
export const tenThousands = (fen: number): string =>
  `${Math.floor(fen / 1_000_000)}.${String(fen % 1_000_000).padStart(6, '0')}`

/** What the fine of a record is in fen, as the exchange counts it; 0 where none can be read. */
export function fenOf(fields: Fields): bigint {
  const said = fields.CF_NR_FK
  const [, whole, part = ''] = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(typeof said === 'string' ? said : '') ?? []
  return whole === undefined ? 0n : BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'))
}

/** The record with this number, decided some days before `today` (days since 1970). */
export function inventRecord(n: number, seed: number, today: number, chance: Dice): Fields {
  const [kind, facts, basis] = chance.pick(violations)
  const person = chance.falls(0.25)
  const name = `${chance.pick(words)}${chance.pick(words)}`
  const fen = (1 + chance.below(5_000)) * 10_000 + (chance.falls(0.2) ? chance.below(100) : 0)
  const decided = dayText(today - 1 - chance.below(60))
  return {
    record_unique_identity: keyOf(n, seed),
    CF_XDR_MC: person ? `${chance.pick(surnames)}某${n % 97}` : `${name}${n % 9_973}商贸有限公司（演示）`,
    CF_XDR_LB: person ? '自然人' : '法人及非法人组织',
    ...(person
      ? { CF_XDR_ZJLX: '身份证', CF_XDR_ZJHM: identityNumber(n) }
      : { CF_XDR_SHXYM: creditCode(10_000_000 + n, '91'), CF_FRDB: `${chance.pick(surnames)}某` }),
    CF_WSH: `海市监处罚〔${decided.slice(0, 4)}〕${n}号`,
    CF_WFXW: kind,
    CF_SY: facts,
    CF_YJ: basis,
    CF_CFLB: '罚款',
    CF_NR: `罚款${(fen / 100).toFixed(2)}元`,
    CF_NR_FK: tenThousands(fen),
    CF_JDRQ: decided,
    CF_YXQ: '2099-12-31',
    CF_CFJG: '海城区市场监督管理局（演示）',
    CF_CFJGDM: creditCode(1, '11'),
    CF_SJLY: '海城区市场监督管理局（演示）',
    CF_SJLYDM: creditCode(1, '11'),
    BZ: '',
  }
}

/** Fields that an invented record of either kind of party may have. */
export const inventedFields = (): Fields => ({
  ...inventRecord(1, 1, 0, { ...dice(1), falls: () => true }),
  ...inventRecord(1, 1, 0, { ...dice(1), falls: () => false }),
})

/** What an organ changes afterwards: the fine, and a remark that counts the changes. */
export function amendRecord(fields: Fields, times: number, chance: Dice): Fields {
  const fen = (1 + chance.below(5_000)) * 10_000
  return { ...fields, CF_NR: `罚款${(fen / 100).toFixed(2)}元`, CF_NR_FK: tenThousands(fen), BZ: `第${times}次更正` }
}
