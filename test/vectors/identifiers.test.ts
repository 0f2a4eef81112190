// Published and constructed vectors of the identifier standards.
import { describe, expect, it } from 'vitest'
import {
  documentKey,
  idNumberFault,
  levelFault,
  maskIdNumber,
  maskName,
  maskPhone,
  orgCodeFault,
  regionFault,
  usccFault,
} from '../../schemas/identifiers.ts'

describe('unified social credit code (GB 32100-2015)', () => {
  it.each([
    '91350100M000100Y43',
    '914403001922038216',
    '91440300708461136T',
    '91110000600037341L',
    '91330100799655058B',
    '91420100052045470K',
    '12100000400010275N',
    '911101051000000080',
    '911101051000002430',
  ])('accepts %s', (code) => expect(usccFault(code)).toBeNull())

  it.each([
    ['91350100M000100Y44', 'check'],
    ['911101087178123456', 'check'],
    ['91350100m000100y43', 'upper-case'],
    ['91350100M000100Y4', '18 characters'],
    ['9135010OM000100Y43', 'without I, O'],
    ['91350A00M000100Y43', 'region'],
    ['', '18 characters'],
  ])('refuses %s', (code, why) => expect(usccFault(code)).toContain(why))
})

describe('organisation code (GB 11714)', () => {
  it.each(['D2143569-X', '00000000-0', 'D2143569X'])('accepts %s', (code) => expect(orgCodeFault(code)).toBeNull())
  it.each(['71093123-4', '7109312-34', 'D2143569-x', '71093123'])('refuses %s', (code) =>
    expect(orgCodeFault(code)).not.toBeNull(),
  )
  it('accepts 71093123-X, whose check value is ten', () => expect(orgCodeFault('71093123-X')).toBeNull())
})

describe('identity number (GB 11643-1999)', () => {
  const today = '2026-11-21'
  it.each([
    '11010519491231002X',
    '11010519491231002x',
    '440524188001010014',
    '110101199003070134',
    '34052419800101001X',
  ])('accepts %s', (number) => expect(idNumberFault(number, today)).toBeNull())
  it.each([
    ['110105194912310029', 'check'],
    ['11010119900230001X', 'date'],
    ['99010119900307013X', 'region'],
    ['1101011990030701', '17 digits'],
  ])('refuses %s', (number, why) => expect(idNumberFault(number, today)).toContain(why))
  it('refuses a birthday after today', () => {
    expect(idNumberFault('110101199003070134', '1990-03-06')).toContain('future')
    expect(idNumberFault('110101199003070134', '1990-03-07')).toBeNull()
  })
})

describe('region and level (GB/T 2260)', () => {
  it.each([
    ['310000', 'provincial'],
    ['330100', 'prefecture'],
    ['310115', 'county'],
    ['310115', 'township'],
    ['441900', 'township'],
    ['100000', 'national'],
    ['000000', 'national'],
  ])('%s is a place of level %s', (code, level) => {
    expect(regionFault(code)).toBeNull()
    expect(levelFault(code, level)).toBeNull()
  })
  it.each(['31011', '990000', '310001', '31011x', '3101155'])('refuses %s', (code) =>
    expect(regionFault(code)).not.toBeNull(),
  )
  it.each([
    ['310000', 'county'],
    ['330100', 'township'],
    ['310115', 'prefecture'],
  ])('%s is no place of level %s', (code, level) => expect(levelFault(code, level)).toContain(code))
})

describe('document number (GB/T 9704)', () => {
  it.each([
    '沪市监移〔2026〕12号',
    '沪市监移〔2026〕0012号',
    '沪市监移[2026]第12号',
    '沪市监移（2026）12号',
    '沪市监移(2026)12',
    '沪市监移【2026】12号',
    '沪市监移﹝2026﹞１２号',
    ' 沪市监移 〔2026〕 12 号\u200b',
  ])('%s is one number', (written) => expect(documentKey(written)).toBe('沪市监移〔2026〕12号'))
  it('keeps a part and a serial that is zero', () => {
    expect(documentKey('沪市监移〔2026〕12—02号')).toBe('沪市监移〔2026〕12-2号')
    expect(documentKey('沪市监移〔2026〕000号')).toBe('沪市监移〔2026〕0号')
  })
  it('leaves what is no document number, without its spaces', () => {
    expect(documentKey('A44010 66000002013120101')).toBe('A4401066000002013120101')
    expect(documentKey('〔2026〕12号')).toBe('〔2026〕12号')
  })
  it('takes no longer on a hostile string', () => {
    const started = performance.now()
    documentKey(`x[2024]${'0'.repeat(20_000)}!`)
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe('masks', () => {
  it('hide the birthday, the middle of a number and the given name', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110*************2X')
    expect(maskPhone('13812345678')).toBe('138****5678')
    expect(maskName('欧阳某')).toBe('欧**')
    expect(maskName('张')).toBe('*')
  })
})
