// The open way to each sink: a caller with its token, or a few connections. Kept while the sink stays as it is, opened anew
// when the operator changes it.
import { randomUUID } from 'node:crypto'
import type { Outbound, Sealer } from '../../kernel/index.ts'
import type { Receiver } from '../../outbox/index.ts'
import { type Caller, openCaller } from '../sources/caller.ts'
import type { RestSink, SinkDefinition, TableSink } from './definition.ts'
import { type Exchange, openExchange } from './exchange.ts'

export type Road =
  | { readonly kind: 'rest'; readonly sink: RestSink; readonly caller: Caller }
  | { readonly kind: 'table'; readonly sink: TableSink; readonly exchange: Exchange }

interface RoadDeps {
  readonly sealer: Sealer
  readonly calls: Outbound
  readonly now: () => number
}

export function roads({ sealer, calls, now }: RoadDeps) {
  const open = new Map<string, { readonly stamp: number; readonly road: Road }>()

  function opened(sink: SinkDefinition, sealed: string | null): Road {
    const secret = sealed === null ? null : sealer.unseal(sealed)
    if (sink.kind === 'rest')
      return {
        kind: 'rest',
        sink,
        caller: openCaller({ outbound: calls, now, nonce: randomUUID }, sink.config, secret),
      }
    return { kind: 'table', sink, exchange: openExchange(sink.config, secret ?? undefined) }
  }

  return {
    of(receiver: Receiver): Road {
      const kept = open.get(receiver.id)
      const stamp = receiver.updatedAt.getTime()
      if (kept !== undefined && kept.stamp === stamp) return kept.road
      const road = opened(receiver.config as SinkDefinition, receiver.secret)
      open.set(receiver.id, { stamp, road })
      // Those who still use the former one end first; its idle connections go at once.
      if (kept?.road.kind === 'table') void kept.road.exchange.close().catch(() => {})
      return road
    },
    async close(): Promise<void> {
      const ends = [...open.values()].map(({ road }) => (road.kind === 'table' ? road.exchange.close() : undefined))
      open.clear()
      await Promise.allSettled(ends)
    },
  }
}
