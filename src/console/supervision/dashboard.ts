// 监督总览: four figures, the months behind them, what runs in the cases now, and the findings that wait. Every number leads to
// the cases behind it.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { count, shortMoment } from '../html/format.ts'
import { card, empty, foreign, type Html, type Shown } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import type { ClockFigures, FindingList, IndicatorFigures } from './answers.ts'
import { chart } from './charts/figure.ts'
import { trend } from './charts/trend.ts'
import { urgencyBars } from './charts/urgency.ts'
import { type Asked, askedOf, drillTo, scopeOf } from './dashboard-asked.ts'
import { changeWords, type Item, percent, rateOf, ratio, sumOf } from './figures.ts'
import { byEnd, findingsTable } from './findings-shown.ts'
import type { GeoMap } from './geojson.ts'
import { monthsBack, monthsOf, periods } from './period.ts'
import { domainOptions, monthShort } from './pieces.ts'
import { type RegionName, regionNames } from './places.ts'

export const dashboardIndicators = [
  'transfer_timeliness',
  'acceptance_rate',
  'filing_timeliness',
  'should_transfer_missed',
  'filing_rate',
] as const
/** Of the newest that are open, the most urgent are shown. */
const findingsLooked = 30
const findingsShown = 8
const organsShown = 6

export async function dashboardPage(
  c: Context<ConsoleEnv>,
  deps: ConsoleDeps,
  map: GeoMap | undefined,
): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const { agency, roles } = c.get('session').me
  // The roster of who should be connected is theirs alone.
  const roster = agency.kind === 'procuratorate' || roles.includes('operator')
  const asked = askedOf(c)
  const { period } = asked
  const chartFrom = monthsBack(period.to, 11)
  const from = [chartFrom, period.former.from].sort()[0]
  const inside = agency.kind === 'procuratorate' && agency.regionCode.endsWith('00')
  const [figures, clocks, findings, regions, names] = await Promise.all([
    ask<IndicatorFigures>('GET', '/v1/indicators/figures', {
      query: { from, to: period.to, dimension: 'month', indicators: dashboardIndicators.join(), ...scopeOf(asked) },
    }),
    ask<ClockFigures>('GET', '/v1/clocks/figures'),
    ask<FindingList>('GET', '/v1/findings', {
      query: { state: 'open', limit: findingsLooked, region: asked.region, domain: asked.domain, agency: asked.agency },
    }),
    inside
      ? ask<IndicatorFigures>('GET', '/v1/indicators/figures', {
          query: { months: 24, dimension: 'region', indicators: 'acceptance_rate' },
        })
      : undefined,
    regionNames(deps, map),
  ])
  if (!figures.ok) return refused(c, figures.problem)
  if (!clocks.ok) return refused(c, clocks.problem)
  if (!findings.ok) return refused(c, findings.problem)
  const { items } = figures.body
  const codes = regions?.ok === true ? regions.body.items.map(({ key }) => key) : []
  const waiting = [...findings.body.items].sort(byEnd).slice(0, findingsShown)
  const query = new URLSearchParams({ period: period.id, ...scopeOf(asked) })
  return page(
    c,
    { title: v.t('menu.dashboard'), current: '/console/supervision' },
    html`<div class="head"><div><h1>${v.t('menu.dashboard')}</h1><p class="muted">${v.t('sup.rule', { at: shortMoment(v, v.nowMs) })}</p></div><div><a class="btn quiet" href="/console/supervision/export?${query}">${v.t('sup.export')}</a> <a class="btn quiet" href="/console/reports">${v.t('sup.toReports')}</a></div></div>
${filters(v, asked, codes, names)}
<h2 class="sr">${v.t('sup.main')}</h2>${figuresList(v, asked, items)}
<div class="two">${await months(v, asked, items, chartFrom)}${await running(v, clocks.body)}</div>
${card(
  v.t('sup.waiting'),
  waiting.length === 0
    ? empty(v.t('sup.waitingNone'))
    : findingsTable(v, v.t('sup.waiting'), waiting, (domain) => valueName(v.lang, 'domain', domain)),
  {
    aside: html`<a class="small" href="/console/findings">${v.t('sup.allFindings', { n: findings.body.next === null ? count(findings.body.items.length) : v.t('page.more', { n: findingsLooked }) })}</a>`,
  },
)}
<p class="links"><a href="/console/wall?${query}">${v.t('sup.wall')}</a> <a href="/console/statements">${v.t('sup.statements')}</a>${roster ? html` <a href="/console/coverage">${v.t('sup.coverage')}</a>` : ''}</p>`,
  )
}

function filters(v: View, asked: Asked, codes: readonly string[], names: RegionName): Html {
  const option = (value: string, words: Shown, chosen: string | undefined) =>
    html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : ''}>${words}</option>`
  return html`<form class="filters" action="/console/supervision"><label>${v.t('sup.period')}<select name="period">${periods(v).map((p) => option(p.id, p.words, asked.period.id))}</select></label>${
    codes.length === 0
      ? ''
      : html`<label>${v.t('sup.region')}<select name="region">${option('', v.t('sup.allRegions'), asked.region)}${codes.map((code) => option(code, names(code), asked.region))}</select></label>`
  }<label>${v.t('sup.domain')}<select name="domain">${option('', v.t('sup.allDomains'), asked.domain)}${domainOptions(v).map((o) => option(o.value, o.words, asked.domain))}</select></label>${
    asked.agency === undefined ? '' : html`<input type="hidden" name="agency" value="${asked.agency}">`
  }<button class="btn">${v.t('sup.query')}</button></form>`
}

export function figuresList(v: View, asked: Asked, items: readonly Item[]): Html {
  const { period } = asked
  const of = (indicator: string) => ({
    now: sumOf(items, indicator, period),
    former: sumOf(items, indicator, period.former),
  })
  const rate = (indicator: 'transfer_timeliness' | 'acceptance_rate' | 'filing_timeliness') => {
    const { now, former } = of(indicator)
    const left = now.d - now.n
    return html`<li><h3>${v.t(`sup.kpi.${indicator}`)}</h3><p class="v">${percent(rateOf(now))}<small>%</small></p><p class="small muted"><a href="${drillTo(asked, indicator)}">${v.t('sup.ofCases', { ratio: ratio(now) })}</a>${v.t(`sup.kpiOf.${indicator}`)}</p><p class="small">${changeWords(v, period.formerWords, now, former)}${
      left === 0
        ? ''
        : html`<br><a href="${drillTo(asked, indicator, 'rest')}">${v.t(`sup.kpiRest.${indicator}`, { n: count(left) })}</a>`
    }</p></li>`
  }
  const missed = of('should_transfer_missed')
  return html`<ul class="kpi">${rate('transfer_timeliness')}${rate('acceptance_rate')}${rate('filing_timeliness')}<li><h3>${v.t('sup.kpi.should_transfer_missed')}</h3><p class="v">${count(missed.now.n)}<small>${v.t('sup.cases')}</small></p><p class="small muted"><a href="${drillTo(asked, 'should_transfer_missed')}">${v.t('sup.ofCases', { ratio: ratio(missed.now) })}</a>${v.t('sup.kpiOf.should_transfer_missed')}</p><p class="small">${changeWords(v, period.formerWords, missed.now, missed.former)}${
    missed.now.n === 0
      ? ''
      : html`<br><a href="${drillTo(asked, 'should_transfer_missed', 'numerator')}">${v.t('sup.kpiRest.should_transfer_missed', { n: count(missed.now.n) })}</a>`
  }</p></li></ul>`
}

export async function months(
  v: View,
  asked: Asked,
  items: readonly Item[],
  from: string,
  size: { width?: number; height?: number } = {},
): Promise<Html> {
  const { to } = asked.period
  const list = monthsOf(from, to).map((month) => {
    const at = { from: month, to: month }
    const [sent, timely, filed] = [
      sumOf(items, 'acceptance_rate', at),
      sumOf(items, 'transfer_timeliness', at),
      sumOf(items, 'filing_rate', at),
    ]
    return { month, words: monthShort(v, month), rate: rateOf(timely), first: sent.d, second: filed.n }
  })
  const cell = (month: string, indicator: string, n: number, which?: 'numerator') =>
    n === 0 ? '0' : html`<a href="${drillTo(asked, indicator, which, { from: month, to: month })}">${count(n)}</a>`
  return chart(v, {
    title: v.t('sup.chart.months'),
    key: [
      { class: 'k1', words: v.t('sup.chart.sent') },
      { class: 'k2', words: v.t('sup.chart.filed') },
      { class: 'k3', words: v.t('sup.chart.timely') },
    ],
    drawing: trend('months', list, size),
    nothing: list.every(({ first, second }) => first === 0 && second === 0) ? v.t('sup.chart.none') : undefined,
    table: {
      head: [v.t('sup.col.month'), v.t('sup.col.sent'), v.t('sup.col.filed'), v.t('sup.col.timely')],
      rows: list.map((m) => ({
        name: m.month,
        cells: [
          cell(m.month, 'acceptance_rate', m.first),
          cell(m.month, 'filing_rate', m.second, 'numerator'),
          `${percent(m.rate)}%`,
        ],
      })),
    },
  })
}

export const urgencyKeys = [
  ['overdue', 'q-r', 'light.r'],
  ['urgent', 'q-o', 'light.o'],
  ['soon', 'q-y', 'light.y'],
  ['watch', 'q-b', 'light.b'],
  ['calm', 'q-g', 'light.g'],
] as const

export async function running(v: View, clocks: ClockFigures): Promise<Html> {
  const shown = clocks.bySender.slice(0, organsShown)
  const name = (sender: ClockFigures['bySender'][number]['sender']) => sender.name ?? sender.code ?? ''
  return chart(v, {
    title: v.t('sup.chart.running'),
    note: v.t('sup.chart.runningNote', { at: shortMoment(v, clocks.asOf) }),
    key: urgencyKeys.map(([urgency, paint, words]) => ({
      class: paint,
      words: `${v.t(words)} ${count(clocks.total[urgency])}`,
    })),
    drawing: urgencyBars(
      'running',
      shown.map((row) => ({
        words: name(row.sender),
        counts: [row.overdue, row.urgent, row.soon, row.watch, row.calm],
      })),
    ),
    nothing: shown.length === 0 ? v.t('sup.chart.runningNone') : undefined,
    table: {
      head: [v.t('sup.col.sender'), ...urgencyKeys.map(([, , words]) => v.t(words))],
      rows: clocks.bySender.map((row) => ({
        name: foreign(name(row.sender)),
        cells: urgencyKeys.map(([urgency]) =>
          row[urgency] === 0
            ? '0'
            : html`<a href="/console/clocks?sender=${row.sender.id}&urgency=${urgency}">${count(row[urgency])}</a>`,
        ),
      })),
    },
  })
}
