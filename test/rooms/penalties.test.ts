// Penalty cases as they are kept: the merge on a real database, its idempotency over the whole history, its order, and what
// concurrent deliveries of the same records may not do.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openPool } from '../../db/index.ts'
import {
  figures,
  type Incoming,
  ingest,
  keysOf,
  list,
  listHeld,
  type Origin,
  openPenalties,
  presets,
  type Result,
  release,
  show,
  versions,
} from '../../src/penalties/index.ts'
import { testDatabase } from '../database.ts'
import { organ, unit } from './penalties-scene.ts'

const db = await testDatabase()
const organs = { byId: new Map([[organ.id, organ]]), byCode: new Map([[organ.code, organ]]) }
const room = openPenalties({ pool: db.pool, organs: () => organs, now: Date.now })
const viewer = { id: organ.id, kind: 'administrative', regionCode: '450502' }

let serial = 0
const origin = (): Origin => ({ id: `import:${++serial}`, agencyId: organ.id })

const take = (of: Origin, ...raws: (Record<string, unknown> | Incoming)[]) =>
  ingest(
    room,
    of,
    undefined,
    raws.map((raw) => ('raw' in raw ? (raw as Incoming) : { raw })),
  )
const outcomes = (results: readonly Result[]) => results.map((r) => r.outcome)

describe('the merge', () => {
  test('a record is created, an equal one is unchanged, another content of its key is a version', async () => {
    const of = origin()
    const [created] = await take(of, unit(1))
    expect(created).toMatchObject({ outcome: 'created', version: 1 })
    expect(await take(of, unit(1))).toMatchObject([{ outcome: 'unchanged', id: created?.id, version: 1 }])
    const changed = unit(1, { CF_NR_FK: '2.000000' })
    expect(await take(of, changed)).toMatchObject([{ outcome: 'updated', id: created?.id, version: 2 }])
    const shown = await show(room, viewer, created?.id as string)
    expect(shown?.row).toMatchObject({
      version: 2,
      state: 'live',
      fine_fen: '2000000',
      agency_id: organ.id,
      region_code: '450502',
    })
    const page = await versions(room, viewer, created?.id as string, { after: 0, limit: 10 })
    expect(page?.items.map((v) => v.operation)).toEqual(['insert', 'update'])
    expect(page?.items[1]?.changes.map((c) => c.pointer)).toContain('/amounts/0/fen')
  })

  test('two variants of one record in a file are two versions, and both are unchanged at the next run', async () => {
    const of = origin()
    const [a, b] = [unit(2), unit(2, { CF_NR: '罚款并责令改正' })]
    expect(outcomes(await take(of, a, b))).toEqual(['created', 'updated'])
    expect(outcomes(await take(of, a, b))).toEqual(['unchanged', 'unchanged'])
    expect(outcomes(await take(of, a, b, a, b))).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged'])
  })

  test('several versions of one key in one batch are versions in their order', async () => {
    const of = origin()
    const contents = [1, 2, 3, 4].map((n) => unit(3, { CF_NR_FK: `${n}.000000` }))
    const results = await take(of, ...contents, contents[0] as Record<string, unknown>, unit(4))
    expect(outcomes(results)).toEqual(['created', 'updated', 'updated', 'updated', 'unchanged', 'created'])
    expect(results.map((r) => r.version)).toEqual([1, 2, 3, 4, 1, 1])
    expect(new Set(results.slice(0, 5).map((r) => r.id)).size).toBe(1)
  })

  test('a withdrawal is a version, its repetition changes nothing, and another content revives the record', async () => {
    const of = origin()
    const [created] = await take(of, unit(5))
    expect(await take(of, { raw: unit(5), operation: 'delete' })).toMatchObject([
      { outcome: 'updated', version: 2, withdrawn: true },
    ])
    expect(outcomes(await take(of, { raw: unit(5), operation: 'delete' }, unit(5)))).toEqual(['unchanged', 'unchanged'])
    expect((await show(room, viewer, created?.id as string))?.row.state).toBe('withdrawn')
    expect(await take(of, unit(5, { CF_NR: '重新作出' }))).toMatchObject([{ outcome: 'updated', version: 3 }])
    expect((await show(room, viewer, created?.id as string))?.row.state).toBe('live')
    // The whole history again: nothing moves.
    const again = await take(of, unit(5), { raw: unit(5), operation: 'delete' }, unit(5, { CF_NR: '重新作出' }))
    expect(outcomes(again)).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect((await show(room, viewer, created?.id as string))?.row).toMatchObject({ state: 'live', version: 3 })
  })

  test('with the times of the source, what comes late changes nothing, and what comes back is taken', async () => {
    const of = origin()
    const at = (raw: Record<string, unknown>, time: string, operation?: 'delete'): Incoming => ({
      raw,
      sourceAt: time,
      sourceDay: time.slice(0, 10),
      ...(operation && { operation }),
    })
    const [a, b] = [unit(6), unit(6, { CF_NR: '二' })]
    expect(outcomes(await take(of, at(b, '2026-11-02 10:00:00')))).toEqual(['created'])
    expect(outcomes(await take(of, at(a, '2026-11-01 10:00:00')))).toEqual(['unchanged'])
    expect(outcomes(await take(of, at(a, '2026-11-03 10:00:00')))).toEqual(['updated'])
    expect(outcomes(await take(of, at(b, '2026-11-04 10:00:00')))).toEqual(['updated'])
    expect(outcomes(await take(of, at(b, '2026-11-05 10:00:00', 'delete'), at(b, '2026-11-06 10:00:00')))).toEqual([
      'updated',
      'updated',
    ])
    expect(await keysOf(room, of.id, '2026-11-06')).toHaveLength(1)
    // Equal, and counted under another day from now on.
    expect(outcomes(await take(of, at(b, '2026-11-07 10:00:00')))).toEqual(['unchanged'])
    expect(await keysOf(room, of.id, '2026-11-06')).toHaveLength(0)
    expect(await keysOf(room, of.id, '2026-11-07')).toHaveLength(1)
  })

  test('control columns in the record say operation, time and day', async () => {
    const of = origin()
    const row = { ...unit(7), cd_operation: 'i', cd_time: '2026-11-05 08:00:00', cd_batch: '2026110500001' }
    expect(outcomes(await take(of, row))).toEqual(['created'])
    const [key] = await keysOf(room, of.id, '2026-11-05')
    expect(key?.key).toBe('R7')
    expect(outcomes(await take(of, unit(7)))).toEqual(['unchanged'])
    expect(outcomes(await take(of, { ...row, cd_operation: 'd', cd_time: '2026-11-06 08:00:00' }))).toEqual(['updated'])
    expect(await keysOf(room, of.id, '2026-11-05')).toEqual([])
  })

  test('the same record from another origin is a case of its own, and each names the other as a duplicate', async () => {
    const [one] = await take(origin(), unit(8))
    const [other] = await take(origin(), unit(8))
    expect(one?.id).not.toBe(other?.id)
    const shown = await show(room, viewer, one?.id as string)
    expect(shown?.duplicates).toMatchObject([{ row: { id: other?.id }, sameFacts: true, sameDecision: true }])
  })

  test('what is no record is refused by its line, and the rest is kept', async () => {
    const results = await ingest(room, origin(), undefined, [
      { raw: 'nonsense', line: 1 },
      { raw: unit(9), line: 2 },
      { raw: { nobody: 'knows' }, line: 3 },
      { raw: {}, line: 4 },
    ])
    expect(outcomes(results)).toEqual(['refused', 'created', 'refused', 'refused'])
    expect(results.map((r) => r.line)).toEqual([1, 2, 3, 4])
    expect(results[2]?.faults?.[0]?.code).toBe('layout_unknown')
  })

  test('a batch of three thousand is merged, and again in no longer', async () => {
    const of = origin()
    const raws = Array.from({ length: 3_000 }, (_, i) => unit(100_000 + i))
    expect(new Set(outcomes(await take(of, ...raws)))).toEqual(new Set(['created']))
    expect(new Set(outcomes(await take(of, ...raws)))).toEqual(new Set(['unchanged']))
  })

  test('three hundred versions of one key in one batch are three hundred versions', async () => {
    const results = await take(origin(), ...Array.from({ length: 300 }, (_, i) => unit(10, { CF_NR: `第${i}稿` })))
    expect(results.at(-1)).toMatchObject({ outcome: 'updated', version: 300 })
  })

  test('what went over a connection before is not read through again', async () => {
    const pool = openPool(db.gatewayUrl, 1)
    try {
      const alone = openPenalties({ pool, organs: () => organs, now: Date.now })
      const of = origin()
      const size = async () =>
        Number((await pool.query(`select pg_relation_size('pg_temp.penalty_staging') as n`)).rows[0].n)
      const batch = (b: number) => Array.from({ length: 60 }, (_, i) => ({ raw: unit(10_000 + b * 60 + i) }))
      await ingest(alone, of, undefined, batch(0))
      const once = await size()
      expect(once).toBeGreaterThan(0)
      for (let b = 1; b < 30; b++) await ingest(alone, of, undefined, batch(b))
      expect(await size()).toBeLessThan(once * 8)
    } finally {
      await pool.end()
    }
  })

  test('the same records from several sides at once neither fail nor double', async () => {
    const of = origin()
    const raws = Array.from({ length: 400 }, (_, i) => unit(200_000 + i))
    const second = openPenalties({ pool: db.pool, organs: () => organs, now: Date.now })
    const all = await Promise.all(
      [room, second, room, second, room, second].map((r, i) =>
        ingest(
          r,
          of,
          undefined,
          (i % 2 === 0 ? raws : raws.toReversed()).map((raw) => ({ raw })),
        ),
      ),
    )
    expect(all.flat().filter((r) => r.outcome === 'created')).toHaveLength(400)
    expect(all.flat().filter((r) => r.outcome === 'unchanged')).toHaveLength(2_000)
    expect(new Set(all.flat().map((r) => r.id)).size).toBe(400)
  })
})

describe('the quarantine', () => {
  /** The field says ten thousand times what the text of the penalty says. */
  const unfit = (no: number) => unit(no, { CF_NR: '罚款1.5元' })

  test('what is not fit is held, stays unchanged when it comes again, and gives way to a fit one of its key', async () => {
    const of = origin()
    const [held] = await take(of, unfit(20))
    expect(held?.outcome).toBe('quarantined')
    expect(held?.faults?.length).toBeGreaterThan(0)
    expect(outcomes(await take(of, unfit(20), unfit(20)))).toEqual(['unchanged', 'unchanged'])
    expect(
      (await listHeld(room, organ.id, { after: null, limit: 200 })).items.find((h) => h.id === held?.id)?.state,
    ).toBe('held')
    const [fit] = await take(of, unit(20))
    expect(fit?.outcome).toBe('created')
    const after = (await listHeld(room, organ.id, { after: null, limit: 200 })).items.find((h) => h.id === held?.id)
    expect(after).toMatchObject({ state: 'superseded', caseId: fit?.id })
    expect(outcomes(await take(of, unfit(20)))).toEqual(['unchanged'])
  })

  test('a corrected record releases it; what the source sent counts on, and stays unchanged', async () => {
    const of = origin()
    const raw = unfit(21)
    const [held] = await take(of, raw)
    const before = await figures(room, of.id, '2000-01-01', '2199-01-01')
    const writer = { clientId: 'c', agency: viewer }
    const said = { raw: Buffer.from('{}'), officers: [{ name: '甲', certificateNo: 'ZF1' }], reason: '补正当事人' }
    const still = await release(room, writer, held?.id as string, raw, said)
    expect(still).toMatchObject({ code: 'condition_unmet' })
    const released = await release(room, writer, held?.id as string, unit(21), said)
    expect(released).toMatchObject({ version: 1 })
    expect(await release(room, writer, held?.id as string, unit(21), said)).toMatchObject({ code: 'wrong_state' })
    expect(outcomes(await take(of, raw))).toEqual(['unchanged'])
    expect((await figures(room, of.id, '2000-01-01', '2199-01-01')).map((d) => d.digest)).toEqual(
      before.map((d) => d.digest),
    )
    expect(outcomes(await take(of, unit(21, { CF_NR: '来自平台的新版' })))).toEqual(['updated'])
  })
})

test('the figures of a day are those that anyone can compute from keys and digests', async () => {
  const of = origin()
  await take(of, ...[30, 31, 32].map((no): Incoming => ({ raw: unit(no), sourceDay: '2026-11-09' })), {
    raw: unit(33),
    sourceDay: '2026-11-10',
  })
  await take(of, { raw: unit(32), operation: 'delete', sourceDay: '2026-11-09' })
  const { createHash } = await import('node:crypto')
  const keys = await keysOf(room, of.id, '2026-11-09')
  expect(keys.map((k) => k.key)).toEqual(['R30', 'R31'])
  const lines = keys.map((k) => `${k.key}\t${k.digest}\n`).join('')
  expect(await figures(room, of.id, '2026-11-09', '2026-11-10')).toMatchObject([
    { day: '2026-11-09', count: 2, sumFen: '3000000', digest: createHash('sha256').update(lines).digest('hex') },
    { day: '2026-11-10', count: 1, sumFen: '1500000' },
  ])
})

test('every public record gets a result under the preset that its fields name, and none is refused', async () => {
  const raws = readFileSync(new URL('../../db/seeds/penalties-public.ndjson', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ raw: JSON.parse(line) as Record<string, unknown>, text: line }))
  const of = origin()
  const results = await ingest(room, of, undefined, raws)
  const count = (outcome: string) => results.filter((r) => r.outcome === outcome).length
  expect(count('refused')).toBe(0)
  expect(count('created') + count('updated') + count('unchanged') + count('quarantined')).toBe(113)
  expect(count('created')).toBe(113)
  expect(new Set(outcomes(await ingest(room, of, presets[0], raws)))).toEqual(new Set(['unchanged']))
})

describe('sight', () => {
  test('the organ, the sender and the procuratorate of the region and above see a record; nobody else does', async () => {
    const sender = { id: '01900000-0000-7000-8000-0000000000aa', kind: 'service_platform', regionCode: '450500' }
    const [made] = await take({ id: `import:${++serial}`, agencyId: sender.id }, unit(50))
    const sees = async (who: { id: string; kind: string; regionCode: string }) =>
      (await show(room, who, made?.id as string)) !== undefined &&
      (await list(room, who, { after: null, limit: 200 })).items.some((i) => i.row.id === made?.id)
    const other = '01900000-0000-7000-8000-0000000000bb'
    expect(await sees(viewer)).toBe(true)
    expect(await sees(sender)).toBe(true)
    for (const regionCode of ['450502', '450500', '450000', '100000'])
      expect(await sees({ id: other, kind: 'procuratorate', regionCode }), regionCode).toBe(true)
    for (const regionCode of ['450503', '330000'])
      expect(await sees({ id: other, kind: 'procuratorate', regionCode })).toBe(false)
    expect(await sees({ id: other, kind: 'public_security', regionCode: '450502' })).toBe(false)
    expect(await sees({ ...sender, id: other })).toBe(false)
  })

  test('the list goes on without gaps or repetitions, and its filters hold', async () => {
    const of = { id: `import:${++serial}`, agencyId: '01900000-0000-7000-8000-0000000000cc' }
    const who = { id: of.agencyId, kind: 'service_platform', regionCode: '450502' }
    const results = await take(of, ...Array.from({ length: 25 }, (_, i) => unit(60 + i)))
    const found: string[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(room, who, { after, limit: 10 })
      found.push(...page.items.map((i) => i.row.id))
      after = page.next
    } while (after !== null)
    expect(found).toEqual(results.map((r) => r.id).toReversed())
    const one = await list(room, who, { after: null, limit: 10, decisionKey: '海市监罚〔2026〕61号' })
    expect(one.items.map((i) => i.row.id)).toEqual([results[1]?.id])
    expect((await list(room, who, { after: null, limit: 10, region: '3301' })).items).toEqual([])
    expect((await list(room, who, { after: null, limit: 10, decidedFrom: '2026-11-03' })).items).toEqual([])
    expect((await list(room, who, { after: null, limit: 10, state: 'withdrawn' })).items).toEqual([])
  })
})
