// Reads a body once, within its limit, and parses it by its contract. Malformed ends here, with a pointer to every field
// that is wrong; nothing behind this door sees anything unparsed.
import type { Context } from 'hono'
import type { ZodError, ZodType } from 'zod'
import { bodyBytesMax, drainedBytesMax, type FieldFault, jsonDepthMax, Refusal } from '../kernel/index.ts'

/** More faults than this help nobody, and a hostile body must not make a large answer. */
const faultsMax = 50
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** The body's bytes, or unsupported_media_type, body_too_large. */
export async function readJson(c: Context): Promise<Buffer | Refusal> {
  const type = c.req.header('content-type')
  if (type === undefined || !/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    return new Refusal('unsupported_media_type', 'Send application/json.')
  }
  return readBytes(c, bodyBytesMax, 'files belong into /v1/materials')
}

/** A file as the body: its bytes, or unsupported_media_type, body_too_large. */
export async function readFileBody(c: Context, mediaType: string, bytesMax: number): Promise<Buffer | Refusal> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== mediaType) return new Refusal('unsupported_media_type', `Send ${mediaType}.`)
  return readBytes(c, bytesMax, 'divide the file')
}

/** The body as its contract has it, or malformed_json, invalid_fields. */
export function parseBody<T>(raw: Buffer, schema: ZodType<T>): T | Refusal {
  if (deeperThan(raw, jsonDepthMax)) {
    return new Refusal('malformed_json', `The body nests deeper than ${jsonDepthMax} levels.`)
  }
  let json: unknown
  try {
    json = JSON.parse(utf8.decode(raw))
  } catch (error) {
    return new Refusal(
      'malformed_json',
      `The body is no JSON in UTF-8: ${error instanceof SyntaxError ? error.message.slice(0, 200) : 'it is not UTF-8'}`,
    )
  }
  const parsed = schema.safeParse(json)
  return parsed.success
    ? parsed.data
    : new Refusal('invalid_fields', 'Some fields are not as the contract has them.', {
        errors: faultsOf(parsed.error),
      })
}

/** Whether brackets nest deeper than `max`; one pass, before the parser sees anything. */
function deeperThan(raw: Buffer, max: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < raw.length; i++) {
    const byte = raw[i]
    if (inString) {
      if (byte === 0x5c)
        i += 1 // a backslash: what follows it ends nothing
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1
      if (depth > max) return true
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1
  }
  return false
}

async function readBytes(c: Context, bytesMax: number, instead: string): Promise<Buffer | Refusal> {
  const tooLarge = () => new Refusal('body_too_large', `A body may have ${bytesMax} bytes here; ${instead}.`)
  const declared = c.req.header('content-length')
  if (declared !== undefined) return Number(declared) > bytesMax ? tooLarge() : Buffer.from(await c.req.arrayBuffer())
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size <= bytesMax) chunks.push(chunk)
    // Left half read, the body would take the connection down, and with it the client's next request.
    if (size > drainedBytesMax) {
      c.header('connection', 'close')
      break
    }
  }
  return size > bytesMax ? tooLarge() : Buffer.concat(chunks)
}

/** Zod's issues as JSON Pointers, the first fault of each field. */
export function faultsOf(error: ZodError): FieldFault[] {
  const faults = new Map<string, FieldFault>()
  const add = (path: readonly PropertyKey[], detail: string) => {
    const at = pointer(path)
    if (!faults.has(at) && faults.size < faultsMax) faults.set(at, { pointer: at, detail })
  }
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) add([...issue.path, key], 'this field is not known here')
    else add(issue.path, issue.message)
  }
  return [...faults.values()]
}

/** Longer names than this are the sender's invention and are cut. */
const nameCharactersMax = 100

const pointer = (path: readonly PropertyKey[]) =>
  path
    .map((p) => `/${[...String(p)].slice(0, nameCharactersMax).join('').replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
