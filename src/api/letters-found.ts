// What the doors of the letters have in common: which letter of which entry is meant, composed as its readers may know it,
// and how it is shown in a list.
import type { Directory } from '../agencies/index.ts'
import { agencyView, type CaseForLetters, letterFacts, lettersSeen } from '../cases/index.ts'
import {
  type Composed,
  checkUrl,
  codeOf,
  codeText,
  compose,
  type Issued,
  type LetterFacts,
  type LetterMarks,
  titleOf,
} from '../letters/index.ts'
import type { CaseEvent } from '../procedure/index.ts'

export interface LetterFound {
  readonly event: CaseEvent
  readonly letter: string
  readonly facts: LetterFacts
  /** The row of its issue, where the caller sees the entry of it. */
  readonly issued: Issued | undefined
}

/** The letter of the named entry, or of the last that brought it; undefined where the caller sees none. */
export function letterOf(
  found: CaseForLetters,
  issues: readonly Issued[],
  directory: Directory,
  letter: string,
  version?: number,
): LetterFound | undefined {
  const brought = lettersSeen(found).findLast(
    (one) => one.letter === letter && (version === undefined || one.event.version === version),
  )
  if (brought === undefined) return undefined
  return {
    ...brought,
    facts: letterFacts(found, directory, brought.event.version, letter),
    issued: seenIssue(found, issues, brought.event.version, letter),
  }
}

/** Another organ may see the entry and not its issue: what was sealed was opened to it later. */
export const seenIssue = (found: CaseForLetters, issues: readonly Issued[], version: number, letter: string) =>
  issues.find((i) => i.version === version && i.letter === letter && found.seen(i.issuedVersion))

/** Number and check as they stand on the letter: those of its issue, or what the act says of its number. */
export function marksOf(
  { event, issued }: Pick<LetterFound, 'event' | 'issued'>,
  issuer: string,
  redHead: boolean,
): LetterMarks {
  const documentNo = issued === undefined ? saidNumber(event) : (issued.documentNo ?? undefined)
  return {
    ...(documentNo !== undefined && { documentNo }),
    ...(issued && { check: checkOf(issued.code, issuer) }),
    redHead,
  }
}

export const checkOf = (code: string, issuer: string) => ({ code: codeText(code), url: checkUrl(issuer, code) })
export const codeFor = codeOf

/** The number that the act itself names. */
export function saidNumber({ input }: Pick<CaseEvent, 'input'>): string | undefined {
  return typeof input.documentNo === 'string' ? input.documentNo : undefined
}

export function composed(facts: LetterFacts, marks: LetterMarks): Composed {
  const made = compose(facts, marks)
  if (made === undefined) throw new Error(`the letter ${facts.letter} has no form`)
  return made
}

/** A letter as in a list. */
export function letterJson(
  one: LetterFound,
  { directory, issuer, agencyId }: { directory: Directory; issuer: string; agencyId: string },
) {
  const { event, letter, facts, issued } = one
  return {
    letter,
    ...titleOf(letter),
    version: event.version,
    step: event.step,
    at: event.at,
    issuer: agencyView(directory, event.by.agencyId),
    mine: event.by.agencyId === agencyId,
    missing: composed(facts, marksOf(one, issuer, false)).missing,
    issued: issued === undefined ? null : issuedJson(issued, issuer),
  }
}

export const issuedJson = (issued: Issued, issuer: string) => ({
  version: issued.issuedVersion,
  on: issued.issuedOn,
  documentNo: issued.documentNo,
  materialId: issued.materialId,
  sha256: issued.sha256,
  sm3: issued.sm3,
  checkCode: codeText(issued.code),
  checkUrl: checkUrl(issuer, issued.code),
})
