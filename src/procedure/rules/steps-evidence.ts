// Evidence after the letter: entered, handed from one to the next, filed anew. Whoever sees what the evidence came with sees
// these entries, and nobody else.
import { stepInputs } from '../../../schemas/index.ts'
import type { Rows } from './row.ts'

/** Every organ that may have a part of its own in a case. */
export const everybody = [
  'sender',
  'police_in_charge',
  'supervisor',
  'competent_authority',
  'court',
  'upper_supervisor',
  'gov_supervisor',
  'justice_bureau',
  'supervisory_commission',
] as const

export const evidenceSteps = {
  evidence_entry: {
    row: 'case_keeping',
    zh: '证据入卷',
    en: 'evidence entered',
    basis: ['XJ 11'],
    confidence: 'contract',
    by: everybody,
    track: 'record',
    from: 'any',
    to: 'kept',
    needs: ['entersSomething', 'entriesThere'],
    visibleTo: 'as_the_entry',
    receipt: true,
    input: stepInputs.evidence_entry,
  },
  evidence_custody_change: {
    row: 'case_keeping',
    zh: '证据流转',
    en: 'evidence handed over',
    basis: ['XJ 12'],
    confidence: 'contract',
    by: everybody,
    track: 'record',
    from: 'any',
    to: 'kept',
    needs: ['movementsPast'],
    visibleTo: 'as_the_entry',
    receipt: true,
    input: stepInputs.evidence_custody_change,
  },
  evidence_catalogue_change: {
    row: 'case_keeping',
    zh: '证据重新编目',
    en: 'evidence filed anew',
    basis: ['XJ 7'],
    confidence: 'contract',
    by: everybody,
    track: 'record',
    from: 'any',
    to: 'kept',
    visibleTo: 'as_the_entry',
    input: stepInputs.evidence_catalogue_change,
  },
} as const satisfies Rows
