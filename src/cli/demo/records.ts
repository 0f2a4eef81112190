// The published penalty records that the demonstration starts from. Reads the project's own copy and refuses a file that
// is not what it should be; it corrects nothing and infers nothing.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { DemoFault } from './fault.ts'

const text = z.string().nullable()
const figure = z.number().nonnegative().nullable()

const publishedRecord = z.looseObject({
  record_id: z.string().regex(/^P\d{3}$/),
  agency: text,
  region_code: z
    .string()
    .regex(/^\d{6}$/)
    .nullable(),
  domain: z.string(),
  decision_no: text,
  party_kind: z.enum(['unit', 'person']).nullable(),
  violation_type: z.string().min(1),
  facts: z.string().min(1),
  record_type: z.string(),
  fine_cny: figure,
  goods_value_cny: figure,
  illegal_income_cny: figure,
  sales_cny: figure,
  tax_evaded_cny: figure,
  quantities: z.record(z.string(), z.union([z.number(), z.array(z.number())])),
  transferred_to_police: z.boolean().nullable(),
  justice_flow: text,
})

export type PublishedRecord = z.infer<typeof publishedRecord>

const path = fileURLToPath(new URL('../../../db/seeds/penalties-public.ndjson', import.meta.url))

/** All records by their id; throws DemoFault with the line that is wrong. */
export function publishedRecords(): ReadonlyMap<string, PublishedRecord> {
  const records = new Map<string, PublishedRecord>()
  for (const [index, line] of readFileSync(path, 'utf8').trimEnd().split('\n').entries()) {
    const parsed = publishedRecord.safeParse(json(line))
    if (!parsed.success)
      throw new DemoFault(`${path}, line ${index + 1}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
    if (records.has(parsed.data.record_id))
      throw new DemoFault(`${path}, line ${index + 1}: ${parsed.data.record_id} stands there twice`)
    records.set(parsed.data.record_id, parsed.data)
  }
  return records
}

/** Undefined where the line is no JSON: the schema then says so. */
function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
