// What screening says of a penalty case, as causes: a suspected crime that was not transferred, a penalty in its place,
// signs of downgraded handling, a declaration that differs, a procedure that should be another. Pure.
import type { Directory } from '../../agencies/index.ts'
import type { PenaltyStanding } from '../../penalties/index.ts'
import type { Citation } from '../../procedure/index.ts'
import { flagNames } from '../../screening/index.ts'
import type { CauseGone, FindingCause } from './cause.ts'
import type { Closing, FindingKind } from './kinds.ts'
import { concerned } from './places.ts'

type Found = Pick<FindingCause, 'kind' | 'grade' | 'detail'> & { readonly basis?: readonly Citation[] }

const families = [
  'not_transferred',
  'penalty_in_place_of_transfer',
  'downgraded_handling',
  'declaration_differs',
  'conversion_due',
] as const satisfies readonly FindingKind[]

export const penaltySubject = (id: string): string => `penalty:${id}`

/** What stands of a penalty case, and what stands no more. */
export function causesOfPenalty(
  standing: PenaltyStanding,
  directory: Directory,
): { readonly causes: readonly FindingCause[]; readonly gone: readonly CauseGone[] } {
  const found = foundOf(standing)
  const subject = penaltySubject(standing.id)
  const agencyId = [standing.agencyId, standing.senderId].find((id) => id !== null && directory.byId.has(id)) ?? null
  const region = standing.regionCode ?? directory.byId.get(agencyId ?? '')?.regionCode ?? '000000'
  const kindsFound = new Set<string>(found.map(({ kind }) => kind))
  const because = goneBecause(standing)
  return {
    causes: found.map((one) => ({
      ...concerned(directory, agencyId, { region }),
      ...{ subject, penaltyId: standing.id, domain: standing.domain ?? 'general' },
      since: standing.decidedOn === null ? standing.createdAt : new Date(`${standing.decidedOn}T00:00:00+08:00`),
      ...one,
      detail: {
        ...(standing.decidedOn !== null && { decidedOn: standing.decidedOn }),
        ...(agencyId === null && standing.organName !== null && { organ: standing.organName }),
        ...one.detail,
      },
    })),
    gone: families.filter((family) => !kindsFound.has(family)).map((family) => ({ family, subject, because })),
  }
}

function goneBecause({ state, transferId, transferred }: PenaltyStanding): Closing {
  if (state !== 'live') return 'record_withdrawn'
  return transferId !== null || transferred === true ? 'transferred' : 'no_longer_found'
}

/** Suspected by a rule or by the agency itself, and no transfer: with a penalty decided it is a penalty in its place. */
function foundOf(standing: PenaltyStanding): Found[] {
  // For the past that was taken over nothing is raised.
  if (standing.state !== 'live' || standing.takenOver) return []
  const sent = standing.transferId !== null || standing.transferred === true
  const hit = standing.verdict === 'hit' || standing.suspected === true
  const found: Found[] = []
  if (hit && !sent) {
    const rules = [...standing.hitRules].sort()
    const detail = { rules, ...(standing.suspected === true && { declared: true }) }
    found.push(
      standing.decidedOn !== null && standing.fineFen !== null && standing.fineFen > 0
        ? { kind: 'penalty_in_place_of_transfer', grade: 'red', detail: { ...detail, fineFen: standing.fineFen } }
        : { kind: 'not_transferred', grade: 'orange', detail },
    )
  }
  const flags = flagsIn(standing.flags, 0)
  if (!sent && flags.length >= signsNeeded && flags.some((flag) => !careful.has(flag)))
    found.push({ kind: 'downgraded_handling', grade: gradeOf(flags), detail: { flags } })
  const differing = flagsIn(standing.flags, flagNames.length)
  if (differing.length > 0) found.push({ kind: 'declaration_differs', grade: 'notice', detail: { flags: differing } })
  if (standing.convert.length > 0)
    found.push({
      kind: 'conversion_due',
      grade: 'yellow',
      detail: { reasons: standing.convert.map(({ reason, basis, zh, en }) => ({ reason, basis, zh, en })) },
    })
  return found
}

/** One sign says little: repeat offenders and appraised goods are many. Two together are looked at. */
const signsNeeded = 2
/** A case that was discussed and appraised was handled with care, and nothing more is known of it. */
const careful = new Set<string>(['discussed', 'appraised'])

const gradeOf = (flags: readonly string[]) => (flags.length > 3 ? 'red' : flags.length > 2 ? 'orange' : 'yellow')

const flagsIn = (bits: number, from: number): string[] => flagNames.filter((_, i) => (bits & (1 << (from + i))) !== 0)
