// The facts of letters, from the entries of a case. A letter is one paper for all readers of the entry that brought it: what
// one of them may not see, and what the caller itself may not see, is no fact of it.
import { hash } from 'node:crypto'
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart, type Directory } from '../agencies/index.ts'
import {
  type LetterEntry,
  type LetterFacts,
  type LetterOrgan,
  type LetterPerson,
  lettersBrought,
} from '../letters/index.ts'
import {
  type CaseEvent,
  type CaseState,
  citationText,
  evolve,
  holders,
  instanceParts,
  maySee,
  type Part,
} from '../procedure/index.ts'
import { sealedOf } from './read.ts'
import { ruleSetOf } from './view.ts'

const entriesStatement: Statement = {
  name: 'cases_letter_entries',
  text: `
select t.version, p.part, p.to_version, ${sealedOf('$2')} as sealed,
  (select json_agg(e.body order by e.version) from event e where e.transfer_id = t.id and e.version <= t.version) as bodies,
  (select json_agg(json_build_object('no', r.no, 'version', r.version, 'jws', r.jws)) from receipt r
    where r.transfer_id = t.id and r.version <= t.version) as receipts
from transfer t cross join ${callerPart} where t.id = $1`,
}

interface EntriesRow {
  readonly version: number
  readonly part: Part
  readonly to_version: number | null
  readonly sealed: readonly number[]
  readonly bodies: readonly string[]
  readonly receipts: readonly { no: number; version: number; jws: string }[] | null
}

/** A case as letters are made from it. */
export interface CaseForLetters {
  readonly transferId: string
  readonly part: Part
  readonly ended: boolean
  /** Last version that the caller sees: what `If-Match` names. */
  readonly version: number
  /** All entries; only `seen` ones are the caller's. */
  readonly events: readonly CaseEvent[]
  readonly bodies: readonly string[]
  readonly receipts: EntriesRow['receipts']
  readonly seen: (version: number) => boolean
}

/** Undefined where the agency has no part in the case. */
export async function caseForLetters(
  pool: Pool,
  transferId: string,
  agencyId: string,
): Promise<CaseForLetters | undefined> {
  const [row] = await run<EntriesRow>(pool, entriesStatement, [transferId, agencyId])
  if (row === undefined) return undefined
  const last = row.to_version ?? row.version
  const seen = (version: number) => version <= last && !row.sealed.includes(version)
  const events = row.bodies.map((body) => JSON.parse(body) as CaseEvent)
  return {
    transferId,
    part: row.part,
    ended: row.to_version !== null,
    version: events.findLast((e) => seen(e.version))?.version ?? 0,
    events,
    bodies: row.bodies,
    receipts: row.receipts,
    seen,
  }
}

/** Entries that the caller sees and the letters that they bring, oldest first. */
export function lettersSeen(found: CaseForLetters): { event: CaseEvent; letter: string }[] {
  return found.events
    .filter((e) => found.seen(e.version))
    .flatMap((event) => lettersBrought(event.letters).map((letter) => ({ event, letter })))
}

/** The state after some of the entries, as far as they alone tell it. */
const stateAfter = (events: readonly CaseEvent[]): CaseState | null =>
  events.reduce<CaseState | null>((state, event) => evolve(state, event), null)

/** Facts of one letter of an entry that the caller sees. */
export function letterFacts(
  { transferId, events, bodies, receipts, seen }: CaseForLetters,
  directory: Directory,
  version: number,
  letter: string,
): LetterFacts {
  const event = events[version - 1] as CaseEvent
  const readers = holders(stateAfter(events.slice(0, version))).filter((viewer) => maySee(event, viewer))
  const known = events
    .slice(0, version)
    .filter((e) => e.version === version || (seen(e.version) && readers.every((viewer) => maySee(e, viewer))))
  const state = stateAfter(known)
  const organ = (id: string): LetterOrgan => {
    const agency = directory.byId.get(id)
    return { id, name: agency?.name ?? id, code: agency?.code ?? null, kind: agency?.kind ?? null }
  }
  const organs: Record<string, LetterOrgan> = {}
  for (const { part, agencyId } of holders(state)) organs[part] ??= organ(agencyId)
  const receipt = receipts?.find((r) => r.version === version)
  const firstItems = new Map<number, number>()
  for (let no = 1, i = 0; i < version; i++) {
    const e = events[i] as CaseEvent
    if (e.adds.items > 0) firstItems.set(e.version, no)
    no += e.adds.items
  }
  const entries = known.map((e) => entryOf(e, organ, firstItems.get(e.version)))
  return {
    letter,
    transferId,
    caseName: state?.title?.caseName,
    domain: state?.domain ?? '',
    entry: entries.at(-1) as LetterEntry,
    before: entries.slice(0, -1),
    organs,
    addressee: addresseeOf(event, organs, directory, organ),
    suspects: peopleOf(known, state, event),
    due: Object.fromEntries(
      event.clocks.starts
        .filter(({ visibleTo }) =>
          readers.every((viewer) => maySee(visibleTo === undefined ? {} : { visibleTo }, viewer)),
        )
        .map((clock) => [clock.rule, clock.localDate]),
    ),
    receipt: receipt === undefined ? null : { no: receipt.no, sha256: hash('sha256', receipt.jws, 'hex') },
    entrySha256: hash('sha256', bodies[version - 1] as string, 'hex'),
    corrections: events
      .filter((e) => e.step === 'record_correction' && e.input.corrects === version && seen(e.version))
      .map((e) => ({ version: e.version, pointer: String(e.input.pointer), correct: String(e.input.correct) })),
  }
}

function entryOf(event: CaseEvent, organ: (id: string) => LetterOrgan, firstItem: number | undefined): LetterEntry {
  const named = (event.input.officers ?? event.officers) as LetterEntry['officers']
  return {
    version: event.version,
    step: event.step,
    zh: ruleSetOf(event.ruleSet).steps[event.step]?.zh ?? event.step,
    at: event.at,
    by: organ(event.by.agencyId),
    officers: named,
    ...(event.decidedBy && { decidedBy: event.decidedBy }),
    input: event.input,
    basisZh: [...new Set(event.basis.filter((b) => !b.startsWith('XJ ')).map(citationText))].filter(
      (words) => !words.includes('条文未核'),
    ),
    letters: event.letters,
    ...(firstItem !== undefined && { firstItem }),
    ...(event.itemMovements && { moved: event.itemMovements }),
  }
}

/** Whom the act names, or who must answer what it opened. */
function addresseeOf(
  event: CaseEvent,
  organs: Readonly<Record<string, LetterOrgan>>,
  directory: Directory,
  organ: (id: string) => LetterOrgan,
): LetterOrgan | undefined {
  const named = event.input.to ?? event.input.agency
  const byCode = typeof named === 'string' ? directory.byCode.get(named) : undefined
  if (byCode !== undefined) return organ(byCode.id)
  // A duty that follows is somebody's own; what is served is served on its addressee.
  const answered = [...event.opens, ...event.moves].find(
    (i) => i.addressee !== undefined && instanceParts(i.instance).track !== 'duty',
  )?.addressee
  if (answered === undefined || answered === event.by.agencyId || answered === event.by.part) return undefined
  return organs[answered] ?? (directory.byId.has(answered) ? organ(answered) : undefined)
}

/** Those whom the act concerns, with what is known of each; names alone where no letter named them in full. */
function peopleOf(known: readonly CaseEvent[], state: CaseState | null, event: CaseEvent): LetterPerson[] {
  const named = known.flatMap((e) => {
    const list = (e.input.parties ?? e.input.suspects) as readonly unknown[] | undefined
    return (list ?? []).filter((p) => typeof p === 'object') as LetterPerson[]
  })
  const about =
    event.about ?? (event.input.suspects as readonly unknown[] | undefined)?.filter((s) => typeof s === 'string')
  return (state?.suspects ?? [])
    .filter(({ id }) => about === undefined || about.length === 0 || about.includes(id))
    .map((suspect) => ({ ...named.findLast((p) => p.name === suspect.name && p.kind === suspect.kind), ...suspect }))
}
