// The door of the files that penalty records come in: CSV, XLSX and NDJSON as a stream of rows with their line numbers, the
// form recognised by content. It reads no meaning into a row.
import { createReadStream } from 'node:fs'
import { csvRows, delimiterOf } from './csv.ts'
import { encodingOf } from './encoding.ts'
import { FileFault, type Row, sheetFileBytesMax } from './limits.ts'
import { ndjsonRows } from './lines.ts'
import { sheetRows } from './sheets.ts'

export { FileFault, type Row } from './limits.ts'

export type FileFormat = 'csv' | 'xlsx' | 'ndjson'
/** Enough to know a form and an encoding by. */
const headBytes = 64 * 1024

/**
 * The rows of a file, with the line on which each begins (the row, in a spreadsheet). A row that cannot be read has a fault in
 * place of a record. Throws FileFault where the file as a whole cannot be read on.
 */
export async function* readFile(
  file: string | AsyncIterable<Uint8Array>,
  { format }: { readonly format?: FileFormat | undefined } = {},
): AsyncGenerator<Row> {
  const stream = typeof file === 'string' ? createReadStream(file, { highWaterMark: headBytes }) : undefined
  const chunks = buffers(stream ?? (file as AsyncIterable<Uint8Array>))
  try {
    const { head, ended } = await headOf(chunks)
    const all = rejoined(head, chunks)
    switch (format ?? formatOf(head)) {
      case 'xlsx':
        return yield* sheetRows(await whole(all))
      case 'ndjson':
        return yield* ndjsonRows(all)
      case 'csv': {
        const encoding = encodingOf(head, ended)
        return yield* csvRows(all, encoding, delimiterOf(new TextDecoder(encoding).decode(head)))
      }
    }
  } finally {
    stream?.destroy()
  }
}

/** By its first bytes: a zip is a spreadsheet, a brace begins a record, all else is a table of text. */
export function formatOf(head: Buffer): FileFormat {
  if (head.subarray(0, 2).toString('latin1') === 'PK' || head.subarray(0, 4).equals(Buffer.from('d0cf11e0', 'hex')))
    return 'xlsx'
  const text = head
    .subarray(head[0] === 0xef ? 3 : 0, 512)
    .toString('latin1')
    .trimStart()
  if (text.startsWith('[')) throw new FileFault('The file is a JSON array; write one record a line (NDJSON).')
  return text.startsWith('{') ? 'ndjson' : 'csv'
}

async function* buffers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
}

async function headOf(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; ended: boolean }> {
  const parts: Buffer[] = []
  let bytes = 0
  while (bytes < headBytes) {
    const next = await chunks.next()
    if (next.done === true) return { head: Buffer.concat(parts), ended: true }
    parts.push(next.value)
    bytes += next.value.length
  }
  return { head: Buffer.concat(parts), ended: false }
}

async function* rejoined(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head
  yield* rest
}

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > sheetFileBytesMax)
      throw new FileFault(`The spreadsheet has more than ${sheetFileBytesMax} bytes; save it as CSV.`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}
