// The watermark of a case's pages: who looks, for whom, when and from where, faint and over everything, on paper too. It deters;
// what controls is the log of reads.
import type { Context } from 'hono'
import type { ConsoleEnv, Session } from '../env.ts'
import { clockTime } from '../html/format.ts'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text of XML: what XML cannot hold is U+FFFD, marks of direction are left out, and it is never long. */
export function xmlText(text: string, max = 40): string {
  const plain = [...text.toWellFormed()]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: just these may not stand in XML
    .map((one) => (/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/.test(one) ? '\ufffd' : one))
    .filter((one) => !/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(one))
  const shown = plain.length > max ? [...plain.slice(0, max), '…'] : plain
  return shown.map((one) => escapes[one] ?? one).join('')
}

const two = (n: number) => String(n).padStart(2, '0')

/** `2026-09-28 10:26`, local. */
function minute(nowMs: number): string {
  const local = new Date(nowMs + 8 * 3_600_000)
  return `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())} ${clockTime(nowMs)}`
}

/** 7.5 % ink on light, 6 % white on dark: text under it keeps its contrast (docs/decisions/0039). */
const inks = { light: ['#1a222b', '0.075'], dark: ['#ffffff', '0.06'] } as const

export function markSvg(session: Session, nowMs: number, address: string | undefined, theme: 'light' | 'dark'): string {
  const { name, certificateNo, agency } = session.me
  const [ink, opacity] = inks[theme]
  const lines = [
    `${xmlText(name, 20)} ${xmlText(certificateNo ?? '', 20)}`,
    xmlText(agency.name, 24),
    `${minute(nowMs)} ${xmlText(address ?? '', 45)}`,
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="220"><g transform="rotate(-18 180 110)" fill="${ink}" fill-opacity="${opacity}" font-family="sans-serif" font-size="15">${lines
    .map((line, i) => `<text x="20" y="${90 + 22 * i}">${line}</text>`)
    .join('')}</g></svg>`
}

const url = (svg: string): string => `url("data:image/svg+xml,${encodeURIComponent(svg).replaceAll("'", '%27')}")`

/** The stylesheet of the mark, for this session and this minute. */
export function markCss(c: Context<ConsoleEnv>): Response {
  const session = c.get('session')
  const { nowMs } = c.get('view')
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  const address = env?.incoming?.socket?.remoteAddress
  const of = (theme: 'light' | 'dark') => url(markSvg(session, nowMs, address, theme))
  const css = `.wm{background-image:${of('light')}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]) .wm{background-image:${of('dark')}}}
@media screen{:root[data-theme=dark] .wm{background-image:${of('dark')}}}
`
  return c.body(css, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'private, no-store' })
}
