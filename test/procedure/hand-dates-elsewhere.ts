// Counts the periods it is asked for, for the country and for a region, in the time zone of its process.
import { calendarsFrom } from '../../src/procedure/calendar.ts'
import { dueAt, explainDue, type Unit } from '../../src/procedure/clock.ts'

const calendarFor = calendarsFrom([
  { regionCode: '640000', year: 2025, rest: { '2025-06-06': '古尔邦节' }, worked: ['2025-06-08'] },
])
const questions = JSON.parse(process.env.QUESTIONS ?? '[]') as [Unit, number, number][]
const answers = questions.flatMap(([unit, amount, ms]) =>
  ['310115', '640105'].map((region) => [
    dueAt({ amount, unit }, ms, calendarFor(region)),
    explainDue({ amount, unit }, ms, calendarFor(region)),
  ]),
)
console.log(JSON.stringify({ midnight: new Date('2026-01-01T00:00:00Z').toTimeString().slice(0, 5), answers }))
