// 大屏: one page for a wall that nobody touches: figures, twelve months, organs in order, and a map where the site has one. It
// asks for itself anew every five minutes and says of which moment it is; it has no script.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { count, moment } from '../html/format.ts'
import { empty, foreign, type Html, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import type { ClockFigures, IndicatorFigures } from './answers.ts'
import { ready } from './charts/draw.ts'
import { shaded } from './charts/map.ts'
import { dashboardIndicators, figuresList, months, running } from './dashboard.ts'
import { askedOf, scopeOf } from './dashboard-asked.ts'
import { type Item, percent, rateOf } from './figures.ts'
import type { GeoMap } from './geojson.ts'
import { monthsBack } from './period.ts'
import { regionNames } from './places.ts'

const againSeconds = 300
const ranked = 12

export async function wallPage(c: Context<ConsoleEnv>, deps: ConsoleDeps, map: GeoMap | undefined): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const { me, theme } = c.get('session')
  const asked = askedOf(c)
  const { period } = asked
  const chartFrom = monthsBack(period.to, 11)
  const from = [chartFrom, period.former.from].sort()[0]
  const split = (dimension: 'agency' | 'region') =>
    ask<IndicatorFigures>('GET', '/v1/indicators/figures', {
      query: {
        from: period.from,
        to: period.to,
        dimension,
        indicators: 'transfer_timeliness,acceptance_rate',
        ...scopeOf({ ...asked, agency: undefined }),
      },
    })
  const wide = me.agency.kind === 'procuratorate' && asked.agency === undefined
  const [figures, clocks, organs, regions, names] = await Promise.all([
    ask<IndicatorFigures>('GET', '/v1/indicators/figures', {
      query: { from, to: period.to, dimension: 'month', indicators: dashboardIndicators.join(), ...scopeOf(asked) },
    }),
    ask<ClockFigures>('GET', '/v1/clocks/figures'),
    wide ? split('agency') : undefined,
    wide && map !== undefined ? split('region') : undefined,
    regionNames(deps, map),
  ])
  if (!figures.ok) return refused(c, figures.problem)
  if (!clocks.ok) return refused(c, clocks.problem)
  const { items } = figures.body
  const { directory } = deps.registry.fresh() ?? (await deps.registry.current())
  const sends = (id: string) => directory.byId.get(id)?.kind === 'administrative'
  const rank = organs?.ok === true ? ranking(v, organs.body.items, sends) : ''
  const drawnMap = map !== undefined && regions?.ok === true ? mapCard(v, map, regions.body.items, names) : ''
  // A map fills its column; without one the limits stand under the organs.
  const limits = await running(v, clocks.body)
  const still = c.req.query('still') !== undefined
  // As a header, and never where somebody stopped it: what moves by itself can be held (WCAG 2.2.1, 2.2.2).
  if (!still) c.header('refresh', String(againSeconds))
  return page(
    c,
    { title: v.t('sup.wall'), bare: true, theme: theme ?? 'dark' },
    html`<div class="head wallhead"><h1>${v.t('sup.wallTitle', { organ: me.agency.name })}</h1><p>${period.words} · ${v.t('page.asOf', { at: moment(v, v.nowMs) })} · <a href="${withQuery(v.here, { still: still ? null : '1' })}">${v.t(still ? 'sup.wallGoOn' : 'sup.wallHold')}</a> · <a href="/console/supervision">${v.t('sup.wallLeave')}</a></p></div>
<h2 class="sr">${v.t('sup.main')}</h2>${figuresList(v, asked, items)}
<div class="wallgrid"><div>${await months(v, asked, items, chartFrom)}${drawnMap === '' ? '' : limits}</div><div>${drawnMap}${rank}${drawnMap === '' ? limits : ''}</div></div>`,
  )
}

const of = (items: readonly Item[], indicator: string) =>
  new Map(items.filter((i) => i.indicator === indicator).map((i) => [i.key, i.cases]))

/** Organs that transfer, by transfers; the share in time stands beside it. */
function ranking(v: View, items: readonly Item[], sends: (id: string) => boolean): Html {
  const timely = of(items, 'transfer_timeliness')
  const named = new Map(items.map((i) => [i.key, i.name]))
  const rows = [...of(items, 'acceptance_rate')]
    .filter(([id, { d }]) => d > 0 && sends(id))
    .sort(([a, x], [b, y]) => y.d - x.d || (a < b ? -1 : 1))
    .slice(0, ranked)
  return html`<section class="card"><header><h2>${v.t('sup.ranking')}</h2></header>${
    rows.length === 0
      ? empty(v.t('sup.chart.none'))
      : html`<div class="scroll" tabindex="0" role="region" aria-label="${v.t('sup.ranking')}"><table><caption class="sr">${v.t('sup.ranking')}</caption><thead><tr><th scope="col" class="r">${v.t('sup.col.rank')}</th><th scope="col">${v.t('sup.col.sender')}</th><th scope="col" class="r">${v.t('sup.col.sent')}</th><th scope="col" class="r">${v.t('sup.col.timely')}</th></tr></thead><tbody>${rows.map(
          ([key, { d }], i) =>
            html`<tr><td class="r">${i + 1}</td><th scope="row">${foreign(named.get(key) ?? key)}</th><td class="r">${count(d)}</td><td class="r">${percent(rateOf(timely.get(key) ?? { n: 0, d: 0 }))}%</td></tr>`,
        )}</tbody></table></div>`
  }</section>`
}

function mapCard(v: View, map: GeoMap, items: readonly Item[], names: (code: string) => string): Html {
  const timely = of(items, 'transfer_timeliness')
  const shares = new Map([...timely].map(([code, sum]) => [code, rateOf(sum)]))
  const rows = map.regions.filter(({ code }) => timely.has(code))
  return html`<figure class="card"><figcaption><h2 id="map-title">${v.t('sup.map')}</h2><p class="key small">${mapKey.map(
    ([name, key]) =>
      html`<span class="nw"><svg width="12" height="12" aria-hidden="true" focusable="false"><rect class="${name}" width="12" height="12" rx="2"/></svg> ${v.t(key)}</span> `,
  )}</p></figcaption><div class="plot map">${ready(shaded(map, shares, 'map-title', names))}</div><details><summary>${v.t('sup.table')}</summary><table><thead><tr><th scope="col">${v.t('sup.region')}</th><th scope="col" class="r">${v.t('sup.col.timely')}</th></tr></thead><tbody>${rows.map(
    ({ code }) =>
      html`<tr><th scope="row">${names(code)}</th><td class="r">${percent(shares.get(code) ?? null)}%</td></tr>`,
  )}</tbody></table></details></figure>`
}

const mapKey = [
  ['m4', 'sup.map.4'],
  ['m3', 'sup.map.3'],
  ['m2', 'sup.map.2'],
  ['m1', 'sup.map.1'],
  ['m0', 'sup.map.0'],
] as const
