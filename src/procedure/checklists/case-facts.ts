// What is true of a letter or a case, as far as the rows of a checklist ask. What cannot be told from fields is read from
// words; such a fact makes a usual paper asked for and never refuses anything.
import type { CaseState } from '../state.ts'
import type { CaseFact } from './row.ts'

/** The fields of the letter that matter here; any of them may be missing. */
export interface LetterFacts {
  readonly charges?: readonly { readonly name: string }[]
  readonly facts?: string
  readonly seizedItems?: readonly { readonly name?: string }[]
  readonly priorPenalties?: readonly { readonly sameFacts: boolean }[]
  readonly recoveryNotice?: unknown
}

/** Crimes that are hardly ever shown without a test of the goods or of what was let out. */
const testedGoods = /食品|药|伪劣|污染环境|种子|化肥|化妆品|毒害/
const testSaid = /检验|检测|鉴定|监测/

export function factsOfLetter(letter: LetterFacts): Set<CaseFact> {
  const { charges = [], facts = '', seizedItems = [], priorPenalties = [] } = letter
  const found = new Set<CaseFact>()
  if (seizedItems.length > 0) found.add('seized_items')
  if (priorPenalties.some((p) => p.sameFacts)) found.add('penalised_before')
  if (charges.some(({ name }) => testedGoods.test(name)) || testSaid.test(facts)) found.add('test_involved')
  if (facts.includes('危险废物') || seizedItems.some(({ name }) => name?.includes('危险废物')))
    found.add('hazardous_waste')
  if (letter.recoveryNotice !== undefined) found.add('recovery_notice')
  return found
}

/** State of the criminal track of any suspect → what it means here. */
const meaning: Readonly<Record<string, readonly CaseFact[]>> = {
  filed: ['filed'],
  referred_for_prosecution: ['filed'],
  returned_for_investigation: ['filed'],
  indicted: ['filed'],
  not_filed: ['not_filed'],
  revoked: ['revoked'],
  not_prosecuted: ['filed', 'not_prosecuted'],
  judged_first_instance: ['filed', 'judged'],
  judged_convicted: ['filed', 'judged'],
  judged_exempted: ['filed', 'judged'],
  judged_acquitted: ['filed', 'judged'],
}

/** Of a case as its viewer sees it, with the letter it came by, where there is one. */
export function factsOfCase(state: CaseState, letter: LetterFacts | undefined): Set<CaseFact> {
  const found = factsOfLetter(letter ?? {})
  if (state.counts.items > 0) found.add('seized_items')
  for (const [key, { state: stands }] of Object.entries(state.instances)) {
    if (key.startsWith('criminal/')) for (const fact of meaning[stands] ?? []) found.add(fact)
    if (key.startsWith('supervision/') && stands === 'not_filed_upheld') found.add('upheld')
  }
  const late = Object.values(state.clocks).some(
    (c) => c.rule === 'filing_review' && (c.expiredVersion !== undefined || c.status === 'breached'),
  )
  if (late) found.add('overdue')
  return found
}
