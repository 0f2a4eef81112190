// `GET /v1/clocks/figures`: how many periods run, by sending organ, by period and by urgency. The counting goes through every
// running period of the caller's, so that an answer is kept for a moment, and says of which moment it is.
import { Hono } from 'hono'
import { agencyView, type CasesDeps, type ClockFigures, clockFigures } from '../cases/index.ts'
import { rfc3339 } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'

/** A dashboard on a wall and ten desks ask at once; half a minute is nothing to periods of days. */
const keptMs = 30_000
const keptMax = 1_000

/** Mount at `/v1/clocks/figures`, behind authentication. */
export function clockFiguresDoor({ pool, directory, now }: CasesDeps): Hono<DoorEnv> {
  const kept = new Map<string, { readonly atMs: number; readonly figures: Promise<ClockFigures> }>()
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const { id } = c.get('principal').agency
    const nowMs = now()
    let found = kept.get(id)
    if (found === undefined || nowMs - found.atMs > keptMs || nowMs < found.atMs) {
      found = { atMs: nowMs, figures: clockFigures(pool, id, nowMs) }
      kept.delete(id)
      kept.set(id, found)
      found.figures.catch(() => kept.delete(id))
      const [oldest] = kept.keys()
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
    }
    const { total, bySender, byRule } = await found.figures
    const organs = await directory()
    return c.json({
      ...{ asOf: rfc3339(found.atMs), total },
      bySender: bySender.map(({ senderId, ...counts }) => ({ sender: agencyView(organs, senderId), ...counts })),
      byRule,
    })
  })
  return door
}
