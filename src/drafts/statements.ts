// The statements of the drafts. Those that write compare the client's generation as they commit, as every act does.
import type { Statement } from '../../db/index.ts'
import { idempotencyDays } from '../kernel/index.ts'

const columns = `ord int, id uuid, at timestamptz, client_id text, generation int, agency_id uuid, body text,
  document_no text, case_name text, key text, request_hash bytea, expected int`

/** $1: one draft. */
const input = `draft_in as materialized (select * from json_to_recordset($1::json) as x(${columns})),
act as materialized (select ord, client_id, generation from draft_in)`

/** A day more than promised: the promise is "at least". The few that are due go with the next draft of anybody. */
const forgotten = `
forgotten as (
  delete from draft_key where (client_id, key) in (
    select client_id, key from draft_key where created_at < (select at from draft_in) - interval '${idempotencyDays + 1} days'
    order by created_at limit 10 for update skip locked)
)`

export const beginStatement = (clientGate: string): Statement => ({
  name: 'drafts_begin',
  text: `with ${input},
fit as materialized (select ord from act),
${clientGate},
allowed as materialized (select d.* from draft_in d join client_ok using (ord)),
remembered as (
  insert into draft_key (client_id, key, request_hash, draft_id, created_at)
  select client_id, key, request_hash, id, at from allowed where key is not null
  on conflict do nothing
  returning draft_id
),
${forgotten},
begun as (
  insert into draft (id, agency_id, client_id, version, body, document_no, case_name, created_at, updated_at)
  select id, agency_id, client_id, 1, body, document_no, case_name, at, at from allowed
  where key is null or exists (select from remembered)
  returning id
)
select exists (select from allowed) as allowed, exists (select from begun) as done`,
})

/** The draft to be written on, and whether it is the version that was meant. */
const found = `
found as materialized (
  select d.id, d.version, x.expected is null or d.version = x.expected as meant from draft_in x cross join lateral (
    select id, version from draft d where d.id = x.id and d.agency_id = x.agency_id for update
  ) d
),
fit as materialized (select act.ord from act cross join found f where f.meant)`

const outcome = (written: string) => `
select f.version as found, f.meant, exists (select from client_seen) as seen, exists (select from client_ok) as allowed, ${written}
from act left join found f on true`

export const changeStatement = (clientGate: string): Statement => ({
  name: 'drafts_change',
  text: `with ${input}, ${found}, ${clientGate},
changed as (
  update draft d set version = f.version + 1, body = x.body, document_no = x.document_no, case_name = x.case_name,
    client_id = x.client_id, updated_at = x.at
  from draft_in x join client_ok using (ord) cross join found f where d.id = f.id
  returning d.version, d.created_at
)
${outcome(`(select version from changed) as version, (select created_at from changed) as created_at`)}`,
})

export const removeStatement = (clientGate: string): Statement => ({
  name: 'drafts_remove',
  text: `with ${input}, ${found}, ${clientGate},
removed as (delete from draft d using found f, client_ok where d.id = f.id returning d.version)
${outcome('(select version from removed) as version, null::timestamptz as created_at')}`,
})

export const rememberedStatement: Statement = {
  name: 'drafts_remembered',
  text: 'select draft_id, request_hash, created_at from draft_key where client_id = $1 and key = $2',
}

const head = 'id, version, document_no, case_name, created_at, updated_at'

export const showStatement: Statement = {
  name: 'drafts_show',
  text: `select ${head}, body from draft where id = $1 and agency_id = $2`,
}

/** Newest first. Parameters: agency, id to go on after or null, number. */
export const listStatement: Statement = {
  name: 'drafts_list',
  text: `select ${head} from draft where agency_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
}
