// Lines of a file or of a request as they come, in batches: the population of a verification is read once and never held.
import { StringDecoder } from 'node:string_decoder'
import { PopulationFault } from './population.ts'

/** A longer line than this is none of ours; it must not fill the memory. */
const lineMax = 8_192

/** Batches of lines without their line ends; what does not end with one is a line too. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8')
  let [rest, read] = ['', 0]
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))
    const lines = text.split('\n')
    rest = lines.pop() ?? ''
    read += lines.length
    if (rest.length > lineMax) throw new PopulationFault(read + 1, 'is too long')
    if (lines.length > 0) yield lines
  }
  rest += decoder.end()
  if (rest !== '') yield [rest]
}
