// A line of procuratorates with an organ below them on a database of its own, and the rooms of letters, labels and assignments
// opened on it without a gateway: cases and findings are what a test says they are.
import { clientGate, officerColumns, officerGate } from '../../src/agencies/index.ts'
import { type Correspondence, openCorrespondence } from '../../src/correspondence/index.ts'
import { type ActingCaller, Refusal, type StandingOrgan, type StandingOrgans } from '../../src/kernel/index.ts'
import { type Labels, openLabels } from '../../src/labels/index.ts'
import { bindPart, materialColumns, materialGate } from '../../src/materials/index.ts'
import { oweNotices } from '../../src/outbox/index.ts'
import type { Assignments } from '../../src/supervision/index.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { enrol, type Organ } from '../world.ts'

const plan = {
  province: { kind: 'procuratorate', region: '450000', level: 'provincial', name: '上级院（演示）' },
  prefecture: { kind: 'procuratorate', region: '450500', level: 'prefecture', name: '市院（演示）' },
  county: { kind: 'procuratorate', region: '450502', level: 'county', name: '区院（演示）' },
  sister: { kind: 'procuratorate', region: '450503', level: 'county', name: '邻区院（演示）' },
  market: { kind: 'administrative', region: '450502', level: 'county', name: '市场监管局（演示）' },
} as const

export type Name = keyof typeof plan

export interface Line {
  readonly db: TestDatabase
  readonly organs: StandingOrgans
  /** Epoch milliseconds; the rooms read it. */
  readonly clock: { nowMs: number }
  readonly correspondence: Correspondence
  readonly labels: Labels
  readonly assignments: Assignments
  organ(name: Name): StandingOrgan
  caller(name: Name): ActingCaller
  officers(name: Name): { name: string; certificateNo: string }[]
}

/** Call at the top level of a test file. */
export async function letterLine(): Promise<Line> {
  const db = await testDatabase()
  const enrolled = new Map<Name, Organ>()
  const standing = new Map<Name, StandingOrgan>()
  for (const [index, [key, organ]] of Object.entries(plan).entries()) {
    const name = key as Name
    const made = await enrol(db, index + 1, {
      ...{ kind: organ.kind, region: organ.region, name: organ.name },
      ...(organ.kind === 'administrative' && { domains: ['market'] }),
    })
    enrolled.set(name, made)
    const { id, code } = made
    const place = { kind: organ.kind, regionCode: organ.region, level: organ.level }
    standing.set(name, { id, code, name: organ.name, ...place, supervisedById: null })
  }
  const all = [...standing.values()]
  const organs = { byId: new Map(all.map((o) => [o.id, o])), byCode: new Map(all.map((o) => [o.code, o])) }
  const clock = { nowMs: Date.parse('2026-03-02T09:00:00+08:00') }
  const gates = { officerColumns, officerGate, clientGate }
  const shared = { pool: db.pool, organs: () => organs, oweNotices, now: () => clock.nowMs }
  const heads: Labels['heads'] = async (_, kind, ids) =>
    new Map(ids.map((id) => [id, { title: `${kind} ${id.slice(-4)}` }]))
  return {
    db,
    organs,
    clock,
    correspondence: openCorrespondence({
      ...{ ...shared, gates: { ...gates, materialColumns, materialGate, bindPart } },
      ...{ partsSeen: async () => undefined, partsIn: async () => new Set() },
    }),
    labels: openLabels({ ...shared, gates, heads }),
    assignments: {
      ...shared,
      heads,
      partsSeen: async (_, ids) => new Map(ids.map((id) => [id, all.map((o) => o.id)])),
    },
    organ: (name) => standing.get(name) as StandingOrgan,
    caller: (name) => ({
      ...{ clientId: enrolled.get(name)?.clientId ?? '', generation: 1 },
      agency: standing.get(name) as StandingOrgan,
    }),
    officers: (name) => (enrolled.get(name)?.officers ?? []).slice(0, 1).map((o) => ({ ...o })),
  }
}

/** What was granted; throws with what was refused. */
export async function granted<T>(outcome: Promise<T | Refusal>): Promise<T> {
  const given = await outcome
  if (given instanceof Refusal)
    throw new Error(`${given.code}: ${given.detail} ${JSON.stringify(given.facts.errors ?? [])}`)
  return given
}

let serial = 0
/** What a request said, each its own. */
export const said = (more: { key?: string } = {}) => ({
  ...{ raw: Buffer.from(`request ${more.key ?? ++serial}`), route: 'POST /test' },
  ...(more.key !== undefined && { idempotencyKey: more.key }),
})

/** The same dice for the same seed. */
export function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return Math.floor((state / 2 ** 32) * sides)
  }
}
