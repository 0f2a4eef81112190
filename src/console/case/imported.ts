// What was taken over from an older platform, shown as such: in that platform's words, with both of its times and whoever
// acted there, and a line where the import ends.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, foreign, type Html, type Shown } from '../html/pieces.ts'
import { at } from './load.ts'
import type { Case, Entry, ImportedShown } from './shape.ts'

const rawShown = 30

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
  const { words, typedAt } = imported
  return html`<p class="small muted">${v.t('case.importedWords', {
    words: one.hushed([words.step, words.act, words.state].filter((w) => w !== undefined && w !== '').join(' · ')),
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
      .map(([name, value]) => [foreign(name, 60), foreign(one.hushed(value), 400)] as const),
  ]
}

/** What the officer's organ had to do when the case was taken over. */
export interface DutyShown {
  readonly key: string
  readonly what: string
  readonly since: string | null
  readonly state: 'open' | 'started' | 'dismissed'
  readonly version: number | null
}

const decides = 'imported_duty_dismissed'

/** Only organs of a case that was taken over are offered to decide on what was open then. */
export const isTakenOver = ({ transfer }: Case): boolean => transfer.available.some(({ step }) => step === decides)

export function importedDuties(v: View, one: Case, duties: readonly DutyShown[]): Html {
  if (duties.length === 0) return html``
  const state = (duty: DutyShown) =>
    duty.version === null
      ? v.t('case.dutyOpen')
      : html`<a href="${at(one, 'journal', duty.version)}">${v.t(duty.state === 'started' ? 'case.dutyStarted' : 'case.dutyDismissed')}</a>`
  const step = (name: string, words: Shown) => html`<a href="${at(one, 'steps', name)}">${words}</a>`
  return card(
    v.t('case.importedDuties'),
    html`<ul class="plain">${duties.map(
      (duty) =>
        html`<li>${foreign(one.hushed(duty.what), 80)}<span class="sub">${duty.since === null ? '' : html`${moment(v, duty.since)} · `}${v.t('case.dutyKey', { key: duty.key })} · ${state(duty)}</span></li>`,
    )}</ul>${
      one.print || duties.every(({ version }) => version !== null)
        ? ''
        : html`<p class="small">${step('imported_duty_started', v.t('case.dutyStart'))} · ${step(decides, v.t('case.dutyDismiss'))}</p>`
    }`,
    { id: 'imported-duties' },
  )
}
