// Reconciliation of a source: what the platform's lists left out is found the same day, key by key, fetched and taken in;
// what it changed or withdrew without saying so too.
import { afterAll, describe, expect, test } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import { dayOf, dayText, openSealer, outbound, sealingKey } from '../../src/kernel/index.ts'
import { openPenalties } from '../../src/penalties/index.ts'
import {
  daysOf,
  differencesOf,
  enterSource,
  openSources,
  type PartnerNamed,
  partnersNamed,
  pull,
  type Reconciliations,
  reconcileNamed,
  sourceRow,
} from '../../src/sync/index.ts'
import { startPlatform } from '../partner.ts'
import { world } from '../world.ts'
import { sinkScene } from './sinks-scene.ts'

const w = await world()
const { pool } = w.db
const platform = await startPlatform({ records: 120, days: 3, seed: 5 })
afterAll(() => platform.stop())
const { sinks, sign } = await sinkScene(w)
const calls = outbound()
const registry = new Registry({ pool })
const sources = openSources({
  pool,
  penalties: openPenalties({ pool, organs: () => registry.current().then((s) => s.directory), now: Date.now }),
  sealer: openSealer(sealingKey({ dataDir: w.gateway.config.dataDir })),
  outbound: calls,
  ...{ sign, issuer: 'https://xianjie.test', now: Date.now, random: Math.random },
})
afterAll(async () => {
  await sources.locks.close()
  calls.close()
})
const room: Reconciliations = {
  pool,
  sources,
  sinks,
  sign,
  issuer: 'https://xianjie.test',
  now: Date.now,
  secondLookMs: 50,
}

await enterSource(
  pool,
  {
    name: 'platform',
    agency: w.organ('platform').code,
    kind: 'rest',
    // Only the test pulls: the schedule must not be faster than what it looks at.
    everySeconds: 86_400,
    config: {
      baseUrl: platform.url,
      success: { pointer: '/code', equals: 0 },
      pageSize: 50,
      records: { mode: 'cursor', path: '/records' },
      figures: { path: '/records/summary' },
      keys: { path: '/records/keys' },
      one: { path: '/records/one' },
    },
  },
  async () => w.organ('platform').id,
  { replace: false },
)
const [partner] = (await partnersNamed(room, 'platform')) as [PartnerNamed]

const known = await platform.ask<{ code: number; data: { day: string; count: number }[] }>(
  'GET',
  '/records/summary?from=2000-01-01&to=2099-12-31',
)
const days = known.data.map((d) => d.day).sort()
const [from, to] = [days[0] as string, dayText(dayOf(days.at(-1) as string) + 1)]
const compare = (repair: boolean) =>
  reconcileNamed(room, partner, { from, to, repair, askedBy: 'command' }, AbortSignal.timeout(60_000))

describe('a source', () => {
  test('that gave everything agrees, by counts, sums and digests, on every day', async () => {
    const done = await compare(false)
    expect(done).toMatchObject({ state: 'agreed', compared: 'digests', open: 0, daysDiffering: 0, error: null })
    const compared = await daysOf(pool, done.id)
    expect(compared.reduce((sum, d) => sum + d.ours.count, 0)).toBe(120)
    expect(compared.filter((d) => d.ours.count > 0).every((d) => d.ours.sum === d.theirs.sum)).toBe(true)
  })

  test('whose lists lost new records and changes is shown exactly these, and nothing changes, where repair is off', async () => {
    const { added } = await platform.records({ add: 5 })
    await platform.control({ loseRecords: added.slice(0, 3) })
    const dropped = await platform.dropped().then(() => added.slice(0, 3))
    const done = await compare(false)
    const { items } = await differencesOf(pool, done.id, null, 100)
    expect(items.map((d) => d.key).sort()).toEqual([...dropped].sort())
    expect(new Set(items.map((d) => `${d.kind} ${d.state}`))).toEqual(new Set(['missing open']))
    expect(done).toMatchObject({ state: 'differs', missing: 3, open: 3, repaired: 0 })
  })

  test('is repaired by fetching them; then both sides agree', async () => {
    const done = await compare(true)
    expect(done).toMatchObject({ state: 'agreed', missing: 3, repaired: 3, open: 0 })
    expect(await compare(false)).toMatchObject({ state: 'agreed', daysDiffering: 0 })
  })

  test('that changed a record without listing the change is found different, or on another day, and repaired', async () => {
    const { amended } = await platform.records({ amend: 2 })
    await platform.control({ loseRecords: amended })
    const found = await compare(false)
    expect(found.state).toBe('differs')
    const { items } = await differencesOf(pool, found.id, null, 100)
    expect(new Set(items.map((d) => d.key))).toEqual(new Set(amended))
    expect(await compare(true)).toMatchObject({ state: 'agreed', open: 0 })
    expect(await compare(false)).toMatchObject({ state: 'agreed', daysDiffering: 0 })
  })

  test('whose record was withdrawn without a word is not withdrawn by guessing', async () => {
    const { withdrawn } = await platform.records({ withdraw: 1 })
    await platform.control({ loseRecords: withdrawn })
    const done = await compare(true)
    const { items } = await differencesOf(pool, done.id, null, 100)
    expect(items.map((d) => [d.key, d.kind])).toEqual([[withdrawn[0], 'surplus']])
    if (done.open > 0) expect(items[0]?.detail).toContain('people must ask')
    await platform.control({ loseRecords: [] })
  })

  test('that brings new records while it is compared is not said to differ', async () => {
    await pull(sources, partner.id)
    const before = await compare(true)
    const busy = (async () => {
      for (let i = 0; i < 5; i++) await platform.records({ add: 3 })
    })()
    for (let i = 0; i < 3; i++) expect((await compare(false)).open).toBe(before.open)
    await busy
    expect((await sourceRow(pool, partner.id))?.failures).toBe(0)
  })
})
