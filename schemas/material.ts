// What a file is to those who may see it. The bytes are elsewhere; who may see it is decided elsewhere.
import { z } from 'zod'

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

export const materialShown = z.object({
  id: z.uuid(),
  filename: z.string().describe('As the sender named it. Never a path to write to.'),
  mediaType: z.string().nullable().describe('By content; null until the file is complete.'),
  declaredType: z.string().nullable().describe('As the sender declared it; believed by nobody.'),
  size: z.number().int().nonnegative().describe('Bytes; declared while receiving, counted when ready.'),
  sha256: hex64.nullable().describe('Null until the file is complete.'),
  sm3: hex64.nullable().describe('GB/T 32905; null until the file is complete.'),
  state: z.enum(['receiving', 'ready', 'refused']),
  failure: z.string().optional().describe('Why it was refused.'),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional().describe('Removed after this unless a case takes it; absent once one has.'),
  transferId: z.uuid().optional(),
  kind: z.string().optional(),
  title: z.string().optional(),
})

export type MaterialShown = z.infer<typeof materialShown>
