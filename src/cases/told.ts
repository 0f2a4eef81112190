// What a list of other things says of a case in one line, as the organ sees it: its number and the period that presses the
// organ most; and who made which entry. For inboxes.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { runningParts } from '../agencies/index.ts'
import { type ClockState, citationText, type Title } from '../procedure/index.ts'
import { mySight, ownSight } from './clocks.ts'
import { titleSeen } from './view.ts'

const actorsStatement: Statement = {
  name: 'cases_actors',
  text: `select e.transfer_id || '/' || e.version as key, e.agency_id as agency
from unnest($1::uuid[], $2::int[]) as a(id, version) join event e on e.transfer_id = a.id and e.version = a.version`,
}

/** Who made these entries, as `transferId/version` → agency. */
export async function actorsOf(
  pool: Pool,
  entries: readonly { readonly transferId: string; readonly version: number }[],
): Promise<Map<string, string>> {
  const rows = await run<{ key: string; agency: string }>(pool, actorsStatement, [
    entries.map(({ transferId }) => transferId),
    entries.map(({ version }) => version),
  ])
  return new Map(rows.map(({ key, agency }) => [key, agency]))
}

export interface CaseInShort {
  readonly documentNo: string
  /** When the first of the periods ends that the organ itself owes, and under which articles. */
  readonly dueAt: string | null
  readonly basis: readonly string[]
}

const shortStatement: Statement = {
  name: 'cases_in_short',
  text: `with ${runningParts}
select t.id, t.document_no, t.case_name, coalesce(${ownSight} -> 'state', t.state) -> 'title' as title, d.clock
from unnest($2::uuid[]) as a(id) join case_part_of_agency p on p.transfer_id = a.id join transfer t on t.id = a.id
left join lateral (
  select coalesce(${ownSight} -> 'state', t.state) -> 'clocks' -> c.key as clock
  from clock c where c.transfer_id = t.id and ${mySight} and (c.owner = p.part or c.owner = $1::text)
  order by c.target_at, c.key limit 1
) d on true`,
}

/** Of those of the cases in which the organ has a part now. */
export async function inShort(pool: Pool, agencyId: string, ids: readonly string[]): Promise<Map<string, CaseInShort>> {
  interface Row {
    readonly id: string
    readonly document_no: string
    readonly case_name: string
    readonly title: Title | null
    readonly clock: ClockState | null
  }
  const rows = ids.length === 0 ? [] : await run<Row & Record<string, unknown>>(pool, shortStatement, [agencyId, ids])
  return new Map(
    rows.map((row) => [
      row.id,
      {
        documentNo: titleSeen(row, row.title ?? undefined).document_no,
        dueAt: row.clock?.target ?? null,
        basis: (row.clock?.basis ?? []).map(citationText),
      },
    ]),
  )
}
