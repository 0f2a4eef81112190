// Operations of a case's place in the journal, for the OpenAPI document.
import { caseJournalAnswer, entryProofAnswer } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

export const caseJournalOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/transfers/{id}/journal',
    id: 'listJournalOfTransfer',
    tag: 'Journal',
    summary: '全程留痕 · which leaf of the published tree each entry of the case is, newest first',
    description:
      'Entries that the caller sees. What was entered since the last checkpoint is not in the list yet; it is within seconds.',
    query: [
      { name: 'limit', description: '1 to 200, 50 where none is given' },
      { name: 'cursor', description: 'where the former page ended (`next`)' },
    ],
    ok: { status: 200, description: 'a page', schema: caseJournalAnswer },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/journal/{version}',
    id: 'getEntryProof',
    tag: 'Journal',
    summary: 'The leaf of one entry and its inclusion path to the root of the last checkpoint (RFC 6962 2.1.1)',
    ok: { status: 200, description: 'leaf, path, root, signed checkpoint', schema: entryProofAnswer },
    refusals: [401, 404],
  },
]
