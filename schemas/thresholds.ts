// The filing thresholds (立案追诉标准) on the wire: public law as the screening obeys it, with its days and how far its text was
// read.
import { z } from 'zod'
import { line } from './primitives.ts'
import { domains } from './transfer.ts'

const words = z.strictObject({ zh: z.string(), en: z.string() })

const told = z.strictObject({
  depth: z.int().min(0),
  kind: z.enum(['any', 'all', 'one']),
  ...words.shape,
  from: z
    .array(z.enum(['record', 'history', 'region']))
    .meta({ description: 'The record itself, the subject’s earlier penalties, or a figure of the province' }),
})

const threshold = z.strictObject({
  id: z.string().meta({ description: 'The same over versions, which differ by their days' }),
  charge: words,
  article: z.string().meta({ description: 'Of the Criminal Law; `142-1` is 第一百四十二条之一' }),
  policeCategory: z.string().nullable(),
  instrument: z.string(),
  from: z.iso.date().meta({ description: 'In force from this day' }),
  to: z.iso.date().nullable().meta({ description: 'No longer in force on this day' }),
  confidence: z.enum(['high', 'medium', 'low']),
  read: z.enum(['read', 'partly', 'memory', 'unread']).meta({ description: 'How far the instrument’s text was read' }),
  screened: z.boolean().meta({ description: 'false: shown only; records are not screened by it' }),
  domains: z.array(z.string()),
  expression: z.string().meta({ description: 'CEL over the facts of the dictionary' }),
  told: z.array(told).meta({
    description:
      'The expression as an outline in words: of the deeper lines below `any` one suffices, below `all` each is needed',
  }),
  facts: z.array(z.strictObject({ fact: z.string(), ...words.shape, unit: z.string(), from: z.string() })),
  adds: z
    .string()
    .nullable()
    .meta({ description: 'Where figures of several unpunished acts are added: where that stands' }),
  near: z
    .strictObject({ share: z.number(), basis: z.string(), read: z.enum(['read', 'memory']) })
    .nullable()
    .meta({ description: 'The instrument’s own measure of “near its figures”' }),
  note: z.string().nullable(),
})

export const thresholdList = z
  .strictObject({ items: z.array(threshold) })
  .meta({ id: 'ThresholdList', description: 'All filing thresholds, by article of the Criminal Law' })

export const thresholdsQuery = z.strictObject({
  domain: z.enum(domains).optional(),
  charge: line(100).optional().meta({ description: 'Part of the name of the charge' }),
  /** In force on that local day. */
  on: z.iso.date().optional(),
})
