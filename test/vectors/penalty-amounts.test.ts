// Amounts of money as tables and pages write them: what is exact, what is approximate, what is no renminbi, what is not read.
import { describe, expect, it } from 'vitest'
import type { SaidAmount } from '../../schemas/index.ts'
import { type ColumnUnit, readAmount } from '../../src/penalties/reading/amounts.ts'
import { decimalOfNumber } from '../../src/penalties/reading/fen.ts'
import { numeral } from '../../src/penalties/reading/numerals.ts'

/** In a column of yuan, unless another unit is given, `undefined` included. */
const read = (value: string | number, units: readonly ColumnUnit[]) =>
  readAmount('fine', value, units.length === 0 ? 'yuan' : units[0])
const fenOf = (value: string | number, ...units: ColumnUnit[]) => read(value, units)?.fen
const all = (value: string | number, ...units: ColumnUnit[]): Partial<SaidAmount> => {
  const { kind: _, raw: __, ...rest }: Partial<SaidAmount> = read(value, units) ?? {}
  return rest
}

describe('an amount that is exact', () => {
  it.each<[string | number, ColumnUnit, number]>([
    ['8.29', 'wan', 8_290_000],
    ['10', 'wan', 10_000_000],
    ['0.000001', 'wan', 1],
    ['0.07743', 'wan', 77_430],
    ['24.388096', 'wan', 24_388_096],
    ['1.500000', 'wan', 1_500_000],
    ['0', 'wan', 0],
    ['28510.98', 'yuan', 2_851_098],
    ['28510.98元', 'yuan', 2_851_098],
    [1465621.49, 'yuan', 146_562_149],
    [0.1, 'wan', 100_000],
    [1e-6, 'wan', 1],
    ['500', 'fen', 500],
    ['1,234,567.89', 'yuan', 123_456_789],
    ['１２３４．５', 'yuan', 123_450],
    ['  97.00 元 ', 'yuan', 9_700],
    ['人民币60000元', 'yuan', 6_000_000],
    ['¥21700.00', undefined, 2_170_000],
    ['￥5,000.00元整', undefined, 500_000],
  ])('%s in a column of %s', (value, unit, fen) => expect(all(value, unit)).toEqual({ fen }))

  it('18. reads 元 and 万元 side by side, and the unit that a value names itself', () => {
    expect(fenOf('2.6万元')).toBe(2_600_000)
    expect(fenOf('2.6万元', undefined)).toBe(2_600_000)
    expect(fenOf('4.06万元整')).toBe(4_060_000)
    expect(fenOf('0.07743万元')).toBe(77_430)
    expect(fenOf('24.388096万元')).toBe(24_388_096)
    expect(fenOf('129.9618万元')).toBe(129_961_800)
    expect(fenOf('5.375万元', 'wan')).toBe(5_375_000)
    expect(fenOf('2.6万', 'wan')).toBe(2_600_000)
    expect(fenOf('10万')).toBe(10_000_000)
    expect(fenOf('3亿元')).toBe(30_000_000_000)
    expect(fenOf('13.41亿元')).toBe(134_100_000_000)
    expect(fenOf('3万5千元')).toBe(3_500_000)
    expect(fenOf('1亿2000万元')).toBe(12_000_000_000)
    expect(fenOf('5千元')).toBe(500_000)
    expect(fenOf('2万3500.5元')).toBe(2_350_050)
  })

  it('18. does not guess where the column says 万元 and the value 元', () => {
    expect(all('100000元', 'wan')).toEqual({ fen: null, fault: 'The value says 元 and its column 万元.' })
    expect(all('28510.98元', 'wan').fen).toBeNull()
    expect(all('60000', undefined)).toEqual({ fen: null, fault: 'Neither the value nor its column says the unit.' })
  })

  it('19. reads figures in words, and holds a repetition in brackets against them', () => {
    expect(all('贰万壹仟柒佰元整(¥21700.00)')).toEqual({ fen: 2_170_000 })
    expect(all('贰万壹仟柒佰元整（￥21,700.00）', undefined)).toEqual({ fen: 2_170_000 })
    expect(fenOf('伍万元整')).toBe(5_000_000)
    expect(fenOf('捌拾叁万陆仟贰佰伍拾元整')).toBe(83_625_000)
    expect(fenOf('伍仟元整(¥5000)')).toBe(500_000)
    expect(fenOf('人民币（大写）贰万元整')).toBe(2_000_000)
    expect(fenOf('壹佰元伍角叁分')).toBe(10_053)
    expect(fenOf('12元5角')).toBe(1_250)
    expect(fenOf('貳萬壹仟柒佰圓整')).toBe(2_170_000)
    expect(fenOf('三万五千元')).toBe(3_500_000)
    expect(fenOf('人民币60000')).toBe(6_000_000)
    expect(fenOf('人民币:2.6万元')).toBe(2_600_000)
    expect(fenOf('罚款人民币：2.6万元')).toBe(2_600_000)
    expect(all('贰万元整(¥21700.00)')).toEqual({
      fen: null,
      fault: 'The figure and its repetition in brackets are at odds.',
    })
  })
})

describe('20. an amount that is approximate', () => {
  it.each([
    ['11万余元', 'at_least', 11_000_000],
    ['3万余元', 'at_least', 3_000_000],
    ['80余万元', 'at_least', 80_000_000],
    ['上百万元', 'at_least', 100_000_000],
    ['超千万元', 'at_least', 1_000_000_000],
    ['十余万元', 'at_least', 10_000_000],
    ['十几万元', 'at_least', 10_000_000],
    ['约80万元', 'about', 80_000_000],
    ['约17万元', 'about', 17_000_000],
    ['近5万元', 'about', 5_000_000],
    ['5万元左右', 'about', 5_000_000],
    ['超过3亿元', 'at_least', 30_000_000_000],
    ['5000元以上', 'at_least', 500_000],
    ['不足5万元', 'at_most', 5_000_000],
    ['不超过5万元', 'at_most', 5_000_000],
  ] as const)('%s is %s', (value, approximate, fen) => expect(all(value)).toEqual({ approximate, fen }))

  it.each(['几万元', '数十万元', '数万元'])('%s names no figure', (value) => {
    expect(fenOf(value)).toBeNull()
    expect(all(value).fault).toBeDefined()
  })
})

describe('an amount that is not read', () => {
  it('22. is in another currency, which stays what it is', () => {
    expect(all('665681.28丹麦克朗')).toEqual({ fen: null, foreign: { currency: 'DKK', amount: '665681.28' } })
    expect(all('USD 150,150')).toEqual({ fen: null, foreign: { currency: 'USD', amount: '150150' } })
    expect(all('约4.1万美元')).toEqual({
      fen: null,
      foreign: { currency: 'USD', amount: '41000' },
      approximate: 'about',
    })
    expect(all('120万日元')).toEqual({ fen: null, foreign: { currency: 'JPY', amount: '1200000' } })
    expect(all('AUD 12.5').foreign).toEqual({ currency: 'AUD', amount: '12.5' })
    expect(all('CAD 7').foreign?.currency).toBe('CAD')
  })

  it.each([
    ['0.0774312345', 'wan', 'finer than a fen'],
    ['12.345', 'yuan', 'finer than a fen'],
    ['99999999999999999', 'yuan', 'larger'],
    ['999999999999999', 'wan', 'larger'],
    ['-5', 'yuan', 'negative'],
    ['7.5%', 'yuan', 'share'],
    ['货值12倍', 'yuan', 'multiple'],
    ['***', 'yuan', 'masked'],
    ['5xxx元', 'yuan', 'masked'],
    ['罚款5000元，没收3000元', 'yuan', 'more than one'],
    ['三万五', 'yuan', 'no amount'],
    ['12,34', 'yuan', 'no amount'],
    ['3万50000元', 'yuan', 'no amount'],
    ['见决定书', 'yuan', 'no amount'],
    [`１０${'0'.repeat(300)}`, 'yuan', 'too long'],
  ] as const)('%s (column %s): %s', (value, unit, why) => {
    expect(all(value, unit).fen).toBeNull()
    expect(all(value, unit).fault).toContain(why)
  })

  it('says nothing of nothing', () => {
    expect(readAmount('fine', '', 'yuan')).toBeNull()
    expect(readAmount('fine', '  ', 'yuan')).toBeNull()
  })

  it('takes no longer on a hostile string', () => {
    const started = performance.now()
    for (const text of ['一'.repeat(200), '1,234'.repeat(40), '('.repeat(200), '3万'.repeat(90), '余'.repeat(200)])
      readAmount('fine', text, 'wan')
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe('the arithmetic', () => {
  it('writes a number of JavaScript as it was written', () => {
    expect(decimalOfNumber(1e-7)).toBe('0.0000001')
    expect(decimalOfNumber(1.25e-7)).toBe('0.000000125')
    expect(decimalOfNumber(1.5e21)).toBe('1500000000000000000000')
    expect(decimalOfNumber(-3.5)).toBe('-3.5')
  })
  it('agrees with integers on every amount of 万元 that has six decimals', () => {
    for (let fen = 0; fen < 3_000_000; fen += 7_919) {
      const text = `${Math.floor(fen / 1_000_000)}.${String(fen % 1_000_000).padStart(6, '0')}`
      expect(fenOf(text, 'wan')).toBe(fen)
      expect(fenOf(Number(text), 'wan')).toBe(fen)
    }
  })
  it.each([
    ['十', 10],
    ['十五', 15],
    ['二十', 20],
    ['一百零五', 105],
    ['一千零五十', 1050],
    ['两万', 20_000],
    ['一亿二千万', 120_000_000],
    ['五十万', 500_000],
    ['一百五', null],
    ['五十三十', null],
    ['百', null],
    ['一万一万', null],
  ])('%s is %s', (text, value) => expect(numeral(text)).toBe(value))
})
