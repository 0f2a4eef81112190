// What a case adds to an indicator, and whose figure it is: only organs that may see every act that makes it, so that
// nobody reads a sealed act out of a figure.
import type { CaseEvent, Part } from '../../../procedure/index.ts'
import { definitionOf, type IndicatorId } from '../definitions.ts'
import { type Life, localMonth, organsIn } from './life.ts'

export interface Contribution {
  readonly indicator: IndicatorId
  readonly instance: string
  readonly month: number
  readonly n: number
  readonly d: number
  readonly personsN: number
  readonly personsD: number
  readonly agencyIds: readonly string[]
  readonly kind: string
  /** Of an act that was taken over from another platform: no figure of this gateway has it. */
  readonly past?: true
}

export interface Said {
  readonly instance?: string
  /** Anchor: an instant. */
  readonly at: string
  readonly n: boolean | number
  readonly d?: number
  readonly personsN?: number
  readonly personsD?: number
  readonly kind?: string
  /** Acts that it is made of. */
  readonly by: readonly (CaseEvent | undefined)[]
  /** Readers of the period, where it has fewer than its acts. */
  readonly seenBy?: readonly string[] | undefined
  /** An organ that had the duty, instead of whoever has its part now. */
  readonly owner?: { readonly part: string; readonly agencyId: string | undefined }
  /** Organs it is about beside those of the definition. */
  readonly also?: readonly string[]
}

export function contribution(life: Life, indicator: IndicatorId, said: Said): Contribution {
  const { of, persons } = definitionOf(indicator)
  const readers = [...said.by.flatMap((e) => (e?.visibleTo === undefined ? [] : [e.visibleTo]))]
  if (said.seenBy !== undefined) readers.push(said.seenBy)
  const sees = (part: string, id: string) => readers.every((r) => r.includes(part) || r.includes(id))
  const organs = new Set<string>()
  const partOf = (id: string) => of.find((p) => organsIn(life.state, p).includes(id)) ?? ''
  if (said.owner?.agencyId !== undefined && sees(said.owner.part, said.owner.agencyId)) organs.add(said.owner.agencyId)
  for (const part of of as readonly Part[]) {
    if (part === said.owner?.part) continue
    for (const id of organsIn(life.state, part)) if (sees(part, id)) organs.add(id)
  }
  for (const id of said.also ?? []) if (sees(partOf(id), id)) organs.add(id)
  return {
    indicator,
    instance: said.instance ?? '',
    month: localMonth(said.at),
    n: Number(said.n),
    d: said.d ?? 1,
    personsN: persons ? (said.personsN ?? 0) : 0,
    personsD: persons ? (said.personsD ?? 0) : 0,
    agencyIds: [...organs].sort(),
    kind: said.kind ?? '',
    ...(isPast(life, said) && { past: true }),
  }
}

/** What it is counted by happened before the case was taken over. */
function isPast({ state: { imported } }: Life, { at, by: [first] }: Said): boolean {
  if (imported === undefined) return false
  return first === undefined ? at <= imported.at : first.imported !== undefined
}
