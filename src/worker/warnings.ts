// Brings warnings to people: follows the notices into the inboxes of organs, and once an hour of a local working day makes
// of what was not urgent the digests that go by mail. A failed round is logged and the next one tries again.
import type { Logger } from 'pino'
import type { Pool } from '../../db/index.ts'
import { actorsOf, type CasesDeps } from '../cases/index.ts'
import { type DigestRoom, followInbox, oweDigests, removeOldInbox } from '../outbox/index.ts'

export interface WarningsDeps {
  readonly pool: Pool
  readonly cases: Pick<CasesDeps, 'directory' | 'calendarFor' | 'issuer' | 'now'>
  /** Local hour of digests; undefined: this gateway sends no mail. */
  readonly digestHour?: number | undefined
  readonly log: Logger
  readonly everyMs?: number
}

/** People look now and then; a second is soon enough. */
const everyMsDefault = 1_000
const digestEveryMs = 60_000
/** What did not move for so long is taken out of inboxes. */
const inboxDays = 183
const removedAtOnce = 2_000

export interface Warnings {
  stop(): Promise<void>
}

/** Inboxes up to now; gives the number of notices passed. */
export function followNotices({ pool, cases }: Pick<WarningsDeps, 'pool' | 'cases'>): Promise<number> {
  return followInbox({
    pool,
    organs: async () => [...(await cases.directory()).byId.keys()],
    actorsOf: (entries) => actorsOf(pool, entries),
  })
}

/** Digests that are due now; gives the number of mails owed. */
export function digestsDue({ pool, cases, digestHour }: Omit<WarningsDeps, 'log'>): Promise<number> {
  const room: DigestRoom = {
    ...{ pool, issuer: cases.issuer, hour: digestHour ?? 0 },
    works: async (agencyId, day) => {
      const organ = (await cases.directory()).byId.get(agencyId)
      return organ !== undefined && !cases.calendarFor(organ.regionCode).isRest(day)
    },
  }
  return oweDigests(room, cases.now())
}

export function startWarnings(deps: WarningsDeps): Warnings {
  const { log, pool } = deps
  const works = [
    repeated(deps.everyMs ?? everyMsDefault, () => followNotices(deps), failed('inboxes')),
    repeated(digestEveryMs, () => removeOldInbox(pool, inboxDays, removedAtOnce), failed('old items of inboxes')),
    ...(deps.digestHour === undefined ? [] : [repeated(digestEveryMs, () => digestsDue(deps), failed('digests'))]),
  ]
  function failed(what: string) {
    return (error: unknown) => log.error({ error: String(error) }, what)
  }
  return {
    stop: async () => {
      await Promise.all(works.map((work) => work.stop()))
    },
  }
}

function repeated(everyMs: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Warnings {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const step = async (): Promise<void> => {
    await work().catch(onError)
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
