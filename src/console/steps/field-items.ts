// Lines of a form that name items of the case: each item by its name with what is left of it, to tick. Nothing is ticked
// beforehand; what is typed at an item that is not ticked is refused at its line.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { idOf, quietButton } from '../html/form.ts'
import { foreign, type Html, hidden, type Shown, unbroken } from '../html/pieces.ts'
import { at, optional } from './field-leaf.ts'
import type { Field, List } from './field-tree.ts'
import { anything, one, rowsOf, type Values } from './field-values.ts'
import type { ItemOffered, ItemsOffered } from './items-offered.ts'
import { type Errors, labelOf, type Offer } from './offer.ts'

/** Said by the choice itself. */
const chosen = new Set(['item', 'unit', 'name'])
/** What a line is about; the rest is folded away until it is needed. */
const first = new Set(['quantity', 'counted', 'outcome', 'reason'])

export interface ItemLines {
  readonly v: View
  readonly list: List
  readonly name: string
  readonly values: Values
  readonly errors: Errors
  readonly offer: Offer
  readonly items: ItemsOffered
  /** One field of a line, as the form shows any other. */
  readonly show: (f: Field, name: string, hint?: Shown) => Html
  /** A line by number, as of any other list. */
  readonly byNumber: (row: number) => Html
}

export function itemLines(of: ItemLines): Html {
  const { v, list, name, values, errors, offer, items } = of
  const { t } = v
  const rows = rowsOf(values, name)
  const places = new Map(rows.map((row) => [numberAt(values, `${name}.${row}`), row] as const))
  const known = new Set(items.rows.map(({ no }) => no))
  const typed = rows.filter((row) => !known.has(numberAt(values, `${name}.${row}`)))
  let next = (rows.at(-1) ?? -1) + 1
  const lines = items.rows.map((item) => line(of, item, `${name}.${places.get(item.no) ?? next++}`))
  const added = Array.from({ length: offer.rows.get(name) ?? 0 }, () => next++)
  const hint = items.undecided ? t('form.items.undecided') : t(`form.items.${items.as}`)
  return html`<fieldset class="items" id="${idOf(name)}"><legend>${labelOf(v, offer, name)}${
    items.as === 'settlement' ? '' : optional(v, list, name, offer)
  }</legend><p class="hint">${hint}</p>${at(v, name, errors)}${
    items.undecided ? quietButton(t('form.items.show'), '_refresh') : ''
  }${lines}${items.more === null ? '' : quietButton(t('form.items.more'), '_more', String(items.more))}${[
    ...typed,
    ...added,
  ].map(of.byNumber)}${
    items.more === null && !items.undecided && items.rows.length > 0
      ? ''
      : quietButton(t('form.items.byNumber'), '_add', name)
  }</fieldset>`
}

const numberAt = (values: Values, row: string): number =>
  Number(one(values, `${row}._no`) || one(values, `${row}.item`)) || 0

function line(of: ItemLines, item: ItemOffered, row: string): Html {
  const { v, list, values, errors, items, show } = of
  const { t } = v
  const fields = (list.element.kind === 'group' ? list.element.fields : []).filter((f) => !chosen.has(f.name))
  const [main, rest] = [fields.filter((f) => first.has(f.name)), fields.filter((f) => !first.has(f.name))]
  const ticked = one(values, `${row}.item`) !== ''
  const id = idOf(`${row}.item`)
  const wrong = errors.get(`${row}.item`)
  // What the contract calls missing is the tick.
  const words = wrong === undefined || ticked ? wrong : t('form.items.tick')
  const error = words === undefined ? '' : at(v, `${row}.item`, new Map([[`${row}.item`, words]]))
  const open = rest.some(
    (f) => anything(values, `${row}.${f.name}`) || [...errors.keys()].some((k) => k.startsWith(`${row}.${f.name}`)),
  )
  const left =
    item.left === null
      ? ''
      : unbroken(
          html`${t(items.as === 'count' ? 'form.items.listed' : items.as === 'settlement' ? 'form.items.open' : 'form.items.left')} ${foreign(item.left, 40)} ${foreign(item.unit, 20)}`,
        )
  const all = html`${t('form.items.all')}${left === '' ? '' : html`${v.t('form.colon')}${foreign(item.left, 40)} ${foreign(item.unit, 20)}`}`
  // Shown at once where something was typed in it, or is wrong with it: nothing that is sent stands hidden.
  const touched = [...errors.keys()].some((k) => k.startsWith(`${row}.`)) || (!ticked && anything(values, row))
  return html`<fieldset class="row tick${touched ? '' : ' shut'}${wrong === undefined ? '' : ' bad'}" id="${idOf(row)}"><legend class="sr">${t('form.items.no', { n: item.no })} ${foreign(item.name, 100)}</legend>${hidden(`${row}._no`, item.no)}${error}<input type="checkbox" id="${id}" name="${row}.item" value="${item.no}"${
    ticked ? html` checked` : ''
  }${words === undefined ? '' : html` aria-invalid="true" aria-describedby="${id}-error"`}><label for="${id}"><b>${foreign(item.name, 100)}</b> <span class="muted">${t('form.items.no', { n: item.no })}</span> ${left}${
    item.detail === '' ? '' : html`<span class="sub">${foreign(item.detail, 200)}</span>`
  }</label><div class="more">${main.map((f) => show(f, `${row}.${f.name}`, f.name === 'quantity' ? all : undefined))}${
    rest.length === 0
      ? ''
      : html`<details${open ? html` open` : ''}><summary>${t('form.items.rest', { what: rest.map((f) => labelOf(v, of.offer, `${row}.${f.name}`)).join(t('step.and')) })}</summary>${rest.map(
          (f) => show(f, `${row}.${f.name}`),
        )}</details>`
  }</div></fieldset>`
}
