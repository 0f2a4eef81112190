// What the gateway records of itself: periods that ran out, and clocks that another calendar counts otherwise.
import type { Granted } from './asking.ts'
import type { Calendar } from './calendar.ts'
import { instantText } from './instants.ts'
import { noChange } from './readers.ts'
import { ruleSets } from './rule-sets.ts'
import { recountClocks } from './running.ts'
import { clockRule, ownSet } from './stages.ts'
import type { CaseEvent, CaseState } from './state.ts'
import type { Procedure, StepRule } from './table.ts'

/** Clocks of one audience at a time: what is sealed from a party must not come to it in an entry for all. */
function firstAudience(state: CaseState, keys: readonly string[]): { keys: string[]; visibleTo?: readonly string[] } {
  const readersOf = (key: string) => state.clocks[key]?.visibleTo?.join(' ') ?? ''
  const wanted = readersOf(keys[0] ?? '')
  const visibleTo = state.clocks[keys[0] ?? '']?.visibleTo
  return { keys: keys.filter((key) => readersOf(key) === wanted), ...(visibleTo && { visibleTo }) }
}

/**
 * What the gateway itself records when periods run out: duties stay owed and are raised, rights lapse, waiting ends. Null
 * where nothing is due; ask again until it is.
 */
export function expiry(
  procedure: Procedure,
  state: CaseState,
  transferId: string,
  atMs: number,
  procedures: readonly Procedure[] = ruleSets,
): Granted | null {
  const due = Object.keys(state.clocks)
    .filter((key) => {
      const clock = state.clocks[key]
      return clock?.status === 'running' && clock.expiredVersion === undefined && atMs > Date.parse(clock.breach)
    })
    .sort()
  if (due.length === 0) return null
  const { keys, visibleTo } = firstAudience(state, due)
  const settles: CaseEvent['clocks']['settles'][number][] = []
  const expires: string[] = []
  for (const key of keys) {
    const clock = state.clocks[key] as CaseState['clocks'][string]
    const { kind } = clockRule(ownSet(clock, procedure, procedures), clock.rule)
    if (kind === undefined) expires.push(key)
    else settles.push({ key, status: kind === 'right' ? 'lapsed' : 'ended' })
  }
  const clocks = { starts: [], settles, advances: [], ...(expires.length > 0 && { expires }) }
  return ofTheGateway(procedure, state, transferId, atMs, 'period_expired', visibleTo, clocks)
}

/** Running clocks counted again with another calendar; null where nothing moves. Ask again until it is. */
export function recounting(
  procedure: Procedure,
  state: CaseState,
  transferId: string,
  atMs: number,
  calendar: Calendar,
  procedures: readonly Procedure[] = ruleSets,
): Granted | null {
  const moved = recountClocks(state, procedure, procedures, calendar)
  if (moved.length === 0) return null
  const { keys, visibleTo } = firstAudience(
    state,
    moved.map((a) => a.key),
  )
  const advances = moved.filter((a) => keys.includes(a.key))
  return ofTheGateway(procedure, state, transferId, atMs, 'clocks_recounted', visibleTo, {
    starts: [],
    settles: [],
    advances,
  })
}

/** No organ: the gateway's own acts carry this id. */
export const gatewayId = '00000000-0000-0000-0000-000000000000'

function ofTheGateway(
  procedure: Procedure,
  state: CaseState,
  transferId: string,
  atMs: number,
  step: string,
  visibleTo: readonly string[] | undefined,
  clocks: CaseEvent['clocks'],
): Granted {
  const rule = procedure.steps[step] as StepRule
  return {
    rule,
    gates: [],
    event: {
      transferId,
      version: state.version + 1,
      step,
      ruleSet: procedure.version,
      at: instantText(atMs),
      basis: rule.basis,
      by: { agencyId: gatewayId, part: 'gateway', clientId: 'gateway' },
      officers: [],
      ...(visibleTo && { visibleTo }),
      input: {},
      moves: [],
      opens: [],
      clocks,
      parts: noChange,
      sets: {},
      letters: [],
      adds: { materials: 0, items: 0, receipts: 0 },
    },
  }
}
