// From a tree of fields to HTML: groups as fieldsets, rows that are added and taken away by buttons of the same form. Complete
// without a script.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { field, idOf, quietButton } from '../html/form.ts'
import type { Html } from '../html/pieces.ts'
import { valueName } from '../words/values.ts'
import { deciderField, materialsFields, officersFields } from './field-chosen.ts'
import { at, isOptional, leaf, optional } from './field-leaf.ts'
import type { Field, Leaf, List, Union } from './field-tree.ts'
import { rowCount, type Values } from './field-values.ts'
import { type Errors, labelOf, type Offer } from './offer.ts'

/** All fields of a tree, filled with `values`. */
export function formFields(v: View, fields: readonly Field[], values: Values, errors: Errors, offer: Offer): Html {
  return html`${fields.map((f) => (offer.omit.has(f.name) ? '' : shown(v, f, f.name, values, errors, offer)))}`
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
