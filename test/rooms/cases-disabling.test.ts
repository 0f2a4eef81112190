// A client that is disabled stops at once: nothing of it commits after the disabling has committed, and no replica answers
// it more than a second later, without any notification between them.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { addClient, changing, disableAgency, disableClient, revokeClientKey } from '../../src/agencies/index.ts'
import { type Organ, World, world } from '../world.ts'
import {
  type Acting,
  faultsOf,
  inParallel,
  inquiry,
  lockWaits,
  replicaOf,
  reviewedCase,
  rowsOf,
  statuses,
} from './cases-scene.ts'

const w = await world()
const replica = await replicaOf(w)

/** The organ through another client of its own, which a test may disable; seen through both replicas. */
async function visitor(organ: string): Promise<{ both: World[]; clientId: string }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const named = { kid: 'visitor', alg: 'ES256' }
  const { id } = await addClient(w.db.ownerPool, {
    agency: w.organ(organ).code,
    name: '另一系统',
    jwks: { keys: [{ ...(await exportJWK(publicKey)), ...named }] },
  })
  const changed: Organ = { ...w.organ(organ), clientId: id, privateJwk: { ...(await exportJWK(privateKey)), ...named } }
  const both = [w, replica].map((r) => new World(r.gateway, w.db, { ...w.organs, [organ]: changed }))
  for (const r of both) await r.token(organ)
  return { both, clientId: id }
}

const eventsBy = async (clientId: string) =>
  (await w.db.ownerPool.query('select count(*)::int as n from event where client_id = $1', [clientId])).rows[0]
    .n as number

/** Acts and submissions without end, on both replicas, until told to stop; how each was answered. */
function load(police: World[], market: World[], cases: readonly string[]) {
  const seen: number[] = []
  let on = true
  const run = async (i: number) => {
    while (on) {
      const answer =
        i % 3 === 0
          ? await (market[i % 2] as World)
              .submission()
              .then((body) => (market[i % 2] as World).ask('market', 'POST', '/v1/transfers', body))
          : await (police[i % 2] as World).step(
              'police',
              cases[i % cases.length] as string,
              'supplementary_inquiry',
              inquiry(),
            )
      seen.push(answer.status)
    }
  }
  const all = Promise.all(Array.from({ length: 12 }, (_, i) => run(i)))
  return {
    seen,
    stop: () => {
      on = false
      return all
    },
  }
}

test('acts that wait for a disabling are all refused when it commits, and leave nothing behind', async () => {
  const police = await visitor('police')
  const { id, version } = await reviewedCase(w)
  const others = await Promise.all(Array.from({ length: 6 }, () => reviewedCase(w)))
  const before = await Promise.all([id, ...others.map((c) => c.id)].map((c) => rowsOf(w, c)))
  let under: Promise<Acting[]> | undefined
  await changing(w.db.ownerPool, async (connection) => {
    await connection.query('update client set generation = generation + 1, disabled_at = now() where id = $1', [
      police.clientId,
    ])
    under = inParallel(40, police.both, (r, i) =>
      r.step<Acting['body']>(
        'police',
        [id, ...others.map((c) => c.id)][i % 7] as string,
        'supplementary_inquiry',
        inquiry(),
        {
          ...(i % 2 === 0 && { 'idempotency-key': randomUUID() }),
        },
      ),
    )
    await lockWaits(w, 7)
  })
  const answers = await (under as Promise<Acting[]>)
  expect(statuses(answers)).toEqual({ 401: 40 })
  for (const a of answers) expect(a.body.code).toBe('client_disabled')
  expect(await Promise.all([id, ...others.map((c) => c.id)].map((c) => rowsOf(w, c)))).toEqual(before)
  expect(version).toBe(3)
})

test('a disabling waits for acts under way, and after it not one more commits, on either replica', async () => {
  for (let round = 0; round < 3; round++) {
    const police = await visitor('police')
    const market = await visitor('market')
    const cases = (await Promise.all(Array.from({ length: 4 }, () => reviewedCase(w)))).map((c) => c.id)
    const { seen, stop } = load(police.both, market.both, cases)
    await expect.poll(() => seen.length, { timeout: 60_000 }).toBeGreaterThan(30)
    const atDisabling: number[] = []
    await changing(w.db.ownerPool, async (connection) => {
      for (const { clientId } of [police, market]) {
        await connection.query('update client set generation = generation + 1, disabled_at = now() where id = $1', [
          clientId,
        ])
        // The row is ours: acts under way have committed and are counted, and none can commit before we do.
        const counted = await connection.query('select count(*)::int as n from event where client_id = $1', [clientId])
        atDisabling.push(counted.rows[0].n)
      }
      await pause(50)
    })
    await pause(1_000)
    await stop()
    expect(seen.filter((s) => s < 300).length).toBeGreaterThan(0)
    expect(seen.at(-1)).toBe(401)
    for (const status of seen) expect([200, 201, 401, 409]).toContain(status)
    expect(await Promise.all([police, market].map((c) => eventsBy(c.clientId)))).toEqual(atDisabling)
  }
})

for (const [what, disable] of [
  ['a client is disabled', (clientId: string) => disableClient(w.db.ownerPool, clientId)],
  ['its key is revoked', (clientId: string) => revokeClientKey(w.db.ownerPool, clientId, 'visitor')],
  ['its agency is disabled', () => disableAgency(w.db.ownerPool, w.organ('justice').code)],
] as const) {
  test(`when ${what}, no replica answers its reads more than a second later`, async () => {
    const { both, clientId } = await visitor('justice')
    const read: { sentMs: number; answeredMs: number; status: number }[] = []
    let on = true
    const readers = both.map(async (r) => {
      while (on) {
        const sentMs = Date.now()
        const { status } = await r.ask('justice', 'GET', '/v1/transfers')
        read.push({ sentMs, answeredMs: Date.now(), status })
        await pause(5)
      }
    })
    await expect.poll(() => read.filter((r) => r.status === 200).length, { timeout: 60_000 }).toBeGreaterThan(20)
    await disable(clientId)
    const committedMs = Date.now()
    const later = () => read.filter((r) => r.sentMs > committedMs + 1_000).length
    await expect.poll(later, { timeout: 60_000 }).toBeGreaterThan(10)
    on = false
    await Promise.all(readers)
    expect(read.filter((r) => r.status !== 200 && r.status !== 401)).toEqual([])
    expect(read.filter((r) => r.status === 200 && r.answeredMs > committedMs + 1_000)).toEqual([])
  })
}

test('a disabled client does not get the answer of a former act by repeating it, however long the repetition waited', async () => {
  const police = await visitor('police')
  const [r] = police.both as [World]
  const { id } = await reviewedCase(w)
  const headers = { 'idempotency-key': randomUUID() }
  expect((await r.step('police', id, 'supplementary_inquiry', inquiry(), headers)).status).toBe(200)
  const holder = await w.db.ownerPool.connect()
  await holder.query('begin')
  await holder.query('select 1 from transfer where id = $1 for update', [id])
  // Stands in the gateway's own queue behind an act that cannot go on.
  const first = w.step('police', id, 'supplementary_inquiry', inquiry('另一事项'))
  await lockWaits(w, 1)
  const repeated = r.step<Acting['body']>('police', id, 'supplementary_inquiry', inquiry(), headers)
  await pause(100)
  await disableClient(w.db.ownerPool, police.clientId)
  await pause(1_200)
  await holder.query('commit')
  holder.release()
  expect((await first).status).toBe(200)
  expect((await repeated).status).toBe(401)
})

test('after all this every chain verifies', async () => {
  expect(await faultsOf(w)).toEqual([])
})
