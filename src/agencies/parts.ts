// The share of the agencies' room in the act's one statement: is the client still allowed, do the officers hold what they
// must, and which parts begin and end. Each gate answers by name; nothing is raised. Rows are looked up one by one
// (lateral): a plan made while a table was small must not scan it when it has grown.
import { gatewayClient } from '../kernel/index.ts'

/** `officer_in`: one row an officer named in an act; `role` null = any. */
export const officerColumns = 'ord int, seq int, agency_id uuid, certificate text, name text, role text, on_day date'

/** `part_in`: a part that begins (`begins` true) or ends; `sight` = what its holder keeps in sight then. */
export const partColumns = 'ord int, agency_id uuid, part text, begins boolean, sight jsonb'

/**
 * Whether the client may still act. The share lock makes disabling wait for acts under way, and acts wait for a disabling
 * under way: none commits after the disabling has committed. It is taken only for acts that passed every other gate
 * (`fit`): a refusal then writes nothing, not even a lock, and waits for no disk.
 */
export const clientGate = `
client_seen as materialized (
  select act.ord from act cross join lateral (
    select c.id from client c where c.id = act.client_id and c.generation = act.generation and c.disabled_at is null offset 0
  ) c
  union all select act.ord from act where act.client_id = '${gatewayClient}'
),
client_ok as materialized (
  select act.ord from act join fit using (ord) cross join lateral (
    select c.id from client c where c.id = act.client_id and c.generation = act.generation and c.disabled_at is null for share
  ) c
  union all select act.ord from act join fit using (ord) where act.client_id = '${gatewayClient}'
)`

/** Of acts that another gateway vouches for: it has looked at its client and its officers when the act was made. */
export const vouchedGate = `
client_seen as materialized (select act.ord from act),
client_ok as materialized (select act.ord from act join fit using (ord))`

/** Certificates are good on their first and their last day, by the local day of the act. */
export const officerGate = `
officer_bad as materialized (
  select i.ord,
    bool_or(c.number is not null and not coalesce(i.role is null or i.role = any(o.roles), true)) as lacks_role,
    json_agg(json_build_object('seq', i.seq, 'fault', case
      when c.number is null or o.name is distinct from i.name then 'unknown'
      when c.revoked_at is not null or o.disabled_at is not null then 'revoked'
      when i.on_day < c.valid_from then 'not_yet_valid'
      when i.on_day > c.valid_to then 'expired'
      else 'lacks_role' end) order by i.seq) as faults
  from officer_in i
  left join lateral (
    select * from certificate c where c.agency_id = i.agency_id and c.number = i.certificate offset 0
  ) c on true
  left join lateral (select * from officer o where o.id = c.officer_id offset 0) o on true
  where c.number is null or o.name is distinct from i.name or c.revoked_at is not null or o.disabled_at is not null
    or i.on_day < c.valid_from or i.on_day > c.valid_to or (i.role is not null and not i.role = any(o.roles))
  group by i.ord
)`

export const beginParts = `
parts_begun as (
  insert into case_part (transfer_id, agency_id, part, from_version)
  select go.id, p.agency_id, p.part, go.version from part_in p join go using (ord) where p.begins
)`

/** Parts of acts that are imported: some have ended since (`to_version`), with what their holders kept in sight. */
export const beginPartsLate = `
parts_begun as (
  insert into case_part (transfer_id, agency_id, part, from_version, to_version, state_at_end)
  select go.id, p.agency_id, p.part, go.version, p.to_version, p.sight from part_in p join go using (ord) where p.begins
)`

/** A part ends with the act's sight: the act that ends it is still shown. */
export const endParts = `
parts_ended as (
  update case_part cp set to_version = go.version, state_at_end = p.sight
  from part_in p join go using (ord)
  where not p.begins and cp.transfer_id = go.id and cp.agency_id = p.agency_id and cp.part = p.part and cp.to_version is null
    and cp.transfer_id = any (array(select id from go))
)`

/** The caller's latest part in transfer `t.id`; a running part wins over an ended one. Parameter $2 = agency. */
export const callerPart = `
lateral (
  select part, from_version, to_version, state_at_end from case_part
  where transfer_id = t.id and agency_id = $2 order by to_version is null desc, to_version desc, part limit 1
) p`

/** So many cases are looked through for a page; what a filter finds among older ones is on a page further on. */
export const seenTogether = 2_000

/**
 * Cases an agency has or had a part in, newest first, one row a case: its latest part, a running one before ended ones; the
 * first `seenTogether` of them. Parameters: $1 = agency, $2 = id to go on after or null. Walks an index and is joined row by
 * row (no CTE, no `distinct`, which would sort all of them), so that a page costs a page.
 */
export const seenCases = `(
  select transfer_id, part, to_version, state_at_end from case_part c
  where agency_id = $1 and transfer_id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    and not exists (
      select from case_part o where o.agency_id = c.agency_id and o.transfer_id = c.transfer_id
        and (coalesce(o.to_version, 2147483647), c.part) > (coalesce(c.to_version, 2147483647), o.part) offset 0)
  order by transfer_id desc limit ${seenTogether}
) p`

/** As `seenCases`, of cases that were asked for. Parameters: $1 = agency, $2 = id to go on after or null, $10 = ids. */
export const seenAmong = `(
  select distinct on (transfer_id) transfer_id, part, to_version, state_at_end from case_part
  where agency_id = $1 and transfer_id = any($10::uuid[]) and ($2::uuid is null or transfer_id < $2)
  order by transfer_id desc, (to_version is null) desc, to_version desc
) p`

/** Cases that agency $1 has a part in at present, as `case_part_of_agency`; not materialised, so that a page costs a page. */
export const runningParts = `
case_part_of_agency as not materialized (
  select transfer_id, part from case_part where agency_id = $1 and to_version is null
)`

/** The latest part of each of some agencies in transfer `t.id`, a running one before ended ones. Parameter $2 = agencies. */
export const partsOfAgencies = `
lateral (
  select distinct on (agency_id) agency_id, part, from_version, to_version, state_at_end from case_part
  where transfer_id = t.id and agency_id = any($2::uuid[]) order by agency_id, to_version is null desc, to_version desc, part
) p`
