// The doors of sinks, reconciliations, gaps and metrics: whose is whose, what they say, and what they do not.
import { compactVerify, createRemoteJWKSet } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as contract from '../../schemas/index.ts'
import { addClient } from '../../src/agencies/index.ts'
import { addSink, raiseGap, type Sink } from '../../src/sync/index.ts'
import { startPlatform } from '../partner.ts'
import { by, sinkScene } from '../rooms/sinks-scene.ts'
import { world } from '../world.ts'

const w = await world()
const { pool } = w.db
const platform = await startPlatform()
afterAll(() => platform.stop())
const { sinks, definition } = await sinkScene(w)
let sink: Sink

beforeAll(async () => {
  sink = await addSink(sinks, definition('platform', platform.url), by)
  await addSink(sinks, definition('of-another', platform.url, { agency: w.organ('foreignMarket').code }), by)
  await w.submit()
  await vi.waitFor(async () => expect(await platform.transfers()).toHaveLength(1), { timeout: 20_000 })
})

const why = '核对'

describe('/v1/sinks', () => {
  test('lists those of the caller’s agency with lag, backlog, dead letters and breaker', async () => {
    const { status, body } = await w.ask('market', 'GET', '/v1/sinks')
    expect(status).toBe(200)
    const { items } = contract.sinkList.parse(body)
    expect(items.map((s) => s.name)).toEqual(['platform'])
    expect(items[0]).toMatchObject({ state: 'enabled', deadLetters: 0, breaker: 'closed', covers: 1 })
    expect((await w.ask('police', 'GET', '/v1/sinks')).body.items).toEqual([])
  })

  test('shows one with its configuration, and tells no other organ that it exists', async () => {
    const { body } = await w.ask('market', 'GET', `/v1/sinks/${sink.id}`)
    expect(contract.sinkAnswer.parse(body)).toMatchObject({ notes: [{ act: 'added', who: 'test' }] })
    for (const path of ['', '/reports'])
      expect((await w.ask('police', 'GET', `/v1/sinks/${sink.id}${path}`)).status).toBe(404)
    expect((await w.ask('police', 'POST', `/v1/sinks/${sink.id}/replay`, { dead: true, why })).status).toBe(404)
  })

  test('is paused and goes on, with the reason kept', async () => {
    const paused = await w.ask('market', 'PATCH', `/v1/sinks/${sink.id}`, { state: 'disabled', why })
    expect(contract.sinkAnswer.parse(paused.body)).toMatchObject({
      state: 'disabled',
      notes: [{ act: 'disabled', why }, {}],
    })
    expect((await w.ask('market', 'PATCH', `/v1/sinks/${sink.id}`, { state: 'disabled' })).status).toBe(400)
    await w.ask('market', 'PATCH', `/v1/sinks/${sink.id}`, { state: 'enabled', why })
  })

  test('says what was told, sends it again under the same id, and lets nothing go that is delivered', async () => {
    const reports = async () =>
      contract.sinkReports.parse((await w.ask('market', 'GET', `/v1/sinks/${sink.id}/reports`)).body).items
    const [report] = await reports()
    expect(report).toMatchObject({ state: 'delivered', version: 1 })
    const again = await w.ask('market', 'POST', `/v1/sinks/${sink.id}/replay`, { ids: [report?.id], why })
    expect(contract.sinkCounted.parse(again.body)).toEqual({ count: 1 })
    await vi.waitFor(async () => expect(await platform.transfers()).toHaveLength(2), { timeout: 20_000 })
    expect((await platform.transfers()).map((r) => [r.id, r.outcome])).toEqual([
      [report?.id, 'kept'],
      [report?.id, 'repeated'],
    ])
    const gone = await w.ask('market', 'POST', `/v1/sinks/${sink.id}/let-go`, { dead: true, why })
    expect(gone.body).toEqual({ count: 0 })
    expect((await w.ask('market', 'GET', `/v1/sinks/${sink.id}/reports?state=lost`)).status).toBe(400)
  })
})

describe('/v1/reconciliations', () => {
  test('compares on demand and gives a statement that anybody can check', async () => {
    const asked = await w.ask('market', 'POST', '/v1/reconciliations', { partner: 'platform' })
    expect(asked.status).toBe(202)
    const { id } = contract.reconciliationBegun.parse(asked.body)
    expect(asked.headers.get('location')).toBe(`/v1/reconciliations/${id}`)
    const done = await vi.waitFor(
      async () => {
        const { body } = await w.ask('market', 'GET', `/v1/reconciliations/${id}`)
        expect(body.state).not.toBe('running')
        return contract.reconciliationAnswer.parse(body)
      },
      { timeout: 20_000 },
    )
    expect(done).toMatchObject({ kind: 'sink', state: 'agreed', compared: 'digests', open: 0, days: 7 })
    const jwks = createRemoteJWKSet(new URL(`${w.gateway.url}/.well-known/jwks.json`))
    const { payload, protectedHeader } = await compactVerify(done.statement ?? '', jwks)
    expect(protectedHeader.typ).toBe('xianjie-reconciliation+jwt')
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ jti: id, iss: w.gateway.config.issuer })
    const listed = await w.ask('market', 'GET', `/v1/reconciliations?partner=${sink.id}`)
    expect(contract.reconciliationList.parse(listed.body).items.map((r) => r.id)).toContain(id)
    const differences = await w.ask('market', 'GET', `/v1/reconciliations/${id}/differences`)
    expect(contract.reconciliationDifferences.parse(differences.body).items).toEqual([])
    expect((await w.ask('police', 'GET', `/v1/reconciliations/${id}`)).status).toBe(404)
    expect((await w.ask('police', 'GET', '/v1/reconciliations')).body.items).toEqual([])
  })

  test('of another agency’s partner, of an unknown one and over an impossible range is refused', async () => {
    const ask = async (body: object) => (await w.ask('market', 'POST', '/v1/reconciliations', body)).status
    expect(await ask({ partner: 'of-another' })).toBe(404)
    expect(await ask({ partner: 'nobody' })).toBe(404)
    expect(await ask({ partner: 'platform', from: '2026-11-02', to: '2026-11-01' })).toBe(400)
    expect(await ask({ partner: 'platform', from: '2020-01-01' })).toBe(400)
    // Older than what was delivered is kept.
    expect(await ask({ partner: 'platform', from: '2026-01-01', to: '2026-01-02' })).toBe(422)
  })
})

describe('/v1/gaps', () => {
  test('lists what did not come, for its own agency only', async () => {
    await raiseGap(pool, {
      kind: 'source_silent',
      subject: 'source:x',
      agencyId: w.organ('market').id,
      detail: { hours: 30 },
    })
    const { body } = await w.ask('market', 'GET', '/v1/gaps?state=open')
    expect(contract.gapList.parse(body).items).toMatchObject([{ kind: 'source_silent', detail: { hours: 30 } }])
    expect((await w.ask('police', 'GET', '/v1/gaps')).body.items).toEqual([])
    expect((await w.ask('market', 'GET', '/v1/gaps?kind=nothing')).status).toBe(400)
  })
})

describe('an operator’s client', () => {
  test('sees the sinks of all', async () => {
    const { exportJWK, generateKeyPair, SignJWT } = await import('jose')
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'op', alg: 'ES256' }] }
    const client = await addClient(w.db.ownerPool, {
      agency: w.organ('platform').code,
      name: '运维',
      jwks,
      operator: true,
    })
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'op' })
      .setIssuer(client.id)
      .setSubject(client.id)
      .setAudience(w.gateway.config.issuer)
      .setIssuedAt()
      .setExpirationTime('2m')
      .setJti(crypto.randomUUID())
      .sign(privateKey)
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    const form = { grant_type: 'client_credentials', client_assertion_type: type, client_assertion: assertion }
    const token = (await (
      await fetch(`${w.gateway.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
    ).json()) as {
      access_token: string
    }
    const seen = await fetch(`${w.gateway.url}/v1/sinks`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    })
    const { items } = contract.sinkList.parse(await seen.json())
    expect(items.map((s) => s.name).sort()).toEqual(['of-another', 'platform'])
  })
})
