// Draws kept: announced before their seed exists, made by nobody's choice, reviewed, counted, and proved afterwards from what
// is kept and from what was published.
import { describe, expect, test } from 'vitest'
import { announceDraw } from '../../schemas/index.ts'
import { dayText, localDay, type Refusal, refused, uuidv7 } from '../../src/kernel/index.ts'
import {
  announce,
  cancelDraw,
  drawFigures,
  fileOf,
  listDrawn,
  listDraws,
  makeDraw,
  makeWaiting,
  populationOf,
  reviewDrawn,
  reviewsOf,
  reviewsTold,
  showDraw,
  verifyDraw,
  verifyDraws,
} from '../../src/supervision/index.ts'
import { testDatabase } from '../database.ts'
import { drawnBy } from '../vectors/draw-outsider.ts'
import { inventedUscc } from '../world.ts'
import { drawsScene, said } from './draws-scene.ts'

const db = await testDatabase()
const scene = await drawsScene(db)
const { draws, organs } = scene
const { procuratorate, market } = organs
const caller = await scene.caller(procuratorate)
const own = await scene.penalties(150, market)
await scene.penalties(30, organs.customs)
await scene.penalties(5, market, { state: 'withdrawn' })
await scene.grow()

async function announced(more: Record<string, unknown> = {}) {
  const input = announceDraw.parse(scene.announcement(more))
  const outcome = await announce(draws, caller, input, said(input))
  if (refused(outcome)) throw new Error(`${outcome.code} ${outcome.detail} ${JSON.stringify(outcome.facts)}`)
  return outcome.id
}
async function refusal(more: Record<string, unknown>): Promise<Refusal> {
  const input = announceDraw.parse(scene.announcement(more))
  const outcome = await announce(draws, caller, input, said(input))
  if (!refused(outcome)) throw new Error('it was announced')
  return outcome
}
async function made(more: Record<string, unknown> = {}) {
  const id = await announced(more)
  await scene.grow()
  expect(await makeWaiting(draws, (error) => expect.fail(String(error)))).toBeGreaterThan(0)
  return id
}
const linesOf = async (id: string) => {
  let text = ''
  for await (const piece of (await populationOf(draws, caller.agency, id)) ?? []) text += piece
  return text.split('\n').slice(0, -1)
}
async function* batch(lines: readonly string[]) {
  yield lines
}
const everything = { after: 0, limit: 200 }
const officers = procuratorate.officers.slice(0, 1)

describe('a population', () => {
  test('is every case of the period in the procuratorate’s region, each once, and nothing else', async () => {
    const id = await announced()
    const lines = (await linesOf(id)).map((line) => JSON.parse(line))
    expect(lines.map(([one]) => one)).toEqual(own.map((one) => `penalty:${one}`))
    expect(lines[0]).toEqual([`penalty:${own[0]}`, '', 1, [market.code], 'market'])
    const shown = await showDraw(draws, caller.agency, id)
    expect(shown).toMatchObject({ state: 'announced', members: 150, drawn: 0, waitsFor: 'tree' })
    expect(shown?.announcement.strata).toEqual([{ key: '', members: 150, draw: 12 }])
  })

  test('does not change with the records that it was made from', async () => {
    const id = await announced()
    const before = await linesOf(id)
    const more = await scene.penalties(3, market)
    await db.pool.query(`update penalty_case set state = 'withdrawn' where id = any($1)`, [more])
    expect(await linesOf(id)).toEqual(before)
  })

  test('is narrowed by field, organ, verdict and what was not transferred', async () => {
    const members = async (population: object) => {
      const id = await announced({
        population: { of: 'penalty', from: '2026-01-01', to: '2026-03-31', ...population },
        take: { total: 1 },
      })
      return (await showDraw(draws, caller.agency, id))?.members
    }
    expect(await members({ suspectedNotTransferred: true })).toBe(7)
    expect(await members({ domains: ['market'], agencies: [market.code] })).toBe(150)
    expect(await members({ from: '2026-01-01', to: '2026-01-02' })).toBe(4)
    expect(
      (await refusal({ population: { of: 'penalty', from: '2026-01-01', to: '2026-03-31', verdicts: ['hit'] } })).code,
    ).toBe('condition_unmet')
  })
})

describe('other populations', () => {
  test('transfers of a period, with every organ that has a part in them, and the status as a weight', async () => {
    const ids = Array.from({ length: 6 }, () => uuidv7())
    const today = dayText(localDay(Date.now()))
    await db.ownerPool.query(
      `with t as (
         insert into transfer (id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, created_at, updated_at)
         select id, 1, $2, id::text, id::text, 'market', '450502', '某案', case when no % 2 = 0 then 'not_filed' else 'filed' end, '{}', now(), now()
         from unnest($1::uuid[]) with ordinality as x(id, no) returning id
       )
       insert into case_part (transfer_id, agency_id, part, from_version)
       select id, a.agency, a.part, 1 from t cross join (values ($2::uuid, 'sender'), ($3::uuid, 'supervisor')) a(agency, part)`,
      [ids, market.id, procuratorate.id],
    )
    const { customs } = organs
    const id = await made({
      ...{ population: { of: 'transfer', from: today, to: today }, take: { total: 4 } },
      ...{ method: 'risk_weighted', weights: { 'status:not_filed': 7 } },
      reviewers: [...procuratorate.officers, { ...customs.officers[0], agency: customs.code }].map((r) => ({
        ...{ ...r, capacity: 9 },
      })),
    })
    const lines = (await linesOf(id)).map((line) => JSON.parse(line))
    expect(lines.map(([one]) => one)).toEqual([...ids].sort().map((one) => `transfer:${one}`))
    expect(lines.map(([, , weight]) => weight).sort()).toEqual([1, 1, 1, 7, 7, 7])
    expect(new Set(lines[0][3])).toEqual(new Set([market.code, procuratorate.code]))
    // The procuratorate has a part in each: none of its own officers may review.
    const { items } = (await listDrawn(draws, caller.agency, id, everything)) ?? { items: [] }
    expect(items.map((i) => i.reviewers.map((r) => r.agency))).toEqual(items.map(() => [customs.code]))
  })

  test('what bears a label that the procuratorate may know', async () => {
    const room = { ...draws, labelled: async () => own.slice(3, 8) }
    const label = own[0] as string
    const population = { of: 'penalty', from: '2026-01-01', to: '2026-03-31', label }
    const input = announceDraw.parse(scene.announcement({ population, take: { each: 2 } }))
    const outcome = await announce(room, caller, input, said(input))
    if (refused(outcome)) throw new Error(outcome.detail)
    const lines = (await linesOf(outcome.id)).map((line) => JSON.parse(line)[0])
    expect(lines).toEqual(own.slice(3, 8).map((one) => `penalty:${one}`))
  })
})

describe('an announcement is refused', () => {
  test.each([
    [
      'beyond the region',
      { population: { of: 'penalty', from: '2026-01-01', to: '2026-03-31', regions: ['430100'] } },
      '/population/regions/0',
    ],
    ['of nobody', { population: { of: 'penalty', from: '2020-01-01', to: '2020-03-31' } }, '/population'],
    ['by too few hands', { take: { total: 100 } }, '/reviewers'],
    [
      'with a reviewer of nowhere',
      { reviewers: [{ name: '某', agency: inventedUscc(999, '110000'), capacity: 20 }] },
      '/reviewers/0/agency',
    ],
    ['of none', { take: { of: { nowhere: 3 } } }, '/take'],
    [
      'by an unknown label',
      { population: { of: 'penalty', from: '2026-01-01', to: '2026-03-31', label: own[0] } },
      '/population/label',
    ],
    ['again of what never was', { redrawOf: { draw: own[0], reason: '重抽' } }, '/redrawOf/draw'],
  ])('%s, and says where', async (_, more, pointer) => {
    const { code, facts } = await refusal(more as Record<string, unknown>)
    expect([code, facts.errors?.[0]?.pointer]).toEqual(['condition_unmet', pointer])
  })

  test('to others than procuratorates, and to officers without a certificate', async () => {
    const input = announceDraw.parse(scene.announcement())
    const other = await announce(draws, await scene.caller(market), input, said(input))
    expect(refused(other) && other.code).toBe('agency_kind_not_permitted')
    expect((await refusal({ officers: market.officers })).code).toBe('officer_not_certified')
  })

  test('and leaves no trace: the next one bears the next number', async () => {
    const before = (await showDraw(draws, caller.agency, await announced()))?.no ?? 0
    await refusal({ officers: market.officers })
    expect((await showDraw(draws, caller.agency, await announced()))?.no).toBe(before + 1)
    const { rows } = await db.pool.query(
      'select count(*)::int as n from draw_population where not exists (select from draw where id = draw_id)',
    )
    expect(rows[0].n).toBe(0)
  })
})

describe('a draw', () => {
  test('waits for the first checkpoint after its announcement, and is then made by nobody', async () => {
    const id = await announced()
    const early = await makeDraw(draws, caller, id, { officers, publicValues: [] }, said({}))
    expect(refused(early) && [early.code, early.facts.retryAfterSeconds]).toEqual(['contended', 3])
    expect(await makeWaiting(draws)).toBe(0)
    await scene.grow()
    expect(await makeWaiting(draws)).toBeGreaterThan(0)
    const shown = await showDraw(draws, caller.agency, id)
    expect(shown).toMatchObject({ state: 'drawn', drawn: 12, version: 2, waitsFor: 'nothing' })
    expect(shown?.acts.map((a) => [a.act, a.officers.length])).toEqual([
      ['announce', 1],
      ['draw', 0],
    ])
    const again = await makeDraw(draws, caller, id, { officers, publicValues: [] }, said({}))
    expect(refused(again) && again.code).toBe('wrong_state')
  })

  test('is computed again by anybody from its file and its population', async () => {
    const id = await made()
    const file = JSON.parse(JSON.stringify(await fileOf(draws, caller.agency, id)))
    const lines = await linesOf(id)
    expect(await verifyDraw(file, batch(lines), [scene.verifierKey])).toMatchObject({ holds: true, faults: [] })
    const told = { announcement: file.announcement, checkpoint: file.seal.checkpoint, publicValues: [] }
    expect(drawnBy(told, lines)).toEqual(file.result.selected.map((s: { id: string }) => s.id))
    const { items } = (await listDrawn(draws, caller.agency, id, everything)) ?? { items: [] }
    expect(items.map((i) => `${i.subject.kind}:${i.subject.id}`)).toEqual(
      file.result.selected.map((s: { id: string }) => s.id),
    )
    const foreign = await verifyDraw(file, batch(lines), ['gateway.example/journal+00000000+AAAA'])
    expect(foreign.faults.map((f) => f.fault)).toContain('key')
  })

  test('of the same population comes out otherwise under another checkpoint', async () => {
    const [one, other] = [await made(), await made()]
    const ids = async (id: string) => (await fileOf(draws, caller.agency, id))?.result?.selected.map((s) => s.id)
    expect(await ids(one)).not.toEqual(await ids(other))
  })

  test('is stratified and weighted as announced, and each stratum gives its number', async () => {
    const id = await made({
      ...{
        method: 'risk_weighted',
        stratifyBy: ['procedure', 'month'],
        weights: { suspected: 9, 'procedure:quick': 2 },
      },
      take: { each: 2 },
    })
    const shown = await showDraw(draws, caller.agency, id)
    expect(shown?.announcement.strata.map(({ key, draw }) => [key, draw])).toEqual(
      [
        'ordinary/2026-01',
        'ordinary/2026-02',
        'ordinary/2026-03',
        'quick/2026-01',
        'quick/2026-02',
        'quick/2026-03',
      ].map((key) => [key, 2]),
    )
    const weights = new Set((await linesOf(id)).map((line) => JSON.parse(line)[2]))
    expect([...weights].sort()).toEqual([1, 2, 9])
    expect(await verifyDraw(await fileOf(draws, caller.agency, id), batch(await linesOf(id)))).toMatchObject({
      holds: true,
    })
  })

  test('takes the public values that were announced, not before their day, and no others', async () => {
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
    const id = await announced({ publicValues: [{ name: '双色球', source: '中国福利彩票', day }] })
    await scene.grow()
    expect(await makeWaiting(draws)).toBeGreaterThanOrEqual(0)
    const values = [{ name: '双色球', value: '01 02 03 04 05 06 + 07' }]
    const make = (publicValues: { name: string; value: string }[]) =>
      makeDraw(draws, caller, id, { officers, publicValues }, said(publicValues))
    const early = await make(values)
    expect(refused(early) && early.facts.errors?.[0]?.detail).toContain('still to come')
    scene.pass(3 * 86_400_000)
    for (const [wrong, pointer] of [
      [[], '/publicValues'],
      [[...values, ...values], '/publicValues'],
      [[{ name: '沪深300', value: '1' }], '/publicValues/0/name'],
    ] as const) {
      const outcome = await make([...wrong])
      expect(refused(outcome) && outcome.facts.errors?.[0]?.pointer).toBe(pointer)
    }
    expect(refused(await make(values))).toBe(false)
    const file = await fileOf(draws, caller.agency, id)
    const report = await verifyDraw(file, batch(await linesOf(id)), [scene.verifierKey])
    expect(report).toMatchObject({ holds: true })
    expect(report.believed.join(' ')).toContain('双色球')
  })

  test('that is asked for twice at once is made once', async () => {
    const id = await announced()
    await scene.grow()
    const outcomes = await Promise.all([
      makeWaiting(draws),
      makeWaiting(draws),
      makeDraw(draws, caller, id, { officers, publicValues: [] }, said({})),
    ])
    expect(outcomes).toHaveLength(3)
    expect(await showDraw(draws, caller.agency, id)).toMatchObject({ state: 'drawn', version: 2 })
  })

  test('of which a line was changed in the database is not made', async () => {
    const id = await announced()
    await scene.grow()
    await db.ownerPool.query('alter table draw_population disable trigger draw_population_written_once')
    await db.ownerPool.query(`update draw_population set lines = replace(lines, '"",1,', '"",2,') where draw_id = $1`, [
      id,
    ])
    await db.ownerPool.query('alter table draw_population enable trigger draw_population_written_once')
    const faults: string[] = []
    await makeWaiting(draws, (error) => faults.push(String(error)))
    expect(faults.join()).toContain('not the one that was announced')
    expect((await showDraw(draws, caller.agency, id))?.state).toBe('announced')
    expect((await verifyDraws(db.pool)).faults).toMatchObject([{ draw: id, fault: 'not_reproduced' }])
    await db.ownerPool.query('alter table draw_population disable trigger draw_population_written_once')
    await db.ownerPool.query(`update draw_population set lines = replace(lines, '"",2,', '"",1,') where draw_id = $1`, [
      id,
    ])
    await db.ownerPool.query('alter table draw_population enable trigger draw_population_written_once')
    expect(await makeWaiting(draws)).toBe(1)
  })
})

describe('a cancelled draw', () => {
  test('stays visible with its reason, and whether its seed was known; another needs an announcement of its own', async () => {
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    const waiting = { publicValues: [{ name: '彩票', source: '福彩', day }] }
    const unknown = await announced({ ...waiting, publicValues: [{ name: '彩票', source: '福彩', day: '2099-01-01' }] })
    const cancel = (id: string) => cancelDraw(draws, caller, id, { officers, reason: '名单有误' }, said({ id }))
    await cancel(unknown)
    expect((await showDraw(draws, caller.agency, unknown))?.cancelled).toMatchObject({
      ...{ reason: '名单有误', seedKnown: false },
    })
    const known = await announced(waiting)
    await scene.grow()
    scene.pass(2 * 86_400_000)
    await cancel(known)
    const shown = await showDraw(draws, caller.agency, known)
    expect(shown).toMatchObject({ state: 'cancelled', cancelled: { seedKnown: true } })
    expect(await fileOf(draws, caller.agency, known)).toMatchObject({ result: null, cancelled: { seedKnown: true } })
    const redrawn = await announced({ redrawOf: { draw: known, reason: '名单更正后重抽' } })
    expect((await showDraw(draws, caller.agency, known))?.redrawnBy).toEqual([redrawn])
    const { items } = await listDraws(draws, caller.agency, { after: null, limit: 200, state: 'cancelled' })
    expect(items.map((i) => i.id)).toEqual(expect.arrayContaining([known, unknown]))
  })

  test('cannot be one whose seed is known and that waits for nobody, nor one that is made', async () => {
    const id = await announced()
    await scene.grow()
    const late = await cancelDraw(draws, caller, id, { officers, reason: '不想抽' }, said({ id }))
    expect(refused(late) && late.code).toBe('wrong_state')
    await makeWaiting(draws)
    const later = await cancelDraw(draws, caller, id, { officers, reason: '不想抽' }, said({ id }))
    expect(refused(later) && later.code).toBe('wrong_state')
    const open = await refusal({ redrawOf: { draw: await announced(), reason: '再来' } })
    expect(open.facts.errors?.[0]?.detail).toContain('cancel it first')
  })
})

describe('a review', () => {
  const review = (id: string, place: number, more: object = {}) =>
    reviewDrawn(
      draws,
      caller,
      id,
      place,
      { officers, found: true, kinds: ['not_transferred'], words: '应移送而未移送', ...more },
      said({ place, more }),
    )

  test('is entered by the reviewer to whom the case fell, shows on the case, and counts', async () => {
    const id = await made({ reviewers: [{ ...procuratorate.officers[0], capacity: 50 }] })
    const { items } = (await listDrawn(draws, caller.agency, id, everything)) ?? { items: [] }
    const [first, second] = items
    if (first === undefined || second === undefined) throw new Error('nothing was drawn')
    const stranger = await review(id, first.place, { officers: procuratorate.officers.slice(1) })
    expect(refused(stranger) && stranger.code).toBe('condition_unmet')
    expect(refused(await review(id, first.place))).toBe(false)
    expect(refused(await review(id, second.place, { found: false, kinds: [], words: '未发现问题' }))).toBe(false)
    expect(await showDraw(draws, caller.agency, id)).toMatchObject({ version: 4, reviewed: 2, found: 1 })
    expect(await reviewsOf(draws, 'penalty', first.subject.id)).toMatchObject([
      { draw: id, found: true, kinds: ['not_transferred'], words: '应移送而未移送' },
    ])
    // A corrected result: the last counts, and both stay in the chain.
    await review(id, first.place, { found: false, kinds: [], words: '复核后未发现问题' })
    expect(await showDraw(draws, caller.agency, id)).toMatchObject({ version: 5, reviewed: 2, found: 0 })
    expect(await reviewsOf(draws, 'penalty', first.subject.id)).toHaveLength(1)
    expect(await reviewsTold(db.pool, [{ draw: id, version: 3 }])).toMatchObject([
      { subjectId: first.subject.id, found: true, kinds: ['not_transferred'], agencyIds: [market.id] },
    ])
    const figures = await drawFigures(draws, caller.agency, { draw: id })
    expect(figures).toMatchObject({
      ...{ draws: 1, members: 150, drawn: 12, reviewed: 2, found: 0 },
      byAgency: [{ key: market.code, members: 150, drawn: 12, reviewed: 2, found: 0 }],
      byRegion: [{ key: '450502', members: 150, drawn: 12 }],
    })
    expect(figures?.byReviewer[0]).toMatchObject({ drawn: 12, reviewed: 2, name: '甲*' })
    const { rows } = await db.pool.query(
      `select distinct step from notice where kind = 'draw' and transfer_id = $1 and agency_id = $2`,
      [id, market.id],
    )
    expect(rows.map((r) => r.step)).toEqual(['draw_reviewed'])
  })

  test('of a place that is none, or fell to another organ, is not entered', async () => {
    const id = await made()
    const nowhere = await review(id, 999)
    expect(refused(nowhere) && nowhere.code).toBe('not_found')
    const outside = { reviewers: [{ ...organs.customs.officers[0], agency: organs.customs.code, capacity: 50 }] }
    const theirs = await made(outside)
    const owner = await review(theirs, 1)
    expect(refused(owner) && owner.code).toBe('not_your_step')
    const customs = await scene.caller(organs.customs)
    const entered = await reviewDrawn(
      draws,
      customs,
      theirs,
      1,
      { officers: organs.customs.officers.slice(0, 1), found: false, kinds: [], words: '无' },
      said({ theirs }),
    )
    expect(refused(entered)).toBe(false)
  })
})

describe('sight', () => {
  test('the whole for procuratorates of the region, its part for an organ that reviews, the file for whose case was drawn', async () => {
    const { customs, city, foreign } = organs
    const reviewers = [
      { ...customs.officers[0], agency: customs.code, capacity: 6 },
      { ...procuratorate.officers[0], capacity: 50 },
    ]
    const id = await made({ reviewers })
    const viewer = async (organ: typeof market) => (await scene.caller(organ)).agency
    expect((await listDrawn(draws, await viewer(city), id, everything))?.items).toHaveLength(12)
    const part = (await listDrawn(draws, await viewer(customs), id, everything))?.items ?? []
    expect(part).toHaveLength(6)
    expect((await showDraw(draws, await viewer(customs), id))?.reviewers).toHaveLength(1)
    expect(await listDrawn(draws, await viewer(market), id, everything)).toBeUndefined()
    expect(await showDraw(draws, await viewer(market), id)).toBeUndefined()
    expect(await fileOf(draws, await viewer(market), id)).toBeDefined()
    for (const look of [showDraw, fileOf, populationOf] as const)
      expect(await look(draws, await viewer(foreign), id)).toBeUndefined()
    expect((await listDraws(draws, await viewer(foreign), { after: null, limit: 50 })).items).toEqual([])
    expect((await listDraws(draws, await viewer(customs), { after: null, limit: 50 })).items[0]?.id).toBe(id)
    expect(await drawFigures(draws, await viewer(customs), {})).toBeUndefined()
    // Weights tell what is suspected of whom: not to those who are suspected.
    const weighted = await made({ method: 'risk_weighted', weights: { suspected: 5 } })
    expect(await fileOf(draws, await viewer(market), weighted)).toBeUndefined()
    const waiting = await announced({ publicValues: [{ name: 'a', source: 'b', day: '2099-01-01' }] })
    expect(await fileOf(draws, await viewer(market), waiting)).toBeUndefined()
  })
})

describe('afterwards', () => {
  test('every chain, every head and every draw is proved from what is kept', async () => {
    const { checked, faults } = await verifyDraws(db.pool)
    expect(checked).toBeGreaterThan(15)
    expect(faults).toEqual([])
  })

  test.each([
    ['a draw taken away', 'delete from draw where id = $1', 'draw_missing'],
    ['a result put in its head', 'update draw set version = version + 1 where id = $1', 'head_differs'],
    [
      'an act rewritten',
      `update draw_act set body = replace(body, '抽查', '检查') where draw_id = $1 and version = 1`,
      'commitment',
    ],
    ['an act taken away', 'delete from draw_act where draw_id = $1 and version = 2', 'bytes_missing'],
    ['its chain taken away', `delete from journal_matter where matter = 'draw:' || $1::text`, 'missing'],
  ])('%s by the owner of the database is found', async (_, tampering, fault) => {
    const id = await made()
    await scene.grow()
    const connection = await db.ownerPool.connect()
    try {
      await connection.query('begin')
      await connection.query(`set local session_replication_role = replica`)
      await connection.query(tampering, [id])
      await connection.query('commit')
      expect((await verifyDraws(db.pool)).faults.filter((f) => f.draw === id)).toMatchObject([{ fault }])
    } finally {
      connection.release()
    }
  })
})
