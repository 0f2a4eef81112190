// The floor of the decide bench: an event made anew by hand, object for object, from values that are already known. A
// decision makes these objects; whatever else it does comes on top.
import type { CaseEvent } from '../../src/procedure/index.ts'

const noParts: CaseEvent['parts'] = { begins: [], ends: [] }

/** The same event in new objects; texts, sources and the input are shared, as `decide` shares them. */
export function madeAnew(known: CaseEvent): CaseEvent {
  const made: { -readonly [Key in keyof CaseEvent]: CaseEvent[Key] } = {
    transferId: known.transferId,
    version: known.version,
    step: known.step,
    ruleSet: known.ruleSet,
    at: known.at,
    basis: known.basis,
    by: { agencyId: known.by.agencyId, part: known.by.part, clientId: known.by.clientId },
    officers: listed(known.officers, officer),
    input: known.input,
    moves: listed(known.moves, move),
    opens: listed(known.opens, opening),
    clocks: {
      starts: listed(known.clocks.starts, start),
      settles: listed(known.clocks.settles, settlement),
      advances: known.clocks.advances,
    },
    parts: known.parts.begins.length === 0 ? noParts : { begins: listed(known.parts.begins, part), ends: [] },
    sets: { ...known.sets },
    letters: known.letters,
    adds: { materials: known.adds.materials, items: known.adds.items, receipts: known.adds.receipts },
  }
  if (known.about !== undefined) made.about = known.about
  if (known.decidedBy !== undefined) {
    const { name, certificateNo, role } = known.decidedBy
    made.decidedBy = { name, certificateNo, role }
  }
  return made
}

type Of<List> = List extends readonly (infer One)[] ? One : never

function listed<One>(list: readonly One[], one: (of: One) => One): readonly One[] {
  const made: One[] = []
  for (let i = 0; i < list.length; i++) made.push(one(list[i] as One))
  return made
}

function officer({ name, certificateNo }: Of<CaseEvent['officers']>): Of<CaseEvent['officers']> {
  return { name, certificateNo }
}

function part({ part, agencyId }: Of<CaseEvent['parts']['begins']>): Of<CaseEvent['parts']['begins']> {
  return { part, agencyId }
}

function move(of: Of<CaseEvent['moves']>): Of<CaseEvent['moves']> {
  return of.from === undefined
    ? { instance: of.instance, to: of.to }
    : { instance: of.instance, from: of.from, to: of.to }
}

function opening(of: Of<CaseEvent['opens']>): Of<CaseEvent['opens']> {
  return of.addressee === undefined
    ? { instance: of.instance, state: of.state }
    : { instance: of.instance, state: of.state, addressee: of.addressee }
}

function settlement({ key, status }: Of<CaseEvent['clocks']['settles']>): Of<CaseEvent['clocks']['settles']> {
  return { key, status }
}

function start(of: Of<CaseEvent['clocks']['starts']>): Of<CaseEvent['clocks']['starts']> {
  return {
    key: of.key,
    rule: of.rule,
    ruleSet: of.ruleSet,
    on: of.on,
    stage: of.stage,
    basis: of.basis,
    anchorAt: of.anchorAt,
    anchorVersion: of.anchorVersion,
    target: of.target,
    breach: of.breach,
    localDate: of.localDate,
    provisional: of.provisional,
    calendar: of.calendar,
  }
}
