// Takes records in: read in slices, staged by COPY, merged set-based in one transaction, a result for each. Durable when it
// returns; taken again, the same records change nothing.
import type pg from 'pg'
import { answeredByDatabase, borrow, copied, DatabaseAway, run } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { type BatchFile, batchStatement, type Counts, countsOf, positionStatement } from './batches.ts'
import type { Fault, Incoming, Origin, Result } from './incoming.ts'
import {
  copyStatement,
  createStatement,
  emptyStaging,
  holdStatement,
  judgeStatement,
  knownStatement,
  moveStatement,
  screenStatement,
  stagingTables,
  supersedeStatement,
  updateStatement,
  versionStatement,
} from './merge.ts'
import { type Repeated, SliceReader } from './read-slice.ts'
import type { Layout } from './reading/index.ts'
import type { Penalties } from './room.ts'
import { copyLine, type Staged } from './staged.ts'

export const recordsMax = 10_000
/** Records read before they go to the database: a few megabytes of text. */
const sliceRecords = 500
/** A merge of ten thousand lasts half a second; a machine that is busy with other things may need this. */
const mergeMs = 60_000
const indexedWaves = 8

/** Who brought the batch, where somebody did. */
export interface How {
  readonly clientId?: string
  /** Of an import: its place in the file is kept with the records, so that a run that is cut off goes on. */
  readonly file?: BatchFile
}

/** Results in the order of the records. At most `recordsMax`. Throws where the database is away; then nothing was taken, or all. */
export async function ingest(
  room: Penalties,
  origin: Origin,
  layout: Layout | undefined,
  incoming: readonly Incoming[],
  how: How = {},
): Promise<readonly Result[]> {
  if (incoming.length > recordsMax) throw new RangeError(`at most ${recordsMax} records at a time`)
  const organs = await room.organs()
  return room.lanes.admit(() =>
    new Batch(room, origin, new SliceReader(organs, layout, room.now()), incoming, how).taken(),
  )
}

interface Judged {
  readonly n: number
  readonly case_id: string
  readonly version: number
  readonly verdict: 'created' | 'updated' | 'unchanged' | 'moved' | 'quarantined'
}

class Batch {
  readonly #room: Penalties
  readonly #origin: Origin
  readonly #reader: SliceReader
  readonly #incoming: readonly Incoming[]
  readonly #how: How
  readonly #results: Result[] = []
  readonly #repeated: Repeated[] = []
  /** Of each staged record: what its result says beside the verdict. */
  readonly #faults = new Map<number, { readonly faults: string; readonly key: string | null }>()
  readonly #gone = new Set<number>()
  readonly #id: string
  #connection: pg.PoolClient | undefined
  #staged = 0
  /** Asks for known records first only where there were any: the first delivery of a source has none. */
  #knownShare = 1

  constructor(room: Penalties, origin: Origin, reader: SliceReader, incoming: readonly Incoming[], how: How) {
    this.#room = room
    this.#origin = origin
    this.#reader = reader
    this.#incoming = incoming
    this.#how = how
    this.#id = how.file?.id ?? uuidv7(room.now())
  }

  async taken(): Promise<readonly Result[]> {
    let broken: Error | undefined
    try {
      await this.#stageAll()
      await this.#room.lanes.inTurn(this.#origin.id, () => this.#merged())
      return this.#results
    } catch (error) {
      // Staged rows are left behind: the connection goes with them.
      broken = error as Error
      throw lost(error) ? new DatabaseAway(error) : error
    } finally {
      this.#connection?.release(broken)
    }
  }

  async #stageAll(): Promise<void> {
    const reader = this.#reader
    let slice: Staged[] = []
    for (let n = 0; n < this.#incoming.length; n++) {
      const incoming = this.#incoming[n] as Incoming
      const read = reader.read(n, incoming)
      if ('digest' in read) slice.push(read)
      else if ('as' in read) this.#repeated.push(read)
      else this.#say(n, { outcome: 'refused', faults: read.faults })
      if (slice.length >= sliceRecords) {
        await this.#stage(slice)
        slice = []
      }
      await reader.breathe()
    }
    if (slice.length > 0) await this.#stage(slice)
  }

  /** What a record equals now needs no merge: it equals an earlier version then as well. */
  async #stage(slice: readonly Staged[]): Promise<void> {
    const asked = slice.filter((s) => s.fit && s.operation !== 'delete' && s.wave === 1)
    const known = this.#knownShare > 0.05 && asked.length > 0 ? await this.#knownOf(asked) : new Set<number>()
    if (asked.length > 0 && this.#knownShare > 0.05) this.#knownShare = known.size / asked.length
    const fresh = slice.filter((s) => !known.has(s.n))
    if (fresh.length === 0) return
    this.#connection ??= await this.#opened()
    await copied(this.#connection, copyStatement, copyLines(fresh))
    this.#staged += fresh.length
    for (const s of fresh) {
      if (s.faults !== null && s.operation !== 'delete') this.#faults.set(s.n, { faults: s.faults, key: s.key })
      if (s.operation === 'delete') this.#gone.add(s.n)
    }
  }

  async #knownOf(asked: readonly Staged[]): Promise<Set<number>> {
    const rows = await run<{ i: number; id: string; version: number; source_day: string; source_at: string | null }>(
      this.#room.pool,
      knownStatement,
      [this.#origin.id, asked.map((s) => s.key), asked.map((s) => s.digest)],
    )
    const known = new Set<number>()
    for (const row of rows) {
      const s = asked[row.i - 1] as Staged
      const moved = s.dayGiven && (s.sourceDay !== row.source_day || (s.sourceAt ?? '') > (row.source_at ?? ''))
      if (moved) continue
      known.add(s.n)
      this.#say(s.n, { outcome: 'unchanged', id: row.id, version: row.version })
    }
    return known
  }

  async #opened(): Promise<pg.PoolClient> {
    const connection = await borrow(this.#room.pool)
    try {
      for (const text of stagingTables) await connection.query(text)
    } catch (error) {
      connection.release(error as Error)
      throw error
    }
    return connection
  }

  async #merged(): Promise<void> {
    const file = this.#how.file
    if (this.#staged === 0 && file === undefined) return this.#settled()
    this.#connection ??= await this.#opened()
    const connection = this.#connection
    const at = new Date(this.#room.now()).toISOString()
    const ask = (text: string, values: unknown[]) =>
      connection.query({ text, values, query_timeout: mergeMs + 5_000 } as pg.QueryConfig)
    await connection.query('begin')
    try {
      await connection.query(`set local statement_timeout = ${mergeMs}`)
      await ask(`select pg_advisory_xact_lock(hashtextextended('penalties ' || $1, 0))`, [this.#origin.id])
      const waves = this.#staged === 0 ? 0 : this.#reader.waves
      if (waves > indexedWaves) await connection.query('create index penalty_staging_wave on penalty_staging (wave)')
      for (let wave = 1; wave <= waves; wave++) await this.#mergeWave(ask, wave, at)
      if (waves > 0) await ask(screenStatement, [at])
      this.#settled()
      await this.#counted(ask, at)
      if (waves > indexedWaves) await connection.query('drop index penalty_staging_wave')
      if (this.#staged > 0) await connection.query(emptyStaging)
      await connection.query('commit')
    } catch (error) {
      await connection.query('rollback').catch(() => {})
      throw error
    }
  }

  async #mergeWave(
    ask: (text: string, values: unknown[]) => Promise<pg.QueryResult>,
    wave: number,
    at: string,
  ): Promise<void> {
    const [origin, sender, batch] = [this.#origin.id, this.#origin.agencyId, this.#id]
    const judged = (await ask(judgeStatement, [origin, wave])).rows as Judged[]
    const verdicts = new Set(judged.map((j) => j.verdict))
    // What is held for a key goes before anything else of it is held.
    if ([...verdicts].some((v) => v !== 'unchanged')) await ask(supersedeStatement, [origin, wave, at])
    if (verdicts.has('created')) await ask(createStatement, [origin, wave, at, sender])
    if (verdicts.has('updated')) await ask(updateStatement, [origin, wave, at].slice(0, 3))
    if (verdicts.has('moved')) await ask(moveStatement, [origin, wave])
    if (verdicts.has('created') || verdicts.has('updated')) await ask(versionStatement, [origin, wave, at, batch])
    if (verdicts.has('quarantined')) await ask(holdStatement, [origin, wave, at, batch, sender])
    for (const { n, case_id: id, version, verdict } of judged) {
      const held = this.#faults.get(n)
      if (verdict === 'quarantined')
        this.#say(n, {
          ...{ outcome: verdict, id, faults: JSON.parse(held?.faults ?? '[]') as Fault[] },
          ...(held !== undefined && held.key !== null && { key: held.key }),
        })
      else if (verdict === 'unchanged' || verdict === 'moved')
        this.#say(n, { outcome: 'unchanged', ...(version > 0 && { id, version }) })
      else this.#say(n, { outcome: verdict, id, version: version + 1, ...(this.#gone.has(n) && { withdrawn: true }) })
    }
  }

  #say(n: number, said: Omit<Result, 'n' | 'line'>): void {
    const line = this.#incoming[n]?.line
    this.#results[n] = { n, ...(line !== undefined && { line }), ...said }
  }

  /** What a record of the same batch repeats is unchanged, whatever the first one was. */
  #settled(): void {
    for (const { n, as } of this.#repeated) {
      const first = this.#results[as]
      this.#say(n, {
        outcome: 'unchanged',
        ...(first?.id !== undefined && first.outcome !== 'quarantined' && { id: first.id }),
        ...(first?.version !== undefined && { version: first.version }),
      })
    }
  }

  async #counted(ask: (text: string, values: unknown[]) => Promise<pg.QueryResult>, at: string): Promise<void> {
    const counts: Counts = countsOf(this.#results)
    const { file, clientId } = this.#how
    const values = [counts.created, counts.updated, counts.unchanged, counts.quarantined, counts.refused]
    if (file !== undefined) await ask(positionStatement, [file.id, file.position, ...values])
    else await ask(batchStatement, [this.#id, this.#origin.id, clientId ?? null, this.#results.length, at, ...values])
  }
}

function* copyLines(rows: readonly Staged[]): Generator<string> {
  for (const row of rows) yield copyLine(row)
}

/** A connection that went while it was lent out: whether the batch was taken is not known, and sending it again tells. */
const lost = (error: unknown): boolean =>
  error instanceof Error &&
  !answeredByDatabase(error) &&
  !(error instanceof DatabaseAway) &&
  ('code' in error || /^(Connection terminated|Client has encountered|Query read timeout)/.test(error.message))
