// Whose matter a finding is and who watches over it, from the directory: the organ, its procuratorate, and for a
// procuratorate's own matter the one above it.
import { type Agency, type Directory, supervisorFor } from '../../agencies/index.ts'
import { above } from '../../kernel/index.ts'
import type { FindingCause } from './cause.ts'

export type Concerned = Pick<FindingCause, 'agencyId' | 'supervisorId' | 'regionCode' | 'level'>

const ranks = ['township', 'county', 'prefecture', 'provincial', 'national']

/** Kept with the directory that it follows from. */
const superiors = new WeakMap<Directory, Map<string, string | null>>()

/** The nearest procuratorate above one; null where none is registered. */
function superiorOf(directory: Directory, lower: Agency): string | null {
  let known = superiors.get(directory)
  if (known === undefined) {
    known = new Map()
    superiors.set(directory, known)
  }
  const found = known.get(lower.id)
  if (found !== undefined) return found
  const [nearest] = [...directory.byId.values()]
    .filter((one) => above(one, lower))
    .sort((a, b) => ranks.indexOf(a.level) - ranks.indexOf(b.level) || (a.id < b.id ? -1 : 1))
  known.set(lower.id, nearest?.id ?? null)
  return nearest?.id ?? null
}

/** `watching`: the procuratorate that the case itself names. `region`: where the organ is not registered. */
export function concerned(
  directory: Directory,
  agencyId: string | null,
  { region, watching }: { readonly region: string; readonly watching?: string | undefined },
): Concerned {
  const agency = agencyId === null ? undefined : directory.byId.get(agencyId)
  if (agency === undefined) {
    return { agencyId, supervisorId: watching ?? placed(directory, region), regionCode: region, level: null }
  }
  const supervisorId =
    agency.kind === 'procuratorate'
      ? superiorOf(directory, agency)
      : (watching ?? supervisorFor(directory, agency)?.id ?? placed(directory, agency.regionCode))
  return { agencyId, supervisorId, regionCode: agency.regionCode, level: agency.level }
}

/** The procuratorate of a place, where an organ of no known level sits. */
function placed(directory: Directory, region: string): string | null {
  for (const level of ['county', 'prefecture', 'provincial', 'national'] as const) {
    const found = directory.byPlace.get(`procuratorate ${level} ${region}`)?.[0]
    if (found !== undefined) return found.id
  }
  return null
}
