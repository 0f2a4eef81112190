// The log of reads (docs/decisions/0016): who looked at what, when and why. It stands beside the chain of a case and never
// in it: a read takes no lock and moves no version.
import { answeredByDatabase, type Pool, run, type Statement } from '../../db/index.ts'

export const accessKinds = ['content', 'field', 'letter', 'bundle', 'case', 'list'] as const
export type AccessKind = (typeof accessKinds)[number]

export interface Access {
  /** Organ of the reader. */
  readonly agencyId: string
  readonly clientId: string
  readonly officer?: string | undefined
  readonly kind: AccessKind
  /** The organ whose file or entry is read, where it is one organ's: it may read the log of it. */
  readonly ownerId?: string | undefined
  readonly transferId?: string | undefined
  readonly materialId?: string | undefined
  /** What was opened, in words of the contract: a letter's id, a pointer, a page of the case. */
  readonly subject?: string | undefined
  readonly field?: string | undefined
  /** The query of a list as it was asked, or the range of a file. */
  readonly query?: string | undefined
  readonly rows?: number | undefined
  readonly reason?: string | undefined
  readonly requestId: string
  readonly address?: string | undefined
  readonly at: Date
}

export interface AccessLog {
  /** Durable when it resolves; rejects where it could not be written, and then nothing may leave. */
  record(access: Access): Promise<void>
  /** Gathered and written within a second. Throws AccessLogFull where it would have to be dropped instead. */
  note(access: Access): void
  /** Writes what is gathered; rejects where it cannot. */
  close(): Promise<void>
}

/** What was read cannot be written down at this moment; the read must fail (503). */
export class AccessLogFull extends Error {
  constructor(cause?: unknown) {
    super('the log of reads cannot be written', { cause })
    this.name = 'AccessLogFull'
  }
}

export interface AccessLogOptions {
  readonly pool: Pool
  /** Gathered entries are written at least this often. */
  readonly flushMs?: number
  /** Gathered entries that may wait; one more is refused. */
  readonly waitingMax?: number
  /** Entries in one statement. */
  readonly batchMax?: number
  readonly onError?: (error: unknown) => void
}

const insert: Statement = {
  name: 'access_written',
  text: `with written as (
    insert into access_entry (agency_id, client_id, officer, kind, owner_id, transfer_id, material_id, subject, field, query, rows, reason, request_id, address, at)
    select agency_id, client_id, officer, kind, owner_id, transfer_id, material_id, subject, field, query, rows, reason, request_id, address, at
    from json_to_recordset($1::json) as x(agency_id uuid, client_id text, officer text, kind text, owner_id uuid, transfer_id uuid,
      material_id uuid, subject text, field text, query text, rows int, reason text, request_id text, address text, at timestamptz)
    returning no
  )
  insert into access_pending (no) select no from written`,
}

/** Long enough for any honest word; a request line may have 16 KiB. */
const charactersMax = 2_000
// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL keeps no NUL in a text
const unkept = /\u0000|\p{Surrogate}/gu

/** Text as the database can keep it: one entry must not make the whole batch unwritable. */
function text(value: string | undefined): string | null {
  return value === undefined ? null : value.slice(0, charactersMax).replace(unkept, '\ufffd')
}

function row(a: Access): object {
  return {
    // The operator's own reading is of no organ.
    agency_id: a.agencyId === '' ? null : a.agencyId,
    client_id: text(a.clientId),
    officer: text(a.officer),
    kind: a.kind,
    owner_id: a.ownerId ?? null,
    transfer_id: a.transferId ?? null,
    material_id: a.materialId ?? null,
    subject: text(a.subject),
    field: text(a.field),
    query: text(a.query),
    rows: a.rows ?? null,
    reason: text(a.reason),
    request_id: text(a.requestId),
    address: text(a.address),
    at: a.at.toISOString(),
  }
}

interface Waiting {
  readonly access: Access
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Statements of durable reads under way at once; more only queue in the database. */
const statementsMax = 2

class GatheredLog implements AccessLog {
  readonly #pool: Pool
  readonly #flushMs: number
  readonly #waitingMax: number
  readonly #batchMax: number
  readonly #onError: (error: unknown) => void
  readonly #durable: Waiting[] = []
  #underWay = 0
  #gathered: Access[] = []
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  /** Set while gathered entries cannot be written: reads that would add to them are refused until they are. */
  #failed: unknown
  #closed = false

  constructor({ pool, flushMs = 400, waitingMax = 20_000, batchMax = 500, onError = () => {} }: AccessLogOptions) {
    this.#pool = pool
    this.#flushMs = flushMs
    this.#waitingMax = waitingMax
    this.#batchMax = batchMax
    this.#onError = onError
  }

  record(access: Access): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#durable.push({ access, resolve, reject })
      this.#send()
    })
  }

  /** Those that arrive while others are under way share the next statement. */
  #send(): void {
    while (this.#underWay < statementsMax && this.#durable.length > 0) {
      const together = this.#durable.splice(0, this.#batchMax)
      this.#underWay += 1
      void this.#write(together.map((w) => w.access))
        .then(
          () => {
            for (const one of together) one.resolve()
          },
          (error: unknown) => this.#eachAlone(together, error),
        )
        .finally(() => {
          this.#underWay -= 1
          this.#send()
        })
    }
  }

  /** What the database refused as a whole was surely not written: nobody pays for another's entry. */
  async #eachAlone(together: readonly Waiting[], error: unknown): Promise<void> {
    if (together.length === 1 || !answeredByDatabase(error)) {
      for (const one of together) one.reject(new AccessLogFull(error))
      return
    }
    for (const one of together)
      await this.#write([one.access]).then(one.resolve, (e: unknown) => one.reject(new AccessLogFull(e)))
  }

  note(access: Access): void {
    if (this.#closed || this.#failed !== undefined || this.#gathered.length >= this.#waitingMax)
      throw new AccessLogFull(this.#failed)
    this.#gathered.push(access)
    if (this.#gathered.length >= this.#batchMax) void this.#flush()
    else this.#wake()
  }

  #wake(): void {
    this.#timer ??= setTimeout(() => {
      // It may fire while a slow write is under way; left standing, nothing would ever wake the log again.
      this.#timer = undefined
      void this.#flush()
    }, this.#flushMs)
    this.#timer.unref()
  }

  /** Writes what is gathered; what cannot be written stays, in front, and is tried again. Never rejects. */
  #flush(): Promise<void> {
    this.#flushing ??= this.#drain().finally(() => {
      this.#flushing = undefined
      if (this.#gathered.length > 0 && !this.#closed) this.#wake()
    })
    return this.#flushing
  }

  async #drain(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#gathered.length > 0) {
      const together = this.#gathered.slice(0, this.#batchMax)
      try {
        await this.#write(together)
      } catch (error) {
        this.#failed = error
        this.#onError(error)
        return
      }
      this.#failed = undefined
      this.#gathered = this.#gathered.slice(together.length)
    }
  }

  async #write(entries: readonly Access[]): Promise<void> {
    await run(this.#pool, insert, [JSON.stringify(entries.map(row))])
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#flushing
    await this.#flush()
    if (this.#gathered.length > 0) throw new AccessLogFull(this.#failed)
  }
}

/** Opens the log; whoever opened it closes it before the pool. */
export function openAccessLog(options: AccessLogOptions): AccessLog {
  return new GatheredLog(options)
}
