// The encoding of a text file by its bytes: UTF-8 with or without a mark, UTF-16 with one, or else GB18030, which is what
// spreadsheet programs of Chinese editions write.
import { FileFault } from './limits.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** By the beginning of the file. A text without one Chinese character in it is the same in both. */
export function encodingOf(head: Buffer, whole: boolean): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  // Cut in the middle of a character, the head is no fault of its own.
  for (let cut = 0; cut <= (whole ? 0 : 3); cut++)
    if (decodes('utf-8', head.subarray(0, head.length - cut))) return 'utf-8'
  return 'gb18030'
}

function decodes(encoding: Encoding, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Text from bytes. A file whose later part is in another encoding than its beginning is not read on. */
export async function* decoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of chunks) {
      const text = decoder.decode(chunk, { stream: true })
      if (text !== '') yield text
    }
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } catch (error) {
    if (error instanceof TypeError) throw new FileFault(`The file is not in ${encoding} from beginning to end.`)
    throw error
  }
}
