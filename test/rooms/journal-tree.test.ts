// The tree behind the writes: every act has its leaf exactly once, whoever grows it and whatever is killed meanwhile, and
// an outsider comes to the same roots from what is published.
import { generateKeyPairSync } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { inTransaction } from '../../db/connect.ts'
import { checkpointNote } from '../../src/journal/checkpoint.ts'
import { Frontier } from '../../src/journal/frontier.ts'
import {
  growTree,
  leafEntryOf,
  logSigner,
  proofsOf,
  readCheckpoint,
  type TreeFault,
  verifyInclusion,
  verifyTree,
} from '../../src/journal/index.ts'
import { leafHash } from '../../src/journal/merkle.ts'
import { consistencyProof, entryBundle, publishedCheckpoint, tile } from '../../src/journal/published.ts'
import { growWhole } from '../../src/worker/index.ts'
import { testDatabase } from '../database.ts'
import { checkpointOf, consistent, included, TileClient } from '../vectors/journal-outsider.ts'

vi.setConfig({ testTimeout: 120_000 })

const db = await testDatabase(12)
const signer = logSigner('test.example/journal', generateKeyPairSync('ed25519').privateKey)
const grow = () => growWhole({ pool: db.pool, signer })

/** Acts of `cases` new cases with `versions` each, as their statement leaves them. */
async function act(cases: number, versions = 1): Promise<string[]> {
  const { rows } = await db.pool.query<{ transfer_id: string }>(
    `with made as (
       select gen_random_uuid() as transfer_id from generate_series(1, $1::int)
     ), entered as (
       insert into journal_entry (transfer_id, version, salt, commitment, link, at)
       select transfer_id, v, uuid_send(gen_random_uuid()), sha256(uuid_send(gen_random_uuid())), sha256(uuid_send(gen_random_uuid())), now()
       from made cross join generate_series(1, $2::int) v
       returning transfer_id, version, link
     ), queued as (
       insert into journal_pending (transfer_id, version, link) select transfer_id, version, link from entered order by transfer_id, version
     )
     select transfer_id from made`,
    [cases, versions],
  )
  return rows.map((r) => r.transfer_id)
}

const count = async (text: string) => Number((await db.pool.query(`select count(*) as n from ${text}`)).rows[0].n)

/** Every entry exactly once in the tree or in the queue, leaves without a gap, each of its link. */
async function whole(): Promise<void> {
  expect(
    (
      await db.pool.query(`select
        (select count(*) from (select transfer_id, version from journal_leaf union all select transfer_id, version from journal_pending) t
          full join journal_entry j using (transfer_id, version) where j.link is null or t.version is null)::int as missing,
        (select count(*) - count(distinct (transfer_id, version)) from (select transfer_id, version from journal_leaf
          union all select transfer_id, version from journal_pending) t)::int as twice,
        (select count(*) from journal_leaf l join journal_entry j using (transfer_id, version) where l.entry <> '\\x01'::bytea || j.link)::int as different,
        (select coalesce(max(no) + 1, 0) - count(*) from journal_leaf)::int as gaps`)
    ).rows[0],
  ).toEqual({ missing: 0, twice: 0, different: 0, gaps: 0 })
}

async function outsider() {
  const note = (await publishedCheckpoint(db.pool)) ?? ''
  const head = checkpointOf(note, signer.verifierKey)
  const fetched = async (path: string) => {
    const [, level = '', name = ''] = /^\/journal\/tile\/(\w+)\/(.*)$/.exec(path) ?? []
    const no = Number(name.replace(/\.p\/\d+$/, '').replaceAll(/[x/]/g, ''))
    const width = Number(/\.p\/(\d+)$/.exec(name)?.[1] ?? 256)
    const bytes =
      level === 'entries' ? await entryBundle(db.pool, no, width) : await tile(db.pool, Number(level), no, width)
    if (bytes === null) throw new Error(`there is no ${path}`)
    return bytes
  }
  return { ...head, client: new TileClient(fetched, head.size) }
}

test('before anything was done there is a signed checkpoint of an empty tree', async () => {
  expect(await grow()).toBe(0)
  const { size, origin } = await outsider()
  expect({ size, origin }).toEqual({ size: 0, origin: 'test.example/journal' })
  expect(await proofsOf(db.pool, '00000000-0000-4000-8000-000000000000')).toBeNull()
})

test('what is queued gets its leaves, and all proofs of a case lead to the checkpoint', async () => {
  const [id = ''] = await act(1, 3)
  await act(600)
  expect(await proofsOf(db.pool, id)).toBeNull()
  expect(await grow()).toBe(603)
  await whole()
  const { size, root, client } = await outsider()
  expect(size).toBe(603)
  expect((await client.root()).equals(root)).toBe(true)
  const proofs = await proofsOf(db.pool, id)
  expect(proofs?.leaves.map((l) => l.version)).toEqual([1, 2, 3])
  const links = await db.pool.query('select link from journal_entry where transfer_id = $1 order by version', [id])
  const checkpoint = readCheckpoint(proofs?.checkpoint ?? '', proofs?.verifierKey ?? '')
  expect(checkpoint).toEqual({ origin: 'test.example/journal', size, root })
  for (const [i, { index, entry, proof }] of (proofs?.leaves ?? []).entries()) {
    expect(entry).toEqual(leafEntryOf(links.rows[i].link))
    expect(verifyInclusion({ entry, index, size, proof, root })).toBe(true)
    expect(verifyInclusion({ entry, index: index + 1, size, proof, root })).toBe(false)
    expect(included(entry, index, size, [...proof], root)).toBe(true)
    expect(await client.entry(index)).toEqual(entry)
    expect(await client.inclusion(index)).toEqual(proof)
  }
})

test('without anything new nothing is signed again', async () => {
  const before = await count('journal_checkpoint')
  for (let i = 0; i < 3; i++) expect(await grow()).toBe(0)
  expect(await count('journal_checkpoint')).toBe(before)
})

test('the tree goes on over the edge of tiles, and every earlier checkpoint is consistent with the last', async () => {
  const heads = [await outsider()]
  for (const more of [1, 165, 256, 7000, 5]) {
    await act(more)
    expect(await grow()).toBe(more)
    heads.push(await outsider())
  }
  await whole()
  const last = heads.at(-1)
  if (last === undefined) throw new Error('no head')
  expect((await last.client.root()).equals(last.root)).toBe(true)
  for (const { size, root } of heads) {
    const path = await consistencyProof(db.pool, size, last.size)
    expect(consistent(size, last.size, root, last.root, path), `from ${size}`).toBe(true)
    if (size > 0) expect(await last.client.consistency(size)).toEqual(path)
  }
})

test('several that grow at once lose, double and reorder nothing while acts go on', async () => {
  let acting = true
  const ids: string[] = []
  const acts = Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 30; i++) ids.push(...(await act(3, 2)))
    }),
  ).finally(() => {
    acting = false
  })
  const growing = Promise.all(
    Array.from({ length: 3 }, async () => {
      while (acting) await growTree(db.pool, signer)
    }),
  )
  await Promise.all([acts, growing])
  await grow()
  await whole()
  const { rows } = await db.pool.query(
    'select count(*)::int as n from journal_leaf a join journal_leaf b using (transfer_id) where a.version < b.version and a.no > b.no',
  )
  expect(rows[0].n).toBe(0)
  expect(await count('journal_pending')).toBe(0)
  const { root, client } = await outsider()
  expect((await client.root()).equals(root)).toBe(true)
})

test('a connection that is cut in the middle leaves either all of a step or nothing', async () => {
  const cut = async (afterMs: number) => {
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    await db.ownerPool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> current_user and pid <> pg_backend_pid()
        and (query like '%journal_%' or state = 'idle in transaction')`,
    )
  }
  let failed = 0
  for (let round = 0; round < 25; round++) {
    await act(40)
    const step = growTree(db.pool, signer).catch(() => {
      failed += 1
    })
    await Promise.all([step, cut(round % 6)])
    await whole()
  }
  await grow()
  await whole()
  expect(await count('journal_pending')).toBe(0)
  const { root, client } = await outsider()
  expect((await client.root()).equals(root)).toBe(true)
  console.info(`${failed} of 25 steps were cut`)
})

test('a step that dies before its commit is done again by the next, with the same leaves', async () => {
  await act(10)
  const size = await count('journal_leaf')
  await inTransaction(db.pool, async (connection) => {
    await connection.query('select pg_advisory_xact_lock(7310312)')
    expect(await growTree(db.pool, signer), 'another holds the lock').toBeNull()
  })
  expect(await grow()).toBe(10)
  expect(await count('journal_leaf')).toBe(size + 10)
})

test('a new key signs the tree as it stands; both keys stay published; the old one signs no more', async () => {
  const before = await outsider()
  const next = logSigner('test.example/journal', generateKeyPairSync('ed25519').privateKey)
  await growTree(db.pool, next)
  const note = (await publishedCheckpoint(db.pool)) ?? ''
  expect(checkpointOf(note, next.verifierKey)).toMatchObject({ size: before.size, root: before.root })
  const signed = await count('journal_checkpoint')
  await growTree(db.pool, signer)
  await growTree(db.pool, next)
  expect(await count('journal_checkpoint'), 'a replica with the former key does not sign against it').toBe(signed)
  expect(await count('journal_key')).toBe(2)
})

/** Statements of an owner who has disabled every trigger in its session. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const connection = await db.ownerPool.connect()
  try {
    await connection.query('set session_replication_role = replica')
    for (const text of statements) {
      const { rowCount } = await connection.query(text)
      if (/^(update|delete|insert)/.test(text)) expect(rowCount, text).toBeGreaterThan(0)
    }
  } finally {
    await connection.query('reset session_replication_role')
    connection.release()
  }
}

const tampered: readonly { what: string; by: string[]; undo?: string[]; found: Partial<TreeFault>[] }[] = [
  {
    what: 'a leaf is exchanged',
    by: [`update journal_leaf set entry = set_byte(entry, 7, 255 - get_byte(entry, 7)) where no = 700`],
    found: [
      { fault: 'subtree_differs', at: 512 },
      { fault: 'root_differs', at: 769 },
    ],
  },
  {
    what: 'a leaf is taken out',
    by: [
      'create temp table gone as select * from journal_leaf where no = 300',
      'delete from journal_leaf where no = 300',
    ],
    undo: ['insert into journal_leaf select * from gone', 'drop table gone'],
    found: [{ fault: 'leaf_missing', at: 300 }],
  },
  {
    what: 'a subtree is exchanged',
    by: [`update journal_subtree set hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) where level = 1 and no = 3`],
    found: [{ fault: 'subtree_differs', at: 768 }],
  },
  {
    what: 'a checkpoint says another size',
    by: [`update journal_checkpoint set note = replace(note, E'\\n603\\n', E'\\n604\\n') where size = 603`],
    undo: [`update journal_checkpoint set note = replace(note, E'\\n604\\n', E'\\n603\\n') where size = 603`],
    found: [{ fault: 'checkpoint_signature', at: 603 }],
  },
  {
    what: 'a leaf is put in beyond what was signed',
    by: [`insert into journal_leaf (no, entry, batch) select max(no) + 1, '\\x02', 999 from journal_leaf`],
    undo: ['delete from journal_leaf where batch = 999'],
    found: [{ fault: 'leaf_unsigned' }],
  },
]

for (const { what, by, undo = by, found } of tampered) {
  test(`verification finds where ${what}`, async () => {
    const connection = await db.ownerPool.connect()
    try {
      await connection.query('set session_replication_role = replica')
      for (const text of by) await connection.query(text)
      const { faults } = await verifyTree(db.pool)
      for (const one of found) expect(faults).toContainEqual(expect.objectContaining(one))
    } finally {
      for (const text of undo) await connection.query(text)
      await connection.query('reset session_replication_role')
      connection.release()
    }
    expect((await verifyTree(db.pool)).faults).toEqual([])
  })
}

test('a checkpoint kept outside is held against the tree of today, and finds a tree that was cut or written anew', async () => {
  const { rows } = await db.pool.query(
    'select note, key, size from journal_checkpoint where size > 603 order by no limit 1',
  )
  const { note, key } = rows[0]
  expect((await verifyTree(db.pool, { note })).faults).toEqual([])
  expect((await verifyTree(db.pool, { note, keys: [key] })).faults).toEqual([])
  expect((await verifyTree(db.pool, { note: 'nothing' })).faults).toEqual([
    { fault: 'held_checkpoint_unreadable', at: 0 },
  ])
  const size = Number(rows[0].size)
  // The owner writes a shorter tree and signs it anew: all that is in the database agrees.
  const [head = Buffer.alloc(0)] = (await db.pool.query('select entry from journal_leaf where no = 0')).rows.map(
    (r) => r.entry,
  )
  await tamper('truncate journal_leaf', 'truncate journal_subtree', 'truncate journal_checkpoint')
  await db.ownerPool.query('insert into journal_leaf (no, entry, batch) values (0, $1, 1)', [head])
  const frontier = new Frontier()
  frontier.add(leafHash(head))
  await db.ownerPool.query('insert into journal_checkpoint (size, root, note, key, at) values (1, $1, $2, $3, now())', [
    frontier.root(),
    checkpointNote(signer, 1, frontier.root()),
    signer.verifierKey,
  ])
  expect((await verifyTree(db.pool)).faults).toEqual([])
  expect((await verifyTree(db.pool, { note })).faults).toEqual([{ fault: 'held_checkpoint_ahead', at: size }])
  await act(size)
  await grow()
  expect((await verifyTree(db.pool)).faults).toEqual([])
  expect((await verifyTree(db.pool, { note })).faults).toEqual([{ fault: 'held_checkpoint_differs', at: size }])
})

const writtenOnce = {
  journal_leaf: 'entry',
  journal_subtree: 'hash',
  journal_checkpoint: 'note',
  journal_key: 'key',
  access_batch: 'salt',
  access_removal: 'at',
}
for (const [table, column] of Object.entries(writtenOnce)) {
  test(`${table} is written once`, async () => {
    for (const text of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`]) {
      await expect(db.pool.query(text)).rejects.toThrow(/permission denied/)
      await expect(db.ownerPool.query(text)).rejects.toThrow(/written once/)
    }
  })
}
