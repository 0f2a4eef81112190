// How the thing that an administrator changes stands: what goes into the log as before and after, and what an approval is held
// against. No ids made by us and no times of our own: the same state must read the same.
import type { Queryable } from '../../db/index.ts'
import { wholeCountry } from '../procedure/index.ts'

export type State = Readonly<Record<string, unknown>> | null

async function one(db: Queryable, text: string, values: unknown[]): Promise<State> {
  const { rows } = await db.query<Record<string, unknown>>(text, values)
  return rows[0] ?? null
}

export const agencyState = (db: Queryable, code: string): Promise<State> =>
  one(
    db,
    `select name, kind, region_code as "regionCode", level, domains, specialty, requires_signature as "requiresSignature",
      disabled_at is not null as disabled from agency where code = $1`,
    [code],
  )

export const clientState = (db: Queryable, id: string): Promise<State> =>
  one(
    db,
    `select a.code as agency, c.name, c.auditor, c.operator, c.disabled_at is not null as disabled, (
        select coalesce(json_agg(json_build_object('kid', k.kid, 'revoked', k.revoked_at is not null) order by k.kid), '[]')
        from client_key k where k.client_id = c.id) as keys
      from client c join agency a on a.id = c.agency_id where c.id = $1`,
    [id],
  )

export const officerState = (db: Queryable, id: string): Promise<State> =>
  one(
    db,
    `select a.code as agency, o.name, o.roles, o.disabled_at is not null as disabled, (
        select coalesce(json_agg(json_build_object('number', c.number, 'validFrom', c.valid_from, 'validTo', c.valid_to,
          'revoked', c.revoked_at is not null) order by c.valid_from, c.number), '[]') from certificate c where c.officer_id = o.id) as certificates, (
        select coalesce(json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject) order by i.issuer, i.subject), '[]')
        from officer_identity i where i.officer_id = o.id and i.unbound_at is null) as identities
      from officer o join agency a on a.id = o.agency_id where o.id = $1`,
    [id],
  )

export const receiverState = async (db: Queryable, sender: string, domain: string): Promise<State> =>
  (await one(
    db,
    `select r.code as receiver from receiving_rule rule join agency s on s.id = rule.sender_id join agency r on r.id = rule.receiver_id
      where s.code = $1 and rule.domain = $2`,
    [sender, domain],
  )) ?? { receiver: null }

export const supervisorState = (db: Queryable, code: string): Promise<State> =>
  one(
    db,
    'select s.code as supervisor from agency a left join agency s on s.id = a.supervised_by_id where a.code = $1',
    [code],
  )

export const noticeState = (db: Queryable, regionCode: string, year: number): Promise<State> =>
  one(
    db,
    'select rest, worked, source from holiday_notice where region_code = $1 and year = $2 order by no desc limit 1',
    [regionCode === '000000' ? wholeCountry : regionCode, year],
  )

export const optInState = (
  db: Queryable,
  { regionCode, domain, clock, stage }: { regionCode: string; domain: string; clock: string; stage: number },
): Promise<State> =>
  one(
    db,
    'select basis from rule_opt_in where ended_at is null and region_code = $1 and domain = $2 and clock = $3 and stage = $4',
    [regionCode === '000000' ? wholeCountry : regionCode, domain, clock, stage],
  )
