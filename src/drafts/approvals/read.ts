// Sight of approvals: for officers of their own organ, and nobody else.
import { type Asking, askFrom, type Pool, run, runPlanned } from '../../../db/index.ts'
import type { ApprovalKind } from '../../../schemas/index.ts'
import type { Drafts } from '../room.ts'
import { availableTo, reviewerRole, type Signed, type Standing, type State } from './lifecycle.ts'
import { entriesStatement, listStatements, showStatement } from './statements.ts'

export interface ApprovalRow extends Record<string, unknown> {
  readonly id: string
  readonly agency_id: string
  readonly kind: ApprovalKind
  readonly transfer_id: string | null
  readonly draft_id: string | null
  readonly step: string
  readonly deciders: readonly string[]
  readonly needs_review: boolean
  readonly state: State
  readonly round: number
  readonly version: number
  readonly digest: string
  readonly document_no: string | null
  readonly case_name: string | null
  readonly prepared_by: string
  readonly prepared_name: string
  readonly prepared_certificate: string
  readonly handlers: readonly string[]
  readonly reviewed_by: string | null
  readonly reached_head_at: Date | null
  readonly approved_by: string | null
  readonly result_id: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

interface EntryRow extends Record<string, unknown> {
  readonly version: number
  readonly act: string
  readonly round: number
  readonly at: Date
  readonly officer_name: string
  readonly certificate_no: string
  readonly reasons: string | null
  readonly digest: string
  readonly problem: string | null
  readonly body: string | null
}

export const standingOf = (row: ApprovalRow): Standing => ({
  ...{ state: row.state, digest: row.digest, deciders: row.deciders, needsReview: row.needs_review },
  ...{ preparedBy: row.prepared_by, handlers: row.handlers, reviewedBy: row.reviewed_by, approvedBy: row.approved_by },
})

/** As a list has it. */
export function headOf(row: ApprovalRow, officer: Signed | null) {
  return {
    ...{ id: row.id, version: row.version, kind: row.kind, transferId: row.transfer_id, draftId: row.draft_id },
    ...{ step: row.step, state: row.state, round: row.round, digest: row.digest },
    ...{ documentNo: row.document_no, caseName: row.case_name },
    preparedBy: { name: row.prepared_name, certificateNo: row.prepared_certificate },
    ...{ needsReview: row.needs_review, deciders: row.deciders },
    reachedHeadAt: row.reached_head_at?.toISOString() ?? null,
    resultId: row.result_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    available: officer === null ? [] : availableTo(standingOf(row), officer),
  }
}

type Body = Readonly<Record<string, unknown>>

/** The row with all that was said, and what is asked for in this round and the one before. */
export async function entriesOf(from: Pool | Asking, row: ApprovalRow) {
  const rows = await askFrom<EntryRow>(from, entriesStatement, [row.id, row.round])
  const bodyOf = (round: number): Body | null => {
    const text = rows.findLast((e) => e.act === 'ask' && e.round === round)?.body
    return text == null ? null : (JSON.parse(text) as Body)
  }
  return {
    body: bodyOf(row.round) ?? {},
    formerBody: bodyOf(row.round - 1),
    entries: rows.map((e) => ({
      ...{ version: e.version, act: e.act, round: e.round, at: e.at.toISOString() },
      officer: { name: e.officer_name, certificateNo: e.certificate_no },
      ...{ reasons: e.reasons, digest: e.digest },
      problem: e.problem === null ? null : (JSON.parse(e.problem) as Record<string, unknown>),
    })),
  }
}

/** One approval with its entries; undefined where the organ has no such one. */
export async function showApproval({ pool }: Drafts, id: string, agencyId: string, officer: Signed | null) {
  const [row] = await run<ApprovalRow>(pool, showStatement, [id, agencyId])
  return row && { ...headOf(row, officer), ...(await entriesOf(pool, row)) }
}

export interface ApprovalsAsked {
  readonly after: string | null
  readonly limit: number
  readonly state: string | null
  readonly mine: 'todo' | 'asked' | null
}

/** Newest first. */
export async function listApprovals(
  { pool }: Drafts,
  agencyId: string,
  officer: Signed,
  { after, limit, state, mine }: ApprovalsAsked,
) {
  const rows = await runPlanned<ApprovalRow>(pool, listStatements[mine ?? 'all'], [
    ...[agencyId, after, limit + 1, state, mine === 'asked' ? officer.id : null, mine === 'todo' ? officer.id : null],
    ...[officer.roles, officer.certificateNo, reviewerRole],
  ])
  const items = rows.slice(0, limit).map((row) => headOf(row, officer))
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
