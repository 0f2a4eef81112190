// One sink: how it stands, what it was told and could not be told, and what people did to it.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { sinkAnswer, sinkReports } from '../../../schemas/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, summary, table } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { deliveries, deliveryFilter, deliveryStates } from './deliveries.ts'
import { at, lag, named, organ, state } from './shown.ts'

type Sink = z.output<typeof sinkAnswer>

export async function sinkPage(c: Context<ConsoleEnv>, mayAct: boolean): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const path = `/v1/sinks/${c.req.param('id')}`
  const shown = deliveryStates.find((one) => one === c.req.query('state'))
  const [answer, reports] = await Promise.all([
    c.get('ask')<Sink>('GET', path),
    c.get('ask')<z.output<typeof sinkReports>>('GET', `${path}/reports`, {
      query: { state: shown, cursor: c.req.query('cursor'), limit: 30 },
    }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  if (!reports.ok) return refused(c, reports.problem)
  const s = answer.body
  const here = `/console/sync/sinks/${s.id}`
  return page(
    c,
    { title: s.name, current: '/console/sync' },
    html`<p class="crumb"><a href="/console/sync">${t('menu.sync')}</a></p><div class="head"><h1>${foreign(s.name)}</h1><div>${
      mayAct
        ? html`${s.deadLetters > 0 ? html`<a class="btn" href="${here}/replay">${t('sync.replay')}</a><a class="btn quiet" href="${here}/let-go">${t('sync.letGo')}</a>` : ''}${
            s.state === 'enabled'
              ? html`<a class="btn quiet" href="${here}/disable">${t('sync.disable')}</a>`
              : html`<a class="btn quiet" href="${here}/enable">${t('sync.enable')}</a>`
          }`
        : ''
    }</div></div>
${card(
  t('sync.overview'),
  summary([
    [t('sync.state'), state(v, s.deadLetters > 0 ? 'dead' : s.state)],
    [t('sync.organ'), organ(s.agency)],
    [t('sync.kind'), named(v, 'sync.kind', s.kind)],
    [t('sync.covers'), count(s.covers)],
    [t('sync.lag'), lag(v, s.lagSeconds)],
    [t('sync.backlog'), count(s.backlog)],
    [t('sync.dead'), count(s.deadLetters)],
    [t('sync.breaker'), named(v, 'sync.breaker', s.breaker)],
    [t('sync.lastDelivered'), at(v, s.lastDeliveredAt)],
    [t('sync.lastError'), s.lastError === null ? t('sync.none') : foreign(s.lastError, 1_000)],
    [
      t('sync.lastCompared'),
      s.lastReconciliation === null
        ? t('sync.never')
        : html`<a href="/console/sync/reconciliations/${s.lastReconciliation.id}">${named(v, 'sync.state', s.lastReconciliation.state)}</a>`,
    ],
  ]),
)}
${s.unmapped.length === 0 ? '' : card(t('sync.unmapped'), unmapped(v, s.unmapped))}
${card(t('sync.reports'), html`${deliveryFilter(v, shown)}${deliveries(v, reports.body.items, s.agency)}${pager(v, reports.body.next)}`)}
${s.notes.length === 0 ? '' : card(t('sync.notes'), notes(v, s.notes))}`,
  )
}

const unmapped = (v: View, items: Sink['unmapped']): Html =>
  html`<p class="hint">${v.t('sync.unmappedHint')}</p><ul>${items.map(({ list, words }) => html`<li>${foreign(list)}${v.t('form.colon')}${foreign(words.join('、'), 500)}</li>`)}</ul>`

function notes(v: View, items: Sink['notes']): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.none'))
  return table(
    t('sync.notes'),
    [{ words: t('sync.at') }, { words: t('sync.about') }, { words: t('sync.askedBy') }, { words: t('sync.reason') }],
    [{ rows: items.map((n) => [at(v, n.at), foreign(n.act), foreign(n.who), foreign(n.why ?? '—', 500)]) }],
  )
}
