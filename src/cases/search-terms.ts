// What is compared when somebody searches: text without spaces, brackets, punctuation and forms of width, cut into pairs of
// characters, so that every part of a name or number of two characters and more is found by an index. Pure.
import { hash } from 'node:crypto'
import { documentKey } from '../../schemas/index.ts'
import type { SeenDesk } from './desks.ts'

/** A letter may name thousands; the case is found by the first of them. */
const namesMax = 500
const bodyMax = 20_000

/** `安市监移字〔2026〕 031 号` → `安市监移字2026031号`. */
export const plainText = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '')

/** Every organ's pairs are its own: a search reads no other organ's. */
const mark = (agencyId: string): string => hash('sha256', agencyId, 'base64url').slice(0, 5)

/** The pairs of characters of one plain text. */
function pairsOf(plain: string): string[] {
  const points = [...plain]
  return points.length < 2 ? points : points.slice(1).map((point, i) => `${points[i]}${point}`)
}

/** What must all stand in a case that the plain text is found in. */
export const termsOf = (agencyId: string, plain: string): string[] => [
  ...new Set(pairsOf(plain).map((pair) => `${mark(agencyId)}${pair}`)),
]

export interface SearchRow {
  readonly agencyId: string
  readonly body: string
  readonly terms: readonly string[]
}

/** Number as it is written and as numbers are compared, name, parties, and the charges. */
export function searchRow({ agencyId, row }: Pick<SeenDesk, 'agencyId' | 'row'>): SearchRow {
  const { state } = row
  const charges = Object.values(state.persons).flatMap(({ charges: by }) => Object.values(by).flat())
  const said = [
    row.document_no,
    documentKey(row.document_no),
    row.case_name,
    ...state.suspects.slice(0, namesMax).map(({ name }) => name),
    ...charges.slice(0, namesMax),
  ]
  const lines = [...new Set(said.map(plainText))].filter((line) => line !== '')
  const body = lines.join('\n').slice(0, bodyMax).toWellFormed()
  return { agencyId, body, terms: [...new Set(lines.flatMap((line) => termsOf(agencyId, line)))] }
}
