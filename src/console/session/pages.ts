// What stands before the sign-in: coming in, going out, and the choice of language.
import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { cookieOf, giveCookie, languageCookie } from './cookies.ts'
import { demoPages } from './demo.ts'
import { entrance } from './entrance.ts'
import { exit } from './exit.ts'
import { backOf, formOf, textOf } from './forms.ts'
import { openProvider } from './provider.ts'
import { changeSession } from './sessions.ts'

/** Before the sign-in. Throws KeyFault where the key that proves the console to the provider cannot be used. */
export function signInPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const { pool, issuer, now } = deps
  const provider = deps.oidc && openProvider(deps.oidc, new URL(issuer).origin, now)
  door.route('/', entrance(deps, provider))
  door.route('/', exit(deps, provider))
  if (deps.demoSignIn) door.route('/', demoPages(deps))

  door.post('/language', async (c) => {
    const form = await formOf(c)
    const lang = textOf(form, 'lang') === 'en' ? 'en' : 'zh'
    const { session } = c.get('view')
    if (session !== null) await changeSession(pool, session.id, { lang })
    // The page after the sign-out, and the next sign-in at this desk, speak it too.
    if (session === null || cookieOf(c, issuer, languageCookie) !== lang)
      giveCookie(c, issuer, languageCookie, lang, 31_536_000)
    return c.redirect(backOf(textOf(form, 'back')), 303)
  })
  return door
}
