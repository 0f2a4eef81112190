// What is promised about reading: revealing a masked field, the log of reads, and proofs from the tree.
import { z } from 'zod'
import { line, uuid } from './primitives.ts'

export const accessKindNames = ['content', 'field', 'letter', 'bundle', 'case', 'list'] as const

/** Why something is read; long enough for a sentence, short enough to be one. */
export const accessReason = line(500)

export const revealBody = z
  .strictObject({
    pointer: line(300).regex(
      /^\/(submission|timeline\/\d{1,9}\/(input|imported\/raw))\/./,
      'a field of the case page is needed',
    ),
    reason: accessReason,
  })
  .meta({
    id: 'Reveal',
    description: 'One field in full; `pointer` (RFC 6901) as the case page has it, `reason` is recorded',
    examples: [{ pointer: '/submission/suspects/1/idNumber', reason: '核对嫌疑人身份' }],
  })

export const revealAnswer = z
  .strictObject({ pointer: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
  .meta({ id: 'Revealed' })

export const accessListQuery = z.strictObject({
  limit: z.string().optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not one of this list')
    .optional(),
  transfer: uuid.optional(),
  material: uuid.optional(),
  kind: z.enum(accessKindNames).optional(),
  agency: line(32).optional(),
  request: line(64).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  reason: z.string().optional(),
})

export const accessEntryAnswer = z.strictObject({
  no: z.int(),
  at: z.iso.datetime(),
  kind: z.enum(accessKindNames),
  agency: z.strictObject({ id: z.uuid().nullable(), code: z.string().nullable(), name: z.string().nullable() }),
  client: z.string(),
  officer: z.string().optional(),
  transferId: z.uuid().optional(),
  materialId: z.uuid().optional(),
  subject: z.string().optional(),
  field: z.string().optional(),
  query: z.string().optional(),
  rows: z.int().optional(),
  reason: z.string().optional(),
  requestId: z.string(),
  address: z.string().optional().describe('Only of readers of one’s own agency'),
})

export const accessList = z
  .strictObject({
    items: z.array(accessEntryAnswer),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'AccessList' })

export const requestAnswer = z
  .strictObject({
    requestId: z.string(),
    acts: z
      .array(
        z.strictObject({
          transferId: z.uuid(),
          version: z.int().meta({ description: 'number of the entry in the case' }),
          step: z.string(),
          client: z.string(),
          agency: z.strictObject({ id: z.uuid().nullable(), code: z.string().nullable(), name: z.string().nullable() }),
          at: z.iso.datetime(),
        }),
      )
      .describe('what it did in cases'),
    reads: z.array(accessEntryAnswer).describe('what it read, newest first, at most 50'),
  })
  .meta({ id: 'RequestDone' })

const hashes = z.array(z.string()).describe('32 bytes each, base64')
export const inclusionAnswer = z.strictObject({ leaf: z.int(), size: z.int(), hashes }).meta({ id: 'InclusionProof' })
export const consistencyAnswer = z.strictObject({ from: z.int(), to: z.int(), hashes }).meta({ id: 'ConsistencyProof' })

const checkpoint = z
  .strictObject({ size: z.int(), note: z.string(), verifierKey: z.string() })
  .describe('The signed note, and the key it is signed for')
export const caseJournalAnswer = z
  .strictObject({
    checkpoint: checkpoint.nullable(),
    items: z.array(z.strictObject({ version: z.int(), leaf: z.int().meta({ description: 'Index, from 0' }) })),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'JournalOfTransfer' })
export const entryProofAnswer = z
  .strictObject({
    version: z.int(),
    leaf: z.int(),
    entry: z.string().meta({ description: 'The leaf itself, base64: a byte for its kind and a commitment' }),
    root: z.string().meta({ description: 'Root of the tree of that size, base64' }),
    hashes,
    checkpoint,
  })
  .meta({ id: 'EntryProof' })
