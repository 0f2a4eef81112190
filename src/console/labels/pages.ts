// The pages of labels (专项活动, 挂牌督办): what an organ may use, one with what bears it, and what may be done with it.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import { labelActs, labelKinds, type labelList, type labelSubjects, subjectKinds } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, Me, View } from '../env.ts'
import { card, foreign, type Html, pager, summary, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { needsThat } from '../session/needs.ts'
import { labelActPage, newLabelPage, putOnPage } from './acts.ts'
import { borneRows, current, due, history, type Label, labelRows, named, organ, period } from './shown.ts'

type C = Context<ConsoleEnv>

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'
/** A label is an organ's, and what an organ does bears a certificate. */
const acts = (me: Me) => me.certificateNo !== null && me.agency.kind !== 'service_platform'

export function labelPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const acting = needsThat(acts)
  door.get('/labels', listPage)
  door.on(['GET', 'POST'], '/labels/new', acting, (c) => newLabelPage(c, deps))
  door.on(['GET', 'POST'], '/labels/put', acting, (c) => putOnPage(c, deps))
  door.get(`/labels/${one}`, labelPage)
  for (const act of labelActs)
    door.on(['GET', 'POST'], `/labels/${one}/${act.replace('_', '-')}`, acting, (c) => labelActPage(c, deps, act))
  return door
}

async function listPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { kind, mine, subject, cursor } = c.req.query()
  const state = subject === undefined && c.req.query('state') === undefined ? 'open' : c.req.query('state')
  const answer = await c.get('ask')<z.output<typeof labelList>>('GET', '/v1/labels', {
    query: { kind, mine, subject, state: state === 'all' ? undefined : state, cursor, limit: 30 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const states = ['open', 'ended', 'all'] as const
  const choice = tabs(
    t('labels.state'),
    states.map((s) => ({
      href: withQuery(v.here, { state: s === 'open' ? null : s, cursor: null }),
      words: s === 'all' ? t('labels.all') : named(v, 'state', s),
      current: s === (state ?? 'all'),
    })),
  )
  return page(
    c,
    { title: t('menu.labels'), current },
    html`<div class="head"><h1>${t('menu.labels')}</h1>${
      acts(c.get('session').me) ? html`<a class="btn" href="${current}/new">${t('labels.new')}</a>` : ''
    }</div><p class="lead muted">${t('labels.lead')}</p>${subject === undefined ? choice : ''}${subject === undefined ? filters(v, { kind, mine, state }) : ''}${card(
      t('menu.labels'),
      labelRows(v, items, t(subject === undefined ? 'labels.none' : 'labels.noneOn')),
    )}${pager(v, next)}`,
  )
}

const filters = (
  v: View,
  { kind, mine, state }: Readonly<Record<'kind' | 'mine' | 'state', string | undefined>>,
): Html =>
  html`<form class="filters" method="get" action="${current}">${state === 'open' || state === undefined ? '' : html`<input type="hidden" name="state" value="${state.toWellFormed()}">`}<label>${v.t('labels.kind')}<select name="kind"><option value="">${v.t('page.all')}</option>${labelKinds.map(
    (k) => html`<option value="${k}"${k === kind ? html` selected` : ''}>${named(v, 'kind', k)}</option>`,
  )}</select></label><label>${v.t('labels.mine')}<select name="mine"><option value="">${v.t('page.all')}</option><option value="true"${mine === 'true' ? html` selected` : ''}>${v.t('form.yes')}</option></select></label><button class="btn quiet">${v.t('penalties.filter')}</button></form>`

async function labelPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const path = `/v1/labels/${c.req.param('id')}`
  const kind = subjectKinds.find((k) => k === c.req.query('kind')) ?? 'transfer'
  const ask = c.get('ask')
  const [answer, borne] = await Promise.all([
    ask<Label>('GET', path),
    ask<z.output<typeof labelSubjects>>('GET', `${path}/subjects`, {
      query: { kind, cursor: c.req.query('cursor'), limit: 30 },
    }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  if (!borne.ok) return refused(c, borne.problem)
  const l = answer.body
  const may = acts(c.get('session').me) ? l.available : []
  const [first, ...others] = may.filter((act) => act !== 'take_off')
  const link = (act: string, primary: boolean) =>
    html`<a class="${primary ? 'btn' : 'btn quiet'}" href="${current}/${l.id}/${act.replace('_', '-')}">${named(v, 'act', act)}</a>`
  return page(
    c,
    { title: named(v, 'kind', l.kind), current },
    html`<p class="crumb"><a href="${current}">${t('menu.labels')}</a></p><h1>${foreign(l.name, 120)}</h1>
${card(
  named(v, 'kind', l.kind),
  html`${summary(headRows(v, l))}${first === undefined ? '' : html`<p class="buttons">${link(first, true)}${others.map((act) => link(act, false))}</p>`}`,
)}
${tabs(
  t('labels.subjects'),
  subjectKinds.map((k) => ({
    href: withQuery(v.here, { kind: k === 'transfer' ? null : k, cursor: null }),
    words: named(v, 'subject', k),
    current: k === kind,
  })),
)}
${card(t('labels.subjects'), borneRows(v, l.id, borne.body.items, may.includes('take_off')))}${pager(v, borne.body.next)}
${card(t('labels.entries'), history(v, l.entries))}`,
  )
}

function headRows(v: View, l: Label) {
  const { t } = v
  return [
    [t('labels.state'), named(v, 'state', l.state)],
    [t('labels.owner'), organ(l.owner)],
    [t('labels.period'), period(v, l)],
    ...(l.kind === 'listed' || l.dueOn !== undefined ? ([[t('labels.due'), due(v, l)]] as const) : []),
    ...(l.kind === 'listed'
      ? ([[t('labels.text'), t(l.reported ? 'labels.reported' : 'labels.notReported')]] as const)
      : []),
    ...(l.responsible === undefined ? [] : ([[t('labels.responsible'), foreign(l.responsible.name)]] as const)),
    ...(l.description === undefined
      ? []
      : ([[t('labels.description'), html`<span class="said">${foreign(l.description, 5_000)}</span>`]] as const)),
    [
      t('labels.members'),
      html`${l.members.slice(0, membersShown).map((m, i) => html`${i === 0 ? '' : '、'}${organ(m)}`)}${l.members.length > membersShown ? html` ${t('labels.moreMembers', { n: l.members.length - membersShown })}` : ''}`,
    ],
  ] as const
}

const membersShown = 40
