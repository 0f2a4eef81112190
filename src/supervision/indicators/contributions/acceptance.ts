// At public security, before the decision: refusals as incomplete, supplements, returns.
import type { CaseEvent } from '../../../procedure/index.ts'
import { type Contribution, contribution } from './contribution.ts'
import { clocksOf, everReached, firstStep, type Life, ownerAtStart } from './life.ts'

const incomplete = 'incomplete_materials'

export function* acceptance(life: Life): Generator<Contribution, void> {
  const received = everReached(life, ['received'])?.first
  const refusals = life.events.filter((e) => e.step === 'filing_refused' || e.step === 'out_of_remit_return')
  const [refused] = refusals
  if (refused !== undefined) {
    const n = refusals.some((e) => e.input.ground === incomplete)
    yield contribution(life, 'refused_for_incompleteness', { at: refused.at, n, by: refusals })
  }
  if (received === undefined) return
  const rounds = [...life.turns].filter(([key]) => key.startsWith('supplement/round/'))
  const asked = rounds[0]?.[1][0]?.event
  yield contribution(life, 'supplement_rate', { at: received.at, n: asked !== undefined, by: [received, asked] })
  const back = everReached(life, ['returned_out_of_remit'])?.first
  yield contribution(life, 'return_rate', {
    ...{ at: received.at, n: back !== undefined, by: [received, back] },
    ...{ personsD: life.suspects, personsN: back === undefined ? 0 : life.suspects },
  })
  for (const seen of clocksOf(life, 'supplement_notice')) {
    const { clock, key, start, end, kept } = seen
    // A case that was complete has no notice, however late that was found.
    if (end?.step !== 'completeness_check' || clock.settledVersion === undefined) continue
    const owner = { part: 'police_in_charge', agencyId: ownerAtStart(life, seen, 'police_in_charge') }
    yield contribution(life, 'supplement_notice_timeliness', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  for (const [key, turns] of rounds) yield* completion(life, key, turns[0]?.event, turns)
}

function* completion(
  life: Life,
  key: string,
  notice: CaseEvent | undefined,
  turns: readonly { readonly state: string; readonly event: CaseEvent }[],
): Generator<Contribution, void> {
  if (notice === undefined) return
  const answered = turns.find((t) => t.state === 'answered')?.event
  const [seen] = clocksOf(life, 'supplement_reply', key)
  // Without a receipt of the notice no period ran; an answer all the same was in time.
  if (answered === undefined && !seen?.ripe) return
  const n = answered !== undefined && (seen === undefined || seen.kept || !seen.ripe)
  const owner = { part: 'sender', agencyId: life.holders.get(notice.version)?.sender }
  yield contribution(life, 'supplement_completion', { instance: key, at: notice.at, n, by: [notice, answered], owner })
}

/** The last receipt after which the case was not relayed again; undefined where it was not accepted, or went into another. */
export function acceptedBy(life: Life): CaseEvent | undefined {
  if (firstStep(life, 'case_merged') !== undefined) return undefined
  const receipt = life.events.findLast((e) => e.step === 'receipt_sign' || e.step === 'direct_report_right')
  const relayed = life.events.findLast((e) => e.step === 'onward_transfer_police')
  return receipt !== undefined && (relayed === undefined || relayed.version < receipt.version) ? receipt : undefined
}
