// The screening bench's own process: the follower as the gateway runs it, and its floor, the same columns of the same rows
// read through pg in the same batches.
import { readFileSync } from 'node:fs'
import { openPool, type Pool } from '../../db/index.ts'
import { enqueueRules, followScreening, marksKeyOf, type ScreeningRoom } from '../../src/penalties/index.ts'
import { enqueueStatement } from '../../src/penalties/screening/queue.ts'
import { readBatch } from '../../src/penalties/screening/read-batch.ts'
import { rules } from '../../src/screening/index.ts'
import { answerParent } from './child.ts'

export interface ScreeningPlan {
  readonly databaseUrl: string
}

let pool: Pool
/** One rule of the published set, changed by its figure alone. */
let changed = false
const batch = 1_000
const queueRow = 10_000

const room = (): ScreeningRoom => ({
  ...{ pool, now: Date.now, marksKey: marksKeyOf(Buffer.alloc(32, 7)) },
  ...(changed && {
    rules: rules.map((r) => (r.id === 'R12' ? { ...r, expression: 'hazardous_waste_tonnes >= 2.0' } : r)),
  }),
})

let peak = 0
const look = () => {
  const kb = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  peak = Math.max(peak, Number(kb ?? 0) / 1_024)
}

/** Works off all that waits. */
async function follow(): Promise<{ ms: number; records: number }> {
  const began = performance.now()
  const records = await followScreening(room(), {
    failed: (id, error) => {
      throw new Error(`${id}: ${String(error)}`)
    },
  })
  return { ms: performance.now() - began, records: records ?? -1 }
}

async function idsFrom(after: string | null, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from penalty_case where $1::uuid is null or id > $1 order by id limit $2',
    [after, count],
  )
  return rows.map((r) => r.id)
}

answerParent({
  start: (plan: ScreeningPlan) => {
    pool = openPool(plan.databaseUrl, 4)
  },
  /** The rules of the gateway are settled, so that the first round is not taken for a changed set. */
  settle: async () => {
    await followScreening(room(), { stopped: () => true })
    await pool.query('update screening_sweep set done_at = now() where done_at is null')
    await pool.query('delete from screening_queue')
  },
  enqueue: async ({ after, count }: { after: string | null; count: number }) => {
    const ids = await idsFrom(after, count)
    for (let i = 0; i < ids.length; i += queueRow)
      await pool.query(enqueueStatement, [ids.slice(i, i + queueRow), 'ingest', new Date()])
    return ids.at(-1) ?? null
  },
  follow,
  floor: async ({ after, count }: { after: string | null; count: number }) => {
    const ids = await idsFrom(after, count)
    const began = performance.now()
    let rows = 0
    for (let i = 0; i < ids.length; i += batch) rows += (await readBatch(pool, ids.slice(i, i + batch))).length
    return { ms: performance.now() - began, rows }
  },
  change: async () => {
    changed = true
    return follow()
  },
  everything: async () => enqueueRules(pool, Date.now(), null),
  rss: () => {
    look()
    return peak
  },
  end: () => pool.end(),
})
