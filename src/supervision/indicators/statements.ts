// A month's figures as a signed statement: what was asked, by which definitions, as of which position of the journal, and
// the figures. Whoever has the events up to there makes the same figures again; what came later does not change them.
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { type Pool, run } from '../../../db/index.ts'
import { caseIdsAfter } from '../../cases/index.ts'
import { journalPosition, rootAt, versionsWithin } from '../../journal/index.ts'
import { uuidv7 } from '../../kernel/index.ts'
import { everywhere, scopesOf } from './cells.ts'
import { indicatorIds, indicatorRules } from './definitions.ts'
import type { Counted, Fact } from './facts.ts'
import { monthNumber, monthText } from './figures.ts'
import { countCases, followIndicators } from './follow.ts'
import { keptOf } from './keep.ts'
import { underLock } from './recount.ts'
import type { IndicatorsRoom } from './room.ts'
import { differences, type StatedFigure, StatedSums } from './stated-figures.ts'

export const indicatorStatementType = 'xianjie-indicators+jwt'

export interface StatementsRoom extends IndicatorsRoom {
  readonly sign: (payload: Record<string, unknown>, header: Record<string, unknown>) => Promise<string> | string
  readonly issuer: string
}

export interface IndicatorStatement {
  readonly id: string
  readonly month: string
  readonly scope: string
  readonly agencyId: string | null
  readonly at: string
  readonly journal: { readonly size: number; readonly root: string }
  readonly rules: string
  readonly jws: string
}

/** The journal has nothing signed yet: there is no position to freeze at. */
export class NoPosition extends Error {}

interface Row {
  readonly id: string
  readonly month: number
  readonly scope: string
  readonly agency_id: string | null
  readonly at: Date
  readonly tree_size: string
  readonly tree_root: Buffer
  readonly rules: string
  readonly jws: string
}

const columns = 'id, month, scope, agency_id, at, tree_size, tree_root, rules, jws'
const shown = (r: Row): IndicatorStatement => ({
  ...{ id: r.id, month: monthText(r.month), scope: r.scope, agencyId: r.agency_id, at: r.at.toISOString() },
  ...{ journal: { size: Number(r.tree_size), root: r.tree_root.toString('base64') }, rules: r.rules, jws: r.jws },
})

/** Newest first. */
export async function statementsOf(pool: Pool, scopes: readonly string[] | null): Promise<IndicatorStatement[]> {
  const text = `select ${columns} from indicator_statement where $1::text[] is null or scope = any($1) order by month desc, scope limit 1000`
  return (await run<Row & Record<string, unknown>>(pool, { name: 'indicators_statements', text }, [scopes])).map(shown)
}

export async function statementOf(pool: Pool, id: string): Promise<IndicatorStatement | undefined> {
  const text = `select ${columns} from indicator_statement where id = $1`
  const [row] = await run<Row & Record<string, unknown>>(pool, { name: 'indicators_statement', text }, [id])
  return row && shown(row)
}

const standing = {
  name: 'indicators_statement_of',
  text: `select ${columns} from indicator_statement where scope = $1 and month = $2`,
}
const write = `insert into indicator_statement (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (scope, month) do nothing`

/** The statement of a month, made now where there is none: it is frozen once. Throws NoPosition. */
export async function freeze(
  room: StatementsRoom,
  asked: { readonly month: string; readonly scope: string; readonly agencyId: string | null },
): Promise<IndicatorStatement> {
  const { pool } = room
  const month = monthNumber(asked.month)
  const look = async () => (await run<Row & Record<string, unknown>>(pool, standing, [asked.scope, month]))[0]
  const before = await look()
  if (before !== undefined) return shown(before)
  await followIndicators(room)
  await underLock(pool, async () => {
    const position = await journalPosition(pool)
    if (position === null) throw new NoPosition('Nothing is in the journal’s tree yet.')
    const sums = await keptSums(pool, month, asked.scope)
    for await (const { was, is } of movedSince(room, position.size)) {
      for (const fact of was) if (counts(fact, month, asked.scope)) sums.add(fact, -1)
      for (const fact of is) if (counts(fact, month, asked.scope)) sums.add(fact, 1)
    }
    const id = uuidv7(room.now())
    const at = new Date(room.now())
    const payload = {
      ...{ iss: room.issuer, jti: id, iat: Math.floor(at.getTime() / 1000), sub: asked.scope },
      query: { month: asked.month, scope: asked.scope },
      rules: indicatorRules,
      journal: { size: position.size, root: position.root.toString('base64') },
      figures: sums.all(),
      // Penalty records stand in no journal: what they add is stated as it was kept, with a digest over its lines.
      penalties: await penaltySums(pool, month, asked.scope),
    }
    const jws = await room.sign(payload, { typ: indicatorStatementType })
    const { size, root } = position
    await run(pool, write, [id, month, asked.scope, asked.agencyId, at, size, root, indicatorRules, jws])
  })
  const made = await look()
  if (made === undefined) throw new Error('a statement that was written cannot be read')
  return shown(made)
}

const counts = (fact: Fact, month: number, scope: string) => fact.month === month && scopesOf(fact).includes(scope)

const sumColumns = 'sum(n)::text as n, sum(d)::text as d, sum(pn)::text as pn, sum(pd)::text as pd'
/** $1 source, $2 month, $3 region's beginning or null, $4 agency or null. */
const ofScope = `f.source = $1 and f.month = $2 and ($3::text is null or (f.region_code like $3 || '%' and f.region_code ~ '^\\d{6}$'))
  and ($4::uuid is null or f.agency_ids @> array[$4::uuid])`
const values = (source: string, month: number, scope: string) => [
  ...[source, month, scope === everywhere || scope.startsWith('a:') ? null : scope],
  scope.startsWith('a:') ? scope.slice(2) : null,
]

async function keptSums(pool: Pool, month: number, scope: string): Promise<StatedSums> {
  const text = `select indicator, ${sumColumns} from indicator_fact f where indicator = any($5) and ${ofScope} group by indicator`
  const rows = await run<{ indicator: string; n: string; d: string; pn: string; pd: string }>(pool, text, [
    ...values('t', month, scope),
    indicatorIds,
  ])
  const sums = new StatedSums()
  for (const { indicator, n, d, pn, pd } of rows)
    sums.add({ indicator, n: Number(n), d: Number(d), personsN: Number(pn), personsD: Number(pd) }, 1)
  return sums
}

async function penaltySums(pool: Pool, month: number, scope: string) {
  const text = `select indicator, sum(n)::text as n, sum(d)::text as d,
    encode(sha256(convert_to(string_agg(subject::text || ' ' || n || ' ' || d, E'\\n' order by subject), 'UTF8')), 'hex') as digest
  from indicator_fact f where indicator = any($5) and ${ofScope} group by indicator`
  const rows = await run<{ indicator: string; n: string; d: string; digest: string }>(pool, text, [
    ...values('p', month, scope),
    indicatorIds,
  ])
  return rows
    .map(({ indicator, n, d, digest }) => ({ indicator, n: Number(n), d: Number(d), digest }))
    .sort((a, b) => (a.indicator < b.indicator ? -1 : 1))
}

const casesAtOnce = 1_000
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** Cases that are counted up to another entry than the position holds, with what they have and what they had there. */
async function* movedSince(
  room: IndicatorsRoom,
  size: number,
): AsyncGenerator<{ was: readonly Fact[]; is: readonly Fact[] }> {
  const { pool } = room
  const ask = <R extends Record<string, unknown>>(
    statement: { name: string; text: string } | string,
    v: readonly unknown[] = [],
  ) => run<R>(pool, statement, v)
  for (let after = beforeAll; ; ) {
    const ids = await caseIdsAfter(pool, after, casesAtOnce)
    const end = ids.at(-1)
    if (end === undefined) return
    after = end
    const within = await versionsWithin(pool, ids, size)
    const versions = await run<{ subject: string; version: number }>(
      pool,
      {
        name: 'indicators_versions',
        text: 'select subject, version from indicator_case where subject = any($1::uuid[])',
      },
      [ids],
    )
    const counted = new Map(versions.map((v) => [v.subject, v.version]))
    const moved = ids.filter((id) => (within.get(id) ?? 0) !== (counted.get(id) ?? 0))
    if (moved.length === 0) continue
    const kept = await keptOf({ ask: ask as never }, moved)
    const then = new Map((await countCases(room, throughOf(moved, within))).map((c) => [c.subject, c]))
    for (const id of moved) yield { was: kept.facts.get(id) ?? [], is: then.get(id)?.facts ?? [] }
  }
}

const throughOf = (ids: readonly string[], within: ReadonlyMap<string, number>) =>
  ids.flatMap((id) => {
    const through = within.get(id)
    return through === undefined ? [] : [{ id, through }]
  })

export interface StatementVerified {
  readonly signature: 'good' | 'bad'
  /** Whether the tree of that size still has that root. */
  readonly journal: 'holds' | 'differs'
  readonly rules: 'same' | 'other'
  /** Stated, and made again from the events. */
  readonly differing: readonly {
    readonly indicator: string
    readonly stated: StatedFigure | null
    readonly again: StatedFigure | null
  }[]
  /** Of penalty records, that may have been corrected since: what moved is no fault. */
  readonly penaltiesMoved: readonly string[]
  readonly holds: boolean
}

interface Payload {
  readonly query: { readonly month: string; readonly scope: string }
  readonly rules: string
  readonly journal: { readonly size: number; readonly root: string }
  readonly figures: readonly StatedFigure[]
  readonly penalties: readonly {
    readonly indicator: string
    readonly n: number
    readonly d: number
    readonly digest: string
  }[]
}

/** Makes all figures of a statement again from the events that its position holds. */
export async function verifyStatement(
  room: IndicatorsRoom,
  jws: string,
  keys: JSONWebKeySet,
): Promise<StatementVerified> {
  const { pool } = room
  const signature = await signed(jws, keys)
  const payload = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString() || '{}') as Partial<Payload>
  if (payload.query === undefined || payload.journal === undefined)
    return { signature, journal: 'differs', rules: 'other', differing: [], penaltiesMoved: [], holds: false }
  const { query, journal, figures = [], penalties = [] } = payload
  const month = monthNumber(query.month)
  const root = await rootAt(pool, journal.size)
  const held = root?.toString('base64') === journal.root ? 'holds' : 'differs'
  const again = new StatedSums()
  for await (const counted of asOf(room, journal.size))
    for (const fact of counted.facts) if (counts(fact, month, query.scope)) again.add(fact, 1)
  const differing = differences(figures, again.all())
  const now = new Map((await penaltySums(pool, month, query.scope)).map((p) => [p.indicator, p.digest]))
  const moved = [...new Set([...penalties.map((p) => p.indicator), ...now.keys()])].filter(
    (id) => penalties.find((p) => p.indicator === id)?.digest !== now.get(id),
  )
  return {
    ...{ signature, journal: held, rules: payload.rules === indicatorRules ? 'same' : 'other' },
    ...{ differing, penaltiesMoved: moved },
    holds: signature === 'good' && held === 'holds' && differing.length === 0,
  }
}

async function signed(jws: string, keys: JSONWebKeySet): Promise<'good' | 'bad'> {
  try {
    const { protectedHeader } = await compactVerify(jws, createLocalJWKSet(keys), { algorithms: ['ES256'] })
    return protectedHeader.typ === indicatorStatementType ? 'good' : 'bad'
  } catch {
    return 'bad'
  }
}

async function* asOf(room: IndicatorsRoom, size: number): AsyncGenerator<Counted> {
  for (let after = beforeAll; ; ) {
    const ids = await caseIdsAfter(room.pool, after, casesAtOnce)
    const end = ids.at(-1)
    if (end === undefined) return
    after = end
    yield* await countCases(room, throughOf(ids, await versionsWithin(room.pool, ids, size)))
  }
}
