// What should have come and did not: absence as a list, with what it is about and since when.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { gapList } from '../../../schemas/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { card, empty, foreign, type Html, pager, table, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { at, named, organ, state, syncTabs } from './shown.ts'

type Gap = z.output<typeof gapList>['items'][number]

export async function gapsPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const shown = c.req.query('state') === 'closed' ? 'closed' : 'open'
  const answer = await c.get('ask')<z.output<typeof gapList>>('GET', '/v1/gaps', {
    query: { state: shown, cursor: c.req.query('cursor'), limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const choice = tabs(v.t('sync.state'), [
    {
      href: withQuery(v.here, { state: null, cursor: null }),
      words: v.t('sync.state.open'),
      current: shown === 'open',
    },
    {
      href: withQuery(v.here, { state: 'closed', cursor: null }),
      words: v.t('sync.closed'),
      current: shown === 'closed',
    },
  ])
  return page(
    c,
    { title: v.t('sync.gaps'), current: '/console/sync' },
    html`<h1>${v.t('sync.gaps')}</h1>${syncTabs(v, '/console/sync/gaps')}${choice}${card(v.t('sync.gaps'), gapRows(v, answer.body.items))}${pager(v, answer.body.next)}`,
  )
}

/** Where a subject (`source:<id>`, `receiver:<id>`) has a page. */
function subject({ subject: text }: Gap): Html {
  const [kind, id = ''] = text.split(':')
  const room = kind === 'source' ? 'sources' : kind === 'receiver' || kind === 'sink' ? 'sinks' : undefined
  return room === undefined || !/^[0-9a-f-]{36}$/.test(id)
    ? foreign(text, 80)
    : html`<a href="/console/sync/${room}/${id}">${foreign(text, 80)}</a>`
}

export function gapRows(v: View, items: readonly Gap[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noGaps'))
  return table(
    t('sync.gaps'),
    [
      { words: t('sync.state') },
      { words: t('sync.about') },
      { words: t('sync.organ') },
      { words: t('sync.since') },
      { words: t('sync.subject') },
    ],
    [
      {
        rows: items.map((g) => [
          state(v, g.closedAt === null ? 'open' : 'repaired'),
          named(v, 'sync.gap', g.kind),
          organ(g.agency),
          at(v, g.since),
          html`${subject(g)}${g.closedBecause === null ? '' : html`<span class="sub">${foreign(g.closedBecause, 120)}</span>`}`,
        ]),
      },
    ],
  )
}
