// The letter held against what its transfer asks for, before there is a case: what it brings, and what it still misses.
import type { SubmitTransfer } from '../../schemas/index.ts'
import { evaluate, factsOfLetter, type LetterFacts, type StageResult } from '../procedure/index.ts'

type Listed = Pick<SubmitTransfer, 'domain' | 'charges' | 'materials' | 'acknowledgedGaps'> & LetterFacts

/** Of a draft, as far as it is written; undefined where it names no field of enforcement. */
export function checklistOfDraft(sound: Readonly<Partial<SubmitTransfer>>): StageResult | undefined {
  const { domain } = sound
  if (domain === undefined) return undefined
  return checklistOfLetter({ charges: [], materials: [], acknowledgedGaps: [], ...sound, domain } as Listed)
}

export function checklistOfLetter({ materials, ...letter }: Listed): StageResult {
  return evaluate('transfer', {
    domain: letter.domain,
    charges: letter.charges.map(({ name }) => name),
    facts: factsOfLetter(letter),
    present: materials.map((m) => ({ kind: m.kind, code: m.evidence?.code ?? null, items: 1, latest: 1, ids: [m.id] })),
    gaps: letter.acknowledgedGaps,
  })
}
