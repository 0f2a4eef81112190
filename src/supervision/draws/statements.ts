// The statements of the room. An act is one transaction: the gates and the entry first, then what the entry changes; the draw's
// row is the lock behind which acts on one draw queue.
import type { Statement } from '../../../db/index.ts'
import { type ActGates, actGiven, entryWritten, passed, rememberedIn, verdictOf } from '../../kernel/index.ts'

/** $1 the act, $2 its officers: writes the entry where the gates let it pass, and says why where they do not. */
export const gateStatement = (gates: ActGates): Statement => ({
  name: 'draws_gate',
  text: `with ${actGiven},${verdictOf(gates, '$2')},${entryWritten('draw_act', 'draw_id', passed)}
select v.failed, v.faults, exists (select from go) as done from verdict v`,
})

/** Acts of time: nobody's officers, and no client to be disabled. */
export const ofTimeStatement: Statement = {
  name: 'draws_of_time',
  text: `insert into draw_act (draw_id, version, act, at, agency_id, client_id, officers, body)
    values ($1, $2, $3, $4, $5, $6, '[]', $7)`,
}

/** Announcements of one owner queue here, so that their numbers have no gap. */
export const ownersTurn = `select pg_advisory_xact_lock(hashtextextended('draws ' || $1, 0))`

export const nextNoStatement: Statement = {
  name: 'draws_next_no',
  text: 'select coalesce(max(no), 0) + 1 as no from draw where owner_id = $1',
}

export const openStatement: Statement = {
  name: 'draws_open',
  text: `insert into draw (id, owner_id, region_code, no, version, state, name, method, members, drawn, reviewed, found,
      redraw_of, announced_at, unattended)
    values ($1, $2, $3, $4, 1, 'announced', $5, $6, $7, 0, 0, 0, $8, $9, $10)`,
}

export const piecesStatement: Statement = {
  name: 'draws_pieces',
  text: 'insert into draw_population (draw_id, no, lines) values ($1, $2, $3)',
}

export const countsStatement: Statement = {
  name: 'draws_counts',
  text: `insert into draw_count (draw_id, dimension, key, members)
    select $1, dimension, key, members from json_to_recordset($2::json) as x(dimension text, key text, members int)`,
}

export const reviewersStatement: Statement = {
  name: 'draws_reviewers',
  text: `insert into draw_reviewer (draw_id, no, agency_id, name, certificate_no, salt)
    select $1, no, agency_id, name, certificate_no, salt
    from json_to_recordset($2::json) as x(no int, agency_id uuid, name text, certificate_no text, salt bytea)`,
}

/** The draw's row, held until the act is over. */
export const lockStatement: Statement = {
  name: 'draws_lock',
  text: 'select version, state from draw where id = $1 for update',
}

export const drawnStatement: Statement = {
  name: 'draws_drawn',
  text: `update draw set state = 'drawn', version = $2, drawn = $3, drawn_at = $4 where id = $1 and state = 'announced'`,
}

export const membersStatement: Statement = {
  name: 'draws_members',
  text: `insert into draw_member (draw_id, place, kind, subject_id, stratum, rank, ticket, domain, region_code, agency_ids,
      agency_codes, reviewers)
    select $1, place, kind, subject_id, stratum, rank, ticket, domain, region_code,
      array(select value::uuid from json_array_elements_text(agency_ids)), array(select value from json_array_elements_text(agency_codes)),
      array(select value::int from json_array_elements_text(reviewers))
    from json_to_recordset($2::json) as x(place int, kind text, subject_id uuid, stratum text, rank bytea, ticket int, domain text,
      region_code text, agency_ids json, agency_codes json, reviewers json)`,
}

export const cancelledStatement: Statement = {
  name: 'draws_cancelled',
  text: `update draw set state = 'cancelled', version = $2, cancelled_at = $3 where id = $1 and state = 'announced'`,
}

/** Parameters: draw, version, place, found, kinds, words, time of the review. Gives nothing where the place is none. */
export const reviewedStatement: Statement = {
  name: 'draws_reviewed',
  text: `with before as materialized (select * from draw_member where draw_id = $1 and place = $3 for update),
written as (
  insert into draw_review (draw_id, version, place, found, kinds, words, after_ms)
  select $1, $2, $3, $4, $5::text[], $6, extract(epoch from $7::timestamptz - d.drawn_at) * 1000 from draw d where d.id = $1
),
marked as (
  update draw_member m set review_version = $2, found = $4, reviewed_at = $7 from before b
  where m.draw_id = b.draw_id and m.place = b.place
)
update draw d set version = $2, reviewed = d.reviewed + case when b.review_version is null then 1 else 0 end,
  found = d.found + $4::boolean::int - coalesce(b.found, false)::int
from before b where d.id = $1`,
}

export const rememberedStatement: Statement = {
  name: 'draws_remembered',
  text: rememberedIn('draw_act', 'draw_id'),
}

/** Draws that the gateway makes by itself. */
export const waitingStatement: Statement = {
  name: 'draws_waiting',
  text: `select id from draw where state = 'announced' and unattended and id > $1 order by id limit 100`,
}
