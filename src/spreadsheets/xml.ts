// Reads a part of a spreadsheet as a stream of tags, within limits that no honest file meets. Entities that a file defines
// itself are not known here, so that none can unfold.
import { SaxesParser } from 'saxes'

/** Why a file is not read, in words for who sent it; `cell` where one is to blame. */
export class Unreadable extends Error {
  readonly cell: string | undefined
  constructor(message: string, cell?: string) {
    super(message)
    this.name = 'Unreadable'
    this.cell = cell
  }
}

/** Opens a part anew. */
export type XmlSource = () => Promise<AsyncIterable<Buffer>>
export type Attributes = Readonly<Record<string, string>>

export interface XmlHandlers {
  /** Names come without their prefix. */
  open(tag: string, attributes: Attributes): void
  text?(text: string): void
  close?(tag: string): void
}

/** Worksheets nest seven levels. */
const depthMax = 64
const attributesMax = 200

const local = (name: string) => name.slice(name.indexOf(':') + 1)

/** An attribute by its name without prefix. */
export function attributeOf(attributes: Attributes, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name]
  const key = Object.keys(attributes).find((k) => k.endsWith(`:${name}`))
  return key === undefined ? undefined : attributes[key]
}

/** Runs a part through the handlers. Throws Unreadable, also with what a handler throws. */
export async function xmlEvents(source: XmlSource, on: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ position: false })
  let depth = 0
  let attributes = 0
  parser.on('error', (error) => {
    throw new Unreadable(`The spreadsheet is damaged: ${error.message.slice(0, 200)}`)
  })
  parser.on('doctype', () => {
    throw new Unreadable('The spreadsheet is damaged: its XML has a document type.')
  })
  parser.on('opentagstart', () => {
    attributes = 0
    if (++depth > depthMax) throw new Unreadable(`The spreadsheet is damaged: its XML nests deeper than ${depthMax}.`)
  })
  parser.on('attribute', () => {
    if (++attributes > attributesMax) throw new Unreadable('The spreadsheet is damaged: an endless tag.')
  })
  parser.on('opentag', (tag) => on.open(local(tag.name), tag.attributes as Attributes))
  parser.on('text', (text) => on.text?.(text))
  parser.on('cdata', (text) => on.text?.(text))
  parser.on('closetag', (tag) => {
    depth -= 1
    on.close?.(local(tag.name))
  })
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  try {
    // Chunk by chunk: other requests have their turn between two of them.
    for await (const chunk of await source()) parser.write(utf8.decode(chunk, { stream: true }))
    parser.write(utf8.decode()).close()
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable(`The spreadsheet is damaged: ${error instanceof Error ? error.message.slice(0, 200) : ''}`)
  }
}

/** `_x000D_` is how a spreadsheet writes what XML cannot hold (ECMA-376 22.9.2.19). */
export const unescaped = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
