// Organs of the older platform and the agencies they are here. A department without an entry of its own is its organ; any
// other organ without an entry is unmapped, whatever its name.
import { levelOfRegion, type TakeoverMapping } from '../../../schemas/index.ts'
import type { Agency, Directory } from '../../agencies/index.ts'
import type { LegacyRow } from '../model.ts'

export interface OrganFound {
  readonly code: string
  readonly name: string | undefined
  /** `mapped`; `none`: a person has said that it has no counterpart; else `unmapped`. */
  readonly state: 'mapped' | 'none' | 'unmapped'
  readonly agency: Agency | null
  /** 1 行政机关, 2 检察院, 3 公安局, 4 法院, 5 监察局, 6 法制局, 7 两法牵头单位. */
  readonly type: string | undefined
  /** Own, or that of the organ whose department it is. */
  readonly industry: string | undefined
  readonly because?: string
}

/** Agencies that the mapping wants registered and that are not yet, so that a dry run can go through. */
export function plannedAgencies(mapping: TakeoverMapping, known: Directory, idOf: (code: string) => string): Agency[] {
  const planned = new Map<string, Agency>()
  for (const [code, entry] of Object.entries(mapping.organs)) {
    if (!('register' in entry) || entry.proposed === true || known.byCode.has(entry.register.uscc)) continue
    const { name, kind, uscc, region, level, domains, specialty } = entry.register
    planned.set(uscc, {
      id: idOf(code),
      code: uscc,
      name,
      kind,
      regionCode: region,
      level: level ?? levelOfRegion(region),
      domains: domains ?? [],
      specialty: specialty ?? null,
      supervisedById: null,
      requiresSignature: false,
    })
  }
  return [...planned.values()]
}

/** Departments of departments end somewhere; a ring of them is no organ. */
const depthMax = 8

export function foundOrgans(
  mapping: TakeoverMapping,
  rows: readonly LegacyRow[],
  directory: Directory,
): (code: string) => OrganFound {
  const known = new Map(rows.map((row) => [row.key, row.values]))
  const made = new Map<string, OrganFound>()
  const agencyOf = (code: string, depth: number): Pick<OrganFound, 'state' | 'agency' | 'because'> => {
    const entry = mapping.organs[code]
    const values = known.get(code)
    if (entry !== undefined && entry.proposed !== true) {
      if ('none' in entry) return { state: 'none', agency: null, because: entry.none }
      if ('into' in entry)
        return depth < depthMax ? agencyOf(entry.into, depth + 1) : { state: 'unmapped', agency: null }
      const agency =
        'agency' in entry
          ? directory.byId.get(entry.agency)
          : directory.byCode.get('uscc' in entry ? entry.uscc : entry.register.uscc)
      return agency === undefined ? { state: 'unmapped', agency: null } : { state: 'mapped', agency }
    }
    const up = values?.UP_ORG_CODE
    return values?.IS_DEPT === '1' && up && depth < depthMax
      ? agencyOf(up, depth + 1)
      : { state: 'unmapped', agency: null }
  }
  const industryOf = (code: string, depth: number): string | undefined => {
    const values = known.get(code)
    const entry = mapping.organs[code]
    const into = entry !== undefined && 'into' in entry && entry.proposed !== true ? entry.into : undefined
    if (into !== undefined && depth < depthMax) return industryOf(into, depth + 1)
    const up = values?.UP_ORG_CODE
    return (
      values?.INDUSTRY_TYPE ??
      (values?.IS_DEPT === '1' && up && depth < depthMax ? industryOf(up, depth + 1) : undefined)
    )
  }
  return (code) => {
    let found = made.get(code)
    if (found === undefined) {
      const values = known.get(code)
      const name = values?.ORG_NAME ?? values?.SAMPLE_NAME ?? undefined
      const type = values?.ORG_TYPE ?? undefined
      found = { code, name, type, industry: industryOf(code, 0), ...agencyOf(code, 0) }
      made.set(code, found)
    }
    return found
  }
}
