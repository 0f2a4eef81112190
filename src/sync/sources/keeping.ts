// Hands what a source brought to the room that keeps penalty records, under the layout of the source; and asks what it would
// do with it.

import { dayText, localDay } from '../../kernel/index.ts'
import {
  type Fault,
  type Incoming,
  ingest,
  keysOf,
  type Layout,
  layoutOf,
  mappedLayout,
  type Outcome,
  type Penalties,
  presets,
  type Result,
  readRecord,
  recognise,
} from '../../penalties/index.ts'
import type { Source } from './adapter.ts'

export { FileFault, readFile } from '../../penalties/index.ts'
export type { Fault, Incoming, Outcome, Penalties, Result }

/** The origin under which records of a source are kept. */
export const originOf = (source: { id: string; agencyId: string }) => ({
  id: `source:${source.id}`,
  agencyId: source.agencyId,
})

/** Undefined where each record is to be recognised by its fields. Throws MappingFault, or an error that names the preset. */
export function layoutOfSource(mapping: Source['mapping']): Layout | undefined {
  if (mapping === null) return undefined
  if (typeof mapping !== 'string') return mappedLayout(mapping)
  const preset = presets.find(({ id }) => id === mapping)
  if (preset === undefined)
    throw new Error(`${mapping} is no preset; there are ${presets.map(({ id }) => id).join(', ')}`)
  return preset
}

const fieldsOf = ({ raw }: Incoming): string[] => (typeof raw === 'object' && raw !== null ? Object.keys(raw) : [])

/** A withdrawal may name nothing but the key; then no layout is recognised, and none is needed. */
const bareWithdrawal = (one: Incoming) => one.operation === 'delete' && layoutOf(fieldsOf(one)) === undefined

/** Durable when it resolves; a result for each, in their order. */
export async function keep(
  penalties: Penalties,
  source: Source,
  incoming: readonly Incoming[],
): Promise<readonly Result[]> {
  const layout = layoutOfSource(source.mapping)
  const [origin, results] = [originOf(source), Array<Result>(incoming.length)]
  const bare = layout === undefined ? incoming.map(bareWithdrawal) : []
  const parts: [Layout | undefined, number[]][] = [
    [layout, incoming.flatMap((_, i) => (bare[i] === true ? [] : [i]))],
    // Their own times put them into their places among the others.
    [presets[0], incoming.flatMap((_, i) => (bare[i] === true ? [i] : []))],
  ]
  for (const [under, places] of parts) {
    if (places.length === 0) continue
    const taken = await ingest(
      penalties,
      origin,
      under,
      places.map((i) => incoming[i] as Incoming),
    )
    for (const [n, i] of places.entries()) results[i] = taken[n] as Result
  }
  return results
}

export interface Foreseen {
  readonly outcome: Outcome
  readonly record?: unknown
  readonly faults?: readonly Fault[]
}

/** What `keep` would do, as far as it can be known without doing it: the record of its day and key is looked at. */
export async function foresee(
  penalties: Penalties,
  source: Source,
  incoming: readonly Incoming[],
): Promise<readonly Foreseen[]> {
  const layout = layoutOfSource(source.mapping)
  const today = dayText(localDay(penalties.now()))
  const known = new Map<string, Promise<ReadonlyMap<string, string>>>()
  const knownOn = (day: string) => {
    const found =
      known.get(day) ??
      keysOf(penalties, originOf(source).id, day).then((rows) => new Map(rows.map(({ key, digest }) => [key, digest])))
    known.set(day, found)
    return found
  }
  const seen: Foreseen[] = []
  for (const one of incoming) {
    const found = layout ?? (bareWithdrawal(one) ? presets[0] : undefined)
    const recognised = found === undefined ? recognise(fieldsOf(one)) : { layout: found }
    if (recognised.layout === undefined) {
      seen.push({ outcome: 'refused', faults: [{ field: '', code: 'layout_unknown', detail: recognised.fault }] })
      continue
    }
    const reading = readRecord(one.raw, recognised.layout, today)
    if (reading.outcome !== 'record') {
      seen.push({ outcome: reading.outcome, faults: reading.faults })
      continue
    }
    const digest = (await knownOn(one.sourceDay ?? today)).get(reading.key.replace(/^k:/, ''))
    const outcome = digest === undefined ? 'created' : digest === reading.digest ? 'unchanged' : 'updated'
    seen.push({
      outcome: one.operation === 'delete' && digest !== undefined ? 'updated' : outcome,
      record: reading.record,
    })
  }
  return seen
}
