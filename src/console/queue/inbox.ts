// 新到: what the organ was told and the officer has not read, one line a thing, newest first. Marks are the officer's own.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { ending } from '../html/format.ts'
import { type LightName, lit } from '../html/light.ts'
import {
  empty,
  foreign,
  formMarks,
  type Html,
  hidden,
  pager,
  said,
  table,
  unbroken,
  unseen,
  withQuery,
} from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { backOf, formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import type { WordKey } from '../words/index.ts'
import { translate } from '../words/index.ts'
import type { InboxPage, InboxShown } from './asked.ts'
import { queueHead } from './head.ts'
import { momentCell } from './rows.ts'

type C = Context<ConsoleEnv>

const rooms: Readonly<Record<string, string>> = {
  transfer: 'cases',
  finding: 'findings',
  letter: 'correspondence',
  assignment: 'correspondence/assignments',
  draw: 'draws',
  report: 'reports',
}

/** The page of the thing; a label has none of its own. */
export const pathOfItem = ({ kind, id }: Pick<InboxShown, 'kind' | 'id'>): string =>
  Object.hasOwn(rooms, kind) ? `/console/${rooms[kind]}${kind === 'report' ? '' : `/${id}`}` : '/console/?tab=new'

const graded: Readonly<Record<InboxShown['grade'], LightName | undefined>> = {
  notice: undefined,
  yellow: 'y',
  orange: 'o',
  red: 'r',
}

export async function newTab(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { cursor, read } = c.req.query()
  const all = read === '1'
  const inbox = await c.get('ask')<InboxPage>('GET', '/v1/inbox', {
    query: { cursor, unread: all ? false : undefined, limit: 30 },
  })
  if (!inbox.ok) return refused(c, inbox.problem)
  const { items, counts, next } = inbox.body
  const [newest] = items
  const columns = [
    { words: t('queue.when') },
    { words: t('queue.what') },
    { words: t('queue.number') },
    { words: t('queue.due') },
    { words: html`${unseen(t('queue.markRead'))}` },
  ]
  const back = withQuery(v.here, {})
  return page(
    c,
    { title: `${t('queue.new')} - ${t('queue.title')}`, current: '/console/' },
    html`${queueHead(v, { tab: 'new', unread: counts.unread })}<div class="marks"><p><a href="${withQuery('/console/?tab=new', { read: all ? null : '1' })}">${t(all ? 'queue.showUnread' : 'queue.showRead')}</a></p>${
      newest === undefined || cursor !== undefined || counts.unread === 0
        ? ''
        : markForm(v, back, [['upTo', newest.cursor]], t('queue.markAll'), 'btn quiet')
    }</div><div class="card">${
      items.length === 0
        ? html`<div class="in">${empty(t('queue.emptyNew'))}</div>`
        : table(t('queue.new'), columns, [
            {
              rows: items.map((item) => [
                momentCell(v, item.at),
                html`<a href="${pathOfItem(item)}">${said(v, item)}</a>`,
                item.number === null ? html`—` : unbroken(foreign(item.number, 60)),
                dueCell(v, item),
                item.read
                  ? html`<span class="muted">${t('queue.isRead')}</span>`
                  : markForm(
                      v,
                      back,
                      [
                        ['kind', item.kind],
                        ['id', item.id],
                        ['version', item.version],
                      ],
                      html`${t('queue.markRead')}${unseen(html` ${foreign(item.number ?? '')}`)}`,
                    ),
              ]),
            },
          ])
    }${pager(v, next)}</div>`,
  )
}

function dueCell(v: View, { grade, dueAt }: InboxShown): Html {
  const light = graded[grade]
  const due = dueAt === null ? '' : html`<span class="sub nw">${v.t('clock.expires', { at: ending(v, dueAt) })}</span>`
  return light === undefined
    ? html`${due === '' ? '—' : due}`
    : html`${lit(light, translate[v.lang](`light.${light}` as WordKey))}${due}`
}

const markForm = (
  v: View,
  back: string,
  fields: readonly (readonly [string, string | number])[],
  words: Html | string,
  looks = 'plain asked',
): Html =>
  html`<form method="post" action="/console/inbox/read">${formMarks(v)}${hidden('back', back)}${fields.map(([name, value]) => hidden(name, value))}<button class="${looks}">${words}</button></form>`

export async function markInbox(c: C, { pool }: Pick<ConsoleDeps, 'pool'>): Promise<Response> {
  const form = await formOf(c)
  const upTo = textOf(form, 'upTo')
  const body =
    upTo === ''
      ? { items: [{ kind: textOf(form, 'kind'), id: textOf(form, 'id'), version: Number(textOf(form, 'version')) }] }
      : { upTo }
  const marked = await c.get('ask')('POST', '/v1/inbox/read', { body })
  if (!marked.ok) return refused(c, marked.problem)
  await leaveNotice(pool, c.get('session').id, { zh: translate.zh('queue.marked'), en: translate.en('queue.marked') })
  return c.redirect(backOf(textOf(form, 'back')), 303)
}
