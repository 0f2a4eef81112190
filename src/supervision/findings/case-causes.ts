// How a case stands, as causes: the head refused the transfer, material that is listed did not come, a demand was not
// followed, nothing has happened for long. Pure.
import type { Directory } from '../../agencies/index.ts'
import type { CaseStanding } from '../../cases/index.ts'
import { dayText, localDay } from '../../kernel/index.ts'
import { type Citation, instanceParts } from '../../procedure/index.ts'
import type { CauseGone, FindingCause } from './cause.ts'
import type { Closing, FindingKind } from './kinds.ts'
import { concerned } from './places.ts'

type Found = Omit<FindingCause, 'subject' | 'transferId' | 'domain'>

/** Kinds that this file raises from every change of a case, and why one closes whose cause is gone. */
const followed = {
  head_refused: 'acted_again',
  materials_absent: 'materials_supplied',
  not_transferred: 'acted_again',
} as const satisfies Partial<Record<FindingKind, Closing>>

/** What stands as it was taken over is no cause: for the past nothing is raised. */
function hereOnly(standing: CaseStanding): CaseStanding {
  const { importedThrough: through, instances } = standing
  if (through === null) return standing
  const since = Object.entries(instances).filter(([, { since: version }]) => version > through)
  return { ...standing, instances: Object.fromEntries(since) }
}

const subjectOf = ({ transferId }: CaseStanding) => `transfer:${transferId}`

/** What stands, and what stands no more, after a case changed. */
export function causesOfCase(
  standing: CaseStanding,
  directory: Directory,
): { readonly causes: readonly FindingCause[]; readonly gone: readonly CauseGone[] } {
  const found = [headRefused, materialsAbsent, demandDeclined].flatMap(
    (look) => look(hereOnly(standing), directory) ?? [],
  )
  const subject = subjectOf(standing)
  const about = { subject, transferId: standing.transferId, domain: standing.domain }
  const kindsFound = new Set<string>(found.map(({ kind }) => kind))
  return {
    causes: found.map((one) => ({ ...about, ...one })),
    gone: [
      ...Object.entries(followed)
        .filter(([kind]) => !kindsFound.has(kind))
        .map(([family, because]) => ({
          family,
          subject,
          because: standing.open ? because : closedBy(standing, because),
        })),
      // Whatever brought us here was an act.
      { family: 'dormant', subject, because: standing.open ? 'acted_again' : 'case_ended' },
    ],
  }
}

const closedBy = ({ open }: CaseStanding, because: Closing): Closing =>
  because === 'materials_supplied' && !open ? 'case_ended' : because

const numbered = ({ documentNo }: CaseStanding) => (documentNo === '' ? {} : { documentNo })

const stateOf = (standing: CaseStanding, track: string, states: readonly string[]) =>
  Object.entries(standing.instances).find(
    ([key, { state }]) => instanceParts(key).track === track && states.includes(state),
  )

/** Whether the procuratorate sees the instance in the state that it is in. */
function supervisorSees({ supervisorSees: sees, parts }: CaseStanding, key: string, state: string): boolean {
  return parts.supervisor !== undefined && (sees === undefined || sees[key]?.state === state)
}

/** The entry is the agency's own (R310 5(2) wants it on record, and tells nobody): so is the finding, where it is sealed. */
function headRefused(standing: CaseStanding, directory: Directory): Found | undefined {
  const { sender } = standing.parts
  const refused = stateOf(standing, 'criminal', ['transfer_disapproved'])
  if (sender === undefined || refused === undefined) return undefined
  const [key, instance] = refused
  const sealed = instance.shown !== undefined && !supervisorSees(standing, key, instance.state)
  return {
    ...concerned(directory, sender, { region: standing.regionCode, watching: standing.parts.supervisor }),
    ...(sealed && { onlyFor: [sender] }),
    kind: 'head_refused',
    grade: 'orange',
    detail: { ...numbered(standing), version: instance.since },
    since: standing.at,
  }
}

function materialsAbsent(standing: CaseStanding, directory: Directory): Found | undefined {
  const { sender } = standing.parts
  if (sender === undefined || standing.gaps.length === 0 || !standing.open) return undefined
  const sealed = standing.documentNo === ''
  return {
    ...concerned(directory, sender, { region: standing.regionCode, watching: standing.parts.supervisor }),
    ...(sealed && { onlyFor: [sender] }),
    kind: 'materials_absent',
    grade: 'yellow',
    detail: { ...numbered(standing), materials: standing.gaps.map(({ kind }) => kind).sort() },
    since: standing.at,
  }
}

/** The agency was told to transfer, and does not (PPR 557(3), ENV 14). */
function demandDeclined(standing: CaseStanding, directory: Directory): Found | undefined {
  const declined = stateOf(standing, 'supervision', ['transfer_declined'])
  const owner = declined?.[1].addressee ?? standing.parts.sender
  if (declined === undefined || owner === undefined) return undefined
  const agencyId = standing.parts[owner] ?? owner
  if (!directory.byId.has(agencyId)) return undefined
  const [key, instance] = declined
  const sealed = instance.shown !== undefined && !supervisorSees(standing, key, instance.state)
  if (sealed) return undefined
  return {
    ...concerned(directory, agencyId, { region: standing.regionCode, watching: standing.parts.supervisor }),
    ...(instance.shown !== undefined && {
      onlyFor: [agencyId, ...(standing.parts.supervisor === undefined ? [] : [standing.parts.supervisor])],
    }),
    kind: 'not_transferred',
    grade: 'red',
    basis: ['R310 14', 'SPP21 7'],
    detail: { ...numbered(standing), declined: true, version: instance.since },
    since: standing.at,
  }
}

/** With whom a case lies that is in such a state, and the article that wants it moved. */
const lies: readonly {
  readonly track: string
  readonly states: readonly string[]
  readonly part: string
  readonly basis: readonly Citation[]
}[] = [
  {
    track: 'criminal',
    states: ['clue_found', 'verifying', 'pending_head_decision', 'transfer_approved'],
    part: 'sender',
    basis: ['R310 5(2)', 'R310 16'],
  },
  {
    track: 'criminal',
    states: ['transferred', 'received', 'relayed', 'under_filing_review'],
    part: 'police_in_charge',
    basis: ['R310 8', 'R310 17'],
  },
  {
    track: 'criminal',
    states: ['filed', 'relayed_after_filing', 'returned_for_investigation'],
    part: 'police_in_charge',
    basis: ['PPR 564(3)'],
  },
  { track: 'criminal', states: ['referred_for_prosecution'], part: 'supervisor', basis: ['CPL 172'] },
  {
    track: 'administrative',
    states: ['reverse_transferred', 'admin_filed', 'admin_penalty_resumed', 'opinion_issued', 'followup'],
    part: 'sender',
    basis: ['R310 13'],
  },
]

/** The cause of a case in which nothing has happened since `at`; undefined where it is at its end, or lies with a court. */
export function causeOfQuiet(standing: CaseStanding, directory: Directory, days: number): FindingCause | undefined {
  if (!standing.open) return undefined
  for (const { track, states, part, basis } of lies) {
    const found = stateOf(standing, track, states)
    if (found === undefined) continue
    const [key, instance] = found
    const agencyId = standing.parts[instance.addressee ?? part] ?? instance.addressee ?? standing.parts[part]
    if (agencyId === undefined || !directory.byId.has(agencyId)) continue
    const seen = supervisorSees(standing, key, instance.state)
    return {
      ...concerned(directory, agencyId, { region: standing.regionCode, watching: standing.parts.supervisor }),
      ...((instance.shown !== undefined || !seen) && {
        onlyFor: [agencyId, ...(seen && standing.parts.supervisor !== undefined ? [standing.parts.supervisor] : [])],
      }),
      kind: 'dormant',
      subject: subjectOf(standing),
      transferId: standing.transferId,
      domain: standing.domain,
      grade: 'yellow',
      basis,
      detail: {
        ...numbered(standing),
        ...{ days, lastActOn: dayText(localDay(standing.at.getTime())), state: instance.state },
      },
      since: standing.at,
    }
  }
  return undefined
}
