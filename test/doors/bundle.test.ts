// GET /v1/transfers/{id}/bundle: an archive that common programs open and that `xianjie verify` finds whole; asked for with
// a reason, recorded before the first byte, and never taken for whole where it is not.
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { rotateKeys } from '../../src/agencies/index.ts'
import { verifyBundle } from '../../src/bundles/index.ts'
import { world } from '../world.ts'
import {
  askAndLeave,
  askBundle,
  because,
  fetchBundle,
  holds,
  inTree,
  nobodysKeys,
  publishedKeys,
  realCase,
  workshop,
} from './bundle-scene.ts'
import { upload } from './procedure-scene.ts'

const run = promisify(execFile)
const w = await world()
const at = workshop()
let id = ''
beforeAll(async () => {
  id = await realCase(w)
  await inTree(w, id, 5)
  await fetchBundle(w, 'market', id, at('whole.zip'))
  await run('unzip', ['-q', at('whole.zip'), '-d', at('whole')])
})
const file = (path: string) => readFileSync(join(at('whole'), path))

describe('the bundle of a case', () => {
  test('holds, with the keys inside and with those that the gateway publishes', async () => {
    const report = await holds(at('whole.zip'))
    expect(report.keys).toEqual({ gateway: 'inside', journal: 'inside' })
    expect(report.transfer).toMatchObject({ id, version: 5 })
    expect(report.viewer).toMatchObject({ part: 'sender', ended: false, agency: { code: w.organ('market').code } })
    expect(report.checked).toMatchObject({
      entries: 5,
      sealed: 0,
      inPart: 0,
      signedRequests: 2,
      materials: 4,
      inTree: 5,
      pending: 0,
    })
    const { rows } = await w.db.pool.query('select no from receipt where transfer_id = $1', [id])
    expect(report.checked.receipts).toBe(rows.length)
    expect((await holds(at('whole.zip'), await publishedKeys(w))).keys).toEqual({
      gateway: 'pinned',
      journal: 'pinned',
    })
  })

  test('has the bytes that were sealed, that were signed and that were sent, and nothing written anew', async () => {
    const { rows } = await w.db.pool.query<{ version: number; body: string; request_body: Buffer | null }>(
      'select version, body, request_body from event where transfer_id = $1 order by version',
      [id],
    )
    for (const { version, body, request_body } of rows) {
      const name = String(version).padStart(6, '0')
      expect(file(`events/${name}.json`).toString()).toBe(body)
      if (request_body !== null) expect(file(`requests/${name}.body`).equals(request_body)).toBe(true)
    }
    const { materials } = JSON.parse(file('materials.json').toString()) as {
      materials: { path: string; sha256: string; title: string }[]
    }
    expect(materials).toHaveLength(4)
    for (const { path, sha256, title } of materials) {
      expect(hash('sha256', file(path), 'hex')).toBe(sha256)
      expect(file(path).toString()).toBe(title)
    }
  })

  test('is found sound by Python and by unzip', async () => {
    const python = 'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip(), len(z.namelist()))'
    const { stdout } = await run('python3', ['-c', python, at('whole.zip')])
    expect(stdout.trim()).toBe(`None ${(await holds(at('whole.zip'))).checked.files}`)
    expect((await run('unzip', ['-tq', at('whole.zip')])).stdout).toContain('No errors detected')
  })

  test('is checked without Xianjie as its README says', async () => {
    const shell = (line: string) => run('bash', ['-ec', line], { cwd: at('whole') })
    const { stdout } = await shell('sha256sum -c SHA256SUMS')
    expect(stdout).not.toContain('FAILED')
    const readme = file('README.txt').toString()
    const [command = ''] = readme.match(/\(cut -d\. -f1 [^\n]+> signed\n[^\n]+/) ?? []
    expect((await shell(command)).stdout).toContain('Verified OK')
    const { entries } = JSON.parse(file('chain.json').toString()) as { entries: { salt: string; commitment: string }[] }
    const [first] = entries
    const line = `(printf '${first?.salt}' | xxd -r -p; cat events/000001.json) | sha256sum`
    expect((await shell(line)).stdout).toContain(first?.commitment)
  })

  test('given twice differs in nothing but the moment, the signature and a younger checkpoint of the tree', async () => {
    await fetchBundle(w, 'market', id, at('again.zip'))
    mkdirSync(at('again'))
    await run('unzip', ['-q', at('again.zip'), '-d', at('again')])
    const { stdout } = await run('diff', ['-rq', at('whole'), at('again')]).catch((e) => e as { stdout: string })
    const may = [
      'signed',
      'SHA256SUMS',
      'manifest.der',
      'manifest.json',
      'manifest.jws',
      'proofs/checkpoint',
      'proofs/inclusion.json',
    ]
    const differ = [...stdout.matchAll(/whole\/(\S+)/g)].map((m) => m[1] as string)
    expect(differ).toContain('manifest.jws')
    expect(differ.filter((name) => !may.includes(name))).toEqual([])
  })

  test('holds after the gateway has another key: the old one is in it, and the one that signs', async () => {
    const other = await realCase(w)
    const pool = w.db.ownerPool
    await rotateKeys(pool, w.gateway.config.dataDir)
    await expect
      .poll(async () => {
        await fetchBundle(w, 'police', other, at('rotated.zip'))
        await run('unzip', ['-qo', at('rotated.zip'), 'keys/*', 'manifest.jws', '-d', at('rotated')])
        const jws = readFileSync(join(at('rotated'), 'manifest.jws')).toString()
        return JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).kid
      })
      .not.toBe(
        JSON.parse(Buffer.from(file('manifest.jws').toString().split('.')[0] ?? '', 'base64url').toString()).kid,
      )
    await holds(at('rotated.zip'), await publishedKeys(w))
    // Keys from before the rotation do not know the one that signs now.
    const { keys } = JSON.parse(file('keys/jwks.json').toString()) as { keys: object[] }
    const { pinnedKeys } = await import('../../src/bundles/index.ts')
    const old = await pinnedKeys([{ name: 'old', text: JSON.stringify({ keys: keys.slice(0, 1) }) }])
    const report = await verifyBundle(at('rotated.zip'), old)
    expect(report.faults.map((f) => `${f.file}: ${f.fault}`)).toEqual(['manifest.json: signature'])
  })
})

describe('who may take it', () => {
  test('says why, in the header or in the query; nobody is let in without', async () => {
    for (const query of ['', 'reason=', 'reason=%20', `reason=${'x'.repeat(501)}`, 'reason=a%0ab']) {
      const answer = await askBundle(w, 'market', id, query)
      expect(answer.status, query).toBe(400)
      expect(await answer.json()).toMatchObject({ code: 'invalid_fields', errors: [{ pointer: '/reason' }] })
    }
    for (const header of ['audit', encodeURIComponent('核对'), Buffer.from('核对').toString('latin1')]) {
      const headers = { 'x-access-reason': header }
      expect(await askAndLeave(w, 'market', id, { query: '', headers }), header).toBe(200)
    }
  })

  test('is written down, with the reason, before the first byte', async () => {
    const text = `select reason, kind, agency_id, rows from access_entry where transfer_id = $1 and kind = 'bundle' order by no`
    const before = (await w.db.ownerPool.query(text, [id])).rows.length
    const meanwhile = async () => {
      const { rows } = await w.db.ownerPool.query(text, [id])
      expect(rows.slice(before)).toEqual([
        { reason: '审查立案', kind: 'bundle', agency_id: w.organ('police').id, rows: expect.any(Number) },
      ])
    }
    await askAndLeave(w, 'police', id, { query: `reason=${encodeURIComponent('审查立案')}`, meanwhile })
  })

  test('learns of no case in which it has no part, and nothing is written down', async () => {
    expect((await askBundle(w, 'foreignMarket', id)).status).toBe(404)
    expect((await askBundle(w, 'market', 'no-id')).status).toBe(404)
    expect((await askBundle(w, 'market', '01a20000-0000-7000-8000-000000000000')).status).toBe(404)
    const text = 'select from access_entry where agency_id = $1'
    expect((await w.db.ownerPool.query(text, [w.organ('foreignMarket').id])).rows).toEqual([])
  })

  test('may ask for its size alone', async () => {
    const answer = await fetch(`${w.gateway.url}/v1/transfers/${id}/bundle?${because}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await w.token('procuratorate')}` },
    })
    expect(answer.status).toBe(200)
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(10_000)
    const text = 'select from access_entry where agency_id = $1'
    expect((await w.db.ownerPool.query(text, [w.organ('procuratorate').id])).rows).toEqual([])
  })
})

describe('what is not there', () => {
  const stored = (sha256: string) =>
    join(w.gateway.config.dataDir, 'materials', 'sha256', sha256.slice(0, 2), sha256.slice(2))
  const withFile = async (text: string) => {
    const material = await upload(w, 'market', text, 'M1')
    const more = [await upload(w, 'market', `${text} 二`, 'M2'), await upload(w, 'market', `${text} 三`, 'M3')]
    const { transfer } = await w.submit('market', { materials: [material, ...more] })
    return { material, caseId: transfer.id }
  }

  test.each([
    ['is missing', (path: string) => rm(path)],
    ['is shorter', async (path: string) => truncateSync(path, 5)],
    ['was changed', async (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size, 'x'))],
  ])('a stored file that %s breaks the answer off: no client takes it for a whole', async (how, damage) => {
    const { material, caseId } = await withFile(`材料 ${how}`)
    await fetchBundle(w, 'market', caseId, at('before.zip'))
    await damage(stored(material.sha256))
    const answer = await askBundle(w, 'market', caseId)
    expect(answer.status).toBe(200)
    await expect(answer.arrayBuffer()).rejects.toThrow()
    // The gateway goes on.
    await fetchBundle(w, 'market', id, at('after.zip'))
  })

  test('a reader that goes away leaves no file open', async () => {
    const big = { ...(await upload(w, 'market', '长'.repeat(3_000_000), 'M1')), title: '长' }
    const more = [await upload(w, 'market', '短一', 'M2'), await upload(w, 'market', '短二', 'M3')]
    const { transfer } = await w.submit('market', { materials: [big, ...more] })
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return statSync(join('/proc/self/fd', fd)).ino === statSync(stored(big.sha256)).ino
        } catch {
          return false
        }
      }).length
    await askAndLeave(w, 'market', transfer.id, { meanwhile: () => expect.poll(open).toBe(1) })
    await expect.poll(open).toBe(0)
  })

  test('acts that go on while it is made leave it as of one version, and it holds', async () => {
    const busy = await realCase(w)
    const taking = (async () => {
      for (let i = 0; i < 12; i++)
        await w.step('market', busy, 'cases_linked', { relation: 'same_person', reason: `第${i}次`, other: id })
    })()
    const versions = new Set<number>()
    for (let i = 0; i < 12; i++) {
      await fetchBundle(w, 'market', busy, at('busy.zip'))
      versions.add((await holds(at('busy.zip'))).transfer?.version ?? 0)
    }
    await taking
    await fetchBundle(w, 'market', busy, at('busy.zip'))
    const last = (await verifyBundle(at('busy.zip'), nobodysKeys)).transfer?.version ?? 0
    expect(last).toBe(17)
    expect(Math.max(...versions)).toBeLessThanOrEqual(last)
  })
})
