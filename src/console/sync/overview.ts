// Sync health at a glance: one line that says whether all is in step, then sources, sinks, the last comparisons and what did
// not come.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { gapList, reconciliationList, sinkList, sourceList } from '../../../schemas/index.ts'
import type { Answered } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count } from '../html/format.ts'
import { type LightName, lit } from '../html/light.ts'
import { card, empty, foreign, type Html, table } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { gapRows } from './gaps.ts'
import { comparisons } from './reconciliations.ts'
import { at, lag, named, organ, state, syncTabs } from './shown.ts'

export type SourceShown = z.output<typeof sourceList>['items'][number]
export type SinkShown = z.output<typeof sinkList>['items'][number]

const gapsShown = 20
const comparedShown = 8

export async function overviewPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const [sources, sinks, gaps, compared] = await Promise.all([
    ask<z.output<typeof sourceList>>('GET', '/v1/sources'),
    ask<z.output<typeof sinkList>>('GET', '/v1/sinks', { query: { limit: 200 } }),
    ask<z.output<typeof gapList>>('GET', '/v1/gaps', { query: { state: 'open', limit: gapsShown } }),
    ask<z.output<typeof reconciliationList>>('GET', '/v1/reconciliations', { query: { limit: comparedShown } }),
  ])
  const failed = [sources, sinks, gaps, compared].find((a): a is Extract<Answered<unknown>, { ok: false }> => !a.ok)
  if (failed !== undefined) return refused(c, failed.problem)
  if (!sources.ok || !sinks.ok || !gaps.ok || !compared.ok) throw new Error('one of four answers is neither')
  return page(
    c,
    { title: v.t('menu.sync'), current: '/console/sync' },
    html`<h1>${v.t('menu.sync')}</h1>${statusLine(v, sources.body.items, sinks.body.items, gaps.body)}${syncTabs(v, '/console/sync')}
${card(v.t('sync.sources'), sourcesTable(v, sources.body.items))}
${card(v.t('sync.sinks'), sinksTable(v, sinks.body.items))}
${card(v.t('sync.reconciliations'), comparisons(v, compared.body.items), { aside: html`<a href="/console/sync/reconciliations">${v.t('page.all')}</a>` })}
${card(v.t('sync.gaps'), gapRows(v, gaps.body.items), { aside: html`<a href="/console/sync/gaps">${v.t('page.all')}</a>` })}`,
  )
}

/** The worst of what is wrong gives the light; each kind has its figure. */
export function statusLine(
  v: View,
  sources: readonly SourceShown[],
  sinks: readonly SinkShown[],
  gaps: z.output<typeof gapList>,
): Html {
  const { t } = v
  const dead = sinks.reduce((sum, s) => sum + s.deadLetters, 0)
  const open = sinks.reduce((sum, s) => sum + (s.lastReconciliation?.open ?? 0), 0)
  const failing =
    sources.filter((s) => s.state === 'enabled' && s.failures > 0).length +
    sinks.filter((s) => s.breaker === 'open' || s.state === 'gone').length
  const missing = gaps.items.length
  const said = [
    ...(failing > 0 ? [t('sync.failing', { n: failing })] : []),
    ...(dead > 0 ? [t('sync.undelivered', { n: count(dead) })] : []),
    ...(open > 0 ? [t('sync.differs', { n: count(open) })] : []),
    ...(missing > 0
      ? [t('sync.openGaps', { n: gaps.next === null ? missing : t('sync.atLeast', { n: missing }) })]
      : []),
  ]
  const worst: LightName = failing > 0 || dead > 0 ? 'o' : said.length > 0 ? 'y' : 'g'
  return html`<p class="lead" id="health">${lit(worst, said.length === 0 ? t('sync.allWell') : said.join(t('sync.and')))}</p>`
}

function sourcesTable(v: View, items: readonly SourceShown[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noSources'))
  const columns = ['sync.state', 'sync.name', 'sync.organ', 'sync.lastRun', 'sync.lag', 'sync.lastError'] as const
  return table(
    t('sync.sources'),
    columns.map((key) => ({ words: t(key) })),
    [
      {
        rows: items.map((s) => [
          s.failures > 0 && s.state === 'enabled' ? state(v, 'failed') : state(v, s.state),
          html`<a href="/console/sync/sources/${s.id}">${foreign(s.name)}</a><span class="sub">${named(v, 'sync.kind', s.kind)}</span>`,
          organ(s.agency),
          at(v, s.lastOkAt),
          lag(v, s.lagSeconds),
          s.lastError === null
            ? t('sync.none')
            : html`${foreign(s.lastError, 120)}<span class="sub">${t('sync.failedTimes', { n: s.failures })}</span>`,
        ]),
      },
    ],
  )
}

function sinksTable(v: View, items: readonly SinkShown[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noSinks'))
  const columns = [
    ...[{ words: t('sync.state') }, { words: t('sync.name') }, { words: t('sync.organ') }, { words: t('sync.lag') }],
    ...[
      { words: t('sync.backlog'), number: true },
      { words: t('sync.dead'), number: true },
    ],
    ...[{ words: t('sync.lastDelivered') }, { words: t('sync.lastCompared') }],
  ]
  return table(t('sync.sinks'), columns, [
    {
      rows: items.map((s) => [
        s.breaker === 'open' ? state(v, 'failed') : s.deadLetters > 0 ? state(v, 'dead') : state(v, s.state),
        html`<a href="/console/sync/sinks/${s.id}">${foreign(s.name)}</a><span class="sub">${named(v, 'sync.kind', s.kind)}</span>`,
        organ(s.agency),
        lag(v, s.lagSeconds),
        count(s.backlog),
        count(s.deadLetters),
        at(v, s.lastDeliveredAt),
        s.lastReconciliation === null
          ? t('sync.never')
          : html`<a href="/console/sync/reconciliations/${s.lastReconciliation.id}">${named(v, 'sync.state', s.lastReconciliation.state)}</a>`,
      ]),
    },
  ])
}
