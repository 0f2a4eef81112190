// The queue: each notice is owed once, paid in order within its case, retried, given up, replayed and let go; replicas
// share it, and a kill between sending and recording gives the same id again.
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import {
  changeReceiver,
  type Deliveries,
  deliveriesOf,
  deliveryOf,
  letGo,
  notesOf,
  removeReceiver,
  removeSettled,
  replay,
  type Sent,
  sendAgain,
  sentFigures,
  sentKeys,
} from '../../src/outbox/index.ts'
import { testDatabase } from '../database.ts'
import { by, casesOf, Edge, engine, notices, quick, receiver, settled, statusOf, until } from './outbox-scene.ts'

const { pool } = await testDatabase(12)
const running: Deliveries[] = []
const start = (...args: Parameters<typeof engine>) => {
  const made = engine(...args)
  running.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((d) => d.stop()))
})

const versions = (edge: Edge, receiverId: string, orderKey: string) =>
  edge
    .of(receiverId)
    .filter((g) => g.orderKey === orderKey)
    .map((g) => g.version)

describe('in order, once, to each', () => {
  test('what several receivers follow is owed to each of them once, and nobody else hears of it', async () => {
    const [agency, other] = [randomUUID(), randomUUID()]
    const receivers = await Promise.all([receiver(pool, agency), receiver(pool, agency), receiver(pool, other)])
    const cases = casesOf(20, 3)
    await notices(pool, agency, cases.notices)
    const edge = new Edge()
    start(pool, edge.carrier)
    start(pool, edge.carrier)
    await until(() => edge.got.length >= 120)
    await Promise.all(receivers.map((r) => settled(pool, r.id)))
    const [a, b, c] = receivers
    for (const r of [a, b]) for (const id of cases.ids) expect(versions(edge, r?.id ?? '', id)).toEqual([1, 2, 3])
    expect(edge.of(c?.id ?? '')).toEqual([])
    expect(new Set(edge.got.map((g) => g.id)).size).toBe(120)
  })

  test('a receiver begins with what happens from now on, or from the beginning where that is asked for', async () => {
    const agency = randomUUID()
    await notices(pool, agency, casesOf(3, 1).notices)
    // What came before must be behind the horizon.
    await until(async () => {
      const { rows } = await pool.query(
        'select bool_and(txid < feed_horizon()) as past from notice where agency_id = $1',
        [agency],
      )
      return rows[0].past
    })
    const later = await receiver(pool, agency)
    const whole = await receiver(pool, agency, { from: 'beginning' })
    const edge = new Edge()
    start(pool, edge.carrier)
    await notices(pool, agency, casesOf(2, 1).notices)
    await until(() => edge.got.length >= 7)
    expect([edge.of(later.id).length, edge.of(whole.id).length]).toEqual([2, 5])
  })

  test('one act that two followed organs learn of is delivered once', async () => {
    const [one, two] = [randomUUID(), randomUUID()]
    const both = await receiver(pool, null as unknown as string, { agencyId: null, follows: [one, two] })
    const { notices: list } = casesOf(5, 2)
    await notices(pool, one, list)
    await notices(pool, two, list)
    const edge = new Edge()
    start(pool, edge.carrier)
    await until(() => edge.got.length >= 10)
    await settled(pool, both.id)
    expect(edge.of(both.id)).toHaveLength(10)
  })

  test('a notice that is left out makes no delivery, and one that cannot be said is a dead letter at once', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    const edge = new Edge()
    const { ids, notices: list } = casesOf(3, 2)
    start(pool, {
      ...edge.carrier,
      compose: async (_, owed) =>
        owed
          .filter((o) => o.transferId !== ids[0])
          .map((o) => ({
            id: o.id,
            body: '{}',
            recordKey: `${o.transferId}/${o.version}`,
            day: '2026-11-20',
            digest: 'd',
            ...(o.transferId === ids[1] && o.version === 1 && { dead: 'no code for it' }),
          })),
    })
    await notices(pool, agency, list)
    await until(() => edge.got.length >= 2)
    expect(edge.got.map((g) => g.orderKey)).toEqual([ids[2], ids[2]])
    // The second one of the case with the dead letter waits behind it; what was sent is settled a moment after it was got.
    await until(async () => (await statusOf(pool, r.id)).waiting === 1)
    expect(await statusOf(pool, r.id)).toMatchObject({ dead: 1, waiting: 1, lastError: 'no code for it' })
    await until(async () => (await sentFigures(pool, r.id, '2026-11-20', '2026-11-20'))[0]?.count === 2)
    expect((await sentKeys(pool, r.id, '2026-11-20')).map((k) => k.state).sort()).toEqual(
      ['dead', 'delivered', 'delivered', 'waiting'].sort(),
    )
  })
})

describe('failing', () => {
  test('a try that fails is tried again under its id, and only then the next of its case', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    let left = 3
    const edge = new Edge((_, d): Sent => {
      if (d.version === 1 && left-- > 0) return { outcome: 'retry', status: 503, detail: 'not now' }
      return { outcome: 'delivered', status: 204 }
    })
    start(pool, edge.carrier)
    const { ids, notices: list } = casesOf(1, 3)
    await notices(pool, agency, list)
    await until(() => edge.got.length >= 6)
    await settled(pool, r.id)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 1, 1, 1, 2, 3])
    expect(new Set(edge.of(r.id).map((g) => g.id)).size).toBe(3)
    const [, , first] = await deliveriesOf(pool, r.id, { limit: 10 })
    const shown = await deliveryOf(pool, r.id, first?.id ?? '')
    expect(shown?.tries.map((t) => [t.no, t.outcome, t.status])).toEqual([
      [4, 'delivered', 204],
      [3, 'retry', 503],
      [2, 'retry', 503],
      [1, 'retry', 503],
    ])
  })

  test('a refusal is a dead letter at once; it holds its own case and no other, until it is replayed', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    const { ids, notices: list } = casesOf(4, 3)
    let refusing = true
    const edge = new Edge((_, d): Sent => {
      const bad = refusing && d.orderKey === ids[0] && d.version === 2
      return bad ? { outcome: 'refused', status: 422, detail: 'bad' } : { outcome: 'delivered' }
    })
    start(pool, edge.carrier)
    await notices(pool, agency, list)
    await until(async () => edge.got.length >= 11 && (await statusOf(pool, r.id)).waiting === 1)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 2])
    expect(await statusOf(pool, r.id)).toMatchObject({ dead: 1, waiting: 1, lastStatus: 422, breaker: 'closed' })
    // What comes later stands behind it too.
    await notices(pool, agency, [{ transferId: ids[0] as string, version: 4 }])
    await until(async () => (await statusOf(pool, r.id)).waiting === 2)
    refusing = false
    expect(await replay(pool, r.id, { dead: true }, by)).toBe(1)
    await settled(pool, r.id)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 2, 2, 3, 4])
    expect((await notesOf(pool, r.id)).map((n) => [n.act, n.who, n.why])).toEqual([
      ['replayed', by.who, by.why],
      ['added', by.who, by.why],
    ])
  })

  test('a dead letter that is let go lets what stands behind it go on', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    const edge = new Edge((_, d): Sent => ({ outcome: d.version === 1 ? 'refused' : 'delivered' }))
    start(pool, edge.carrier)
    const { ids, notices: list } = casesOf(1, 3)
    await notices(pool, agency, list)
    await until(async () => (await statusOf(pool, r.id)).dead === 1)
    expect(await letGo(pool, r.id, { dead: true }, by)).toBe(1)
    await settled(pool, r.id)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 2, 3])
    expect((await deliveriesOf(pool, r.id, { state: 'let_go', limit: 5 })).length).toBe(1)
  })

  test('what fails for too long after its first try is a dead letter', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    const edge = new Edge(() => ({ outcome: 'retry', detail: 'away' }))
    start(pool, edge.carrier, { retry: { ...quick.retry, giveUpMs: 50 } })
    await notices(pool, agency, casesOf(1, 2).notices)
    await until(async () => (await statusOf(pool, r.id)).dead === 1)
    expect(edge.got.length).toBeGreaterThan(1)
    expect(new Set(edge.got.map((g) => g.version))).toEqual(new Set([1]))
  })

  test('five failures in a row open the breaker, one probe at a time goes out, and a success closes it', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    let away = true
    const edge = new Edge((): Sent => (away ? { outcome: 'retry' } : { outcome: 'delivered' }))
    const slow = {
      retry: { firstMs: 1, longestMs: 1, giveUpMs: 60_000 },
      breaker: { failuresToOpen: 5, firstMs: 150, longestMs: 150 },
    }
    start(pool, edge.carrier, slow)
    start(pool, edge.carrier, slow)
    await notices(pool, agency, casesOf(40, 1).notices)
    await until(async () => (await statusOf(pool, r.id)).breaker !== 'closed')
    await until(() => edge.got.length > 5)
    const atOpening = edge.got.length
    await new Promise((done) => setTimeout(done, 700))
    // Up to two lanes were in flight as it opened; from then on a probe every 75 to 150 ms at most.
    expect(edge.got.length - atOpening).toBeLessThanOrEqual(16 + 10)
    away = false
    await settled(pool, r.id)
    expect(await statusOf(pool, r.id)).toMatchObject({ breaker: 'closed', failures: 0, dead: 0 })
  })

  test('the receiver’s own word on when to come again is kept', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    let first = true
    const edge = new Edge((): Sent => {
      if (!first) return { outcome: 'delivered' }
      first = false
      return { outcome: 'retry', status: 429, retryAfterMs: 400 }
    })
    start(pool, edge.carrier, { retry: { ...quick.retry, longestMs: 1_000 } })
    await notices(pool, agency, casesOf(1, 1).notices)
    await settled(pool, r.id)
    const [one, two] = edge.of(r.id)
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(395)
  })

  test('a receiver that is gone is sent nothing more until it is enabled, and then goes on where it was', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    let gone = true
    const edge = new Edge((): Sent => (gone ? { outcome: 'gone', status: 410 } : { outcome: 'delivered' }))
    start(pool, edge.carrier)
    const { ids, notices: list } = casesOf(1, 3)
    await notices(pool, agency, list)
    await until(async () => (await statusOf(pool, r.id)).state === 'gone')
    await notices(pool, agency, [{ transferId: ids[0] as string, version: 4 }])
    await new Promise((done) => setTimeout(done, 100))
    expect(edge.of(r.id)).toHaveLength(1)
    gone = false
    await changeReceiver(pool, r.id, { state: 'enabled' }, by)
    await until(() => edge.of(r.id).length >= 5)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 1, 2, 3, 4])
    expect((await notesOf(pool, r.id)).map((n) => [n.act, n.who])).toEqual([
      ['enabled', by.who],
      ['gone', 'receiver'],
      ['added', by.who],
    ])
  })

  test('what a carrier throws is a failed try, and one that does not compose rests without holding others', async () => {
    const [agency, other] = [randomUUID(), randomUUID()]
    const [r, s] = await Promise.all([receiver(pool, agency), receiver(pool, other)])
    const edge = new Edge((_, d): Sent => {
      if (d.attempt === 1) throw new Error('thrown')
      return { outcome: 'delivered' }
    })
    start(pool, {
      ...edge.carrier,
      compose: async (to, owed) => {
        if (to.id === s.id) throw new Error('cannot')
        return edge.carrier.compose(to, owed)
      },
    })
    await notices(pool, other, casesOf(1, 1).notices)
    await notices(pool, agency, casesOf(1, 1).notices)
    await until(() => edge.of(r.id).length === 2)
    expect(await statusOf(pool, s.id)).toMatchObject({ waiting: 1, dead: 0 })
  })
})

describe('operating', () => {
  test('pause keeps what comes, resume sends it in order', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    await changeReceiver(pool, r.id, { state: 'disabled' }, by)
    const edge = new Edge()
    start(pool, edge.carrier)
    const { ids, notices: list } = casesOf(1, 5)
    await notices(pool, agency, list)
    await new Promise((done) => setTimeout(done, 120))
    expect([edge.of(r.id).length, (await statusOf(pool, r.id)).waiting]).toEqual([0, 5])
    await changeReceiver(pool, r.id, { state: 'enabled' }, by)
    await until(() => edge.of(r.id).length >= 5)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 2, 3, 4, 5])
  })

  test('a replay from a time sends all since under the same ids in order; sent anew means another id, the same each time', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    const edge = new Edge()
    start(pool, edge.carrier)
    const { ids, notices: list } = casesOf(2, 2)
    await notices(pool, agency, list)
    await until(() => edge.of(r.id).length >= 4)
    await settled(pool, r.id)
    const before = edge.of(r.id).map((g) => g.sendId)
    expect(await replay(pool, r.id, { from: new Date(0) }, by)).toBe(4)
    await settled(pool, r.id)
    expect(versions(edge, r.id, ids[0] as string)).toEqual([1, 2, 1, 2])
    expect(
      new Set(
        edge
          .of(r.id)
          .slice(4)
          .map((g) => g.sendId),
      ),
    ).toEqual(new Set(before))
    const id = before[0] as string
    expect(await sendAgain(pool, r.id, [{ id, anew: true, body: '{"new":1}' }], by)).toBe(1)
    await settled(pool, r.id)
    const last = edge.of(r.id).at(-1)
    expect([last?.id, last?.sendId === id]).toEqual([id, false])
    expect((await deliveryOf(pool, r.id, id))?.body).toBe('{"new":1}')
  })

  test('old ones go with their log, dead and waiting ones stay, and a removed receiver goes whole', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency)
    const edge = new Edge((_, d): Sent => ({ outcome: d.version === 3 ? 'refused' : 'delivered' }))
    start(pool, edge.carrier)
    await notices(pool, agency, casesOf(1, 4).notices)
    await until(async () => (await statusOf(pool, r.id)).dead === 1)
    await pool.query(
      `update delivery set settled_at = now() - interval '40 days' where receiver_id = $1 and state = 'delivered'`,
      [r.id],
    )
    expect(await removeSettled(pool, 41, 100)).toBe(0)
    expect(await removeSettled(pool, 39, 1)).toBe(1)
    expect(await removeSettled(pool, 39, 100)).toBe(1)
    expect((await deliveriesOf(pool, r.id, { limit: 9 })).map((d) => d.state)).toEqual(['waiting', 'dead'])
    await removeReceiver(pool, r.id, by)
    expect(await removeSettled(pool, 39, 100)).toBe(2)
    expect(await deliveriesOf(pool, r.id, { limit: 9 })).toEqual([])
    expect((await pool.query('select count(*)::int as n from delivery_attempt')).rows[0].n).toBeGreaterThan(0)
  })

  test('a stop lets go of what it called off, and another replica goes on at once under the same ids', async () => {
    const agency = randomUUID()
    const r = await receiver(pool, agency, { timeoutMs: 60_000 })
    const hanging = new Edge(
      (_r, _d, signal) => new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
    )
    const first = engine(pool, hanging.carrier)
    await notices(pool, agency, casesOf(3, 1).notices)
    await until(() => hanging.got.length === 3)
    await first.stop()
    const edge = new Edge()
    start(pool, edge.carrier)
    await settled(pool, r.id, 5_000)
    expect(new Set(edge.got.map((g) => g.id))).toEqual(new Set(hanging.got.map((g) => g.id)))
  })
})
