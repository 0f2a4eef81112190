// Looks at every organ of the roster: is it registered with a system of its own, and when did it last enter something. What
// is found stands in its row, so that lists and shares are read without asking each organ again.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import type { Snapshot } from '../../agencies/index.ts'
import { lastCasesAt } from '../../cases/index.ts'
import { lastEntered } from '../../penalties/index.ts'

export interface CoverageDeps {
  readonly pool: Pool
  readonly registry: () => Promise<Pick<Snapshot, 'directory' | 'clients'>>
  /** Agencies that a source pulls from, by id: they enter without a system of their own. */
  readonly pulledFrom: () => Promise<readonly string[]>
  readonly now: () => number
}

const batch = 500

const pageStatement: Statement = {
  name: 'coverage_page',
  text: `select code from roster_organ where removed_at is null and code > $1 order by code limit $2`,
}

const zeroStatement: Statement = {
  name: 'coverage_zero',
  text: `
select a.id, z.at from unnest($1::uuid[]) as a(id) cross join lateral (
  select asked_at as at from report where agency_id = a.id and kind = 'zero' order by to_month desc limit 1
) z`,
}

/** Rows that stay as they are are not written. */
const writeStatement: Statement = {
  name: 'coverage_write',
  text: `
update roster_organ r set agency_id = x.agency_id, connected = x.connected, last_penalty_at = x.last_penalty_at,
  last_transfer_at = x.last_transfer_at, last_zero_at = x.last_zero_at, looked_at = $2
from json_to_recordset($1::json) as x(code text, agency_id uuid, connected boolean, last_penalty_at timestamptz, last_transfer_at timestamptz,
  last_zero_at timestamptz)
where r.code = x.code and (r.looked_at is null or (r.agency_id, r.connected, r.last_penalty_at, r.last_transfer_at, r.last_zero_at)
  is distinct from (x.agency_id, x.connected, x.last_penalty_at, x.last_transfer_at, x.last_zero_at))
returning r.code`,
}

/** Gives the number of organs of which something else was found than before. */
export async function lookAtRoster(deps: CoverageDeps, signal?: AbortSignal): Promise<number> {
  const { pool, now } = deps
  const { directory, clients } = await deps.registry()
  const connected = new Set(await deps.pulledFrom())
  for (const { agency, disabled, keys } of clients.values()) if (!disabled && keys.size > 0) connected.add(agency.id)
  let [after, changed] = ['', 0]
  while (!signal?.aborted) {
    const codes = (await run<{ code: string }>(pool, pageStatement, [after, batch])).map((row) => row.code)
    const last = codes.at(-1)
    if (last === undefined) break
    after = last
    const ids = codes.flatMap((code) => directory.byCode.get(code)?.id ?? [])
    const [penalties, transfers] = [await lastEntered({ pool }, ids), await lastCasesAt(pool, ids)]
    const zeros = new Map(
      (await run<{ id: string; at: Date }>(pool, zeroStatement, [ids])).map(({ id, at }) => [id, at]),
    )
    const rows = codes.map((code) => {
      const id = directory.byCode.get(code)?.id
      const at = (times: ReadonlyMap<string, Date>) => (id === undefined ? null : (times.get(id) ?? null))
      return {
        ...{ code, agency_id: id ?? null, connected: id !== undefined && connected.has(id) },
        ...{ last_penalty_at: at(penalties), last_transfer_at: at(transfers), last_zero_at: at(zeros) },
      }
    })
    changed += (await run(pool, writeStatement, [JSON.stringify(rows), new Date(now())])).length
    if (codes.length < batch) break
  }
  return changed
}
