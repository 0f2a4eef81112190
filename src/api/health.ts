// Whether the process lives, and whether it can do its work; a part that fails is named.
import { Hono } from 'hono'
import { type Pool, schemaState } from '../../db/index.ts'
import type { Keyring, Registry } from '../agencies/index.ts'
import type { MaterialsRoom } from '../materials/index.ts'
import { feedOrderHolds } from '../outbox/index.ts'
import type { DoorEnv } from './context.ts'

const answerWithinMs = 2_000

async function within(work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), answerWithinMs)
  })
  return Promise.race([work.catch(() => false), late]).finally(() => clearTimeout(timer))
}

/** `GET /healthz`, `GET /readyz`. */
export function healthDoor(pool: Pool, registry: Registry, keyring: Keyring, materials: MaterialsRoom): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/healthz', (c) => c.json({ status: 'ok' }))
  door.get('/readyz', async (c) => {
    const database = await within(pool.query('select 1').then(() => true))
    // A look at the registry first: only then it is known whether the signing key was retired elsewhere.
    const registered = database && (await within(registry.current().then(() => true)))
    const schema = database && (await within(schemaState(pool).then((state) => state === 'current')))
    const changes = schema && (await within(feedOrderHolds(pool)))
    const { store, scanner } = materials
    const kept = await within(store.answers().then(() => true))
    const scans = scanner && (await within(scanner.answers().then(() => true)))
    const parts = {
      database: database && registered,
      schema,
      changes,
      signingKey: registered && keyring.ready,
      store: kept,
    }
    const failing = Object.entries(parts)
      .filter(([, ok]) => !ok)
      .map(([name]) => name)
    return c.json(
      {
        status: failing.length === 0 ? 'ready' : 'not ready',
        parts,
        // No part that must not fail: files wait for a scanner that is away, everything else goes on.
        scanner: scans === undefined ? 'none' : scans ? 'ready' : 'away',
        ...(failing.length > 0 && { failing }),
      },
      failing.length === 0 ? 200 : 503,
    )
  })
  return door
}
