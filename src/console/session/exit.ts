// Going out: here and at the provider, of this session or of all; and the provider's own word that somebody has gone
// (OpenID Connect Back-Channel Logout 1.0).
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { identityOf } from '../../agencies/index.ts'
import { SealFault } from '../../kernel/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { page } from '../html/shell.ts'
import { addressOf, cookieOf, sessionCookie, takeCookie } from './cookies.ts'
import { formOf, textOf } from './forms.ts'
import { type Provider, ProviderAway, type ToldSignOut, Unproved } from './provider.ts'
import { digestOf, type Ended, endSession, endSessionsBy, endSessionsOf } from './sessions.ts'
import { heardOnce } from './sign-ins.ts'

type C = Context<ConsoleEnv>

/** Servers and proxies take addresses of this length; a longer token is not shown, and the provider asks the person. */
const hintCharactersMax = 4_000
const tokenCharactersMax = 16_000

export function exit(deps: ConsoleDeps, provider: Provider | undefined): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const { pool, issuer, log, sealer } = deps

  door.post('/sign-out', async (c) => {
    const secret = cookieOf(c, issuer, sessionCookie)
    const ended = secret === undefined ? undefined : await endSession(pool, digestOf(secret))
    return gone(c, ended)
  })

  door.post('/sign-out/all', async (c) => {
    const { session } = c.get('view')
    const ended = session === null ? undefined : await endSession(pool, session.id)
    if (session !== null) await endSessionsOf(pool, session.me.officerId)
    return gone(c, ended)
  })

  door.post('/sign-out/told', async (c) => {
    c.header('cache-control', 'no-store')
    const token = textOf(await formOf(c), 'logout_token')
    if (provider === undefined) return c.notFound()
    if (token === '' || token.length > tokenCharactersMax) return c.json({ error: 'invalid_request' }, 400)
    let told: ToldSignOut
    try {
      told = await provider.toldSignOut(token)
    } catch (error) {
      if (!(error instanceof Unproved) && !(error instanceof ProviderAway)) throw error
      log.warn({ error: error.message, address: addressOf(c) }, 'a sign-out that was told is not believed')
      return error instanceof Unproved
        ? c.json({ error: 'invalid_request' }, 400)
        : c.json({ error: 'temporarily_unavailable' }, 503)
    }
    if (!(await heardOnce(pool, told.jti, told.expiresAtMs))) return c.json({ error: 'invalid_request' }, 400)
    const identity = told.subject === undefined ? undefined : await identityOf(pool, provider.issuer, told.subject)
    // A subject that is bound to nobody has no sessions, whatever their provider's session is called.
    const known = told.subject === undefined || identity !== undefined
    const count = known ? await endSessionsBy(pool, { identity: identity?.id, sid: told.sid }) : 0
    log.info({ officer: identity?.officerId, sessions: count }, 'the identity provider signed somebody out')
    return c.body(null, 200)
  })
  return door

  /** The cookie goes, and where somebody came in by the provider the browser signs out there too. */
  async function gone(c: C, ended: Ended | undefined): Promise<Response> {
    const view = c.get('view')
    if (view.session !== null)
      log.info({ officer: view.session.me.officerId, address: addressOf(c) }, 'an officer signed out')
    takeCookie(c, issuer, sessionCookie)
    // What scripts keep on this desk (unfinished uploads) goes too.
    c.header('clear-site-data', '"storage"')
    const there = ended?.method === 'oidc' ? await signOutThere(ended) : undefined
    if (there === undefined) return c.redirect('/console/sign-in', 303)
    // No redirect: the page's policy lets forms lead nowhere but here, and redirects after them count as theirs.
    c.set('view', { ...view, session: null, notice: null })
    c.header('refresh', `0;url=${there}`)
    const { t } = view
    return page(
      c,
      { title: t('session.gone') },
      html`<h1>${t('session.gone')}</h1><p class="lead">${t('session.goneHere')}</p><p><a class="btn" href="${there}">${t('session.goneThere')}</a></p>`,
    )
  }

  async function signOutThere({ idToken }: Ended): Promise<string | undefined> {
    const opened = idToken === null ? undefined : unsealed(idToken)
    const hint = opened !== undefined && opened.length <= hintCharactersMax ? opened : undefined
    try {
      return (await provider?.signOutUrl(hint))?.href
    } catch (error) {
      log.warn({ error: String(error) }, 'signed out here only: the identity provider cannot be used')
      return undefined
    }
  }

  function unsealed(text: string): string | undefined {
    try {
      return sealer.unseal(text)
    } catch (error) {
      if (error instanceof SealFault) return undefined
      throw error
    }
  }
}
