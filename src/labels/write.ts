// Writes one entry of a label inside the transaction that holds it, and tells its members.
import type { Asking } from '../../db/index.ts'
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
} from '../kernel/index.ts'
import { basis, type LabelEntry, type LabelStanding, type SubjectKind } from './lifecycle.ts'
import type { Labels } from './room.ts'
import { writeOfTimeStatement } from './statements.ts'

export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
}

const headRow = (s: LabelStanding) => ({
  ...{ kind: s.kind, state: s.state, name: s.name, owner_id: s.ownerId, members: s.members, from_day: s.fromDay },
  ...{
    to_day: s.toDay,
    due_on: s.dueOn,
    reported: s.reported,
    overdue_version: s.overdueVersion,
    created_at: s.createdAt,
  },
})

/** What is put and taken off is told nobody: the list says it to whoever sees the case, and a feed to nobody else. */
const stepOf: Partial<Record<LabelEntry['act'], string>> = {
  open: 'label_opened',
  change: 'label_changed',
  report: 'label_reported',
  end: 'label_ended',
  overdue: 'label_overdue',
}

const words = { campaign: { zh: '专项活动', en: 'campaign' }, listed: { zh: '挂牌督办', en: 'listed supervision' } }

async function tell(room: Pick<Labels, 'oweNotices'>, { connection }: Asking, { id, before, after, entry }: Writing) {
  const step = stepOf[entry.act]
  if (step === undefined) return
  await room.oweNotices(connection, {
    ...{ kind: 'label', id, version: entry.version, step, at: new Date(entry.at) },
    // Who is no member any more is told that once.
    agencyIds: [...new Set([...after.members, ...(before?.members ?? [])])],
    ...(entry.act !== 'overdue' && { by: entry.agencyId }),
    about: {
      ...words[after.kind],
      ...(after.dueOn !== null &&
        !after.reported && { dueAt: new Date(dayStart(dayOf(after.dueOn) + 1)).toISOString() }),
    },
  })
}

export interface Writing {
  readonly id: string
  readonly before: LabelStanding | null
  readonly after: LabelStanding
  readonly entry: LabelEntry
  readonly subjects?: readonly Subject[]
}

/** Null where a request with the same key was written in between. */
export async function write(
  room: Labels,
  asking: Asking,
  caller: ActingCaller,
  writing: Writing,
  said: ActSaid,
): Promise<true | Refusal | null> {
  const { id, after, entry, subjects = [] } = writing
  const nowMs = Date.parse(entry.at)
  const body = canonical(subjects.length === 0 ? entry.body : { ...entry.body, subjects })
  const [verdict] = await asking.ask<Verdict>(room.write, [
    JSON.stringify([actRow(caller, { id, ...entry, body }, nowMs, said)]),
    JSON.stringify([headRow(after)]),
    officerRowsOf(caller, entry.officers, nowMs),
    JSON.stringify(subjects),
    entry.act === 'put',
  ])
  const outcome = outcomeOf(verdict, basis)
  if (outcome === true) await tell(room, asking, writing)
  return outcome
}

/** An entry that nobody made: a due day has passed. */
export async function writeOfTime(room: Pick<Labels, 'oweNotices'>, asking: Asking, writing: Writing): Promise<void> {
  const { id, after, entry } = writing
  const values = [JSON.stringify([rowOfTime(id, entry)]), JSON.stringify([headRow(after)])]
  await asking.ask(writeOfTimeStatement, values)
  await tell(room, asking, writing)
}
