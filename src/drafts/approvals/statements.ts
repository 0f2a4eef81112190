// The statements of approvals. What stands of one is its row, held while something is decided about it; what was said is
// only ever added.
import type { Statement } from '../../../db/index.ts'

const columns = `id, agency_id, kind, transfer_id, draft_id, step, deciders, needs_review, state, round, version, digest,
  document_no, case_name, prepared_by, prepared_name, prepared_certificate, handlers, reviewed_by, reached_head_at, approved_by,
  result_id, created_at, updated_at`

/** Whether the client may still write; its row is held until the act is over. $1 client, $2 generation. */
export const gateStatement = (clientGate: string): Statement => ({
  name: 'approvals_gate',
  text: `with act as materialized (select 0 as ord, $1::text as client_id, $2::int as generation),
fit as materialized (select ord from act),
${clientGate}
select exists (select from client_ok) as allowed`,
})

/** $1 client, $2 key, $3 hash, $4 what it began or acted on, $5 when. No row: the key was taken. */
export const rememberStatement: Statement = {
  name: 'approvals_remember',
  text: `insert into draft_key (client_id, key, request_hash, draft_id, created_at) values ($1, $2, $3, $4, $5)
on conflict do nothing returning draft_id`,
}

/** $1 the approval as JSON. */
export const beginStatement: Statement = {
  name: 'approvals_begin',
  text: `insert into approval (${columns}) select ${columns} from json_populate_record(null::approval, $1::json)`,
}

/** $1 the entry as JSON. */
export const entryStatement: Statement = {
  name: 'approvals_entry',
  text: 'insert into approval_entry select * from json_populate_record(null::approval_entry, $1::json)',
}

/** $1 the approval as JSON, as it stands after the entry. */
export const changeStatement: Statement = {
  name: 'approvals_change',
  text: `update approval a set state = x.state, round = x.round, version = x.version, digest = x.digest,
  document_no = x.document_no, case_name = x.case_name, handlers = x.handlers, reviewed_by = x.reviewed_by,
  reached_head_at = x.reached_head_at, approved_by = x.approved_by, result_id = x.result_id, updated_at = x.updated_at
from json_populate_record(null::approval, $1::json) x where a.id = x.id`,
}

/** The letter has gone: nothing is left to write. $1 draft, $2 organ. */
export const sentStatement: Statement = {
  name: 'approvals_draft_sent',
  text: 'delete from draft where id = $1 and agency_id = $2',
}

export const showStatement: Statement = {
  name: 'approvals_show',
  text: `select ${columns} from approval where id = $1 and agency_id = $2`,
}

export const lockStatement: Statement = {
  name: 'approvals_lock',
  text: `select ${columns} from approval where id = $1 and agency_id = $2 for update`,
}

/** Entries, oldest first; bodies of the last two rounds only. $1 approval, $2 its round. */
export const entriesStatement: Statement = {
  name: 'approvals_entries',
  text: `select version, act, round, at, officer_name, certificate_no, reasons, digest, problem,
  case when round >= $2::int - 1 then body end as body
from approval_entry where approval_id = $1 order by version`,
}

/** What may still be somebody's work, as the partial index has it. */
const open = `state in ('returned', 'with_reviewer', 'with_head', 'approved')`

/**
 * $1 organ, $2 after, $3 number, $4 state or null, $5 asked by or null, $6 officer whose work it is or null, $7 its roles,
 * $8 its certificate, $9 the role that reviews. One text for each of the three, along an index of its own: what an organ ever
 * approved is not gone through for what is left to do.
 */
const listed = (which: 'all' | 'asked' | 'todo'): Statement => ({
  name: `approvals_list_${which}`,
  text: `select ${columns} from approval
where agency_id = $1 and ($2::uuid is null or id < $2) and ($4::text is null or state = $4)
  and ${which === 'asked' ? 'prepared_by = $5' : '$5::uuid is null'} and ${which === 'todo' ? open : 'true'}
  and ($6::uuid is null or (state = 'returned' and prepared_by = $6)
    or (prepared_by <> $6 and not $8::text = any(handlers) and (
      (state = 'with_reviewer' and $9::text = any($7::text[]))
      or (state = 'with_head' and deciders && $7::text[] and reviewed_by is distinct from $6)
      or (state = 'approved' and approved_by = $6))))
order by id desc limit $3`,
})

export const listStatements = { all: listed('all'), asked: listed('asked'), todo: listed('todo') } as const
