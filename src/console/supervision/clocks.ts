// 期限分布: how many periods run, by organ and by period, each number leading to the list; and the list, the nearest end first.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { answers } from '../../../schemas/index.ts'
import { ruleSets } from '../../procedure/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count, shortMoment } from '../html/format.ts'
import { type ClockShown, endsAt, light } from '../html/light.ts'
import { card, empty, foreign, type Html, pager, type Shown, said, table, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { basisNames } from '../words/basis.ts'
import type { ClockFigures } from './answers.ts'
import { running, urgencyKeys } from './dashboard.ts'

type ClockList = z.output<typeof answers.clockList>
const asked = ['sender', 'urgency', 'rule', 'state', 'mine', 'cursor'] as const

export async function clocksPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const query = Object.fromEntries(asked.map((name) => [name, c.req.query(name)]))
  const listed = asked.some((name) => query[name] !== undefined)
  const ask = c.get('ask')
  const [figures, list] = await Promise.all([
    // Beside the list they only say whose cases it is narrowed to.
    listed && query.sender === undefined ? undefined : ask<ClockFigures>('GET', '/v1/clocks/figures'),
    listed ? ask<ClockList>('GET', '/v1/clocks', { query: { limit: 30, counts: false, ...query } }) : undefined,
  ])
  if (figures !== undefined && !figures.ok) return refused(c, figures.problem)
  if (list !== undefined && !list.ok) return refused(c, list.problem)
  const chosen = choice(v, figures?.body, query)
  const at = figures === undefined ? v.nowMs : figures.body.asOf
  return page(
    c,
    { title: v.t('menu.clocks'), current: '/console/clocks' },
    html`<h1>${v.t('menu.clocks')}</h1><p class="lead muted">${v.t('sup.clocks.lead', { at: shortMoment(v, at) })}</p>${
      list === undefined
        ? figures && html`${await running(v, figures.body)}${card(v.t('sup.clocks.byRule'), byRule(v, figures.body))}`
        : html`<p>${chosen.map((words) => html`<span class="tag">${words}</span> `)}<a href="/console/clocks">${v.t('sup.clocks.all')}</a></p>${card(
            v.t('sup.clocks.list'),
            list.body.items.length === 0 ? empty(v.t('sup.clocks.none')) : rows(v, list.body),
          )}${pager(v, list.body.next)}`
    }`,
  )
}

/** What the list is narrowed to, in words. */
function choice(
  v: View,
  figures: ClockFigures | undefined,
  query: Readonly<Record<string, string | undefined>>,
): Shown[] {
  const sender = figures?.bySender.find((row) => row.sender.id === query.sender)?.sender
  const rule = query.rule === undefined ? undefined : ruleSets.at(-1)?.clocks[query.rule]
  const urgency = urgencyKeys.find(([name]) => name === query.urgency)
  return [
    ...(sender === undefined ? [] : [foreign(sender.name ?? sender.code)]),
    ...(rule === undefined ? [] : [said(v, { zh: rule.zh, en: rule.en })]),
    ...(urgency === undefined ? [] : [v.t(urgency[2])]),
    ...(query.state === 'overdue' ? [v.t('light.r')] : []),
  ]
}

const byRule = (v: View, { byRule: rules }: ClockFigures): Html =>
  rules.length === 0
    ? empty(v.t('sup.chart.runningNone'))
    : table(
        v.t('sup.clocks.byRule'),
        [{ words: v.t('sup.clocks.rule') }, ...urgencyKeys.map(([, , words]) => ({ words: v.t(words), number: true }))],
        [
          {
            rows: rules.map((row) => [
              html`<a href="${withQuery('/console/clocks', { rule: row.rule })}">${said(v, row)}</a>`,
              ...urgencyKeys.map(([urgency]) =>
                row[urgency] === 0
                  ? html`<span class="muted">0</span>`
                  : html`<a href="/console/clocks?rule=${row.rule}&urgency=${urgency}">${count(row[urgency])}</a>`,
              ),
            ]),
          },
        ],
      )

const rows = (v: View, { items }: ClockList): Html =>
  table(
    v.t('sup.clocks.list'),
    [
      { words: v.t('sup.col.clock') },
      { words: v.t('sup.clocks.rule') },
      { words: v.t('sup.col.case') },
      { words: v.t('sup.clocks.owner') },
      { words: v.t('basis.word') },
    ],
    [
      {
        rows: items.map((item) => [
          html`${light(v, item as ClockShown)}<span class="sub">${endsAt(v, item)}</span>`,
          said(v, item),
          html`<a class="do" href="/console/cases/${item.transferId}">${foreign(item.caseName, 120)}</a><span class="sub">${foreign(item.documentNo)}</span>`,
          foreign(item.ownedBy),
          html`<span class="small">${basisNames(v.lang, item.basis)}</span>`,
        ]),
      },
    ],
  )
