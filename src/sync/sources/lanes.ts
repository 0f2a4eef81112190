// Pulls what is due, each source in a lane of its own: one that hangs holds its own lane until its time-out and nobody
// else's. Replicas share the sources by locks; what a stopped or killed gateway left is pulled by whoever comes first.
import type { Logger } from 'pino'
import type { Sources } from './room.ts'
import { dueSources, forgetRuns } from './rows.ts'
import { pull } from './run.ts'
import { lookForSilence } from './silence.ts'

export interface LanesOptions {
  readonly log: Logger
  /** Between two looks for what is due. */
  readonly pauseMs?: number
  readonly silenceEveryMs?: number
}

/** A lane that waits for a platform holds no connection of ours; this bounds memory and sockets. */
const lanesMax = 32
const keptRunsMs = 90 * 86_400_000

export function startSourceLanes(
  room: Sources,
  { log, pauseMs = 1_000, silenceEveryMs = 60_000 }: LanesOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const lanes = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let silenceAt = 0
  let looking: Promise<void> = Promise.resolve()

  async function lane(id: string, askedBy: string | null): Promise<void> {
    try {
      const pulled = await pull(room, id, { ...(askedBy !== null && { askedBy }), signal: stopping.signal })
      if (pulled?.error) log.warn({ source: id, run: pulled.run, error: pulled.error }, 'a source could not be pulled')
    } catch (error) {
      log.error({ source: id, error: String(error) }, 'sources')
    } finally {
      lanes.delete(id)
    }
  }

  async function look(): Promise<void> {
    try {
      const free = lanesMax - lanes.size
      const now = room.now()
      if (free > 0)
        for (const { id, askedBy } of await dueSources(room.pool, new Date(now), [...lanes.keys()], free))
          lanes.set(id, lane(id, askedBy))
      if (now >= silenceAt) {
        silenceAt = now + silenceEveryMs
        await lookForSilence(room)
        await forgetRuns(room.pool, new Date(now - keptRunsMs))
      }
    } catch (error) {
      log.error({ error: String(error) }, 'sources')
    }
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      looking = look()
    }, pauseMs)
    timer.unref()
  }

  looking = look()
  return {
    async stop() {
      stopping.abort(new Error('the gateway stops'))
      clearTimeout(timer)
      await looking
      await Promise.allSettled(lanes.values())
      await room.locks.close()
    },
  }
}
