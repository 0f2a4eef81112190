// From a tree of fields to HTML: groups as fieldsets, rows that are added and taken away by buttons of the same form. Complete
// without a script.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { field, idOf, quietButton, takesFocus } from '../html/form.ts'
import type { Html } from '../html/pieces.ts'
import { deciderField, materialsFields, officersFields } from './field-chosen.ts'
import { itemLines } from './field-items.ts'
import { at, isOptional, leaf, optional } from './field-leaf.ts'
import type { Field, Leaf, List, Union } from './field-tree.ts'
import { unionFields as unionShown } from './field-union.ts'
import { rowCount, type Values } from './field-values.ts'
import { type Errors, labelOf, type Offer } from './offer.ts'

/** The list that a row was taken from. */
export const listOf = (row: string): string => row.replace(/\.\d+$/, '')

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
  const show = (inner: Field, at: string) => shown(v, inner, at, values, errors, offer)
  return unionShown({ v, union: f, name, values, errors, offer, show })
}

function listFields(v: View, f: List, name: string, values: Values, errors: Errors, offer: Offer): Html {
  const { items } = offer
  if (items?.field === name && f.element.kind === 'group')
    return itemLines({
      ...{ v, list: f, name, values, errors, offer, items },
      show: (inner, at, hint) =>
        hint === undefined || inner.kind !== 'quantity'
          ? shown(v, inner, at, values, errors, offer)
          : field(v, {
              ...{ name: at, label: labelOf(v, offer, at), kind: 'number', value: values.get(at) ?? null },
              ...{ hint, optional: inner.optional, error: errors.get(at) },
            }),
      byNumber: (i) => listRow(v, f, name, i, values, errors, offer),
    })
  const wanted = isOptional(f, name, offer) ? 0 : 1
  const filled = rowCount(values, name)
  const rows = Math.max(filled + (offer.rows.get(name) ?? 0), Math.min(wanted, 1), Math.min(f.min, 2))
  const label = labelOf(v, offer, name)
  const body = Array.from({ length: rows }, (_, i) =>
    listRow(v, f, name, i, values, errors, offer, offer.back === name && i === rows - 1 && i >= filled),
  )
  const here = offer.back === name && (offer.rows.get(name) ?? 0) === 0 ? takesFocus : ''
  return html`<div class="list" id="${idOf(name)}"${here}><p class="listname"><b>${label}</b>${optional(v, f, name, offer)}</p>${at(v, name, errors)}${body}${quietButton(
    v.t('form.add', { what: label }),
    '_add',
    name,
  )}</div>`
}

function listRow(
  v: View,
  f: List,
  name: string,
  i: number,
  values: Values,
  errors: Errors,
  offer: Offer,
  added = false,
): Html {
  const row = `${name}.${i}`
  const legend = v.t('form.row', { what: labelOf(v, offer, name), n: i + 1 })
  const inner =
    f.element.kind === 'group'
      ? f.element.fields.map((x) => shown(v, x, `${row}.${x.name}`, values, errors, offer))
      : f.element.kind === 'union'
        ? unionFields(v, f.element, row, values, errors, offer)
        : leaf(v, f.element as Leaf, row, legend, values, errors, offer)
  // Of what must be there, the only row has nothing to be taken away for.
  const only = i === 0 && rowCount(values, name) <= 1 && !isOptional(f, name, offer)
  const out = only ? '' : quietButton(html`${v.t('form.remove')}<span class="sr"> ${legend}</span>`, '_remove', row)
  // A single field is its own place for what is wrong with it.
  const here = added ? takesFocus : ''
  if (f.element.kind !== 'group' && f.element.kind !== 'union')
    return html`<div class="row"${here}>${inner}${out}</div>`
  return html`<fieldset class="row" id="${idOf(row)}"${here}><legend>${legend}</legend>${at(v, row, errors)}${inner}${out}</fieldset>`
}
