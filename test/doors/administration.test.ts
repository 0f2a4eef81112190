// Administration through the API: what needs a second person gets one, by no way round; each of the three administrators sees
// its own; a system is nobody here; and what was done stands in the log with what stood before and after.
import { exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { addOfficer, changeOfficerRoles } from '../../src/agencies/index.ts'
import { operations } from '../../src/api/index.ts'
import { type Desk, signInAs } from '../console-scene.ts'
import { inventedUscc, world } from '../world.ts'
import { askAs, askingPages } from './officer-ask.ts'
import { operationOf, type Reply, refusedWith, send } from './refusals.ts'

const w = await world(8, { pages: askingPages })
const ids: Record<string, string> = {}
const desks: Record<string, Desk> = {}

beforeAll(async () => {
  const posts = {
    system: 'system_administrator',
    system2: 'system_administrator',
    security: 'security_administrator',
    security2: 'security_administrator',
    audit: 'audit_administrator',
    clerk: 'enforcement_officer',
  }
  for (const [name, role] of Object.entries(posts)) {
    ids[name] = await addOfficer(w.db.ownerPool, { agency: w.organ('platform').code, name, roles: [role] })
    desks[name] = await signInAs(w.gateway.url, ids[name])
  }
})

/** Asks, and holds a success against the contract. */
async function ask(by: string, method: string, path: string, body?: unknown, key?: string): Promise<Reply> {
  const reply = await askAs(desks[by] as Desk, method, path, body, key)
  const op = operationOf(method, path)
  if (op === undefined) throw new Error(`no operation is ${method} ${path}`)
  if (reply.status < 300) (op.ok.schema as z.ZodType).parse(reply.body)
  else expect(op.refusals).toContain(reply.status)
  return reply
}
const administer = (by: string, act: string, what: object, key?: string) =>
  ask(by, 'POST', '/v1/administration/acts', { act, what, reason: '依工作需要' }, key)
const decide = (by: string, id: string, decision: string, key?: string) =>
  ask(by, 'POST', `/v1/administration/requests/${id}/${decision}`, { reason: '经核实' }, key)
const asked = async (by: string, act: string, what: object) => {
  const reply = await administer(by, act, what)
  expect(reply.status, reply.text).toBe(202)
  return reply.body.request.id as string
}
const refusedAs = ({ status, body }: Reply) => ({ status, code: body.code })

describe('who comes in', () => {
  test('a system’s token is refused at every operation', async () => {
    for (const op of operations().filter((o) => o.path.startsWith('/v1/administration'))) {
      const path = op.path.replace(/\{(\w+)\}/g, '01900000-0000-7000-8000-000000000000')
      const reply = await send(w, 'platform', op.method.toUpperCase(), path, op.method === 'post' ? { body: {} } : {})
      refusedWith(reply, 403, 'officer_needed')
    }
  })

  test('an officer without one of the three roles is refused', async () => {
    expect(refusedAs(await ask('clerk', 'GET', '/v1/administration/agencies'))).toEqual({
      status: 403,
      code: 'administrator_only',
    })
  })

  test('each administrator sees and does its own, the auditor sees all and does nothing', async () => {
    const own: Record<string, readonly string[]> = {
      system: ['agencies', 'clients', 'routing', 'calendars', 'rules', 'requests', 'log'],
      security: ['agencies', 'clients', 'officers', 'requests', 'log'],
      audit: ['agencies', 'clients', 'officers', 'routing', 'calendars', 'rules', 'requests', 'log'],
    }
    for (const [who, mine] of Object.entries(own))
      for (const room of own.audit as string[]) {
        const reply = await ask(who, 'GET', `/v1/administration/${room}`)
        expect({ who, room, status: reply.status }).toEqual({ who, room, status: mine.includes(room) ? 200 : 403 })
      }
    const { code } = w.organ('justice')
    for (const who of ['security', 'audit'])
      expect(refusedAs(await administer(who, 'disable_agency', { agency: code }))).toEqual({
        status: 403,
        code: 'administrator_only',
      })
    for (const who of ['system', 'audit'])
      expect(refusedAs(await administer(who, 'disable_officer', { officer: ids.clerk }))).toEqual({
        status: 403,
        code: 'administrator_only',
      })
  })

  test('requests and entries of security are out of the system administrator’s sight', async () => {
    const id = await asked('security', 'change_roles', { officer: ids.clerk, roles: ['agency_legal'] })
    expect((await ask('system', 'GET', `/v1/administration/requests/${id}`)).status).toBe(404)
    expect(refusedAs(await decide('system2', id, 'approve'))).toEqual({ status: 404, code: 'not_found' })
    expect(refusedAs(await decide('audit', id, 'approve'))).toEqual({ status: 403, code: 'administrator_only' })
    const seen = async (by: string) =>
      (await ask(by, 'GET', '/v1/administration/log')).body.items.map((e: { requestId: string }) => e.requestId)
    expect(await seen('system')).not.toContain(id)
    expect(await seen('audit')).toContain(id)
    expect((await decide('security', id, 'withdraw')).status).toBe(200)
  })
})

describe('a second person', () => {
  test('approves what another asked for, and only then is it done; both stand in the log', async () => {
    const { code } = w.organ('government')
    const disabled = async () =>
      (await ask('system', 'GET', `/v1/administration/agencies/${code}`)).body.disabledAt !== null
    const id = await asked('system', 'disable_agency', { agency: code })
    expect(await disabled()).toBe(false)
    const mine = await ask('system', 'GET', `/v1/administration/requests/${id}`)
    expect(mine.body).toMatchObject({
      state: 'open',
      mayDecide: false,
      mayWithdraw: true,
      before: { disabled: false },
      foreseen: { disabled: true },
    })
    expect((await ask('system2', 'GET', `/v1/administration/requests/${id}`)).body).toMatchObject({
      mayDecide: true,
      mayWithdraw: false,
    })
    const approved = await decide('system2', id, 'approve')
    expect(approved.status, approved.text).toBe(200)
    expect(approved.body).toMatchObject({
      entry: { phase: 'approved', by: { name: 'system2' }, before: { disabled: false }, after: { disabled: true } },
      request: { state: 'approved', decided: { by: { name: 'system2' } } },
    })
    expect(await disabled()).toBe(true)
    const log = await ask('audit', 'GET', `/v1/administration/log?target=agency:${code}`)
    expect(log.body.items.map((e: { phase: string }) => e.phase)).toEqual(['approved', 'asked'])
  })

  test('is not who asked', async () => {
    const id = await asked('system', 'set_supervisor', {
      agency: w.organ('market').code,
      supervisor: w.organ('cityProcuratorate').code,
    })
    for (const decision of ['approve', 'refuse'])
      expect(refusedAs(await decide('system', id, decision))).toEqual({ status: 403, code: 'second_person_needed' })
    expect(refusedAs(await decide('system2', id, 'withdraw'))).toEqual({ status: 403, code: 'administrator_only' })
    expect((await decide('system2', id, 'refuse')).body.request.state).toBe('refused')
  })

  test('decides once; the same key again gives the first answer, another word is refused', async () => {
    const id = await asked('system', 'set_receiver', {
      sender: w.organ('market').code,
      domain: 'food',
      receiver: w.organ('foreignPolice').code,
    })
    const first = await decide('system2', id, 'approve', 'k1')
    const again = await decide('system2', id, 'approve', 'k1')
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.body.entry.no).toBe(first.body.entry.no)
    refusedWith(await decide('system2', id, 'approve'), 409, 'wrong_state')
    refusedWith(await decide('system2', id, 'refuse'), 409, 'wrong_state')
    refusedWith(await decide('system', id, 'withdraw'), 409, 'wrong_state')
  })

  test('two at once: one decides', async () => {
    const third = await addOfficer(w.db.ownerPool, {
      agency: w.organ('platform').code,
      name: 'system3',
      roles: ['system_administrator'],
    })
    desks.system3 = await signInAs(w.gateway.url, third)
    const id = await asked('system', 'disable_client', { client: w.organ('court').clientId })
    const statuses = await Promise.all(
      ['system2', 'system3'].map(async (who) => (await decide(who, id, 'approve')).status),
    )
    expect(statuses.sort()).toEqual([200, 409])
  })

  test('comes too late after seven days', async () => {
    const id = await asked('system', 'disable_client', { client: w.organ('justice').clientId })
    const owner = await w.db.ownerPool.connect()
    try {
      await owner.query('begin')
      await owner.query('alter table administration_request disable trigger administration_request_written_once')
      await owner.query("update administration_request set expires_at = now() - interval '1 second' where id = $1", [
        id,
      ])
      await owner.query('alter table administration_request enable trigger administration_request_written_once')
      await owner.query('commit')
    } finally {
      owner.release()
    }
    refusedWith(await decide('system2', id, 'approve'), 409, 'wrong_state')
    expect((await ask('system', 'GET', `/v1/administration/requests/${id}`)).body.state).toBe('expired')
    const open = await ask('system', 'GET', '/v1/administration/requests?state=open')
    expect(open.body.items.map((r: { id: string }) => r.id)).not.toContain(id)
  })

  test('approves what was asked for, not what became of it meanwhile', async () => {
    const { clientId } = w.organ('foreignMarket')
    const first = await asked('system', 'disable_client', { client: clientId })
    const second = await asked('system', 'disable_client', { client: clientId })
    expect((await decide('system2', first, 'approve')).status).toBe(200)
    refusedWith(await decide('system2', second, 'approve'), 412, 'stale_version')
    refusedWith(await administer('system', 'disable_client', { client: clientId }), 422, 'condition_unmet')
  })

  test('approves nothing of somebody who is no administrator any more', async () => {
    const gone = await addOfficer(w.db.ownerPool, {
      agency: w.organ('platform').code,
      name: 'gone',
      roles: ['system_administrator'],
    })
    desks.gone = await signInAs(w.gateway.url, gone)
    const id = await asked('gone', 'disable_client', { client: w.organ('government').clientId })
    await changeOfficerRoles(w.db.ownerPool, gone, ['enforcement_officer'])
    refusedWith(await decide('system2', id, 'approve'), 409, 'wrong_state')
    expect(refusedAs(await decide('gone', id, 'withdraw'))).toEqual({ status: 403, code: 'administrator_only' })
  })

  test('is nobody whom it concerns: nobody asks for or approves a role of their own', async () => {
    const own = await administer('security', 'change_roles', { officer: ids.security, roles: ['auditor'] })
    expect(refusedAs(own)).toEqual({ status: 403, code: 'second_person_needed' })
    const id = await asked('security', 'change_roles', { officer: ids.security2, roles: ['auditor'] })
    expect((await ask('security2', 'GET', `/v1/administration/requests/${id}`)).body.mayDecide).toBe(false)
    expect(refusedAs(await decide('security2', id, 'approve'))).toEqual({ status: 403, code: 'second_person_needed' })
    await decide('security', id, 'withdraw')
  })
})

describe('what is asked', () => {
  test('and cannot stand is refused at its field when it is asked', async () => {
    const at = (reply: Reply) => ({ status: reply.status, code: reply.body.code, at: reply.body.errors?.[0]?.pointer })
    const unknown = inventedUscc(900, '450502')
    expect(at(await administer('system', 'disable_agency', { agency: unknown }))).toEqual({
      status: 422,
      code: 'unregistrable',
      at: '/what/agency',
    })
    const { code } = w.organ('market')
    expect(at(await administer('system', 'set_receiver', { sender: code, domain: '*', receiver: code }))).toEqual({
      ...{ status: 422, code: 'unregistrable', at: '/what/receiver' },
    })
    const two = await administer('security', 'change_roles', {
      officer: ids.clerk,
      roles: ['system_administrator', 'audit_administrator'],
    })
    expect(at(two)).toEqual({ status: 422, code: 'unregistrable', at: '/what/roles' })
    expect(at(await administer('system', 'disable_agency', {}))).toEqual({
      status: 400,
      code: 'invalid_fields',
      at: '/what/agency',
    })
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const secret = { ...(await exportJWK(privateKey)), kid: 'secret', alg: 'ES256' }
    const added = await administer('system', 'add_client_keys', {
      client: w.organ('market').clientId,
      jwks: { keys: [secret] },
    })
    expect(at(added)).toMatchObject({ status: 422, code: 'unregistrable' })
    expect(JSON.stringify(added.body)).not.toContain(String(secret.d))
    const { publicKey } = await generateKeyPair('ES256', { extractable: true })
    const own = { keys: [{ ...(await exportJWK(publicKey)), kid: 'own', alg: 'ES256' }] }
    const ofConsole = `console-${w.organ('platform').code.toLowerCase()}`
    expect(at(await administer('system', 'add_client_keys', { client: ofConsole, jwks: own }))).toMatchObject({
      at: '/what/client',
    })
    const taken = {
      agency: w.organ('court').code,
      client: `console-${w.organ('court').code.toLowerCase()}`,
      name: '系统',
      jwks: own,
    }
    expect(at(await administer('system', 'add_client', taken))).toMatchObject({ status: 422, at: '/what/client' })
  })

  test('leaves nothing behind when it is only asked', async () => {
    const before = await w.db.ownerPool.query('select count(*)::int as n from officer')
    const id = await asked('security', 'add_officer', {
      agency: w.organ('market').code,
      name: '新来的',
      roles: ['agency_legal'],
    })
    const after = await w.db.ownerPool.query('select count(*)::int as n from officer')
    expect(after.rows).toEqual(before.rows)
    const done = await decide('security2', id, 'approve')
    expect(done.body.entry.after.officer).toMatch(/^[0-9a-f-]{36}$/)
    const found = await ask('security', 'GET', `/v1/administration/officers/${done.body.entry.after.officer}`)
    expect(found.body).toMatchObject({
      name: '新来的',
      roles: ['agency_legal'],
      agency: { code: w.organ('market').code },
    })
  })

  test('under a key is asked once; the key with another content is refused', async () => {
    const body = { client: w.organ('commission').clientId }
    const first = await administer('system', 'disable_client', body, 'once')
    const again = await administer('system', 'disable_client', body, 'once')
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.body.request.id).toBe(first.body.request.id)
    refusedWith(await administer('system', 'enable_client', body, 'once'), 422, 'idempotency_key_reused')
  })

  test('and gives nobody a right is done at once, with one person, and logged', async () => {
    const agency = inventedUscc(901, '450502')
    const entry = {
      agency,
      name: '海城区税务局（演示）',
      kind: 'administrative',
      regionCode: '450502',
      domains: ['tax'],
    }
    const done = await administer('system', 'add_agency', entry)
    expect(done.status, done.text).toBe(200)
    expect(done.body).toMatchObject({
      request: null,
      entry: { phase: 'done', before: null, after: { name: entry.name } },
    })
    const certificate = { officer: ids.clerk, number: 'ZF-NEU-1', validFrom: '2026-01-01', validTo: '2030-01-01' }
    expect((await administer('security', 'add_certificate', certificate)).body.entry.phase).toBe('done')
  })

  test('ends an officer’s sessions at once; a new sign-in is another', async () => {
    expect((await (desks.clerk as Desk).page('/console/me')).status).toBe(200)
    expect((await administer('security', 'end_sessions', { officer: ids.clerk })).status).toBe(200)
    expect((await (desks.clerk as Desk).page('/console/me')).status).toBe(303)
    desks.clerk = await signInAs(w.gateway.url, ids.clerk as string)
    expect((await desks.clerk.page('/console/me')).status).toBe(200)
  })

  test('covers identities, calendars and stages of regions', async () => {
    const identity = { officer: ids.clerk, issuer: 'https://id.example.cn', subject: 'clerk-1' }
    expect((await decide('security2', await asked('security', 'bind_identity', identity), 'approve')).status).toBe(200)
    expect((await ask('audit', 'GET', `/v1/administration/officers/${ids.clerk}`)).body.identities).toEqual([
      { issuer: identity.issuer, subject: identity.subject },
    ])
    expect((await decide('security2', await asked('security', 'unbind_identity', identity), 'approve')).status).toBe(
      200,
    )
    const rest = Object.fromEntries(
      ['01', '02', '03', '04', '05', '06', '07', '08'].map((d) => [`2028-10-${d}`, '国庆节']),
    )
    const notice = { regionCode: '100000', year: 2028, rest, worked: [], source: '国办发明电〔2027〕9号' }
    expect((await decide('system2', await asked('system', 'load_calendar', notice), 'approve')).status).toBe(200)
    const { loaded, known } = (await ask('audit', 'GET', '/v1/administration/calendars')).body
    expect([loaded[0].year, loaded[0].counts, known.includes(2028)]).toEqual([2028, true, true])
    const { stages } = (await ask('system', 'GET', '/v1/administration/rules')).body
    const dormant = stages.find((s: { inForce: boolean }) => !s.inForce)
    const place = { regionCode: '450500', clock: dormant.clock, stage: dormant.stage, domain: dormant.domain }
    expect(
      (await decide('system2', await asked('system', 'opt_in', { ...place, basis: '桂检发〔2026〕1号' }), 'approve'))
        .status,
    ).toBe(200)
    expect((await ask('system', 'GET', '/v1/administration/rules')).body.optIns).toMatchObject([place])
    expect((await decide('system2', await asked('system', 'opt_out', place), 'approve')).status).toBe(200)
  })

  test('keeps neither requests nor log from being read in pages, nor lets them be changed', async () => {
    const first = await ask('audit', 'GET', '/v1/administration/log?limit=3')
    const second = await ask('audit', 'GET', `/v1/administration/log?limit=3&cursor=${first.body.next}`)
    expect(second.body.items[0].no).toBe(first.body.items[2].no - 1)
    for (const table of ['administration_request', 'administration_entry']) {
      await expect(w.db.pool.query(`update ${table} set reason = 'x'`)).rejects.toThrow(/permission denied/)
      await expect(w.db.ownerPool.query(`delete from ${table}`)).rejects.toThrow(/written once/)
    }
  })
})
