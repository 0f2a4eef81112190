// What is asked for, in words: the fields of its contract in their order, values by their names, lists as lists. For whoever
// reviews and decides; it is made of the same tree as the form in which it was written.
import { html } from 'hono/html'
import { type ApprovalKind, submitTransfer } from '../../../schemas/index.ts'
import { ruleSets } from '../../procedure/index.ts'
import type { View } from '../env.ts'
import { count, day, moment, yuan } from '../html/format.ts'
import { foreign, type Html, type Shown, summary } from '../html/pieces.ts'
import { type Field, fieldsOf, type Json, labelOf } from '../steps/schema-form.ts'
import { valueName } from '../words/values.ts'

/** Rows of one list that are shown; the number of all is told. */
const rowsMax = 30
const textMax = 5_000

/** The fields of a step, or of the submission. */
export function treeOf(kind: ApprovalKind, step: string): readonly Field[] {
  if (kind === 'submission') return fieldsOf(submitTransfer)
  const steps: Readonly<Record<string, { readonly input: Parameters<typeof fieldsOf>[0] }>> = (ruleSets.at(-1)?.steps ??
    {}) as never
  return Object.hasOwn(steps, step) ? fieldsOf(steps[step]?.input as Parameters<typeof fieldsOf>[0]) : []
}

/** `step` names the fields as its form does. */
export function bodyShown(v: View, fields: readonly Field[], body: Json, step: string, under = ''): Html {
  const rows = fields.flatMap((field): (readonly [Shown, Shown])[] => {
    const value = body[field.name]
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return []
    const name = under + field.name
    return [[labelOf(v, { step }, name), shown(v, field, value, step, name)]]
  })
  return summary(rows)
}

const list = (v: View, values: readonly unknown[], one: (value: unknown, i: number) => Shown): Html =>
  html`${values.length > rowsMax ? html`<p class="muted">${v.t('submit.rows', { n: count(values.length), shown: rowsMax })}</p>` : ''}<ol class="plain">${values
    .slice(0, rowsMax)
    .map((value, i) => html`<li>${one(value, i)}</li>`)}</ol>`

function shown(v: View, field: Field, value: unknown, step: string, name: string): Shown {
  const { lang, t } = v
  const text = () => foreign(typeof value === 'string' ? value : JSON.stringify(value), textMax)
  const officer = (one: unknown) => {
    const { name: who = '', certificateNo = '' } = (one ?? {}) as { name?: string; certificateNo?: string }
    return t('form.officer', { name: who.toWellFormed(), no: certificateNo.toWellFormed() })
  }
  switch (field.kind) {
    case 'group':
      return bodyShown(v, field.fields, value as Json, step, `${name}.`)
    case 'union': {
      const branch = field.branches.find((b) => b.value === (value as Json)[field.by])
      if (branch === undefined) return text()
      return html`<p>${valueName(lang, field.by, branch.value)}</p>${bodyShown(v, branch.fields, value as Json, step, `${name}.`)}`
    }
    case 'list':
      return list(v, value as readonly unknown[], (one, i) => shown(v, field.element, one, step, `${name}.${i}`))
    case 'officers':
      return list(v, value as readonly unknown[], officer)
    case 'decider':
      return officer(value)
    case 'materials':
      return list(v, value as readonly unknown[], (one) => {
        const { id = '', title = '', kind = '' } = one as { id?: string; title?: string; kind?: string }
        return html`<a href="/console/drafts-file/${encodeURIComponent(id)}">${foreign(title)}</a> <span class="muted">${valueName(lang, 'materialKind', kind)}</span>`
      })
    case 'lines':
    case 'ids':
    case 'suspects':
      return list(v, value as readonly unknown[], (one) => foreign(String(one)))
    case 'choices':
      return (value as readonly string[]).map((one) => valueName(lang, field.name, one)).join('、')
    case 'choice':
      return valueName(lang, field.name, String(value))
    case 'yesno':
    case 'flag':
      return t(value === true ? 'form.yes' : 'form.no')
    case 'money':
      return /^\d+(\.\d+)?$/.test(String(value)) ? yuan(v, String(value)) : text()
    case 'day':
      return Number.isNaN(Date.parse(String(value))) ? text() : day(v, `${String(value).slice(0, 10)}T00:00:00+08:00`)
    case 'moment':
      return Number.isNaN(Date.parse(String(value))) ? text() : moment(v, String(value))
    case 'prose':
      return html`<span class="prose">${text()}</span>`
    default:
      return text()
  }
}
