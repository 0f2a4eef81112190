// What was issued: one row a letter, written by the act that issues it in its own statement, and read by whoever checks a
// letter or asks what of a case was issued.
import { type Pool, run, type Statement } from '../../db/index.ts'

/** Column of `act`: what the act issues, null for all others. */
export const letterColumns = 'letter json'

/** The share of the letters' room in the act's one statement. */
export const issuePart = `
letter_issued as (
  insert into letter_issue (transfer_id, version, letter, code, agency_id, document_no, issued_on, issued_version, material_id, sha256, sm3)
  select go.id, (go.letter ->> 'version')::int, go.letter ->> 'letter', go.letter ->> 'code', go.agency_id, go.letter ->> 'documentNo',
    (go.letter ->> 'issuedOn')::date, go.version, (go.letter ->> 'materialId')::uuid, go.letter ->> 'sha256', go.letter ->> 'sm3'
  from go where go.letter is not null
)`

/** What an act carries for `issuePart`. */
export interface Issuing {
  readonly version: number
  readonly letter: string
  readonly code: string
  readonly documentNo: string | null
  /** Local date on the letter. */
  readonly issuedOn: string
  readonly materialId: string
  readonly sha256: string
  readonly sm3: string
}

export interface Issued extends Issuing {
  readonly transferId: string
  readonly agencyId: string
  /** Entry of the issue. */
  readonly issuedVersion: number
}

const columns = `transfer_id as "transferId", version, letter, code, agency_id as "agencyId", document_no as "documentNo",
  issued_on::text as "issuedOn", issued_version as "issuedVersion", material_id as "materialId", sha256, sm3`
const ofCase: Statement = {
  name: 'letters_issued_of_case',
  text: `select ${columns} from letter_issue where transfer_id = $1::uuid order by issued_version`,
}
const byCode: Statement = {
  name: 'letters_issued_by_code',
  text: `select ${columns} from letter_issue where code = $1`,
}

export const issuedOf = (pool: Pool, transferId: string): Promise<Issued[]> =>
  run<Issued & object>(pool, ofCase, [transferId])

export async function issuedByCode(pool: Pool, code: string): Promise<Issued | undefined> {
  return (await run<Issued & object>(pool, byCode, [code]))[0]
}
