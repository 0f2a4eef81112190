// Requests that wait for a second person: the list, one with what it would change, and what the second person may say.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { administrationLog, administrationRequestList } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { card, foreign, pager, summary, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import { differences, entryRows, given, namesOf } from './change.ts'
import {
  administrationTabs,
  at,
  current,
  named,
  organName,
  type RequestShown,
  requestRows,
  requestState,
  roleName,
  targetLink,
} from './shown.ts'

type C = Context<ConsoleEnv>

export async function requestsPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const settled = c.req.query('state') === 'settled'
  const answer = await c.get('ask')<z.output<typeof administrationRequestList>>('GET', '/v1/administration/requests', {
    query: { state: settled ? 'settled' : 'open', cursor: c.req.query('cursor'), limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const choice = tabs(t('administration.state'), [
    { href: withQuery(v.here, { state: null, cursor: null }), words: t('administration.open'), current: !settled },
    {
      href: withQuery(v.here, { state: 'settled', cursor: null }),
      words: t('administration.settled'),
      current: settled,
    },
  ])
  return page(
    c,
    { title: t('menu.administration'), current },
    html`<h1>${t('menu.administration')}</h1><p class="lead muted">${t('administration.lead')}</p>${administrationTabs(v, current)}${choice}${card(t('administration.requests'), requestRows(v, answer.body.items))}${pager(v, answer.body.next)}`,
  )
}

export async function requestPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<RequestShown>('GET', `/v1/administration/requests/${c.req.param('id')}`)
  if (!answer.ok) return refused(c, answer.problem)
  const r = answer.body
  const names = await namesOf(deps)
  const here = `${current}/requests/${r.id}`
  const decisions = r.mayDecide
    ? html`<p class="buttons"><a class="btn" href="${here}/approve">${t('administration.approve')}</a><a class="btn quiet" href="${here}/refuse">${t('administration.refuse')}</a></p>`
    : r.mayWithdraw
      ? html`<p class="muted">${t('administration.mine')}</p><p class="buttons"><a class="btn quiet" href="${here}/withdraw">${t('administration.withdraw')}</a></p>`
      : ''
  return page(
    c,
    { title: named(v, 'act', r.act), current },
    html`<p class="crumb"><a href="${current}">${t('administration.requests')}</a></p><h1>${named(v, 'act', r.act)}</h1>
${card(
  t('administration.what'),
  html`${summary([
    [t('administration.state'), requestState(v, r.state)],
    [t('administration.target'), targetLink(r.target)],
    [
      t('administration.by'),
      html`${foreign(r.askedBy.name)}<span class="sub">${organName(r.askedBy.agency)} · ${roleName(v, r.role)}</span>`,
    ],
    [t('administration.when'), at(v, r.askedAt)],
    [t('administration.expires'), at(v, r.expiresAt)],
    [t('administration.why'), foreign(r.reason, 2_000)],
    ...(r.decided === null
      ? []
      : ([
          [
            t('administration.decidedBy'),
            html`${foreign(r.decided.by.name)}<span class="sub">${organName(r.decided.by.agency)}</span>`,
          ],
          [t('administration.when'), at(v, r.decided.at)],
          [t('administration.why'), foreign(r.decided.reason, 2_000)],
        ] as const)),
  ])}${decisions}`,
)}
${card(t('administration.change'), differences(v, r.before, r.foreseen, t('administration.foreseen'), names))}
${card(t('administration.given'), summary(given(v, r.what, names)))}`,
  )
}

const decided = {
  approve: { zh: '已批准，变更已生效。', en: 'Approved; the change is in effect.' },
  refuse: { zh: '未批准，已记入管理日志。', en: 'Refused; it is logged.' },
  withdraw: { zh: '已撤回。', en: 'Withdrawn.' },
} as const

export function decisionPage(c: C, deps: ConsoleDeps, decision: keyof typeof decided): Promise<Response> {
  const { t } = c.get('view')
  const id = c.req.param('id') ?? ''
  const title = t(`administration.${decision}`)
  return actPage(c, deps, {
    ...{ title, current, button: title, lead: t(`administration.${decision}Lead`) },
    back: { href: `${current}/requests/${id}`, words: t('administration.what') },
    fields: [{ name: 'reason', label: t('administration.reason'), kind: 'prose', rows: 3, max: 2_000 }],
    ask: (form) => ({
      path: `/v1/administration/requests/${id}/${decision}`,
      body: { reason: textOf(form, 'reason').trim() },
    }),
    done: decided[decision],
  })
}

export async function logPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const q = (name: string) => c.req.query(name)
  const answer = await c.get('ask')<z.output<typeof administrationLog>>('GET', '/v1/administration/log', {
    query: { cursor: q('cursor'), act: q('act'), target: q('target'), from: q('from'), to: q('to'), limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  return page(
    c,
    { title: t('administration.log'), current },
    html`<h1>${t('administration.log')}</h1>${administrationTabs(v, `${current}/log`)}<form class="filters" method="get" action="${current}/log"><label>${t('administration.target')}<input name="target" value="${(q('target') ?? '').toWellFormed()}"></label><label>${t('access.from')}<input type="date" name="from" value="${q('from') ?? ''}"></label><label>${t('access.to')}<input type="date" name="to" value="${q('to') ?? ''}"></label><button class="btn quiet">${t('administration.filter')}</button></form>${card(t('administration.log'), entryRows(v, answer.body.items, await namesOf(deps)))}${pager(v, answer.body.next)}`,
  )
}
