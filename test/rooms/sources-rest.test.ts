// Pulling a platform's REST interface, against a platform in a process of its own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapterOf, dryRun, sourceOf, sourceRow } from '../../src/sync/index.ts'
import { type PartnerPlatform, startPlatform } from '../partner.ts'
import { sourcesScene } from './sources-scene.ts'

const scene = await sourcesScene()
const secret = 'platform-secret'

const signingOf = {
  none: {},
  'hmac-sha256': { algorithm: 'hmac-sha256', key: 'xianjie', in: 'query' },
  'hmac-sm3': {
    algorithm: 'hmac-sm3',
    key: 'xianjie',
    sent: { key: 'X-App-Key', timestamp: 'X-Timestamp', nonce: 'X-Nonce', sign: 'X-Sign' },
  },
  'md5-sorted': { algorithm: 'md5', key: 'xianjie', in: 'query' },
  token: {
    token: {
      path: '/token',
      signature: { algorithm: 'hmac-sha256', key: 'xianjie', in: 'body', signed: { nonce: null } },
      token: '/data/token',
      expiresIn: '/data/expiresIn',
      renewBeforeSeconds: 1,
    },
  },
} as const

function restOf(url: string, more: Record<string, unknown> = {}) {
  return {
    kind: 'rest',
    config: {
      baseUrl: url,
      success: { pointer: '/code', equals: 0 },
      pageSize: 50,
      records: { mode: 'cursor', path: '/records' },
      figures: { path: '/records/summary' },
      keys: { path: '/records/keys' },
      one: { path: '/records/one' },
      ...more,
    },
  }
}
const byTime = { mode: 'watermark', path: '/records/since', from: '2000-01-01 00:00:00', overlapSeconds: 600 }

describe('a platform that behaves', () => {
  let platform: PartnerPlatform
  beforeAll(async () => {
    platform = await startPlatform({ records: 170 })
  })
  afterAll(() => platform.stop())

  for (const [mode, records] of Object.entries({ cursor: undefined, watermark: byTime }))
    test(`is read whole by ${mode}, and a second time nothing is new`, async () => {
      const id = await scene.enter(restOf(platform.url, records && { records }))
      const first = await scene.pull(id)
      expect(first.error).toBeNull()
      const { live } = await liveOf(platform)
      expect([...(await scene.kept(id)).keys()].sort()).toEqual(live)
      const again = await scene.pull(id)
      expect(again).toMatchObject({ error: null, created: 0, updated: 0, refused: 0 })
    })

  test('what is added, changed and withdrawn there comes with the next pull', async () => {
    const ids = [await scene.enter(restOf(platform.url)), await scene.enter(restOf(platform.url, { records: byTime }))]
    for (const id of ids) await scene.pull(id)
    const { added, amended, withdrawn } = await platform.records({ add: 3, amend: 2, withdraw: 1 })
    for (const id of ids) {
      const pulled = await scene.pull(id)
      expect(pulled).toMatchObject({ error: null, created: 3, updated: 3 })
      const kept = await scene.kept(id)
      for (const key of added) expect(kept.get(key)?.state).toBe('live')
      for (const key of amended) expect(kept.get(key)?.version).toBe(2)
      for (const key of withdrawn) expect(kept.get(key)?.state).toBe('withdrawn')
    }
  })

  test('figures, keys and single records are asked for as configured', async () => {
    const id = await scene.enter(restOf(platform.url))
    const source = await sourceOf(scene.room, id)
    if (source === undefined) throw new Error('no source')
    const adapter = adapterOf(scene.room, source)
    const signal = AbortSignal.timeout(10_000)
    const figures = (await adapter.figures?.('2000-01-01', '2099-12-31', signal)) ?? []
    expect(figures.length).toBeGreaterThan(0)
    const [first] = figures
    const keys = (await adapter.keys?.(first?.day ?? '', signal)) ?? []
    expect(keys).toHaveLength(first?.count ?? -1)
    const [key] = keys
    const found = (await adapter.fetch?.([key?.key ?? '', 'there is no such key'], signal)) ?? []
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ key: key?.key, sourceDay: first?.day })
  })

  test('a dry run shows what would be read, and neither the cursor nor any record moves', async () => {
    const id = await scene.enter(restOf(platform.url))
    const source = await sourceOf(scene.room, id)
    if (source === undefined) throw new Error('no source')
    const shown = await dryRun(scene.room, source, 7, AbortSignal.timeout(10_000))
    expect(shown).toMatchObject({ error: null, more: true })
    expect(shown.records).toHaveLength(7)
    expect(shown.records[0]).toMatchObject({ outcome: 'created', faults: [] })
    expect(shown.records[0]?.record).toHaveProperty('organ')
    expect((await scene.kept(id)).size).toBe(0)
    expect((await sourceRow(scene.db.pool, id))?.cursor).toBeNull()
    await scene.pull(id)
    const again = await dryRun(scene.room, { ...source, cursor: null }, 7, AbortSignal.timeout(10_000))
    expect(again.records.map((r) => r.outcome)).toEqual(Array(7).fill('unchanged'))
  })
})

/** Keys of the records that stand at a platform. */
async function liveOf(platform: PartnerPlatform) {
  const summary = await platform.ask<{ data: { day: string }[] }>(
    'GET',
    '/records/summary?from=2000-01-01&to=2099-12-31',
  )
  const keys: string[] = []
  for (const { day } of summary.data) {
    const found = await platform.ask<{ data: { key: string }[] }>('GET', `/records/keys?day=${day}`)
    keys.push(...found.data.map((k) => k.key))
  }
  return { live: keys.sort() }
}

describe('signed requests', () => {
  for (const [name, signing] of Object.entries(signingOf))
    test(`are understood by a platform that asks for ${name}`, async () => {
      const platform = await startPlatform({ records: 60, signature: name as keyof typeof signingOf, tokenSeconds: 2 })
      try {
        const id = await scene.enter(restOf(platform.url, { signing, pageSize: 10 }), secret)
        expect(await scene.pull(id)).toMatchObject({ error: null, created: 60 })
        if (name === 'none') return
        const wrong = await scene.enter(restOf(platform.url, { signing }), 'another secret')
        expect((await scene.pull(wrong)).error).toContain('401')
        const without = await scene.enter(restOf(platform.url, { signing }))
        expect((await scene.pull(without)).error).toContain('no secret was entered')
      } finally {
        await platform.stop()
      }
    })
})

describe('a platform that misbehaves', () => {
  test('in every way at once loses nothing and doubles nothing, however often a pull fails', async () => {
    const platform = await startPlatform({ records: 300 })
    try {
      await platform.control({
        fail: 0.2,
        duplicate: 0.3,
        reorder: 0.3,
        halfClose: 0.1,
        wrongSchema: 0.1,
        clockSkewMs: -3_600_000,
        seed: 7,
      })
      const ids = [
        await scene.enter(restOf(platform.url, { timeoutMs: 2_000, pageSize: 20 })),
        await scene.enter(restOf(platform.url, { timeoutMs: 2_000, pageSize: 20, records: byTime })),
      ]
      let failed = 0
      for (const id of ids) {
        for (let round = 0; round < 300; round++) {
          const { error } = await scene.pull(id)
          if (error === null) break
          failed += 1
        }
      }
      expect(failed).toBeGreaterThan(0)
      await platform.control({ fail: 0, duplicate: 0, reorder: 0, halfClose: 0, wrongSchema: 0, clockSkewMs: 0 })
      const { live } = await liveOf(platform)
      for (const id of ids) {
        const kept = await scene.kept(id)
        expect([...kept.keys()].sort()).toEqual(live)
      }
    } finally {
      await platform.stop()
    }
  })

  test('by a wrong form ends the pull with the place named, and what came before is kept', async () => {
    const platform = await startPlatform({ records: 30 })
    try {
      const id = await scene.enter(restOf(platform.url))
      await platform.control({ wrongSchema: 1 })
      const pulled = await scene.pull(id)
      expect(pulled.error).toMatch(/^\/records/)
      const row = await sourceRow(scene.db.pool, id)
      expect(row).toMatchObject({ failures: 1, cursor: null })
      expect(row?.nextAt.getTime()).toBeGreaterThan(Date.now())
      await platform.control({ wrongSchema: 0 })
      expect(await scene.pull(id)).toMatchObject({ error: null, created: 30 })
    } finally {
      await platform.stop()
    }
  })

  test('by answers that are too large, endless, packed, redirected or no answers at all fails and harms nobody', async () => {
    const platform = await startPlatform({ records: 5 })
    try {
      const id = await scene.enter(restOf(platform.url, { timeoutMs: 800, maxBytes: 1_000_000 }))
      for (const attack of ['oversized', 'endless', 'gzip_bomb', 'redirect', 'wrong_type', 'deep']) {
        await platform.control({ attack })
        expect((await scene.pull(id)).error, attack).not.toBeNull()
        expect((await scene.kept(id)).size).toBe(0)
      }
      await platform.control({ attack: null })
      expect(await scene.pull(id)).toMatchObject({ error: null, created: 5 })
    } finally {
      await platform.stop()
    }
  })
})
