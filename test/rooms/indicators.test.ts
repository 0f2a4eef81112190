// What real cases add to the indicators: driven act by act through the gateway, counted by its follower, and held against
// figures made by hand; and the same made anew from the events.
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import {
  casesBehind,
  dashboard,
  type Figure,
  figures,
  followIndicators,
  type IndicatorsAsked,
  type IndicatorsRoom,
  lastMonths,
  recount,
} from '../../src/supervision/index.ts'
import { type Acted, world } from '../world.ts'

const w = await world()
const registry = new Registry({ pool: w.db.pool })
const room: IndicatorsRoom = {
  pool: w.db.pool,
  directory: async () => (await registry.current()).directory,
  now: Date.now,
}
const thisMonth = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
/** Acts around midnight at the end of a month fall into two. */
const period = lastMonths(3, thisMonth)
const cases: Record<string, string> = {}

async function of(asked: Partial<IndicatorsAsked> & { scope: string }): Promise<Map<string, Figure>> {
  const found = await figures(room, { ...period, ...asked })
  return new Map(found.map((f) => [asked.dimension === undefined ? f.indicator : `${f.indicator} ${f.key}`, f]))
}

const cell = (f: Figure | undefined) => f && [f.cases.n, f.cases.d]
const heads = (f: Figure | undefined) => f?.persons && [f.persons.n, f.persons.d]

beforeAll(async () => {
  const take = async (organ: string, id: string, step: string, body: Record<string, unknown> = {}) => {
    const { status, body: acted } = await w.step<Acted>(organ, id, step, body)
    expect(status, `${step}: ${JSON.stringify(acted)}`).toBe(200)
    return acted
  }
  const { chief } = w.organ('police')
  const decided = { decidedBy: chief }
  const charges = [{ name: '虚假广告罪' }]
  const begun = async (name: string) => {
    const { transfer } = await w.submit()
    cases[name] = transfer.id
    return transfer.id
  }
  const split = await begun('split')
  await take('police', split, 'receipt_sign', decided)
  await take('police', split, 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
  await take('market', split, 'supplement_notice_receipt', { round: 1 })
  await take('market', split, 'supplement_submission', { round: 1, materials: await w.materials('market', ['M4']) })
  const number = (no: string) => ({ ...decided, documentNo: no })
  await take('police', split, 'filing_approved', { ...number('海公立字〔2026〕901号'), suspects: ['s1'], charges })
  const refusal = { ground: 'obviously_minor', reasons: '情节显著轻微' }
  await take('police', split, 'filing_refused', { ...number('海公不立字〔2026〕901号'), ...refusal })
  await take('market', split, 'filing_notice_receipt')
  await take('market', split, 'non_filing_notice_receipt')
  const handed = [{ item: 1, name: '宣传册', quantity: '200', unit: '册' }]
  await take('market', split, 'exhibits_handover', { receivedBy: chief, handedOver: handed })

  const refused = await begun('refused')
  await take('police', refused, 'receipt_sign', decided)
  await take('police', refused, 'filing_refused', { ...number('海公不立字〔2026〕902号'), ...refusal })
  await take('market', refused, 'non_filing_notice_receipt')
  const agencyChief = w.organ('market').chief
  await take('market', refused, 'reconsideration_request', { decidedBy: agencyChief, grounds: '有新的证据' })
  const filing = { ...number('海公立字〔2026〕902号'), charges, reasons: '改为立案' }
  await take('police', refused, 'paper_receipt')
  await take('police', refused, 'reconsideration_reversed', filing)

  const judged = await begun('judged')
  await take('police', judged, 'receipt_sign', decided)
  await take('police', judged, 'filing_approved', { ...number('海公立字〔2026〕903号'), charges })
  const by = { decidedBy: w.organ('procuratorate').chief }
  await take('police', judged, 'prosecution_referral', { ...number('海公诉字〔2026〕903号'), charges })
  await take('procuratorate', judged, 'indictment', {
    ...{ ...by, documentNo: '海检刑诉〔2026〕903号', suspects: ['s1'], charges: [{ name: '生产、销售伪劣产品罪' }] },
  })
  await take('procuratorate', judged, 'non_prosecution', {
    ...{ ...by, documentNo: '海检刑不诉〔2026〕903号', suspects: ['s2'], kind: 'discretionary', reasons: '情节轻微' },
  })
  await take('procuratorate', judged, 'np_internal_handover', by)

  const withdrawn = await begun('withdrawn')
  await take('market', withdrawn, 'transfer_withdrawal', { decidedBy: agencyChief, reasons: '发现管辖有误' })

  const { transfer } = await w.submit('customs')
  cases.customs = transfer.id
  await vi.waitFor(
    async () => {
      await followIndicators(room)
      expect(await caught()).toBe(true)
    },
    { timeout: 30_000, interval: 200 },
  )
}, 60_000)

/** Every case is counted up to its last entry. */
async function caught(): Promise<boolean> {
  const { rows } = await w.db.pool.query(
    'select count(*)::int as n from transfer t where not exists (select from indicator_case c where c.subject = t.id and c.version = t.version)',
  )
  return rows[0]?.n === 0
}

describe('figures', () => {
  test('a case with two suspects is filed once as a case and once as a person, and refused for the other', async () => {
    const region = await of({ scope: '450502' })
    // split, refused (filed after reconsideration), judged
    expect(cell(region.get('filing_rate'))).toEqual([3, 3])
    expect(heads(region.get('filing_rate'))).toEqual([5, 6])
    expect(cell(region.get('non_filing_rate'))).toEqual([0, 3])
    expect(heads(region.get('non_filing_rate'))).toEqual([1, 6])
    expect(region.get('filing_rate')?.cases.rate).toBe(1)
  })

  test('each act is counted over its own denominator', async () => {
    const region = await of({ scope: '450502' })
    const expected = {
      acceptance_rate: [3, 3],
      transfer_rate: [4, 4],
      transfer_timeliness: [4, 4],
      approval_timeliness: [4, 4],
      supplement_rate: [1, 3],
      supplement_notice_timeliness: [1, 1],
      supplement_completion: [1, 1],
      return_rate: [0, 3],
      filing_timeliness: [3, 3],
      extension_rate: [0, 3],
      reconsideration_rate: [1, 2],
      reversal_rate: [1, 1],
      supervision_rate: [0, 2],
      handover_timeliness: [1, 1],
      prosecution_rate: [1, 1],
      revocation_rate: [0, 3],
      reverse_handover_timeliness: [1, 1],
      opinion_issue_rate: [0, 1],
      refused_for_incompleteness: [0, 2],
      feedback_rate: [3, 3],
    }
    expect(Object.fromEntries(Object.keys(expected).map((id) => [id, cell(region.get(id as never))]))).toEqual(expected)
    expect(heads(region.get('prosecution_rate'))).toEqual([1, 2])
    expect(region.get('refused_for_incompleteness')?.cases.rate).toBeNull()
    expect([...region.values()].every((f) => f.cases.n <= f.cases.d || f.cases.rate === null)).toBe(true)
  })

  test('a period that still runs is in no denominator', async () => {
    const region = await of({ scope: '450502' })
    // Filing notices of two cases were never signed for, so no handover is due; no reverse review has ended.
    expect(region.get('reverse_review_timeliness')).toBeUndefined()
    expect(region.get('red_flag')?.cases.n).toBe(0)
  })

  test('regions hold what lies in them, and the country holds all', async () => {
    for (const scope of ['*', '45', '4505', '450502', '43', '4301'])
      expect([scope, cell((await of({ scope })).get('transfer_timeliness'))]).toEqual([
        scope,
        scope === '*' ? [5, 5] : scope.startsWith('43') ? [1, 1] : [4, 4],
      ])
    const provinces = await of({ scope: '*', dimension: 'region', indicators: ['transfer_timeliness'] })
    expect([...provinces.keys()]).toEqual(['transfer_timeliness 43', 'transfer_timeliness 45'])
    const within = await of({ scope: '45', dimension: 'region', indicators: ['transfer_timeliness'] })
    expect([...within.keys()]).toEqual(['transfer_timeliness 4505'])
  })

  test('an organ’s own figures are made only of acts that it may see', async () => {
    const market = await of({ scope: `a:${w.organ('market').id}` })
    const procuratorate = await of({ scope: `a:${w.organ('procuratorate').id}` })
    expect(cell(market.get('filing_rate'))).toEqual([3, 3])
    for (const sealed of ['reverse_handover_timeliness', 'opinion_issue_rate']) {
      expect(market.get(sealed), sealed).toBeUndefined()
      expect(cell(procuratorate.get(sealed))?.[1], sealed).toBe(1)
    }
    const foreign = await of({ scope: `a:${w.organ('foreignMarket').id}` })
    expect(foreign.size).toBe(0)
  })

  test('fields, charges, levels and kinds of period add up to the whole', async () => {
    const whole = await of({ scope: '*' })
    for (const dimension of ['domain', 'level'] as const) {
      const parts = [...(await of({ scope: '*', dimension, indicators: ['transfer_timeliness'] })).values()]
      expect(parts.reduce((sum, f) => sum + f.cases.d, 0)).toBe(whole.get('transfer_timeliness')?.cases.d)
    }
    const charges = await of({ scope: '450502', dimension: 'charge', indicators: ['prosecution_rate'] })
    expect([...charges.keys()]).toEqual(['prosecution_rate 生产、销售伪劣产品罪'])
    const steps = await of({ scope: '*', dimension: 'step', indicators: ['red_flag'] })
    expect(cell(steps.get('red_flag filing_review'))).toEqual([0, 3])
    const market = await of({ scope: '*', filter: 'd:market', indicators: ['transfer_timeliness'] })
    expect(cell(market.get('transfer_timeliness'))).toEqual([4, 4])
  })

  test('months stand beside the same months a year before', async () => {
    const months = await figures(room, { ...period, scope: '*', dimension: 'month', compareYear: true })
    const timely = months.filter((f) => f.indicator === 'transfer_timeliness')
    expect(timely.reduce((sum, f) => sum + f.cases.d, 0)).toBe(5)
    expect(timely.every((f) => f.previous?.cases.d === 0)).toBe(true)
    const all = await dashboard(room, { scope: '*', ...period })
    expect(all.total.find((f) => f.indicator === 'filing_rate')).toMatchObject({ cases: { n: 3, d: 3 } })
    expect(lastMonths(24, '2026-11')).toEqual({ from: '2024-12', to: '2026-11' })
    expect(lastMonths(12, '2026-12')).toEqual({ from: '2026-01', to: '2026-12' })
  })
})

describe('from a figure to its cases', () => {
  const asked = { ...period, scope: '450502', indicator: 'filing_rate', which: 'all', after: null, limit: 2 } as const

  test('the cases behind a figure are as many as it says, page by page', async () => {
    const first = await casesBehind(w.db.pool, asked)
    expect(first?.items).toHaveLength(2)
    const second = await casesBehind(w.db.pool, { ...asked, after: first?.next ?? null })
    expect(second?.next).toBeNull()
    const ids = [...(first?.items ?? []), ...(second?.items ?? [])].map((i) => i.id)
    expect(ids.sort()).toEqual([cases.split, cases.refused, cases.judged].sort())
    expect(await casesBehind(w.db.pool, { ...asked, after: 'e30' })).toBeNull()
  })

  test('those in the numerator and the rest are told apart, for regions and for organs', async () => {
    for (const scope of ['450502', `a:${w.organ('police').id}`]) {
      const ask = (which: 'numerator' | 'rest') =>
        casesBehind(w.db.pool, { ...asked, scope, indicator: 'reconsideration_rate', which })
      expect((await ask('numerator'))?.items.map((i) => i.id)).toEqual([cases.refused])
      expect((await ask('rest'))?.items.map((i) => i.id)).toEqual([cases.split])
    }
  })
})

test('the year before is the same months of the year before, however long the period is', async () => {
  const moved = (month: string, years: number) => `${Number(month.slice(0, 4)) + years}${month.slice(4)}`
  // What happened now lies in this period and in the one before.
  const long = { scope: '*', ...lastMonths(33, moved(thisMonth, 1)) }
  for (const more of [{}, { dimension: 'region' }, { dimension: 'charge', scope: '4505' }] as const) {
    const both = await figures(room, { ...long, ...more, compareYear: true })
    const earlier = await figures(room, { ...long, ...more, from: moved(long.from, -1), to: moved(long.to, -1) })
    const was = new Map(earlier.map((f) => [`${f.indicator} ${f.key}`, f.cases]))
    expect(both.some((f) => f.cases.d > 0 && (f.previous?.cases.d ?? 0) > 0)).toBe(true)
    for (const f of both)
      expect(f.previous?.cases).toEqual(was.get(`${f.indicator} ${f.key}`) ?? { n: 0, d: 0, rate: null })
  }
})

describe('made anew', () => {
  const cells = async () =>
    (await w.db.pool.query('select * from indicator_year order by scope, dim, indicator, year')).rows
  const facts = async () =>
    (await w.db.pool.query('select * from indicator_fact order by subject, indicator, instance')).rows

  test('a check finds nothing where the increments were right', async () => {
    expect(await recount(room, { mend: false })).toMatchObject({ subjectsDiffering: 0, cellsDiffering: 0 })
  })

  test('a check names cells that were changed by hand, and a rebuild puts them right', async () => {
    const before = await cells()
    await w.db.pool.query(
      `update indicator_year set n[12] = n[12] + 1 where scope = '45' and indicator = 'filing_rate' and dim = ''`,
    )
    await w.db.pool.query(`delete from indicator_year where scope = '43' and dim = ''`)
    const found = await recount(room, { mend: false })
    expect(found.cellsDiffering).toBeGreaterThan(1)
    expect(found.cells).toContainEqual(
      expect.objectContaining({ scope: '45', dim: '', indicator: 'filing_rate', n: -1 }),
    )
    expect(await recount(room, { mend: true })).toMatchObject({ mended: true })
    expect(await cells()).toEqual(before)
  })

  test('facts that were changed by hand are found in the cells that they would make', async () => {
    const before = [await facts(), await cells()]
    await w.db.pool.query(`delete from indicator_fact where subject = $1 and indicator = 'filing_rate'`, [cases.split])
    const found = await recount(room, { mend: false })
    expect(found.subjectsDiffering).toBe(1)
    expect(found.cells.map((c) => c.scope)).toContain('450502')
    await recount(room, { mend: true })
    expect([await facts(), await cells()]).toEqual(before)
  })

  test('from nothing a rebuild makes what the increments had made', async () => {
    const before = [await facts(), await cells()]
    for (const table of ['fact', 'year', 'case', 'scope']) await w.db.pool.query(`delete from indicator_${table}`)
    await recount(room, { mend: true })
    expect([await facts(), await cells()]).toEqual(before)
    const { rows } = await w.db.pool.query('select parent, scope from indicator_scope order by scope')
    expect(rows.map((r) => `${r.parent} ${r.scope}`)).toEqual(['* 43', '43 4301', '* 45', '45 4505', '4505 450502'])
  })
})
