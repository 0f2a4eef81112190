// What src/console keeps: who is signed in, and sign-ins under way. Of a session's secret only the digest is kept.
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const consoleSession = pgTable(
  'console_session',
  {
    /** SHA-256 of the cookie's secret, base64url. */
    id: text('id').primaryKey(),
    officerId: uuid('officer_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    createdAt: at('created_at').notNull(),
    /** Brought up to date once a minute at most. */
    seenAt: at('seen_at').notNull(),
    /** The absolute limit; the idle one follows from `seen_at`. */
    endsAt: at('ends_at').notNull(),
    lang: text('lang').notNull().default('zh'),
    theme: text('theme'),
    /** Whether single letters are keys. */
    keys: boolean('keys').notNull().default(true),
    /** Said once, on the next page. */
    notice: jsonb('notice'),
    address: text('address'),
    agent: text('agent'),
    /** How the officer proved who it was: `oidc` or `demo`. */
    method: text('method').notNull(),
    /** Of the provider's session, for a sign-out there. */
    sid: text('sid'),
    /** Sealed: whoever reads the table must not be able to show it. */
    idToken: text('id_token'),
    /** The bound identity by which the officer came in; a session ends with it. */
    identity: uuid('identity'),
  },
  (t) => [
    index('console_session_officer_idx').on(t.officerId),
    index('console_session_end_idx').on(t.endsAt),
    index('console_session_identity_idx').on(t.identity),
  ],
)

/** A sign-in that was sent to the provider: what its answer is held against. Used once. */
export const consoleSignIn = pgTable(
  'console_sign_in',
  {
    state: text('state').primaryKey(),
    nonce: text('nonce').notNull(),
    verifier: text('verifier').notNull(),
    back: text('back').notNull(),
    /** Ties it to the browser that began it: digest of a cookie. */
    browser: text('browser').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [index('console_sign_in_age_idx').on(t.createdAt)],
)

/** Tokens by which the provider told of a sign-out: each counts once. Kept until it would have expired anyway. */
export const consoleSignOutToken = pgTable(
  'console_sign_out_token',
  { jti: text('jti').primaryKey(), expiresAt: at('expires_at').notNull() },
  (t) => [index('console_sign_out_token_expiry_idx').on(t.expiresAt)],
)

/** How often one network began to sign in within the minute: no more networks than `src/console/session/attempts.ts` says. */
export const consoleSignInAttempt = pgTable(
  'console_sign_in_attempt',
  { network: text('network').primaryKey(), begunAt: at('begun_at').notNull(), count: integer('count').notNull() },
  (t) => [index('console_sign_in_attempt_age_idx').on(t.begunAt)],
)
