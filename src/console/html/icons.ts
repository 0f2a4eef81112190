// The few glyphs, drawn by hand; hidden from readers of the screen, who get the words beside them.
import { html } from 'hono/html'
import type { Html } from './pieces.ts'

const drawn = (path: Html): Html =>
  html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${path}</svg>`

export const glyph = {
  menu: drawn(html`<path d="M4 7h16M4 12h16M4 17h16"/>`),
  find: drawn(html`<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>`),
  file: drawn(html`<path d="M7 3h7l4 4v14H7zM14 3v4h4"/>`),
  film: drawn(html`<rect x="3" y="6" width="13" height="12" rx="1"/><path d="M16 10l5-3v10l-5-3"/>`),
  seal: drawn(html`<circle cx="12" cy="12" r="8"/><path d="M8.5 12.2l2.4 2.4 4.6-5"/>`),
  to: drawn(html`<path d="M3 12h17M14 6l6 6-6 6"/>`),
  lock: drawn(html`<rect x="6" y="11" width="12" height="9" rx="1"/><path d="M9 11V8a3 3 0 0 1 6 0v3"/>`),
} as const
