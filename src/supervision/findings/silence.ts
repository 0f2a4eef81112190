// Absence as a cause: gaps of the exchange that another room found, and organs that enter nothing for longer than is their
// habit. Both are held against what is open, so that what is over closes.
import { inTransaction, run, type Statement } from '../../../db/index.ts'
import { dayOf, dayStart, dayText, localDay } from '../../kernel/index.ts'
import { type EntryHabit, entryHabits } from '../../penalties/index.ts'
import type { CauseGone, FindingCause } from './cause.ts'
import type { Closing, FindingKind } from './kinds.ts'
import { concerned } from './places.ts'
import { closeCauses, raise } from './raise.ts'
import type { Findings } from './room.ts'

type Room = Pick<Findings, 'pool' | 'directory'>

const openStatement: Statement = {
  name: 'findings_open_subjects',
  text: `select f.subject from finding f where f.kind = $1 and f.state <> 'closed'`,
}

/** Whoever hands over so many may have left some out: then nothing is taken for over. */
export const heldMost = 5_000

/** Raises what stands and closes what stands no more, of one kind as a whole. */
async function hold(
  { pool }: Room,
  now: Date,
  kind: FindingKind,
  causes: readonly FindingCause[],
  because: Closing,
  given = causes.length,
): Promise<{ readonly raised: number; readonly closed: number }> {
  const open = given < heldMost ? await run<{ subject: string }>(pool, openStatement, [kind]) : []
  const standing = new Set(causes.map(({ subject }) => subject))
  const gone: CauseGone[] = open
    .filter(({ subject }) => !standing.has(subject))
    .map(({ subject }) => ({ family: kind, subject, because }))
  return inTransaction(pool, async (connection) => ({
    raised: (await raise(connection, now, causes)).raised,
    closed: await closeCauses(connection, now, gone),
  }))
}

/** An open gap as the room that keeps it tells it. */
export interface GapSeen {
  readonly id: string
  readonly kind: string
  readonly agencyId: string | null
  /** RFC 3339. */
  readonly since: string
}

/** All open gaps; those that nobody is to answer for are left out. */
export async function holdGaps(room: Room, now: Date, gaps: readonly GapSeen[]) {
  const directory = await room.directory()
  const causes = gaps.flatMap((gap): FindingCause | [] => {
    const agency = directory.byId.get(gap.agencyId ?? '')
    if (agency === undefined) return []
    return {
      ...concerned(directory, agency.id, { region: agency.regionCode }),
      kind: 'sync_gap',
      subject: `gap:${gap.id}`,
      domain: agency.domains[0] ?? 'general',
      grade: 'notice',
      detail: { gap: gap.id, gapKind: gap.kind },
      since: new Date(gap.since),
    }
  })
  return hold(room, now, 'sync_gap', causes, 'gap_closed', gaps.length)
}

/** A letter that an organ has not answered in time, as the room that keeps it tells it. */
export interface LetterOverdue {
  readonly letterId: string
  readonly kind: string
  readonly senderId: string
  readonly agencyId: string
  /** Local day. */
  readonly dueOn: string
  readonly transferId: string | null
}

/** All letters that are overdue: known to whoever has not answered, and to the procuratorate that wrote. */
export async function holdLetters(room: Room, now: Date, letters: readonly LetterOverdue[]) {
  const directory = await room.directory()
  const causes = letters.flatMap((letter): FindingCause | [] => {
    const agency = directory.byId.get(letter.agencyId)
    const sender = directory.byId.get(letter.senderId)
    if (agency === undefined) return []
    return {
      ...concerned(directory, agency.id, { region: agency.regionCode }),
      onlyFor: [agency.id, ...(sender?.kind === 'procuratorate' ? [sender.id] : [])],
      kind: 'letter_unanswered',
      subject: `letter:${letter.letterId}/${letter.agencyId}`,
      domain: agency.domains[0] ?? 'general',
      ...(letter.transferId !== null && { transferId: letter.transferId }),
      grade: 'yellow',
      detail: { letter: letter.letterId, letterKind: letter.kind, dueOn: letter.dueOn },
      since: new Date(dayStart(dayOf(letter.dueOn) + 1)),
      dueAt: new Date(dayStart(dayOf(letter.dueOn) + 1) - 1),
    }
  })
  return hold(room, now, 'letter_unanswered', causes, 'letter_answered', letters.length)
}

const dayMs = 86_400_000
/** Who entered on fewer days has no habit yet. */
const habitDays = 5
/** Twice the longest pause that the organ has made of late; a week is no silence for anybody. */
const pauses = 2
const leastMs = 7 * dayMs

/** When an organ with such a habit counts as silent; undefined where it has none. */
export function silentFrom({ days, last, longestMs }: EntryHabit): Date | undefined {
  if (days < habitDays) return undefined
  return new Date(last.getTime() + Math.max(leastMs, pauses * longestMs))
}

/** Organs of enforcement that have fallen silent, and those that enter again. */
export async function holdSilence(room: Room, now: Date) {
  const directory = await room.directory()
  const organs = [...directory.byId.values()].filter(({ kind }) => kind === 'administrative')
  const habits = await entryHabits(
    room.pool,
    organs.map(({ id }) => id),
  )
  const causes = habits.flatMap((habit): FindingCause | [] => {
    const agency = directory.byId.get(habit.agencyId)
    const from = silentFrom(habit)
    if (agency === undefined || from === undefined || from > now) return []
    const longest = Math.ceil(habit.longestMs / dayMs)
    return {
      ...concerned(directory, agency.id, { region: agency.regionCode }),
      kind: 'agency_silent',
      subject: `agency:${agency.id}`,
      domain: agency.domains[0] ?? 'general',
      grade: now.getTime() - from.getTime() > 30 * dayMs ? 'orange' : 'yellow',
      detail: { lastEntryOn: dayText(localDay(habit.last.getTime())), longestPauseDays: longest },
      since: habit.last,
    }
  })
  return hold(room, now, 'agency_silent', causes, 'entered_again')
}
