// An invented city and a gateway that takes it over: what tests of the take-over begin with.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeoverMapping } from '../schemas/index.ts'
import { Keyring, Registry } from '../src/agencies/index.ts'
import { openSealer } from '../src/kernel/index.ts'
import { directoryStore, openMaterials } from '../src/materials/index.ts'
import { buildCity, type CityPlan, type CityTruth } from '../src/partner/index.ts'
import { openPenalties } from '../src/penalties/index.ts'
import { openDump, type TakeoverRoom, takeOver } from '../src/takeover/index.ts'
import type { TestDatabase } from './database.ts'

export interface City extends CityTruth {
  readonly out: string
}

export async function cityOf(plan: Partial<CityPlan> & { readonly cases: number }): Promise<City> {
  const out = mkdtempSync(join(tmpdir(), 'xianjie-city-'))
  const truth = await buildCity({ out, seed: 1, steps: 20, dirt: 0, day: 1, format: 'csv', ...plan })
  return { ...truth, out }
}

/** The room as the command has it, at a given moment. */
export async function takeoverRoom(
  db: Pick<TestDatabase, 'pool'>,
  now = Date.parse('2026-11-01T09:00:00+08:00'),
): Promise<TakeoverRoom> {
  const { pool } = db
  const registry = new Registry({ pool })
  const issuer = 'https://gateway.test'
  const dataDir = mkdtempSync(join(tmpdir(), 'xianjie-takeover-'))
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, generateIfNone: true })
  const store = await directoryStore(join(dataDir, 'materials'))
  const organs = async () => (await new Registry({ pool }).current()).directory
  return {
    ...{ pool, issuer, now: () => now, sealer: openSealer(Buffer.alloc(32, 7)) },
    directory: organs,
    optInsFor: () => new Set(),
    materials: (at) => openMaterials({ pool, store, now: at }),
    penalties: (at) => openPenalties({ pool, organs, now: at }),
    sign: (payload, { typ }) => keyring.sign(JSON.stringify(payload), { typ }),
  }
}

export const mappingIn = (city: Pick<City, 'out'>, name = 'mapping.json') =>
  takeoverMapping.parse(JSON.parse(readFileSync(join(city.out, name), 'utf8')))

export async function taken(
  room: TakeoverRoom,
  city: City,
  more: { mapping?: string; dry?: boolean; files?: string } = {},
) {
  const mapping = mappingIn(city, more.mapping)
  const dump = await openDump(city.out, {
    installation: mapping.installation,
    partial: false,
    password: async () => '',
  })
  try {
    return await takeOver(room, { dump, mapping, dry: more.dry === true, files: more.files, progress: () => {} })
  } finally {
    await dump.close()
  }
}
