// Reads `multipart/form-data` (RFC 7578) as it comes in: small fields whole, files as streams, one after the other, and
// nothing of a file is kept. Strict: what browsers do not send is refused.

export class MultipartFault extends Error {}

export interface Part {
  readonly name: string
  /** undefined: a field of text. An empty one: a file field in which nothing was chosen. */
  readonly filename: string | undefined
  readonly type: string
  /** To be read to its end before the next part is asked for. */
  readonly body: AsyncIterable<Buffer>
}

/** The headers of one part: name, file name, type; browsers send three lines. */
const headBytesMax = 8 * 1024
const utf8 = new TextDecoder()

/** The boundary that the content type names; undefined where the body is no form of this kind. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '')
  return found?.[1] ?? found?.[2]
}

/** The parts in their order. Throws MultipartFault. */
export async function* partsOf(from: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const source = from[Symbol.asyncIterator]()
  const mark = Buffer.from(`\r\n--${boundary}`)
  // The first boundary has no line break before it.
  let held: Buffer = Buffer.from('\r\n')
  let ended = false

  async function more(): Promise<void> {
    const next = await source.next()
    if (next.done === true) ended = true
    else held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value])
  }
  async function hold(bytes: number): Promise<void> {
    while (held.length < bytes && !ended) await more()
    if (held.length < bytes) throw new MultipartFault('the form was cut off')
  }

  /** What comes before the next boundary; the boundary itself is taken away. */
  async function* upToMark(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = held.indexOf(mark)
      if (at >= 0) {
        if (at > 0) yield held.subarray(0, at)
        held = held.subarray(at + mark.length)
        return
      }
      // The last bytes may be the beginning of a boundary.
      const sure = held.length - mark.length + 1
      if (sure > 0) {
        yield held.subarray(0, sure)
        held = held.subarray(sure)
      }
      if (ended) throw new MultipartFault('the form was cut off')
      await more()
    }
  }

  for await (const _ of upToMark()) throw new MultipartFault('something stands before the first part')
  for (;;) {
    await hold(2)
    const after = held.subarray(0, 2).toString('latin1')
    held = held.subarray(2)
    if (after === '--') return
    if (after !== '\r\n') throw new MultipartFault('a boundary is not followed by a line break')
    let end = held.indexOf('\r\n\r\n')
    while (end < 0) {
      if (held.length > headBytesMax) throw new MultipartFault('the head of a part is too long')
      await hold(held.length + 1)
      end = held.indexOf('\r\n\r\n')
    }
    const head = utf8.decode(held.subarray(0, end))
    held = held.subarray(end + 4)
    const body = upToMark()
    yield { ...headOf(head), body }
    for await (const _ of body);
  }
}

function headOf(head: string): Pick<Part, 'name' | 'filename' | 'type'> {
  const lines = new Map<string, string>()
  for (const line of head.split('\r\n')) {
    const at = line.indexOf(':')
    if (at > 0) lines.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim())
  }
  const disposition = lines.get('content-disposition') ?? ''
  const value = (name: string) => new RegExp(`;\\s*${name}="([^"]*)"`).exec(disposition)?.[1]
  const name = value('name')
  if (!/^form-data\b/i.test(disposition) || name === undefined) throw new MultipartFault('a part has no name')
  // Browsers escape these three and nothing else (HTML, form submission).
  const plain = (text: string) => text.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
  const filename = value('filename')
  return {
    name: plain(name),
    filename: filename === undefined ? undefined : plain(filename).split(/[\\/]/).at(-1),
    type: lines.get('content-type') ?? 'text/plain',
  }
}

/** A small field as text. */
export async function textOfPart({ body }: Part, bytesMax = 64 * 1024): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > bytesMax) throw new MultipartFault('a field is too long')
    chunks.push(chunk)
  }
  return utf8.decode(Buffer.concat(chunks))
}
