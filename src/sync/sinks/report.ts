// What a platform is told of one entry of a case: who, when, which step, how the case stands then, and what became of each
// suspect. Pure. Natural persons are not named: a platform knows its own record, and whoever may know more asks for it.
import type { Agency, Directory } from '../../agencies/index.ts'
import type { EntrySeen } from '../../cases/index.ts'
import { type CaseState, instanceParts, procedureAt, suspectOf } from '../../procedure/index.ts'

interface OrganNamed {
  readonly code: string | null
  readonly name: string | null
}

interface Subject {
  readonly id: string
  readonly kind: 'person' | 'unit'
  /** Of units only. */
  readonly name?: string
  readonly state: string
  readonly stateName: string
}

/** The record that the case grew from, where it grew from one. */
export interface SourceRecord {
  readonly penaltyCaseId: string
  /** The platform's own key of it. */
  readonly key: string | null
  readonly origin: string | null
}

export interface Report {
  readonly caseId: string
  readonly version: number
  readonly step: string
  readonly stepName: string
  /** RFC 3339 in UTC. */
  readonly at: string
  readonly documentNo: string
  readonly domain: string
  readonly regionCode: string
  readonly sender: OrganNamed
  readonly by: OrganNamed
  readonly status: string
  readonly statusName: string
  readonly source?: SourceRecord
  readonly subjects: readonly Subject[]
  /** What the entry itself decided, as far as it says so. */
  readonly decision?: Readonly<Record<string, unknown>>
}

/** Names of the members a template may point to. */
export const reportMembers = [
  'caseId',
  'version',
  'step',
  'stepName',
  'at',
  'documentNo',
  'domain',
  'regionCode',
  'sender',
  'by',
  'status',
  'statusName',
  'source',
  'subjects',
  'decision',
] as const

/** Members of an input that are a result; whatever else officers wrote stays in the case. */
const decisionMembers = [
  'documentNo',
  'ground',
  'reasons',
  'kind',
  'charges',
  'sentence',
  'court',
  'decidedOn',
  'judgedOn',
  'result',
]

export function reportOf(seen: EntrySeen, directory: Directory, source: SourceRecord | undefined): Report {
  const { event, state, status } = seen
  const procedure = procedureAt(Date.parse(event.at))
  const organ = (id: string | undefined): OrganNamed => {
    const agency: Agency | undefined = id === undefined ? undefined : directory.byId.get(id)
    return { code: agency?.code ?? null, name: agency?.name ?? null }
  }
  const decision = decisionOf(event.input, event.step)
  return {
    caseId: seen.transferId,
    version: seen.version,
    step: event.step,
    stepName: procedure.steps[event.step]?.zh ?? event.step,
    at: event.at,
    documentNo: state.title?.documentNo ?? '',
    domain: state.domain,
    regionCode: state.regionCode,
    sender: organ(seen.letter?.by.agencyId ?? state.parts.sender),
    by: organ(event.by.agencyId),
    status,
    statusName: stateName(status),
    ...(source && { source }),
    subjects: subjectsOf(state),
    ...(decision && { decision }),
  }

  function stateName(name: string): string {
    if (name === 'several_outcomes') return '多种结果'
    for (const track of ['criminal', 'administrative', 'supervision', 'coordination']) {
      const words = procedure.tracks[track]?.states[name]
      if (words !== undefined) return words.zh
    }
    return name
  }

  function subjectsOf({ suspects, instances }: CaseState): Subject[] {
    const whole = last(instances, () => true, 'case')
    return suspects.map(({ id, kind, name }) => {
      const own = last(instances, (key) => suspectOf(key) === id) ?? whole ?? ''
      return { id, kind, ...(kind === 'unit' && { name }), state: own, stateName: stateName(own) }
    })
  }
}

/** State of the last instance of the criminal track that is this subject's. */
function last(instances: CaseState['instances'], of: (key: string) => boolean, subject?: string): string | undefined {
  let found: { state: string; no: number } | undefined
  for (const [key, { state }] of Object.entries(instances)) {
    if (!key.startsWith('criminal/') || !of(key)) continue
    const parts = instanceParts(key)
    if (subject !== undefined && parts.subject !== subject) continue
    if (found === undefined || parts.no > found.no) found = { state, no: parts.no }
  }
  return found?.state
}

/** The letter's own words are not a decision; everything else says its result in a few members. */
function decisionOf(input: Readonly<Record<string, unknown>>, step: string) {
  if (step === 'transfer_dispatch' || step === 'accident_team_transfer') return undefined
  const found = Object.fromEntries(
    decisionMembers.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])),
  )
  return Object.keys(found).length === 0 ? undefined : found
}
