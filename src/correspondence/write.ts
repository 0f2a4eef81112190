// Writes one entry of a letter with everything that it moves, inside the transaction that holds the letter: the rows made
// from the standing, the verdict of the gates, and the notices to whoever sees the entry.
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
  Refusal,
  rowOfTime,
  type Verdict,
} from '../kernel/index.ts'
import { basis, type LetterEntry, type LetterStanding, owes, owing, seesEntry } from './lifecycle.ts'
import type { Correspondence } from './room.ts'
import { writeOfTimeStatement } from './statements.ts'
import { kindWords } from './words.ts'

const headRow = (s: LetterStanding) => ({
  ...{ kind: s.kind, state: s.state, sender_id: s.senderId, title: s.title, transfer_id: s.transferId },
  ...{ finding_id: s.findingId, due_on: s.dueOn, waiting: owing(s).length, overdue_version: s.overdueVersion },
  sent_at: s.sentAt,
})

const partyRows = (s: LetterStanding) => [
  { agency_id: s.senderId, sender: true, owes: false },
  ...[...s.receivers].map(([id, p]) => ({
    ...{ agency_id: id, sender: false, owes: owes(s, id), signed_at: p.signedAt ?? null, read_at: p.readAt ?? null },
    ...{ answered_at: p.answeredAt ?? null, done_at: p.doneAt ?? null },
  })),
]

/** Only those whose row the entry changes: a letter may have hundreds of receivers, and each of them signs. */
function partiesMoved(before: LetterStanding | null, after: LetterStanding): object[] {
  const rows = partyRows(after)
  if (before === null) return rows
  const old = new Set(partyRows(before).map((row) => canonical(row)))
  return rows.filter((row) => !old.has(canonical(row)))
}

const materialFaults: Readonly<Record<string, string>> = {
  material_unknown: 'your agency has no finished material of this id',
  material_used: 'a case or a letter has this material already',
  material_digest_differs: 'the material has another digest',
}

function materialsRefusal(faults: Verdict['faults']): Refusal {
  const code = faults?.[0]?.fault ?? 'material_unknown'
  return new Refusal(code as 'material_unknown', 'An attached material cannot be taken.', {
    basis,
    errors: (faults ?? []).map(({ seq, fault }) => ({
      pointer: `/attachments/${seq}`,
      detail: materialFaults[fault] ?? fault,
    })),
  })
}

const stepOf: Readonly<Record<LetterEntry['act'], string | null>> = {
  send: 'letter_sent',
  sign: 'letter_signed',
  // Who has read what is seen on the letter; a feed that told it would drown what matters.
  read: null,
  answer: 'letter_answered',
  done: 'letter_done',
  say: 'letter_said',
  invite: 'letter_invited',
  correct: 'letter_corrected',
  withdraw: 'letter_withdrawn',
  close: 'letter_closed',
  overdue: 'letter_overdue',
}

/** Whoever is a party after the entry and sees it. */
async function tell(
  room: Pick<Correspondence, 'oweNotices'>,
  { connection }: Asking,
  id: string,
  entry: LetterEntry,
  after: LetterStanding,
  documentNo?: string,
) {
  const step = stepOf[entry.act]
  if (step === null) return
  const agencyIds = [after.senderId, ...after.receivers.keys()].filter((party) => seesEntry(after, entry, party))
  const words = kindWords[after.kind]
  await room.oweNotices(connection, {
    ...{ kind: 'letter', id, version: entry.version, step, at: new Date(entry.at), agencyIds },
    ...(entry.act !== 'overdue' && { by: entry.agencyId }),
    about: {
      ...words,
      ...(documentNo !== undefined && { number: documentNo }),
      ...(after.dueOn !== null && { dueAt: new Date(dayStart(dayOf(after.dueOn) + 1)).toISOString() }),
    },
  })
}

export interface Writing {
  readonly id: string
  readonly before: LetterStanding | null
  readonly after: LetterStanding
  readonly entry: LetterEntry
  readonly documentNo?: string | undefined
}

/** Null where a request with the same key was written in between. */
export async function write(
  room: Correspondence,
  asking: Asking,
  caller: ActingCaller,
  { id, before, after, entry, documentNo }: Writing,
  said: ActSaid,
): Promise<true | Refusal | null> {
  const nowMs = Date.parse(entry.at)
  const { officers, body } = entry
  const materials = (body.attachments ?? []).map((file, seq) => ({
    ...{ ord: 0, seq, id: file.id, agency_id: caller.agency.id, sha256: file.sha256, kind: 'other', title: file.title },
    original: false,
  }))
  const [verdict] = await asking.ask<Verdict>(room.write, [
    JSON.stringify([actRow(caller, { id, ...entry, body: canonical(body) }, nowMs, said)]),
    JSON.stringify([headRow(after)]),
    JSON.stringify(partiesMoved(before, after)),
    officerRowsOf(caller, officers, nowMs),
    JSON.stringify(materials),
  ])
  if (verdict?.failed === 'materials') return materialsRefusal(verdict.faults)
  const outcome = outcomeOf(verdict, basis)
  if (outcome === true) await tell(room, asking, id, entry, after, documentNo)
  return outcome
}

/** An entry that nobody made: a due day has passed. */
export async function writeOfTime(
  room: Pick<Correspondence, 'oweNotices'>,
  asking: Asking,
  { id, before, after, entry, documentNo }: Writing,
) {
  await asking.ask(writeOfTimeStatement, [
    JSON.stringify([rowOfTime(id, entry)]),
    JSON.stringify([headRow(after)]),
    JSON.stringify(partiesMoved(before, after)),
  ])
  await tell(room, asking, id, entry, after, documentNo)
}
