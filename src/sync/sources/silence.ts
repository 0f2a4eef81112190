// Absence is an event: a source that has brought nothing for longer than is usual there, that answers nobody, or that did not
// even say that there was nothing. What is over is closed by the first pull that finds it over.
import { closeGap, type GapKind, raiseGap } from '../gaps.ts'
import { habitForm } from './form.ts'
import type { Sources } from './room.ts'
import { type SourceRow, sourceRows } from './rows.ts'

const hourMs = 3_600_000

/** Raises and closes what is due at this moment, of all enabled sources. */
export async function lookForSilence(room: Pick<Sources, 'pool' | 'now'>): Promise<void> {
  const now = room.now()
  for (const row of await sourceRows(room.pool)) {
    if (row.state !== 'enabled') continue
    const { recordsWithinHours, answersWithinHours, zeroReports } = habitForm.parse(row.habit)
    const since = (at: Date | null) => at ?? row.createdAt
    const answered = since(row.lastOkAt)
    await settle(room, row, 'source_failing', answered, answersWithinHours, now, { lastError: row.lastError })
    const spoke =
      zeroReports && row.lastZeroAt !== null && row.lastZeroAt > since(row.lastRecordAt)
        ? row.lastZeroAt
        : since(row.lastRecordAt)
    const kind = zeroReports ? 'zero_report_missing' : 'source_silent'
    await settle(room, row, kind, spoke, recordsWithinHours, now, {
      lastRecordAt: row.lastRecordAt,
      lastOkAt: row.lastOkAt,
    })
  }
}

async function settle(
  room: Pick<Sources, 'pool'>,
  row: SourceRow,
  kind: GapKind,
  last: Date,
  withinHours: number | undefined,
  now: number,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const subject = `source:${row.id}`
  const dueMs = withinHours === undefined ? undefined : last.getTime() + withinHours * hourMs
  if (dueMs === undefined || now <= dueMs) {
    await closeGap(
      room.pool,
      kind,
      subject,
      withinHours === undefined ? 'no longer expected' : 'it came',
      new Date(now),
    )
    return
  }
  const detail = { source: row.name, expectedWithinHours: withinHours, last, ...more }
  await raiseGap(room.pool, { kind, subject, agencyId: row.agencyId, since: new Date(dueMs), detail }, new Date(now))
}
