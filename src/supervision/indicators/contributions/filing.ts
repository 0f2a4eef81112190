// The decision whether to file: filed or not, in time, extended, reconsidered; and withdrawn afterwards.
import { acceptedBy } from './acceptance.ts'
import { type Contribution, contribution } from './contribution.ts'
import { clocksOf, everReached, firstStep, type Life, ownerAtStart, standing, standsIn } from './life.ts'

const persons = (who: ReadonlySet<string> | undefined): number => who?.size ?? 0

export function* filing(life: Life): Generator<Contribution, void> {
  const filed = everReached(life, ['filed'])
  const accepted = acceptedBy(life)
  if (accepted !== undefined)
    yield contribution(life, 'filing_rate', {
      ...{ at: accepted.at, n: filed !== undefined, by: [accepted, filed?.first] },
      ...{ personsD: life.suspects, personsN: persons(filed?.who) },
    })
  for (const seen of clocksOf(life, 'filing_review')) {
    const { clock, key, start, end, ripe, kept } = seen
    if (!ripe) continue
    const owner = { part: 'police_in_charge', agencyId: ownerAtStart(life, seen, 'police_in_charge') }
    yield contribution(life, 'filing_timeliness', {
      ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
    })
  }
  const decision = firstStep(life, 'filing_approved', 'filing_refused')
  const refused = everReached(life, ['not_filed'])
  if (decision !== undefined) {
    const extended = life.events.find((e) => e.step === 'filing_review_extension' && e.version < decision.version)
    const by = [decision, extended]
    yield contribution(life, 'extension_rate', { at: decision.at, n: extended !== undefined, by })
    const against = new Set([...(refused?.who ?? [])].filter((id) => !filed?.who.has(id)))
    yield contribution(life, 'non_filing_rate', {
      ...{ at: decision.at, n: filed === undefined, by: [decision, filed?.first] },
      ...{ personsD: new Set([...(filed?.who ?? []), ...against]).size, personsN: against.size },
    })
  }
  const refusal = firstStep(life, 'filing_refused')
  if (refusal !== undefined) {
    const request = firstStep(life, 'reconsideration_request')
    const by = [refusal, request]
    yield contribution(life, 'reconsideration_rate', { at: refusal.at, n: request !== undefined, by })
  }
  for (const [key, turns] of life.turns) {
    if (!key.startsWith('supervision/reconsideration/')) continue
    const decided = turns.find((t) => t.state === 'not_filed_upheld' || t.state === 'reconsideration_reversed')
    if (decided === undefined) continue
    const { event, state } = decided
    const n = state === 'reconsideration_reversed'
    yield contribution(life, 'reversal_rate', { instance: key, at: event.at, n, by: [turns[0]?.event, event] })
  }
  if (filed !== undefined) {
    const revoked = firstStep(life, 'case_revocation')
    yield contribution(life, 'revocation_rate', {
      ...{ at: filed.first.at, n: standsIn(life, ['revoked']), by: [filed.first, revoked] },
      ...{ personsD: filed.who.size, personsN: standing(life, ['revoked']).size },
    })
  }
}
