// The columns by which penalty cases are listed, filtered and held against each other, taken from the canonical record.
import type { PenaltyRecord } from '../../schemas/index.ts'
import type { Organs } from './room.ts'

export interface Columns {
  readonly agencyId: string | null
  readonly organName: string | null
  readonly organCode: string | null
  readonly regionCode: string | null
  readonly domain: string | null
  readonly decisionKey: string | null
  readonly decidedOn: string | null
  readonly procedure: string | null
  readonly fineFen: number | null
  readonly suspected: boolean | null
  readonly transferred: boolean | null
}

/**
 * The organ is the registered one of its code; a name alone names nobody, for organs are renamed and merged. A region that
 * the record does not give is the registered organ's, for whoever watches the organ must see the record.
 */
export function columnsOf(record: PenaltyRecord, organs: Organs): Columns {
  const code = record.organ.code?.value ?? null
  const organ = code === null ? undefined : organs.byCode.get(code)
  const decided = record.dates.decided?.value ?? null
  return {
    agencyId: organ?.id ?? null,
    organName: record.organ.name,
    organCode: code,
    regionCode: record.regionCode ?? organ?.regionCode ?? null,
    domain: record.domain,
    decisionKey: record.decisionNo?.key ?? null,
    decidedOn: decided !== null && decided.length === 10 ? decided : null,
    procedure: record.procedure?.kind ?? null,
    fineFen: fineOf(record),
    suspected: record.crime.suspected,
    transferred: record.crime.transferred,
  }
}

/** The fines that could be read, together; null where there is none. It is also what exchanges sum up (罚款金额). */
export function fineOf(record: PenaltyRecord): number | null {
  let sum: number | null = null
  for (const amount of record.amounts) if (amount.kind === 'fine' && amount.fen !== null) sum = (sum ?? 0) + amount.fen
  return sum !== null && Number.isSafeInteger(sum) ? sum : null
}
