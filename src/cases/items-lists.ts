// The handover lists of a case: each is one entry with its lines, signed by whoever handed over and, in its own name, by
// whoever received. The digest is over all lines, so that a list on paper can be held against the one that is kept.
import { hash } from 'node:crypto'
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { Custody } from '../../schemas/index.ts'
import { callerPart } from '../agencies/index.ts'
import { canonical } from '../kernel/index.ts'
import { type CaseEvent, instanceParts, type NamedOfficer } from '../procedure/index.ts'
import { sealedOf } from './read.ts'

const listSteps = [
  'exhibits_handover',
  'exhibits_handover_with_case',
  'custody_by_agency',
  'hazardous_exhibit_disposal',
]
const signingSteps = ['exhibits_receipt', 'exhibits_difference_settlement']

const sightPart = `
sight as materialized (
  select t.id, coalesce(p.to_version, t.version) as last, ${sealedOf('$2')} as sealed
  from transfer t cross join ${callerPart} where t.id = $1
)`

/** What an entry says of a list beside its lines: a letter of 10,000 items is not read for it. */
const entryStatement: Statement = {
  name: 'cases_handover_entries',
  text: `with ${sightPart}
select s.last, e.version, e.step, e.entry
from sight s left join lateral (
  select e.version, e.step, e.body::jsonb #- '{itemMovements}' #- '{input,handedOver}' #- '{input,items}' #- '{input,counted}' as entry
  from event e where e.transfer_id = s.id and e.step = any ($3::text[]) and e.version <= s.last and not s.sealed @> to_jsonb(e.version)
) e on true order by e.version`,
}

/** Lines of the lists $2, in the order in which they were moved. */
const linesStatement: Statement = {
  name: 'cases_handover_lines',
  text: `
select m.version, i.no as item, i.name, trim_scale(m.quantity)::text as quantity, m.unit, m.from_custody as from, m.to_custody as to, m.note
from item_movement m join seized_item i on i.transfer_id = m.transfer_id and i.no = m.item_no
where m.transfer_id = $1 and m.version = any ($2::int[]) order by m.version, m.seq`,
}

interface EntryRow {
  readonly last: number
  readonly version: number | null
  readonly step: string | null
  readonly entry: CaseEvent | null
}

interface Line {
  readonly item: number
  readonly name: string
  readonly quantity: string
  readonly unit: string
  readonly from: Custody
  readonly to: Custody
  readonly note: string | null
}

const listInstance = ({ instance }: { readonly instance: string }): boolean =>
  instance.startsWith('service/handover_list/')
const differenceInstance = ({ instance }: { readonly instance: string }): boolean =>
  instance.startsWith('coordination/exhibit_difference/')

const signedBy = ({ by, officers, at }: CaseEvent) => ({ part: by.part, officers, at })

function listOf(list: CaseEvent, others: readonly CaseEvent[], lines: readonly Line[], from: number, limit: number) {
  const opened = list.opens.find(listInstance)?.instance
  const receipt = opened === undefined ? undefined : others.find((e) => e.moves.some((m) => m.instance === opened))
  const difference = receipt?.opens.find(differenceInstance)?.instance
  const settled = difference !== undefined && others.some((e) => e.moves.some((m) => m.instance === difference))
  const { receivedBy, place } = list.input as { receivedBy?: NamedOfficer; place?: string }
  const bound = { transferId: list.transferId, version: list.version, step: list.step, lines }
  const [first] = lines.filter((line) => line.from !== 'difference')
  const main = lines.find((line) => line.to !== 'difference' && line.from !== 'difference')
  return {
    version: list.version,
    no: opened === undefined ? null : instanceParts(opened).no,
    step: list.step,
    at: list.at,
    from: first?.from ?? null,
    to: main?.to ?? null,
    place: place ?? null,
    lineCount: lines.length,
    digest: hash('sha256', canonical(bound), 'hex'),
    status:
      opened === undefined
        ? 'not_needed'
        : receipt === undefined
          ? 'unsigned'
          : difference !== undefined && !settled
            ? 'disputed'
            : 'signed',
    signatures: {
      handedOver: signedBy(list),
      receivedBy: receivedBy === undefined ? null : { name: receivedBy.name, certificateNo: receivedBy.certificateNo },
      received: receipt ? { ...signedBy(receipt), version: receipt.version } : null,
    },
    lines: lines.slice(from, from + limit),
  }
}

/** Of each list as many lines are shown with the others; all of them are paged under the list itself. */
const linesShown = 100

async function entriesSeen(pool: Pool, transferId: string, agencyId: string): Promise<CaseEvent[] | undefined> {
  const rows = await run<EntryRow>(pool, entryStatement, [transferId, agencyId, [...listSteps, ...signingSteps]])
  return rows.length === 0 ? undefined : rows.flatMap(({ entry }) => (entry === null ? [] : [entry]))
}

async function linesOf(pool: Pool, transferId: string, versions: readonly number[]): Promise<Map<number, Line[]>> {
  const rows = await run<Line & { version: number }>(pool, linesStatement, [transferId, versions])
  const lines = new Map<number, Line[]>()
  for (const { version, ...line } of rows) {
    const found = lines.get(version)
    if (found === undefined) lines.set(version, [line])
    else found.push(line)
  }
  return lines
}

const isList = ({ step }: CaseEvent): boolean => listSteps.includes(step)

/** A page of the lists, the oldest first; undefined where the agency has no part. */
export async function handoverLists(pool: Pool, transferId: string, agencyId: string, after: number, limit: number) {
  const entries = await entriesSeen(pool, transferId, agencyId)
  if (entries === undefined) return undefined
  const lists = entries.filter((e) => isList(e) && e.version > after)
  const page = lists.slice(0, limit)
  const lines = await linesOf(
    pool,
    transferId,
    page.map(({ version }) => version),
  )
  return {
    items: page.map((list) => listOf(list, entries, lines.get(list.version) ?? [], 0, linesShown)),
    next: lists.length > limit ? String(page.at(-1)?.version) : null,
  }
}

/** One list with a page of its lines; undefined where it is not in sight. */
export async function handoverList(
  pool: Pool,
  transferId: string,
  agencyId: string,
  version: number,
  from: number,
  limit: number,
) {
  const entries = await entriesSeen(pool, transferId, agencyId)
  const list = entries?.find((e) => isList(e) && e.version === version)
  if (entries === undefined || list === undefined) return undefined
  const lines = (await linesOf(pool, transferId, [version])).get(version) ?? []
  const next = from + limit < lines.length ? String(from + limit) : null
  return { ...listOf(list, entries, lines, from, limit), next }
}
