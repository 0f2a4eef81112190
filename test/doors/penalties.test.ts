// The door of the penalty cases through the real gateway: records in by JSON and NDJSON, who sees them, corrections, the
// quarantine, a transfer draft in one act and the outcome that flows back.
import { describe, expect, test, vi } from 'vitest'
import { unit } from '../rooms/penalties-scene.ts'
import { type Answer, world } from '../world.ts'

const w = await world()
const market = w.organ('market')
const path = '/v1/penalty-cases'

interface Taken {
  readonly created: number
  readonly unchanged: number
  readonly quarantined: number
  readonly refused: number
  readonly updated: number
  readonly results: {
    n: number
    line?: number
    outcome: string
    id?: string
    version?: number
    faults?: { code: string }[]
  }[]
}
const of = (no: number, more: Record<string, unknown> = {}) => unit(no, more, market)
const bring = (body: unknown, by = 'market', headers: Record<string, string> = {}) =>
  w.ask<Taken>(by, 'POST', path, body, headers)
const idOf = (answer: Answer<Taken>, n = 0) => answer.body.results[n]?.id as string
const lines = (...records: unknown[]) => records.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n')
const ndjson = { 'content-type': 'application/x-ndjson' }

describe('records in', () => {
  test('an array, an object with records, and lines are taken alike', async () => {
    expect((await bring([of(1), of(2)])).body).toMatchObject({
      created: 2,
      updated: 0,
      unchanged: 0,
      quarantined: 0,
      refused: 0,
    })
    expect((await bring({ records: [of(1)] })).body).toMatchObject({ created: 0, unchanged: 1 })
    expect((await bring({ layout: 'sgs-new-unit', records: [of(3)] })).status).toBeLessThan(500)
    const answer = await bring(lines(of(2), '', '{"broken":', of(4)), 'market', ndjson)
    expect(answer.body).toMatchObject({ created: 1, unchanged: 1, refused: 1 })
    expect(answer.body.results.map((r) => [r.line, r.outcome])).toEqual([
      [1, 'unchanged'],
      [3, 'refused'],
      [4, 'created'],
    ])
  })

  test('an empty array is no record at all', async () => {
    expect((await bring([])).body).toEqual({
      created: 0,
      updated: 0,
      unchanged: 0,
      quarantined: 0,
      refused: 0,
      results: [],
    })
  })

  test.each([
    ['cut off', '[{"a":1}'],
    ['two documents', '[] []'],
    ['a comma too many', '[{"a":1},]'],
    ['a record that is none', '[{"a":1}, {"b" 2}]'],
    ['closed by another bracket', '[{"a":1}}'],
    ['deeper than anything', `[${'['.repeat(40)}${']'.repeat(40)}]`],
  ])('a document that is %s is malformed, and nothing of it is kept', async (_what, body) => {
    const answer = await bring(body)
    expect([answer.status, (answer.body as unknown as { code: string }).code]).toEqual([400, 'malformed_json'])
  })

  test('what is no JSON at all, another type, another shape and too many records are named', async () => {
    expect((await bring('plain', 'market', { 'content-type': 'text/plain' })).status).toBe(415)
    expect(await bring('"text"')).toMatchObject({ status: 400, body: { code: 'invalid_fields' } })
    expect(await bring({ rows: [] })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/records' }, { pointer: '/rows' }] },
    })
    expect(await bring({ records: [], layout: 'nobody' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/layout' }] },
    })
    expect(await bring({ records: [], mapping: { fields: { a: 'nowhere' } } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_fields' },
    })
    expect(await bring(`[${'{},'.repeat(10_000)}{}]`)).toMatchObject({ status: 400, body: { code: 'invalid_fields' } })
    expect((await bring([of(1)], 'court')).status).toBe(403)
  })

  test('a mapping of one’s own reads fields that no preset knows', async () => {
    const mapping = {
      fields: {
        编号: 'source_key',
        当事人: 'party.name',
        机关: 'organ.name',
        文号: 'decision_no',
        日期: 'date.decided',
        罚: { to: 'amount.fine', unit: 'yuan' },
      },
    }
    const answer = await bring({
      mapping,
      records: [
        {
          编号: 'M1',
          当事人: '某某有限公司',
          机关: market.name,
          文号: '海市监罚〔2026〕901号',
          日期: '2026年11月3日',
          罚: '500',
        },
      ],
    })
    expect(answer.body.results[0]?.outcome, JSON.stringify(answer.body)).toBe('created')
    const shown = await w.ask('market', 'GET', `${path}/${idOf(answer)}`)
    expect(shown.body).toMatchObject({ fineFen: '50000', decidedOn: '2026-11-03' })
  })

  test('thousands of records come in one request, and again', async () => {
    const many = lines(...Array.from({ length: 2_000 }, (_, i) => of(10_000 + i)))
    expect((await bring(many, 'market', ndjson)).body.created).toBe(2_000)
    expect((await bring(many, 'market', ndjson)).body.unchanged).toBe(2_000)
  })
})

describe('sight', () => {
  test('its organ, who sent it and the procuratorate see a record; others are told there is none', async () => {
    const sent = await bring(
      [
        of(100, {
          CF_XDR_MC: '张三丰',
          CF_XDR_LB: '自然人',
          CF_XDR_SHXYM: '',
          CF_XDR_ZJLX: '身份证',
          CF_XDR_ZJHM: '11010519491231002X',
        }),
      ],
      'platform',
    )
    const id = idOf(sent)
    const seen = async (by: string) => (await w.ask(by, 'GET', `${path}/${id}`)).status
    expect([await seen('market'), await seen('platform'), await seen('procuratorate')]).toEqual([200, 200, 200])
    expect([await seen('police'), await seen('foreignProcuratorate'), await seen('foreignMarket')]).toEqual([
      404, 404, 404,
    ])
    const listed = await w.ask<{ items: { id: string; parties: { name: string }[] }[] }>(
      'procuratorate',
      'GET',
      `${path}?limit=200`,
    )
    const item = listed.body.items.find((i) => i.id === id)
    expect(item?.parties[0]?.name).toBe('张**')
    expect(JSON.stringify(listed.body)).not.toContain('11010519491231002X')
    expect((await w.ask<{ items: unknown[] }>('police', 'GET', path)).body.items).toEqual([])
    for (const other of ['versions', 'corrections', 'draft']) {
      const method = other === 'versions' ? 'GET' : 'POST'
      const body =
        other === 'corrections'
          ? { officers: market.officers, reason: '更正', changes: [{ pointer: '/facts', value: '甲' }] }
          : undefined
      expect((await w.ask('police', method, `${path}/${id}/${other}`, body)).status, other).toBe(404)
    }
  })

  test('filters narrow the list, and a wrong one is named', async () => {
    await bring([of(110, { CF_JDRQ: '2025-01-15' })])
    const asked = async (query: string) =>
      (await w.ask<{ items: { decisionNo: string }[] }>('market', 'GET', `${path}?${query}`)).body.items
    expect((await asked(`decisionNo=${encodeURIComponent('海市监罚[2026]0110号')}`)).map((i) => i.decisionNo)).toEqual([
      '海市监罚〔2026〕110号',
    ])
    expect((await asked('decidedFrom=2025-01-01&decidedTo=2025-12-31')).length).toBe(1)
    expect((await asked('region=450500')).length).toBeGreaterThan(0)
    expect(await asked('region=330100')).toEqual([])
    expect(await asked(`organ=${w.organ('customs').code}`)).toEqual([])
    expect(await w.ask('market', 'GET', `${path}?decidedFrom=yesterday`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/decidedFrom' }] },
    })
  })
})

describe('corrections', () => {
  const correction = (changes: unknown[]) => ({ officers: market.officers.slice(0, 1), reason: '文书笔误', changes })

  test('the organ corrects its record: a version with the difference and the reason', async () => {
    const id = idOf(await bring([of(120)]))
    const said = correction([
      { pointer: '/facts', value: '经核实，销售三十件。' },
      { pointer: '/procedure', value: { kind: 'quick', raw: '快速办理' } },
    ])
    const key = { 'idempotency-key': `k-${id}`, 'if-match': '"1"' }
    const first = await w.ask('market', 'POST', `${path}/${id}/corrections`, said, key)
    expect([first.status, first.body]).toMatchObject([201, { id, version: 2 }])
    const again = await w.ask('market', 'POST', `${path}/${id}/corrections`, said, key)
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', first.body])
    expect((await w.ask('market', 'POST', `${path}/${id}/corrections`, said, { 'if-match': '"1"' })).status).toBe(412)
    expect((await w.ask('market', 'POST', `${path}/${id}/corrections`, said)).status).toBe(422)
    const { items } = (
      await w.ask<{ items: { operation: string; reason: string; changes: { pointer: string }[] }[] }>(
        'market',
        'GET',
        `${path}/${id}/versions`,
      )
    ).body
    expect(items.map((v) => [v.operation, v.reason, v.changes.map((c) => c.pointer)])).toEqual([
      ['insert', null, []],
      ['correction', '文书笔误', ['/facts', '/procedure']],
    ])
    expect((await bring([of(120)])).body.results[0]).toMatchObject({ outcome: 'unchanged', version: 2 })
  })

  test('another kind of procedure is shown as a conversion', async () => {
    const id = idOf(await bring([of(121)]))
    for (const kind of ['quick', 'ordinary'])
      await w.ask(
        'market',
        'POST',
        `${path}/${id}/corrections`,
        correction([{ pointer: '/procedure', value: { kind, raw: kind } }]),
      )
    const shown = await w.ask('market', 'GET', `${path}/${id}`)
    expect(shown.body).toMatchObject({
      procedure: 'ordinary',
      conversions: [{ version: 3, from: 'quick', to: 'ordinary' }],
    })
  })

  test('nobody else corrects it, and what would be no record is refused by its place', async () => {
    const id = idOf(await bring([of(122)], 'platform'))
    expect(
      (await w.ask('platform', 'POST', `${path}/${id}/corrections`, correction([{ pointer: '/facts', value: '甲' }])))
        .status,
    ).toBe(403)
    expect(
      await w.ask(
        'market',
        'POST',
        `${path}/${id}/corrections`,
        correction([{ pointer: '/parties/0/kind', value: 'ghost' }]),
      ),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/changes/0/value' }] },
    })
    expect(
      (await w.ask('market', 'POST', `${path}/${id}/corrections`, correction([{ pointer: '/nowhere/else', value: 1 }])))
        .status,
    ).toBe(400)
  })
})

test('a held record is listed with its faults to who sent it, and released by a corrected one', async () => {
  const held = await bring([of(130, { CF_NR: '罚款1.5元' })])
  expect(held.body).toMatchObject({ quarantined: 1 })
  const id = idOf(held)
  const listed = await w.ask<{ items: { id: string; faults: { code: string }[] }[] }>(
    'market',
    'GET',
    `${path}/quarantine?state=held`,
  )
  expect(listed.body.items.find((i) => i.id === id)?.faults.length).toBeGreaterThan(0)
  expect((await w.ask<{ items: unknown[] }>('platform', 'GET', `${path}/quarantine`)).body.items).toEqual([])
  const said = { officers: market.officers.slice(0, 1), reason: '金额单位有误', record: of(130) }
  expect((await w.ask('platform', 'POST', `${path}/quarantine/${id}/release`, said)).status).toBe(404)
  const released = await w.ask('market', 'POST', `${path}/quarantine/${id}/release`, said)
  expect([released.status, released.body]).toMatchObject([
    200,
    { version: 1, changes: [{ pointer: '/CF_NR', from: '罚款1.5元' }] },
  ])
  expect((await bring([of(130, { CF_NR: '罚款1.5元' })])).body).toMatchObject({ unchanged: 1 })
})

test('one held record says what is wrong at which of its fields, to whoever sent it', async () => {
  const id = idOf(await bring([of(131, { CF_NR: '罚款1.5元' })]))
  const one = await w.ask<{ fields: { name: string; place: string | null; faults: { code: string }[] }[] }>(
    'market',
    'GET',
    `${path}/quarantine/${id}`,
  )
  expect([one.status, one.body]).toMatchObject([200, { id, state: 'held', key: 'k:R131', elsewhere: [] }])
  const unfit = one.body.fields.filter((f) => f.faults.length > 0)
  expect(unfit).toMatchObject([{ name: 'CF_NR_FK', place: 'amount.fine', faults: [{ code: 'unit_at_odds' }] }])
  for (const by of ['platform', 'police']) expect((await w.ask(by, 'GET', `${path}/quarantine/${id}`)).status).toBe(404)
  expect((await w.ask('market', 'GET', `${path}/quarantine/none`)).status).toBe(404)
  const still = { officers: market.officers.slice(0, 1), reason: '试', record: of(131, { CF_NR: '罚款1.5元' }) }
  expect(await w.ask('market', 'POST', `${path}/quarantine/${id}/release`, still)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/record/CF_NR_FK' }] },
  })
})

test('a withdrawal has its reason; the same record sent again leaves it withdrawn, another content brings it back', async () => {
  const id = idOf(await bring([of(132)]))
  const said = { officers: market.officers.slice(0, 1), reason: '误报' }
  const at = `${path}/${id}/withdrawal`
  expect((await w.ask('market', 'POST', at, { officers: said.officers })).status).toBe(400)
  expect((await w.ask('platform', 'POST', at, said)).status).toBe(404)
  expect((await w.ask('market', 'POST', at, said, { 'if-match': '"9"' })).status).toBe(412)
  const key = { 'idempotency-key': `withdraw-${id}` }
  const first = await w.ask('market', 'POST', at, said, key)
  expect([first.status, first.body]).toEqual([
    201,
    { id, version: 2, changes: [{ pointer: '/state', from: 'live', to: 'withdrawn' }] },
  ])
  const again = await w.ask('market', 'POST', at, said, key)
  expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', first.body])
  expect((await w.ask('market', 'POST', at, said)).status).toBe(409)
  expect((await w.ask('market', 'GET', `${path}/${id}`)).body).toMatchObject({ state: 'withdrawn', version: 2 })
  expect((await bring([of(132)])).body).toMatchObject({ unchanged: 1 })
  expect((await w.ask('market', 'GET', `${path}/${id}`)).body).toMatchObject({ state: 'withdrawn' })
  expect((await bring([of(132, { CF_NR_FK: '1.600000' })])).body).toMatchObject({ updated: 1 })
  expect((await w.ask('market', 'GET', `${path}/${id}`)).body).toMatchObject({ state: 'live', version: 3 })
  const versions = await w.ask<{ items: { operation: string; reason: string | null }[] }>(
    'market',
    'GET',
    `${path}/${id}/versions`,
  )
  expect(versions.body.items.map((v) => [v.operation, v.reason])).toEqual([
    ['insert', null],
    ['delete', '误报'],
    ['update', null],
  ])
})

test('a penalty case becomes a draft in one act, the letter names it, and what becomes of it flows back', async () => {
  const id = idOf(await bring([of(140)]))
  const key = { 'idempotency-key': `draft-${id}` }
  const draft = await w.ask<{ id: string; draft: Record<string, unknown> }>(
    'market',
    'POST',
    `${path}/${id}/draft`,
    undefined,
    key,
  )
  expect([draft.status, draft.body.draft]).toMatchObject([
    201,
    {
      sourceRecord: id,
      suspects: [{ kind: 'unit', name: '第140贸易有限公司' }],
      facts: '第140案：销售侵犯注册商标专用权的商品。',
      priorPenalties: [
        { decisionNo: '海市监罚〔2026〕140号', decisionDate: '2026-11-02', fine: '15000.00', sameFacts: true },
      ],
    },
  ])
  const again = await w.ask<{ id: string }>('market', 'POST', `${path}/${id}/draft`, undefined, key)
  expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([draft.body.id, 'true'])
  expect((await w.ask('market', 'GET', `/v1/drafts/${draft.body.id}`)).status).toBe(200)
  expect((await w.ask('procuratorate', 'POST', `${path}/${id}/draft`)).status).toBe(403)

  const { suspects, facts, priorPenalties, sourceRecord } = draft.body.draft
  const { transfer } = await w.submit('market', {
    ...{ suspects, facts, priorPenalties, sourceRecord },
    acknowledgedGaps: [{ kind: 'penalty_decision', reason: '决定书另行送达' }],
  })
  await w.step('police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  await vi.waitFor(
    async () => {
      const shown = await w.ask<{ transferId: string; outcomes: { step: string }[] }>('market', 'GET', `${path}/${id}`)
      expect(shown.body.transferId).toBe(transfer.id)
      expect(shown.body.outcomes.map((o) => o.step)).toEqual(['receipt_sign', 'transfer_dispatch'])
    },
    { timeout: 20_000, interval: 200 },
  )
  const left = await w.ask<{ items: { id: string }[] }>('market', 'GET', `${path}?suspectedNotTransferred=true`)
  expect(left.body.items.some((i) => i.id === id)).toBe(false)
})

test('a letter that names another organ’s penalty case gets no hold of it', async () => {
  const id = idOf(await bring([of(150)]))
  await w.submit('foreignMarket', { sourceRecord: id })
  await new Promise((go) => setTimeout(go, 3_000))
  expect((await w.ask('market', 'GET', `${path}/${id}`)).body).toMatchObject({ transferId: null, outcomes: [] })
})
