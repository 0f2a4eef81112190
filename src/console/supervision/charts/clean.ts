// Makes what ECharts draws fit for a page under a strict policy: no style, no script, no colour of its own, and names that are the
// page's. It knows few elements and attributes; what else the drawing holds is a fault.
import { classOf } from './paint.ts'

/** A drawing that cannot be shown as it is. */
export class ChartFault extends Error {}

const elements = ['svg', 'g', 'path', 'text', 'rect', 'circle', 'polyline', 'polygon', 'line', 'defs', 'clipPath']
const kept = [
  ...['d', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points', 'transform', 'fill-opacity'],
  ...['dominant-baseline', 'text-anchor', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'stroke-dasharray'],
]
const dropped = [
  'id',
  'class',
  'xml:space',
  'baseProfile',
  'version',
  'xmlns',
  'xmlns:xlink',
  'viewBox',
  'font-family',
  'pointer-events',
]

/** What stands inside the `<svg>`; `name` makes the ids of a page differ. */
export function cleaned(svg: string, name: string): string {
  const ids = new Map<string, string>()
  const idOf = (id: string) => {
    if (!ids.has(id)) ids.set(id, `${name}-c${ids.size}`)
    return ids.get(id) as string
  }
  let inDefs = false
  const plain = svg.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<defs\s*>\s*<\/defs>/g, '')
  const inner = plain.replace(
    /<(\/?)([A-Za-z]+)([^>]*?)(\/?)>/g,
    (_, end: string, tag: string, rest: string, alone: string) => {
      if (!elements.includes(tag)) throw new ChartFault(`a chart holds <${tag}>`)
      if (tag === 'svg') return ''
      if (tag === 'defs') inDefs = end === ''
      if (end !== '') return `</${tag}>`
      return `<${tag}${attributes(tag, rest)}${alone}>`
    },
  )
  return inner.trim().replace(/\s*\n\s*/g, '')

  function attributes(tag: string, rest: string): string {
    const names: string[] = []
    let text = ''
    let painted = inDefs || tag === 'g'
    for (const [, attribute = '', value = ''] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (attribute === 'fill' || attribute === 'stroke') {
        painted = true
        if (inDefs) continue
        if (value === 'none' || value === 'transparent') text += ` ${attribute}="none"`
        else names.push(named(value))
      } else if (attribute === 'style') text += fontSize(value)
      else if (attribute === 'clip-path') text += ` clip-path="url(#${idOf(value.slice(5, -1))})"`
      else if (attribute === 'id' && tag === 'clipPath') text += ` id="${idOf(value)}"`
      else if (kept.includes(attribute)) text += ` ${attribute}="${value}"`
      else if (!dropped.includes(attribute) && !attribute.startsWith('ecmeta'))
        throw new ChartFault(`a chart has ${attribute}`)
    }
    // A shape without a paint would be black.
    if (!painted) throw new ChartFault(`a chart has an unpainted <${tag}>`)
    return names.length === 0 ? text : `${text} class="${[...new Set(names)].join(' ')}"`
  }

  function named(colour: string): string {
    const found = classOf(colour)
    if (found === undefined) throw new ChartFault(`a chart has the colour ${colour}, which stands for no class`)
    return found
  }
}

const fontSize = (style: string): string => {
  const size = /font-size:\s*(\d+)px/.exec(style)?.[1]
  return size === undefined ? '' : ` font-size="${size}"`
}
