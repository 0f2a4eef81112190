// The public flow with nothing of ours on the other side: oauth4webapi finds and enters the gateway, tus-js-client brings
// the files, jose verifies what was signed, also after the gateway's key has been rotated.
import { createHash, randomBytes } from 'node:crypto'
import { type CryptoKey, compactVerify, createRemoteJWKSet, decodeProtectedHeader, importJWK } from 'jose'
import * as oauth from 'oauth4webapi'
import * as tus from 'tus-js-client'
import { expect, test } from 'vitest'
import { rotateKeys } from '../../src/agencies/index.ts'
import { type Acted, world } from '../world.ts'

const w = await world()
const { issuer, dataDir } = w.gateway.config
const insecure = { [oauth.allowInsecureRequests]: true } // plain http on the loopback, for this test only
const receiptType = 'xianjie-receipt+jwt'

/** An organ's system, as a partner would write it with a standard library. */
class System {
  readonly #server: oauth.AuthorizationServer
  readonly #token: string
  constructor(server: oauth.AuthorizationServer, token: string) {
    this.#server = server
    this.#token = token
  }

  static async of(organ: string): Promise<System> {
    const url = new URL(issuer)
    const found = await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure })
    const server = await oauth.processDiscoveryResponse(url, found)
    const { clientId, privateJwk } = w.organ(organ)
    const key = (await importJWK(privateJwk, 'ES256')) as CryptoKey
    const client: oauth.Client = { client_id: clientId }
    const proof = oauth.PrivateKeyJwt({ key, kid: privateJwk.kid })
    const grant = await oauth.clientCredentialsGrantRequest(server, client, proof, new URLSearchParams(), insecure)
    const { access_token, token_type } = await oauth.processClientCredentialsResponse(server, client, grant)
    expect(token_type).toBe('bearer')
    return new System(server, access_token)
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' })
    const url = new URL(path, issuer)
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const response = await oauth.protectedResourceRequest(this.#token, method, url, headers, sent, insecure)
    return { status: response.status, body: (await response.json()) as T }
  }

  /** Takes a step and gives the case with its receipt. */
  async act(id: string, step: string, organ: string, more: Record<string, unknown> = {}): Promise<Acted> {
    const officers = w.organ(organ).officers.slice(0, 1)
    const { status, body } = await this.ask<Acted>('POST', `/v1/transfers/${id}/steps/${step}`, { officers, ...more })
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  /** Uploads in pieces; the reference of the material for a letter. */
  async upload(kind: string, bytes: Buffer) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new tus.Upload(bytes, {
        endpoint: `${issuer}/v1/materials`,
        chunkSize: 64 * 1024,
        retryDelays: [100, 200],
        headers: { authorization: `Bearer ${this.#token}` },
        metadata: { filename: `${kind}.pdf`, filetype: 'application/pdf', sha256 },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ''),
      })
      upload.start()
    })
    return { id: url.split('/').at(-1) as string, kind, title: `材料 ${kind}`, sha256 }
  }

  async bytes(id: string, headers: Record<string, string> = {}): Promise<Response> {
    const url = new URL(`/v1/materials/${id}/content`, issuer)
    return oauth.protectedResourceRequest(
      this.#token,
      'GET',
      url,
      new Headers({ 'x-access-reason': 'review', ...headers }),
      undefined,
      insecure,
    )
  }

  /** The keys where the metadata says they are, fetched anew. */
  keys() {
    return createRemoteJWKSet(new URL(this.#server.jwks_uri ?? ''))
  }
}

interface Claims {
  iss: string
  sub: string
  step: string
  receipt: number
  delivered: { count: number; manifestSha256: string }
}
async function verified(jws: string, keys: ReturnType<System['keys']>): Promise<Claims> {
  const { payload, protectedHeader } = await compactVerify(jws, keys, { algorithms: ['ES256'] })
  expect(protectedHeader.typ).toBe(receiptType)
  return JSON.parse(new TextDecoder().decode(payload))
}
const pdf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size), Buffer.from('\n%%EOF\n')])

test('standard clients take a case from its files to the filing, and its receipts outlive the key', async () => {
  const [market, police, procuratorate] = await Promise.all(['market', 'police', 'procuratorate'].map(System.of))
  if (!market || !police || !procuratorate) throw new Error('no systems')
  const { chief } = w.organ('police')

  const files = { M1: pdf(300_000), M2: pdf(10), M3: pdf(70_000) }
  const materials = await Promise.all(Object.entries(files).map(([kind, bytes]) => market.upload(kind, bytes)))
  const letter = await w.submission('market', { materials })
  expect((await market.ask('POST', '/v1/transfers/check', letter)).body).toMatchObject({
    acceptable: true,
    problems: [],
    warnings: [],
    checklist: { of: 3, collected: 3, gaps: 0 },
  })
  const submitted = await market.ask<Acted>('POST', '/v1/transfers', letter)
  expect(submitted.status, JSON.stringify(submitted.body)).toBe(201)
  const { id } = submitted.body.transfer

  const signed = await police.act(id, 'receipt_sign', 'police', { decidedBy: chief })
  expect(signed.transfer.clocks.some((c) => c.rule === 'filing_review' && c.status === 'running')).toBe(true)
  await police.act(id, 'completeness_check', 'police', { missing: [{ kind: 'M4', description: '检验报告' }] })
  const report = await market.upload('M4', pdf(1_000))
  await market.act(id, 'supplement_submission', 'market', { materials: [report] })
  const filed = await police.act(id, 'filing_approved', 'police', {
    decidedBy: chief,
    documentNo: '海公立字〔2026〕1号',
    charges: [{ name: '虚假广告罪', article: '第二百二十二条' }],
  })
  expect(filed.transfer.status).toBe('filed')

  // The procuratorate reads what passed between the two: the case, its files to the byte, its receipts.
  const seen = await procuratorate.ask<{ status: string; timeline: { step: string; basis: string[] }[] }>(
    'GET',
    `/v1/transfers/${id}`,
  )
  expect(seen.body.status).toBe('filed')
  expect(seen.body.timeline.map((e) => e.step)).toEqual([
    'transfer_dispatch',
    'receipt_sign',
    'completeness_check',
    'supplement_submission',
    'filing_approved',
  ])
  for (const event of seen.body.timeline) expect(event.basis.length).toBeGreaterThan(0)
  for (const [i, bytes] of Object.values(files).entries()) {
    const { id: material = '', sha256 } = materials[i] ?? {}
    const whole = Buffer.from(await (await procuratorate.bytes(material)).arrayBuffer())
    expect(Buffer.compare(whole, bytes)).toBe(0)
    const part = await procuratorate.bytes(material, { range: 'bytes=0-8' })
    expect([part.status, await part.text()]).toEqual([206, '%PDF-1.7\n'])
    const shown = await procuratorate.ask<Record<string, unknown>>('GET', `/v1/materials/${material}`)
    expect(shown.body).toMatchObject({ sha256, mediaType: 'application/pdf', transferId: id })
  }
  type Receipts = { items: { no: number; step: string; jws: string }[] }
  const before = await procuratorate.ask<Receipts>('GET', `/v1/transfers/${id}/receipts`)
  const claims = await Promise.all(before.body.items.map(({ jws }) => verified(jws, procuratorate.keys())))
  expect(claims.map((c) => [c.iss, c.sub, c.receipt, c.step])).toEqual(
    ['transfer_dispatch', 'receipt_sign', 'supplement_submission', 'filing_approved'].map((step, i) => [
      issuer,
      id,
      i + 1,
      step,
    ]),
  )
  // Anyone who has the list of what was sent recomputes the manifest: members in the order of RFC 8785.
  const manifest = JSON.stringify(materials.map(({ id, kind, sha256, title }) => ({ id, kind, sha256, title })))
  expect(claims[0]?.delivered).toEqual({
    count: 3,
    manifestSha256: createHash('sha256').update(manifest).digest('hex'),
  })

  // The key is changed while the gateway runs.
  const old = decodeProtectedHeader(before.body.items[0]?.jws ?? '').kid
  const { kid } = await rotateKeys(w.db.ownerPool, dataDir)
  const next = async () => {
    const { receipt } = await w.submit('market')
    return decodeProtectedHeader(receipt?.jws ?? '').kid
  }
  await expect.poll(next, { timeout: 5_000 }).toBe(kid)
  expect(kid).not.toBe(old)
  const acknowledged = await market.act(id, 'filing_notice_receipt', 'market')
  expect(decodeProtectedHeader(acknowledged.receipt?.jws ?? '').kid).toBe(kid)
  const after = await procuratorate.ask<Receipts>('GET', `/v1/transfers/${id}/receipts`)
  expect(after.body.items.slice(0, -1), 'old receipts are as they were').toEqual(before.body.items)
  const keys = procuratorate.keys()
  for (const { jws } of after.body.items) expect((await verified(jws, keys)).sub).toBe(id)
  expect(new Set(after.body.items.map(({ jws }) => decodeProtectedHeader(jws).kid))).toEqual(new Set([old, kid]))

  // And a forged one does not verify.
  const [head, , signature] = (after.body.items[0]?.jws ?? '').split('.')
  const forged = Buffer.from(JSON.stringify({ ...claims[0], sub: 'another' })).toString('base64url')
  await expect(verified(`${head}.${forged}.${signature}`, keys)).rejects.toThrow()
  // A token given under the old key is good until it ends; the new key gives new ones.
  expect((await market.ask('GET', `/v1/transfers/${id}`)).status).toBe(200)
  const again = await System.of('market')
  expect((await again.ask('GET', `/v1/transfers/${id}`)).status).toBe(200)
})
