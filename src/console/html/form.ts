// The pieces of every form: label above, hint, error between hint and field, so that nothing needs a script and nothing is
// said by colour alone. Values come back exactly as they were typed.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { foreign, formMarks, type Html, hidden, type Shown } from './pieces.ts'

export interface Option {
  readonly value: string
  readonly words: Shown
  readonly hint?: Shown
  readonly disabled?: boolean
}

export interface FieldShown {
  readonly name: string
  readonly label: Shown
  readonly kind?:
    | 'text'
    | 'prose'
    | 'select'
    | 'date'
    | 'datetime'
    | 'checkbox'
    | 'checkboxes'
    | 'radio'
    | 'hidden'
    | 'money'
    | 'number'
    | 'search'
    | undefined
  readonly hint?: Shown
  /** What is wrong and what to do, without 更正. */
  readonly error?: string | undefined
  readonly value?: string | readonly string[] | null | undefined
  readonly options?: readonly Option[] | undefined
  /** Marked so; what is required is not marked. */
  readonly optional?: boolean | undefined
  readonly rows?: number | undefined
  readonly max?: number | undefined
  /** Further attributes of the control, for example `{ list: 'charges' }`; values are escaped. */
  readonly more?: Readonly<Record<string, string>>
}

export interface FieldFaultShown {
  /** Name of the field; undefined where no field of the form is meant. */
  readonly name?: string | undefined
  readonly label?: Shown
  readonly words: string
}

/** The control of a field by its name: `charges.0.name` → `f-charges-0-name`. */
export const idOf = (name: string): string => `f-${name.replace(/[^\w-]/g, '-')}`

const first = (value: FieldShown['value']): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).toWellFormed()
const chosen = (value: FieldShown['value'], one: string): boolean =>
  typeof value === 'string' ? value === one : (value?.includes(one) ?? false)

/** One field with its label, hint and error. */
export function field(v: View, f: FieldShown): Html {
  const kind = f.kind ?? 'text'
  if (kind === 'hidden') return hidden(f.name, first(f.value))
  const id = idOf(f.name)
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const told = [...(f.hint === undefined ? [] : [hintId]), ...(f.error === undefined ? [] : [errorId])].join(' ')
  const described = told === '' ? '' : html` aria-describedby="${told}"`
  const invalid = f.error === undefined ? '' : html` aria-invalid="true"`
  const optional = f.optional === true ? html`<span class="muted">${v.t('form.optional')}</span>` : ''
  const hint = f.hint === undefined ? '' : html`<p class="hint" id="${hintId}">${f.hint}</p>`
  const error = f.error === undefined ? '' : fieldError(v, f.name, f.error)
  const bad = f.error === undefined ? '' : ' bad'
  if (kind === 'radio' || kind === 'checkboxes')
    return html`<fieldset class="fg${bad} pick" id="${id}"${described}><legend>${f.label}${optional}</legend>${hint}${error}${(
      f.options ?? []
    ).map((o, i) => choice(f, kind === 'radio' ? 'radio' : 'checkbox', o, `${id}-${i}`))}</fieldset>`
  if (kind === 'checkbox')
    return html`<div class="fg${bad} pick">${hint}${error}<div class="one"><input type="checkbox" id="${id}" name="${f.name}" value="true"${
      chosen(f.value, 'true') ? html` checked` : ''
    }${described}${invalid}${attributes(f)}><label for="${id}">${f.label}${optional}</label></div></div>`
  return html`<div class="fg${bad}"><label for="${id}">${f.label}${optional}</label>${hint}${error}${control(v, { ...f, kind }, id, html`${described}${invalid}${attributes(f)}`)}</div>`
}

/** The line under a field; scripts put theirs at the same place. */
export const fieldError = (v: View, name: string, words: string): Html =>
  html`<p class="err" id="${idOf(name)}-error"><b>${v.t('form.correct')}</b>${foreign(words, 600)}</p>`

const attributes = ({ more, max }: FieldShown) =>
  html`${max === undefined ? '' : html` maxlength="${max}"`}${Object.entries(more ?? {}).map(
    ([name, value]) => html` ${name}="${value.toWellFormed()}"`,
  )}`

function control(v: View, f: FieldShown, id: string, rest: Html): Html {
  const value = first(f.value)
  switch (f.kind) {
    case 'prose':
      // The line break after the tag is eaten by the browser: a text that begins with one keeps it.
      return html`<textarea id="${id}" name="${f.name}" rows="${f.rows ?? 4}"${rest}>${'\n'}${value}</textarea>`
    case 'select': {
      const { options = [] } = f
      const none = options.some((o) => o.value === '') ? '' : html`<option value="">${v.t('form.choose')}</option>`
      return html`<select id="${id}" name="${f.name}"${rest}>${none}${options.map(
        (o) =>
          html`<option value="${o.value}"${o.value === value ? html` selected` : ''}${o.disabled ? html` disabled` : ''}>${o.words}</option>`,
      )}</select>`
    }
    case 'date':
      return html`<input type="date" id="${id}" name="${f.name}" value="${value}" placeholder="2026-09-28" class="short"${rest}>`
    case 'datetime':
      return html`<input type="datetime-local" id="${id}" name="${f.name}" value="${value}" placeholder="2026-09-28T14:20" class="short"${rest}>`
    case 'money':
      return html`<input type="text" inputmode="decimal" id="${id}" name="${f.name}" value="${value}" autocomplete="off" class="short"${rest}>`
    case 'number':
      return html`<input type="text" inputmode="numeric" id="${id}" name="${f.name}" value="${value}" autocomplete="off" class="short"${rest}>`
    case 'search':
      return html`<input type="search" id="${id}" name="${f.name}" value="${value}" autocomplete="off"${rest}>`
    default:
      return html`<input type="text" id="${id}" name="${f.name}" value="${value}" autocomplete="off"${rest}>`
  }
}

const choice = (f: FieldShown, type: 'radio' | 'checkbox', o: Option, id: string): Html =>
  html`<div class="one"><input type="${type}" id="${id}" name="${f.name}" value="${o.value}"${
    chosen(f.value, o.value) ? html` checked` : ''
  }${o.disabled ? html` disabled` : ''}><label for="${id}">${o.words}${
    o.hint === undefined ? '' : html`<span class="sub">${o.hint}</span>`
  }</label></div>`

/** On top of the page, first in the reading order; takes the focus (assets/form.js) and leads to each field. */
export function errorSummary(v: View, errors: readonly FieldFaultShown[], more?: Shown): Html {
  if (errors.length === 0 && more === undefined) return html``
  return html`<div class="errs"${takesFocus}><div role="alert"><h2>${
    errors.length === 0 ? v.t('refused.title') : v.t('form.wrong', { n: errors.length })
  }</h2>${more ?? ''}${
    errors.length === 0
      ? ''
      : html`<ul>${errors.map(({ name, label, words }) => {
          const text = html`${label === undefined ? '' : html`${label}${v.t('form.colon')}`}${foreign(words, 600)}`
          return html`<li>${name === undefined ? text : html`<a href="#${idOf(name)}">${text}</a>`}</li>`
        })}</ul>`
  }</div></div>`
}

/** On what a form was sent back for; the focus goes there (assets/form.js), as if the page had never left. */
export const takesFocus = html` tabindex="-1" data-focus`

/** A named group of fields. */
export const group = (legend: Shown, body: Shown, id?: string): Html =>
  html`<fieldset${id === undefined ? '' : html` id="${id}"`}><legend>${legend}</legend>${body}</fieldset>`

/** The one button of the page, and others beside it; a button with a name says which was pressed. */
export const buttons = (
  primary: { readonly words: Shown; readonly name?: string; readonly value?: string },
  ...others: Shown[]
): Html =>
  html`<p class="buttons"><button class="btn"${
    primary.name === undefined ? '' : html` name="${primary.name}" value="${primary.value ?? 'true'}"`
  }>${primary.words}</button>${others}</p>`

/** A further button of the same form. */
export const quietButton = (words: Shown, name: string, value = 'true'): Html =>
  html`<button class="btn quiet" name="${name}" value="${value}" formnovalidate>${words}</button>`

/** A form that posts to us. `check`: what is typed is looked at meanwhile (assets/check.js). */
export const form = (
  v: View,
  {
    action,
    id,
    check = false,
    multipart = false,
  }: { action: string; id?: string; check?: boolean; multipart?: boolean },
  body: Shown,
): Html =>
  html`<form class="form" method="post" action="${action}" novalidate${id === undefined ? '' : html` id="${id}"`}${
    check ? html` data-check` : ''
  }${multipart ? html` enctype="multipart/form-data"` : ''}>${formMarks(v)}${body}</form>`

/** `2026-09-28`, `2026年9月28日`, `2026/9/28`, `20260928` → `2026-09-28`; anything else as it was typed. */
export function typedDay(text: string): string {
  const found = /^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?$/.exec(text.trim())
  if (found === null || (/^\d+$/.test(text.trim()) && text.trim().length !== 8)) return text.trim()
  const [, y = '', m = '', d = ''] = found
  return `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
}

/** Local Beijing time as typed → RFC 3339 with its offset; anything else as it was typed. */
export function typedMoment(text: string): string {
  const found = /^(.+?)[T\s日]\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?$/.exec(text.trim())
  if (found === null) return text.trim()
  const [, date = '', h = '', m = '', s = '00'] = found
  return `${typedDay(date)}T${h.padStart(2, '0')}:${m}:${s}+08:00`
}

/** RFC 3339 → what a field of date and time holds, in Beijing time; anything else as it is. */
export function shownMoment(text: string): string {
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || !/[Zz]|[+-]\d{2}:\d{2}$/.test(text)) return text
  const local = new Date(ms + 8 * 3_600_000).toISOString()
  return local.endsWith(':00.000Z') ? local.slice(0, 16) : local.slice(0, 19)
}

/** An amount as typed: separators, spaces and 元 are not part of it; 万元 is ten thousand. Anything else as it was typed. */
export function typedMoney(text: string): string {
  const plain = text.normalize('NFKC').replace(/[,\s¥]/g, '')
  const found = /^(\d+)(?:\.(\d+))?(万)?元?$/.exec(plain)
  if (found === null) return text.trim()
  const [, whole = '', part = '', wan] = found
  if (wan === undefined) return `${BigInt(whole)}${part === '' ? '' : `.${part}`}`
  const all = `${whole}${part.padEnd(4, '0').slice(0, 4)}`
  const rest = part.slice(4)
  return `${BigInt(all)}${rest === '' ? '' : `.${rest}`}`
}
