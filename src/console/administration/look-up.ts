// A request by its id, as it stands at the foot of a page: what it did, in which case, and what it read. For whoever is told
// "that page showed me something wrong" and has to find out what happened.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { requestAnswer } from '../../../schemas/index.ts'
import { ruleSets } from '../../procedure/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, empty, foreign, type Html, said, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { readRows } from './access.ts'

type Done = z.output<typeof requestAnswer>

const current = '/console/requests'

export async function lookUpPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.query('id')?.trim() ?? ''
  const answer =
    id === '' ? undefined : await c.get('ask')<Done>('GET', `/v1/requests/${encodeURIComponent(id.slice(0, 100))}`)
  if (answer?.ok === false && answer.problem.status !== 404) return refused(c, answer.problem)
  const found =
    answer === undefined
      ? ''
      : answer.ok
        ? html`${card(t('access.request.acts'), actRows(v, answer.body.acts))}${card(t('access.request.reads'), readRows(v, answer.body.reads))}`
        : card(t('menu.requests'), empty(t('access.request.none')))
  return page(
    c,
    { title: t('menu.requests'), current },
    html`<h1>${t('menu.requests')}</h1><p class="lead muted">${t('access.request.lead')}</p><form class="filters" method="get" action="${current}"><label>${t('access.request.id')}<input name="id" value="${id.toWellFormed()}" autocomplete="off" spellcheck="false"></label><button class="btn quiet">${t('access.filter')}</button></form>${found}`,
  )
}

function actRows(v: View, acts: Done['acts']): Html {
  const { t } = v
  if (acts.length === 0) return empty(t('access.request.noActs'))
  const steps: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = ruleSets.at(-1)?.steps ?? {}
  return table(
    t('access.request.acts'),
    [
      { words: t('access.when') },
      { words: t('access.request.step') },
      { words: t('access.who') },
      { words: t('access.case') },
    ],
    [
      {
        rows: acts.map((act) => {
          const rule = steps[act.step]
          return [
            unbroken(moment(v, act.at)),
            rule === undefined ? foreign(act.step) : said(v, rule),
            html`${foreign(act.agency.name ?? act.agency.code ?? '')}<span class="sub">${foreign(act.client)}</span>`,
            html`<a href="/console/cases/${act.transferId}">${foreign(act.transferId.slice(0, 8))}</a><span class="sub">${t('access.request.entry', { n: act.version })}</span>`,
          ]
        }),
      },
    ],
  )
}
