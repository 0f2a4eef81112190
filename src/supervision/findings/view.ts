// A finding as somebody may see it. Details name no natural person: they are made so; texts that people wrote are masked
// by the door as every page is.

import type { Directory } from '../../agencies/index.ts'
import { agencyView } from '../../cases/index.ts'
import { citationText } from '../../procedure/index.ts'
import { closings, kindRule } from './kinds.ts'
import { availableTo } from './lifecycle.ts'
import type { FindingAct } from './notices.ts'
import type { FindingHead, FindingRow } from './row.ts'
import type { roleIn } from './sight.ts'

export interface FindingEntry {
  readonly version: number
  readonly act: FindingAct
  readonly agencyId: string | null
  readonly at: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly body: Readonly<Record<string, unknown>>
  readonly after: FindingHead
}

const secondsBetween = (from: string | null, to: string | null) =>
  from === null || to === null ? null : Math.round((Date.parse(to) - Date.parse(from)) / 1000)

/** One line of a list. */
export function findingLine(row: FindingRow, directory: Directory) {
  const { zh, en } = kindRule(row.kind)
  const organ = (id: string | null) => (id === null ? null : agencyView(directory, id))
  return {
    ...{ id: row.id, version: row.version, kind: row.kind, zh, en, grade: row.grade, state: row.state },
    ...{ subject: row.subject, agency: organ(row.agencyId), supervisor: organ(row.supervisorId) },
    ...{ regionCode: row.regionCode, level: row.level, domain: row.domain },
    ...(row.transferId !== null && { transferId: row.transferId }),
    ...(row.penaltyId !== null && { penaltyId: row.penaltyId }),
    ...{ basis: row.basis, basisText: row.basis.map(citationText), detail: row.detail },
    ...{ since: row.since, dueAt: row.dueAt, raisedAt: row.raisedAt, updatedAt: row.updatedAt },
    response: {
      firstAt: row.firstResponseAt,
      seconds: secondsBetween(row.raisedAt, row.firstResponseAt),
      urgedTimes: row.urgedTimes,
      urgedAt: row.urgedAt,
      urgedSeconds: secondsBetween(row.urgedAt, row.urgedResponseAt),
      replyBy: row.replyBy,
    },
    closed:
      row.closedAt === null || row.closedBecause === null
        ? null
        : { at: row.closedAt, because: row.closedBecause, ...closings[row.closedBecause] },
    ...(row.formerId !== null && { formerId: row.formerId }),
  }
}

/** One finding with its entries, as of the last of them. */
export function findingView(
  row: FindingRow,
  entries: readonly FindingEntry[],
  role: NonNullable<ReturnType<typeof roleIn>>,
  directory: Directory,
) {
  return {
    ...findingLine(row, directory),
    entries: entries.map(({ version, act, agencyId, at, officers, body, after }) => ({
      ...{ version, act, at, by: agencyId === null ? null : agencyView(directory, agencyId) },
      officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
      ...{ state: after.state, grade: after.grade, said: shownOf(body) },
      ...(act === 'urge' && { letter: `/v1/findings/${row.id}/letters/${version}` }),
    })),
    available: availableTo(row, role),
  }
}

/** What is kept for the letter alone stands in the letter. */
function shownOf({ letter: _, replyByAt: __, ...said }: FindingEntry['body']) {
  return said
}

export type FindingView = ReturnType<typeof findingView>
