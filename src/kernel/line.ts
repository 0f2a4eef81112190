// Who stands above whom: procuratorates by region and level, and the organs that a procuratorate watches. Pure; a region is
// the beginning of its codes (GB/T 2260), an operator's own rule (`supervisedById`) goes before the general one.
import type { StandingOrgan } from './acting.ts'

/** The beginning that the codes of a region and of all below it share; '' for the country. */
export function regionsUnder(regionCode: string): string {
  return regionCode === '100000' || regionCode === '000000' ? '' : regionCode.replace(/(00)+$/, '')
}

const levels = ['national', 'provincial', 'prefecture', 'county', 'township']

type Placed = Pick<StandingOrgan, 'id' | 'kind' | 'regionCode' | 'level' | 'supervisedById'>

const within = (upper: Placed, lower: Placed) => lower.regionCode.startsWith(regionsUnder(upper.regionCode))

/** Whether the one is a procuratorate, and the other a lower procuratorate in its region. */
export function above(upper: Placed, lower: Placed): boolean {
  return (
    upper.kind === 'procuratorate' &&
    lower.kind === 'procuratorate' &&
    levels.indexOf(upper.level) < levels.indexOf(lower.level) &&
    within(upper, lower)
  )
}

/** Organs whose enforcement or investigation a procuratorate supervises. */
const supervisedKinds = ['administrative', 'public_security']

/** Whether a procuratorate supervises an organ of enforcement or of public security. */
export function supervises(procuratorate: Placed, organ: Placed): boolean {
  if (procuratorate.kind !== 'procuratorate' || !supervisedKinds.includes(organ.kind)) return false
  if (organ.supervisedById !== null) return organ.supervisedById === procuratorate.id
  return levels.indexOf(procuratorate.level) <= levels.indexOf(organ.level) && within(procuratorate, organ)
}
