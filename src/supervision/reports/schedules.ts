// What the rhythms owe by now: a row a period, written once however many replicas look and however often. A gateway that
// stood still makes up for what it missed.
import { run } from '../../../db/index.ts'
import { rfc3339, uuidv7 } from '../../kernel/index.ts'
import { titleOf } from './ask.ts'
import { periodsEnded } from './period.ts'
import { listSchedules } from './read.ts'
import type { Reports } from './room.ts'
import { endScheduleStatement, oweStatement } from './statements.ts'

/** Enters what is owed; gives the number of reports that were not there before. */
export async function oweReports(room: Reports): Promise<number> {
  const { pool, now } = room
  const directory = await room.directory()
  const owed = (await listSchedules(pool, null, true)).flatMap((schedule) => {
    const agency = directory.byId.get(schedule.agencyId)
    if (agency === undefined) return []
    const { kind, every, since, delayDays, asked } = schedule
    return periodsEnded(every, since, delayDays, now()).map((period) => ({
      ...{ id: uuidv7(now()), kind, agency_id: agency.id, region_code: agency.regionCode },
      title: titleOf(agency, { kind, ...asked, ...period }),
      ...{ from_month: period.from, to_month: period.to, asked, asked_at: rfc3339(now()), schedule_id: schedule.id },
    }))
  })
  if (owed.length === 0) return 0
  return (await run(pool, oweStatement, [JSON.stringify(owed)])).length
}

/** False where there is no such running one of the organ. */
export async function endSchedule(
  { pool, now }: Pick<Reports, 'pool' | 'now'>,
  agencyId: string,
  id: string,
  because: string,
): Promise<boolean> {
  return (await run(pool, endScheduleStatement, [id, agencyId, new Date(now()), because])).length > 0
}
