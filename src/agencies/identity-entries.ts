// Who an officer is at an identity provider. Nobody comes in by a name or a number that the provider tells: only an identity
// that an operator or administrator has bound to an officer of the registry is that officer.
import { type Pool, run } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { changing, type Registering, Unregistrable } from './registration.ts'

export interface Identity {
  readonly id: string
  /** The provider, as its tokens name it (`iss`). */
  readonly issuer: string
  /** The person there (`sub`). */
  readonly subject: string
  readonly officerId: string
  readonly officer: string
  /** Code of the officer's organ. */
  readonly agency: string
  readonly boundAt: Date
  readonly unboundAt: Date | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Binds an identity to an officer; answers the id of the binding. Throws Unregistrable. */
export async function bindIdentity(
  db: Registering,
  { issuer, subject, officerId }: { readonly issuer: string; readonly subject: string; readonly officerId: string },
): Promise<string> {
  if (!/^https?:\/\/[^\s?#]{1,500}$/.test(issuer))
    throw new Unregistrable('issuer', 'The issuer is the provider’s URL, exactly as it writes it.')
  // OpenID Connect Core 2: at most 255 characters. Others than ASCII occur.
  if (subject.length < 1 || subject.length > 255 || /\p{Cc}|\p{Cs}/u.test(subject))
    throw new Unregistrable('subject', 'A subject has 1 to 255 characters.')
  return changing(db, async (connection) => {
    const found = uuid.test(officerId)
      ? await connection.query<{ disabled_at: Date | null }>(
          'select disabled_at from officer where id = $1 for share',
          [officerId],
        )
      : undefined
    const officer = found?.rows[0]
    if (officer === undefined) throw new Unregistrable('officer', `No officer has the id ${officerId}.`)
    if (officer.disabled_at !== null) throw new Unregistrable('officer', 'The officer is disabled.')
    const id = uuidv7()
    const bound = await connection.query(
      'insert into officer_identity (id, issuer, subject, officer_id) values ($1, $2, $3, $4) on conflict (issuer, subject) where unbound_at is null do nothing',
      [id, issuer, subject, officerId],
    )
    if (bound.rowCount === 0)
      throw new Unregistrable('subject', 'This identity is bound to an officer already. Unbind it first.')
    return id
  })
}

/** Ends a binding; whoever came in by it is out with the next request. Throws Unregistrable. */
export function unbindIdentity(
  db: Registering,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<void> {
  return changing(db, async (connection) => {
    const ended = await connection.query(
      'update officer_identity set unbound_at = clock_timestamp() where issuer = $1 and subject = $2 and unbound_at is null',
      [issuer, subject],
    )
    if (ended.rowCount === 0) throw new Unregistrable('subject', 'No officer is bound to this identity.')
  })
}

/** Bindings, those that ended included: of all organs, of one, or of one officer. */
export function identitiesOf(
  pool: Pool,
  { agency, officerId }: { readonly agency?: string | undefined; readonly officerId?: string | undefined } = {},
): Promise<Identity[]> {
  return run<Identity>(
    pool,
    `select i.id, i.issuer, i.subject, i.officer_id as "officerId", o.name as officer, a.code as agency,
      i.bound_at as "boundAt", i.unbound_at as "unboundAt"
    from officer_identity i join officer o on o.id = i.officer_id join agency a on a.id = o.agency_id
    where ($1::text is null or a.code = $1) and ($2::uuid is null or o.id = $2) order by a.code, o.id, i.bound_at`,
    [agency ?? null, officerId ?? null],
  )
}

export interface IdentityFound {
  readonly id: string
  readonly officerId: string
  readonly agencyId: string
  /** The officer, or the organ, is disabled. */
  readonly disabled: boolean
}

/** Whose identity this is now; undefined where nobody's. */
export async function identityOf(pool: Pool, issuer: string, subject: string): Promise<IdentityFound | undefined> {
  const [found] = await run<IdentityFound>(
    pool,
    `select i.id, i.officer_id as "officerId", o.agency_id as "agencyId",
      (o.disabled_at is not null or a.disabled_at is not null) as disabled
    from officer_identity i join officer o on o.id = i.officer_id join agency a on a.id = o.agency_id
    where i.issuer = $1 and i.subject = $2 and i.unbound_at is null`,
    [issuer, subject],
  )
  return found
}
