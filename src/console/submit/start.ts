// Where a submission begins: with a penalty record, whose parties, facts and amounts are taken over, or empty; and the drafts
// that were begun before.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { buttons, field, form } from '../html/form.ts'
import { moment } from '../html/format.ts'
import { card, empty, foreign, formMarks, hidden, pager, table } from '../html/pieces.ts'
import { refused, refusedPage } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import type { Draft } from './draft.ts'
import { hrefOf } from './frame.ts'

type C = Context<ConsoleEnv>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function startPages({ pool }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/submit', async (c) => {
    const v = c.get('view')
    const { t } = v
    if (c.get('session').me.agency.kind !== 'administrative') return notOurs(c)
    const penalty = c.req.query('penalty') ?? ''
    const ask = c.get('ask')
    const [drafts, record] = await Promise.all([
      ask<{ items: readonly Omit<Draft, 'draft'>[]; next: string | null }>('GET', '/v1/drafts', {
        query: { limit: 20, cursor: c.req.query('cursor') },
      }),
      uuid.test(penalty)
        ? ask<{
            decisionNo: string | null
            record: { title?: string | null; parties?: readonly { name: string | null }[] } | null
          }>('GET', `/v1/penalty-cases/${penalty}`)
        : undefined,
    ])
    if (!drafts.ok) return refused(c, drafts.problem)
    if (record?.ok === false) return refused(c, record.problem)
    const { items, next } = drafts.body
    const rows = items.map((d) => [
      html`<a class="do" href="${hrefOf(d.id, 'case')}">${foreign(d.caseName ?? t('submit.unnamed'))}</a>`,
      foreign(d.documentNo),
      moment(v, d.updatedAt),
      html`<a href="/console/drafts/${d.id}/remove">${t('submit.removeDraft')}<span class="sr"> ${foreign(d.caseName ?? t('submit.unnamed'))}</span></a>`,
    ])
    const columns = [t('submit.caseName'), t('submit.documentNo'), t('submit.saved.at'), t('submit.remove')].map(
      (words) => ({ words }),
    )
    return page(
      c,
      { title: t('menu.submit'), current: '/console/submit' },
      html`<h1>${t('menu.submit')}</h1><p class="lead">${t('submit.lead')}</p>${
        record?.ok
          ? card(
              t('submit.fromRecord'),
              form(
                v,
                { action: '/console/submit' },
                html`${hidden('penalty', penalty)}<p>${foreign(record.body.record?.title ?? record.body.decisionNo)}${
                  record.body.record?.parties?.[0]?.name == null
                    ? ''
                    : html` · ${foreign(record.body.record.parties[0].name)}`
                }</p><p class="hint">${t('submit.fromRecordHint')}</p>${buttons({ words: t('submit.begin') })}`,
              ),
            )
          : card(
              t('submit.startWith'),
              html`${form(
                v,
                { action: '/console/submit' },
                html`${field(v, { name: 'penalty', label: t('submit.penaltyId'), hint: t('submit.penaltyHint'), value: penalty, optional: true })}${buttons({ words: t('submit.begin') })}`,
              )}<p><a href="/console/penalties?suspectedNotTransferred=true">${t('submit.choosePenalty')}</a></p>`,
            )
      }${card(t('submit.drafts'), items.length === 0 ? empty(t('submit.noDrafts')) : html`${table(t('submit.drafts'), columns, [{ rows }])}${pager(v, next)}`)}`,
    )
  })

  app.post('/submit', async (c) => {
    const sent = await formOf(c)
    const wanted = textOf(sent, 'penalty').trim()
    const penalty = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(wanted)?.[0]
    const v = c.get('view')
    if (wanted !== '' && penalty === undefined)
      return refusedPage(c, { title: v.t('refused.title'), status: 400, why: v.t('submit.noSuchPenalty') })
    const { me } = c.get('session')
    const key = textOf(sent, '_key')
    const begun = await (penalty === undefined
      ? c.get('ask')<Draft>('POST', '/v1/drafts', {
          body: me.certificateNo === null ? {} : { officers: [{ name: me.name, certificateNo: me.certificateNo }] },
          idempotencyKey: key,
        })
      : c.get('ask')<Draft>('POST', `/v1/penalty-cases/${penalty}/draft`, { body: {}, idempotencyKey: key }))
    if (!begun.ok) return refused(c, begun.problem)
    return c.redirect(hrefOf(begun.body.id, 'case'), 303)
  })

  app.get('/drafts/:id/remove', async (c) => {
    const v = c.get('view')
    const found = await c.get('ask')<Draft>('GET', `/v1/drafts/${encodeURIComponent(c.req.param('id'))}`)
    if (!found.ok) return refused(c, found.problem)
    const { id, caseName } = found.body
    return page(
      c,
      { title: v.t('submit.removeDraft'), current: '/console/submit' },
      html`<h1>${v.t('submit.removeDraft')}</h1><p class="lead">${v.t('submit.removeWords', { name: caseName ?? v.t('submit.unnamed') })}</p><form method="post" class="form" action="/console/drafts/${id}/remove">${formMarks(v)}${buttons(
        { words: v.t('submit.removeDraft') },
        html`<a class="btn quiet" href="${hrefOf(id, 'case')}">${v.t('submit.keep')}</a>`,
      )}</form>`,
    )
  })

  app.post('/drafts/:id/remove', async (c) => {
    await formOf(c)
    const gone = await c.get('ask')('DELETE', `/v1/drafts/${encodeURIComponent(c.req.param('id'))}`)
    if (!gone.ok) return refused(c, gone.problem)
    await leaveNotice(pool, c.get('session').id, { zh: '草稿已删除。', en: 'The draft was deleted.' })
    return c.redirect('/console/submit', 303)
  })

  return app
}

function notOurs(c: C): Promise<Response> {
  const { t } = c.get('view')
  return refusedPage(c, { title: t('refused.title'), status: 403, why: t('submit.notOurs') })
}
