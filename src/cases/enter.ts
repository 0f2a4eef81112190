// What it takes to enter an act that was made at another gateway while the case went on here: which clocks ran out only
// because it was on its way, and whether people have moved what it touches.
import { canonical, type Refusal } from '../kernel/index.ts'
import type { CaseEvent, CaseState, ClockState } from '../procedure/index.ts'
import type { ActRequest, KeptRequest } from './elsewhere.ts'

export const enteringRoute = 'package'

export interface Entering extends ActRequest {
  /** Issuer of the gateway where the act was made; it answers for the client and the officers. */
  readonly gateway: string
  /** Entries that came of earlier requests of the same gateway on this case: its officers knew of them. */
  readonly entered: readonly number[]
}

export type Entered =
  | { readonly version: number; readonly replayed: boolean }
  | {
      readonly refusal: Refusal /** It was lawful when it was made, and others have moved what it touches. */
      readonly conflict: boolean
    }
  | { readonly elsewhere: string }

const byItself = (events: readonly CaseEvent[], version: number | undefined): boolean =>
  version !== undefined && events.find((event) => event.version === version)?.by.part === 'gateway'

/** The case with those clocks running that the gateway has counted as run out since, and that the act met in time. */
export function withoutExpiry(state: CaseState, events: readonly CaseEvent[], seen: number, atMs: number): CaseState {
  const revived = Object.entries(state.clocks).filter(
    ([, clock]) =>
      (clock.status === 'lapsed' || clock.status === 'ended') &&
      (clock.settledVersion ?? 0) > seen &&
      atMs <= Date.parse(clock.breach) &&
      byItself(events, clock.settledVersion),
  )
  if (revived.length === 0) return state
  const running = revived.map(([key, { settledAt: _, settledVersion: __, ...clock }]): [string, ClockState] => [
    key,
    { ...clock, status: 'running' },
  ])
  return { ...state, clocks: { ...state.clocks, ...Object.fromEntries(running) } }
}

const differ = (a: unknown, b: unknown) => canonical(a ?? null) !== canonical(b ?? null)

/** Whether what the event changes is no more as it was when the act was made, the gateway's own entries left aside. */
export function movedByOthers(
  then: CaseState,
  now: CaseState,
  event: CaseEvent,
  events: readonly CaseEvent[],
): boolean {
  const instances = [...event.moves, ...event.opens].map(({ instance }) => instance)
  if (instances.some((key) => differ(then.instances[key], now.instances[key]))) return true
  const clocks = [...event.clocks.settles, ...event.clocks.advances].map(({ key }) => key)
  const started = new Set(event.clocks.starts.map(({ key }) => key))
  const moved = (key: string) => {
    const [was, is] = [then.clocks[key], now.clocks[key]]
    if (!differ(was, is) || started.has(key)) return false
    if (was === undefined || is === undefined) return true
    const { settledAt: _, settledVersion, expiredVersion, status, ...rest } = is
    const { settledAt: __, settledVersion: ___, expiredVersion: ____, status: before, ...former } = was
    if (differ(rest, former)) return true
    return status === before ? !byItself(events, expiredVersion) : !byItself(events, settledVersion)
  }
  if (clocks.some(moved)) return true
  const { begins, ends } = event.parts
  if (begins.length + ends.length > 0 && (differ(then.parts, now.parts) || differ(then.invited, now.invited)))
    return true
  return (Object.keys(event.sets) as (keyof typeof event.sets)[]).some((key) => differ(then[key], now[key]))
}

/** Materials of the act that another one has taken which waits to be entered. */
export function materialsWaiting(event: CaseEvent, waiting: readonly KeptRequest[]): { seq: number; fault: string }[] {
  const idsOf = (input: CaseEvent['input']) =>
    ((input.materials ?? []) as readonly { id: string }[]).map(({ id }) => id)
  const taken = new Set(waiting.flatMap(({ expected }) => idsOf(expected.input)))
  return idsOf(event.input).flatMap((id, seq) => (taken.has(id) ? [{ seq, fault: 'material_used' }] : []))
}
