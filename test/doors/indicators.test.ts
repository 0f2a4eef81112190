// The door of indicators: who may read whose figures, what a question must be like, and that names are shown only to those
// with a part in the case.
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { indicatorCases, indicatorDashboard, indicatorFigures, indicatorList } from '../../schemas/index.ts'
import { world } from '../world.ts'

const w = await world()
let id = ''

interface Figures {
  readonly items: { indicator: string; key: string; name: string | null; cases: { n: number; d: number } }[]
}
const get = <T>(organ: string, path: string) => w.ask<T>(organ, 'GET', `/v1/indicators${path}`)

beforeAll(async () => {
  id = (await w.submit()).transfer.id
  await vi.waitFor(
    async () => {
      const { body } = await get<Figures>('procuratorate', '/figures?indicators=transfer_timeliness')
      expect(body.items).toMatchObject([{ cases: { n: 1, d: 1 } }])
    },
    { timeout: 30_000, interval: 300 },
  )
}, 60_000)

describe('figures', () => {
  test('the worker counts what was done, and the answers are as the contract has them', async () => {
    indicatorList.parse((await get('market', '')).body)
    const figures = await get<Figures>('market', '/figures?compare=year&dimension=month')
    expect(figures.status).toBe(200)
    indicatorFigures.parse(figures.body)
    indicatorDashboard.parse((await get('procuratorate', '/dashboard')).body)
    const agencies = await get<Figures>('procuratorate', '/figures?dimension=agency&indicators=transfer_timeliness')
    expect(agencies.body.items.map((i) => i.name)).toContain(w.organ('market').name)
    const charges = await get<Figures>('market', '/figures?dimension=charge&indicators=transfer_timeliness')
    expect(charges.body.items).toMatchObject([{ key: '虚假广告罪', cases: { n: 1, d: 1 } }])
  })

  test('a procuratorate reads its region, every other organ its own', async () => {
    const status = async (organ: string, query: string) => (await get(organ, `/figures?${query}`)).status
    expect(await status('procuratorate', 'region=450502')).toBe(200)
    expect(await status('procuratorate', 'region=450500')).toBe(403)
    expect(await status('procuratorate', 'region=100000')).toBe(403)
    expect(await status('procuratorate', `agency=${w.organ('market').id}`)).toBe(200)
    expect(await status('procuratorate', `agency=${w.organ('foreignMarket').id}`)).toBe(403)
    expect(await status('market', 'region=450502')).toBe(403)
    expect(await status('police', `agency=${w.organ('market').id}`)).toBe(403)
    const foreign = await get<Figures>('foreignMarket', '/figures')
    expect(foreign.body.items).toEqual([])
  })

  test('a question that is none is refused by the name of its field', async () => {
    for (const [query, pointer] of [
      ['from=2026-13', '/from'],
      ['from=2026-05&to=2026-04', '/from'],
      ['months=0', '/months'],
      ['dimension=nothing', '/dimension'],
      ['dimension=charge&domain=market', '/dimension'],
      ['domain=market&charge=x', '/charge'],
      ['indicators=nothing', '/indicators'],
      ['compare=month', '/compare'],
      ['region=45', '/region'],
      ['region=999999x', '/region'],
      ['label=x', '/label'],
    ] as const) {
      const { status, body } = await get<{ errors: { pointer: string }[] }>('procuratorate', `/figures?${query}`)
      expect([query, status, body.errors?.[0]?.pointer]).toEqual([query, 400, pointer])
    }
    const label = '01900000-0000-7000-8000-000000000001'
    expect((await get('procuratorate', `/figures?label=${label}`)).status).toBe(404)
  })
})

describe('the cases behind a figure', () => {
  interface Page {
    readonly items: {
      id: string
      seen: boolean
      caseName: string | null
      documentNo: string | null
      charge: string | null
    }[]
  }

  test('are named to organs with a part in them', async () => {
    const page = await get<Page>('market', '/figures/transfer_timeliness/cases?in=numerator')
    indicatorCases.parse(page.body)
    expect(page.body.items).toMatchObject([{ id, seen: true, caseName: '某公司涉嫌虚假广告案', charge: '虚假广告罪' }])
    expect((await get<Page>('market', '/figures/transfer_timeliness/cases?in=rest')).body.items).toEqual([])
    expect((await get('market', '/figures/nothing/cases')).status).toBe(404)
    expect((await get('market', '/figures/transfer_timeliness/cases?cursor=x')).status).toBe(400)
    expect((await get('foreignProcuratorate', '/figures/transfer_timeliness/cases?region=450502')).status).toBe(403)
  })

  test('are written into the log of reads', async () => {
    await vi.waitFor(async () => {
      const { rows } = await w.db.pool.query(`select subject from access_entry where subject like 'indicators/%'`)
      expect(rows).toContainEqual({ subject: 'indicators/figures/transfer_timeliness/cases' })
    })
  })
})

describe('saved questions and statements', () => {
  test('a saved question is asked again under its name, which stands for one, and is its organ’s own', async () => {
    const save = (query: object, name = '月报') =>
      w.ask<{ id: string }>('market', 'POST', '/v1/indicators/reports', { name, query })
    const { status, body } = await save({ months: 2, indicators: ['transfer_timeliness'] })
    expect(status).toBe(201)
    const again = await save({ months: 3, indicators: ['transfer_timeliness'] })
    expect(again.body.id).toBe(body.id)
    const asked = await get<Figures>('market', `/reports/${body.id}`)
    expect(asked.body.items).toMatchObject([{ indicator: 'transfer_timeliness', cases: { n: 1, d: 1 } }])
    expect((await get('police', `/reports/${body.id}`)).status).toBe(404)
    expect((await save({ region: '450502' })).status).toBe(403)
    expect((await w.ask('market', 'DELETE', `/v1/indicators/reports/${body.id}`)).status).toBe(204)
    expect((await get<Page>('market', '/reports')).body.items).toEqual([])
  })
  interface Page {
    readonly items: { id: string }[]
  }

  test('a month that has ended is frozen once, and read by whoever may read its figures', async () => {
    const freeze = (organ: string, body: object) =>
      w.ask<{ id: string; jws: string }>(organ, 'POST', '/v1/indicators/statements', body)
    await vi.waitFor(async () => expect((await freeze('procuratorate', { month: '2026-01' })).status).toBe(200), {
      timeout: 30_000,
      interval: 300,
    })
    const first = await freeze('procuratorate', { month: '2026-01' })
    expect((await freeze('procuratorate', { month: '2026-01', region: '450502' })).body).toEqual(first.body)
    expect((await freeze('procuratorate', { month: '2999-01' })).status).toBe(400)
    expect((await freeze('market', { month: '2026-01', region: '450502' })).status).toBe(403)
    expect((await get<Page>('procuratorate', '/statements')).body.items.map((s) => s.id)).toEqual([first.body.id])
    expect((await get('procuratorate', `/statements/${first.body.id}`)).status).toBe(200)
    expect((await get('market', `/statements/${first.body.id}`)).status).toBe(404)
  })
})
