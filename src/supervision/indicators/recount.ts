// Counts everything again from the events and the records, and holds it against what the increments made: which facts and
// which cells differ; or puts them right. Pages at a time, so that nothing grows with the store.
import { borrow, inAct, type Pool } from '../../../db/index.ts'
import { caseIdsAfter } from '../../cases/index.ts'
import { penaltyMeasuresAfter } from '../../penalties/index.ts'
import { type CellDelta, type CellKey, Deltas, madeCells, ofMonth, yearOfMonths } from './cells.ts'
import { indicatorIds } from './definitions.ts'
import { type Counted, countedPenalty } from './facts.ts'
import { countCases, followIndicators, labelsOn } from './follow.ts'
import { changeOf, indicatorsLock, keep, keptOf } from './keep.ts'
import type { IndicatorsRoom } from './room.ts'

export interface Recount {
  readonly cases: number
  readonly penalties: number
  /** Cases of which the facts kept are not those that their events make. */
  readonly subjectsDiffering: number
  /** Cells that are not what their facts add up to, or that would be others by the facts made anew. */
  readonly cellsDiffering: number
  /** The first of them. */
  readonly cells: readonly CellDelta[]
  readonly mended: boolean
}

const casesAtOnce = 200
const penaltiesAtOnce = 2_000
const shownMax = 1_000
/** Where so many cells differ, further ones are not told apart. */
const deltasMax = 200_000
const beforeAll = '00000000-0000-0000-0000-000000000000'
/** One statement adds up an indicator over the whole store. */
const statementMs = 15 * 60_000
const lockWaitMs = 60_000

export interface RecountHow {
  readonly mend: boolean
  readonly progress?: (done: { readonly cases: number; readonly penalties: number }) => void
}

/** Holds off the followers while it works. `mend: false` changes nothing. */
export async function recount(room: IndicatorsRoom, how: RecountHow): Promise<Recount> {
  // What is merely not counted yet is no difference.
  await followIndicators(room)
  return underLock(room.pool, async () => {
    const found = { cases: 0, penalties: 0, subjectsDiffering: 0 }
    const deltas = new Deltas()
    for await (const page of pages(room)) {
      found.subjectsDiffering += await compare(room, page, how.mend, deltas)
      found[page.source === 't' ? 'cases' : 'penalties'] += page.subjects.length
      how.progress?.(found)
    }
    const byFacts = deltas.all()
    const byCells = await compareCells(room.pool, how.mend)
    // A difference of facts is one of cells, unless the cells said otherwise already.
    const named = new Map([...byCells.first, ...byFacts].map((c) => [keyOf(c), c]))
    const beyond = byFacts.filter((c) => !byCells.keys.has(keyOf(c))).length
    return {
      ...found,
      ...{ cellsDiffering: byCells.count + (how.mend ? 0 : beyond), cells: [...named.values()].slice(0, shownMax) },
      mended: how.mend,
    }
  })
}

const keyOf = (c: CellKey) => `${c.scope} ${c.dim} ${c.indicator} ${c.month}`

interface Page {
  readonly source: 't' | 'p'
  readonly subjects: readonly string[]
  readonly counted: readonly Counted[]
}

async function* pages(room: IndicatorsRoom): AsyncGenerator<Page, void> {
  const { pool } = room
  for (let after = beforeAll; ; ) {
    const subjects = await caseIdsAfter(pool, after, casesAtOnce)
    const end = subjects.at(-1)
    if (end === undefined) break
    yield {
      source: 't',
      subjects,
      counted: await countCases(
        room,
        subjects.map((id) => ({ id })),
      ),
    }
    after = end
  }
  const directory = await room.directory()
  for (let after = beforeAll; ; ) {
    const measures = await penaltyMeasuresAfter(pool, after, penaltiesAtOnce)
    const end = measures.at(-1)
    if (end === undefined) return
    const counted = measures.map((m) => countedPenalty(m, directory))
    yield { source: 'p', subjects: measures.map((m) => m.id), counted }
    after = end.id
  }
}

/** So many of the page differ. Where it is only looked at, a case that has moved since it was counted is counted as it was. */
async function compare(room: IndicatorsRoom, { source, subjects, counted }: Page, mend: boolean, deltas: Deltas) {
  const labels = await labelsOn(room.pool, subjects)
  return inAct(room.pool, async (asking) => {
    const kept = await keptOf(asking, subjects)
    let differing = 0
    const changed: Counted[] = []
    const relabelled = new Map<string, readonly string[]>()
    for (const one of counted) {
      const version = kept.versions.get(one.subject)
      const behind = source === 't' && version !== one.version
      if (!mend && behind) continue
      const before = kept.facts.get(one.subject) ?? []
      const { gone, come } = changeOf(before, one.facts)
      const was = kept.labels.get(one.subject) ?? []
      const is = labels.get(one.subject) ?? []
      const moved = was.length !== is.length || was.some((l) => !is.includes(l))
      if (gone.length + come.length === 0 && !moved) {
        if (behind) changed.push(one)
        continue
      }
      differing += 1
      changed.push(one)
      if (moved) relabelled.set(one.subject, is)
      // Which cells that are is said of a check; a rebuild compares the cells themselves, and the first one has millions.
      if (mend || deltas.size > deltasMax) continue
      for (const fact of moved ? before : gone) deltas.add(fact, was, -1)
      for (const fact of moved ? one.facts : come) deltas.add(fact, is, 1)
    }
    if (mend) await keep(asking, changed, { labels: relabelled, factsOnly: true })
    return differing
  })
}

const columns = ['n', 'd', 'pn', 'pd'] as const
const monthDiffers = columns
  .map((c) => `${ofMonth(`x.made_${c}`, 'm')} - (${ofMonth(`x.kept_${c}`, 'm')}) as ${c}`)
  .join(', ')

/** Rows of a year that are not what their facts add up to, and which of their months that are. */
const differing = `${madeCells},
years as materialized (
  select scope, dim, month / 100 as year, ${yearOfMonths}
  from made group by scope, dim, month / 100
),
differing as materialized (
  select coalesce(m.scope, c.scope) as scope, coalesce(m.dim, c.dim) as dim, coalesce(m.year, c.year) as year, m.scope is null as gone,
    ${columns.map((c) => `m.${c} as made_${c}, c.${c} as kept_${c}`).join(', ')}
  from years m full join (select * from indicator_year where indicator = $1) c using (scope, dim, year)
  where (m.n, m.d, m.pn, m.pd) is distinct from (c.n, c.d, c.pn, c.pd)
),
months as (
  select scope, dim, year * 100 + m as month, ${monthDiffers} from differing x cross join generate_series(1, 12) as m
)`
const named = `select scope, dim, month, n, d, pn, pd, count(*) over () as total from months
where (n, d, pn, pd) <> (0, 0, 0, 0) order by scope, dim, month limit ${shownMax}`
const lookStatement = `with ${differing} ${named}`
const mendStatement = `with ${differing},
removed as (
  delete from indicator_year c using differing x
  where x.gone and c.indicator = $1 and c.scope = x.scope and c.dim = x.dim and c.year = x.year
),
put as (
  insert into indicator_year as c (scope, dim, indicator, year, n, d, pn, pd)
  select scope, dim, $1, year, made_n, made_d, made_pn, made_pd from differing where not gone order by scope, dim, year
  on conflict (scope, dim, indicator, year) do update set n = excluded.n, d = excluded.d, pn = excluded.pn, pd = excluded.pd
),
known as (
  insert into indicator_scope (parent, scope)
  select distinct case when length(scope) = 2 then '*' when length(scope) = 4 or substr(scope, 3, 2) = '00' then left(scope, 2) else left(scope, 4) end, scope
  from differing where scope ~ '^\\d+$' on conflict do nothing
)
${named}`

interface CellRow {
  readonly scope: string
  readonly dim: string
  readonly month: number
  readonly n: string
  readonly d: string
  readonly pn: string
  readonly pd: string
  readonly total: string
}

/** Every cell against the sum of its facts, an indicator at a time. */
async function compareCells(pool: Pool, mend: boolean) {
  let count = 0
  const first: CellDelta[] = []
  for (const indicator of indicatorIds) {
    const rows = await inAct(pool, async ({ ask, connection }) => {
      await ask(`set local statement_timeout = ${statementMs}`)
      await ask("set local work_mem = '64MB'")
      const text = mend ? mendStatement : lookStatement
      const asked = { text, values: [indicator], query_timeout: statementMs }
      return ((await (connection.query as (q: object) => Promise<{ rows: CellRow[] }>)(asked)) as { rows: CellRow[] })
        .rows
    })
    count += Number(rows[0]?.total ?? 0)
    for (const r of rows)
      if (first.length < shownMax)
        first.push({
          ...{ scope: r.scope, dim: r.dim, indicator, month: r.month, n: Number(r.n), d: Number(r.d) },
          ...{ personsN: Number(r.pn), personsD: Number(r.pd) },
        })
  }
  return { count, first, keys: new Set(first.map(keyOf)) }
}

/** Held by the session, not by a transaction: one that stays open would hold up every feed of the gateway. */
export async function underLock<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const connection = await borrow(pool)
  try {
    const until = Date.now() + lockWaitMs
    for (;;) {
      const { rows } = await connection.query('select pg_try_advisory_lock($1) as taken', [indicatorsLock])
      if (rows[0]?.taken === true) break
      if (Date.now() > until) throw new Error('another process is counting indicators; try again later')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    try {
      return await work()
    } finally {
      await connection.query('select pg_advisory_unlock($1)', [indicatorsLock])
    }
  } finally {
    connection.release()
  }
}
