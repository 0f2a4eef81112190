// A choice that decides what is asked next: a person or a unit. What both are asked stands below the choice, and of what only
// one is asked, the part of the chosen one alone is shown: by the stylesheet, so that it needs no script. Without a stylesheet
// all parts stand there, each under whom it is for, and what stands in another part is not sent on (field-body.ts).
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { fieldError, idOf } from '../html/form.ts'
import type { Html } from '../html/pieces.ts'
import { valueName } from '../words/values.ts'
import type { Field, Union } from './field-tree.ts'
import type { Values } from './field-values.ts'
import { type Errors, labelOf, type Offer } from './offer.ts'

export interface UnionShown {
  readonly v: View
  readonly union: Union
  readonly name: string
  readonly values: Values
  readonly errors: Errors
  readonly offer: Offer
  /** One field of a branch. */
  readonly show: (field: Field, name: string) => Html
}

/** The stylesheet knows as many (`.u1`, `.u2`); a union of more would show all of its parts. */
const shownMax = 2

export function unionFields({ v, union, name, values, errors, offer, show }: UnionShown): Html {
  const { by, branches } = union
  const choice = `${name}.${by}`
  const id = idOf(choice)
  const chosen = values.get(choice)?.[0]
  const error = errors.get(choice)
  const all = branches.map((b) => new Set(b.fields.map((x) => x.name)))
  const common = branches[0]?.fields.filter((x) => all.every((names) => names.has(x.name))) ?? []
  const row = (inner: Field) => show(inner, `${name}.${inner.name}`)
  return html`<fieldset class="fg pick${error === undefined ? '' : ' bad'}${branches.length > shownMax ? '' : ' union'}" id="${id}"><legend>${labelOf(v, offer, choice)}</legend>${
    error === undefined ? '' : fieldError(v, choice, error)
  }${branches.map(
    ({ value }, i) =>
      html`<input type="radio" class="u${i + 1}" id="${id}-${i}" name="${choice}" value="${value}"${value === chosen ? html` checked` : ''}><label for="${id}-${i}">${valueName(v.lang, by, value)}</label>`,
  )}${common.length === 0 ? '' : html`<div class="both">${common.map(row)}</div>`}${branches.map(
    ({ value, fields }, i) => {
      const own = fields.filter((x) => !common.some((c) => c.name === x.name))
      const legend = v.t('form.onlyFor', { what: valueName(v.lang, by, value) })
      return own.length === 0
        ? ''
        : html`<fieldset class="row part u${i + 1}"><legend>${legend}</legend>${own.map(row)}</fieldset>`
    },
  )}</fieldset>`
}
