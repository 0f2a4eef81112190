// Bundles that are not what the gateway gave: forged by somebody with a key of his own, packed anew, cut, lengthened, or made
// to hurt who opens them. Each is named for what is wrong with it, and none ends the look.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { verifyBundle } from '../../src/bundles/index.ts'
import { canonical } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { byPython, compact, edit, type Files, filesOf, forged } from './bundle-forger.ts'
import { faultsOf, fetchBundle, inTree, nobodysKeys, publishedKeys, realCase, workshop } from './bundle-scene.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = await world()
const at = workshop()
beforeAll(async () => {
  const id = await realCase(w)
  await inTree(w, id, 5)
  await fetchBundle(w, 'market', id, at('whole.zip'))
  const other = await realCase(w, ['甲', '乙', '丙'])
  await inTree(w, other, 5)
  await fetchBundle(w, 'market', other, at('other.zip'))
  intact = await filesOf(at('whole.zip'))
})
let intact: Files = new Map()
const whole = (): Files => new Map(intact)

/** What is found in a bundle with these changes, written anew and signed by the forger. */
async function found(change: (files: Files) => void, forging?: Parameters<typeof forged>[1]): Promise<string[]> {
  const files = whole()
  change(files)
  return faultsOf(at('forged.zip'), await forged(files, forging))
}
type Chain = { transfer: string; entries: Record<string, string>[] }
type Event = Record<string, unknown> & { input: Record<string, unknown> }
const first = 'events/000001.json'

describe('a forger with a key of his own', () => {
  test('who changes nothing makes a bundle of one piece, that the keys of the gateway do not know', async () => {
    expect(await found(() => {})).toEqual([])
    expect(await faultsOf(at('forged.zip'), await forged(whole()), await publishedKeys(w))).toEqual([
      'manifest.json: signature',
    ])
  })

  test('cannot change an entry: its commitment, then the chain, then receipts and requests say so', async () => {
    const changed = (files: Files) =>
      edit<Event>(files, first, (e) => ({ ...e, input: { ...e.input, caseName: '另一案' } }))
    expect(await found(changed)).toEqual(
      expect.arrayContaining([
        `${first}: commitment`,
        'requests/000001.body: input_differs',
        'state.json: state_differs',
      ]),
    )
    // With a commitment and a link made anew, and all links after it:
    const { commitmentOf, firstLink, linkOf } = await import('../../src/journal/index.ts')
    const relinked = (files: Files) => {
      changed(files)
      edit<Chain>(files, 'chain.json', (chain) => {
        let link = firstLink(chain.transfer)
        for (const entry of chain.entries) {
          if (entry.version === (1 as unknown)) {
            const commitment = commitmentOf(Buffer.from(entry.salt ?? '', 'hex'), String(files.get(first)))
            entry.commitment = commitment.toString('hex')
          }
          link = linkOf(link, Buffer.from(entry.commitment ?? '', 'hex'))
          entry.link = link.toString('hex')
        }
      })
    }
    const faults = await found(relinked)
    expect(faults).not.toContain(`${first}: commitment`)
    expect(faults).toEqual(
      expect.arrayContaining([
        'receipts/000001.jws: differs',
        'proofs/inclusion.json: proof',
        'requests/000001.body: input_differs',
      ]),
    )
  })

  test('cannot take an entry, a receipt, a request or a material away', async () => {
    expect(await found((f) => void f.delete('events/000003.json'))).toEqual(['events/000003.json: missing'])
    expect(await found((f) => void f.delete('receipts/000001.jws'))).toEqual(['receipts: missing'])
    expect(
      await found((f) => {
        f.delete('requests/000001.jws')
        f.delete('requests/000002.body')
      }),
    ).toEqual(expect.arrayContaining(['requests/000001.body: missing', 'requests/000002.body: missing']))
    const path = [...whole().keys()].find((name) => name.startsWith('materials/M2/')) as string
    expect(await found((f) => void f.delete(path))).toEqual([`${path}: missing`])
    expect(
      await found((f) => {
        f.delete(path)
        type Lines = { materials: { path: string }[] }
        edit<Lines>(f, 'materials.json', (c) => ({ materials: c.materials.filter((m) => m.path !== path) }))
      }),
    ).toEqual(['materials.json: missing'])
  })

  test('cannot put another material in its place, nor one more', async () => {
    const path = [...whole().keys()].find((name) => name.startsWith('materials/M1/')) as string
    expect(await found((f) => void f.set(path, Buffer.from('别的')))).toEqual([`${path}: digest_differs`])
    expect(await found((f) => void f.set('materials/M1/000099-x.pdf', Buffer.from('x')))).toEqual([
      'materials/M1/000099-x.pdf: not_in_catalogue',
    ])
    const faults = await found((f) => {
      f.set(path, Buffer.from('别的'))
      type Lines = { materials: { path: string; sha256: string; sm3: string }[] }
      const { hash } = process.getBuiltinModule('node:crypto')
      edit<Lines>(f, 'materials.json', (c) => {
        for (const m of c.materials)
          if (m.path === path)
            Object.assign(m, { sha256: hash('sha256', '别的', 'hex'), sm3: hash('sm3', '别的', 'hex') })
      })
    })
    expect(faults).toEqual([`${path}: not_in_entry`])
  })

  test('cannot give receipts, keys or proofs of another case', async () => {
    const other = await filesOf(at('other.zip'))
    const take = (path: string) => (f: Files) => void f.set(path, other.get(path) as Buffer)
    expect(await found(take('receipts/000001.jws'))).toEqual(['receipts/000001.jws: differs'])
    expect(await found(take('requests/000001.jws'))).toEqual(
      expect.arrayContaining(['requests/000001.jws: signature_differs', 'requests/000001.jws: client_signature']),
    )
    expect(await found(take('chain.json'))).toEqual(expect.arrayContaining(['chain.json: other_case']))
    expect(await found(take(first))).toEqual(expect.arrayContaining([`${first}: commitment`, `${first}: other_case`]))
    expect(await found(take('state.json'))).toEqual(['state.json: state_differs'])
    expect(await found(take('proofs/inclusion.json'))).toContain('proofs/inclusion.json: proof')
  })

  test('cannot write a receipt himself where the keys are known, nor a client’s signature', async () => {
    const receipt = 'receipts/000001.jws'
    const rewritten = (f: Files) => {
      const payload = Buffer.from(String(f.get(receipt)).split('.')[1] ?? '', 'base64url')
      f.set(receipt, Buffer.from(compact(payload, 'xianjie-receipt+jwt')))
    }
    const files = whole()
    rewritten(files)
    expect(await faultsOf(at('forged.zip'), await forged(files), await publishedKeys(w))).toEqual([
      'manifest.json: signature',
      `${receipt}: signature`,
      'receipts: missing',
    ])
    const faults = await found((f) => {
      type Keys = { clients: { keys: { jwk: object; kid: string }[] }[] }
      edit<Keys>(f, 'keys/clients.json', (k) => {
        const [one] = k.clients[0]?.keys ?? []
        if (one) one.jwk = { ...one.jwk, x: randomBytes(32).toString('base64url') }
      })
    })
    expect(faults.some((fault) => /requests\/00000[12]\.jws: client_signature/.test(fault))).toBe(true)
  })

  test('cannot hide that entries are there, by calling them sealed or by cutting the chain', async () => {
    const sealed = (f: Files) => {
      f.delete('events/000005.json')
      edit<Chain>(f, 'chain.json', (c) => {
        const last = c.entries[4]
        if (last) {
          delete last.salt
          last.shown = 'sealed'
        }
      })
    }
    expect(await found(sealed)).toEqual(
      expect.arrayContaining(['chain.json: ends_sealed', 'state.json: state_differs']),
    )
    const cut = (f: Files) => edit<Chain>(f, 'chain.json', (c) => ({ ...c, entries: c.entries.slice(0, 4) }))
    expect(await found(cut)).toEqual(
      expect.arrayContaining(['chain.json: incomplete', 'events/000005.json: not_in_chain']),
    )
  })

  test.each([
    ['leaves the directory', '../evil'],
    ['is absolute', '/etc/passwd'],
    ['has a drive', 'C:evil'],
    ['has a backslash', 'a\\b'],
    ['has a control character', 'a\u001b[2Jb'],
  ])('cannot list a path that %s', async (_, path) => {
    const faults = await found(() => {}, {
      manifest: (m) => {
        if (m.files[0]) Object.assign(m.files[0], { path })
      },
    })
    expect(faults).toContain('manifest.json: manifest_unreadable')
  })

  test('cannot list a file twice, one that no bundle has, or one of a size that nobody has', async () => {
    expect(await found(() => {}, { manifest: (m) => void m.files.push(m.files[0] as (typeof m.files)[0]) })).toContain(
      'README.txt: listed_twice',
    )
    expect(await found((f) => void f.set('extra.sh', Buffer.from('#')))).toEqual(['extra.sh: unknown_file'])
    for (const size of [2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const bytes = await forged(whole())
      const text = bytes.toString('latin1')
      const listed = /"size":(\d{5,})/.exec(text)
      const changed = Buffer.from(
        text.replace(listed?.[0] ?? '', `"size":${size}`.padEnd(listed?.[0].length ?? 0)),
        'latin1',
      )
      expect((await faultsOf(at('forged.zip'), changed)).length).toBeGreaterThan(0)
    }
  })

  test('cannot stop the look with JSON that is deep, odd or empty', async () => {
    for (const path of [
      'chain.json',
      'materials.json',
      'keys/jwks.json',
      'keys/clients.json',
      'proofs/inclusion.json',
      first,
      'state.json',
    ])
      for (const text of [
        '',
        'null',
        '[]',
        '{}',
        '"x"',
        `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
        '{"__proto__":1}',
        '\ufeff{}',
      ]) {
        const files = whole()
        const keys = files.get('keys/jwks.json') as Buffer
        files.set(path, Buffer.from(text))
        if (path === 'keys/jwks.json') {
          // The forger adds his key by reading it; here it is what it is.
          files.set('keys/jwks.json', keys)
        }
        const bytes = await forged(files)
        if (path === 'keys/jwks.json') continue
        expect(
          (await faultsOf(at('forged.zip'), bytes)).some((f) => f.startsWith(path)),
          `${path} ${text.slice(0, 20)}`,
        ).toBe(true)
      }
  })
})

describe('an archive that is not as the gateway writes it', () => {
  const bytesOfWhole = () => readFileSync(at('whole.zip'))

  test('cut anywhere is named, down to nothing', async () => {
    const bytes = bytesOfWhole()
    for (const size of [0, 1, 29, 30, 43, 100, 1000, 5000, bytes.length >> 1, bytes.length - 23, bytes.length - 1]) {
      const faults = await faultsOf(at('cut.zip'), bytes.subarray(0, size))
      expect(faults.length, String(size)).toBeGreaterThan(0)
    }
    expect(await faultsOf(at('cut.zip'), bytes.subarray(0, bytes.length - 1))).toContain('archive: size_differs')
  })

  test('with bytes before it, after it or within it is named', async () => {
    const bytes = bytesOfWhole()
    expect(await faultsOf(at('x.zip'), Buffer.concat([bytes, Buffer.from('x')]))).toContain(
      'archive (its end): goes_on',
    )
    expect(await faultsOf(at('x.zip'), Buffer.concat([Buffer.from('x'), bytes]))).toContain(
      'manifest.json: manifest_unreadable',
    )
    const middle = bytes.length >> 1
    expect(
      await faultsOf(at('x.zip'), Buffer.concat([bytes.subarray(0, middle), Buffer.from('x'), bytes.subarray(middle)])),
    ).toContain('archive: size_differs')
  })

  test('to which files were added, by name or by a name that is there already, says which', async () => {
    expect(
      await faultsOf(at('x.zip'), byPython(at('whole.zip'), at('added.zip'), "z.writestr('extra.txt','x')")),
    ).toContain('extra.txt: unlisted')
    expect(
      await faultsOf(at('x.zip'), byPython(at('whole.zip'), at('added.zip'), "z.writestr('README.txt','x')")),
    ).toContain('README.txt: twice')
    expect(
      await faultsOf(at('x.zip'), byPython(at('whole.zip'), at('added.zip'), "z.writestr('../evil','x')")),
    ).toEqual(expect.arrayContaining(['../evil: unlisted', '../evil: unsafe_name']))
  })

  test('packed anew by another program is named, with what was left out and what was deflated', async () => {
    const anew = "[z.writestr(n, old.read(n), 8) for n in old.namelist() if not n.startswith('receipts')]"
    const faults = await faultsOf(at('x.zip'), byPython(at('whole.zip'), at('anew.zip'), anew, 'w'))
    expect(faults.length).toBeGreaterThan(0)
    expect(faults.some((f) => /manifest/.test(f))).toBe(true)
  })

  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['noise', () => randomBytes(100_000)],
    ['zeros', () => Buffer.alloc(1_000_000)],
    ['text', () => Buffer.from('移送'.repeat(1000))],
    ['an empty zip', () => Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
  ])('that is %s is no bundle', async (_, bytes) => {
    expect((await faultsOf(at('x.zip'), bytes())).length).toBeGreaterThan(0)
  })

  test('that unpacks to gigabytes costs nothing', async () => {
    const bomb = "z.writestr('manifest.json', b'0'*(1<<26), 8)"
    const path = at('bomb.zip')
    byPython(at('whole.zip'), path, bomb, 'w')
    const before = process.memoryUsage().rss
    const report = await verifyBundle(path, nobodysKeys)
    expect(report.holds).toBe(false)
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
  })

  test('that claims more files than there are bytes is named', async () => {
    const bytes = bytesOfWhole()
    for (const place of [bytes.length - 14, bytes.length - 12, bytes.length - 10, bytes.length - 6]) {
      const lying = Buffer.from(bytes)
      lying.writeUInt16LE(0xffff, place)
      expect(await faultsOf(at('x.zip'), lying)).toContain('archive (its end): byte_differs')
    }
  })

  test('changed at many places at random never ends the look', async () => {
    const bytes = bytesOfWhole()
    for (let round = 0; round < 60; round++) {
      const changed = Buffer.from(bytes)
      const places = randomBytes(4 * 20)
      for (let i = 0; i < 20; i++) changed[places.readUInt32LE(i * 4) % bytes.length] = places[i] as number
      await faultsOf(at('x.zip'), changed)
    }
  })
})

describe('xianjie verify', () => {
  const run = (...args: string[]) => {
    try {
      return {
        code: 0,
        out: execFileSync(process.execPath, ['src/xianjie.js', 'verify', ...args], { stdio: 'pipe' }).toString(),
      }
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: Buffer; stderr: Buffer }
      return { code: status, out: `${stdout}${stderr}` }
    }
  }

  test('says whose keys were believed, exits 0 where it holds and 1 where not, and 2 where it cannot look', async () => {
    const jwks = await (await fetch(`${w.gateway.url}/.well-known/jwks.json`)).text()
    writeFileSync(at('jwks.json'), jwks)
    const pinned = run(at('whole.zip'), '--issuer', at('jwks.json'))
    expect(pinned).toMatchObject({ code: 0, out: expect.stringContaining('are those that you gave') })

    const bytes = Buffer.from(readFileSync(at('whole.zip')))
    bytes[bytes.length - 5] = 1
    writeFileSync(at('bad.zip'), bytes)
    const bad = run(at('bad.zip'))
    expect(bad.code).toBe(1)
    expect(bad.out).toContain(`FAIL archive (its end) at byte ${bytes.length - 5}: byte_differs`)
    expect(bad.out).toContain('WARNING the keys are only those inside')
    writeFileSync(at('no-key'), canonical({ kty: 'oct', k: 'x' }))
    expect(run(at('whole.zip'), '--key', at('no-key'))).toMatchObject({
      code: 2,
      out: expect.stringContaining('no JWKS'),
    })
  })
})
