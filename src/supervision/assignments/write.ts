// Writes one entry of an assignment inside the transaction that holds it, and tells both procuratorates.
import type { Asking } from '../../../db/index.ts'
import {
  type ActingCaller,
  type ActSaid,
  actRow,
  canonical,
  dayOf,
  dayStart,
  officerRowsOf,
  outcomeOf,
  type Refusal,
  rowOfTime,
  type Verdict,
} from '../../kernel/index.ts'
import { type AssignmentEntry, type AssignmentStanding, basis, owed } from './lifecycle.ts'
import type { Assignments, ItemKind } from './room.ts'
import { writeOfTimeStatement, writeStatement } from './statements.ts'

export interface NewItem {
  readonly no: number
  readonly kind: ItemKind
  readonly id: string
  readonly title: string
}

export interface Writing {
  readonly id: string
  readonly after: AssignmentStanding
  readonly entry: AssignmentEntry
  readonly items?: readonly NewItem[]
}

const headRow = (s: AssignmentStanding) => ({
  ...{ state: s.state, upper_id: s.upperId, lower_id: s.lowerId, title: s.title, document_no: s.documentNo },
  ...{ due_on: s.dueOn, items: s.items, list_digest: s.listDigest, handed_at: s.handedAt, signed_at: s.signedAt },
  ...{ replied_at: s.repliedAt, accepted_at: s.acceptedAt, returns: s.returns, overdue_version: s.overdueVersion },
})

const stepOf: Readonly<Record<AssignmentEntry['act'], string | null>> = {
  hand: 'assignment_handed',
  sign: 'assignment_signed',
  // Item by item it is read on the assignment; the reply is told.
  work: null,
  reply: 'assignment_replied',
  accept: 'assignment_accepted',
  return: 'assignment_returned',
  withdraw: 'assignment_withdrawn',
  overdue: 'assignment_overdue',
}

async function tell(room: Pick<Assignments, 'oweNotices'>, { connection }: Asking, { id, after, entry }: Writing) {
  const step = stepOf[entry.act]
  if (step === null) return
  await room.oweNotices(connection, {
    ...{ kind: 'assignment', id, version: entry.version, step, at: new Date(entry.at) },
    agencyIds: [after.upperId, after.lowerId],
    ...(entry.act !== 'overdue' && { by: entry.agencyId }),
    about: {
      ...{ zh: '交办', en: 'assignment', grade: entry.act === 'overdue' ? 'orange' : 'notice' },
      ...(after.documentNo !== null && { number: after.documentNo }),
      ...(owed(after) && { dueAt: new Date(dayStart(dayOf(after.dueOn) + 1)).toISOString() }),
    },
  })
}

/** Null where a request with the same key was written in between. */
export async function write(
  room: Assignments,
  asking: Asking,
  caller: ActingCaller,
  writing: Writing,
  said: ActSaid,
): Promise<true | Refusal | null> {
  const { id, after, entry, items = [] } = writing
  const nowMs = Date.parse(entry.at)
  const { officers, body } = entry
  const [verdict] = await asking.ask<Verdict>(writeStatement, [
    JSON.stringify([actRow(caller, { id, ...entry, body: canonical(body) }, nowMs, said)]),
    JSON.stringify([headRow(after)]),
    officerRowsOf(caller, officers, nowMs),
    JSON.stringify(items),
    JSON.stringify(body.results ?? []),
  ])
  const outcome = outcomeOf(verdict, basis)
  if (outcome === true) await tell(room, asking, writing)
  return outcome
}

/** An entry that nobody made: a due day has passed. */
export async function writeOfTime(
  room: Pick<Assignments, 'oweNotices'>,
  asking: Asking,
  writing: Writing,
): Promise<void> {
  const { id, after, entry } = writing
  const values = [JSON.stringify([rowOfTime(id, entry)]), JSON.stringify([headRow(after)])]
  await asking.ask(writeOfTimeStatement, values)
  await tell(room, asking, writing)
}
