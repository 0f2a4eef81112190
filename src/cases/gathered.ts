// The gathered row as others want it: the title of the case, and the case as it stood before an act.
import type { Subject } from './answer.ts'
import type { GatheredRow } from './gather.ts'
import type { Before } from './prepare.ts'

export const subjectOf = (row: GatheredRow): Subject => ({
  documentNo: row.document_no,
  caseName: row.case_name,
  createdAt: row.created_at,
})

export const beforeOf = (row: GatheredRow): Before => ({
  state: row.state,
  views: row.views,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  link: row.link,
})
