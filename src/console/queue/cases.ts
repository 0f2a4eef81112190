// The list of the organ's cases: filters stand in the URL, pages go by cursor, natural persons are masked.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { domains, parts } from '../../../schemas/index.ts'
import { ruleSets } from '../../procedure/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { field, type Option } from '../html/form.ts'
import { day } from '../html/format.ts'
import { glyph } from '../html/icons.ts'
import { endsAt, light } from '../html/light.ts'
import { empty, foreign, type Html, pager, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import type { CaseHead, Page } from './asked.ts'

const filters = ['status', 'domain', 'part', 'documentNo', 'from', 'to', 'label'] as const

/** States that a whole case can be shown to be in. */
const statuses: readonly string[] = [
  ...Object.keys(ruleSets.at(-1)?.tracks.criminal?.states ?? {}).filter((state) => state !== 'divided'),
  'several_outcomes',
]

const midnight = (date: string | undefined, plusDays = 0): string | undefined =>
  date !== undefined && /^(19[5-9]\d|2[01]\d\d)-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))
    ? new Date(Date.parse(`${date}T00:00:00+08:00`) + plusDays * 86_400_000).toISOString()
    : undefined

export async function casesPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const asked = Object.fromEntries(filters.map((name) => [name, c.req.query(name)?.trim() || undefined])) as Record<
    (typeof filters)[number],
    string | undefined
  >
  const { from, to, ...same } = asked
  const cases = await c.get('ask')<Page<CaseHead>>('GET', '/v1/transfers', {
    query: {
      ...same,
      createdFrom: midnight(from),
      createdTo: midnight(to, 1),
      cursor: c.req.query('cursor'),
      limit: 30,
    },
  })
  if (!cases.ok) return refused(c, cases.problem)
  const { items, next } = cases.body
  const filtered = filters.some((name) => asked[name] !== undefined)
  const columns = (['due', 'name', 'status', 'parties', 'opened'] as const).map((name) => ({
    words: t(`cases.${name}`),
  }))
  return page(
    c,
    { title: t('cases.title'), current: '/console/cases' },
    html`<div class="head"><h1>${t('cases.title')}</h1></div>${filterForm(v, asked, filtered)}<div class="card">${
      items.length === 0
        ? html`<div class="in">${empty(t(filtered ? 'cases.empty' : 'cases.emptyAll'))}</div>`
        : table(t('cases.caption'), columns, [{ rows: items.map((one) => cellsOf(v, one)) }])
    }${pager(v, next)}</div>`,
  )
}

function cellsOf(v: View, one: CaseHead): readonly Html[] {
  const { nextDue } = one
  const organ = (part: string) => one.parts.find((p) => p.part === part)?.agency.name
  const route = [organ('sender'), organ('police_in_charge')].filter((name) => name !== undefined && name !== null)
  return [
    nextDue === undefined
      ? html`<span class="muted">${v.t('cases.noDue')}</span>`
      : html`${light(v, { ...nextDue, status: 'running' })}<span class="sub">${endsAt(v, nextDue)}</span>`,
    html`<a href="/console/cases/${one.id}">${foreign(one.caseNameMasked, 60)}</a><span class="sub">${unbroken(foreign(one.documentNo, 60))}</span>`,
    html`${valueName(v.lang, 'status', one.status)}${one.ended ? html`<span class="sub">${v.t('cases.ended')}</span>` : ''}`,
    html`${route.map((name, i) => html`${i > 0 ? html`<br>${glyph.to} ` : ''}${foreign(name)}`)}`,
    html`<span class="nw">${day(v, one.createdAt)}</span><span class="sub">${valueName(v.lang, 'domain', one.domain)}</span>`,
  ]
}

function filterForm(v: View, asked: Record<string, string | undefined>, filtered: boolean): Html {
  const { t, lang } = v
  const any: Option = { value: '', words: t('page.all') }
  const options = (group: string, values: readonly string[]): Option[] => [
    any,
    ...values.map((value) => ({
      value,
      words: value === 'several_outcomes' ? severalWords[lang] : valueName(lang, group, value),
    })),
  ]
  const select = (name: string, group: string, values: readonly string[]) =>
    field(v, {
      name,
      kind: 'select',
      label: t(`cases.${name as 'status' | 'domain' | 'part'}`),
      value: asked[name],
      options: options(group, values),
    })
  return html`<form class="sift" method="get" action="/console/cases" role="search" aria-label="${t('cases.filters')}">${select('status', 'status', statuses)}${select('domain', 'domain', domains)}${select('part', 'part', parts)}${field(v, { name: 'documentNo', label: t('cases.number'), value: asked.documentNo, max: 100 })}${field(v, { name: 'from', kind: 'date', label: t('cases.from'), value: asked.from })}${field(v, { name: 'to', kind: 'date', label: t('cases.to'), value: asked.to })}<p class="buttons"><button class="btn quiet">${t('cases.ask')}</button>${
    filtered ? html`<a href="/console/cases">${t('cases.clear')}</a>` : ''
  }</p></form>`
}

const severalWords = { zh: '各嫌疑人结果不同', en: 'suspects went different ways' } as const
