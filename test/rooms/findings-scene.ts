// What the tests of findings share: a turn of the follower on the world's own clock, and findings as organs see them.
import { tickFindings } from '../../src/worker/index.ts'
import type { TimedWorld } from '../doors/procedure-scene.ts'
import type { Answer, World } from '../world.ts'

export interface SeenFinding {
  readonly id: string
  readonly version: number
  readonly kind: string
  readonly grade: string
  readonly state: string
  readonly subject: string
  readonly agency: { readonly id: string; readonly name: string } | null
  readonly supervisor: { readonly id: string } | null
  readonly transferId?: string
  readonly penaltyId?: string
  readonly basis: readonly string[]
  readonly detail: Record<string, unknown>
  readonly dueAt: string | null
  readonly response: {
    readonly firstAt: string | null
    readonly seconds: number | null
    readonly urgedTimes: number
    readonly urgedSeconds: number | null
  }
  readonly closed: { readonly because: string } | null
  readonly formerId?: string
  readonly entries: readonly {
    act: string
    version: number
    said: Record<string, unknown>
    letter?: string
    by: unknown
  }[]
  readonly available: readonly string[]
}

/** One turn with everything in it, whatever was done in the last minute. */
export const turn = (w: TimedWorld, more: Partial<Parameters<typeof tickFindings>[0]> = {}): Promise<void> =>
  tickFindings({
    findings: { pool: w.db.pool, directory: w.deps.cases.directory, now: () => w.clock.nowMs },
    openGaps: async () => [],
    dormantDays: 60,
    log: w.deps.log,
    ...more,
  })

export const findingsOf = async (w: World, organ: string, query = ''): Promise<SeenFinding[]> =>
  (await w.ask<{ items: SeenFinding[] }>(organ, 'GET', `/v1/findings?limit=200${query}`)).body.items

export const finding = (w: World, organ: string, id: string): Promise<Answer<SeenFinding>> =>
  w.ask<SeenFinding>(organ, 'GET', `/v1/findings/${id}`)

/** An act on a finding in an organ's name, by its first officer. */
export const say = (
  w: World,
  organ: string,
  id: string,
  act: string,
  body: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer<SeenFinding & { code?: string; errors?: { pointer: string }[] }>> =>
  w.ask(
    organ,
    'POST',
    `/v1/findings/${id}/steps/${act}`,
    { officers: w.organ(organ).officers.slice(0, 1), ...body },
    headers,
  )
