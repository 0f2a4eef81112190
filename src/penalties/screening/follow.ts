// Works off the queue: while one batch is judged and written, the next is read. One replica at a time does it, under a lock
// of the database that goes with its connection; a kill leaves a batch undone, and the next one does it.
import { setTimeout as rest } from 'node:timers/promises'
import type pg from 'pg'
import { borrow } from '../../../db/index.ts'
import { type Subject, subjectOf } from './draw.ts'
import { sweepStep, type Waiting, waiting } from './queue.ts'
import { confirmedOf, readBatch } from './read-batch.ts'
import type { ScreeningRoom } from './room.ts'
import { type Holding, lawOf, settle } from './rule-sets.ts'
import { type Batch, type Progress, writeBatch } from './write-batch.ts'

export interface FollowOptions {
  /** True ends it after the batch at hand. */
  readonly stopped?: () => boolean
  readonly failed?: (caseId: string, error: unknown) => void
  /** After each batch: records of it. */
  readonly progress?: (records: number) => void
  readonly batchRecords?: number
  /** True while others need the machine more: then it rests several times as long as it works. */
  readonly givesWay?: () => boolean
}

/** A transaction of a fifth of a second: whoever follows the changes waits no longer for it. */
const batchRecords = 1_000
/** Any number will do; replicas must only use the same. */
const followerLock = 7_310_316
/** The thread is given to others after so long. */
const holdMs = 8
/** A record that is taken in waits for somebody; a result that comes a minute later harms nobody. */
const restShare = 4
const restMostMs = 1_000

/** Works off what waits; gives the number of records judged, or null where another is at it. */
export async function followScreening(room: ScreeningRoom, options: FollowOptions = {}): Promise<number | null> {
  const connection = await borrow(room.pool)
  let broken: Error | undefined
  try {
    const { rows } = await connection.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      followerLock,
    ])
    if (rows[0]?.taken !== true) return null
    try {
      const law = await lawOf(room)
      await settle(connection, room, law)
      return await new Round(room, connection, law, options).run()
    } finally {
      await connection.query('select pg_advisory_unlock($1)', [followerLock])
    }
  } catch (error) {
    // The lock goes with the connection.
    broken = error as Error
    throw error
  } finally {
    connection.release(broken)
  }
}

interface Chunk {
  readonly ids: readonly string[]
  readonly fresh: ReadonlySet<string>
  readonly progress: Progress
}

class Round {
  readonly #room: ScreeningRoom
  readonly #connection: pg.PoolClient
  readonly #law: Holding
  readonly #options: FollowOptions
  #since = performance.now()

  constructor(room: ScreeningRoom, connection: pg.PoolClient, law: Holding, options: FollowOptions) {
    this.#room = room
    this.#connection = connection
    this.#law = law
    this.#options = options
  }

  async run(): Promise<number> {
    let judged = 0
    while (this.#options.stopped?.() !== true) {
      const load = await waiting(this.#connection)
      if (load.length > 0) judged += await this.#worked(load)
      else if (!(await sweepStep(this.#connection, this.#room.now()))) break
    }
    return judged
  }

  async #worked(load: readonly Waiting[]): Promise<number> {
    const chunks = chunksOf(load, this.#options.batchRecords ?? batchRecords)
    let judged = 0
    let next = this.#prepared(chunks[0])
    for (let i = 0; i < chunks.length; i++) {
      const began = performance.now()
      const batch = await next
      const last = i + 1 >= chunks.length || this.#options.stopped?.() === true
      if (!last) {
        next = this.#prepared(chunks[i + 1])
        // Its failure is met when it is its turn.
        next.catch(() => {})
      }
      const wrote = await writeBatch(this.#connection, batch, {
        ...{ law: this.#law, now: this.#room.now(), breathe: () => this.#breathe() },
        failed: this.#options.failed ?? (() => {}),
      })
      judged += wrote
      this.#options.progress?.(wrote)
      if (this.#options.givesWay?.() === true) await rest(Math.min((performance.now() - began) * restShare, restMostMs))
      if (last) break
    }
    return judged
  }

  async #prepared(chunk: Chunk | undefined): Promise<Batch> {
    if (chunk === undefined) return { subjects: [], fresh: new Set(), progress: { done: [], partly: null } }
    const { ids, fresh, progress } = chunk
    const { pool, marksKey } = this.#room
    const [reads, confirmed] =
      ids.length === 0 ? [[], new Map()] : await Promise.all([readBatch(pool, ids), confirmedOf(pool, ids)])
    const subjects: Subject[] = []
    for (const read of reads) {
      try {
        subjects.push(subjectOf(read, marksKey, confirmed.get(read.id)))
      } catch (error) {
        this.#options.failed?.(read.id, error)
        subjects.push(subjectOf({ ...read, record: null }, marksKey))
      }
      const pause = this.#breathe()
      if (pause !== undefined) await pause
    }
    return { subjects, fresh, progress }
  }

  #breathe(): Promise<void> | undefined {
    if (performance.now() - this.#since < holdMs) return undefined
    return new Promise((go) =>
      setImmediate(() => {
        this.#since = performance.now()
        go()
      }),
    )
  }
}

/** Batches of the load, each id once: all of it was committed before the first record of it is read. */
function chunksOf(load: readonly Waiting[], size: number): Chunk[] {
  const chunks: Chunk[] = []
  const seen = new Set<string>()
  let [ids, fresh, done] = [[] as string[], new Set<string>(), [] as string[]]
  const close = (partly: Progress['partly']) => {
    chunks.push({ ids, fresh, progress: { done, partly } })
    ;[ids, fresh, done] = [[], new Set<string>(), []]
  }
  for (const { seq, ids: own, taken, reason } of load) {
    for (const [i, id] of own.entries()) {
      if (ids.length >= size) close({ seq, taken: taken + i })
      if (seen.has(id)) continue
      seen.add(id)
      ids.push(id)
      if (reason === 'key') fresh.add(id)
    }
    done.push(seq)
  }
  if (ids.length > 0 || done.length > 0) close(null)
  return chunks
}
