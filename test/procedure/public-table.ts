// The table of docs/screening.md: what screening says of the published decisions beside what is known of them. Run with
// --write it puts the table into the document; the test beside it holds the document to the run.
import { readFileSync, writeFileSync } from 'node:fs'
import { known } from './public-known.ts'
import { blankOf, isHit, isTouched, outcomeOf, type PublicRecord, publicRecords } from './public-records.ts'

const document = 'docs/screening.md'
const begin = '<!-- made by test/procedure/public-table.ts: do not edit -->'
const end = '<!-- end of what is made -->'

/** Those of whom something is known, and those that screening alone found. */
export const tabled = (all: readonly PublicRecord[]): PublicRecord[] =>
  all.filter(
    (r) => r.hint !== null || r.toPolice || outcomeOf(r.screened) === 'hit' || outcomeOf(r.confirmed) === 'hit',
  )

const rulesOf = (screened: PublicRecord['screened']): string =>
  screened
    .filter(isHit)
    .map(({ rule }) => rule.id)
    .join(', ')

function saysOf(r: PublicRecord): string {
  const hits = rulesOf(r.screened)
  if (hits !== '') return `**hit** ${hits}`
  const asked = r.screened.filter((s) => isTouched(s, blankOf)).map(({ rule }) => rule.id)
  if (asked.length > 0) return `unknown (${asked.join(', ')})`
  return r.screened.length > 0 ? 'unknown, nothing stated' : 'no threshold of its field'
}

export function publicTable(all: readonly PublicRecord[] = publicRecords()): string {
  const count = (of: (r: PublicRecord) => boolean): number => all.filter(of).length
  const hits = (of: 'screened' | 'confirmed') => count((r) => outcomeOf(r[of]) === 'hit')
  const rows = tabled(all).map((r) => {
    const { what, why } = known[r.id] ?? { what: '' }
    const confirmed = rulesOf(r.confirmed)
    const cells = [r.id, r.record.domain, what, r.toPolice ? 'yes' : '', saysOf(r), confirmed, why ?? '']
    return `| ${cells.join(' | ')} |`
  })
  return [
    `${all.length} records: ${hits('screened')} hits, ${count((r) => outcomeOf(r.screened) === 'unknown')} unknown, ${count((r) => outcomeOf(r.screened) === 'none')} of fields without a threshold.`,
    `${count((r) => r.hint !== null)} have a hint of their compiler, ${count((r) => r.toPolice)} are said to have gone to the police or the anti-smuggling bureau.`,
    `${count((r) => r.proposed.length > 0)} have facts proposed from their prose; with all of them confirmed there are ${hits('confirmed')} hits.`,
    '',
    '| record | field | what is known | to the police | screening of the fields | hit once proposals are confirmed | why they differ |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

export const written = (text: string): string | undefined => text.split(`${begin}\n\n`)[1]?.split(`\n\n${end}`)[0]

if (process.argv.includes('--write')) {
  const text = readFileSync(document, 'utf8')
  const [head, rest] = text.split(`${begin}\n`)
  const [, tail] = rest?.split(`${end}\n`) ?? []
  if (head === undefined || tail === undefined) throw new Error(`${document} has no place for the table`)
  writeFileSync(document, `${head}${begin}\n\n${publicTable()}\n\n${end}\n${tail}`)
}
