// A real OpenID provider (oidc-provider) on this machine, and a person at a browser without a browser: cookies, redirects,
// the provider's own form. What the provider says can be bent on its way, as a liar between the two would.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'
import { afterAll } from 'vitest'
import { listenFree } from './ports.ts'

export const clientId = 'xianjie-console'
export const clientSecret = 'a secret that only the tests know'

export class IdentityProvider {
  readonly issuer: string
  /** Bends the claims of the next ID tokens; undefined: the provider says what is so. */
  lie: ((claims: JWTPayload) => JWTPayload) | undefined
  /** Signs with a key that it does not publish. */
  forges = false
  /** Answers nothing at the token endpoint. */
  silent = false
  readonly #key: JWK
  readonly #other: JWK
  #answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined

  constructor(issuer: string, key: JWK, other: JWK) {
    this.issuer = issuer
    this.#key = key
    this.#other = other
  }

  /** What the sign-in needs in the environment of the gateway. */
  get env(): Record<string, string> {
    return {
      XIANJIE_OIDC_ISSUER: this.issuer,
      XIANJIE_OIDC_CLIENT_ID: clientId,
      XIANJIE_OIDC_CLIENT_SECRET: clientSecret,
    }
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.silent && request.url?.startsWith('/token')) request.socket.destroy()
    else if (this.#answer === undefined) response.writeHead(503).end()
    else this.#answer(request, response)
  }

  /** Takes in the console at `url` as its client. */
  serve(url: string): void {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [`${url}/console/sign-in/return`],
          post_logout_redirect_uris: [`${url}/console/sign-in`],
          backchannel_logout_uri: `${url}/console/sign-out/told`,
          backchannel_logout_session_required: true,
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [this.#key as never] },
      cookies: { keys: ['of the tests'] },
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
      ttl: { Interaction: 600, Grant: 3_600, Session: 3_600, AccessToken: 600, IdToken: 600 },
      pkce: { required: () => true },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      // Nobody is asked for consent: the console is the house's own.
      async loadExistingGrant(ctx) {
        const grant = new ctx.oidc.provider.Grant({ clientId, accountId: ctx.oidc.session?.accountId as string })
        grant.addOIDCScope('openid')
        await grant.save()
        return grant
      },
      // The gateway stands on this machine, which the provider would not call otherwise.
      fetch: (input, init) => fetch(input, { ...init, dispatcher: undefined } as never),
    })
    provider.use(async (ctx, next) => {
      await next()
      const body = ctx.body as { id_token?: string } | undefined
      if (ctx.path !== '/token' || body?.id_token === undefined) return
      if (this.lie !== undefined) body.id_token = await this.sign(this.lie(decodeJwt(body.id_token)))
      else if (this.forges) body.id_token = await this.sign(decodeJwt(body.id_token), this.#other)
    })
    const handle = provider.callback()
    this.#answer = (request, response) => void handle(request, response)
  }

  /** Claims as the provider signs them. */
  async sign(claims: JWTPayload, key: JWK = this.#key, typ?: string): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: this.#key.kid as string, ...(typ !== undefined && { typ }) })
      .sign(await importJWK(key, 'ES256'))
  }
}

/** Call at the top level of a test file, before its world. */
export async function identityProvider(): Promise<IdentityProvider> {
  const [key, other] = await Promise.all(
    [0, 1].map(async () => {
      const { privateKey } = await generateKeyPair('ES256', { extractable: true })
      return { ...(await exportJWK(privateKey)), kid: 'provider-1', alg: 'ES256', use: 'sig' }
    }),
  )
  let provider: IdentityProvider | undefined
  const server = createServer((request, response) => provider?.answer(request, response))
  const port = await listenFree(server)
  provider = new IdentityProvider(`http://127.0.0.1:${port}`, key as JWK, other as JWK)
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return provider
}

export interface Seen {
  readonly url: string
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** A person at a browser: keeps cookies by host and port, follows redirects, fills the provider's form in. */
export class Person {
  readonly #jars = new Map<string, Map<string, string>>()
  /** Every address that was gone to, the last last. */
  readonly trail: string[] = []

  cookies(origin: string): ReadonlyMap<string, string> {
    return this.#jars.get(origin) ?? new Map()
  }
  cookieHeader(origin: string): string {
    return [...this.cookies(origin)].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  setCookie(origin: string, name: string, value: string): void {
    const jar = this.#jars.get(origin) ?? new Map<string, string>()
    this.#jars.set(origin, jar.set(name, value))
  }

  /** One request, redirects not followed. */
  async ask(url: string, form?: Record<string, string>): Promise<Seen & { location: string | null; set: string[] }> {
    const { origin } = new URL(url)
    this.trail.push(url)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: this.cookieHeader(origin),
        ...(form !== undefined && { origin, 'sec-fetch-site': 'same-origin' }),
      },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    })
    const set = response.headers.getSetCookie()
    for (const one of set) this.#keep(origin, one)
    const at = response.headers.get('location')
    return {
      ...{ url, status: response.status, text: await response.text(), headers: response.headers, set },
      location: at === null ? null : new URL(at, url).href,
    }
  }

  /** Follows redirects to the page where they end; `until`: stops before an address that begins so. */
  async go(url: string, form?: Record<string, string>, until?: string): Promise<Seen> {
    let seen = await this.ask(url, form)
    for (let hops = 0; seen.location !== null && hops < 20; hops++) {
      if (until !== undefined && seen.location.startsWith(until)) return { ...seen, url: seen.location }
      seen = await this.ask(seen.location)
    }
    return seen
  }

  /** Signs in at the provider as `subject`; with `until`, answers the address at which it stopped. */
  async signIn(
    gateway: string,
    subject: string,
    { back = '/console/me', until }: { back?: string; until?: string } = {},
  ): Promise<Seen> {
    const there = await this.go(`${gateway}/console/sign-in/begin?back=${encodeURIComponent(back)}`, undefined, until)
    const action = /<form[^>]*action="([^"]+)"/.exec(there.text)?.[1]
    if (action === undefined || !there.text.includes('name="login"')) return there
    return this.go(new URL(action, there.url).href, { prompt: 'login', login: subject, password: 'any' }, until)
  }

  /** Signs out at the provider, from the address that its page was reached by. */
  async signOutThere(url: string): Promise<Seen> {
    const asked = await this.go(url)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.text)?.[1]
    const action = /<form id="op.logoutForm"[^>]*action="([^"]+)"/.exec(asked.text)?.[1]
    if (xsrf === undefined || action === undefined) return asked
    return this.go(action, { xsrf, logout: 'yes' })
  }

  #keep(origin: string, line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const at = pair.indexOf('=')
    const jar = this.#jars.get(origin) ?? new Map<string, string>()
    const gone =
      attributes.some((a) => /^max-age=0$/i.test(a) || /^expires=Thu, 01 Jan 1970/i.test(a)) || at === pair.length - 1
    if (gone) jar.delete(pair.slice(0, at))
    else jar.set(pair.slice(0, at), pair.slice(at + 1))
    this.#jars.set(origin, jar)
  }
}
