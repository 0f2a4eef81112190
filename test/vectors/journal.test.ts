// Commitments and links by hand: what a third party computes with nothing but SHA-256, the kept bytes and the salts.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { commitmentOf, firstLink, type KeptEntry, linkOf, seal, verifyChain } from '../../src/journal/index.ts'

const id = '01999999-0000-7000-8000-000000000001'
const salts = ['000102030405060708090a0b0c0d0e0f', 'ffeeddccbbaa99887766554433221100']
const texts = ['{"step":"transfer_dispatch","version":1}', '{"reason":"情节显著轻微 😀","version":2}']

// Computed with `printf … | sha256sum`, from the definitions:
//   first link  = SHA-256("xianjie/case/1\n" || id as ASCII)
//   commitment  = SHA-256(salt || canonical bytes)
//   link        = SHA-256("xianjie/link/1\n" || former link || commitment)
const published = {
  first: 'fda7b41a633c2294f804ecc12ab8e0ec737608df4a3d751475431f9e5710ff97',
  entries: [
    {
      commitment: '09cdbfd711fdb3c98be4232cb37f2eb1df35405aa871da11375241e543b36df8',
      link: '1d4e4c20d1e51a26e42bcb767303dd609aa4a5cacdd605d6406107a8f8c6f9da',
    },
    {
      commitment: '7f93d5af633f2516fd980f993e95b95513ce57a6d32d5e53490dd598bca079af',
      link: 'c1924cb7998ec778b3ab967a94c8157ca898f0e7a4fac88332d0e201d868fa3c',
    },
  ],
}

const hex = (text: string) => Buffer.from(text, 'hex')

test('the published vectors come out', () => {
  let former = firstLink(id)
  expect(former.toString('hex')).toBe(published.first)
  for (const [i, entry] of published.entries.entries()) {
    const commitment = commitmentOf(hex(salts[i] as string), texts[i] as string)
    former = linkOf(former, commitment)
    expect({ commitment: commitment.toString('hex'), link: former.toString('hex') }).toEqual(entry)
  }
})

test('the vectors hold without any function of ours', () => {
  const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
  let former = sha256(Buffer.from(`xianjie/case/1\n${id}`, 'ascii'))
  expect(former.toString('hex')).toBe(published.first)
  for (const [i, entry] of published.entries.entries()) {
    const commitment = sha256(hex(salts[i] as string), Buffer.from(texts[i] as string, 'utf8'))
    former = sha256(Buffer.from('xianjie/link/1\n', 'ascii'), former, commitment)
    expect({ commitment: commitment.toString('hex'), link: former.toString('hex') }).toEqual(entry)
  }
})

/** A chain of `n` entries as it is kept. */
function chain(n: number, of = id) {
  const entries: KeptEntry[] = []
  const bytes: string[] = []
  let former = firstLink(of)
  for (let version = 1; version <= n; version++) {
    const text = `{"case":"${of}","version":${version}}`
    const sealed = seal(text, former)
    entries.push({ ...sealed, version })
    bytes.push(text)
    former = sealed.link
  }
  return { entries, bytes }
}

const verify = ({ entries, bytes }: ReturnType<typeof chain>, of = id) => verifyChain(of, entries, (v) => bytes[v - 1])

test('a chain holds, an empty one too', () => {
  expect(verify(chain(20))).toBeNull()
  expect(verify(chain(0))).toBeNull()
})

test('a changed byte, a missing one and missing bytes are found at their version', () => {
  const changed = chain(5)
  changed.bytes[2] = changed.bytes[2]?.replace('3', '4') as string
  expect(verify(changed)).toEqual({ version: 3, fault: 'commitment' })
  const missing = chain(5)
  missing.entries.splice(1, 1)
  expect(verify(missing)).toEqual({ version: 2, fault: 'missing' })
  const lost = chain(5)
  expect(verifyChain(id, lost.entries, (v) => (v === 4 ? undefined : lost.bytes[v - 1]))).toEqual({
    version: 4,
    fault: 'bytes_missing',
  })
})

test('a resealed entry, exchanged salts and a chain under another id are found', () => {
  const resealed = chain(5)
  const forged = '{"forged":true}'
  const former = resealed.entries[1]?.link as Buffer
  resealed.entries[2] = { ...seal(forged, former), version: 3 }
  resealed.bytes[2] = forged
  expect(verify(resealed)).toEqual({ version: 4, fault: 'link' })
  const swapped = chain(5)
  const [a, b] = swapped.entries as [KeptEntry, KeptEntry]
  swapped.entries[0] = { ...a, salt: b.salt }
  swapped.entries[1] = { ...b, salt: a.salt }
  expect(verify(swapped)).toEqual({ version: 1, fault: 'commitment' })
  expect(verify(chain(3), '01999999-0000-7000-8000-000000000002')).toEqual({ version: 1, fault: 'link' })
})

test('equal acts have different commitments: a salt is never used twice', () => {
  const salted = new Set<string>()
  const committed = new Set<string>()
  for (let i = 0; i < 2_000; i++) {
    const { salt, commitment } = seal('{}', firstLink(id))
    expect(salt).toHaveLength(16)
    salted.add(salt.toString('hex'))
    committed.add(commitment.toString('hex'))
  }
  expect(salted.size).toBe(2_000)
  expect(committed.size).toBe(2_000)
})
