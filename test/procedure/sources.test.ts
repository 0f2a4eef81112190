// What is cited where: an environmental measure is no basis for a market case.
import { expect, test } from 'vitest'
import { basisIn } from '../../src/procedure/index.ts'

test('a sector’s instrument is cited in its own domain and nowhere else', () => {
  const basis = ['R310 6', 'ENV 6', 'ECO 16'] as const
  expect(basisIn(basis, 'market')).toEqual(['R310 6'])
  expect(basisIn(basis, 'environment')).toEqual(['R310 6', 'ENV 6'])
  expect(basisIn(basis, 'tax')).toEqual(['R310 6', 'ECO 16'])
})

test('a row that rests on a sector’s instrument alone is cited with it everywhere, as the analogy it is', () => {
  expect(basisIn(['ENV 8(2)'], 'market')).toEqual(['ENV 8(2)'])
})
