// Webhooks of organs' systems: where they stand, their delivery log, and what may be done about what was not delivered.
// Subscribing and keys are the systems' own business.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { webhookAnswer, webhookDeliveryList, webhookList } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { count } from '../html/format.ts'
import { card, empty, foreign, pager, summary, table } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { deliveries, deliveryFilter, deliveryStates } from './deliveries.ts'
import { at, named, organ, state, syncTabs } from './shown.ts'

type C = Context<ConsoleEnv>

export async function webhooksPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<z.output<typeof webhookList>>('GET', '/v1/webhooks', {
    query: { cursor: c.req.query('cursor'), limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const list =
    items.length === 0
      ? empty(t('sync.noWebhooks'))
      : table(
          t('sync.webhooks'),
          [
            { words: t('sync.state') },
            { words: t('sync.address') },
            { words: t('sync.organ') },
            { words: t('sync.at') },
          ],
          [
            {
              rows: items.map((w) => [
                state(v, w.state),
                html`<a href="/console/sync/webhooks/${w.id}">${foreign(w.url, 120)}</a><span class="sub">${foreign(w.description, 120)}</span>`,
                organ(w.agency),
                at(v, w.createdAt),
              ]),
            },
          ],
        )
  return page(
    c,
    { title: t('sync.webhooks'), current: '/console/sync' },
    html`<h1>${t('sync.webhooks')}</h1>${syncTabs(v, '/console/sync/webhooks')}${card(t('sync.webhooks'), list)}${pager(v, next)}`,
  )
}

export async function webhookPage(c: C, mayAct: boolean): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const path = `/v1/webhooks/${c.req.param('id')}`
  const shown = deliveryStates.find((one) => one === c.req.query('state'))
  const [answer, log] = await Promise.all([
    c.get('ask')<z.output<typeof webhookAnswer>>('GET', path),
    c.get('ask')<z.output<typeof webhookDeliveryList>>('GET', `${path}/deliveries`, {
      query: { state: shown, cursor: c.req.query('cursor'), limit: 30 },
    }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  if (!log.ok) return refused(c, log.problem)
  const w = answer.body
  const here = `/console/sync/webhooks/${w.id}`
  return page(
    c,
    { title: t('sync.webhooks'), current: '/console/sync' },
    html`<p class="crumb"><a href="/console/sync/webhooks">${t('sync.webhooks')}</a></p><div class="head"><h1>${foreign(w.url, 200)}</h1><div>${
      mayAct
        ? html`<a class="btn quiet" href="${here}/test">${t('sync.test')}</a>${
            w.status.dead > 0
              ? html`<a class="btn quiet" href="${here}/replay">${t('sync.replay')}</a><a class="btn quiet" href="${here}/let-go">${t('sync.letGo')}</a>`
              : ''
          }${
            w.state === 'enabled'
              ? html`<a class="btn quiet" href="${here}/disable">${t('sync.disable')}</a>`
              : html`<a class="btn quiet" href="${here}/enable">${t('sync.enable')}</a>`
          }`
        : ''
    }</div></div>
${card(
  t('sync.overview'),
  summary([
    [t('sync.state'), state(v, w.status.dead > 0 ? 'dead' : w.state)],
    [t('sync.organ'), organ(w.agency)],
    [t('sync.backlog'), count(w.status.waiting)],
    [t('sync.dead'), count(w.status.dead)],
    [t('sync.breaker'), named(v, 'sync.breaker', w.status.breaker)],
    [t('sync.lastDelivered'), at(v, w.status.lastDeliveredAt)],
    [t('sync.lastError'), w.status.lastError === null ? t('sync.none') : foreign(w.status.lastError, 1_000)],
    [t('sync.steps'), w.steps === null ? t('page.all') : foreign(w.steps.join('、'), 1_000)],
  ]),
)}
${card(t('sync.deliveries'), html`${deliveryFilter(v, shown)}${deliveries(v, log.body.items, w.agency)}${pager(v, log.body.next)}`)}`,
  )
}

export function webhookTestPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const { t } = c.get('view')
  const id = c.req.param('id') ?? ''
  return actPage(c, deps, {
    ...{
      title: t('sync.test'),
      current: '/console/sync',
      button: t('sync.test'),
      lead: t('sync.testLead'),
      fields: [],
    },
    back: { href: `/console/sync/webhooks/${id}`, words: t('sync.webhooks') },
    ask: () => ({ path: `/v1/webhooks/${id}/test` }),
    done: ({ outcome, status }) => {
      const delivered = outcome === 'delivered'
      const told = status === null ? '—' : String(status)
      return {
        zh: `${delivered ? '测试已送达' : '测试未送达'}，应答 ${told}。`,
        en: `The test was ${delivered ? 'delivered' : 'not delivered'}; answer ${told}.`,
      }
    },
  })
}
