// Seized items as rows: what an act adds to them in its one statement, and where they stood before it, for the decision.
// The rows say nothing that the sealed entries do not say; they are there to be paged, filtered and summed.
import { type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import type { Custody } from '../../schemas/index.ts'
import {
  type CaseEvent,
  type CaseState,
  type ItemMovement,
  itemsListed,
  itemsMoved,
  Ledger,
  type StepRule,
} from '../procedure/index.ts'

/** `item_in`: one row an item of a list. */
export const itemColumns =
  'ord int, no int, seq int, batch int, name text, quantity numeric, unit text, custody text, details jsonb'
/** `movement_in`: one row a movement. */
export const movementColumns =
  'ord int, seq int, item int, quantity numeric, unit text, left_from text, went_to text, list int, note text'

export const listPart = `
items_listed as (
  insert into seized_item (transfer_id, no, version, seq, batch, name, quantity, unit, custody, details)
  select go.id, i.no, go.version, i.seq, i.batch, i.name, i.quantity, i.unit, i.custody, i.details from item_in i join go using (ord)
)`

export const movePart = `
items_moved as (
  insert into item_movement (transfer_id, version, seq, item_no, quantity, unit, from_custody, to_custody, list, note)
  select go.id, go.version, m.seq, m.item, m.quantity, m.unit, m.left_from, m.went_to, m.list, m.note from movement_in m join go using (ord)
)`

const none: readonly object[] = []

/** What an entry lists; `before` = number of items that the case had. */
export const itemRows = (event: CaseEvent, before: number): readonly object[] =>
  event.adds.items === 0 ? none : itemsListed(event, before)

export const movementRows = ({ itemMovements }: CaseEvent): readonly object[] =>
  itemMovements === undefined || itemMovements.length === 0
    ? none
    : itemMovements.map(({ from, to, ...movement }, seq) => ({ seq, left_from: from, went_to: to, ...movement }))

interface ItemRow {
  readonly no: number
  readonly batch: number
  readonly name: string
  readonly quantity: string
  readonly unit: string
  readonly custody: Custody
}
type MovementRow = Omit<ItemMovement, 'list' | 'note'> & {
  readonly version: number
  readonly list: number | null
  readonly note: string | null
}

const itemsStatement: Statement = {
  name: 'cases_items_standing',
  text: `
select no, batch, name, trim_scale(quantity)::text as quantity, unit, custody
from seized_item where transfer_id = $1 and version <= $2 order by no`,
}
const movementsStatement: Statement = {
  name: 'cases_items_moved',
  text: `
select version, item_no as item, trim_scale(quantity)::text as quantity, unit, from_custody as from, to_custody as to, list, note
from item_movement where transfer_id = $1 and version <= $2 order by version, seq`,
}

/**
 * Where the items of a case stand as of a version. An act that comes between has raised the version by then, and the
 * statement refuses what was decided on the former one.
 */
export async function standing(pool: Pool, transferId: string, version: number): Promise<Ledger> {
  const [items, movements] = await Promise.all([
    run<ItemRow>(pool, itemsStatement, [transferId, version]),
    run<MovementRow>(pool, movementsStatement, [transferId, version]),
  ])
  const ledger = new Ledger()
  for (const item of items) ledger.list(item)
  const byEntry = new Map<number, ItemMovement[]>()
  for (const { version: entry, list, note, ...movement } of movements) {
    const moved = byEntry.get(entry) ?? []
    moved.push({ ...movement, ...(list !== null && { list }), ...(note !== null && { note }) })
    byEntry.set(entry, moved)
  }
  for (const [entry, moved] of byEntry) ledger.move(entry, moved)
  return ledger
}

/** Whether an act must know where the items stand: it moves them, and there are some. */
export const movesItems = (rule: StepRule, state: CaseState): boolean =>
  rule.carries !== undefined && (rule.carries.as !== 'relisting' || state.counts.items > 0)

export interface KeptItems {
  readonly items: readonly object[]
  readonly movements: readonly object[]
}

const keptItems: Statement = {
  name: 'cases_items_kept',
  text: `
select transfer_id, no, version, seq, batch, name, trim_scale(quantity)::text as quantity, unit, custody, details
from seized_item where transfer_id = any($1::uuid[]) order by transfer_id, no`,
}
const keptMovements: Statement = {
  name: 'cases_item_movements_kept',
  text: `
select transfer_id, version, seq, item_no as item, trim_scale(quantity)::text as quantity, unit, from_custody as from, to_custody as to, list, note
from item_movement where transfer_id = any($1::uuid[]) order by transfer_id, version, seq`,
}

/** The rows of several cases, as `itemsOf` makes them of the entries. */
export async function itemsKept(db: Queryable, ids: readonly string[]): Promise<Map<string, KeptItems>> {
  const kept = new Map<string, { items: object[]; movements: object[] }>()
  const of = (id: string) => {
    const rows = kept.get(id) ?? { items: [], movements: [] }
    kept.set(id, rows)
    return rows
  }
  type Row = { transfer_id: string }
  for (const { transfer_id, ...row } of (await db.query<Row>({ ...keptItems, values: [ids] })).rows)
    of(transfer_id).items.push(row)
  for (const { transfer_id, ...row } of (await db.query<Row>({ ...keptMovements, values: [ids] })).rows)
    of(transfer_id).movements.push(row)
  return kept
}

/** The rows that these entries make, in order. */
export function itemsOf(events: readonly CaseEvent[]): KeptItems {
  const ledger = new Ledger()
  const items: object[] = []
  const movements: object[] = []
  for (const event of events) {
    const { version } = event
    for (const item of itemsListed(event, ledger.items.size)) {
      ledger.list(item)
      items.push({ version, ...item })
    }
    const moved = itemsMoved(event, ledger)
    if (moved.length === 0) continue
    ledger.move(version, moved)
    for (const [seq, movement] of moved.entries())
      movements.push({ version, seq, ...movement, list: movement.list ?? null, note: movement.note ?? null })
  }
  return { items, movements }
}
