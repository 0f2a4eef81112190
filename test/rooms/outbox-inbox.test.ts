// Inboxes: of each thing the last that an organ was told, what it did itself is no news to it, each reader has marks of its
// own, and whatever moves on is unread again.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { inTransaction } from '../../db/index.ts'
import {
  followInbox,
  type InboxFilter,
  type InboxOf,
  type InboxRoom,
  inbox,
  markRead,
  type NewNotice,
  oweNotices,
  removeOldInbox,
  TooManyMarks,
} from '../../src/outbox/index.ts'
import { testDatabase } from '../database.ts'
import { notices, until } from './outbox-scene.ts'

const { pool, ownerPool } = await testDatabase()
const organs: string[] = []
const actors = new Map<string, string>()
const room: InboxRoom = { pool, organs: async () => organs, actorsOf: async () => actors }

const organ = () => {
  const id = randomUUID()
  organs.push(id)
  return { agencyId: id, reader: 'client a' }
}
const news = (agencyIds: readonly string[], more: Partial<NewNotice> = {}): NewNotice => ({
  ...{ kind: 'finding', id: randomUUID(), version: 1, step: 'finding_raised', at: new Date(), agencyIds },
  ...more,
})

/** All that was committed is behind the horizon, and in the inboxes. */
async function followed(): Promise<void> {
  await until(async () => {
    const { rows } = await pool.query('select coalesce(max(txid) < feed_horizon(), true) as past from notice')
    return rows[0].past
  })
  await followInbox(room)
}
const all: InboxFilter = { unread: false, limit: 100 }
const unread: InboxFilter = { unread: true, limit: 100 }
const list = async (of: InboxOf, filter: InboxFilter = unread) => (await inbox(pool, of, filter)).items
const inboxCounts = async (of: InboxOf) => (await inbox(pool, of, unread)).counts
const mark = (of: InboxOf, what: Parameters<typeof markRead>[2]) => inTransaction(pool, (c) => markRead(c, of, what))

test('each thing is there once, as it stood last, newest first; pages add up to the same', async () => {
  const of = organ()
  const things = Array.from({ length: 5 }, () => news([of.agencyId]))
  await oweNotices(pool, things)
  const again = { ...(things[1] as NewNotice), version: 2, step: 'finding_graded', about: { grade: 'red' as const } }
  await oweNotices(pool, again)
  await notices(pool, of.agencyId, [{ transferId: randomUUID(), version: 1 }])
  await followed()
  const found = await list(of)
  expect(found).toHaveLength(6)
  expect(found.slice(0, 2)).toMatchObject([
    { kind: 'transfer', step: 'receipt_sign', grade: 'notice', read: false },
    { kind: 'finding', id: again.id, version: 2, step: 'finding_graded', grade: 'red', about: { grade: 'red' } },
  ])
  const pages = []
  for (let before: string | undefined; ; ) {
    const page = await list(of, { ...unread, limit: 4, before })
    pages.push(...page)
    before = page.at(-1)?.no
    if (page.length < 4) break
  }
  expect(pages).toEqual(found)
  expect(await list(of, { ...unread, kinds: ['transfer'] })).toHaveLength(1)
  expect((await list(of, { ...unread, least: 'orange' })).map((i) => i.id)).toEqual([again.id])
  expect(await inboxCounts(of)).toEqual({ unread: 6, notice: 5, yellow: 0, orange: 0, red: 1 })
})

test('what the organ did itself last is no news to it; to the others it is', async () => {
  const [a, b] = [organ(), organ()]
  const thing = news([a.agencyId, b.agencyId], { by: b.agencyId })
  const transferId = randomUUID()
  await oweNotices(pool, thing)
  for (const { agencyId } of [a, b]) await notices(pool, agencyId, [{ transferId, version: 1 }])
  actors.set(`${transferId}/1`, a.agencyId)
  await followed()
  expect((await list(a)).map((i) => i.kind)).toEqual(['finding'])
  expect((await list(b)).map((i) => i.kind)).toEqual(['transfer'])
  // The organ answers: it has seen to it. The other learns of the answer.
  await oweNotices(pool, { ...thing, version: 2, step: 'finding_explained', by: a.agencyId })
  await followed()
  expect(await list(a)).toEqual([])
  expect((await list(b)).map((i) => i.step).sort()).toEqual(['finding_explained', 'receipt_sign'])
})

test('each reader has marks of its own; what moves on is unread again, and an old version marks nothing', async () => {
  const client = organ()
  const officer = { ...client, reader: 'officer 王法官' }
  const [one, two] = [news([client.agencyId]), news([client.agencyId])]
  await oweNotices(pool, [one, two])
  await followed()
  const named = ({ kind, id, version }: NewNotice) => ({ kind, id, version })
  expect(await mark(client, { items: [named(one)] })).toBe(1)
  expect((await list(client)).map((i) => i.id)).toEqual([two.id])
  expect((await list(client, all)).map((i) => i.read)).toEqual([false, true])
  expect(await list(officer)).toHaveLength(2)
  expect((await inboxCounts(client)).unread).toBe(1)

  await oweNotices(pool, { ...one, version: 2, step: 'finding_urged' })
  await followed()
  expect((await list(client)).map((i) => i.step)).toEqual(['finding_urged', 'finding_raised'])
  expect(await mark(client, { items: [named(one)] }), 'it was not read in this version').toBe(0)
  expect(await list(client)).toHaveLength(2)

  const [newest] = await list(client)
  await mark(client, { upTo: newest?.no as string })
  expect(await list(client)).toEqual([])
  expect(await list(officer)).toHaveLength(2)
  await oweNotices(pool, news([client.agencyId]))
  await followed()
  expect(await list(client)).toHaveLength(1)
  const { rows } = await pool.query('select read from inbox_reader where agency_id = $1 and reader = $2', [
    client.agencyId,
    client.reader,
  ])
  expect(rows[0].read, 'marks below the place are let go').toEqual([])
})

test('readers who mark at once lose nothing, and no organ has endless readers', async () => {
  const of = organ()
  const things = Array.from({ length: 20 }, () => news([of.agencyId]))
  await oweNotices(pool, things)
  await followed()
  await Promise.all(things.map(({ kind, id, version }) => mark(of, { items: [{ kind, id, version }] })))
  expect(await list(of)).toEqual([])
  const many = organ()
  await ownerPool.query(
    `insert into inbox_reader (agency_id, reader) select $1, n::text from generate_series(1, 5000) n`,
    [many.agencyId],
  )
  await expect(mark({ ...many, reader: 'one more' }, { upTo: '1' })).rejects.toThrow(TooManyMarks)
  expect(await mark({ ...many, reader: '17' }, { upTo: '1' })).toBe(0)
})

test('replicas that follow at once put everything in once, in order', async () => {
  const of = organ()
  const things = Array.from({ length: 30 }, () => news([of.agencyId]))
  for (const version of [1, 2, 3])
    await oweNotices(
      pool,
      things.map((thing) => ({ ...thing, version })),
    )
  await until(async () => {
    await Promise.all(Array.from({ length: 4 }, () => followInbox(room)))
    return (await list(of, all)).filter((i) => i.version === 3).length === 30
  })
  expect((await list(of)).map((i) => i.id)).toEqual(
    things
      .map((thing) => thing.id)
      .sort()
      .reverse()
      .sort(byNewest(things)),
  )
})

/** Things of one statement stand in the order in which they were owed. */
const byNewest = (things: readonly NewNotice[]) => (a: string, b: string) =>
  things.findIndex((t) => t.id === b) - things.findIndex((t) => t.id === a)

test('what did not move for long is taken out, a batch at a time', async () => {
  const of = organ()
  await oweNotices(pool, [
    news([of.agencyId], { at: new Date(Date.now() - 200 * 86_400_000) }),
    news([of.agencyId], { at: new Date(Date.now() - 190 * 86_400_000) }),
    news([of.agencyId]),
  ])
  await followed()
  expect(await removeOldInbox(pool, 183, 1)).toBe(1)
  expect(await list(of)).toHaveLength(2)
  await removeOldInbox(pool, 183, 100)
  expect(await list(of)).toHaveLength(1)
})
