// What the tests of draws share: procuratorates, an organ that is watched, penalty cases by the hundred, and a tree that grows
// when it is told to.
import { generateKeyPairSync } from 'node:crypto'
import { clientGate, officerColumns, officerGate, Registry } from '../../src/agencies/index.ts'
import { logSigner } from '../../src/journal/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { type Draws, openDraws } from '../../src/supervision/index.ts'
import { growWhole } from '../../src/worker/index.ts'
import type { TestDatabase } from '../database.ts'
import { enrol, type Organ, plan } from '../world.ts'

export interface DrawsScene {
  readonly draws: Draws
  readonly organs: Readonly<Record<'market' | 'customs' | 'procuratorate' | 'city' | 'foreign', Organ>>
  readonly verifierKey: string
  /** Moves the room's clock. */
  pass(ms: number): void
  grow(): Promise<number>
  /** Who asks, as the doors make it out. */
  caller(organ: Organ): Promise<Parameters<typeof import('../../src/supervision/index.ts').announce>[1]>
  /** Penalty cases of an organ, one a day from `from` on; gives their ids in order. */
  penalties(count: number, of: Organ, more?: Record<string, unknown>): Promise<string[]>
  announcement(more?: Record<string, unknown>): Record<string, unknown>
}

let asked = 0
export const said = (body: unknown, more: object = {}) => ({
  ...{ raw: Buffer.from(JSON.stringify(body)), route: `POST /draws/${++asked}` },
  ...more,
})

/** Call at the top level of a test file. */
export async function drawsScene(db: TestDatabase): Promise<DrawsScene> {
  const organs = {
    market: await enrol(db, 1, plan.market as never),
    customs: await enrol(db, 2, plan.customs as never),
    procuratorate: await enrol(db, 3, plan.procuratorate as never),
    city: await enrol(db, 4, {
      ...{ kind: 'procuratorate', region: '450500', name: '北海市人民检察院（演示）' },
    }),
    foreign: await enrol(db, 5, plan.foreignProcuratorate as never),
  }
  const registry = new Registry({ pool: db.pool })
  const directory = async () => (await registry.current()).directory
  const signer = logSigner('test.example/journal', generateKeyPairSync('ed25519').privateKey)
  let passed = 0
  const draws = openDraws({
    ...{ pool: db.pool, organs: directory, gates: { officerColumns, officerGate, clientGate } },
    now: () => Date.now() + passed,
    labelled: async () => undefined,
  })
  return {
    draws,
    organs,
    verifierKey: signer.verifierKey,
    pass: (ms) => {
      passed += ms
    },
    grow: () => growWhole({ pool: db.pool, signer }),
    caller: async (organ) => {
      const client = (await registry.current()).clients.get(organ.clientId)
      const agency = (await directory()).byId.get(organ.id)
      if (client === undefined || agency === undefined) throw new Error(`${organ.name} is not registered`)
      return { clientId: organ.clientId, generation: client.generation, agency }
    },
    penalties: async (count, of, more = {}) => {
      const rows = Array.from({ length: count }, (_, i) => ({
        ...{ id: uuidv7(), origin: `agency:${of.id}`, key: `k:${uuidv7()}`, version: 1, state: 'live' },
        ...{ source_day: '2026-03-01', agency_id: of.id, organ_name: of.name, organ_code: of.code },
        region_code: of === organs.customs ? '430100' : '450502',
        ...{ domain: of === organs.customs ? 'customs' : 'market', procedure: i % 5 === 0 ? 'quick' : 'ordinary' },
        decided_on: new Date(Date.UTC(2026, 0, 1 + (i % 90))).toISOString().slice(0, 10),
        ...{ suspected: i % 10 === 0, transferred: i % 20 === 0 },
        ...more,
      }))
      await db.pool.query(
        `insert into penalty_case (id, origin, key, version, state, digest, source_day, agency_id, organ_name, organ_code, region_code,
           domain, procedure, decided_on, suspected, transferred, created_at, updated_at)
         select id, origin, key, version, state, sha256(key::bytea), source_day, agency_id, organ_name, organ_code, region_code,
           domain, procedure, decided_on, suspected, transferred, now(), now()
         from json_to_recordset($1::json) as x(id uuid, origin text, key text, version int, state text, source_day date, agency_id uuid,
           organ_name text, organ_code text, region_code text, domain text, procedure text, decided_on date, suspected boolean, transferred boolean)`,
        [JSON.stringify(rows)],
      )
      return rows.map((r) => r.id as string).sort()
    },
    announcement: (more = {}) => ({
      officers: organs.procuratorate.officers.slice(0, 1),
      name: '2026年第一季度行政处罚案件抽查',
      population: { of: 'penalty', from: '2026-01-01', to: '2026-03-31' },
      method: 'uniform',
      take: { total: 12 },
      reviewers: organs.procuratorate.officers.map((o) => ({ ...o, capacity: 20 })),
      ...more,
    }),
  }
}
