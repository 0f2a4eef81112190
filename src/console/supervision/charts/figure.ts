// A chart on a page: its name, its key in words, the drawing that can be scrolled, and the figures as a table for whoever wants
// numbers or cannot see the drawing.
import { html } from 'hono/html'
import type { View } from '../../env.ts'
import type { Html, Shown } from '../../html/pieces.ts'
import { type Drawing, drawn } from './draw.ts'

export interface KeyEntry {
  readonly class: string
  readonly words: string
}

export interface ChartShown {
  readonly title: string
  readonly key: readonly KeyEntry[]
  readonly drawing: Drawing
  readonly table: {
    readonly head: readonly Shown[]
    readonly rows: readonly { readonly name: Shown; readonly cells: readonly Shown[] }[]
  }
  readonly note?: Shown
  /** Instead of the drawing, where there is nothing to draw. */
  readonly nothing?: string | undefined
}

const swatch = ({ class: name, words }: KeyEntry): Html =>
  html`<span class="nw"><svg width="12" height="12" aria-hidden="true" focusable="false"><rect class="${name}" width="12" height="12" rx="2"/></svg> ${words}</span> `

export async function chart(v: View, { title, key, drawing, table, note, nothing }: ChartShown): Promise<Html> {
  const id = `${drawing.name}-title`
  const picture = nothing === undefined ? await drawn(drawing, id) : undefined
  return html`<figure class="card"><figcaption><h2 id="${id}">${title}</h2>${note === undefined ? '' : html`<p class="small muted">${note}</p>`}<p class="key small">${key.map(swatch)}</p></figcaption>${
    picture === undefined
      ? html`<p class="empty muted">${nothing}</p>`
      : html`<div class="plot" tabindex="0" role="group" aria-label="${title}">${picture}</div>`
  }<details><summary>${v.t('sup.table')}</summary><div class="scroll" tabindex="0" role="region" aria-label="${v.t('sup.tableOf', { title })}"><table><thead><tr>${table.head.map(
    (words, i) => html`<th scope="col"${i === 0 ? '' : html` class="r"`}>${words}</th>`,
  )}</tr></thead><tbody>${table.rows.map(
    ({ name, cells }) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="r">${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details></figure>`
}
