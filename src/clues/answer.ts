// The answer to an act on a clue: the clue as of that act. It is made of the entries and of nothing else that changes, so a
// repeated request is answered from them.
import type { ClueEntry } from './lifecycle.ts'
import type { Organs } from './room.ts'
import { clueView } from './view.ts'

export interface Acted {
  readonly status: 200 | 201
  readonly id: string
  readonly version: number
  readonly clue: ReturnType<typeof clueView>
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

/** `reveals` = what the caller may see today, whatever it saw then. */
export function acted(
  id: string,
  entries: readonly ClueEntry[],
  agencyId: string,
  reveals: boolean,
  organs: Organs,
  replayed: boolean,
): Acted {
  const last = entries.at(-1) as ClueEntry
  // Whoever returns a clue has left it with that act.
  const clue = clueView(id, entries, { agencyId, reveals, ended: last.act === 'return' }, organs)
  return { status: last.act === 'take' ? 201 : 200, id, version: last.version, clue, replayed }
}
