// Sign-in, sign-out, and the officer's own choices.
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { foreign, hidden } from '../html/pieces.ts'
import { refusedPage } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { backOf, formOf, textOf } from './forms.ts'
import { cookieOf, giveCookie, languageCookie, sessionCookie, takeCookie } from './cookies.ts'
import { demoOfficer, demoOfficers } from './demo.ts'
import { beginSession, changeSession, digestOf, endSession } from './sessions.ts'

/** Before the sign-in. */
export function signInPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const { pool, issuer, now } = deps

  door.get('/sign-in', async (c) => {
    const { t } = c.get('view')
    const back = backOf(c.req.query('back'))
    if (!deps.demoSignIn)
      return refusedPage(c, { title: t('session.in'), status: 503, why: t('session.noProvider') })
    const organs = await demoOfficers(deps)
    return page(
      c,
      { title: t('session.in') },
      html`<h1>${t('session.in')}</h1><p class="lead">${t('session.demo')}</p>${organs.map(
        ({ agency, officers }) =>
          html`<section class="card"><header><h2>${foreign(agency)}</h2></header><div class="in"><ul class="choices">${officers.map(
            (o) =>
              html`<li><form method="post" action="/console/sign-in/demo">${hidden('officer', o.id)}${hidden('back', back)}<button class="btn quiet">${foreign(o.name)} <span class="muted small">${o.roles.map((r) => t(`role.${r}`)).join(' · ')}</span></button></form></li>`,
          )}</ul></div></section>`,
      )}`,
    )
  })

  door.post('/sign-in/demo', async (c) => {
    const form = await formOf(c)
    const officer = deps.demoSignIn ? await demoOfficer(deps, textOf(form, 'officer')) : undefined
    if (officer === undefined) return c.notFound()
    const secret = await beginSession(
      pool,
      {
        officerId: officer.id,
        agencyId: officer.agencyId,
        method: 'demo',
        lang: c.get('view').lang,
        agent: c.req.header('user-agent'),
      },
      now(),
    )
    giveCookie(c, issuer, sessionCookie, secret)
    return c.redirect(backOf(textOf(form, 'back')), 303)
  })

  door.post('/sign-out', async (c) => {
    const secret = cookieOf(c, issuer, sessionCookie)
    if (secret !== undefined) await endSession(pool, digestOf(secret))
    takeCookie(c, issuer, sessionCookie)
    return c.redirect('/console/sign-in', 303)
  })

  door.post('/language', async (c) => {
    const form = await formOf(c)
    const lang = textOf(form, 'lang') === 'en' ? 'en' : 'zh'
    const { session } = c.get('view')
    if (session !== null) await changeSession(pool, session.id, { lang })
    else giveCookie(c, issuer, languageCookie, lang, 31_536_000)
    return c.redirect(backOf(textOf(form, 'back')), 303)
  })

  return door
}
