// Officers at their desks: with a cookie and plain requests, or in a real browser. Both sign in as the demonstration does;
// sign-in through a provider has tests of its own.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll } from 'vitest'
import { formIn } from './console-form.ts'
import { exchange } from './exchange.ts'
import type { World } from './world.ts'

export { formIn }

/** One officer's session without a browser. */
export class Desk {
  readonly url: string
  readonly cookie: string
  constructor(url: string, cookie: string) {
    this.url = url
    this.cookie = cookie
  }

  /** A page, as a browser would ask for it. */
  async page(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; headers: Headers }> {
    return exchange(`${this.url}${path}`, { headers: { cookie: this.cookie, accept: 'text/html', ...headers } })
  }

  /**
   * Sends the form that stands on page `from` and goes to `action`, with the values it holds and those given; answers where
   * it leads (`location`), or the page it shows.
   */
  async send(from: string, action: string, values: Record<string, string | readonly string[]> = {}) {
    const { text } = await this.page(from)
    const form = formIn(text, action)
    if (form === undefined) throw new Error(`${from} has no form to ${action}`)
    const body = new URLSearchParams(form)
    for (const [name, value] of Object.entries(values)) {
      body.delete(name)
      for (const one of Array.isArray(value) ? value : [value as string]) body.append(name, one)
    }
    return this.post(action, body)
  }

  async post(path: string, body: URLSearchParams, headers: Record<string, string> = {}) {
    const type = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    const answer = await exchange(`${this.url}${path}`, {
      method: 'POST',
      headers: { ...type, cookie: this.cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin', ...headers },
      body: String(body),
    })
    return { status: answer.status, text: answer.text, location: answer.headers.get('location') }
  }
}

/** The session of an organ's officer: the first two by number, or the one who decides. */
export async function signIn(w: World, organ: string, who: 0 | 1 | 'chief' = 0): Promise<Desk> {
  const { url } = w.gateway
  const { code } = w.organ(organ)
  const wanted = who === 'chief' ? w.organ(organ).chief : w.organ(organ).officers[who]
  const found = await w.db.ownerPool.query<{ id: string }>(
    'select o.id from officer o join agency a on a.id = o.agency_id where a.code = $1 and o.name = $2',
    [code, wanted?.name],
  )
  return signInAs(url, found.rows[0]?.id ?? '')
}

export async function signInAs(url: string, officerId: string): Promise<Desk> {
  const response = await fetch(`${url}/console/sign-in/demo`, {
    method: 'POST',
    body: new URLSearchParams({ officer: officerId }),
    headers: { 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  })
  const cookie = response.headers.getSetCookie().map((one) => one.split(';')[0])
  if (response.status !== 303 || cookie.length === 0) throw new Error(`nobody signed in: ${response.status}`)
  return new Desk(url, cookie.join('; '))
}

const chromiumAt = [process.env.XIANJIE_CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== '' && existsSync(path),
)

/** Why no browser can be had; undefined where one can. */
export const noBrowser = chromiumAt === undefined ? 'chromium is not installed (apt-get install chromium)' : undefined

let running: Promise<Browser> | undefined

/** The real browser of this file; ended with the file. */
export function browser(): Promise<Browser> {
  if (running === undefined) {
    running = chromium.launch({
      executablePath: chromiumAt as string,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
    afterAll(async () => (await running)?.close())
  }
  return running
}

/** A browser window in which the officer has signed in. */
export async function windowOf(
  desk: Desk,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await (await browser()).newContext({ baseURL: desk.url, locale: 'zh-CN', ...options })
  const { hostname } = new URL(desk.url)
  await context.addCookies(
    desk.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), domain: hostname, path: '/', httpOnly: true }
    }),
  )
  return context
}
