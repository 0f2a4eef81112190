// Finds cases by what an organ sees of them: number, name, parties, charges by any part of two characters and more, and a
// person's or a unit's number whole, by its digest. What no longer stands in the case as the organ sees it is not found.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { documentKey } from '../../schemas/index.ts'
import { callerPart, type Directory } from '../agencies/index.ts'
import { desksOf } from './desks.ts'
import type { FollowDeps } from './follow.ts'
import { latestOf, movedIds, movedPart } from './fresh.ts'
import { transferColumns } from './gather.ts'
import { marksSaid } from './marks.ts'
import { maskedCaseName } from './masked-name.ts'
import { asSeen, type SeenRow } from './read.ts'
import { plainText, searchRow, termsOf } from './search-terms.ts'
import { agencyView, type TransferRow } from './view.ts'

export const matchKinds = ['number', 'name', 'party', 'charge', 'identity'] as const
export type MatchKind = (typeof matchKinds)[number]

export interface CaseFound {
  readonly id: string
  readonly documentNo: string
  /** Natural persons masked. */
  readonly caseName: string
  readonly domain: string
  readonly status: string
  readonly part: string
  readonly ended: boolean
  readonly sender: { readonly id: string; readonly code: string | null; readonly name: string | null } | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly matched: readonly MatchKind[]
}

/** A word that stands in many cases stands in one of the last so many: then the index is not asked. */
const lookedThrough = 400
/** Cases that hold all the pairs, of which some may not hold them together. */
const candidatesMax = 400

/** $1 agency, $2 `%plain%`, $3 at most. */
const latestStatement: Statement = {
  name: 'cases_search_latest',
  text: `select transfer_id as id from (
  select transfer_id, body from case_search where agency_id = $1 order by transfer_id desc limit ${lookedThrough}
) s where body like any($2::text[]) limit $3`,
}

/** $1: patterns, $2 at most, $3, $4: pairs of two forms, which are the organ's own. */
const indexedStatement: Statement = {
  name: 'cases_search_indexed',
  text: `select id from (
  select transfer_id as id, body from case_search where terms @> $3::text[] or terms @> $4::text[] limit ${candidatesMax}
) s where body like any($1::text[]) order by id desc limit $2`,
}

const marksStatement: Statement = {
  name: 'cases_search_marks',
  text: `select t.id from (select distinct transfer_id as id from case_mark where digest = any($1::bytea[]) limit ${candidatesMax}) t
cross join ${callerPart} order by t.id desc limit $3`,
}

const seenStatement: Statement = {
  name: 'cases_search_seen',
  text: `select ${transferColumns}, t.views, p.part, p.to_version, p.state_at_end
from unnest($1::uuid[]) as a(id) join transfer t on t.id = a.id cross join ${callerPart} order by t.id desc`,
}

const movedStatement: Statement = { name: 'cases_moved', text: `with ${movedPart} select ${movedIds} as moved` }

/** The newest first, at most `limit`; `more`: there are others. */
export async function searchCases(
  deps: FollowDeps,
  directory: Directory,
  agencyId: string,
  said: string,
  limit: number,
): Promise<{ items: CaseFound[]; more: boolean }> {
  const { pool } = deps
  const plains = [...new Set([plainText(said), plainText(documentKey(said))])].filter((plain) => [...plain].length > 1)
  const marks = marksSaid(said)
  const [byText, byMark] = await Promise.all([
    plains.length === 0 ? [] : allByWords(deps, agencyId, plains, limit + 1),
    marks.length === 0
      ? []
      : run<{ id: string }>(pool, marksStatement, [marks, agencyId, limit + 1]).then((rows) =>
          rows.map(({ id }) => id),
        ),
  ])
  const ids = [...new Set([...byText, ...byMark])].sort().reverse()
  const rows =
    ids.length === 0 ? [] : await run<SeenRow & Record<string, unknown>>(pool, seenStatement, [ids, agencyId])
  const marked = new Set(byMark)
  const found = rows.flatMap((row): CaseFound[] => {
    const seen = asSeen(row, agencyId)
    const matched = matchesOf(seen, plains)
    // A number is known to whoever sees the letter that says it.
    if (marked.has(row.id) && seen.state.suspects.length > 0) matched.push('identity')
    if (matched.length === 0) return []
    const { sender } = seen.state.parts
    return [
      {
        ...{ id: row.id, documentNo: seen.document_no, caseName: maskedCaseName(seen.case_name, seen.state.suspects) },
        ...{ domain: seen.domain, status: seen.status, part: row.part, ended: row.to_version !== null },
        sender: sender === undefined ? null : agencyView(directory, sender),
        ...{ createdAt: seen.created_at.toISOString(), updatedAt: seen.updated_at.toISOString(), matched },
      },
    ]
  })
  return { items: found.slice(0, limit), more: found.length > limit }
}

/** Cases that may bear a number, which is looked for as `documentKey` has it; undefined where it is too short for the index. */
export async function casesNumbered(deps: FollowDeps, agencyId: string, key: string): Promise<string[] | undefined> {
  const plain = plainText(key)
  if ([...plain].length < 2) return undefined
  return [...new Set(await allByWords(deps, agencyId, [plain], candidatesMax))]
}

/**
 * What the follower kept, at most `limit`, and what moved since. What moved is read first: a case that the follower keeps
 * meanwhile is then in both, and otherwise it could be in neither.
 */
async function allByWords(
  deps: FollowDeps,
  agencyId: string,
  plains: readonly string[],
  limit: number,
): Promise<string[]> {
  const [row] = await run<{ moved: string[] | null }>(deps.pool, movedStatement, [agencyId])
  const [kept, fresh] = await Promise.all([
    byWords(deps.pool, agencyId, plains, limit),
    freshOnes(deps.pool, agencyId, plains, latestOf(row?.moved ?? null)),
  ])
  return [...kept, ...fresh]
}

async function byWords(pool: Pool, agencyId: string, plains: readonly string[], limit: number): Promise<string[]> {
  const patterns = plains.map((plain) => `%${plain}%`)
  const latest = await run<{ id: string }>(pool, latestStatement, [agencyId, patterns, limit])
  if (latest.length >= limit) return latest.map(({ id }) => id)
  const [first = [], second = first] = plains.map((plain) => termsOf(agencyId, plain))
  const rows = await run<{ id: string }>(pool, indexedStatement, [patterns, limit, first, second])
  return [...latest, ...rows].map(({ id }) => id)
}

async function freshOnes(
  pool: Pool,
  agencyId: string,
  plains: readonly string[],
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const desks = await desksOf(pool, ids)
  return [...desks].flatMap(([id, seen]) =>
    seen.some((desk) => desk.agencyId === agencyId && plains.some((plain) => searchRow(desk).body.includes(plain)))
      ? id
      : [],
  )
}

function matchesOf({ document_no, case_name, state }: TransferRow, plains: readonly string[]): MatchKind[] {
  const holds = (...texts: readonly string[]) =>
    texts.some((text) => plains.some((plain) => plainText(text).includes(plain)))
  const charges = Object.values(state.persons).flatMap(({ charges: by }) => Object.values(by).flat())
  const found: MatchKind[] = []
  if (holds(document_no, documentKey(document_no))) found.push('number')
  if (holds(case_name)) found.push('name')
  if (holds(...state.suspects.map(({ name }) => name))) found.push('party')
  if (holds(...charges)) found.push('charge')
  return found
}
