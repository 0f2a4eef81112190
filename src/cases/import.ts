// Keeps cases that are taken over from an older platform, many in one statement: entries sealed into their chains with given
// salts, the case as they make it, its parts, files and items. Nobody is told, nothing is receipted and no clock runs for
// what was done elsewhere, long ago. The transaction is the caller's.
import type { Queryable, Statement } from '../../db/index.ts'
import { beginPartsLate, endParts, partColumns } from '../agencies/index.ts'
import { appendLatePart, chainsOf, pendingPart } from '../journal/index.ts'
import { bindPart, materialColumns } from '../materials/index.ts'
import type { CaseEvent, CaseState, Views } from '../procedure/index.ts'
import { type Continued, type ImportedCase, type ImportRows, importRows, type SaltOf } from './import-rows.ts'
import { itemColumns, listPart, movementColumns, movePart } from './items.ts'

export type { ImportedCase, ImportedMaterial, SaltOf } from './import-rows.ts'

/** `continued`: it has entries that were made here since, and is left as it is. */
export type ImportOutcome = 'kept' | 'continued'

const caseColumns = `id uuid, after int, version int, sender_id uuid, document_no text, document_key text, domain text, region_code text,
  case_name text, status text, state jsonb, views jsonb, created_at timestamptz, updated_at timestamptz`
const actColumns = `ord int, id uuid, version int, step text, at timestamptz, sealed_at timestamptz, client_id text, agency_id uuid,
  body text, salt bytea, commitment bytea, link bytea`

/** Parameters $1…$7: cases, acts, materials, parts, marks, items, movements (all JSON arrays). */
const importStatement: Statement = {
  name: 'cases_import',
  text: `with case_in as materialized (select * from json_to_recordset($1::json) as x(${caseColumns})),
go as materialized (select * from json_to_recordset($2::json) as x(${actColumns})),
material_in as materialized (select * from json_to_recordset($3::json) as x(${materialColumns})),
part_in as materialized (select * from json_to_recordset($4::json) as x(${partColumns}, to_version int)),
mark_in as materialized (select * from json_to_recordset($5::json) as x(ord int, kind text, digest bytea)),
item_in as materialized (select * from json_to_recordset($6::json) as x(${itemColumns})),
movement_in as materialized (select * from json_to_recordset($7::json) as x(${movementColumns})),
transfer_opened as (
  insert into transfer (id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, views, created_at, updated_at)
  select id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, views, created_at, updated_at
  from case_in where after = 0
),
transfer_advanced as (
  update transfer t set version = c.version, sender_id = c.sender_id, document_no = c.document_no, document_key = c.document_key,
    domain = c.domain, case_name = c.case_name, status = c.status, state = c.state, views = c.views, updated_at = c.updated_at
  from case_in c where c.after > 0 and t.id = c.id and t.version = c.after and t.id = any (array(select id from case_in where after > 0))
),
event_written as (
  insert into event (transfer_id, version, step, agency_id, client_id, at, body)
  select id, version, step, agency_id, client_id, at, body from go
),
marks_written as (
  insert into case_mark (transfer_id, agency_id, kind, digest)
  select go.id, go.agency_id, m.kind, m.digest from mark_in m join go using (ord)
  on conflict do nothing
),
${bindPart},
${appendLatePart},
${pendingPart},
${beginPartsLate},
${endParts},
${listPart},
${movePart}
select count(*)::int as n from go`,
}

interface FormerRow {
  readonly id: string
  readonly version: number
  readonly state: CaseState
  readonly views: Views | null
}

const formerStatement: Statement = {
  name: 'cases_import_former',
  text: 'select id, version, state, views from transfer where id = any($1::uuid[]) order by id for update',
}
const bodiesStatement: Statement = {
  name: 'cases_import_bodies',
  text: 'select transfer_id as id, body from event where transfer_id = any($1::uuid[]) order by transfer_id, version',
}

/** A page of cases. One with `after` is locked first: where it has gone on here, nothing is added to it. */
export async function importCases(
  connection: Queryable,
  cases: readonly ImportedCase[],
  { saltOf }: { readonly saltOf: SaltOf },
): Promise<ReadonlyMap<string, ImportOutcome>> {
  const outcome = new Map<string, ImportOutcome>()
  const formers = await formersOf(
    connection,
    cases.filter(({ after, events }) => after > 0 && events.length > 0),
  )
  const made: ImportRows[] = []
  let ord = 0
  for (const one of cases) {
    const former = formers.get(one.id)
    const moved = one.after > 0 && one.events.length > 0 && former?.state.version !== one.after
    outcome.set(one.id, moved ? 'continued' : 'kept')
    if (moved || one.events.length === 0) continue
    made.push(importRows(one, former ?? null, ord, saltOf))
    ord += one.events.length
  }
  if (made.length > 0) await connection.query({ ...importStatement, values: valuesOf(made) })
  return outcome
}

function valuesOf(made: readonly ImportRows[]): string[] {
  const all = (rows: (one: ImportRows) => readonly object[]) => JSON.stringify(made.flatMap(rows))
  return [
    JSON.stringify(made.map((one) => one.case)),
    ...[all((m) => m.acts), all((m) => m.materials), all((m) => m.parts), all((m) => m.marks)],
    ...[all((m) => m.items), all((m) => m.movements)],
  ]
}

/** Cases of an earlier import as they stand, with what further entries need. */
async function formersOf(
  connection: Queryable,
  cases: readonly ImportedCase[],
): Promise<ReadonlyMap<string, Continued>> {
  if (cases.length === 0) return new Map()
  const ids = cases.map(({ id }) => id)
  const { rows } = await connection.query<FormerRow>({ ...formerStatement, values: [ids] })
  const bodies = (await connection.query<{ id: string; body: string }>({ ...bodiesStatement, values: [ids] })).rows
  const chains = await chainsOf(connection, ids)
  const events = new Map<string, CaseEvent[]>()
  for (const { id, body } of bodies) events.set(id, [...(events.get(id) ?? []), JSON.parse(body) as CaseEvent])
  return new Map(
    rows.flatMap(({ id, state, views, version }): [string, Continued][] => {
      const link = chains.get(id)?.at(-1)?.link
      if (link === undefined) throw new Error(`${id}: version ${version} has no place in its chain`)
      return [[id, { state, views, link, events: events.get(id) ?? [] }]]
    }),
  )
}

/** As a part of another room's statement: whether the case of an id is there. */
export const caseStands = (id: string): string => `select from transfer t where t.id = ${id}`

/** As a part of another room's statement: the marks of a case's imported entries, through a version. */
export const importedEntries = (id: string, through: string): string =>
  `select e.body::json->'imported' as imported from event e where e.transfer_id = ${id} and e.version <= ${through}`
