// Which end of a case's timeline is asked for, and of which track: for the case itself and for its timeline alike.
import type { TimelineAsked } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import { ruleSets } from '../procedure/index.ts'

/** From the query; `none` only beside a case. */
export function timelineAsked(
  query: (name: string) => string | undefined,
  name: 'timeline' | 'order',
): TimelineAsked | Refusal {
  const end = query(name) ?? 'oldest'
  if (end === 'none' && name === 'timeline') return { none: true }
  if (end !== 'oldest' && end !== 'newest') return wrong(name, 'oldest or newest')
  const track = query('track')
  if (track === undefined) return { end }
  if (!ruleSets.some((set) => Object.hasOwn(set.tracks, track))) return wrong('track', 'a track of the procedure')
  return { end, steps: stepsOfTrack(track) }
}

/** Steps of the track itself, and those of others that open or move something on it. */
const stepsOfTrack = (track: string): string[] =>
  ruleSets.flatMap(({ steps }) =>
    Object.entries(steps).flatMap(([id, rule]) =>
      rule.track === track || [...rule.opens, ...rule.also].some((other) => other.track === track) ? [id] : [],
    ),
  )

const wrong = (name: string, detail: string) =>
  new Refusal('invalid_fields', `${name}: ${detail} is needed.`, { errors: [{ pointer: `/${name}`, detail }] })
