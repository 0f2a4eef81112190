// What a letter names, as digests: persons, units, facts, number. A second transfer of the same is noticed by them without
// anybody's data being compared or shown.
import { hash } from 'node:crypto'
import { documentKey } from '../../schemas/index.ts'
import type { CaseEvent } from '../procedure/index.ts'

/** As PostgreSQL reads bytes; half of SHA-256 is enough to tell letters apart. */
function digest(kind: string, text: string): string {
  const plain = text.normalize('NFKC').replaceAll(/\s+/gu, '').toUpperCase()
  return `\\x${hash('sha256', `xianjie/mark/1\n${kind}\n${plain}`, 'hex').slice(0, 32)}`
}

/** Persons and units by their number, or name with date of birth; the facts and the number of the letter. */
export function marksOf({ input }: CaseEvent): { kind: string; digest: string }[] {
  const people = (input.parties ?? input.suspects ?? []) as readonly Record<string, string | undefined>[]
  const marks: { kind: string; digest: string }[] = []
  for (const person of people) {
    if (typeof person === 'string') continue
    const { kind, name, idType, idNumber, uscc, birthDate } = person
    const known =
      kind === 'unit'
        ? (uscc ?? name)
        : idNumber !== undefined
          ? `${idType} ${idNumber}`
          : birthDate && `${name} ${birthDate}`
    if (known) marks.push({ kind: kind === 'unit' ? 'unit' : 'person', digest: digest(String(kind), known) })
  }
  if (typeof input.facts === 'string') marks.push({ kind: 'facts', digest: digest('facts', input.facts) })
  if (typeof input.documentNo === 'string')
    marks.push({ kind: 'document', digest: digest('document', documentKey(input.documentNo)) })
  return marks
}

const papers = ['id_card', 'passport', 'hk_macao_permit', 'taiwan_permit', 'foreign_permanent_resident', 'unknown']

/** Digests under which a letter would have named a person or unit by this number; none where it is no such number. */
export function marksSaid(said: string): string[] {
  const number = said.normalize('NFKC').replaceAll(/[\s-]/gu, '').toUpperCase()
  if (!/^(?=.*\d.*\d.*\d.*\d)[0-9A-Z]{6,32}$/.test(number)) return []
  return [digest('unit', number), ...papers.map((paper) => digest('person', `${paper} ${number}`))]
}

/**
 * The kind of a mark `of` that another agency's case has too; at most one row on either side of the agency's own rows,
 * which may be many (a platform company, a standing phrase) and are not read.
 */
export function markedElsewhere(of: string, agencyId: string, transferId: string): string {
  const beside = (side: '<' | '>') =>
    `(select m.kind from case_mark m where m.digest = ${of}.digest and m.agency_id ${side} ${agencyId} and m.transfer_id <> ${transferId} limit 1)`
  return `${beside('<')} union all ${beside('>')}`
}
