// A transfer letter in preparation. It is kept as it is, however much of it is still missing: only `check` holds it against
// the contract.
import { z } from 'zod'

export const draftBody = z.looseObject({}).meta({
  id: 'DraftBody',
  description: 'A SubmitTransfer as far as it is written; nothing in it is required or checked.',
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const head = {
  id: z.uuid(),
  version: z.int(),
  documentNo: z.string().nullable().meta({ description: 'As the draft has it, where that is a document number' }),
  caseName: z.string().nullable(),
  createdAt: at,
  updatedAt: at,
}

export const draftAnswer = z.strictObject({ ...head, draft: z.looseObject({}) }).meta({ id: 'Draft' })

export const draftList = z
  .strictObject({
    items: z.array(z.strictObject(head)),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'DraftList' })
