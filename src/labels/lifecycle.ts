// What may happen to a label, and what its entries make of it; what bears it is no part of that. Pure. The house's own rules:
// no instrument orders how campaigns are kept.
import type { labelActs, labelKinds, labelStates, subjectKinds } from '../../schemas/index.ts'
import { Refusal } from '../kernel/index.ts'

export type LabelKind = (typeof labelKinds)[number]
export type LabelState = (typeof labelStates)[number]
export type LabelAct = (typeof labelActs)[number]
export type SubjectKind = (typeof subjectKinds)[number]

/** Article of the gateway's contract with its partners that these rules stand in. */
export const basis = ['XJ 3']

export interface LabelBody {
  readonly kind?: LabelKind
  readonly name?: string
  readonly description?: string
  readonly fromDay?: string
  readonly toDay?: string
  readonly dueOn?: string
  readonly responsible?: { readonly name: string; readonly organ?: string }
  /** By their ids, the owner among them. */
  readonly members?: readonly string[]
  readonly reason?: string
  readonly text?: string
}

export interface LabelEntry {
  readonly version: number
  readonly act: 'open' | LabelAct | 'overdue'
  readonly agencyId: string
  /** RFC 3339. */
  readonly at: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly body: LabelBody
}

export interface LabelStanding {
  readonly version: number
  readonly kind: LabelKind
  readonly state: LabelState
  readonly ownerId: string
  readonly name: string
  readonly description: string | null
  readonly fromDay: string
  readonly toDay: string | null
  readonly dueOn: string | null
  readonly responsible: LabelBody['responsible'] | null
  readonly members: readonly string[]
  readonly reported: boolean
  readonly overdueVersion: number | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** The label after its entries, the first of which opened it. Those that put and take off change nothing here. */
export function standing(entries: readonly LabelEntry[]): LabelStanding {
  const [first, ...rest] = entries
  if (first === undefined) throw new Error('a label has no entry')
  const { body } = first
  const opened: LabelStanding = {
    ...{ version: first.version, kind: body.kind ?? 'campaign', state: 'open', ownerId: first.agencyId },
    ...{ name: body.name ?? '', description: body.description ?? null, fromDay: body.fromDay ?? '' },
    ...{ toDay: body.toDay ?? null, dueOn: body.dueOn ?? null, responsible: body.responsible ?? null },
    ...{ members: body.members ?? [first.agencyId], reported: false, overdueVersion: null },
    ...{ createdAt: first.at, updatedAt: first.at },
  }
  return rest.reduce(after, opened)
}

export function after(before: LabelStanding, { act, at, body, version }: LabelEntry): LabelStanding {
  const next = { ...before, version, updatedAt: at }
  switch (act) {
    case 'change':
      return {
        ...next,
        name: body.name ?? before.name,
        description: body.description ?? before.description,
        toDay: body.toDay ?? before.toDay,
        responsible: body.responsible ?? before.responsible,
        members: body.members ?? before.members,
        // A new due day asks for a new report.
        ...(body.dueOn !== undefined && { dueOn: body.dueOn, reported: false, overdueVersion: null }),
      }
    case 'report':
      return { ...next, reported: true }
    case 'end':
      return { ...next, state: 'ended' }
    case 'overdue':
      return { ...next, overdueVersion: version }
    default:
      return next
  }
}

const ownersActs: readonly LabelAct[] = ['change', 'end']

/** Why a member may not do this now, or null. `today` = the local date. */
export function hindrance(label: LabelStanding, act: LabelAct, agencyId: string, today: string): Refusal | null {
  const { state, ownerId, toDay } = label
  if (ownersActs.includes(act) && agencyId !== ownerId)
    return new Refusal('not_your_step', 'A label is changed and ended by the organ that owns it.', { basis })
  const wrongState = (detail: string) => new Refusal('wrong_state', detail, { basis, members: { state } })
  if (state !== 'open') return wrongState('The label has ended.')
  if (act === 'put' && toDay !== null && toDay < today) return wrongState(`Its period ended on ${toDay}.`)
  if (act === 'end' && label.kind === 'listed' && !label.reported)
    return new Refusal('condition_unmet', 'Listed supervision ends when it has been reported on.', { basis })
  return null
}
