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

/** What the followers read, and whether their places are behind it. */
const feeds = { cases: 'notice', screening: 'screening_change', clusters: 'screening_done' }
const latest = Object.entries(feeds)
  .map(
    ([name, table]) =>
      `(select '${name}' as name, txid::text, seq::text from ${table} order by ${table}.txid desc, ${table}.seq desc limit 1)`,
  )
  .join(' union all ')
const behind = `select from json_to_recordset($1) as f(name text, txid xid8, seq bigint) left join finding_place p using (name)
where p.name is null or (p.txid, p.seq) < (f.txid, f.seq)`

/**
 * One turn with everything in it, whatever was done in the last minute. A follower stops before a transaction that may be
 * open, and on a server with other databases one of theirs may look so for a moment: then the turn is taken again.
 */
export async function turn(w: TimedWorld, more: Partial<Parameters<typeof tickFindings>[0]> = {}): Promise<void> {
  const { rows: told } = await w.db.ownerPool.query(latest)
  for (let tries = 1; ; tries++) {
    await tickFindings({
      findings: { pool: w.db.pool, directory: w.deps.cases.directory, now: () => w.clock.nowMs },
      openGaps: async () => [],
      dormantDays: 60,
      log: w.deps.log,
      ...more,
    })
    const { rowCount } = await w.db.ownerPool.query(behind, [JSON.stringify(told)])
    if (rowCount === 0) return
    if (tries === 100) throw new Error('a follower of the findings does not get on')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

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
