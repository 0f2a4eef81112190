// Stages that are in the table but in force only where a region says so: which of them bind a case. Pure; it reads what
// one registry generation has.
import { regionsAround, ruleSets } from '../procedure/index.ts'

/** A document of a region puts a stage of a clock in force, for the region and all that lies in it. */
export interface OptIn {
  readonly regionCode: string
  /** A domain, or `*`: every domain that has no stages of its own for the clock. */
  readonly domain: string
  readonly clock: string
  /** Place in the full list of stages, from 1. */
  readonly stage: number
  /** The local document. */
  readonly basis: string
}

/** Those that bind a case of this region and domain. */
export function optInsOf(optIns: readonly OptIn[], regionCode: string, domain: string): readonly OptIn[] {
  if (optIns.length === 0) return optIns
  const around = regionsAround(regionCode)
  return optIns.filter(
    (one) =>
      around.includes(one.regionCode) &&
      (one.domain === domain || (one.domain === '*' && !hasOwnStages(one.clock, domain))),
  )
}

const none: ReadonlySet<string> = new Set()
/** Asked for every act; a list belongs to one snapshot and goes with it. */
const answered = new WeakMap<readonly OptIn[], Map<string, ReadonlySet<string>>>()

/** `filing_review:1` for the second stage of filing_review, for each stage that a region has put in force. */
export function optedIn(optIns: readonly OptIn[], regionCode: string, domain: string): ReadonlySet<string> {
  if (optIns.length === 0) return none
  const known = answered.get(optIns) ?? new Map<string, ReadonlySet<string>>()
  answered.set(optIns, known)
  const asked = `${regionCode} ${domain}`
  let keys = known.get(asked)
  if (keys === undefined) {
    keys = new Set(optInsOf(optIns, regionCode, domain).map(({ clock, stage }) => `${clock}:${stage - 1}`))
    known.set(asked, keys)
  }
  return keys
}

/** The same number means another stage there, of another instrument: a word about all domains does not reach it. */
function hasOwnStages(clock: string, domain: string): boolean {
  return ruleSets.at(-1)?.clocks[clock]?.overrides?.[domain] !== undefined
}
