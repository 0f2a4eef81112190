// What of a draft is as the contract has it, field by field: the others are not known yet.
import { submitTransfer } from '../../schemas/index.ts'

/** `text` is the draft's JSON, an object. */
export function soundFields(text: string): Record<string, unknown> {
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>
  const sound: Record<string, unknown> = {}
  for (const [field, schema] of Object.entries(submitTransfer.shape)) {
    const value = body[field]
    const parsed = value === undefined ? undefined : schema.safeParse(value)
    if (parsed?.success) sound[field] = parsed.data
  }
  return sound
}
