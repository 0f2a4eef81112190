// Shows what a pull would read and what would become of it, and changes nothing anywhere: no status column, no cursor, no
// record, no receipt.
import type { Arrived, Source } from './adapter.ts'
import { foresee } from './keeping.ts'
import { adapterOf, type Sources } from './room.ts'

/** One record as it would be read. */
export interface DryRecord {
  readonly line: number
  readonly key: string | null
  readonly operation: string | null
  readonly time: string | null
  readonly day: string | null
  /** `created`, `updated`, `unchanged`, `quarantined`, `refused`. */
  readonly outcome: string
  /** What could be read; null where nothing could. */
  readonly record: unknown
  readonly faults: readonly { readonly field: string; readonly code: string; readonly detail: string }[]
}

export interface DryRun {
  readonly source: string
  readonly records: readonly DryRecord[]
  /** Whether a pull would find more than was looked at. */
  readonly more: boolean
  /** What ended the looking, with its place; null where nothing did. */
  readonly error: string | null
}

export async function dryRun(room: Sources, source: Source, limit: number, signal: AbortSignal): Promise<DryRun> {
  const adapter = adapterOf(room, source)
  const arrived: Arrived[] = []
  let more = false
  let error: string | null = null
  try {
    for await (const page of adapter.pull(source.cursor, signal, { dry: true })) {
      const room = limit - arrived.length
      arrived.push(...page.records.slice(0, room))
      more = page.more || page.records.length > room
      if (arrived.length >= limit) break
    }
  } catch (thrown) {
    error = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 2_000)
  } finally {
    await adapter.close?.()
  }
  const sound = arrived.flatMap((record, i) => (record.fault === undefined ? [{ record, i }] : []))
  const seen = await foresee(
    room.penalties,
    source,
    sound.map(({ record: { key: _key, time: _time, handle: _handle, fault: _fault, ...incoming } }) => incoming),
  )
  const foreseen = new Map(sound.map(({ i }, n) => [i, seen[n]]))
  const records = arrived.map((one, i): DryRecord => {
    const { outcome = 'refused', record = null, faults = [] } = foreseen.get(i) ?? {}
    const { key, time, operation = null, sourceDay = null, line = i + 1, fault } = one
    const own = fault === undefined ? [] : [{ field: '', code: 'control_column', detail: fault }]
    return { line, key, operation, time, day: sourceDay, outcome, record, faults: [...own, ...faults] }
  })
  return { source: source.name, records, more, error }
}
