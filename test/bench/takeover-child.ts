// The take-over in a process of its own, as the command runs it, so that its memory is nobody else's.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPool } from '../../db/index.ts'
import { takeoverMapping } from '../../schemas/index.ts'
import { Keyring, Registry } from '../../src/agencies/index.ts'
import { openSealer } from '../../src/kernel/index.ts'
import { directoryStore, openMaterials } from '../../src/materials/index.ts'
import { openPenalties } from '../../src/penalties/index.ts'
import { openDump, type TakeoverRoom, takeOver } from '../../src/takeover/index.ts'
import { answerParent } from './child.ts'

export interface TakeoverStart {
  readonly databaseUrl: string
  readonly dataDir: string
}

export interface TakeoverAsked {
  readonly place: string
  readonly installation: string
}

export interface TakeoverTook {
  readonly ms: number
  readonly stagingMs: number
  readonly cases: number
  readonly unexplained: number
  readonly differences: Readonly<Record<string, number>>
  /** Highest resident memory while a tenth of the cases was read, and at the end; MB. */
  readonly rssEarlyMb: number
  readonly rssMb: number
}

let room: TakeoverRoom | undefined

async function start({ databaseUrl, dataDir }: TakeoverStart): Promise<void> {
  const pool = openPool(databaseUrl, 4)
  const registry = new Registry({ pool })
  const issuer = 'https://bench.test'
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, generateIfNone: true })
  const directory = async () => (await new Registry({ pool }).current()).directory
  const store = await directoryStore(join(dataDir, 'materials'))
  room = {
    ...{ pool, issuer, directory, now: Date.now, sealer: openSealer(Buffer.alloc(32, 7)), optInsFor: () => new Set() },
    materials: (now) => openMaterials({ pool, store, now }),
    penalties: (now) => openPenalties({ pool, organs: directory, now }),
    sign: (payload, { typ }) => keyring.sign(JSON.stringify(payload), { typ }),
  }
}

async function take({ place, installation }: TakeoverAsked): Promise<TakeoverTook> {
  if (room === undefined) throw new Error('not started')
  const mapping = takeoverMapping.parse({
    ...JSON.parse(readFileSync(join(place, 'mapping.json'), 'utf8')),
    installation,
  })
  const memory = () => process.memoryUsage().rss / 2 ** 20
  let [early, high, stagingMs, total] = [0, 0, 0, 0]
  const watch = setInterval(() => {
    high = Math.max(high, memory())
  }, 200)
  const begun = performance.now()
  const dump = await openDump(place, { installation, partial: false, password: async () => '' })
  const all = (JSON.parse(readFileSync(join(place, 'truth.json'), 'utf8')) as { cases: number }).cases
  const { reported } = await takeOver(room, {
    ...{ dump, mapping, dry: false },
    progress: (stage, _, done) => {
      if (stage === 'staging') stagingMs = performance.now() - begun
      total = Math.max(total, stage === 'reading' ? done : 0)
      if (early === 0 && total * 5 >= all) early = Math.max(high, memory())
    },
  })
  const ms = performance.now() - begun
  clearInterval(watch)
  await dump.close()
  const { figures } = reported
  return {
    ...{
      ms,
      stagingMs,
      cases: all,
      unexplained: figures.unexplained,
      rssEarlyMb: early,
      rssMb: Math.max(high, memory()),
    },
    differences: Object.fromEntries(figures.differences.map(({ kind, count }) => [kind, count])),
  }
}

answerParent({ start, take })
