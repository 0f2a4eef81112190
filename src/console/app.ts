// The officers' console as one Hono app. A request meets in order: what every answer must carry, the files, the session,
// the form's mark, and then its page.
import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { passing } from '../../db/index.ts'
import { maskText } from '../kernel/index.ts'
import { administrationPages } from './administration/pages.ts'
import { asking } from './ask.ts'
import { asset, assetAt } from './assets.ts'
import { casePages } from './case/pages.ts'
import { cluePages } from './clues/pages.ts'
import { compressed } from './compress.ts'
import { correspondencePages } from './correspondence/pages.ts'
import type { ConsoleDeps, ConsoleEnv } from './env.ts'
import { refusedPage } from './html/refused.ts'
import { labelPages } from './labels/pages.ts'
import { penaltyPages } from './penalties/pages.ts'
import { queuePages } from './queue/pages.ts'
import { addressOf, cookieOf, languageCookie, sessionCookie } from './session/cookies.ts'
import { FormTooLarge, formOf, markHolds, textOf } from './session/forms.ts'
import { lostPage } from './session/lost.ts'
import { ownPages } from './session/own.ts'
import { signInPages } from './session/pages.ts'
import { leaveNotice, sessionOf } from './session/sessions.ts'
import { stepPages } from './steps/pages.ts'
import { submitPages } from './submit/pages.ts'
import { supervisionPages } from './supervision/pages.ts'
import { syncPages } from './sync/pages.ts'
import { translate } from './words/index.ts'

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Mount at `/console`. */
export function consoleApp(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { issuer, now, log, pool } = deps
  for (const name of ['console.css', 'keys.js', 'session.js']) asset(name)
  const app = new Hono<ConsoleEnv>({ strict: false }).basePath('/console')

  app.use(async (c, next) => {
    c.set('requestId', (c.env as { requestId?: string }).requestId ?? randomUUID())
    await next()
    const { headers } = c.res
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', policy)
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
    headers.set('x-content-type-options', 'nosniff')
    headers.set('referrer-policy', 'no-referrer')
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('x-frame-options', headers.get('x-frame-options') ?? 'DENY')
  })
  app.get('/assets/*', (c) => {
    const found = assetAt(c.req.path)
    if (found === undefined) return c.body(null, 404)
    const zipped = c.req.header('accept-encoding')?.includes('gzip') === true
    return c.body(zipped ? found.gzipped : found.bytes, 200, {
      'content-type': found.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(zipped && { 'content-encoding': 'gzip' }),
    })
  })
  app.use(compressed)
  app.use(known(deps))
  app.use(ownForms)
  app.route('/', signInPages(deps))
  app.use(async (c, next) => {
    if (c.get('view').session !== null) return next()
    if (c.req.method !== 'GET') return lostPage(c)
    return c.redirect(`/console/sign-in?back=${encodeURIComponent(c.get('view').here)}`, 303)
  })
  for (const pages of [
    ownPages,
    queuePages,
    casePages,
    stepPages,
    submitPages,
    supervisionPages,
    syncPages,
    administrationPages,
    penaltyPages,
    correspondencePages,
    labelPages,
    cluePages,
  ])
    app.route('/', pages(deps))
  if (deps.more !== undefined) app.route('/', deps.more)

  app.notFound((c) => {
    const { t } = c.get('view')
    return refusedPage(c, { title: t('refused.title'), status: 404, why: t('refused.notFound') })
  })
  app.onError((error, c) => {
    const view = c.get('view') ?? {
      lang: 'zh',
      t: translate.zh,
      nowMs: now(),
      here: '/console/',
      requestId: c.get('requestId'),
      session: null,
      notice: null,
    }
    c.set('view', view)
    if (error instanceof FormTooLarge)
      return refusedPage(c, { title: view.t('refused.title'), status: 413, why: view.t('refused.tooLarge') })
    const away = passing(error)
    log.error({ requestId: c.get('requestId'), error: maskText(error.stack ?? String(error)) }, 'a page failed')
    return refusedPage(c, {
      title: view.t('refused.title'),
      status: away ? 503 : 500,
      why: view.t(away ? 'refused.away' : 'refused.fault'),
    })
  })
  return app

  function known({ registry, limits }: ConsoleDeps): MiddlewareHandler<ConsoleEnv> {
    return async (c, next) => {
      const secret = cookieOf(c, issuer, sessionCookie)
      const nowMs = now()
      const found = secret === undefined ? undefined : await sessionOf({ pool, registry, limits }, secret, nowMs)
      const session = found?.session ?? null
      const lang = session?.lang ?? (cookieOf(c, issuer, languageCookie) === 'en' ? 'en' : 'zh')
      const { pathname, search } = new URL(c.req.url)
      const shows = c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html')
      const notice = shows ? (found?.notice ?? null) : null
      c.set('view', {
        ...{ lang, t: translate[lang], nowMs, here: `${pathname}${search}`, requestId: c.get('requestId') },
        ...{ session, notice },
      })
      if (session !== null) {
        c.set('session', session)
        const { ask, pass, forward } = asking(deps, session, c.get('requestId'), addressOf(c))
        c.set('ask', ask)
        c.set('pass', pass)
        c.set('forward', forward)
        if (notice !== null) await leaveNotice(pool, session.id, null)
      }
      await next()
    }
  }
}

type Handler = MiddlewareHandler<ConsoleEnv>

function stale(c: Parameters<Handler>[0]): Promise<Response> {
  const { t } = c.get('view')
  return refusedPage(c, { title: t('refused.title'), status: 403, why: t('session.stale') })
}

/**
 * What changes something comes from our own pages: the browser says so (`Sec-Fetch-Site`, `Origin`), and a session's form
 * carries the session's mark.
 */
const ownForms: Handler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return stale(c)
  const origin = c.req.header('origin')
  // `null`: a browser that sends no referrer says no origin either; then the mark alone tells.
  if (origin !== undefined && origin !== 'null' && hostOf(origin) !== c.req.header('host')) return stale(c)
  const { session } = c.get('view')
  if (session === null) return next()
  // A script and a form with files say it beside the body, which is not read here then.
  const told = c.req.header('x-csrf') ?? c.req.query('_csrf') ?? textOf(await formOf(c), '_csrf')
  return markHolds(session, told) ? next() : stale(c)
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)
