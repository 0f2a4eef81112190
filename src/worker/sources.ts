// Time at the door of the sources: pulls what is due, in lanes, until it is stopped.
import type { Logger } from 'pino'
import { type Sources, startSourceLanes } from '../sync/index.ts'

export interface SourcesWorkerDeps {
  readonly sources: Sources
  readonly log: Logger
  /** Between two looks for what is due. */
  readonly pauseMs?: number | undefined
}

export function startSources({ sources, log, pauseMs }: SourcesWorkerDeps): { stop(): Promise<void> } {
  return startSourceLanes(sources, { log, ...(pauseMs !== undefined && { pauseMs }) })
}
