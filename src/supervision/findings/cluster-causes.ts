// Clusters of penalty cases that share a person, a unit, an address or goods, as causes: seen by the procuratorates of all
// organs in it, for that is why nobody sees it alone. Pure.
import type { Directory } from '../../agencies/index.ts'
import type { Cluster, ClusterMember } from '../../screening/index.ts'
import type { CauseGone, FindingCause } from './cause.ts'
import { concerned } from './places.ts'

const family = 'cluster'
export const clusterSubject = (key: string): string => `cluster:${key}`

/** The region that all of them lie in, as a code with zeros; the country's where they share none. */
export function commonRegion(regions: readonly string[]): string {
  const [first = '000000', ...others] = regions
  for (const digits of [6, 4, 2]) {
    const region = first.slice(0, digits)
    if (others.every((other) => other.startsWith(region))) return region.padEnd(6, '0')
  }
  return '000000'
}

/**
 * One subject in pieces always; again and again where several organs did not see each other, or it is the third time; what
 * is linked by a name or an address only across organs: within one, its own files say so.
 */
const tellsSomething = ({ kind, organs, caseIds }: Cluster): boolean =>
  kind === 'split' || organs.length > 1 || (kind === 'repeated' && caseIds.length > 2)

export function causeOfCluster(
  cluster: Cluster,
  members: ReadonlyMap<string, ClusterMember>,
  directory: Directory,
): FindingCause | undefined {
  const [since] = cluster.days
  if (since === undefined || !tellsSomething(cluster)) return undefined
  const organs = cluster.organs.filter((id) => directory.byId.has(id)).sort()
  const watching = organs.flatMap((id) => concerned(directory, id, { region: '' }).supervisorId ?? [])
  const only = cluster.organs.length === 1 ? (organs[0] ?? null) : null
  const split = cluster.kind === 'split'
  return {
    ...concerned(directory, only, { region: commonRegion(cluster.regions) }),
    alsoTold: [...new Set(watching)].sort(),
    kind: split ? 'split_cases' : 'linked_cases',
    subject: clusterSubject(cluster.key),
    domain: commonDomain(cluster.caseIds.flatMap((id) => members.get(id) ?? [])),
    penaltyId: cluster.key,
    grade: split ? 'orange' : 'notice',
    detail: {
      penalties: cluster.caseIds.slice(0, shownMax),
      count: cluster.caseIds.length,
      // Digests stay inside: they are identifiers, however scrambled.
      shared: cluster.shared.map(({ kind, caseIds }) => ({ kind, cases: caseIds.length })),
      ...{ from: since, to: cluster.days.at(-1) ?? since, organs: cluster.organs.length },
      because: cluster.because,
    },
    since: new Date(`${since}T00:00:00+08:00`),
  }
}

/** What was found under another first case, before an earlier one was known, is the same. */
export const sameAs = ({ key, caseIds }: Cluster): CauseGone[] =>
  caseIds
    .filter((id) => id !== key)
    .map((id) => ({ family, subject: clusterSubject(id), because: 'duplicate' as const }))

/** A cluster that is none any more. */
export const fellApart = (key: string): CauseGone => ({
  family,
  subject: clusterSubject(key),
  because: 'no_longer_found',
})

const shownMax = 100

function commonDomain(members: readonly ClusterMember[]): string {
  const domains = new Set(members.map(({ domain }) => domain ?? 'general'))
  const [only] = domains
  return domains.size === 1 && only !== undefined ? only : 'general'
}
