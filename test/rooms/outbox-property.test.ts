// The promise of the queue as a property: whatever fails, hangs, is refused, is lost between sending and recording, with
// several replicas at it and operators replaying, nothing overtakes in its case, nothing is lost, and what comes twice
// comes under one id.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Pool } from 'pg'
import { expect, test, vi } from 'vitest'
import { replay, type Sent } from '../../src/outbox/index.ts'
import { testDatabase } from '../database.ts'
import { type Answer, casesOf, Edge, engine, notices, quick, receiver, statusOf, until } from './outbox-scene.ts'

vi.setConfig({ testTimeout: 120_000 })
const { pool } = await testDatabase(24)

/** A generator of one's own: three replicas draw from it in whatever order, and no run is like another. */
function drawing(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

/** The network edge to the database: now and then what became of a try is not recorded, as after a kill. */
function forgetful(real: Pool, forgets: () => boolean): Pool {
  return new Proxy(real, {
    get(target, name) {
      if (name !== 'connect') return Reflect.get(target, name)
      return async () => {
        const client = await target.connect()
        return new Proxy(client, {
          get(c, key) {
            if (key !== 'query') {
              const member = Reflect.get(c, key)
              return typeof member === 'function' ? member.bind(c) : member
            }
            return (query: { name?: string }) =>
              query.name === 'outbox_settle' && forgets()
                ? Promise.reject(new Error('killed before it was recorded'))
                : c.query(query as never)
          },
        })
      }
    },
  })
}

test('nothing overtakes, nothing is lost, what is doubled has one id', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.record({
        retry: fc.double({ min: 0, max: 0.3, noNaN: true }),
        refuse: fc.double({ min: 0, max: 0.05, noNaN: true }),
        lose: fc.double({ min: 0, max: 0.15, noNaN: true }),
        throw: fc.double({ min: 0, max: 0.1, noNaN: true }),
        forget: fc.double({ min: 0, max: 0.08, noNaN: true }),
      }),
      async (seed, odds) => {
        const random = drawing(seed)
        const agency = randomUUID()
        const receivers = await Promise.all(
          [1, 2].map(() => receiver(pool, agency, { timeoutMs: 200, inFlightMax: 6 })),
        )
        const cases = casesOf(25, 8)
        /** receiver and case → the highest version that was taken in. */
        const taken = new Map<string, number>()
        const idOf = new Map<string, string>()
        const wrong: string[] = []
        const answer: Answer = async (to, d): Promise<Sent> => {
          await new Promise((done) => setTimeout(done, random() * 6))
          const at = `${to.id} ${d.orderKey}`
          const version = d.version ?? 0
          const named = `${at} ${version}`
          if ((idOf.get(named) ?? d.id) !== d.id) wrong.push(`${named} came under another id`)
          idOf.set(named, d.id)
          const before = taken.get(at) ?? 0
          if (version > before + 1) wrong.push(`${named} came when only ${before} was in`)
          if (random() < odds.retry) return { outcome: 'retry', status: 503 }
          if (random() < odds.refuse) return { outcome: 'refused', status: 400 }
          taken.set(at, Math.max(before, version))
          // Taken in, and the answer is lost on its way.
          if (random() < odds.lose) throw new Error('socket hang up')
          return { outcome: 'delivered', status: 200 }
        }
        const edge = new Edge(async (to, d, signal) => {
          if (random() < odds.throw) throw new Error('ECONNREFUSED')
          return answer(to, d, signal)
        })
        const replicas = [1, 2, 3].map(() =>
          engine(
            forgetful(pool, () => random() < odds.forget),
            edge.carrier,
            { random, leaseMarginMs: 100, retry: { ...quick.retry, longestMs: 20 } },
          ),
        )
        try {
          const half = cases.notices.length / 2
          await notices(pool, agency, cases.notices.slice(0, half))
          await new Promise((done) => setTimeout(done, 60))
          await notices(pool, agency, cases.notices.slice(half))
          for (const r of receivers)
            await until(async () => {
              const { waiting, dead } = await statusOf(pool, r.id)
              if (dead > 0) await replay(pool, r.id, { dead: true }, { who: 'an operator', why: 'again' })
              return waiting === 0 && dead === 0
            }, 60_000)
        } finally {
          await Promise.all(replicas.map((replica) => replica.stop()))
        }
        expect(wrong).toEqual([])
        for (const r of receivers)
          for (const id of cases.ids) expect(taken.get(`${r.id} ${id}`), `${r.id} ${id}`).toBe(8)
        expect(new Set(idOf.values()).size).toBe(2 * cases.notices.length)
      },
    ),
    { numRuns: Number(process.env.XIANJIE_PROPERTY_RUNS ?? 2) },
  )
})
