// A case that stands here already: what an import has sealed of it, so that a further one tells only what is new.
import { type CaseEvent, type CaseState, replay } from '../../procedure/index.ts'
import type { LegacyCase } from '../model.ts'

export interface Prior {
  readonly state: CaseState
  /** `table/key` of the rows that its imported entries come from, and of the files that they brought. */
  readonly keys: ReadonlySet<string>
}

/** Null where there is no entry. */
export function priorOf(events: readonly CaseEvent[], files: LegacyCase['files']): Prior | null {
  const state = replay(events)
  if (state === null) return null
  const keys = new Set<string>()
  const brought = new Set<unknown>()
  for (const { imported, input } of events) {
    if (imported === undefined) continue
    keys.add(`${imported.table}/${imported.key}`)
    for (const { id } of (input.materials ?? []) as readonly { id: string }[]) brought.add(id)
  }
  for (const [id, { materialId }] of files) if (brought.has(materialId)) keys.add(`CASE_ATTACHMENT/${id}`)
  return { state, keys }
}
