// The request headers that the contract gives a meaning.
import type { Context } from 'hono'
import { Refusal } from '../kernel/index.ts'

/** `Idempotency-Key`: 1 to 255 visible characters; undefined where none was sent. */
export function idempotencyKey(c: Context): string | undefined | Refusal {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return undefined
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  return new Refusal('invalid_header', 'Idempotency-Key must be 1 to 255 visible ASCII characters.', {
    errors: [{ pointer: '', detail: 'header Idempotency-Key' }],
  })
}

/** `If-Match: "<version>"`; undefined where none was sent or it is `*`. */
export function ifMatch(c: Context): number | undefined | Refusal {
  const value = c.req.header('if-match')
  if (value === undefined || value === '*') return undefined
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(value)?.[1]
  if (version !== undefined) return Number(version)
  return new Refusal('invalid_header', 'If-Match must be the version of the case in quotes, for example "3".', {
    errors: [{ pointer: '', detail: 'header If-Match' }],
  })
}

/** `limit` of a list: 1 to 200, 50 where none is given. */
export function pageLimit(c: Context): number | Refusal {
  const value = c.req.query('limit')
  if (value === undefined) return 50
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0
  return limit >= 1 && limit <= 200
    ? limit
    : new Refusal('invalid_fields', 'limit must be between 1 and 200.', {
        errors: [{ pointer: '/limit', detail: 'query parameter out of range' }],
      })
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isUuid = (text: string) => uuidPattern.test(text)
