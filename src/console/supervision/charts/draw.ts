// Draws charts and keeps the drawings by the digest of what they show: unchanged figures cost a look into a map. The only place
// of the console whose markup is not escaped, for it is made of figures and of names that the drawing has escaped.
import { createHash } from 'node:crypto'
import { raw } from 'hono/html'
import { chartDrawer } from '../../../supervision/index.ts'
import type { Html } from '../../html/pieces.ts'
import { cleaned } from './clean.ts'

/** What a chart shows, as plain JSON: equal drawings are equal byte for byte. */
export interface Drawing {
  /** Of the page: letters, so that the ids of two charts differ. */
  readonly name: string
  readonly width: number
  readonly height: number
  readonly option: Readonly<Record<string, unknown>>
}

/** Ten kilobytes each at most. */
const keptMax = 500
const kept = new Map<string, string>()

/** The `<svg>` of a drawing, named by the element with the id `labelledBy`. */
export async function drawn(drawing: Drawing, labelledBy: string): Promise<Html> {
  const digest = createHash('sha256').update(JSON.stringify(drawing)).digest('base64url')
  const inner = kept.get(digest) ?? (await draw(drawing))
  // What was asked for last stays longest.
  kept.delete(digest)
  kept.set(digest, inner)
  const [oldest] = kept.keys()
  if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
  const { width, height } = drawing
  return raw(`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${labelledBy}">${inner}</svg>`)
}

async function draw({ name, width, height, option }: Drawing): Promise<string> {
  const svg = (await chartDrawer())({ animation: false, silent: true, ...option }, width, height)
  return cleaned(svg, name)
}

/** Ready markup of the map, made by us of numbers alone. */
export const ready = (svg: string): Html => raw(svg)
