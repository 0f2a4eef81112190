// The container of a DOCX with bytes that depend on its parts alone: entries in a given order, one fixed date, deflate in
// JavaScript. Node's own deflate differs between processors and releases, and a digest must not.
import PizZip from 'pizzip'

/** The earliest date that a zip can hold; pizzip writes local time, so the moment is local too. */
const fixedDate = () => new Date(1980, 0, 1, 0, 0, 0)

export interface Part {
  readonly name: string
  readonly bytes: Buffer | string
  /** Packed already, like a picture: packing it again costs time and saves nothing. */
  readonly stored?: true
}

/** The parts as one zip. */
export function zipOf(parts: readonly Part[]): Buffer {
  const zip = new PizZip()
  for (const { name, bytes, stored } of parts) {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes
    const packed = stored && ({ compression: 'STORE' } as const)
    zip.file(name, data, { date: fixedDate(), createFolders: false, binary: true, ...packed })
  }
  // Entries come out in the order in which they went in: Word wants the list of types first.
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'DOS' })
}

/** Parts of a zip in their order. Throws where it is none. */
export function partsOf(bytes: Buffer): Part[] {
  const zip = new PizZip(bytes)
  return Object.values(zip.files)
    .filter((file) => !file.dir)
    .map((file) => ({ name: file.name, bytes: file.asNodeBuffer() }))
}
