// What the tests of sinks and of reconciliation share: the world with a queue of its own, and the usual form of a sink.
import { setTimeout as pause } from 'node:timers/promises'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound, sealingKey } from '../../src/kernel/index.ts'
import { startDelivery } from '../../src/outbox/index.ts'
import { openSinks, type Sinks } from '../../src/sync/index.ts'
import type { World } from '../world.ts'

export const by = { who: 'test', why: 'a test' }

/** Looks again and again until it holds; throws after `withinMs`. */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const late = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > late) throw new Error(`it did not come to hold within ${withinMs} ms: ${holds.toString()}`)
    await pause(20)
  }
}

export interface SinkScene {
  readonly sinks: Sinks
  readonly sign: (payload: Record<string, unknown>, header: Record<string, unknown>) => Promise<string>
  readonly publicKey: Awaited<ReturnType<typeof generateKeyPair>>['publicKey']
  definition(name: string, url: string, more?: object, config?: object): Record<string, unknown>
}

/** Call at the top level of a test file: the queue runs in this process, beside the gateway's own. */
export async function sinkScene(w: World): Promise<SinkScene> {
  const { pool } = w.db
  const registry = new Registry({ pool })
  const calls = outbound()
  const sinks = openSinks({
    pool,
    directory: async () => (await registry.current()).directory,
    // The gateway's own: its queue runs too, and either may be the one that sends.
    sealer: openSealer(sealingKey({ dataDir: w.gateway.config.dataDir })),
    calls,
    now: Date.now,
  })
  const queue = startDelivery({
    pool,
    carriers: { sink: sinks.carrier },
    log: { warn: () => {}, error: (facts, message) => console.error(message, facts) },
    pace: { busyMs: 5, idleMs: 20 },
    retry: { firstMs: 10, longestMs: 50, giveUpMs: 60_000 },
    breaker: { failuresToOpen: 5, firstMs: 20, longestMs: 100 },
  })
  afterAll(async () => {
    await queue.stop()
    await sinks.carrier.close()
    calls.close()
  })
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const kid = (await exportJWK(publicKey)).x ?? 'k'
  return {
    sinks,
    publicKey,
    sign: (payload, header) =>
      new SignJWT(payload).setProtectedHeader({ ...header, alg: 'ES256', kid }).sign(privateKey),
    definition: (name, url, more = {}, config = {}) => ({
      name,
      agency: w.organ('market').code,
      kind: 'rest',
      config: {
        baseUrl: url,
        path: '/transfers',
        success: { pointer: '/code', equals: 0 },
        figures: { path: '/transfers/summary' },
        keys: { path: '/transfers/keys' },
        ...config,
      },
      ...more,
    }),
  }
}
