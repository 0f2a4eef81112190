// Column types that PostgreSQL has and drizzle does not name.
import { customType } from 'drizzle-orm/pg-core'

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** 64-bit transaction id; it never wraps, so it orders transactions for good. */
export const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })
