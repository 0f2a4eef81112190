// `POST /v1/transfers/check`: everything a submission would say, nothing kept.
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { inventedUscc, world } from '../world.ts'
import { type Asked, nothingWritten, type Reply, refusedWith, send } from './refusals.ts'
import { enrol, letter, submit } from './scene.ts'

const w = await world()
const check = (body: unknown, by = 'market', asked: Asked = {}): Promise<Reply> =>
  nothingWritten(w, () => send(w, by, 'POST', '/v1/transfers/check', { ...asked, body }))

describe('200', () => {
  test('a letter that would be taken is acceptable, and is taken afterwards', async () => {
    const body = await letter(w)
    const reply = await check(body)
    expect([reply.status, reply.body]).toMatchObject([200, { acceptable: true, problems: [], warnings: [] }])
    expect((await check(body)).body.acceptable, 'asking does not change the answer').toBe(true)
    expect((await submit(w, body)).status).toBe(201)
  })

  test.each<[string, Record<string, unknown>, string, string[] | undefined]>([
    ['state secrets', { involvesStateSecrets: true }, 'state_secret', ['/involvesStateSecrets']],
    ['one officer', { officers: [w.organ('market').officers[0]] }, 'two_officers_required', ['/officers']],
    ['another receiver', { receiver: w.organ('foreignPolice').code }, 'receiver_not_competent', ['/receiver']],
    [
      'no head',
      { 'approval/approvedBy': w.organ('market').officers[0] },
      'officer_lacks_role',
      ['/approval/approvedBy'],
    ],
    ['an unknown material', { 'materials/0/id': randomUUID() }, 'material_unknown', ['/materials/0/id']],
    ['another digest', { 'materials/0/sha256': '0'.repeat(64) }, 'material_digest_differs', ['/materials/0/sha256']],
    ['materials missing', { materials: [] }, 'materials_missing', ['/materials', '/materials', '/materials']],
  ])('%s: the problem is the one that the submission meets', async (_, changes, code, at) => {
    const body = await letter(w, changes)
    const { status, body: said } = await check(body)
    expect(status).toBe(200)
    answers.checkAnswer.parse(said)
    expect(said).toMatchObject({
      acceptable: false,
      problems: [{ code, errors: at?.map((pointer) => ({ pointer })) }],
    })
    const { requestId: _checked, ...checked } = said.problems[0]
    const { requestId: _met, ...met } = (await submit(w, body)).body
    expect(checked).toEqual(met)
  })

  test('what only the database knows is said altogether', async () => {
    const documentNo = '海市监移〔2026〕77号'
    const { transfer } = await w.submit('market', { documentNo })
    const changes = {
      documentNo,
      'officers/0/certificateNo': 'ZF-none',
      'materials/2/id': randomUUID(),
    }
    const { body } = await check(await letter(w, changes))
    expect(body.problems.map((p: { code: string }) => p.code)).toEqual([
      'duplicate_document',
      'officer_not_certified',
      'material_unknown',
    ])
    expect(body.problems[0].first.id).toBe(transfer.id)
  })

  test('a place without a receiver, an organ that transfers nothing', async () => {
    await enrol(w, 'lonely', { kind: 'administrative', regionCode: '540102' })
    const lonely = await check(await letter(w, {}, 'lonely'), 'lonely')
    expect(lonely.body).toMatchObject({ acceptable: false, problems: [{ status: 422, code: 'no_receiver' }] })
    const court = await check(await letter(w, {}, 'court'), 'court')
    expect(court.body).toMatchObject({
      acceptable: false,
      problems: [{ status: 403, code: 'agency_kind_not_permitted' }],
    })
  })
})

describe('warnings', () => {
  const unit = { kind: 'unit', name: '另一虚构商贸有限公司', uscc: inventedUscc(4321, '450502', '91') }
  const person = { kind: 'person', name: '李四', idType: 'unknown', birthDate: '1980-02-29' }
  const own = { suspects: [unit, person], facts: '虚构商贸有限公司在网店销售假冒注册商标的商品。' }
  const kinds = (body: { warnings?: { kind: string }[] }) => body.warnings?.map(({ kind }) => kind)

  test('say that another agency has transferred the same, each kind by itself, and never which case', async () => {
    const documentNo = '商移〔2026〕31号'
    const { transfer } = await w.submit('foreignMarket', { ...own, documentNo })
    const cases: [Record<string, unknown>, string[]][] = [
      [{ ...own, documentNo: '商移[2026]第031号' }, ['document', 'facts', 'person', 'unit']],
      [{ suspects: [unit] }, ['unit']],
      [{ suspects: [{ ...unit, name: '改名后的公司' }] }, ['unit']],
      [{ suspects: [{ ...person, idType: 'passport' }] }, ['person']],
      [{ suspects: [{ ...person, birthDate: '1981-02-28' }] }, []],
      [{ suspects: [{ kind: 'person', name: '李四', idType: 'unknown' }] }, []],
      [{ suspects: [{ ...person, name: '王五' }], facts: ` ${own.facts} ` }, ['facts']],
    ]
    for (const [changes, told] of cases) {
      const reply = await check(await letter(w, changes))
      expect(kinds(reply.body), JSON.stringify(changes)).toEqual(told)
      expect(reply.body.acceptable, 'a warning refuses nothing').toBe(true)
      for (const secret of [transfer.id, w.organ('foreignMarket').code, w.organ('foreignMarket').name])
        expect(reply.text).not.toContain(secret)
    }
  })

  test('are in the answer to the submission too, also where it is sent again', async () => {
    const other = { suspects: [{ ...person, name: '赵六' }], facts: '赵六未取得烟草专卖许可，向不特定对象销售卷烟。' }
    const one = await submit(w, await letter(w, other))
    expect(kinds(one.body.transfer), 'nobody knew of it').toBeUndefined()
    const body = await letter(w, other, 'foreignMarket')
    const asked = { by: 'foreignMarket', headers: { 'idempotency-key': 'warned' } }
    const first = await submit(w, body, asked)
    expect([first.status, kinds(first.body.transfer)]).toEqual([201, ['facts', 'person']])
    answers.actedAnswer.parse(first.body)
    expect((await submit(w, body, asked)).body).toEqual(first.body)
    // Nothing of it stands in the case, which others read.
    const shown = await send(w, 'foreignPolice', 'GET', `/v1/transfers/${first.body.transfer.id}`)
    expect(kinds(shown.body)).toBeUndefined()
  })

  test('are not about the agency’s own cases, nor about what was refused', async () => {
    const mine = { suspects: [{ ...person, name: '孙七' }], facts: '孙七在校园周边销售变质食品，金额较大。' }
    const refused = await submit(w, await letter(w, { ...mine, involvesStateSecrets: true }, 'foreignMarket'), {
      by: 'foreignMarket',
    })
    expect(refused.status).toBe(422)
    await w.submit('market', mine)
    expect(kinds((await check(await letter(w, mine))).body)).toEqual([])
    const others = await check(await letter(w, mine, 'foreignMarket'), 'foreignMarket')
    expect(kinds(others.body)).toEqual(['facts', 'person'])
  })
})

describe('400, 401, 413, 415', () => {
  test('what is malformed is refused as a submission would be', async () => {
    refusedWith(await check('{'), 400, 'malformed_json')
    refusedWith(await check(await letter(w, { suspects: [], colour: 1 })), 400, 'invalid_fields', [
      '/suspects',
      '/colour',
    ])
    refusedWith(await check(Buffer.alloc(5 * 1024 * 1024, 32)), 413, 'body_too_large')
    refusedWith(
      await check('{}', 'market', { headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported_media_type',
    )
    refusedWith(await check('{}', 'market', { token: null }), 401, 'token_missing')
    refusedWith(await check('{}', 'market', { token: 'abc' }), 401, 'token_invalid')
  })
})
