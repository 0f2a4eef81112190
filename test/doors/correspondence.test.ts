// Letters between organs at their door: who may write to whom, who sees what of a letter, what follows it, and that it gives
// nobody sight of a case.
import { createHash } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { correspondenceAnswer, correspondenceList, correspondenceOutstanding } from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { lineWorld, raisedFinding } from '../line-world.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { type Asked, fresh, nothingWritten, refusedWith, send } from './refusals.ts'

const w = await lineWorld()
const officersOf = (by: string) => w.organ(by).officers.slice(0, 1)
const codes = (...names: string[]) => names.map((name) => w.organ(name).code)

const letter = (by: string, kind: string, to: string[], more: Record<string, unknown> = {}) => ({
  ...{ officers: officersOf(by), kind, title: '关于开展专项检查的通知', text: '请按要求办理。', to: codes(...to) },
  ...more,
})

const post = (by: string, body: unknown, asked: Asked = {}) =>
  send(w, by, 'POST', '/v1/correspondence', { ...asked, body })

/** Sends a letter and gives it; throws with the problem where it is refused. */
async function sent(by: string, kind: string, to: string[], more: Record<string, unknown> = {}) {
  const reply = await post(by, letter(by, kind, to, more))
  if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`)
  return correspondenceAnswer.parse(reply.body)
}

const onLetter = (by: string, id: string, act: string, body: Record<string, unknown> = {}, asked: Asked = {}) =>
  send(w, by, 'POST', `/v1/correspondence/${id}/${act}`, { ...asked, body: { officers: officersOf(by), ...body } })

const look = async (by: string, id: string) => {
  const reply = await send(w, by, 'GET', `/v1/correspondence/${id}`)
  expect(reply.status, reply.text).toBe(200)
  return correspondenceAnswer.parse(reply.body)
}

/** It stops before a transaction that may be open: to be asked until it says so. */
const feed = async (by: string, id: string) => {
  const { body } = await send(w, by, 'GET', '/v1/changes?limit=200')
  return body.items.filter((one: { id?: string }) => one.id === id).map((one: { step: string }) => one.step)
}

describe('an instruction', () => {
  test('goes down the line, is signed for, answered and done, and the sender sees who has not', async () => {
    const { id } = await sent('prefecture', 'instruction', ['procuratorate', 'sister', 'market'], {
      dueOn: '2099-12-31',
    })
    const first = await look('procuratorate', id)
    expect(first).toMatchObject({ mine: 'receiver', owed: true, available: ['sign', 'read'] })
    refusedWith(await onLetter('procuratorate', id, 'answer', { text: '已办' }), 409, 'wrong_state')
    expect((await onLetter('procuratorate', id, 'sign')).status).toBe(200)
    expect((await onLetter('procuratorate', id, 'read')).status).toBe(200)
    const answered = await onLetter('procuratorate', id, 'answer', {
      text: '已排查12件。',
      documentNo: '海检复〔2026〕1号',
    })
    expect(answered.status).toBe(200)
    expect((await onLetter('sister', id, 'sign')).status).toBe(200)

    const overview = await look('prefecture', id)
    expect(overview.receivers.map((r) => [r.organ.name, r.owed, r.signedAt !== undefined])).toEqual([
      [w.organ('procuratorate').name, false, true],
      [w.organ('sister').name, true, true],
      [w.organ('market').name, true, false],
    ])
    const { body } = await send(w, 'prefecture', 'GET', '/v1/correspondence/outstanding')
    const who = correspondenceOutstanding.parse(body).items.filter((one) => one.id === id)
    expect(who.map((one) => one.organ.name).sort()).toEqual([w.organ('market').name, w.organ('sister').name].sort())
    expect(who.every((one) => one.daysLeft !== undefined && one.daysLeft > 1_000 && one.daysSinceSent === 0)).toBe(true)

    expect((await onLetter('sister', id, 'done', { text: '办结' })).status).toBe(200)
    refusedWith(await onLetter('sister', id, 'close'), 403, 'not_your_step')
    expect((await onLetter('prefecture', id, 'close')).body).toMatchObject({
      state: 'closed',
      owed: false,
      available: [],
    })
    refusedWith(await onLetter('market', id, 'sign'), 409, 'wrong_state')
  })

  test('shows each receiver its own road and who else was written to, and nothing of what they did', async () => {
    const { id } = await sent('prefecture', 'instruction', ['procuratorate', 'sister'])
    await onLetter('procuratorate', id, 'sign')
    await onLetter('procuratorate', id, 'answer', { text: '本院的答复' })
    const seen = await look('sister', id)
    expect(seen.version).toBe(1)
    expect(seen.entries.map((e) => e.act)).toEqual(['send'])
    expect(JSON.stringify(seen)).not.toContain('本院的答复')
    expect(seen.receivers.map((r) => Object.keys(r))).toEqual([['organ'], ['organ', 'owed']])
    await expect.poll(() => feed('sister', id)).toEqual(['letter_sent'])
    // What the other did does not make its own look stale.
    expect((await onLetter('sister', id, 'sign', {}, { headers: { 'if-match': '"1"' } })).status).toBe(200)
    refusedWith(await onLetter('sister', id, 'read', {}, { headers: { 'if-match': '"1"' } }), 412, 'stale_version')
  })

  test('does not go up, sideways, abroad, to oneself or to a court, and the refusal names each organ', async () => {
    await nothingWritten(w, async () => {
      const reply = await post(
        'procuratorate',
        letter('procuratorate', 'instruction', ['prefecture', 'market', 'sister', 'court', 'procuratorate']),
      )
      refusedWith(reply, 422, 'receiver_not_competent', ['/to/0', '/to/2', '/to/3', '/to/4'])
      refusedWith(await post('market', letter('market', 'instruction', ['police'])), 422, 'receiver_not_competent', [
        '/to/0',
      ])
      const unknown = { ...letter('prefecture', 'instruction', []), to: ['11110000000000000U'] }
      expect([400, 422]).toContain((await post('prefecture', unknown)).status)
    })
  })
})

describe('a report', () => {
  test('goes up the line alone, and is answered there', async () => {
    const { id } = await sent('market', 'report', ['procuratorate'])
    refusedWith(
      await post('procuratorate', letter('procuratorate', 'report', ['market'])),
      422,
      'receiver_not_competent',
    )
    expect((await onLetter('procuratorate', id, 'sign')).status).toBe(200)
    expect((await onLetter('procuratorate', id, 'answer', { text: '收悉。' })).status).toBe(200)
    refusedWith(await onLetter('procuratorate', id, 'done'), 409, 'wrong_state')
    expect((await look('market', id)).entries.map((e) => e.act)).toEqual(['send', 'sign', 'answer'])
    await expect.poll(() => feed('market', id)).toEqual(['letter_sent', 'letter_signed', 'letter_answered'])
  })
})

describe('a consultation', () => {
  test('is a thread that all who take part read, and who is invited later reads from the beginning', async () => {
    const { id } = await sent('market', 'consultation', ['police'], { title: '关于标准的咨询' })
    expect((await onLetter('police', id, 'say', { text: '需要检验报告。' })).status).toBe(200)
    refusedWith(await onLetter('police', id, 'invite', { to: codes('procuratorate') }), 403, 'not_your_step')
    expect((await onLetter('market', id, 'invite', { to: codes('procuratorate', 'foreignPolice') })).status).toBe(200)
    refusedWith(await onLetter('market', id, 'invite', { to: codes('police') }), 422, 'condition_unmet', ['/to/0'])
    expect((await onLetter('foreignPolice', id, 'say', { text: '可以参照规定办理。' })).status).toBe(200)
    expect((await look('procuratorate', id)).entries.map((e) => e.act)).toEqual(['send', 'say', 'invite', 'say'])
    await expect.poll(() => feed('procuratorate', id)).toEqual(['letter_invited', 'letter_said'])
    refusedWith(await onLetter('police', id, 'answer', { text: '答复' }), 409, 'wrong_state')
    expect((await onLetter('market', id, 'close', { text: '谢谢' })).body.state).toBe('closed')
    refusedWith(await onLetter('police', id, 'say', { text: '补充' }), 409, 'wrong_state')
  })
})

describe('what was sent stands', () => {
  test('a correction follows it with a new due day, a withdrawal ends it, and both are read by all', async () => {
    const { id } = await sent('prefecture', 'instruction', ['procuratorate', 'market'], { dueOn: '2099-01-01' })
    refusedWith(await onLetter('market', id, 'correct', { text: '改' }), 403, 'not_your_step')
    refusedWith(
      await onLetter('prefecture', id, 'correct', { text: '改', dueOn: '2020-01-01' }),
      422,
      'condition_unmet',
      ['/dueOn'],
    )
    expect((await onLetter('prefecture', id, 'correct', { text: '期限延长', dueOn: '2099-02-01' })).status).toBe(200)
    expect((await onLetter('prefecture', id, 'withdraw', { reason: '重复发文' })).status).toBe(200)
    const seen = await look('market', id)
    expect(seen).toMatchObject({ state: 'withdrawn', dueOn: '2099-02-01', owed: false, available: [] })
    expect(seen.entries.map((e) => [e.act, e.text ?? e.reason, e.dueOn])).toEqual([
      ['send', '请按要求办理。', '2099-01-01'],
      ['correct', '期限延长', '2099-02-01'],
      ['withdraw', '重复发文', undefined],
    ])
  })
})

describe('a letter about a case', () => {
  test('gives nobody sight of it: who has a part is told which, others only where they are meant', async () => {
    const { transfer } = await w.submit()
    const about = { transferId: transfer.id }
    refusedWith(
      await post('procuratorate', letter('procuratorate', 'exchange', ['police', 'foreignPolice'], about)),
      422,
      'condition_unmet',
      ['/to/1'],
    )
    const { id } = await sent('procuratorate', 'exchange', ['police', 'foreignPolice'], {
      ...about,
      toOrgansWithoutPart: true,
    })
    expect((await look('police', id)).case).toEqual(about)
    expect((await look('foreignPolice', id)).case).toEqual({})
    const text = JSON.stringify([
      (await send(w, 'foreignPolice', 'GET', `/v1/correspondence/${id}`)).body,
      (await send(w, 'foreignPolice', 'GET', '/v1/correspondence')).body,
      (await send(w, 'foreignPolice', 'GET', '/v1/changes?limit=200')).body,
    ])
    expect(text).not.toContain(transfer.id)
    expect((await send(w, 'foreignPolice', 'GET', `/v1/transfers/${transfer.id}`)).status).toBe(404)
    const mine = await send(w, 'police', 'GET', `/v1/correspondence?transfer=${transfer.id}`)
    expect(mine.body.items.map((one: { id: string }) => one.id)).toEqual([id])
  })

  test('is not written by who has no part in it, whatever case it names', async () => {
    const { transfer } = await w.submit()
    const tried = await Promise.all(
      [transfer.id, uuidv7()].map(async (transferId) => {
        const reply = await post('foreignMarket', letter('foreignMarket', 'exchange', ['police'], { transferId }))
        return refusedWith(reply, 422, 'condition_unmet', ['/transferId']).detail
      }),
    )
    expect(tried[0]).toBe(tried[1])
    refusedWith(
      await post('market', letter('market', 'exchange', ['police'], { findingId: uuidv7() })),
      422,
      'condition_unmet',
      ['/findingId'],
    )
  })
})

describe('a letter about a finding', () => {
  test('is written by who sees the finding, and found by it', async () => {
    const records = [unit(1, {}, w.organ('market'))]
    const { body } = await send(w, 'market', 'POST', '/v1/penalty-cases', { body: records })
    const findingId = await raisedFinding(w, body.results[0].id)
    const { id } = await sent('prefecture', 'instruction', ['procuratorate', 'sister'], { findingId })
    expect(await look('sister', id)).not.toHaveProperty('findingId')
    expect((await look('procuratorate', id)).findingId).toBe(findingId)
    const found = await send(w, 'procuratorate', 'GET', `/v1/correspondence?finding=${findingId}`)
    expect(found.body.items.map((one: { id: string }) => one.id)).toEqual([id])
    const strange = letter('foreignMarket', 'exchange', ['police'], { findingId })
    refusedWith(await post('foreignMarket', strange), 422, 'condition_unmet', ['/findingId'])
  })
})

describe('what goes with a letter', () => {
  const upload = async (by: string, text: string) => {
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-length': String(Buffer.byteLength(text)),
      'upload-metadata': `filename ${Buffer.from('附件.txt').toString('base64')}`,
      'content-type': 'application/offset+octet-stream',
    }
    const made = await send(w, by, 'POST', '/v1/materials', { headers, body: text })
    expect(made.status, made.text).toBe(201)
    const id = made.headers.get('location')?.split('/').at(-1) as string
    return { id, sha256: createHash('sha256').update(text).digest('hex'), title: '附件' }
  }

  test('is opened by whoever sees the entry, and by nobody else; it goes with one letter only', async () => {
    const file = await upload('prefecture', '清单')
    const { id } = await sent('prefecture', 'instruction', ['procuratorate', 'sister'], { attachments: [file] })
    const open = (by: string, of: string) => send(w, by, 'GET', `/v1/materials/${of}/content?reason=read`)
    for (const by of ['prefecture', 'procuratorate', 'sister']) expect((await open(by, file.id)).text).toBe('清单')
    for (const by of ['market', 'province', 'foreignProcuratorate'])
      expect((await open(by, file.id)).status, by).toBe(404)
    refusedWith(
      await post('prefecture', letter('prefecture', 'instruction', ['sister'], { attachments: [file] })),
      422,
      'material_used',
      ['/attachments/0'],
    )
    await onLetter('procuratorate', id, 'sign')
    const own = await upload('procuratorate', '本院情况')
    const wrong = { ...own, sha256: '0'.repeat(64) }
    refusedWith(
      await onLetter('procuratorate', id, 'answer', { text: '附后', attachments: [wrong] }),
      422,
      'material_digest_differs',
      ['/attachments/0'],
    )
    expect((await onLetter('procuratorate', id, 'answer', { text: '附后', attachments: [own] })).status).toBe(200)
    expect((await open('prefecture', own.id)).text).toBe('本院情况')
    expect((await open('sister', own.id)).status).toBe(404)
    const strange = await upload('market', '别人的')
    refusedWith(
      await onLetter('procuratorate', id, 'answer', { text: '附后', attachments: [strange] }),
      422,
      'material_unknown',
      ['/attachments/0'],
    )
  })
})

describe('what a partner’s system relies on', () => {
  test('a repeated request is answered with its first outcome, another body under its key is refused', async () => {
    const key = { headers: { 'idempotency-key': fresh() } }
    const body = letter('prefecture', 'instruction', ['sister'])
    const [one, two] = await Promise.all([post('prefecture', body, key), post('prefecture', body, key)])
    expect([one.status, two.status]).toEqual([201, 201])
    expect(one.body.id).toBe(two.body.id)
    refusedWith(await post('prefecture', { ...body, text: '另一封' }, key), 422, 'idempotency_key_reused')
    const id = one.body.id as string
    const again = { headers: { 'idempotency-key': fresh() } }
    const first = await onLetter('sister', id, 'sign', {}, again)
    await onLetter('sister', id, 'read')
    const second = await onLetter('sister', id, 'sign', {}, again)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(second.body.entries).toEqual(first.body.entries)
  })

  test('officers must hold a certificate of their own organ', async () => {
    await nothingWritten(w, async () => {
      const body = { ...letter('prefecture', 'instruction', ['sister']), officers: officersOf('market') }
      refusedWith(await post('prefecture', body), 422, 'officer_not_certified', ['/officers/0'])
    })
  })

  test('many receivers sign at the same moment and none is turned away', async () => {
    const names = ['procuratorate', 'sister', 'market', 'police', 'sisterMarket']
    const { id } = await sent('prefecture', 'instruction', names)
    const replies = await Promise.all(names.flatMap((by) => [onLetter(by, id, 'sign'), onLetter(by, id, 'read')]))
    expect(replies.map((r) => r.status)).toEqual(replies.map(() => 200))
    const seen = await look('prefecture', id)
    expect(seen.version).toBe(11)
    expect(seen.receivers.every((r) => r.signedAt !== undefined && r.readAt !== undefined && r.owed === true)).toBe(
      true,
    )
  })

  test('lists are paged and filtered, mask numbers in the text, and the letter itself does not', async () => {
    const text = '当事人身份证11010519491231002X，电话13812345678。'
    const { id } = await sent('province', 'instruction', ['prefecture'], { text, documentNo: '桂检发〔2026〕7号' })
    await sent('province', 'instruction', ['prefecture'])
    const { body } = await send(w, 'prefecture', 'GET', '/v1/correspondence?box=received&limit=1')
    expect(correspondenceList.parse(body).items).toHaveLength(1)
    const next = await send(
      w,
      'prefecture',
      'GET',
      `/v1/correspondence?box=received&kind=instruction&owed=true&cursor=${body.next}`,
    )
    const line = correspondenceList.parse(next.body).items.find((one) => one.id === id)
    expect(line).toMatchObject({ mine: 'receiver', documentNo: '桂检发〔2026〕7号', owed: true })
    expect(line?.excerpt).toBe('当事人身份证110105********002X，电话138****5678。')
    expect((await look('prefecture', id)).entries[0]?.text).toBe(text)
    const own = await send(w, 'province', 'GET', '/v1/correspondence?box=sent&overdue=false')
    expect(own.body.items[0]).toMatchObject({ receivers: 1, waiting: 1 })
    refusedWith(await send(w, 'province', 'GET', '/v1/correspondence?box=lost'), 400, 'invalid_fields', ['/box'])
    await vi.waitFor(async () => {
      const { rows } = await w.db.pool.query(`select 1 from access_entry where subject = $1 limit 1`, [
        `correspondence/${id}`,
      ])
      expect(rows).toHaveLength(1)
    })
  })

  test('whoever is no party learns of nothing: not of the letter, not of what is done with it', async () => {
    const { id } = await sent('prefecture', 'instruction', ['sister'])
    for (const by of ['market', 'province', 'procuratorate']) {
      refusedWith(await send(w, by, 'GET', `/v1/correspondence/${id}`), 404, 'not_found')
      refusedWith(await onLetter(by, id, 'sign'), 404, 'not_found')
      const { body } = await send(w, by, 'GET', '/v1/correspondence?limit=200')
      expect(JSON.stringify(body)).not.toContain(id)
    }
  })
})
