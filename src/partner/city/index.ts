// The door of the invented city: years of an older platform's cases as a dump, for tests, benches and vendors.
export { buildCity, type CityPlan, type CityTruth } from './build.ts'
