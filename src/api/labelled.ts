// `?label=` of any list: what bears the label, in the order of the list, as far as the caller sees it. The list's own room is
// asked for some ids at a time with its own filters and its own sight, so that a label can reveal nothing.
import type { Context } from 'hono'
import type { Pool } from '../../db/index.ts'
import { Refusal } from '../kernel/index.ts'
import { labelledIds, labelSeenBy } from '../labels/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid } from './headers.ts'
import type { SubjectKind } from './subjects.ts'

const idsAtOnce = 200
/** A member that sees next to nothing of a large label gets short pages that lead on, instead of one that takes for ever. */
const roundsMax = 10

/** The label asked for; undefined where none is, refused where the caller may not use it. */
export async function labelAsked(c: Context<DoorEnv>, pool: Pool): Promise<string | undefined | Refusal> {
  const label = c.req.query('label')
  if (label === undefined) return undefined
  if (isUuid(label) && (await labelSeenBy(pool, label, c.get('principal').agency.id))) return label
  return new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
    errors: [{ pointer: '/label', detail: 'there is no such label, or your agency is no member of it' }],
  })
}

export interface LabelPage {
  readonly label: string
  readonly kind: SubjectKind
  readonly after: string | null
  readonly limit: number
}

/** A page of a list, newest first. `among` gives those of the ids that the caller sees and asked for, in that order. */
export async function labelledPage<Item>(
  pool: Pool,
  { label, kind, after, limit }: LabelPage,
  among: (ids: readonly string[]) => Promise<readonly Item[]>,
  idOf: (item: Item) => string,
): Promise<{ items: Item[]; next: string | null }> {
  const items: Item[] = []
  let place = after
  for (let round = 0; round < roundsMax; round++) {
    const ids = await labelledIds(pool, label, kind, place, idsAtOnce)
    if (ids.length > 0) items.push(...(await among(ids)))
    const last = items[limit - 1]
    if (items.length > limit && last !== undefined) return { items: items.slice(0, limit), next: idOf(last) }
    if (ids.length < idsAtOnce) return { items, next: null }
    place = ids.at(-1) ?? null
  }
  return { items, next: place }
}
