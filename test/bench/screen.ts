// The screening bench: a store of penalty records as incomplete as real ones, screened with results, explanations and marks
// written, beside the floor of reading the same columns of the same rows; then one rule is changed.

import { copied } from '../../db/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import {
  copyStatement,
  createStatement,
  judgeStatement,
  stagingTables,
  versionStatement,
} from '../../src/penalties/merge.ts'
import { SliceReader } from '../../src/penalties/read-slice.ts'
import { copyLine } from '../../src/penalties/staged.ts'
import { Child } from './child.ts'
import { rounded, spreadOf, verdictOn } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { note, openScene, type Scene, temporaryDirectory, withEndings } from './scene.ts'
import type { ScreeningPlan } from './screening-process.ts'
import { screeningRecord } from './screening-records.ts'

/** Of issue 6. */
const goal = { reach: 0.2 }
const million = 1_000_000
const shortRecords = 3_000
const perBatch = 10_000

export async function benchScreen(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const all = recordsOf(options)
    note('a database of its own …')
    const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
    await loaded(scene, all)
    const work = new Child('screening-process.ts', options.nodeOptions)
    endings.add(() => work.end())
    await work.ask('start', { databaseUrl: scene.gatewayUrl } satisfies ScreeningPlan)
    await work.ask('settle')
    // What Node compiles and PostgreSQL plans for the first time is nobody's figure.
    const warm = Math.min(2_000, Math.ceil(all / 10))
    let after = await work.ask<string | null>('enqueue', { after: null, count: warm })
    await work.ask('follow')
    await work.ask('floor', { after: null, count: warm })

    const rates = { work: [] as number[], floor: [] as number[] }
    const perRound = Math.ceil((all - warm) / options.rounds)
    let screened = warm
    for (let round = 0; round < options.rounds; round++) {
      const from = after
      const screen = async () => {
        after = await work.ask<string | null>('enqueue', { after: from, count: perRound })
        const { ms, records } = await work.ask<{ ms: number; records: number }>('follow')
        screened += records
        rates.work.push((records * 1_000) / ms)
      }
      const bare = async () => {
        const { ms, rows } = await work.ask<{ ms: number; rows: number }>('floor', { after: from, count: perRound })
        rates.floor.push((rows * 1_000) / ms)
      }
      // Each round begins with the other, so that neither always finds the rows in memory.
      for (const one of round % 2 === 0 ? [screen, bare] : [bare, screen]) await one()
      note(
        `round ${round + 1}/${options.rounds}: ${rounded(rates.work.at(-1) ?? 0)}/s, floor ${rounded(rates.floor.at(-1) ?? 0)}/s`,
      )
    }
    const counted = await scene.owner.query<{ rows: number; again: number; verdicts: Record<string, number> }>(`
      select (select count(*)::int from screening) as rows,
        (select json_object_agg(verdict, n) from (select verdict, count(*)::int as n from screening group by verdict) v) as verdicts`)
    const { rows, verdicts } = counted.rows[0] as { rows: number; verdicts: Record<string, number> }
    const marks = await scene.owner.query<{ n: number }>('select count(*)::int as n from penalty_mark')
    const change = await work.ask<{ ms: number; records: number }>('change')
    const concerned = await scene.owner.query<{ n: number }>(
      `select count(*)::int as n from screening where domain = 'environment' or facts ? 'hazardous_waste_tonnes'`,
    )
    const [rate, floor] = [spreadOf(rates.work), spreadOf(rates.floor)]
    const ratios = spreadOf(rates.work.map((r, i) => r / (rates.floor[i] as number)))
    console.log(
      JSON.stringify({
        bench: 'screen',
        records: rows,
        records_per_s: rounded(rate.median),
        floor_records_per_s: rounded(floor.median),
        ratio: rounded(ratios.median),
        ratio_min: rounded(ratios.min),
        ratio_max: rounded(ratios.max),
        rule_change_records: change.records,
        rule_change_s: rounded(change.ms / 1_000),
        rss_mb: rounded(await work.ask<number>('rss')),
        rounds: options.rounds,
        marks: marks.rows[0]?.n ?? 0,
        judged: screened,
        verdicts,
        verdict: {
          ratio: verdictOn(ratios.median, goal),
          screened: rows === all ? 'all' : `${all - rows} missing`,
          rule_change: change.records === concerned.rows[0]?.n ? 'only affected' : 'NOT only affected',
        },
      }),
    )
    await work.ask('end')
  })
}

function recordsOf(options: BenchOptions): number {
  const asked = Number(process.env.XIANJIE_BENCH_RECORDS ?? '')
  if (Number.isSafeInteger(asked) && asked > 0) return Math.min(asked, million)
  return options.short ? shortRecords : million
}

/** The store as an import leaves it, by the very statements of one. */
async function loaded(scene: Scene, all: number): Promise<void> {
  const connection = await scene.owner.connect()
  try {
    const at = new Date().toISOString()
    const organs = { byId: new Map(), byCode: new Map() }
    const slow = { query_timeout: 120_000 }
    const ask = (text: string, values: unknown[]) => connection.query({ ...slow, text, values } as never)
    for (const text of stagingTables) await connection.query(text)
    await connection.query(`set statement_timeout = '120s'`)
    let kept = 0
    for (let from = 0; kept < all; from += perBatch) {
      const reader = new SliceReader(organs, undefined, Date.now())
      const lines: string[] = []
      for (let i = 0; i < perBatch && kept < all; i++) {
        const read = reader.read(i, { raw: screeningRecord(from + i + 1) })
        if (!('digest' in read) || !read.fit || read.wave !== 1) continue
        lines.push(copyLine(read))
        kept += 1
      }
      await copied(connection, copyStatement, lines)
      await connection.query('begin')
      await ask(judgeStatement, ['import:bench', 1])
      await ask(createStatement, ['import:bench', 1, at, null])
      await ask(versionStatement, ['import:bench', 1, at, uuidv7()])
      await connection.query('truncate penalty_staging')
      await connection.query('commit')
      if ((from / perBatch) % 10 === 9) note(`${kept} records loaded`)
    }
    await connection.query('analyze penalty_case, penalty_version')
  } finally {
    connection.release(true)
  }
}
