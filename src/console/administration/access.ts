// The log of reads, for an organ's auditors and the audit administrator: who looked at what, when, and why. Filters stand in the
// address; looking is a read like another.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import { accessKindNames, type accessList } from '../../../schemas/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import type { WordKey } from '../words/index.ts'

type Entry = z.output<typeof accessList>['items'][number]

const dayMs = 86_400_000
/** The instant at which a local day begins; what is no day is left to the gateway to refuse. */
const dayBegin = (date: string | undefined, plus = 0) => {
  if (date === undefined || date === '') return undefined
  const ms = Date.parse(`${date}T00:00:00+08:00`)
  return Number.isNaN(ms) ? date : new Date(ms + plus).toISOString()
}

export async function accessPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { transfer, kind, agency, from, to, cursor } = c.req.query()
  const answer = await c.get('ask')<z.output<typeof accessList>>('GET', '/v1/access-log', {
    query: { transfer, kind, agency, cursor, from: dayBegin(from), to: dayBegin(to, dayMs), limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const typed = (name: string, label: string, value: string | undefined, type = 'text') =>
    html`<label>${label}<input name="${name}" type="${type}" value="${(value ?? '').toWellFormed()}" autocomplete="off"></label>`
  const kinds = html`<label>${t('access.kind')}<select name="kind"><option value="">${t('page.all')}</option>${accessKindNames.map(
    (k) => html`<option value="${k}"${k === kind ? html` selected` : ''}>${t(`access.kind.${k}`)}</option>`,
  )}</select></label>`
  return page(
    c,
    { title: t('menu.access'), current: '/console/access' },
    html`<h1>${t('menu.access')}</h1><p class="lead muted">${t('access.lead')}</p><form class="filters" method="get" action="/console/access">${typed('transfer', t('access.transfer'), transfer)}${kinds}${typed('agency', t('access.organ'), agency)}${typed('from', t('access.from'), from, 'date')}${typed('to', t('access.to'), to, 'date')}<button class="btn quiet">${t('access.filter')}</button></form>${card(t('menu.access'), readRows(v, answer.body.items))}${pager(v, answer.body.next)}`,
  )
}

export function readRows(v: View, items: readonly Entry[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('access.none'))
  return table(
    t('menu.access'),
    [
      { words: t('access.when') },
      { words: t('access.what') },
      { words: t('access.who') },
      { words: t('access.case') },
      { words: t('access.reason') },
    ],
    [
      {
        rows: items.map((e) => [
          unbroken(moment(v, e.at)),
          html`${t(`access.kind.${e.kind}` as WordKey)}<span class="sub">${foreign([e.subject, e.field, e.query].filter((x) => x !== undefined).join(' '), 160)}${
            e.rows === undefined ? '' : html` ${t('access.rows', { n: e.rows })}`
          }</span>`,
          html`${foreign(e.officer ?? e.client)}<span class="sub">${foreign(e.agency.name ?? e.agency.code ?? '')}${e.address === undefined ? '' : html` ${foreign(e.address)}`}</span>`,
          e.transferId === undefined
            ? '—'
            : html`<a href="/console/cases/${e.transferId}">${foreign(e.transferId.slice(0, 8))}</a>`,
          foreign(e.reason ?? '—', 200),
        ]),
      },
    ],
  )
}
