// Query parameters by their contract, or a refusal that names each that is wrong.
import type { Context } from 'hono'
import type { ZodType } from 'zod'
import { Refusal } from '../kernel/index.ts'
import { faultsOf } from './read-body.ts'

export function queryAt<T>(c: Context, schema: ZodType<T>): T | Refusal {
  const parsed = schema.safeParse(c.req.query())
  if (parsed.success) return parsed.data
  return new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
    errors: faultsOf(parsed.error),
  })
}
