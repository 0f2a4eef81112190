// Sight of clues. The taker and the organ a clue lies with see it to the present; who returned it sees it as it stood then;
// nobody else learns that it exists.
import { type Pool, run, runPlanned } from '../../db/index.ts'
import type { ClueContent, clueSources } from '../../schemas/index.ts'
import type { Answered, ClueEntry, ClueState } from './lifecycle.ts'
import type { Clues, Organs } from './room.ts'
import { gatherStatement, listStatement } from './statements.ts'
import { clueLine, clueView } from './view.ts'

interface GatheredRow {
  readonly id: string
  readonly version: number
  readonly taker_id: string
  readonly holder_id: string | null
  readonly to_version: number | null
  readonly used_hash: Buffer | null
  readonly used_version: number | null
  readonly entries: readonly (Omit<ClueEntry, 'body'> & { readonly body: string })[]
}

export interface Gathered {
  readonly id: string
  /** Number of the last entry, whoever may see it. */
  readonly version: number
  /** What the organ may see. */
  readonly entries: readonly ClueEntry[]
  readonly reveals: boolean
  readonly ended: boolean
  /** What the key was used for. */
  readonly used: { readonly hash: Buffer; readonly version: number } | null
}

const unused = { client: null, route: null, key: null }

/** The clue as the organ has it, or undefined where it has none of it. */
export async function gather(
  pool: Pool,
  id: string,
  agencyId: string,
  request: { client: string | null; route: string | null; key: string | null } = unused,
): Promise<Gathered | undefined> {
  const [row] = await run<GatheredRow>(pool, gatherStatement, [
    id,
    agencyId,
    request.client,
    request.route,
    request.key,
  ])
  if (row === undefined) return undefined
  return {
    id: row.id,
    version: row.version,
    entries: row.entries.map((e) => ({ ...e, body: JSON.parse(e.body) as ClueEntry['body'] })),
    reveals: row.taker_id === agencyId || row.holder_id === agencyId,
    ended: row.to_version !== null,
    used: row.used_hash && row.used_version ? { hash: row.used_hash, version: row.used_version } : null,
  }
}

/** One clue with its entries; undefined where the organ has none of it. */
export async function show({ pool, organs }: Clues, id: string, agencyId: string) {
  const found = await gather(pool, id, agencyId)
  if (found === undefined) return undefined
  const { reveals, ended } = found
  return clueView(found.id, found.entries, { agencyId, reveals, ended }, await organs())
}

export interface ClueFilter {
  readonly after: string | null
  readonly limit: number
  readonly state?: ClueState | undefined
  readonly source?: (typeof clueSources)[number] | undefined
  readonly domain?: string | undefined
  readonly receivedFrom?: Date
  readonly receivedTo?: Date
  readonly mine?: 'taken' | 'dispatched' | undefined
}

interface ListedRow {
  readonly id: string
  readonly version: number
  readonly state: ClueState
  readonly taker_id: string
  readonly holder_id: string | null
  readonly answer: Answered | null
  readonly taken_at: Date
  readonly updated_at: Date
  readonly ended: boolean
  readonly body: string
}

export async function list({ pool, organs }: Clues, agencyId: string, f: ClueFilter) {
  const rows = await runPlanned<ListedRow & Record<string, unknown>>(pool, listStatement, [
    agencyId,
    f.after,
    f.limit + 1,
    f.state ?? null,
    f.source ?? null,
    f.domain ?? null,
    f.receivedFrom ?? null,
    f.receivedTo ?? null,
    f.mine ?? null,
  ])
  const page = rows.slice(0, f.limit)
  const known = await organs()
  return {
    items: page.map((row) => lineOf(row, known)),
    next: rows.length > f.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

function lineOf(row: ListedRow, organs: Organs) {
  const { id, version, state, answer, ended } = row
  const head = {
    ...{ id, version, state, answer, takerId: row.taker_id, holderId: row.holder_id },
    takenAt: row.taken_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
  return clueLine(head, JSON.parse(row.body) as ClueContent, ended, organs)
}
