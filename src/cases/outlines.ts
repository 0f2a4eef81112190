// What a caller may know of cases that a list of another room names: what they are called, where it has a part in them. Of
// the others it learns nothing here.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart } from '../agencies/index.ts'
import { transferColumns } from './gather.ts'
import { maskedCaseName } from './masked-name.ts'
import { asSeen, type SeenRow } from './read.ts'

export interface CaseOutline {
  readonly id: string
  readonly documentNo: string
  readonly caseName: string
  /** The same without names of natural persons. */
  readonly maskedName: string
  readonly status: string
}

const outlineStatement: Statement = {
  name: 'cases_outlines',
  text: `select ${transferColumns}, t.views, p.part, p.to_version, p.state_at_end
from unnest($1::uuid[]) as a(id) join transfer t on t.id = a.id cross join ${callerPart}`,
}

/** Of those cases in which the agency has, or had, a part. */
export async function outlinesOf(
  pool: Pool,
  agencyId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CaseOutline>> {
  const rows = await run<SeenRow>(pool, outlineStatement, [ids, agencyId])
  return new Map(
    rows.map((row) => {
      const { id, document_no: documentNo, case_name: caseName, status, state } = asSeen(row, agencyId)
      return [id, { id, documentNo, caseName, maskedName: maskedCaseName(caseName, state.suspects), status }]
    }),
  )
}
