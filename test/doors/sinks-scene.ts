// Every operation of sinks, reconciliations and gaps asked once, for the tests that hold answers against the contract. The
// platform of this sink is away: what is asked of it fails, and says so.
import { expect, vi } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { addSink, openSinks } from '../../src/sync/index.ts'
import type { World } from '../world.ts'
import type { Asked, Reply } from './refusals.ts'

type Ask = (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>

export async function askSinks(w: World, ask: Ask): Promise<void> {
  const registry = new Registry({ pool: w.db.pool })
  const calls = outbound()
  const directory = async () => (await registry.current()).directory
  const sinks = openSinks({ pool: w.db.pool, directory, sealer: openSealer(Buffer.alloc(32)), calls, now: Date.now })
  const config = { baseUrl: 'http://127.0.0.1:9', path: '/transfers', figures: { path: '/transfers/summary' } }
  const definition = { name: 'away', agency: w.organ('market').code, kind: 'rest', config }
  const sink = { id: (await addSink(sinks, definition, { who: 'test' })).id }
  calls.close()
  await w.submit()
  await vi.waitFor(async () => expect((await ask('listSinkReports', 'market', sink)).body.items).not.toEqual([]), {
    timeout: 30_000,
    interval: 100,
  })
  const why = '核对'
  await ask('listSinks', 'market')
  await ask('getSink', 'market', sink)
  for (const id of ['replaySink', 'letSinkGo']) await ask(id, 'market', sink, { body: { dead: true, why } })
  await ask('changeSink', 'market', sink, { body: { state: 'disabled', why } })
  const begun = await ask('reconcile', 'market', {}, { body: { partner: 'away', repair: false } })
  const run = { id: begun.body.id as string }
  await vi.waitFor(async () => expect((await ask('getReconciliation', 'market', run)).body.state).toBe('failed'), {
    timeout: 30_000,
    interval: 100,
  })
  await ask('listDifferences', 'market', run)
  await ask('listReconciliations', 'market')
  await ask('listGaps', 'market')
}
