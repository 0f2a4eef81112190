// What is owed beside the decisions: seized articles handed over, feedback to the agency, copies, platform entries.
import type { CaseEvent } from '../../../procedure/index.ts'
import { type Contribution, contribution } from './contribution.ts'
import { clockSeen, clocksOf, type Life, ownerAtStart } from './life.ts'

/** Duties by which the procuratorate gets a copy. */
const copies = [
  'copy_to_procuratorate',
  'filing_copy_to_procuratorate',
  'relay_copy_to_procuratorate',
  'reverse_copy_to_procuratorate',
  'filing_decision_to_procuratorate',
]
/** Outcomes of which the transferring agency must be told. */
const outcomes = [
  'filing_approved',
  'filing_refused',
  'case_revocation',
  'indictment',
  'non_prosecution',
  'judgment_convicted',
  'judgment_exempted',
  'judgment_acquitted',
]
const noticePeriods = ['filing_notice', 'revocation_notice_agency', 'np_notice_to_agency']

export function* notices(life: Life): Generator<Contribution, void> {
  for (const seen of clocksOf(life, 'exhibits_handover')) {
    const { clock, key, start, end, ripe, kept } = seen
    if (!ripe) continue
    const owner = { part: 'sender', agencyId: ownerAtStart(life, seen, 'sender') }
    yield contribution(life, 'handover_timeliness', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  yield* feedback(life)
  for (const [key, turns] of life.turns) {
    const duty = key.startsWith('duty/') ? key.slice(5, key.indexOf('/', 5)) : ''
    const [first] = turns
    if (!copies.includes(duty) || first === undefined) continue
    const n = turns.some((t) => t.state === 'done')
    const { event } = first
    yield contribution(life, 'copy_rate', { instance: key, at: event.at, n, by: turns.map((t) => t.event), kind: duty })
  }
  for (const seen of clocksOf(life, 'platform_entry')) {
    const { clock, key, start, end, ripe, kept } = seen
    if (!ripe || start === undefined) continue
    const addressee = life.state.instances[clock.on]?.addressee ?? start.by.part
    const owner = { part: addressee, agencyId: ownerAtStart(life, seen, addressee) }
    yield contribution(life, 'platform_entry_rate', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
}

function* feedback(life: Life): Generator<Contribution, void> {
  const sender = life.state.parts.sender
  if (sender === undefined) return
  const events = life.events.filter((e) => outcomes.includes(e.step))
  const [first] = events
  if (first === undefined) return
  const toldOf = ({ visibleTo }: CaseEvent) =>
    visibleTo === undefined || visibleTo.includes('sender') || visibleTo.includes(sender)
  const late = Object.entries(life.state.clocks).some(([key, clock]) => {
    const { ripe, kept } = clockSeen(life, key, clock)
    return noticePeriods.includes(clock.rule) && ripe && !kept && clock.advisory !== true
  })
  // Made of what the agency was told, and of what it was not: which acts those were the figure does not say.
  yield contribution(life, 'feedback_rate', { at: first.at, n: events.every(toldOf) && !late, by: events })
}
