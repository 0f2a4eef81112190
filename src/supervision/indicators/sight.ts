// Whose figures an organ may read: a procuratorate those of its region and of all that lies in it, every other organ its
// own. The operator reads all.
import type { Agency, Directory } from '../../agencies/index.ts'
import { agencyScope, everywhere, regionScope } from './cells.ts'

export interface Reader {
  readonly agency: Agency
  readonly operator?: boolean
}

/** What an organ reads where it names nothing. */
export const ownScope = ({ agency }: Reader): string =>
  agency.kind === 'procuratorate' ? regionScope(agency.regionCode) : agencyScope(agency.id)

/** A region of a scope: `43` lies in `*` and in itself. */
const liesIn = (scope: string, around: string) => around === everywhere || scope.startsWith(around)

export function mayRead(reader: Reader, scope: string, directory: Directory): boolean {
  if (reader.operator === true || scope === ownScope(reader)) return true
  if (scope === agencyScope(reader.agency.id)) return true
  if (reader.agency.kind !== 'procuratorate') return false
  const around = regionScope(reader.agency.regionCode)
  if (!scope.startsWith('a:')) return scope !== everywhere && liesIn(scope, around)
  const organ = directory.byId.get(scope.slice(2))
  return organ !== undefined && liesIn(regionScope(organ.regionCode), around)
}

/** Organs of a region and of what lies in it. */
export function organsOf(directory: Directory, scope: string): Agency[] {
  return [...directory.byId.values()].filter((a) => liesIn(regionScope(a.regionCode), scope))
}
