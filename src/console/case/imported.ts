// What was taken over from an older platform, shown as such: in that platform's words, with both of its times and whoever
// acted there, and a line where the import ends.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, foreign, type Html, type Shown, unseen } from '../html/pieces.ts'
import { at } from './load.ts'
import type { Case, DutyShown, Entry, ImportedShown } from './shape.ts'

const rawShown = 30
const rawMax = 400

/** What the older platform calls the act. */
export const importedWords = ({ words: { step, act, state } }: ImportedShown): string =>
  [step, act, state].filter((one) => one !== undefined && one !== '').join(' · ')

/** Its fields of which a page of the case does not show everything: masked, too long, or too many. */
export const rawHidden = ({ hushed }: Pick<Case, 'hushed'>, { raw = {} }: ImportedShown): string[] =>
  Object.entries(raw).flatMap(([name, value], i) =>
    i >= rawShown || value.includes('*') || hushed(value) !== value || [...value].length > rawMax ? [name] : [],
  )

export const importedTag = (v: View, { imported }: Entry): Html =>
  imported === undefined ? html`` : html`<span class="tag">${v.t('case.imported')}</span> `

/** Stands over the newest of the entries that were taken over; `before` = what was done after it. */
export function importedLine(v: View, { imported }: Entry, before: Entry | undefined): Html {
  if (imported === undefined || (before !== undefined && before.imported !== undefined)) return html``
  return html`<li><p class="day">${v.t('case.importedBelow', { code: imported.installation, at: moment(v, imported.importedAt) })}</p></li>`
}

/** Who acted there: no officer of this gateway, and without a certificate. */
export function importedActor(v: View, { actor = {} }: ImportedShown): Html {
  const { name, account, organ } = actor
  const told = [organ, name, account].filter((one) => one !== undefined && one !== '')
  return told.length === 0 ? html`` : html`${v.t('case.importedBy')}${foreign(told.join(' '), 80)}`
}

/** A line of the timeline: the act there, and the time that its form says. */
export function importedSaid(v: View, one: Case, imported: ImportedShown): Html {
  const { typedAt } = imported
  return html`<p class="small muted">${v.t('case.importedWords', {
    words: one.hushed(importedWords(imported)),
  })}${typedAt === undefined ? '' : html` · ${v.t('case.importedTyped', { at: moment(v, typedAt) })}`}</p>`
}

/** Everything that the entry says of its origin. */
export function importedFacts(v: View, one: Case, imported: ImportedShown): (readonly [Shown, Shown])[] {
  const { installation, table, key, recordedAt, typedAt, importedAt, raw = {} } = imported
  return [
    [v.t('case.importedRow'), foreign(`${installation} ${table} ${key}`, 120)],
    [v.t('case.importedRecorded'), moment(v, recordedAt)],
    ...(typedAt === undefined ? [] : [[v.t('case.importedTypedAt'), moment(v, typedAt)] as const]),
    [v.t('case.importedAt'), moment(v, importedAt)],
    ...Object.entries(raw)
      .slice(0, rawShown)
      .map(([name, value]) => [foreign(name, 60), foreign(one.hushed(value), rawMax)] as const),
  ]
}

const starts = 'imported_duty_started'
const dismisses = 'imported_duty_dismissed'

const offered = ({ transfer }: Case, step: string): boolean => transfer.available.some((one) => one.step === step)

/** Only organs of a case that was taken over are offered to decide on what was open then. */
export const isTakenOver = (one: Case): boolean => offered(one, dismisses)

export function importedDuties(v: View, one: Case, duties: readonly DutyShown[]): Html {
  if (duties.length === 0) return html``
  const open = duties.some(({ version }) => version === null)
  return card(
    v.t('case.importedDuties'),
    html`<ul class="plain">${duties.map((duty) => dutyItem(v, one, duty))}</ul>${
      one.print || !open || offered(one, starts) ? '' : html`<p class="small muted">${v.t('case.dutyNoPeriod')}</p>`
    }`,
    { id: 'imported-duties' },
  )
}

function dutyItem(v: View, one: Case, { key, what, since, state, version }: DutyShown): Html {
  const name = foreign(one.hushed(what), 80)
  const stands =
    version === null
      ? v.t('case.dutyOpen')
      : html`<a href="${at(one, 'journal', version)}">${v.t(state === 'started' ? 'case.dutyStarted' : 'case.dutyDismissed')}</a>`
  // Said aloud each link has its task: there is one pair of them for each.
  const link = (step: string, words: string) =>
    html`<a href="${at(one, 'steps', step)}?duty=${encodeURIComponent(key.toWellFormed())}">${words}${unseen(html`${v.t('form.colon')}${name}`)}</a>`
  const ways = [
    ...(offered(one, starts) ? [link(starts, v.t('case.dutyStart'))] : []),
    link(dismisses, v.t('case.dutyDismiss')),
  ]
  return html`<li>${name}<span class="sub">${since === null ? '' : html`${moment(v, since)} · `}${v.t('case.dutyKey', { key })} · ${stands}</span>${
    one.print || version !== null
      ? ''
      : html`<span class="sub">${ways.map((way, i) => html`${i > 0 ? ' · ' : ''}${way}`)}</span>`
  }</li>`
}
