// A clue comes in: told by a system, one at a time, or row by row from a spreadsheet. The same number of the same taker is
// the same clue.
import { hash } from 'node:crypto'
import type { z } from 'zod'
import { run } from '../../db/index.ts'
import { type ClueContent, documentKey, type takeClue } from '../../schemas/index.ts'
import {
  type ActSaid,
  canonical,
  clockSkewSeconds,
  gatesRefusal,
  Refusal,
  uuidv7,
  type Verdict,
} from '../kernel/index.ts'
import { type Acted, acted } from './answer.ts'
import { basis, type ClueEntry } from './lifecycle.ts'
import { repeated } from './repeat.ts'
import type { Caller, Clues } from './room.ts'
import { actorRow, hex, type Officers, officerRows, requestColumns } from './rows.ts'

export interface TakeVerdict extends Verdict {
  readonly ord: number
  /** The clue that bears the number already, and whether it says the same. */
  readonly known_id: string | null
  readonly same: boolean | null
}

/** What is said, with the taker's own region where none is named. */
export const located = (content: ClueContent, caller: Caller): ClueContent => ({
  ...content,
  regionCode: content.regionCode ?? caller.agency.regionCode,
})

/** SHA-256 over the canonical content. */
export const contentHash = (content: ClueContent): Buffer => hash('sha256', canonical(content), 'buffer')

/** By what a numbered clue is known; numbers are compared whatever their brackets, zeros and spaces. */
export const numberKey = (number: string): string => `n:${documentKey(number)}`

/** Why a clue cannot have been received then, or null. */
export function untimely(content: ClueContent, nowMs: number): string | null {
  const late = Date.parse(content.receivedAt) > nowMs + clockSkewSeconds * 1000
  return late ? 'the clue would be received in the future' : null
}

export function takeRow(
  caller: Caller,
  officers: Officers,
  content: ClueContent,
  nowMs: number,
  more: { said?: ActSaid; intakeId?: string; intakeKey: string | null },
) {
  const { said } = more
  return {
    ...actorRow(caller, officers, uuidv7(), nowMs, said),
    body: canonical(content),
    ...(said && requestColumns(said)),
    intake_id: more.intakeId ?? null,
    intake_key: more.intakeKey,
    content_hash: hex(contentHash(content)),
    source: content.source,
    domain: content.domain,
    received_at: content.receivedAt,
  }
}

export type TakeRow = ReturnType<typeof takeRow>

const raceAttempts = 3

/** Writes clues; a verdict a row. Two that bear one number and arrive together are told apart by the index: look again. */
export async function writeTaken(clues: Clues, caller: Caller, officers: Officers, nowMs: number, rows: TakeRow[]) {
  const values = [JSON.stringify(rows.map((row, ord) => ({ ord, ...row })))]
  values.push(officerRows(caller, officers, nowMs, rows.length))
  for (let attempt = 1; ; attempt++) {
    try {
      return await run<TakeVerdict>(clues.pool, clues.statements.take, values)
    } catch (error) {
      if ((error as { code?: unknown }).code !== '23505' || attempt === raceAttempts) throw error
    }
  }
}

/** Takes one clue. Refusals: condition_unmet, duplicate_document, officer_not_certified, idempotency_key_reused. */
export async function take(
  clues: Clues,
  caller: Caller,
  input: z.output<typeof takeClue>,
  said: ActSaid,
): Promise<Acted | Refusal> {
  const { officers, ...told } = input
  const content = located(told, caller)
  const first = await repeated(clues, caller, said)
  if (first !== null) return first
  const nowMs = clues.now()
  const fault = untimely(content, nowMs)
  if (fault !== null)
    return new Refusal('condition_unmet', 'A clue is received before it is taken.', {
      basis,
      errors: [{ pointer: '/receivedAt', detail: fault }],
    })
  const intakeKey = content.number === undefined ? null : numberKey(content.number)
  const row = takeRow(caller, officers, content, nowMs, { said, intakeKey })
  const [verdict] = await writeTaken(clues, caller, officers, nowMs, [row])
  if (verdict?.done) {
    const entry: ClueEntry = {
      ...{ version: 1, act: 'take', agencyId: caller.agency.id, at: row.at, officers: row.officers },
      body: JSON.parse(row.body) as ClueEntry['body'],
    }
    return acted(row.id, [entry], caller.agency.id, true, await clues.organs(), false)
  }
  // The key may have been taken between the look and the act, and the number with it.
  const meanwhile = await repeated(clues, caller, said)
  if (meanwhile !== null) return meanwhile
  if (verdict?.failed === 'known') return numberTaken(verdict.known_id ?? '')
  const refusal = verdict && gatesRefusal(verdict, basis)
  if (refusal) return refusal
  throw new Error('the statement took no clue and said no reason')
}

function numberTaken(id: string): Refusal {
  return new Refusal('duplicate_document', 'Your agency has taken a clue under this number before.', {
    errors: [{ pointer: '/number', detail: 'used before' }],
    members: { first: { id, href: `/v1/clues/${id}` } },
  })
}
