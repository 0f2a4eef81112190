// The registry in pages, for administrators: a province has thousands of organs, and tens of thousands of officers.
import { type Pool, run } from '../../db/index.ts'
import type { RegisteredAgency } from './agency-entries.ts'
import type { RegisteredClient } from './client-entries.ts'
import type { RegisteredOfficer } from './officer-entries.ts'

interface Paged {
  /** The last of the former page. */
  readonly after: string | null
  readonly limit: number
  /** Part of a name, a code or a number. */
  readonly q?: string | undefined
}

const like = (q: string | undefined) => (q === undefined ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`)

/** By code. */
export function pageOfAgencies(
  pool: Pool,
  {
    after,
    limit,
    q,
    kind,
    region,
  }: Paged & { readonly kind?: string | undefined; readonly region?: string | undefined },
): Promise<RegisteredAgency[]> {
  return run(
    pool,
    `select id, code, name, kind, region_code as "regionCode", level, domains, specialty, supervised_by_id as "supervisedById",
       requires_signature as "requiresSignature", disabled_at as "disabledAt" from agency
     where ($1::text is null or code > $1) and ($2::text is null or name like $2 or code like $2)
       and ($3::text is null or kind = $3) and ($4::text is null or starts_with(region_code, $4))
     order by code limit $5`,
    [after, like(q), kind ?? null, region?.replace(/(00)+$/, '') ?? null, limit],
  )
}

/** By id; keys with their state, never a private one. */
export function pageOfClients(
  pool: Pool,
  { after, limit, q, agency }: Paged & { readonly agency?: string | undefined },
): Promise<RegisteredClient[]> {
  return run(
    pool,
    `select c.id, a.code as agency, c.name, c.generation, c.auditor, c.operator, c.disabled_at as "disabledAt",
      (select coalesce(json_agg(json_build_object('kid', k.kid, 'alg', k.jwk->>'alg', 'notBefore', k.not_before,
        'expiresAt', k.expires_at, 'revokedAt', k.revoked_at) order by k.not_before, k.kid), '[]') from client_key k where k.client_id = c.id) as keys
     from client c join agency a on a.id = c.agency_id
     where ($1::text is null or c.id > $1) and ($2::text is null or c.name like $2 or c.id like $2) and ($3::text is null or a.code = $3)
     order by c.id limit $4`,
    [after, like(q), agency ?? null, limit],
  )
}

export interface PagedOfficer extends RegisteredOfficer {
  readonly identities: readonly { readonly issuer: string; readonly subject: string }[]
}

/** By id, which is the order in which they were entered. */
export function pageOfOfficers(
  pool: Pool,
  {
    after,
    limit,
    q,
    agency,
    role,
    id,
  }: Paged & {
    readonly agency?: string | undefined
    readonly role?: string | undefined
    readonly id?: string | undefined
  },
): Promise<PagedOfficer[]> {
  return run(
    pool,
    `select o.id, a.code as agency, o.name, o.roles, o.disabled_at as "disabledAt",
      (select coalesce(json_agg(json_build_object('number', c.number, 'validFrom', c.valid_from, 'validTo', c.valid_to,
        'revokedAt', c.revoked_at) order by c.valid_from, c.number), '[]') from certificate c where c.officer_id = o.id) as certificates,
      (select coalesce(json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject) order by i.bound_at), '[]')
        from officer_identity i where i.officer_id = o.id and i.unbound_at is null) as identities
     from officer o join agency a on a.id = o.agency_id
     where ($1::uuid is null or o.id > $1) and ($3::text is null or a.code = $3) and ($4::text is null or $4 = any(o.roles))
       and ($2::text is null or o.name like $2 or exists (select from certificate c where c.officer_id = o.id and c.number like $2))
       and ($6::uuid is null or o.id = $6)
     order by o.id limit $5`,
    [after, like(q), agency ?? null, role ?? null, limit, id ?? null],
  )
}
