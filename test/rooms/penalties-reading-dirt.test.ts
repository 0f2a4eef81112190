// The dirt of published decisions, item by item as it was catalogued, through the whole reader: what is read, what is left
// unread and says so, and that nothing is guessed. Every record that comes out holds to the published schema.
import { describe, expect, test } from 'vitest'
import { type PenaltyRecord, penaltyRecord } from '../../schemas/index.ts'
import { type Reading, readRecord, recognise } from '../../src/penalties/reading/index.ts'

const today = '2026-11-22'
const clean = {
  CF_XDR_MC: '沪上甲食品有限公司',
  CF_XDR_LB: '法人及非法人组织',
  CF_XDR_SHXYM: '91350100M000100Y43',
  CF_XDR_ZZJG: '',
  CF_WSH: '沪市监浦处〔2024〕12号',
  CF_WFXW: '经营超过保质期的食品',
  CF_SY: '当事人经营超过保质期的食品，货值36元。',
  CF_YJ: '食品安全法第一百二十四条第一款第五项',
  CF_CFLB: '罚款',
  CF_NR: '罚款人民币5000元',
  CF_NR_FK: '0.500000',
  CF_NR_WFFF: '0',
  CF_JDRQ: '2024-06-01',
  CF_YXQ: '2099-12-31',
  CF_CFJG: '浦东新区市场监督管理局',
  CF_CFJGDM: '12100000400010275N',
  BZ: '',
}
type Fields = Readonly<Record<string, unknown>>

function reading(fields: Fields, layoutFields: Fields = { ...clean, ...fields }): Reading {
  const { layout, fault } = recognise(Object.keys(layoutFields))
  if (layout === undefined) throw new Error(fault)
  return readRecord({ ...clean, ...fields }, layout, today)
}
function record(fields: Fields = {}): PenaltyRecord {
  const read = reading(fields)
  if (read.outcome !== 'record') throw new Error(JSON.stringify(read))
  expect(penaltyRecord.parse(read.record)).toEqual(read.record)
  return read.record
}
const keyOf = (fields: Fields = {}) => {
  const read = reading(fields)
  return read.outcome === 'refused' ? undefined : read.key
}
const codes = ({ notes }: PenaltyRecord) => notes.map((n) => n.code)
const faultsOf = (read: Reading) => (read.outcome === 'record' ? [] : read.faults.map((f) => f.code))
const without = (...names: (keyof typeof clean)[]) => Object.fromEntries(names.map((name) => [name, '']))

test('a clean record is read whole, without a note', () => {
  const read = record()
  expect(read.notes).toEqual([])
  expect(read.amounts).toEqual([
    { kind: 'fine', raw: '0.500000', fen: 500_000 },
    { kind: 'confiscated', raw: '0', fen: 0 },
  ])
  expect(keyOf()).toBe('d:12100000400010275N|沪市监浦处〔2024〕12号|91350100M000100Y43')
})

describe('document numbers', () => {
  test('1. the brackets of a number do not change the key', () => {
    for (const CF_WSH of [
      '沪市监浦处﹝2024﹞12号',
      '沪市监浦处[2024]12号',
      '沪市监浦处（ 2024 ）12号',
      '沪市监浦处【2024】第012号',
    ])
      expect(keyOf({ CF_WSH })).toBe(keyOf())
  })
  test('2. a number that runs together is no key; organ, party, day and amount are', () => {
    const read = record({ CF_WSH: '沪市监浦处〔202412' })
    expect(read.decisionNo).toMatchObject({ raw: '沪市监浦处〔202412', key: null })
    expect(keyOf({ CF_WSH: '沪市监浦处〔202412' })).toBe('f:12100000400010275N|91350100M000100Y43|2024-06-01|500000')
  })
  test('3. 第 and zeros do not change the key', () =>
    expect(keyOf({ CF_WSH: '沪市监浦处〔2024〕第0012号' })).toBe(keyOf()))
  test('4. letters, organs and suffixes are part of it', () =>
    expect(record({ CF_WSH: '(湘长浏)应急罚﹝2023﹞古港应急办-4号' }).decisionNo?.key).toBe(
      '(湘长浏)应急罚〔2023〕古港应急办-4号',
    ))
  test('5. two years and quotes', () =>
    expect(record({ CF_WSH: '(鞍)应急罚〔2024〕2023“4.26”事故- 5号' }).decisionNo?.key).toBe(
      '(鞍)应急罚〔2024〕2023"4.26"事故-5号',
    ))
  test('6. a masked number, or none, falls back; a masked party and no number do too', () => {
    expect(keyOf({ CF_WSH: '石新市监 处罚〔 2025 〕xxx号' })).toMatch(/^f:/)
    expect(keyOf({ CF_WSH: '' })).toMatch(/^f:/)
    expect(keyOf({ CF_WSH: '', CF_XDR_MC: '王某', CF_XDR_SHXYM: '' })).toMatch(/^x:/)
    expect(keyOf({ CF_WSH: '', CF_JDRQ: '2024年6月' })).toMatch(/^x:/)
  })
  test('7. numbers in prose are not taken for the number', () =>
    expect(
      record({ CF_WSH: '', CF_SY: '当事人前次因同类行为被处罚（杭舟关知字〔2024〕0078号），本次再犯。' }).decisionNo,
    ).toBeNull())
  test('8. an abolished region code stays in the number, and says nothing of the region', () => {
    const read = record({ CF_WSH: '豫0381环罚决字〔2023〕20号' })
    expect(read.decisionNo?.key).toBe('豫0381环罚决字〔2023〕20号')
    expect(read.regionCode).toBeNull()
  })
})

describe('codes and parties', () => {
  const party = (fields: Fields) => record(fields).parties[0]
  test('9. a masked, cut or mistyped code is kept and never mended', () => {
    for (const raw of ['92430321MA*******3', '91431****2400', '911xxxxxxxxx', '91520690092941XXXX', '***']) {
      expect(party({ CF_XDR_SHXYM: raw })?.identifiers).toEqual([{ kind: 'uscc', raw, value: null, check: 'masked' }])
      expect(codes(record({ CF_XDR_SHXYM: raw }))).toContain('identifier_masked')
    }
    // Both of its check digits hold: the letters at its end are its own, whatever they look like.
    expect(party({ CF_XDR_SHXYM: '9152069009294178XX' })?.identifiers[0]?.check).toBe('ok')
    const zero = party({ CF_XDR_SHXYM: '91431102MA7DFBCGOH' })?.identifiers[0]
    expect(zero).toMatchObject({ value: null, check: 'invalid' })
    expect(zero?.fault).toContain('not mended')
  })
  test('9. a credit code in the column of organisation codes is what it is', () => {
    const read = record({ CF_XDR_SHXYM: '', CF_XDR_ZZJG: '91210300241471030L' })
    expect(read.parties[0]?.identifiers).toEqual([
      { kind: 'uscc', raw: '91210300241471030L', value: '91210300241471030L', check: 'ok' },
    ])
    expect(codes(read)).toContain('other_kind')
  })
  test('9. an identity number in the column of credit codes is what it is', () =>
    expect(party({ CF_XDR_SHXYM: '11010519491231002X' })?.identifiers[0]).toMatchObject({
      kind: 'id_card',
      check: 'ok',
    }))
  test('10. a pollution permit is not cut down to a credit code', () => {
    const said = party({ CF_XDR_SHXYM: '91441802789408109Y001P' })?.identifiers[0]
    expect(said).toMatchObject({ value: null, check: 'invalid' })
    expect(said?.fault).toContain('pollution permit')
  })
  test('11. no region is taken from a code', () => expect(record().regionCode).toBeNull())
  test('12. a code of a sole trader makes one, whatever the template says; masked names stay as they are', () => {
    expect(party({ CF_XDR_SHXYM: '92430923MA4NAD9H18' })?.kind).toBe('sole_trader')
    const person = record({ CF_XDR_MC: '丁*均', CF_XDR_LB: '自然人', CF_XDR_SHXYM: '92430923MA4NAD9H18' })
    expect(person.parties[0]).toMatchObject({ kind: 'sole_trader', name: '丁*均', masked: true })
    expect(codes(person)).toContain('kind_at_odds')
    for (const name of [
      '丁*均',
      '施xx',
      '陈某超',
      '王某某',
      '深圳市*****有限公司',
      '滴滴**公司',
      '某火焙纸厂',
      'A公司',
      '乙公司',
      '施XX',
    ])
      expect(party({ CF_XDR_MC: name }), name).toMatchObject({ name, masked: true })
    for (const name of ['沪上甲食品有限公司', 'XX1贸易'.slice(2), '施小小', 'BERMAD阀门有限公司', 'Exxon贸易有限公司'])
      expect(party({ CF_XDR_MC: name }), name).toMatchObject({ name, masked: false })
  })
  test('13. several parties in one field are several, with their codes where those are as many', () => {
    const read = record({ CF_XDR_MC: '张三、李四；沪上甲食品有限公司', CF_XDR_SHXYM: '' })
    expect(read.parties.map(({ name }) => name)).toEqual(['张三', '李四', '沪上甲食品有限公司'])
    const two = record({
      CF_XDR_MC: '沪上甲食品有限公司；沪上乙食品有限公司',
      CF_XDR_SHXYM: '91350100M000100Y43；914403001922038216',
    })
    expect(two.parties.map(({ identifiers }) => identifiers[0]?.value)).toEqual([
      '91350100M000100Y43',
      '914403001922038216',
    ])
    const one = record({ CF_XDR_MC: '张三、李四' })
    expect(one.parties.map(({ identifiers }) => identifiers.length)).toEqual([0, 0])
    expect(codes(one)).toContain('not_assigned')
    expect(codes(record({ CF_XDR_MC: '占某等' }))).toContain('further_unnamed')
    expect(record({ CF_XDR_MC: '广州某公司（天河、越秀分店）' }).parties).toHaveLength(1)
  })
  test('13. parties that masking made alike are told apart by what they did and paid', () => {
    const fields = { CF_WSH: '', CF_XDR_MC: '王某', CF_XDR_SHXYM: '' }
    expect(keyOf({ ...fields, CF_SY: '私家车接单两单。', CF_NR: '' })).not.toBe(
      keyOf({ ...fields, CF_SY: '私家车接单16600单。', CF_NR: '' }),
    )
  })
  test('14. an organ is named as it was, with spaces or empty; compared without them', () => {
    const spaced = { CF_CFJG: '郑 州 市 生 态 环 境 局', CF_CFJGDM: '' }
    expect(record(spaced).organ.name).toBe('郑 州 市 生 态 环 境 局')
    expect(keyOf(spaced)).toBe(keyOf({ CF_CFJG: '郑州市生态环境局', CF_CFJGDM: '' }))
    expect(record({ CF_CFJG: '', CF_CFJGDM: '' }).organ).toEqual({ name: null })
    expect(keyOf({ CF_CFJG: '-', CF_CFJGDM: '' })).toMatch(/^x:/)
  })
})

describe('dates', () => {
  const decided = (CF_JDRQ: string) => record({ CF_JDRQ }).dates.decided
  test('15. lost characters are not guessed', () => {
    expect(decided('2025212日')).toMatchObject({ raw: '2025212日', value: null })
    expect(decided('2025622日')?.value).toBeNull()
    expect(decided('20241214日')?.value).toBe('2024-12-14')
  })
  test('16. words, dots, spaces, a month only, no year, before it was published, no end', () => {
    expect(decided('二〇二二年一月四日')?.value).toBe('2022-01-04')
    expect(decided('2024.03.04')?.value).toBe('2024-03-04')
    expect(decided('2023 年 6 月 30 日')?.value).toBe('2023-06-30')
    expect(decided('2021年12月')?.value).toBe('2021-12')
    expect(decided('今年2月')?.fault).toContain('year')
    expect(decided('19700101')?.value).toBeNull()
    expect(record().dates.valid_until).toEqual({ raw: '2099-12-31', value: null, noEnd: true })
    expect(codes(record({ CF_JDRQ: '2023-06-01' }))).toContain('at_odds')
  })
  test('17. a day of transfer is not a day of decision', () => {
    const fields = {
      处罚行为编号: 'A-1',
      监管事项目录编码: '01234567890123',
      作出行政处罚决定日期: '2024-06-01',
      移送时间: '2024-05-14',
      是否涉刑案件: '是',
    }
    const read = readRecord(fields, recognise(Object.keys(fields)).layout as never, today)
    if (read.outcome !== 'record') throw new Error(JSON.stringify(read))
    expect(read.record.dates).toMatchObject({ decided: { value: '2024-06-01' }, transferred: { value: '2024-05-14' } })
    expect(read.record.crime).toEqual({ suspected: true, transferred: true })
    expect(read.key).toBe('k:A-1')
  })
})

describe('amounts and figures', () => {
  const fine = (fields: Fields) => record({ CF_NR: '', ...fields }).amounts[0]
  test('18. a value at odds with its column is not read; the same sum in both units is no matter', () => {
    expect(fine({ CF_NR_FK: '100000元' })?.fen).toBeNull()
    expect(codes(record({ CF_NR: '', CF_NR_FK: '100000元' }))).toContain('amount_unread')
    expect(record({ CF_NR_FK: '10', CF_NR: '罚款人民币100000元' }).notes).toEqual([])
    expect(record({ CF_NR_FK: '10', CF_NR: '处罚款10万元' }).notes).toEqual([])
  })
  test('18. a field that is 10,000 times its text is held for repair', () => {
    const read = reading({ CF_NR_FK: '5000', CF_NR: '罚款人民币5000元' })
    expect(read.outcome).toBe('quarantined')
    expect(faultsOf(read)).toEqual(['unit_at_odds'])
    expect(read).toMatchObject({ key: keyOf(), amountFen: '5000000000' })
    expect(codes(record({ CF_NR_FK: '0.6', CF_NR: '罚款人民币5000元' }))).toEqual(['at_odds'])
  })
  test('19. figures in words', () => {
    expect(fine({ CF_NR_FK: '贰万壹仟柒佰元整(¥21700.00)' })?.fen).toBe(2_170_000)
    expect(fine({ CF_NR_FK: '1,000.5' })?.fen).toBe(1_000_500_000)
  })
  test('20. approximate ones stay so', () => {
    expect(fine({ CF_NR_FK: '11万余元' })).toMatchObject({ fen: 11_000_000, approximate: 'at_least' })
    expect(fine({ CF_NR_FK: '约80万元' })).toMatchObject({ fen: 80_000_000, approximate: 'about' })
  })
  test('21. one figure for fine and confiscation is neither of the two', () => {
    const fields = {
      record_id: 'T1',
      agency: '甲局',
      decision_no: null,
      party_name: '毛某',
      violation_type: '甲',
      penalty_kinds: [],
      quantities: { 罚没款合计_元: 12170, 拘留_日: 5, 卷烟_条: [0.8, 7.7] },
    }
    const read = readRecord(fields, recognise(Object.keys(fields)).layout as never, today)
    if (read.outcome !== 'record') throw new Error(JSON.stringify(read))
    expect(read.record.amounts).toEqual([{ kind: 'fine_and_confiscated', raw: '罚没款合计_元: 12170', fen: 1_217_000 }])
    expect(read.record.quantities.map(({ name, unit, value }) => [name, unit, value])).toEqual([
      ['拘留', '日', '5'],
      ['卷烟', '条', '0.8'],
      ['卷烟', '条', '7.7'],
    ])
  })
  test('22. two figures for one thing are noted; another currency is no renminbi', () => {
    expect(fine({ CF_NR_FK: 'USD 1,500' })).toMatchObject({ fen: null, foreign: { currency: 'USD', amount: '1500' } })
    expect(codes(record({ CF_NR_FK: '16.052791', CF_NR: '罚款160527.90元' }))).toEqual(['at_odds'])
  })
  test('23. units stay as they were written', () => {
    const fields = {
      record_id: 'T1',
      agency: '甲局',
      decision_no: null,
      party_name: '毛某',
      violation_type: '甲',
      penalty_kinds: [],
      quantities: { 砷_mg每L: 4.32, '氨氮_mg/Nm³': '8.74', 面积_平方米: '约80' },
    }
    const read = readRecord(fields, recognise(Object.keys(fields)).layout as never, today)
    if (read.outcome !== 'record') throw new Error(JSON.stringify(read))
    expect(read.record.quantities).toEqual([
      { name: '砷', unit: 'mg每L', value: '4.32', raw: '砷_mg每L: 4.32' },
      { name: '氨氮', unit: 'mg/Nm³', value: '8.74', raw: '氨氮_mg/Nm³: 8.74' },
      { name: '面积', unit: '平方米', value: null, raw: '面积_平方米: 约80' },
    ])
  })
})

describe('pages', () => {
  test('24. traditional characters and reading aids do not make another case', () => {
    const fingerprint = (fields: Fields) => {
      const read = reading(fields)
      return read.outcome === 'record' ? read.fingerprint : null
    }
    expect(fingerprint({ CF_SY: '當事人經營超過保質(zhì)期的食品，貨值36元。' })).toBe(fingerprint({}))
    expect(keyOf({ CF_WSH: '滬市監浦處〔2024〕12號(hào)' })).toBe(keyOf())
  })
  test('25. a page in the wrong characters is held for repair; markup and random signs are noted', () => {
    const garbled = Buffer.from('常州市生态环境局').toString('latin1')
    for (const field of ['CF_CFJG', 'CF_XDR_MC', 'CF_SY', 'CF_WFXW'])
      expect(faultsOf(reading({ [field]: garbled })), field).toEqual(['mojibake'])
    expect(faultsOf(reading({ CF_XDR_MC: '锟斤拷锟斤拷公司' }))).toEqual(['mojibake'])
    expect(codes(record({ BZ: garbled }))).toEqual(['mojibake'])
    expect(record({ CF_XDR_MC: 'Müller & Söhne (上海)有限公司' }).notes).toEqual([])
    expect(codes(record({ CF_SY: '<p>当事人经营超过保质期的食品</p>' }))).toEqual(['markup'])
    expect(faultsOf(reading({ CF_XDR_MC: '沪上\ufffd\ufffd有限公司' }))).toEqual(['holes'])
    expect(codes(record({ CF_SY: '当事人经营\u0007超过保质期的食品' }))).toEqual(['control_characters'])
  })
  test('26. a hijacked mirror is held for repair; struck words are noted', () => {
    expect(faultsOf(reading({ CF_CFJG: '葡京娱乐县市场监督管理局' }))).toEqual(['hijacked_page'])
    expect(faultsOf(reading({ CF_SY: '当事人砂糖橘超标。百家乐 www.example.com' }))).toEqual(['hijacked_page'])
    expect(record({ CF_SY: '当事人设置百家乐赌局，供他人赌博。' }).notes).toEqual([])
    expect(codes(record({ CF_SY: '当事人经营第二类□□药品，违反中华人民**国法律' }))).toEqual(['words_masked'])
    expect(codes(record({ CF_CFLB: '正告' }))).toEqual(['unread'])
  })
  test('27. small brackets are brackets; a misread word is no known one', () => {
    expect(keyOf({ CF_WSH: '沪市监浦处﹙2024﹚12号' })).toBe(keyOf())
    const read = record({ CF_CFLB: '罚裁' })
    expect(read.kinds).toEqual({ values: ['other'], raw: '罚裁' })
    expect(codes(read)).toEqual(['unread'])
  })
  test('28. the same case on another site has the same fingerprint, under another organ and number', () => {
    const [first, second] = [
      reading({}),
      reading({
        CF_WSH: '',
        CF_CFJG: '天津市宝坻区农业农村委员会',
        CF_CFJGDM: '',
        CF_SY: '当事人经营超过保质期的食品 ， 货值 36 元 。',
        CF_NR: '',
      }),
    ]
    if (first.outcome !== 'record' || second.outcome !== 'record') throw new Error('not read')
    expect(second.fingerprint).toBe(first.fingerprint)
    expect(second.key).not.toBe(first.key)
  })
  test('29. what is no penalty, says nothing, or is one of four transfers', () => {
    expect(record({ CF_CFLB: '其他-不予行政处罚' }).kinds.values).toEqual(['not_punished'])
    expect(record({ CF_CFLB: '其他-免于处罚；' }).kinds.values).toEqual(['not_punished'])
    expect(record({ CF_CFLB: '警告;罚款；没收非法财物；;' }).kinds.values).toEqual([
      'warning',
      'fine',
      'confiscation_of_goods',
    ])
    expect(record({ CF_CFLB: '其他-警告' }).kinds).toEqual({ values: ['warning'], raw: '其他-警告' })
    const said = record({ CF_CFLB: '行政处罚' })
    expect(said.kinds.values).toEqual([])
    expect(codes(said)).toEqual(['says_nothing'])
    expect(codes(record({ CF_CFLB: '暂扣或者吊销许可证' }))).toEqual(['unread'])
    const handling = (其他处理情况: string) => {
      const fields = { 处罚行为编号: 'A-1', 监管事项目录编码: '01234567890123', 其他处理情况 }
      const read = readRecord(fields, recognise(Object.keys(fields)).layout as never, today)
      return read.outcome === 'record' ? read.record.crime.transferred : undefined
    }
    expect(['移送公安机关', '移送涉嫌犯罪', '移送拘留', '移送缉私', '通报公安', '未移送', '无'].map(handling)).toEqual([
      true,
      true,
      null,
      null,
      null,
      false,
      null,
    ])
  })
  test('30. a withdrawn, disputed or unexecuted decision says so', () => {
    const fields = {
      CF_WSH: '沪罚〔2016〕1号',
      CF_CFMC: '甲',
      CF_XDR_MC: '沪上甲食品有限公司',
      CF_XZJG: '浦东新区环境保护局',
    }
    const status = (CF_ZT: string) => {
      const all = { ...fields, CF_ZT }
      const read = readRecord(all, recognise(Object.keys(all)).layout as never, today)
      return read.outcome === 'record' ? read.record.status.kind : read
    }
    expect(['0', '1', '2', '正常', '已撤销', '异议', '罚款不再实际执行', '复议中', '未撤销'].map(status)).toEqual([
      'in_force',
      'withdrawn',
      'objected',
      'in_force',
      'withdrawn',
      'objected',
      'not_executed',
      'unknown',
      'unknown',
    ])
  })
})

describe('what is not a record, and what nobody could find again', () => {
  test.each([null, 5, 'text', [], {}])('%j is refused', (raw) => {
    const { layout } = recognise(Object.keys(clean))
    expect(readRecord(raw, layout as never, today).outcome).toBe('refused')
  })
  test('fields that all say nothing are refused, and so are unknown ones alone', () => {
    const { layout } = recognise(Object.keys(clean))
    expect(readRecord({ CF_XDR_MC: '', CF_WSH: null, BZ: '-' }, layout as never, today).outcome).toBe('refused')
    expect(readRecord({ hello: 'world' }, layout as never, today).outcome).toBe('refused')
    expect(readRecord({ ...clean, BZ: '\ud800' }, layout as never, today).outcome).toBe('refused')
  })
  test('without key, number, organ and facts it is held for repair', () => {
    const bare = without(
      'CF_WSH',
      'CF_SY',
      'CF_NR',
      'CF_CFJG',
      'CF_CFJGDM',
      'CF_XDR_MC',
      'CF_XDR_SHXYM',
      'CF_NR_FK',
      'CF_NR_WFFF',
    )
    const read = reading(bare)
    expect(read).toMatchObject({ outcome: 'quarantined', key: null })
    expect(faultsOf(read)).toEqual(['unidentifiable'])
  })
  test('a text beyond the schema is held for repair, with its field', () => {
    const read = reading({ CF_SY: '甲'.repeat(100_001) })
    expect(read).toMatchObject({ outcome: 'quarantined', faults: [{ field: 'CF_SY', code: 'too_long' }] })
  })
  test('an optional value that cannot be read never costs the record', () => {
    const read = record({
      CF_JDRQ: '不详',
      CF_YXQ: '???',
      CF_NR_FK: '见决定书',
      CF_NR: '',
      CF_XDR_LB: '外星人',
      CF_CFJGDM: 'abc',
    })
    expect(codes(read).sort()).toEqual(['amount_unread', 'identifier_invalid', 'unread'])
  })
  test('lists and objects in the place of a value are noted, unknown fields listed', () => {
    const read = record({ BZ: { a: 1 }, CF_ZZZ: 1, '': 2, ['长'.repeat(300)]: 3 })
    expect(codes(read)).toEqual(['not_a_value'])
    expect(read.unknownKeys).toEqual(['CF_ZZZ', '?', '长'.repeat(200)])
  })
})
