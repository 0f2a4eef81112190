// The search: cases, penalty cases and letters, each with what of it matched. The words are kept in the log of reads, and a
// whole identity number is shown nowhere on the page.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { maskText } from '../../kernel/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { field } from '../html/form.ts'
import { day } from '../html/format.ts'
import { empty, foreign, type Html, type Shown, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import type { WordKey } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import type { OrganShown } from './asked.ts'

interface Found<Item> {
  readonly items: readonly Item[]
  readonly more: boolean
}

interface CaseFound {
  readonly id: string
  readonly documentNo: string
  readonly caseName: string
  readonly status: string
  readonly createdAt: string
  readonly sender: OrganShown | null
  readonly matched: readonly ('number' | 'name' | 'party' | 'charge' | 'identity')[]
}

interface PenaltyFound {
  readonly id: string
  readonly decisionNo: string | null
  readonly organName: string | null
  readonly decidedOn: string | null
  readonly parties: readonly string[]
  readonly matched: readonly ('number' | 'party')[]
}

interface LetterFound {
  readonly id: string
  readonly title: string
  readonly number: string | null
  readonly sent: boolean
  readonly sentAt: string
}

interface SearchAnswer {
  readonly transfers?: Found<CaseFound>
  readonly penalties?: Found<PenaltyFound>
  readonly letters?: Found<LetterFound>
}

const shownMax = 20

export async function searchPage(c: Context<ConsoleEnv>): Promise<Response> {
  const q = (c.req.query('q') ?? '').trim().slice(0, 200)
  const shown = shownOf(q)
  // A form on the page must not hold the whole number either.
  if (shown !== q) c.set('view', { ...c.get('view'), here: '/console/search' })
  const v = c.get('view')
  const { t } = v
  if ([...q].length < 2)
    return page(
      c,
      { title: t('search.title'), wrong: q !== '' },
      html`<div class="head"><h1>${t('search.title')}</h1></div>${form(v, q, q === '' ? undefined : t('search.short'))}`,
    )
  const answer = await c.get('ask')<SearchAnswer>('GET', '/v1/search', { query: { q, limit: shownMax } })
  if (!answer.ok) return refused(c, answer.problem)
  const { transfers, penalties, letters } = answer.body
  const groups = [
    group(v, 'search.transfers', transfers, (one) => caseLine(v, one)),
    group(v, 'search.penalties', penalties, (one) => penaltyLine(v, one)),
    group(v, 'search.letters', letters, (one) => letterLine(v, one)),
  ].filter((one) => one !== '')
  return page(
    c,
    { title: t('search.title') },
    html`<div class="head"><h1>${t('search.title')}</h1></div>${form(v, shown)}${
      groups.length === 0
        ? html`<div class="card"><div class="in">${empty(html`${foreign(t('search.none', { q: shown }), 400)}`)}</div></div>`
        : html`<h2 class="found">${foreign(t('search.found', { q: shown }), 300)}</h2>${groups}`
    }`,
  )
}

/** Whole numbers of persons are masked, of whatever kind of paper. */
const shownOf = (q: string): string =>
  /^[0-9A-Za-z]{8,}$/.test(q.replace(/[\s-]/g, '')) && maskText(q) === q && !/^9/.test(q)
    ? `${q.slice(0, 2)}${'*'.repeat(q.length - 4)}${q.slice(-2)}`
    : maskText(q)

const form = (v: View, q: string, error?: string): Html =>
  html`<form class="form" method="get" action="/console/search" role="search" aria-label="${v.t('search.title')}">${field(
    v,
    {
      ...{ name: 'q', kind: 'search', label: v.t('search.label'), hint: v.t('search.hint'), value: q, error, max: 200 },
    },
  )}<p class="buttons"><button class="btn">${v.t('search.go')}</button></p></form>`

function group<Item>(v: View, title: WordKey, found: Found<Item> | undefined, line: (item: Item) => Html): Html | '' {
  if (found === undefined || found.items.length === 0) return ''
  return html`<section class="card"><header><h2>${v.t(title)}</h2><span class="muted small">${v.t('queue.n', { n: found.more ? v.t('queue.atLeast', { n: found.items.length }) : found.items.length })}</span></header><div class="in"><ul class="clocks">${found.items.map(
    (item) => html`<li>${line(item)}</li>`,
  )}</ul>${found.more ? html`<p class="muted">${v.t('search.more')}</p>` : ''}</div></section>`
}

const matched = (v: View, what: readonly string[]): Html =>
  html`<span class="sub">${v.t('search.matched', {
    what: what.map((one) => v.t(`search.match.${one}` as WordKey)).join(v.lang === 'zh' ? '、' : ', '),
  })}</span>`

const joined = (parts: readonly (Shown | null)[]): Html =>
  html`<span class="sub">${parts.filter((one) => one !== null && one !== '').map((one, i) => html`${i > 0 ? ' · ' : ''}${one}`)}</span>`

const caseLine = (v: View, one: CaseFound): Html =>
  html`<a class="do" href="/console/cases/${one.id}">${foreign(one.caseName, 80)}</a>${joined([
    unbroken(foreign(one.documentNo, 60)),
    valueName(v.lang, 'status', one.status),
    one.sender === null ? null : foreign(one.sender.name),
    day(v, one.createdAt),
  ])}${matched(v, one.matched)}`

const penaltyLine = (v: View, one: PenaltyFound): Html =>
  html`<a class="do" href="/console/penalties/${one.id}">${one.decisionNo === null ? html`—` : foreign(one.decisionNo, 80)}</a>${joined(
    [
      ...one.parties.map((name) => foreign(name, 60)),
      one.organName === null ? null : foreign(one.organName, 60),
      one.decidedOn,
    ],
  )}${matched(v, one.matched)}`

const letterLine = (v: View, one: LetterFound): Html =>
  html`<a class="do" href="/console/correspondence/${one.id}">${foreign(one.title, 80)}</a>${joined([
    one.number === null ? null : unbroken(foreign(one.number, 60)),
    v.t(one.sent ? 'search.sent' : 'search.received'),
    day(v, one.sentAt),
  ])}`
