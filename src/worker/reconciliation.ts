// Compares every source and sink once a day, at a local hour, over the last days; and looks for what does not come. One after
// the other: a comparison is nobody's hurry, and the other side is asked for many figures.
import type { Logger } from 'pino'
import { dayStart, localDay } from '../kernel/index.ts'
import {
  followAnew,
  lastDays,
  lookForAbsence,
  NotComparable,
  partnersOf,
  type Reconciliations,
  ReconciliationUnderWay,
  reconcileNamed,
  scheduledSince,
} from '../sync/index.ts'

export interface ReconciliationWorkerDeps {
  readonly room: Reconciliations
  /** Local hour from which on the day's comparison is due, 0 to 23; undefined: never by the clock. */
  readonly hour: number | undefined
  /** So many local days back, today included. */
  readonly days: number
  readonly repair: boolean
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
}

const everyMs = 60_000
const hourMs = 3_600_000
/** Of one partner; whoever needs longer is compared in parts, on demand. */
const atMostMs = 30 * 60_000

/** What is due now; gives the names of those that were compared. */
export async function tickReconciliations(deps: ReconciliationWorkerDeps, signal: AbortSignal): Promise<string[]> {
  const { room, hour, days, repair, log } = deps
  const now = room.now()
  await followAnew(room.sinks)
  await lookForAbsence(room.pool, new Date(now))
  const due = dayStart(localDay(now)) + (hour ?? 24) * hourMs
  if (hour === undefined || now < due) return []
  const compared: string[] = []
  for (const partner of await partnersOf(room)) {
    if (signal.aborted) break
    if (!partner.scheduled) continue
    if (await scheduledSince(room.pool, partner.id, new Date(due), new Date(now - hourMs))) continue
    const asked = { ...lastDays(now, days), repair, askedBy: 'schedule' }
    try {
      const done = await reconcileNamed(room, partner, asked, AbortSignal.any([signal, AbortSignal.timeout(atMostMs)]))
      const { state, missing, surplus, different, repaired, open, error } = done
      const facts = { partner: `${partner.kind} ${partner.name}`, missing, surplus, different, repaired, open, error }
      if (state === 'agreed') log.info(facts, 'reconciliation')
      else log.warn(facts, 'reconciliation')
      compared.push(partner.name)
    } catch (error) {
      // Not comparable is how it was configured; under way is another replica.
      if (error instanceof NotComparable || error instanceof ReconciliationUnderWay) continue
      log.error({ error: String(error), partner: partner.name }, 'reconciliation')
    }
  }
  return compared
}

/** Ticks until it is stopped; a stop ends what runs, and the next day's comparison finds what it would have found. */
export function startReconciliations(deps: ReconciliationWorkerDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let round: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    round = tickReconciliations(deps, stopping.signal)
      .catch((error: unknown) => deps.log.error({ error: String(error) }, 'reconciliation'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await round
    },
  }
}
