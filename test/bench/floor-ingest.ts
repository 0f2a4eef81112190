// The floor of the ingest bench, in a process of its own: the very bytes that the gateway would stage, made beforehand, by
// COPY into an equal staging table and through the same merge. No HTTP, no reading, no results.
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { openPool, type Pool } from '../../db/index.ts'
import {
  copyStatement,
  createStatement,
  holdStatement,
  judgeStatement,
  stagingTables,
  supersedeStatement,
  updateStatement,
  versionStatement,
} from '../../src/penalties/merge.ts'
import { SliceReader } from '../../src/penalties/read-slice.ts'
import { copyLine } from '../../src/penalties/staged.ts'
import { answerParent } from './child.ts'
import { dirtyRecord } from './penalty-records.ts'

export interface FloorIngestPlan {
  readonly databaseUrl: string
  readonly lanes: number
}

export interface FloorIngestRound {
  readonly from: number
  readonly count: number
  readonly perBatch: number
}

const origin = 'import:floor'
let pool: Pool
let lanes = 1
let batches: Buffer[][] = []

/** Chunks as the gateway writes them. */
const chunkCharacters = 256 * 1024

function prepare({ from, count, perBatch }: FloorIngestRound): number {
  batches = []
  const organs = { byId: new Map(), byCode: new Map() }
  for (let start = from; start < from + count; start += perBatch) {
    const reader = new SliceReader(organs, undefined, Date.now())
    const chunks: Buffer[] = []
    let lines = ''
    for (let i = 0; i < Math.min(perBatch, from + count - start); i++) {
      const read = reader.read(i, { raw: dirtyRecord(start + i) })
      if (!('digest' in read)) continue
      lines += copyLine(read)
      if (lines.length < chunkCharacters) continue
      chunks.push(Buffer.from(lines))
      lines = ''
    }
    chunks.push(Buffer.from(lines))
    batches.push(chunks)
  }
  return batches.flat().reduce((sum, chunk) => sum + chunk.length, 0)
}

async function measure(): Promise<{ ms: number }> {
  const began = performance.now()
  const waiting = batches.slice()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let chunks = waiting.shift(); chunks !== undefined; chunks = waiting.shift()) await taken(chunks)
    }),
  )
  return { ms: performance.now() - began }
}

async function taken(chunks: readonly Buffer[]): Promise<void> {
  const connection = await pool.connect()
  try {
    for (const text of stagingTables) await connection.query(text)
    const copy = connection.query(copyFrom(copyStatement))
    const ended = finished(copy)
    for (const chunk of chunks) if (!copy.write(chunk)) await once(copy, 'drain')
    copy.end()
    await ended
    await merged(connection)
  } finally {
    connection.release()
  }
}

async function merged(connection: pg.PoolClient): Promise<void> {
  const at = new Date().toISOString()
  await connection.query('begin')
  await connection.query("set local statement_timeout = '60s'")
  await connection.query(`select pg_advisory_xact_lock(hashtextextended('penalties ' || $1, 0))`, [origin])
  const ask = (text: string, values: unknown[]) =>
    connection.query({ text, values, query_timeout: 65_000 } as pg.QueryConfig)
  await ask(judgeStatement, [origin, 1])
  await ask(supersedeStatement, [origin, 1, at])
  await ask(createStatement, [origin, 1, at, null])
  await ask(updateStatement, [origin, 1, at])
  await ask(versionStatement, [origin, 1, at, null])
  await ask(holdStatement, [origin, 1, at, null, null])
  await connection.query('truncate penalty_staging')
  await connection.query('commit')
}

answerParent({
  start: (plan: FloorIngestPlan) => {
    pool = openPool(plan.databaseUrl, plan.lanes)
    lanes = plan.lanes
  },
  prepare,
  measure,
})
