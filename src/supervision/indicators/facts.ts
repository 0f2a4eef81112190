// A fact is a contribution with its place: where it is counted. Pure.
import type { Directory } from '../../agencies/index.ts'
import type { CaseEvent } from '../../procedure/index.ts'
import {
  type Contribution,
  contributionsOf,
  contributionsOfPenalty,
  type PenaltyMeasure,
} from './contributions/index.ts'

export type Source = 't' | 'p'

export interface Fact extends Omit<Contribution, 'indicator'> {
  readonly indicator: string
  readonly subject: string
  readonly source: Source
  readonly regionCode: string
  readonly level: string
  readonly domain: string
  readonly charge: string
}

/** What is counted of one case, whole: what it had before falls away. */
export interface Counted {
  readonly subject: string
  readonly source: Source
  /** Last entry of a transfer that is counted. */
  readonly version?: number
  readonly facts: readonly Fact[]
}

const levelOf = (directory: Directory, id: string | null | undefined): string =>
  directory.byId.get(id ?? '')?.level ?? ''

export function countedCase(subject: string, events: readonly CaseEvent[], directory: Directory): Counted {
  const found = contributionsOf(events)
  const version = events.at(-1)?.version ?? 0
  if (found === null) return { subject, source: 't', version, facts: [] }
  const { regionCode, domain, charge, levelOf: of } = found.place
  const place = { subject, source: 't', regionCode, level: levelOf(directory, of), domain, charge } as const
  return { subject, source: 't', version, facts: found.contributions.map((c) => placed(c, place)) }
}

export function countedPenalty(measure: PenaltyMeasure & { readonly charge?: string }, directory: Directory): Counted {
  const { id: subject, agencyId, regionCode, domain, charge } = measure
  const level = levelOf(directory, agencyId)
  const place = {
    subject,
    source: 'p',
    regionCode: regionCode ?? '',
    level,
    domain: domain ?? '',
    charge: charge ?? '',
  } as const
  return { subject, source: 'p', facts: contributionsOfPenalty(measure).map((c) => placed(c, place)) }
}

type Located = Pick<Fact, 'subject' | 'source' | 'regionCode' | 'level' | 'domain' | 'charge'>

/** Member by member: a store is counted by the million, and copies of objects by their spread are several times slower. */
const placed = (c: Contribution, p: Located): Fact => ({
  subject: p.subject,
  indicator: c.indicator,
  instance: c.instance,
  source: p.source,
  month: c.month,
  n: c.n,
  d: c.d,
  personsN: c.personsN,
  personsD: c.personsD,
  agencyIds: c.agencyIds,
  regionCode: p.regionCode,
  level: p.level,
  domain: p.domain,
  charge: p.charge,
  kind: c.kind,
})

/** One text for all that a fact says, to tell whether it changed. */
export const factText = (f: Fact): string =>
  `${f.indicator}\u001f${f.instance}\u001f${f.source}\u001f${f.month}\u001f${f.n}\u001f${f.d}\u001f${f.personsN}\u001f${f.personsD}\u001f${f.agencyIds.join()}\u001f${f.regionCode}\u001f${f.level}\u001f${f.domain}\u001f${f.charge}\u001f${f.kind}`
