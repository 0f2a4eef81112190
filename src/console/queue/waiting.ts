// 等待对方: what others owe in the organ's cases, by the legal limit, and who has not answered its letters. It offers no way to
// press anybody before the time.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv } from '../env.ts'
import { count } from '../html/format.ts'
import { empty, foreign, pager, table } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import type { OrganShown, Page, WorkPage } from './asked.ts'
import { queueHead } from './head.ts'
import { momentCell, waitingCells } from './rows.ts'

type C = Context<ConsoleEnv>

interface Outstanding {
  readonly id: string
  readonly title: string
  readonly documentNo?: string
  readonly sentAt: string
  readonly organ: OrganShown
  readonly dueOn?: string
}

export async function waitingTab(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { cursor } = c.req.query()
  const [work, letters] = await Promise.all([
    c.get('ask')<WorkPage>('GET', '/v1/work', { query: { tab: 'waiting', cursor, limit: 30 } }),
    cursor === undefined
      ? c.get('ask')<Page<Outstanding>>('GET', '/v1/correspondence/outstanding', { query: { limit: 20 } })
      : undefined,
  ])
  if (!work.ok) return refused(c, work.problem)
  const { items, counts, day, next } = work.body
  const owed = letters?.ok === true ? letters.body.items : []
  const columns = (['due', 'matter', 'case', 'basis', 'owner'] as const).map((name) => ({ words: t(`queue.${name}`) }))
  return page(
    c,
    { title: `${t('queue.waiting')} - ${t('queue.title')}`, current: '/console/' },
    html`${queueHead(v, { tab: 'waiting', day, counts })}<div class="card">${
      items.length === 0
        ? html`<div class="in">${empty(t('queue.emptyWaiting'))}</div>`
        : table(t('queue.waitingCaption'), columns, [{ rows: items.map((item) => waitingCells(v, item)) }])
    }${pager(v, next)}</div>${
      owed.length === 0
        ? ''
        : html`<section class="card"><header><h2>${t('menu.correspondence')}</h2><span class="muted small">${t('queue.n', { n: count(owed.length) })}</span></header>${table(
            t('menu.correspondence'),
            [{ words: t('queue.when') }, { words: t('queue.matter') }, { words: t('queue.owner') }],
            [
              {
                rows: owed.map((one) => [
                  momentCell(v, one.sentAt),
                  html`<a href="/console/correspondence/${one.id}">${foreign(one.title, 80)}</a>${one.dueOn === undefined ? '' : html`<span class="sub nw">${one.dueOn}</span>`}`,
                  foreign(one.organ.name),
                ]),
              },
            ],
          )}</section>`
    }`,
  )
}
