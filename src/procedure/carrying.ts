// What an act does with seized items: from what it names, and from where they stand, to movements, or to the faults for
// which it is refused. A quantity that stands nowhere cannot be moved, and no difference goes without its reason.
import type { Custody } from '../../schemas/index.ts'
import type { FieldFault } from '../kernel/index.ts'
import { countedOtherwise, settledOf } from './counting.ts'
import type { Ledger } from './ledger.ts'
import { quantityOf, quantityText } from './quantities.ts'
import { type CaseMove, type CaseState, type ItemMovement, instanceParts } from './state.ts'
import type { Carrying, Input, StepRule } from './table.ts'

export interface Carried {
  readonly movements: readonly ItemMovement[]
  readonly faults: readonly FieldFault[]
}

interface Line {
  readonly item: number
  readonly quantity?: string
  readonly unit?: string
  readonly name?: string
  readonly note?: string
  readonly difference?: { readonly kind: 'shortfall' | 'surplus'; readonly quantity: string; readonly reason: string }
  readonly sample?: { readonly quantity: string; readonly place?: string }
}

type Lines = Extract<Carrying, { as: 'lines' }>

const linesOf = ({ field }: Lines, input: Input): readonly Line[] => (input[field] ?? []) as readonly Line[]

/** Batches of the exhibits that an act moves. */
const batchesOf = (moves: readonly CaseMove[]): ReadonlySet<number> =>
  new Set(moves.filter(isBatch).map(({ instance }) => instanceParts(instance).no))

const isBatch = ({ instance }: CaseMove): boolean => instance.startsWith('exhibits/batch/')

/** Items name their batches: whoever names items need not name these as well. */
export function withBatches(carries: Carrying | undefined, input: Input, ledger: Ledger | undefined): Input {
  if (carries?.as !== 'lines' || ledger === undefined || input.batches !== undefined) return input
  const batches = new Set<number>()
  for (const { item } of linesOf(carries, input)) {
    const batch = ledger.items.get(item)?.batch
    if (batch !== undefined) batches.add(batch)
  }
  return batches.size === 0 ? input : { ...input, batches: [...batches].sort((a, b) => a - b) }
}

/** What an act does with the items of its case, and which of its own moves that leaves; undefined where it touches none. */
export function carry(
  { carries }: StepRule,
  state: CaseState | null,
  input: Input,
  moves: readonly CaseMove[],
  ledger: Ledger | undefined,
): { readonly moves: readonly CaseMove[]; readonly movements: readonly ItemMovement[] } | undefined {
  if (carries === undefined || ledger === undefined || state === null) return undefined
  const { movements } = carried(carries, state, input, moves, ledger)
  return { moves: batchesMoved(carries, state, moves, movements, ledger), movements }
}

/** Movements of an act in its case; `moves` = what it selects on its own track. Without a ledger only the lines are looked at. */
export function carried(
  carries: Carrying,
  state: CaseState | null,
  input: Input,
  moves: readonly CaseMove[],
  ledger: Ledger | undefined,
): Carried {
  const twice = namedTwice(carries, input)
  if (twice.length > 0 || ledger === undefined || state === null) return { movements: [], faults: twice }
  switch (carries.as) {
    case 'lines':
      return lines(carries, state, input, batchesOf(moves), ledger)
    case 'relisting':
      return { movements: relisted(moves, ledger), faults: [] }
    case 'count':
      return countedOtherwise(input, listOf(state, moves), ledger)
    case 'settlement':
      return settledOf(input, listOf(state, moves), ledger)
  }
}

/** The entry that opened what the act moves: the list, or the count that differs. */
function listOf(state: CaseState, moves: readonly CaseMove[]): number {
  return state.instances[moves[0]?.instance ?? '']?.since ?? 0
}

function namedTwice(carries: Carrying, input: Input): FieldFault[] {
  const { field } = carries
  if (field === undefined) return []
  const seen = new Set<number>()
  const faults: FieldFault[] = []
  for (const [i, { item }] of ((input[field] ?? []) as readonly Line[]).entries()) {
    if (seen.has(item)) faults.push({ pointer: `/${field}/${i}/item`, detail: `item ${item} is named twice` })
    seen.add(item)
  }
  return faults
}

/** A later letter lists anew what still stands with the agency; what has left it stays where it is. */
function relisted(moves: readonly CaseMove[], ledger: Ledger): ItemMovement[] {
  const batches = batchesOf(moves.filter((m) => m.to === 'relisted'))
  if (batches.size === 0) return []
  return ledger.of(batches).flatMap(({ no, unit, stands }): ItemMovement[] => {
    const amount = stands.get('agency') ?? 0n
    return amount > 0n ? [{ item: no, quantity: quantityText(amount), unit, from: 'agency', to: 'relisted' }] : []
  })
}

function lines(carries: Lines, state: CaseState, input: Input, batches: ReadonlySet<number>, ledger: Ledger): Carried {
  const { field, from, to, isList } = carries
  const said = linesOf(carries, input)
  const movements: ItemMovement[] = []
  const faults: FieldFault[] = []
  const list = isList ? { list: state.version + 1 } : {}
  const move = (item: number, unit: string, amount: bigint, from: Custody, to: Custody, note?: string) => {
    if (amount <= 0n) return
    const quantity = quantityText(amount)
    movements.push({ item, quantity, unit, from, to, ...list, ...(note !== undefined && { note }) })
  }
  if (said.length === 0) {
    for (const { no, unit, stands } of ledger.of(batches))
      for (const place of from) move(no, unit, stands.get(place) ?? 0n, place, to)
    return { movements, faults }
  }
  for (const [i, line] of said.entries()) {
    const fault = (member: string, detail: string) => faults.push({ pointer: `/${field}/${i}/${member}`, detail })
    const item = ledger.items.get(line.item)
    if (item === undefined) {
      fault('item', `the case has no item ${line.item}`)
      continue
    }
    if (!batches.has(item.batch)) fault('item', `item ${item.no} is of batch ${item.batch}, which is not meant here`)
    if (line.name !== undefined && line.name !== item.name) fault('name', `item ${item.no} is ${item.name}`)
    if (line.unit !== undefined && line.unit !== item.unit) fault('unit', `item ${item.no} is counted in ${item.unit}`)
    const stands = from.map((place) => [place, item.stands.get(place) ?? 0n] as const)
    const standing = stands.reduce((sum, [, amount]) => sum + (amount > 0n ? amount : 0n), 0n)
    const { shortfall, surplus } = differenceOf(line)
    const sample = line.sample === undefined ? 0n : quantityOf(line.sample.quantity)
    const there = standing + surplus
    const amount = line.quantity === undefined ? there - shortfall - sample : quantityOf(line.quantity)
    const taken = amount + shortfall + sample
    if (line.difference !== undefined && shortfall + surplus === 0n) fault('difference/quantity', 'nothing differs')
    if (line.sample !== undefined && sample === 0n) fault('sample/quantity', 'no sample is kept back')
    if (amount < 0n || taken > there)
      fault('quantity', `only ${quantityText(standing)} ${item.unit} of item ${item.no} stands with the sender`)
    else if (taken === 0n) fault('quantity', `nothing of item ${item.no} is moved`)
    const left = stands.map(([place, now]) => ({ place, now: now > 0n ? now : 0n }))
    // More than was listed is found where the batch is kept.
    const kept = state.instances[`exhibits/batch/${item.batch}`]?.state === 'in_agency_custody'
    const found = kept ? left.at(-1) : left[0]
    if (surplus > 0n && found !== undefined) {
      move(item.no, item.unit, surplus, 'difference', found.place, line.difference?.reason)
      found.now += surplus
    }
    const draw = (wanted: bigint, into: Custody, note?: string) => {
      let open = wanted
      for (const part of left) {
        const some = part.now < open ? part.now : open
        move(item.no, item.unit, some, part.place, into, note)
        part.now -= some
        open -= some
      }
    }
    draw(amount, to, line.note)
    draw(shortfall, 'difference', line.difference?.reason)
    draw(sample, 'sampled', line.sample?.place)
  }
  return { movements, faults }
}

function differenceOf({ difference }: Line): { shortfall: bigint; surplus: bigint } {
  const amount = difference === undefined ? 0n : quantityOf(difference.quantity)
  return difference?.kind === 'surplus' ? { shortfall: 0n, surplus: amount } : { shortfall: amount, surplus: 0n }
}

/**
 * Batches move on only when nothing of them is left behind: a batch handed over in part stays open, and its period runs on;
 * one of which the rest is kept on behalf of public security stands there.
 */
function batchesMoved(
  carries: Carrying,
  state: CaseState,
  moves: readonly CaseMove[],
  movements: readonly ItemMovement[],
  ledger: Ledger,
): readonly CaseMove[] {
  if (carries.as !== 'lines' || !moves.some(isBatch)) return moves
  const change = new Map<string, bigint>()
  for (const { item, quantity, from, to } of movements) {
    const batch = ledger.items.get(item)?.batch
    const amount = quantityOf(quantity)
    change.set(`${batch}/${from}`, (change.get(`${batch}/${from}`) ?? 0n) - amount)
    change.set(`${batch}/${to}`, (change.get(`${batch}/${to}`) ?? 0n) + amount)
  }
  return moves.flatMap((move) => {
    if (!isBatch(move)) return [move]
    const { no } = instanceParts(move.instance)
    const now = state.instances[move.instance]?.state
    const left = (place: Custody) => ledger.batchAt(no, place) + (change.get(`${no}/${place}`) ?? 0n) > 0n
    if (left('agency')) return []
    if (left('agency_for_police')) return now === 'in_agency_custody' ? [] : [{ ...move, to: 'in_agency_custody' }]
    // What is dangerous was disposed of, and public security has the rest.
    if (move.to === 'disposed' && left('public_security')) return [{ ...move, to: 'handed_over' }]
    return [move]
  })
}
