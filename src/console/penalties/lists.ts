// Penalty cases as lists: what screening found, all of them with their filters, and what is held for repair. A filter stands in
// the address.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import {
  domains,
  type penaltyCaseList,
  type penaltyQuarantineList,
  type screeningList,
} from '../../../schemas/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { day } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import { faultNamed } from './held.ts'
import { current, headCells, headColumns, named, penaltyTabs, verdict } from './shown.ts'

type C = Context<ConsoleEnv>
const verdicts = ['hit', 'near', 'unknown'] as const

const typed = (name: string, label: string, value: string | undefined, type = 'text') =>
  html`<label>${label}<input name="${name}" type="${type}" value="${(value ?? '').toWellFormed()}" autocomplete="off"></label>`
const chosen = (
  v: View,
  name: string,
  label: string,
  value: string | undefined,
  options: readonly (readonly [string, string])[],
) =>
  html`<label>${label}<select name="${name}"><option value="">${v.t('page.all')}</option>${options.map(
    ([key, words]) => html`<option value="${key}"${key === value ? html` selected` : ''}>${words}</option>`,
  )}</select></label>`
const domainChoice = (v: View, value: string | undefined) =>
  chosen(
    v,
    'domain',
    v.t('penalties.domain'),
    value,
    domains.map((d) => [d, valueName(v.lang, 'domain', d)] as const),
  )

export function penaltiesPage(c: C): Promise<Response> {
  return c.req.query('verdict') === 'all' ? allPage(c) : screenedPage(c)
}

async function screenedPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { me } = c.get('session')
  const shown = verdicts.find((one) => one === c.req.query('verdict')) ?? 'hit'
  const { domain, region, transferred, cursor } = c.req.query()
  const answer = await c.get('ask')<z.output<typeof screeningList>>('GET', '/v1/screenings', {
    query: { verdict: shown, domain, region, transferred, cursor, limit: 30 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const list =
    items.length === 0
      ? empty(t('penalties.none'))
      : table(
          t('menu.penalties'),
          [{ words: t('penalties.screening') }, ...headColumns(v)],
          [
            {
              rows: items.map((i) => [
                html`${verdict(v, i.verdict)}<span class="sub">${foreign(i.charges.map((x) => x[v.lang]).join('、'), 80)}</span>`,
                ...headCells(v, i.case),
              ]),
            },
          ],
        )
  const filters = html`<form class="filters" method="get" action="${current}"><input type="hidden" name="verdict" value="${shown}">${domainChoice(v, domain)}${chosen(
    v,
    'transferred',
    t('penalties.transfer'),
    transferred,
    [
      ['true', t('penalties.transferred')],
      ['false', t('penalties.notTransferred')],
    ],
  )}${typed('region', t('penalties.region'), region)}<button class="btn quiet">${t('penalties.filter')}</button></form>`
  return page(
    c,
    { title: t('menu.penalties'), current },
    html`<h1>${t('menu.penalties')}</h1><p class="lead muted">${t('penalties.lead')}</p>${penaltyTabs(v, shown, me)}${filters}${card(t(`penalties.tab.${shown}`), list)}${pager(v, next)}`,
  )
}

async function allPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { organ, domain, region, decidedFrom, decidedTo, state, decisionNo, cursor } = c.req.query()
  const answer = await c.get('ask')<z.output<typeof penaltyCaseList>>('GET', '/v1/penalty-cases', {
    query: { organ, domain, region, decidedFrom, decidedTo, state, decisionNo, cursor, limit: 30 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const list =
    items.length === 0
      ? empty(t('penalties.none'))
      : table(
          t('menu.penalties'),
          [...headColumns(v), { words: t('penalties.state') }],
          [{ rows: items.map((i) => [...headCells(v, i), named(v, 'state', i.state)]) }],
        )
  const filters = html`<form class="filters" method="get" action="${current}"><input type="hidden" name="verdict" value="all">${typed('decisionNo', t('penalties.no'), decisionNo)}${typed('organ', t('penalties.organ'), organ)}${domainChoice(v, domain)}${typed('region', t('penalties.region'), region)}${typed('decidedFrom', t('penalties.decidedFrom'), decidedFrom, 'date')}${typed('decidedTo', t('penalties.decidedTo'), decidedTo, 'date')}${chosen(
    v,
    'state',
    t('penalties.state'),
    state,
    [
      ['live', t('penalties.state.live')],
      ['withdrawn', t('penalties.state.withdrawn')],
    ],
  )}<button class="btn quiet">${t('penalties.filter')}</button></form>`
  return page(
    c,
    { title: t('menu.penalties'), current },
    html`<h1>${t('menu.penalties')}</h1>${penaltyTabs(v, 'all', c.get('session').me)}${filters}${card(t('penalties.tab.all'), list)}${pager(v, next)}`,
  )
}

export type Held = z.output<typeof penaltyQuarantineList>['items'][number]

export async function quarantinePage(c: C, mayAct: boolean): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<z.output<typeof penaltyQuarantineList>>('GET', '/v1/penalty-cases/quarantine', {
    query: { state: c.req.query('state') ?? 'held', cursor: c.req.query('cursor'), limit: 30 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  return page(
    c,
    { title: t('penalties.tab.quarantine'), current },
    html`<h1>${t('penalties.tab.quarantine')}</h1>${penaltyTabs(v, 'quarantine', c.get('session').me)}${card(t('penalties.tab.quarantine'), heldRows(v, items, mayAct))}${pager(v, next)}`,
  )
}

function heldRows(v: View, items: readonly Held[], mayAct: boolean): Html {
  const { t } = v
  if (items.length === 0) return empty(t('penalties.noneHeld'))
  return table(
    t('penalties.tab.quarantine'),
    [
      { words: t('penalties.state') },
      { words: t('penalties.key') },
      { words: t('penalties.faults') },
      { words: t('penalties.origin') },
      { words: t('penalties.day') },
    ],
    [
      {
        rows: items.map((h) => [
          t(`penalties.${h.state}`),
          html`<a class="do" href="${current}/quarantine/${h.id}">${foreign(h.key ?? h.id, 80)}</a>${mayAct && h.state === 'held' ? html`<span class="sub"><a href="${current}/quarantine/${h.id}/release">${t('penalties.release')}</a></span>` : ''}`,
          html`<ul>${h.faults.slice(0, 5).map((f) => html`${faultNamed(v, f)}`)}</ul>`,
          foreign(h.origin.name, 60),
          unbroken(day(v, h.sourceDay)),
        ]),
      },
    ],
  )
}
