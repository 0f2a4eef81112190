// One source: where it stands, its last pulls, a pull on demand and a dry run that keeps nothing.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { dryRunAnswer, sourceAnswer } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { buttons, errorSummary, field, form } from '../html/form.ts'
import { count, span } from '../html/format.ts'
import { card, empty, foreign, type Html, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { formOf, textOf } from '../session/forms.ts'
import { problemWords } from '../words/problems.ts'
import { at, lag, named, organ, state } from './shown.ts'

type C = Context<ConsoleEnv>
type Source = z.output<typeof sourceAnswer>

export async function sourcePage(c: C, mayAct: boolean): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<Source>('GET', `/v1/sources/${c.req.param('id')}`)
  if (!answer.ok) return refused(c, answer.problem)
  const s = answer.body
  const here = `/console/sync/sources/${s.id}`
  return page(
    c,
    { title: s.name, current: '/console/sync' },
    html`<p class="crumb"><a href="/console/sync">${t('menu.sync')}</a></p><div class="head"><h1>${foreign(s.name)}</h1><div>${
      mayAct
        ? html`<a class="btn" href="${here}/pull">${t('sync.pull')}</a><a class="btn quiet" href="${here}/dry-run">${t('sync.dryRun')}</a>`
        : ''
    }</div></div>
${card(
  t('sync.overview'),
  summary([
    [t('sync.state'), s.failures > 0 && s.state === 'enabled' ? state(v, 'failed') : state(v, s.state)],
    [t('sync.organ'), organ(s.agency)],
    [t('sync.kind'), named(v, 'sync.kind', s.kind)],
    [t('sync.lag'), lag(v, s.lagSeconds)],
    [t('sync.lastRun'), at(v, s.lastOkAt)],
    [t('sync.next'), at(v, s.nextAt)],
    [t('sync.every'), unbroken(span(v, s.everySeconds * 1_000))],
    [t('sync.lastRecord'), at(v, s.lastRecordAt)],
    [t('sync.lastZero'), at(v, s.lastZeroReportAt)],
    [t('sync.control'), foreign(s.lastControlTime ?? '—')],
    [t('sync.backlog'), s.backlog === null ? '—' : count(s.backlog)],
    [t('sync.failures'), count(s.failures)],
    [t('sync.lastError'), s.lastError === null ? t('sync.none') : foreign(s.lastError, 1_000)],
  ]),
)}
${card(t('sync.runs'), runs(v, s.runs))}
${s.kind === 'files' ? card(t('sync.packages'), packages(v, s.packages)) : ''}`,
  )
}

function runs(v: View, items: Source['runs']): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noRuns'))
  const counted = (['read', 'created', 'updated', 'unchanged', 'quarantined', 'refused'] as const).map((key) => ({
    key,
    column: { words: t(`sync.${key}`), number: true },
  }))
  return table(
    t('sync.runs'),
    [
      { words: t('sync.state') },
      { words: t('sync.begun') },
      ...counted.map(({ column }) => column),
      { words: t('sync.reason') },
    ],
    [
      {
        rows: items.map((r) => [
          state(v, r.state),
          html`${at(v, r.begunAt)}<span class="sub">${foreign(r.askedBy)}</span>`,
          ...counted.map(({ key }) => count(r[key])),
          r.error === null ? t('sync.none') : foreign(r.error, 300),
        ]),
      },
    ],
  )
}

function packages(v: View, items: Source['packages']): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noRuns'))
  return table(
    t('sync.packages'),
    [
      { words: t('sync.state') },
      { words: t('sync.name') },
      { words: t('sync.sequence'), number: true },
      { words: t('sync.at') },
      { words: t('sync.reason') },
    ],
    [
      {
        rows: items.map((p) => [
          state(v, p.state),
          foreign(p.name, 120),
          p.sequence === null ? '—' : String(p.sequence),
          at(v, p.at),
          foreign(p.reason ?? '—', 200),
        ]),
      },
    ],
  )
}

export function pullPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const { t } = c.get('view')
  const id = c.req.param('id') ?? ''
  return actPage(c, deps, {
    ...{
      title: t('sync.pull'),
      current: '/console/sync',
      button: t('sync.pull'),
      lead: t('sync.pullLead'),
      fields: [],
    },
    back: { href: `/console/sync/sources/${id}`, words: t('sync.sources') },
    ask: () => ({ path: `/v1/sources/${id}/pull` }),
    done: { zh: '已安排拉取。', en: 'A pull is asked for.' },
  })
}

/** What it shows is nowhere kept: the answer of the form is the page itself. */
export async function dryRunPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const here = `/console/sync/sources/${id}`
  const sent = c.req.method === 'POST' ? await formOf(c) : undefined
  const limit = sent === undefined ? '10' : textOf(sent, 'limit').trim()
  const answer =
    sent === undefined
      ? undefined
      : await c.get('ask')<z.output<typeof dryRunAnswer>>('POST', `/v1/sources/${id}/dry-run`, {
          body: { limit: /^\d{1,3}$/.test(limit) ? Number(limit) : 0 },
        })
  if (answer?.ok === false && answer.problem.status !== 400) return refused(c, answer.problem)
  const fault = answer?.ok === false ? problemWords(v, answer.problem).errors[0]?.sentence : undefined
  const asked = { name: 'limit', label: t('sync.dryRunLimit'), kind: 'number', value: limit, error: fault } as const
  return page(
    c,
    {
      title: t('sync.dryRun'),
      current: '/console/sync',
      wrong: fault !== undefined,
      ...(fault !== undefined && { status: 400 }),
    },
    html`<p class="crumb"><a href="${here}">${t('sync.sources')}</a></p>${
      fault === undefined ? '' : errorSummary(v, [{ name: 'limit', label: asked.label, words: fault }])
    }<h1>${t('sync.dryRun')}</h1><p class="lead">${t('sync.dryRunLead')}</p>${form(
      v,
      { action: `${here}/dry-run` },
      html`${field(v, asked)}${buttons({ words: t('sync.dryRun') })}`,
    )}${answer?.ok === true ? card(t('sync.dryRunResult'), dryRunShown(v, answer.body)) : ''}`,
  )
}

function dryRunShown(v: View, seen: z.output<typeof dryRunAnswer>): Html {
  const { t } = v
  const rows = seen.records.map((r) => [
    named(v, 'sync', r.outcome),
    foreign(r.key ?? String(r.line), 120),
    foreign(r.time ?? r.day ?? '—'),
    r.faults.length === 0
      ? t('sync.none')
      : html`<ul>${r.faults.map((f) => html`<li>${foreign(f.field)}: ${foreign(f.detail, 300)}</li>`)}</ul>`,
    r.record === null
      ? '—'
      : html`<details><summary>${t('sync.about')}</summary><pre class="small wrap">${foreign(JSON.stringify(r.record, null, 1), 4_000)}</pre></details>`,
  ])
  return html`${seen.error === null ? '' : html`<p class="err">${foreign(seen.error, 1_000)}</p>`}${
    rows.length === 0
      ? empty(t('sync.noRuns'))
      : table(
          t('sync.dryRunResult'),
          [
            { words: t('sync.outcome') },
            { words: t('sync.key') },
            { words: t('sync.at') },
            { words: t('sync.faults') },
            { words: t('sync.about') },
          ],
          [{ rows }],
        )
  }${seen.more ? html`<p class="muted">${t('sync.more')}</p>` : ''}`
}
