// Lets the tree grow every few seconds, apart from the rounds that may last: what was done a moment ago shall be provable
// now, and no act waits for it.
import type { Logger } from 'pino'
import type { Pool } from '../../db/index.ts'
import { growTree, type LogSigner } from '../journal/index.ts'

export interface TreeDeps {
  readonly pool: Pool
  readonly signer: LogSigner
  readonly log: Logger
}

/** A proof is asked for by people; each step with anything to do writes a checkpoint that is kept for good. */
const everyMs = 3_000

/** Appends all that is queued; gives the number of leaves. Zero also where another replica is at it. */
export async function growWhole({ pool, signer }: Pick<TreeDeps, 'pool' | 'signer'>): Promise<number> {
  let added = 0
  for (;;) {
    const step = await growTree(pool, signer)
    added += step?.added ?? 0
    if (step?.more !== true) return added
  }
}

/** Grows until it is stopped; a failed step is logged and the next one tries again. */
export function startTree(deps: TreeDeps): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const step = async (): Promise<void> => {
    try {
      let more = true
      while (more && !stopped) more = (await growTree(deps.pool, deps.signer))?.more === true
    } catch (error) {
      deps.log.error({ error: String(error) }, 'tree')
    }
    if (stopped) return
    timer = setTimeout(() => {
      round = step()
    }, everyMs)
    timer.unref()
  }
  let round = step()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
