// A gateway that is told to stop finishes what it has begun: whoever was acknowledged is kept, whoever was under way is
// answered, and the process ends by itself with success.
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { faultsOf, inquiry, lockWaits, replicaOf, reviewedCase, rowsOf } from '../rooms/cases-scene.ts'
import { type Acted, type Answer, world } from '../world.ts'

const w = await world()

test('requests under way when the signal comes are answered, and the gateway ends with 0', async () => {
  const r = await replicaOf(w)
  for (const organ of ['market', 'police']) await r.token(organ)
  const cases = await Promise.all(Array.from({ length: 4 }, () => reviewedCase(w)))
  const holder = await w.db.ownerPool.connect()
  await holder.query('begin')
  await holder.query('select 1 from transfer where id = any($1) for update', [cases.map((c) => c.id)])
  // Some wait in the database, the others behind them in the gateway.
  const under = cases.flatMap(({ id }) => [0, 1, 2].map(() => r.step('police', id, 'supplementary_inquiry', inquiry())))
  await lockWaits(w, 4)
  const ended = r.process.stop('SIGTERM')
  await pause(300)
  await holder.query('commit')
  holder.release()
  expect((await Promise.all(under)).map((a) => a.status)).toEqual(Array.from({ length: 12 }, () => 200))
  expect(await ended).toBe(0)
  for (const { id, version } of cases) expect((await rowsOf(w, id)).version).toBe(version + 3)
})

test('under load from clients that keep their connections, every acknowledged submission is kept, and it still ends', async () => {
  const r = await replicaOf(w)
  await r.token('market')
  const bodies = await Promise.all(Array.from({ length: 600 }, () => w.submission()))
  const acknowledged: Answer<Acted>[] = []
  const other: number[] = []
  const cut: unknown[] = []
  const run = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      try {
        const answer = await r.ask<Acted>('market', 'POST', '/v1/transfers', body)
        if (answer.status === 201) acknowledged.push(answer)
        else other.push(answer.status)
      } catch {
        // Nobody listens any more.
        cut.push(body.documentNo)
        await pause(20)
        if (r.process.child.exitCode !== null) return
      }
    }
  }
  const running = Array.from({ length: 16 }, run)
  await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(50)
  const before = Date.now()
  const code = await r.process.stop('SIGTERM')
  console.log(
    `ended ${Date.now() - before} ms after SIGTERM under load; ${acknowledged.length} acknowledged, ${cut.length} not reached`,
  )
  await Promise.all(running)
  expect(code).toBe(0)
  expect(other).toEqual([])
  const { rows } = await w.db.pool.query('select id from transfer where id = any($1)', [
    acknowledged.map((a) => a.body.transfer.id),
  ])
  expect(rows).toHaveLength(acknowledged.length)
  // A connection is closed between requests, never in the middle of one: who heard nothing has changed nothing.
  expect((await w.db.pool.query('select 1 from transfer where document_no = any($1)', [cut])).rowCount).toBe(0)
  expect(await faultsOf(w)).toEqual([])
})

for (const [what, deafen] of [
  ['has gone', (stderr: Readable) => stderr.destroy()],
  ['reads no more', (stderr: Readable) => stderr.pause()],
] as const) {
  test(`whoever reads the log and ${what} neither keeps the gateway from working nor from ending`, async () => {
    const r = await replicaOf(w, { XIANJIE_LOG: 'info' })
    const { stderr } = r.process.child
    if (stderr === null) throw new Error('the child has no stderr')
    stderr.removeAllListeners('data')
    deafen(stderr)
    // More lines than a pipe and a socket hold.
    for (let round = 0; round < 60; round++)
      await Promise.all(Array.from({ length: 50 }, () => r.ask('market', 'GET', `/v1/transfers/${'x'.repeat(200)}`)))
    const { transfer } = await r.submit()
    expect((await r.ask('police', 'GET', `/v1/transfers/${transfer.id}`)).status).toBe(200)
    // The drain has its limit; this is far beyond it.
    const ended = await Promise.race([r.process.stop('SIGTERM'), pause(30_000, 'still there')])
    if (ended === 'still there') r.process.child.kill('SIGKILL')
    expect(ended).toBe(0)
  })
}
