// Enters a source from the operator's file: checked to the last field before anything is kept, its organ named by code, its
// mapping one that can be used.
import type { Pool } from '../../../db/index.ts'
import { type SourceEntry, sourceForm } from './form.ts'
import { layoutOfSource } from './keeping.ts'
import { changeSource, insertSource, sourceRow } from './rows.ts'

/** What is wrong with a source as it was written down, each with its place. */
export class SourceEntryFault extends Error {
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[]
  constructor(faults: readonly { pointer: string; detail: string }[]) {
    super(faults.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`).join('\n'))
    this.name = 'SourceEntryFault'
    this.faults = faults
  }
}

/** Throws SourceEntryFault. */
export function checkedEntry(said: unknown): SourceEntry {
  const parsed = sourceForm.safeParse(said)
  if (!parsed.success)
    throw new SourceEntryFault(
      parsed.error.issues.map((i) => ({ pointer: i.path.map((p) => `/${String(p)}`).join(''), detail: i.message })),
    )
  try {
    layoutOfSource(parsed.data.mapping)
  } catch (error) {
    throw new SourceEntryFault([
      { pointer: '/mapping', detail: error instanceof Error ? error.message : String(error) },
    ])
  }
  return parsed.data
}

/** Adds it, or changes the one of that name where `replace` is said. `agencyIdOf` gives the organ of a code. */
export async function enterSource(
  pool: Pool,
  said: unknown,
  agencyIdOf: (code: string) => Promise<string | undefined>,
  { replace = false } = {},
): Promise<{ id: string; name: string; replaced: boolean }> {
  const entry = checkedEntry(said)
  const agencyId = await agencyIdOf(entry.agency)
  if (agencyId === undefined)
    throw new SourceEntryFault([{ pointer: '/agency', detail: `no agency has the code ${entry.agency}` }])
  const id = await insertSource(pool, entry, agencyId)
  if (id !== undefined) return { id, name: entry.name, replaced: false }
  const former = await sourceRow(pool, entry.name)
  if (!replace || former === undefined)
    throw new SourceEntryFault([{ pointer: '/name', detail: `there is a source of the name ${entry.name} already` }])
  await changeSource(pool, former.id, entry, agencyId)
  return { id: former.id, name: entry.name, replaced: true }
}
