// The clocks of a case: whose duty, how much is left, how far the bar has run, when it ends; and how it was computed, from
// the API's own explanation.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { moment, shortMoment, span } from '../html/format.ts'
import { endsAt, light, lightOf } from '../html/light.ts'
import { card, empty, foreign, type Html, type Shown, said } from '../html/pieces.ts'
import { basisNames } from '../words/basis.ts'
import { ownerName } from './head.ts'
import { at } from './load.ts'
import { partyOf } from './names.ts'
import type { Case, Clock } from './shape.ts'

const runs = ({ status }: Clock) => status === 'running' || status === 'suspended' || status === 'breached'

export function clocksCard(v: View, one: Case): Html {
  const { clocks } = one.transfer
  const running = clocks.filter(runs).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
  const settled = clocks.filter((clock) => !runs(clock)).toReversed()
  return card(
    v.t('case.clocks'),
    html`${running.length === 0 ? empty(v.t('case.noClock')) : list(v, one, running)}${
      settled.length === 0
        ? ''
        : html`<details${one.print ? html` open` : ''}><summary>${v.t('case.settledClocks', { n: settled.length })}</summary>${list(v, one, settled)}</details>`
    }`,
    {
      aside: html`<span class="small muted">${v.t('page.asOf', { at: shortMoment(v, v.nowMs) })}</span>`,
      id: 'clocks',
    },
  )
}

const list = (v: View, one: Case, clocks: readonly Clock[]): Html =>
  html`<ul class="clocks">${clocks.map((clock) => clockItem(v, one, clock))}</ul>`

function clockItem(v: View, one: Case, clock: Clock): Html {
  const running = runs(clock)
  return html`<li><div class="ck"><h3>${said(v, clock)} <span class="muted small">${ownerName(v, one, clock.owner)}${whom(v, clock)}${
    clock.stage > 1 ? html` · ${v.t('case.stage', { n: clock.stage })}` : ''
  }</span></h3>${light(v, clock)}</div>${running ? bar(v, clock) : ''}<div class="ends"><span>${shortMoment(v, clock.anchorAt)} ${anchorWords(v, one, clock)}</span><span>${
    running
      ? endsAt(v, clock)
      : clock.settledAt === undefined
        ? endsAt(v, clock)
        : v.t('case.took', {
            at: shortMoment(v, clock.settledAt),
            span: span(v, Date.parse(clock.settledAt) - Date.parse(clock.anchorAt)),
          })
  }</span></div><details${one.print ? html` open` : ''}><summary>${v.t('clock.how')}</summary>${how(v, one, clock)}</details></li>`
}

/** Of whom, where the clock runs for one suspect or one of several matters. */
function whom(v: View, { on }: Clock): Shown {
  const [, subject = '', no = ''] = on.split('/')
  if (/^s\d/.test(subject)) return html` · ${partyOf(v, subject)}`
  return Number(no) > 1 ? html` · ${v.t('case.nth', { n: no })}` : ''
}

/** How far the period has run, drawn; the words beside it say the same. */
function bar(v: View, clock: Clock): Html {
  const from = Date.parse(clock.anchorAt)
  const to = Math.min(Date.parse(clock.dueAt), Date.parse(clock.breachAt))
  const share = to > from ? (v.nowMs - from) / (to - from) : 1
  const percent = Math.round(Math.min(Math.max(share, 0), 1) * 100)
  return html`<svg class="track" role="img" aria-label="${v.t('case.ran', { n: percent })}"><rect class="bg" width="100%" height="8" rx="4"/><rect class="f-${lightOf(clock, v.nowMs)}" width="${percent}%" height="8" rx="4"/></svg>`
}

function anchorWords(v: View, one: Case, { anchorVersion }: Clock): Shown {
  const entry = one.transfer.timeline.find(({ version }) => version === anchorVersion)
  if (entry !== undefined) return said(v, entry)
  return v.t('case.entryNo', { n: anchorVersion })
}

/** The counting, step by step. */
function how(v: View, one: Case, clock: Clock): Html {
  const { explanation } = clock
  const lines: Shown[] = [
    html`${v.t('case.anchor')}<a href="${at(one, 'journal', clock.anchorVersion)}">${anchorWords(v, one, clock)}</a>${v.t('case.comma')}${moment(v, clock.anchorAt)}${v.t('case.stop')}`,
    explanation === undefined ? v.t('case.byPaper') : html`${said(v, explanation)}${v.t('case.stop')}`,
    ...(clock.dueAt === clock.breachAt ? [] : [html`${v.t('case.readings')}${endsAt(v, clock)}${v.t('case.stop')}`]),
    ...(clock.provisional === true ? [v.t('case.provisionalLine')] : []),
    ...(clock.status === 'suspended' ? [v.t('case.suspendedLine')] : []),
    ...(clock.advisory === true ? [v.t('case.advisoryLine')] : []),
    ...(clock.contested === true ? [v.t('case.contestedLine')] : []),
    html`${v.t('refused.basis', { basis: basisNames(v.lang, clock.basis) })}${
      explanation === undefined
        ? ''
        : html`${v.t('case.comma')}${v.t('case.rules', { version: explanation.ruleSet })}${v.t('case.comma')}${v.t(explanation.confidence === 'read' || explanation.confidence === 'contract' ? 'case.checked' : 'case.unchecked')}`
    }${v.t('case.stop')}`,
    html`${v.t('case.calendar')}${foreign(clock.calendar, 80)}${v.t('case.stop')}`,
  ]
  return html`<ol class="calc">${lines.map((line) => html`<li>${line}</li>`)}</ol>`
}
