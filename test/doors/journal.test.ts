// The published tree over the door, as somebody without any credentials follows it, and what an operator keeps of it.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { tileAsked } from '../../src/api/journal.ts'
import { verifyCases } from '../../src/cases/index.ts'
import { proofsOf, verifyTree } from '../../src/journal/index.ts'
import { inParallel, replicaOf, signedCase, xianjie } from '../rooms/cases-scene.ts'
import { checkpointOf, consistent, included, TileClient, tileNumber } from '../vectors/journal-outsider.ts'
import { world } from '../world.ts'

const w = await world()
const place = mkdtempSync(join(tmpdir(), 'xianjie-checkpoint-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const get = (path: string) => fetch(`${w.gateway.url}${path}`)
const text = async (path: string) => (await get(path)).text()

/** Until everything done so far has its leaf. */
async function grown(): Promise<void> {
  await expect.poll(async () => (await verifyCases(w.db.pool)).pending, { timeout: 60_000, interval: 200 }).toBe(0)
}

function signedWith(note: string, key: string): boolean {
  try {
    return checkpointOf(note, key).size >= 0
  } catch {
    return false
  }
}

async function outsider() {
  const note = await text('/journal/checkpoint')
  // Until all gateways have the new key, either may have signed.
  const keys = (await text('/journal/key')).trim().split('\n')
  const key = keys.find((k) => signedWith(note, k)) ?? ''
  const fetched = async (path: string) => {
    const answer = await get(path)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  }
  const head = checkpointOf(note, key)
  return { ...head, note, key, client: new TileClient(fetched, head.size) }
}

test('an outsider finds every act of a case in the tree, with nothing but what is published', async () => {
  const { id } = await signedCase(w)
  await grown()
  const { origin, size, root, client } = await outsider()
  expect(origin).toBe(`${w.gateway.config.issuer.replace('http://', '')}/journal`)
  expect((await client.root()).equals(root)).toBe(true)
  const proofs = await proofsOf(w.db.pool, id)
  expect(proofs?.leaves.length).toBeGreaterThanOrEqual(2)
  for (const { index, entry } of proofs?.leaves ?? []) {
    expect(await client.entry(index)).toEqual(entry)
    expect(included(entry, index, size, await client.inclusion(index), root)).toBe(true)
    const told = (await (await get(`/journal/proof/inclusion?leaf=${index}&size=${size}`)).json()) as {
      hashes: string[]
    }
    const path = told.hashes.map((hash) => Buffer.from(hash, 'base64'))
    expect(included(entry, index, size, path, root)).toBe(true)
  }
})

test('a later tree continues an earlier one, by tiles and by the proof that is asked for', async () => {
  const before = await outsider()
  await signedCase(w)
  await grown()
  const after = await outsider()
  expect(after.size).toBeGreaterThan(before.size)
  const path = await after.client.consistency(before.size)
  expect(consistent(before.size, after.size, before.root, after.root, path)).toBe(true)
  const told = (await (await get(`/journal/proof/consistency?from=${before.size}&to=${after.size}`)).json()) as {
    hashes: string[]
  }
  expect(told.hashes.map((hash) => Buffer.from(hash, 'base64'))).toEqual(path)
})

test('what never changes may be cached for good, the checkpoint for seconds; content types are those of the specification', async () => {
  const { size } = await outsider()
  const tile = await get(`/journal/tile/0/000.p/${size}`)
  expect(tile.headers.get('cache-control')).toMatch(/immutable/)
  expect(tile.headers.get('content-type')).toBe('application/octet-stream')
  expect((await tile.arrayBuffer()).byteLength).toBe(size * 32)
  const checkpoint = await get('/journal/checkpoint')
  expect(checkpoint.headers.get('cache-control')).toMatch(/max-age=[1-5]$/)
  expect(checkpoint.headers.get('content-type')).toMatch(/^text\/plain/)
})

test('a tile that is not there, or is written otherwise, is 404; a proof of what is not there is 400', async () => {
  const { size } = await outsider()
  for (const path of [
    '/journal/tile/0/000',
    `/journal/tile/0/000.p/${size + 1}`,
    '/journal/tile/0/000.p/0',
    '/journal/tile/0/000.p/256',
    '/journal/tile/0/0',
    '/journal/tile/0/x000/000',
    '/journal/tile/6/000.p/1',
    '/journal/tile/entries/001',
    '/journal/tile/x/000',
    "/journal/tile/0/000'--",
    '/journal/nothing',
  ])
    expect((await get(path)).status, path).toBe(404)
  for (const path of [
    '/journal/proof/inclusion',
    `/journal/proof/inclusion?leaf=${size}`,
    `/journal/proof/inclusion?leaf=0&size=${size + 1}`,
    '/journal/proof/inclusion?leaf=-1',
    '/journal/proof/consistency?from=0',
    '/journal/proof/consistency?from=2&to=1',
  ])
    expect((await get(path)).status, path).toBe(400)
  for (const n of [0, 999, 1000, 1_234_067])
    expect(tileAsked(`${tileNumber(n)}.p/7`), String(n)).toEqual({ no: n, width: 7 })
})

test('the operator’s commands say the key, verify, and hold a checkpoint kept outside', {
  timeout: 120_000,
}, async () => {
  const { note, key } = await outsider()
  // The command's issuer is its own: keys on record come from the gateway that signed.
  const keys = JSON.parse((await xianjie(w, ['--json', 'journal', 'key'])).out).keys as string[]
  expect(keys).toContain(key)
  const file = join(place, 'checkpoint')
  writeFileSync(file, note)
  await signedCase(w)
  await grown()
  const good = await xianjie(w, ['journal', 'verify', '--checkpoint', file, '--key', key])
  expect(good.out).toMatch(/Tree of \d+ leaves.*: holds\./)
  expect(good.code).toBe(0)
  writeFileSync(
    file,
    note.replace(/^(.*\n)(\d+)\n/, (_, origin, size) => `${origin}${Number(size) + 1}\n`),
  )
  const bad = await xianjie(w, ['--json', 'journal', 'verify', '--checkpoint', file])
  expect(bad.code).toBe(1)
  expect(JSON.parse(bad.out).tree.faults).toEqual([{ fault: 'held_checkpoint_unreadable', at: 0 }])
  expect((await xianjie(w, ['journal', 'verify', '--checkpoint', join(place, 'none')])).code).toBe(2)
})

test('the key lies in a file of its own that nobody else can read; a rotated one signs from the next start', {
  timeout: 120_000,
}, async () => {
  const directory = join(w.gateway.config.dataDir, 'journal-keys')
  const [first = ''] = readdirSync(directory)
  expect(statSync(join(directory, first)).mode & 0o777).toBe(0o600)
  const before = await outsider()
  const rotated = await xianjie(w, ['--json', 'journal', 'rotate-key'])
  expect(rotated.code).toBe(0)
  expect(readdirSync(directory)).toHaveLength(2)
  const next = await replicaOf(w)
  await expect.poll(async () => (await text('/journal/key')).trim().split('\n').length, { timeout: 30_000 }).toBe(2)
  const [young = '', old] = (await text('/journal/key')).trim().split('\n')
  expect(old).toBe(before.key)
  expect(checkpointOf(await text('/journal/checkpoint'), young).size).toBeGreaterThanOrEqual(before.size)
  await next.process.stop('SIGTERM')
  expect((await verifyTree(w.db.pool, { note: before.note })).faults).toEqual([])
})

test('the operator reads the log of reads, and that is an entry too', { timeout: 120_000 }, async () => {
  const { id } = await signedCase(w)
  await w.ask('police', 'GET', `/v1/transfers/${id}`)
  await expect
    .poll(
      async () => {
        const { out } = await xianjie(w, ['--json', 'access-log', '--transfer', id, '--reason', '年度检查'])
        return JSON.parse(out)
      },
      { timeout: 60_000 },
    )
    .toMatchObject([{ kind: 'case', agency: w.organ('police').code, transfer_id: id }])
  const { rows } = await w.db.pool.query(
    `select * from access_entry where client_id = 'operator' order by no desc limit 1`,
  )
  expect(rows).toMatchObject([
    { agency_id: null, subject: 'access-log', reason: '年度检查', officer: expect.any(String) },
  ])
  expect((await xianjie(w, ['access-log', '--kind', 'nonsense'])).code).toBe(2)
})

test('replicas killed while they work leave every act in the tree exactly once', { timeout: 240_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    const victim = await replicaOf(w)
    const both = [w, victim]
    const working = inParallel(24, both, (r) => r.submit().catch(() => undefined))
    await new Promise((resolve) => setTimeout(resolve, 150 + 400 * round))
    await victim.process.stop('SIGKILL')
    await working
  }
  await grown()
  expect((await verifyCases(w.db.pool)).faults).toEqual([])
  expect((await verifyTree(w.db.pool)).faults).toEqual([])
  const { rows } = await w.db.pool.query(
    `select (select count(*) from journal_entry)::int as acts, (select count(*) from journal_leaf where batch is null)::int as leaves`,
  )
  expect(rows[0].leaves).toBe(rows[0].acts)
  const { root, client } = await outsider()
  expect((await client.root()).equals(root)).toBe(true)
})
