// The statements of the assignments. An act is one of them: gates first, then the entry, the assignment as it leaves it, and
// what it says of items.
import type { Statement } from '../../../db/index.ts'
import { clientGate, officerColumns, officerGate } from '../../agencies/index.ts'
import { actGiven, entriesJson, entryWritten, passed, rememberedIn, verdictOf } from '../../kernel/index.ts'

const headWritten = `
head_written as (
  insert into assignment (id, version, state, upper_id, lower_id, title, document_no, due_on, items, list_digest, handed_at,
    signed_at, replied_at, accepted_at, returns, overdue_version, updated_at)
  select go.id, go.version, h.state, h.upper_id, h.lower_id, h.title, h.document_no, h.due_on, h.items, h.list_digest, h.handed_at,
    h.signed_at, h.replied_at, h.accepted_at, h.returns, h.overdue_version, go.at from go cross join head h
  on conflict (id) do update set version = excluded.version, state = excluded.state, due_on = excluded.due_on,
    signed_at = excluded.signed_at, replied_at = excluded.replied_at, accepted_at = excluded.accepted_at,
    returns = excluded.returns, overdue_version = excluded.overdue_version, updated_at = excluded.updated_at
)`

const inputs = `${actGiven},
head as materialized (select * from json_populate_recordset(null::assignment, $2::json))`

const written = (from: string) => entryWritten('assignment_entry', 'assignment_id', from)

/** $1 the act, $2 the assignment after it, $3 the officers, $4 items that are new, $5 what is said of items. */
export const writeStatement: Statement = {
  name: 'assignments_write',
  text: `with ${inputs},${verdictOf({ officerColumns, officerGate, clientGate }, '$3')},
${written(passed)},${headWritten},
listed as (
  insert into assignment_item (assignment_id, no, kind, subject_id, title)
  select go.id, i.no, i.kind, i.id, i.title from go cross join json_to_recordset($4::json) as i(no int, kind text, id uuid, title text)
),
worked as (
  update assignment_item i set result = r.result, result_text = r.text, result_at = go.at
  from go cross join json_to_recordset($5::json) as r(no int, result text, text text)
  where i.assignment_id = go.id and i.no = r.no
)
select v.failed, v.faults, exists (select from go) as done from verdict v`,
}

/** As above, for what time does. */
export const writeOfTimeStatement: Statement = {
  name: 'assignments_write_of_time',
  text: `with ${inputs},${written('act')},${headWritten} select exists (select from go) as done`,
}

/** The assignment's row, held until the act is over. */
export const lockStatement: Statement = {
  name: 'assignments_lock',
  text: 'select id from assignment where id = $1 for update',
}

/** Parameters: assignment, organ or null for the gateway itself. */
export const entriesStatement: Statement = {
  name: 'assignments_entries',
  text: `
select (select ${entriesJson} from assignment_entry e where e.assignment_id = a.id) as entries
from assignment a where a.id = $1 and ($2::uuid is null or a.upper_id = $2 or a.lower_id = $2)`,
}

/** Parameters: client, route, key. */
export const rememberedStatement: Statement = {
  name: 'assignments_remembered',
  text: rememberedIn('assignment_entry', 'assignment_id'),
}

export const countsStatement: Statement = {
  name: 'assignments_counts',
  text: `select coalesce(result, 'none') as result, count(*)::int as items from assignment_item where assignment_id = $1 group by 1`,
}

const lineColumns = `a.id, a.version, a.state, a.upper_id, a.lower_id, a.title, a.document_no, a.due_on::text, a.items, a.handed_at,
  a.signed_at, a.replied_at, a.accepted_at, a.returns`
const filters = `($2::uuid is null or a.id < $2) and ($4::text is null or a.state = $4)
  and ($5::boolean is null or (a.state in ('handed','signed','returned') and a.due_on < $6::date) = $5)
  and ($7::text is null or exists (select from assignment_item i where i.assignment_id = a.id and i.kind = $7 and i.subject_id = $8::uuid))`
const own = (which: string) =>
  `(select a.* from assignment a where ${which} and ${filters} order by a.id desc limit $3)`

/** An organ's assignments, newest first. $6 = today's local date; $9 = 'handed', 'received' or null. */
export const listStatement: Statement = {
  name: 'assignments_list',
  text: `select ${lineColumns} from (
  ${own(`$9::text is distinct from 'received' and a.upper_id = $1`)}
  union all ${own(`$9::text is distinct from 'handed' and a.lower_id = $1`)}
) a order by a.id desc limit $3`,
}

/** $2 = number to go on after, $3 = limit, $4 = result or null. */
export const itemsStatement: Statement = {
  name: 'assignments_items',
  text: `
select no, kind, subject_id as id, title, result, result_text, result_at from assignment_item
where assignment_id = $1 and no > $2 and ($4::text is null or coalesce(result, 'none') = $4) order by no limit $3`,
}

/** Parameters: organ, box, first and last local day of handing down, today. */
export const figuresStatement: Statement = {
  name: 'assignments_figures',
  text: `
with chosen as (
  select a.*, case $2 when 'handed' then a.lower_id else a.upper_id end as organ_id
  from assignment a where case $2 when 'handed' then a.upper_id else a.lower_id end = $1
    and ($3::date is null or (a.handed_at at time zone 'Asia/Shanghai')::date >= $3)
    and ($4::date is null or (a.handed_at at time zone 'Asia/Shanghai')::date <= $4)
),
told as (
  select organ_id, count(*)::int as assignments, count(signed_at)::int as signed, count(replied_at)::int as replied,
    (count(*) filter (where (replied_at at time zone 'Asia/Shanghai')::date <= due_on))::int as in_time,
    count(accepted_at)::int as accepted, (count(*) filter (where state = 'withdrawn'))::int as withdrawn,
    sum(returns)::int as returns,
    (count(*) filter (where state in ('handed','signed','returned') and due_on < $5::date))::int as overdue,
    percentile_cont(0.5) within group (order by extract(epoch from signed_at - handed_at) / 3600)::float8 as hours_to_sign,
    percentile_cont(0.5) within group (order by extract(epoch from replied_at - handed_at) / 86400)::float8 as days_to_reply
  from chosen group by organ_id
),
counted as (
  select organ_id, json_object_agg(result, items) as counts from (
    select c.organ_id, coalesce(i.result, 'none') as result, count(*)::int as items
    from chosen c join assignment_item i on i.assignment_id = c.id group by 1, 2
  ) r group by organ_id
)
select t.*, c.counts from told t left join counted c using (organ_id) order by t.organ_id`,
}

/** Due days that have passed and of which nobody was told yet. */
export const untoldStatement: Statement = {
  name: 'assignments_untold',
  text: `
select id from assignment where state in ('handed','signed','returned') and due_on < $1::date and overdue_version is null
order by due_on, id limit $2`,
}
