// Reconciliation: what was compared with which platform, what differs and what was repaired, and a comparison on demand.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { reconciliationAnswer, reconciliationDifferences, reconciliationList } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { typedDay } from '../html/form.ts'
import { count, day } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import { at, named, organ, state, syncTabs } from './shown.ts'

type C = Context<ConsoleEnv>
type Compared = z.output<typeof reconciliationList>['items'][number]

export function comparisons(v: View, items: readonly Compared[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noReconciliations'))
  const number = (key: 'sync.missing' | 'sync.surplus' | 'sync.different' | 'sync.repaired' | 'sync.open') => ({
    words: t(key),
    number: true,
  })
  return table(
    t('sync.reconciliations'),
    [
      ...[{ words: t('sync.state') }, { words: t('sync.name') }, { words: t('sync.period') }],
      ...[
        number('sync.missing'),
        number('sync.surplus'),
        number('sync.different'),
        number('sync.repaired'),
        number('sync.open'),
      ],
      { words: t('sync.begun') },
    ],
    [
      {
        rows: items.map((r) => [
          state(v, r.state),
          html`<a href="/console/sync/reconciliations/${r.id}">${foreign(r.name)}</a><span class="sub">${named(v, 'sync.direction', r.kind)}</span>`,
          unbroken(r.from === r.to ? day(v, r.from) : `${day(v, r.from)} – ${day(v, r.to)}`),
          ...[r.missing, r.surplus, r.different, r.repaired, r.open].map((n) => count(n)),
          at(v, r.begunAt),
        ]),
      },
    ],
  )
}

export async function reconciliationsPage(c: C, mayAct: boolean): Promise<Response> {
  const v = c.get('view')
  const answer = await c.get('ask')<z.output<typeof reconciliationList>>('GET', '/v1/reconciliations', {
    query: { cursor: c.req.query('cursor'), state: c.req.query('state'), limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  return page(
    c,
    { title: v.t('sync.reconciliations'), current: '/console/sync' },
    html`<div class="head"><h1>${v.t('sync.reconciliations')}</h1>${mayAct ? html`<a class="btn quiet" href="/console/sync/reconcile">${v.t('sync.compare')}</a>` : ''}</div>${syncTabs(v, '/console/sync/reconciliations')}${card(v.t('sync.reconciliations'), comparisons(v, answer.body.items))}${pager(v, answer.body.next)}`,
  )
}

export async function reconciliationPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const path = `/v1/reconciliations/${c.req.param('id')}`
  const [answer, differences] = await Promise.all([
    c.get('ask')<z.output<typeof reconciliationAnswer>>('GET', path),
    c.get('ask')<z.output<typeof reconciliationDifferences>>('GET', `${path}/differences`, {
      query: { cursor: c.req.query('cursor'), limit: 50 },
    }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  if (!differences.ok) return refused(c, differences.problem)
  const r = answer.body
  return page(
    c,
    { title: `${t('sync.reconciliations')} ${r.name}`, current: '/console/sync' },
    html`<p class="crumb"><a href="/console/sync/reconciliations">${t('sync.reconciliations')}</a></p><h1>${foreign(r.name)}</h1>
${card(
  t('sync.overview'),
  summary([
    [t('sync.state'), state(v, r.state)],
    [t('sync.organ'), organ(r.agency)],
    [t('sync.period'), `${day(v, r.from)} – ${day(v, r.to)}`],
    [t('sync.begun'), at(v, r.begunAt)],
    [t('sync.ended'), at(v, r.endedAt)],
    [t('sync.askedBy'), foreign(r.askedBy)],
    [t('sync.missing'), count(r.missing)],
    [t('sync.surplus'), count(r.surplus)],
    [t('sync.different'), count(r.different)],
    [t('sync.repaired'), count(r.repaired)],
    [t('sync.open'), count(r.open)],
    [t('sync.underWay'), count(r.underWay)],
    ...(r.error === null ? [] : [[t('sync.lastError'), foreign(r.error, 1_000)] as const]),
  ]),
)}
${card(t('sync.figures'), figures(v, r.figures))}
${card(t('sync.differences'), differing(v, differences.body.items))}${pager(v, differences.body.next)}
${
  r.statement === null
    ? ''
    : card(
        t('sync.statement'),
        html`<details><summary>${t('sync.statement')}</summary><p class="hint">${t('sync.statementHint')}</p><p class="small">${foreign(r.statement, 20_000)}</p></details>`,
      )
}`,
  )
}

function figures(v: View, items: z.output<typeof reconciliationAnswer>['figures']): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noReconciliations'))
  const shown = (f: { count: number; sum: string | null }) =>
    f.sum === null ? count(f.count) : html`${count(f.count)}<span class="sub">${foreign(f.sum)}</span>`
  return table(
    t('sync.figures'),
    [
      { words: t('sync.state') },
      { words: t('sync.day') },
      { words: t('sync.ours'), number: true },
      { words: t('sync.theirs'), number: true },
    ],
    [
      {
        rows: items.map((f) => [
          state(v, f.equal ? 'agreed' : 'differs'),
          unbroken(day(v, f.day)),
          shown(f.oursAfter ?? f.ours),
          shown(f.theirsAfter ?? f.theirs),
        ]),
      },
    ],
  )
}

function differing(v: View, items: z.output<typeof reconciliationDifferences>['items']): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noDifferences'))
  return table(
    t('sync.differences'),
    [
      { words: t('sync.state') },
      { words: t('sync.key') },
      { words: t('sync.day') },
      { words: t('sync.kind') },
      { words: t('sync.reason') },
    ],
    [
      {
        rows: items.map((d) => [
          state(v, d.state),
          foreign(d.key, 120),
          unbroken(day(v, d.day)),
          named(v, 'sync', d.kind),
          foreign(d.detail, 200),
        ]),
      },
    ],
  )
}

export function comparePage(c: C, deps: ConsoleDeps): Promise<Response> {
  const { t } = c.get('view')
  const optional = (form: URLSearchParams, name: string) => {
    const value = typedDay(textOf(form, name))
    return value === '' ? undefined : value
  }
  return actPage(c, deps, {
    ...{ title: t('sync.compare'), current: '/console/sync', button: t('sync.compare'), lead: t('sync.compareLead') },
    back: { href: '/console/sync/reconciliations', words: t('sync.reconciliations') },
    fields: [
      { name: 'partner', label: t('sync.partner'), value: c.req.query('partner') ?? '' },
      { name: 'from', label: t('sync.from'), kind: 'date', optional: true },
      { name: 'to', label: t('sync.to'), kind: 'date', optional: true },
      { name: 'repair', label: t('sync.repair'), kind: 'checkbox', value: 'true' },
    ],
    ask: (form) => ({
      path: '/v1/reconciliations',
      body: {
        ...{ partner: textOf(form, 'partner'), from: optional(form, 'from'), to: optional(form, 'to') },
        repair: textOf(form, 'repair') === 'true',
      },
    }),
    done: { zh: '已开始对账。', en: 'The comparison has begun.' },
    leads: (body) => `/console/sync/reconciliations/${String(body.id)}`,
  })
}
