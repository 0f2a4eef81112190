// The answer to an act: the case as of that act. It is a function of the events and of nothing else that changes, so a
// repeated request is answered from them and no answer is kept.
import type { Directory } from '../agencies/index.ts'
import { type CaseEvent, type CaseState, caseStatus, holders, type Viewer } from '../procedure/index.ts'
import { titleSeen, transferView } from './view.ts'

export interface Subject {
  readonly documentNo: string
  readonly caseName: string
  readonly createdAt: Date
}

/** JSON text of the case after `event` as the acting agency sees it, with the steps that it may take next. */
export function answerTo(
  event: CaseEvent,
  shown: CaseState,
  subject: Subject,
  directory: Directory,
  viewer: Viewer,
  knownElsewhere?: readonly string[],
): string {
  // Whoever relays a case away has no further step in it; `parts` says who has.
  const holds = holders(shown).some((h) => h.part === viewer.part && h.agencyId === viewer.agencyId)
  const row = {
    id: event.transferId,
    version: event.version,
    ...titleSeen({ document_no: subject.documentNo, case_name: subject.caseName }, shown.title),
    domain: shown.domain,
    region_code: shown.regionCode,
    status: caseStatus(shown),
    created_at: subject.createdAt,
    updated_at: new Date(event.at),
    state: shown,
  }
  const view = transferView(row, { directory, nowMs: Date.parse(event.at), viewer: holds ? viewer : null })
  return JSON.stringify(knownElsewhere === undefined ? view : { ...view, warnings: warningsOf(knownElsewhere) })
}

const sameWords: Readonly<Record<string, { zh: string; en: string }>> = {
  person: {
    zh: '同一人员已在其他机关移送的案件中',
    en: 'a person named here is in a case that another agency transferred',
  },
  unit: {
    zh: '同一单位已在其他机关移送的案件中',
    en: 'a unit named here is in a case that another agency transferred',
  },
  facts: { zh: '相同事实已由其他机关移送', en: 'the same facts are in a case that another agency transferred' },
  document: { zh: '相同文号已由其他机关使用', en: 'another agency transferred a case under this document number' },
}

/** That something is known elsewhere, and never where. */
export function warningsOf(kinds: readonly string[]) {
  return [...kinds].sort().map((kind) => ({ kind, ...(sameWords[kind] ?? { zh: kind, en: kind }) }))
}
