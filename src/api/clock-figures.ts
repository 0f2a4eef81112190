// `GET /v1/clocks/figures`: how many periods run, by sending organ, by period and by urgency. The counting goes through every
// running period of the caller's, so that an answer is kept for a moment, and says of which moment it is.
import { Hono } from 'hono'
import { agencyView, type CasesDeps, type ClockFigures, clockFigures } from '../cases/index.ts'
import { rfc3339 } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'

/** A dashboard on a wall and ten desks ask at once; half a minute is nothing to periods of days. */
const freshMs = 30_000
/** So long an answer is given out while it is counted anew: nobody waits for the counting but who asks first. */
const keptMs = 120_000
const agenciesMax = 1_000

interface Counted {
  readonly atMs: number
  readonly figures: ClockFigures
}

/** Mount at `/v1/clocks/figures`, behind authentication. */
export function clockFiguresDoor({ pool, directory, now }: CasesDeps): Hono<DoorEnv> {
  const kept = new Map<string, Counted>()
  const counting = new Map<string, Promise<Counted>>()

  function count(agencyId: string): Promise<Counted> {
    const under = counting.get(agencyId)
    if (under !== undefined) return under
    const atMs = now()
    const begun = clockFigures(pool, agencyId, atMs)
      .then((figures) => {
        kept.delete(agencyId)
        kept.set(agencyId, { atMs, figures })
        const [oldest] = kept.keys()
        if (kept.size > agenciesMax && oldest !== undefined) kept.delete(oldest)
        return { atMs, figures }
      })
      .finally(() => counting.delete(agencyId))
    counting.set(agencyId, begun)
    return begun
  }

  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const { id } = c.get('principal').agency
    const there = kept.get(id)
    const ageMs = there === undefined ? Number.POSITIVE_INFINITY : Math.abs(now() - there.atMs)
    const again = ageMs > freshMs ? count(id) : undefined
    // Who gets the former answer does not hear of a fault; the next one does.
    if (ageMs <= keptMs) again?.catch(() => {})
    const { atMs, figures } = there !== undefined && ageMs <= keptMs ? there : await (again ?? count(id))
    const organs = await directory()
    return c.json({
      ...{ asOf: rfc3339(atMs), total: figures.total },
      bySender: figures.bySender.map(({ senderId, ...counts }) => ({
        sender: agencyView(organs, senderId),
        ...counts,
      })),
      byRule: figures.byRule,
    })
  })
  return door
}
