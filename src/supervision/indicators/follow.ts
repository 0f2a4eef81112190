// Follows what happened, feed by feed, from a place of its own that is kept with what was counted: cases by their notices,
// penalty cases by what screening is done with, labels by their log. One replica at a time, under a lock.
import { type Asking, inAct, type Pool, run } from '../../../db/index.ts'
import { eventsOfMany } from '../../cases/index.ts'
import { labelChangesAfter, labelsOf } from '../../labels/index.ts'
import { changesOfMany } from '../../outbox/index.ts'
import { penaltyMeasures, screenedAfter } from '../../penalties/index.ts'
import { type Counted, countedCase, countedPenalty } from './facts.ts'
import { indicatorsLock, type Keeping, keep } from './keep.ts'
import type { IndicatorsRoom } from './room.ts'

export interface Place {
  readonly txid: string
  readonly seq: string
}

export type Feed = 'cases' | 'penalties' | 'labels'

/** Notices in one round; a case that moved often is counted once. */
const noticesMax = 500
const screenedMax = 20
const penaltiesAtOnce = 1_000
/** Labels put on a large selection come one row a case. */
const labelsMax = 500

const nowhere: Place = { txid: '0', seq: '0' }

export async function placeOf(pool: Pool, feed: Feed): Promise<Place> {
  const text = 'select txid::text, seq::text from indicator_place where feed = $1'
  return (await run<{ txid: string; seq: string }>(pool, { name: 'indicators_place', text }, [feed]))[0] ?? nowhere
}

/** Another replica is at it, or has been: the round is over, nothing is lost. */
class Overtaken extends Error {}

const lockStatement = { name: 'indicators_lock', text: 'select pg_try_advisory_xact_lock($1) as taken' }
const placeNow = {
  name: 'indicators_place_now',
  text: 'select txid::text, seq::text from indicator_place where feed = $1',
}
const movePlace = {
  name: 'indicators_move_place',
  text: `insert into indicator_place (feed, txid, seq) values ($1, $2::xid8, $3::bigint)
    on conflict (feed) do update set txid = excluded.txid, seq = excluded.seq`,
}

async function locked({ ask }: Asking): Promise<void> {
  const [row] = await ask<{ taken: boolean }>(lockStatement, [indicatorsLock])
  if (row?.taken !== true) throw new Overtaken()
}

/** Keeps what was counted and moves the place from where it was read, or does neither. */
async function settle(
  pool: Pool,
  feed: Feed,
  from: Place,
  to: Place,
  counted: readonly Counted[],
  how: Keeping = {},
): Promise<void> {
  await inAct(pool, async (asking) => {
    await locked(asking)
    const [row = nowhere] = await asking.ask<{ txid: string; seq: string }>(placeNow, [feed])
    if (row.txid !== from.txid || row.seq !== from.seq) throw new Overtaken()
    await keep(asking, counted, how)
    await asking.ask(movePlace, [feed, to.txid, to.seq])
  })
}

/** Counts cases as they stand; gives way to others now and then. */
export async function countCases(room: IndicatorsRoom, asked: Parameters<typeof eventsOfMany>[1]): Promise<Counted[]> {
  const directory = await room.directory()
  const counted: Counted[] = []
  for await (const { id, events } of eventsOfMany(room.pool, asked)) {
    counted.push(countedCase(id, events, directory))
    if (counted.length % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return counted
}

async function casesRound(room: IndicatorsRoom): Promise<number> {
  const { pool } = room
  const from = await placeOf(pool, 'cases')
  const organs = [...(await room.directory()).byId.keys()]
  const notices = await changesOfMany(pool, organs, from, noticesMax)
  const last = notices.at(-1)
  if (last === undefined) return 0
  const ids = new Set(notices.filter((n) => n.kind === 'transfer').map((n) => n.transferId))
  const counted = await countCases(
    room,
    [...ids].map((id) => ({ id })),
  )
  await settle(pool, 'cases', from, last, counted)
  return notices.length
}

async function penaltiesRound(room: IndicatorsRoom): Promise<number> {
  const { pool } = room
  const from = await placeOf(pool, 'penalties')
  const rows = await screenedAfter(pool, from, screenedMax)
  const last = rows.at(-1)
  if (last === undefined) return 0
  const ids = [...new Set(rows.flatMap((r) => r.caseIds))]
  const directory = await room.directory()
  for (let i = 0; i < ids.length; i += penaltiesAtOnce) {
    const page = ids.slice(i, i + penaltiesAtOnce)
    const counted = (await penaltyMeasures(pool, page)).map((m) => countedPenalty(m, directory))
    // The place moves with the last page; what came before is counted again after a fall, to the same end.
    await settle(pool, 'penalties', from, i + penaltiesAtOnce < ids.length ? from : last, counted)
  }
  return rows.length
}

async function labelsRound({ pool }: IndicatorsRoom): Promise<number> {
  const from = await placeOf(pool, 'labels')
  const changes = await labelChangesAfter(pool, from, labelsMax)
  const last = changes.at(-1)
  if (last === undefined) return 0
  // Of a finding nothing is counted.
  const ids = changes.map((c) => /^(?:transfer|penalty):(.+)$/.exec(c.subject)?.[1]).filter((id) => id !== undefined)
  await settle(pool, 'labels', from, last, [], { labels: await labelsOn(pool, [...new Set(ids)]) })
  return changes.length
}

/** Labels of transfers and penalty cases, an empty list for one that bears none. */
export async function labelsOn(pool: Pool, ids: readonly string[]): Promise<Map<string, readonly string[]>> {
  const stand = new Map<string, readonly string[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return stand
  const named = ids.flatMap((id) => [`transfer:${id}`, `penalty:${id}`])
  for (const [subject, on] of await labelsOf(pool, named)) stand.set(subject.slice(subject.indexOf(':') + 1), on)
  return stand
}

const rounds = [casesRound, penaltiesRound, labelsRound]

/** Works off what there is, unless it is told to stop; gives the number of rows of the feeds that were passed. */
export async function followIndicators(room: IndicatorsRoom, stopped: () => boolean = () => false): Promise<number> {
  let passed = 0
  for (const round of rounds) {
    try {
      for (let more = 1; more > 0 && !stopped(); passed += more) more = await round(room)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
  return passed
}
