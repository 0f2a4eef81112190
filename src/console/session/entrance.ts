// Coming in: to the provider and back from it. What comes back is used once, by the browser that asked for it, and opens the
// console only for an identity that is bound to an officer.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { identityOf } from '../../agencies/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { foreign, type Shown, summary } from '../html/pieces.ts'
import { refusedPage } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import type { WordKey } from '../words/index.ts'
import { openAttempts } from './attempts.ts'
import { addressOf, cookieOf, giveCookie, signInCookie, takeCookie } from './cookies.ts'
import { demoChoice } from './demo.ts'
import { backOf } from './forms.ts'
import { type Proved, type Provider, ProviderAway, Unproved } from './provider.ts'
import { comeIn } from './sessions.ts'
import { isBrowser, keepSignIn, newBrowser, takeSignIn } from './sign-ins.ts'

type C = Context<ConsoleEnv>

export function entrance(deps: ConsoleDeps, provider: Provider | undefined): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const { pool, issuer, now, log } = deps
  const attempts = openAttempts(pool)

  door.get('/sign-in', async (c) => {
    const v = c.get('view')
    const { t } = v
    const back = backOf(c.req.query('back'))
    if (v.session !== null && !deps.demoSignIn) return c.redirect(back, 303)
    if (provider === undefined && !deps.demoSignIn)
      return refusedPage(c, { title: t('session.in'), status: 503, why: t('session.noProvider') })
    return page(
      c,
      { title: t('session.in') },
      html`<h1>${t('session.in')}</h1>${
        provider === undefined
          ? ''
          : html`<p class="lead">${t('session.byProvider')}</p><p><a class="btn" href="${beginAt(back)}">${t('session.begin')}</a></p>`
      }${deps.demoSignIn ? await demoChoice(deps, v, back) : ''}`,
    )
  })
  if (provider === undefined) return door

  door.get('/sign-in/begin', async (c) => {
    const { t } = c.get('view')
    const wait = await attempts.wait(addressOf(c), now())
    if (wait > 0) {
      c.header('retry-after', String(wait))
      return refusedPage(c, { title: t('session.in'), status: 429, why: t('session.tooMany') })
    }
    try {
      const { url, ...expected } = await provider.begin()
      const there = cookieOf(c, issuer, signInCookie)
      // Several tabs may be under way at once.
      const browser = isBrowser(there) ? there : newBrowser()
      await keepSignIn(pool, expected, { browser, back: backOf(c.req.query('back')), nowMs: now() })
      giveCookie(c, issuer, signInCookie, browser, 600)
      return c.redirect(url.href, 303)
    } catch (error) {
      return failed(c, error)
    }
  })

  door.get('/sign-in/return', async (c) => {
    const browser = cookieOf(c, issuer, signInCookie)
    const state = c.req.query('state')
    const begun =
      isBrowser(browser) && state !== undefined ? await takeSignIn(pool, { state, browser, nowMs: now() }) : undefined
    if (begun === undefined) return refusedHere(c, 400, 'session.over')
    let proved: Proved
    try {
      proved = await provider.finish(new URL(c.req.url).search, begun)
    } catch (error) {
      return failed(c, error, begun.back)
    }
    const { subject, sid, idToken } = proved
    const found = await identityOf(pool, provider.issuer, subject)
    if (found === undefined || found.disabled) {
      log.warn(
        { subject, address: addressOf(c), disabled: found?.disabled },
        'a sign-in to the console was turned away',
      )
      return turnedAway(c, proved, found === undefined ? 'session.unbound' : 'session.disabled')
    }
    const { officerId, agencyId, id: identity } = found
    await comeIn(deps, c, { officerId, agencyId, method: 'oidc', sid, identity, idToken: deps.sealer.seal(idToken) })
    takeCookie(c, issuer, signInCookie)
    return c.redirect(begun.back, 303)
  })
  return door

  function failed(c: C, error: unknown, back?: string): Promise<Response> {
    if (error instanceof ProviderAway) {
      log.error({ error: chainOf(error) }, 'the identity provider cannot be used')
      return refusedHere(c, 503, 'session.providerAway', back)
    }
    if (!(error instanceof Unproved)) throw error
    log.warn({ code: error.code, said: error.said, address: addressOf(c) }, 'a sign-in to the console proved nobody')
    if (error.code === 'refused_there') {
      const { t } = c.get('view')
      return refusedHere(
        c,
        403,
        'session.refusedThere',
        back,
        summary([[t('session.providerSaid'), foreign(error.said, 100)]]),
      )
    }
    return refusedHere(c, 403, 'session.unproved', back)
  }

  /** A person whom the provider knows and the registry does not. The subject is what an administrator has to bind. */
  async function turnedAway(c: C, { subject, idToken }: Proved, why: WordKey): Promise<Response> {
    const { t } = c.get('view')
    const out = await provider?.signOutUrl(idToken).catch(() => undefined)
    return refusedPage(c, {
      title: t('session.notIn'),
      status: 403,
      why: t(why),
      more: html`${summary([
        [t('session.issuer'), foreign(provider?.issuer)],
        [t('session.subject'), foreign(subject, 300)],
      ])}${out === undefined ? '' : html`<p><a class="btn quiet" href="${out.href}">${t('session.asSomebodyElse')}</a></p>`}`,
    })
  }
}

function refusedHere(c: C, status: 400 | 403 | 503, why: WordKey, back = '/console/', more?: Shown): Promise<Response> {
  const { t } = c.get('view')
  return refusedPage(c, {
    title: t('session.notIn'),
    status,
    why: t(why),
    more: html`${more ?? ''}<p><a class="btn" href="${beginAt(back)}">${t('session.again')}</a></p>`,
  })
}

const beginAt = (back: string) => `/console/sign-in/begin?back=${encodeURIComponent(back)}`

/** An error with its causes: what the operator needs to mend the connection to the provider. */
function chainOf(error: unknown): string {
  const said: string[] = []
  for (let one = error; one instanceof Error && said.length < 5; one = one.cause) said.push(one.message)
  return said.join(': ')
}
