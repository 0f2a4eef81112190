// The rows of `material_in`: what an act takes into the case, and what it says of it as evidence.
import { type Evidence, needsRecollection } from '../../schemas/index.ts'
import type { CaseEvent } from '../procedure/index.ts'

export function materialRows(event: CaseEvent): (Record<string, unknown> & { id: string })[] {
  return ((event.input.materials ?? []) as readonly Record<string, unknown>[]).map((m, seq) => ({
    seq,
    id: String(m.id),
    agency_id: event.by.agencyId,
    sha256: m.sha256,
    kind: m.kind,
    title: m.title,
    original: m.original ?? null,
    ...cataloguedColumns(m),
  }))
}

/** Columns of `material_in` that catalogue a material; none where the reference says nothing of it as evidence. */
function cataloguedColumns(reference: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { evidence, folder, carrier } = reference as { evidence?: Evidence; folder?: string; carrier?: string }
  if (evidence === undefined && folder === undefined && carrier === undefined) return {}
  return {
    folder: folder ?? null,
    evidence_code: evidence?.code ?? null,
    needs_recollection: evidence === undefined ? null : needsRecollection(evidence),
    catalogue: { ...(evidence && { evidence }), ...(carrier !== undefined && { carrier }) },
  }
}
