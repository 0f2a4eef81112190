// What the room needs from outside: given in once at start, so that tests pass a clock and nothing else.
import type { Pool } from '../../db/index.ts'
import type { Directory } from '../agencies/index.ts'
import type { Calendar } from '../procedure/index.ts'

export interface CasesDeps {
  readonly pool: Pool
  /** Who is registered, as of at most a moment ago. */
  readonly directory: () => Promise<Directory> | Directory
  /** Signs a payload as a compact JWS with the gateway's key. */
  readonly sign: (payload: Record<string, unknown>, header: Record<string, unknown>) => Promise<string> | string
  readonly calendar: () => Calendar
  /** Epoch milliseconds. */
  readonly now: () => number
  /** The gateway's issuer URL; stands in every receipt. */
  readonly issuer: string
}
