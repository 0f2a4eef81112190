// What is behind an organ: its closed cases, and what one of its officers did.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { outlinesOf } from './outlines.ts'
import type { WorkCursor } from './work.ts'
import type { WorkAbout } from './work-words.ts'

const closedStatement: Statement = {
  name: 'cases_work_closed',
  text: `select transfer_id, ends_at, about from case_work where agency_id = $1 and tab = 'closed'
  and ($2::timestamptz is null or (ends_at, transfer_id) < ($2, $3::uuid)) order by ends_at desc, transfer_id desc limit $4`,
}

/** The organ's cases in which nobody has anything left to decide and it owes nothing, the last first. */
export async function closedCases(
  pool: Pool,
  agencyId: string,
  after: Pick<WorkCursor, 'endsAt' | 'transferId'> | null,
  limit: number,
) {
  const rows = await run<{ transfer_id: string; ends_at: Date; about: WorkAbout }>(pool, closedStatement, [
    ...[agencyId, after?.endsAt ?? null, after?.transferId ?? null, limit + 1],
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ transfer_id: transferId, ends_at: at, about }) => ({
      ...{ transferId, documentNo: about.documentNo, caseName: about.caseName },
      ...{ domain: about.domain, status: about.status, at: at.toISOString() },
    })),
    next: rows.length > limit && last ? `${last.ends_at.getTime()}~${last.transfer_id}~closed` : null,
  }
}

const doneStatement: Statement = {
  name: 'cases_work_done',
  text: `select transfer_id, version, step, at from officer_act where agency_id = $1 and certificate_no = $2
  and ($3::timestamptz is null or (at, transfer_id, version) < ($3, $4::uuid, $5)) order by at desc, transfer_id desc, version desc limit $6`,
}

/** Acts that name an officer of the organ by this certificate, the last first. */
export async function actsOfOfficer(
  pool: Pool,
  agencyId: string,
  certificateNo: string,
  after: WorkCursor | null,
  limit: number,
) {
  const rows = await run<{ transfer_id: string; version: number; step: string; at: Date }>(pool, doneStatement, [
    ...[agencyId, certificateNo, after?.endsAt ?? null, after?.transferId ?? null],
    ...[after === null ? null : Number(after.key), limit + 1],
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const cases = await outlinesOf(pool, agencyId, [...new Set(page.map((row) => row.transfer_id))])
  return {
    items: page.flatMap(({ transfer_id: transferId, version, step, at }) => {
      const seen = cases.get(transferId)
      return seen === undefined
        ? []
        : {
            transferId,
            version,
            step,
            at: at.toISOString(),
            documentNo: seen.documentNo,
            caseName: seen.maskedName,
            status: seen.status,
          }
    }),
    next: rows.length > limit && last ? `${last.at.getTime()}~${last.transfer_id}~${last.version}` : null,
  }
}
