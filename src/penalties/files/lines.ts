// NDJSON, a record a line, and JSON arrays are not it: lines are cut from the stream with a limit, and what is no JSON is
// named by its line.
import { parseExactly } from '../reading/index.ts'
import { lineBytesMax, type Row } from './limits.ts'

const newline = 10

export async function* ndjsonRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  let line = 0
  for await (const one of linesOf(chunks)) {
    line += 1
    const row = rowOf(one, line)
    if (row !== null) yield row
  }
}

function rowOf(bytes: Buffer | 'too_long', line: number): Row | null {
  if (bytes === 'too_long') return { line, fault: `The line has more than ${lineBytesMax} bytes.` }
  let text: string
  try {
    text = utf8.decode(bytes).trim()
  } catch {
    return { line, fault: 'The line is not in UTF-8.' }
  }
  if (text === '') return null
  try {
    return { line, raw: parseExactly(text) }
  } catch (error) {
    return { line, fault: `The line is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}` }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Lines without their ends; of one that is too long nothing is kept while it passes. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | 'too_long'> {
  let held: Buffer[] = []
  let bytes = 0
  let skipping = false
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const part = chunk.subarray(from, end)
      from = end + 1
      if (skipping || bytes + part.length > lineBytesMax) yield 'too_long'
      else yield held.length === 0 ? part : Buffer.concat([...held, part])
      held = []
      bytes = 0
      skipping = false
    }
    const rest = chunk.subarray(from)
    if (rest.length === 0 || skipping) continue
    bytes += rest.length
    if (bytes > lineBytesMax) {
      skipping = true
      held = []
    } else held.push(Buffer.from(rest))
  }
  if (skipping) yield 'too_long'
  else if (held.length > 0) yield Buffer.concat(held)
}
