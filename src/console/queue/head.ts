// The head that the tabs of the queue share: today, the next days off, the tabs with how much there is.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { clockTime, count, day, shortDay, weekday } from '../html/format.ts'
import { type Html, tabs } from '../html/pieces.ts'
import type { WorkCounts, WorkPage } from './asked.ts'

export type TabName = 'todo' | 'waiting' | 'new' | 'done' | 'closed'

export interface HeadShown {
  readonly tab: TabName
  readonly day?: WorkPage['day'] | undefined
  readonly counts?: WorkCounts | undefined
  readonly unread?: number | undefined
}

/** Inboxes count so far. */
export const unreadMax = 1_000

export const upTo = (v: View, n: number, most: number): string =>
  n > most ? v.t('queue.atLeast', { n: count(most) }) : count(n)

export function queueHead(v: View, { tab, day: told, counts, unread }: HeadShown): Html {
  const { t, session } = v
  const one = (name: TabName, n?: string) => ({
    href: name === 'todo' ? '/console/' : `/console/?tab=${name}`,
    words: t(`queue.${name}`),
    ...(n !== undefined && { count: n }),
    current: name === tab,
  })
  const submits = session?.me.agency.kind === 'administrative'
  return html`<div class="head"><div><h1>${t('queue.title')}</h1><p class="muted">${today(v, told)}</p></div>${
    submits ? html`<a class="btn" href="/console/submit">${t('queue.newTransfer')}</a>` : ''
  }</div>${tabs(t('queue.tabs'), [
    one('todo', counts && upTo(v, counts.todo, counts.upTo)),
    one('waiting', counts && upTo(v, counts.waiting, counts.upTo)),
    one('new', unread === undefined ? undefined : upTo(v, unread, unreadMax)),
    one('done'),
    one('closed'),
  ])}`
}

function today(v: View, told: WorkPage['day'] | undefined): string {
  const stop = v.lang === 'zh' ? '。' : '. '
  const now = `${day(v, v.nowMs)} ${weekday(v, v.nowMs)}${v.lang === 'zh' ? '，' : ', '}${v.t('page.asOf', { at: clockTime(v.nowMs) })}${stop}`
  if (told === undefined) return now
  if (told.holiday === null) return told.rest ? `${now}${v.t('queue.restToday')}` : now
  const { name, from, to, resumes } = told.holiday
  const at = (date: string) => shortDay(v, `${date}T00:00:00+08:00`)
  const sameMonth = v.lang === 'zh' && from.slice(0, 7) === to.slice(0, 7)
  const filled = { name, from: at(from), to: sameMonth ? `${Number(to.slice(8))}日` : at(to), resumes: at(resumes) }
  return `${now}${v.t(from === to ? 'queue.holidayDay' : 'queue.holiday', filled)}`
}
