// The doors of screening through the real gateway: a record is screened after it came, explained to whoever sees it and to
// nobody else, and a fact that a person confirms counts from then on.
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { unit } from '../rooms/penalties-scene.ts'
import { world } from '../world.ts'

const w = await world()
const market = w.organ('market')
const path = '/v1/penalty-cases'
const officers = market.officers.slice(0, 1)

interface Hit {
  readonly instrument: string
  readonly facts: unknown[]
  readonly person: unknown[]
}

interface Explained {
  readonly waiting: boolean
  readonly verdict: string
  readonly hits: [Hit]
  readonly open: { rule: string; missing: { fact: string }[] }[]
  readonly proposed: { fact: string; proposal: string }[]
  readonly sayings: unknown[]
}

interface Listed {
  readonly items: { case: { id: string }; verdict: string; rules: string[]; flags: string[] }[]
  readonly next: string | null
}

async function bring(no: number, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await w.ask<{ results: { id: string }[] }>('market', 'POST', path, [unit(no, more, market)])
  return answer.body.results[0]?.id as string
}
const explained = async (id: string, by = 'market') => w.ask<Explained>(by, 'GET', `${path}/${id}/screening`)
/** The follower comes every second. */
const settled = (id: string) =>
  vi.waitFor(
    async () => {
      const { body } = await explained(id)
      expect(body).toMatchObject({ waiting: false })
      return body
    },
    { timeout: 15_000, interval: 200 },
  )

let sold = ''
beforeAll(async () => {
  const prose = { CF_WFXW: '销售假冒注册商标的商品', CF_SY: '当事人销售假冒注册商标的服装，销售金额6.2万元。' }
  sold = await bring(1, prose)
})

describe('one screening', () => {
  test('what is missing is named with the facts that would decide it, and prose only proposes', async () => {
    const body = await settled(sold)
    expect(body).toMatchObject({ verdict: 'unknown', domain: 'market', domainFrom: 'organ', hits: [] })
    const { open } = body
    expect(open.find((o) => o.rule === 'R18')?.missing.map((m) => m.fact)).toContain('sales_cny')
    expect(body.proposed).toContainEqual(
      expect.objectContaining({ fact: 'sales_cny', value: 62_000, state: 'proposed' }),
    )
  })

  test('a proposal that the organ confirms makes the hit, which says who, where and what is left to judge', async () => {
    const before = await settled(sold)
    const { proposal } = before.proposed.find((p) => p.fact === 'sales_cny') ?? {}
    const said = { decision: 'confirm', proposal, reason: '与账册核对一致', officers }
    const key = { 'idempotency-key': 'confirm-1' }
    const first = await w.ask('market', 'POST', `${path}/${sold}/facts`, said, key)
    expect(first, JSON.stringify(first.body)).toMatchObject({
      status: 201,
      body: { fact: 'sales_cny', state: 'confirmed', least: 62_000 },
    })
    const again = await w.ask('market', 'POST', `${path}/${sold}/facts`, said, key)
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', first.body])
    expect(await w.ask('market', 'POST', `${path}/${sold}/facts`, { ...said, reason: '别的' }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
    const body = await settled(sold)
    expect(body.verdict).toBe('hit')
    const [hit] = body.hits
    expect(hit).toMatchObject({ rule: 'R18', article: '214', today: 'hit', atAct: null, near: false })
    expect(hit.instrument).toContain('法释〔2025〕5号')
    expect(hit.facts).toContainEqual(expect.objectContaining({ fact: 'sales_cny', value: 62_000, from: 'person' }))
    expect(hit.facts).toContainEqual(
      expect.objectContaining({ fact: 'act_sells_counterfeit_mark_goods', from: 'record', place: 'violationType' }),
    )
    expect(hit.person.length).toBeGreaterThan(1)
    expect(body.sayings[0]).toMatchObject({ state: 'confirmed', reason: '与账册核对一致' })
    expect(body.proposed).toContainEqual(expect.objectContaining({ fact: 'sales_cny', state: 'confirmed' }))
  })

  test('nobody without sight of the penalty case learns of its screening, nor says a fact of it', async () => {
    for (const by of ['police', 'court'])
      expect(await explained(sold, by)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const said = { decision: 'state', fact: 'sales_cny', least: 1, reason: '试', officers }
    expect((await w.ask('police', 'POST', `${path}/${sold}/facts`, said)).status).toBe(404)
    expect((await explained('nonsense')).status).toBe(404)
  })

  test('the procuratorate of the region sees it, and may state a fact', async () => {
    expect((await explained(sold, 'procuratorate')).status).toBe(200)
    const said = {
      decision: 'state',
      fact: 'unsold_goods_value_cny',
      least: 1_000,
      most: null,
      reason: '查封清单',
      officers: w.organ('procuratorate').officers.slice(0, 1),
    }
    expect(await w.ask('procuratorate', 'POST', `${path}/${sold}/facts`, said)).toMatchObject({
      status: 201,
      body: { least: 1_000, most: null },
    })
  })

  test.each([
    ['an unknown fact', { decision: 'state', fact: 'nobody', least: 1 }, 400, '/fact'],
    ['a figure of a province', { decision: 'state', fact: 'mining_std_cny', least: 1 }, 400, '/fact'],
    ['no figure', { decision: 'state', fact: 'sales_cny' }, 400, '/least'],
    ['a yes of 2', { decision: 'state', fact: 'is_unit', least: 2 }, 400, '/least'],
    ['bounds the wrong way round', { decision: 'state', fact: 'sales_cny', least: 2, most: 1 }, 400, '/most'],
    ['a proposal that is none', { decision: 'confirm', proposal: 'x' }, 422, '/proposal'],
  ])('%s is refused with its place', async (_what, said, status, pointer) => {
    const answer = await w.ask<{ errors: { pointer: string }[] }>('market', 'POST', `${path}/${sold}/facts`, {
      ...{ ...said, reason: '试', officers },
    })
    expect([answer.status, answer.body.errors?.[0]?.pointer], JSON.stringify(answer.body)).toEqual([status, pointer])
  })
})

describe('the list', () => {
  test('hits are listed with rule and charge, newest first, for whoever sees the penalty case', async () => {
    await settled(sold)
    for (const by of ['market', 'procuratorate']) {
      const { body } = await w.ask<Listed>(by, 'GET', '/v1/screenings?rule=R18')
      expect(
        body.items.map((i) => [i.case.id, i.verdict]),
        by,
      ).toEqual([[sold, 'hit']])
    }
    expect((await w.ask<Listed>('police', 'GET', '/v1/screenings')).body.items).toEqual([])
    expect((await w.ask<Listed>('market', 'GET', '/v1/screenings?rule=R01')).body.items).toEqual([])
    expect((await w.ask<Listed>('market', 'GET', '/v1/screenings?verdict=hit&domain=tax')).body.items).toEqual([])
    expect((await w.ask<Listed>('procuratorate', 'GET', '/v1/screenings?region=110000')).body.items).toEqual([])
  })

  test('what is unknown is listed when it is asked for, in pages', async () => {
    const ids = [await bring(11), await bring(12), await bring(13)]
    for (const id of ids) await settled(id)
    const first = await w.ask<Listed>('market', 'GET', '/v1/screenings?verdict=unknown&limit=2')
    expect(first.body.items.map((i) => i.case.id)).toEqual([ids[2], ids[1]])
    const next = await w.ask<Listed>(
      'market',
      'GET',
      `/v1/screenings?verdict=unknown&limit=2&cursor=${first.body.next}`,
    )
    expect(next.body.items.map((i) => i.case.id)).toEqual([ids[0]])
  })

  test('a parameter that is none of it is named', async () => {
    expect(await w.ask('market', 'GET', '/v1/screenings?verdict=guilty')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/verdict' }] },
    })
  })
})
