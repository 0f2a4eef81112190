// Sign-ins under way at the provider: each belongs to the browser that began it, is used once, and is forgotten after ten
// minutes. Without them an answer of the provider that somebody else obtained could be slipped into an officer's browser.
import { createHash, randomBytes } from 'node:crypto'
import { type Pool, run } from '../../../db/index.ts'
import { removePassed } from './attempts.ts'
import type { Expected } from './provider.ts'

/** To find a password, a token, a colleague to ask; longer than that and somebody else may sit there. */
const underWayMs = 10 * 60_000

/** A new mark for a browser: lies in its cookie, and its digest in the rows. */
export const newBrowser = (): string => randomBytes(32).toString('base64url')
export const isBrowser = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text)

const digestOf = (browser: string) => createHash('sha256').update(browser).digest('base64url')

export async function keepSignIn(
  pool: Pool,
  { state, nonce, verifier }: Expected,
  { browser, back, nowMs }: { readonly browser: string; readonly back: string; readonly nowMs: number },
): Promise<void> {
  await pool.query(
    'insert into console_sign_in (state, nonce, verifier, back, browser, created_at) values ($1, $2, $3, $4, $5, $6)',
    [state, nonce, verifier, back, digestOf(browser), new Date(nowMs)],
  )
}

/** Takes the sign-in that this browser began with this state; undefined where there is none, or it was taken or is too old. */
export async function takeSignIn(
  pool: Pool,
  { state, browser, nowMs }: { readonly state: string; readonly browser: string; readonly nowMs: number },
): Promise<(Expected & { readonly back: string }) | undefined> {
  const [taken] = await run<{ nonce: string; verifier: string; back: string }>(
    pool,
    'delete from console_sign_in where state = $1 and browser = $2 and created_at > $3 returning nonce, verifier, back',
    [state, digestOf(browser), new Date(nowMs - underWayMs)],
  )
  return taken && { state, ...taken }
}

/** Keeps that a told sign-out was heard; false where it was before. */
export async function heardOnce(pool: Pool, jti: string, expiresAtMs: number): Promise<boolean> {
  const kept = await pool.query(
    'insert into console_sign_out_token (jti, expires_at) values ($1, $2) on conflict do nothing',
    [jti, new Date(expiresAtMs)],
  )
  return kept.rowCount === 1
}

/** Removes what has ended: sessions (unused for `idleMs`, or at their end), sign-ins and told sign-outs. */
export async function removeEnded(
  pool: Pool,
  { idleMs, nowMs }: { readonly idleMs: number; readonly nowMs: number },
): Promise<number> {
  const now = new Date(nowMs)
  const removed = await Promise.all([
    pool.query('delete from console_session where ends_at <= $1 or seen_at <= $2', [now, new Date(nowMs - idleMs)]),
    pool.query('delete from console_sign_in where created_at <= $1', [new Date(nowMs - underWayMs)]),
    pool.query('delete from console_sign_out_token where expires_at <= $1', [now]),
  ])
  return removed.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), await removePassed(pool, nowMs))
}
