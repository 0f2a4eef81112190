// What an entry says that was taken over from an older platform: where it comes from, in that platform's words and with both
// of its times.
import { z } from 'zod'

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })

export const importedDuties = z
  .strictObject({
    items: z.array(
      z.strictObject({
        key: z.string().meta({ description: 'Of the task there; a step names it as `duty`' }),
        what: z.string().meta({ description: 'In the older platform’s words' }),
        since: at.nullable(),
        state: z.enum(['open', 'started', 'dismissed']),
        version: z.int().nullable().meta({ description: 'The entry that says so; null while it is open' }),
      }),
    ),
  })
  .meta({ id: 'ImportedDuties', description: 'What the caller’s organ had to do when the case was taken over' })

export const takenOver = z.strictObject({ installation: z.string(), through: z.int(), at }).meta({
  description:
    'Of a case that was taken over from an older platform: its code, the version of the newest entry that was taken over, and when',
})

export const namedPeriods = z
  .array(z.strictObject({ clock: z.string(), zh: z.string(), en: z.string(), instances: z.array(z.string()) }))
  .meta({
    description:
      'Of a step that starts a period by naming it: those it may name now, and where each may begin; a step that could name none is not available',
  })

export const importedEntry = z
  .strictObject({
    installation: z.string().meta({ description: 'Code of the older platform' }),
    table: z.string(),
    key: z.string().meta({ description: 'Of the row that the entry is made of' }),
    importedAt: at,
    recordedAt: at.meta({ description: 'When the older platform wrote it down' }),
    typedAt: at.optional().meta({ description: 'What its form says of when it was done' }),
    actor: z
      .strictObject({ name: z.string().optional(), account: z.string().optional(), organ: z.string().optional() })
      .optional()
      .meta({ description: 'Who acted there; no officer of this gateway' }),
    words: z
      .strictObject({ step: z.string(), act: z.string().optional(), state: z.string().optional() })
      .meta({ description: 'In its own words' }),
    raw: z.record(z.string(), z.string()).optional().meta({ description: 'Fields with no place in this contract' }),
  })
  .meta({
    id: 'ImportedEntry',
    description: 'The entry was taken over: it says what an older platform has, and nothing of it was judged here.',
  })

export const importedClueEntry = z
  .strictObject({
    installation: z.string().meta({ description: 'Code of the older platform' }),
    table: z.string(),
    key: z.string().meta({ description: 'Of the row that the entry is made of' }),
    importedAt: at,
    recordedAt: at.optional().meta({
      description:
        'When it was done there; left out where nothing readable is said: `at` is then its place in the order',
    }),
    actor: z
      .strictObject({ name: z.string().optional(), organ: z.string().optional() })
      .optional()
      .meta({ description: 'Who acted there; no officer of this gateway' }),
    to: z
      .string()
      .optional()
      .meta({ description: 'Of a dispatch: the organ it went to, in the older platform’s words' }),
    raw: z.record(z.string(), z.string()).optional().meta({
      description: 'Fields with no place in this contract; for the taker and the organ the clue lies with',
    }),
  })
  .meta({
    id: 'ImportedClueEntry',
    description: 'The entry was taken over: it says what an older platform has, and nothing of it was judged here.',
  })
