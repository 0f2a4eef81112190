// Draws against an outsider's few lines, against chance, and against everything that somebody might change afterwards.
import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate } from '../../src/supervision/draws/allocate.ts'
import { assign } from '../../src/supervision/draws/assign.ts'
import type { DrawFile, MemberLine, Selected } from '../../src/supervision/draws/form.ts'
import { linesOf } from '../../src/supervision/draws/lines.ts'
import { lineOf, PopulationDigest } from '../../src/supervision/draws/population.ts'
import { drawFrom } from '../../src/supervision/draws/select.ts'
import { verifyDraw } from '../../src/supervision/draws/verify.ts'
import { drawnBy, seedBy } from './draw-outsider.ts'
import { asRead, batches, codes, idAt, population, published, reviewer, type Scene, signer } from './draw-scene.ts'

const told = (file: DrawFile) => ({
  announcement: file.announcement,
  checkpoint: file.seal?.checkpoint ?? '',
  publicValues: file.result?.publicValues ?? [],
})
const idsOf = (file: DrawFile) => file.result?.selected.map(({ id }) => id)
const check = (file: unknown, lines: Iterable<string> | null, keys = [signer.verifierKey]) =>
  verifyDraw(file, lines === null ? null : batches(lines), keys)
const faultsOf = async (file: unknown, lines: Iterable<string> | null, keys?: string[]) =>
  (await check(file, lines, keys)).faults.map(({ fault }) => fault)

describe('an outsider', () => {
  test('draws the same 1,000 out of 1,000,000 from the published file and the documentation', async () => {
    const all = [
      ...population(
        1_000_000,
        (i) => (i % 4 === 0 ? '430100/customs' : '450502/market'),
        (i) => (i % 50 === 0 ? 5 : 1),
      ),
    ]
    const lines = () => all
    const strata = [
      { key: '430100/customs', members: 250_000, draw: 300 },
      { key: '450502/market', members: 750_000, draw: 700 },
    ]
    const file = asRead(await published({ lines, strata, more: { method: 'risk_weighted' }, rootless: true }))
    expect(seedBy(told(file)).toString('hex')).toBe(file.result?.seed)
    expect(idsOf(file)).toHaveLength(1_000)
    expect(drawnBy(told(file), lines())).toEqual(idsOf(file))
  }, 300_000)

  test('draws the same of any population, with any weights and strata', async () => {
    const member = fc.record({ stratum: fc.constantFrom('', 'a', 'b/c'), weight: fc.integer({ min: 1, max: 9 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        async (all, n) => {
          const made = all.map(({ stratum, weight }, i): MemberLine => [idAt(i), stratum, weight, [codes[0]], 'market'])
          const sizes = new Map<string, number>()
          for (const [, stratum] of made) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1)
          const lines = () => made.map(lineOf)
          const file = await published({ lines, strata: allocate(sizes, { total: n }) })
          expect(drawnBy(told(file), lines())).toEqual(idsOf(file))
          expect(idsOf(file)).toHaveLength(Math.min(n, all.length))
          expect(await faultsOf(asRead(file), lines())).toEqual([])
        },
      ),
      { numRuns: 60, seed: 1 },
    )
  })
})

describe('chance', () => {
  const seedAt = (i: number) => hash('sha256', `seed ${i}`, 'buffer')
  /** Beyond this lies one in a thousand of honest draws; the seeds are fixed, so that the test does not throw dice. */
  const limitOf: Record<number, number> = { 11: 31.26, 4: 18.47, 3: 16.27 }
  const square = (seen: readonly number[], expected: readonly number[]) =>
    seen.reduce((sum, n, i) => sum + (n - (expected[i] as number)) ** 2 / (expected[i] as number), 0)

  test('1,000 draws of 3 out of 12 favour nobody', async () => {
    const [members, drawn, draws] = [12, 3, 1_000]
    const seen = new Array<number>(members).fill(0)
    for (let i = 0; i < draws; i++) {
      const { selected } = await drawFrom(batches(population(members)), seedAt(i), [{ key: '', members, draw: drawn }])
      for (const { id } of selected) seen[Number(id.slice(-12))] = (seen[Number(id.slice(-12))] ?? 0) + 1
    }
    const expected = new Array<number>(members).fill((draws * drawn) / members)
    // Of a draw without replacement the counts lean on each other; this brings the sum back to chi-square.
    const chi = (square(seen, expected) * (members - 1)) / (members - drawn)
    expect(chi).toBeLessThan(limitOf[members - 1] as number)
    expect(chi).toBeGreaterThan(1)
  })

  test('1,000 draws of one favour each as its weight says', async () => {
    const weights = [1, 2, 3, 4, 10]
    const lines = () =>
      population(
        weights.length,
        () => '',
        (i) => weights[i] as number,
      )
    const seen = new Array<number>(weights.length).fill(0)
    for (let i = 0; i < 1_000; i++) {
      const { selected } = await drawFrom(batches(lines()), seedAt(i), [{ key: '', members: 5, draw: 1 }])
      const at = Number(selected[0]?.id.slice(-12))
      seen[at] = (seen[at] ?? 0) + 1
    }
    expect(
      square(
        seen,
        weights.map((w) => w * 50),
      ),
    ).toBeLessThan(limitOf[4] as number)
  })

  test('1,000 assignments favour no reviewer', async () => {
    const reviewers = [1, 2, 3, 4].map((no) => reviewer(no))
    const one: Selected = {
      place: 1,
      id: idAt(7),
      stratum: '',
      rank: '00',
      ticket: 1,
      agencies: [codes[0]],
      domain: '',
    }
    const seen = [0, 0, 0, 0]
    for (let i = 0; i < 1_000; i++) {
      const [assigned] = await assign([one], reviewers, { reviewersPerCase: 1, requires: {} }, seedAt(i))
      const at = (assigned?.reviewers[0] as number) - 1
      seen[at] = (seen[at] ?? 0) + 1
    }
    expect(square(seen, [250, 250, 250, 250])).toBeLessThan(limitOf[3] as number)
  })
})

describe('whatever is changed is seen', () => {
  const members = 400
  const lines = () => [...population(members, (i) => (i % 2 ? 'a' : 'b'))]
  const scene: Scene = {
    lines,
    strata: [
      { key: 'a', members: 200, draw: 20 },
      { key: 'b', members: 200, draw: 10 },
    ],
    publicValues: [{ name: '双色球第2026134期', value: '03 09 11 17 24 31 + 05' }],
  }

  test('a file as it was published holds, with the population and without', async () => {
    const file = asRead(await published(scene))
    expect(await check(file, lines())).toMatchObject({
      ...{ holds: true, faults: [], checked: { members, drawn: 30, assigned: 30 } },
    })
    const without = await check(file, null)
    expect(without).toMatchObject({ holds: true, faults: [], checked: { members: 0, drawn: 30 } })
    expect(without.believed.join(' ')).toContain('population')
    expect((await check(file, lines(), [])).believed.join(' ')).toContain('--key')
  })

  test('a member added, left out or changed gives another digest, another root and another draw', async () => {
    const file = asRead(await published(scene))
    const former = new Set(idsOf(file))
    const one = lines()
    const drawn = one.findIndex((line) => former.has((JSON.parse(line) as MemberLine)[0]))
    const others: Record<string, string[]> = {
      added: [...one, lineOf([idAt(members), 'a', 1, [codes[0]], 'market'])],
      left_out: one.filter((_, i) => i !== drawn),
      heavier: one.map((line, i) =>
        i === drawn ? line.replace('"a",1,', '"a",2,').replace('"b",1,', '"b",2,') : line,
      ),
      moved: one.map((line, i) => (i === 1 ? line.replace('"a"', '"b"') : line)),
      organ: one.map((line, i) => (i === drawn ? line.replace(codes[0], codes[2]).replace(codes[1], codes[2]) : line)),
    }
    for (const [what, changed] of Object.entries(others)) {
      expect(await faultsOf(file, changed), what).toContain('population')
      const digest = new PopulationDigest()
      digest.add(changed)
      const { sha256, root } = digest.digest()
      expect(sha256, what).not.toBe(file.announcement.population.sha256)
      expect(root, what).not.toBe(file.announcement.population.root)
      const sizes = new Map<string, number>()
      for (const line of changed) {
        const [, stratum] = JSON.parse(line) as MemberLine
        sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1)
      }
      const again = await published({
        ...scene,
        lines: () => changed,
        strata: allocate(sizes, { of: { a: 20, b: 10 } }),
      })
      expect(idsOf(again), what).not.toEqual(idsOf(file))
    }
  })

  test('another checkpoint, another public value, another announcement give another draw', async () => {
    const file = await published(scene)
    const others = [
      await published({ ...scene, salt: 'another leaf, and so another root' }),
      await published({ ...scene, publicValues: [{ name: '双色球第2026134期', value: '03 09 11 17 24 31 + 06' }] }),
      await published({ ...scene, more: { name: '再抽一次' } }),
    ]
    const all = [file, ...others].map((f) => JSON.stringify(idsOf(f)))
    expect(new Set(all).size).toBe(4)
  })

  test('each change of a published file is named', async () => {
    const file = asRead(await published(scene))
    const other = asRead(await published({ ...scene, salt: 'other' }))
    const changed = (change: (f: Mutable) => void) => {
      const copy = structuredClone(file) as unknown as Mutable
      change(copy)
      return copy
    }
    const cases: [string, Mutable, string][] = [
      ['the number drawn', changed((f) => (f.announcement.strata[0].draw = 21)), 'announcement'],
      ['a reviewer', changed((f) => (f.announcement.reviewers[0].capacity = 1)), 'announcement'],
      ['the digest', changed((f) => (f.announcement.population.sha256 = '0'.repeat(64))), 'announcement'],
      ['the checkpoint', changed((f) => (f.seal.checkpoint = other.seal?.checkpoint)), 'seal'],
      ['a byte of it', changed((f) => (f.seal.checkpoint = f.seal.checkpoint.replace('\n1\n', '\n2\n'))), 'checkpoint'],
      ['the key', changed((f) => (f.seal.verifierKey = `x${f.seal.verifierKey}`)), 'key'],
      ['the salt', changed((f) => (f.seal.salt = '00'.repeat(16))), 'announcement'],
      ['the matter', changed((f) => (f.seal.matter = 'draw:another')), 'seal'],
      ['the index', changed((f) => (f.seal.index = 1)), 'seal'],
      ['the seed', changed((f) => (f.result.seed = '0'.repeat(64))), 'seed'],
      ['the value', changed((f) => (f.result.publicValues[0].value = '1')), 'seed'],
      ['its name', changed((f) => (f.result.publicValues[0].name = '1')), 'public_values'],
      ['one drawn', changed((f) => (f.result.selected[3].id = idAt(1))), 'selection'],
      ['one less', changed((f) => f.result.selected.pop()), 'selection'],
      ['a rank', changed((f) => (f.result.selected[0].rank = '0'.repeat(64))), 'selection'],
      ['a reviewer of one', changed((f) => (f.result.selected[0].reviewers = [3])), 'assignment'],
      ['the form', changed((f) => (f.form = 'xianjie-draw/2')), 'form'],
      ['a member of the file', changed((f) => (f.extra = 1)), 'form'],
    ]
    for (const [what, copy, fault] of cases) {
      const report = await check(copy, lines())
      expect(report.holds, what).toBe(false)
      expect(
        report.faults.map((f) => f.fault),
        what,
      ).toContain(fault)
    }
    for (const [what, copy, fault] of cases.slice(12, 15))
      expect((await check(copy, null)).holds, `${what}, without the population (${fault})`).toBe(false)
    expect(await faultsOf({ nothing: true }, null)).toContain('form')
    expect(await faultsOf(null, null)).toContain('form')
  })

  test('a population out of order, doubled, or in another form of JSON is none', async () => {
    const file = asRead(await published(scene))
    const one = lines()
    const [first = '', second = '', ...rest] = one
    for (const bad of [
      [second, first, ...rest],
      [first, first, ...rest],
      [first.replace(',', ', '), second, ...rest],
      ['{}', ...one],
      ['no json', ...one],
      [first.replace('"b"', '"zz"'), second, ...rest],
      [first.replace(',1,', ',0,'), second, ...rest],
      [first.replace(',1,', ',1e9,'), second, ...rest],
    ])
      expect(await faultsOf(file, bad)).toContain('population')
  })

  test('a draw that is announced and not made is checked as far as it goes', async () => {
    const file = asRead(await published(scene))
    const announced = { ...file, result: null }
    expect((await check(announced, lines())).holds).toBe(true)
    expect(await faultsOf(announced, lines().slice(1))).toContain('population')
    expect((await check({ ...announced, seal: null }, null)).believed.join(' ')).toContain('tree')
    expect(await faultsOf({ ...file, seal: null }, lines())).toContain('selection')
  })
})

// biome-ignore lint/suspicious/noExplicitAny: a file that is damaged on purpose
type Mutable = any

describe('the lines of a file', () => {
  test('are the same however it is cut, with a last line end and without', async () => {
    const text = [...population(50)].join('\n')
    for (const whole of [text, `${text}\n`])
      for (const size of [1, 7, 100, 10_000]) {
        const chunks = async function* () {
          const bytes = Buffer.from(whole)
          for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
        }
        const read: string[] = []
        for await (const batch of linesOf(chunks())) read.push(...batch)
        expect(read).toEqual([...population(50)])
      }
  })

  test('that never end fill no memory', async () => {
    const endless = async function* () {
      for (;;) yield 'x'.repeat(1_000)
    }
    await expect(async () => {
      for await (const _ of linesOf(endless())) expect.fail('there is no line')
    }).rejects.toThrow('too long')
  })
})

describe('numbers of a stratum', () => {
  const sizes = new Map([
    ['a', 1],
    ['b', 10],
    ['c', 989],
  ])

  test('are divided in proportion, by the largest remainder, and come to the whole', () => {
    expect(allocate(sizes, { total: 100 }).map((s) => s.draw)).toEqual([0, 1, 99])
    expect(allocate(sizes, { total: 100, atLeast: 2 }).map((s) => s.draw)).toEqual([1, 3, 96])
    expect(allocate(sizes, { total: 5_000 }).map((s) => s.draw)).toEqual([1, 10, 989])
  })

  test('are the same of each, or as named', () => {
    expect(allocate(sizes, { each: 5 }).map((s) => s.draw)).toEqual([1, 5, 5])
    expect(allocate(sizes, { of: { b: 4, toString: 3 } }).map((s) => s.draw)).toEqual([0, 4, 0])
  })

  test('come to the whole whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 3 }),
        (all, total, atLeast) => {
          const strata = allocate(new Map(all.map((n, i) => [`s${i}`, n])), { total, atLeast })
          const floor = all.reduce((sum, n) => sum + Math.min(n, atLeast), 0)
          const whole = all.reduce((sum, n) => sum + n, 0)
          expect(strata.reduce((sum, s) => sum + s.draw, 0)).toBe(Math.max(floor, Math.min(total, whole)))
          for (const { members, draw } of strata) expect(draw).toBeLessThanOrEqual(members)
        },
      ),
      { seed: 1 },
    )
  })
})

describe('reviewers', () => {
  const selected = (count: number): Selected[] =>
    Array.from({ length: count }, (_, i) => ({
      ...{ place: i + 1, id: idAt(i), stratum: '', rank: hash('sha256', `${i}`), ticket: 1 },
      ...{ agencies: [codes[i % 2] as string], domain: i % 3 === 0 ? 'customs' : 'market' },
    }))
  const rules = { reviewersPerCase: 1, requires: {} }
  const seed = hash('sha256', 'seed', 'buffer')

  test('never get a case of their own organ, of one they avoid, or one they must not see', async () => {
    const reviewers = [
      reviewer(1, { agency: codes[0] }),
      reviewer(2, { avoids: [codes[1]] }),
      reviewer(3, { avoidsCases: [idAt(4), idAt(5)] }),
    ]
    for (const one of await assign(selected(60), reviewers, { ...rules, reviewersPerCase: 3 }, seed)) {
      expect(one.reviewers.includes(1), one.id).toBe(one.agencies[0] !== codes[0])
      expect(one.reviewers.includes(2), one.id).toBe(one.agencies[0] !== codes[1])
      expect(one.reviewers.includes(3), one.id).toBe(![idAt(4), idAt(5)].includes(one.id))
    }
  })

  test('have the qualification that the field asks for, and it is not spent on what anybody may review', async () => {
    const reviewers = [reviewer(1, { capacity: 20, qualifications: ['海关法'] }), reviewer(2, { capacity: 40 })]
    const assigned = await assign(selected(60), reviewers, { ...rules, requires: { customs: '海关法' } }, seed)
    for (const one of assigned) expect(one.reviewers).toEqual([one.domain === 'customs' ? 1 : 2])
  })

  test('carry no more than they can, and as much as each other', async () => {
    const reviewers = [reviewer(1, { capacity: 5 }), reviewer(2), reviewer(3)]
    const load = new Map<number, number>()
    for (const { reviewers: given } of await assign(selected(60), reviewers, { ...rules, reviewersPerCase: 2 }, seed)) {
      expect(new Set(given).size).toBe(given.length)
      for (const no of given) load.set(no, (load.get(no) ?? 0) + 1)
    }
    expect([load.get(1), load.get(2), load.get(3)]).toEqual([5, 58, 57].map((n, i) => load.get(i + 1) ?? n))
    expect(load.get(1)).toBe(5)
    expect(Math.abs((load.get(2) ?? 0) - (load.get(3) ?? 0))).toBeLessThanOrEqual(2)
  })

  test('who are left with nobody keep the case without one, and the draw stands', async () => {
    const [one] = await assign(selected(1), [reviewer(1, { agency: codes[0] })], rules, seed)
    expect(one?.reviewers).toEqual([])
  })
})
