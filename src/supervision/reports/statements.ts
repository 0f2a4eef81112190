// The statements of the reports. What an organ asks for is one statement with the agencies' gates; what is made is written
// together with its files, or not at all.
import type { Statement } from '../../../db/index.ts'
import { clientGate, officerColumns, officerGate } from '../../agencies/index.ts'
import { verdictOf } from '../../kernel/index.ts'

/** Of `act`: who asks, and the key by which a repetition is known. */
const actorColumns =
  'ord int, id uuid, at timestamptz, client_id text, generation int, agency_id uuid, officers jsonb, key text, request_hash bytea'

const gated = verdictOf({ officerColumns, officerGate, clientGate }, '$2')

const told = (table: string) => `
select v.failed, v.faults, g.id as done, (select r.id from ${table} r join act on r.client_id = act.client_id and r.request_key = act.key
    and r.id <> act.id) as known,
  (select r.request_hash = act.request_hash from ${table} r join act on r.client_id = act.client_id and r.request_key = act.key) as same
from verdict v left join go g on true`

/** $1 the act, $2 its officers. */
export const askStatement: Statement = {
  name: 'reports_ask',
  text: `
with act as materialized (
  select * from json_to_recordset($1::json) as x(${actorColumns}, kind text, region_code text, title text, from_month text, to_month text, asked jsonb)
),${gated},
go as (
  insert into report (id, kind, agency_id, region_code, title, from_month, to_month, asked, state, asked_at, client_id, officers,
    request_key, request_hash)
  select id, kind, agency_id, region_code, title, from_month, to_month, asked, 'waiting', at, client_id, officers, key, request_hash
  from act join verdict v using (ord) where v.failed is null
  on conflict do nothing returning id
)${told('report')}`,
}

/** $1 the act, $2 its officers. */
export const scheduleStatement: Statement = {
  name: 'reports_schedule',
  text: `
with act as materialized (
  select * from json_to_recordset($1::json) as x(${actorColumns}, kind text, every text, since date, delay_days int, asked jsonb)
),${gated},
go as (
  insert into report_schedule (id, agency_id, kind, every, since, delay_days, asked, created_at, client_id, officers, request_key, request_hash)
  select id, agency_id, kind, every, since, delay_days, asked, at, client_id, officers, key, request_hash
  from act join verdict v using (ord) where v.failed is null
  on conflict do nothing returning id
)${told('report_schedule')}`,
}

const columns = `r.id, r.kind, r.agency_id as "agencyId", r.region_code as "regionCode", r.title, r.from_month as "from", r.to_month as "to", r.asked,
  r.state, r.asked_at as "askedAt", r.schedule_id as "scheduleId", r.made_at as "madeAt", r.failed_because as "failedBecause", r.zero,
  r.officers`
const files = `(select json_agg(json_build_object('format', f.format, 'sha256', encode(f.sha256, 'hex'), 'size', octet_length(f.bytes))
  order by f.format) from report_file f where f.report_id = r.id) as files`

/** $1 agency, $2 the beginning of the regions it watches, or null. */
const seen = `(r.agency_id = $1 or ($2::text is not null and r.region_code like $2 || '%'))`

/** $3 after, $4 limit, $5 kind, $6 state, $7 agency. */
export const listStatement: Statement = {
  name: 'reports_list',
  text: `
select ${columns}, ${files} from report r
where ${seen} and ($3::uuid is null or r.id < $3) and ($5::text is null or r.kind = $5) and ($6::text is null or r.state = $6)
  and ($7::uuid is null or r.agency_id = $7) order by r.id desc limit $4`,
}

/** $3 the report. */
export const showStatement: Statement = {
  name: 'reports_show',
  text: `select ${columns}, ${files}, r.content from report r where r.id = $3 and ${seen}`,
}

/** $3 the report, $4 the format. */
export const fileStatement: Statement = {
  name: 'reports_file',
  text: `
select r.state, r.title, r.from_month as "from", r.to_month as "to", f.bytes, encode(f.sha256, 'hex') as sha256
from report r left join report_file f on f.report_id = r.id and f.format = $4 where r.id = $3 and ${seen}`,
}

/** The oldest that waits, taken for so long: $1 now, $2 until, $3 so often at most, $4 only of this id. */
export const claimStatement: Statement = {
  name: 'reports_claim',
  text: `
update report set state = 'making', attempts = attempts + 1, taken_until = $2 where id = (
  select id from report where (state = 'waiting' or (state = 'making' and taken_until < $1)) and attempts < $3
    and ($4::uuid is null or id = $4)
  order by asked_at for update skip locked limit 1
) returning id, agency_id as "agencyId", kind, from_month as "from", to_month as "to", asked, attempts`,
}

/** $1 report, $2 its attempt, $3 when, $4 whether of nothing, $5 content, $6 DOCX, $7 XLSX. */
export const madeStatement: Statement = {
  name: 'reports_made',
  text: `
with made as (
  update report set state = 'made', made_at = $3, zero = $4, content = $5, taken_until = null
  where id = $1 and state = 'making' and attempts = $2 returning id
)
insert into report_file (report_id, format, bytes, sha256)
select made.id, f.format, f.bytes, sha256(f.bytes) from made cross join (values ('docx', $6::bytea), ('xlsx', $7::bytea)) as f(format, bytes)
returning report_id`,
}

/** $1 report, $2 its attempt, $3 why, $4 so often at most, $5 not before. */
export const failedStatement: Statement = {
  name: 'reports_failed',
  text: `
update report set state = case when attempts >= $4 then 'failed' else 'making' end, failed_because = $3,
  taken_until = case when attempts >= $4 then null else $5::timestamptz end
where id = $1 and state = 'making' and attempts = $2 returning state`,
}

/** Those whose last attempt was cut off: $1 now, $2 so often at most. */
export const givenUpStatement: Statement = {
  name: 'reports_given_up',
  text: `
update report set state = 'failed', taken_until = null, failed_because = coalesce(failed_because, 'it was cut off every time')
where state = 'making' and taken_until < $1 and attempts >= $2 returning id`,
}

/** $1 agency or null for all, $2 running only. */
export const schedulesStatement: Statement = {
  name: 'reports_schedules',
  text: `
select s.id, s.agency_id as "agencyId", s.kind, s.every, s.since::text, s.delay_days as "delayDays", s.asked, s.created_at as "createdAt",
  s.ended_at as "endedAt", s.ended_because as "endedBecause", (select json_build_object('id', r.id, 'from', r.from_month, 'to', r.to_month, 'state', r.state)
    from report r where r.schedule_id = s.id order by r.to_month desc limit 1) as last
from report_schedule s where ($1::uuid is null or s.agency_id = $1) and (not $2::boolean or s.ended_at is null) order by s.id`,
}

export const endScheduleStatement: Statement = {
  name: 'reports_end_schedule',
  text: `update report_schedule set ended_at = $3, ended_because = $4 where id = $1 and agency_id = $2 and ended_at is null returning id`,
}

/** By the operator: id, agency, kind, rhythm, since, delay, what is asked, when. */
export const enterScheduleStatement: Statement = {
  name: 'reports_enter_schedule',
  text: `insert into report_schedule (id, agency_id, kind, every, since, delay_days, asked, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
}

/** One row a period owed; those that are there already are left: $1 rows of JSON. */
export const oweStatement: Statement = {
  name: 'reports_owe',
  text: `
insert into report (id, kind, agency_id, region_code, title, from_month, to_month, asked, state, asked_at, schedule_id)
select id, kind, agency_id, region_code, title, from_month, to_month, asked, 'waiting', asked_at, schedule_id
from json_to_recordset($1::json) as x(id uuid, kind text, agency_id uuid, region_code text, title text, from_month text, to_month text,
  asked jsonb, asked_at timestamptz, schedule_id uuid)
on conflict (schedule_id, from_month, to_month) where schedule_id is not null do nothing returning id`,
}
