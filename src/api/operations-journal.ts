// The operations of the published tree, of the log of reads and of revealing. Part of the one list in operations.ts.
import {
  accessList,
  consistencyAnswer,
  inclusionAnswer,
  requestAnswer,
  revealAnswer,
  revealBody,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const open = true as const
const octets = 'application/octet-stream'

export const journalOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/journal/checkpoint',
    id: 'journalCheckpoint',
    tag: 'Journal',
    summary: '全程留痕 · the last signed checkpoint of the journal’s tree (C2SP tlog-checkpoint)',
    description:
      'A signed note (Ed25519): origin, size, root. The tree holds every act within seconds, and the log of reads in sealed batches. A leaf is one byte for its kind and 32 bytes that commit and show nothing.',
    open,
    ok: { status: 200, description: 'the note', type: 'text/plain' },
    refusals: [404],
  },
  {
    method: 'get',
    path: '/journal/key',
    id: 'journalKey',
    tag: 'Journal',
    summary: 'Verifier keys of checkpoints (C2SP signed-note), one a line, the youngest first',
    open,
    ok: { status: 200, description: 'verifier keys', type: 'text/plain' },
    refusals: [404],
  },
  {
    method: 'get',
    path: '/journal/tile/{level}/{tile}',
    id: 'journalTile',
    tag: 'Journal',
    summary: 'A tile of the tree (C2SP tlog-tiles)',
    description:
      '`level` 0 to 5 for hashes, `entries` for the leaves themselves; `tile` as the specification writes it, for example `x001/x234/067`, with `.p/<width>` where it is not full.',
    open,
    ok: { status: 200, description: 'hashes of 32 bytes, or entries each after its length in two bytes', type: octets },
    refusals: [404],
  },
  {
    method: 'get',
    path: '/journal/proof/inclusion',
    id: 'journalInclusion',
    tag: 'Journal',
    summary: 'Inclusion path of a leaf (RFC 6962 2.1.1), for those who do not compute it from tiles',
    open,
    query: [
      { name: 'leaf', description: 'its index, from 0', required: true },
      { name: 'size', description: 'of the tree; the published one where it is left out' },
    ],
    ok: { status: 200, description: 'the path, the sibling of the leaf first', schema: inclusionAnswer },
    refusals: [400],
  },
  {
    method: 'get',
    path: '/journal/proof/consistency',
    id: 'journalConsistency',
    tag: 'Journal',
    summary: 'Consistency path between two sizes (RFC 6962 2.1.2)',
    open,
    query: [
      { name: 'from', description: 'the earlier size', required: true },
      { name: 'to', description: 'the later size; the published one where it is left out' },
    ],
    ok: { status: 200, description: 'the path', schema: consistencyAnswer },
    refusals: [400],
  },
  {
    method: 'post',
    path: '/v1/transfers/{id}/reveal',
    id: 'reveal',
    tag: 'Transfers',
    summary: '显示完整信息 · one masked field of a case in full, with a reason that is recorded',
    description:
      'Identity numbers and telephone numbers are masked wherever a case is shown. `pointer` names the field as the case page has it: `/submission/…`, `/timeline/{version}/input/…` with the version of the entry, or `/timeline/{version}/imported/raw/{field}` of an entry that was taken over. One entry of the log of reads is durable before the value leaves.',
    body: revealBody,
    ok: { status: 200, description: 'the value', schema: revealAnswer },
    refusals: [400, 401, 404, 413, 415],
  },
  {
    method: 'get',
    path: '/v1/access-log',
    id: 'accessLog',
    tag: 'Journal',
    summary: '查阅记录 · who read what: the log of reads, newest first',
    description:
      'Seen are the readings of the files and entries of the caller’s agency, by whomever, and the caller’s own; a client registered as auditor sees those of its whole agency. Reading the log is itself an entry. Entries go after the configured time (36 months where nothing else is set); what the tree holds of them stays.',
    query: [
      { name: 'limit', description: '1 to 200, 50 where none is given' },
      { name: 'cursor', description: 'where the former page ended (`next`)' },
      { name: 'transfer', description: 'id of a case' },
      { name: 'material', description: 'id of a material' },
      { name: 'kind', description: 'content, field, letter, bundle, case or list' },
      { name: 'agency', description: 'code of the reader’s agency' },
      { name: 'request', description: '`X-Request-Id` of the answer in which it was read' },
      { name: 'from', description: 'RFC 3339, inclusive' },
      { name: 'to', description: 'RFC 3339, exclusive' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: accessList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/requests/{requestId}',
    id: 'lookUpRequest',
    tag: 'Journal',
    summary: '请求查询 · what a request did and read, by the `X-Request-Id` of its answer',
    description:
      'A client finds its own; a client registered as auditor those of its whole agency; an operator the acts of all, and nobody’s reads. A request that did and read nothing that is recorded is not found.',
    ok: { status: 200, description: 'its acts and its reads', schema: requestAnswer },
    refusals: [401, 404],
  },
]
