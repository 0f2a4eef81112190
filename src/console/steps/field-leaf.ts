// One field of a form that holds one value, or several of a list that is given.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { field, fieldError, idOf, type Option, quietButton, takesFocus } from '../html/form.ts'
import { foreign, type Html, hidden, type Shown } from '../html/pieces.ts'
import { valueName } from '../words/values.ts'
import type { Leaf } from './field-tree.ts'
import type { Values } from './field-values.ts'
import type { Errors, Offer } from './offer.ts'

export const at = (v: View, name: string, errors: Errors): Shown => {
  const words = errors.get(name)
  return words === undefined ? '' : fieldError(v, name, words)
}
export const isOptional = (f: { optional: boolean }, name: string, { required }: Offer) =>
  f.optional && !required.has(name)
export const optional = (v: View, f: { optional: boolean }, name: string, offer: Offer): Shown =>
  isOptional(f, name, offer) ? html`<span class="muted">${v.t('form.optional')}</span>` : ''

export function leaf(
  v: View,
  f: Leaf,
  name: string,
  label: string,
  values: Values,
  errors: Errors,
  offer: Offer,
): Html {
  const { t, lang } = v
  const base = {
    ...{ name, label, value: values.get(name) ?? null, optional: isOptional(f, name, offer), error: errors.get(name) },
  }
  const named = (list: readonly string[] = []): Option[] =>
    list.map((value) => ({ value, words: valueName(lang, f.name, value) }))
  const among = offer.among?.get(name) ?? []
  if (among.length > 0) {
    const options = base.optional ? [{ value: '', words: t('form.unsaid') }, ...among] : among
    return field(v, { ...base, kind: 'select', options })
  }
  switch (f.kind) {
    case 'prose':
      return field(v, { ...base, kind: 'prose', rows: (f.max ?? 0) >= 10_000 ? 8 : 4 })
    case 'day':
      return field(v, {
        ...{ ...base, kind: 'date' },
        // What the table counts from where nothing is said (rules/anchors.ts).
        ...(f.name === 'decidedOn' && base.optional && { hint: t('form.sameDay') }),
      })
    case 'moment':
      return field(v, { ...base, kind: 'datetime' })
    case 'dayOrMoment':
      return field(v, { ...base, hint: t('form.dayOrMoment') })
    case 'money':
      return field(v, { ...base, kind: 'money', hint: t('form.money') })
    case 'quantity':
    case 'whole':
    case 'number':
      return field(v, { ...base, kind: 'number' })
    case 'recordingTime':
      return field(v, { ...base, hint: t('form.recordingTime') })
    case 'choice':
      return field(v, { ...base, kind: 'select', options: named(f.values) })
    case 'choices':
      return field(v, { ...base, kind: 'checkboxes', options: named(f.values) })
    case 'yesno': {
      const options = [
        { value: 'true', words: t('form.yes') },
        { value: 'false', words: t('form.no') },
      ]
      return base.optional
        ? field(v, { ...base, kind: 'select', options: [{ value: '', words: t('form.unsaid') }, ...options] })
        : field(v, { ...base, kind: 'radio', options })
    }
    case 'flag':
      return field(v, { ...base, kind: 'checkbox', optional: false })
    case 'lines':
      return field(v, { ...base, kind: 'prose', hint: t('form.lines') })
    case 'numbers': {
      const { batches = [] } = offer.items ?? {}
      if (f.name !== 'batches' || batches.length === 0) return field(v, { ...base, hint: t('form.numbers') })
      const value = (base.value ?? []).flatMap((text) => text.split(/[,、;\s]+/)).filter((text) => text !== '')
      // With one batch there is nothing to choose.
      if (batches.length === 1 && base.error === undefined) return html`${value.map((text) => hidden(name, text))}`
      const options = batches.map((n) => ({ value: String(n), words: t('form.batch', { n }) }))
      return field(v, { ...base, value, kind: 'checkboxes', options, hint: t('form.allBatches') })
    }
    case 'suspects':
      return offer.suspects.length === 0
        ? field(v, { ...base, hint: t('form.suspectIds') })
        : field(v, {
            ...base,
            kind: 'checkboxes',
            options: offer.suspects,
            ...(base.optional && { hint: t('form.allSuspects') }),
          })
    case 'matter':
      return matterField(v, base, offer.matters)
    case 'instance':
      return matterField(v, { ...base, ...(offer.among && { hint: t('form.whichMatter') }) }, offer.instances)
    case 'ids':
      return field(v, {
        ...base,
        kind: 'checkboxes',
        options: offer.uploads.map(({ id, filename }) => ({ value: id, words: foreign(filename) })),
        hint: t(offer.uploads.length === 0 ? 'form.noUploads' : 'form.photos'),
      })
    case 'organ':
      return organField(v, base, offer)
    default: {
      const known = /(?:^|\.)charges\.\d+\.name$/.test(name) ? (offer.charges ?? []) : []
      const box = { ...base, ...(f.max !== undefined && { max: f.max }) }
      if (known.length === 0) return field(v, box)
      const id = `${idOf(name)}-known`
      return html`${field(v, { ...box, hint: t('form.charged', { what: known.slice(0, 5).join(t('step.and')) }), more: { list: id } })}<datalist id="${id}">${known.map((words) => html`<option value="${words}"></option>`)}</datalist>`
    }
  }
}

type Base = {
  readonly name: string
  readonly label: string
  readonly value: readonly string[] | null
  readonly optional: boolean
  readonly error: string | undefined
  readonly hint?: string
}

/** With one open matter there is nothing to choose. */
function matterField(v: View, base: Base, options: readonly Option[]): Html {
  const value = base.value?.[0] ?? ''
  if (options.length === 0)
    return base.optional && value === '' && base.error === undefined ? html`` : field(v, { ...base, kind: 'text' })
  if (options.length === 1 && base.optional && base.error === undefined) return hidden(base.name, value)
  return field(v, { ...base, kind: 'select', options })
}

/** Typed, looked up with a button of the same form, chosen: thousands of organs are no drop-down. */
function organField(v: View, base: Base, offer: Offer): Html {
  const chosen = base.value?.[0] ?? ''
  const found = offer.organs(base.name)
  const options: Option[] = found.map(({ code, name }) => ({ value: code, words: foreign(name), hint: code }))
  if (chosen !== '' && !found.some(({ code }) => code === chosen))
    options.unshift({ value: chosen, words: foreign(chosen) })
  if (base.optional && options.length > 0) options.unshift({ value: '', words: v.t('form.noOrgan') })
  const list =
    options.length === 0
      ? html`${at(v, base.name, errorsOf(base))}`
      : field(v, { ...base, kind: 'radio', options, optional: base.optional })
  const label = options.length === 0 ? html`${base.label}` : v.t('form.otherOrgan')
  const ask = field(v, {
    ...{ name: `_q.${base.name}`, label, kind: 'search', hint: v.t('form.organHint'), optional: base.optional },
  })
  return html`<div class="organ"${options.length === 0 ? html` id="${idOf(base.name)}"` : ''}${offer.back === base.name ? takesFocus : ''}>${list}${ask}${quietButton(v.t('form.findOrgan'), '_find', base.name)}</div>`
}

const errorsOf = ({ name, error }: Base): Errors => new Map(error === undefined ? [] : [[name, error]])
