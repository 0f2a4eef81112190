// The procuratorate's supervision of filing, and duty-crime clues.
import { type Contribution, contribution } from './contribution.ts'
import { clocksOf, eventAt, firstStep, type Life, ownerAtStart, type Turn } from './life.ts'

const asked = ['require_reasons', 'require_delay_reasons']
const began = ['supervision_suggestion', 'overdue_filing_complaint', ...asked]
const succeeded = ['filed_voluntarily', 'filed_on_order']

export function* supervision(life: Life): Generator<Contribution, void> {
  const refused = firstStep(life, 'filing_refused')
  const overdue = [...clocksOf(life, 'filing_review')]
    .map(({ clock }) => eventAt(life, clock.expiredVersion))
    .filter((e) => e !== undefined)
    .sort((a, b) => a.version - b.version)[0]
  const [cause] = [refused, overdue].filter((e) => e !== undefined).sort((a, b) => a.version - b.version)
  if (cause !== undefined) {
    const begun = firstStep(life, ...began)
    yield contribution(life, 'supervision_rate', { at: cause.at, n: begun !== undefined, by: [cause, begun] })
  }
  for (const [key, turns] of life.turns) {
    if (!/^supervision\/(filing|overdue)\//.test(key)) continue
    const required = turns.find((t) => t.state === 'reasons_required')
    if (required === undefined) continue
    const filed = turns.find((t) => t.event.version > required.event.version && isFiled(t))
    yield contribution(life, 'supervision_success', {
      ...{ instance: key, at: required.event.at, n: filed !== undefined, by: [required.event, filed?.event] },
    })
  }
  for (const seen of clocksOf(life, 'file_after_order')) {
    const { clock, key, start, end, ripe, kept } = seen
    if (!ripe) continue
    const owner = { part: 'police_in_charge', agencyId: ownerAtStart(life, seen, 'police_in_charge') }
    yield contribution(life, 'order_compliance', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  for (const event of life.events) {
    if (event.step !== 'duty_crime_clue_transfer') continue
    yield contribution(life, 'clue_to_supervisory', {
      ...{ instance: String(event.version), at: event.at, n: true, by: [event], also: [event.by.agencyId] },
    })
  }
}

/** Public security that files while it is asked why it had not, has filed after being asked. */
const isFiled = ({ state, event }: Turn): boolean =>
  succeeded.includes(state) ||
  (state === 'decided_meanwhile' &&
    [...event.moves, ...event.opens.map((o) => ({ instance: o.instance, to: o.state }))].some(
      (m) => m.instance.startsWith('criminal/') && m.to === 'filed',
    ))
