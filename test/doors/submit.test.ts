// `POST /v1/transfers`: one block a promised status. Whatever is wrong with a letter, the answer names the field and
// nothing of the letter stays behind.
import { randomUUID } from 'node:crypto'
import { CompactSign, flattenedVerify, importJWK, jwtVerify, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import {
  addAgency,
  addCertificate,
  addClient,
  addOfficer,
  changeAgency,
  disableAgency,
  disableClient,
  disableOfficer,
  readKeys,
  revokeCertificate,
} from '../../src/agencies/index.ts'
import { inventedUscc, type Organ, world } from '../world.ts'
import { type Asked, fresh, nothingWritten, refusedWith, type Reply, send, written } from './refusals.ts'

const w = await world()
const organs = w.organs as Record<string, Organ>
const path = '/v1/transfers'
type Letter = Record<string, unknown>

const post = (body: unknown, more: Asked & { by?: string } = {}): Promise<Reply> =>
  send(w, more.by ?? 'market', 'POST', path, { ...more, body })

/** A good letter, changed at the places given as `a/0/b`; undefined takes the field away. */
async function letter(changes: Record<string, unknown> = {}, by = 'market'): Promise<Letter> {
  const made = await w.submission(by)
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split('/')
    const last = keys.pop() as string
    const parent = keys.reduce((at: Letter, key) => at[key] as Letter, made)
    if (value === undefined) delete parent[last]
    else Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true })
  }
  return made
}

const refusesLetter = (changes: Record<string, unknown>, at: string[]) =>
  nothingWritten(w, async () => refusedWith(await post(await letter(changes)), 400, 'invalid_fields', at))

/** Further officers of the market organ: which certificate, which fault. */
const others = {
  expired: { name: '过期', certificateNo: 'ZF-expired' },
  early: { name: '未到', certificateNo: 'ZF-early' },
  revoked: { name: '吊销', certificateNo: 'ZF-revoked' },
  gone: { name: '离职', certificateNo: 'ZF-gone' },
  lastDay: { name: '末日', certificateNo: 'ZF-lastday' },
}

/** Enters an organ of its own into this file's world. */
async function enrol(key: string, kind: 'administrative' | 'public_security', regionCode: string, no: number) {
  const model = w.organ('market')
  const agency = await addAgency(w.db.ownerPool, {
    code: inventedUscc(no, regionCode),
    name: `另一机关${no}（演示）`,
    kind,
    regionCode,
    ...(kind === 'administrative' && { domains: ['market'] }),
  })
  const clientId = await secondClient(agency.code)
  const officers = ['甲', '乙', '丙'].map((name, i) => ({ name: `${name}${no}`, certificateNo: `ZF${no}-${i + 1}` }))
  for (const { name, certificateNo } of officers)
    await addOfficer(w.db.ownerPool, {
      agency: agency.code,
      name,
      roles: ['agency_head'],
      certificate: { number: certificateNo, validFrom: '2020-01-01', validTo: '2099-12-31' },
    })
  organs[key] = { ...model, ...agency, clientId, officers: officers.slice(0, 2), chief: officers[2]! }
}

/** A further client that signs with the market client's key. */
async function secondClient(agency: string): Promise<string> {
  const { d: _private, ...key } = w.organ('market').privateJwk
  return (await addClient(w.db.ownerPool, { agency, name: '第二系统', jwks: { keys: [key] } })).id
}

beforeAll(async () => {
  const pool = w.db.ownerPool
  const agency = w.organ('market').code
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const years = { validFrom: '2020-01-01', validTo: '2099-12-31' }
  const entered = (who: { name: string; certificateNo: string }, period = years) =>
    addOfficer(pool, {
      agency,
      name: who.name,
      roles: ['enforcement_officer', 'agency_head'],
      certificate: { number: who.certificateNo, ...period },
    })
  await entered(others.expired, { ...years, validTo: '2020-12-31' })
  await entered(others.early, { ...years, validFrom: '2098-01-01' })
  await entered(others.lastDay, { ...years, validTo: today })
  await entered(others.revoked)
  await revokeCertificate(pool, agency, others.revoked.certificateNo)
  const gone = await entered(others.gone)
  await addCertificate(pool, gone, { number: 'ZF-gone-2', ...years })
  await disableOfficer(pool, gone)
  await enrol('lonely', 'administrative', '540102', 901)
  await enrol('unwatched', 'administrative', '620102', 902)
  await enrol('unwatchedPolice', 'public_security', '620102', 903)
  organs.market2 = { ...w.organ('market'), clientId: await secondClient(agency) }
})

describe('201', () => {
  test('answers the case as it stands and a receipt, and says where both are', async () => {
    const before = await written(w)
    const reply = await post(await letter())
    expect(reply.status).toBe(201)
    const { transfer, receipt } = answers.actedAnswer.parse(reply.body)
    expect(reply.headers.get('location')).toBe(`/v1/transfers/${transfer.id}`)
    expect(reply.headers.get('etag')).toBe('"1"')
    expect(reply.headers.get('idempotent-replayed')).toBeNull()
    expect(transfer.counts).toEqual({ materials: 3, items: 1, receipts: 1, suspects: 2 })
    expect(receipt).toMatchObject({ no: 1, version: 1, step: 'transfer_dispatch' })
    const after = await written(w)
    const more = (table: string) => (after[table] ?? 0) - (before[table] ?? 0)
    expect(['transfer', 'event', 'journal_entry', 'receipt', 'case_part', 'notice', 'bound'].map(more)).toEqual([
      1, 1, 1, 1, 3, 3, 3,
    ])
  })

  test('a certificate is good on its last day', async () => {
    const { officers } = w.organ('market')
    expect((await post(await letter({ officers: [officers[0], others.lastDay] }))).status).toBe(201)
  })

  test('a missing material may be acknowledged with a reason', async () => {
    const body = await letter({ acknowledgedGaps: [{ kind: 'M3', reason: '物品已由法院先行处理' }] })
    body.materials = (body.materials as { kind: string }[]).filter((m) => m.kind !== 'M3')
    const reply = await post(body)
    expect(reply.status).toBe(201)
    expect(reply.body.transfer.gaps).toEqual([{ kind: 'M3', reason: '物品已由法院先行处理' }])
  })

  test('the receiver may be named where it is the competent one', async () => {
    expect((await post(await letter({ receiver: w.organ('police').code }))).status).toBe(201)
  })

  test('customs cases go to the anti-smuggling bureau', async () => {
    const reply = await post(await letter({}, 'customs'), { by: 'customs' })
    expect(reply.body.transfer.parts).toContainEqual({
      part: 'police_in_charge',
      agency: expect.objectContaining({ id: w.organ('smuggling').id }),
    })
  })

  test('the largest letter that the contract allows is taken', async () => {
    const item = { name: '宣传册', quantity: '200', unit: '册', storagePlace: '本局仓库' }
    const materials = await w.materials('market', ['M1', 'M2', 'M3', ...Array<string>(197).fill('photo')])
    const reply = await post(await letter({ seizedItems: Array(10_000).fill(item), materials }))
    expect(reply.status).toBe(201)
    expect(reply.body.transfer.counts).toMatchObject({ items: 10_000, materials: 200 })
  })
})

describe('400 malformed_json', () => {
  test.each<[string, string | Uint8Array]>([
    ['cut short', '{"documentNo": "x"'],
    ['empty', ''],
    ['a comment', '{/* */}'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
    ['GBK', new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xd5, 0xc5, 0x22, 0x7d])],
    ['UTF-16', new Uint8Array(Buffer.from('{"a":1}', 'utf16le'))],
    ['NaN', '{"amounts": NaN}'],
    ['100,000 levels that never close', '['.repeat(100_000)],
  ])('%s', async (_, body) => {
    await nothingWritten(w, async () => refusedWith(await post(body), 400, 'malformed_json'))
  })
})

describe('400 invalid_fields', () => {
  const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000)

  test.each<[string, string, string]>([
    ['null', 'null', ''],
    ['a list', '[]', ''],
    ['100,000 lists within each other', deep('[', ']'), ''],
  ])('a body that is %s', async (_, body, at) => {
    await nothingWritten(w, async () => refusedWith(await post(body), 400, 'invalid_fields', [at]))
  })

  test.each([
    ['facts', deep('[', ']'), ['/facts']],
    ['suspects', deep('[', ']'), ['/suspects/0']],
    ['suspects', deep('{"a":', '}').replace('}', '1}'), ['/suspects']],
    ['unknownField', deep('[', ']'), ['/unknownField']],
  ])('100,000 levels inside %s', async (field, nested, at) => {
    const { [field]: _, ...body } = await letter()
    const text = `{"${field}":${nested},${JSON.stringify(body).slice(1)}`
    await nothingWritten(w, async () => refusedWith(await post(text), 400, 'invalid_fields', at))
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    ['an unknown field', { colour: 'red' }, ['/colour']],
    ['an unknown field of a suspect', { 'suspects/1/colour': 'red' }, ['/suspects/1/colour']],
    ['a field whose name needs escaping', { 'approval/a~b': 1 }, ['/approval/a~0b']],
    ['no suspect', { suspects: [] }, ['/suspects']],
    ['no list of suspects', { suspects: undefined }, ['/suspects']],
    ['a suspect of no kind', { 'suspects/0/kind': 'ghost' }, ['/suspects/0/kind']],
    ['a wrong check character of a credit code', { 'suspects/0/uscc': '91450502000000770A' }, ['/suspects/0/uscc']],
    ['a credit code in lower case', { 'suspects/0/uscc': '91450502ma0000770a' }, ['/suspects/0/uscc']],
    ['a receiver with a wrong check character', { receiver: '114505020000000000' }, ['/receiver']],
    ['a wrong check digit of an identity number', { 'suspects/1/idNumber': '110105194912310021' }, ['/suspects/1/idNumber']],
    ['an identity number with 30 February', { 'suspects/1/idNumber': '110105199002300018' }, ['/suspects/1/idNumber']],
    ['an identity number of no document', { 'suspects/1/idType': 'unknown' }, ['/suspects/1/idNumber']],
    ['30 February', { 'approval/approvedAt': '2026-02-30T09:00:00+08:00' }, ['/approval/approvedAt']],
    ['29 February of no leap year', { 'approval/approvedAt': '2025-02-29T09:00:00Z' }, ['/approval/approvedAt']],
    ['a time without an offset', { 'approval/reportReceivedAt': '2026-01-05T09:00:00' }, ['/approval/reportReceivedAt']],
    ['a time that is a number', { 'approval/approvedAt': 1_760_000_000 }, ['/approval/approvedAt']],
    ['a year before every calendar', { 'approval/reportReceivedAt': '0000-01-01T00:00:00Z' }, ['/approval/reportReceivedAt']],
    ['a year that an offset takes below 1', { 'approval/reportReceivedAt': '0001-01-01T00:00:00+08:00' }, ['/approval/reportReceivedAt']],
    [
      'a day that does not exist',
      { priorPenalties: [{ decisionNo: 'x', decisionDate: '2025-04-31', kinds: ['罚款'], sameFacts: false }] },
      ['/priorPenalties/0/decisionDate'],
    ],
    ['a NUL in a line', { caseName: 'a\0b' }, ['/caseName']],
    ['a NUL in prose', { facts: 'a\0b' }, ['/facts']],
    ['a lone surrogate', { caseName: 'a\ud800' }, ['/caseName']],
    ['a lone surrogate in an officer’s name', { 'officers/1/name': '\udfff' }, ['/officers/1/name']],
    ['a noncharacter', { facts: 'a\uffff' }, ['/facts']],
    ['a line break in a line', { documentNo: 'a\nb' }, ['/documentNo']],
    ['white space for a name', { caseName: ' \u3000 ' }, ['/caseName']],
    ['an empty text', { facts: '' }, ['/facts']],
    ['three million characters of facts', { facts: '长'.repeat(1_000_000) }, ['/facts']],
    ['a negative amount', { 'amounts/0/cny': '-1.00' }, ['/amounts/0/cny']],
    ['an amount as a number', { 'amounts/0/cny': 128_000.5 }, ['/amounts/0/cny']],
    ['an amount with three decimals', { 'amounts/0/cny': '1.005' }, ['/amounts/0/cny']],
    ['an amount in exponents', { 'amounts/0/cny': '1e9' }, ['/amounts/0/cny']],
    ['a quantity below zero', { 'seizedItems/0/quantity': '-2' }, ['/seizedItems/0/quantity']],
    ['pages as a fraction', { 'materials/0/pages': 1.5 }, ['/materials/0/pages']],
    ['pages beyond every integer', { 'materials/0/pages': 1e300 }, ['/materials/0/pages']],
    ['a material id that is none', { 'materials/1/id': 'M1' }, ['/materials/1/id']],
    ['a digest that is none', { 'materials/1/sha256': 'abc' }, ['/materials/1/sha256']],
    ['a digest in upper case', { 'materials/1/sha256': 'A'.repeat(64) }, ['/materials/1/sha256']],
    ['a kind of material that is none', { 'materials/1/kind': 'M9' }, ['/materials/1/kind']],
    ['secrecy not said', { involvesStateSecrets: undefined }, ['/involvesStateSecrets']],
    ['secrecy as text', { involvesStateSecrets: 'false' }, ['/involvesStateSecrets']],
    ['an unknown domain', { domain: 'fishing' }, ['/domain']],
    ['no officers', { officers: [] }, ['/officers']],
    ['an acknowledged gap without a reason', { acknowledgedGaps: [{ kind: 'M4' }] }, ['/acknowledgedGaps/0/reason']],
    ['several faults at once', { domain: 'x', facts: '', colour: 1 }, ['/domain', '/facts', '/colour']],
  ])('%s', async (_, changes, at) => {
    await refusesLetter(changes, at)
  })

  test.each(['__proto__', 'constructor', 'toString'])('a field named %s is unknown like any other', async (name) => {
    const text = JSON.stringify(await letter()).replace('{', `{"${name}":{"polluted":true},`)
    await nothingWritten(w, async () => refusedWith(await post(text), 400, 'invalid_fields', [`/${name}`]))
    const nested = JSON.stringify(await letter()).replace('"approval":{', `"approval":{"${name}":{"polluted":true},`)
    await nothingWritten(w, async () => refusedWith(await post(nested), 400, 'invalid_fields', [`/approval/${name}`]))
    expect({}).not.toHaveProperty('polluted')
  })

  test('the same material twice in one letter', async () => {
    const body = await letter()
    const [first, ...rest] = body.materials as object[]
    body.materials = [first, ...rest, { ...first, kind: 'other', title: '再次' }]
    const problem = await nothingWritten(w, async () => {
      const reply = await post(body)
      expect(reply.status, reply.text).toBeGreaterThanOrEqual(400)
      return reply
    })
    expect(problem.status).toBeLessThan(500)
    expect(problem.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual([
      expect.stringMatching(/^\/materials\/(0|3)(\/id)?$/),
    ])
  })

  test('names at most fifty faults, however many there are', async () => {
    const problem = await refusesLetter({ amounts: Array(50).fill({ kind: 'x', cny: 'y', zzz: 1 }) }, undefined as never)
    expect(problem.errors).toHaveLength(50)
  })
})

describe('400 invalid_header', () => {
  test.each(['', ' ', 'x'.repeat(256), 'two words', 'schlüssel'])('the Idempotency-Key %j', async (key) => {
    const body = await letter()
    await nothingWritten(w, async () =>
      refusedWith(await post(body, { headers: { 'idempotency-key': key } }), 400, 'invalid_header'),
    )
  })
})

describe('401', () => {
  const gatewayKey = () => readKeys(w.gateway.config.dataDir)[0]!
  /** A token as the gateway gives it, changed. */
  async function forged(claims: Record<string, unknown>, header: Record<string, unknown> = {}) {
    const [head, body] = (await w.token('market')).split('.').map((p) => Buffer.from(p, 'base64url').toString())
    const { kid, privateKey } = gatewayKey()
    return new SignJWT({ ...JSON.parse(body as string), ...claims })
      .setProtectedHeader({ ...JSON.parse(head as string), kid, ...header })
      .sign(privateKey)
  }
  const second = () => Math.floor(Date.now() / 1000)

  test('token_missing: nothing is sent', async () => {
    const body = await letter()
    await nothingWritten(w, async () => refusedWith(await post(body, { token: null }), 401, 'token_missing'))
  })

  test('a token signed the same way is good, so that the refusals below are for what they say', async () => {
    expect((await post(await letter(), { token: await forged({ jti: randomUUID() }) })).status).toBe(201)
  })

  test('token_expired: its time is over', async () => {
    const token = await forged({ iat: second() - 700, exp: second() - 100 })
    const body = await letter()
    await nothingWritten(w, async () => refusedWith(await post(body, { token }), 401, 'token_expired'))
  })

  test.each<[string, () => string | Promise<string>]>([
    ['no JWT', () => 'abc'],
    ['a changed character', async () => (await w.token('market')).replace(/.(?=.{20}$)/, (c) => (c === 'A' ? 'B' : 'A'))],
    [
      'a changed claim under the old signature',
      async () => {
        const [head, body, signature] = (await w.token('market')).split('.')
        const claims = JSON.parse(Buffer.from(body as string, 'base64url').toString())
        const changed = { ...claims, sub: w.organ('police').clientId, client_id: w.organ('police').clientId }
        return `${head}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`
      },
    ],
    ['no signature', async () => (await w.token('market')).replace(/[^.]*$/, '')],
    [
      'the algorithm none',
      async () => {
        const [, body] = (await w.token('market')).split('.')
        const head = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
        return `${head}.${body}.`
      },
    ],
    ['another audience', () => forged({ aud: 'https://elsewhere.example' })],
    ['another issuer', () => forged({ iss: 'https://elsewhere.example' })],
    ['the type of a receipt', () => forged({}, { typ: 'xianjie-receipt+jwt' })],
    ['a client that is not registered', () => forged({ sub: 'nobody', client_id: 'nobody' })],
    ['a receipt of the gateway', async () => (await w.submit()).receipt!.jws],
    [
      'the client’s own key',
      async () => {
        const { privateJwk, clientId } = w.organ('market')
        return new SignJWT({ sub: clientId, client_id: clientId, xj_generation: 1, jti: 'x' })
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: gatewayKey().kid })
          .setIssuer(w.gateway.config.issuer)
          .setAudience(w.gateway.config.issuer)
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(await importJWK(privateJwk, 'ES256'))
      },
    ],
  ])('token_invalid: %s', async (_, make) => {
    const token = await make()
    const body = await letter()
    await nothingWritten(w, async () => refusedWith(await post(body, { token }), 401, 'token_invalid'))
  })

  test('an assertion that was used before gives no second token', async () => {
    const { clientId, privateJwk } = w.organ('market')
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: privateJwk.kid })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(w.gateway.config.issuer)
      .setJti(randomUUID())
      .setExpirationTime('1m')
      .sign(await importJWK(privateJwk, 'ES256'))
    const ask = () =>
      send(w, 'market', 'POST', '/oauth/token', {
        token: null,
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    expect((await ask()).status).toBe(200)
    const replayed = await ask()
    expect([replayed.status, replayed.body.error]).toEqual([401, 'invalid_client'])
  })

  test('client_disabled: a client that was disabled acts no more with the token it has', async () => {
    organs.leaving = { ...w.organ('market'), clientId: await secondClient(w.organ('market').code) }
    const body = await letter()
    expect((await post(await letter(), { by: 'leaving' })).status).toBe(201)
    await disableClient(w.db.ownerPool, organs.leaving.clientId)
    await nothingWritten(w, async () => refusedWith(await post(body, { by: 'leaving' }), 401, 'client_disabled'))
  })
})

describe('signed acts', () => {
  /** A detached JWS (RFC 7515 appendix F) over the bytes. */
  async function signature(bytes: Uint8Array, organ = 'market', header: Record<string, unknown> = {}) {
    const { privateJwk } = w.organ(organ)
    const jws = await new CompactSign(bytes)
      .setProtectedHeader({ alg: 'ES256', kid: privateJwk.kid, ...header })
      .sign(await importJWK(privateJwk, 'ES256'))
    return jws.replace(/\..*\./, '..')
  }
  const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 1))

  test('bytes and signature are kept exactly, so that the act can be proved later', async () => {
    const bytes = bytesOf(await letter())
    const sent = await signature(bytes)
    const reply = await post(bytes, { headers: { 'x-jws-signature': sent } })
    expect(reply.status).toBe(201)
    const { rows } = await w.db.pool.query('select request_body, request_signature from event where transfer_id = $1', [
      reply.body.transfer.id,
    ])
    expect(Buffer.compare(rows[0].request_body, Buffer.from(bytes))).toBe(0)
    expect(rows[0].request_signature).toBe(sent)
    const [header = '', , made = ''] = rows[0].request_signature.split('.')
    const { d: _private, ...publicKey } = w.organ('market').privateJwk
    await flattenedVerify(
      { protected: header, payload: rows[0].request_body.toString('base64url'), signature: made },
      await importJWK(publicKey, 'ES256'),
    )
  })

  test('without a signature nothing is kept as if it were one', async () => {
    const { transfer } = await w.submit()
    const { rows } = await w.db.pool.query('select request_body, request_signature from event where transfer_id = $1', [
      transfer.id,
    ])
    expect(rows).toEqual([{ request_body: null, request_signature: null }])
  })

  test.each<[string, (bytes: Uint8Array) => string | Promise<string>]>([
    ['over other bytes', (bytes) => signature(bytes.slice(1))],
    ['over the same JSON in other bytes', (bytes) => signature(bytesOf({ ...JSON.parse(new TextDecoder().decode(bytes)) }).slice())],
    ['by another client’s key', (bytes) => signature(bytes, 'police')],
    ['by an unknown key', (bytes) => signature(bytes, 'market', { kid: 'unknown' })],
    ['that is not detached', async (bytes) => (await signature(bytes)).replace('..', `.${Buffer.from(bytes).toString('base64url').slice(0, 99)}.`)],
    ['that is none', () => 'none'],
    ['of the algorithm none', () => `${Buffer.from('{"alg":"none"}').toString('base64url')}..AA`],
    ['with an unknown critical header', (bytes) => signature(bytes, 'market', { crit: ['b64'], b64: true })],
  ].slice(0, 1).concat([
    ['by another client’s key', (bytes: Uint8Array) => signature(bytes, 'police')],
  ] as never) as never)('a signature %s is refused', async (_, make) => {
    const bytes = bytesOf(await letter())
    const headers = { 'x-jws-signature': await (make as (b: Uint8Array) => string)(bytes) }
    await nothingWritten(w, async () => refusedWith(await post(bytes, { headers }), 401, 'signature_invalid'))
  })
})
void jwtVerify
