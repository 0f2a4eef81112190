// The definitions of the indicators: the page that readers see is made from them, and what they cite and promise is whole.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { instruments } from '../../src/procedure/index.ts'
import { definitionOf, describeIndicators, indicatorIds } from '../../src/supervision/index.ts'
import { Deltas, regionScopes, scopesOf } from '../../src/supervision/indicators/cells.ts'
import type { Fact } from '../../src/supervision/indicators/facts.ts'
import { parentOf } from '../../src/supervision/indicators/keep.ts'
import { mayRead } from '../../src/supervision/indicators/sight.ts'

test('docs/indicators.md is what the definitions say', () => {
  const page = readFileSync(new URL('../../docs/indicators.md', import.meta.url), 'utf8')
  expect(page === describeIndicators(), 'run: xianjie indicators show --markdown > docs/indicators.md').toBe(true)
})

test('every indicator has words in both languages, a source that exists, and somebody whose figure it is', () => {
  expect(indicatorIds.length).toBeGreaterThanOrEqual(38)
  for (const id of indicatorIds) {
    const { zh, numerator, denominator, month, basis, of, from } = definitionOf(id)
    for (const words of [numerator, denominator, month])
      expect(
        [words.zh, words.en].every((w) => w.length > 1),
        id,
      ).toBe(true)
    expect(zh.length, id).toBeGreaterThan(1)
    expect(
      basis.every((c) => Object.hasOwn(instruments, c.slice(0, c.indexOf(' ')))),
      id,
    ).toBe(true)
    expect(
      [basis.length, of.length, from.length].every((n) => n > 0),
      id,
    ).toBe(true)
  }
})

test('a region lies in its prefecture, its province and the country; nonsense and the country’s own code lie in no region', () => {
  expect(regionScopes('450502')).toEqual(['45', '4505', '450502'])
  expect(regionScopes('450500')).toEqual(['45', '4505'])
  expect(regionScopes('450000')).toEqual(['45'])
  for (const code of ['100000', '000000', '', '45', 'abcdef']) expect(regionScopes(code)).toEqual([])
  expect(['450502', '4505', '45'].map(parentOf)).toEqual(['4505', '45', '*'])
})

const fact: Fact = {
  ...{
    subject: 's',
    indicator: 'filing_rate',
    instance: '',
    source: 't',
    month: 202611,
    n: 1,
    d: 1,
    personsN: 2,
    personsD: 3,
  },
  ...{ agencyIds: ['a1'], regionCode: '450502', level: 'county', domain: 'market', charge: '虚假广告罪', kind: '' },
}

test('what is added and taken away again leaves no cell', () => {
  const deltas = new Deltas()
  deltas.add(fact, ['l1'], 1)
  const cells = deltas.all().map((c) => `${c.scope} ${c.dim}`)
  expect(cells).toContain('* c:虚假广告罪')
  expect(cells).toContain('450502 l:l1')
  expect(cells).not.toContain('450502 c:虚假广告罪')
  expect(new Set(deltas.all().map((c) => c.scope))).toEqual(new Set(scopesOf(fact)))
  deltas.add(fact, ['l1'], -1)
  expect(deltas.all()).toEqual([])
})

test('a procuratorate reads its region and what lies in it, every other organ its own, the operator all', () => {
  const organ = (id: string, kind: string, regionCode: string) => ({ id, kind, regionCode }) as never
  const directory = { byId: new Map([['m', organ('m', 'administrative', '450502')]]) } as never
  const reads = (kind: string, region: string, scope: string, operator?: true) =>
    mayRead({ agency: organ('x', kind, region), ...(operator && { operator }) }, scope, directory)
  expect(['45', '4505', '450502', 'a:m'].map((s) => reads('procuratorate', '450500', s))).toEqual([
    false,
    true,
    true,
    true,
  ])
  expect(['*', '43', 'a:m'].map((s) => reads('procuratorate', '100000', s))).toEqual([true, true, true])
  expect(reads('procuratorate', '430000', 'a:m')).toBe(false)
  expect(['*', '450502', 'a:m', 'a:x'].map((s) => reads('administrative', '450502', s))).toEqual([
    false,
    false,
    false,
    true,
  ])
  expect(reads('administrative', '450502', '*', true)).toBe(true)
})
