// `GET /v1/search`: cases, penalty cases and letters by number, name or party, of what the caller may see. The read is
// written down with the words that were looked for.
import { Hono } from 'hono'
import { documentKey, searchQuery } from '../../schemas/index.ts'
import { type CasesDeps, searchCases } from '../cases/index.ts'
import { findLetters } from '../correspondence/index.ts'
import { Refusal } from '../kernel/index.ts'
import { type CaseRow, list, type Penalties, penaltiesOfParty, type ScreeningRoom } from '../penalties/index.ts'
import type { DoorEnv } from './context.ts'
import { pageLimit } from './headers.ts'
import { headOf } from './penalties-shown.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { invalidQuery } from './webhooks-shown.ts'

export interface SearchDoorDeps {
  readonly cases: CasesDeps
  readonly penalties: Penalties
  readonly screening: ScreeningRoom
}

/** One character stands in everything. */
const charactersLeast = 2

/** Mount at `/v1/search`, behind authentication. */
export function searchDoor({ cases, penalties, screening }: SearchDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, searchQuery)
    if (query instanceof Refusal) return problem(c, query)
    const said = query.q.toWellFormed().trim()
    if ([...said].length < charactersLeast || said.includes('\0')) return problem(c, invalidQuery('q'))
    const { agency } = c.get('principal')
    const { kind } = query
    const wanted = (one: typeof kind) => kind === undefined || kind === one
    const [transfers, found, letters] = await Promise.all([
      wanted('transfer') ? searchCases(cases, await cases.directory(), agency.id, said, limit) : undefined,
      wanted('penalty') ? penaltiesFound(penalties, screening, agency, said, limit) : undefined,
      wanted('letter') ? findLetters(cases.pool, agency.id, said, limit + 1) : undefined,
    ])
    return c.json({
      ...(transfers && { transfers }),
      ...(found && { penalties: found }),
      ...(letters && { letters: { items: letters.slice(0, limit), more: letters.length > limit } }),
    })
  })
  return door
}

async function penaltiesFound(
  penalties: Penalties,
  screening: ScreeningRoom,
  viewer: Parameters<typeof list>[1],
  said: string,
  limit: number,
) {
  const page = { after: null, limit }
  const [byNumber, ids] = await Promise.all([
    list(penalties, viewer, { ...page, decisionKey: documentKey(said) }),
    penaltiesOfParty(screening, said),
  ])
  const byParty = ids.length === 0 ? { items: [], next: null } : await list(penalties, viewer, { ...page, ids })
  const matched = new Map<string, ('number' | 'party')[]>(byNumber.items.map(({ row }) => [row.id, ['number']]))
  for (const { row } of byParty.items) matched.set(row.id, [...(matched.get(row.id) ?? []), 'party'])
  const all = new Map([...byNumber.items, ...byParty.items].map((one) => [one.row.id, one]))
  const organs = await penalties.organs()
  const items = [...all.values()].sort((a, b) => newest(a.row, b.row)).slice(0, limit)
  return {
    items: items.map(({ row, record }) => {
      const head = headOf(row, record, organs)
      return {
        ...{ id: row.id, decisionNo: head.decisionNo, organName: row.organ_name, decidedOn: row.decided_on },
        ...{ transferId: row.transfer_id, parties: head.parties.flatMap(({ name }) => name ?? []) },
        matched: matched.get(row.id) ?? [],
      }
    }),
    more: all.size > limit || byNumber.next !== null || byParty.next !== null,
  }
}

const newest = (a: CaseRow, b: CaseRow) => (a.id < b.id ? 1 : -1)
