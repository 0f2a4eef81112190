// Reconciliation as the doors ask for it: of a source or a sink by its name or id, whatever lies between.
import { dayText, localDay } from '../../kernel/index.ts'
import { listSinks, type Sink, type Sinks } from '../sinks/operate.ts'
import { type Sources, sourceOf } from '../sources/room.ts'
import { sourceRows } from '../sources/rows.ts'
import type { Reconciliation } from './keep.ts'
import { type Asked, type ReconcileDeps, reconcile } from './run.ts'
import { sinkPartner } from './sink-side.ts'
import { NotComparable, sourcePartner } from './source-side.ts'

export interface Reconciliations extends ReconcileDeps {
  readonly sources: Sources
  readonly sinks: Sinks
  /** So many days what was delivered is kept; before that there is nothing to compare a platform with. */
  readonly sinkDays?: number
}

export interface PartnerNamed {
  readonly kind: 'source' | 'sink'
  readonly id: string
  readonly name: string
  readonly agencyId: string | null
  /** Whether the clock compares it. */
  readonly scheduled: boolean
}

/** Further days than this are asked for in several parts: all their figures are one answer of the other side. */
export const daysMax = 366

/** Sources and sinks that say what they hold. */
export async function partnersOf({ pool, sinks }: Reconciliations): Promise<readonly PartnerNamed[]> {
  const sources = await sourceRows(pool, null)
  const known = await listSinks(sinks, {})
  return [
    ...sources.map(({ id, name, agencyId, state }) => {
      return { kind: 'source', id, name, agencyId, scheduled: state === 'enabled' } as const
    }),
    ...known.map((sink) => {
      const { id, agencyId, definition, receiver } = sink
      const scheduled = receiver.state === 'enabled' && definition.reconcile && saysWhatItHolds(sink)
      return { kind: 'sink', id, name: definition.name, agencyId, scheduled } as const
    }),
  ]
}

const saysWhatItHolds = ({ definition }: Sink) => definition.kind === 'table' || definition.config.figures !== null

/** By id, or by name where that says enough; several where a source and a sink have the same name. */
export async function partnersNamed(room: Reconciliations, idOrName: string): Promise<readonly PartnerNamed[]> {
  return (await partnersOf(room)).filter(({ id, name }) => id === idOrName || name === idOrName)
}

/** Throws NotComparable, ReconciliationUnderWay. */
export async function reconcileNamed(
  room: Reconciliations,
  partner: PartnerNamed,
  asked: Asked,
  signal: AbortSignal,
  begun?: (id: string) => void,
): Promise<Reconciliation> {
  if (partner.kind === 'sink') {
    const sink = (await listSinks(room.sinks, {})).find(({ id }) => id === partner.id)
    if (sink === undefined) throw new Error(`${partner.name} is gone`)
    const { carrier } = room.sinks
    const first = room.sinkDays === undefined ? '' : lastDays(room.now(), room.sinkDays).from
    if (asked.from < first)
      throw new NotComparable(partner.name, `what was delivered is kept from ${first} on (XIANJIE_DELIVERY_DAYS)`)
    return reconcile(
      room,
      sinkPartner({ pool: room.pool, carrier, now: room.now }, sink.receiver),
      asked,
      signal,
      begun,
    )
  }
  const source = await sourceOf(room.sources, partner.id)
  if (source === undefined) throw new Error(`${partner.name} is gone`)
  const side = sourcePartner(room.sources, source)
  try {
    return await reconcile(room, side, asked, signal, begun)
  } finally {
    await side.close()
  }
}

/** The last `days` local days, today included. */
export function lastDays(nowMs: number, days: number): { from: string; to: string } {
  const today = localDay(nowMs)
  return { from: dayText(today - days + 1), to: dayText(today) }
}
