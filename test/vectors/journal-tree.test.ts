// The tree and its notes against vectors published by others, and against a verifier written from the specifications.
import { createPrivateKey, generateKeyPairSync, hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointNote } from '../../src/journal/checkpoint.ts'
import { Frontier } from '../../src/journal/frontier.ts'
import { logKeyOf, logSigner, openNote, originOf } from '../../src/journal/log-key.ts'
import {
  consistencyPath,
  emptyRoot,
  type Hashes,
  inclusionPath,
  leafHash,
  nodeHash,
  rootFromPath,
} from '../../src/journal/merkle.ts'
import { readCheckpoint } from '../../src/journal/proofs.ts'
import { checkpointOf, consistent, included, leafOf, TileClient, textOfNote, tileNumber } from './journal-outsider.ts'

/** Test data of the reference implementation of RFC 6962 (certificate-transparency, merkle_tree_test). */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** Inclusion and consistency paths of the same eight leaves, as published with them. */
const published = {
  inclusion: [
    { leaf: 0, size: 1, path: [] },
    {
      leaf: 0,
      size: 8,
      path: [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    },
    {
      leaf: 5,
      size: 8,
      path: [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
    { leaf: 2, size: 3, path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
    {
      leaf: 1,
      size: 5,
      path: [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    },
  ],
  consistency: [
    {
      from: 1,
      to: 8,
      path: [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    },
    {
      from: 6,
      to: 8,
      path: [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
    {
      from: 2,
      to: 5,
      path: [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    },
  ],
}

/** Tile levels over some leaves, filled by the frontier as the tree is. */
function grown(leaves: readonly Buffer[]) {
  const levels: Buffer[][] = [[]]
  const frontier = new Frontier()
  for (const leaf of leaves) {
    levels[0]?.push(leaf)
    for (const { level, no, hash } of frontier.add(leaf)) {
      levels[level] ??= []
      expect(no).toBe(levels[level]?.length)
      levels[level]?.push(hash)
    }
  }
  const hashes: Hashes = (level, from, count) => (levels[level] ?? []).slice(from, from + count)
  return { frontier, hashes, levels }
}

const hex = (list: readonly Buffer[]) => list.map((b) => b.toString('hex'))
const known = inputs.map((text) => leafHash(Buffer.from(text, 'hex')))

describe('the tree of RFC 6962', () => {
  test('an empty tree has the hash of nothing', () => {
    expect(emptyRoot().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(new Frontier().root()).toEqual(emptyRoot())
  })

  test('leaves give the published roots, one after the other', () => {
    const frontier = new Frontier()
    for (const [i, leaf] of known.entries()) {
      frontier.add(leaf)
      expect(frontier.root().toString('hex')).toBe(roots[i])
    }
  })

  test('inclusion and consistency paths are the published ones', async () => {
    const { hashes } = grown(known)
    for (const { leaf, size, path } of published.inclusion)
      expect(hex(await inclusionPath(leaf, size, hashes)), `${leaf} of ${size}`).toEqual(path)
    for (const { from, to, path } of published.consistency)
      expect(hex(await consistencyPath(from, to, hashes)), `${from} to ${to}`).toEqual(path)
  })

  test('for trees of any size an outsider comes to the same roots and believes every path, and no other', async () => {
    const entries = Array.from({ length: 70_000 }, (_, i) => Buffer.from(`entry ${i}`))
    const { levels, hashes } = grown(entries.map((e) => leafHash(e)))
    const sizes = [1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 69_999, 70_000]
    const rootAt = (size: number) => {
      const open = levels.map((all, level) => {
        const width = Frontier.widthAt(size, level)
        const from = Math.floor(size / 256 ** level) - width
        return all.slice(from, from + width)
      })
      return new Frontier(size, open).root()
    }
    const tile = async (path: string) => {
      const [, level = '', name = ''] = /^\/journal\/tile\/(\d+)\/(.*)$/.exec(path) ?? []
      const no = Number(name.replace(/\.p\/\d+$/, '').replaceAll(/[x/]/g, ''))
      const width = Number(/\.p\/(\d+)$/.exec(name)?.[1] ?? 256)
      return Buffer.concat((levels[Number(level)] ?? []).slice(no * 256, no * 256 + width))
    }
    for (const size of sizes) {
      const client = new TileClient(tile, size)
      const root = rootAt(size)
      expect((await client.root()).equals(root), `root at ${size}`).toBe(true)
      for (const index of [0, size - 1, Math.floor(size / 2), Math.floor(size / 3)]) {
        const path = await inclusionPath(index, size, hashes)
        const entry = entries[index] as Buffer
        expect(hex(path)).toEqual(hex(await client.inclusion(index)))
        expect(included(entry, index, size, path, root)).toBe(true)
        expect(rootFromPath(leafHash(entry), index, size, path)).toEqual(root)
        expect(included(Buffer.from('another'), index, size, path, root)).toBe(false)
        if (size > 1)
          expect(rootFromPath(leafHash(entry), index, size, path.slice(1))?.equals(root) ?? false).toBe(false)
        expect(rootFromPath(leafHash(entry), index, size, [...path, root])).toBeNull()
      }
      for (const former of sizes.filter((s) => s <= size)) {
        const path = await consistencyPath(former, size, hashes)
        expect(hex(path)).toEqual(hex(await client.consistency(former)))
        expect(consistent(former, size, rootAt(former), root, path), `${former} in ${size}`).toBe(true)
        expect(consistent(former, size, leafOf(root), root, path)).toBe(false)
      }
    }
  })

  test('a frontier taken up at any size goes on as one that never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1400 }), fc.integer({ min: 0, max: 600 }), (before, more) => {
        const leaves = Array.from({ length: before + more }, (_, i) => leafHash(Buffer.from(String(i))))
        const { levels } = grown(leaves.slice(0, before))
        const open = levels.map((all) => all.slice(all.length - (all.length % 256)))
        const resumed = new Frontier(before, open)
        for (const leaf of leaves.slice(before)) resumed.add(leaf)
        return resumed.root().equals(grown(leaves).frontier.root())
      }),
      { numRuns: 25 },
    )
  })

  test('a leaf can never pass for a node', () => {
    const [a, b] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))]
    expect(leafHash(Buffer.concat([a, b])).equals(nodeHash(a, b))).toBe(false)
  })
})

/** The example of Go's golang.org/x/mod/sumdb/note, from which C2SP signed-note descends. */
const neumann = {
  vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  skey: 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: 'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n'.replace(
    '’',
    "'",
  ),
  signature:
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
}

function neumannKey() {
  const seed = Buffer.from(neumann.skey, 'base64').subarray(1)
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

describe('signed notes', () => {
  test('the published note is read, made anew byte for byte, and its key named as published', () => {
    const signer = logSigner('PeterNeumann', neumannKey())
    expect(signer.verifierKey).toBe(neumann.vkey)
    const note = `${neumann.text}\n${neumann.signature}\n`
    expect(signer.note(neumann.text)).toBe(note)
    expect(textOfNote(note, neumann.vkey)).toBe(neumann.text)
    const key = logKeyOf(neumann.vkey)
    expect(key && openNote(note, key)).toEqual({ text: neumann.text })
  })

  test('the verifier key of the Go checksum database is read', () => {
    expect(logKeyOf('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8')?.name).toBe(
      'sum.golang.org',
    )
  })

  test('signatures of others are passed over; a changed text, a foreign key and a torn note are told apart', () => {
    const key = logKeyOf(neumann.vkey)
    if (key === null) throw new Error('no key')
    const { signature, text } = neumann
    const witness = `— witness.example/w ${Buffer.alloc(76, 7).toString('base64')}`
    expect(openNote(`${text}\n${witness}\n${signature}\n`, key)).toEqual({ text })
    expect(openNote(`${text.replace('answer', 'Answer')}\n${signature}\n`, key)).toEqual({ fault: 'signature' })
    expect(openNote(`${text}\n${witness}\n`, key)).toEqual({ fault: 'unsigned' })
    for (const torn of [text, `${text}\n${signature}`, `${text}\n- ${signature.slice(2)}\n`, ''])
      expect(openNote(torn, key)).toEqual({ fault: 'malformed' })
    for (const no of ['', 'a+b+c', neumann.vkey.replace('c74f', 'c74e'), neumann.vkey.replace('+ARpc', '+AhpC')])
      expect(logKeyOf(no)).toBeNull()
  })

  test('a checkpoint says origin, size and root to whoever has the key, and nothing to others', () => {
    const signer = logSigner(originOf('https://xianjie.example/gw/'), generateKeyPairSync('ed25519').privateKey)
    const root = hash('sha256', 'root', 'buffer')
    const note = checkpointNote(signer, 70_000, root)
    const said = { origin: 'xianjie.example/gw/journal', size: 70_000, root }
    expect(checkpointOf(note, signer.verifierKey)).toEqual(said)
    expect(readCheckpoint(note, signer.verifierKey)).toEqual(said)
    expect(readCheckpoint(note, neumann.vkey)).toEqual({ fault: 'unsigned' })
    expect(readCheckpoint(note.replace('70000', '70001'), signer.verifierKey)).toEqual({ fault: 'signature' })
    expect(readCheckpoint(signer.note('xianjie.example/gw/journal\n07\nAAAA\n'), signer.verifierKey)).toEqual({
      fault: 'malformed',
    })
    expect(readCheckpoint(note, 'nothing')).toEqual({ fault: 'key' })
  })
})

test('numbers of tiles are written in groups of three digits', () => {
  expect([0, 67, 999, 1000, 1_234_067].map(tileNumber)).toEqual(['000', '067', '999', 'x001/000', 'x001/x234/067'])
})
