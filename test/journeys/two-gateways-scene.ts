// Two gateways that share nothing but a folder: each with its own database, data directory, keys and organs. What one
// writes for the other lies in a directory; the test carries it, or lets somebody meddle with it on the way.
import { hash, randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { pinnedKeys, verifyBundle } from '../../src/bundles/index.ts'
import { verifyCases } from '../../src/cases/index.ts'
import { readConfig } from '../../src/config.ts'
import { type Gateway, startGateway } from '../../src/gateway.ts'
import { begin, newMaterialId, receive, turnedAway } from '../../src/materials/index.ts'
import { addPeer, peerNamed, type ReadReport, readPackages, writePackages } from '../../src/sync/index.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { freePort } from '../ports.ts'
import { enrol, type Organ, plan, World } from '../world.ts'

export interface Side {
  readonly name: string
  readonly world: World
  /** Where it writes for the other, and where the other's files arrive. */
  readonly out: string
  readonly in: string
}

export interface TwoGateways {
  readonly a: Side
  readonly b: Side
  readonly sides: readonly Side[]
  /** The side at which an organ is at home. */
  at(organ: string): Side
  write(side: Side): Promise<readonly string[]>
  read(side: Side): Promise<ReadReport>
  /** Carries everything there and back until nobody has anything to say. */
  settle(carry?: (from: Side, to: Side) => void, rounds?: number): Promise<void>
}

let serial = 1

/** The database of a side, as its owner or as whoever may enter organs. */
export type SideDatabase = Pick<TestDatabase, 'ownerPool'> & Partial<TestDatabase>

export async function organsIn(db: SideDatabase, names: readonly string[]): Promise<Record<string, Organ>> {
  const enrolled: Record<string, Organ> = {}
  for (const key of names) enrolled[key] = await enrol(db as TestDatabase, serial++, plan[key] as (typeof plan)[string])
  return enrolled
}

/** A gateway that runs, with the directories through which it speaks. */
export function sideOf(name: string, gateway: Gateway, db: SideDatabase, organs: Record<string, Organ>, root: string) {
  const [out, into] = [join(root, `from-${name}`), join(root, `to-${name}`)]
  for (const dir of [out, into]) mkdirSync(dir, { recursive: true })
  return { name, world: new World(gateway, db as TestDatabase, organs), out, in: into }
}

async function side(name: string, organs: readonly string[], root: string): Promise<Side> {
  const db = await testDatabase()
  const port = await freePort()
  const config = readConfig({
    DATABASE_URL: db.gatewayUrl,
    DATABASE_MIGRATION_URL: db.ownerUrl,
    XIANJIE_DATA_DIR: join(root, `data-${name}`),
    XIANJIE_PORT: String(port),
    XIANJIE_ISSUER: `http://${name}.example:${port}`,
    XIANJIE_LOG: process.env.XIANJIE_LOG ?? 'error',
  })
  const enrolled = await organsIn(db, organs)
  const gateway = await startGateway(config)
  afterAll(() => gateway.stop())
  return sideOf(name, gateway, db, enrolled, root)
}

/** Call at the top level of a test file. */
export async function twoGateways(
  organsA: readonly string[],
  organsB: readonly string[],
  limits: Partial<PackageLimits> = {},
): Promise<TwoGateways> {
  const root = mkdtempSync(join(tmpdir(), 'xianjie-two-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return paired(await side('a', organsA, root), await side('b', organsB, root), limits)
}

export interface PackageLimits {
  readonly bytesMax: number
  readonly againAfterMs: number
}

/** Packages follow the change feed, and that waits for the oldest open transaction: the worker's may be under way. */
async function feedCaughtUp({ world }: Side): Promise<void> {
  for (const until = Date.now() + 60_000; ; ) {
    const { rows } = await world.gateway.packages.pool.query<{ behind: boolean }>(
      'select exists (select from notice where txid >= feed_horizon()) as behind',
    )
    if (rows[0]?.behind === false) return
    if (Date.now() > until) throw new Error('another transaction stays open')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Each is entered at the other, and the way between them. */
export async function paired(
  a: Side,
  b: Side,
  { bytesMax = 512 * 1024, againAfterMs = 86_400_000 }: Partial<PackageLimits> = {},
): Promise<TwoGateways> {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { issuer } = other.world.gateway.config
    const jwks = await other.world.gateway.packages.keyring.publishedJwks()
    const { pool } = one.world.gateway.packages
    await addPeer(pool, one.world.gateway.config.issuer, { name: other.name, issuer, jwks, bytesMax, againAfterMs })
  }
  const peerOf = (s: Side) => peerNamed(s.world.gateway.packages.pool, s === a ? 'b' : 'a')
  const awaited = new Map<Side, ReadReport>()
  const two: TwoGateways = {
    a,
    b,
    sides: [a, b],
    at: (organ) => (Object.hasOwn(a.world.organs, organ) ? a : b),
    async write(s) {
      await feedCaughtUp(s)
      const files = await writePackages(s.world.gateway.packages, await peerOf(s), s.out, awaited.get(s))
      return files.map(({ name }) => name)
    },
    async read(s) {
      const report = await readPackages(s.world.gateway.packages, (await peerOf(s)).id, s.in, { settleMs: 0 })
      awaited.set(s, report)
      return report
    },
    async settle(carry = carried, rounds = 20) {
      for (let quiet = 0, round = 0; quiet < 2; round++) {
        if (round > rounds) throw new Error('they never come to an end')
        let words = 0
        for (const [from, to] of [
          [a, b],
          [b, a],
        ] as const) {
          words += (await two.write(from)).length
          carry(from, to)
          words += (await two.read(to)).taken.length
        }
        quiet = words === 0 ? quiet + 1 : 0
      }
    },
  }
  return two
}

/** Finished, unused materials of an organ with real bytes; `size` in bytes. */
export async function realMaterials({ world }: Side, organ: string, kinds: readonly string[], size = 2_000) {
  const { materials: room } = world.gateway.packages
  const { id: agencyId, code: agencyCode, clientId } = world.organ(organ)
  const made: { id: string; kind: string; title: string; sha256: string }[] = []
  for (const kind of kinds) {
    const id = newMaterialId()
    const bytes = randomBytes(size)
    const metadata = { filename: `${kind}.pdf` }
    const begun = await begin(room, { id, agencyId, agencyCode, clientId, size, metadata })
    if (turnedAway(begun)) throw new Error(begun.detail)
    const stored = await receive(
      room,
      id,
      0,
      (async function* () {
        yield bytes
      })(),
    )
    if (turnedAway(stored)) throw new Error(stored.detail)
    made.push({ id, kind, title: `材料 ${kind}`, sha256: hash('sha256', bytes, 'hex') })
  }
  return made
}

/** Carries every file, and takes it out of the sender's directory. */
export function carried(from: Side, to: Side): void {
  for (const name of readdirSync(from.out).filter((n) => n.endsWith('.zip'))) {
    copyFileSync(join(from.out, name), join(to.in, name))
    rmSync(join(from.out, name))
  }
}

export interface KeptCase {
  readonly version: number
  readonly bodies: readonly string[]
  readonly links: readonly string[]
}

/** The entries of a case as they are kept at one side. */
export async function keptAt({ world }: Side, id: string): Promise<KeptCase> {
  const { rows } = await world.db.ownerPool.query<{ version: number; body: string; link: Buffer }>(
    `select j.version, e.body, j.link from journal_entry j left join event e using (transfer_id, version) where j.transfer_id = $1 order by j.version`,
    [id],
  )
  return {
    version: rows.at(-1)?.version ?? 0,
    bodies: rows.map((row) => row.body),
    links: rows.map((row) => row.link.toString('hex')),
  }
}

/** Faults of all cases of one side: what `xianjie journal verify` would say of them. */
export async function faultsAt({ world }: Side): Promise<unknown[]> {
  return (await verifyCases(world.db.ownerPool)).faults
}

/** What the offline check says of the bundle that an organ gets at its own gateway. */
export async function bundleFaults({ world }: Side, organ: string, id: string): Promise<unknown[]> {
  const dir = mkdtempSync(join(tmpdir(), 'xianjie-two-bundle-'))
  try {
    const response = await fetch(`${world.gateway.url}/v1/transfers/${id}/bundle`, {
      headers: { authorization: `Bearer ${await world.token(organ)}`, 'x-access-reason': 'test' },
    })
    if (response.status !== 200) return [await response.text()]
    const path = join(dir, 'case.zip')
    writeFileSync(path, Buffer.from(await response.arrayBuffer()))
    const report = await verifyBundle(path, await pinnedKeys([]))
    return [...report.faults]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
