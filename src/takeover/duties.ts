// What an organ had to do at cut-over, and what became of it: the tasks of the older platform that were open then. A person
// starts or dismisses each by a step of the case; what the steps say is what stands.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { eventsOfMany } from '../cases/index.ts'

export interface ImportedDuty {
  readonly key: string
  /** In the older platform's words. */
  readonly what: string
  readonly since: Date | null
  readonly state: 'open' | 'started' | 'dismissed'
  /** The entry that says so; null while it is open. */
  readonly version: number | null
}

const dutiesStatement: Statement = {
  name: 'takeover_duties_of_case',
  text: `select d.key, d.what, d.since from takeover_duty d
where d.transfer_id = $1::uuid and d.agency_id = $2::uuid order by d.since nulls last, d.key`,
}

/** Those of one organ in one case: what others have to do may be sealed from it. */
export async function dutiesOfCase(pool: Pool, transferId: string, agencyId: string): Promise<ImportedDuty[]> {
  const rows = await run<Pick<ImportedDuty, 'key' | 'what' | 'since'> & object>(pool, dutiesStatement, [
    transferId,
    agencyId,
  ])
  if (rows.length === 0) return []
  const decided = new Map<string, { state: 'started' | 'dismissed'; version: number }>()
  for await (const { events } of eventsOfMany(pool, [{ id: transferId }]))
    for (const { step, version, input, by } of events) {
      const state = decidedBy[step]
      if (state !== undefined && by.agencyId === agencyId) decided.set(String(input.duty), { state, version })
    }
  return rows.map((row) => ({ ...row, ...(decided.get(row.key) ?? { state: 'open', version: null }) }))
}

const decidedBy: Readonly<Record<string, 'started' | 'dismissed'>> = {
  imported_duty_started: 'started',
  imported_duty_dismissed: 'dismissed',
}
