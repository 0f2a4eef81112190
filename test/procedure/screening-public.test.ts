// Screening of the published decisions beside what is known of them: the table in docs/screening.md is the one that a run
// gives, and every disagreement in it has its reason.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { downgraded, downgradedBits, flagNames } from '../../src/screening/index.ts'
import { known } from './public-known.ts'
import { outcomeOf, publicRecords } from './public-records.ts'
import { publicTable, tabled, written } from './public-table.ts'

const all = publicRecords()

describe('the published decisions', () => {
  test('are 113, of which 29 have a hint and 14 went to the police', () => {
    expect([all.length, all.filter((r) => r.hint !== null).length, all.filter((r) => r.toPolice).length]).toEqual([
      113, 29, 14,
    ])
  })

  test('stand in docs/screening.md as a run gives them (node --import tsx test/procedure/public-table.ts --write)', () => {
    expect(written(readFileSync('docs/screening.md', 'utf8'))).toBe(publicTable(all))
  })

  test('of which something is known each have their sentence, and no others do', () => {
    expect(Object.keys(known).sort()).toEqual(
      tabled(all)
        .map(({ id }) => id)
        .sort(),
    )
  })

  test('where screening and knowledge differ, it is said why', () => {
    const silent = tabled(all).filter((r) => {
      const { known: expected, why } = known[r.id] ?? { known: 'open' }
      const agrees = (expected === 'over') === (outcomeOf(r.screened) === 'hit')
      return !agrees && why === undefined
    })
    expect(silent.map(({ id }) => id)).toEqual([])
  })

  test('a hit that nobody expects is none: what is said to be no crime hits nothing, whatever is confirmed', () => {
    const wrong = all.filter((r) => known[r.id]?.known === 'no' && outcomeOf(r.confirmed) === 'hit')
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('a proposal is never counted: the fields alone give what is kept', () => {
    const proposedOnly = all.filter((r) => outcomeOf(r.screened) !== 'hit' && outcomeOf(r.confirmed) === 'hit')
    expect(proposedOnly.length).toBeGreaterThan(5)
    for (const { proposed } of all)
      for (const { quotation, least, most } of proposed) {
        expect(quotation).not.toBe('')
        expect(least).toBeLessThanOrEqual(most)
      }
  })

  test('their quotations stand in their records, where they are said to stand', () => {
    for (const { record, proposed } of all)
      for (const { place, quotation, at } of proposed) {
        const text = record[place as 'facts'] as string
        expect(text).toContain(quotation)
        expect(at).toBeLessThan(text.length)
      }
  })
})

describe('downgraded handling of the published decisions', () => {
  test('is the same in bits as in words', () => {
    for (const { record, screened } of all)
      for (const history of [null, { earlier: 0, months: 24 }, { earlier: 2, months: 24 }]) {
        const { flags } = downgraded(record, screened, history)
        const bits = flags.reduce(
          (sum, { value, disagrees }, i) =>
            sum + (value === 'yes' ? 1 << i : 0) + (disagrees === true ? 1 << (i + flagNames.length) : 0),
          0,
        )
        expect(downgradedBits(record, screened, history)).toBe(bits)
      }
  })

  test('finds the fines below the least that the cited article allows', () => {
    const below = all.filter(({ record, screened }) =>
      downgraded(record, screened, null).flags.some((f) => f.flag === 'below_minimum' && f.value === 'yes'),
    )
    expect(below.map(({ id }) => id)).toEqual(['P006', 'P018', 'P048', 'P052'])
  })

  test('does not take for too small what is exactly the least: 10,300 yuan of income and five times as much', () => {
    const doctor = all.find(({ id }) => id === 'P168')
    const flag = downgraded(doctor!.record, doctor!.screened, null).flags.find((f) => f.flag === 'below_minimum')
    expect(flag).toMatchObject({ value: 'no', place: 'amounts.fine' })
  })
})
