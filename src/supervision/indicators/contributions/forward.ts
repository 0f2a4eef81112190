// From the agency to public security: flagged, decided by its head, dispatched in time, signed for.
import { type Contribution, contribution } from './contribution.ts'
import { clocksOf, everReached, firstStep, type Life, ownerAtStart } from './life.ts'

const letters = ['transfer_dispatch', 'accident_team_transfer']
const filed = ['filed']

export function* forward(life: Life): Generator<Contribution, void> {
  yield* flagged(life)
  for (const seen of clocksOf(life, 'head_decision')) {
    const { clock, key, start, end, ripe, kept } = seen
    if (!ripe) continue
    const owner = { part: 'sender', agencyId: ownerAtStart(life, seen, 'sender') }
    yield contribution(life, 'approval_timeliness', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  for (const seen of clocksOf(life, 'dispatch')) {
    const { clock, key, start, end, kept } = seen
    // Counted by the dispatch: an approval after which nothing came is a period that ran out.
    if (end === undefined || !letters.includes(end.step)) continue
    const owner = { part: 'sender', agencyId: ownerAtStart(life, seen, 'sender') }
    yield contribution(life, 'transfer_timeliness', {
      ...{ instance: key, at: end.at, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  for (const seen of clocksOf(life, 'late_penalty_copy', 'duty/late_transfer_penalty_copy/')) {
    const { clock, key, start, end, ripe, kept } = seen
    if (!ripe) continue
    const owner = { part: 'sender', agencyId: ownerAtStart(life, seen, 'sender') }
    yield contribution(life, 'late_penalty_copy_rate', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  const dispatched = everReached(life, ['transferred'])
  const received = everReached(life, ['received'])
  if (
    dispatched !== undefined &&
    (received !== undefined || life.state.instances['criminal/case/1']?.state !== 'withdrawn')
  )
    yield contribution(life, 'acceptance_rate', {
      ...{ at: dispatched.first.at, n: received !== undefined, by: [dispatched.first, received?.first] },
      ...{ personsD: life.suspects, personsN: received === undefined ? 0 : life.suspects },
    })
}

/** A case that names the penalty it grew from, or one for the same facts, is counted with that record. */
function* flagged(life: Life): Generator<Contribution, void> {
  const dispatch = firstStep(life, ...letters)
  const input = dispatch?.input as
    | { sourceRecord?: unknown; priorPenalties?: readonly { sameFacts?: boolean }[] }
    | undefined
  if (input?.sourceRecord !== undefined || input?.priorPenalties?.some((p) => p.sameFacts)) return
  const demanded = firstStep(life, 'procuratorate_demands_transfer')
  const disapproved = firstStep(life, 'transfer_disapproved')
  const flag = firstStep(life, 'transfer_report', 'procuratorate_demands_transfer', ...letters)
  if (flag === undefined) return
  const n = dispatch !== undefined
  yield contribution(life, 'transfer_rate', { at: flag.at, n, by: [flag, dispatch] })
  if (dispatch !== undefined) {
    yield contribution(life, 'transfer_share', { at: dispatch.at, n: true, by: [dispatch] })
    yield contribution(life, 'penalty_substitution', { at: dispatch.at, n: false, by: [dispatch] })
  }
  const filing = everReached(life, filed)?.first
  const missed = demanded !== undefined || (disapproved !== undefined && filing !== undefined)
  yield contribution(life, 'should_transfer_missed', {
    ...{ at: flag.at, n: missed, by: [flag, demanded, ...(missed ? [disapproved, filing] : [])] },
  })
}
