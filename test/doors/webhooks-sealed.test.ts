// What is sealed from an organ is not told to its webhook either, not even that there was anything; whoever reads it is.
import { afterAll, expect, test, vi } from 'vitest'
import { openSealer, outbound, sealingKey } from '../../src/kernel/index.ts'
import { startDelivery, webhookCarrier } from '../../src/outbox/index.ts'
import { caseOf, persons, take, timedWorld } from './procedure-scene.ts'
import { send } from './refusals.ts'
import { Outside } from './webhooks-scene.ts'

vi.setConfig({ testTimeout: 120_000 })
const w = await timedWorld()
const outside = await new Outside().start()
const { dataDir, issuer, outboundAllow } = w.gateway.config
// This world has no worker of its own.
const deliveries = startDelivery({
  pool: w.db.pool,
  carriers: {
    webhook: webhookCarrier({
      sealer: openSealer(sealingKey({ dataDir })),
      calls: outbound({ allow: outboundAllow }),
      issuer,
      now: Date.now,
    }),
  },
  log: { warn: () => {}, error: (facts, message) => console.error(message, facts) },
})
afterAll(() => deliveries.stop())

test('a sealed entry reaches the systems of its readers and no other, as in the change feed', async () => {
  const organs = ['market', 'police', 'procuratorate']
  for (const organ of organs) {
    const reply = await send(w, organ, 'POST', '/v1/webhooks', { body: { url: `${outside.url}/${organ}` } })
    expect(reply.status, reply.text).toBe(201)
  }
  const id = await caseOf(w, 'filed', { suspects: persons('钱某', '孙某') })
  await take(w, 'police', id, 'arrest_request', {}, { mark: '密一' })
  await take(w, 'procuratorate', id, 'arrest_approved', {}, { mark: '密二' })
  await take(w, 'police', id, 'prosecution_referral')
  for (const organ of organs) {
    const steps = await vi.waitFor(
      async () => {
        const { items } = (await send(w, organ, 'GET', '/v1/changes?limit=200')).body
        const said = items.map((c: { step: string }) => c.step)
        expect(said.at(-1)).toBe('prosecution_referral')
        expect(outside.at(`/${organ}`).map((r) => r.event.data.step)).toEqual(said)
        return said as string[]
      },
      { timeout: 30_000, interval: 50 },
    )
    expect(steps.includes('arrest_request'), organ).toBe(organ !== 'market')
    expect(
      outside
        .at(`/${organ}`)
        .map((r) => r.body)
        .join(),
    ).not.toMatch(/密|钱某/)
  }
})
