// Every operation of the gateway, once: the OpenAPI document is made from this list, and a test holds it against the
// routes that really answer.
import type { ZodType } from 'zod'
import { answers, submitTransfer } from '../../schemas/index.ts'
import { ruleSets, type StepRule } from '../procedure/index.ts'
import { administrationOperations } from './operations-administration.ts'
import { approvalOperations } from './operations-approvals.ts'
import { assignmentOperations } from './operations-assignments.ts'
import { clueOperations, draftOperations } from './operations-before-a-case.ts'
import { caseJournalOperations } from './operations-case-journal.ts'
import { correspondenceOperations } from './operations-correspondence.ts'
import { drawOperations } from './operations-draws.ts'
import { evidenceOperations, materialFilters } from './operations-evidence.ts'
import { findingOperations } from './operations-findings.ts'
import { foreseenOperations } from './operations-foreseen.ts'
import { inboxOperations, mailOperations } from './operations-inbox.ts'
import { indicatorOperations } from './operations-indicators.ts'
import { itemOperations } from './operations-items.ts'
import { journalOperations } from './operations-journal.ts'
import { labelFilter, labelOperations } from './operations-labels.ts'
import { letterOperations } from './operations-letters.ts'
import { lookedUpOperations } from './operations-looked-up.ts'
import { organOperations } from './operations-organs.ts'
import { penaltyOperations } from './operations-penalties.ts'
import { reportOperations } from './operations-reports.ts'
import { screeningOperations } from './operations-screening.ts'
import { sinkOperations } from './operations-sinks.ts'
import { sourceOperations } from './operations-sources.ts'
import { webhookOperations } from './operations-webhooks.ts'
import { workOperations } from './operations-work.ts'

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options'
  readonly path: string
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly open?: true
  readonly query?: readonly { readonly name: string; readonly description: string; readonly required?: true }[]
  readonly headers?: readonly string[]
  readonly body?: ZodType | { readonly type: string }
  /** Success first; problems follow from `refusals`. */
  readonly ok: {
    readonly status: number
    readonly description: string
    readonly schema?: ZodType
    readonly type?: string
  }
  /** Where the case is at home at another gateway: the act was sent there. */
  readonly sent?: ZodType
  readonly refusals: readonly number[]
}

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const ofTrack = {
  name: 'track',
  description: 'only entries of steps that are of this track, or open or move something on it',
}
const acting = ['Idempotency-Key', 'X-JWS-Signature']

const fixed: readonly Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    id: 'liveness',
    tag: 'Operation',
    summary: 'The process lives',
    open: true,
    ok: { status: 200, description: 'alive' },
    refusals: [],
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'readiness',
    tag: 'Operation',
    summary: 'Ready, with the failing part named',
    open: true,
    ok: { status: 200, description: 'ready' },
    refusals: [503],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'contract',
    tag: 'Operation',
    summary: 'This document',
    open: true,
    ok: { status: 200, description: 'OpenAPI 3.1' },
    refusals: [],
  },
  {
    method: 'get',
    path: '/docs',
    id: 'docs',
    tag: 'Operation',
    summary: 'This document to browse',
    open: true,
    ok: { status: 200, description: 'HTML', type: 'text/html' },
    refusals: [],
  },
  {
    method: 'post',
    path: '/oauth/token',
    id: 'token',
    tag: 'Identity',
    summary: 'Access token by client credentials with private_key_jwt',
    description:
      'RFC 6749 4.4, RFC 7523: an assertion signed with a registered key, `aud` the issuer or this URL, single-use `jti`, at most 5 minutes. Errors are those of RFC 6749 5.2.',
    open: true,
    body: { type: 'application/x-www-form-urlencoded' },
    ok: { status: 200, description: 'access token (RFC 9068)' },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/.well-known/oauth-authorization-server',
    id: 'serverMetadata',
    tag: 'Identity',
    summary: 'Server metadata (RFC 8414)',
    open: true,
    ok: { status: 200, description: 'metadata' },
    refusals: [],
  },
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    id: 'jwks',
    tag: 'Identity',
    summary: 'Public keys, retired ones included',
    description:
      'Retired keys stay published with the period in which they signed (`xj_active_from`, `xj_retired_at`), so that old receipts verify.',
    open: true,
    ok: { status: 200, description: 'JWKS (RFC 7517)' },
    refusals: [],
  },
  {
    method: 'get',
    path: '/v1/procedure',
    id: 'procedure',
    tag: 'Procedure',
    summary: 'The law as the gateway applies it: steps, tracks, clocks, instruments',
    ok: { status: 200, description: 'the table' },
    refusals: [401],
  },
  {
    method: 'options',
    path: '/v1/materials',
    id: 'uploadOptions',
    tag: 'Materials',
    summary: 'What of tus is supported',
    ok: { status: 204, description: 'Tus-* headers' },
    refusals: [401],
  },
  {
    method: 'post',
    path: '/v1/materials',
    id: 'createUpload',
    tag: 'Materials',
    summary: 'Begin an upload (tus 1.0 creation, creation-with-upload)',
    description:
      '`Upload-Metadata` may declare `filename`, `filetype`, `sha256` and `sm3` (hex); a declared digest that does not match refuses the file. Codes that only uploads know: `upload_offset_differs` 409, `upload_gone` 410, `tus_version_unsupported` 412, `upload_locked` 423, `too_many_unused_materials` 429, `upload_extension_unsupported` 501, `storage_full` 507.',
    headers: ['Tus-Resumable', 'Upload-Length', 'Upload-Metadata'],
    ok: { status: 201, description: '`Location` of the upload, which is the material' },
    refusals: [400, 401, 409, 412, 413, 422, 423, 429, 501, 507],
  },
  {
    method: 'options',
    path: '/v1/materials/{id}',
    id: 'uploadOptionsOfOne',
    tag: 'Materials',
    summary: 'What of tus is supported',
    ok: { status: 204, description: 'Tus-* headers' },
    refusals: [401],
  },
  {
    method: 'post',
    path: '/v1/materials/{id}',
    id: 'uploadByOverride',
    tag: 'Materials',
    summary: 'PATCH, DELETE or HEAD for networks that let only GET and POST through',
    headers: ['Tus-Resumable', 'X-HTTP-Method-Override'],
    ok: { status: 204, description: 'as the method named' },
    refusals: [400, 401, 404, 409, 410, 412, 413, 415, 422, 423, 507],
  },
  {
    method: 'head',
    path: '/v1/materials/{id}',
    id: 'uploadOffset',
    tag: 'Materials',
    summary: 'How much has arrived',
    headers: ['Tus-Resumable'],
    ok: { status: 200, description: '`Upload-Offset`' },
    refusals: [401, 404, 410, 412, 423],
  },
  {
    method: 'patch',
    path: '/v1/materials/{id}',
    id: 'continueUpload',
    tag: 'Materials',
    summary: 'Continue an upload',
    headers: ['Tus-Resumable', 'Upload-Offset'],
    body: { type: 'application/offset+octet-stream' },
    ok: { status: 204, description: 'taken; the last one is durable and digested' },
    refusals: [400, 401, 404, 409, 410, 412, 413, 415, 422, 423, 507],
  },
  {
    method: 'delete',
    path: '/v1/materials/{id}',
    id: 'endUpload',
    tag: 'Materials',
    summary: 'Terminate an upload that no case has taken',
    headers: ['Tus-Resumable'],
    ok: { status: 204, description: 'removed' },
    refusals: [401, 404, 412, 422, 423],
  },
  {
    method: 'get',
    path: '/v1/materials/{id}',
    id: 'material',
    tag: 'Materials',
    summary: 'One material',
    ok: { status: 200, description: 'metadata and digests', schema: answers.materialAnswer },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/materials/{id}/content',
    id: 'materialContent',
    tag: 'Materials',
    summary: 'Its bytes, with Range',
    headers: ['Range'],
    ok: { status: 200, description: 'bytes (206 for a range)', type: 'application/octet-stream' },
    refusals: [401, 404, 409, 416],
  },
  {
    method: 'post',
    path: '/v1/transfers/check',
    id: 'checkTransfer',
    tag: 'Transfers',
    summary: 'Dry run: everything a submission would say, nothing kept',
    body: submitTransfer,
    ok: { status: 200, description: 'the problems, empty where there are none', schema: answers.checkAnswer },
    refusals: [400, 401, 413, 415],
  },
  {
    method: 'post',
    path: '/v1/transfers',
    id: 'submitTransfer',
    tag: 'Transfers',
    summary: '移送涉嫌犯罪案件 · submit a transfer (R310 5(2), 6)',
    description:
      'Opens the case and takes `transfer_dispatch`. Without an Idempotency-Key the document number stands for the letter: a second one is answered 409 and names the first.',
    headers: acting,
    body: submitTransfer,
    ok: { status: 201, description: 'the transfer and its first receipt', schema: answers.actedAnswer },
    refusals: [400, 401, 403, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/transfers',
    id: 'listTransfers',
    tag: 'Transfers',
    summary: 'Cases in which the caller’s agency has or had a part, newest first',
    description:
      'A page is looked for among two thousand cases: with a filter that matches little it may be short, even empty, and have `next` all the same. A number is found at once.',
    query: [
      limit,
      cursor,
      { name: 'status', description: 'state of the criminal track, or several_outcomes' },
      { name: 'domain', description: 'field of enforcement' },
      { name: 'part', description: 'sender, police_in_charge or supervisor' },
      { name: 'documentNo', description: 'in any writing of its brackets and zeros' },
      labelFilter,
      { name: 'createdFrom', description: 'RFC 3339, inclusive' },
      { name: 'createdTo', description: 'RFC 3339, exclusive' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: answers.transferList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}',
    id: 'getTransfer',
    tag: 'Transfers',
    summary: 'One case: parts, tracks, clocks, timeline, and the steps the caller may take now',
    query: [
      { name: 'timeline', description: 'which end of the timeline the answer holds: oldest (default), newest or none' },
      ofTrack,
    ],
    ok: { status: 200, description: '`ETag` is the version', schema: answers.transferAnswer },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/timeline',
    id: 'getTimeline',
    tag: 'Transfers',
    summary: 'Its events, oldest first where nothing else is asked',
    query: [limit, cursor, { name: 'order', description: 'oldest (default) or newest first' }, ofTrack],
    ok: { status: 200, description: 'a page', schema: answers.eventList },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/materials',
    id: 'listMaterialsOfTransfer',
    tag: 'Transfers',
    summary: 'Its materials',
    query: [limit, cursor, ...materialFilters],
    ok: { status: 200, description: 'a page', schema: answers.materialList },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/receipts',
    id: 'listReceipts',
    tag: 'Transfers',
    summary: 'Its signed receipts',
    ok: { status: 200, description: 'all of them', schema: answers.receiptList },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/receipts/{no}',
    id: 'getReceipt',
    tag: 'Transfers',
    summary: 'One receipt; `Accept: application/jose` gives the bare JWS',
    ok: { status: 200, description: 'the receipt', schema: answers.receiptAnswer },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/bundle',
    id: 'getBundle',
    tag: 'Transfers',
    summary: '移送案件证明包 · the whole case as a zip that proves itself offline (`xianjie verify`)',
    description:
      'The case as the caller sees it: materials, entries with the bytes that were sealed, receipts, signed requests, keys, proofs and a signed manifest. Of entries sealed from the caller there is the bare commitment. Why it is taken is asked for and recorded before the first byte. `Content-Length` is always given: an answer that ends before it is no bundle.',
    query: [{ name: 'reason', description: 'why the case is taken, 1 to 500 characters; or the header' }],
    headers: ['X-Access-Reason'],
    ok: { status: 200, description: 'the archive (ZIP64 where it needs to be)', type: 'application/zip' },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/clocks',
    id: 'listClocks',
    tag: 'Clocks',
    summary: 'Running, near, overdue and provisional periods of the caller’s cases, the nearest end first',
    description:
      '`state`: running (all), near (ends within a day), overdue, provisional (a year without a published notice). `mine=true`: only what the caller itself owes or may do. What is sealed from the caller is not in the list and not in the counts. A page is looked for among two thousand periods: with a filter that matches little it may be short and have `next` all the same.',
    query: [
      { name: 'state', description: 'running (default), near, overdue, provisional' },
      { name: 'mine', description: 'true or false (default)' },
      { name: 'rule', description: 'one clock by its id in the procedure' },
      { name: 'sender', description: 'only of cases that this organ sends (id)' },
      { name: 'urgency', description: 'overdue, urgent, soon, watch or calm, as in `GET /v1/clocks/figures`' },
      { name: 'label', description: 'only of cases that bear this label' },
      { name: 'counts', description: 'false: without the numbers, which are counted through all of them' },
      limit,
      cursor,
    ],
    ok: { status: 200, description: 'clocks', schema: answers.clockList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/changes',
    id: 'changes',
    tag: 'Changes',
    summary: 'What happened in the caller’s cases, and what else it is told of, in commit-safe order',
    description:
      'The cursor never passes a transaction that is still open; asking again with it gives what came since. `kind` says what an item tells of: `transfer` has `transferId`; a finding, letter, assignment, draw or report has `id`. Pass by kinds that you do not know.',
    query: [limit, { name: 'cursor', description: 'from the former answer; left out, from the beginning' }],
    ok: { status: 200, description: 'changes', schema: answers.changesAnswer },
    refusals: [400, 401],
  },
]

function seenBy(readers: StepRule['visibleTo']): string {
  if (readers === 'parties') return 'Every party sees it.'
  if (readers === 'as_the_paper') return 'Whoever sees the paper sees it.'
  return readers === 'as_the_entry' ? 'Whoever sees the entry sees it.' : `Only ${readers.join(', ')} see it.`
}

/** One operation a step, and one for each step that a case may begin with; made from the table. */
function stepOperations(): Operation[] {
  return Object.entries(ruleSets.at(-1)?.steps ?? {})
    .filter(([, rule]) => !rule.by.includes('gateway'))
    .flatMap(([step, rule]) => {
      const words = (list: readonly string[]) => list.join(' or the ').replaceAll('_', ' ')
      const from = Array.isArray(rule.from) ? rule.from.join(' or ') : rule.from
      const shared = {
        method: 'post',
        tag: 'Steps',
        summary: `${rule.zh} · ${rule.en} (${rule.basis.join('; ')})`,
        description: `By the ${words(rule.by)}${rule.decidedBy ? `, decided by ${rule.decidedBy.replaceAll('_', ' ')}` : ''}. From ${from} to ${rule.to} on the ${rule.track} track. ${seenBy(rule.visibleTo)} Conditions in order: ${rule.needs.join(', ')}.`,
        body: rule.input,
      } as const
      const ok = {
        description: rule.receipt ? 'the case and a signed receipt' : 'the case',
        schema: answers.actedAnswer,
      }
      const taken: Operation = {
        ...shared,
        path: `/v1/transfers/{id}/steps/${step}`,
        id: step,
        headers: ['If-Match', ...acting],
        ok: { status: 200, ...ok },
        sent: answers.actedAnswer,
        refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
      }
      if (rule.opening === undefined || step === 'transfer_dispatch') return [taken]
      const begun: Operation = {
        ...shared,
        path: `/v1/transfers/steps/${step}`,
        id: `open_${step}`,
        summary: `${rule.zh}（开案）· a case begins with it: ${rule.en} (${rule.basis.join('; ')})`,
        headers: acting,
        ok: { status: 201, ...ok },
        refusals: [400, 401, 403, 409, 413, 415, 422],
      }
      return [taken, begun]
    })
}

/** Whatever is behind the door needs the database, so any of it may be unavailable. */
export const operations = (): readonly Operation[] =>
  [
    ...fixed,
    ...journalOperations,
    ...caseJournalOperations,
    ...draftOperations,
    ...approvalOperations,
    ...clueOperations,
    ...correspondenceOperations,
    ...labelOperations,
    ...administrationOperations,
    ...assignmentOperations,
    ...evidenceOperations,
    ...findingOperations,
    ...itemOperations,
    ...letterOperations,
    ...penaltyOperations,
    ...screeningOperations,
    ...reportOperations,
    ...drawOperations,
    ...inboxOperations,
    ...mailOperations,
    ...webhookOperations,
    ...workOperations,
    ...sourceOperations,
    ...sinkOperations,
    ...indicatorOperations,
    ...lookedUpOperations,
    ...organOperations,
    ...foreseenOperations,
    ...stepOperations(),
  ].map((op) => (op.open ? op : { ...op, refusals: [...op.refusals, 503] }))
