// A desk in front of the console bench's gateway: keep-alive requests with the session's cookie, answers as bytes, times as
// the server took them.
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { formIn } from '../console-form.ts'
import type { PostName, Staff } from '../console-staff.ts'

export interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As transferred. */
  readonly bytes: Buffer
}

export const textOf = ({ headers, bytes }: Got): string =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')

const sending = (body: string) => ({
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': String(body.length),
  'sec-fetch-site': 'same-origin',
})

export class BenchDesk {
  readonly #url: URL
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #cookies = new Map<PostName, string>()
  /** Bytes of stylesheets and scripts by their paths. */
  readonly #linked = new Map<string, number>()
  constructor(url: string) {
    this.#url = new URL(url)
  }

  get(path: string, by?: PostName, headers: Record<string, string> = {}): Promise<Got> {
    const cookie = by === undefined ? undefined : this.#cookies.get(by)
    return this.#ask('GET', path, {
      accept: 'text/html',
      'accept-encoding': 'gzip',
      ...(cookie && { cookie }),
      ...headers,
    })
  }

  async signIn(post: PostName, staff: Staff): Promise<void> {
    const body = new URLSearchParams({ officer: staff.ids[post] }).toString()
    const { status, headers } = await this.#ask('POST', '/console/sign-in/demo', sending(body), body)
    const cookie = headers['set-cookie']?.map((one) => one.split(';')[0]).join('; ')
    if (status !== 303 || cookie === undefined) throw new Error(`${post} could not sign in: ${status}`)
    this.#cookies.set(post, cookie)
  }

  /** Sends the form that stands on page `from` and goes to `action`; answers where it leads. */
  async send(from: string, action: string, by: PostName): Promise<string> {
    const form = formIn(textOf(await this.get(from, by)), action)
    if (form === undefined) throw new Error(`${from} has no form to ${action}`)
    const body = new URLSearchParams(form).toString()
    const { status, headers } = await this.#ask(
      'POST',
      action,
      { ...sending(body), cookie: this.#cookies.get(by) ?? '' },
      body,
    )
    if (status !== 303) throw new Error(`${action}: ${status}`)
    return headers.location ?? ''
  }

  /** What a first visit transfers: the page, its stylesheets and its scripts. */
  async weight(page: Got): Promise<number> {
    const linked = [...textOf(page).matchAll(/<(?:link rel="stylesheet" href|script src)="([^"]+)"/g)].map(
      (m) => m[1] as string,
    )
    let bytes = page.bytes.length
    for (const path of new Set(linked)) {
      const known = this.#linked.get(path) ?? (await this.get(path.replaceAll('&amp;', '&'))).bytes.length
      this.#linked.set(path, known)
      bytes += known
    }
    return bytes
  }

  close(): void {
    this.#agent.destroy()
  }

  #ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Got> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#url
      const asked = request({ agent: this.#agent, hostname, port, method, path, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(parts) }),
        )
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }
}
