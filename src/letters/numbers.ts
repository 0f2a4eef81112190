// Allots numbers: one a letter of an entry, the same for every attempt, in order and without gaps. A number whose letter was
// refused goes to the next one; a number that stands on an issued letter is never given again.
import { inTransaction, type Pool, run, type Statement } from '../../db/index.ts'
import { everyLetter, numberText, periodOf, type Scheme, schemesOf, seriesOf } from './schemes.ts'

export interface LetterKey {
  readonly transferId: string
  readonly version: number
  readonly letter: string
}

/** No act takes as long; after it an attempt that said nothing more has ended with its process. */
const attemptMinutes = 15

const lock: Statement = {
  name: 'letters_number_lock',
  text: `select pg_advisory_xact_lock(hashtextextended('letter:' || $1 || ':' || $2 || ':' || $3, 0))`,
}
const again: Statement = {
  name: 'letters_number_again',
  text: `update letter_number set attempts = attempts + 1, tried_at = $7::timestamptz
    where agency_id = $1::uuid and series = $2 and period = $3 and transfer_id = $4::uuid and version = $5::int and letter = $6
    returning document_no`,
}
const taken: Statement = {
  name: 'letters_number_taken',
  text: `update letter_number set transfer_id = $4::uuid, version = $5::int, letter = $6, attempts = 1, tried_at = $7::timestamptz
    where agency_id = $1::uuid and series = $2 and period = $3 and no = (
      select n.no from letter_number n where n.agency_id = $1::uuid and n.series = $2 and n.period = $3
        and (n.attempts <= 0 or n.tried_at < $7::timestamptz - interval '${attemptMinutes} minutes')
        and not exists (select from letter_issue i where i.transfer_id = n.transfer_id and i.version = n.version and i.letter = n.letter)
      order by n.no limit 1)
    returning document_no`,
}
const last: Statement = {
  name: 'letters_number_last',
  text: 'select max(no) as no from letter_number where agency_id = $1::uuid and series = $2 and period = $3',
}
const insert: Statement = {
  name: 'letters_number_new',
  text: `insert into letter_number (agency_id, series, period, no, document_no, transfer_id, version, letter, attempts, tried_at)
    values ($1::uuid, $2, $3, $8::int, $9, $4::uuid, $5::int, $6, 1, $7::timestamptz)`,
}
const over: Statement = {
  name: 'letters_number_over',
  text: `update letter_number set attempts = attempts - 1
    where agency_id = $1::uuid and transfer_id = $2::uuid and version = $3::int and letter = $4 and attempts > 0`,
}

/** The scheme for a letter: its own, or the one for all of the agency's letters. */
export async function schemeFor(
  pool: Pool,
  agencyId: string,
  letter: string,
): Promise<(Scheme & { own: boolean }) | undefined> {
  const schemes = await schemesOf(pool, agencyId)
  const own = schemes.find((s) => s.letter === letter)
  const found = own ?? schemes.find((s) => s.letter === everyLetter)
  return found && { ...found, own: own !== undefined }
}

/** The letter's number. Ends with `attemptOver` where the letter was not issued. `day`: local date on the letter. */
export function allot(
  pool: Pool,
  agencyId: string,
  scheme: Scheme,
  key: LetterKey,
  day: string,
  now: Date,
): Promise<string> {
  const series = seriesOf(scheme)
  const period = periodOf(scheme, day)
  const place = [agencyId, series, period, key.transferId, key.version, key.letter, now]
  return inTransaction(pool, async (connection) => {
    await connection.query({ ...lock, values: [agencyId, series, period] })
    for (const statement of [again, taken]) {
      const [row] = (await connection.query<{ document_no: string }>({ ...statement, values: place })).rows
      if (row === undefined) continue
      return row.document_no
    }
    const [used] = (await connection.query<{ no: number | null }>({ ...last, values: [agencyId, series, period] })).rows
    const no = used?.no == null ? scheme.start : used.no + 1
    const text = numberText(scheme, no, day)
    await connection.query({ ...insert, values: [...place, no, text] })
    return text
  })
}

/** The attempt was refused: once none is under way the number is free. */
export async function attemptOver(
  pool: Pool,
  agencyId: string,
  { transferId, version, letter }: LetterKey,
): Promise<void> {
  await run(pool, over, [agencyId, transferId, version, letter])
}
