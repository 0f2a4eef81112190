// The letter held against what its transfer asks for, before there is a case: what it brings, and what it still misses.
import type { SubmitTransfer } from '../../schemas/index.ts'
import { evaluate, factsOfLetter, type LetterFacts, type StageResult } from '../procedure/index.ts'

export function checklistOfLetter({ materials, ...letter }: SubmitTransfer): StageResult {
  return evaluate('transfer', {
    domain: letter.domain,
    charges: letter.charges.map(({ name }) => name),
    facts: factsOfLetter(letter as LetterFacts),
    present: materials.map((m) => ({ kind: m.kind, code: m.evidence?.code ?? null, items: 1, latest: 1, ids: [m.id] })),
    gaps: letter.acknowledgedGaps,
  })
}
