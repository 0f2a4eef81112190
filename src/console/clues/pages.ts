// The pages of clues (线索): what an organ took or was sent, one with what may be done with it, in full for a reason.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import { clueActs, type clueList, clueSources, clueStates, domains } from '../../../schemas/index.ts'
import { reasonIn, whyForm } from '../case/why.ts'
import type { ConsoleDeps, ConsoleEnv, Me, View } from '../env.ts'
import { type FieldFaultShown, typedDay } from '../html/form.ts'
import { card, foreign, type Html, pager, tabs } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { formOf } from '../session/forms.ts'
import { needsThat } from '../session/needs.ts'
import { valueName } from '../words/values.ts'
import { clueActPage, takeCluePage } from './acts.ts'
import { intakePage, takeSheet } from './intake.ts'
import {
  type Clue,
  clueRows,
  contentShown,
  current,
  hidden,
  history,
  importedFacts,
  named,
  standingShown,
} from './shown.ts'

type C = Context<ConsoleEnv>

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'
const acts = (me: Me) => me.certificateNo !== null

export function cluePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const acting = needsThat(acts)
  door.get('/clues', listPage)
  door.on(['GET', 'POST'], '/clues/new', acting, (c) => takeCluePage(c, deps))
  door.get('/clues/intake', acting, (c) => intakePage(c))
  door.post('/clues/intake', acting, takeSheet)
  door.get(`/clues/${one}`, cluePage)
  door.on(['GET', 'POST'], `/clues/${one}/reveal`, revealPage)
  for (const act of clueActs) door.on(['GET', 'POST'], `/clues/${one}/${act}`, acting, (c) => clueActPage(c, deps, act))
  return door
}

const boxes = ['all', 'taken', 'dispatched'] as const
/** A day as a filter of moments: its beginning in Beijing. */
const dayStart = (day: string | undefined) =>
  day === undefined || day === '' ? undefined : `${typedDay(day)}T00:00:00+08:00`

async function listPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const asked = c.req.query()
  const box = boxes.find((b) => b === asked.mine) ?? 'all'
  const { state, source, domain, cursor } = asked
  const answer = await c.get('ask')<z.output<typeof clueList>>('GET', '/v1/clues', {
    query: {
      ...{ state, source, domain, cursor, limit: 30, mine: box === 'all' ? undefined : box },
      ...{ receivedFrom: dayStart(asked.from), receivedTo: dayStart(asked.to) },
    },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  return page(
    c,
    { title: t('menu.clues'), current },
    html`<div class="head"><h1>${t('menu.clues')}</h1>${
      acts(c.get('session').me)
        ? html`<div><a class="btn quiet" href="${current}/intake">${t('clues.intake')}</a> <a class="btn" href="${current}/new">${t('clues.new')}</a></div>`
        : ''
    }</div><p class="lead muted">${t('clues.lead')}</p>${tabs(
      t('menu.clues'),
      boxes.map((b) => ({
        href: b === 'all' ? current : `${current}?mine=${b}`,
        words: t(`clues.${b}`),
        current: b === box,
      })),
    )}${filters(v, box, asked)}${card(t('menu.clues'), clueRows(v, items))}${pager(v, next)}`,
  )
}

function filters(v: View, box: string, asked: Readonly<Record<string, string | undefined>>): Html {
  const { t } = v
  const chosen = (name: string, label: string, list: readonly (readonly [string, string])[]) =>
    html`<label>${label}<select name="${name}"><option value="">${t('page.all')}</option>${list.map(
      ([key, words]) => html`<option value="${key}"${key === asked[name] ? html` selected` : ''}>${words}</option>`,
    )}</select></label>`
  const dated = (name: string, label: string) =>
    html`<label>${label}<input type="date" name="${name}" value="${(asked[name] ?? '').toWellFormed()}"></label>`
  return html`<form class="filters" method="get" action="${current}">${box === 'all' ? '' : html`<input type="hidden" name="mine" value="${box}">`}${chosen(
    'state',
    t('clues.state'),
    clueStates.map((s) => [s, named(v, 'state', s)] as const),
  )}${chosen(
    'source',
    t('clues.source'),
    clueSources.map((s) => [s, named(v, 'source', s)] as const),
  )}${chosen(
    'domain',
    t('clues.domain'),
    domains.map((d) => [d, valueName(v.lang, 'domain', d)] as const),
  )}${dated('from', t('clues.receivedFrom'))}${dated('to', t('clues.receivedTo'))}<button class="btn quiet">${t('penalties.filter')}</button></form>`
}

async function cluePage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<Clue>('GET', `/v1/clues/${c.req.param('id')}`)
  if (!answer.ok) return refused(c, answer.problem)
  const clue = hidden(answer.body)
  const [first, ...others] = acts(c.get('session').me) ? clue.available : []
  const link = (act: string, primary: boolean) =>
    html`<a class="${primary ? 'btn' : 'btn quiet'}" href="${current}/${clue.id}/${act}">${named(v, 'act', act)}</a>`
  return page(
    c,
    { title: t('clues.one'), current, marked: true },
    html`<p class="crumb"><a href="${current}">${t('menu.clues')}</a></p><h1>${t('clues.one')} ${foreign(clue.number ?? t('clues.noNumber'), 64)}</h1>${
      clue.ended ? html`<p class="note">${t('clues.endedHere')}</p>` : ''
    }
${card(
  named(v, 'state', clue.state),
  html`${standingShown(v, clue)}${first === undefined ? '' : html`<p class="buttons">${link(first, true)}${others.map((act) => link(act, false))}</p>`}`,
)}
${card(t('clues.facts'), contentShown(v, clue), clue.ended ? {} : { aside: html`<a class="small" href="${current}/${clue.id}/reveal">${t('clues.reveal')}</a>` })}
${card(t('clues.entries'), history(v, clue.entries))}`,
  )
}

async function revealPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const sent = c.req.method === 'POST' ? await formOf(c) : undefined
  const reason = sent === undefined ? undefined : reasonIn(v, sent)
  if (typeof reason !== 'string') return asking(reason)
  const answer = await c.get('ask')<Clue>('GET', `/v1/clues/${id}`, { reason })
  if (!answer.ok) return refused(c, answer.problem)
  return page(
    c,
    { title: t('clues.reveal'), current, marked: true },
    html`<p class="crumb"><a href="${current}/${id}">${t('clues.one')}</a></p><h1>${t('clues.reveal')}</h1>${card(t('clues.revealed'), contentShown(v, answer.body))}${importedFacts(v, answer.body)}<p class="small muted">${t('case.why.kept')}${foreign(reason, 600)}</p>`,
  )

  function asking(fault?: FieldFaultShown): Promise<Response> {
    return page(
      c,
      { title: t('clues.reveal'), current, ...(fault !== undefined && { wrong: true, status: 400 as const }) },
      html`<p class="crumb"><a href="${current}/${id}">${t('clues.one')}</a></p><h1>${t('clues.reveal')}</h1><p class="lead">${t('clues.revealLead')}</p>${whyForm(
        v,
        { action: v.here, button: t('case.revealShow'), sent, fault },
      )}`,
    )
  }
}
