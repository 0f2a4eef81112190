// What a file is to those who may see it. The bytes are elsewhere; who may see it is decided elsewhere.
import { z } from 'zod'
import { evidenceCodes } from './evidence.ts'

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

const words = z.object({ zh: z.string(), en: z.string() })

export const materialShown = z.object({
  id: z.uuid(),
  filename: z.string().describe('As the sender named it. Never a path to write to.'),
  mediaType: z.string().nullable().describe('By content; null until the file is complete.'),
  declaredType: z.string().nullable().describe('As the sender declared it; believed by nobody.'),
  size: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('Bytes; declared while receiving, counted when ready; null while the sender has not said it.'),
  sha256: hex64.nullable().describe('Null until the file is complete.'),
  sm3: hex64.nullable().describe('GB/T 32905; null until the file is complete.'),
  state: z
    .enum(['receiving', 'ready', 'refused', 'registered', 'quarantined'])
    .describe(
      'registered: held elsewhere, there is no content here; quarantined: the scanner found something, and it is kept from everybody',
    ),
  failure: z.string().optional().describe('Why it was refused, or what the scanner found.'),
  scan: z
    .enum(['waiting', 'clean', 'unscanned'])
    .optional()
    .describe('What the virus scanner said; unscanned: too large for it. Absent where none is asked.'),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional().describe('Removed after this unless a case takes it; absent once one has.'),
  transferId: z.uuid().optional(),
  kind: z.string().optional(),
  title: z.string().optional(),
  version: z.int().optional().describe('Of the case: the act that took it in.'),
  original: z.boolean().optional(),
  originalOrCopy: z.string().optional().describe('原件 or 复制件'),
  folder: z.string().optional().describe('卷/册, as last filed'),
  carrier: z.enum(['paper', 'electronic']).optional(),
  evidence: z
    .looseObject({
      code: z.enum(evidenceCodes),
      criminal: words.describe('Kind under CPL 50'),
      administrative: words.nullable().describe('Kind under APL 46'),
      needsRecollection: z.boolean().describe('Public security normally takes it again'),
    })
    .optional(),
  held: z
    .strictObject({
      system: z.string(),
      identifier: z.string(),
      retainedUntil: z.iso.date(),
      contact: z.looseObject({ name: z.string() }),
    })
    .optional()
    .describe('Where a registered one is held.'),
})

export type MaterialShown = z.infer<typeof materialShown>
