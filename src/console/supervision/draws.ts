// 双随机抽查: the list, and a new draw announced. What decides comes after the announcement, so that nobody can choose.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { drawMethods, drawStates, drawStrata } from '../../../schemas/index.ts'
import { dayText, localDay } from '../../kernel/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { buttons, type FieldShown, form, group, typedDay } from '../html/form.ts'
import { count, shortDay } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, table, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import type { DrawList } from './answers.ts'
import { type Again, fieldsAgain, given, saidOf, sent, signing, summaryAgain, typedText } from './forms.ts'
import { domainOptions } from './pieces.ts'

export async function drawsPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { state, cursor } = c.req.query()
  const found = await c.get('ask')<DrawList>('GET', '/v1/supervision/draws', { query: { limit: 50, state, cursor } })
  if (!found.ok) return refused(c, found.problem)
  const { items, next } = found.body
  const { me } = c.get('session')
  return page(
    c,
    { title: v.t('menu.draws'), current: '/console/draws' },
    html`<div class="head"><div><h1>${v.t('menu.draws')}</h1><p class="muted">${v.t('sup.draws.lead')}</p></div>${
      me.agency.kind === 'procuratorate'
        ? html`<div><a class="btn quiet" href="/console/draws/figures">${v.t('sup.draws.figures')}</a> <a class="btn" href="/console/draws/new">${v.t('sup.draws.new')}</a></div>`
        : ''
    }</div>
${tabs(v.t('sup.draws.states'), [
  { href: withQuery(v.here, { state: null, cursor: null }), words: v.t('page.all'), current: state === undefined },
  ...drawStates.map((s) => ({
    href: withQuery(v.here, { state: s, cursor: null }),
    words: v.t(`sup.draw.${s}`),
    current: s === state,
  })),
])}
${card(v.t('menu.draws'), items.length === 0 ? empty(v.t('sup.draws.none')) : rows(v, items))}${pager(v, next)}`,
  )
}

const rows = (v: View, items: DrawList['items']): Html =>
  table(
    v.t('menu.draws'),
    [
      { words: v.t('sup.col.standing') },
      { words: v.t('sup.draws.name') },
      { words: v.t('sup.draws.announced') },
      { words: v.t('sup.draws.members'), number: true },
      { words: v.t('sup.draws.drawn'), number: true },
      { words: v.t('sup.draws.reviewed'), number: true },
      { words: v.t('sup.draws.found'), number: true },
    ],
    [
      {
        rows: items.map((d) => [
          v.t(`sup.draw.${d.state}`),
          html`<a class="do" href="/console/draws/${d.id}">${foreign(d.name, 120)}</a><span class="sub">${foreign(d.owner.name)} · ${v.t('sup.draws.no', { n: d.no })}</span>`,
          html`<span class="nw">${shortDay(v, d.announcedAt)}</span>`,
          ...[d.members, d.drawn, d.reviewed, d.found].map(count),
        ]),
      },
    ],
  )

const reviewerLines = /[^\n]+/g

/** What an announcement asks for; reviewers are lines, for a procuratorate keeps its list of names as such. */
function fieldsOf(
  v: View,
  c: Context<ConsoleEnv>,
): { of: FieldShown[]; how: FieldShown[]; who: FieldShown[]; random: FieldShown[] } {
  const { me } = c.get('session')
  const today = dayText(localDay(v.nowMs))
  const list = <T extends string>(values: readonly T[], group_: string) =>
    values.map((value) => ({ value, words: v.t(`sup.${group_}.${value}` as 'sup.method.uniform') }))
  return {
    of: [
      { name: 'name', label: v.t('sup.draws.name'), max: 200 },
      {
        name: 'population.of',
        label: v.t('sup.d.of'),
        kind: 'radio',
        value: 'penalty',
        options: list(['penalty', 'transfer'], 'of'),
      },
      { name: 'population.from', label: v.t('sup.d.from'), kind: 'date', value: `${today.slice(0, 4)}-01-01` },
      { name: 'population.to', label: v.t('sup.d.to'), kind: 'date', value: today },
      {
        name: 'population.domains',
        label: v.t('sup.domain'),
        kind: 'select',
        optional: true,
        options: [{ value: '', words: v.t('sup.allDomains') }, ...domainOptions(v)],
      },
      { name: 'population.suspectedNotTransferred', label: v.t('sup.d.suspected'), kind: 'checkbox' },
    ],
    how: [
      {
        name: 'method',
        label: v.t('sup.d.method'),
        kind: 'radio',
        value: 'uniform',
        options: list(drawMethods, 'method'),
      },
      {
        name: 'stratifyBy',
        label: v.t('sup.d.strata'),
        kind: 'select',
        optional: true,
        hint: v.t('sup.d.strataHint'),
        options: [{ value: '', words: v.t('sup.d.strataNone') }, ...list(drawStrata, 'stratum')],
      },
      {
        name: 'weights',
        label: v.t('sup.d.weights'),
        kind: 'prose',
        rows: 3,
        optional: true,
        hint: v.t('sup.d.weightsHint'),
      },
      { name: 'take', label: v.t('sup.d.take'), kind: 'number', value: '10' },
      {
        name: 'takeBy',
        label: v.t('sup.d.takeBy'),
        kind: 'radio',
        value: 'total',
        options: list(['total', 'each'], 'takeBy'),
      },
    ],
    who: [
      {
        name: 'reviewers',
        label: v.t('sup.d.reviewers'),
        kind: 'prose',
        rows: 5,
        hint: v.t('sup.d.reviewersHint'),
        value: `${me.name}，${me.certificateNo ?? ''}，20`,
      },
      {
        name: 'reviewersPerCase',
        label: v.t('sup.d.perCase'),
        kind: 'select',
        value: '1',
        options: ['1', '2', '3'].map((value) => ({ value, words: value })),
      },
    ],
    random: [
      { name: 'public.name', label: v.t('sup.d.publicName'), optional: true, hint: v.t('sup.d.publicHint') },
      { name: 'public.source', label: v.t('sup.d.publicSource'), optional: true },
      { name: 'public.day', label: v.t('sup.d.publicDay'), kind: 'date', optional: true },
    ],
  }
}

export async function newDrawPage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const { of, how, who, random } = fieldsOf(v, c)
  const { me } = c.get('session')
  const title = v.t('sup.draws.new')
  return page(
    c,
    {
      title,
      current: '/console/draws',
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`<p class="crumb"><a href="/console/draws">${v.t('menu.draws')}</a></p>${summaryAgain(v, [...of, ...how, ...who, ...random], again)}<h1>${title}</h1><p class="lead muted">${v.t('sup.draws.rule')}</p>
${form(
  v,
  { action: '/console/draws' },
  html`${group(v.t('sup.d.groupOf'), fieldsAgain(v, of, again))}${group(v.t('sup.d.groupHow'), fieldsAgain(v, how, again))}${group(v.t('sup.d.groupWho'), fieldsAgain(v, who, again))}${group(v.t('sup.d.groupRandom'), fieldsAgain(v, random, again))}<p class="hint">${v.t('sup.signedBy', { name: me.name, no: me.certificateNo ?? '—' })}</p>${buttons({ words: v.t('sup.draws.announce') })}`,
)}`,
  )
}

export async function announceDrawPage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  return sent(c, deps, {
    path: '/v1/supervision/draws',
    body: (typed) => announcement(typed, signing(c)),
    said: () => saidOf('sup.draws.done'),
    to: (answer) => `/console/draws/${answer.id}`,
    again: (again) => newDrawPage(c, again),
  })
}

/** What was typed as the contract has it; what cannot be read is handed on, and refused there by its name. */
export function announcement(typed: URLSearchParams, officers: readonly object[]): Record<string, unknown> {
  const text = (name: string) => typedText(typed, name)?.trim()
  const whole = (value: string | undefined) => (value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : value)
  const domain = text('population.domains')
  const publicName = text('public.name')
  const strata = text('stratifyBy')
  return given({
    officers,
    name: text('name') ?? '',
    population: given({
      of: text('population.of') ?? 'penalty',
      ...{ from: typedDay(textOf(typed, 'population.from')), to: typedDay(textOf(typed, 'population.to')) },
      ...(domain !== undefined && { domains: [domain] }),
      ...(typed.get('population.suspectedNotTransferred') === 'true' && { suspectedNotTransferred: true }),
    }),
    method: text('method') ?? 'uniform',
    ...(strata !== undefined && { stratifyBy: [strata] }),
    ...(text('weights') !== undefined && { weights: weightsOf(textOf(typed, 'weights')) }),
    take: { [text('takeBy') === 'each' ? 'each' : 'total']: whole(text('take')) ?? '' },
    reviewers: (textOf(typed, 'reviewers').match(reviewerLines) ?? []).map(reviewerOf),
    reviewersPerCase: whole(text('reviewersPerCase')) ?? 1,
    ...(publicName !== undefined && {
      publicValues: [
        { name: publicName, source: text('public.source') ?? '', day: typedDay(textOf(typed, 'public.day')) },
      ],
    }),
  })
}

/** `甲，ZF1-1，20，环境`: name, certificate, how many at most, qualifications. */
function reviewerOf(line: string): Record<string, unknown> {
  const [name = '', certificateNo = '', capacity = '', ...qualifications] = line
    .split(/[,，\t、]/)
    .map((part) => part.trim())
  return {
    name,
    ...(certificateNo !== '' && { certificateNo }),
    capacity: /^\d{1,4}$/.test(capacity) ? Number(capacity) : capacity,
    ...(qualifications.length > 0 && { qualifications: qualifications.filter((q) => q !== '') }),
  }
}

/** `verdict:hit 5`, a line each. */
const weightsOf = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [word = '', tickets = ''] = line.trim().split(/[\s=＝]+/)
        return [word, /^\d{1,3}$/.test(tickets) ? Number(tickets) : tickets]
      }),
  )
