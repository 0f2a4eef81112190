// 统计报告: those that were made, with their figures and files, and a new one asked for.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { dayText, localDay } from '../../kernel/index.ts'
import { makes, reportKinds } from '../../supervision/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { buttons, type FieldShown, form } from '../html/form.ts'
import { shortMoment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { card, empty, foreign, type Html, pager, table, tabs } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import type { Report, ReportList } from './answers.ts'
import { type Again, fieldsAgain, given, saidOf, sent, signing, summaryAgain, typedText } from './forms.ts'
import { monthsBack } from './period.ts'
import { domainOptions, monthLong } from './pieces.ts'

type Head = Pick<Report, 'id' | 'state' | 'files' | 'failedBecause'>

export const stateOf = (v: View, { state }: Pick<Head, 'state'>): Html =>
  lit(state === 'failed' ? 'r' : state === 'made' ? 'g' : 'b', v.t(`sup.report.${state}`))

export const filesOf = (v: View, { id, files }: Pick<Head, 'id' | 'files'>): Html =>
  html`${files.map(({ format }) => html`<a href="/console/reports/${id}/content?format=${format}">${v.t('sup.report.download', { format: format.toUpperCase() })}</a> `)}`

export const reportTabs = (v: View, current: 'list' | 'schedules' | 'statements'): Html =>
  tabs(v.t('menu.reports'), [
    { href: '/console/reports', words: v.t('sup.report.list'), current: current === 'list' },
    { href: '/console/reports/schedules', words: v.t('sup.report.schedules'), current: current === 'schedules' },
    { href: '/console/statements', words: v.t('sup.statements'), current: current === 'statements' },
  ])

export async function reportsPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { kind, state, cursor } = c.req.query()
  const found = await c.get('ask')<ReportList>('GET', '/v1/reports', { query: { limit: 50, kind, state, cursor } })
  if (!found.ok) return refused(c, found.problem)
  const { items, next } = found.body
  return page(
    c,
    { title: v.t('menu.reports'), current: '/console/reports' },
    html`<div class="head"><h1>${v.t('menu.reports')}</h1><div><a class="btn" href="/console/reports/new">${v.t('sup.report.new')}</a></div></div>
${reportTabs(v, 'list')}${card(
  v.t('sup.report.list'),
  items.length === 0
    ? empty(v.t('sup.report.none'))
    : table(
        v.t('sup.report.list'),
        [
          { words: v.t('sup.col.standing') },
          { words: v.t('sup.report.title') },
          { words: v.t('sup.period') },
          { words: v.t('sup.report.askedAt') },
          { words: v.t('sup.report.files') },
        ],
        [
          {
            rows: items.map((r) => [
              stateOf(v, r),
              html`<a class="do" href="/console/reports/${r.id}">${foreign(r.title, 200)}</a><span class="sub">${v.t(`sup.reportKind.${r.kind}`)}</span>`,
              html`<span class="nw">${monthLong(v, r.from)}${r.from === r.to ? '' : html` – ${monthLong(v, r.to)}`}</span>`,
              html`<span class="nw">${shortMoment(v, r.askedAt)}</span>`,
              filesOf(v, r),
            ]),
          },
        ],
      ),
)}${pager(v, next)}`,
  )
}

export async function reportPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const found = await c.get('ask')<Report>('GET', `/v1/reports/${encodeURIComponent(c.req.param('id') ?? '')}`)
  if (!found.ok) return refused(c, found.problem)
  const r = found.body
  return page(
    c,
    { title: r.title, current: '/console/reports', marked: true },
    html`<p class="crumb"><a href="/console/reports">${v.t('menu.reports')}</a></p><h1>${foreign(r.title, 200)}</h1>
<p class="lead">${stateOf(v, r)} ${filesOf(v, r)}${r.state === 'waiting' || r.state === 'making' ? html`<a href="${v.here}">${v.t('sup.report.again')}</a>` : ''}${r.failedBecause === null ? '' : html`<br>${v.t('sup.report.failedBecause')}${foreign(r.failedBecause, 500)}`}</p>
${r.passages.length === 0 ? '' : html`<div class="note"><p>${v.t('sup.report.passages', { n: r.passages.length })}</p></div>`}
${r.tables.map((t) => card(foreign(t.title, 200), reportTable(v, t)))}`,
  )
}

const rowsShown = 100

function reportTable(v: View, t: Report['tables'][number]): Html {
  const number = (kind: string) => kind !== 'text' && kind !== 'day'
  if (t.rows.length === 0) return empty(v.t('sup.report.empty'))
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t.title.toWellFormed()}">${table(
    t.title,
    t.columns.map(({ zh, kind }) => ({ words: zh, number: number(kind) })),
    [
      {
        rows: t.rows.slice(0, rowsShown).map((row) => row.map((cell, i) => cellOf(cell, t.columns[i]?.kind ?? 'text'))),
      },
    ],
    { stack: false },
  )}</div><details><summary>${v.t('sup.report.rule')}</summary><p class="small">${foreign(t.definition, 1_000)}<br>${foreign(t.denominator, 1_000)}</p></details>`
}

function cellOf(value: string | number | null, kind: string): Html | string {
  if (value === null) return '—'
  if (typeof value === 'string') return foreign(value)
  if (kind === 'share') return `${(value * 100).toFixed(1)}%`
  if (kind === 'points' || kind === 'change') return `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}%`
  return (kind === 'yuan' ? value.toFixed(2) : String(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

export const kindsOf = (c: Context<ConsoleEnv>) => reportKinds.filter((kind) => makes(c.get('session').me.agency, kind))

/** Which of the kinds that this organ makes. */
export const kindField = (v: View, kinds: ReturnType<typeof kindsOf>, hinted: boolean): FieldShown => ({
  ...{ name: 'kind', label: v.t('sup.report.kind'), kind: 'radio', value: kinds[0] },
  options: kinds.map((kind) => ({
    value: kind,
    words: v.t(`sup.reportKind.${kind}`),
    ...(hinted && { hint: v.t(`sup.reportKindHint.${kind}`) }),
  })),
})

/** What a bulletin is about, and to whom another report goes. */
export const themeFields = (v: View): readonly FieldShown[] => [
  { name: 'theme.name', label: v.t('sup.report.theme'), optional: true, hint: v.t('sup.report.themeHint') },
  {
    ...{ name: 'theme.domain', label: v.t('sup.domain'), kind: 'select', optional: true },
    options: [{ value: '', words: v.t('sup.allDomains') }, ...domainOptions(v)],
  },
  { name: 'addressee', label: v.t('sup.report.addressee'), optional: true },
]

function askFields(v: View, c: Context<ConsoleEnv>): FieldShown[] {
  const former = monthsBack(dayText(localDay(v.nowMs)).slice(0, 7), 1)
  return [
    kindField(v, kindsOf(c), true),
    { name: 'from', label: v.t('sup.report.from'), value: former, hint: v.t('sup.report.monthHint') },
    { name: 'to', label: v.t('sup.report.to'), value: former },
    ...themeFields(v),
  ]
}

export async function newReportPage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const fields = askFields(v, c)
  const { me } = c.get('session')
  const title = v.t('sup.report.new')
  return page(
    c,
    {
      title,
      current: '/console/reports',
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`<p class="crumb"><a href="/console/reports">${v.t('menu.reports')}</a></p>${summaryAgain(v, fields, again)}<h1>${title}</h1><p class="lead muted">${v.t('sup.report.lead')}</p>
${kindsOf(c).length === 0 ? html`<p>${v.t('sup.report.noKinds')}</p>` : form(v, { action: '/console/reports' }, html`${fieldsAgain(v, fields, again)}<p class="hint">${v.t('sup.signedBy', { name: me.name, no: me.certificateNo ?? '—' })}</p>${buttons({ words: v.t('sup.report.make') })}`)}`,
  )
}

/** `2026-1`, `2026年1月` → `2026-01`. */
export function typedMonth(text: string): string {
  const found = /^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?$/.exec(text.trim())
  return found === null ? text.trim() : `${found[1]}-${(found[2] ?? '').padStart(2, '0')}`
}

export const themeOf = (typed: URLSearchParams, kind: string) =>
  kind === 'bulletin'
    ? { theme: given({ name: typedText(typed, 'theme.name') ?? '', domain: typedText(typed, 'theme.domain') }) }
    : {}

export async function askReportPage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  return sent(c, deps, {
    path: '/v1/reports',
    body: (typed) => {
      const kind = textOf(typed, 'kind')
      return given({
        ...{
          kind,
          from: typedMonth(textOf(typed, 'from')),
          to: typedMonth(textOf(typed, 'to')),
          officers: signing(c),
          ...themeOf(typed, kind),
        },
        ...(kind !== 'bulletin' && { addressee: typedText(typed, 'addressee') }),
      })
    },
    said: () => saidOf('sup.report.asked'),
    to: (answer) => `/console/reports/${answer.id}`,
    again: (again) => newReportPage(c, again),
  })
}
