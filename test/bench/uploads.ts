// Sends files to a gateway as fast as it takes them: tus over plain HTTP, from memory, with no client library in between.
// The bytes are a block repeated, told apart by a number at the beginning of each, so that a file of any size costs no memory.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'

export const blockBytes = 1024 ** 2
const block = randomBytes(blockBytes)
const agent = new Agent({ keepAlive: true })

/** The bytes of file `n` from `from` on, in blocks; the same for the same number. */
export function* blocksOf(n: number, size: number, from = 0): Generator<Buffer> {
  for (let at = from; at < size; ) {
    const index = Math.floor(at / blockBytes)
    const mine = Buffer.from(block)
    mine.writeUInt32BE(n, 0)
    mine.writeUInt32BE(index, 4)
    const part = mine.subarray(at - index * blockBytes, Math.min(blockBytes, size - index * blockBytes))
    yield part
    at += part.length
  }
}

export function sha256Of(n: number, size: number): string {
  const hash = createHash('sha256')
  for (const part of blocksOf(n, size)) hash.update(part)
  return hash.digest('hex')
}

export interface Door {
  readonly url: string
  readonly token: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** One request; `body` is sent with back-pressure. */
export async function ask(
  door: Door,
  method: string,
  path: string,
  headers: Record<string, string | number> = {},
  body?: Iterable<Buffer>,
): Promise<Answer> {
  const sent = httpRequest(`${door.url}${path}`, {
    method,
    agent,
    headers: { authorization: `Bearer ${door.token}`, ...headers },
  })
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  answered.catch(() => {})
  let over = false
  void answered.then(
    () => (over = true),
    () => (over = true),
  )
  for (const part of body ?? []) {
    if (over) break
    if (!sent.write(part)) await Promise.race([once(sent, 'drain'), answered])
  }
  sent.end()
  const [response] = await answered
  let text = ''
  response.setEncoding('utf8')
  for await (const part of response) text += part
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

const tus = { 'tus-resumable': '1.0.0' }

export async function createUpload(door: Door, name: string, size: number): Promise<string> {
  const metadata = `filename ${Buffer.from(name).toString('base64')}`
  const made = await ask(door, 'POST', '/v1/materials', {
    ...tus,
    'upload-length': size,
    'upload-metadata': metadata,
    'content-length': 0,
  })
  if (made.status !== 201) throw new Error(`creation answers ${made.status} ${made.text}`)
  return String(made.headers.location).split('/').at(-1) ?? ''
}

/** A whole file in one PATCH; answers its id. */
export async function upload(door: Door, n: number, size: number): Promise<string> {
  const id = await createUpload(door, `${n}.bin`, size)
  const headers = {
    ...tus,
    'upload-offset': 0,
    'content-type': 'application/offset+octet-stream',
    'content-length': size,
  }
  const patched = await ask(door, 'PATCH', `/v1/materials/${id}`, headers, blocksOf(n, size))
  if (patched.status !== 204) throw new Error(`the upload answers ${patched.status} ${patched.text}`)
  return id
}

export interface Shown {
  readonly id: string
  readonly state: string
  readonly sha256: string
  readonly sm3: string
}

export async function shown(door: Door, id: string): Promise<Shown> {
  return JSON.parse((await ask(door, 'GET', `/v1/materials/${id}`)).text) as Shown
}

export async function remove(door: Door, id: string): Promise<void> {
  const gone = await ask(door, 'DELETE', `/v1/materials/${id}`, tus)
  if (gone.status !== 204) throw new Error(`the removal answers ${gone.status} ${gone.text}`)
}

/** Reads an answer to its end without keeping it. */
export async function download(door: Door, path: string): Promise<{ status: number; bytes: number; sha256: string }> {
  const sent = httpRequest(`${door.url}${path}`, {
    agent,
    headers: { authorization: `Bearer ${door.token}`, 'x-access-reason': 'bench' },
  })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    hash.update(part)
    bytes += part.length
  }
  return { status: response.statusCode ?? 0, bytes, sha256: hash.digest('hex') }
}
