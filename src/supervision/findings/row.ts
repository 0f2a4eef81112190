// A finding as its row has it, and the part of it that acts change: kept with each entry, so that what was answered once is
// answered the same again.
import type { Grade } from '../../outbox/index.ts'
import type { Citation } from '../../procedure/index.ts'
import type { Closing, FindingKind } from './kinds.ts'

export const findingStates = ['raised', 'explained', 'accepted', 'contested', 'acted', 'closed'] as const
export type FindingState = (typeof findingStates)[number]

/** What entries change. Times in RFC 3339, null where not yet. */
export interface FindingHead {
  readonly version: number
  readonly kind: FindingKind
  readonly grade: Grade
  readonly state: FindingState
  readonly dueAt: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly basis: readonly Citation[]
  readonly updatedAt: string
  readonly firstResponseAt: string | null
  readonly urgedAt: string | null
  readonly urgedTimes: number
  readonly urgedResponseAt: string | null
  readonly replyBy: string | null
  readonly closedAt: string | null
  readonly closedBecause: Closing | null
}

export interface FindingRow extends FindingHead {
  readonly id: string
  readonly family: string
  readonly subject: string
  readonly agencyId: string | null
  readonly supervisorId: string | null
  readonly alsoTold: readonly string[] | null
  readonly onlyFor: readonly string[] | null
  readonly regionCode: string
  readonly level: string | null
  readonly domain: string
  readonly transferId: string | null
  readonly penaltyId: string | null
  readonly since: string
  readonly raisedAt: string
  readonly formerId: string | null
}

const heads: Readonly<Record<keyof FindingHead, string>> = {
  version: 'version',
  kind: 'kind',
  grade: 'grade',
  state: 'state',
  dueAt: 'due_at',
  detail: 'detail',
  basis: 'basis',
  updatedAt: 'updated_at',
  firstResponseAt: 'first_response_at',
  urgedAt: 'urged_at',
  urgedTimes: 'urged_times',
  urgedResponseAt: 'urged_response_at',
  replyBy: 'reply_by',
  closedAt: 'closed_at',
  closedBecause: 'closed_because',
}
const others: Readonly<Record<Exclude<keyof FindingRow, keyof FindingHead>, string>> = {
  id: 'id',
  family: 'family',
  subject: 'subject',
  agencyId: 'agency_id',
  supervisorId: 'supervisor_id',
  alsoTold: 'also_told',
  onlyFor: 'only_for',
  regionCode: 'region_code',
  level: 'level',
  domain: 'domain',
  transferId: 'transfer_id',
  penaltyId: 'penalty_id',
  since: 'since',
  raisedAt: 'raised_at',
  formerId: 'former_id',
}

const utc = (column: string) =>
  /(_at|\.since|\.reply_by)$/.test(column)
    ? `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : column
const named = (names: Readonly<Record<string, string>>, of: string) =>
  Object.entries(names).map(([name, column]) => [name, utc(`${of}.${column}`)] as const)

/** Columns of `finding` under an alias, as a `FindingRow`. */
export const findingColumns = (of: string): string =>
  [...named(heads, of), ...named(others, of)].map(([name, column]) => `${column} as "${name}"`).join(', ')

/** The same of the head, as one JSON value: what an entry keeps as `after`. */
export const headJson = (of: string): string =>
  `jsonb_build_object(${named(heads, of)
    .map(([name, column]) => `'${name}', ${column}`)
    .join(', ')})`

/** Organs that hear of it. */
export const hearers = ({ onlyFor, agencyId, supervisorId, alsoTold }: FindingRow): string[] => {
  const all = onlyFor ?? [agencyId, supervisorId, ...(alsoTold ?? [])]
  return [...new Set(all.filter((id) => id !== null))]
}
