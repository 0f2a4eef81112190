// `POST /v1/transfers/{id}/steps/{step}`: one block a promised status. What the law does not allow at this moment, to this
// organ or by this officer is refused with its article, and the case stands as it stood.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { revokeCertificate } from '../../src/agencies/index.ts'
import { type RefusalCode, uuidv7 } from '../../src/kernel/index.ts'
import { inventedUscc, world } from '../world.ts'
import { type Asked, nothingWritten, type Reply, refusedWith } from './refusals.ts'
import { engage, enrol, forged, letter, step } from './scene.ts'

const w = await world()
const { officers: policeOfficers, chief } = w.organ('police')
const decided = { decidedBy: chief }
const filing = { ...decided, documentNo: '海公立字〔2026〕1号', charges: [{ name: '虚假广告罪' }] }
const refusal = { ...decided, documentNo: '海公不立字〔2026〕2号', ground: 'obviously_minor', reasons: '情节显著轻微' }
const relay = { ...decided, to: w.organ('foreignPolice').code, reason: '主要犯罪地在西湖区' }
type Step = [organ: string, step: string, body?: Record<string, unknown>]

/** A case on which these steps have been taken. */
async function caseAfter(...steps: Step[]): Promise<string> {
  return taking((await w.submit()).transfer.id, ...steps)
}
async function taking(id: string, ...steps: Step[]): Promise<string> {
  for (const [organ, name, body] of steps) {
    const reply = await step(w, organ, id, name, body)
    if (reply.status !== 200) throw new Error(`${name}: ${reply.text}`)
  }
  return id
}
const signedFor: Step = ['police', 'receipt_sign', decided]
const underReview: Step[] = [signedFor, ['police', 'completeness_check']]
const askedTwice: Step[] = [
  signedFor,
  ['police', 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] }],
  ['police', 'completeness_check', { missing: [{ description: '鉴定意见' }] }],
]

/** The step is refused so, and nothing is written. */
async function refuses(
  [organ, name, body]: Step,
  id: string,
  status: number,
  code: RefusalCode,
  at?: readonly string[],
  asked: Asked = {},
) {
  return nothingWritten(w, async () => refusedWith(await step(w, organ, id, name, body, asked), status, code, at))
}

describe('200', () => {
  test('answers the case after the act with its version, its receipt and what may be done next', async () => {
    const id = await caseAfter()
    const reply = await step(w, 'police', id, 'receipt_sign', decided, { headers: { 'if-match': '"1"' } })
    expect(reply.status).toBe(200)
    const { transfer, receipt } = answers.actedAnswer.parse(reply.body)
    expect([reply.headers.get('etag'), reply.headers.get('location')]).toEqual(['"2"', `/v1/transfers/${id}`])
    expect(transfer).toMatchObject({ id, version: 2, status: 'received' })
    expect(receipt).toMatchObject({ no: 2, version: 2, step: 'receipt_sign' })
    expect(transfer.available.map((s) => s.step)).toContain('completeness_check')
  })

  test.each(['"1"', 'W/"1"', '*'])('If-Match %s names the present version', async (value) => {
    const id = await caseAfter()
    const reply = await step(w, 'police', id, 'receipt_sign', decided, { headers: { 'if-match': value } })
    expect(reply.status).toBe(200)
  })

  test('a further round may be answered before an earlier one, by its number', async () => {
    const id = await caseAfter(...askedTwice)
    const reply = await step(w, 'market', id, 'supplement_submission', { round: 2, explanation: '无法取得' })
    expect(reply.body.transfer.tracks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'supplement/round/1', state: 'requested' }),
        expect.objectContaining({ key: 'supplement/round/2', state: 'answered' }),
      ]),
    )
  })
})

describe('articles under a measure', () => {
  const item = { name: '涉案货物', quantity: '40', unit: '箱', storagePlace: '本局仓库' }
  const lists = (measure?: string) => ({ seizedItems: [{ ...item, ...(measure && { measure }) }] })
  const duty = 'duty/party_notice_of_property_transfer/1'
  const stateOf = (reply: Reply, key: string) =>
    reply.body.transfer.tracks.find((t: { key: string }) => t.key === key)?.state

  test.each(['sealed', 'seized', 'frozen'])('%s articles go with the case, and the party is told', async (measure) => {
    const { transfer } = await w.submit('market', lists(measure))
    expect(transfer.tracks.map(({ key, state }) => [key, state])).toContainEqual([duty, 'owed'])
    expect(transfer.available.map((s) => s.step)).toContain('exhibits_handover_with_case')
    const handed = await step(w, 'market', transfer.id, 'exhibits_handover_with_case', { receivedBy: chief })
    expect([handed.status, stateOf(handed, 'exhibits/batch/1')], handed.text).toEqual([200, 'handed_over'])
    const told = { performedOn: '2026-01-05', how: '书面告知当事人' }
    const done = await step(w, 'market', transfer.id, 'duty_performed', told)
    expect([done.status, stateOf(done, duty)], done.text).toEqual([200, 'done'])
    expect(done.body.transfer.available.map((s: { step: string }) => s.step)).not.toContain('duty_performed')
    await refuses(['market', 'duty_performed', told], transfer.id, 409, 'wrong_state')
  })

  test.each(['registered', 'none', undefined])(
    'articles whose measure is %s are handed over after the filing, and nobody is owed a notice',
    async (measure) => {
      const { transfer } = await w.submit('market', lists(measure))
      expect(transfer.tracks.map(({ key }) => key)).not.toContain(duty)
      const withCase: Step = ['market', 'exhibits_handover_with_case', { receivedBy: chief }]
      await refuses(withCase, transfer.id, 422, 'condition_unmet')
    },
  )

  test('what the sender says about custody goes before what follows from the measure', async () => {
    const later = await w.submit('market', { ...lists('seized'), custody: 'after_filing' })
    const withCase: Step = ['market', 'exhibits_handover_with_case', { receivedBy: chief }]
    await refuses(withCase, later.transfer.id, 422, 'condition_unmet')
    const sooner = await w.submit('market', { ...lists(), custody: 'with_transfer' })
    await taking(sooner.transfer.id, withCase)
  })

  test('a duty is done by whom it binds and by nobody else', async () => {
    const { transfer } = await w.submit('market', lists('sealed'))
    const done = { performedOn: '2026-01-05', how: '书面告知当事人' }
    for (const organ of ['police', 'procuratorate'])
      await refuses([organ, 'duty_performed', { ...done, instance: duty }], transfer.id, 403, 'not_your_step')
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
    const early: Step = ['market', 'duty_performed', { ...done, performedOn: tomorrow }]
    await refuses(early, transfer.id, 422, 'approval_times_impossible', ['/performedOn'])
  })
})

describe('400', () => {
  let id: string
  beforeAll(async () => {
    id = await caseAfter(...askedTwice)
  })

  test.each(['1', '"x"', '"-1"', '"1", "2"', '"9999999999"', '""', 'W/1'])('If-Match %s', async (value) => {
    await refuses(['police', 'filing_approved', filing], id, 400, 'invalid_header', undefined, {
      headers: { 'if-match': value },
    })
  })

  test.each(['', 'two words', 'x'.repeat(256)])('Idempotency-Key %j', async (value) => {
    await refuses(['police', 'filing_approved', filing], id, 400, 'invalid_header', undefined, {
      headers: { 'idempotency-key': value },
    })
  })

  test.each<[string, string | Uint8Array]>([
    ['cut short', '{'],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
  ])('a body that is %s', async (_, body) => {
    await nothingWritten(w, async () =>
      refusedWith(await step(w, 'police', id, 'filing_approved', body), 400, 'malformed_json'),
    )
  })

  test.each<[string, string, Record<string, unknown>, string[]]>([
    ['an unknown field', 'receipt_sign', { ...decided, colour: 1 }, ['/colour']],
    ['no officers', 'receipt_sign', { ...decided, officers: [] }, ['/officers']],
    ['nobody who decided', 'receipt_sign', {}, ['/decidedBy']],
    ['a decision by name alone', 'receipt_sign', { decidedBy: { name: '丙' } }, ['/decidedBy/certificateNo']],
    [
      'something missing that is not described',
      'completeness_check',
      { missing: [{ kind: 'M4' }] },
      ['/missing/0/description'],
    ],
    ['a filing without a number', 'filing_approved', { ...filing, documentNo: undefined }, ['/documentNo']],
    ['a filing without a charge', 'filing_approved', { ...filing, charges: [] }, ['/charges']],
    ['a suspect that is no id', 'filing_approved', { ...filing, suspects: ['张三'] }, ['/suspects/0']],
    ['a decision on 30 February', 'filing_approved', { ...filing, decidedOn: '2026-02-30' }, ['/decidedOn']],
    ['a refusal without reasons', 'filing_refused', { ...refusal, reasons: ' ' }, ['/reasons']],
    ['a ground that is none', 'filing_refused', { ...refusal, ground: 'other' }, ['/ground']],
    ['a relay to a wrong code', 'onward_transfer_police', { ...relay, to: '110000000000000000' }, ['/to']],
    ['round zero', 'supplement_submission', { round: 0, explanation: 'x' }, ['/round']],
    ['a round that is a fraction', 'supplement_submission', { round: 1.5, explanation: 'x' }, ['/round']],
    ['a round as text', 'supplement_submission', { round: '1', explanation: 'x' }, ['/round']],
    ['no batches', 'exhibits_handover', { batches: [], receivedBy: chief }, ['/batches']],
    ['a NUL', 'supplementary_inquiry', { evidenceGaps: ['a\0b'] }, ['/evidenceGaps/0']],
    ['a lone surrogate', 'out_of_remit_return', { ...decided, reason: '\ud800' }, ['/reason']],
  ])('%s', async (_, name, body, at) => {
    await refuses(['police', name, body], id, 400, 'invalid_fields', at)
  })

  test('the same material twice', async () => {
    const [material] = await w.materials('market', ['M4'])
    const body = { round: 1, materials: [material, { ...material, title: '再次' }] }
    const reply = await nothingWritten(w, () => step(w, 'market', id, 'supplement_submission', body))
    expect([400, 422]).toContain(reply.status)
    refusedWith(reply, reply.status, reply.body.code)
    expect(reply.body.errors[0].pointer).toMatch(/^\/materials/)
  })
})

describe('401', () => {
  test('no token, one that is none, one whose time is over', async () => {
    const id = await caseAfter()
    const act: Step = ['police', 'receipt_sign', decided]
    await refuses(act, id, 401, 'token_missing', undefined, { token: null })
    await refuses(act, id, 401, 'token_invalid', undefined, { token: 'abc' })
    const past = Math.floor(Date.now() / 1000) - 60
    await refuses(act, id, 401, 'token_expired', undefined, { token: await forged(w, { exp: past, iat: past - 600 }) })
  })
})

describe('403 not_your_step', () => {
  test.each<Step>([
    ['market', 'receipt_sign', decided],
    ['procuratorate', 'receipt_sign', decided],
    ['market', 'filing_approved', filing],
    ['procuratorate', 'completeness_check'],
    ['police', 'supplement_submission', { explanation: 'x' }],
    ['police', 'exhibits_handover', { receivedBy: chief }],
    ['procuratorate', 'exhibits_handover', { receivedBy: chief }],
  ])('%s does not take %s', async (organ, name, body = {}) => {
    const problem = await refuses([organ, name, body], await caseAfter(signedFor), 403, 'not_your_step')
    expect(problem.detail).toMatch(/sender|police in charge/)
  })

  test('who relayed a case away has no further step in it', async () => {
    const id = await caseAfter(signedFor, ['police', 'onward_transfer_police', relay])
    await refuses(['police', 'receipt_sign', decided], id, 403, 'not_your_step')
    await refuses(['police', 'filing_approved', filing], id, 403, 'not_your_step')
  })
})

describe('404 not_found', () => {
  test.each([
    'period_expired',
    'clocks_recounted',
    'case_merged_in',
    'case_split_off',
    'unknown_step',
    '__proto__',
    'constructor',
    'toString',
    'receipt_sign%00',
    'RECEIPT_SIGN',
  ])('there is no step %s', async (name) => {
    await refuses(['police', name, decided], await caseAfter(), 404, 'not_found')
  })

  test.each<[string, (id: string) => string]>([
    ['unknown', () => uuidv7()],
    ['random', () => randomUUID()],
    ['no id', () => 'x'],
    ['in upper case', (id) => id.toUpperCase()],
    ['with a NUL', (id) => `${id}%00`],
    ['with broken escapes', () => '%ff%fe'],
  ])('a case whose id is %s', async (_, change) => {
    await refuses(['police', 'receipt_sign', decided], change(await caseAfter()), 404, 'not_found')
  })
})

describe('409 wrong_state', () => {
  test('the letter of a case that has one is not sent again as a step', async () => {
    const id = await caseAfter()
    const reply = await nothingWritten(w, async () => step(w, 'market', id, 'transfer_dispatch', await letter(w)))
    refusedWith(reply, 409, 'wrong_state')
  })

  test.each<[string, Step[], Step]>([
    ['filed before it is signed for', [], ['police', 'filing_approved', filing]],
    ['checked before it is signed for', [], ['police', 'completeness_check']],
    ['signed for twice', [signedFor], signedFor],
    ['relayed before it is signed for', [], ['police', 'onward_transfer_police', relay]],
    ['supplemented unasked', [signedFor], ['market', 'supplement_submission', { explanation: 'x' }]],
    ['handed over before it is filed', [signedFor], ['market', 'exhibits_handover', { receivedBy: chief }]],
    ['acknowledged before any notice', [signedFor], ['market', 'filing_notice_receipt']],
    ['inquired into before review', [signedFor], ['police', 'supplementary_inquiry', { evidenceGaps: ['x'] }]],
    [
      'returned after it is filed',
      [signedFor, ['police', 'filing_approved', filing]],
      ['police', 'out_of_remit_return', { ...decided, reason: 'x' }],
    ],
    ['filed twice', [signedFor, ['police', 'filing_approved', filing]], ['police', 'filing_approved', filing]],
    [
      'answered twice',
      [...askedTwice, ['market', 'supplement_submission', { round: 1, explanation: 'x' }]],
      ['market', 'supplement_submission', { round: 1, explanation: 'x' }],
    ],
    [
      'extended before it is signed for',
      [],
      ['police', 'filing_review_extension', { ...decided, ground: 'clue_needs_verification', reason: 'x' }],
    ],
    [
      'extended after it is filed',
      [signedFor, ['police', 'filing_approved', filing]],
      ['police', 'filing_review_extension', { ...decided, ground: 'clue_needs_verification', reason: 'x' }],
    ],
  ])('a case is not %s', async (_, steps, act) => {
    const problem = await refuses(act, await caseAfter(...steps), 409, 'wrong_state')
    expect(problem.states, 'where the case stands').toBeTypeOf('object')
  })

  test('a suspect who has been decided on is not decided on again; the other one is', async () => {
    const id = await caseAfter(signedFor, ['police', 'filing_approved', { ...filing, suspects: ['s1'] }])
    await refuses(['police', 'filing_refused', { ...refusal, suspects: ['s1'] }], id, 409, 'wrong_state')
    await refuses(['police', 'filing_refused', { ...refusal, suspects: ['s2', 's1'] }], id, 409, 'wrong_state')
    expect((await step(w, 'police', id, 'filing_refused', { ...refusal, suspects: ['s2'] })).status).toBe(200)
  })
})

describe('412 stale_version', () => {
  test.each(['"1"', '"0"', '"3"', '"999999999"'])('If-Match %s where the case is at 2', async (value) => {
    const id = await caseAfter(signedFor)
    const problem = await refuses(['police', 'completeness_check'], id, 412, 'stale_version', undefined, {
      headers: { 'if-match': value },
    })
    expect(problem.currentVersion).toBe(2)
  })
})

describe('413 and 415', () => {
  test('five MiB, and what is not JSON', async () => {
    const id = await caseAfter()
    const body = Buffer.alloc(5 * 1024 * 1024, 32)
    await nothingWritten(w, async () => {
      refusedWith(await step(w, 'police', id, 'receipt_sign', body), 413, 'body_too_large')
      const asked = { headers: { 'content-type': 'text/plain' } }
      refusedWith(await step(w, 'police', id, 'receipt_sign', decided, asked), 415, 'unsupported_media_type')
    })
  })
})

describe('422', () => {
  const [officer] = policeOfficers as [Named]
  const police = {
    expired: { name: '过期', certificateNo: 'JH-expired' },
    early: { name: '未到', certificateNo: 'JH-early' },
    revoked: { name: '吊销', certificateNo: 'JH-revoked' },
    unitHead: { name: '队长', certificateNo: 'JH-unit' },
    acceptor: { name: '受案', certificateNo: 'JH-acceptor' },
  }
  type Named = { name: string; certificateNo: string }
  const every = ['police_case_acceptor', 'police_unit_head', 'police_chief']

  beforeAll(async () => {
    await engage(w, 'police', police.expired, every, { validTo: '2020-12-31' })
    await engage(w, 'police', police.early, every, { validFrom: '2098-01-01' })
    await engage(w, 'police', police.revoked, every)
    await revokeCertificate(w.db.ownerPool, w.organ('police').code, police.revoked.certificateNo)
    await engage(w, 'police', police.unitHead, ['police_unit_head'])
    await engage(w, 'police', police.acceptor, ['police_case_acceptor'])
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown officer', { officers: [{ name: '无名', certificateNo: 'JH-none' }] }, '/officers/0'],
    ['an officer of the sender', { officers: w.organ('market').officers }, '/officers/0'],
    ['an officer under another name', { officers: [officer, { ...officer, name: '冒名' }] }, '/officers/1'],
    ['an expired certificate', { officers: [officer, police.expired] }, '/officers/1/certificateNo'],
    ['a certificate not yet valid', { decidedBy: police.early }, '/decidedBy/certificateNo'],
    ['a revoked certificate', { decidedBy: police.revoked }, '/decidedBy/certificateNo'],
    ['a chief of another organ', { decidedBy: w.organ('foreignPolice').chief }, '/decidedBy'],
  ])('officer_not_certified: %s', async (_, named, at) => {
    const act: Step = ['police', 'receipt_sign', { ...decided, ...named }]
    const at2 = named.officers === w.organ('market').officers ? ['/officers/0', '/officers/1'] : [at]
    await refuses(act, await caseAfter(), 422, 'officer_not_certified', at2)
  })

  test.each<[Step[], Step, string]>([
    [[], ['police', 'receipt_sign', { decidedBy: officer }], 'police_case_acceptor'],
    [[], ['police', 'receipt_sign', { decidedBy: police.unitHead }], 'police_case_acceptor'],
    [[signedFor], ['police', 'filing_approved', { ...filing, decidedBy: police.acceptor }], 'police_chief'],
    [[signedFor], ['police', 'filing_refused', { ...refusal, decidedBy: police.unitHead }], 'police_chief'],
    [[signedFor], ['police', 'onward_transfer_police', { ...relay, decidedBy: police.unitHead }], 'police_chief'],
    [[signedFor], ['police', 'out_of_remit_return', { decidedBy: officer, reason: 'x' }], 'police_chief'],
  ])('officer_lacks_role: after %j, %j needs the %s', async (steps, act, role) => {
    const problem = await refuses(act, await caseAfter(...steps), 422, 'officer_lacks_role', ['/decidedBy'])
    expect(problem.detail).toContain(role)
  })

  test('officer_not_certified: who receives the articles is an officer of the police in charge', async () => {
    const id = await caseAfter(signedFor, ['police', 'filing_approved', filing])
    for (const receivedBy of [w.organ('market').chief, w.organ('foreignPolice').chief])
      await refuses(['market', 'exhibits_handover', { receivedBy }], id, 422, 'officer_not_certified', ['/receivedBy'])
  })

  test('subject_unknown: a suspect, round or batch that the case does not have is named in its field', async () => {
    const id = await caseAfter(...askedTwice)
    await refuses(['police', 'filing_approved', { ...filing, suspects: ['s1', 's3'] }], id, 422, 'subject_unknown', [
      expect.stringMatching(/^\/suspects/) as never,
    ])
    const answer: Step = ['market', 'supplement_submission', { round: 3, explanation: 'x' }]
    await refuses(answer, id, 422, 'subject_unknown', ['/round'])
    await refuses(['market', 'supplement_notice_receipt', { round: 9 }], id, 422, 'subject_unknown', ['/round'])
    await taking(id, ['police', 'filing_approved', filing])
    const handover: Step = ['market', 'exhibits_handover', { batches: [1, 7], receivedBy: chief }]
    await refuses(handover, id, 422, 'subject_unknown', ['/batches'])
    await refuses(['market', 'filing_notice_receipt', { no: 4 }], id, 422, 'subject_unknown', ['/no'])
  })

  test('subject_unknown: where several rounds are open, one is named', async () => {
    const id = await caseAfter(...askedTwice)
    const act: Step = ['market', 'supplement_submission', { explanation: 'x' }]
    const problem = await refuses(act, id, 422, 'subject_unknown', ['/round'])
    expect(problem.detail).toContain('1, 2')
  })

  test('receiver_not_competent: a relay goes to another public security organ that somebody watches', async () => {
    const id = await caseAfter(signedFor)
    const unwatched = await enrol(w, 'unwatched', { kind: 'public_security', regionCode: '620102' })
    const own = w.organ('police').code
    for (const to of [
      inventedUscc(999, '450502'),
      w.organ('foreignMarket').code,
      w.organ('court').code,
      own,
      unwatched.code,
    ])
      await refuses(['police', 'onward_transfer_police', { ...relay, to }], id, 422, 'receiver_not_competent', ['/to'])
  })

  test('condition_unmet: an answer without material or explanation, a second check that asks for nothing', async () => {
    const id = await caseAfter(...askedTwice)
    await refuses(['market', 'supplement_submission', { round: 1 }], id, 422, 'condition_unmet', ['/materials'])
    await refuses(['police', 'completeness_check', {}], id, 422, 'condition_unmet', ['/missing'])
  })

  test('materials of a step are own, finished, unused and what the sender means', async () => {
    const id = await caseAfter(...askedTwice)
    const answerWith = (material: unknown): Step => [
      'market',
      'supplement_submission',
      { round: 1, materials: [material] },
    ]
    const [good] = await w.materials('market', ['M4'])
    const [foreign] = await w.materials('foreignMarket', ['M4'])
    const [ofPolice] = await w.materials('police', ['M4'])
    for (const one of [{ ...good, id: randomUUID() }, foreign, ofPolice])
      await refuses(answerWith(one), id, 422, 'material_unknown', ['/materials/0/id'])
    await refuses(answerWith({ ...good, sha256: 'f'.repeat(64) }), id, 422, 'material_digest_differs', [
      '/materials/0/sha256',
    ])
    await taking(id, answerWith(good))
    const again: Step = ['market', 'supplement_submission', { round: 2, materials: [good] }]
    await refuses(again, id, 422, 'material_used', ['/materials/0/id'])
  })

  test('no_further_stage: in a general domain no instrument in force prolongs the review', async () => {
    const id = await caseAfter(...underReview)
    for (const ground of ['clue_needs_verification', 'major_difficult_or_complex', 'cross_region']) {
      const body = { ...decided, ground, reason: '案情复杂' }
      await refuses(['police', 'filing_review_extension', body], id, 422, 'no_further_stage', ['/ground'])
    }
  })

  test('in an environmental case the review goes from 3 to 7 to 30 days, each stage by its approver', async () => {
    const { transfer } = await w.submit('market', { domain: 'environment' })
    const id = await taking(transfer.id, ...underReview)
    const extend = (ground: string, decidedBy: Named): Step => [
      'police',
      'filing_review_extension',
      { decidedBy, ground, reason: '线索需要核实' },
    ]
    const take = ([organ, name, body]: Step) => step(w, organ, id, name, body)
    const review = (reply: Reply) => {
      const clock = reply.body.transfer.clocks.find((c: { rule: string }) => c.rule === 'filing_review')
      return [clock.stage, Math.round((Date.parse(clock.breachAt) - Date.parse(clock.anchorAt)) / 86_400_000)]
    }
    const first = extend('clue_needs_verification', police.unitHead)
    await refuses(extend('clue_needs_verification', police.acceptor), id, 422, 'officer_lacks_role', ['/decidedBy'])
    await refuses(extend('cross_region', chief), id, 422, 'no_further_stage', ['/ground'])
    const seven = await take(first)
    expect(seven.status, seven.text).toBe(200)
    expect(review(seven)[0]).toBe(2)
    expect(review(seven)[1]).toBeGreaterThanOrEqual(7)
    await refuses(first, id, 422, 'no_further_stage', ['/ground'])
    const problem = await refuses(
      extend('major_difficult_or_complex', police.unitHead),
      id,
      422,
      'officer_lacks_role',
      ['/decidedBy'],
    )
    expect(problem.detail).toContain('police_chief')
    const thirty = await take(extend('major_difficult_or_complex', chief))
    expect(thirty.status, thirty.text).toBe(200)
    expect(review(thirty)[0]).toBe(3)
    expect(review(thirty)[1]).toBeGreaterThanOrEqual(30)
    await refuses(extend('major_difficult_or_complex', chief), id, 422, 'no_further_stage', ['/ground'])
  })
})
