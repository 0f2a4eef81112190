// The statements of the room. An act is one of them: gates first, then the entry, the label as it leaves it, what is put
// under it or taken off, and a line of the log for each that really changed.
import type { Statement } from '../../db/index.ts'
import { type ActGates, actGiven, entriesJson, entryWritten, passed, rememberedIn, verdictOf } from '../kernel/index.ts'

const headWritten = `
head_written as (
  insert into label (id, version, kind, state, name, owner_id, members, from_day, to_day, due_on, reported, overdue_version,
    created_at, updated_at)
  select go.id, go.version, h.kind, h.state, h.name, h.owner_id, h.members, h.from_day, h.to_day, h.due_on, h.reported,
    h.overdue_version, h.created_at, go.at from go cross join head h
  on conflict (id) do update set version = excluded.version, state = excluded.state, name = excluded.name,
    members = excluded.members, to_day = excluded.to_day, due_on = excluded.due_on, reported = excluded.reported,
    overdue_version = excluded.overdue_version, updated_at = excluded.updated_at
)`

const inputs = `${actGiven},
head as materialized (select * from json_populate_recordset(null::label, $2::json))`

const written = (from: string) => entryWritten('label_entry', 'label_id', from)

/** $1 the act, $2 the label after it, $3 the officers, $4 what is put or taken off, $5 whether it is put. */
export const writeStatement = (gates: ActGates): Statement => ({
  name: 'labels_write',
  text: `with ${inputs},
subject as materialized (select * from json_to_recordset($4::json) as x(kind text, id uuid)),${verdictOf(gates, '$3')},
${written(passed)},${headWritten},
put as (
  insert into labelled (label_id, kind, subject_id, by_id, at, put_version)
  select go.id, s.kind, s.id, go.agency_id, go.at, go.version from go cross join subject s where $5::boolean
  on conflict (label_id, kind, subject_id) do update set by_id = excluded.by_id, at = excluded.at,
    put_version = excluded.put_version, removed_at = null, removed_version = null where labelled.removed_at is not null
  returning label_id, kind, subject_id
),
taken_off as (
  update labelled l set removed_at = go.at, removed_version = go.version from go cross join subject s
  where not $5::boolean and l.label_id = go.id and l.kind = s.kind and l.subject_id = s.id and l.removed_at is null
  returning l.label_id, l.kind, l.subject_id
),
logged as (
  insert into label_change (label_id, kind, subject_id, is_on)
  select label_id, kind, subject_id, true from put union all select label_id, kind, subject_id, false from taken_off
)
select v.failed, v.faults, exists (select from go) as done from verdict v`,
})

/** As above, for what time does. */
export const writeOfTimeStatement: Statement = {
  name: 'labels_write_of_time',
  text: `with ${inputs},${written('act')},${headWritten} select exists (select from go) as done`,
}

/** The label's row, held until the act is over. */
export const lockStatement: Statement = {
  name: 'labels_lock',
  text: 'select id from label where id = $1 for update',
}

/** Parameters: label, organ or null for the gateway itself. What was put and taken off stands in `labelled`. */
export const entriesStatement: Statement = {
  name: 'labels_entries',
  text: `
select l.version, l.updated_at, (select ${entriesJson}
  from label_entry e where e.label_id = l.id and e.act not in ('put', 'take_off')) as entries
from label l where l.id = $1 and ($2::uuid is null or l.members @> array[$2::uuid])`,
}

/** Parameters: client, route, key. */
export const rememberedStatement: Statement = {
  name: 'labels_remembered',
  text: rememberedIn('label_entry', 'label_id'),
}

/** Of a label those of some subjects that bear it. */
export const borneStatement: Statement = {
  name: 'labels_borne',
  text: `
select s.kind, s.id from json_to_recordset($2::json) as s(kind text, id uuid)
where exists (select from labelled l where l.label_id = $1 and l.kind = s.kind and l.subject_id = s.id and l.removed_at is null)`,
}

/** Labels that an organ may use, newest first. */
export const listStatement: Statement = {
  name: 'labels_list',
  text: `
select l.id, l.version, l.kind, l.state, l.name, l.owner_id, l.from_day::text, l.to_day::text, l.due_on::text, l.reported,
  l.created_at, l.updated_at
from label l where l.members @> array[$1::uuid] and ($2::uuid is null or l.id < $2) and ($4::text is null or l.kind = $4)
  and ($5::text is null or l.state = $5) and ($6::boolean is null or (l.owner_id = $1) = $6)
  and ($7::text is null or exists (select from labelled s
    where s.label_id = l.id and s.kind = $7 and s.subject_id = $8::uuid and s.removed_at is null))
order by l.id desc limit $3`,
}

/** What bears a label, by id from the last: $2 = kind, $3 = id to go on after. */
export const idsStatement: Statement = {
  name: 'labels_ids',
  text: `
select subject_id as id from labelled
where label_id = $1 and kind = $2 and removed_at is null and ($3::uuid is null or subject_id < $3)
order by label_id, kind, subject_id desc limit $4`,
}

/** Who put some subjects under a label, when and why. */
export const putStatement: Statement = {
  name: 'labels_put',
  text: `
select l.subject_id as id, l.by_id, l.at, e.body::json ->> 'reason' as reason
from labelled l join label_entry e on e.label_id = l.label_id and e.version = l.put_version
where l.label_id = $1 and l.kind = $2 and l.subject_id = any($3::uuid[]) and l.removed_at is null`,
}

/** Parameters: $1, $2 = place; $3 = limit. */
export const changesStatement: Statement = {
  name: 'labels_changes',
  text: `
select txid::text as txid, seq::text as seq, label_id as "labelId", kind || ':' || subject_id as subject, is_on as "on"
from label_change where (txid, seq) > ($1::xid8, $2::bigint) and txid < (select feed_horizon())
order by label_change.txid, label_change.seq limit $3`,
}

/** Labels of some subjects, given as `kind:id`. */
export const ofSubjectsStatement: Statement = {
  name: 'labels_of_subjects',
  text: `
select s.subject, array_agg(l.label_id order by l.label_id) as labels
from (select subject, split_part(subject, ':', 1) as kind, split_part(subject, ':', 2)::uuid as id from unnest($1::text[]) as u(subject)) s
join labelled l on l.kind = s.kind and l.subject_id = s.id and l.removed_at is null
group by s.subject`,
}

/** Whether an organ may use a label. */
export const memberStatement: Statement = {
  name: 'labels_member',
  text: 'select 1 from label where id = $1 and members @> array[$2::uuid]',
}

/** Listed supervision whose due day has passed without a report, and who was not told yet. */
export const untoldStatement: Statement = {
  name: 'labels_untold',
  text: `
select id from label where state = 'open' and not reported and overdue_version is null and due_on is not null and due_on < $1::date
order by due_on, id limit $2`,
}
