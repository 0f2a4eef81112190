// Sight of drafts: their own organ's, and nobody else's.
import { run } from '../../db/index.ts'
import type { DraftRow, Drafts } from './room.ts'
import { listStatement, showStatement } from './statements.ts'

interface Row {
  readonly id: string
  readonly version: number
  readonly document_no: string | null
  readonly case_name: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

const headOf = (row: Row): DraftRow => ({
  id: row.id,
  version: row.version,
  documentNo: row.document_no,
  caseName: row.case_name,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})

/** One draft and its JSON text; undefined where the organ has no such draft. */
export async function showDraft({ pool }: Drafts, id: string, agencyId: string) {
  const [row] = await run<Row & { body: string }>(pool, showStatement, [id, agencyId])
  return row && { row: headOf(row), text: row.body }
}

/** An organ's drafts, newest first. */
export async function listDrafts({ pool }: Drafts, agencyId: string, page: { after: string | null; limit: number }) {
  const rows = await run<Row>(pool, listStatement, [agencyId, page.after, page.limit + 1])
  const items = rows.slice(0, page.limit).map(headOf)
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}
