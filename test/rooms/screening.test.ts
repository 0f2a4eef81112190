// Screening as it is kept: what waits is judged and written once, with what made it, and follows the record, the subject's
// other penalties, the rules and the figures of provinces.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  backtest,
  correct,
  enterParameter,
  followScreening,
  marksKeyOf,
  membersAround,
  outcome,
  penaltyStandings,
  type ScreeningChange,
  sayFact,
  screenedAfter,
  screeningChanges,
  screeningLag,
  switchRule,
} from '../../src/penalties/index.ts'
import { rules } from '../../src/screening/index.ts'
import { inventedUscc } from '../bench/codes.ts'
import { testDatabase } from '../database.ts'
import { organ } from './penalties-scene.ts'
import { of, published, screeningScene } from './screening-scene.ts'

const db = await testDatabase()
const s = screeningScene(db)
const market = '海城区市场监督管理局'
let no = 100
const next = () => (no += 1)

async function changes(id: string): Promise<ScreeningChange[]> {
  return (await screeningChanges(db.pool, { txid: '0', seq: '0' }, 1_000)).filter((c) => c.caseId === id)
}
const kept = async (id: string) => (await s.kept(id)) ?? expect.fail(`${id} was not screened`)
async function brought(...records: Record<string, unknown>[]): Promise<string[]> {
  const ids = await s.bring(records)
  await s.follow()
  return ids
}
const one = async (record: Record<string, unknown>) => (await brought(record))[0] as string

beforeEach(() => s.follow())

describe('the queue', () => {
  test('a batch that came in waits as one row, and is screened when the follower comes', async () => {
    const ids = await s.bring([of(1, market), of(2, market)])
    const { rows } = await db.pool.query('select reason, cardinality(case_ids) as n from screening_queue')
    expect(rows).toEqual([{ reason: 'ingest', n: 2 }])
    expect(await screeningLag(db.pool)).toMatchObject({ waiting: 2 })
    await s.follow()
    expect(await screeningLag(db.pool)).toEqual({ waiting: 0, since: null, sweeps: 0 })
    expect(await kept(ids[0] as string)).toMatchObject({ verdict: 'unknown', domain: 'market', hits: [] })
    expect(await changes(ids[0] as string)).toEqual([])
  })

  test('records sent again wait for nothing', async () => {
    await s.bring([of(1, market), of(2, market)])
    expect(await screeningLag(db.pool)).toMatchObject({ waiting: 0 })
  })

  test('one follower at a time: another goes away at once', async () => {
    await s.bring([of(next(), market)])
    const holder = await db.pool.connect()
    await holder.query('select pg_advisory_lock(7310316)')
    const other = await followScreening(s.room)
    await holder.query('select pg_advisory_unlock(7310316)')
    holder.release()
    expect(other).toBeNull()
  })

  test('a follower killed in the middle loses nothing and does nothing twice', async () => {
    const ids = await s.bring(Array.from({ length: 300 }, () => of(next(), market)))
    const before = await judgedTimes()
    const child = spawn(process.execPath, ['test/start.js', 'rooms/screening-follower.ts', db.gatewayUrl, '20'])
    let written = 0
    child.stdout.on('data', (chunk) => {
      written += String(chunk).split('\n').length - 1
      if (written >= 3) child.kill('SIGKILL')
    })
    await once(child, 'exit')
    const left = await screeningLag(db.pool)
    expect(left.waiting).toBeGreaterThan(0)
    expect(left.waiting).toBeLessThan(300)
    while ((await followScreening(s.room)) === null) await new Promise((go) => setTimeout(go, 50))
    const after = await judgedTimes()
    expect(ids.map((id) => (after.get(id) ?? 0) - (before.get(id) ?? 0))).toEqual(ids.map(() => 1))
    const { rows } = await db.pool.query('select count(*)::int as n from screening where case_id = any($1)', [ids])
    expect(rows[0].n).toBe(300)
    expect(await screeningLag(db.pool)).toMatchObject({ waiting: 0 })
  })
})

/** How often each record was judged, by the word of the transactions. */
async function judgedTimes(): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const batch of await screenedAfter(db.pool, { txid: '0', seq: '0' }, 10_000))
    for (const id of batch.caseIds) times.set(id, (times.get(id) ?? 0) + 1)
  return times
}

describe('what a record says', () => {
  test('a figure that is stated makes a hit, kept with the facts that made it, and told once', async () => {
    const id = await one(
      published(next(), '海城区市场监督管理局', 'ip', { violation_type: '销售假冒注册商标的商品', sales_cny: 62_000 }),
    )
    expect(await kept(id)).toMatchObject({
      verdict: 'hit',
      hitRules: ['R18'],
      hits: [{ rule: 'R18', today: 'hit', near: false, used: { sales_cny: 62_000 } }],
    })
    expect(await changes(id)).toMatchObject([{ verdictBefore: 'none', verdict: 'hit', hitsChanged: true }])
    await s.follow()
    expect(await changes(id)).toHaveLength(1)
  })

  test('是否涉刑 without a transfer is a hit by itself, and none once the transfer is linked', async () => {
    const declared = await one(published(next(), market, 'market', {}))
    expect(
      await correct(s.penalties, writer, declared, [{ pointer: '/crime/suspected', value: true }], said('涉嫌犯罪')),
    ).toMatchObject({ version: 2 })
    await s.follow()
    expect(await kept(declared)).toMatchObject({ verdict: 'hit', hitRules: ['declared'], transferred: false })
    const transferId = '01900000-0000-7000-8000-00000000abcd'
    const entry = {
      penaltyId: declared,
      transferId,
      version: 1,
      step: 'transfer_dispatch',
      status: 'x',
      at: new Date().toISOString(),
    }
    await outcome({ pool: db.pool }, [entry])
    await s.follow()
    expect(await kept(declared)).toMatchObject({ transferred: true, hitRules: [] })
    expect((await changes(declared)).at(-1)).toMatchObject({
      verdictBefore: 'hit',
      hitsChanged: true,
      transferChanged: true,
    })
  })

  test('a record that is withdrawn loses its result, and that is told', async () => {
    const record = published(next(), market, 'ip', { violation_type: '销售假冒注册商标的商品', sales_cny: 62_000 })
    const id = await one(record)
    await s.bring([{ ...record, cd_operation: 'D' }])
    await s.follow()
    expect(await kept(id)).toMatchObject({ verdict: 'none', hits: [], facts: null })
    expect((await changes(id)).at(-1)).toMatchObject({ verdictBefore: 'hit', verdict: 'none' })
    expect((await penaltyStandings(db.pool, [id])).get(id)).toMatchObject({ state: 'withdrawn', verdict: 'none' })
    const { rows } = await db.pool.query('select 1 from penalty_mark where case_id = $1', [id])
    expect(rows).toEqual([])
  })

  test('a record that cannot be judged holds up no other', async () => {
    const [bad, good] = (await s.bring([of(next(), market), of(next(), market)])) as [string, string]
    const failed: string[] = []
    await db.ownerPool.query('alter table penalty_version disable trigger penalty_version_written_once')
    await db.ownerPool.query(`update penalty_version set record = '{"broken"' where case_id = $1`, [bad])
    await db.ownerPool.query('alter table penalty_version enable trigger penalty_version_written_once')
    await followScreening(s.room, { failed: (id) => failed.push(id) })
    expect(failed).toEqual([bad])
    expect((await kept(good)).verdict).toBe('unknown')
    await db.ownerPool.query('delete from penalty_case where id = $1', [bad])
    await db.ownerPool.query('delete from screening where case_id = $1', [bad])
  })
})

const writer = { clientId: 'c', agency: { id: organ.id, kind: 'administrative', regionCode: '450502' } }
const said = (reason: string) => ({
  raw: Buffer.from(reason),
  officers: [{ name: '王某', certificateNo: '1' }],
  reason,
})

describe('history', () => {
  const tobacco = (day: string, uscc: string | null, more: Record<string, unknown> = {}) =>
    published(next(), '海城区烟草专卖局', 'tobacco', {
      ...{
        violation_type: '无烟草专卖零售许可证经营烟草制品零售业务',
        decision_date: day,
        uscc,
        goods_value_cny: 1_000,
      },
      ...more,
    })

  test('earlier penalties of the same number count within the window, whoever decided them and whenever they come in', async () => {
    const uscc = inventedUscc(next(), '450502', '91')
    const third = await one(tobacco('2026-06-01', uscc, { goods_value_cny: 35_000 }))
    expect((await kept(third)).verdict).toBe('unknown')
    const earlier = await s.bring([tobacco('2025-06-01', uscc), tobacco('2024-06-01', uscc)], 'import:elsewhere')
    await s.follow()
    const result = await kept(third)
    expect(result).toMatchObject({ verdict: 'hit', hitRules: ['R28'] })
    expect([...(result.hits[0]?.others ?? [])].sort()).toEqual([...earlier].sort())
    expect(result.hits[0]?.used.tobacco_penalties_in_3y).toEqual([2, null])
    expect(result.flags & 2).toBe(2)
  })

  test('what is older than the window, of the same day, or under the same name alone does not count', async () => {
    const uscc = inventedUscc(next(), '450502', '91')
    const party = { party_name: '某某商行有限公司' }
    const last = await one(tobacco('2026-06-01', uscc, { ...party, goods_value_cny: 35_000 }))
    await brought(
      ...[tobacco('2023-05-31', uscc, party), tobacco('2026-06-01', uscc, party)],
      ...[tobacco('2025-01-01', null, party), tobacco('2025-02-01', null, party), tobacco('2025-03-01', uscc, party)],
    )
    expect((await kept(last)).verdict).toBe('unknown')
  })

  test('an earlier penalty that is withdrawn counts no more', async () => {
    const uscc = inventedUscc(next(), '450502', '91')
    const gone = tobacco('2025-06-01', uscc)
    const [, , third] = await brought(
      gone,
      tobacco('2024-06-01', uscc),
      tobacco('2026-06-01', uscc, { goods_value_cny: 35_000 }),
    )
    expect((await kept(third as string)).verdict).toBe('hit')
    await brought({ ...gone, cd_operation: 'D' })
    expect((await kept(third as string)).verdict).toBe('unknown')
  })

  test('marks are digests that another key makes otherwise, and members are found by them across organs', async () => {
    const uscc = inventedUscc(next(), '450502', '91')
    const [a, b] = (await brought(
      published(next(), market, 'market', { uscc, decision_date: '2026-01-01' }),
      published(next(), '银海区生态环境局', 'environment', { uscc, decision_date: '2026-02-01' }),
    )) as [string, string]
    const members = await membersAround(db.pool, [a])
    expect(members.map((m) => m.caseId).sort()).toEqual([a, b].sort())
    const shared = (id: string) => members.find((m) => m.caseId === id)?.marks.find((m) => m.kind === 'unit')?.digest
    expect(shared(a)).toBe(shared(b))
    expect((await membersAround(db.pool, [a], { days: 10 })).map((m) => m.caseId)).toEqual([a])
    const { rows } = await db.pool.query('select * from penalty_mark where case_id = $1', [a])
    expect(JSON.stringify(rows)).not.toContain(uscc)
    const other = { ...s.room, marksKey: marksKeyOf(Buffer.alloc(32, 8)) }
    await followScreening(other)
    const again = await membersAround(db.pool, [a])
    expect(again.map((m) => m.caseId).sort()).toEqual([a, b].sort())
    expect(again[0]?.marks.find((m) => m.kind === 'unit')?.digest).not.toBe(shared(a))
    await s.follow()
  })
})

describe('rules', () => {
  test('a rule that is switched has the records it concerns screened anew, and no others', async () => {
    const [waste, shop] = (await brought(
      published(next(), '海城区生态环境局', 'environment', { quantities: { 危险废物_吨: 3.5 } }),
      published(next(), market, 'market'),
    )) as [string, string]
    expect(await kept(waste)).toMatchObject({ verdict: 'hit', hitRules: ['R12'] })
    const before = await judgedTimes()
    await switchRule(s.room, { ruleId: 'R12', on: false, by: 'operator', reason: '待核' })
    await s.follow()
    const after = await judgedTimes()
    expect([
      (after.get(waste) ?? 0) - (before.get(waste) ?? 0),
      (after.get(shop) ?? 0) - (before.get(shop) ?? 0),
    ]).toEqual([1, 0])
    expect(await kept(waste)).toMatchObject({ verdict: 'unknown', hitRules: [] })
    expect((await changes(waste)).at(-1)).toMatchObject({ verdictBefore: 'hit', verdict: 'unknown' })
    await switchRule(s.room, { ruleId: 'R12', on: true, by: 'operator', reason: '核毕' })
    await s.follow()
    expect(await kept(waste)).toMatchObject({ verdict: 'hit' })
  })

  test('a rule that comes into force today concerns its records today', async () => {
    const id = await one(published(next(), '海城区生态环境局', 'environment', { quantities: { 危险废物_吨: 1.5 } }))
    const coming = rules.map((r) =>
      r.id === 'R12' ? { ...r, id: 'R12x', from: '2026-11-21', expression: 'hazardous_waste_tonnes >= 1.0' } : r,
    )
    await followScreening({ ...s.room, rules: [...rules, ...coming.filter((r) => r.id === 'R12x')] })
    expect(await kept(id)).toMatchObject({ hitRules: [] })
    const tomorrow = () => s.room.now() + 86_400_000
    await followScreening({ ...s.room, now: tomorrow, rules: [...rules, ...coming.filter((r) => r.id === 'R12x')] })
    expect(await kept(id)).toMatchObject({ verdict: 'hit', hitRules: ['R12x'] })
    await s.follow()
    expect(await kept(id)).toMatchObject({ hitRules: [] })
  })

  test('the figure of a province decides what waited for it, in that province only', async () => {
    const mine = (region: string) =>
      published(next(), '自然资源局', 'natural_resources', {
        violation_type: '未取得采矿许可证擅自采矿',
        region_code: region,
        uscc: null,
      })
    const [here, there] = (await brought(mine('450502'), mine('430102'))) as [string, string]
    for (const id of [here, there]) {
      const agency = { id: organ.id, kind: 'procuratorate', regionCode: '100000' }
      const fact = { decision: 'state' as const, fact: 'mineral_value_cny', least: 120_000 }
      expect(await sayFact(s.room, { clientId: 'p', agency }, id, fact, said('价格认定'))).toMatchObject({
        replayed: false,
      })
    }
    await s.follow()
    expect((await kept(here)).verdict).toBe('unknown')
    const figure = {
      regionCode: '450000',
      fact: 'mining_std_cny' as const,
      yuan: 100_000,
      from: '2020-01-01',
      to: null,
    }
    await enterParameter(s.room, { ...figure, basis: '桂高法〔2017〕1号', by: 'operator' })
    await s.follow()
    expect(await kept(here)).toMatchObject({ verdict: 'hit', hitRules: ['R36'] })
    expect((await kept(there)).verdict).toBe('unknown')
  })

  test('a back-test lists what would differ, and changes nothing', async () => {
    const id = await one(published(next(), '海城区生态环境局', 'environment', { quantities: { 危险废物_吨: 2.5 } }))
    const found: { caseId: string; gained: readonly string[] }[] = []
    const lower = rules.map((r) => (r.id === 'R12' ? { ...r, expression: 'hazardous_waste_tonnes >= 2.0' } : r))
    const summary = await backtest(s.room, rules, lower, { onDifference: (d) => void found.push(d) })
    expect(found).toContainEqual({ caseId: id, before: 'unknown', after: 'hit', gained: ['R12'], lost: [] })
    expect(summary).toMatchObject({ rules: ['R12'], differing: found.length, gained: found.length, lost: 0 })
    expect(summary.skipped).toBeGreaterThan(0)
    expect((await kept(id)).verdict).toBe('unknown')
    expect(await backtest(s.room, rules, rules)).toMatchObject({ judged: 0, differing: 0 })
  })
})
