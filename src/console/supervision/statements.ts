// 月度指标固定: months whose figures were frozen and signed by the gateway, and the freezing of one that has ended. And the roster:
// who should be connected, and how each stands.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { dayText, localDay } from '../../kernel/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { buttons, type FieldShown, form } from '../html/form.ts'
import { count, moment, shortDay } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { card, empty, foreign, pager, type Shown, table, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import { valueName } from '../words/values.ts'
import type { CoverageFigures, CoverageList, StatementList } from './answers.ts'
import { percent } from './figures.ts'
import { type Again, fieldsAgain, saidOf, sent, summaryAgain } from './forms.ts'
import type { GeoMap } from './geojson.ts'
import { monthsBack } from './period.ts'
import { monthLong } from './pieces.ts'
import { regionNames } from './places.ts'
import { reportTabs, typedMonth } from './reports.ts'

export async function statementsPage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const found = await c.get('ask')<StatementList>('GET', '/v1/indicators/statements')
  if (!found.ok) return refused(c, found.problem)
  const { items } = found.body
  const fields: FieldShown[] = [
    {
      name: 'month',
      label: v.t('sup.col.month'),
      value: monthsBack(dayText(localDay(v.nowMs)).slice(0, 7), 1),
      hint: v.t('sup.statement.hint'),
    },
  ]
  return page(
    c,
    {
      title: v.t('sup.statements'),
      current: '/console/reports',
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`${summaryAgain(v, fields, again)}<h1>${v.t('menu.reports')}</h1>${reportTabs(v, 'statements')}<p class="lead muted">${v.t('sup.statement.lead')}</p>${card(
      v.t('sup.statements'),
      items.length === 0
        ? empty(v.t('sup.statement.none'))
        : table(
            v.t('sup.statements'),
            [
              { words: v.t('sup.col.month') },
              { words: v.t('sup.statement.of') },
              { words: v.t('sup.statement.at') },
              { words: v.t('sup.statement.journal') },
              { words: v.t('sup.statement.signed') },
            ],
            [
              {
                rows: items.map((s) => [
                  monthLong(v, s.month),
                  s.scope.agency === null
                    ? (s.scope.region ?? v.t('sup.statement.country'))
                    : foreign(s.scope.agency.name ?? s.scope.agency.code),
                  html`<span class="nw">${moment(v, s.at)}</span>`,
                  html`${v.t('sup.statement.position', { n: count(s.journal.size) })}<span class="sub">${v.t('sup.statement.rules', { version: s.rules })}</span>`,
                  html`<a href="/console/statements/${s.id}">${v.t('sup.statement.jws')}</a>`,
                ]),
              },
            ],
          ),
    )}${card(v.t('sup.statement.freeze'), form(v, { action: '/console/statements' }, html`${fieldsAgain(v, fields, again)}${buttons({ words: v.t('sup.statement.freeze') })}`))}`,
  )
}

export async function freezePage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  return sent(c, deps, {
    path: '/v1/indicators/statements',
    body: (typed) => ({ month: typedMonth(textOf(typed, 'month')) }),
    said: () => saidOf('sup.statement.done'),
    to: () => '/console/statements',
    again: (again) => statementsPage(c, again),
  })
}

const states = ['entering', 'silent', 'not_connected'] as const

export async function coveragePage(
  c: Context<ConsoleEnv>,
  deps: ConsoleDeps,
  map: GeoMap | undefined,
): Promise<Response> {
  const v = c.get('view')
  const { state, region, kind, domain, cursor } = c.req.query()
  const [figures, list, names] = await Promise.all([
    c.get('ask')<CoverageFigures>('GET', '/v1/coverage/figures', { query: { region } }),
    c.get('ask')<CoverageList>('GET', '/v1/coverage', { query: { limit: 50, state, region, kind, domain, cursor } }),
    regionNames(deps, map),
  ])
  if (!figures.ok) return refused(c, figures.problem)
  if (!list.ok) return refused(c, list.problem)
  const f = figures.body
  const shares = (title: string, rows: CoverageFigures['byKind'], name: (key: string) => Shown) =>
    card(
      title,
      rows.length === 0
        ? empty(v.t('sup.coverage.none'))
        : table(
            title,
            [
              { words: title },
              { words: v.t('sup.coverage.due'), number: true },
              { words: v.t('sup.coverage.connected'), number: true },
              { words: v.t('sup.coverage.entering'), number: true },
            ],
            [
              {
                rows: rows.map((row) => [
                  name(row.key),
                  count(row.due),
                  `${count(row.connected)}（${percent(row.due === 0 ? null : row.connected / row.due)}%）`,
                  `${count(row.entering)}（${percent(row.connected === 0 ? null : row.entering / row.connected)}%）`,
                ]),
              },
            ],
            { stack: false },
          ),
    )
  return page(
    c,
    { title: v.t('sup.coverage'), current: '/console/supervision' },
    html`<p class="crumb"><a href="/console/supervision">${v.t('menu.dashboard')}</a></p><h1>${v.t('sup.coverage')}</h1><p class="lead muted">${v.t('sup.coverage.lead', { at: f.lookedAt === null ? '—' : moment(v, f.lookedAt) })}</p>
<div class="two">${shares(v.t('sup.coverage.byKind'), f.byKind, (key) => valueName(v.lang, 'kind', key))}${shares(v.t('sup.coverage.byRegion'), f.byRegion, names)}</div>
${tabs(v.t('sup.coverage.states'), [
  { href: withQuery(v.here, { state: null, cursor: null }), words: v.t('page.all'), current: state === undefined },
  ...states.map((s) => ({
    href: withQuery(v.here, { state: s, cursor: null }),
    words: v.t(`sup.coverage.${s}`),
    current: s === state,
  })),
])}
${card(
  v.t('sup.coverage.list'),
  list.body.items.length === 0
    ? empty(v.t('sup.coverage.none'))
    : table(
        v.t('sup.coverage.list'),
        [
          { words: v.t('sup.col.standing') },
          { words: v.t('sup.col.organ') },
          { words: v.t('sup.col.place') },
          { words: v.t('sup.coverage.lastPenalty') },
          { words: v.t('sup.coverage.lastTransfer') },
        ],
        [
          {
            rows: list.body.items.map((o) => [
              lit(o.state === 'entering' ? 'g' : o.state === 'silent' ? 'y' : 'o', v.t(`sup.coverage.${o.state}`)),
              html`${foreign(o.name)}<span class="sub">${foreign(o.code)}</span>`,
              names(o.regionCode),
              o.lastPenaltyAt === null ? '—' : shortDay(v, o.lastPenaltyAt),
              o.lastTransferAt === null ? '—' : shortDay(v, o.lastTransferAt),
            ]),
          },
        ],
      ),
)}${pager(v, list.body.next)}`,
  )
}
