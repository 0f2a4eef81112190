// Charges, of the case and of each suspect at each of six stages, under the names that the mapping gives them. An unmapped
// one is told by its code and never taken by the name it has there.
import type { CaseRows } from './case-rows.ts'

export type Charge = { readonly name: string; readonly article?: string | undefined }

/** ZM_TYPE of XIANYIREN_ACCUSE. */
export const stage = {
  arrestRequest: '1',
  arrestApproved: '2',
  referral: '3',
  indictment: '4',
  firstInstance: '5',
  final: '6',
} as const

export interface Charged {
  readonly charges: readonly Charge[]
  /** Codes without a mapping, with their own names. */
  readonly unmapped: readonly string[]
}

const nothing: Charged = { charges: [], unmapped: [] }

function named(rows: CaseRows, codes: readonly string[]): Charged {
  const charges: Charge[] = []
  const unmapped: string[] = []
  for (const code of codes) {
    const charge = rows.codes.charges.get(code)
    const name = rows.codes.chargeNames.get(code)
    if (charge === undefined) {
      rows.unmapped('charge', code, name)
      unmapped.push(name === undefined ? code : `${code} ${name}`)
    } else if (!charges.some((c) => c.name === charge.name)) charges.push(charge)
  }
  return { charges, unmapped }
}

/** The transfer letter's. */
export function chargesOfLetter(rows: CaseRows): Charged {
  const codes = rows
    .of('CASE_ACCUSE')
    .filter(({ values }) => values.ACCUSE_ID && (values.ZM_TYPE ?? '1') === '1')
    .map(({ values }) => values.ACCUSE_ID as string)
  return named(rows, codes)
}

/** One suspect's, at the first of the stages that has any. */
export function chargesAt(rows: CaseRows, suspect: string | undefined, ...stages: readonly string[]): Charged {
  if (suspect === undefined) return nothing
  const own = rows.of('XIANYIREN_ACCUSE').filter(({ values }) => values.XIANYIREN_ID === suspect && values.ACCUSE_ID)
  for (const one of stages) {
    const codes = own.filter(({ values }) => values.ZM_TYPE === one).map(({ values }) => values.ACCUSE_ID as string)
    if (codes.length > 0) return named(rows, codes)
  }
  return nothing
}
