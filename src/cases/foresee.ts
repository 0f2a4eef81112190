// What a step would do, nothing kept: the refusals it would meet, and the entry it would make. Decided as the act itself is, so
// that a preview cannot promise what the act then refuses, unless somebody is faster.
import type { Principal } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import { type CaseEvent, evolve, maySee, seenBy, type Viewer } from '../procedure/index.ts'
import { askGates } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import { gather } from './gather.ts'
import type { Said } from './prepare.ts'
import { decideStep, prepareRuled } from './rule.ts'
import { clientDisabled, materialsRefused, notFound, officersRefused } from './verdict.ts'
import { clockView } from './view.ts'

export interface Foreseen {
  readonly refusals: readonly Refusal[]
  /** Null where the law itself refuses. */
  readonly event: CaseEvent | null
  /** Of those that the caller may know. */
  readonly clocksStarted: readonly ReturnType<typeof clockView>[]
  readonly clocksSettled: readonly ReturnType<typeof clockView>[]
}

export async function foresee(
  deps: CasesDeps,
  principal: Principal,
  transferId: string,
  step: string,
  input: Readonly<Record<string, unknown>>,
  said: Said,
  ifMatch?: number,
): Promise<Foreseen | Refusal> {
  const directory = await deps.directory()
  const atMs = deps.now()
  const { agency, clientId } = principal
  const row = await gather(deps.pool, transferId, agency.id, clientId, said.route, null)
  if (row === undefined) return notFound()
  const none = { event: null, clocksStarted: [], clocksSettled: [] }
  const ruled = await decideStep(deps, principal, directory, row, step, input, atMs, ifMatch)
  if (ruled instanceof Refusal) return { ...none, refusals: [ruled] }
  const { granted } = ruled
  const gates = await askGates(deps.pool, await prepareRuled(deps, principal, directory, row, ruled, said))
  if (gates.failed === 'client_disabled') return { ...none, refusals: [clientDisabled()] }
  const { event } = granted
  const viewer: Viewer = { part: row.part, agencyId: agency.id }
  const after = evolve(row.state, event)
  const shown = seenBy(row.views, row.state, viewer)
  const known = new Set([
    ...Object.keys(shown?.clocks ?? {}),
    ...event.clocks.starts
      .filter(({ visibleTo }) => maySee(visibleTo === undefined ? {} : { visibleTo }, viewer))
      .map(({ key }) => key),
  ])
  const clocks = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const clock = known.has(key) ? after.clocks[key] : undefined
      return clock === undefined ? [] : [clockView(key, clock, atMs)]
    })
  const started = event.clocks.starts.map(({ key }) => key)
  return {
    refusals: [
      ...(gates.officers === null ? [] : [officersRefused(granted, gates.officers)]),
      ...(gates.materials === null ? [] : [materialsRefused(granted, gates.materials)]),
    ],
    event,
    clocksStarted: clocks(started),
    clocksSettled: clocks(event.clocks.settles.map(({ key }) => key).filter((key) => !started.includes(key))),
  }
}
