// The packages bench: two gateways with a data directory and a database each, nothing in common but a folder, and somebody
// who carries the files badly. Life after life of a case, a seed each; in the end both must have the same entries, every
// chain must hold on both sides, and nothing may be left over.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { verifyCases } from '../../src/cases/index.ts'
import { readConfig } from '../../src/config.ts'
import { startGateway } from '../../src/gateway.ts'
import { verifyTree } from '../../src/journal/index.ts'
import { BadCarrier, type Mishaps, seeded } from '../journeys/two-gateways-carrier.ts'
import { wholeLife } from '../journeys/two-gateways-life.ts'
import { keptAt, organsIn, paired, type Side, sideOf } from '../journeys/two-gateways-scene.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { type Endings, note, openScene, temporaryDirectory, withEndings } from './scene.ts'

/** Lives; the short form shows that the bench works. */
const livesOf = (options: BenchOptions) => (options.short ? 2 : options.rounds * 10)

async function side(endings: Endings, options: BenchOptions, name: string, organs: readonly string[], root: string) {
  const dataDir = temporaryDirectory(endings)
  const scene = await openScene(endings, dataDir, options.listen)
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const config = readConfig({
    DATABASE_URL: scene.gatewayUrl,
    DATABASE_MIGRATION_URL: scene.ownerUrl,
    XIANJIE_DATA_DIR: dataDir,
    XIANJIE_PORT: String(port),
    XIANJIE_ISSUER: `http://${name}.example:${port}`,
    XIANJIE_LOG: 'error',
  })
  const db = { ownerPool: scene.owner, pool: scene.owner }
  const enrolled = await organsIn(db, organs)
  const gateway = await startGateway(config)
  endings.add(() => gateway.stop())
  return sideOf(name, gateway, db, enrolled, root)
}

const lacking = async ({ world }: Side): Promise<number> => {
  const { rows } = await world.db.ownerPool.query<{ count: number }>(
    `select ((select count(*) from package_item) + (select count(*) from act_request where state = 'waiting')
      + (select count(*) from peer_request where state = 'taken'))::int as count`,
  )
  return rows[0]?.count ?? -1
}

export async function benchPackages(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const root = temporaryDirectory(endings)
    const a = await side(endings, options, 'a', ['market', 'procuratorate'], join(root, 'ways'))
    const b = await side(endings, options, 'b', ['police'], join(root, 'ways'))
    const two = await paired(a, b, { bytesMax: 65_536, againAfterMs: 0 })
    await two.settle()
    const mishaps: Mishaps = { lost: 0, doubled: 0, late: 0, cut: 0, flipped: 0, carried: 0 }
    const lives = livesOf(options)
    const started = performance.now()
    let differing = 0
    for (let seed = 1; seed <= lives; seed++) {
      const random = seeded(seed)
      const carrier = new BadCarrier(random)
      const exchange = async () => {
        const ways =
          random() < 0.5
            ? ([[a, b]] as const)
            : ([
                [a, b],
                [b, a],
              ] as const) // prettier-ignore
        for (const [from, to] of ways) {
          if (random() < 0.8) await two.write(from)
          carrier.carry(from, to)
          if (random() < 0.8) await two.read(to)
        }
        await two.write(b)
        carrier.carry(b, a)
        await two.read(a)
      }
      const { id, version } = await wholeLife(two, exchange, () => Math.floor(random() * 3))
      carrier.release()
      await two.settle()
      const [here, there] = [await keptAt(a, id), await keptAt(b, id)]
      const same = here.version === version && JSON.stringify(here) === JSON.stringify(there)
      if (!same) {
        differing += 1
        note(`seed ${seed}: the two sides differ in ${id}`)
      }
      for (const [name, count] of Object.entries(carrier.mishaps)) mishaps[name as keyof Mishaps] += count
      if (seed % 5 === 0) note(`${seed} of ${lives} lives`)
    }
    const faults: number[] = []
    for (const { world } of two.sides) {
      const cases = await verifyCases(world.db.ownerPool)
      const tree = await verifyTree(world.db.ownerPool)
      faults.push(cases.faults.length + tree.faults.filter(({ fault }) => fault !== 'no_checkpoint').length)
    }
    const left = (await lacking(a)) + (await lacking(b))
    const seconds = (performance.now() - started) / 1000
    console.log(
      JSON.stringify({
        bench: 'packages',
        lives,
        differing,
        faults,
        left_over: left,
        mishaps,
        seconds: rounded(seconds),
        verdict: { holds: differing === 0 && left === 0 && faults.every((n) => n === 0) },
      }),
    )
  })
}
