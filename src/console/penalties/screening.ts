// Why screening came out as it did: thresholds met or near with their articles, what is missing where it cannot be decided, what
// was read out of prose and waits for a person.
import { html } from 'hono/html'
import type { z } from 'zod'
import type { screeningAnswer } from '../../../schemas/index.ts'
import type { View } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, empty, foreign, type Html, summary, table, unbroken } from '../html/pieces.ts'
import { bounds, current, figureOf, named, verdict } from './shown.ts'

type Screening = z.output<typeof screeningAnswer>
type Hit = Screening['hits'][number]

export function screeningShown(v: View, s: Screening, mayAct: boolean): Html {
  const { t } = v
  return html`${card(
    t('penalties.screening'),
    html`${s.waiting ? html`<p class="note">${t('penalties.waiting')}</p>` : ''}${summary([
      [t('penalties.screening'), verdict(v, s.verdict)],
      [t('penalties.ruleSet'), foreign(s.ruleSet)],
      ...(s.kept === null ? [] : ([[t('penalties.screened'), unbroken(moment(v, s.kept.at))]] as const)),
      ...(s.earlierPenalties > 0
        ? ([[t('penalties.party'), t('penalties.earlier', { n: s.earlierPenalties })]] as const)
        : []),
    ])}`,
  )}
${card(t('penalties.hits'), hits(v, s.hits))}
${s.open.length === 0 ? '' : card(t('penalties.openRules'), open(v, s, mayAct))}
${s.proposed.length === 0 ? '' : card(t('penalties.proposed'), proposed(v, s, mayAct))}
${s.facts.length === 0 ? '' : card(t('penalties.known'), facts(v, s.facts))}
${s.sayings.length === 0 ? '' : card(t('penalties.sayings'), sayings(v, s, mayAct))}
${flags(v, s)}`
}

const article = (v: View, text: string) => unbroken(v.t('penalties.article', { article: articleWords(v, text) }))

/** `153(2)` → 第153条第2款, `142-1` → 第142条之1. */
function articleWords({ lang }: View, text: string): string {
  const found = /^(\d+)(?:-(\d+))?(?:\((\d+)\))?/.exec(text)
  if (lang === 'en' || found === null) return text
  const [, no = '', after, paragraph] = found
  return `第${no}条${after === undefined ? '' : `之${after}`}${paragraph === undefined ? '' : `第${paragraph}款`}`
}

function hits(v: View, items: readonly Hit[]): Html {
  const { t, lang } = v
  if (items.length === 0) return empty(t('penalties.noHits'))
  return html`${items.map(
    (h) =>
      html`<h3>${foreign(h.charge[lang])} ${article(v, h.article)}</h3><p>${verdict(v, h.near ? 'near' : 'hit')} <span class="muted">${foreign(h.instrument, 200)}</span></p>${facts(v, h.facts)}${
        h.person.length === 0
          ? ''
          : html`<p class="muted">${t('penalties.person')}${t('form.colon')}${foreign(h.person.map((w) => w[lang]).join('；'), 1_000)}</p>`
      }${h.others.ids.length === 0 ? '' : html`<ul>${h.others.ids.map((id) => html`<li><a href="${current}/${id}">${foreign(id.slice(0, 8))}</a></li>`)}</ul>`}`,
  )}`
}

function facts(v: View, items: Hit['facts']): Html {
  const { t, lang } = v
  if (items.length === 0) return html``
  return table(
    t('penalties.known'),
    [
      { words: t('penalties.fact') },
      { words: t('penalties.value'), number: true },
      { words: t('penalties.quotation') },
    ],
    [
      {
        rows: items.map((f) => [
          foreign(f[lang]),
          unbroken(figureOf(v, f.value, f.unit)),
          foreign(f.quotation ?? f.because?.[lang] ?? f.basis ?? '—', 200),
        ]),
      },
    ],
  )
}

const about = (id: string, what: Readonly<Record<string, string>>) =>
  `${current}/${id}/facts?${new URLSearchParams(what)}`

/** So many stand open; the others are one press away. */
const openShown = 5

function open(v: View, s: Screening, mayAct: boolean): Html {
  const more = s.open.length - openShown
  return html`${openRows(v, s.id, s.open.slice(0, openShown), mayAct)}${
    more <= 0
      ? ''
      : html`<details><summary>${v.t('penalties.moreRules', { n: more })}</summary>${openRows(v, s.id, s.open.slice(openShown), mayAct)}</details>`
  }`
}

function openRows(v: View, id: string, items: Screening['open'], mayAct: boolean): Html {
  const { t, lang } = v
  return table(
    t('penalties.openRules'),
    [{ words: t('penalties.charges') }, { words: t('basis.word') }, { words: t('penalties.missing') }],
    [
      {
        rows: items.map((r) => [
          html`${foreign(r.charge[lang])}<span class="sub">${foreign(r.instrument, 120)}</span>`,
          article(v, r.article),
          html`<ul>${r.missing.map(
            (f) =>
              html`<li>${foreign(f[lang])}${mayAct ? html` <a href="${about(id, { decision: 'state', fact: f.fact, words: f[lang] })}">${t('penalties.state_fact')}</a>` : ''}</li>`,
          )}</ul>`,
        ]),
      },
    ],
  )
}

function proposed(v: View, s: Screening, mayAct: boolean): Html {
  const { t, lang } = v
  return html`<p class="hint">${t('penalties.proposedHint')}</p>${table(
    t('penalties.proposed'),
    [
      { words: t('penalties.state') },
      { words: t('penalties.fact') },
      { words: t('penalties.value'), number: true },
      { words: t('penalties.quotation') },
    ],
    [
      {
        rows: s.proposed.map((p) => [
          html`${named(v, 'state', p.state)}${
            mayAct
              ? html`<span class="sub"><a href="${about(s.id, { decision: 'confirm', proposal: p.proposal, words: p[lang] })}">${t('penalties.confirm')}</a> <a href="${about(s.id, { decision: 'reject', proposal: p.proposal, words: p[lang] })}">${t('penalties.reject')}</a></span>`
              : ''
          }`,
          foreign(p[lang]),
          bounds(p.value),
          foreign(p.quotation, 300),
        ]),
      },
    ],
  )}`
}

function sayings(v: View, s: Screening, mayAct: boolean): Html {
  const { t, lang } = v
  const names = new Map([...s.facts, ...s.proposed, ...s.open.flatMap((r) => r.missing)].map((f) => [f.fact, f[lang]]))
  return table(
    t('penalties.sayings'),
    [
      { words: t('penalties.state') },
      { words: t('penalties.fact') },
      { words: t('penalties.value'), number: true },
      { words: t('penalties.reason') },
    ],
    [
      {
        rows: s.sayings.map((one) => [
          html`${named(v, 'state', one.state)}<span class="sub">${unbroken(moment(v, one.at))}</span>`,
          html`${foreign(names.get(one.fact) ?? one.fact)}${
            mayAct && one.proposal === ''
              ? html`<span class="sub"><a href="${about(s.id, { decision: 'withdraw', fact: one.fact, words: names.get(one.fact) ?? one.fact })}">${t('penalties.withdrawFact')}</a></span>`
              : ''
          }`,
          bounds([one.least, one.most]),
          html`${foreign(one.reason, 300)}<span class="sub">${foreign(one.officers.map((o) => `${o.name} ${o.certificateNo}`).join('、'))}</span>`,
        ]),
      },
    ],
  )
}

function flags(v: View, s: Screening): Html {
  const signs = s.flags.filter((f) => f.value === 'yes')
  if (signs.length === 0) return html``
  return card(
    v.t('penalties.flags'),
    html`<ul>${signs.map((f) => html`<li>${foreign(f.because[v.lang], 300)}</li>`)}</ul>`,
  )
}
