// Where the acts of some cases stand in the tree, or that they wait for it: for whoever verifies cases.
import type { Queryable, Statement } from '../../db/index.ts'
import { leafEntryOf } from './leaf.ts'

export interface Places {
  /** Entries of the leaves by version. */
  readonly leaves: ReadonlyMap<number, Buffer>
  /** Entries that the queue will become, by version. */
  readonly pending: ReadonlyMap<number, Buffer>
}

const placesOfCases: Statement = {
  name: 'journal_places_of',
  text: `select transfer_id, version, entry, null as link from journal_leaf where transfer_id = any($1::uuid[])
    union all select transfer_id, version, null, link from journal_pending where transfer_id = any($1::uuid[])`,
}
const casesInTree: Statement = {
  name: 'journal_leaf_cases_after',
  text: 'select distinct transfer_id from journal_leaf where transfer_id > $1::uuid order by transfer_id limit $2',
}

/** The next ids of cases that the tree holds anything of, in order: also of one that was taken away everywhere else. */
export async function casesInTreeAfter(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ transfer_id: string }>({ ...casesInTree, values: [after, limit] })
  return rows.map((r) => r.transfer_id)
}

export async function placesOf(db: Queryable, transferIds: readonly string[]): Promise<Map<string, Places>> {
  const places = new Map<string, { leaves: Map<number, Buffer>; pending: Map<number, Buffer> }>()
  const { rows } = await db.query<{ transfer_id: string; version: number; entry: Buffer | null; link: Buffer | null }>({
    ...placesOfCases,
    values: [transferIds],
  })
  for (const { transfer_id, version, entry, link } of rows) {
    const place = places.get(transfer_id) ?? { leaves: new Map<number, Buffer>(), pending: new Map<number, Buffer>() }
    places.set(transfer_id, place)
    if (entry !== null) place.leaves.set(version, entry)
    if (link !== null) place.pending.set(version, leafEntryOf(link))
  }
  return places
}

export interface PlaceFault {
  readonly version: number
  /** `cut_off`: the tree holds an act that the chain has no more. */
  readonly fault: 'not_in_tree' | 'leaf_differs' | 'cut_off'
}

/** Holds a chain that is whole in itself against the tree: a chain written anew from some act on is not the one in it. */
export function placeFault(
  chain: readonly { readonly version: number; readonly link: Buffer }[],
  { leaves, pending }: Places = { leaves: new Map(), pending: new Map() },
): PlaceFault | null {
  for (const { version, link } of chain) {
    const entry = leaves.get(version) ?? pending.get(version)
    if (entry === undefined) return { version, fault: 'not_in_tree' }
    if (!entry.equals(leafEntryOf(link))) return { version, fault: 'leaf_differs' }
  }
  const beyond = [...leaves.keys(), ...pending.keys()].filter((version) => version > chain.length)
  return beyond.length === 0 ? null : { version: Math.min(...beyond), fault: 'cut_off' }
}
