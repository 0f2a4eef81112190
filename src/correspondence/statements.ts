// The statements of the room. An act is one of them: gates first, then the entry, the letter as it leaves it, how far each
// party has come, and the files that go with it. The letter's row is locked before, so nobody decides on what has moved.
import type { Statement } from '../../db/index.ts'
import { actGiven, entriesJson, entryWritten, passed, rememberedIn, verdictOf } from '../kernel/index.ts'
import type { LetterGates } from './room.ts'

const headColumns = `kind text, state text, sender_id uuid, title text, transfer_id uuid, finding_id uuid, due_on date,
  waiting int, overdue_version int, sent_at timestamptz`
const partyColumns = `agency_id uuid, sender boolean, owes boolean, signed_at timestamptz, read_at timestamptz,
  answered_at timestamptz, done_at timestamptz`

const headWritten = `
head_written as (
  insert into correspondence (id, version, kind, state, sender_id, title, transfer_id, finding_id, due_on, waiting,
    overdue_version, sent_at, updated_at)
  select go.id, go.version, h.kind, h.state, h.sender_id, h.title, h.transfer_id, h.finding_id, h.due_on, h.waiting,
    h.overdue_version, h.sent_at, go.at from go cross join head h
  on conflict (id) do update set version = excluded.version, state = excluded.state, due_on = excluded.due_on,
    waiting = excluded.waiting, overdue_version = excluded.overdue_version, updated_at = excluded.updated_at
),
parties_written as (
  insert into correspondence_party (letter_id, agency_id, sender, owes, signed_at, read_at, answered_at, done_at)
  select go.id, p.agency_id, p.sender, p.owes, p.signed_at, p.read_at, p.answered_at, p.done_at from go cross join party p
  on conflict (agency_id, letter_id) do update set owes = excluded.owes, signed_at = excluded.signed_at,
    read_at = excluded.read_at, answered_at = excluded.answered_at, done_at = excluded.done_at
)`

const inputs = `${actGiven},
head as materialized (select * from json_to_recordset($2::json) as x(${headColumns})),
party as materialized (select * from json_to_recordset($3::json) as x(${partyColumns}))`

const written = (from: string) => entryWritten('correspondence_entry', 'letter_id', from)

/** $1 the act, $2 the letter after it, $3 its parties, $4 the officers, $5 the materials. */
export const writeStatement = (gates: LetterGates): Statement => ({
  name: 'correspondence_write',
  text: `with ${inputs},
material_in as materialized (select * from json_to_recordset($5::json) as x(${gates.materialColumns})),
${gates.materialGate},${verdictOf(gates, '$4', 'material')},
${written(passed)},${headWritten},
${gates.bindPart}
select v.failed, v.faults, exists (select from go) as done from verdict v`,
})

/** As above, for what time does: nobody's officers, nobody's files. */
export const writeOfTimeStatement: Statement = {
  name: 'correspondence_write_of_time',
  text: `with ${inputs},${written('act')},${headWritten} select exists (select from go) as done`,
}

/** The letter's row, held until the act is over. */
export const lockStatement: Statement = {
  name: 'correspondence_lock',
  text: 'select id from correspondence where id = $1 for update',
}

/** Parameters: letter, agency or null for the gateway itself. */
export const entriesStatement: Statement = {
  name: 'correspondence_entries',
  text: `
select (select ${entriesJson} from correspondence_entry e where e.letter_id = c.id) as entries
from correspondence c where c.id = $1
  and ($2::uuid is null or exists (select from correspondence_party p where p.letter_id = c.id and p.agency_id = $2))`,
}

/** Parameters: client, route, key. */
export const rememberedStatement: Statement = {
  name: 'correspondence_remembered',
  text: rememberedIn('correspondence_entry', 'letter_id'),
}

const lineColumns = `c.id, c.kind, c.state, c.title, c.sender_id, c.transfer_id, c.finding_id, c.due_on::text, c.waiting, c.sent_at,
  p.sender, p.owes, p.signed_at, p.read_at, p.answered_at, p.done_at, e.body,
  (select count(*)::int from correspondence_party r where r.letter_id = c.id and not r.sender) as receivers`

/** An organ's letters, newest first. $11 = today's local date. */
const listed = (name: string, ground: string): Statement => ({
  name,
  text: `
select ${lineColumns}
from correspondence_party p join correspondence c on c.id = p.letter_id
join correspondence_entry e on e.letter_id = c.id and e.version = 1
where p.agency_id = $1 and ${ground} and ($2::uuid is null or p.letter_id < $2)
  and ($4::boolean is null or p.sender = $4) and ($5::text is null or c.kind = $5) and ($6::text is null or c.state = $6)
  and ($7::uuid is null or c.transfer_id = $7) and ($8::uuid is null or c.finding_id = $8)
  and ($9::boolean is null or case when p.sender then c.waiting > 0 else p.owes end = $9)
  and ($10::boolean is null or coalesce(c.due_on < $11::date and case when p.sender then c.waiting > 0 else p.owes end, false) = $10)
order by p.letter_id desc limit $3`,
})
export const listStatement = listed('correspondence_list', 'true')
/** Of what it owes an answer to, which an index has alone: years of answered letters are not gone through. */
export const owedStatement = listed('correspondence_list_owed', 'p.owes and not p.sender')

/** Who has not: one row a receiver that owes an answer to agency $1. $2 and $3 = letter and organ to go on after. */
export const outstandingStatement: Statement = {
  name: 'correspondence_outstanding',
  text: `
select c.id, c.kind, c.title, c.due_on::text, c.sent_at, p.agency_id, p.signed_at, p.read_at, e.body
from correspondence c join correspondence_party p on p.letter_id = c.id and not p.sender and p.owes
join correspondence_entry e on e.letter_id = c.id and e.version = 1
where c.sender_id = $1 and c.state = 'open' and c.waiting > 0
  and ($2::uuid is null or (c.id, p.agency_id) > ($2, $3::uuid)) and (not $5::boolean or c.due_on < $6::date)
order by c.id, p.agency_id limit $4`,
}

/** Receivers that have not answered in time. $1 = today's local date; $2, $3 = letter and organ to go on after. */
export const overdueStatement: Statement = {
  name: 'correspondence_overdue',
  text: `
select c.id as "letterId", c.kind, c.sender_id as "senderId", p.agency_id as "agencyId", c.due_on::text as "dueOn",
  c.transfer_id as "transferId", c.finding_id as "findingId", $1::date - c.due_on as days
from correspondence c join correspondence_party p on p.letter_id = c.id and not p.sender and p.owes
where c.state = 'open' and c.waiting > 0 and c.due_on is not null and c.due_on < $1::date
  and ($2::uuid is null or (c.id, p.agency_id) > ($2, $3::uuid))
order by c.id, p.agency_id limit $4`,
}

/** Letters whose due day has passed and who was not told yet. */
export const untoldStatement: Statement = {
  name: 'correspondence_untold',
  text: `
select id from correspondence
where state = 'open' and waiting > 0 and due_on is not null and due_on < $1::date and overdue_version is null
order by due_on, id limit $2`,
}
