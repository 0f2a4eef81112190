// Who sees which findings: the organ whose matter it is, the procuratorate that watches it, those above that one, and the
// procuratorates of other organs concerned; of what rests on something sealed only who may know it. Nobody else learns
// that there is one.
import { regionsUnder } from '../../kernel/index.ts'
import type { FindingRow } from './row.ts'

export interface FindingViewer {
  readonly id: string
  readonly kind: string
  /** GB/T 2260, six digits. */
  readonly regionCode: string
}

type Seen = Pick<FindingRow, 'onlyFor' | 'agencyId' | 'supervisorId' | 'alsoTold' | 'regionCode'>

/** `owner`: it is the viewer's matter; `watcher`: the viewer supervises it; null: there is no such finding for it. */
export function roleIn(finding: Seen, viewer: FindingViewer): 'owner' | 'watcher' | null {
  const { onlyFor, agencyId, supervisorId, alsoTold, regionCode } = finding
  if (onlyFor !== null && !onlyFor.includes(viewer.id)) return null
  if (agencyId === viewer.id) return 'owner'
  if (viewer.kind !== 'procuratorate') return null
  const watches =
    onlyFor !== null ||
    supervisorId === viewer.id ||
    alsoTold?.includes(viewer.id) === true ||
    regionCode.startsWith(regionsUnder(viewer.regionCode))
  return watches ? 'watcher' : null
}

/**
 * The same for lists, as branches: each is a walk along one index, newest first. $1 = the viewer, $2 = what its region is
 * known by in its branch.
 */
export function branchesOf(viewer: FindingViewer): { readonly branches: readonly string[]; readonly region: string } {
  const own = `f.agency_id = $1 and (f.only_for is null or $1 = any(f.only_for))`
  if (viewer.kind !== 'procuratorate') return { branches: [own], region: '' }
  const region = regionsUnder(viewer.regionCode)
  const open = 'f.only_for is null'
  const placed =
    region === ''
      ? open
      : region.length === 2
        ? `${open} and left(f.region_code, 2) = $2`
        : region.length === 4
          ? `${open} and left(f.region_code, 4) = $2`
          : `${open} and f.region_code = $2`
  return {
    region,
    branches: [own, `${open} and f.supervisor_id = $1`, placed, 'f.also_told @> array[$1]', 'f.only_for @> array[$1]'],
  }
}
