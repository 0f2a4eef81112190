// Somebody else acted meanwhile: what happened since the form was made, what was typed, and the way on with all of it.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Entry } from '../case/shape.ts'
import type { ConsoleEnv } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, foreign, hidden, said } from '../html/pieces.ts'
import { page } from '../html/shell.ts'
import { carried, head, type Stage } from './frame.ts'
import { inWords } from './preview.ts'
import type { Json, Offer, Values } from './schema-form.ts'

const entriesShown = 20

export async function stalePage(
  c: Context<ConsoleEnv>,
  stage: Stage,
  values: Values,
  body: Json,
  offer: Offer,
): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { transfer, version, action, back, rule } = stage
  if (transfer === null) throw new Error('a case that has not begun cannot be stale')
  const since = await c.get('ask')<{ items: Entry[] }>('GET', `/v1/transfers/${transfer.id}/timeline`, {
    query: { cursor: version ?? 0, limit: entriesShown },
  })
  const entries = since.ok ? since.body.items : []
  const open = transfer.available.some((one) => one.step === stage.step)
  return page(
    c,
    { title: t('step.stale'), status: 412, marked: true },
    html`<div class="errs" role="alert" tabindex="-1"><h2>${t('step.stale')}</h2><p>${t('step.staleWhy', { was: version ?? 0, now: transfer.version })}</p></div>${head(
      v,
      stage,
    )}${card(
      t('step.since'),
      html`<ul>${entries.map(
        (entry) =>
          html`<li><time class="nw" datetime="${entry.at}">${moment(v, entry.at)}</time> <b>${said(v, entry)}</b> <span class="muted">${foreign(entry.by.agency.name)} ${foreign(
            entry.officers.map(({ name }) => name).join(t('step.and')),
          )}</span></li>`,
      )}</ul>`,
    )}${card(t('step.typed'), inWords(v, stage.fields, body, offer))}${
      open
        ? html`<form class="form" method="post" action="${action}">${hidden('_csrf', v.session?.csrf ?? '')}${hidden('_key', crypto.randomUUID())}${hidden(
            'version',
            transfer.version,
          )}${stage.approval === undefined ? '' : hidden('_approval', stage.approval)}${carried(values)}<p class="buttons"><button class="btn" name="_do" value="back">${t('step.goOn', { n: transfer.version })}</button><a class="btn quiet" href="${back}">${t('step.giveUp')}</a></p></form>`
        : html`<p>${t('step.closedSince', { what: said(v, rule) })}</p><p><a href="${back}">${t('step.toCase')}</a></p>`
    }`,
  )
}
