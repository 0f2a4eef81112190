// The console's cookies: of this host alone, unread by scripts, sent with our own pages.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { callerAddress } from '../../kernel/index.ts'
import type { ConsoleEnv } from '../env.ts'

type C = Context<ConsoleEnv>

/** Over https the browser itself holds the cookie to this host (`__Host-`). */
const nameOf = (issuer: string, name: string) => (issuer.startsWith('https:') ? `__Host-${name}` : name)

export const sessionCookie = 'xianjie'
export const languageCookie = 'xianjie-lang'
/** Of the browser that began a sign-in. */
export const signInCookie = 'xianjie-sign-in'

export const cookieOf = (c: C, issuer: string, name: string): string | undefined => getCookie(c, nameOf(issuer, name))

export function giveCookie(c: C, issuer: string, name: string, value: string, maxAgeSeconds?: number): void {
  setCookie(c, nameOf(issuer, name), value, {
    path: '/',
    httpOnly: true,
    secure: issuer.startsWith('https:'),
    sameSite: 'Lax',
    ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
  })
}

export function takeCookie(c: C, issuer: string, name: string): void {
  deleteCookie(c, nameOf(issuer, name), { path: '/', secure: issuer.startsWith('https:') })
}

/** Where the request comes from, as far as a proxy that is trusted says it. */
export const addressOf = (c: C): string | undefined => callerAddress(c.env)
