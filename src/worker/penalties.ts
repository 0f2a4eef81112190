// Follows the cases that grew from penalty cases: what their senders are told of them becomes the outcome on the record. It
// reads the notices after a place of its own that is kept with what was written, so that nothing is passed over.
import type { Logger } from 'pino'
import type { Pool } from '../../db/index.ts'
import { type CasesDeps, entriesSeen } from '../cases/index.ts'
import { changesOfMany, type OrgansChange } from '../outbox/index.ts'
import { feedPosition, grownFrom, namedBy, type OutcomeEntry, outcome } from '../penalties/index.ts'
import { isLetter } from '../procedure/index.ts'

export interface OutcomesDeps {
  readonly pool: Pool
  readonly cases: Pick<CasesDeps, 'directory'>
  readonly log: Logger
  readonly everyMs?: number
}

/** Letters may be large; a round holds no more than these in memory. */
const noticesMax = 200
/** Organs look at the result now and then; a second is soon enough. */
const everyMs = 1_000
/** They send no transfers. */
const sendNone = new Set(['procuratorate', 'court'])
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Works off what there is; gives the number of notices passed. */
export async function followOutcomes({ pool, cases }: Pick<OutcomesDeps, 'pool' | 'cases'>): Promise<number> {
  let passed = 0
  for (;;) {
    const senders = [...(await cases.directory()).byId.values()].filter((a) => !sendNone.has(a.kind)).map((a) => a.id)
    const notices = await changesOfMany(pool, senders, await feedPosition(pool), noticesMax)
    const last = notices.at(-1)
    if (last === undefined) return passed
    const ofCases = notices.filter(({ kind }) => kind === 'transfer')
    await outcome({ pool }, await outcomesOf(pool, ofCases), { txid: last.txid, seq: last.seq })
    passed += notices.length
    if (notices.length < noticesMax) return passed
  }
}

async function outcomesOf(pool: Pool, notices: readonly OrgansChange[]): Promise<OutcomeEntry[]> {
  const penaltyOf = new Map(await grownFrom(pool, [...new Set(notices.map((n) => n.transferId))]))
  const letters = notices.filter((n) => isLetter(n.step) && !penaltyOf.has(n.transferId))
  const named: { transferId: string; penaltyId: string; agencyId: string }[] = []
  for await (const { transferId, event } of seenBy(pool, letters)) {
    const source = event.input.sourceRecord
    if (typeof source === 'string' && uuid.test(source))
      named.push({ transferId, penaltyId: source, agencyId: event.by.agencyId })
  }
  if (named.length > 0) for (const [transferId, id] of await namedBy(pool, named)) penaltyOf.set(transferId, id)
  const told: OutcomeEntry[] = []
  for await (const entry of seenBy(
    pool,
    notices.filter((n) => penaltyOf.has(n.transferId)),
  )) {
    const { transferId, version, event, status } = entry
    // Only what the sender of the letter knows: another organ may see what is sealed from it.
    if (entry.letter?.by.agencyId !== entry.agencyId) continue
    const penaltyId = penaltyOf.get(transferId) as string
    told.push({ penaltyId, transferId, version, step: event.step, status, at: event.at })
  }
  return told
}

async function* seenBy(pool: Pool, notices: readonly OrgansChange[]) {
  for (const [agencyId, own] of grouped(notices))
    for await (const entry of entriesSeen(pool, agencyId, own)) yield { ...entry, agencyId }
}

function grouped(notices: readonly OrgansChange[]): Map<string, OrgansChange[]> {
  const groups = new Map<string, OrgansChange[]>()
  for (const notice of notices) {
    const group = groups.get(notice.agencyId)
    if (group === undefined) groups.set(notice.agencyId, [notice])
    else group.push(notice)
  }
  return groups
}

/** Follows until it is stopped; a failed round is logged and the next one tries again. */
export function startOutcomes(deps: OutcomesDeps): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const step = async (): Promise<void> => {
    try {
      await followOutcomes(deps)
    } catch (error) {
      deps.log.error({ error: String(error) }, 'outcomes of penalty cases')
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
