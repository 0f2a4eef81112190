// Whom a letter may go to. An instruction goes down the line and a report up; an exchange and a consultation go to any organ.
// A letter never widens sight of a case: organs without a part in it are named, and must be meant.
import { above, type FieldFault, Refusal, type StandingOrgan, supervises } from '../kernel/index.ts'
import { basis, type LetterKind } from './lifecycle.ts'
import type { Correspondence } from './room.ts'

/** Why a letter of this kind does not go from the one to the other, or null. */
export function lineFault(kind: LetterKind, from: StandingOrgan, to: StandingOrgan): string | null {
  if (from.id === to.id) return 'an organ does not write to itself'
  const down = above(from, to) || supervises(from, to)
  const up = above(to, from) || supervises(to, from)
  if (kind === 'instruction' && !down)
    return 'an instruction goes from a procuratorate to one below it, or to an organ that it supervises'
  if (kind === 'report' && !up)
    return 'a report goes up: to the upper procuratorate, or to the one that supervises the organ'
  return null
}

/** The organs that codes name, or a refusal that names those that cannot be written to. */
export async function receivers(
  room: Correspondence,
  kind: LetterKind,
  from: StandingOrgan,
  codes: readonly string[],
): Promise<readonly StandingOrgan[] | Refusal> {
  const { byCode } = await room.organs()
  const errors: FieldFault[] = []
  const found: StandingOrgan[] = []
  for (const [i, code] of codes.entries()) {
    const organ = byCode.get(code)
    const detail = organ === undefined ? 'no organ is registered under this code' : lineFault(kind, from, organ)
    if (detail !== null) errors.push({ pointer: `/to/${i}`, detail })
    else if (organ !== undefined) found.push(organ)
  }
  if (errors.length === 0) return found
  return new Refusal('receiver_not_competent', 'The letter cannot go to every organ that it names.', { basis, errors })
}

/** Whether the letter may be about the case, as the sender knows who has a part in it. */
export async function caseFault(
  room: Correspondence,
  transferId: string,
  senderId: string,
  to: readonly StandingOrgan[],
  meant: boolean,
): Promise<Refusal | null> {
  const parts = await room.partsSeen(transferId, senderId)
  if (parts === undefined)
    return new Refusal('condition_unmet', 'A letter is about a case that its sender has a part in.', {
      basis,
      errors: [{ pointer: '/transferId', detail: 'there is no such case, or your agency has no part in it' }],
    })
  const without = to.flatMap((organ, i) => (parts.includes(organ.id) ? [] : [i]))
  if (meant || without.length === 0) return null
  return new Refusal(
    'condition_unmet',
    'Some of the receivers have no part in the case, and a letter gives them none.',
    {
      basis,
      errors: without.map((i) => ({
        pointer: `/to/${i}`,
        detail:
          'has no part in the case: leave it out, or say toOrgansWithoutPart where it shall have the letter alone',
      })),
    },
  )
}
