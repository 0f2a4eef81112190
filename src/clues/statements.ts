// The statements that write clues. Each is one round trip, as an act on a case is: gates first, then a verdict a row, then
// everything that passed. The agencies' room gives its gates as named parts; no foreign table is named here.
import type { Statement } from '../../db/index.ts'
import { type ActGates, entriesJson, verdictOf } from '../kernel/index.ts'

/** Common to all: who acts, and what a repeated request is recognised by. */
const actor = `ord int, id uuid, at timestamptz, client_id text, generation int, agency_id uuid, officers json,
  request_body bytea, request_signature text`
const entryColumns = `${actor}, body text, route text, key text, request_hash bytea`

const takeColumns = `${entryColumns}, intake_id uuid, intake_key text, content_hash bytea, source text, domain text,
  received_at timestamptz`
const advanceColumns = `${entryColumns}, version int, expected int, act text, state text, holder_id uuid, answer json,
  sight_begins uuid, sight_ends uuid`

/** $1: the acts. $2: their officers. */
const inputs = (columns: string, gates: ActGates) => `
act as materialized (select * from json_to_recordset($1::json) as x(${columns})),
officer_in as materialized (select * from json_to_recordset($2::json) as x(${gates.officerColumns}))`

const disabled = `s.ord is null or (f.ord is not null and c.ord is null)`

/** Takes clues: any number, each with a verdict of its own. A number that was used before answers for its clue. */
export const takeStatement = (gates: ActGates): Statement => ({
  name: 'clues_take',
  text: `with ${inputs(takeColumns, gates)},
known as materialized (
  select act.ord, k.id, k.content_hash = act.content_hash as same from act cross join lateral (
    select c.id, c.content_hash from clue c where c.taker_id = act.agency_id and c.intake_key = act.intake_key offset 0
  ) k
),
${gates.officerGate},
fit as materialized (
  select act.ord from act left join known k using (ord) left join officer_bad o using (ord) where k.ord is null and o.ord is null
),
${gates.clientGate},
verdict as materialized (
  select act.ord,
    case when ${disabled} then 'client_disabled' when k.ord is not null then 'known' when o.ord is not null then 'officers' end as failed,
    o.faults, k.id as known_id, k.same
  from act left join client_seen s using (ord) left join fit f using (ord) left join client_ok c using (ord)
    left join known k using (ord) left join officer_bad o using (ord)
),
entry_written as (
  insert into clue_entry (clue_id, version, act, agency_id, client_id, at, officers, body, intake_id, route, key, request_hash,
    request_body, request_signature)
  select id, 1, 'take', agency_id, client_id, at, officers, body, intake_id, route, key, request_hash, request_body, request_signature
  from act join verdict v using (ord) where v.failed is null
  on conflict do nothing
  returning clue_id
),
go as materialized (select act.* from act join entry_written e on e.clue_id = act.id),
clue_opened as (
  insert into clue (id, version, state, taker_id, intake_key, content_hash, source, domain, received_at, taken_at, updated_at)
  select id, 1, 'taken', agency_id, intake_key, content_hash, source, domain, received_at, at, at from go
),
sight_begun as (insert into clue_sight (clue_id, agency_id) select id, agency_id from go)
select v.*, exists (select from go where go.ord = v.ord) as done from verdict v order by v.ord`,
})

/** Moves one clue by one act; only the version it was decided on. */
export const advanceStatement = (gates: ActGates): Statement => ({
  name: 'clues_advance',
  text: `with ${inputs(advanceColumns, gates)},
version_ok as materialized (
  select act.ord from act cross join lateral (
    select c.id from clue c where c.id = act.id and c.version = act.expected for update
  ) c
),
${gates.officerGate},
fit as materialized (select act.ord from act join version_ok w using (ord) left join officer_bad o using (ord) where o.ord is null),
${gates.clientGate},
verdict as materialized (
  select act.ord,
    case when ${disabled} then 'client_disabled' when w.ord is null then 'version' when o.ord is not null then 'officers' end as failed,
    o.faults
  from act left join client_seen s using (ord) left join fit f using (ord) left join client_ok c using (ord)
    left join version_ok w using (ord) left join officer_bad o using (ord)
),
entry_written as (
  insert into clue_entry (clue_id, version, act, agency_id, client_id, at, officers, body, route, key, request_hash,
    request_body, request_signature)
  select id, version, act.act, agency_id, client_id, at, officers, body, route, key, request_hash, request_body, request_signature
  from act join verdict v using (ord) where v.failed is null
  on conflict do nothing
  returning clue_id
),
go as materialized (select act.* from act join entry_written e on e.clue_id = act.id),
clue_moved as (
  update clue c set version = go.version, state = go.state, holder_id = go.holder_id, answer = go.answer, updated_at = go.at
  from go where c.id = go.id
),
sight_begun as (
  insert into clue_sight (clue_id, agency_id) select id, sight_begins from go where sight_begins is not null
  on conflict (agency_id, clue_id) do update set to_version = null, ended_at = null
),
sight_ended as (
  update clue_sight s set to_version = go.version, ended_at = go.at
  from go where s.clue_id = go.id and s.agency_id = go.sight_ends
)
select v.*, exists (select from go where go.ord = v.ord) as done from verdict v`,
})

/** Notes that a spreadsheet was brought, and by whom, before its rows are taken. */
export const intakeStatement = (gates: ActGates): Statement => ({
  name: 'clues_intake',
  text: `with act as materialized (select * from json_to_recordset($1::json) as x(${actor}, sha256 bytea)),${verdictOf(gates, '$2')},
noted as (
  insert into clue_intake (id, agency_id, client_id, at, officers, sha256, request_body, request_signature)
  select id, agency_id, client_id, at, officers, sha256, request_body, request_signature from act join client_ok using (ord)
)
select * from verdict`,
})

/** Parameters: clue, agency, client, route, key. A key names at most one entry of the client. */
export const gatherStatement: Statement = {
  name: 'clues_gather',
  text: `
select c.id, c.version, c.taker_id, c.holder_id, s.to_version, u.request_hash as used_hash, u.version as used_version,
  (select ${entriesJson}
    from clue_entry e where e.clue_id = c.id and (s.to_version is null or e.version <= s.to_version)) as entries
from clue c join clue_sight s on s.clue_id = c.id and s.agency_id = $2
left join clue_entry u on u.client_id = $3 and u.route = $4 and u.key = $5
where c.id = $1`,
}

export const rememberedStatement: Statement = {
  name: 'clues_remembered',
  text: 'select clue_id from clue_entry where client_id = $1 and route = $2 and key = $3',
}

/** An organ's clues, newest first; who returned one finds it as it stood then. */
export const listStatement: Statement = {
  name: 'clues_list',
  text: `
select c.id, coalesce(s.to_version, c.version) as version, case when s.to_version is null then c.state else 'returned' end as state,
  c.taker_id, case when s.to_version is null then c.holder_id end as holder_id,
  case when s.to_version is null then c.answer end as answer, c.taken_at, coalesce(s.ended_at, c.updated_at) as updated_at,
  s.to_version is not null as ended, e.body
from clue_sight s
join clue c on c.id = s.clue_id join clue_entry e on e.clue_id = c.id and e.version = 1
where s.agency_id = $1 and ($2::uuid is null or s.clue_id < $2)
  and ($4::text is null or case when s.to_version is null then c.state else 'returned' end = $4)
  and ($5::text is null or c.source = $5) and ($6::text is null or c.domain = $6)
  and ($7::timestamptz is null or c.received_at >= $7) and ($8::timestamptz is null or c.received_at < $8)
  and ($9::text is null or case $9 when 'taken' then c.taker_id = $1 else c.taker_id <> $1 or c.holder_id = $1 end)
order by s.clue_id desc limit $3`,
}
