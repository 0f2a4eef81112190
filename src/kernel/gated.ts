// The pieces of SQL by which an act is written as an entry that is never edited: what is given, the gates and their verdict, the
// entry, and what a key did first. The room whose table it is puts them together.
import type { ActGates } from './acting.ts'

/** Columns of `act` that every act of an organ has. */
export const actorColumns = `ord int, id uuid, version int, at timestamptz, client_id text, generation int, agency_id uuid,
  officers json, act text, body text, route text, key text, request_hash bytea, request_body bytea, request_signature text`

/** Names of the columns of an entry. */
export const entryColumns = `version, act, agency_id, client_id, at, officers, body, route, key, request_hash, request_body,
  request_signature`

/** `act`, from $1. */
export const actGiven = `
act as materialized (select * from json_to_recordset($1::json) as x(${actorColumns}))`

/**
 * `verdict`, a row an act: why it does not pass (`failed`) and what is wrong then (`faults`). `officers` = the parameter with
 * the rows of `officerRowsOf`. `others` = gates of other rooms, written before it: `material` gives `material_bad`.
 */
export function verdictOf(gates: ActGates, officers: `$${number}`, ...others: readonly string[]): string {
  const all = ['officer', ...others]
  const joined = all.map((gate) => `left join ${gate}_bad using (ord)`).join(' ')
  return `
officer_in as materialized (select * from json_to_recordset(${officers}::json) as x(${gates.officerColumns})),
${gates.officerGate},
fit as materialized (select act.ord from act ${joined} where ${all.map((gate) => `${gate}_bad.ord is null`).join(' and ')}),
${gates.clientGate},
verdict as materialized (
  select act.ord, case when s.ord is null or (f.ord is not null and c.ord is null) then 'client_disabled'
    ${all.map((gate) => `when ${gate}_bad.ord is not null then '${gate}s'`).join(' ')} end as failed,
    coalesce(${all.map((gate) => `${gate}_bad.faults`).join(', ')}) as faults
  from act left join client_seen s using (ord) left join fit f using (ord) left join client_ok c using (ord) ${joined}
)`
}

/** Acts that the verdict lets pass, for `entryWritten`. */
export const passed = 'act join verdict v using (ord) where v.failed is null'

/** `go`, the acts whose entry is written; none where another request with the key was faster. `matter` = its column. */
export const entryWritten = (table: string, matter: string, from: string) => `
entry_written as (
  insert into ${table} (${matter}, ${entryColumns}) select id, ${entryColumns} from ${from}
  on conflict do nothing
  returning ${matter}
),
go as materialized (select act.* from act join entry_written e on e.${matter} = act.id)`

/** Rows of `FirstAct`. Parameters: client, route, key. */
export const rememberedIn = (table: string, matter: string) =>
  `select ${matter} as id, version, at, request_hash from ${table} where client_id = $1 and route = $2 and key = $3`

/** Entries `e` of one matter, the first first. */
export const entriesJson = `json_agg(json_build_object('version', e.version, 'act', e.act, 'agencyId', e.agency_id, 'at', e.at,
    'officers', e.officers, 'body', e.body) order by e.version)`
