// Identifiers, names and listed words of penalty records: checked, named and kept, never mended.
import { describe, expect, it } from 'vitest'
import { comparable, isMojibake, simplified } from '../../src/penalties/reading/characters.ts'
import { type IdentifierKind, identifierKindOf, readIdentifier } from '../../src/penalties/reading/identifiers.ts'
import { codesOf, namesOf, partyKindOf } from '../../src/penalties/reading/parties.ts'
import {
  booleanOf,
  handlingOf,
  kindsOf,
  procedureOf,
  saysNothing,
  statusOf,
} from '../../src/penalties/reading/words.ts'

const today = '2026-11-22'

describe('identifiers', () => {
  it.each<[IdentifierKind, string, string | null, string, string?]>([
    ['uscc', '91350100M000100Y43', '91350100M000100Y43', 'ok'],
    ['uscc', '91350100m000100y43', '91350100M000100Y43', 'ok'],
    ['uscc', ' 9135 0100 M000 100Y 43', '91350100M000100Y43', 'ok'],
    ['uscc', '９１３５０１００M000100Y43', '91350100M000100Y43', 'ok'],
    ['uscc', '911101051000000080', '911101051000000080', 'ok'],
    ['uscc', '91350100M000100Y44', null, 'invalid'],
    ['uscc', '914401015O1234567X', null, 'invalid'],
    ['uscc', '9135****43', null, 'masked'],
    ['uscc', '9144010XXXXXXXXXXX', null, 'masked'],
    ['uscc', '110105000012345', null, 'invalid'],
    ['uscc', 'D2143569-X', 'D2143569X', 'ok', 'organisation_code'],
    ['uscc', '11010519491231002X', '11010519491231002X', 'ok', 'id_card'],
    ['organisation_code', 'D2143569-X', 'D2143569X', 'ok'],
    ['organisation_code', '71093123-4', null, 'invalid'],
    ['organisation_code', '91350100M000100Y43', '91350100M000100Y43', 'ok', 'uscc'],
    ['business_registration', '110105000012345', '110105000012345', 'unchecked'],
    ['id_card', '11010519491231002x', '11010519491231002X', 'ok'],
    ['id_card', '440524188001010014', '440524188001010014', 'ok'],
    ['id_card', '110105194912310029', null, 'invalid'],
    ['id_card', '11010119900230001X', null, 'invalid'],
    ['id_card', '130503670401001', '130503670401001', 'unchecked'],
    ['id_card', '130503671301001', null, 'invalid'],
    ['id_card', '110105********002X', null, 'masked'],
    ['passport', 'E12345678', 'E12345678', 'unchecked'],
    ['passport', '见附件', null, 'invalid'],
    ['hk_macao_permit', 'H1234567800', 'H1234567800', 'unchecked'],
    ['hk_macao_permit', 'Q123', null, 'invalid'],
    ['taiwan_permit', '12345678', '12345678', 'unchecked'],
    ['foreign_permanent_residence', 'USA110000010101', 'USA110000010101', 'unchecked'],
    ['other', '任何-1', '任何1', 'unchecked'],
  ])('%s %s', (kind, raw, value, check, other) => {
    const read = readIdentifier(kind, raw, today)
    expect(read?.said).toMatchObject({ kind: other ?? kind, raw, value, check })
    expect(read?.otherKind).toBe(other !== undefined)
    expect(read?.said.fault !== undefined).toBe(check === 'invalid')
  })
  it('nothing is nothing', () => expect(readIdentifier('uscc', ' - ', today)).toBeNull())
  it('papers are known by their words', () =>
    expect(
      ['身份证', '护照号', '港澳居民来往内地通行证', '台湾居民来往大陆通行证', '外国人永久居留身份证', '军官证'].map(
        identifierKindOf,
      ),
    ).toEqual(['id_card', 'passport', 'hk_macao_permit', 'taiwan_permit', 'foreign_permanent_residence', 'other']))
})

describe('names', () => {
  const names = (raw: string) => namesOf(raw).names.map(({ name }) => name)
  it('are taken apart where every part can be one', () => {
    expect(names('张三、李四;王五')).toEqual(['张三', '李四', '王五'])
    expect(names('沪上甲公司；')).toEqual(['沪上甲公司'])
    expect(names('广州公司（天河、越秀分店）')).toEqual(['广州公司（天河、越秀分店）'])
    expect(names('甲、乙')).toEqual(['甲、乙'])
    expect(namesOf('张三等7人')).toEqual({ names: [{ name: '张三', masked: false }], further: true })
    expect(namesOf('刘某等')).toEqual({ names: [{ name: '刘某', masked: true }], further: true })
    expect(namesOf('优等')).toEqual({ names: [{ name: '优等', masked: false }], further: false })
  })
  it('have codes beside them', () => expect(codesOf('A1；B2,C3')).toEqual(['A1', 'B2', 'C3']))
  it('have categories', () =>
    expect(['法人及非法人组织', '自然人', '个体工商户', '外星人'].map(partyKindOf)).toEqual([
      'unit',
      'person',
      'sole_trader',
      'unknown',
    ]))
})

describe('listed words', () => {
  it('yes and no', () => {
    expect(['是', '1', 'TRUE', 'Y', '有', '√', 1, true].map(booleanOf)).toEqual(Array(8).fill(true))
    expect(['否', '0', 'false', 'N', '无', '×', 0, false].map(booleanOf)).toEqual(Array(8).fill(false))
    expect(['', '2', '不详', '复议维持'].map(booleanOf)).toEqual(Array(4).fill(undefined))
  })
  it('nothing', () => {
    expect(['', '-', '——', '/', '无', 'NULL', '(空)'].every(saysNothing)).toBe(true)
    expect(['0', '否', '无证经营'].some(saysNothing)).toBe(false)
  })
  it('procedures', () =>
    expect(
      ['简易程序', '当场处罚', '快速办理', '一般程序', '普通', '听证', '1'].map((word) => procedureOf(word).kind),
    ).toEqual(['summary', 'summary', 'quick', 'ordinary', 'ordinary', null, null]))
  it('procedures that were converted', () => {
    expect(procedureOf('简易程序转普通程序')).toEqual({ kind: 'ordinary', convertedFrom: 'summary' })
    expect(procedureOf('快速办理转为一般程序')).toEqual({ kind: 'ordinary', convertedFrom: 'quick' })
    expect(procedureOf('由普通程序转换为快速办理')).toEqual({ kind: 'quick', convertedFrom: 'ordinary' })
    expect(procedureOf('简易转移送')).toEqual({ kind: null })
    expect(procedureOf('一般转普通')).toEqual({ kind: null })
  })
  it('kinds of penalty, in a set', () => {
    expect(kindsOf('警告；罚款;罚款；').values).toEqual(['warning', 'fine'])
    expect(kindsOf('没收违法所得、没收非法财物').values).toEqual(['confiscation_of_income', 'confiscation_of_goods'])
    expect(
      kindsOf(
        '吊销许可证件;暂扣许可证件;责令停产停业;责令关闭;限制从业;限制开展生产经营活动;行政拘留;通报批评;降低资质等级',
      ).values,
    ).toEqual([
      'licence_revoked',
      'licence_suspended',
      'production_stopped',
      'closed_down',
      'occupation_restricted',
      'business_restricted',
      'detention',
      'criticism',
      'qualification_lowered',
    ])
    expect(kindsOf('暂扣或者吊销执照').unknown).toEqual(['暂扣或者吊销执照'])
    expect(kindsOf('警告;正告')).toEqual({ values: ['warning'], unknown: ['正告'] })
  })
  it('status and handling', () => {
    expect(['正常', '撤销', '异议', '其他', '不再执行', '复议中', '未被撤销'].map(statusOf)).toEqual([
      'in_force',
      'withdrawn',
      'objected',
      'other',
      'not_executed',
      'unknown',
      'unknown',
    ])
    expect(['移送公安机关', '移送司法机关', '拟移送公安', '不移送', '移交缉私部门'].map(handlingOf)).toEqual([
      'transferred',
      'transferred',
      'unknown',
      'none',
      'anti_smuggling',
    ])
  })
})

describe('characters', () => {
  it('traditional ones become simplified; those that both have stay', () => {
    expect(simplified('興市監罰婁關緝違')).toBe('兴市监罚娄关缉违')
    expect(simplified('乾县於某著名')).toBe('乾县於某著名')
  })
  it('texts are compared without what is no word', () =>
    expect(comparable('<p>環(huán)保 局，罰款Ａ１元。</p>')).toBe('环保局罚款A1元'))
  it('mojibake is known by its bytes, and a foreign name is none', () => {
    expect(isMojibake(Buffer.from('生态环境局').toString('latin1'))).toBe(true)
    expect(isMojibake('å¸¸å·žå¸‚çŽ¯å¢ƒå±€')).toBe(true)
    expect(isMojibake('Ð¡Ã÷ÉúÌ¬»·¾³¾Ö')).toBe(true)
    for (const text of ['Müller', 'Søren Kierkegård ApS', 'mg/m³·h', '50%±2°', '普通文字'])
      expect(isMojibake(text), text).toBe(false)
  })
})
