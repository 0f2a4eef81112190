// Findings come by themselves: lights of clocks that change, acts, results of screening, gaps, silence. Each looks at what
// has changed since the last time; replicas may all do it, for what one has taken another finds taken.
import type { Logger } from 'pino'
import type { Pool } from '../../db/index.ts'
import { type OverdueLetter, overdueLetters } from '../correspondence/index.ts'
import {
  type Findings,
  followCases,
  followClusters,
  followScreened,
  type GapSeen,
  heldMost,
  holdGaps,
  holdLetters,
  holdSilence,
  recheck,
  sweepFindings,
  sweepQuiet,
} from '../supervision/index.ts'
import { listGaps } from '../sync/index.ts'

export interface FindingsWorkerDeps {
  readonly findings: Pick<Findings, 'pool' | 'directory' | 'now'>
  /** Every open gap of the exchange. */
  readonly openGaps: () => Promise<readonly GapSeen[]>
  /** So many days without an act are long. */
  readonly dormantDays: number
  readonly log: Logger
  readonly everyMs?: number
}

/** Warnings are for people; a few seconds are soon enough. */
const everyMs = 5_000
/** So many batches a turn: a backlog is worked off over several, and leaves the machine to whoever asks. */
const roundsATurn = 4
const sweepEveryMs = 60_000
const silenceEveryMs = 3_600_000
const sweepForMs = 20_000

interface Turn {
  sweptMs: number
  silenceMs: number
  recheckedTo: string | undefined
}

const began = (): Turn => ({ sweptMs: 0, silenceMs: 0, recheckedTo: undefined })

/** One turn, every part of it: what one part throws keeps no other from its work, and is thrown in the end. */
export async function tickFindings(deps: FindingsWorkerDeps, turn: Turn = began()): Promise<void> {
  const { findings, dormantDays } = deps
  const nowMs = findings.now()
  const now = new Date(nowMs)
  const works: (() => Promise<unknown>)[] = [
    () => followCases(findings, now, roundsATurn),
    () => followScreened(findings, now, roundsATurn),
    () => followClusters(findings, now, 1),
  ]
  if (nowMs - turn.sweptMs >= sweepEveryMs) {
    turn.sweptMs = nowMs
    works.push(
      () => sweepFindings(findings, now, Date.now() + sweepForMs),
      () => sweepQuiet(findings, now, dormantDays),
      async () => holdGaps(findings, now, await deps.openGaps()),
      async () => holdLetters(findings, now, await allOverdueLetters(findings.pool, now)),
      async () => {
        turn.recheckedTo = (await recheck(findings, now, turn.recheckedTo)).next
      },
    )
  }
  if (nowMs - turn.silenceMs >= silenceEveryMs) {
    turn.silenceMs = nowMs
    works.push(() => holdSilence(findings, now))
  }
  const faults: unknown[] = []
  for (const work of works) await work().catch((error: unknown) => faults.push(error))
  if (faults.length > 0) throw faults[0]
}

/** Every open gap of the exchange, the newest first; of very many the first ones. */
export async function allOpenGaps(pool: Pool): Promise<GapSeen[]> {
  const found: GapSeen[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listGaps>> = await listGaps(pool, {
      agencyId: null,
      state: 'open',
      after,
      limit: 200,
    })
    found.push(...page.items)
    after = page.next
  } while (after !== null && found.length < heldMost)
  return found
}

/** Every letter that somebody has not answered in time. */
async function allOverdueLetters(pool: Pool, now: Date): Promise<OverdueLetter[]> {
  const found: OverdueLetter[] = []
  for (let page = await overdueLetters(pool, now); page.length > 0; ) {
    found.push(...page)
    const after = page.at(-1)
    page = after === undefined || found.length >= heldMost ? [] : await overdueLetters(pool, now, { after })
  }
  return found
}

/** Works until it is stopped; a failed turn is logged and the next one tries again. */
export function startFindings(deps: FindingsWorkerDeps): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const turn = began()
  const step = async (): Promise<void> => {
    try {
      await tickFindings(deps, turn)
    } catch (error) {
      deps.log.error({ error: String(error) }, 'findings')
    }
    if (stopped) return
    timer = setTimeout(() => {
      round = step()
    }, deps.everyMs ?? everyMs)
    timer.unref()
  }
  let round = step()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
