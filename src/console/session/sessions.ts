// Sessions: a secret in a cookie, its digest in a row. One look a request finds the session, the officer and the organ as
// they are at that moment; whoever was disabled meanwhile is out.
import { createHash, randomBytes } from 'node:crypto'
import { type Pool, run, type Statement } from '../../../db/index.ts'
import { consoleClient, type SignedIn, signedInOfficer } from '../../agencies/index.ts'
import type { ConsoleDeps, Notice, Session } from '../env.ts'
import type { Lang } from '../words/index.ts'

/** Nobody has asked for so long: the desk is empty. */
export const idleMs = 30 * 60_000
/** A working day; then the officer signs in again, however busy. */
export const absoluteMs = 10 * 3_600_000
/** `seen_at` is not written for every request. */
const seenEveryMs = 60_000

interface Row extends SignedIn {
  readonly id: string
  readonly officer_id: string
  readonly created_at: Date
  readonly seen_at: Date
  readonly lang: Lang
  readonly theme: 'light' | 'dark' | null
  readonly keys: boolean
  readonly notice: Notice | null
}

const sessionStatement: Statement = {
  name: 'console_session_seen',
  text: `select s.id, s.officer_id, s.created_at, s.seen_at, s.lang, s.theme, s.keys, s.notice, o.*
from console_session s, ${signedInOfficer(`($2::timestamptz at time zone 'Asia/Shanghai')::date`)}
where s.id = $1 and s.ends_at > $2 and s.seen_at > $2::timestamptz - $3 * interval '1 ms'`,
}

export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const csrfOf = (secret: string): string => createHash('sha256').update(`form ${secret}`).digest('base64url').slice(0, 32)

/** The session of a cookie's secret; undefined where there is none, it ended, or its officer may not come in any more. */
export async function sessionOf(
  { pool, registry }: Pick<ConsoleDeps, 'pool' | 'registry'>,
  secret: string,
  nowMs: number,
): Promise<{ session: Session; notice: Notice | null } | undefined> {
  const [row] = await run<Row>(pool, sessionStatement, [digestOf(secret), new Date(nowMs), idleMs])
  if (row === undefined) return undefined
  const { directory } = registry.fresh() ?? (await registry.current())
  const agency = directory.byId.get(row.agency_id)
  if (agency === undefined) return undefined
  if (nowMs - row.seen_at.getTime() > seenEveryMs)
    await pool.query('update console_session set seen_at = $2 where id = $1', [row.id, new Date(nowMs)])
  const { name, roles, certificate_no: certificateNo, officer_id: officerId } = row
  return {
    session: {
      id: row.id,
      me: { officerId, name, certificateNo, roles, agency },
      principal: {
        clientId: row.client_id,
        generation: row.generation,
        agency,
        ...(roles.includes('auditor') && { auditor: true }),
        ...(roles.includes('operator') && { operator: true }),
        officer: { id: officerId, name, certificateNo, roles },
      },
      lang: row.lang,
      theme: row.theme,
      keys: row.keys,
      csrf: csrfOf(secret),
      createdAt: row.created_at,
      idleUntil: new Date(nowMs + idleMs),
    },
    notice: row.notice,
  }
}

export interface Beginning {
  readonly officerId: string
  readonly agencyId: string
  readonly method: 'oidc' | 'demo'
  readonly lang: Lang
  readonly address?: string | undefined
  readonly agent?: string | undefined
  readonly sid?: string | undefined
  readonly idToken?: string | undefined
}

/** Begins a session; answers the cookie's secret, which nothing else holds. */
export async function beginSession(pool: Pool, begun: Beginning, nowMs: number): Promise<string> {
  await consoleClient(pool, begun.agencyId)
  const secret = randomBytes(32).toString('base64url')
  const { officerId, agencyId, method, lang, address, agent, sid, idToken } = begun
  await pool.query(
    `insert into console_session (id, officer_id, agency_id, created_at, seen_at, ends_at, lang, method, address, agent, sid, id_token)
     values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      digestOf(secret),
      ...[officerId, agencyId, new Date(nowMs), new Date(nowMs + absoluteMs), lang, method],
      ...[address ?? null, agent?.slice(0, 300) ?? null, sid ?? null, idToken ?? null],
    ],
  )
  return secret
}

export async function endSession(pool: Pool, id: string): Promise<void> {
  await pool.query('delete from console_session where id = $1', [id])
}

/** 全部退出: every session of the officer. */
export async function endSessionsOf(pool: Pool, officerId: string): Promise<void> {
  await pool.query('delete from console_session where officer_id = $1', [officerId])
}

/** What the next page says once; null takes it away. */
export async function leaveNotice(pool: Pool, id: string, notice: Notice | null): Promise<void> {
  await pool.query('update console_session set notice = $2 where id = $1', [id, notice === null ? null : JSON.stringify(notice)])
}

/** Choices that the officer makes once: language, theme, keys. */
export async function changeSession(
  pool: Pool,
  id: string,
  { lang, theme, keys }: { lang?: Lang; theme?: 'light' | 'dark' | null; keys?: boolean },
): Promise<void> {
  await pool.query(
    `update console_session set lang = coalesce($2, lang), theme = case when $3 then $4 else theme end, keys = coalesce($5, keys) where id = $1`,
    [id, lang ?? null, theme !== undefined, theme ?? null, keys ?? null],
  )
}
