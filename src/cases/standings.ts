// How cases stand, for whoever looks at many of them after they changed: states of their tracks and what is missing, and
// what of it the procuratorate may know.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { type InstanceKey, instanceParts, type PartChange, ruleSets, type TrackInstance } from '../procedure/index.ts'

type Instances = Readonly<Record<InstanceKey, TrackInstance>>

export interface CaseStanding {
  readonly transferId: string
  readonly version: number
  readonly status: string
  readonly domain: string
  readonly regionCode: string
  /** Empty where something of the case is sealed from somebody. */
  readonly documentNo: string
  readonly parts: Readonly<Record<string, string>>
  readonly invited: readonly PartChange[]
  readonly gaps: readonly { readonly kind: string; readonly reason: string }[]
  readonly instances: Instances
  /** What the procuratorate in charge sees of the same; undefined where it sees all. */
  readonly supervisorSees: Instances | undefined
  /** Last entry that was taken over from another platform; null where the case began here. */
  readonly importedThrough: number | null
  /** Of the last act. */
  readonly at: Date
  /** Something is still to be done in it. */
  readonly open: boolean
}

const standingsStatement: Statement = {
  name: 'cases_standings',
  text: `select t.id as "transferId", t.version, t.status, t.domain, t.region_code as "regionCode", t.updated_at as at,
  case when t.views is null then t.document_no else '' end as "documentNo", t.state -> 'parts' as parts,
  coalesce(t.state -> 'invited', '[]') as invited, t.state -> 'gaps' as gaps, t.state -> 'instances' as instances,
  (t.state #>> '{imported,through}')::int as "importedThrough",
  case when t.views ? 'supervisor' then coalesce(t.views #> '{supervisor,state,instances}', '{}') end as sees
from transfer t where t.id = any($1::uuid[])`,
}

/** Cases as they stand now; those that are not known here are left out. */
export async function standings(pool: Pool, ids: readonly string[]): Promise<CaseStanding[]> {
  const rows = await run<Omit<CaseStanding, 'open' | 'supervisorSees'> & { sees: Instances | null }>(
    pool,
    standingsStatement,
    [ids],
  )
  return rows.map(({ sees, ...row }) => ({ ...row, supervisorSees: sees ?? undefined, open: isOpen(row.instances) }))
}

/** Papers on their way and duties that follow an act keep no case open: the tracks on which somebody has to decide do. */
const deciding = new Set(['criminal', 'supervision', 'administrative'])

/** Whether somebody still has to decide. */
export function isOpen(instances: Instances): boolean {
  const tracks: Readonly<Record<string, { readonly states: Readonly<Record<string, { readonly final?: true }>> }>> =
    ruleSets.at(-1)?.tracks ?? {}
  return Object.entries(instances).some(([key, { state }]) => {
    const { track } = instanceParts(key)
    return deciding.has(track) && tracks[track]?.states[state]?.final !== true
  })
}
