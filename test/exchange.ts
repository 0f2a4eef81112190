// One request and its whole answer, by Node's own client: a suite asks a hundred thousand times, and most of `fetch` is for
// browsers.
import { Agent, request } from 'node:http'
import { Readable } from 'node:stream'

export interface Exchange {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

// Shorter than any server here holds an idle connection: none is used again at the moment in which it is closed.
const agent = new Agent({ keepAlive: true, timeout: 2_000 })

/** Rejects where no whole answer comes. */
export function exchange(
  url: string,
  asked: {
    method?: string
    headers?: Readonly<Record<string, string>>
    body?: string | Uint8Array | Readable | undefined
  } = {},
): Promise<Exchange> {
  const { method = 'GET', headers = {}, body } = asked
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method,
        headers: { ...headers, ...lengthOf(body) },
      },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({
            status: answer.statusCode as number,
            headers: new Headers(pairs(answer.rawHeaders)),
            text: Buffer.concat(parts).toString('utf8'),
          }),
        )
      },
    )
    sent.on('error', reject)
    if (body instanceof Readable) body.on('error', reject).pipe(sent)
    else sent.end(body)
  })
}

/** What comes bit by bit goes in chunks. */
const lengthOf = (body: string | Uint8Array | Readable | undefined) =>
  body === undefined || body instanceof Readable ? {} : { 'content-length': String(Buffer.byteLength(body)) }

const pairs = (raw: readonly string[]) =>
  Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [raw[2 * i] as string, raw[2 * i + 1] as string])
