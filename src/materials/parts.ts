// The share of the materials' room in the act's one statement: are the files there, own, unused and what the sender
// means; then bind them. Rows are locked in the order of their ids, so that two acts cannot wait for each other.

/** `material_in`: one row a material named in an act. */
export const materialColumns =
  'ord int, seq int, id uuid, agency_id uuid, sha256 text, kind text, title text, original boolean'

export const materialGate = `
material_locked as materialized (
  select m.* from (select id from material_in order by id) i cross join lateral (
    select m.id, m.agency_id, m.state, m.sha256, m.transfer_id from material m where m.id = i.id for update
  ) m
),
material_bad as materialized (
  select i.ord,
    json_agg(json_build_object('seq', i.seq, 'fault', case
      when m.id is null or m.agency_id <> i.agency_id or m.state <> 'ready' then 'material_unknown'
      when m.transfer_id is not null then 'material_used'
      else 'material_digest_differs' end) order by i.seq) as faults
  from material_in i left join material_locked m on m.id = i.id
  where m.id is null or m.agency_id <> i.agency_id or m.state <> 'ready' or m.transfer_id is not null or m.sha256 <> i.sha256
  group by i.ord
)`

export const bindPart = `
materials_bound as (
  update material m set transfer_id = go.id, version = go.version, seq = i.seq, kind = i.kind, title = i.title, original = i.original
  from material_in i join go using (ord) where m.id = i.id
)`
