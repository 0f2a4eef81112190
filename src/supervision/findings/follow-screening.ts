// Follows what screening says of penalty cases: results that changed become findings or close them, and records that hang
// together across organs become one. It has places of its own and reads behind the screening, which waits for nobody.
import { enteredHere, membersAround, penaltyStandings, screenedAfter, screeningChanges } from '../../penalties/index.ts'
import { type ClusterMember, clustersOf } from '../../screening/index.ts'
import type { CauseGone, FindingCause } from './cause.ts'
import { causeOfCluster, sameAs } from './cluster-causes.ts'
import { causesOfPenalty } from './penalty-causes.ts'
import { moving, placeOf } from './progress.ts'
import { closeCauses, raise } from './raise.ts'
import type { Findings } from './room.ts'

type Room = Pick<Findings, 'pool' | 'directory'>

const changesMax = 500

/** Works off what changed; gives the number of changes passed. */
export async function followScreened(room: Room, now: Date, rounds = Number.POSITIVE_INFINITY): Promise<number> {
  const place = 'screening'
  let passed = 0
  for (let round = 0; round < rounds; round++) {
    const from = await placeOf(room.pool, place)
    const changes = await screeningChanges(room.pool, from, changesMax)
    const last = changes.at(-1)
    if (last === undefined) return passed
    const directory = await room.directory()
    const found = await penaltyStandings(room.pool, [...new Set(changes.map(({ caseId }) => caseId))])
    const looked = [...found.values()].map((standing) => causesOfPenalty(standing, directory))
    const moved = await moving(room.pool, place, from, last, async (connection) => {
      await raise(
        connection,
        now,
        looked.flatMap(({ causes }) => causes),
      )
      await closeCauses(
        connection,
        now,
        looked.flatMap(({ gone }) => gone),
      )
    })
    if (!moved) return passed
    passed += changes.length
    if (changes.length < changesMax) return passed
  }
  return passed
}

const batchesMax = 4
const aroundAtOnce = 200
/** What hangs on what hangs on a record is looked at too; beyond that it says nothing of the record. */
const hops = 3
const membersMax = 2_000

/** Records that share something with the given ones, and what those share with others. */
export async function neighbourhood(pool: Room['pool'], ids: readonly string[]): Promise<Map<string, ClusterMember>> {
  let members = new Map<string, ClusterMember>()
  let asked = ids
  for (let hop = 0; hop < hops; hop++) {
    const found = await membersAround(pool, asked)
    const grown = new Map([...members, ...found.map((member) => [member.caseId, member] as const)])
    const next = [...grown.keys()].filter((id) => !members.has(id) && !asked.includes(id))
    members = grown
    if (next.length === 0 || members.size > membersMax) break
    asked = next
  }
  return members
}

/** The same for records that hang together: of each that was judged, those around it are looked at. */
export async function followClusters(room: Room, now: Date, rounds = Number.POSITIVE_INFINITY): Promise<number> {
  const place = 'clusters'
  let passed = 0
  for (let round = 0; round < rounds; round++) {
    const from = await placeOf(room.pool, place)
    const batches = await screenedAfter(room.pool, from, batchesMax)
    const last = batches.at(-1)
    if (last === undefined) return passed
    const directory = await room.directory()
    const ids = await enteredHere(room.pool, [...new Set(batches.flatMap(({ caseIds }) => caseIds))])
    const causes: FindingCause[] = []
    const gone: CauseGone[] = []
    for (let i = 0; i < ids.length; i += aroundAtOnce) {
      const members = await neighbourhood(room.pool, ids.slice(i, i + aroundAtOnce))
      const clusters = clustersOf([...members.values()])
      causes.push(...clusters.flatMap((cluster) => causeOfCluster(cluster, members, directory) ?? []))
      gone.push(...clusters.flatMap(sameAs))
      // Thousands of records are grouped at once; whoever else waits goes in between.
      await new Promise((done) => setImmediate(done))
    }
    const moved = await moving(room.pool, place, from, last, async (connection) => {
      await closeCauses(connection, now, gone)
      await raise(connection, now, causes)
    })
    if (!moved) return passed
    passed += batches.length
    if (batches.length < batchesMax) return passed
  }
  return passed
}
