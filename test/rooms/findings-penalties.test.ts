// What screening says becomes findings: a suspected crime without a transfer, a penalty in its place, signs of downgraded
// handling, a declaration that differs, one subject in pieces. What changes the result changes the finding.
import { expect, test } from 'vitest'
import { followScreening, marksKeyOf } from '../../src/penalties/index.ts'
import { recheck } from '../../src/supervision/index.ts'
import { timedWorld } from '../doors/procedure-scene.ts'
import { inventedUscc, type World } from '../world.ts'
import { finding, findingsOf, turn } from './findings-scene.ts'

const w = await timedWorld('2026-11-20T10:00:00+08:00')
const room = { pool: w.db.pool, now: () => w.clock.nowMs, marksKey: marksKeyOf(Buffer.alloc(32, 7)) }

/** Brings records in an organ's name, screens them and lets the findings follow. */
async function bring(organ: string, records: readonly Record<string, unknown>[]): Promise<string[]> {
  const answer = await w.ask<{ results: { id?: string; outcome: string }[] }>(
    organ,
    'POST',
    '/v1/penalty-cases',
    records,
  )
  await settle()
  return answer.body.results.map(({ id, outcome }) => {
    if (id === undefined || outcome === 'quarantined') throw new Error(JSON.stringify(answer.body))
    return id
  })
}
async function settle(): Promise<void> {
  await followScreening(room)
  w.pass({ minutes: 2 })
  await turn(w)
}
const about = (organ: string, id: string | undefined, more = '') =>
  findingsOf(w as World, organ, `&penalty=${id}${more}`)
const suspected = { 是否涉刑案件: '是' }

/** The national platform's layout, which says whether a crime is suspected. */
const named = (no: number, more: Record<string, unknown> = {}, by = w.organ('market')) => ({
  ...{ 处罚行为编号: `HW${no}`, 处罚行为名称: '销售侵权商品', 实施机构: by.name, 实施机构编码: by.code },
  ...{ 行政相对人名称: `第${no}贸易有限公司`, 行政相对人性质: '法人', 证件类型: '统一社会信用代码' },
  ...{ 行政相对人编码: inventedUscc(5_000 + no, '450502', '91'), 行政区划代码: '450502' },
  ...{ 违法事实: `第${no}案：销售侵犯注册商标专用权的商品。`, 处罚依据: '《中华人民共和国商标法》第六十条' },
  ...{
    处罚程序: '普通程序',
    行政处罚决定书文号: `海市监罚〔2026〕${5_000 + no}号`,
    作出行政处罚决定日期: '2026-11-02',
  },
  ...{ 处罚种类: '罚款', '罚款金额(元)': '15000', 处罚结果: '罚款15000元' },
  ...more,
})

test('what the agency itself calls suspected and did not transfer is a penalty in place of a transfer', async () => {
  const [id, plain] = await bring('market', [named(1, suspected), named(2)])
  const [found] = await about('procuratorate', id, '&kind=penalty_in_place_of_transfer')
  expect(found).toMatchObject({ grade: 'red', state: 'raised', basis: ['R310 11(1)', 'APL 8(2)', 'R310 16'] })
  expect(found?.agency?.id).toBe(w.organ('market').id)
  expect(found?.detail).toMatchObject({ declared: true, decidedOn: '2026-11-02', fineFen: 1_500_000 })
  expect(JSON.stringify(found)).not.toContain('贸易有限公司')
  expect(await about('market', id)).toHaveLength((await about('procuratorate', id)).length)
  for (const organ of ['police', 'foreignProcuratorate', 'foreignMarket']) expect(await about(organ, id)).toEqual([])
  expect(await about('procuratorate', plain, '&kind=penalty_in_place_of_transfer')).toEqual([])
})

test('the same result again changes nothing; a withdrawn record closes its findings and says so', async () => {
  const [id] = await bring('market', [named(3, suspected)])
  const [found] = await about('procuratorate', id, '&kind=penalty_in_place_of_transfer')
  await w.db.ownerPool.query(
    `insert into screening_queue (case_ids, reason, at) values (array[$1]::uuid[], 'rules', now())`,
    [id],
  )
  await settle()
  expect((await finding(w, 'market', found?.id ?? '')).body.version).toBe(1)
  await w.db.ownerPool.query(`update penalty_case set state = 'withdrawn' where id = $1`, [id])
  await w.db.ownerPool.query(
    `insert into screening_queue (case_ids, reason, at) values (array[$1]::uuid[], 'correction', now())`,
    [id],
  )
  await settle()
  expect((await finding(w, 'market', found?.id ?? '')).body.closed?.because).toBe('record_withdrawn')
})

test('a transfer that comes closes the finding, also where no result of screening says so', async () => {
  const [id] = await bring('market', [named(4, suspected)])
  const [found] = await about('market', id, '&state=open&kind=penalty_in_place_of_transfer')
  await w.db.ownerPool.query('update penalty_case set transfer_id = gen_random_uuid() where id = $1', [id])
  let after: string | undefined
  do
    after = (await recheck({ pool: w.db.pool, directory: w.deps.cases.directory }, new Date(w.clock.nowMs), after, 2))
      .next
  while (!after.startsWith('00000000'))
  expect((await finding(w, 'market', found?.id ?? '')).body.closed?.because).toBe('transferred')
})

test('signs of downgraded handling need two of them, and what the agency declares otherwise is a finding of its own', async () => {
  const [id] = await bring('market', [named(5)])
  const flagged = async (flags: number) => {
    await w.db.ownerPool.query('update screening set flags = $2 where case_id = $1', [id, flags])
    await w.db.ownerPool.query(
      `insert into screening_change (case_id, verdict_before, verdict, hits_changed, flags_changed, triage_changed, transfer_changed, at)
       values ($1, 'none', 'none', false, true, false, false, now())`,
      [id],
    )
    w.pass({ minutes: 2 })
    await turn(w)
    return (await about('procuratorate', id, '&state=open')).map((f) => [f.kind, f.grade, f.detail.flags])
  }
  expect(await flagged(0b000010)).toEqual([])
  expect(await flagged(0b001100)).toEqual([])
  expect(await flagged(0b001110)).toEqual([['downgraded_handling', 'orange', ['repeated', 'discussed', 'appraised']]])
  expect(await flagged(0b000010_000001)).toEqual([['declaration_differs', 'notice', ['repeated']]])
  const closed = (await about('market', id)).find((f) => f.kind === 'downgraded_handling')
  expect(closed).toMatchObject({ state: 'closed', closed: { because: 'no_longer_found' } })
})

test('one subject in pieces across two organs is one finding, seen by both their procuratorates, and no digest is in it', async () => {
  const uscc = inventedUscc(7_777, '450502', '91')
  const piece = { 行政相对人编码: uscc, 行政相对人名称: '化整为零有限公司' }
  const [first] = await bring('market', [named(11, piece), named(12, { ...piece, 作出行政处罚决定日期: '2026-11-05' })])
  await bring('foreignMarket', [
    named(13, { ...piece, 作出行政处罚决定日期: '2026-11-08', 行政区划代码: '330106' }, w.organ('foreignMarket')),
  ])
  const seen = await Promise.all(
    ['procuratorate', 'foreignProcuratorate'].map(async (organ) =>
      (await findingsOf(w, organ, '&state=open')).filter((f) => f.subject.startsWith('cluster:')),
    ),
  )
  for (const list of seen) {
    expect(list).toHaveLength(1)
    expect(list[0]?.detail).toMatchObject({ count: 3, organs: 2, from: '2026-11-02', to: '2026-11-08' })
    expect(JSON.stringify(list[0])).not.toMatch(/digest|化整为零有限公司/)
  }
  expect(seen[0]?.[0]?.id).toBe(seen[1]?.[0]?.id)
  expect(seen[0]?.[0]?.penaltyId).toBe(first)
  // Neither agency learns of the other's case.
  for (const organ of ['market', 'foreignMarket'])
    expect((await findingsOf(w, organ, '&state=open')).filter((f) => f.subject.startsWith('cluster:'))).toEqual([])
})

test('a summary procedure that should have been an ordinary one is due for conversion', async () => {
  const [id] = await bring('market', [named(6, { 处罚程序: '简易程序' })])
  const [found] = await about('procuratorate', id, '&kind=conversion_due')
  expect(found).toMatchObject({ grade: 'yellow' })
  expect(found?.detail.reasons).toMatchObject([{ basis: expect.stringMatching(/./), zh: expect.any(String) }])
})
