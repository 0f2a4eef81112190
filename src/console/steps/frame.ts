// Pages of one step: its head, the form, the preview, and what is said where it cannot be taken.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { StepRule } from '../../procedure/index.ts'
import { hushing } from '../case/names.ts'
import type { Clock, Transfer } from '../case/shape.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { errorSummary, type FieldFaultShown, quietButton } from '../html/form.ts'
import { ending } from '../html/format.ts'
import { leftWords, lightOf, lit } from '../html/light.ts'
import { card, foreign, type Html, hidden, type Shown, said } from '../html/pieces.ts'
import { page } from '../html/shell.ts'
import { basisNames } from '../words/basis.ts'
import { askedFor } from './asked-for.ts'
import { inWords } from './preview.ts'
import { consequences } from './rule.ts'
import { type Errors, type Field, formFields, type Json, labelOf, type Offer, type Values } from './schema-form.ts'

type C = Context<ConsoleEnv>

export interface Stage {
  readonly step: string
  readonly rule: StepRule
  readonly fields: readonly Field[]
  readonly transfer: Transfer | null
  /** Where the form goes. */
  readonly action: string
  /** Where whoever gives up goes. */
  readonly back: string
  /** Version of the case that the form was made from. */
  readonly version: number | null
  /** The same for every sending of the same preview. */
  readonly key: string
  /** The approval that was returned, and that this form asks for again. */
  readonly approval?: string | undefined
}

/** What is wrong on top of the form. */
export interface Wrong {
  readonly errors: Errors
  /** Of no field; the refusal first. */
  readonly said: readonly string[]
  readonly basis?: readonly string[]
  readonly status?: 400 | 403 | 409 | 422 | 503
}

const crumb = (v: View, { transfer, back }: Stage, title: string): Html =>
  html`<nav class="crumb" aria-label="${v.t('step.place')}">${
    transfer === null
      ? html`<a href="/console/begin">${v.t('begin.title')}</a>`
      : html`<a href="/console/">${v.t('menu.queue')}</a> / <a href="${back}">${foreign(hushing(transfer)(transfer.caseName))}</a>`
  } / ${title}</nav>`

/** Name, numbers, the period that the act stops, article. */
export function head(v: View, stage: Stage): Html {
  const { t } = v
  const { step, rule, transfer } = stage
  const open = transfer?.available.find((one) => one.step === step)
  const due = open?.due
  const clock =
    due && transfer?.clocks.find((one) => one.rule === due.rule && one.dueAt === due.target && one.status === 'running')
  return html`${crumb(v, stage, said(v, rule))}<h1>${said(v, rule)}</h1><div class="lead">${
    clock === undefined
      ? ''
      : html`<p>${lit(lightOf(clock, v.nowMs), leftWords(v, clock))} ${t('clock.expires', { at: ending(v, clock.dueAt) })}</p>`
  }<p class="muted">${t('refused.basis', { basis: basisNames(v.lang, open?.basis ?? rule.basis) })}</p>${
    transfer === null
      ? ''
      : html`<p class="muted">${foreign(hushing(transfer)(transfer.caseName))} <span class="nw">${foreign(transfer.documentNo)}</span> ${t('step.version', { n: transfer.version })}</p>`
  }</div>`
}

/** What the form carries beside its fields. */
const marks = (v: View, { version, key, approval }: Stage): Html =>
  html`${hidden('_csrf', v.session?.csrf ?? '')}${hidden('_key', key)}${version === null ? '' : hidden('version', version)}${
    approval === undefined ? '' : hidden('_approval', approval)
  }`

/** The first button is the one that Enter presses, and it must not be one that removes a row. */
const enter = (v: View): Html => html`<button class="sr" tabindex="-1" aria-hidden="true">${v.t('step.check')}</button>`

export async function formPage(c: C, stage: Stage, values: Values, offer: Offer, wrong?: Wrong): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { rule, fields, action, back } = stage
  const title = said(v, rule)
  const asked = await askedFor(c, stage)
  const faults: FieldFaultShown[] = [...(wrong?.errors ?? [])].map(([name, words]) => ({
    name,
    label: labelOf(v, offer, name),
    words,
  }))
  const why =
    wrong === undefined || wrong.said.length === 0
      ? undefined
      : html`${wrong.said.map((words) => html`<p>${foreign(words, 2_000)}</p>`)}${
          wrong.basis === undefined || wrong.basis.length === 0
            ? ''
            : html`<p class="muted">${t('refused.basis', { basis: wrong.basis.join(t('step.and')) })}</p>`
        }`
  return page(
    c,
    {
      title,
      wrong: wrong !== undefined,
      status: wrong === undefined ? 200 : (wrong.status ?? 422),
      marked: stage.transfer !== null,
      scripts: ['check.js', 'leave.js'],
    },
    html`${wrong === undefined ? '' : errorSummary(v, faults, why)}${head(v, stage)}${follows(v, rule)}${asked}<form class="form" method="post" action="${action}" novalidate data-check>${marks(v, stage)}${enter(v)}${formFields(
      v,
      fields,
      values,
      wrong?.errors ?? new Map(),
      offer,
    )}<p class="buttons"><button class="btn">${t('step.check')}</button><a class="btn quiet" href="${back}">${t('step.giveUp')}</a></p>${
      stage.version === null ? '' : html`<p class="small muted">${t('step.basedOn', { n: stage.version })}</p>`
    }</form>`,
  )
}

const follows = (v: View, rule: StepRule): Html =>
  html`<details class="follows"><summary>${v.t('step.follows')}</summary><ul>${consequences(v, rule).map((line) => html`<li>${line}</li>`)}</ul></details>`

/** What the gateway says would follow. */
export interface Foreseen {
  readonly clocksStarted: readonly Clock[]
  readonly clocksSettled: readonly Clock[]
  readonly letters: readonly { readonly id: string; readonly zh: string; readonly en: string }[]
}

/** Periods with their ends as they would be counted now; before the head decides, by name alone. */
function effects(v: View, rule: StepRule, foreseen: Foreseen | undefined): Html {
  const { t } = v
  if (foreseen === undefined) return html`<ul>${consequences(v, rule).map((line) => html`<li>${line}</li>`)}</ul>`
  const { clocksStarted, clocksSettled } = foreseen
  return html`<ul>${clocksSettled.map((clock) => html`<li>${t('step.willSettle', { what: said(v, clock), how: leftWords(v, clock) })}</li>`)}${clocksStarted.map(
    (clock) =>
      html`<li>${t(clock.status === 'running' ? 'step.willStart' : 'step.willMeasure', { what: said(v, clock), at: ending(v, clock.dueAt) })}</li>`,
  )}${consequences(v, rule, false).map((line) => html`<li>${line}</li>`)}</ul>`
}

/** All that was typed, carried on. */
export const carried = (values: Values): Html =>
  html`${[...values].flatMap(([name, list]) => list.map((value) => hidden(name, value)))}`

export interface Previewed {
  readonly values: Values
  readonly body: Json
  readonly offer: Offer
  readonly foreseen?: Foreseen | undefined
}

export function previewPage(
  c: C,
  stage: Stage,
  { values, body, offer, foreseen }: Previewed,
  wrong?: Wrong,
): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { rule, fields, action } = stage
  const goesToHead = offer.decides === 'head'
  const title = t('step.previewOf', { what: said(v, rule) })
  return page(
    c,
    { title, wrong: wrong !== undefined, status: wrong?.status ?? 200, marked: stage.transfer !== null },
    html`${wrong === undefined ? '' : errorSummary(v, [], html`${wrong.said.map((words) => html`<p>${foreign(words, 2_000)}</p>`)}`)}${head(v, stage)}${card(
      t('step.willSend'),
      inWords(v, fields, body, offer),
    )}${card(t('step.follows'), effects(v, rule, foreseen))}<form class="form" method="post" action="${action}">${marks(
      v,
      stage,
    )}${carried(values)}${
      goesToHead
        ? html`<p>${t(v.session?.me.agency.kind === 'administrative' ? 'step.reviewedFirst' : 'step.headDecides')}</p><p class="buttons"><button class="btn" name="_do" value="ask">${t(stage.approval === undefined ? 'step.askHead' : 'step.askAgain')}</button>`
        : html`<p class="buttons"><button class="btn" name="_do" value="send">${rule.letters.length > 0 ? t('step.issue') : t('step.send')}</button>`
    }${quietButton(t('step.change'), '_do', 'back')}</p>${
      foreseen === undefined || foreseen.letters.length === 0
        ? ''
        : html`<p>${t('step.lettersBrought')}</p><p class="buttons">${foreseen.letters.map(
            (letter) =>
              html`<button class="btn quiet" formaction="${action}/letters/${letter.id}" formtarget="_blank">${t('step.previewLetter', { what: said(v, letter) })}</button>`,
          )}</p>`
    }</form>`,
  )
}

/** Why there is no form. */
export function closedPage(c: C, stage: Stage, why: Shown, status: 403 | 409 = 409): Promise<Response> {
  const v = c.get('view')
  return page(
    c,
    { title: said(v, stage.rule), status, marked: stage.transfer !== null },
    html`${head(v, stage)}<div class="errs" role="alert" tabindex="-1"><p>${v.t('step.closed')}${why}</p><p class="muted">${v.t(
      'refused.basis',
      {
        basis: basisNames(v.lang, stage.rule.basis),
      },
    )}</p></div><p><a href="${stage.back}">${v.t('step.toCase')}</a></p>`,
  )
}
