// A platform whose answers are meant to do harm: too large, without an end, packed, leading to other places, malformed, or
// full of values that nobody should believe. Whatever it answers, the pull or the delivery fails by itself with the place
// named, nothing of it is kept, memory does not grow with it, and the platform beside it is served as ever.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAgency, Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { openPenalties } from '../../src/penalties/index.ts'
import { adapterOf, enterSource, openSources, pull, sourceOf } from '../../src/sync/index.ts'
import { testDatabase } from '../database.ts'
import { type PartnerPlatform, startPlatform } from '../partner.ts'
import { inventedUscc } from '../world.ts'

const attacks = [
  'oversized',
  'endless',
  'gzip_bomb',
  'redirect',
  'wrong_type',
  'negative_counts',
  'odd_keys',
  'deep',
] as const
const mebibyte = 1_048_576

const db = await testDatabase()
const registry = new Registry({ pool: db.pool })
const calls = outbound({ allow: ['127.0.0.0/8'] })
const directory = () => registry.current().then((s) => s.directory)
const room = openSources({
  pool: db.pool,
  penalties: openPenalties({ pool: db.pool, organs: directory, now: Date.now }),
  sealer: openSealer(randomBytes(32)),
  outbound: calls,
  sign: () => '',
  issuer: 'https://gateway.test',
  now: Date.now,
  random: Math.random,
})
let [hostile, good]: PartnerPlatform[] = []
const code = inventedUscc(1, '450502')
const ids = { hostile: '', good: '' }

beforeAll(async () => {
  ;[hostile, good] = await Promise.all([startPlatform({ records: 20 }), startPlatform({ records: 20, seed: 2 })])
  const { id } = await addAgency(db.ownerPool, {
    code,
    name: '海城区市场监督管理局（演示）',
    kind: 'administrative',
    regionCode: '450502',
    domains: ['market'],
  })
  for (const [name, platform] of Object.entries({ hostile, good })) {
    const entered = await enterSource(
      db.pool,
      {
        name,
        agency: code,
        kind: 'rest',
        config: {
          baseUrl: platform?.url,
          timeoutMs: 1_500,
          maxBytes: mebibyte,
          success: { pointer: '/code', equals: 0 },
          records: { mode: 'cursor', path: '/records' },
          figures: { path: '/records/summary' },
          keys: { path: '/records/keys' },
          one: { path: '/records/one' },
        },
      },
      async () => id,
    )
    ids[name as keyof typeof ids] = entered.id
  }
})
afterAll(async () => {
  await Promise.all([hostile?.stop(), good?.stop()])
  await calls.close()
})

const penalties = async (id: string) =>
  Number(
    (await db.ownerPool.query('select count(*) as n from penalty_case where origin = $1', [`source:${id}`])).rows[0]?.n,
  )

describe('a pull', () => {
  test.each(attacks)(
    'answered with %s fails with the place named, and keeps nothing that was not checked',
    async (attack) => {
      await hostile?.control({ attack })
      const before = process.memoryUsage().rss
      await good?.records({ add: 3 })
      const stood = await penalties(ids.good)
      const [harmed, served] = await Promise.all([pull(room, ids.hostile), pull(room, ids.good)])
      expect(served).toMatchObject({ error: null })
      expect(await penalties(ids.good)).toBeGreaterThanOrEqual(stood + 3)
      if (attack === 'odd_keys') {
        // Well-formed rows with hostile values: what cannot be kept is refused or ends the pull; nothing of it is believed.
        expect((harmed?.created ?? 0) + (harmed?.updated ?? 0)).toBeLessThanOrEqual(harmed?.read ?? 0)
      } else {
        expect(harmed).toMatchObject({ created: 0, updated: 0 })
        expect(harmed?.error).toMatch(/\S{3}/)
      }
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * mebibyte)
    },
  )

  test('after all of it the platform behaves, and every record of its is there', async () => {
    await hostile?.control({ attack: null })
    const pulled = await pull(room, ids.hostile)
    expect(pulled).toMatchObject({ error: null })
    expect(await penalties(ids.hostile)).toBeGreaterThanOrEqual(20)
  })
})

describe('the questions of reconciliation', () => {
  test.each(attacks)('answered with %s are faults and not figures', async (attack) => {
    await hostile?.control({ attack })
    const source = await sourceOf(room, ids.hostile)
    if (source === undefined) throw new Error('the source is gone')
    const adapter = adapterOf(room, source)
    try {
      const signal = AbortSignal.timeout(20_000)
      const day = '2026-11-20'
      await expect(adapter.figures?.(day, day, signal)).rejects.toThrow(/\S/)
      if (attack !== 'negative_counts') await expect(adapter.keys?.(day, signal)).rejects.toThrow(/\S/)
    } finally {
      await adapter.close?.()
      await hostile?.control({ attack: null })
    }
  })

  test('keys with NUL or of ten thousand characters can be asked for, and are nobody’s', async () => {
    const source = await sourceOf(room, ids.hostile)
    if (source === undefined) throw new Error('the source is gone')
    const adapter = adapterOf(room, source)
    try {
      const keys = ['a\u0000b', 'x'.repeat(10_000), '../../control', '?key=HC-0001-0000001', randomUUID()]
      const found = await adapter.fetch?.(keys, AbortSignal.timeout(20_000))
      expect((found ?? []).filter((one) => one.operation !== 'delete')).toEqual([])
    } finally {
      await adapter.close?.()
    }
  })
})
