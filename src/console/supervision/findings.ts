// 线索: the list with its filters in the address, newest first or the soonest due first as the API has it.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { findingKinds, kindRule } from '../../supervision/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { card, empty, pager, type Shown, said, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import type { FindingList } from './answers.ts'
import { findingsTable } from './findings-shown.ts'
import { domainOptions } from './pieces.ts'

const asked = [
  'kind',
  'grade',
  'agency',
  'region',
  'domain',
  'transfer',
  'penalty',
  'label',
  'dueBefore',
  'order',
  'cursor',
] as const
const states = ['open', 'raised', 'explained', 'contested', 'acted', 'closed'] as const
const grades = ['red', 'orange', 'yellow', 'notice'] as const

export async function findingsPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const state = states.find((s) => s === c.req.query('state')) ?? 'open'
  const query = Object.fromEntries(asked.map((name) => [name, c.req.query(name)]))
  const found = await c.get('ask')<FindingList>('GET', '/v1/findings', { query: { limit: 50, state, ...query } })
  if (!found.ok) return refused(c, found.problem)
  const { items, next } = found.body
  return page(
    c,
    { title: v.t('menu.findings'), current: '/console/findings' },
    html`<h1>${v.t('menu.findings')}</h1><p class="lead muted">${v.t('sup.findings.lead')}</p>
${tabs(
  v.t('sup.findings.states'),
  states.map((s) => ({
    // What is closed is due no longer.
    href: withQuery(v.here, {
      state: s === 'open' ? null : s,
      cursor: null,
      ...(s === 'closed' && { order: null }),
    }),
    words: v.t(s === 'open' ? 'sup.findings.open' : `sup.state.${s}`),
    current: s === state,
  })),
)}
${filters(v, state, query)}
${card(v.t('menu.findings'), items.length === 0 ? empty(v.t('sup.findings.none')) : findingsTable(v, v.t('menu.findings'), items, (domain) => valueName(v.lang, 'domain', domain)))}
${pager(v, next)}`,
  )
}

function filters(v: View, state: string, query: Readonly<Record<string, string | undefined>>) {
  const select = (
    name: 'kind' | 'grade' | 'domain' | 'order',
    label: string,
    all: string,
    list: readonly { value: string; words: Shown }[],
  ) =>
    html`<label>${label}<select name="${name}"><option value="">${all}</option>${list.map(
      ({ value, words }) =>
        html`<option value="${value}"${query[name] === value ? html` selected` : ''}>${words}</option>`,
    )}</select></label>`
  return html`<form class="filters" action="/console/findings">${state === 'open' ? '' : html`<input type="hidden" name="state" value="${state}">`}${(
    ['agency', 'transfer', 'penalty'] as const
  ).map((name) =>
    query[name] === undefined ? '' : html`<input type="hidden" name="${name}" value="${query[name]}">`,
  )}${select(
    'kind',
    v.t('sup.findings.kind'),
    v.t('page.all'),
    findingKinds.map((kind) => ({ value: kind, words: said(v, kindRule(kind)) })),
  )}${select(
    'grade',
    v.t('sup.findings.grade'),
    v.t('page.all'),
    grades.map((grade) => ({ value: grade, words: v.t(`sup.grade.${grade}`) })),
  )}${select('domain', v.t('sup.domain'), v.t('sup.allDomains'), domainOptions(v))}${
    state === 'closed' || query.label !== undefined
      ? ''
      : select('order', v.t('sup.findings.order'), v.t('sup.findings.newest'), [
          { value: 'due', words: v.t('sup.findings.dueFirst') },
        ])
  }<button class="btn">${v.t('sup.query')}</button></form>`
}
