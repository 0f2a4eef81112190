// 追诉标准: the reading room, made from the rules that the screening obeys and the table that the procedure obeys: charge,
// threshold, article; step, article. What was not read in the original says so.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { ruleSets } from '../../procedure/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { day } from '../html/format.ts'
import { card, empty, type Html, said, summary, table, tabs } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { basisNames } from '../words/basis.ts'
import { trackName, valueName } from '../words/values.ts'
import type { Threshold, ThresholdList } from './answers.ts'
import { articleName, chapterOf } from './chapters.ts'
import { domainOptions } from './pieces.ts'

const readingTabs = (v: View, current: 'thresholds' | 'procedure'): Html =>
  tabs(v.t('sup.reading'), [
    { href: '/console/reading', words: v.t('menu.reading'), current: current === 'thresholds' },
    { href: '/console/reading/procedure', words: v.t('sup.reading.procedure'), current: current === 'procedure' },
  ])

/** A charge has several rules; what tells them apart stands in brackets. */
const chargeOf = ({ charge }: Pick<Threshold, 'charge'>): string => charge.zh.replace(/\s*\(.*$/, '')
const linkOf = (rule: Threshold) => `/console/reading/${encodeURIComponent(chargeOf(rule))}`
const nameOf = (v: View, { charge }: Threshold): string =>
  v.lang === 'en' ? charge.en : charge.zh.replace(/\s*\((.*)\)$/, '（$1）')

export async function readingPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { domain, charge } = c.req.query()
  const found = await c.get('ask')<ThresholdList>('GET', '/v1/thresholds', {
    query: { domain, charge: charge?.trim() },
  })
  if (!found.ok) return refused(c, found.problem)
  const chapters = new Map<string, Threshold[]>()
  for (const rule of found.body.items) {
    const name = said(v, chapterOf(rule.article))
    chapters.set(name, [...(chapters.get(name) ?? []), rule])
  }
  return page(
    c,
    { title: v.t('menu.reading'), current: '/console/reading' },
    html`<h1>${v.t('sup.reading')}</h1>${readingTabs(v, 'thresholds')}<p class="lead muted">${v.t('sup.reading.lead')}</p>
<form class="filters" action="/console/reading"><label>${v.t('sup.reading.charge')}<input type="search" name="charge" value="${(charge ?? '').toWellFormed()}" autocomplete="off"></label><label>${v.t('sup.domain')}<select name="domain"><option value="">${v.t('sup.allDomains')}</option>${domainOptions(
      v,
    ).map(
      (o) => html`<option value="${o.value}"${o.value === domain ? html` selected` : ''}>${o.words}</option>`,
    )}</select></label><button class="btn">${v.t('sup.query')}</button></form>
${card(
  v.t('menu.reading'),
  chapters.size === 0
    ? empty(v.t('sup.reading.none'))
    : table(
        v.t('menu.reading'),
        [
          { words: v.t('sup.reading.charge') },
          { words: v.t('sup.reading.article') },
          { words: v.t('sup.reading.instrument') },
          { words: v.t('sup.reading.standing') },
        ],
        [...chapters].map(([head, rules]) => ({
          head,
          rows: rules.map((rule) => [
            html`<a class="do" href="${linkOf(rule)}">${nameOf(v, rule)}</a>`,
            articleName(v.lang, rule.article),
            html`${rule.instrument}<span class="sub">${inForce(v, rule)}</span>`,
            html`${v.t(`sup.read.${rule.read}`)}${rule.screened ? '' : html`<span class="sub">${v.t('sup.reading.off')}</span>`}`,
          ]),
        })),
      ),
)}`,
  )
}

const noon = (date: string) => `${date}T12:00:00+08:00`
const inForce = (v: View, { from, to }: Threshold): string =>
  to === null
    ? v.t('sup.reading.since', { from: day(v, noon(from)) })
    : v.t('sup.reading.until', { from: day(v, noon(from)), to: day(v, noon(to)) })

export async function chargePage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const name = c.req.param('charge') ?? ''
  const found = await c.get('ask')<ThresholdList>('GET', '/v1/thresholds')
  if (!found.ok) return refused(c, found.problem)
  const rules = found.body.items.filter((rule) => chargeOf(rule) === name)
  const [first] = rules
  if (first === undefined) return c.notFound() as Response
  return page(
    c,
    { title: name, current: '/console/reading' },
    html`<p class="crumb"><a href="/console/reading">${v.t('menu.reading')}</a></p><h1>${name}</h1><p class="lead">${v.lang === 'zh' ? '' : html`${first.charge.en}<br>`}<span class="muted">${v.t('sup.reading.law', { article: articleName(v.lang, first.article), chapter: said(v, chapterOf(first.article)) })}</span></p><div class="note"><p>${v.t('sup.reading.suspected')}</p></div>
${rules.map((rule) => card(rules.length === 1 ? rule.instrument : `${nameOf(v, rule)}${v.lang === 'zh' ? '，' : ', '}${rule.instrument}`, threshold(v, rule), { id: `${rule.id}-${rule.from}` }))}`,
  )
}

function threshold(v: View, rule: Threshold): Html {
  return html`<div class="told">${outline(v, rule.told)}</div>${summary([
    [v.t('sup.reading.article'), v.t('sup.reading.lawOnly', { article: articleName(v.lang, rule.article) })],
    [v.t('sup.reading.days'), inForce(v, rule)],
    [v.t('sup.reading.confidence'), html`${v.t(`sup.confidence.${rule.confidence}`)}，${v.t(`sup.read.${rule.read}`)}`],
    [v.t('sup.reading.screened'), v.t(rule.screened ? 'sup.reading.on' : 'sup.reading.off')],
    [v.t('sup.domain'), rule.domains.map((d) => valueName(v.lang, 'domain', d)).join(v.lang === 'zh' ? '、' : ', ')],
    ...(rule.adds === null ? [] : [[v.t('sup.reading.adds'), rule.adds] as const]),
    ...(rule.near === null
      ? []
      : [
          [
            v.t('sup.reading.near'),
            v.t('sup.reading.nearWords', { share: Math.round(rule.near.share * 100), basis: rule.near.basis }),
          ] as const,
        ]),
    ...(rule.note === null ? [] : [[v.t('sup.reading.note'), html`<span lang="en">${rule.note}</span>`] as const]),
  ])}<details><summary>${v.t('sup.reading.facts')}</summary><ul class="calc">${rule.facts.map(
    (f) => html`<li>${said(v, f)} <span class="muted">${v.t(`sup.factFrom.${f.from as 'record'}`)}</span></li>`,
  )}</ul><p class="small"><code>${rule.expression}</code></p></details>`
}

/** Lines with a depth as lists within lists. */
function outline(v: View, lines: Threshold['told'], from = 0, depth = 0): Html {
  const items: Html[] = []
  for (let i = from; i < lines.length; i += 1) {
    const line = lines[i] as Threshold['told'][number]
    if (line.depth < depth) break
    if (line.depth > depth) continue
    const deeper = line.kind === 'one' ? '' : outline(v, lines, i + 1, depth + 1)
    items.push(html`<li>${line.kind === 'one' ? said(v, line) : html`<b>${said(v, line)}</b>`}${deeper}</li>`)
  }
  return html`<ul>${items}</ul>`
}

const [procedure] = ruleSets.slice(-1)

/** The table is the same for everybody: made once a tongue. */
const told: Partial<Record<View['lang'], Html>> = {}

/** Every step with its article, by track: what the machine obeys. */
export function procedurePage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  told[v.lang] ??= stepsByTrack(v)
  return page(
    c,
    { title: v.t('sup.reading.procedure'), current: '/console/reading' },
    html`<h1>${v.t('sup.reading')}</h1>${readingTabs(v, 'procedure')}<p class="lead muted">${v.t('sup.reading.procedureLead', { version: procedure?.version ?? '' })}</p>${told[v.lang]}`,
  )
}

function stepsByTrack(v: View): Html {
  const steps = Object.entries(procedure?.steps ?? {})
  const tracks = [...new Set(steps.map(([, rule]) => rule.track))]
  const clocks = procedure?.clocks ?? {}
  const columns = ['sup.reading.step', 'sup.reading.by', 'basis.word', 'sup.reading.clocks'] as const
  return html`<p class="links">${tracks.map((track) => html`<a href="#${track}">${trackName(v.lang, track)}</a> `)}</p>${tracks.map(
    (track) =>
      card(
        trackName(v.lang, track),
        table(
          trackName(v.lang, track),
          columns.map((key) => ({ words: v.t(key) })),
          [
            {
              rows: steps
                .filter(([, rule]) => rule.track === track)
                .map(([id, rule]) => [
                  html`${said(v, rule)}<span class="sub"><code>${id}</code></span>`,
                  rule.by.map((part) => valueName(v.lang, 'part', part)).join(v.lang === 'zh' ? '、' : ', '),
                  html`<span class="small">${basisNames(v.lang, rule.basis)}</span>`,
                  html`<span class="small">${(rule.clocks?.starts ?? []).map((clock) => {
                    const found = clocks[clock]
                    return found === undefined ? '' : html`${said(v, found)}<br>`
                  })}</span>`,
                ]),
            },
          ],
        ),
        { id: track },
      ),
  )}`
}
