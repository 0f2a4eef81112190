// Reconciliation of a sink: what the platform lost is found, case by case, sent again, and signed for; what is on its way is
// no difference.
import { compactVerify } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { dayText, localDay } from '../../src/kernel/index.ts'
import {
  addSink,
  daysOf,
  differencesOf,
  letSinkGo,
  listDigest,
  listGaps,
  listReconciliations,
  ReconciliationUnderWay,
  reconcile,
  showReconciliation,
  sinkPartner,
  sinkStatus,
  statementType,
} from '../../src/sync/index.ts'
import { startPlatform } from '../partner.ts'
import { world } from '../world.ts'
import { by, sinkScene, until } from './sinks-scene.ts'

const w = await world()
const { pool } = w.db
const platform = await startPlatform()
afterAll(() => platform.stop())
const { sinks, definition, sign, publicKey } = await sinkScene(w)
const sink = await addSink(sinks, definition('platform', platform.url), by)
const today = dayText(localDay(Date.now()))
const deps = { pool, sign, issuer: 'https://xianjie.test', now: Date.now, secondLookMs: 50 }
const never = new AbortController().signal

const partner = () => sinkPartner({ pool, carrier: sinks.carrier, now: Date.now, settleMs: 8_000 }, sink.receiver)
const compare = (repair: boolean, signal = never) =>
  reconcile(deps, partner(), { from: today, to: today, repair, askedBy: 'command' }, signal)
const settled = () => until(async () => (await sinkStatus(sinks, sink.id))?.waiting === 0)
const gaps = async (state: 'open' | 'closed') =>
  (await listGaps(pool, { agencyId: null, state, subject: `sink:${sink.id}`, limit: 50 })).items.map((g) => g.kind)

const cases: string[] = []
for (let i = 0; i < 4; i++) cases.push((await w.submit()).transfer.id)
await settled()

describe('a platform that holds what it was sent', () => {
  test('agrees by digests of the day, without a look at keys', async () => {
    const done = await compare(false)
    expect(done).toMatchObject({
      state: 'agreed',
      compared: 'digests',
      days: 1,
      daysDiffering: 0,
      open: 0,
      error: null,
    })
    const [day] = await daysOf(pool, done.id)
    expect(day).toMatchObject({ day: today, equal: true, ours: { count: 4 }, theirs: { count: 4 } })
    expect(day?.ours.digest).toBe(day?.theirs.digest)
  })
})

describe('a platform that lost reports', () => {
  test('is shown exactly what it lost where repair is switched off, and a gap is open', async () => {
    const lost = [`${cases[0]}/1`, `${cases[2]}/1`]
    await platform.forget(lost)
    const done = await compare(false)
    expect(done).toMatchObject({ state: 'differs', missing: 2, surplus: 0, different: 0, repaired: 0, open: 2 })
    const { items } = await differencesOf(pool, done.id, null, 50)
    expect(items.map((d) => d.key).sort()).toEqual(lost.sort())
    expect(items.map((d) => [d.kind, d.state])).toEqual([
      ['missing', 'open'],
      ['missing', 'open'],
    ])
    expect(await gaps('open')).toEqual(['difference'])
  })

  test('is sent them again under an id that follows from the first; then both agree and the gap closes', async () => {
    const before = await platform.transfers()
    const done = await compare(true)
    expect(done).toMatchObject({ state: 'agreed', missing: 2, repaired: 2, open: 0 })
    const after = (await platform.transfers()).slice(before.length)
    expect(after.map((r) => r.outcome)).toEqual(['kept', 'kept'])
    for (const { id, caseId, version } of after)
      expect(before.find((r) => r.caseId === caseId && r.version === version)?.id).not.toBe(id)
    const [day] = await daysOf(pool, done.id)
    expect(day).toMatchObject({ equal: true, theirs: { count: 2 }, theirsAfter: { count: 4 } })
    expect(await gaps('open')).toEqual([])
    expect(await compare(false)).toMatchObject({ state: 'agreed', daysDiffering: 0 })
  })

  test('gets a signed statement of both sides’ figures that anybody can check', async () => {
    await platform.forget([`${cases[1]}/1`])
    const done = await compare(true)
    const { statement } = (await showReconciliation(pool, done.id, null)) ?? {}
    const { payload, protectedHeader } = await compactVerify(statement ?? '', publicKey)
    expect(protectedHeader.typ).toBe(statementType)
    const said = JSON.parse(new TextDecoder().decode(payload))
    const { items } = await differencesOf(pool, done.id, null, 50)
    expect(said).toMatchObject({
      ...{ sub: `sink:${sink.id}`, from: today, to: today, state: 'agreed', compared: 'digests', repaired: 1, open: 0 },
      days: [{ day: today, equal: true, ours: { count: 4 }, theirs: { count: 3 }, theirsAfter: { count: 4 } }],
      differences: [{ key: `${cases[1]}/1`, kind: 'missing', state: 'repaired' }],
      differencesDigest: listDigest(items),
    })
  })
})

describe('what is no difference', () => {
  test('reports that come while it runs', async () => {
    const busy = (async () => {
      for (let i = 0; i < 6; i++) await w.submit()
    })()
    for (let i = 0; i < 4; i++) expect(await compare(false)).toMatchObject({ state: 'agreed', open: 0 })
    await busy
    await settled()
  })

  test('reports that are waiting for a platform that fails: they are counted as under way', async () => {
    await platform.control({ fail: 1, on: ['/transfers'] })
    await w.submit()
    await platform.control({ fail: 0 })
    const done = await compare(true)
    expect(done).toMatchObject({ state: 'agreed', open: 0 })
    await settled()
  })

  test('what people let go', async () => {
    const refusing = await addSink(
      sinks,
      definition('refusing', platform.url, { body: { version: { $from: '/version' }, at: { $from: '/at' } } }),
      by,
    )
    await w.submit()
    await until(async () => (await sinkStatus(sinks, refusing.id))?.dead === 1)
    const held = () =>
      reconcile(
        deps,
        {
          ...sinkPartner({ pool, carrier: sinks.carrier, now: Date.now }, refusing.receiver),
          // A platform of its own that holds nothing.
          theirs: { figures: async () => [], keys: async function* () {} },
        },
        { from: today, to: today, repair: true, askedBy: 'command' },
        never,
      )
    // Nothing was delivered, so the figures agree; the dead letter is seen in the queue.
    expect(await held()).toMatchObject({ state: 'agreed' })
    await letSinkGo(sinks, refusing, { dead: true }, by)
    expect(await held()).toMatchObject({ state: 'agreed' })
    await settled()
  })
})

describe('a platform that', () => {
  test('gives only counts is compared by counts, and the statement says so', async () => {
    const { theirs, ...rest } = partner()
    const counts = {
      ...rest,
      theirs: {
        figures: async (from: string, to: string, signal: AbortSignal) =>
          (await theirs.figures(from, to, signal)).map((f) => ({ ...f, digest: null })),
      },
    }
    const run = () => reconcile(deps, counts, { from: today, to: today, repair: true, askedBy: 'command' }, never)
    expect(await run()).toMatchObject({ state: 'agreed', compared: 'counts' })
    await platform.forget([`${cases[3]}/1`])
    const done = await run()
    expect(done).toMatchObject({ state: 'differs', compared: 'counts', different: 1, open: 1 })
    expect((await differencesOf(pool, done.id, null, 9)).items[0]).toMatchObject({ key: '*', kind: 'different' })
    expect(await compare(true)).toMatchObject({ state: 'agreed', repaired: 1 })
  })

  test('answers nonsense or not at all makes a failed reconciliation that says where, and a gap', async () => {
    await platform.control({ attack: 'negative_counts' })
    const done = await compare(true)
    expect(done).toMatchObject({ state: 'failed', error: expect.stringContaining('/transfers/summary') })
    expect(await gaps('open')).toEqual(['reconciliation_failing'])
    await platform.control({ attack: null })
    expect(await compare(true)).toMatchObject({ state: 'agreed' })
    expect(await gaps('open')).toEqual([])
  })

  test('is being compared already is not compared a second time at once', async () => {
    const slow = { ...partner(), settle: async () => new Promise<void>((done) => setTimeout(done, 400)) }
    const asked = { from: today, to: today, repair: false, askedBy: 'command' }
    const first = reconcile(deps, slow, asked, never)
    await new Promise((done) => setTimeout(done, 100))
    await expect(reconcile(deps, slow, asked, never)).rejects.toThrow(ReconciliationUnderWay)
    expect((await first).state).toBe('agreed')
  })

  test('reconciliations are listed, newest first', async () => {
    const { items, next } = await listReconciliations(pool, { agencyId: sink.agencyId, partnerId: sink.id, limit: 3 })
    expect(items).toHaveLength(3)
    expect(next).toBe(items[2]?.id)
    expect(items[0]?.begunAt.localeCompare(items[1]?.begunAt ?? '')).toBe(1)
  })
})
