// The operations of the letters. Part of the one list in operations.ts.
import { issueLetter, letterCheck, letterDigest, letterIssued, letterList } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

export const letterOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/transfers/{id}/letters',
    id: 'listLetters',
    tag: 'Letters',
    summary: '文书 · the letters that a case brought, with what each still lacks and which are issued',
    ok: { status: 200, description: 'all of them, oldest first', schema: letterList },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/letters/{letter}',
    id: 'letter',
    tag: 'Letters',
    summary: 'One letter as DOCX or HTML: as issued, or as a preview',
    description:
      'Composed from what every reader of its entry may see; a fact that is not there stands as a named blank 【缺：…】. An issued letter is given out as its kept bytes. Each read stands in the log of reads: identity numbers are in full.',
    query: [
      { name: 'version', description: 'entry that brought it; the last one where it is left out' },
      { name: 'format', description: 'docx (default) or html' },
    ],
    ok: {
      status: 200,
      description: 'the letter',
      type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    },
    refusals: [400, 401, 404],
  },
  {
    method: 'post',
    path: '/v1/transfers/{id}/letters/{letter}/issue',
    id: 'issueLetter',
    tag: 'Letters',
    summary: '签发 · compose, number and keep a letter of one’s own entry (XJ 15)',
    description:
      'The number is `documentNo`, else one of the agency’s scheme for this letter, else the number that the act named, else one of its scheme for all. The bytes become a material of the case and the act `letter_issued` records their digests. Refusals of the store are those of uploads.',
    headers: ['If-Match', 'Idempotency-Key', 'X-JWS-Signature'],
    body: issueLetter,
    ok: { status: 200, description: 'the case and the issued letter', schema: letterIssued },
    refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 507],
  },
  {
    method: 'get',
    path: '/letters/check/{code}',
    id: 'checkLetter',
    tag: 'Letters',
    summary: '文书核验 · what letter a code stands for: JSON, or a page where `Accept` asks for HTML',
    open: true,
    ok: {
      status: 200,
      description: 'which letter, number, day, organ, digests; nothing of its case',
      schema: letterCheck,
    },
    refusals: [404],
  },
  {
    method: 'post',
    path: '/letters/check/{code}',
    id: 'compareLetter',
    tag: 'Letters',
    summary: 'Whether a file’s SHA-256 or SM3 is that of the genuine letter',
    open: true,
    body: letterDigest,
    ok: { status: 200, description: 'with `matches`', schema: letterCheck },
    refusals: [400, 404, 413, 415],
  },
]
