// Who can be named in an act, on the wire: organs of the registry, officers of one's own, files that no case has taken.
import { z } from 'zod'
import { materialShown } from './material.ts'
import { line } from './primitives.ts'

const kinds = [
  'administrative',
  'public_security',
  'procuratorate',
  'supervisory_commission',
  'justice_bureau',
  'government',
  'court',
  'service_platform',
] as const

/** Several kinds are divided by commas. */
const kindList = z
  .string()
  .max(200)
  .refine(
    (s) => s.split(',').every((k) => (kinds as readonly string[]).includes(k)),
    'kinds of organs are needed, divided by commas',
  )
  .transform((s) => s.split(',') as (typeof kinds)[number][])

export const organsQuery = z.object({
  q: line(100).optional(),
  kind: kindList.optional(),
  region: z
    .string()
    .regex(/^\d{2}(\d{2}(\d{2})?)?$/, 'the beginning of a region code is needed, of two, four or six digits')
    .optional(),
})

export const organList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        code: z.string().meta({ description: 'Unified social credit code: what acts name the organ by' }),
        name: z.string(),
        kind: z.enum(kinds),
        regionCode: z.string(),
        level: z.string(),
      }),
    ),
    more: z.boolean().meta({ description: 'More organs fit than are told: ask more narrowly' }),
  })
  .meta({ id: 'OrganList' })

export const officerList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        name: z.string(),
        certificateNo: z.string().meta({ description: 'Valid today' }),
        roles: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'OfficerList', description: 'Officers of the caller’s agency who may act today' })

export const unusedMaterials = z
  .strictObject({ items: z.array(materialShown), next: z.string().nullable() })
  .meta({ id: 'UnusedMaterials' })
