// Sight of seized items: where each stands, what became of it, and that what was seized is what stands somewhere. Whoever
// does not see an entry sees neither its items nor its movements.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { Custody } from '../../schemas/index.ts'
import { callerPart } from '../agencies/index.ts'
import { rfc3339 } from '../kernel/index.ts'
import { sealedOf } from './read.ts'

interface Standing {
  readonly custody: Custody
  readonly quantity: string
}

interface ItemRow {
  readonly no: number
  readonly batch: number
  readonly version: number
  readonly name: string
  readonly quantity: string
  readonly unit: string
  readonly details: Readonly<Record<string, unknown>>
  readonly standing: readonly Standing[] | null
  readonly balanced: boolean
}

/** The case $1 as agency $2 sees it; nothing where it has no part. `last` = the last entry that it sees. */
const sightPart = `
sight as materialized (
  select t.id, coalesce(p.to_version, t.version) as last, ${sealedOf('$2')} as sealed
  from transfer t cross join ${callerPart} where t.id = $1
)`

/** What is seen of items and movements, under these names: one place of one item a row. */
const seen = `
from sight s join seized_item i on i.transfer_id = s.id and i.version <= s.last and not s.sealed @> to_jsonb(i.version)`

/** Places of item `i`: its own, and those that movements in sight brought it to or took it from. */
const places = `
lateral (
  select x.custody, sum(x.quantity) as quantity from (
    select i.custody, i.quantity
    union all
    select d.custody, d.quantity from item_movement m
      cross join lateral (values (m.to_custody, m.quantity), (m.from_custody, -m.quantity)) d(custody, quantity)
    where m.transfer_id = i.transfer_id and m.item_no = i.no and m.version <= s.last and not s.sealed @> to_jsonb(m.version)
  ) x group by x.custody
)`

/** What was seized stands somewhere, and no place but the two that count differences is overdrawn. */
const inBalance = `coalesce(sum(w.quantity), 0) = i.quantity
  and not coalesce(bool_or(w.quantity < 0 and w.custody not in ('in_dispute', 'difference')), false)`

const itemColumns = `
  i.no, i.batch, i.version, i.name, trim_scale(i.quantity)::text as quantity, i.unit, i.details,
  (select jsonb_agg(jsonb_build_object('custody', w.custody, 'quantity', trim_scale(w.quantity)::text) order by w.custody)
    from ${places} w where w.quantity <> 0) as standing,
  (select ${inBalance} from ${places} w) as balanced`

/** $3: numbers to begin after; $4: rows; $5: batch; $6: place where something of it stands. */
const pageStatement: Statement = {
  name: 'cases_items_page',
  text: `with ${sightPart}
select ${itemColumns} ${seen}
where i.no > $3 and ($5::int is null or i.batch = $5)
  and ($6::text is null or exists (select from ${places} w where w.custody = $6 and w.quantity <> 0))
order by i.no limit $4`,
}

const oneStatement: Statement = {
  name: 'cases_item',
  text: `with ${sightPart} select ${itemColumns} ${seen} where i.no = $3`,
}

const historyStatement: Statement = {
  name: 'cases_item_history',
  text: `with ${sightPart}
select m.version, e.at, e.step, trim_scale(m.quantity)::text as quantity, m.unit, m.from_custody as from, m.to_custody as to, m.list, m.note
from sight s join item_movement m on m.transfer_id = s.id and m.version <= s.last and not s.sealed @> to_jsonb(m.version)
  join event e on e.transfer_id = m.transfer_id and e.version = m.version
where m.item_no = $3 order by m.version, m.seq`,
}

const sightStatement: Statement = {
  name: 'cases_items_sight',
  text: `with ${sightPart} select last from sight`,
}

const balanceStatement: Statement = {
  name: 'cases_items_balance',
  text: `with ${sightPart},
item as materialized (select i.no, i.unit, i.quantity, s.last, s.sealed, i.transfer_id, i.custody ${seen}),
place as materialized (
  select i.no, i.unit, w.custody, w.quantity from item i cross join lateral (select i.last, i.sealed) s cross join ${places} w
),
sums as materialized (
  select i.no, ${inBalance} as balanced, coalesce(bool_or(w.custody = 'in_dispute' and w.quantity <> 0), false) as open
  from item i left join place w on w.no = i.no group by i.no, i.quantity
)
select
  (select count(*)::int from item) as items,
  (select coalesce(json_agg(x), '[]') from (
    select unit, trim_scale(sum(quantity))::text as quantity, count(*)::int as items from item group by unit order by unit) x) as seized,
  (select coalesce(json_agg(x), '[]') from (
    select unit, custody, trim_scale(sum(quantity))::text as quantity, count(*)::int as items from place
    where quantity <> 0 group by unit, custody order by unit, custody) x) as standing,
  (select coalesce(json_agg(no order by no), '[]') from sums where not balanced) as unbalanced,
  (select coalesce(json_agg(no order by no), '[]') from sums where open) as "inDispute"
from sight`,
}

const shown = ({ details, standing, ...item }: ItemRow) => ({ ...details, ...item, standing: standing ?? [] })

export interface ItemFilter {
  readonly batch?: number | undefined
  readonly custody?: Custody | undefined
}

/** A page of the items of all lists, in the order of their numbers; undefined where the agency has no part. */
export async function itemsPage(
  pool: Pool,
  transferId: string,
  agencyId: string,
  after: number,
  limit: number,
  { batch, custody }: ItemFilter = {},
) {
  const values = [transferId, agencyId, after, limit + 1, batch ?? null, custody ?? null]
  const rows = await run<ItemRow>(pool, pageStatement, values)
  if (rows.length === 0 && !(await hasSight(pool, transferId, agencyId))) return undefined
  const page = rows.slice(0, limit)
  return { items: page.map(shown), next: rows.length > limit ? String(page.at(-1)?.no) : null }
}

async function hasSight(pool: Pool, transferId: string, agencyId: string): Promise<boolean> {
  return (await run(pool, sightStatement, [transferId, agencyId])).length > 0
}

type MovementRow = { at: Date; version: number; list: number | null } & Record<string, unknown>

/** One item with all that became of it, the oldest first; undefined where it is not in sight. */
export async function itemHistory(pool: Pool, transferId: string, agencyId: string, no: number) {
  const [item] = await run<ItemRow>(pool, oneStatement, [transferId, agencyId, no])
  if (item === undefined) return undefined
  const movements = await run<MovementRow>(pool, historyStatement, [transferId, agencyId, no])
  return {
    ...shown(item),
    movements: movements.map((m) => ({ ...m, at: rfc3339(m.at.getTime()) })),
    lists: [...new Set(movements.flatMap(({ list }) => (list === null ? [] : [list])))],
  }
}

interface Balance {
  readonly items: number
  readonly seized: readonly object[]
  readonly standing: readonly object[]
  readonly unbalanced: readonly number[]
  readonly inDispute: readonly number[]
}

/** What was seized against what stands where, by unit; undefined where the agency has no part. */
export async function itemsBalance(pool: Pool, transferId: string, agencyId: string) {
  const [found] = await run<Balance>(pool, balanceStatement, [transferId, agencyId])
  return found && { ...found, balanced: found.unbalanced.length === 0 }
}
