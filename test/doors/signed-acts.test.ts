// Signed acts: a signature that is sent is verified over the exact bytes and kept with them, or the request is refused;
// it is never ignored. An agency that requires it gets it.
import { flattenedVerify, importJWK } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import { changeAgency } from '../../src/agencies/index.ts'
import { world } from '../world.ts'
import { nothingWritten, refusedWith, send } from './refusals.ts'
import { detached, letter, step, submit } from './scene.ts'

const w = await world()
// Not as any serializer would write it again: what is kept must be what was sent.
const bytesOf = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 3)}\n `)
const signed = (signature: string) => ({ headers: { 'x-jws-signature': signature } })

async function kept(transferId: string, version: number) {
  const { rows } = await w.db.pool.query<{ request_body: Buffer | null; request_signature: string | null }>(
    'select request_body, request_signature from event where transfer_id = $1 and version = $2',
    [transferId, version],
  )
  return rows[0]
}

/** As a third party would, from what is kept and the client's public key. */
async function provedLater(organ: string, transferId: string, version: number, bytes: Uint8Array, sent: string) {
  const row = await kept(transferId, version)
  expect(Buffer.compare(row?.request_body ?? Buffer.alloc(0), bytes)).toBe(0)
  expect(row?.request_signature).toBe(sent)
  const [header = '', , signature = ''] = sent.split('.')
  const { d: _private, ...publicKey } = w.organ(organ).privateJwk
  const payload = (row?.request_body ?? Buffer.alloc(0)).toString('base64url')
  await flattenedVerify({ protected: header, payload, signature }, await importJWK(publicKey, 'ES256'))
}

describe('a signature that holds', () => {
  test('is kept with the exact bytes of a submission, and proves it later', async () => {
    const bytes = bytesOf(await letter(w))
    const signature = await detached(w, 'market', bytes)
    const reply = await submit(w, bytes, signed(signature))
    expect(reply.status).toBe(201)
    await provedLater('market', reply.body.transfer.id, 1, bytes, signature)
  })

  test('is kept with the exact bytes of a step, and proves it later', async () => {
    const { transfer } = await w.submit()
    const { officers, chief } = w.organ('police')
    const bytes = bytesOf({ decidedBy: chief, officers: officers.slice(0, 1) })
    const signature = await detached(w, 'police', bytes)
    const reply = await step(w, 'police', transfer.id, 'receipt_sign', bytes, signed(signature))
    expect(reply.status).toBe(200)
    await provedLater('police', transfer.id, 2, bytes, signature)
  })

  test('may cover the bytes unencoded (RFC 7797)', async () => {
    const bytes = bytesOf(await letter(w))
    const signature = await detached(w, 'market', bytes, { b64: false, crit: ['b64'] })
    const reply = await submit(w, bytes, signed(signature))
    expect(reply.status).toBe(201)
    expect(await kept(reply.body.transfer.id, 1)).toMatchObject({ request_signature: signature })
  })

  test('of a request that is repeated stays the first one', async () => {
    const bytes = bytesOf(await letter(w))
    const first = await detached(w, 'market', bytes)
    const key = { 'idempotency-key': 'signed-twice' }
    const reply = await submit(w, bytes, { headers: { ...key, ...signed(first).headers } })
    const again = await detached(w, 'market', bytes)
    const replayed = await submit(w, bytes, { headers: { ...key, ...signed(again).headers } })
    expect([reply.status, replayed.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    expect(await kept(reply.body.transfer.id, 1)).toMatchObject({ request_signature: first })
  })
})

test('without a signature no bytes are kept as if they proved something', async () => {
  const { transfer } = await w.submit()
  expect(await kept(transfer.id, 1)).toEqual({ request_body: null, request_signature: null })
})

describe('401 signature_invalid', () => {
  const base64url = (text: string) => Buffer.from(text).toString('base64url')
  const wrong: [string, (bytes: Uint8Array) => string | Promise<string>][] = [
    ['over other bytes', (bytes) => detached(w, 'market', bytes.slice(1))],
    ['over the same JSON in other bytes', (bytes) => detached(w, 'market', bytes.slice(0, -1))],
    ['by another organ', (bytes) => detached(w, 'police', bytes)],
    [
      'by another organ under this one’s key id',
      (bytes) => detached(w, 'police', bytes, { kid: w.organ('market').privateJwk.kid }),
    ],
    ['by a key nobody knows', (bytes) => detached(w, 'market', bytes, { kid: 'nobody' })],
    [
      'that carries its payload',
      async (bytes) =>
        (await detached(w, 'market', bytes)).replace('..', `.${Buffer.from(bytes).toString('base64url')}.`),
    ],
    ['of the algorithm none', () => `${base64url(`{"alg":"none","kid":"${w.organ('market').privateJwk.kid}"}`)}..AA`],
    [
      'of a symmetric algorithm',
      () => `${base64url(`{"alg":"HS256","kid":"${w.organ('market').privateJwk.kid}"}`)}..AA`,
    ],
    ['whose header is no JSON', () => `${base64url('x')}..AA`],
    ['that is a word', () => 'signed'],
    ['that is empty', () => ''],
    ['of ten thousand characters', () => `${'A'.repeat(10_000)}..AA`],
  ]

  test.each(wrong)('a submission with a signature %s', async (_, make) => {
    const bytes = bytesOf(await letter(w))
    const headers = signed(await make(bytes))
    await nothingWritten(w, async () => refusedWith(await submit(w, bytes, headers), 401, 'signature_invalid'))
  })

  test.each(wrong)('a step with a signature %s', async (_, make) => {
    const { transfer } = await w.submit()
    const { officers, chief } = w.organ('market')
    const bytes = bytesOf({ decidedBy: chief, officers: officers.slice(0, 1) })
    const headers = signed(await make(bytes))
    await nothingWritten(w, async () =>
      refusedWith(await step(w, 'market', transfer.id, 'receipt_sign', bytes, headers), 401, 'signature_invalid'),
    )
  })

  test('a dry run does not ignore one either', async () => {
    const bytes = bytesOf(await letter(w))
    const headers = signed(await detached(w, 'market', bytes.slice(1)))
    const asked = { ...headers, body: bytes }
    refusedWith(await send(w, 'market', 'POST', '/v1/transfers/check', asked), 401, 'signature_invalid')
  })
})

describe('401 signature_required', () => {
  test('an agency that requires signatures acts with them and not without', async () => {
    const before = await w.submit('customs')
    await changeAgency(w.db.ownerPool, w.organ('customs').code, { requiresSignature: true })
    const bytes = bytesOf(await letter(w, {}, 'customs'))
    // A replica may rest on what it knew for less than a second.
    const malformed = { by: 'customs', headers: { 'content-type': 'application/json' } }
    await vi.waitFor(async () => refusedWith(await submit(w, '[]', malformed), 401, 'signature_required'), {
      timeout: 2_000,
    })
    await nothingWritten(w, async () => {
      refusedWith(await submit(w, bytes, { by: 'customs' }), 401, 'signature_required')
      const { id } = before.transfer
      refusedWith(await step(w, 'customs', id, 'filing_notice_receipt'), 401, 'signature_required')
    })
    const signature = await detached(w, 'customs', bytes)
    const reply = await submit(w, bytes, { by: 'customs', ...signed(signature) })
    expect(reply.status).toBe(201)
    await provedLater('customs', reply.body.transfer.id, 1, bytes, signature)
    expect((await send(w, 'customs', 'GET', `/v1/transfers/${before.transfer.id}`)).status).toBe(200)
    expect((await submit(w, await letter(w))).status).toBe(201)
  })
})
