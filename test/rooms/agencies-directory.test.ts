// Who receives whose cases, and who watches: the rules as sentences.
import { describe, expect, it } from 'vitest'
import {
  type Agency,
  type AgencyKind,
  type AgencyLevel,
  directoryOf,
  type ReceivingRule,
  receiverFor,
  supervisorFor,
} from '../../src/agencies/index.ts'

function organ(
  id: string,
  kind: AgencyKind,
  regionCode: string,
  level: AgencyLevel,
  more: Partial<Agency> = {},
): Agency {
  return {
    id,
    code: id,
    name: id,
    kind,
    regionCode,
    level,
    domains: [],
    specialty: null,
    supervisedById: null,
    requiresSignature: false,
    ...more,
  }
}

const police = organ('b1-police', 'public_security', '310115', 'county')
const cityPolice = organ('b2-city-police', 'public_security', '330100', 'prefecture')
const smuggling = organ('b3-anti-smuggling', 'public_security', '330100', 'prefecture', { specialty: 'anti_smuggling' })
const provincialSmuggling = organ('b4-anti-smuggling', 'public_security', '310000', 'provincial', {
  specialty: 'anti_smuggling',
})
const forest = organ('a0-forest', 'public_security', '310115', 'county', { specialty: 'forest' })
const second = organ('c9-second-police', 'public_security', '310115', 'county')
const watch = organ('p1', 'procuratorate', '310115', 'county')
const railwayWatch = organ('a1', 'procuratorate', '310115', 'county', { specialty: 'railway' })
const dongguan = organ('b5', 'public_security', '441900', 'prefecture')
const ministry = organ('b6', 'public_security', '000000', 'national')
const all = [
  second,
  forest,
  police,
  cityPolice,
  smuggling,
  provincialSmuggling,
  railwayWatch,
  watch,
  dongguan,
  ministry,
]

function road(sender: Agency, domain: string, rules: ReceivingRule[] = []) {
  return receiverFor(directoryOf([...all, sender], rules), sender, domain)?.id
}

const county = organ('s1', 'administrative', '310115', 'county')
const town = organ('s2', 'administrative', '310115', 'township')

describe('the receiver', () => {
  it('is public security of the same region and level, the first registered, no special organ', () => {
    expect(road(county, 'market')).toBe(police.id)
  })
  it('of a township or functional area is the county’s', () => {
    expect(road(town, 'market')).toBe(police.id)
  })
  it('of a town in a prefecture without counties is the prefecture’s', () => {
    expect(road(organ('s3', 'administrative', '441900', 'township'), 'market')).toBe(dongguan.id)
  })
  it('is nobody where none of the same level is registered: no guess', () => {
    expect(road(organ('s4', 'administrative', '330106', 'county'), 'market')).toBeUndefined()
    expect(road(organ('s5', 'administrative', '310000', 'provincial'), 'market')).toBeUndefined()
  })
  it('of a national organ is found under either code of the whole country', () => {
    expect(road(organ('s6', 'administrative', '100000', 'national'), 'market')).toBe(ministry.id)
  })
  it('of customs cases is the anti-smuggling bureau of the region, else of the prefecture, else of the province', () => {
    expect(road(organ('s7', 'administrative', '330100', 'prefecture'), 'customs')).toBe(smuggling.id)
    expect(road(organ('s8', 'administrative', '330106', 'county'), 'customs_smuggling')).toBe(smuggling.id)
    expect(road(county, 'customs')).toBe(provincialSmuggling.id)
    expect(road(town, 'customs')).toBe(provincialSmuggling.id)
  })
  it('without such a bureau is the police for customs cases, and nobody for smuggling', () => {
    const away = organ('s9', 'administrative', '441900', 'prefecture')
    expect(road(away, 'customs')).toBe(dongguan.id)
    expect(road(away, 'customs_smuggling')).toBeUndefined()
  })
  it('follows the rule for the domain before the rule for all, and both before the law’s general rule', () => {
    const rules = [
      { senderId: county.id, domain: '*', receiverId: cityPolice.id },
      { senderId: county.id, domain: 'customs', receiverId: smuggling.id },
    ]
    expect(road(county, 'market', rules)).toBe(cityPolice.id)
    expect(road(county, 'customs', rules)).toBe(smuggling.id)
  })
  it('is nobody when the rule names an organ that is disabled', () => {
    expect(road(county, 'market', [{ senderId: county.id, domain: '*', receiverId: 'gone' }])).toBeUndefined()
  })
})

describe('the supervisor', () => {
  const directory = directoryOf(all, [])
  it('is the general procuratorate of the same region and level', () => {
    expect(supervisorFor(directory, police)?.id).toBe(watch.id)
    expect(supervisorFor(directory, cityPolice)).toBeUndefined()
  })
  it('is the one registered for the organ, if any', () => {
    expect(supervisorFor(directory, { ...cityPolice, supervisedById: railwayWatch.id })?.id).toBe(railwayWatch.id)
  })
})
