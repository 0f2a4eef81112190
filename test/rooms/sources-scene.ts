// A room of sources on a real database, with the real keeping room behind it and the real way out to the network.
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { addAgency } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { openPenalties } from '../../src/penalties/index.ts'
import {
  enterSource,
  openSources,
  type Pulled,
  pull,
  type Sources,
  setSecret,
  sourceRow,
} from '../../src/sync/index.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { inventedUscc } from '../world.ts'

export interface SourcesScene {
  readonly db: TestDatabase
  readonly room: Sources
  readonly agency: { readonly id: string; readonly code: string }
  /** Milliseconds by which the clock was put forward. */
  ahead: number
  /** Enters a source and gives its id. */
  enter(entry: Record<string, unknown>, secret?: string): Promise<string>
  /** Pulls once; throws where nobody could. */
  pull(id: string): Promise<Pulled>
  /** Live records of a source, by the key of the source. */
  kept(id: string): Promise<Map<string, { version: number; state: string }>>
}

/** A receipt that shows who signed it; the keyring has tests of its own. */
export const stampKey = randomBytes(32)
const sign = (payload: object, header: object) => {
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${createHmac('sha256', stampKey).update(text).digest('base64url')}`
}

/** Call at the top level of a test file. */
export async function sourcesScene(sealingKey = randomBytes(32)): Promise<SourcesScene> {
  const db = await testDatabase()
  const code = inventedUscc(1, '450502')
  const { id: agencyId } = await addAgency(db.ownerPool, {
    code,
    name: '海城区政务服务平台（演示）',
    kind: 'service_platform',
    regionCode: '450502',
  })
  const sealer = openSealer(sealingKey)
  const calls = outbound()
  afterAll(() => calls.close())
  const scene: SourcesScene = {
    db,
    room: openSources({
      pool: db.pool,
      penalties: openPenalties({
        pool: db.pool,
        organs: () => ({ byId: new Map(), byCode: new Map() }),
        now: () => Date.now() + scene_.ahead,
      }),
      sealer,
      outbound: calls,
      sign,
      issuer: 'https://gateway.example',
      now: () => Date.now() + scene_.ahead,
      random: Math.random,
    }),
    agency: { id: agencyId, code },
    ahead: 0,
    async enter(entry, secret) {
      const whole = { name: `s-${randomUUID().slice(0, 8)}`, agency: code, ...entry }
      const { id } = await enterSource(db.pool, whole, async (asked) => (asked === code ? agencyId : undefined))
      if (secret !== undefined) await setSecret(db.pool, id, sealer.seal(secret))
      return id
    },
    async pull(id) {
      const pulled = await pull(scene.room, id, { askedBy: 'command' })
      if (pulled === undefined) throw new Error(`nobody pulled ${(await sourceRow(db.pool, id))?.name}`)
      return pulled
    },
    async kept(id) {
      const { rows } = await db.pool.query<{ key: string; version: number; state: string }>(
        'select key, version, state from penalty_case where origin = $1',
        [`source:${id}`],
      )
      return new Map(rows.map(({ key, ...row }) => [key.replace(/^k:/, ''), row]))
    },
  }
  const scene_ = scene
  afterAll(() => scene.room.locks.close())
  return scene
}
