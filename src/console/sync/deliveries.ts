// What a receiver was told and could not be told: the delivery log of sinks and webhooks, and the two things a person may do
// about what is undelivered.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { sinkReports } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { empty, foreign, type Html, table, tabs, withQuery } from '../html/pieces.ts'
import { textOf } from '../session/forms.ts'
import { valueName } from '../words/values.ts'
import { at, named, state } from './shown.ts'

type Report = z.output<typeof sinkReports>['items'][number]

export const deliveryStates = ['dead', 'waiting', 'delivered', 'let_go'] as const

/** Filter of the log as links; undefined: all. */
export function deliveryFilter(v: View, current: string | undefined): Html {
  return tabs(v.t('sync.state'), [
    { href: withQuery(v.here, { state: null, cursor: null }), words: v.t('page.all'), current: current === undefined },
    ...deliveryStates.map((one) => ({
      ...{
        href: withQuery(v.here, { state: one, cursor: null }),
        words: named(v, 'sync.state', one),
        current: current === one,
      },
    })),
  ])
}

/** `agency`: whose receiver it is; its own officers see the cases, who keeps the gateway running does not. */
export function deliveries(v: View, items: readonly Report[], agency: { readonly id: string | null }): Html {
  const { t } = v
  if (items.length === 0) return empty(t('sync.noDeliveries'))
  return table(
    t('sync.deliveries'),
    [
      ...[{ words: t('sync.state') }, { words: t('sync.about') }, { words: t('sync.at') }],
      ...[{ words: t('sync.tries'), number: true }, { words: t('sync.answered') }],
    ],
    [
      {
        rows: items.map((r) => [
          state(v, r.state),
          html`${valueName(v.lang, 'noticeKind', r.kind)} ${r.step === null ? '' : foreign(r.step)}${
            r.transferId === null || v.session?.me.agency.id !== agency.id
              ? ''
              : html`<span class="sub"><a href="/console/cases/${r.transferId}">${t('sync.case')}</a></span>`
          }`,
          html`${at(v, r.createdAt)}<span class="sub">${r.settledAt === null ? (r.nextAt === null ? '' : at(v, r.nextAt)) : at(v, r.settledAt)}</span>`,
          String(r.attempts),
          html`${r.lastStatus === null ? '' : String(r.lastStatus)} ${r.lastError === null ? '' : foreign(r.lastError, 200)}`,
        ]),
      },
    ],
  )
}

interface Receiver {
  /** `/v1/sinks/<id>` or `/v1/webhooks/<id>`. */
  readonly api: string
  readonly back: string
  readonly words: string
  /** Name of the field that holds the reason. */
  readonly reason: 'why' | 'reason'
}

/** 重新报送 or 放弃报送 of all that is undelivered. */
export function undeliveredPage(
  c: Context<ConsoleEnv>,
  deps: ConsoleDeps,
  to: Receiver,
  act: 'replay' | 'let-go',
): Promise<Response> {
  const { t } = c.get('view')
  const title = t(act === 'replay' ? 'sync.replay' : 'sync.letGo')
  return actPage(c, deps, {
    ...{
      title,
      current: '/console/sync',
      button: title,
      lead: t(act === 'replay' ? 'sync.replayLead' : 'sync.letGoLead'),
    },
    back: { href: to.back, words: to.words },
    fields: [{ name: to.reason, label: t('sync.why'), kind: 'prose', rows: 2, max: 500 }],
    ask: (form) => ({ path: `${to.api}/${act}`, body: { dead: true, [to.reason]: textOf(form, to.reason).trim() } }),
    done: ({ count: n }) =>
      act === 'replay'
        ? { zh: `已重新排队 ${String(n)} 件。`, en: `${String(n)} are queued again.` }
        : { zh: `已放弃 ${String(n)} 件。`, en: `${String(n)} are let go.` },
  })
}

/** 停用 and 启用, with the reason. */
export function statePage(
  c: Context<ConsoleEnv>,
  deps: ConsoleDeps,
  to: Receiver,
  now: 'enabled' | 'disabled',
): Promise<Response> {
  const { t } = c.get('view')
  const title = t(now === 'enabled' ? 'sync.enable' : 'sync.disable')
  return actPage(c, deps, {
    ...{
      title,
      current: '/console/sync',
      button: title,
      lead: t(now === 'enabled' ? 'sync.enableLead' : 'sync.disableLead'),
    },
    back: { href: to.back, words: to.words },
    fields: [{ name: to.reason, label: t('sync.why'), kind: 'prose', rows: 2, max: 500 }],
    ask: (form) => ({
      method: 'PATCH',
      path: to.api,
      body: { state: now, [to.reason]: textOf(form, to.reason).trim() },
    }),
    done: { zh: '已更改状态。', en: 'The state is changed.' },
  })
}
