// Where the seized items of a case stand, item by item, as its entries leave them. An entry moves quantities from one place
// to another and never makes or ends one, so that what was seized is always what stands somewhere.
import type { Custody } from '../../schemas/index.ts'
import { quantityOf, quantityText } from './quantities.ts'
import { type CaseEvent, type ItemMovement, instanceParts } from './state.ts'

/** An item of a list, numbered through all lists of the case. */
export interface ListedItem {
  readonly no: number
  /** Place in its list. */
  readonly seq: number
  readonly batch: number
  readonly name: string
  readonly quantity: string
  readonly unit: string
  /** Where it stood when it was listed. */
  readonly custody: Custody
  readonly details: Readonly<Record<string, unknown>>
}

export interface StandingItem extends Pick<ListedItem, 'no' | 'batch' | 'name' | 'unit'> {
  /** Millionths by place. */
  readonly stands: Map<Custody, bigint>
}

export class Ledger {
  readonly items = new Map<number, StandingItem>()
  /** Movements by the entry that made them. */
  readonly entries = new Map<number, readonly ItemMovement[]>()

  list({ no, batch, name, unit, quantity, custody }: Omit<ListedItem, 'seq' | 'details'>): void {
    this.items.set(no, { no, batch, name, unit, stands: new Map([[custody, quantityOf(quantity)]]) })
  }

  move(version: number, movements: readonly ItemMovement[]): void {
    this.entries.set(version, movements)
    for (const { item, quantity, from, to } of movements) {
      const stands = this.items.get(item)?.stands
      if (stands === undefined) continue
      const amount = quantityOf(quantity)
      stands.set(from, (stands.get(from) ?? 0n) - amount)
      stands.set(to, (stands.get(to) ?? 0n) + amount)
    }
  }

  at(item: number, custody: Custody): bigint {
    return this.items.get(item)?.stands.get(custody) ?? 0n
  }

  /** Items of a batch, or of all, in the order of their numbers. */
  of(batches?: ReadonlySet<number>): StandingItem[] {
    return [...this.items.values()].filter((i) => batches === undefined || batches.has(i.batch))
  }

  /** All that stands at a place, of one batch. */
  batchAt(batch: number, custody: Custody): bigint {
    let sum = 0n
    for (const item of this.items.values()) if (item.batch === batch) sum += item.stands.get(custody) ?? 0n
    return sum
  }
}

/** What an entry lists; `before` = number of items that the case had. */
export function itemsListed(event: CaseEvent, before: number): ListedItem[] {
  const listed = (event.input.seizedItems ?? []) as readonly Record<string, unknown>[]
  if (listed.length === 0) return []
  const opened = event.opens.find(({ instance }) => instance.startsWith('exhibits/batch/'))
  const batch = opened === undefined ? 1 : instanceParts(opened.instance).no
  return listed.map(({ name, quantity, unit, ...details }, seq) => ({
    no: before + seq + 1,
    seq,
    batch,
    name: String(name),
    quantity: quantityText(quantityOf(String(quantity))),
    unit: String(unit),
    custody: 'agency',
    details,
  }))
}

const placeOf: Readonly<Record<string, Custody>> = {
  held: 'agency',
  in_agency_custody: 'agency_for_police',
  handed_over: 'public_security',
  disposed: 'disposed',
}

/** What an entry moved. Entries kept before items had numbers moved batches whole. */
export function itemsMoved(event: CaseEvent, ledger: Ledger): readonly ItemMovement[] {
  if (event.itemMovements !== undefined) return event.itemMovements
  const moved: ItemMovement[] = []
  for (const { instance, to: state } of event.moves) {
    const to = placeOf[state]
    if (to === undefined || !instance.startsWith('exhibits/batch/')) continue
    for (const { no, unit, stands } of ledger.of(new Set([instanceParts(instance).no]))) {
      for (const from of ['agency', 'agency_for_police'] as const) {
        const amount = stands.get(from) ?? 0n
        if (amount <= 0n || from === to) continue
        moved.push({ item: no, quantity: quantityText(amount), unit, from, to, list: event.version })
      }
    }
  }
  return moved
}

/** Where everything stands after these entries, in order. */
export function ledgerOf(events: Iterable<CaseEvent>): Ledger {
  const ledger = new Ledger()
  for (const event of events) {
    for (const item of itemsListed(event, ledger.items.size)) ledger.list(item)
    const moved = itemsMoved(event, ledger)
    if (moved.length > 0) ledger.move(event.version, moved)
  }
  return ledger
}
