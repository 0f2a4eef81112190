// The share of the materials' room in the act's one statement: are the files there, own, unused and what the sender
// means; then bind them, and write down what the act says of files that the case has. Rows are locked in the order of
// their ids, so that two acts cannot wait for each other.

/** `material_in`: one row a material named in an act; from `folder` on null where it is no catalogued evidence. */
export const materialColumns = `ord int, seq int, id uuid, agency_id uuid, sha256 text, kind text, title text, original boolean,
  folder text, evidence_code text, needs_recollection boolean, catalogue jsonb`

/** `note_in`: one row a filing, movement or stretch; see `material_note`. */
export const noteColumns = `ord int, seq int, what text, material_id uuid, record_id uuid, folder text, evidence_code text,
  needs_recollection boolean, body jsonb`

export const materialGate = `
material_locked as materialized (
  select m.* from (select id from material_in order by id) i cross join lateral (
    select m.id, m.agency_id, m.state, m.sha256, m.transfer_id from material m where m.id = i.id for update
  ) m
),
material_bad as materialized (
  select i.ord,
    json_agg(json_build_object('seq', i.seq, 'fault', case
      when m.id is null or m.agency_id <> i.agency_id or m.state not in ('ready', 'registered') then 'material_unknown'
      when m.transfer_id is not null then 'material_used'
      else 'material_digest_differs' end) order by i.seq) as faults
  from material_in i left join material_locked m on m.id = i.id
  where m.id is null or m.agency_id <> i.agency_id or m.state not in ('ready', 'registered') or m.transfer_id is not null
    or m.sha256 <> i.sha256
  group by i.ord
)`

export const bindPart = `
materials_bound as (
  update material m set transfer_id = go.id, version = go.version, seq = i.seq, kind = i.kind, title = i.title,
    original = i.original, folder = i.folder, evidence_code = i.evidence_code, needs_recollection = i.needs_recollection,
    catalogue = i.catalogue
  from material_in i join go using (ord) where m.id = i.id
)`

/** Only of what the case has before the act or gets by it: whether the actor sees it was looked at before. */
export const notePart = `
material_notes_written as (
  insert into material_note (transfer_id, version, seq, what, material_id, record_id, folder, evidence_code, needs_recollection, body)
  select go.id, go.version, n.seq, n.what, n.material_id, n.record_id, n.folder, n.evidence_code, n.needs_recollection, n.body
  from note_in n join go using (ord)
  where exists (select from material m where m.id = n.material_id and m.transfer_id = go.id)
    or exists (select from material_in i where i.ord = n.ord and i.id = n.material_id)
)`
