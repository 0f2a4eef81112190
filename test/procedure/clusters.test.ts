// Linked and split cases: what joins records, what does not, what a cluster is called, and that its cost grows with the
// records and not with their pairs.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cluster, type ClusterMember, clustersOf, crowdedMarks, type MarkKind } from '../../src/screening/index.ts'

const marked = (text: string): ClusterMember['marks'] =>
  text
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => {
      const [kind, digest] = one.split(':')
      return { kind: kind as MarkKind, digest: digest as string }
    })
const member = (
  caseId: string,
  day: string | null,
  marks: string,
  more: Partial<ClusterMember> = {},
): ClusterMember => ({
  caseId,
  day,
  regionCode: '430100',
  agencyId: 'a',
  marks: marked(marks),
  amountFen: null,
  domain: 'food',
  violation: '经营过期食品',
  ...more,
})
const shown = (clusters: readonly Cluster[]) => clusters.map(({ kind, caseIds }) => `${kind} ${caseIds.join('+')}`)

describe('records hang together', () => {
  test.each([
    ['by one identifier', 'unit:u', 'unit:u', true],
    ['not by an address alone', 'address:a', 'address:a', false],
    ['not by a legal representative alone', 'legal_rep:l', 'legal_rep:l', false],
    ['by an address and a legal representative', 'address:a legal_rep:l', 'address:a legal_rep:l', true],
    ['not by two addresses', 'address:a address:b', 'address:a address:b', false],
    ['not by the same digest under two kinds', 'person:x', 'unit:x', false],
  ])('%s', (_, a, b, together) => {
    const found = clustersOf([
      member('1', '2025-01-01', a, { violation: null }),
      member('2', '2025-01-05', b, { violation: null }),
    ])
    expect(found.length > 0).toBe(together)
  })

  test('by a name only where county and kind of act are the same too, and are then linked and no more', () => {
    const name = (more: Partial<ClusterMember>) =>
      clustersOf([member('1', '2025-01-01', 'name:n'), member('2', '2025-01-02', 'name:n', more)])
    expect(shown(name({}))).toEqual(['linked 1+2'])
    expect(name({ regionCode: '430200' })).toEqual([])
    expect(name({ violation: '虚假宣传' })).toEqual([])
  })

  test('within the window, from neighbour to neighbour', () => {
    const on = (...days: string[]) => shown(clustersOf(days.map((day, i) => member(String(i), day, 'unit:u'))))
    expect(on('2024-01-01', '2024-12-31')).toEqual(['repeated 0+1'])
    expect(on('2024-01-01', '2025-01-01')).toEqual([])
    expect(on('2023-01-01', '2023-12-01', '2024-11-01')).toEqual(['repeated 0+1+2'])
    expect(on('2020-01-01', '2020-01-02', '2025-01-01', '2025-01-02')).toEqual(['split 0+1', 'split 2+3'])
  })

  test('without a day not at all', () => {
    expect(clustersOf([member('1', null, 'unit:u'), member('2', '2025-01-01', 'unit:u')])).toEqual([])
  })
})

describe('a cluster', () => {
  test('across organs and regions says so, with what is shared, the days and the sum', () => {
    const [found] = clustersOf([
      member('b', '2025-01-09', 'unit:u address:x', { agencyId: 'q', regionCode: '440100', amountFen: 2_500_00 }),
      member('a', '2025-01-01', 'unit:u address:x', { amountFen: 1_000_00 }),
    ])
    expect(found).toMatchObject({
      key: 'a',
      kind: 'split',
      caseIds: ['a', 'b'],
      organs: ['a', 'q'],
      regions: ['430100', '440100'],
      days: ['2025-01-01', '2025-01-09'],
      because: {
        en: 'possibly one act in pieces: 2 cases in 9 days, 2 organs, 2 regions; one unit (same code), same address; 3500 yuan in all',
        zh: expect.stringContaining('疑似化整为零：2件，9天内，2个机关，2个地区'),
      },
    })
    expect(found?.shared.map(({ kind, caseIds }) => [kind, caseIds])).toEqual([
      ['unit', ['a', 'b']],
      ['address', ['a', 'b']],
    ])
  })

  test.each([
    ['one subject, one act, days apart', {}, '2025-01-20', 'split'],
    ['one subject, one field, months apart', {}, '2025-06-20', 'repeated'],
    ['one subject, two fields', { domain: 'tax', violation: '偷税' }, '2025-01-20', 'linked'],
    [
      'one subject, other words and the same goods',
      { violation: '其他', marks: marked('unit:u goods:g') },
      '2025-01-20',
      'split',
    ],
  ] as [string, Partial<ClusterMember>, string, Cluster['kind']][])('of %s is %s', (_, more, day, kind) => {
    const found = clustersOf([member('1', '2025-01-01', 'unit:u goods:g'), member('2', day, 'unit:u', more)])
    expect(found.map((c) => c.kind)).toEqual([kind])
  })

  test('of subjects behind whom stands one person and one address is linked', () => {
    const found = clustersOf([
      member('1', '2025-01-01', 'unit:u legal_rep:l address:a'),
      member('2', '2025-02-01', 'unit:v legal_rep:l address:a'),
      member('3', '2025-03-01', 'unit:v'),
    ])
    expect(shown(found)).toEqual(['linked 1+2+3'])
  })

  test('keeps its name when cases come later, and in whatever order they are given', () => {
    const first = [member('m', '2025-01-02', 'unit:u'), member('z', '2025-01-01', 'unit:u')]
    const later = [...first, member('a', '2025-03-01', 'unit:u')]
    expect(clustersOf(first)[0]?.key).toBe('z')
    expect(clustersOf(later)[0]?.key).toBe('z')
    expect(clustersOf([...later].reverse())).toEqual(clustersOf(later))
  })

  test('is not made by what everybody has: the address of a market and a favourite name', () => {
    const crowd = Array.from({ length: 61 }, (_, i) =>
      member(String(i), '2025-01-01', `address:market name:wang unit:u${i}`, { violation: String(i) }),
    )
    expect(clustersOf(crowd)).toEqual([])
    expect(crowdedMarks(crowd)).toEqual([
      { kind: 'address', digest: 'market', cases: 61 },
      { kind: 'name', digest: 'wang', cases: 61 },
    ])
    expect(clustersOf(crowd.slice(1))).toHaveLength(1)
  })

  test('holds 500 cases at most; the next begins where it is full', () => {
    const many = Array.from({ length: 1_200 }, (_, i) =>
      member(String(i).padStart(4, '0'), `2025-01-${String((i % 28) + 1).padStart(2, '0')}`, 'unit:u'),
    )
    const found = clustersOf(many)
    expect(Math.max(...found.map((c) => c.caseIds.length))).toBeLessThanOrEqual(500)
    expect(found.flatMap((c) => c.caseIds)).toHaveLength(1_200)
  })
})

describe('clusters', () => {
  const kinds: MarkKind[] = ['person', 'unit', 'name', 'legal_rep', 'address', 'goods']
  const members = fc.array(
    fc.record({
      caseId: fc.uuid(),
      day: fc.option(
        fc.integer({ min: 0, max: 900 }).map((n) => new Date(n * 86_400_000 + 1.7e12).toISOString().slice(0, 10)),
      ),
      regionCode: fc.constantFrom('430100', '440100', null),
      agencyId: fc.constantFrom('a', 'b', null),
      marks: fc.array(fc.record({ kind: fc.constantFrom(...kinds), digest: fc.constantFrom('x', 'y', 'z') }), {
        maxLength: 4,
      }),
      amountFen: fc.option(fc.nat(1_000)),
      domain: fc.constantFrom('food', 'tax', null),
      violation: fc.constantFrom('a', 'b', null),
    }),
    { maxLength: 30 },
  )
  test('hold each record once at most, in order of days, and share what they say they share', () => {
    fc.assert(
      fc.property(members, (given) => {
        const byId = new Map(given.map((m) => [m.caseId, m]))
        const found = clustersOf(given)
        const all = found.flatMap((c) => c.caseIds)
        expect(new Set(all).size).toBe(all.length)
        for (const { caseIds, shared, days, key } of found) {
          expect(caseIds.length).toBeGreaterThan(1)
          expect(key).toBe(caseIds[0])
          expect([...days].sort()).toEqual(days)
          expect(shared.length).toBeGreaterThan(0)
          for (const { kind, digest, caseIds: sharing } of shared)
            for (const id of sharing)
              expect(byId.get(id)?.marks.some((m) => m.kind === kind && m.digest === digest)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('of eight times as many records take no more than some twenty times as long', () => {
    const make = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        member(
          String(i),
          `2025-0${(i % 9) + 1}-01`,
          `unit:u${i % (count / 4)} address:a${i % 300} legal_rep:l${i % 200} goods:g${i % 100}`,
        ),
      )
    const timed = (list: ClusterMember[]) => {
      const begun = process.cpuUsage()
      clustersOf(list)
      const { user, system } = process.cpuUsage(begun)
      return user + system
    }
    const [small, large] = [make(2_000), make(16_000)]
    clustersOf(small)
    const runs = [0, 1, 2].map(() => timed(large) / Math.max(1, timed(small)))
    // Pairs would make it 64 times; a tree of groups some 10.
    expect(Math.min(...runs)).toBeLessThan(24)
  })
})
