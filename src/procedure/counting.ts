// Public security counts what it was handed, and what differs is settled: a difference is either accepted with its reason
// or stands in dispute, visible to every party, until a further act settles it.
import type { FieldFault } from '../kernel/index.ts'
import type { Carried } from './carrying.ts'
import type { Ledger } from './ledger.ts'
import { quantityOf, quantityText } from './quantities.ts'
import type { ItemMovement } from './state.ts'
import type { Input } from './table.ts'

interface CountedLine {
  readonly item: number
  readonly counted: string
  readonly unit?: string
  readonly difference?: { readonly reason: string; readonly accepted: boolean }
}

/** What each item of a list brought to public security. */
function listedIn(ledger: Ledger, list: number): Map<number, bigint> {
  const listed = new Map<number, bigint>()
  for (const { item, quantity, to } of ledger.entries.get(list) ?? [])
    if (to === 'public_security') listed.set(item, (listed.get(item) ?? 0n) + quantityOf(quantity))
  return listed
}

/** Differences between the list and the count; items that are not named were counted as listed. */
export function countedOtherwise(input: Input, list: number, ledger: Ledger): Carried {
  const listed = listedIn(ledger, list)
  const movements: ItemMovement[] = []
  const faults: FieldFault[] = []
  for (const [i, line] of ((input.counted ?? []) as readonly CountedLine[]).entries()) {
    const fault = (member: string, detail: string) => faults.push({ pointer: `/counted/${i}/${member}`, detail })
    const item = ledger.items.get(line.item)
    const wanted = listed.get(line.item)
    if (item === undefined || wanted === undefined) {
      fault('item', `item ${line.item} is not on the list`)
      continue
    }
    if (line.unit !== undefined && line.unit !== item.unit) fault('unit', `item ${item.no} is counted in ${item.unit}`)
    const less = wanted - quantityOf(line.counted)
    const said = `the list has ${quantityText(wanted)} ${item.unit} of item ${item.no}`
    if (less === 0n) {
      if (line.difference !== undefined) fault('difference', `${said}: nothing differs`)
      continue
    }
    if (line.difference === undefined) {
      fault('difference', `${said}: what differs needs its reason`)
      continue
    }
    if (less > ledger.at(item.no, 'public_security')) {
      fault('counted', 'so much of it does not stand with public security any more')
      continue
    }
    const { accepted, reason } = line.difference
    const place = accepted ? 'difference' : 'in_dispute'
    const [from, to] = less > 0n ? (['public_security', place] as const) : ([place, 'public_security'] as const)
    const quantity = quantityText(less > 0n ? less : -less)
    movements.push({ item: item.no, quantity, unit: item.unit, from, to, list, note: reason })
  }
  return { movements, faults }
}

interface SettledLine {
  readonly item: number
  readonly outcome: 'delivered' | 'recounted' | 'accepted'
  readonly reason: string
}

/** Ends what a count left in dispute, all of it at once. */
export function settledOf(input: Input, count: number, ledger: Ledger): Carried {
  const open = new Map<number, { amount: bigint; list: number }>()
  for (const { item, quantity, from, to, list = count } of ledger.entries.get(count) ?? []) {
    if (from !== 'in_dispute' && to !== 'in_dispute') continue
    open.set(item, { amount: to === 'in_dispute' ? quantityOf(quantity) : -quantityOf(quantity), list })
  }
  const movements: ItemMovement[] = []
  const faults: FieldFault[] = []
  const lines = (input.settled ?? []) as readonly SettledLine[]
  for (const [i, { item, outcome, reason }] of lines.entries()) {
    const dispute = open.get(item)
    const unit = ledger.items.get(item)?.unit
    if (dispute === undefined || unit === undefined) {
      faults.push({ pointer: `/settled/${i}/item`, detail: `no difference of item ${item} is open` })
      continue
    }
    open.delete(item)
    const { amount, list } = dispute
    if (amount < 0n && outcome === 'delivered') {
      faults.push({ pointer: `/settled/${i}/outcome`, detail: `of item ${item} more was counted than listed` })
      continue
    }
    const place = outcome === 'accepted' ? 'difference' : 'public_security'
    const [from, to] = amount > 0n ? (['in_dispute', place] as const) : ([place, 'in_dispute'] as const)
    const quantity = quantityText(amount > 0n ? amount : -amount)
    movements.push({ item, quantity, unit, from, to, list, note: reason })
  }
  if (faults.length === 0)
    for (const item of open.keys())
      faults.push({ pointer: '/settled', detail: `the difference of item ${item} is left open` })
  return { movements, faults }
}
