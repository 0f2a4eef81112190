// What the room needs from outside: given in once at start, so that tests pass a clock and nothing else.
import type { Pool } from '../../db/index.ts'
import type { Directory } from '../agencies/index.ts'
import type { Calendar, OptIns } from '../procedure/index.ts'

export interface CasesDeps {
  readonly pool: Pool
  /** Who is registered, as of at most a moment ago. */
  readonly directory: () => Promise<Directory> | Directory
  /** Signs a payload as a compact JWS with the gateway's key. */
  readonly sign: (payload: Record<string, unknown>, header: Record<string, unknown>) => Promise<string> | string
  /** The official calendar of a region: the country's notices and its own. */
  readonly calendarFor: (regionCode: string) => Calendar
  /** Stages of clocks that the region has opted in to, for a domain. */
  readonly optInsFor: (regionCode: string, domain: string) => OptIns
  /** Epoch milliseconds. */
  readonly now: () => number
  /** The gateway's issuer URL; stands in every receipt. */
  readonly issuer: string
}
