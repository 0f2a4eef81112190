// From the entries of an imported case to its rows: the same steps that each act takes at a door, without what an act of
// today brings (notices, receipts, clocks, gates).
import { hash } from 'node:crypto'
import { documentKey } from '../../schemas/index.ts'
import { firstLink, seal } from '../journal/index.ts'
import { canonical } from '../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  caseStatus,
  evolve,
  isLetter,
  needsEntries,
  type Times,
  type Views,
  viewAtEnd,
  viewsAfter,
} from '../procedure/index.ts'
import { itemsOf } from './items.ts'
import { marksOf } from './marks.ts'
import { partsEnded, sightAtEnd } from './prepare.ts'

/** A file that an imported entry takes into the case; it is there and belongs to no case yet. */
export interface ImportedMaterial {
  readonly id: string
  readonly version: number
  readonly kind: string
  readonly title: string
}

export interface ImportedCase {
  readonly id: string
  /** Last entry that an earlier import left; 0 where the case is new. */
  readonly after: number
  /** What follows it, in order. */
  readonly events: readonly CaseEvent[]
  readonly materials?: readonly ImportedMaterial[]
}

/** The case as an earlier import left it. */
export interface Continued {
  readonly state: CaseState
  readonly views: Views | null
  readonly link: Buffer
  readonly events: readonly CaseEvent[]
}

/** Salt of an entry's commitment; `digest` = SHA-256 of its canonical bytes, hex. */
export type SaltOf = (transferId: string, version: number, digest: string) => Buffer

export interface ImportRows {
  readonly case: object
  readonly acts: object[]
  readonly materials: object[]
  readonly parts: object[]
  readonly marks: object[]
  readonly items: object[]
  readonly movements: object[]
}

interface PartRow {
  readonly ord: number
  readonly agency_id: string
  readonly part: string
  readonly begins: boolean
  to_version?: number
  sight?: object
}

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** The entry by which a case is called, and whose it is: the last letter, or what it began with. */
export const namingEntry = (events: readonly CaseEvent[]): CaseEvent | undefined =>
  events.findLast((e) => isLetter(e.step)) ?? events[0]

/** `ord` = number of the first of these acts in the statement. */
export function importRows(one: ImportedCase, former: Continued | null, ord: number, saltOf: SaltOf): ImportRows {
  const all = [...(former?.events ?? []), ...one.events]
  const acts: object[] = []
  const parts: PartRow[] = []
  const marks: object[] = []
  const open = new Map<string, PartRow>()
  let state = former?.state ?? null
  let views = former?.views ?? null
  let link = former?.link ?? firstLink(one.id)
  let times: Times | null = former && timesOf(former.events)
  for (const [i, event] of one.events.entries()) {
    if (event.version !== one.after + i + 1) throw new Error(`${one.id}: entry ${event.version} is not the next`)
    const no = ord + i
    const after = evolve(state, event)
    for (const part of partsEnded(state && { state }, after, event)) {
      const sight = sightAtEnd(viewAtEnd(views, state, times, event, part), after, event, part)
      const begun = open.get(`${part.part} ${part.agencyId}`)
      if (begun === undefined) parts.push({ ord: no, agency_id: part.agencyId, part: part.part, begins: false, sight })
      else Object.assign(begun, { to_version: event.version, sight })
      open.delete(`${part.part} ${part.agencyId}`)
    }
    for (const { part, agencyId } of event.parts.begins) {
      const begun = { ord: no, agency_id: agencyId, part, begins: true }
      open.set(`${part} ${agencyId}`, begun)
      parts.push(begun)
    }
    const entries = needsEntries(state, event) ? all.slice(0, event.version) : undefined
    views = viewsAfter(views, state, times, event, after, entries)
    const body = canonical(event)
    const sealed = seal(body, link, saltOf(one.id, event.version, hash('sha256', body, 'hex')))
    link = sealed.link
    acts.push({
      ...{ ord: no, id: one.id, version: event.version, step: event.step, at: event.at, body },
      ...{ client_id: event.by.clientId, agency_id: event.by.agencyId },
      ...{ salt: hex(sealed.salt), commitment: hex(sealed.commitment), link: hex(link) },
      sealed_at: event.imported?.importedAt ?? event.at,
    })
    if (marked(event)) for (const mark of marksOf(event)) marks.push({ ord: no, ...mark })
    times = { from: times?.from ?? event.at, at: event.at }
    state = after
  }
  if (state === null || times === null) throw new Error(`${one.id}: a case without entries`)
  return {
    ...{ case: headOf(one, all, state, views, times), acts, parts, marks },
    materials: (one.materials ?? []).map(({ version, ...m }, seq) => ({
      ord: ord + version - one.after - 1,
      seq,
      ...m,
    })),
    ...newItems(all, one.after, ord),
  }
}

const timesOf = (events: readonly CaseEvent[]): Times => ({
  from: events[0]?.at ?? '',
  at: events.at(-1)?.at ?? '',
})

/** Whom a sealed report or clue names must not show in the warnings that others get. */
const marked = ({ by, step, version, visibleTo }: CaseEvent) =>
  by.part !== 'gateway' && (version === 1 || isLetter(step)) && visibleTo === undefined

function headOf(
  { id, after }: ImportedCase,
  events: readonly CaseEvent[],
  state: CaseState,
  views: Views | null,
  { from, at }: Times,
): object {
  const naming = namingEntry(events)
  const { documentNo = '', caseName = '' } = (naming?.input ?? {}) as { documentNo?: string; caseName?: string }
  return {
    ...{ id, after, version: state.version, sender_id: naming?.by.agencyId, case_name: caseName },
    ...{ document_no: documentNo, document_key: documentKey(documentNo) },
    ...{ domain: state.domain, region_code: state.regionCode, status: caseStatus(state), state, views },
    ...{ created_at: from, updated_at: at },
  }
}

/** Numbered through with those that the case had. */
function newItems(events: readonly CaseEvent[], after: number, ord: number) {
  if (events.every((e) => e.adds.items === 0)) return { items: [], movements: [] }
  const { items, movements } = itemsOf(events)
  const added = (rows: readonly object[]) =>
    (rows as readonly { version: number }[])
      .filter(({ version }) => version > after)
      .map(({ version, ...row }) => ({ ord: ord + version - after - 1, ...row }))
  return {
    items: added(items),
    movements: added(movements).map(({ from, to, ...m }: Record<string, unknown>) => ({
      ...{ left_from: from, went_to: to },
      ...m,
    })),
  }
}
