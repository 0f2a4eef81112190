// `POST /v1/transfers`: one block a promised status. Whatever is wrong with a letter, the answer names the field and
// nothing of the letter stays behind.

import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { importJWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { disableClient, disableOfficer, readKeys, revokeCertificate } from '../../src/agencies/index.ts'
import { world } from '../world.ts'
import { type Asked, nothingWritten, refusedWith, send, written } from './refusals.ts'
import { engage, enrol, enrolClient, forged, letter as letterIn, submit, tokenForm } from './scene.ts'

const w = await world()
const letter = (changes: Record<string, unknown> = {}, by = 'market') => letterIn(w, changes, by)
const post = (body: unknown, asked: Asked & { by?: string } = {}) => submit(w, body, asked)

/** A good letter with these changes is refused so, and leaves nothing. */
async function refuses(
  changes: Record<string, unknown>,
  status: number,
  code: Parameters<typeof refusedWith>[2],
  at?: readonly string[],
  by = 'market',
) {
  const body = await letter(changes, by)
  return nothingWritten(w, async () => refusedWith(await post(body, { by }), status, code, at))
}

/** Further officers of the market organ. */
const others = {
  expired: { name: '过期', certificateNo: 'ZF-expired' },
  early: { name: '未到', certificateNo: 'ZF-early' },
  revoked: { name: '吊销', certificateNo: 'ZF-revoked' },
  gone: { name: '离职', certificateNo: 'ZF-gone' },
  lastDay: { name: '末日', certificateNo: 'ZF-lastday' },
}

beforeAll(async () => {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const head = ['enforcement_officer', 'agency_head']
  await engage(w, 'market', others.expired, head, { validTo: '2020-12-31' })
  await engage(w, 'market', others.early, head, { validFrom: '2098-01-01' })
  await engage(w, 'market', others.lastDay, head, { validTo: today })
  await engage(w, 'market', others.revoked, head)
  await revokeCertificate(w.db.ownerPool, w.organ('market').code, others.revoked.certificateNo)
  await disableOfficer(w.db.ownerPool, await engage(w, 'market', others.gone, head))
})

type Named = { name: string; certificateNo: string }

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

  test('brackets in a text are no levels', async () => {
    const facts = `${'['.repeat(1_000)}"\\\\"${'{'.repeat(1_000)}`
    expect((await post(await letter({ facts }))).status).toBe(201)
  })

  test('the largest letter that the contract allows is taken', async () => {
    const item = { name: '宣传册', quantity: '200', unit: '册', storagePlace: '本局仓库' }
    const materials = await w.materials('market', ['M1', 'M2', 'M3', ...Array<string>(197).fill('photo')])
    const reply = await post(await letter({ seizedItems: Array(10_000).fill(item), materials }))
    expect(reply.status).toBe(201)
    expect(reply.body.transfer.counts).toMatchObject({ items: 10_000, materials: 200 })
  })
})

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

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
    ['100,000 lists within each other', nested(100_000)],
    ['100,000 objects within each other', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['deep after a quotation mark that ends no text', `{"a\\"":${nested(100)}}`],
  ])('%s', async (_, body) => {
    await nothingWritten(w, async () => refusedWith(await post(body), 400, 'malformed_json'))
  })
})

describe('400 invalid_fields', () => {
  test.each<[string, string, string]>([
    ['null', 'null', ''],
    ['a list', '[]', ''],
    ['twenty lists within each other', nested(20), ''],
  ])('a body that is %s', async (_, body, at) => {
    await nothingWritten(w, async () => refusedWith(await post(body), 400, 'invalid_fields', [at]))
  })

  test.each([
    ['facts', ['/facts']],
    ['suspects', ['/suspects/0']],
    ['unknownField', ['/unknownField']],
  ])('twenty levels inside %s', async (field, at) => {
    const { [field]: _, ...body } = await letter()
    const letterWith = (inside: number) => `{"${field}":${nested(inside)},${JSON.stringify(body).slice(1)}`
    await nothingWritten(w, async () => {
      refusedWith(await post(letterWith(20)), 400, 'invalid_fields', at)
      refusedWith(await post(letterWith(100_000)), 400, 'malformed_json')
    })
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
    [
      'a wrong check digit of an identity number',
      { 'suspects/1/idNumber': '110105194912310021' },
      ['/suspects/1/idNumber'],
    ],
    ['an identity number with 30 February', { 'suspects/1/idNumber': '110105199002300018' }, ['/suspects/1/idNumber']],
    ['an identity number of no document', { 'suspects/1/idType': 'unknown' }, ['/suspects/1/idNumber']],
    ['30 February', { 'approval/approvedAt': '2026-02-30T09:00:00+08:00' }, ['/approval/approvedAt']],
    ['29 February of no leap year', { 'approval/approvedAt': '2025-02-29T09:00:00Z' }, ['/approval/approvedAt']],
    [
      'a time without an offset',
      { 'approval/reportReceivedAt': '2026-01-05T09:00:00' },
      ['/approval/reportReceivedAt'],
    ],
    ['a time that is a number', { 'approval/approvedAt': 1_760_000_000 }, ['/approval/approvedAt']],
    [
      'a year before every calendar',
      { 'approval/reportReceivedAt': '0000-01-01T00:00:00Z' },
      ['/approval/reportReceivedAt'],
    ],
    [
      'a year that an offset takes below 1',
      { 'approval/reportReceivedAt': '0001-01-01T00:00:00+08:00' },
      ['/approval/reportReceivedAt'],
    ],
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
    await refuses(changes, 400, 'invalid_fields', at)
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
    const amounts = Array(50).fill({ kind: 'x', cny: 'y', colour: 1 })
    const problem = await refuses({ amounts }, 400, 'invalid_fields')
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
  const second = () => Math.floor(Date.now() / 1000)

  test('token_missing: nothing is sent', async () => {
    const body = await letter()
    await nothingWritten(w, async () => refusedWith(await post(body, { token: null }), 401, 'token_missing'))
  })

  test('a token signed the same way is good, so that the refusals below are for what they say', async () => {
    expect((await post(await letter(), { token: await forged(w, { jti: randomUUID() }) })).status).toBe(201)
  })

  test('token_expired: its time is over', async () => {
    const token = await forged(w, { iat: second() - 700, exp: second() - 100 })
    const body = await letter()
    await nothingWritten(w, async () => refusedWith(await post(body, { token }), 401, 'token_expired'))
  })

  test.each<[string, () => string | Promise<string>]>([
    ['no JWT', () => 'abc'],
    [
      'a changed character',
      async () => (await w.token('market')).replace(/.(?=.{20}$)/, (c) => (c === 'A' ? 'B' : 'A')),
    ],
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
    ['another audience', () => forged(w, { aud: 'https://elsewhere.example' })],
    ['another issuer', () => forged(w, { iss: 'https://elsewhere.example' })],
    ['the type of a receipt', () => forged(w, {}, { typ: 'xianjie-receipt+jwt' })],
    ['a client that is not registered', () => forged(w, { sub: 'nobody', client_id: 'nobody' })],
    ['a receipt of the gateway', async () => (await w.submit()).receipt!.jws],
    [
      'the client’s own key',
      async () => {
        const { privateJwk, clientId } = w.organ('market')
        return new SignJWT({ sub: clientId, client_id: clientId, xj_generation: 1, jti: 'x' })
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: readKeys(w.gateway.config.dataDir)[0]?.kid ?? '' })
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
    const form = await tokenForm(w, 'market')
    const ask = () => send(w, 'market', 'POST', '/oauth/token', form)
    expect((await ask()).status).toBe(200)
    const replayed = await ask()
    expect([replayed.status, replayed.body.error]).toEqual([401, 'invalid_client'])
  })

  test('client_disabled: a client that was disabled acts no more with the token it has', async () => {
    await enrolClient(w, 'leaving', 'market')
    expect((await post(await letter(), { by: 'leaving' })).status).toBe(201)
    const body = await letter()
    await disableClient(w.db.ownerPool, w.organ('leaving').clientId)
    await nothingWritten(w, async () => refusedWith(await post(body, { by: 'leaving' }), 401, 'client_disabled'))
  })
})

describe('403 agency_kind_not_permitted', () => {
  test.each(['police', 'procuratorate', 'justice', 'government', 'commission', 'court', 'platform'])(
    '%s transfers no case this way',
    async (by) => {
      const problem = await refuses({}, 403, 'agency_kind_not_permitted', undefined, by)
      expect(problem.basis).toEqual(['R310 5(2)', 'R310 6', 'APL 27(1)'])
    },
  )
})

describe('409 duplicate_document', () => {
  test('a letter under a number used before names the first, however the number is written', async () => {
    const { transfer } = await w.submit('market', { documentNo: '海市监移〔2026〕5号' })
    for (const documentNo of [
      '海市监移〔2026〕5号',
      '海市监移[2026]第005号',
      '海市监移（2026）5',
      '海市监移【2026】 ０５ 号',
    ]) {
      const problem = await refuses({ documentNo }, 409, 'duplicate_document', ['/documentNo'])
      expect(problem).toMatchObject({ first: { id: transfer.id, href: `/v1/transfers/${transfer.id}` } })
    }
    await w.submit('market', { documentNo: '海市监移〔2026〕50号' })
    await w.submit('customs', { documentNo: '海市监移〔2026〕5号' })
  })

  test('keys say that they are two letters', async () => {
    const documentNo = '海市监移〔2026〕6号'
    for (const key of ['a', 'b'])
      expect((await post(await letter({ documentNo }), { headers: { 'idempotency-key': key } })).status).toBe(201)
    await refuses({ documentNo }, 409, 'duplicate_document', ['/documentNo'])
  })
})

describe('413 body_too_large', () => {
  const huge = 5 * 1024 * 1024

  test('five MiB that say so', async () => {
    const body = Buffer.alloc(huge, ' ')
    await nothingWritten(w, async () => refusedWith(await post(body), 413, 'body_too_large'))
  })

  test('five MiB in chunks, without a length', async () => {
    const body = Readable.from(Array.from({ length: huge / 65_536 }, () => Buffer.alloc(65_536, ' ')))
    await nothingWritten(w, async () => refusedWith(await post(body), 413, 'body_too_large'))
  })

  test('the connection goes on', async () => {
    expect((await post(await letter())).status).toBe(201)
  })
})

describe('415 unsupported_media_type', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data; boundary=x',
  ])('%s', async (type) => {
    const body = await letter()
    const asked = { headers: { 'content-type': type } }
    await nothingWritten(w, async () => refusedWith(await post(body, asked), 415, 'unsupported_media_type'))
  })

  test('none', async () => {
    const reply = await fetch(`${w.gateway.url}/v1/transfers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await w.token('market')}` },
      body: new Uint8Array(Buffer.from(JSON.stringify(await letter()))),
    })
    const { code } = (await reply.json()) as { code: string }
    expect([reply.status, code]).toEqual([415, 'unsupported_media_type'])
  })

  test('a parameter of the type is no fault', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    expect((await post(await letter(), { headers })).status).toBe(201)
  })
})

describe('422', () => {
  const [first, second] = w.organ('market').officers as [Named, Named]
  const { chief } = w.organ('market')
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

  test('state_secret: the case goes another way', async () => {
    const problem = await refuses({ involvesStateSecrets: true }, 422, 'state_secret', ['/involvesStateSecrets'])
    expect(problem.detail).toMatch(/机要/)
    expect(problem.basis).toContainEqual(expect.stringMatching(/^SSL /))
  })

  test('no_receiver: no public security organ at the place, or none that anybody watches', async () => {
    await enrol(w, 'lonely', { kind: 'administrative', regionCode: '540102' })
    await refuses({}, 422, 'no_receiver', ['/domain'], 'lonely')
    await enrol(w, 'unwatched', { kind: 'administrative', regionCode: '620102' })
    await enrol(w, 'unwatchedPolice', { kind: 'public_security', regionCode: '620102' })
    const problem = await refuses({}, 422, 'no_receiver', undefined, 'unwatched')
    expect(problem.detail).toContain(w.organ('unwatchedPolice').name)
  })

  test('receiver_not_competent: the competent one is named', async () => {
    for (const organ of ['foreignPolice', 'procuratorate']) {
      const { code } = w.organ(organ)
      const problem = await refuses({ receiver: code }, 422, 'receiver_not_competent', ['/receiver'])
      expect(problem.detail).toContain(w.organ('police').code)
    }
  })

  test.each<[string, Named[]]>([
    ['one officer', [first]],
    ['one officer twice', [first, first]],
    ['two names on one certificate', [first, { ...second, certificateNo: first.certificateNo }]],
  ])('two_officers_required: %s', async (_, officers) => {
    const problem = await refuses({ officers }, 422, 'two_officers_required', ['/officers'])
    expect(problem.basis).toContain('APL 42(1)')
  })

  test.each<[string, Named, string]>([
    ['unknown', { name: '无名', certificateNo: 'ZF-none' }, '/officers/1'],
    ['of another agency', w.organ('customs').officers[0] as Named, '/officers/1'],
    ['under another name', { ...second, name: '冒名' }, '/officers/1'],
    ['expired', others.expired, '/officers/1/certificateNo'],
    ['not yet valid', others.early, '/officers/1/certificateNo'],
    ['revoked', others.revoked, '/officers/1/certificateNo'],
    ['of one who left', others.gone, '/officers/1/certificateNo'],
  ])('officer_not_certified: a certificate %s', async (_, officer, at) => {
    const problem = await refuses({ officers: [first, officer] }, 422, 'officer_not_certified', [at])
    expect(problem.basis).toContain('APL 42(1)')
  })

  test('officer_not_certified: every officer that cannot act is named, the head too', async () => {
    const at = ['/officers/0/certificateNo', '/officers/1', '/approval/approvedBy/certificateNo']
    const officers = [others.expired, { ...second, name: '冒名' }]
    await refuses({ officers, 'approval/approvedBy': others.revoked }, 422, 'officer_not_certified', at)
  })

  test('officer_lacks_role: who approved is not the head', async () => {
    const problem = await refuses({ 'approval/approvedBy': second }, 422, 'officer_lacks_role', [
      '/approval/approvedBy',
    ])
    expect(problem.detail).toContain('agency_head')
    expect(problem.basis).toContain('R310 5(2)')
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['lies in the future', { approvedAt: inHours(1) }, '/approval/approvedAt'],
    [
      'came before the report',
      { reportReceivedAt: inHours(-1), approvedAt: inHours(-2) },
      '/approval/reportReceivedAt',
    ],
  ])('approval_times_impossible: the approval %s', async (_, times, at) => {
    const approval = { approvedBy: chief, reportReceivedAt: inHours(-30), ...times }
    const problem = await refuses({ approval }, 422, 'approval_times_impossible', [at])
    expect(problem.basis).toEqual(['R310 5(2)'])
  })

  test('materials_missing: each is named with its article', async () => {
    const priorPenalties = [{ decisionNo: '罚1号', decisionDate: '2026-01-05', kinds: ['罚款'], sameFacts: true }]
    const problem = await refuses(
      { materials: [], priorPenalties },
      422,
      'materials_missing',
      Array(4).fill('/materials'),
    )
    expect(problem.errors?.map((e) => e.detail)).toEqual([
      expect.stringContaining('M1'),
      expect.stringContaining('M2'),
      expect.stringContaining('R310 6(3)'),
      expect.stringContaining('penalty_decision'),
    ])
  })

  test('materials_missing: a gap acknowledged stands for its own kind only', async () => {
    const acknowledgedGaps = [{ kind: 'M1', reason: '原件在法院' }]
    const problem = await refuses({ materials: [], seizedItems: [], acknowledgedGaps }, 422, 'materials_missing', [
      '/materials',
    ])
    expect(problem.errors?.[0]?.detail).toContain('M2')
  })

  test('material_unknown: no such material, another agency’s, or one whose bytes are still coming', async () => {
    const [foreign] = await w.materials('foreignMarket', ['M1'])
    const [unfinished] = await w.materials('market', ['M1'])
    await w.db.pool.query("update material set state = 'receiving' where id = $1", [unfinished?.id])
    const answersTo = []
    for (const id of [randomUUID(), foreign?.id, unfinished?.id])
      answersTo.push(await refuses({ 'materials/1/id': id }, 422, 'material_unknown', ['/materials/1/id']))
    const told = answersTo.map(({ requestId: _, ...problem }) => problem)
    expect(told[1], 'whether it exists elsewhere stays unsaid').toEqual(told[0])
    expect(told[2]).toEqual(told[0])
  })

  test('material_used: a case has it already, or another agency’s case does', async () => {
    const { materials } = await letter()
    expect((await post(await letter({ materials }))).status).toBe(201)
    await refuses({ materials }, 422, 'material_used', ['/materials/0/id', '/materials/1/id', '/materials/2/id'])
    const used = await w.materials('foreignMarket', ['M1', 'M2', 'M3'])
    await w.submit('foreignMarket', { materials: used })
    await refuses({ materials: used }, 422, 'material_unknown', [
      '/materials/0/id',
      '/materials/1/id',
      '/materials/2/id',
    ])
  })

  test('material_digest_differs: the letter means another file', async () => {
    await refuses({ 'materials/2/sha256': 'ab'.repeat(32) }, 422, 'material_digest_differs', ['/materials/2/sha256'])
  })
})
