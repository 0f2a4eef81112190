// The cases behind a figure, by region and month. What a case is called is said only to whoever has a part in it; the rest is
// counted without a name.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { definitionOf, isIndicator } from '../../supervision/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { card, empty, foreign, type Html, pager, said, table, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { basisNames } from '../words/basis.ts'
import { valueName } from '../words/values.ts'
import type { IndicatorCases } from './answers.ts'
import type { GeoMap } from './geojson.ts'
import { monthLong } from './pieces.ts'
import { type RegionName, regionNames } from './places.ts'

const asked = ['from', 'to', 'region', 'agency', 'domain', 'charge', 'level', 'step', 'in', 'cursor'] as const

export async function drillPage(c: Context<ConsoleEnv>, deps: ConsoleDeps, map: GeoMap | undefined): Promise<Response> {
  const v = c.get('view')
  const id = c.req.param('id') ?? ''
  const query = Object.fromEntries(asked.map((name) => [name, c.req.query(name)]))
  const [found, names] = await Promise.all([
    c.get('ask')<IndicatorCases>('GET', `/v1/indicators/figures/${encodeURIComponent(id)}/cases`, { query }),
    regionNames(deps, map),
  ])
  if (!found.ok || !isIndicator(id)) return found.ok ? c.notFound() : refused(c, found.problem)
  const definition = definitionOf(id)
  const { items, next } = found.body
  const which = query.in ?? 'all'
  const tab = (value: 'all' | 'numerator' | 'rest') => ({
    href: withQuery(v.here, { in: value === 'all' ? null : value, cursor: null }),
    words: v.t(`sup.in.${value}`),
    current: which === value,
  })
  return page(
    c,
    { title: said(v, definition), current: '/console/supervision' },
    html`<p class="crumb"><a href="/console/supervision">${v.t('menu.dashboard')}</a></p><h1>${said(v, definition)}</h1>
<p class="lead">${v.t('sup.drill.rule', { n: said(v, definition.numerator), d: said(v, definition.denominator), month: said(v, definition.month) })}<br><span class="muted">${v.t('refused.basis', { basis: basisNames(v.lang, definition.basis) })}</span></p>
${tabs(v.t('sup.drill.which'), [tab('all'), tab('numerator'), tab('rest')])}
${card(v.t('sup.drill.cases'), items.length === 0 ? empty(v.t('sup.drill.none')) : rows(v, items, names))}
${pager(v, next)}`,
  )
}

const rows = (v: View, items: IndicatorCases['items'], names: RegionName): Html =>
  table(
    v.t('sup.drill.cases'),
    ['sup.col.month', 'sup.col.case', 'sup.col.organ', 'sup.col.place', 'sup.col.counted'].map((key) => ({
      words: v.t(key as 'sup.col.month'),
    })),
    [
      {
        rows: items.map((item) => [
          html`<span class="nw">${monthLong(v, item.month)}</span>`,
          caseCell(v, item),
          html`${item.agencies.map((a, i) => html`${i === 0 ? '' : html`<br>`}${foreign(a.name ?? a.code)}`)}`,
          html`${names(item.regionCode)}<span class="sub">${valueName(v.lang, 'domain', item.domain)}</span>`,
          item.d === 0 ? '—' : `${item.n} / ${item.d}`,
        ]),
      },
    ],
  )

function caseCell(v: View, item: IndicatorCases['items'][number]): Html {
  const href = item.kind === 'transfer' ? `/console/cases/${item.id}` : `/console/penalties/${item.id}`
  const name = item.caseName ?? item.documentNo
  const charge = item.charge === null ? '' : html`<span class="sub">${foreign(item.charge, 80)}</span>`
  if (!item.seen) return html`${v.t(`sup.drill.unnamed.${item.kind}`)}${charge}`
  return html`<a class="do" href="${href}">${name === null ? v.t(`sup.drill.named.${item.kind}`) : foreign(name, 120)}</a>${
    item.caseName !== null && item.documentNo !== null
      ? html`<span class="sub">${foreign(item.documentNo)}</span>`
      : charge
  }`
}
