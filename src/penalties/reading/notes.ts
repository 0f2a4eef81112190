// Notes that more than one reader makes in the same words.
import type { Draft } from './draft.ts'
import type { ReadIdentifier } from './identifiers.ts'

/** An identifier that is not what it should be is kept, and said. */
export function noteIdentifier(d: Draft, field: string, { said, otherKind }: ReadIdentifier): void {
  if (otherKind) d.note(field, 'other_kind', `The value is a number of the kind ${said.kind}.`)
  else if (said.check === 'invalid') d.note(field, 'identifier_invalid', `${said.fault ?? ''} ${said.raw}`)
  else if (said.check === 'masked') d.note(field, 'identifier_masked', `The number is masked: ${said.raw}`)
}
