// What may be entered into the registry, and that every change ends what replicas remember.
import { randomUUID } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  type AgencyEntry,
  addAgency,
  addCertificate,
  addClient,
  addClientKeys,
  addOfficer,
  changeAgency,
  disableAgency,
  disableClient,
  listAgencies,
  listClients,
  listOfficers,
  officerRoles,
  publicKeyEntry,
  Registry,
  receiverFor,
  revokeCertificate,
  revokeClientKey,
  setReceiver,
  setSupervisor,
  showAgency,
  supervisorFor,
} from '../../src/agencies/index.ts'
import { testDatabase } from '../database.ts'
import { creditCode, keyPair, party, publicOf } from './agencies-scene.ts'

const { pool, ownerPool } = await testDatabase()

const entry = (change: Partial<AgencyEntry> = {}): AgencyEntry => ({
  code: creditCode(900_001),
  name: '浦东新区市场监督管理局',
  kind: 'administrative',
  regionCode: '310115',
  domains: ['market'],
  ...change,
})

async function generation(): Promise<number> {
  return (await ownerPool.query<{ generation: number }>('select generation from registry')).rows[0]!.generation
}

describe('an agency', () => {
  it('is entered with the level of its region, once', async () => {
    const added = await addAgency(pool, entry())
    expect(added).toMatchObject({ level: 'county', requiresSignature: false, disabledAt: null })
    expect(await showAgency(pool, added.code)).toEqual(added)
    await expect(addAgency(pool, entry())).rejects.toMatchObject({ field: 'code' })
  })

  it.each<[string, Partial<AgencyEntry>]>([
    ['code', { code: '11310115000000001X' }],
    ['regionCode', { regionCode: '990000' }],
    ['level', { level: 'provincial' }],
    ['domains', { domains: [] }],
    ['domains', { kind: 'court' }],
    ['domains', { domains: ['Market!'] }],
    ['specialty', { specialty: 'anti_smuggling' }],
    ['kind', { kind: 'bank' as never }],
    ['name', { name: '  ' }],
    ['name', { name: '市场\u0000局' }],
  ])('is refused for a wrong %s', async (field, change) => {
    const before = await generation()
    await expect(addAgency(pool, entry({ code: creditCode(900_002), ...change }))).rejects.toMatchObject({ field })
    expect(await generation()).toBe(before)
  })

  it('changes its name and place, keeps its code', async () => {
    const { code } = await addAgency(pool, entry({ code: creditCode(900_003) }))
    const changed = await changeAgency(pool, code, { name: '上海市市场监督管理局', regionCode: '310000' })
    expect(changed).toMatchObject({
      name: '上海市市场监督管理局',
      regionCode: '310000',
      level: 'provincial',
      domains: ['market'],
    })
    expect(await listAgencies(pool, { region: '310000' })).toEqual([changed])
  })
})

describe('every change', () => {
  it('raises the generation of the registry, in the same transaction', async () => {
    const changes: [string, () => Promise<unknown>][] = []
    const someone = await party(pool)
    const police = await party(pool, { kind: 'public_security', domains: [] })
    const watch = await party(pool, { kind: 'procuratorate', domains: [] })
    const officer = await addOfficer(pool, { agency: someone.agency, name: '张三', roles: ['agency_head'] })
    changes.push(
      ['require signature', () => changeAgency(pool, someone.agency, { requiresSignature: true })],
      ['receive', () => setReceiver(pool, someone.agency, 'market', police.agency)],
      ['receive no more', () => setReceiver(pool, someone.agency, 'market', null)],
      ['supervise', () => setSupervisor(pool, police.agency, watch.agency)],
      ['add a key', () => addClientKeys(pool, someone.clientId, publicOf(keyPair('EdDSA')))],
      ['revoke a key', () => revokeClientKey(pool, someone.clientId, someone.privateJwk.kid!)],
      ['disable a client', () => disableClient(pool, someone.clientId)],
      ['disable an agency', () => disableAgency(pool, someone.agency)],
      [
        'add a certificate',
        () => addCertificate(pool, officer, { number: '沪0101', validFrom: '2026-01-01', validTo: '2030-12-31' }),
      ],
      ['revoke a certificate', () => revokeCertificate(pool, someone.agency, '沪0101')],
    )
    for (const [what, change] of changes) {
      const before = await generation()
      await change()
      expect(await generation(), what).toBe(before + 1)
    }
  })

  it('that takes a right away raises the generation of the client too', async () => {
    const { agency, clientId, privateJwk } = await party(pool)
    const of = async () => (await listClients(pool, agency))[0]!.generation
    expect(await of()).toBe(1)
    await addClientKeys(pool, clientId, publicOf(keyPair('ES256')))
    expect(await of()).toBe(1)
    await revokeClientKey(pool, clientId, privateJwk.kid!)
    expect(await of()).toBe(2)
    await disableClient(pool, clientId)
    expect(await of()).toBe(3)
    await disableAgency(pool, agency)
    expect(await of()).toBe(4)
    await expect(revokeClientKey(pool, clientId, privateJwk.kid!)).rejects.toMatchObject({ field: 'kid' })
  })
})

describe('a key of a client', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('may be %s', async (alg) => {
    const jwk = publicOf(keyPair(alg))
    const accepted = await publicKeyEntry(jwk)
    expect(accepted).toMatchObject({ alg, kid: await calculateJwkThumbprint(jwk) })
    expect(Object.keys(accepted.jwk)).not.toContain('d')
  })

  it('with a private member is refused, whatever else it says', async () => {
    for (const alg of ['ES256', 'EdDSA', 'RS256'] as const) {
      await expect(publicKeyEntry(keyPair(alg))).rejects.toThrow(/private member/)
    }
    await expect(publicKeyEntry({ kty: 'oct', k: 'AAAA' })).rejects.toThrow(/private member/)
  })

  it.each<[string, () => object]>([
    ['RSA of 1024 bits', () => publicOf(keyPair('RS256', 1024))],
    ['a point off the curve', () => ({ ...publicOf(keyPair('ES256')), y: publicOf(keyPair('ES256')).y })],
    ['another curve', () => ({ kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' })],
    ['another algorithm', () => ({ ...publicOf(keyPair('ES256')), alg: 'HS256' })],
    ['RSA for PSS', () => ({ ...publicOf(keyPair('RS256')), alg: 'PS256' })],
    ['a key for encryption', () => ({ ...publicOf(keyPair('RS256')), use: 'enc' })],
    ['a key that may not verify', () => ({ ...publicOf(keyPair('ES256')), key_ops: ['sign'] })],
    ['a kid with spaces', () => ({ ...publicOf(keyPair('ES256')), kid: 'a b' })],
    ['no key at all', () => ({})],
  ])('is refused: %s', async (_, make) => {
    await expect(publicKeyEntry(make())).rejects.toMatchObject({ field: 'jwks' })
  })

  it('is refused twice: under one kid, under two, and after it was revoked', async () => {
    const one = await party(pool)
    const other = await party(pool)
    const fresh = { ...publicOf(keyPair('ES256')), kid: randomUUID() }
    await expect(
      addClientKeys(pool, one.clientId, { keys: [fresh, { ...publicOf(keyPair('ES256')), kid: fresh.kid }] }),
    ).rejects.toThrow(/twice/)
    await expect(addClientKeys(pool, other.clientId, publicOf({ ...one.privateJwk, kid: 'other' }))).rejects.toThrow(
      /already/,
    )
    await revokeClientKey(pool, one.clientId, one.privateJwk.kid!)
    await expect(addClientKeys(pool, one.clientId, publicOf({ ...one.privateJwk, kid: 'again' }))).rejects.toThrow(
      /already/,
    )
    await expect(
      addClientKeys(pool, one.clientId, { ...publicOf(keyPair('ES256')), kid: one.privateJwk.kid }),
    ).rejects.toThrow(/another key/)
  })

  it('belongs to a client that is registered, of an agency that is', async () => {
    await expect(addClientKeys(pool, 'nobody', publicOf(keyPair('ES256')))).rejects.toMatchObject({ field: 'client' })
    await expect(addClient(pool, { agency: creditCode(999_999), name: 'x' })).rejects.toMatchObject({ field: 'agency' })
    await expect(addClient(pool, { id: 'with space', agency: creditCode(1), name: 'x' })).rejects.toMatchObject({
      field: 'id',
    })
  })
})

describe('an officer', () => {
  it('holds roles and certificates with their days', async () => {
    const { agency } = await party(pool)
    const id = await addOfficer(pool, {
      agency,
      name: '李四',
      roles: [officerRoles[0], 'agency_legal'],
      certificate: { number: '31011500123', validFrom: '2026-01-01', validTo: '2026-12-31' },
    })
    await expect(
      addCertificate(pool, id, { number: '31011500123', validFrom: '2027-01-01', validTo: '2027-12-31' }),
    ).rejects.toMatchObject({ field: 'number' })
    await expect(
      addCertificate(pool, id, { number: 'B2', validFrom: '2026-02-30', validTo: '2027-12-31' }),
    ).rejects.toMatchObject({ field: 'validFrom' })
    await expect(
      addCertificate(pool, id, { number: 'B2', validFrom: '2027-02-01', validTo: '2027-01-31' }),
    ).rejects.toMatchObject({ field: 'validTo' })
    await expect(addOfficer(pool, { agency, name: '王五', roles: ['king'] })).rejects.toMatchObject({ field: 'roles' })
    await expect(
      addCertificate(pool, 'no-uuid', { number: 'B2', validFrom: '2027-01-01', validTo: '2027-12-31' }),
    ).rejects.toMatchObject({ field: 'officer' })
    const [officer] = await listOfficers(pool, agency)
    expect(officer).toMatchObject({
      id,
      roles: ['enforcement_officer', 'agency_legal'],
      certificates: [{ number: '31011500123', validFrom: '2026-01-01', validTo: '2026-12-31' }],
    })
  })
})

describe('the snapshot', () => {
  it('names receiver and supervisor from what is registered, without disabled organs', async () => {
    const sender = await party(pool, { regionCode: '330106' })
    const police = await party(pool, { kind: 'public_security', domains: [], regionCode: '330106' })
    const other = await party(pool, { kind: 'public_security', domains: [], regionCode: '330100' })
    const watch = await party(pool, { kind: 'procuratorate', domains: [], regionCode: '330106' })
    const registry = new Registry({ pool })
    const road = async () => {
      const { directory } = await registry.renewed()
      const receiver = receiverFor(directory, directory.byCode.get(sender.agency)!, 'market')
      return [receiver?.code, receiver && supervisorFor(directory, receiver)?.code]
    }
    expect(await road()).toEqual([police.agency, watch.agency])
    await setReceiver(pool, sender.agency, '*', other.agency)
    await setSupervisor(pool, other.agency, watch.agency)
    expect(await road()).toEqual([other.agency, watch.agency])
    await disableAgency(pool, other.agency)
    expect(await road()).toEqual([undefined, undefined])
    await setReceiver(pool, sender.agency, '*', null)
    expect(await road()).toEqual([police.agency, watch.agency])
    await expect(setReceiver(pool, sender.agency, 'tax', police.agency)).rejects.toMatchObject({ field: 'domain' })
    await expect(setReceiver(pool, sender.agency, '*', watch.agency)).rejects.toMatchObject({ field: 'receiver' })
    await expect(setSupervisor(pool, police.agency, sender.agency)).rejects.toMatchObject({ field: 'supervisor' })
  })
})
