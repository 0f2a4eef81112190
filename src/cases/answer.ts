// The answer to an act: the case as of that act. It is a function of the events and of nothing else that changes, so a
// repeated request is answered from them and no answer is kept.
import type { Directory } from '../agencies/index.ts'
import { type CaseEvent, type CaseState, caseStatus } from '../procedure/index.ts'
import { transferView } from './view.ts'

export interface Subject {
  readonly documentNo: string
  readonly caseName: string
  readonly createdAt: Date
}

/** JSON text of the case after `event`, with the steps that the acting agency may take next. */
export function answerTo(
  event: CaseEvent,
  after: CaseState,
  subject: Subject,
  directory: Directory,
  agencyId: string,
): string {
  // Whoever relays a case away has no further step in it; `parts` says who has.
  const part = after.parts[event.by.part] === agencyId ? event.by.part : null
  const row = {
    id: event.transferId,
    version: event.version,
    document_no: subject.documentNo,
    case_name: subject.caseName,
    domain: after.domain,
    region_code: after.regionCode,
    status: caseStatus(after),
    created_at: subject.createdAt,
    updated_at: new Date(event.at),
    state: after,
  }
  return JSON.stringify(transferView(row, { directory, nowMs: Date.parse(event.at), part }))
}
