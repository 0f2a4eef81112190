// A flipped byte anywhere in a bundle is named by its look: every byte that no digest covers, and some of every file. The
// whole, every byte of it, is `npm run bench -- flips`.
import { copyFileSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { flip, type Stretch, stretchesOf } from '../flips.ts'
import { world } from '../world.ts'
import { fetchBundle, holds, inTree, nobodysKeys, realCase, workshop } from './bundle-scene.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = await world()
const at = workshop()
let stretches: Stretch[] = []
beforeAll(async () => {
  const id = await realCase(w)
  await inTree(w, id, 5)
  await fetchBundle(w, 'police', id, at('whole.zip'))
  await holds(at('whole.zip'))
  stretches = await stretchesOf(at('whole.zip'))
})

/** The same numbers in every run. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('a flipped byte', () => {
  test('is in a stretch that is known: the stretches make the whole archive', () => {
    let end = 0
    for (const { from, to } of stretches) {
      expect(from).toBe(end)
      end = to
    }
    expect(end).toBe(readFileSync(at('whole.zip')).length)
  })

  test('in a header, in the directory or at the end is named', async () => {
    copyFileSync(at('whole.zip'), at('structural.zip'))
    const next = numbers(4)
    const offsets = stretches
      .filter((s) => s.structural)
      .flatMap((s) => Array.from({ length: s.to - s.from }, (_, i) => s.from + i))
      .filter((_, i) => i % 13 === 0)
    expect(await flip(at('structural.zip'), offsets, () => 1 << next(8), nobodysKeys)).toEqual([])
    await holds(at('structural.zip'))
  })

  test('in any file is named', async () => {
    copyFileSync(at('whole.zip'), at('files.zip'))
    const next = numbers(5)
    const offsets = stretches
      .filter((s) => !s.structural)
      .flatMap((s) => [s.from, s.to - 1, ...Array.from({ length: 5 }, () => s.from + next(s.to - s.from))])
    expect(await flip(at('files.zip'), offsets, () => 1 + next(255), nobodysKeys)).toEqual([])
    await holds(at('files.zip'))
  })
})
