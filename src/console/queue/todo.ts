// 待办: what the officer's organ must do, by the day it is due, with what waits for the officer's own decision first; beside it
// what others owe, and what is new.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { ruleSets } from '../../procedure/index.ts'
import type { Answered } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count, shortMoment } from '../html/format.ts'
import { drawnLight, type LightName, light } from '../html/light.ts'
import { empty, foreign, type Html, pager, said, table, unbroken, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import type {
  ApprovalShown,
  AssignmentShown,
  FindingShown,
  InboxPage,
  LetterShown,
  Page,
  WorkCounts,
  WorkPage,
  WorkShown,
} from './asked.ts'
import { queueHead, unreadMax, upTo } from './head.ts'
import { pathOfItem } from './inbox.ts'
import { approvalRow, assignmentRow, findingRow, grouped, letterRow, type Row, workRow } from './rows.ts'

type C = Context<ConsoleEnv>

const lights = { r: 'overdue', o: 'urgent', y: 'soon', b: 'watch', g: 'calm' } as const

/** What an officer takes in at once; the rest is behind it. */
const listed = 30
/** Beside the periods so many of each other kind stand in the list; the rest is on their own pages. */
const besideMax = 10

export async function todoTab(c: C): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const { me } = c.get('session')
  const { light: wanted, cursor } = c.req.query()
  const chosen = wanted !== undefined && Object.hasOwn(lights, wanted) ? (wanted as LightName) : undefined
  const first = chosen === undefined && cursor === undefined
  const { kind } = me.agency
  const asks = <T>(asked: boolean, path: string, query: Record<string, string | number | boolean>) =>
    asked ? ask<T>('GET', path, { query }) : undefined
  const watches = kind === 'procuratorate'
  const [work, inbox, approvals, letters, findings, assignments] = await Promise.all([
    ask<WorkPage>('GET', '/v1/work', {
      query: { urgency: chosen && lights[chosen], cursor, beside: 3, limit: listed },
    }),
    ask<InboxPage>('GET', '/v1/inbox', { query: { limit: 3 } }),
    asks<Page<ApprovalShown>>(first, '/v1/approvals', { mine: 'todo', limit: besideMax }),
    asks<Page<LetterShown>>(first, '/v1/correspondence', { box: 'received', owed: true, limit: besideMax }),
    asks<Page<FindingShown>>(
      first && (watches || kind === 'administrative' || kind === 'public_security'),
      '/v1/findings',
      {
        state: watches ? 'explained' : 'raised',
        order: 'due',
        limit: besideMax,
      },
    ),
    asks<Page<AssignmentShown>>(first && watches, '/v1/assignments', { box: 'received', limit: besideMax }),
  ])
  if (!work.ok) return refused(c, work.problem)
  const rows: Row[] = work.body.items.map((item) => workRow(v, me, item))
  for (const one of itemsOf(approvals))
    rows.push(approvalRow(v, one, (step) => ruleSets.at(-1)?.steps[step]?.[v.lang] ?? step))
  for (const one of itemsOf(letters)) rows.push(letterRow(v, one))
  for (const one of itemsOf(findings)) if (watches || one.agency?.id === me.agency.id) rows.push(findingRow(v, one))
  for (const one of itemsOf(assignments)) if (one.daysLeft !== undefined) rows.push(assignmentRow(v, one))
  const { counts, waiting, day, next } = work.body
  return page(
    c,
    { title: v.t('queue.title'), current: '/console/' },
    html`${queueHead(v, { tab: 'todo', day, counts, unread: inbox.ok ? inbox.body.counts.unread : undefined })}${
      counts === undefined ? '' : chips(v, counts, chosen)
    }<div class="withaside"><div class="card">${
      rows.length === 0
        ? html`<div class="in">${empty(v.t(chosen === undefined ? 'queue.emptyTodo' : 'queue.emptyLight'))}</div>`
        : // A group's number stands only where it is the whole of what the lights count.
          list(v, rows, next === null && rows.length === work.body.items.length)
    }${pager(v, next)}</div><aside>${
      waiting !== undefined && counts !== undefined ? waitingCard(v, waiting, counts) : ''
    }${inbox.ok ? newCard(v, inbox.body) : ''}</aside></div>`,
  )
}

/** What a room cannot answer now leaves the rest of the page as it is. */
const itemsOf = <T>(answer: Answered<Page<T>> | undefined): readonly T[] =>
  answer?.ok === true ? answer.body.items : []

function chips(v: View, counts: WorkCounts, chosen: LightName | undefined): Html {
  const { t } = v
  const more = counts.todo > counts.upTo
  const shown = (n: number) => (more && n > 0 ? t('queue.atLeast', { n: count(Math.min(n, counts.upTo)) }) : count(n))
  const here = (light: string | null) => withQuery('/console/', { light })
  return html`<ul class="chips" aria-label="${t('queue.chips')}"><li><a href="/console/"${chosen === undefined ? html` aria-current="true"` : ''}>${t('page.all')}<b>${shown(counts.todo)}</b></a></li>${(
    Object.entries(lights) as [LightName, (typeof lights)[LightName]][]
  ).map(
    ([name, of]) =>
      html`<li><a href="${here(name)}"${chosen === name ? html` aria-current="true"` : ''}>${drawnLight(name)}${t(`light.${name}`)}<b>${shown(counts[of])}</b></a></li>`,
  )}</ul>`
}

function list(v: View, rows: readonly Row[], counted: boolean): Html {
  const { t } = v
  const columns = (['due', 'task', 'case', 'basis', 'other'] as const).map((name) => ({ words: t(`queue.${name}`) }))
  return table(
    t('queue.caption'),
    columns,
    grouped(rows).map(({ group, rows: own }) => ({
      head: html`${t(`queue.${group}`)}${counted ? html`<span>${t('queue.n', { n: count(own.length) })}</span>` : ''}`,
      rows: own.map(({ cells }) => cells),
    })),
  )
}

function waitingCard(v: View, items: readonly WorkShown[], counts: WorkCounts): Html {
  const { t } = v
  return html`<section class="card"><header><h2>${t('queue.waiting')}</h2><a class="small" href="/console/?tab=waiting">${t('queue.all', { n: upTo(v, counts.waiting, counts.upTo) })}</a></header><div class="in">${
    items.length === 0
      ? empty(t('queue.emptyWaiting'))
      : html`<ul class="clocks">${items.map(
          (item) =>
            html`<li><div class="ck"><span>${said(v, item.why)} <span class="muted small">${item.owners.map((o) => foreign(o.name))}</span></span>${
              item.dueAt === undefined || item.breachAt === undefined
                ? html`<span class="lt b">${drawnLight('b')}${t('light.open')}</span>`
                : light(v, {
                    anchorAt: item.since ?? item.dueAt,
                    dueAt: item.dueAt,
                    breachAt: item.breachAt,
                    status: 'running',
                    ...(item.advisory && { advisory: true }),
                  })
            }</div><a class="small" href="/console/cases/${item.transferId}">${unbroken(foreign(item.documentNo === '' ? item.caseName : item.documentNo, 60))}</a></li>`,
        )}</ul>`
  }</div></section>`
}

function newCard(v: View, { items, counts }: InboxPage): Html {
  const { t } = v
  return html`<section class="card"><header><h2>${t('queue.new')}</h2><a class="small" href="/console/?tab=new">${t('queue.all', { n: upTo(v, counts.unread, unreadMax) })}</a></header><div class="in">${
    items.length === 0
      ? empty(t('queue.emptyNew'))
      : html`<ul class="clocks">${items.map(
          (item) =>
            html`<li>${said(v, item)} <span class="muted small nw">${shortMoment(v, item.at)}</span><br><a class="small" href="${pathOfItem(item)}">${item.number === null ? t('queue.what') : unbroken(foreign(item.number, 60))}</a></li>`,
        )}</ul>`
  }</div></section>`
}
