// Sessions: a secret in a cookie, its digest in a row. One look a request finds the session, the officer and the organ as
// they are at that moment; whoever was disabled, or whose identity was unbound meanwhile, is out.
import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { type Pool, run, type Statement } from '../../../db/index.ts'
import { consoleClient, type SignedIn, signedInOfficer } from '../../agencies/index.ts'
import type { ConsoleDeps, ConsoleEnv, Notice, Session } from '../env.ts'
import type { Lang } from '../words/index.ts'
import { addressOf, cookieOf, giveCookie, sessionCookie } from './cookies.ts'
import { masked } from './forms.ts'

/** `seen_at` is not written for every request. */
const seenEveryMs = 60_000

interface Row extends SignedIn {
  readonly id: string
  readonly officer_id: string
  readonly created_at: Date
  readonly seen_at: Date
  readonly ends_at: Date
  readonly lang: Lang
  readonly theme: 'light' | 'dark' | null
  readonly keys: boolean
  readonly method: 'oidc' | 'demo'
  readonly notice: Notice | null
}

const sessionStatement: Statement = {
  name: 'console_session_seen',
  text: `select s.id, s.officer_id, s.created_at, s.seen_at, s.ends_at, s.lang, s.theme, s.keys, s.method, s.notice, o.*
from console_session s, ${signedInOfficer(`($2::timestamptz at time zone 'Asia/Shanghai')::date`)}
where s.id = $1 and s.ends_at > $2 and s.seen_at > $2::timestamptz - $3 * interval '1 ms'`,
}

const digest = (text: string) => createHash('sha256').update(text).digest()
export const digestOf = (secret: string): string => digest(secret).toString('base64url')
/** What a form must hold; cannot be told from the row. */
const markOf = (secret: string): Buffer => digest(`form ${secret}`).subarray(0, 24)

/** The session of a cookie's secret; undefined where there is none, it ended, or its officer may not come in any more. */
export async function sessionOf(
  { pool, registry, limits }: Pick<ConsoleDeps, 'pool' | 'registry' | 'limits'>,
  secret: string,
  nowMs: number,
): Promise<{ session: Session; notice: Notice | null } | undefined> {
  const { idleMs } = limits
  const [row] = await run<Row>(pool, sessionStatement, [digestOf(secret), new Date(nowMs), idleMs])
  if (row === undefined) return undefined
  const { directory } = registry.fresh() ?? (await registry.current())
  const agency = directory.byId.get(row.agency_id)
  if (agency === undefined) return undefined
  const seenMs = row.seen_at.getTime()
  const writes = nowMs - seenMs > seenEveryMs
  if (writes) await seen(pool, row.id, nowMs)
  const { name, roles, certificate_no: certificateNo, officer_id: officerId } = row
  const mark = markOf(secret)
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
      mark,
      csrf: masked(mark),
      method: row.method,
      createdAt: row.created_at,
      idleUntil: new Date((writes ? nowMs : seenMs) + idleMs),
      endsAt: row.ends_at,
    },
    notice: row.notice,
  }
}

/** Somebody is there: the idle limit begins anew. */
export async function seen(pool: Pool, id: string, nowMs: number): Promise<void> {
  await pool.query('update console_session set seen_at = greatest(seen_at, $2) where id = $1', [id, new Date(nowMs)])
}

export interface Beginning {
  readonly officerId: string
  readonly agencyId: string
  readonly method: 'oidc' | 'demo'
  readonly lang: Lang
  readonly address?: string | undefined
  readonly agent?: string | undefined
  readonly sid?: string | undefined
  /** Sealed. */
  readonly idToken?: string | undefined
  /** Id of the bound identity. */
  readonly identity?: string | undefined
}

/** Begins a session; answers the cookie's secret, which nothing else holds. */
export async function beginSession(
  { pool, limits }: Pick<ConsoleDeps, 'pool' | 'limits'>,
  begun: Beginning,
  nowMs: number,
): Promise<string> {
  await consoleClient(pool, begun.agencyId)
  const secret = randomBytes(32).toString('base64url')
  const { officerId, agencyId, method, lang, address, agent, sid, idToken, identity } = begun
  await pool.query(
    `insert into console_session (id, officer_id, agency_id, created_at, seen_at, ends_at, lang, method, address, agent, sid, id_token, identity)
     values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      digestOf(secret),
      ...[officerId, agencyId, new Date(nowMs), new Date(nowMs + limits.absoluteMs), lang, method],
      ...[address ?? null, agent?.toWellFormed().replaceAll('\0', '').slice(0, 300) ?? null],
      ...[sid ?? null, idToken ?? null, identity ?? null],
    ],
  )
  return secret
}

/** Who came in gets a new session and its cookie; the one this browser had before is over (no fixation, no two at once). */
export async function comeIn(
  deps: ConsoleDeps,
  c: Context<ConsoleEnv>,
  begun: Omit<Beginning, 'lang' | 'address' | 'agent'>,
): Promise<void> {
  const { pool, issuer, now, log } = deps
  const before = cookieOf(c, issuer, sessionCookie)
  if (before !== undefined) await endSession(pool, digestOf(before))
  const from = { address: addressOf(c), agent: c.req.header('user-agent') }
  const secret = await beginSession(deps, { ...begun, ...from, lang: c.get('view').lang }, now())
  giveCookie(c, issuer, sessionCookie, secret)
  log.info({ officer: begun.officerId, method: begun.method, address: from.address }, 'an officer signed in')
}

/** What a sign-out at the provider needs of a session that ends. */
export interface Ended {
  readonly method: 'oidc' | 'demo'
  /** Sealed. */
  readonly idToken: string | null
}

/** Ends a session; of another session of the same officer with `officerId`. Undefined where there was none. */
export async function endSession(pool: Pool, id: string, officerId?: string): Promise<Ended | undefined> {
  const [ended] = await run<Ended>(
    pool,
    `delete from console_session where id = $1 and ($2::uuid is null or officer_id = $2) returning method, id_token as "idToken"`,
    [id, officerId ?? null],
  )
  return ended
}

/** 全部退出: every session of the officer. Answers how many. */
export async function endSessionsOf(pool: Pool, officerId: string): Promise<number> {
  return (await pool.query('delete from console_session where officer_id = $1', [officerId])).rowCount ?? 0
}

/** A sign-out at the provider: of its session where it names one, otherwise of all that came in by the identity. */
export async function endSessionsBy(
  pool: Pool,
  { identity, sid }: { readonly identity: string | undefined; readonly sid: string | undefined },
): Promise<number> {
  const ended = await pool.query(
    `delete from console_session where method = 'oidc' and case when $2::text is null then identity = $1::uuid
      else (sid = $2 and ($1::uuid is null or identity = $1)) or (sid is null and identity = $1) end`,
    [identity ?? null, sid ?? null],
  )
  return ended.rowCount ?? 0
}

export interface SessionShown {
  readonly id: string
  readonly createdAt: Date
  readonly seenAt: Date
  readonly endsAt: Date
  readonly address: string | null
  readonly agent: string | null
  readonly method: 'oidc' | 'demo'
}

/** The officer's sessions that have not ended, newest first. */
export function sessionsOf(
  pool: Pool,
  officerId: string,
  { idleMs, nowMs }: { idleMs: number; nowMs: number },
): Promise<SessionShown[]> {
  return run<SessionShown>(
    pool,
    `select id, created_at as "createdAt", seen_at as "seenAt", ends_at as "endsAt", address, agent, method
    from console_session where officer_id = $1 and ends_at > $2 and seen_at > $3 order by seen_at desc, id limit 50`,
    [officerId, new Date(nowMs), new Date(nowMs - idleMs)],
  )
}

/** What the next page says once; null takes it away. */
export async function leaveNotice(pool: Pool, id: string, notice: Notice | null): Promise<void> {
  await pool.query('update console_session set notice = $2 where id = $1', [
    id,
    notice === null ? null : JSON.stringify(notice),
  ])
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
