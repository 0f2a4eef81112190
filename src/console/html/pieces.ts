// The small pieces of every page. All that comes from outside goes through `foreign`: it is text, kept apart from the
// direction of what stands around it, and cut where it would push the page apart.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import type { WordKey } from '../words/index.ts'

export type Html = ReturnType<typeof html>
export type Shown = Html | string | number | null | undefined | false | readonly Shown[]

const shownMax = 300

/** A value of somebody else's: isolated, lone surrogates as U+FFFD, at most `max` characters. */
export function foreign(value: string | null | undefined, max = shownMax): Html {
  const text = (value ?? '').toWellFormed()
  const points = [...text]
  return points.length <= max ? html`<bdi>${text}</bdi>` : html`<bdi>${points.slice(0, max).join('')}…</bdi>`
}

/** Words of the catalogue in both tongues at once: of the API's answers (`zh`, `en`). */
export const said = ({ lang }: Pick<View, 'lang'>, words: { readonly zh: string; readonly en: string }): string =>
  lang === 'zh' ? words.zh : words.en

/** A document number or a moment: never broken over two lines. */
export const unbroken = (value: Shown): Html => html`<span class="nw">${value}</span>`

/** For readers of the screen only. */
export const unseen = (value: Shown): Html => html`<span class="sr">${value}</span>`

/** A hidden field. */
export const hidden = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${String(value).toWellFormed()}">`

/** What every form that changes something must hold. */
export function formMarks({ session }: View): Html {
  return html`${hidden('_csrf', session?.csrf ?? '')}${hidden('_key', crypto.randomUUID())}`
}

/** A card with a head. */
export const card = (title: Shown, body: Shown, { aside, id }: { aside?: Shown; id?: string } = {}): Html =>
  html`<section class="card"${id === undefined ? '' : html` id="${id}"`}><header><h2>${title}</h2>${aside}</header><div class="in">${body}</div></section>`

/** Nothing is here, and what that means. */
export const empty = (words: Shown): Html => html`<p class="empty muted">${words}</p>`

export interface Tab {
  readonly href: string
  readonly words: Shown
  readonly count?: Shown
  readonly current?: boolean
}

export const tabs = (name: string, list: readonly Tab[]): Html =>
  html`<nav class="tabs" aria-label="${name}">${list.map(
    ({ href, words, count, current }) =>
      html`<a href="${href}"${current === true ? html` aria-current="page"` : ''}>${words}${count === undefined ? '' : html`<span class="n">${count}</span>`}</a>`,
  )}</nav>`

/** Rows of a name and a value. */
export const summary = (rows: readonly (readonly [Shown, Shown])[]): Html =>
  html`<dl class="sl">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`

export interface Column {
  readonly words: Shown
  /** Right-aligned numbers. */
  readonly number?: boolean
}

/** A table whose rows become blocks on narrow screens; roles are explicit, so that they stay a table for readers. */
export function table(
  caption: string,
  columns: readonly Column[],
  groups: readonly { readonly head?: Shown; readonly rows: readonly (readonly Shown[])[] }[],
  { stack = true, seen = false }: { readonly stack?: boolean; readonly seen?: boolean } = {},
): Html {
  const names = columns.map(({ words }) => (typeof words === 'string' ? words : ''))
  return html`<table${stack ? html` class="stack"` : ''} role="table"><caption${seen ? '' : html` class="sr"`}>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((c) => html`<th role="columnheader" scope="col"${c.number ? html` class="r"` : ''}>${c.words}</th>`)}</tr></thead>
${groups.map(
  ({ head, rows }) =>
    html`<tbody role="rowgroup">${
      head === undefined
        ? ''
        : html`<tr role="row" class="grp"><th role="rowheader" scope="rowgroup" colspan="${columns.length}">${head}</th></tr>`
    }${rows.map(
      (cells) =>
        html`<tr role="row">${cells.map(
          (cell, i) =>
            html`<td role="cell"${columns[i]?.number ? html` class="r"` : ''}${(i > 1 || (i === 1 && columns[i]?.number)) && names[i] !== '' ? html` data-l="${names[i] ?? ''}"` : ''}>${cell}</td>`,
        )}</tr>`,
    )}</tbody>`,
)}</table>`
}

/** Cursor pages: forward by the API's cursor, back by the browser. */
export const pager = (v: View, next: string | null | undefined): Html =>
  next == null
    ? html``
    : html`<nav class="pager" aria-label="${v.t('page.pages')}"><a class="btn quiet" href="${withQuery(v.here, { cursor: next })}">${v.t('page.next')}</a></nav>`

/** The same place with other query parameters; null takes one away. */
export function withQuery(here: string, changes: Readonly<Record<string, string | null>>): string {
  const url = new URL(here, 'http://x')
  for (const [name, value] of Object.entries(changes))
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  return `${url.pathname}${url.search}`
}

export const word = (v: View, key: WordKey): string => v.t(key)
