// How many periods run, on the wire: by urgency, sending organ and period.
import { z } from 'zod'

const whole = z.int().min(0)
export const clockUrgencies = ['overdue', 'urgent', 'soon', 'watch', 'calm'] as const
const counts = {
  overdue: whole.meta({ description: 'Past the later reading of the end' }),
  urgent: whole.meta({ description: 'No more than a day left, nor than a third of the period' }),
  soon: whole.meta({ description: 'No more than three days left, nor than two thirds of the period' }),
  watch: whole.meta({ description: 'No more than seven days left' }),
  calm: whole,
}

export const clockFigures = z
  .strictObject({
    asOf: z.iso.datetime().meta({ description: 'The moment that was counted; up to two minutes ago' }),
    total: z.strictObject(counts),
    bySender: z.array(
      z.strictObject({
        sender: z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() }),
        ...counts,
      }),
    ),
    byRule: z.array(z.strictObject({ rule: z.string(), zh: z.string(), en: z.string(), ...counts })),
  })
  .meta({ id: 'ClockFigures', description: 'Running periods in the caller’s sight, each row the most urgent first' })
