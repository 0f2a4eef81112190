// Evidence in the tables: ten thousand items of one case stay usable, a sealed filing changes nothing for whom it is sealed
// from, and what is registered takes no bytes with it when it goes.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  closeMaterials,
  directoryStore,
  foldersOfCase,
  kindsOfCase,
  listOfCase,
  notesOf,
  oneOfCase,
  openMaterials,
  register,
  removeExpired,
  turnedAway,
} from '../../src/materials/index.ts'
import { testDatabase } from '../database.ts'

const db = await testDatabase()
const dir = mkdtempSync(join(tmpdir(), 'xianjie-evidence-'))
const room = openMaterials({ pool: db.pool, store: await directoryStore(dir) })
afterAll(async () => {
  await closeMaterials(room)
  rmSync(dir, { recursive: true, force: true })
})

const agencyId = randomUUID()
/** A case's materials, written straight into the table. */
async function caseWith(count: number): Promise<string> {
  const transferId = randomUUID()
  await db.pool.query(
    `insert into material (id, agency_id, client_id, state, filename, size, sha256, sm3, expires_at, transfer_id, version, seq, kind, title,
       folder, evidence_code, needs_recollection, catalogue)
     select gen_random_uuid(), $2, 'c', 'ready', 'a.pdf', 1, repeat('a', 64), repeat('b', 64), now(), $1, 1 + n / 2000, n % 2000, 'other',
       '第' || n || '页', '卷' || n % 10 || '/册' || n % 100, 'E02', n % 4 = 0, '{}'
     from generate_series(0, $3::int - 1) n`,
    [transferId, agencyId, count],
  )
  return transferId
}

test('ten thousand items of one case are paged within a folder, each once and in order', async () => {
  const id = await caseWith(10_000)
  const found: string[] = []
  for (let after = { version: -1, seq: -1 }; ; ) {
    const page = await listOfCase(room, id, { limit: 200, after, filter: { folder: '卷3', needsRecollection: false } })
    found.push(...page.map((m) => m.title ?? ''))
    const last = page.at(-1)
    if (page.length < 200 || last === undefined) break
    after = { version: last.version ?? 0, seq: last.seq ?? 0 }
  }
  const wanted = Array.from({ length: 10_000 }, (_, n) => n).filter((n) => n % 10 === 3 && n % 4 !== 0)
  expect(found).toEqual(wanted.map((n) => `第${n}页`))
  const folders = await foldersOfCase(db.pool, id, {})
  expect(folders.length).toBe(10 + 100)
  expect(folders.find((f) => f.folder === '卷4')).toMatchObject({ items: 0, total: 1000, codes: { E02: 1000 } })
  expect(folders.map((f) => f.folder).slice(0, 3)).toEqual(['卷0', '卷0/册0', '卷0/册10'])
  const [kind] = await kindsOfCase(db.pool, id, {})
  expect(kind).toMatchObject({ kind: 'other', code: 'E02', items: 10_000 })
  expect(kind?.ids.length).toBe(20)
})

test('a filing that is sealed from a reader, or came after it left, changes nothing for it', async () => {
  const id = await caseWith(1)
  const [material] = await listOfCase(room, id, { limit: 1 })
  const note = (version: number, folder: string) =>
    db.pool.query(
      `insert into material_note (transfer_id, version, seq, what, material_id, folder, evidence_code, body)
       values ($1, $2, 0, 'filing', $3, $4, 'E06', $5)`,
      [id, version, material?.id, folder, JSON.stringify({ catalogue: { evidence: { code: 'E06' } } })],
    )
  await note(5, '新卷')
  await note(7, '密卷')
  const folder = async (seen: { upToVersion?: number; sealed?: number[] }) =>
    (await oneOfCase(room, id, material?.id ?? '', seen))?.folder
  expect(await folder({})).toBe('密卷')
  expect(await folder({ sealed: [7] })).toBe('新卷')
  expect(await folder({ upToVersion: 4 })).toBe('卷0/册0')
  expect(await folder({ upToVersion: 6, sealed: [5] })).toBe('卷0/册0')
  expect(await oneOfCase(room, id, material?.id ?? '', { sealed: [1] })).toBeUndefined()
  expect((await notesOf(db.pool, id, material?.id ?? '', { sealed: [7] })).map((n) => n.version)).toEqual([5])
  expect((await foldersOfCase(db.pool, id, { sealed: [7] })).map((f) => f.folder)).toEqual(['新卷'])
  expect((await listOfCase(room, id, { limit: 9, sealed: [7], filter: { folder: '密卷' } })).length).toBe(0)
})

test('what is registered expires like a file that no case took, and takes no bytes of others with it', async () => {
  const sha256 = 'e'.repeat(64)
  const said = {
    agencyId,
    clientId: 'c',
    title: '镜像',
    filename: '镜像.e01',
    system: '取证平台',
    identifier: 'IMG-1',
    sha256,
    size: 5,
    retainedUntil: '2036-12-31',
    contact: { name: '王警官' },
  }
  const made = await register(room, said)
  if (turnedAway(made)) throw new Error(made.detail)
  const removed: string[] = []
  const watched = { ...room, store: { ...room.store, remove: async (digest: string) => void removed.push(digest) } }
  const ready = randomUUID()
  await db.pool.query(
    `insert into material (id, agency_id, client_id, state, filename, size, sha256, sm3, expires_at)
     values ($1, $2, 'c', 'ready', 'a', 5, $3, $3, now() + interval '90 days')`,
    [ready, agencyId, sha256],
  )
  await removeExpired(watched, new Date(made.material.expiresAt.getTime() + 1), 100)
  expect(removed).toEqual([])
  expect((await db.pool.query('select id from material where sha256 = $1', [sha256])).rows).toEqual([{ id: ready }])
  // And the register alone keeps no bytes: once the file goes, they go.
  await register(room, said)
  await removeExpired(watched, new Date(Date.now() + 89 * 86_400_000), 0)
  await db.pool.query(`update material set expires_at = now() - interval '1 day' where id = $1`, [ready])
  await removeExpired(watched, new Date(), 100)
  expect(removed).toEqual([sha256])
})
