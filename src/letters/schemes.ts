// How an agency numbers its letters: a pattern, when it starts again, how wide the number is. What it does not set is asked
// of the caller, or stands as a blank.
import { type Pool, run, type Statement } from '../../db/index.ts'

export const everyLetter = '*'

export interface Scheme {
  readonly letter: string
  /** `{prefix}移字〔{year}〕{no}号`. */
  readonly pattern: string
  readonly prefix: string
  readonly reset: 'yearly' | 'never'
  /** Width of the number, filled with zeros; 0 = as it is. */
  readonly padding: number
  readonly start: number
}

const placeholders = ['{prefix}', '{year}', '{no}']
const patternCharactersMax = 100

/** Why a scheme cannot be used, with the option that is wrong; null where it can. */
export function schemeFault(scheme: Scheme): { field: keyof Scheme; fault: string } | null {
  const { pattern, reset, padding, start } = scheme
  const strange = pattern.match(/\{[^}]*\}?/g)?.find((p) => !placeholders.includes(p))
  if (strange !== undefined)
    return { field: 'pattern', fault: `${strange} is unknown; there are ${placeholders.join(', ')}.` }
  if (!pattern.includes('{no}')) return { field: 'pattern', fault: 'A pattern has {no}, or all letters are one.' }
  if (pattern.length > patternCharactersMax || /\p{Cc}/u.test(pattern + scheme.prefix))
    return { field: 'pattern', fault: `A pattern is one line of at most ${patternCharactersMax} characters.` }
  if (reset === 'yearly' && !pattern.includes('{year}'))
    return { field: 'pattern', fault: 'A number that starts again every year needs {year}, or it comes twice.' }
  if (!Number.isInteger(padding) || padding < 0 || padding > 9)
    return { field: 'padding', fault: 'The width is 0 to 9.' }
  if (!Number.isInteger(start) || start < 1 || start > 1_000_000_000)
    return { field: 'start', fault: 'The first number is 1 to 1000000000.' }
  return null
}

/** Letters with one pattern share one series: no number may come twice. */
export const seriesOf = ({ pattern, prefix }: Scheme): string => pattern.replaceAll('{prefix}', prefix)
export const periodOf = ({ reset }: Scheme, day: string): string => (reset === 'yearly' ? day.slice(0, 4) : everyLetter)

/** The number as it stands on the letter; `day` is a local date. */
export function numberText(scheme: Scheme, no: number, day: string): string {
  return seriesOf(scheme)
    .replaceAll('{year}', day.slice(0, 4))
    .replaceAll('{no}', String(no).padStart(scheme.padding, '0'))
}

const columns = 'letter, pattern, prefix, reset, padding, start'
const allSchemes: Statement = {
  name: 'letters_schemes',
  text: `select ${columns} from letter_scheme where agency_id = $1::uuid order by letter`,
}
const setStatement: Statement = {
  name: 'letters_set_scheme',
  text: `insert into letter_scheme (agency_id, ${columns}) values ($1::uuid, $2, $3, $4, $5, $6, $7)
    on conflict (agency_id, letter) do update set pattern = excluded.pattern, prefix = excluded.prefix, reset = excluded.reset,
      padding = excluded.padding, start = excluded.start, set_at = now()`,
}
const removeStatement: Statement = {
  name: 'letters_remove_scheme',
  text: 'delete from letter_scheme where agency_id = $1::uuid and letter = $2 returning letter',
}

export const schemesOf = (pool: Pool, agencyId: string): Promise<Scheme[]> =>
  run<Scheme & object>(pool, allSchemes, [agencyId])

export async function setScheme(pool: Pool, agencyId: string, s: Scheme): Promise<void> {
  await run(pool, setStatement, [agencyId, s.letter, s.pattern, s.prefix, s.reset, s.padding, s.start])
}

/** False where there was none. */
export async function removeScheme(pool: Pool, agencyId: string, letter: string): Promise<boolean> {
  return (await run(pool, removeStatement, [agencyId, letter])).length > 0
}

const styleStatement: Statement = {
  name: 'letters_style',
  text: 'select red_head from letter_style where agency_id = $1::uuid',
}
const setStyleStatement: Statement = {
  name: 'letters_set_style',
  text: `insert into letter_style (agency_id, red_head) values ($1::uuid, $2)
    on conflict (agency_id) do update set red_head = excluded.red_head, set_at = now()`,
}

/** Whether the agency's letters have the red head. */
export async function redHeadOf(pool: Pool, agencyId: string): Promise<boolean> {
  return (await run<{ red_head: boolean }>(pool, styleStatement, [agencyId]))[0]?.red_head === true
}

export async function setRedHead(pool: Pool, agencyId: string, redHead: boolean): Promise<void> {
  await run(pool, setStyleStatement, [agencyId, redHead])
}
