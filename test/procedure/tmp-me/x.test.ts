import { expect, test } from 'vitest'
import { ruleSets } from '../../../src/procedure/index.ts'
import { inputOf, Life, organs } from '../life.ts'
const p = ruleSets.at(-1)!
test('inputs', () => {
  const bad: string[] = []
  for (const step of Object.keys(p.steps)) for (const opens of [true, false]) for (const held of [[], (['sender','police_in_charge','supervisor'] as const).map((part) => ({ part, agencyId: organs[part] }))]) {
    try { inputOf(p, step, {}, { opens, held }) } catch (e) { bad.push(step + ' ' + opens + ' ' + String((e as Error).message).replace(/\s+/g, ' ')) }
  }
  expect(bad).toEqual([])
  expect(Object.keys(p.steps).length).toBe(139)
})
test('openings', () => {
  for (const [step, rule] of Object.entries(p.steps)) if (rule.opening) {
    const life = new Life(); life.take(step, '2026-03-02 10:20'); console.log(step, JSON.stringify(life.tracks), JSON.stringify(life.state!.parts), JSON.stringify(life.state!.invited), life.state!.domain)
  }
})
