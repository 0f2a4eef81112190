// What an act says of the case: its people, its custody, what was fined before, and the papers it brings.
import type { Facts } from './asking.ts'
import { isFine } from './evolve.ts'
import { type CaseEvent, type CaseState, instanceParts, type NamedOfficer, type Suspect } from './state.ts'
import type { Input, StepRule } from './table.ts'

export const nameOf = ({ name, certificateNo }: NamedOfficer): NamedOfficer => ({ name, certificateNo })
export const idOf = ({ id }: Suspect): string => id
export const countOf = (list: unknown): number => (list as readonly unknown[] | undefined)?.length ?? 0

/** A check that finds nothing missing sends no supplement notice. */
export function lettersOf(rule: StepRule, input: Input): readonly string[] {
  return countOf(input.missing) === 0 && rule.letters.includes('supplement_notice')
    ? rule.letters.filter((letter) => letter !== 'supplement_notice')
    : rule.letters
}

/**
 * The people whom an input names in full: the suspects of a letter, or the parties of a case that begins otherwise. Whoever
 * the case knows already keeps the id, and stays in it while an instance of the procedure is his own, also where a later
 * letter leaves him out; newcomers are numbered on.
 */
export function suspectsOf(input: Input, state: CaseState | null): readonly Suspect[] | undefined {
  const named = (input.parties ?? input.suspects) as readonly (Suspect | string)[] | undefined
  if (named === undefined || typeof named[0] === 'string') return undefined
  const people = named as readonly Suspect[]
  const known = state?.suspects ?? []
  if (known.length === 0) return people.map((s, i) => ({ id: `s${i + 1}`, kind: s.kind, name: s.name }))
  const left = [...known]
  let last = Math.max(...known.map(({ id }) => Number(id.slice(1))))
  const now = people.map(({ kind, name }): Suspect => {
    const at = left.findIndex((s) => s.kind === kind && s.name === name)
    return { id: at < 0 ? `s${++last}` : (left.splice(at, 1)[0] as Suspect).id, kind, name }
  })
  const standing = new Set(Object.keys(state?.instances ?? {}).map((key) => instanceParts(key).subject))
  return [...now, ...left.filter(({ id }) => standing.has(id))]
}

/** Only what sets the criminal track going says anew what the case is about. */
export const bringsLetter = (rule: StepRule, input: Input): boolean =>
  rule.opening !== undefined && rule.track === 'criminal' && input.domain !== undefined

export function setsOf(
  rule: StepRule,
  state: CaseState | null,
  input: Input,
  domain: string,
  facts: Facts,
  people: readonly Suspect[] | undefined,
  visibleTo: readonly string[] | undefined,
  about: readonly string[] | undefined,
): CaseEvent['sets'] {
  if (state === null || bringsLetter(rule, input)) {
    return {
      domain,
      regionCode: state?.regionCode ?? facts.regionCode ?? '',
      suspects: people ?? state?.suspects ?? [],
      gaps: (input.acknowledgedGaps as CaseState['gaps'] | undefined) ?? [],
      custody: custodyOf(input, domain),
      ...(priorFine(input) && { fined: true }),
    }
  }
  const fined = about === undefined && isFine(input.fine) ? { fined: true } : {}
  // Whoever joins a case learns what it is, also where the entries that said so are sealed from it.
  if (facts.parts !== undefined || facts.invitee?.begins) {
    return {
      domain: state.domain,
      regionCode: state.regionCode,
      ...(visibleTo === undefined && { suspects: state.suspects, gaps: state.gaps, custody: state.custody }),
      ...fined,
    }
  }
  return fined
}

/** Goods under a coercive measure go with the case (AEL 21); drug cases as their measures say; else after the filing (R310 12). */
function custodyOf(input: Input, domain: string): CaseState['custody'] {
  if (input.custody !== undefined) return input.custody as CaseState['custody']
  const items = (input.seizedItems ?? []) as readonly { measure?: string }[]
  const held = items.some(({ measure }) => measure === 'sealed' || measure === 'seized' || measure === 'frozen')
  return domain === 'drug' || held ? 'with_transfer' : 'after_filing'
}

function priorFine(input: Input): boolean {
  const prior = (input.priorPenalties ?? []) as readonly { sameFacts: boolean; fine?: string }[]
  return prior.some(({ sameFacts, fine }) => sameFacts && isFine(fine))
}
