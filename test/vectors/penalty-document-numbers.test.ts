// Document numbers of decisions as pages write them, and the one form in which they are compared.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { documentKey } from '../../schemas/index.ts'
import { readDocumentNo } from '../../src/penalties/reading/document-numbers.ts'

const key = (raw: string) => readDocumentNo(raw)?.key
const records = readFileSync(new URL('../../db/seeds/penalties-public.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { record_id: string; decision_no: string | null; decision_no_raw: string | null })

describe('the numbers of the public records', () => {
  const pairs = records.filter((r) => r.decision_no !== null && r.decision_no_raw !== null)
  /** Body forms that lost their bracket and their end; their headings were better, or there is none. */
  const cut = new Set(['P150'])
  it('there are pairs to try', () => expect(pairs.length).toBeGreaterThan(20))
  it.each(pairs.filter((r) => !cut.has(r.record_id)))(
    '$record_id: $decision_no_raw',
    ({ decision_no, decision_no_raw }) => {
      expect(key(String(decision_no_raw))).toBe(key(String(decision_no)))
      expect(key(String(decision_no))).not.toBeNull()
    },
  )
  it('a number that is clean has the key that transfers have', () => {
    for (const { decision_no } of records)
      if (decision_no !== null && /^[^()（）“]+〔\d{4}〕[1-9]\d*号$/.test(decision_no))
        expect(key(decision_no)).toBe(documentKey(decision_no))
  })
})

describe('1. brackets in all their forms', () => {
  it.each([
    '沪市监罚〔2021〕12号',
    '沪市监罚﹝2021﹞12号',
    '沪市监罚[2021]12号',
    '沪市监罚［2021］12号',
    '沪市监罚(2021)12号',
    '沪市监罚（2021）12号',
    '沪市监罚〔 2021 〕12号',
    '沪市监罚【2021】12号',
    '沪市监罚〔2021〕 第 0012 号',
    '沪市监罚{2021}12号',
    '沪 市 监 罚〔2021〕12号',
    '((沪市监罚〔2021〕12号 ))',
  ])('%s', (raw) => expect(key(raw)).toBe('沪市监罚〔2021〕12号'))
})

describe('2. brackets and ends that were lost', () => {
  it.each([
    '甬关罚〔202331',
    '云市监普西处罚〔20250023',
    '沪罚〔202211',
    '株交处罚〔2025LK010',
    '醴市监处罚2026005',
    '醴市监处罚2026005号',
  ])('%s has no key: its end may be missing too', (raw) => {
    expect(key(raw)).toBeNull()
    expect(readDocumentNo(raw)?.fault).toContain('run together')
  })
  it('〔20266号 has one, since a year has four digits and the end is there', () =>
    expect(readDocumentNo('沪罚〔20266号')).toEqual({
      raw: '沪罚〔20266号',
      key: '沪罚〔2026〕6号',
      fault: 'The bracket behind the year is missing.',
    }))
  it('the heading of a page is better than its body, and is held against it', () => {
    expect(key('标题：云市监普西处罚〔2025〕0023号；正文：市监普西处罚〔20250023')).toBe('云市监普西处罚〔2025〕23号')
    expect(key('标题：甲罚〔2025〕1号；正文：甲罚〔2025〕2号')).toBeNull()
  })
})

it('3. 第 and leading zeros do not matter', () => {
  expect(key('醴市监处罚字〔2025〕第142号')).toBe(key('醴市监处罚字〔2025〕142号'))
  for (const raw of ['文关检罚字〔2021〕0144号', '文关检罚字〔2021〕144号', '文关检罚字〔2021〕第144'])
    expect(key(raw)).toBe('文关检罚字〔2021〕144号')
})

it('4. letters, organs and suffixes in the serial, brackets and letters before the year', () => {
  expect(key('某法罚〔2023〕k-39号')).toBeNull() // 某: masked
  expect(key('沪法罚〔2023〕k-39号')).toBe('沪法罚〔2023〕k-39号')
  expect(key('株交处罚〔2025〕LK010号')).toBe('株交处罚〔2025〕LK10号')
  expect(key('(湘长浏)应急罚﹝2023﹞古港应急办-4号')).toBe('(湘长浏)应急罚〔2023〕古港应急办-4号')
  expect(key('（湘怀沅）应急罚〔2025〕执法二中队-9号')).toBe('(湘怀沅)应急罚〔2025〕执法二中队-9号')
  expect(key('湘攸交处罚〔 2025〕092(非) 号')).toBe('湘攸交处罚〔2025〕92(非)号')
  expect(key('威自然执(经)罚字〔2024〕4号')).toBe('威自然执(经)罚字〔2024〕4号')
  expect(key('兴市监案字〔2019〕妆61号')).toBe('兴市监案字〔2019〕妆61号')
  expect(key('陕F宁强环罚〔2025〕7号')).toBe('陕F宁强环罚〔2025〕7号')
})

it('5. two years and quotes', () => {
  const expected = '(鞍)应急罚〔2024〕2023"4.26"事故-5号'
  expect(key('(鞍)应急罚〔2024〕2023“4.26”事故- 5号')).toBe(expected)
  expect(key('（鞍）应急罚[2024]2023"4.26"事故-05号')).toBe(expected)
})

it('6. a serial that was masked is no key', () => {
  expect(readDocumentNo('石新市监 处罚〔 2025 〕xxx号')).toMatchObject({ key: null, fault: 'The number is masked.' })
  expect(key('沪罚〔2025〕**号')).toBeNull()
})

it('7. two numbers in one field are none', () => expect(key('沪罚〔2025〕1号、沪告〔2025〕2号')).toBeNull())

it('8. an abolished region code in the word of the organ stays', () =>
  expect(key('豫 0381 环罚决字〔2023〕20 号')).toBe('豫0381环罚决字〔2023〕20号'))

it('24. traditional characters, and reading aids in brackets', () => {
  expect(key('湛環(huán)罰字〔2019〕26號(hào)')).toBe('湛环罚字〔2019〕26号')
  expect(key('興市監案字[2019]妝61號')).toBe('兴市监案字〔2019〕妆61号')
  expect(key('乾市監罰〔2024〕1號')).toBe(key('乾市监罚〔2024〕1号'))
})

it('numbers of other kinds stay what they are', () => {
  expect(key('3101151234567890')).toBe('3101151234567890')
  expect(key('第 440300-1234567 号')).toBe('第440300-1234567号')
  expect(key('行政处罚决定书')).toBeNull()
  expect(readDocumentNo(' ')).toBeNull()
})

it('takes no longer on a hostile string', () => {
  const started = performance.now()
  for (const raw of [
    '('.repeat(300),
    `x〔2024〕${'0'.repeat(290)}!`,
    `${'〔2024'.repeat(50)}号`,
    '标题：；'.repeat(70),
  ])
    readDocumentNo(raw)
  expect(performance.now() - started).toBeLessThan(200)
})
