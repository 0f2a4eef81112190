// Records are read in slices that give the event loop back, and what cannot be read as a record is named on the spot.
import { dayText, localDay, uuidv7 } from '../kernel/index.ts'
import { columnsOf, fineOf } from './columns.ts'
import { type Fault, type Incoming, isDay, sortable } from './incoming.ts'
import { type Layout, type Reading, type Recognised, readRecord, recognise } from './reading/index.ts'
import type { Organs } from './room.ts'
import type { Staged } from './staged.ts'

/** Others wait no longer than this for a batch of ten thousand. */
const sliceMs = 12

const noColumns = {
  ...{ agencyId: null, organName: null, organCode: null, regionCode: null, domain: null, decisionKey: null },
  ...{ decidedOn: null, procedure: null, fineFen: null, suspected: null, transferred: null },
}

export interface Refused {
  readonly n: number
  readonly faults: readonly Fault[]
}

/** Equal to the record `as` of the same batch. */
export interface Repeated {
  readonly n: number
  readonly as: number
}

/** Reads the records of one batch in their order. */
export class SliceReader {
  readonly #organs: Organs
  readonly #layout: Layout | undefined
  readonly #nowMs: number
  readonly #today: string
  /** Layouts by the fields of a record: files have one or two, and the fields need not be weighed for every line. */
  readonly #recognised = new Map<string, Recognised>()
  /** Of each key in the batch: its last record. */
  readonly #last = new Map<string, Staged>()
  /** Key, operation and digest of all that came. */
  readonly #seen = new Map<string, number>()
  waves = 1
  #sliceBegan = performance.now()

  constructor(organs: Organs, layout: Layout | undefined, nowMs: number) {
    this.#organs = organs
    this.#layout = layout
    this.#nowMs = nowMs
    this.#today = dayText(localDay(nowMs))
  }

  /** Gives the event loop back where this slice has lasted long enough. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#sliceBegan < sliceMs) return
    await new Promise<void>((go) => setImmediate(go))
    this.#sliceBegan = performance.now()
  }

  read(n: number, incoming: Incoming): Staged | Refused | Repeated {
    if (incoming.fault !== undefined) return { n, faults: [{ field: '', code: 'unreadable', detail: incoming.fault }] }
    const { raw } = incoming
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      return { n, faults: [{ field: '', code: 'not_an_object', detail: 'A record is an object of fields.' }] }
    const { layout, fault } = this.#layout === undefined ? this.#layoutFor(raw) : { layout: this.#layout }
    if (layout === undefined) return { n, faults: [{ field: '', code: 'layout_unknown', detail: fault ?? '' }] }
    const text = incoming.text ?? textOf(raw)
    if (text === undefined) return { n, faults: [{ field: '', code: 'unreadable', detail: 'this is no JSON value' }] }
    const reading = readRecord(raw, layout, this.#today)
    if (reading.outcome === 'refused') return { n, faults: reading.faults }
    return this.#placed(this.#staged(n, incoming, reading, layout, text))
  }

  #layoutFor(raw: object): Recognised {
    const fields = Object.keys(raw)
    const named = fields.join('\n')
    const known = this.#recognised.get(named)
    if (known !== undefined) return known
    // A hostile batch has other fields in each record.
    if (this.#recognised.size > 1_000) this.#recognised.clear()
    const found = recognise(fields)
    this.#recognised.set(named, found)
    return found
  }

  #staged(
    n: number,
    incoming: Incoming,
    reading: Exclude<Reading, { outcome: 'refused' }>,
    layout: Layout,
    raw: string,
  ): Staged {
    const fit = reading.outcome === 'record'
    const { control } = reading
    const sourceDay = incoming.sourceDay ?? control.day
    const dayGiven = sourceDay !== undefined && isDay(sourceDay)
    return {
      n,
      id: incoming.id ?? uuidv7(this.#nowMs),
      wave: 1,
      key: reading.key,
      operation: incoming.operation ?? control.operation ?? 'insert',
      digest: reading.digest,
      fit,
      fingerprint: fit ? reading.fingerprint : null,
      sourceDay: dayGiven ? sourceDay : this.#today,
      dayGiven,
      sourceAt: incoming.sourceAt ?? sortable(control.time) ?? null,
      sourceFen: fit ? fineOf(reading.record) : reading.amountFen === null ? null : Number(reading.amountFen),
      columns: fit ? columnsOf(reading.record, this.#organs) : noColumns,
      layout: layout.id,
      faults: fit ? null : JSON.stringify(reading.faults),
      raw,
      record: fit ? JSON.stringify(reading.record) : null,
    }
  }

  /** The wave it is merged in, or the record of this batch that it repeats. */
  #placed(staged: Staged): Staged | Repeated {
    const key = staged.key ?? `q:${staged.digest}`
    const named = `${staged.operation === 'delete' ? 'd' : 'i'}${staged.digest}${key}`
    const before = this.#last.get(key)
    const same = this.#seen.get(named)
    // An equal one with a later time may be a return; the merge decides that. All others are settled here.
    if (
      same !== undefined &&
      (before === undefined || staged.sourceAt === null || before.sourceAt === null || before.digest === staged.digest)
    )
      return { n: staged.n, as: same }
    this.#seen.set(named, staged.n)
    const placed = before === undefined ? staged : { ...staged, wave: before.wave + 1 }
    this.#last.set(key, placed)
    this.waves = Math.max(this.waves, placed.wave)
    return placed
  }
}

function textOf(raw: unknown): string | undefined {
  try {
    return JSON.stringify(raw)
  } catch {
    return undefined
  }
}
