// The case's items that the lines of a form may name, with what is left of each: what the sender still holds, what a list
// brought, or what a count left open. Asked of the gateway as any partner would ask; nothing is chosen for the officer.

import type { StepRule } from '../../procedure/index.ts'
import type { Ask } from '../ask.ts'
import type { Transfer } from '../case/shape.ts'
import { one, rowsOf, type Values } from './field-values.ts'

export interface ItemOffered {
  readonly no: number
  readonly batch: number | null
  readonly name: string
  /** Brand, number, features: what tells one from the other. */
  readonly detail: string
  readonly unit: string
  /** What is left of it, or what the list has; null where the gateway does not say. */
  readonly left: string | null
}

export interface ItemsOffered {
  /** The list of the form whose lines name items. */
  readonly field: string
  readonly as: 'lines' | 'count' | 'settlement'
  readonly rows: readonly ItemOffered[]
  /** How many more may be asked for at once; null where these are all. */
  readonly more: number | null
  /** Several lists are open, and the form does not say yet which is meant. */
  readonly undecided: boolean
  /** Batches that the step may move. */
  readonly batches: readonly number[]
}

interface Shown {
  readonly no: number
  readonly batch: number
  readonly name: string
  readonly unit: string
  readonly standing: readonly { readonly custody: string; readonly quantity: string }[]
  readonly [more: string]: unknown
}
interface ListShown {
  readonly version: number
  readonly no: number | null
}
interface Line {
  readonly item: number
  readonly name: string
  readonly quantity: string
  readonly unit: string
  readonly to: string
}

/** Shown at first, and added at each asking; a list of thousands is handed over whole, or by number. */
export const itemsStep = 100
const itemsMax = 1_000
const pageMax = 200

const plus = (a: string, b: string): string => {
  const [x, y] = [a, b].map((text) => text.split('.')) as [string[], string[]]
  const digits = Math.max(x[1]?.length ?? 0, y[1]?.length ?? 0)
  const whole = ([int = '0', part = '']: string[]) => BigInt(int + part.padEnd(digits, '0'))
  const sum = String(whole(x) + whole(y)).padStart(digits + 1, '0')
  return digits === 0 ? sum : `${sum.slice(0, -digits)}.${sum.slice(-digits)}`.replace(/\.?0+$/, '')
}

const detailOf = (item: Shown): string =>
  [item.brand, item.serialNo, item.features].filter((text) => typeof text === 'string' && text !== '').join(' · ')

/** What the step's lines may name; undefined where it has no such lines. `shown`: how many are asked for. */
export async function itemsOf(
  ask: Ask,
  rule: StepRule,
  transfer: Transfer | null,
  concerned: readonly string[],
  values: Values,
  shown = itemsStep,
): Promise<ItemsOffered | undefined> {
  const { carries } = rule
  if (transfer === null || carries?.field === undefined) return undefined
  const path = `/v1/transfers/${transfer.id}`
  const numbers = concerned.map((key) => Number(key.split('/').at(-1)))
  const wanted = Math.min(Math.max(shown, itemsStep), itemsMax)
  const base = { field: carries.field, as: carries.as as ItemsOffered['as'], more: null, undecided: false, batches: [] }
  if (carries.as === 'count') {
    const said = Number(one(values, 'no')) || (numbers.length === 1 ? numbers[0] : undefined)
    if (said === undefined) return { ...base, rows: [], undecided: true }
    const { rows, more } = await listed(said)
    return { ...base, rows, more }
  }
  const batches = carries.as === 'lines' ? numbers : []
  const places = carries.as === 'lines' ? carries.from : ['in_dispute']
  const found = await Promise.all(places.map(standing))
  const rows = new Map<number, ItemOffered>()
  for (const item of found.flatMap(({ items }) => items)) {
    if (batches.length > 0 && !batches.includes(item.batch)) continue
    const left = item.standing
      .filter(({ custody, quantity }) => (places as readonly string[]).includes(custody) && !quantity.startsWith('-'))
      .reduce((sum, { quantity }) => plus(sum, quantity), '0')
    rows.set(item.no, { ...offered(item), left })
  }
  await Promise.all(missing(rows).map(async (no) => known(no, rows)))
  return {
    ...base,
    rows: [...rows.values()].sort((a, b) => a.no - b.no),
    more: found.some(({ next }) => next) ? Math.min(wanted + itemsStep, itemsMax) : null,
    batches,
  }

  async function standing(custody: string): Promise<{ items: readonly Shown[]; next: boolean }> {
    const items: Shown[] = []
    let cursor: string | null = null
    do {
      const limit = Math.min(wanted - items.length, pageMax)
      const page: Awaited<ReturnType<typeof pageAt>> = await pageAt(custody, limit, cursor)
      if (!page.ok) return { items, next: false }
      items.push(...page.body.items)
      cursor = page.body.next
    } while (cursor !== null && items.length < wanted)
    return { items, next: cursor !== null && wanted < itemsMax }
  }

  function pageAt(custody: string, limit: number, cursor: string | null) {
    const query = { custody, limit, cursor }
    return ask<{ items: Shown[]; next: string | null }>('GET', `${path}/items`, { query })
  }

  /** Lines of the list that is counted, each with what it says was brought. */
  async function listed(no: number): Promise<{ rows: ItemOffered[]; more: number | null }> {
    const lists = await ask<{ items: ListShown[] }>('GET', `${path}/handover-lists`)
    const list = lists.ok ? lists.body.items.findLast((l) => l.no === no) : undefined
    if (list === undefined) return { rows: [], more: null }
    const brought = new Map<number, ItemOffered>()
    let cursor: string | null = null
    let read = 0
    do {
      const query = { limit: pageMax, cursor }
      const page: Awaited<ReturnType<typeof linesAt>> = await linesAt(list.version, query)
      if (!page.ok) break
      for (const { item, name, unit, quantity, to } of page.body.lines) {
        if (to !== 'public_security') continue
        const before = brought.get(item)
        const left = before?.left == null ? quantity : plus(before.left, quantity)
        brought.set(item, { no: item, batch: null, name, detail: '', unit, left })
      }
      read += page.body.lines.length
      cursor = page.body.next
    } while (cursor !== null && read < wanted)
    const more = cursor !== null && wanted < itemsMax ? Math.min(wanted + itemsStep, itemsMax) : null
    return { rows: [...brought.values()].sort((a, b) => a.no - b.no), more }
  }

  function linesAt(version: number, query: { limit: number; cursor: string | null }) {
    return ask<{ lines: Line[]; next: string | null }>('GET', `${path}/handover-lists/${version}`, { query })
  }

  /** Chosen before, and not among those that are shown. */
  function missing(rows: ReadonlyMap<number, ItemOffered>): number[] {
    const field = carries?.field ?? ''
    return rowsOf(values, field)
      .map((row) => Number(one(values, `${field}.${row}._no`)))
      .filter((no) => no > 0 && !rows.has(no))
      .slice(0, itemsStep)
  }

  async function known(no: number, rows: Map<number, ItemOffered>): Promise<void> {
    const found = await ask<Shown>('GET', `${path}/items/${no}`)
    if (found.ok) rows.set(no, { ...offered(found.body), left: null })
  }
}

const offered = (item: Shown): Omit<ItemOffered, 'left'> => ({
  ...{ no: item.no, batch: item.batch, name: item.name, detail: detailOf(item), unit: item.unit },
})
