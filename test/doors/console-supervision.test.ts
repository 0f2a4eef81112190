// The pages of supervision: the figures are the API's and lead to as many cases, the drawings hold nothing that a strict policy
// refuses, findings and draws are acted on through forms, and whoever may not see a figure does not.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { answers, clockFigures, thresholdList } from '../../schemas/index.ts'
import { clockFigures as counted } from '../../src/cases/index.ts'
import { lightOf } from '../../src/console/html/light.ts'
import { ChartFault, cleaned } from '../../src/console/supervision/charts/clean.ts'
import { drawn } from '../../src/console/supervision/charts/draw.ts'
import { shaded } from '../../src/console/supervision/charts/map.ts'
import { trend } from '../../src/console/supervision/charts/trend.ts'
import { urgencyBars } from '../../src/console/supervision/charts/urgency.ts'
import { MapFault, readMap } from '../../src/console/supervision/geojson.ts'
import { periodOf, periods } from '../../src/console/supervision/period.ts'
import { translate } from '../../src/console/words/index.ts'
import { rules } from '../../src/screening/index.ts'
import { type Desk, signIn } from '../console-scene.ts'
import { type Acted, world } from '../world.ts'
import { announcementOf } from './draws-scene.ts'
import { raisedFinding } from './findings-scene.ts'

const w = await world()
let procurator: Desk
let market: Desk
let acted: Acted

interface Figures {
  readonly items: { readonly key: string; readonly cases: { readonly n: number; readonly d: number } }[]
}

beforeAll(async () => {
  acted = await w.submit()
  await w.step('police', acted.transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  procurator = await signIn(w, 'procuratorate', 'chief')
  market = await signIn(w, 'market')
  await vi.waitFor(
    async () => {
      const { body } = await w.ask<Figures>('procuratorate', 'GET', '/v1/indicators/figures?indicators=acceptance_rate')
      expect(body.items).toMatchObject([{ cases: { d: 1 } }])
    },
    { timeout: 30_000, interval: 200 },
  )
}, 60_000)

const shown = async (desk: Desk, path: string) => {
  const { status, text } = await desk.page(path)
  expect([path, status]).toEqual([path, 200])
  return text
}
/** A page’s svg elements that are drawings. */
const drawings = (text: string) => text.match(/<svg viewBox[^>]*role="img"[\s\S]*?<\/svg>/g) ?? []
const linksTo = (text: string, part: RegExp) =>
  [...text.matchAll(/href="([^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => part.test(href))

describe('the dashboard', () => {
  test('every figure leads to as many cases as it counts', async () => {
    const text = await shown(procurator, '/console/supervision?period=12m')
    const links = linksTo(text, /\/figures\//)
    expect(links.length).toBeGreaterThan(3)
    for (const indicator of ['transfer_timeliness', 'acceptance_rate']) {
      const [href] = links.filter((link) => link.includes(indicator))
      const { searchParams } = new URL(href as string, w.gateway.url)
      const { body } = await w.ask<Figures>(
        'procuratorate',
        'GET',
        `/v1/indicators/figures?indicators=${indicator}&${searchParams}`,
      )
      const figure = body.items[0]?.cases
      expect(text).toContain(`${figure?.n} / ${figure?.d} 件`)
      const cases = await shown(procurator, href as string)
      expect(linksTo(cases, /\/console\/cases\/[\da-f]/)).toHaveLength(figure?.d as number)
      expect(cases).toContain('某公司涉嫌虚假广告案')
    }
  })

  test('an organ sees its own figures, and others’ only as the API allows', async () => {
    expect(await shown(market, '/console/supervision?period=12m')).toContain('/ 1 件')
    const foreign = await signIn(w, 'foreignMarket')
    expect(await shown(foreign, '/console/supervision?period=12m')).not.toContain('/ 1 件')
    expect((await market.page('/console/supervision?region=450502')).status).toBe(403)
    expect(
      (await foreign.page(`/console/supervision/figures/acceptance_rate?agency=${w.organ('market').id}`)).status,
    ).toBe(403)
  })

  test('charts have no style, no colour of their own and ids that differ, and are the same byte for byte', async () => {
    const first = drawings(await shown(procurator, '/console/supervision?period=12m'))
    expect(first).toHaveLength(2)
    for (const svg of first) {
      expect(svg).not.toMatch(/style|ecmeta|#[\da-f]{3}|fill="(?!none)|<script|xmlns/i)
      expect(svg).toMatch(/aria-labelledby="(months|running)-title"/)
    }
    const ids = first.join('').match(/id="[^"]*"/g) ?? []
    expect(new Set(ids).size).toBe(ids.length)
    expect(drawings(await shown(procurator, '/console/supervision?period=12m'))[0]).toBe(first[0])
  })

  test('the time limits that run are counted as the list has them, and each number leads to them', async () => {
    const { body } = await w.ask<{ total: Record<string, number>; byRule: object[]; asOf: string }>(
      'procuratorate',
      'GET',
      '/v1/clocks/figures',
    )
    clockFigures.parse(body)
    const list = await w.ask<{ counts: { running: number } }>('procuratorate', 'GET', '/v1/clocks')
    expect(Object.values(body.total).reduce((sum, n) => sum + n, 0)).toBe(list.body.counts.running)
    const map = await shown(procurator, '/console/clocks')
    const hrefs = linksTo(map, /urgency=/)
    expect(hrefs.length).toBeGreaterThan(0)
    for (const href of hrefs)
      expect(linksTo(await shown(procurator, href), /\/console\/cases\//).length).toBeGreaterThan(0)
    expect((await w.ask('market', 'GET', '/v1/clocks?urgency=late')).status).toBe(400)
    expect((await w.ask('market', 'GET', '/v1/clocks?sender=x')).status).toBe(400)
  })

  test('urgency in the database is the light of the page, at every moment of a period', async () => {
    const { id } = w.organ('procuratorate')
    const [clock] = acted.transfer.clocks as { anchorAt?: string; dueAt: string; breachAt: string }[]
    const lights = { r: 'overdue', o: 'urgent', y: 'soon', b: 'watch', g: 'calm' } as const
    const { rows } = await w.db.ownerPool.query<{ anchor_at: Date; target_at: Date; breach_at: Date; rule: string }>(
      "select anchor_at, target_at, breach_at, rule from clock where status = 'running'",
    )
    expect(clock).toBeDefined()
    for (const hours of [-1, 6, 9, 17, 30, 80, 200, 5_000]) {
      const nowMs = Date.now() + hours * 3_600_000
      const { byRule } = await counted(w.db.pool, id, nowMs)
      for (const row of byRule) {
        const own = rows.find(({ rule }) => rule === row.rule)
        if (own === undefined || row.rule === 'guidance') continue
        const shape = {
          anchorAt: own.anchor_at.toISOString(),
          dueAt: own.target_at.toISOString(),
          breachAt: own.breach_at.toISOString(),
          status: 'running',
        }
        expect([row.rule, hours, row[lights[lightOf(shape, nowMs)]]]).toEqual([row.rule, hours, 1])
      }
    }
  })

  test('the figures go out as a workbook', async () => {
    const response = await fetch(`${w.gateway.url}/console/supervision/export?period=12m`, {
      headers: { cookie: procurator.cookie },
    })
    expect(response.headers.get('content-type')).toContain('spreadsheetml')
    expect(new Uint8Array(await response.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]))
  })

  test('English says the same', async () => {
    const desk = await signIn(w, 'procuratorate', 1)
    await desk.send('/console/supervision', '/console/language', { lang: 'en' })
    const text = await shown(desk, '/console/supervision?period=12m')
    expect(text).toContain('Timely transfer rate')
    expect(text).not.toContain('移送及时率')
  })
})

describe('the wall', () => {
  test('asks for itself anew, says of which moment it is, and has no script', async () => {
    const text = await shown(procurator, '/console/wall?period=12m')
    expect(text).toContain('data-theme="dark"')
    expect(text).toContain('截至')
    expect(text).not.toContain('<script')
    expect(text).toContain(w.organ('market').name)
    expect((await procurator.page('/console/wall')).headers.get('refresh')).toBe('300')
    expect((await procurator.page('/console/wall?still=1')).headers.get('refresh')).toBeNull()
    expect((await procurator.page('/console/supervision')).headers.get('refresh')).toBeNull()
    expect(text).not.toContain(w.organ('police').name)
    expect(await shown(market, '/console/wall')).toContain('移送及时率')
  })

  test('a map is drawn of the site’s regions, and what is none is refused at the start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xianjie-map-'))
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const ring = (x: number, y: number) => [
      [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
        [x, y],
      ],
    ]
    const feature = (adcode: number, x: number, name?: string) => ({
      type: 'Feature',
      properties: { adcode, name },
      geometry: { type: 'Polygon', coordinates: ring(x, 21) },
    })
    const map = readMap(
      file(
        'map.json',
        JSON.stringify({
          type: 'FeatureCollection',
          features: [feature(450502, 109, '<海城区>'), feature(450503, 110)],
        }),
      ),
    )
    expect(map.regions.map(({ code }) => code)).toEqual(['450502', '450503'])
    const svg = shaded(
      map,
      new Map([['450502', 0.97]]),
      'map-title',
      (code) => map.regions.find((r) => r.code === code)?.name ?? code,
    )
    expect(svg).toMatch(/<path class="m4" d="M[\d. MLZ]+"\/><path class="m0"/)
    expect(svg).toContain('&lt;海城区&gt;')
    const xs = [...svg.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x))
    expect(Math.max(...xs)).toBeLessThanOrEqual(map.width)
    expect(() => readMap(file('none.json', '{}'))).toThrow(MapFault)
    expect(() => readMap(join(folder, 'absent.json'))).toThrow(MapFault)
  })
})

describe('a drawing', () => {
  test('of the same figures is the same, whatever was drawn between', async () => {
    const months = Array.from({ length: 12 }, (_, i) => ({
      words: `${i + 1}月`,
      rate: i === 3 ? null : 0.8 + i / 60,
      first: i * 7,
      second: i * 3,
    }))
    const first = String(await drawn(trend('one', months), 'one-title'))
    const bars = urgencyBars('two', [
      { words: '海城区市场监督管理局（演示）', counts: [1, 2, 3, 40, 500] },
      { words: '税务局', counts: [0, 0, 1, 0, 0] },
    ])
    const second = String(await drawn(bars, 'two-title'))
    for (const svg of [first, second]) expect(svg).not.toMatch(/style|#0101|fill="(?!none)/)
    for (let i = 0; i < 501; i += 1) if (i % 100 === 0) await drawn(trend(`n${i}`, months), 'x')
    expect(String(await drawn(trend('one', months), 'one-title'))).toBe(first)
    expect(second).toContain('q-r qs')
  })

  test('with a colour that stands for no class is a fault', () => {
    expect(() => cleaned('<svg><path d="M0 0" fill="#123456"></path></svg>', 'a')).toThrow(ChartFault)
    expect(() => cleaned('<svg><path d="M0 0"></path></svg>', 'a')).toThrow(ChartFault)
    expect(() => cleaned('<svg><image href="x"></image></svg>', 'a')).toThrow(ChartFault)
    expect(() => cleaned('<svg><path d="M0 0" fill="none" onclick="x"></path></svg>', 'a')).toThrow(ChartFault)
  })
})

test('a period begins, ends and follows its former one', () => {
  const v = { lang: 'zh' as const, t: translate.zh, nowMs: Date.parse('2026-11-22T08:00:00Z') }
  expect(periodOf(v, '2026Q3')).toMatchObject({
    from: '2026-07',
    to: '2026-09',
    former: { from: '2026-04', to: '2026-06' },
    words: '2026年第三季度',
  })
  expect(periodOf(v, '2026Q4')).toMatchObject({
    from: '2026-10',
    to: '2026-11',
    former: { from: '2026-07', to: '2026-09' },
  })
  expect(periodOf(v, '2026')).toMatchObject({
    from: '2026-01',
    to: '2026-11',
    former: { from: '2025-01', to: '2025-12' },
  })
  expect(periodOf(v, '2026-01')).toMatchObject({
    from: '2026-01',
    to: '2026-01',
    former: { from: '2025-12', to: '2025-12' },
  })
  expect(periodOf(v, '12m')).toMatchObject({
    from: '2025-12',
    to: '2026-11',
    former: { from: '2024-12', to: '2025-11' },
  })
  for (const none of ['2027', '2026-13', '2026Q5', 'x', '2026-12']) expect(periodOf(v, none)).toBeUndefined()
  expect(periods(v)[0]?.id).toBe('2026Q4')
})

describe('findings', () => {
  test('are urged, explained and closed through forms, each by whoever may', async () => {
    const id = await raisedFinding(w)
    expect(await shown(procurator, '/console/findings')).toContain(`/console/findings/${id}`)
    expect(await shown(market, '/console/findings?grade=orange&kind=not_transferred')).toContain(id)
    const page = `/console/findings/${id}`
    expect(await shown(procurator, page)).toContain(`${page}/urge`)
    expect(await shown(market, page)).not.toContain(`${page}/urge`)
    const urged = await procurator.send(`${page}/urge`, `${page}/urge`, { requirements: '请说明未移送的理由。' })
    expect(urged).toMatchObject({ status: 303, location: page })
    const after = await shown(procurator, page)
    expect(after).toContain('催办已办理。')
    const [letter] = linksTo(after, /\/letters\//)
    const docx = await fetch(`${w.gateway.url}${letter}`, { headers: { cookie: procurator.cookie } })
    expect(docx.headers.get('content-type')).toContain('wordprocessingml')
    const again = await market.send(`${page}/explain`, `${page}/explain`, { text: '' })
    expect(again.status).toBe(422)
    expect(again.text).toContain('<title>错误：')
    expect(again.text).toContain('aria-invalid="true"')
    const hostile = '<script>alert(1)</script> 正在办理'
    expect(
      (await market.send(`${page}/explain`, `${page}/explain`, { text: hostile, doneBy: '2026年12月1日' })).status,
    ).toBe(303)
    const seen = await shown(procurator, page)
    expect(seen).toContain('&lt;script&gt;')
    const closed = await procurator.send(`${page}/close`, `${page}/close`, { because: 'explained', text: '理由成立' })
    expect(closed.status).toBe(303)
    const { body } = await w.ask<{ state: string; entries: { officers: { name: string }[] }[] }>(
      'market',
      'GET',
      `/v1/findings/${id}`,
    )
    expect(body.state).toBe('closed')
    expect(body.entries.at(-1)?.officers).toMatchObject([{ name: w.organ('procuratorate').chief.name }])
    expect((await market.page(`${page}/nothing`)).status).toBe(404)
  })

  test('a form that was made before somebody else acted does not act over it', async () => {
    const id = await raisedFinding(w)
    const path = `/console/findings/${id}/act`
    const form = await procurator.page(path)
    const officers = w.organ('market').officers.slice(0, 1)
    expect(
      (await w.ask('market', 'POST', `/v1/findings/${id}/steps/explain`, { officers, text: '已在办理。' })).status,
    ).toBe(200)
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form.text)?.[1] ?? ''
    const late = await procurator.post(
      path,
      new URLSearchParams({
        _csrf: value('_csrf'),
        _key: value('_key'),
        seen: value('seen'),
        means: 'meeting',
        text: '督促',
      }),
    )
    expect(late.status).toBe(422)
    expect(late.text).toContain('督促')
  })
})

describe('draws', () => {
  test('are announced, drawn and reviewed through forms', async () => {
    const { name, certificateNo } = w.organ('procuratorate').chief
    const typed = {
      name: '第四季度移送案件抽查',
      'population.of': 'transfer',
      'population.from': '2020-01-01',
      take: '1',
      reviewers: `${name}，${certificateNo}，20`,
      // Without a value to wait for, the worker would draw before us.
      ...{
        'public.name': '双色球第2026134期',
        'public.source': '中国福利彩票发行管理中心',
        'public.day': '2026年11月1日',
      },
    }
    const value = { 'publicValues.0.value': '03 09 11 17 24 31 + 05' }
    const bad = await procurator.send('/console/draws/new', '/console/draws', { ...typed, name: '', take: 'x' })
    expect(bad.status).toBe(422)
    expect(bad.text).toContain('错误：')
    const made = await procurator.send('/console/draws/new', '/console/draws', typed)
    expect(made.status).toBe(303)
    const page = made.location as string
    expect(await shown(procurator, '/console/draws')).toContain(page)
    await vi.waitFor(async () => expect(await shown(procurator, page)).toContain(`${page}/draw"`), {
      timeout: 20_000,
      interval: 300,
    })
    // The tree must hold the announcement; until then it is refused.
    await vi.waitFor(
      async () =>
        expect(await procurator.send(`${page}/draw`, `${page}/draw`, value)).toMatchObject({
          status: 303,
          location: page,
        }),
      { timeout: 20_000, interval: 300 },
    )
    const text = await shown(procurator, page)
    const [member] = linksTo(text, /\/members\//)
    expect(text).toContain('xianjie draw verify')
    expect(
      await procurator.send(member as string, member as string, { found: 'false', words: '未发现问题。' }),
    ).toMatchObject({ status: 303 })
    expect(await shown(procurator, `${page}?reviewed=true`)).toContain('未发现问题')
    expect(await shown(procurator, '/console/draws/figures')).toContain('已核查 1 件')
    expect((await market.page('/console/draws/figures')).status).toBe(403)
    expect((await procurator.page(`${page}/file`)).headers.get('content-disposition')).toContain('attachment')
    expect((await (await signIn(w, 'foreignMarket')).page(page)).status).toBe(404)
  })

  test('one that was announced is cancelled with a reason', async () => {
    const { body } = await w.ask<{ id: string }>(
      'procuratorate',
      'POST',
      '/v1/supervision/draws',
      announcementOf(w, {
        publicValues: [{ name: '某期号码', source: '某中心', day: '2026-11-01' }],
        population: { of: 'transfer', from: '2020-01-01', to: '2099-01-01' },
      }),
    )
    const page = `/console/draws/${body.id}`
    expect((await procurator.send(`${page}/cancel`, `${page}/cancel`, { reason: '名单有误' })).status).toBe(303)
    expect(await shown(procurator, page)).toContain('名单有误')
  })
})

describe('reports, statements, coverage', () => {
  test('a report is asked for, and a schedule entered and ended', async () => {
    const asked = await market.send('/console/reports/new', '/console/reports', {
      kind: 'self_examination',
      from: '2026年1月',
      to: '2026-02',
    })
    expect(asked.status).toBe(303)
    const text = await shown(market, asked.location as string)
    expect(text).toContain('自查报告')
    expect(await shown(market, '/console/reports')).toContain(asked.location as string)
    const bad = await market.send('/console/reports/new', '/console/reports', { from: 'x' })
    expect(bad.status).toBe(422)
    const schedules = '/console/reports/schedules'
    expect((await market.send(schedules, schedules, { since: '2199-01-01', every: 'year' })).status).toBe(303)
    const [end] = linksTo(await shown(market, schedules), /\/end$/)
    expect((await market.send(end as string, end as string, { reason: '改为手工' })).status).toBe(303)
    expect(await shown(market, schedules)).toContain('改为手工')
  })

  test('a month that has ended is frozen, the present one is not', async () => {
    const frozen = await procurator.send('/console/statements', '/console/statements', { month: '2026-01' })
    expect(frozen).toMatchObject({ status: 303, location: '/console/statements' })
    expect(await shown(procurator, '/console/statements')).toContain('2026年1月')
    expect((await procurator.send('/console/statements', '/console/statements', { month: '2999-01' })).status).toBe(422)
  })

  test('the roster is for those who watch', async () => {
    await shown(procurator, '/console/coverage')
    expect((await market.page('/console/coverage')).status).toBe(403)
  })
})

describe('the reading room', () => {
  test('has every rule, under its chapter, and says it in words', async () => {
    const { body } = await w.ask<{ items: { id: string; charge: { zh: string } }[] }>('market', 'GET', '/v1/thresholds')
    thresholdList.parse(body)
    expect(body.items).toHaveLength(rules.length)
    const text = await shown(market, '/console/reading')
    for (const { charge } of rules)
      expect(text).toContain(`/console/reading/${encodeURIComponent(charge.zh.replace(/ \(.*/, ''))}"`)
    expect(text).toContain('第三章第一节')
    const one = await shown(market, `/console/reading/${encodeURIComponent('假冒注册商标罪')}`)
    expect(one).toContain('违法所得数额达到 3 万元')
    const found = await shown(market, '/console/reading?charge=采矿')
    expect(linksTo(found, /\/console\/reading\/%/)).toHaveLength(1)
    expect((await w.ask('market', 'GET', '/v1/thresholds?domain=nothing')).status).toBe(400)
    expect((await market.page('/console/reading/nothing')).status).toBe(404)
  })

  test('tells of every step under which article', async () => {
    const text = await shown(market, '/console/reading/procedure')
    expect(text).toContain('《行政执法机关移送涉嫌犯罪案件的规定》第8条')
    expect(text).toContain('filing_refused')
  })
})

test('the list of time limits holds to its contract when it is narrowed', async () => {
  const { body } = await w.ask('procuratorate', 'GET', `/v1/clocks?urgency=calm&sender=${w.organ('market').id}`)
  answers.clockList.parse(body)
})
