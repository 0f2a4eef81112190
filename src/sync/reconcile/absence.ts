// Absence on the side of those who are told: a receiver that takes nothing though something waits for it, dead letters that
// nobody looks at. Looked for by the worker; what is over closes by itself.
import type { Pool } from '../../../db/index.ts'
import { type ReceiverStatus, receiverStatus } from '../../outbox/index.ts'
import { closeGap, type GapKind, listGaps, raiseGap } from '../gaps.ts'

/** A night and a working day: who opens nothing for so long is not just being repaired. */
const opensWithinMs = 24 * 3_600_000

/** The subject of a receiver's gaps. */
export const subjectOf = ({ kind, receiverId }: Pick<ReceiverStatus, 'kind' | 'receiverId'>) => `${kind}:${receiverId}`

export async function lookForAbsence(pool: Pool, now: Date): Promise<void> {
  const open = new Set<string>()
  for (let after: string | null = null, more = true; more; ) {
    const page: Awaited<ReturnType<typeof listGaps>> = await listGaps(pool, {
      agencyId: null,
      state: 'open',
      after,
      limit: 200,
    })
    for (const { kind, subject } of page.items) open.add(`${kind} ${subject}`)
    after = page.next
    more = after !== null
  }
  const known = new Set<string>()
  for (const status of await receiverStatus(pool)) {
    const subject = subjectOf(status)
    known.add(subject)
    const told = async (kind: GapKind, since: Date | null, because: string, detail: object) => {
      const is = open.has(`${kind} ${subject}`)
      if (since !== null)
        await raiseGap(
          pool,
          { kind, subject, agencyId: status.agencyId, since, detail: { name: status.name, ...detail } },
          now,
        )
      else if (is) await closeGap(pool, kind, subject, because, now)
    }
    const { waiting, dead, lastError } = status
    await told('receiver_opens_nothing', silentSince(status, now), reasonOf(status), { waiting, lastError })
    await told('dead_letter', dead > 0 ? now : null, 'no dead letter is left', { dead })
  }
  // Of a receiver that was removed nothing is expected any more.
  for (const one of open) {
    const [kind, subject = ''] = one.split(' ')
    if (/^(sink|webhook):/.test(subject) && !known.has(subject))
      await closeGap(pool, kind as GapKind, subject, 'the receiver was removed', now)
  }
}

/** From when on it should have taken what waits; null where it is not late, or is not asked to take anything. */
function silentSince({ state, oldestWaitingAt, lastDeliveredAt }: ReceiverStatus, now: Date): Date | null {
  if (state !== 'enabled' || oldestWaitingAt === null) return null
  const since = lastDeliveredAt !== null && lastDeliveredAt > oldestWaitingAt ? lastDeliveredAt : oldestWaitingAt
  return now.getTime() - since.getTime() > opensWithinMs ? since : null
}

const reasonOf = ({ state, waiting }: ReceiverStatus) =>
  state !== 'enabled' ? `the receiver is ${state}` : waiting === 0 ? 'nothing waits for it' : 'it takes again'
