// What the tests of the bundle share: a case with real files and signed requests, the bundle as an organ gets it, and its
// look with the keys that the gateway publishes.
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { type BundleReport, faultLine, type Pinned, pinnedKeys, verifyBundle } from '../../src/bundles/index.ts'
import type { Acted, World } from '../world.ts'
import { upload } from './procedure-scene.ts'
import { detached } from './scene.ts'

/** A directory of the test file's own, gone afterwards. Call at the top level. */
export function workshop(): (name: string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'xianjie-bundle-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return (name) => join(directory, name)
}

export const because = 'reason=核对移送材料'

export async function askBundle(w: World, organ: string, id: string, query = because, headers = {}): Promise<Response> {
  return fetch(`${w.gateway.url}/v1/transfers/${id}/bundle?${query}`, {
    headers: { authorization: `Bearer ${await w.token(organ)}`, ...headers },
  })
}

/** Asks for a bundle and goes away when the first bytes are there. Not by fetch, whose client would dial again at once. */
export async function askAndLeave(
  w: World,
  organ: string,
  id: string,
  { query = because, headers = {}, meanwhile = async () => {} }: Leaving = {},
): Promise<number> {
  const authorization = `Bearer ${await w.token(organ)}`
  return new Promise((resolve, reject) => {
    const url = `${w.gateway.url}/v1/transfers/${id}/bundle?${query}`
    get(url, { agent: false, headers: { authorization, ...headers } }, (answer) => {
      answer.once('data', () => {
        answer.pause()
        meanwhile()
          .then(() => resolve(answer.statusCode ?? 0), reject)
          .finally(() => answer.destroy())
      })
    }).once('error', reject)
  })
}

interface Leaving {
  readonly query?: string
  readonly headers?: Record<string, string>
  /** While it is there and reads no further. */
  readonly meanwhile?: () => Promise<void>
}

/** The bundle of a case as an organ gets it, written to a file. */
export async function fetchBundle(w: World, organ: string, id: string, path: string): Promise<Buffer> {
  const response = await askBundle(w, organ, id)
  expect(response.status, await (response.ok ? '' : response.clone().text())).toBe(200)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes.length).toBe(Number(response.headers.get('content-length')))
  await writeFile(path, bytes)
  return bytes
}

export const nobodysKeys: Pinned = { gateway: new Set(), journal: new Set() }

/** The keys that the gateway publishes, as somebody kept them. */
export async function publishedKeys(w: World): Promise<Pinned> {
  const text = await (await fetch(`${w.gateway.url}/.well-known/jwks.json`)).text()
  const journal = await (await fetch(`${w.gateway.url}/journal/key`)).text()
  const files = [
    { name: 'jwks', text },
    ...journal
      .trim()
      .split('\n')
      .map((line) => ({ name: 'journal', text: line })),
  ]
  return pinnedKeys(files)
}

/** Looks at a bundle that must hold. */
export async function holds(path: string, pinned: Pinned = nobodysKeys): Promise<BundleReport> {
  const report = await verifyBundle(path, pinned)
  expect(report.faults.map(faultLine)).toEqual([])
  expect(report.holds).toBe(true)
  return report
}

/** Faults of an archive that was changed: `file: word`, each once. */
export async function faultsOf(path: string, bytes: Uint8Array, pinned: Pinned = nobodysKeys): Promise<string[]> {
  await writeFile(path, bytes)
  const report = await verifyBundle(path, pinned)
  expect(report.holds).toBe(report.faults.length === 0)
  return [...new Set(report.faults.map((f) => `${f.file}: ${f.fault}`))]
}

export const sameFile = async (a: string, b: string) => (await readFile(a)).equals(await readFile(b))

/** A request with a detached signature of the organ's key. */
export async function signedAsk(w: World, organ: string, path: string, body: unknown): Promise<Acted> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(body, null, 1)}\n`)
  const answer = await w.ask<Acted>(organ, 'POST', path, bytes, { 'x-jws-signature': await detached(w, organ, bytes) })
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A submission, signed, with real files, received by the police, and answered with a supplement. */
export async function realCase(
  w: World,
  texts: readonly string[] = ['移送书', '调查报告', '涉案物品清单'],
): Promise<string> {
  const materials = []
  for (const [i, text] of texts.entries()) materials.push(await upload(w, 'market', `${text} ${i}`, `M${(i % 3) + 1}`))
  const body = await w.submission('market', { materials })
  const { id } = (await signedAsk(w, 'market', '/v1/transfers', body)).transfer
  const police = w.organ('police')
  const officers = police.officers.slice(0, 1)
  await signedAsk(w, 'police', `/v1/transfers/${id}/steps/receipt_sign`, { officers, decidedBy: police.chief })
  const missing = [{ kind: 'M4', description: '检验报告' }]
  const taken = [
    await w.step('police', id, 'completeness_check', { missing }),
    await w.step('market', id, 'supplement_notice_receipt', { round: 1 }),
    await w.step('market', id, 'supplement_submission', {
      round: 1,
      materials: [await upload(w, 'market', `检验报告 ${id}`, 'M4')],
    }),
  ]
  for (const { status, body: acted } of taken) expect(status, JSON.stringify(acted)).toBe(200)
  return id
}

/** Waits until the tree holds so many entries of a case. */
export async function inTree(w: World, id: string, entries: number): Promise<void> {
  const text = 'select count(*)::int as n from journal_leaf where transfer_id = $1'
  for (let tries = 0; tries < 400; tries++) {
    if (((await w.db.pool.query<{ n: number }>(text, [id])).rows[0]?.n ?? 0) >= entries) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the tree does not hold ${entries} entries of ${id}`)
}
