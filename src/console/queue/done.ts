// 已办 and 办结: what the officer did, by its certificate, and the organ's cases in which nothing is left.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv } from '../env.ts'
import { empty, foreign, type Html, pager, said, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import type { Page } from './asked.ts'
import { queueHead } from './head.ts'
import { momentCell } from './rows.ts'

type C = Context<ConsoleEnv>

interface Named {
  readonly transferId: string
  readonly documentNo: string
  readonly caseName: string
  readonly status: string
  readonly at: string
}

const caseCell = ({ transferId, documentNo, caseName }: Named): Html =>
  html`<a href="/console/cases/${transferId}">${foreign(caseName, 60)}</a><span class="sub">${unbroken(foreign(documentNo, 60))}</span>`

export async function doneTab(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const done = await c.get('ask')<Page<Named & { version: number; zh: string; en: string }>>('GET', '/v1/work/done', {
    query: { cursor: c.req.query('cursor') },
  })
  if (!done.ok) return refused(c, done.problem)
  const { items, next } = done.body
  return page(
    c,
    { title: `${t('queue.done')} - ${t('queue.title')}`, current: '/console/' },
    html`${queueHead(v, { tab: 'done' })}<p class="muted lead">${t('queue.doneNote')}</p><div class="card">${
      items.length === 0
        ? html`<div class="in">${empty(t('queue.emptyDone'))}</div>`
        : table(
            t('queue.doneNote'),
            [
              { words: t('queue.when') },
              { words: t('queue.step') },
              { words: t('queue.case') },
              { words: t('queue.status') },
            ],
            [
              {
                rows: items.map((one) => [
                  momentCell(v, one.at),
                  html`${said(v, one)}`,
                  caseCell(one),
                  valueName(v.lang, 'status', one.status),
                ]),
              },
            ],
          )
    }${pager(v, next)}</div>`,
  )
}

export async function closedTab(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const closed = await c.get('ask')<Page<Named>>('GET', '/v1/work/closed', { query: { cursor: c.req.query('cursor') } })
  if (!closed.ok) return refused(c, closed.problem)
  const { items, next } = closed.body
  return page(
    c,
    { title: `${t('queue.closed')} - ${t('queue.title')}`, current: '/console/' },
    html`${queueHead(v, { tab: 'closed' })}<p class="muted lead">${t('queue.closedNote')}</p><div class="card">${
      items.length === 0
        ? html`<div class="in">${empty(t('queue.emptyClosed'))}</div>`
        : table(
            t('queue.closedNote'),
            [{ words: t('queue.when') }, { words: t('queue.case') }, { words: t('queue.status') }],
            [
              {
                rows: items.map((one) => [
                  momentCell(v, one.at),
                  caseCell(one),
                  valueName(v.lang, 'status', one.status),
                ]),
              },
            ],
          )
    }${pager(v, next)}</div>`,
  )
}
