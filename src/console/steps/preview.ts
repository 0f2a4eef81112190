// What will be sent, in words and in the order of the form: names for codes, officers with their numbers, nothing left out.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { day, moment, yuan } from '../html/format.ts'
import { foreign, type Html, type Shown } from '../html/pieces.ts'
import { valueName } from '../words/values.ts'
import type { Field, Leaf } from './field-tree.ts'
import type { Json } from './field-values.ts'
import { labelOf, type Offer } from './offer.ts'

/** Rows of a name and a value; groups and lists have rows of their own within. */
export function inWords(v: View, fields: readonly Field[], body: Json, offer: Offer, under = ''): Html {
  const rows = fields.flatMap((f): [string, Shown][] => {
    const value = body[f.name]
    if (value === undefined) return []
    const name = under + f.name
    return [[labelOf(v, offer, name), valueIn(v, f, value, offer, name)]]
  })
  return html`<dl class="sl">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

const list = (items: readonly Shown[]): Html => html`<ul>${items.map((one) => html`<li>${one}</li>`)}</ul>`

function valueIn(v: View, f: Field, value: unknown, offer: Offer, name: string): Shown {
  const many = Array.isArray(value) ? (value as unknown[]) : []
  switch (f.kind) {
    case 'group':
      return inWords(v, f.fields, value as Json, offer, `${name}.`)
    case 'union': {
      const chosen = String((value as Json)[f.by] ?? '')
      const branch = f.branches.find((b) => b.value === chosen)
      return html`${valueName(v.lang, f.by, chosen)}${inWords(v, branch?.fields ?? [], value as Json, offer, `${name}.`)}`
    }
    case 'list':
      return list(many.map((row) => valueIn(v, f.element, row, offer, name)))
    case 'officers':
      return list(many.map((row) => officerIn(v, row)))
    case 'decider':
      return officerIn(v, value)
    case 'materials':
      return list(
        many.map((row) => {
          const { title, kind, documentNo } = row as Record<string, string | undefined>
          return html`${foreign(title)} <span class="muted">${kind === undefined ? '' : valueName(v.lang, 'kind', kind)} ${foreign(documentNo)}</span>`
        }),
      )
    default:
      return leafIn(v, f, value, many, offer, name)
  }
}

function leafIn(v: View, f: Leaf, value: unknown, many: readonly unknown[], offer: Offer, name: string): Shown {
  const text = String(value)
  const chosen = (options: Offer['suspects'], one: unknown): Shown =>
    options.find((o) => o.value === String(one))?.words ?? foreign(String(one))
  const among = offer.among?.get(name) ?? []
  if (among.length > 0) return chosen(among, value)
  switch (f.kind) {
    case 'day':
      return day(v, `${text}T00:00:00+08:00`)
    case 'moment':
      return moment(v, text)
    case 'money':
      return yuan(v, text)
    case 'choice':
      return valueName(v.lang, f.name, text)
    case 'choices':
      return list(many.map((one) => valueName(v.lang, f.name, String(one))))
    case 'yesno':
    case 'flag':
      return value === true ? v.t('form.yes') : v.t('form.no')
    case 'suspects':
      return list(many.map((one) => chosen(offer.suspects, one)))
    case 'whole': {
      const item = f.name === 'item' ? offer.items?.rows.find(({ no }) => no === value) : undefined
      return item === undefined ? text : html`${foreign(item.name, 100)} ${v.t('form.items.no', { n: item.no })}`
    }
    case 'matter':
      return chosen(offer.matters, value)
    case 'instance':
      return chosen(offer.instances, value)
    case 'organ': {
      const organ = offer.organs(name).find(({ code }) => code === text)
      return organ === undefined ? foreign(text) : html`${foreign(organ.name)} <span class="muted">${text}</span>`
    }
    case 'ids':
      return list(many.map((id) => foreign(offer.uploads.find((u) => u.id === id)?.filename ?? String(id))))
    case 'lines':
      return list(many.map((one) => foreign(String(one), 1_000)))
    case 'numbers':
      return many.join(', ')
    case 'prose':
      return html`<span class="prose">${foreign(text, 20_000)}</span>`
    default:
      return foreign(text, 1_000)
  }
}

function officerIn(v: View, value: unknown): Shown {
  const { name, certificateNo } = value as { name: string; certificateNo: string }
  return html`${foreign(v.t('form.officer', { name, no: certificateNo }))}`
}
