// Cases as each of their organs sees them: for what is kept for people's desks and for searching.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { organsIn, partsOfAgencies } from '../agencies/index.ts'
import type { Part, Views } from '../procedure/index.ts'
import { type SightAtEnd, transferColumns } from './gather.ts'
import { asSeen } from './read.ts'
import type { TransferRow } from './view.ts'

export interface SeenDesk {
  readonly agencyId: string
  readonly part: Part
  readonly ended: boolean
  readonly row: TransferRow
}

const casesStatement: Statement = {
  name: 'cases_of_desks',
  text: `select ${transferColumns}, t.views from transfer t where t.id = any($1::uuid[])`,
}

const partsStatement: Statement = {
  name: 'cases_parts_of_desks',
  text: `select t.id, p.agency_id, p.part, p.to_version, p.state_at_end from unnest($1::uuid[]) as t(id) cross join ${partsOfAgencies}`,
}

interface PartRow {
  readonly id: string
  readonly agency_id: string
  readonly part: Part
  readonly to_version: number | null
  readonly state_at_end: SightAtEnd | null
}

/** Case → organs that have or had a part in it; a case that nobody sees anything of has none. */
export async function desksOf(pool: Pool, ids: readonly string[]): Promise<Map<string, SeenDesk[]>> {
  const organs = await organsIn(pool, ids)
  const [cases, parts] = await Promise.all([
    run<TransferRow & { views: Views | null } & Record<string, unknown>>(pool, casesStatement, [ids]),
    run<PartRow & Record<string, unknown>>(pool, partsStatement, [ids, [...new Set([...organs.values()].flat())]]),
  ])
  const byCase = new Map<string, PartRow[]>()
  for (const one of parts) byCase.set(one.id, [...(byCase.get(one.id) ?? []), one])
  return new Map(
    cases.map((row) => [
      row.id,
      (byCase.get(row.id) ?? []).flatMap(({ agency_id: agencyId, part, to_version, state_at_end }): SeenDesk[] => {
        const seen = asSeen({ ...row, part, to_version, state_at_end }, agencyId)
        // An organ that joined by entries that it may not see sees nothing yet.
        if (Object.keys(seen.state.instances ?? {}).length === 0) return []
        return [{ agencyId, part, ended: to_version !== null, row: seen }]
      }),
    ]),
  )
}

const momentsStatement: Statement = {
  name: 'cases_moments',
  text: `select e.transfer_id as id, e.version, e.at from unnest($1::uuid[], $2::int[]) as a(id, version)
join event e on e.transfer_id = a.id and e.version = a.version`,
}

/** When some entries were made, as `id/version` → RFC 3339. */
export async function momentsOf(
  pool: Pool,
  entries: readonly { readonly id: string; readonly version: number }[],
): Promise<ReadonlyMap<string, string>> {
  if (entries.length === 0) return new Map()
  const rows = await run<{ id: string; version: number; at: Date }>(pool, momentsStatement, [
    entries.map((e) => e.id),
    entries.map((e) => e.version),
  ])
  return new Map(rows.map(({ id, version, at }) => [`${id}/${version}`, at.toISOString()]))
}
