// The indicators bench: the whole dashboard of the country over a large store and over one ten times smaller, in turns,
// beside as many rows read by one range of the primary key; then that what increments made is what a rebuild makes.
import pg from 'pg'
import { inAct, openPool, type Pool } from '../../db/index.ts'
import { caseIdsAfter, eventsOfMany } from '../../src/cases/index.ts'
import { dashboard, type IndicatorsRoom, lastMonths, recount } from '../../src/supervision/index.ts'
import { type Counted, countedCase } from '../../src/supervision/indicators/facts.ts'
import { keep } from '../../src/supervision/indicators/keep.ts'
import { rounded, spreadOf } from './figures.ts'
import { enrolled, lives, months, penalties, transfers } from './indicators-load.ts'
import type { BenchOptions } from './options.ts'
import { type Endings, note, openScene, temporaryDirectory, withEndings } from './scene.ts'

/** Of issue 6. */
const growthMax = 1.5
const full = { penalties: 1_000_000, transfers: 100_000 }
const short = { penalties: 1_000, transfers: 200 }
const smaller = 10
const pageOf = 50_000
const asked = { scope: '*', ...lastMonths(24, months.at(-1) as string) }

interface Store {
  readonly room: IndicatorsRoom
  readonly owner: pg.Pool
  readonly rebuildS: number
}

export async function benchIndicators(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const size = options.short ? short : sized()
    const small = await filled(endings, options, {
      penalties: size.penalties / smaller,
      transfers: size.transfers / smaller,
    })
    const large = await filled(endings, options, size)
    const rowsRead = await rowsOf(large.room.pool)
    const each = Math.max(8, Math.round(options.seconds * (options.short ? 4 : 12)))
    for (const store of [small, large]) for (let i = 0; i < 8; i++) await looked(store)
    const times = { large: [] as number[], small: [] as number[], floor: [] as number[] }
    for (let round = 0; round < options.rounds; round++)
      for (let i = 0; i < each; i++) {
        // In turns, so that what else the machine does falls on all alike.
        times.large.push(await looked(large))
        times.small.push(await looked(small))
        times.floor.push(await read(large.room.pool, rowsRead))
      }
    const p50 = spreadOf(times.large).median
    const p50Small = spreadOf(times.small).median
    const growth = p50 / p50Small
    note('increments undone and done again, and everything counted from scratch …')
    const equal =
      (await increments(small)) && (await increments(large)) && (await fromScratch(small)) && (await checked(large))
    console.log(
      JSON.stringify({
        bench: 'indicators',
        ...{ penalties: size.penalties, transfers: size.transfers, rows: rowsRead },
        ...{ p50_ms: rounded(p50), p99_ms: rounded(percentile(times.large, 0.99)) },
        ...{ p50_small_ms: rounded(p50Small), p99_small_ms: rounded(percentile(times.small, 0.99)) },
        growth: rounded(growth),
        floor_p50_ms: rounded(spreadOf(times.floor).median),
        ratio: rounded(spreadOf(times.floor).median / p50),
        rebuild_s: rounded(large.rebuildS),
        rebuild_equal: equal,
        verdict: {
          growth: growth <= growthMax ? `reached (${growthMax})` : `MISSED (${growthMax})`,
          rebuild: equal ? 'equal' : 'DIFFERS',
        },
      }),
    )
  })
}

function sized() {
  const part = Number(process.env.XIANJIE_BENCH_RECORDS ?? '')
  if (!Number.isSafeInteger(part) || part <= 0) return full
  return { penalties: Math.min(part, full.penalties), transfers: Math.min(part / 10, full.transfers) }
}

async function filled(endings: Endings, options: BenchOptions, size: typeof full): Promise<Store> {
  note(`a store of ${size.penalties} penalty cases and ${size.transfers} transfers …`)
  const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
  // Filling a store takes statements that no door would wait for.
  const owner = new pg.Pool({ connectionString: scene.ownerUrl, max: 2 })
  owner.on('error', () => {})
  // A pool that was ended resolves before its sockets close; what they still say at the server’s end is no loss.
  owner.on('connect', (client) => client.on('error', () => {}))
  endings.add(() => owner.end())
  const directory = await enrolled(owner)
  await lives(owner)
  for (let from = 1; from <= size.transfers; from += pageOf / 25)
    await transfers(owner, from, Math.min(size.transfers, from + pageOf / 25 - 1))
  for (let from = 1; from <= size.penalties; from += pageOf)
    await penalties(owner, from, Math.min(size.penalties, from + pageOf - 1))
  await owner.query('analyze')
  const pool = openPool(scene.gatewayUrl, 6)
  endings.add(() => pool.end())
  const room = { pool, directory: () => directory, now: Date.now }
  const began = performance.now()
  const made = await recount(room, { mend: true })
  const rebuildS = (performance.now() - began) / 1_000
  note(
    `${made.cellsDiffering} months made of ${made.cases} transfers and ${made.penalties} penalty cases in ${rounded(rebuildS)} s`,
  )
  await owner.query('vacuum analyze indicator_year')
  return { room, owner, rebuildS }
}

async function looked({ room }: Store): Promise<number> {
  const began = performance.now()
  JSON.stringify(await dashboard(room, asked))
  return performance.now() - began
}

/** Rows that the dashboard adds up. */
async function rowsOf(pool: Pool): Promise<number> {
  const [from, to] = [asked.from, asked.to].map((m) => Number(m.slice(0, 4)))
  const { rows } = await pool.query<{ n: string }>(
    `select count(*) as n from indicator_year c cross join (values (true), (false)) as twice(again)
     where c.year between $1::int - 1 and $2
       and ((c.scope = '*' and c.dim = '') or (not again and ((c.scope = '*' and c.dim like 'd:%')
         or (c.dim = '' and c.scope in (select scope from indicator_scope where parent = '*')))))`,
    [from, to],
  )
  return Number(rows[0]?.n)
}

async function read(pool: Pool, rows: number): Promise<number> {
  const began = performance.now()
  await pool.query({
    name: 'bench_floor',
    text: `select scope, dim, indicator, year, n, d, pn, pd from indicator_year where (scope, dim, indicator, year) >= ($1, $2, '', 0)
      order by scope, dim, indicator, year limit $3`,
    values: ['*', '', rows],
  })
  return performance.now() - began
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] as number

/** Of all cells, in whatever order they lie. */
async function cellsOf({ owner }: Store): Promise<string> {
  const { rows } = await owner.query<{ digest: string }>(
    `select count(*) || ' ' || sum(hashtextextended(t::text, 7)::numeric) as digest from indicator_year t`,
  )
  return rows[0]?.digest as string
}

/** Some cases taken back to their first entry by increments, and forward again: the cells must be what they were. */
async function increments(store: Store): Promise<boolean> {
  const { room, owner } = store
  const before = await cellsOf(store)
  const ids = await caseIdsAfter(room.pool, '00000000-0000-0000-0000-000000000000', 300)
  const directory = await room.directory()
  await owner.query('delete from indicator_case where subject = any($1::uuid[])', [ids])
  for (const through of [1, undefined]) {
    const counted: Counted[] = []
    for await (const { id, events } of eventsOfMany(
      room.pool,
      ids.map((one) => ({ id: one, ...(through && { through }) })),
    ))
      counted.push(countedCase(id, events, directory))
    await inAct(room.pool, (asking) => keep(asking, counted))
    if (through !== undefined && (await cellsOf(store)) === before) return false
  }
  return (await cellsOf(store)) === before
}

async function fromScratch(store: Store): Promise<boolean> {
  const before = await cellsOf(store)
  await store.owner.query('truncate indicator_fact, indicator_year, indicator_case, indicator_scope')
  await recount(store.room, { mend: true })
  return (await cellsOf(store)) === before
}

async function checked({ room }: Store): Promise<boolean> {
  const found = await recount(room, { mend: false })
  return found.subjectsDiffering === 0 && found.cellsDiffering === 0
}
