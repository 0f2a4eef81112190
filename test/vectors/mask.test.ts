// The one mask: what is a number of a person is not shown, what only looks like one by accident is.
import { expect, test } from 'vitest'
import { masked, maskText } from '../../src/kernel/index.ts'

test.each([
  ['11010519491231002X', '110105********002X'],
  ['身份证号11010519491231002x。', '身份证号110105********002x。'],
  ['110105491231002', '110105******002'],
  ['13812341234', '138****1234'],
  ['电话138 1234 1234、+86-13912345678', '电话138 **** 1234、+86-139****5678'],
  ['138-1234-1234', '138-****-1234'],
])('%s is shown as %s', (text, shown) => {
  expect(maskText(text)).toBe(shown)
})

test.each([
  '沪市监移〔2026〕12号',
  '2026-11-22T04:31:48.123Z',
  '0199c0de-1381-7341-9345-138123412340',
  'a3f11010519491231002Xb4',
  '128000.50',
  '1763785908123',
  '911101080000000000000',
])('%s is shown as it stands', (text) => {
  expect(maskText(text)).toBe(text)
})

test('a member is masked by its name, whatever document the number stands on, and others are left alone', () => {
  const shown = masked({
    suspects: [{ idNumber: 'E12345678', phone: '0779-2021234', uscc: '911101051949123100' }],
    short: { idNumber: 'A1', phone: '110' },
    sha256: '1'.repeat(64),
    jws: '13812341234',
    nothing: null,
    count: 13812341234,
  })
  expect(shown).toEqual({
    suspects: [{ idNumber: 'E1*****78', phone: '********1234', uscc: '911101051949123100' }],
    short: { idNumber: '**', phone: '***' },
    sha256: '1'.repeat(64),
    jws: '13812341234',
    nothing: null,
    count: 13812341234,
  })
})

test('a moment stays one', () => {
  expect(masked({ at: new Date(0), none: [new Date(Number.NaN)] })).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    none: [null],
  })
})
