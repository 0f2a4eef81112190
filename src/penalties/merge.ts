// The merge of a staged batch, set-based: each record is judged against what stands and against the whole history of its
// key, then the judged ones are written. Parameters of all: $1 the origin, $2 the wave.
import { stagingColumns } from './staged.ts'

/**
 * Private to a connection and unlogged: an ordinary table would have to be vacuumed between batches. Rows stay as they
 * came (toast_tuple_target), packing them is the kept table's affair. They outlive the transaction of their COPY, so that
 * none is open while records are still read: an open one would hold up the change feed.
 */
export const stagingTables = [
  `create temporary table if not exists penalty_staging (${stagingColumns}) with (toast_tuple_target = 8160) on commit preserve rows`,
  `create temporary table if not exists penalty_judged (wave int, n int, case_id uuid, version int, verdict text)
   on commit delete rows`,
]

/**
 * Deleted rows of a table of the connection's own are never vacuumed: where they have piled up, the table is made anew, or every
 * batch would read through all that went over the connection before it.
 */
export const emptyStaging = `do $$ begin
  if pg_relation_size('pg_temp.penalty_staging') > ${256 * 1024} then truncate pg_temp.penalty_staging;
  else delete from pg_temp.penalty_staging; end if;
end $$`

export const copyStatement = 'copy penalty_staging from stdin'

/** Where nobody gave a time, nothing is later than anything. */
const later = `coalesce(s.source_at collate "C" > c.source_at collate "C", false)`
const earlier = `coalesce(s.source_at collate "C" < c.source_at collate "C", false)`

/**
 * A record equal to any earlier version of its key, or to one in quarantine, changes nothing, so that two variants in one
 * file do not overwrite each other at each run; only a time of the source can say that an older content has come back.
 * Lateral look-ups with `offset 0` stay look-ups: a hash over a million cases would cost more than ten thousand of them.
 */
export const judgeStatement = `
insert into penalty_judged (wave, n, case_id, version, verdict)
select s.wave, s.n, coalesce(c.id, s.id), coalesce(c.version, 0),
  case
    when c.id is not null and (${earlier}) then 'unchanged'
    when s.operation = 'delete' and s.key is not null then
      case when c.state = 'withdrawn' or (v.seen and not ${later}) then 'unchanged'
        when c.id is null then 'created' else 'updated' end
    when not s.fit then case when q.id is not null then 'unchanged' else 'quarantined' end
    when c.id is null then 'created'
    when c.state = 'live' and c.digest = s.digest then case
      when s.day_given and (c.source_day <> s.source_day or ${later}) then 'moved' else 'unchanged' end
    when v.seen and not ${later} then 'unchanged'
    else 'updated'
  end
from penalty_staging s
left join lateral (
  select id, version, state, digest, source_at, source_day from penalty_case c where c.origin = $1 and c.key = s.key offset 0
) c on true
left join lateral (
  select true as seen from penalty_version v
  where v.case_id = c.id and v.digest = s.digest and (v.operation = 'delete') = (s.operation = 'delete')
    and v.operation <> 'correction' limit 1
) v on c.id is not null and (c.digest <> s.digest or c.state = 'withdrawn')
left join lateral (
  select id from penalty_quarantine q where q.origin = $1 and q.digest = s.digest offset 0
) q on not s.fit
where s.wave = $2
returning n, case_id, version, verdict`

/** A new case. $3 = the instant, $4 = the sender. */
export const createStatement = `
insert into penalty_case (id, origin, key, version, state, digest, fingerprint, source_day, source_at, source_fen, sender_id,
  agency_id, organ_name, organ_code, region_code, domain, decision_key, decided_on, procedure, fine_fen, suspected, transferred,
  created_at, updated_at)
select j.case_id, $1, s.key, 1, case s.operation when 'delete' then 'withdrawn' else 'live' end, s.digest, s.fingerprint,
  s.source_day, s.source_at, s.source_fen, $4::uuid, s.agency_id, s.organ_name, s.organ_code, s.region_code, s.domain, s.decision_key,
  s.decided_on, s.procedure, s.fine_fen, s.suspected, s.transferred, $3::timestamptz, $3::timestamptz
from penalty_judged j join penalty_staging s on s.n = j.n
where j.wave = $2 and j.verdict = 'created'`

/** What a withdrawal names beside its key may be nothing: the case keeps what it had. $3 = the instant. */
export const updateStatement = `
update penalty_case c set version = j.version + 1, state = case s.operation when 'delete' then 'withdrawn' else 'live' end,
  digest = s.digest, source_day = s.source_day, source_at = s.source_at, updated_at = $3::timestamptz,
  source_fen = case when d.gone then c.source_fen else s.source_fen end,
  fingerprint = case when d.gone then c.fingerprint else s.fingerprint end,
  agency_id = case when d.gone then c.agency_id else s.agency_id end,
  organ_name = case when d.gone then c.organ_name else s.organ_name end,
  organ_code = case when d.gone then c.organ_code else s.organ_code end,
  region_code = case when d.gone then c.region_code else s.region_code end,
  domain = case when d.gone then c.domain else s.domain end,
  decision_key = case when d.gone then c.decision_key else s.decision_key end,
  decided_on = case when d.gone then c.decided_on else s.decided_on end,
  procedure = case when d.gone then c.procedure else s.procedure end,
  fine_fen = case when d.gone then c.fine_fen else s.fine_fen end,
  suspected = case when d.gone then c.suspected else s.suspected end,
  transferred = case when d.gone then c.transferred else s.transferred end
from penalty_judged j join penalty_staging s on s.n = j.n cross join lateral (select s.operation = 'delete' as gone) d
where j.wave = $2 and j.verdict = 'updated' and c.id = j.case_id and c.origin = $1`

/** An equal record that the source now counts under another day. $3 is not used. */
export const moveStatement = `
update penalty_case c set source_day = s.source_day, source_at = coalesce(s.source_at, c.source_at)
from penalty_judged j join penalty_staging s on s.n = j.n
where j.wave = $2 and j.verdict = 'moved' and c.id = j.case_id and c.origin = $1`

/** $3 = the instant, $4 = the batch. */
export const versionStatement = `
insert into penalty_version (case_id, version, at, operation, digest, raw, record, layout, source_at, batch_id)
select j.case_id, j.version + 1, $3::timestamptz,
  case when s.operation = 'delete' then 'delete' when j.verdict = 'created' then 'insert' else 'update' end,
  s.digest, s.raw, s.record, s.layout, s.source_at, $4::uuid
from penalty_judged j join penalty_staging s on s.n = j.n
where j.wave = $2 and j.verdict in ('created', 'updated') and $1::text is not null`

/** What came later for a key takes the place of what was held for it. $3 = the instant. */
export const supersedeStatement = `
update penalty_quarantine q set state = 'superseded', resolved_at = $3::timestamptz,
  case_id = case when j.verdict = 'quarantined' then null else j.case_id end
from penalty_judged j join penalty_staging s on s.n = j.n
where j.wave = $2 and j.verdict <> 'unchanged' and q.origin = $1 and q.key = s.key and q.state = 'held'`

/** $3 = the instant, $4 = the batch, $5 = the sender. */
export const holdStatement = `
insert into penalty_quarantine (id, origin, digest, key, state, sender_id, raw, faults, operation, layout, source_day, source_at,
  source_fen, batch_id, at)
select s.id, $1, s.digest, s.key, 'held', $5::uuid, s.raw, coalesce(s.faults, '[]'), s.operation, s.layout, s.source_day,
  s.source_at, s.source_fen, $4::uuid, $3::timestamptz
from penalty_judged j join penalty_staging s on s.n = j.n
where j.wave = $2 and j.verdict = 'quarantined'
on conflict (origin, digest) do nothing`

/** What the batch touched waits to be screened: one row, whatever its size. $1 = the instant. */
export const screenStatement = `
insert into screening_queue (case_ids, reason, at)
select array_agg(distinct case_id), 'ingest', $1::timestamptz from penalty_judged
where verdict in ('created', 'updated') having count(*) > 0`

/** Records whose current version is this very one, before anything is staged. $2, $3 = keys and digests in hexadecimal. */
export const knownStatement = {
  name: 'penalties_known',
  text: `
select t.i::int as i, c.id, c.version, c.source_day::text, c.source_at from unnest($2::text[], $3::text[]) with ordinality as t(key, digest, i)
cross join lateral (
  select id, version, source_day, source_at, digest, state from penalty_case c where c.origin = $1 and c.key = t.key offset 0
) c where c.digest = decode(t.digest, 'hex') and c.state = 'live'`,
}
