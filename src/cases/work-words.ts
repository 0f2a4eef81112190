// What an item of work says, in the table's own words: the step where one is meant, else the period or the state; who owes
// it, to whom, under which article. Pure.
import {
  type AvailableStep,
  basisIn,
  type CaseState,
  type Citation,
  type Citations,
  type ClockState,
  type InstanceKey,
  instanceParts,
  type Part,
  type Procedure,
  type TrackInstance,
  type Viewer,
} from '../procedure/index.ts'
import { turns } from './work-turns.ts'

export interface Words {
  readonly zh: string
  readonly en: string
}

export interface WorkStep extends Words {
  readonly step: string
  /** The role that must have decided. */
  readonly decidedBy?: string
}

/** What a list shows of an item; natural persons are masked. */
export interface WorkAbout extends Words {
  readonly documentNo: string
  readonly caseName: string
  readonly domain: string
  readonly status: string
  /** The period's name, or the state that waits for the next step. */
  readonly why: Words
  /** Steps that would do it; for the organ whose turn it is. */
  readonly steps: readonly WorkStep[]
  readonly on: InstanceKey
  readonly rule?: string
  readonly kind?: 'right' | 'wait'
  readonly basis: readonly Citation[]
  /** When it began to be owed. */
  readonly since?: string
  readonly dueAt?: string
  readonly breachAt?: string
  readonly localDate?: string
  readonly provisional?: true
  readonly advisory?: true
  /** Organs that owe it, and those it is owed to where the case knows them. */
  readonly owners: readonly string[]
  readonly others: readonly string[]
  /** To whom, where that is no organ of the case. */
  readonly to?: Words
}

const named = ({ step, zh, en, decidedBy }: AvailableStep): WorkStep => ({
  ...{ step, zh, en },
  ...(decidedBy !== undefined && { decidedBy }),
})

const stepsMax = 8

/** Steps of the owner that would stop the clock. */
export function stepsFor(
  procedure: Procedure,
  available: readonly AvailableStep[],
  { rule, on }: Pick<ClockState, 'rule' | 'on'>,
): readonly WorkStep[] {
  return available
    .filter(({ step, instances }) => {
      if (on.startsWith('duty/')) return instances.includes(on)
      const { stops = [], stopsIfAsked = [] } = procedure.steps[step]?.clocks ?? {}
      return stops.includes(rule) || stopsIfAsked.includes(rule)
    })
    .slice(0, stepsMax)
    .map(named)
}

/** Steps that would move the instance on; those that begin something else beside it are left out. */
export const stepsOn = (available: readonly AvailableStep[], key: InstanceKey): readonly WorkStep[] =>
  available
    .filter(({ instances }) => instances.includes(key))
    .slice(0, stepsMax)
    .map(named)

const withoutPeriod = (zh: string) => zh.replace(/期限$/, '')

/** The title of an item with a period. */
export function clockWords(procedure: Procedure, clock: ClockState, steps: readonly WorkStep[]): Words {
  const duty = clock.on.startsWith('duty/') ? procedure.duties[instanceParts(clock.on).subject] : undefined
  if (duty !== undefined) return { zh: duty.zh, en: duty.en }
  const [only] = steps
  if (steps.length === 1 && only !== undefined) return { zh: only.zh, en: only.en }
  const rule = procedure.clocks[clock.rule]
  return { zh: withoutPeriod(rule?.zh ?? clock.rule), en: rule?.en ?? clock.rule }
}

/** The title of an item without a period. */
export function turnWords(
  procedure: Procedure,
  key: InstanceKey,
  instance: TrackInstance,
  steps: readonly WorkStep[],
): Words {
  const { track, subject } = instanceParts(key)
  const duty = track === 'duty' ? procedure.duties[subject] : undefined
  if (duty !== undefined) return { zh: duty.zh, en: duty.en }
  const [only] = steps
  if (steps.length === 1 && only !== undefined) return { zh: only.zh, en: only.en }
  return stateWords(procedure, key, instance)
}

export function stateWords(procedure: Procedure, key: InstanceKey, { state }: TrackInstance): Words {
  const words = procedure.tracks[instanceParts(key).track]?.states[state]
  return { zh: words?.zh ?? state, en: words?.en ?? state }
}

export function dutyWords(procedure: Procedure, key: InstanceKey): Words | undefined {
  const { track, subject } = instanceParts(key)
  const duty = track === 'duty' ? procedure.duties[subject] : undefined
  return duty && { zh: duty.zh, en: duty.en }
}

/** Part or organ whose turn an instance is, and under which articles it moves on; undefined where it is nobody's. */
export function turnOf(
  procedure: Procedure,
  key: InstanceKey,
  { state, addressee }: TrackInstance,
): { readonly owner: string; readonly basis: Citations } | undefined {
  const { track, subject } = instanceParts(key)
  const turn = turns[track]?.[state]
  if (turn === undefined) return undefined
  const named = turn === 'addressee' ? addressee : turn
  const step = Object.values(procedure.steps).find(
    (rule) =>
      rule.track === track &&
      (rule.of === undefined || rule.of === subject || rule.of === 'suspect') &&
      Array.isArray(rule.from) &&
      rule.from.includes(state) &&
      (named === undefined || rule.by.includes(named as Part) || rule.by.includes('addressee')),
  )
  // A paper that names nobody is for whoever receives its like.
  const owner = named ?? step?.by.find((by) => by !== 'addressee' && by !== 'gateway')
  return step === undefined || owner === undefined ? undefined : { owner, basis: step.basis }
}

export function dutyBasis(procedure: Procedure, key: InstanceKey, domain: string): readonly Citation[] | undefined {
  const { track, subject } = instanceParts(key)
  const duty = track === 'duty' ? procedure.duties[subject] : undefined
  return duty && basisIn(duty.basis, domain)
}

/** Organs with this part, or the organ itself. */
export function organsAs(state: CaseState, owner: string): readonly string[] {
  const primary = (state.parts as Readonly<Record<string, string | undefined>>)[owner]
  if (primary !== undefined) return [primary]
  const invited = state.invited.filter((one) => one.part === owner).map((one) => one.agencyId)
  return invited.length > 0 ? invited : /^[0-9a-f-]{36}$/.test(owner) ? [owner] : []
}

/** Who stands on the other side of something that hangs on an instance, for the organ whose turn it is. */
export function otherSide(state: CaseState, key: InstanceKey, { part, agencyId }: Viewer): readonly string[] {
  const { track, subject } = instanceParts(key)
  const { sender, police_in_charge: police, supervisor } = state.parts
  const asker = state.instances[key]?.asker
  const among = (...ids: (string | undefined)[]) =>
    ids.filter((id) => id !== undefined && id !== agencyId).slice(0, 1) as string[]
  if (asker !== undefined) return among(...organsAs(state, asker))
  if (track === 'supervision' && subject === 'justice')
    return among(...organsAs(state, 'justice_bureau'), ...organsAs(state, 'gov_supervisor'))
  if (track === 'supervision' && subject === 'reconsideration') return part === 'sender' ? among(police) : among(sender)
  if (track === 'supervision' || subject === 'reverse_review')
    return part === 'supervisor'
      ? among(...organsAs(state, state.instances[key]?.addressee ?? ''), subject === 'demand' ? sender : police, sender)
      : among(supervisor, police)
  return part === 'sender'
    ? among(police, supervisor)
    : part === 'supervisor'
      ? among(police, sender)
      : among(sender, supervisor)
}
