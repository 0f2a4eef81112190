// The way back: internal handover and review at the procuratorate, opinions and their answers, reverse transfers.
import { type Contribution, contribution } from './contribution.ts'
import { clocksOf, type Life, ownerAtStart } from './life.ts'

const timed = [
  ['reverse_handover_timeliness', 'np_internal_handover'],
  ['reverse_review_timeliness', 'reverse_review'],
] as const
const adopted = ['penalised', 'not_penalised']
const ended = ['reverse_review_ended', 'opinion_issued']

export function* reverse(life: Life): Generator<Contribution, void> {
  for (const [indicator, rule] of timed)
    for (const seen of clocksOf(life, rule)) {
      const { clock, key, start, end, ripe, kept } = seen
      if (!ripe) continue
      const owner = { part: 'supervisor', agencyId: ownerAtStart(life, seen, 'supervisor') }
      yield contribution(life, indicator, {
        ...{ instance: key, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, owner },
      })
    }
  for (const [key, turns] of life.turns) {
    const [first] = turns
    if (first === undefined) continue
    const addressee = life.state.instances[key]?.addressee
    const also = addressee !== undefined && addressee.length === 36 ? [addressee] : []
    if (key.startsWith('administrative/reverse_review/')) {
      const issued = turns.find((t) => t.state === ended[1])
      const by = [first.event, issued?.event]
      yield contribution(life, 'opinion_issue_rate', { instance: key, at: first.event.at, n: issued !== undefined, by })
      const replies = turns.filter((t) => t.event.step === 'agency_reply').map((t) => t.event)
      const [reply] = replies
      if (reply !== undefined) {
        const n = adopted.includes(String(replies.at(-1)?.input.result))
        yield contribution(life, 'opinion_adoption_rate', { instance: key, at: reply.at, n, by: replies, also })
      }
      for (const { clock, key: of, start, end, ripe, kept } of clocksOf(life, 'opinion_reply', key)) {
        if (!ripe) continue
        yield contribution(life, 'opinion_reply_rate', {
          ...{ instance: of, at: clock.anchorAt, n: kept, by: [start, end], seenBy: clock.visibleTo, also },
        })
      }
    }
    if (key.startsWith('administrative/reverse/')) {
      const done = turns.find((t) => t.state === 'admin_penalised')
      const by = [first.event, done?.event]
      yield contribution(life, 'reverse_penalty_rate', {
        ...{ instance: key, at: first.event.at, n: done !== undefined, by, also },
      })
    }
  }
}
