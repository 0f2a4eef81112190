// The partner's door: a service platform and a police organ that misbehave, for vendors and for our own tests. They know
// the gateway by its contract alone.

export { buildCity, type CityPlan, type CityTruth } from './city/index.ts'
export { type ExchangeTables, openExchangeTables } from './exchange-tables.ts'
export { type SignatureKind, signatures } from './gate.ts'
export { keyIn } from './gateway-client.ts'
export { type Fields, inventedFields } from './invented.ts'
export { bad, type Manners, mannersInput } from './manners.ts'
export { type Happening, type Platform, type PlatformPlan, startPlatform } from './platform.ts'
export { known } from './platform-control.ts'
export { type Deed, type OfficerNamed, Police, type PolicePlan, type PoliceSummary } from './police.ts'
export { badPolice, type PoliceManners, policeMannersInput } from './police-manners.ts'
export type { Row } from './published.ts'
