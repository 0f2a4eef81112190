// From a tree of fields to HTML: groups as fieldsets, rows that are added and taken away by buttons of the same form, what
// can be chosen of the case or of the organ as choices. Complete without a script.
import { html } from 'hono/html'
import { evidenceCodes, materialKinds } from '../../../schemas/index.ts'
import type { View } from '../env.ts'
import { bytes } from '../html/format.ts'
import { field, fieldError, group, idOf, type Option, quietButton } from '../html/form.ts'
import { foreign, type Html, hidden, type Shown } from '../html/pieces.ts'
import { fieldName } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import { officerValue, rowCount, type Values } from './field-body.ts'
import type { Chosen, Field, Leaf, List, Union } from './field-tree.ts'

export interface OfficerOffered {
  readonly name: string
  readonly certificateNo: string
}
export interface UploadOffered {
  readonly id: string
  readonly filename: string
  readonly size: number | null
  readonly sha256: string
}
export interface OrganOffered {
  readonly code: string
  readonly name: string
}

/** What the form lets choose from, and how this page uses the contract. */
export interface Offer {
  /** The step, for names that differ with it; also the part of a submission. */
  readonly step: string
  /** Officers of the own organ with a valid certificate. */
  readonly officers: readonly OfficerOffered[]
  /** Who signed in, where it holds a certificate. */
  readonly me: OfficerOffered | null
  /** `me`: whoever signed in decides; `head`: it goes to the head, and the field is not asked for. */
  readonly decides: 'me' | 'head' | null
  readonly suspects: readonly Option[]
  /** Open matters by number, and by key. */
  readonly matters: readonly Option[]
  readonly instances: readonly Option[]
  readonly uploads: readonly UploadOffered[]
  /** Organs found for a field that names one. */
  readonly organs: (name: string) => readonly OrganOffered[]
  /** Not asked for here. */
  readonly omit: ReadonlySet<string>
  /** Needed here although the contract leaves it open. */
  readonly required: ReadonlySet<string>
  /** Empty rows that were asked for, by the name of the list. */
  readonly rows: ReadonlyMap<string, number>
}

export const nothingOffered: Offer = {
  ...{ step: '', officers: [], me: null, decides: null, suspects: [], matters: [], instances: [], uploads: [] },
  ...{ organs: () => [], omit: new Set(), required: new Set(), rows: new Map() },
}

export type Errors = ReadonlyMap<string, string>

/** All fields of a tree, filled with `values`. */
export function formFields(v: View, fields: readonly Field[], values: Values, errors: Errors, offer: Offer): Html {
  return html`${fields.map((f) => (offer.omit.has(f.name) ? '' : shown(v, f, f.name, values, errors, offer)))}`
}

/** The name of a field in words, as on the form. */
export function labelOf({ lang }: Pick<View, 'lang'>, { step }: Pick<Offer, 'step'>, path: string): string {
  const words = path.split('.').filter((w) => !/^\d+$/.test(w))
  return (
    (words.length === 1 ? fieldName(lang, `${step}.${path}`) : fieldName(lang, path)) ?? words.at(-1) ?? path
  )
}

function shown(v: View, f: Field, name: string, values: Values, errors: Errors, offer: Offer): Html {
  const label = labelOf(v, offer, name)
  switch (f.kind) {
    case 'group':
      return html`<fieldset class="row" id="${idOf(name)}"><legend>${label}${optional(v, f, name, offer)}</legend>${at(v, name, errors)}${f.fields.map(
        (inner) => shown(v, inner, `${name}.${inner.name}`, values, errors, offer),
      )}</fieldset>`
    case 'union':
      return unionFields(v, f, name, values, errors, offer)
    case 'list':
      return listFields(v, f, name, values, errors, offer)
    case 'officers':
      return officersFields(v, name, values, errors, offer)
    case 'decider':
      return deciderField(v, name, errors, offer)
    case 'materials':
      return materialsFields(v, f, name, values, errors, offer)
    default:
      return leaf(v, f, name, label, values, errors, offer)
  }
}

const at = (v: View, name: string, errors: Errors): Shown => {
  const words = errors.get(name)
  return words === undefined ? '' : fieldError(v, name, words)
}
const isOptional = (f: { optional: boolean }, name: string, { required }: Offer) => f.optional && !required.has(name)
const optional = (v: View, f: { optional: boolean }, name: string, offer: Offer): Shown =>
  isOptional(f, name, offer) ? html`<span class="muted">${v.t('form.optional')}</span>` : ''

function leaf(v: View, f: Leaf, name: string, label: string, values: Values, errors: Errors, offer: Offer): Html {
  const { t, lang } = v
  const base = {
    ...{ name, label, value: values.get(name) ?? null, optional: isOptional(f, name, offer), error: errors.get(name) },
  }
  const named = (list: readonly string[] = []): Option[] =>
    list.map((value) => ({ value, words: valueName(lang, f.name, value) }))
  switch (f.kind) {
    case 'prose':
      return field(v, { ...base, kind: 'prose', rows: (f.max ?? 0) >= 10_000 ? 8 : 4 })
    case 'day':
      return field(v, { ...base, kind: 'date' })
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
    case 'numbers':
      return field(v, { ...base, hint: t('form.numbers') })
    case 'suspects':
      return offer.suspects.length === 0
        ? field(v, { ...base, hint: t('form.suspectIds') })
        : field(v, { ...base, kind: 'checkboxes', options: offer.suspects, ...(base.optional && { hint: t('form.allSuspects') }) })
    case 'matter':
      return matterField(v, base, offer.matters)
    case 'instance':
      return matterField(v, base, offer.instances)
    case 'ids':
      return field(v, {
        ...base,
        kind: 'checkboxes',
        options: offer.uploads.map(({ id, filename }) => ({ value: id, words: foreign(filename) })),
        hint: t(offer.uploads.length === 0 ? 'form.noUploads' : 'form.photos'),
      })
    case 'organ':
      return organField(v, base, offer)
    default:
      return field(v, { ...base, ...(f.max !== undefined && { max: f.max }) })
  }
}

type Base = {
  readonly name: string
  readonly label: string
  readonly value: readonly string[] | null
  readonly optional: boolean
  readonly error: string | undefined
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
  if (chosen !== '' && !found.some(({ code }) => code === chosen)) options.unshift({ value: chosen, words: foreign(chosen) })
  if (base.optional && options.length > 0) options.unshift({ value: '', words: v.t('form.noOrgan') })
  const list = options.length === 0 ? html`${at(v, base.name, errorsOf(base))}` : field(v, { ...base, kind: 'radio', options, optional: base.optional })
  const label = options.length === 0 ? html`${base.label}` : v.t('form.otherOrgan')
  const ask = field(v, {
    ...{ name: `_q.${base.name}`, label, kind: 'search', hint: v.t('form.organHint'), optional: base.optional },
  })
  return html`<div class="organ"${options.length === 0 ? html` id="${idOf(base.name)}"` : ''}>${list}${ask}${quietButton(v.t('form.findOrgan'), '_find', base.name)}</div>`
}

const errorsOf = ({ name, error }: Base): Errors => new Map(error === undefined ? [] : [[name, error]])

function unionFields(v: View, f: Union, name: string, values: Values, errors: Errors, offer: Offer): Html {
  const by = `${name}.${f.by}`
  const options = f.branches.map(({ value }) => ({ value, words: valueName(v.lang, f.by, value) }))
  const all = f.branches.map((b) => new Set(b.fields.map((x) => x.name)))
  const common = f.branches[0]?.fields.filter((x) => all.every((names) => names.has(x.name))) ?? []
  const row = (inner: Field) => shown(v, inner, `${name}.${inner.name}`, values, errors, offer)
  return html`${field(v, { name: by, label: labelOf(v, offer, by), kind: 'radio', options, value: values.get(by) ?? null, error: errors.get(by) })}${common.map(
    row,
  )}${f.branches.map(({ value, fields }) => {
    const own = fields.filter((x) => !common.some((c) => c.name === x.name))
    const legend = v.t('form.onlyFor', { what: valueName(v.lang, f.by, value) })
    return own.length === 0 ? '' : html`<fieldset class="row"><legend>${legend}</legend>${own.map(row)}</fieldset>`
  })}`
}

function listFields(v: View, f: List, name: string, values: Values, errors: Errors, offer: Offer): Html {
  const wanted = isOptional(f, name, offer) ? 0 : 1
  const filled = rowCount(values, name)
  const rows = Math.max(filled + (offer.rows.get(name) ?? 0), Math.min(wanted, 1), Math.min(f.min, 2))
  const label = labelOf(v, offer, name)
  const body = Array.from({ length: rows }, (_, i) => {
    const row = `${name}.${i}`
    const legend = v.t('form.row', { what: label, n: i + 1 })
    const inner =
      f.element.kind === 'group'
        ? f.element.fields.map((x) => shown(v, x, `${row}.${x.name}`, values, errors, offer))
        : f.element.kind === 'union'
          ? unionFields(v, f.element, row, values, errors, offer)
          : leaf(v, f.element as Leaf, row, legend, values, errors, offer)
    const out = quietButton(html`${v.t('form.remove')}<span class="sr"> ${legend}</span>`, '_remove', row)
    // A single field is its own place for what is wrong with it.
    if (f.element.kind !== 'group' && f.element.kind !== 'union') return html`<div class="row">${inner}${out}</div>`
    return html`<fieldset class="row" id="${idOf(row)}"><legend>${legend}</legend>${at(v, row, errors)}${inner}${out}</fieldset>`
  })
  return html`<div class="list" id="${idOf(name)}"><p class="listname"><b>${label}</b>${optional(v, f, name, offer)}</p>${at(v, name, errors)}${body}${quietButton(
    v.t('form.add', { what: label }),
    '_add',
    name,
  )}</div>`
}

/** Two selects that exclude each other; the first is whoever signed in, unless it is the one who decides. */
function officersFields(v: View, name: string, values: Values, errors: Errors, { officers, me, decides }: Offer): Html {
  const words = (o: OfficerOffered) => v.t('form.officer', { name: o.name, no: o.certificateNo })
  const fixed = me !== null && decides !== 'me' ? me : null
  const mine = fixed === null ? '' : officerValue(fixed)
  const first = fixed === null ? (values.get(`${name}.0`)?.[0] ?? '') : mine
  const options = (other: string): Option[] =>
    officers.map((o) => ({ value: officerValue(o), words: words(o), disabled: other !== '' && officerValue(o) === other }))
  const one = `${name}.0`
  const two = `${name}.1`
  const second = values.get(two)?.[0] ?? ''
  const head =
    fixed === null
      ? field(v, { name: one, label: v.t('form.officer1'), kind: 'select', options: options(''), value: first, error: errors.get(one) ?? errors.get(`${one}.certificateNo`) })
      : html`<div class="fg" id="${idOf(one)}"><p><b>${v.t('form.officer1')}</b></p>${at(v, one, errors)}<p>${words(fixed)}</p>${hidden(one, mine)}</div>`
  return group(
    labelOf(v, { step: '' }, name),
    html`${at(v, name, errors)}${head}${field(v, { name: two, label: v.t('form.officer2'), hint: v.t('form.officer2Hint'), kind: 'select', options: options(fixed === null ? '' : mine), value: second, error: errors.get(two), optional: true })}`,
    idOf(name),
  )
}

function deciderField(v: View, name: string, errors: Errors, { me, decides }: Offer): Html {
  if (decides !== 'me' || me === null) return html``
  return html`<div class="fg" id="${idOf(name)}"><p><b>${labelOf(v, { step: '' }, name)}</b></p>${at(v, name, errors)}<p>${v.t('form.officer', {
    name: me.name,
    no: me.certificateNo,
  })}</p>${hidden(name, officerValue(me))}</div>`
}

/** Finished uploads that no case has taken yet. */
function materialsFields(v: View, f: Chosen, name: string, values: Values, errors: Errors, offer: Offer): Html {
  const { t, lang } = v
  const picked = new Set(values.get(name) ?? [])
  const kinds = materialKinds.map((value) => ({ value, words: valueName(lang, 'kind', value) }))
  const codes = evidenceCodes.map((value) => ({ value, words: valueName(lang, 'code', value) }))
  const row = ({ id, filename, size, sha256 }: UploadOffered) => {
    const own = (key: string) => `${name}.${id}.${key}`
    const box = idOf(`${name}.${id}`)
    return html`<fieldset class="row"><div class="fg pick"><div class="one"><input type="checkbox" id="${box}" name="${name}" value="${id}"${
      picked.has(id) ? html` checked` : ''
    }><label for="${box}">${foreign(filename)}<span class="sub">${size === null ? '' : bytes(size)}</span></label></div></div>${hidden(own('sha256'), sha256)}${field(
      v,
      { name: own('kind'), label: fieldName(lang, 'materials.kind'), kind: 'select', options: kinds, value: values.get(own('kind')) ?? null, error: errors.get(own('kind')) },
    )}${field(v, { name: own('title'), label: fieldName(lang, 'title'), value: values.get(own('title')) ?? filename.replace(/\.\w{1,5}$/, ''), error: errors.get(own('title')), max: 200 })}${field(
      v,
      { name: own('documentNo'), label: fieldName(lang, 'documentNo'), value: values.get(own('documentNo')) ?? null, error: errors.get(own('documentNo')), optional: true, max: 128 },
    )}${field(v, { name: own('code'), label: fieldName(lang, 'code'), kind: 'select', options: codes, value: values.get(own('code')) ?? null, optional: true })}</fieldset>`
  }
  return html`<fieldset id="${idOf(name)}"><legend>${labelOf(v, offer, name)}${optional(v, f, name, offer)}</legend>${at(v, name, errors)}${
    offer.uploads.length === 0 ? html`<p class="hint">${t('form.noUploads')}</p>` : html`<p class="hint">${t('form.uploadsHint')}</p>${offer.uploads.map(row)}`
  }<p><a href="/console/uploads" target="_blank" rel="noopener">${t('form.upload')}</a></p>${quietButton(t('form.refresh'), '_refresh')}</fieldset>`
}
