// The two statements that write cases: one opens them, one advances a case. Each is one round trip: gates first, then a
// verdict a row, then everything that passed, all or nothing. Rooms give their share as named parts; no foreign table is
// named here.
import type { Statement } from '../../db/index.ts'
import {
  beginParts,
  clientGate,
  endParts,
  officerColumns,
  officerGate,
  partColumns,
  vouchedGate,
} from '../agencies/index.ts'
import { appendPart, journalColumns, pendingPart } from '../journal/index.ts'
import { issuePart, letterColumns } from '../letters/index.ts'
import { bindPart, materialColumns, materialGate, noteColumns, notePart } from '../materials/index.ts'
import { noticeColumns, owePart } from '../outbox/index.ts'
import { itemColumns, listPart, movementColumns, movePart } from './items.ts'
import { firstLight, nextLightChanged } from './lights.ts'
import { markedElsewhere } from './marks.ts'

/** `act`: one row an act. `scope`, `route`, `key` name what a repeated request is recognised by. `expected` = version that must stand (advance only); `key` null = not repeatable. */
const actColumns = `ord int, id uuid, version int, expected int, step text, at timestamptz, client_id text, generation int, agency_id uuid,
  document_no text, document_key text, document_unique boolean, brings_letter boolean, domain text, region_code text, case_name text,
  status text, state jsonb, views jsonb, body text, request_body bytea, request_signature text, request_id text, ${journalColumns},
  receipt_no int, jws text, scope text, route text, key text, request_hash bytea, answer_status int,
  link_other uuid, link_relation text, ${letterColumns}`

const clockColumns = `ord int, key text, rule text, status text, anchor_at timestamptz, target_at timestamptz, breach_at timestamptz,
  provisional boolean, settled boolean, owner text, calendar text, visible_to text[]`

const markColumns = 'ord int, kind text, digest bytea'

/** Parameters $1…$8: act, officers, materials, parts, notices, clocks that start, marks, clocks that change (all JSON arrays). */
const inputs = `
act as materialized (select * from json_to_recordset($1::json) as x(${actColumns})),
officer_in as materialized (select * from json_to_recordset($2::json) as x(${officerColumns})),
material_in as materialized (select * from json_to_recordset($3::json) as x(${materialColumns})),
part_in as materialized (select * from json_to_recordset($4::json) as x(${partColumns})),
notice_in as materialized (select * from json_to_recordset($5::json) as x(${noticeColumns})),
clock_in as materialized (select * from json_to_recordset($6::json) as x(${clockColumns})),
mark_in as materialized (select * from json_to_recordset($7::json) as x(${markColumns}))`

/** A letter sent twice without a key is one letter: its number answers for it. */
const documentGate = `
document_taken as materialized (
  select act.ord, t.id from act cross join lateral (
    select t.id from transfer t where t.sender_id = act.agency_id and t.document_key = act.document_key and t.id <> act.id order by t.created_at limit 1
  ) t
  where act.document_unique
)`

/** What other agencies have transferred of what this act names: by kind of mark, without saying which case. */
const alsoKnown = `
(select json_agg(distinct m.kind) from mark_in i cross join lateral (${markedElsewhere('i', 'act.agency_id', 'act.id')}) m
  where i.ord = act.ord) as known_elsewhere`

/** Only the version the act was decided on may be advanced; whoever comes second is told. */
const versionGate = `
version_ok as materialized (
  select act.ord from act cross join lateral (
    select t.id from transfer t where t.id = act.id and t.version = act.expected for update
  ) t
)`

const remembered = `
remembered as (
  insert into idempotency (client_id, route, key, request_hash, transfer_id, version, status, created_at)
  select act.scope, act.route, act.key, act.request_hash, act.id, act.version, act.answer_status, act.at
  from act join verdict v using (ord) where v.failed is null and act.key is not null
  on conflict do nothing
  returning client_id, route, key
),
go as materialized (
  select act.* from act join verdict v using (ord)
  where v.failed is null and (act.key is null or exists (
    select from remembered r where r.client_id = act.scope and r.route = act.route and r.key = act.key))
)`

const acted = `
event_written as (
  insert into event (transfer_id, version, step, agency_id, client_id, at, body, request_body, request_signature, request_id)
  select id, version, step, agency_id, client_id, at, body, request_body, request_signature, request_id from go
),
receipt_written as (
  insert into receipt (transfer_id, no, version, step, jws)
  select id, receipt_no, version, step, jws from go where jws is not null
),
clock_started as (
  insert into clock (transfer_id, key, rule, status, anchor_at, target_at, breach_at, provisional, settled_at, settled_version, owner, calendar, visible_to,
    next_light_at)
  select go.id, c.key, c.rule, c.status, c.anchor_at, c.target_at, c.breach_at, c.provisional,
    case when c.settled then go.at end, case when c.settled then go.version end, c.owner, c.calendar, c.visible_to,
    case when c.status = 'running' then ${firstLight('c.target_at', 'c.anchor_at')} end
  from clock_in c join go using (ord)
),
linked as (
  insert into case_link (transfer_id, version, other_id, relation)
  select id, version, link_other, link_relation from go where link_other is not null
),
marks_written as (
  insert into case_mark (transfer_id, agency_id, kind, digest)
  select go.id, go.agency_id, m.kind, m.digest from mark_in m join go using (ord)
  on conflict do nothing
),
${bindPart}`

const written = `${acted},
${appendPart},
${pendingPart},
${owePart},
${beginParts}`

const answered = `
select act.ord, v.failed, v.detail, exists (select from go where go.ord = act.ord) as done,
  case when v.failed is not null then exists (
    select from idempotency i where i.client_id = act.scope and i.route = act.route and i.key = act.key) end as used,
  ${alsoKnown}
from act join verdict v using (ord)`

/** Opens cases: any number of submissions, each with a verdict of its own. $8: seized items that they list. */
export const openStatement: Statement = {
  name: 'cases_open',
  text: `with ${inputs},
item_in as materialized (select * from json_to_recordset($8::json) as x(${itemColumns})),
${officerGate}, ${materialGate}, ${documentGate},
fit as materialized (
  select act.ord from act left join document_taken d using (ord) left join officer_bad o using (ord) left join material_bad m using (ord)
  where d.ord is null and o.ord is null and m.ord is null
),
${clientGate},
verdict as materialized (
  select act.ord,
    case when s.ord is null or (f.ord is not null and c.ord is null) then 'client_disabled' when d.ord is not null then 'duplicate_document'
      when o.ord is not null then 'officers' when m.ord is not null then 'materials' end as failed,
    case when d.ord is not null then to_json(d.id) when o.ord is not null then o.faults else m.faults end as detail
  from act left join client_seen s using (ord) left join fit f using (ord) left join client_ok c using (ord)
    left join document_taken d using (ord) left join officer_bad o using (ord) left join material_bad m using (ord)
),
${remembered},
transfer_opened as (
  insert into transfer (id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, views, created_at, updated_at)
  select id, version, agency_id, document_no, document_key, domain, region_code, case_name, status, state, views, at, at from go
),
${written},
${listPart}
${answered}`,
}

/** $8: clocks that advance, settle, are suspended or run out. */
const clockChangeColumns =
  'ord int, key text, status text, target_at timestamptz, breach_at timestamptz, provisional boolean, settled boolean, calendar text, expired boolean'

const changeInputs = `
clock_change_in as materialized (select * from json_to_recordset($8::json) as x(${clockChangeColumns})),
note_in as materialized (select * from json_to_recordset($9::json) as x(${noteColumns})),
item_in as materialized (select * from json_to_recordset($10::json) as x(${itemColumns})),
movement_in as materialized (select * from json_to_recordset($11::json) as x(${movementColumns}))`

const advanced = `
transfer_advanced as (
  update transfer t set version = go.version, status = go.status, state = go.state, views = go.views, updated_at = go.at,
    document_no = go.document_no, document_key = go.document_key, case_name = go.case_name, domain = go.domain,
    sender_id = case when go.brings_letter then go.agency_id else t.sender_id end
  from go where t.id = go.id and t.id = any (array(select id from go))
),
clock_changed as (
  update clock c set status = x.status, target_at = coalesce(x.target_at, c.target_at), breach_at = coalesce(x.breach_at, c.breach_at),
    provisional = coalesce(x.provisional, c.provisional), calendar = coalesce(x.calendar, c.calendar),
    next_light_at = ${nextLightChanged},
    expired_version = case when x.expired then go.version when x.breach_at <= go.at or x.breach_at is null then c.expired_version end,
    settled_at = case when x.settled then go.at end, settled_version = case when x.settled then go.version end
  from clock_change_in x join go using (ord) where c.transfer_id = go.id and c.key = x.key and c.transfer_id = any (array(select id from go))
),
${written},
${notePart},
${listPart},
${movePart},
${issuePart},
${endParts}`

const advanceText = (gate: string) => `with ${inputs}, ${changeInputs},
${versionGate}, ${officerGate}, ${materialGate}, ${documentGate},
fit as materialized (
  select act.ord from act join version_ok w using (ord) left join document_taken d using (ord) left join officer_bad o using (ord)
    left join material_bad m using (ord)
  where d.ord is null and o.ord is null and m.ord is null
),
${gate},
verdict as materialized (
  select act.ord,
    case when s.ord is null or (f.ord is not null and c.ord is null) then 'client_disabled' when w.ord is null then 'version'
      when d.ord is not null then 'duplicate_document'
      when o.ord is not null then 'officers' when m.ord is not null then 'materials' end as failed,
    case when d.ord is not null then to_json(d.id) when o.ord is not null then o.faults else m.faults end as detail
  from act left join client_seen s using (ord) left join fit f using (ord) left join client_ok c using (ord)
    left join version_ok w using (ord) left join document_taken d using (ord) left join officer_bad o using (ord) left join material_bad m using (ord)
),
${remembered},
${advanced}
${answered}`

/** Advances one case by one act. $9: what it says of evidence that the case has. $10, $11: seized items listed and moved. */
export const advanceStatement: Statement = { name: 'cases_advance', text: advanceText(clientGate) }
/** The same for an act that was made at another gateway. */
export const enterStatement: Statement = { name: 'cases_enter', text: advanceText(vouchedGate) }

/** An entry of a case that is at home elsewhere: no gate but the version that it follows. */
export const copyStatement: Statement = {
  name: 'cases_copy',
  text: `with ${inputs}, ${changeInputs},
${versionGate},
go as materialized (select act.* from act join version_ok using (ord)),
${advanced}
select exists (select from go) as done`,
}
/** The first entry that is seen here of such a case. $12: its home. */
export const copyFirstStatement: Statement = {
  name: 'cases_copy_first',
  text: `with ${inputs}, ${changeInputs},
go as materialized (select * from act),
transfer_opened as (
  insert into transfer (id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, views, created_at, updated_at, home)
  select id, version, agency_id, document_no, document_key, domain, region_code, case_name, status, state, views, at, at, $12::uuid from go
),
${written},
${notePart},
${listPart},
${movePart},
${issuePart}
select exists (select from go) as done, $8::json is null as unused`,
}

/** An entry that was sealed from everybody here and was opened to somebody later; the case is made anew after it. */
export const copyLateStatement: Statement = {
  name: 'cases_copy_late',
  text: `with ${inputs}, ${changeInputs},
go as materialized (select act.* from act where not exists (select from event e where e.transfer_id = act.id and e.version = act.version)),
${acted},
${notePart},
${listPart},
${movePart},
${issuePart}
select exists (select from go) as done, $8::json is null as unused`,
}

/** An entry that nobody here may see: its place in the chain and in this gateway's tree. */
export const copySealedStatement: Statement = {
  name: 'cases_copy_sealed',
  text: `with go as materialized (
  select $1::uuid as id, $2::int as version, ''::bytea as salt, $3::bytea as commitment, $4::bytea as link, $5::timestamptz as at
),
${appendPart},
${pendingPart}
select 1`,
}

/** The same gates, asked without writing or locking anything that outlives the statement. */
export const checkStatement: Statement = {
  name: 'cases_check',
  text: `with ${inputs}, ${officerGate}, ${materialGate}, ${documentGate},
fit as materialized (select ord from act where false),
${clientGate}
select act.ord,
  case when c.ord is null then 'client_disabled' when d.ord is not null then 'duplicate_document'
    when o.ord is not null then 'officers' when m.ord is not null then 'materials' end as failed,
  to_json(d.id) as document, o.faults as officers, m.faults as materials, ${alsoKnown}
from act left join client_seen c using (ord) left join document_taken d using (ord)
  left join officer_bad o using (ord) left join material_bad m using (ord)`,
}
