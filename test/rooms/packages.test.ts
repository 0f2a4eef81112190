// What a package must be to be taken, one mishap at a time: cut, turned over, forged, for somebody else, twice, out of order.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { peerNamed, readPackages } from '../../src/sync/index.ts'
import { faultsAt, keptAt, realMaterials, twoGateways } from '../journeys/two-gateways-scene.ts'

vi.setConfig({ testTimeout: 120_000 })
const two = await twoGateways(['market', 'procuratorate'], ['police'], { bytesMax: 65_536 })
const [a, b] = [two.a, two.b]

async function submitted(size = 2_000): Promise<string> {
  const { transfer } = await a.world.submit('market', {
    materials: await realMaterials(a, 'market', ['M1', 'M2', 'M3'], size),
  })
  return transfer.id
}

const written = async () => {
  await two.write(a)
  return readdirSync(a.out)
    .filter((name) => name.endsWith('.zip'))
    .sort()
}
const move = (name: string, as = name) => {
  copyFileSync(join(a.out, name), join(b.in, as))
  rmSync(join(a.out, name))
}

test('a file that is cut, turned over or from nobody known is set aside with the reason, and taken when it comes whole', async () => {
  await two.settle()
  await submitted()
  const [name] = await written()
  if (name === undefined) throw new Error('nothing was written')
  const bytes = readFileSync(join(a.out, name))
  const turned = Buffer.from(bytes)
  turned[bytes.length - 200] = (turned[bytes.length - 200] as number) ^ 1
  writeFileSync(join(b.in, 'cut.zip'), bytes.subarray(0, bytes.length - 700))
  writeFileSync(join(b.in, 'turned.zip'), turned)
  writeFileSync(join(b.in, 'other.zip'), 'not a package')
  writeFileSync(join(b.in, 'manifest-cut.zip'), bytes.subarray(0, 60))
  const { aside, taken } = await two.read(b)
  expect(taken).toEqual([])
  expect(aside.map(({ name: n, reason }) => [n, reason]).sort()).toEqual([
    ['cut.zip', 'damaged'],
    ['manifest-cut.zip', 'damaged'],
    ['other.zip', 'not_a_package'],
    ['turned.zip', 'damaged'],
  ])
  expect(readdirSync(join(b.in, 'aside')).length).toBe(4)
  move(name)
  expect((await two.read(b)).taken.length).toBe(1)
  await two.settle()
})

test('a damaged file that may still be on its way into the directory is left alone', async () => {
  const room = b.world.gateway.packages
  writeFileSync(join(b.in, 'young.zip'), 'PK')
  const report = await readPackages(room, (await peerNamed(room.pool, 'a')).id, b.in, { settleMs: 60_000 })
  expect(report.aside).toEqual([])
  rmSync(join(b.in, 'young.zip'))
})

test('a large material is split over several packages; out of order nothing is taken, in order everything is', async () => {
  const id = await submitted(100_000)
  const names = await written()
  expect(names.length).toBeGreaterThan(3)
  for (const name of names) expect(readFileSync(join(a.out, name)).length).toBeLessThanOrEqual(65_536)
  const [first = '', ...rest] = names
  for (const name of rest) move(name)
  const early = await two.read(b)
  expect(early.taken).toEqual([])
  expect(early.beyond.length).toBe(rest.length)
  expect(early.missing.length).toBe(1)
  const { rows } = await b.world.db.ownerPool.query(
    "select 1 from sync_gap where kind = 'package_gap' and closed_at is null",
  )
  expect(rows.length).toBe(1)
  move(first, 'renamed.zip')
  expect((await two.read(b)).taken.length).toBe(names.length)
  const closed = await b.world.db.ownerPool.query(
    "select 1 from sync_gap where kind = 'package_gap' and closed_at is null",
  )
  expect(closed.rows.length).toBe(0)
  expect(await keptAt(b, id)).toEqual(await keptAt(a, id))
  for (const side of two.sides) expect(await faultsAt(side), side.name).toEqual([])
})

test('what came before is recognised, taken never twice, and acknowledged again', async () => {
  await two.settle()
  const id = await submitted()
  const [name] = await written()
  if (name === undefined) throw new Error('nothing was written')
  const bytes = readFileSync(join(a.out, name))
  move(name)
  expect((await two.read(b)).taken.length).toBe(1)
  writeFileSync(join(b.in, 'again.zip'), bytes)
  const again = await two.read(b)
  expect([again.taken, again.repeated.length]).toEqual([[], 1])
  expect((await keptAt(b, id)).version).toBe(1)
  await two.settle()
  const { rows } = await a.world.db.ownerPool.query('select 1 from package_out where says and acknowledged_at is null')
  expect(rows).toEqual([])
})

test('bytes that the other side has do not travel again', async () => {
  await two.settle()
  const { rows } = await a.world.db.ownerPool.query<{ sha256: string }>('select sha256 from peer_bytes limit 1')
  expect(rows.length).toBe(1)
  const stored = await b.world.gateway.packages.materials.store.open(rows[0]?.sha256 ?? '')
  expect(stored).toBeDefined()
  await stored?.cancel()
})
