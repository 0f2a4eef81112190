// Counts periods of every unit over three years, in the time zone of its process: the hour there of one moment, and a digest
// of all that was counted and explained.
import { createHash } from 'node:crypto'
import { buildCalendar, dueAt, explainDue, publishedNotices } from '../../src/procedure/index.ts'

const calendar = buildCalendar(publishedNotices())
const digest = createHash('sha256').update(calendar.version)
for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2027, 2, 1); ms += 53 * 3_600_000 + 61_001)
  for (const unit of ['h', 'd', 'wd', 'month'] as const)
    digest.update(
      JSON.stringify([dueAt({ amount: 3, unit }, ms, calendar), explainDue({ amount: 3, unit }, ms, calendar)]),
    )
console.log(JSON.stringify([new Date(Date.UTC(2026, 0, 1)).getHours(), digest.digest('hex')]))
