// Who reviews what: the second half of "double random". Reviewers are kept from cases of their own organ and of those they
// must avoid, need the qualification that the field asks for, and get no more than they can do; among the rest chance decides.
import type { Assigned, Reviewer, Selected } from './form.ts'
import { turns } from './population.ts'
import { hashesUnder } from './select.ts'

export interface AssignRules {
  readonly reviewersPerCase: number
  readonly requires: Readonly<Record<string, string>>
}

/** Whether a reviewer may have a case. */
export function mayReview(reviewer: Reviewer, { id, agencies, domain }: Selected, requires: AssignRules['requires']) {
  const needed = Object.hasOwn(requires, domain) ? requires[domain] : undefined
  return (
    !agencies.includes(reviewer.agency) &&
    !reviewer.avoids.some((code) => agencies.includes(code)) &&
    !reviewer.avoidsCases.includes(id) &&
    (needed === undefined || reviewer.qualifications.includes(needed))
  )
}

/**
 * Cases for which the fewest reviewers are left come first, so that a rare qualification is not spent on what anybody could
 * review; then by rank. Each gets, of those who may and have room, the least burdened, and among them those with the least
 * SHA-256 over seed, id and number. A case for which nobody is left keeps fewer reviewers than asked for, or none.
 */
export async function assign(
  selected: readonly Selected[],
  reviewers: readonly Reviewer[],
  { reviewersPerCase, requires }: AssignRules,
  seed: Buffer,
): Promise<Assigned[]> {
  const under = hashesUnder(seed)
  const turn = turns()
  const load = new Map(reviewers.map(({ no }) => [no, 0]))
  const fitFor = (one: Selected) => reviewers.filter((r) => mayReview(r, one, requires))
  const waiting: { one: Selected; choice: number }[] = []
  for (const one of selected) {
    waiting.push({ one, choice: fitFor(one).length })
    await turn()
  }
  waiting.sort((a, b) => a.choice - b.choice || compare(a.one.rank, b.one.rank) || compare(a.one.id, b.one.id))
  const given = new Map<string, number[]>()
  for (const { one } of waiting) {
    const free = fitFor(one)
      .map((r) => ({ no: r.no, load: load.get(r.no) ?? 0, capacity: r.capacity }))
      .filter((r) => r.load < r.capacity)
    const chosen = leastBurdened(free, reviewersPerCase, (no) => under(`${one.id}/reviewer/${no}`))
    for (const no of chosen) load.set(no, (load.get(no) ?? 0) + 1)
    given.set(one.id, chosen)
    await turn()
  }
  return selected.map((one) => ({ ...one, reviewers: given.get(one.id) ?? [] }))
}

interface Free {
  readonly no: number
  readonly load: number
}

/** Only ties are hashed: with hundreds of reviewers and thousands of cases most never matter. */
function leastBurdened(free: readonly Free[], wanted: number, hashOf: (no: number) => Buffer): number[] {
  const loads = [...new Set(free.map((r) => r.load))].sort((a, b) => a - b)
  const chosen: number[] = []
  for (const load of loads) {
    if (chosen.length >= wanted) break
    const level = free.filter((r) => r.load === load).map(({ no }) => ({ no, hash: hashOf(no) }))
    level.sort((a, b) => a.hash.compare(b.hash))
    chosen.push(...level.slice(0, wanted - chosen.length).map(({ no }) => no))
  }
  return chosen
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
