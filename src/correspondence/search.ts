// Finds letters between organs by their title or number among the last that an organ sent or received; older ones are found
// in the list. Nobody finds a letter of which it is no party.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { maskText } from '../kernel/index.ts'

const lookedThrough = 500

const findStatement: Statement = {
  name: 'correspondence_find',
  text: `select id, kind, title, state, sent_at as "sentAt", sender, number from (
  select c.id, c.kind, c.title, c.state, c.sent_at, p.sender, e.body::json ->> 'documentNo' as number
  from (select letter_id, sender from correspondence_party where agency_id = $1 order by letter_id desc limit ${lookedThrough}) p
  join correspondence c on c.id = p.letter_id join correspondence_entry e on e.letter_id = c.id and e.version = 1
) l where position(lower($2) in lower(title)) > 0 or position($3 in coalesce(number, '')) > 0 order by id desc limit $4`,
}

export interface LetterFound {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly number: string | null
  /** The organ sent it. */
  readonly sent: boolean
  readonly sentAt: string
}

export async function findLetters(pool: Pool, agencyId: string, said: string, limit: number): Promise<LetterFound[]> {
  const text = said.trim()
  const rows = await run<Omit<LetterFound, 'sent' | 'sentAt'> & { sender: boolean; sentAt: Date }>(
    pool,
    findStatement,
    [...[agencyId, text, text, limit]],
  )
  return rows.map(({ id, kind, title, state, number, sender, sentAt }) => ({
    ...{ id, kind, title: maskText(title), state, number: number ?? null, sent: sender, sentAt: sentAt.toISOString() },
  }))
}
