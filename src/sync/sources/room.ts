// What the sources need from outside, given in once at start; and the adapter of each kind.
import { randomUUID } from 'node:crypto'
import type { Pool } from '../../../db/index.ts'
import type { Outbound, Sealer } from '../../kernel/index.ts'
import type { Source, SourceAdapter } from './adapter.ts'
import { filesAdapter } from './files.ts'
import type { Penalties } from './keeping.ts'
import { type SourceLocks, sourceLocks } from './locks.ts'
import { restAdapter } from './rest.ts'
import { opened, sourceRow } from './rows.ts'
import { tableAdapter } from './table.ts'

export { originOf } from './keeping.ts'

export interface SourcesDeps {
  readonly pool: Pool
  /** Undefined where no key is at hand: sources with secrets cannot be read then. */
  readonly sealer: Sealer | undefined
  readonly outbound: Outbound
  readonly penalties: Penalties
  /** Signs a receipt in the gateway's name; undefined where this process has no key: then nothing is answered with one. */
  readonly sign:
    | ((payload: Readonly<Record<string, unknown>>, header: { typ: string }) => Promise<string> | string)
    | undefined
  readonly issuer: string
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
}

export interface Sources extends SourcesDeps {
  readonly locks: SourceLocks
}

export function openSources(deps: SourcesDeps): Sources {
  return { ...deps, locks: sourceLocks(deps.pool) }
}

/** One adapter for one use; whoever takes it closes it. */
export function adapterOf(room: Pick<Sources, 'pool' | 'outbound' | 'now'>, source: Source): SourceAdapter {
  switch (source.kind) {
    case 'rest':
      return restAdapter(
        { outbound: room.outbound, now: room.now, nonce: () => randomUUID().replaceAll('-', '') },
        source,
      )
    case 'table':
      return tableAdapter(room.now, source)
    case 'files':
      return filesAdapter(room, source)
  }
}

/** A source by id or name, ready to be read. Throws SealFault. */
export async function sourceOf(room: Pick<Sources, 'pool' | 'sealer'>, idOrName: string): Promise<Source | undefined> {
  const row = await sourceRow(room.pool, idOrName)
  return row && opened(row, room.sealer)
}
