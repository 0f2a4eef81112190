// Procedure triage: what does not belong into the summary or the quick procedure, what the ordinary one lacks by the record's
// own words, and leniency against a benchmark that an agency has configured.
import { describe, expect, test } from 'vitest'
import { type Benchmark, benchmark } from '../../schemas/index.ts'
import { emptyRow, fill, heldAgainst, leniencyOf, ruleSetOf, screen, triage } from '../../src/screening/index.ts'
import { aRecord, onDay, under, yuan } from './a-record.ts'

type Said = Parameters<typeof aRecord>[0]
const person = [{ kind: 'person' as const, name: '张三', masked: false, identifiers: [] }]
const convert = (said: Said) => triage(aRecord(said), [])?.convert.map(({ reason }) => reason) ?? []
const lacking = (said: Said) => triage(aRecord(said), [])?.lacking.map(({ reason }) => reason) ?? []
const summary = { procedure: under('summary'), facts: '当场查获', dates: { decided: onDay('2024-05-01') } }
const quick = { procedure: under('quick'), facts: '查获货物', domain: 'customs' }

describe('the summary procedure', () => {
  test.each([
    ['3,000 yuan for a unit', { amounts: [yuan('fine', 3_000)] }, []],
    ['3,000.01 yuan for a unit', { amounts: [yuan('fine', 3_000.01)] }, ['fine_above_summary']],
    ['200 yuan for a person', { parties: person, amounts: [yuan('fine', 200)] }, []],
    ['201 yuan for a person', { parties: person, amounts: [yuan('fine', 201)] }, ['fine_above_summary']],
    [
      '1,001 yuan for a unit before the law of 2021',
      { amounts: [yuan('fine', 1_001)], dates: { decided: onDay('2021-07-14') } },
      ['fine_above_summary'],
    ],
    [
      'a fine of at most 5,000, which may be 1,000',
      { amounts: [yuan('fine', 5_000, { approximate: 'at_most' as const })] },
      [],
    ],
    ['a warning', { kinds: { values: ['warning' as const], raw: '警告' } }, []],
    [
      'a confiscation',
      { kinds: { values: ['fine' as const, 'confiscation_of_goods' as const], raw: '罚款;没收' } },
      ['penalty_beyond_summary'],
    ],
    ['a sum confiscated', { amounts: [yuan('confiscated', 500)] }, ['penalty_beyond_summary']],
    ['a crime that it declares itself', { crime: { suspected: true, transferred: null } }, ['crime_declared']],
    ['a hearing', { flags: { hearing: true } }, ['hearing_held']],
    ['a major case', { flags: { major: true } }, ['major_case']],
    ['no facts at all', { facts: null }, ['facts_absent']],
    ['inferior goods and no test', { violationType: '销售不合格产品' }, ['appraisal_absent']],
    ['inferior goods that were tested', { violationType: '销售不合格产品', facts: '经检测不合格' }, []],
  ] as [string, Said, string[]][])('%s', (_, said, expected) => {
    expect(convert({ ...summary, ...said })).toEqual(expected)
  })

  test('is left where a threshold is met, and the reason cites what orders that', () => {
    const row = emptyRow()
    fill(row, { is_unit: true, tax_evaded_cny: 250_000 })
    const hit = screen(ruleSetOf(), row, { actDay: null, today: '2026-11-22', domain: 'customs' })
    const [reason] = triage(aRecord(quick), hit)?.convert ?? []
    expect(reason).toMatchObject({ reason: 'threshold_met', basis: expect.stringContaining('第五十七条') })
  })

  test('of the police allows 500 yuan since 2026, 200 before', () => {
    const police = { ...summary, domain: 'public_order', parties: person, amounts: [yuan('fine', 300)] }
    expect(convert(police)).toEqual(['fine_above_summary'])
    expect(convert({ ...police, dates: { decided: onDay('2026-02-01') } })).toEqual([])
  })
})

describe('quick handling', () => {
  const beyond = { ...quick, amounts: [yuan('goods_value', 500_001), yuan('fine', 30_001)] }
  test.each([
    ['customs: large goods, a large fine, no listed article', ['海关行政处罚实施条例第十八条'], {}, ['beyond_quick']],
    ['customs: 15(2) is listed', ['海关行政处罚实施条例第十五条第二项'], {}, []],
    ['customs: no article is cited', [], {}, []],
    ['customs: cash is listed', ['海关行政处罚实施条例第十九条'], { violationType: '超额携带货币' }, []],
    [
      'customs: a fine within 30,000',
      ['海关行政处罚实施条例第十八条'],
      { amounts: [yuan('goods_value', 900_000), yuan('fine', 30_000)] },
      [],
    ],
  ] as [string, string[], Said, string[]][])('%s', (_, legalBasis, said, expected) => {
    expect(convert({ ...beyond, legalBasis, ...said })).toEqual(expected)
  })

  test('by the police ends at ten days of detention', () => {
    const days = (n: number) => ({ ...quick, domain: 'public_order', content: `行政拘留${n}日` })
    expect([convert(days(9)), convert(days(10))]).toEqual([[], ['beyond_quick']])
  })
})

describe('the ordinary procedure', () => {
  const ordinary = { procedure: under('ordinary') }
  test('lacks what the record itself denies, and nothing that it leaves open', () => {
    expect(lacking({ ...ordinary, flags: { major: true, collective_discussion: false } })).toEqual([
      'discussion_absent',
    ])
    expect(lacking({ ...ordinary, flags: { major: true } })).toEqual([])
    expect(lacking({ ...ordinary, flags: { hearing: true, legal_review: false } })).toEqual(['legal_review_absent'])
    expect(
      lacking({
        ...ordinary,
        flags: { major: true, collective_discussion: false },
        dates: { collective_discussion: onDay('2025-01-01') },
      }),
    ).toEqual([])
  })

  test('reached by conversion keeps its reason in the words of the record; without one that is said', () => {
    const converted = { procedure: { kind: 'ordinary' as const, convertedFrom: 'summary' as const, raw: '简易转普通' } }
    const told = triage(aRecord({ ...converted, remarks: '因案情复杂，转为普通程序办理。' }), [])
    expect(told).toEqual({
      convert: [],
      lacking: [],
      converted: { from: 'summary', to: 'ordinary', reason: '因案情复杂，转为普通程序办理' },
    })
    expect(lacking(converted)).toEqual(['conversion_unexplained'])
  })

  test('left for a shorter one is told', () => {
    const down = {
      procedure: { kind: 'quick' as const, convertedFrom: 'ordinary' as const, raw: '普通转快速' },
      facts: '查获',
    }
    expect(lacking(down)).toEqual(['conversion_unexplained', 'converted_downwards'])
  })

  test('with nothing to say gives null', () => {
    expect(triage(aRecord({ procedure: null }), [])).toBeNull()
    expect(triage(aRecord(ordinary), [])).toBeNull()
    expect(triage(aRecord(summary), [])).toBeNull()
  })
})

describe('leniency', () => {
  test('names its grounds with the words of the record and the article', () => {
    const said = leniencyOf(aRecord({ facts: '当事人初次违法，主动消除危害后果，决定减轻处罚。' }))
    expect(said?.claimed).toBe('mitigated')
    expect(said?.grounds.map(({ ground, basis }) => [ground, basis])).toEqual([
      ['harm_removed', '行政处罚法第三十二条第一项'],
      ['first_and_slight', '行政处罚法第三十三条第一款'],
    ])
    expect(leniencyOf(aRecord({ facts: '经营过期食品' }))).toBeNull()
  })

  const customs: Benchmark = benchmark.parse({
    id: 'customs-15-4',
    title: '影响税款征收的裁量基准',
    instrument: '海关行政处罚实施条例',
    article: 15,
    items: [4],
    from: '2023-12-01',
    degrees: [
      { degree: 'mitigated', most: { figure: 0.29, of: 'tax_evaded' }, grounds: ['harm_removed', 'volunteered'] },
      {
        degree: 'lenient',
        least: { figure: 0.3, of: 'tax_evaded' },
        most: { figure: 0.5, of: 'tax_evaded' },
        grounds: ['cooperated'],
      },
      { degree: 'ordinary', least: { figure: 0.5, of: 'tax_evaded' }, most: { figure: 1, of: 'tax_evaded' } },
    ],
  })
  const held = (fine: number, facts: string, tax: number | null = 100_000) =>
    heldAgainst(
      aRecord({
        facts,
        legalBasis: ['海关行政处罚实施条例第十五条第四项'],
        amounts: [yuan('fine', fine), ...(tax === null ? [] : [yuan('tax_evaded', tax)])],
      }),
      [customs],
    )[0]

  test.each([
    [60_000, '进口申报不实', 'ordinary', 'agrees'],
    [40_000, '积极配合海关调查，从轻处罚', 'lenient', 'agrees'],
    [40_000, '进口申报不实', 'lenient', 'departs'],
    [10_000, '进口申报不实', 'mitigated', 'departs'],
    [10_000, '主动披露，减轻处罚', 'mitigated', 'agrees'],
    [60_000, '主动披露，减轻处罚', 'ordinary', 'departs'],
    [29_500, '进口申报不实', null, 'unknown'],
  ] as const)('a fine of %d yuan with “%s” is %s and %s', (fine, facts, degree, value) => {
    expect(held(fine, facts)).toMatchObject({ degree, value })
  })

  test('against a tax that is not stated cannot be measured', () => {
    expect(held(60_000, '进口申报不实', null)).toMatchObject({ degree: null, value: 'unknown' })
  })

  test('is held against no benchmark of another article or another time', () => {
    const other = { ...customs, article: 18 }
    const later = { ...customs, from: '2030-01-01' }
    const record = aRecord({
      legalBasis: ['海关行政处罚实施条例第十五条第四项'],
      dates: { decided: onDay('2024-01-01') },
    })
    expect(heldAgainst(record, [other, later])).toEqual([])
  })

  test('wants degrees once each, from light to heavy', () => {
    const wrong = { ...customs, degrees: [...customs.degrees].reverse() }
    expect(benchmark.safeParse(wrong).error?.issues[0]?.message).toContain('from light to heavy')
  })
})
