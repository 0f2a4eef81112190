// The records of one JSON array, text by text, however long the array is.

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93]
/** A record has tens of kilobytes. */
const recordMax = 16 * 1024 * 1024

export async function* jsonArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let held: Buffer[] = []
  let bytes = 0
  let depth = 0
  let inText = false
  let escaped = false
  for await (const chunk of chunks) {
    const part = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = depth >= 2 ? 0 : -1
    for (let i = 0; i < part.length; i++) {
      const byte = part[i]
      if (inText) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inText = false
        continue
      }
      if (byte === quote) inText = true
      else if (byte === openBrace || byte === openBracket) {
        depth += 1
        if (depth === 2) from = i
      } else if (byte === closeBrace || byte === closeBracket) {
        depth -= 1
        if (depth === 1) {
          const last = part.subarray(from, i + 1)
          yield (held.length === 0 ? last : Buffer.concat([...held, last])).toString('utf8')
          held = []
          bytes = 0
          from = -1
        }
      }
    }
    if (from < 0) continue
    bytes += part.length - from
    if (bytes > recordMax) throw new Error(`a record has more than ${recordMax} bytes`)
    held.push(Buffer.from(part.subarray(from)))
  }
  if (depth !== 0) throw new Error('the array ends in the middle of a record')
}
