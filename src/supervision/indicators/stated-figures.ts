// The figures of a statement: added up from facts, and held against those that were stated.
import { type IndicatorId, indicatorIds } from './definitions.ts'
import type { Fact } from './facts.ts'

export interface StatedFigure {
  readonly indicator: string
  readonly n: number
  readonly d: number
  readonly personsN: number
  readonly personsD: number
}

export class StatedSums {
  readonly #of = new Map<string, { indicator: string; n: number; d: number; personsN: number; personsD: number }>()

  add(f: Pick<Fact, 'indicator' | 'n' | 'd' | 'personsN' | 'personsD'>, sign: 1 | -1): void {
    const { indicator } = f
    const sum = this.#of.get(indicator) ?? { indicator, n: 0, d: 0, personsN: 0, personsD: 0 }
    this.#of.set(indicator, sum)
    sum.n += sign * f.n
    sum.d += sign * f.d
    sum.personsN += sign * f.personsN
    sum.personsD += sign * f.personsD
  }

  /** In the order of the definitions; what nothing counts in is left out. */
  all(): StatedFigure[] {
    return indicatorIds.flatMap((id: IndicatorId) => {
      const sum = this.#of.get(id)
      return sum === undefined || (sum.n === 0 && sum.d === 0) ? [] : [sum]
    })
  }
}

export function differences(stated: readonly StatedFigure[], again: readonly StatedFigure[]) {
  const [was, is] = [stated, again].map((list) => new Map(list.map((f) => [f.indicator, f])))
  const all = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])
  const text = (f: StatedFigure | undefined) => f && [f.n, f.d, f.personsN, f.personsD].join()
  return [...all].flatMap((indicator) => {
    const [one, other] = [was?.get(indicator), is?.get(indicator)]
    return text(one) === text(other) ? [] : [{ indicator, stated: one ?? null, again: other ?? null }]
  })
}
