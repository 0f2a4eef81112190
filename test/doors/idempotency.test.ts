// `Idempotency-Key`: a request that is sent again is the same request. Its first outcome answers it, nothing is signed or
// written twice, and another request under the same key is told so.
import { describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { disableAgency } from '../../src/agencies/index.ts'
import { world } from '../world.ts'
import { nothingWritten, type Reply, refusedWith, send } from './refusals.ts'
import { enrol, enrolClient, letter, step, submit } from './scene.ts'

const w = await world()
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })
const replayed = (reply: Reply) => reply.headers.get('idempotent-replayed')
const chief = () => w.organ('police').chief

describe('a submission sent again', () => {
  test('gets its first outcome, byte for byte, and writes nothing', async () => {
    const body = await letter(w)
    const first = await submit(w, body, keyed('again'))
    expect([first.status, replayed(first)]).toEqual([201, null])
    const again = await nothingWritten(w, () => submit(w, body, keyed('again')))
    expect([again.status, replayed(again)]).toEqual([201, 'true'])
    expect(again.body).toEqual(first.body)
    for (const header of ['etag', 'location', 'content-type'])
      expect(again.headers.get(header)).toBe(first.headers.get(header))
    answers.actedAnswer.parse(again.body)
  })

  test('gets it also after the case has moved on', async () => {
    const body = await letter(w)
    const first = await submit(w, body, keyed('moved'))
    await w.step('police', first.body.transfer.id, 'receipt_sign', { decidedBy: chief() })
    const again = await submit(w, body, keyed('moved'))
    expect([again.status, replayed(again)]).toEqual([201, 'true'])
    expect(again.body.receipt).toEqual(first.body.receipt)
    expect(again.body.transfer).toMatchObject({ id: first.body.transfer.id, version: 1 })
  })

  test('gets it also where the registry has changed since', async () => {
    await enrol(w, 'town', { kind: 'administrative', regionCode: '330204' })
    const police = await enrol(w, 'townPolice', { kind: 'public_security', regionCode: '330204' })
    await enrol(w, 'townProcuratorate', { kind: 'procuratorate', regionCode: '330204' })
    const body = await letter(w, {}, 'town')
    const asked = { by: 'town', ...keyed('registry') }
    const first = await submit(w, body, asked)
    expect(first.status).toBe(201)
    await disableAgency(w.db.ownerPool, police.code)
    await expect
      .poll(async () => (await submit(w, { ...(await letter(w, {}, 'town')) }, { by: 'town' })).body.code)
      .toBe('no_receiver')
    const again = await submit(w, body, asked)
    expect([again.status, replayed(again)]).toEqual([201, 'true'])
  })

  test('is another request where one byte differs', async () => {
    const body = await letter(w)
    await submit(w, body, keyed('bytes'))
    await nothingWritten(w, async () => {
      const text = JSON.stringify(body, null, 1)
      refusedWith(await submit(w, text, keyed('bytes')), 422, 'idempotency_key_reused')
      refusedWith(await submit(w, await letter(w), keyed('bytes')), 422, 'idempotency_key_reused')
    })
  })
})

describe('a key', () => {
  test('belongs to one client', async () => {
    await enrolClient(w, 'marketToo', 'market')
    const first = await submit(w, await letter(w), keyed('mine'))
    const second = await submit(w, await letter(w), { by: 'marketToo', ...keyed('mine') })
    expect([first.status, second.status, replayed(second)]).toEqual([201, 201, null])
    expect(second.body.transfer.id).not.toBe(first.body.transfer.id)
  })

  test('belongs to one path', async () => {
    const one = await submit(w, await letter(w), keyed('path'))
    const two = await submit(w, await letter(w), keyed('path-2'))
    for (const { body } of [one, two]) {
      const signed = await step(w, 'police', body.transfer.id, 'receipt_sign', { decidedBy: chief() }, keyed('path'))
      expect([signed.status, replayed(signed)]).toEqual([200, null])
      const checked = await step(w, 'police', body.transfer.id, 'completeness_check', {}, keyed('path'))
      expect([checked.status, replayed(checked)]).toEqual([200, null])
    }
  })

  test('of a refusal is free: the caller mends and sends again', async () => {
    const body = await letter(w, { involvesStateSecrets: true })
    refusedWith(await submit(w, body, keyed('mend')), 422, 'state_secret')
    const used = await letter(w, { 'materials/0/sha256': '0'.repeat(64) })
    refusedWith(await submit(w, used, keyed('mend')), 422, 'material_digest_differs')
    const mended = await submit(w, { ...body, involvesStateSecrets: false }, keyed('mend'))
    expect([mended.status, replayed(mended)]).toEqual([201, null])
  })

  test('of a malformed request is free too', async () => {
    refusedWith(await submit(w, '{', keyed('malformed')), 400, 'malformed_json')
    expect((await submit(w, await letter(w), keyed('malformed'))).status).toBe(201)
  })

  test('may be any 255 visible characters', async () => {
    const key = `!~"${'k'.repeat(252)}`
    const body = await letter(w)
    expect((await submit(w, body, keyed(key))).status).toBe(201)
    expect(replayed(await submit(w, body, keyed(key)))).toBe('true')
  })
})

describe('a step sent again', () => {
  test('gets its first outcome, also after the case has moved on and whatever If-Match says', async () => {
    const { transfer } = await w.submit()
    const body = { decidedBy: chief() }
    const asked = { headers: { 'idempotency-key': 'step', 'if-match': '"1"' } }
    const first = await step(w, 'police', transfer.id, 'receipt_sign', body, asked)
    expect([first.status, replayed(first)]).toEqual([200, null])
    expect((await step(w, 'police', transfer.id, 'completeness_check')).status).toBe(200)
    const again = await nothingWritten(w, () => step(w, 'police', transfer.id, 'receipt_sign', body, asked))
    expect([again.status, replayed(again), again.headers.get('etag')]).toEqual([200, 'true', '"2"'])
    expect(again.body.receipt).toEqual(first.body.receipt)
    expect(again.body.transfer).toMatchObject({ id: transfer.id, version: 2, status: 'received' })
    refusedWith(await step(w, 'police', transfer.id, 'receipt_sign', body), 409, 'wrong_state')
  })

  test('with another body is refused', async () => {
    const { transfer } = await w.submit()
    await step(w, 'police', transfer.id, 'receipt_sign', { decidedBy: chief() }, keyed('other'))
    await nothingWritten(w, async () => {
      const other = { decidedBy: chief(), remarks: '更正' }
      const reply = await step(w, 'police', transfer.id, 'receipt_sign', other, keyed('other'))
      refusedWith(reply, 422, 'idempotency_key_reused')
    })
  })

  test('tells nobody else what it answered', async () => {
    const { transfer } = await w.submit()
    const body = { officers: w.organ('police').officers.slice(0, 1), decidedBy: chief() }
    await step(w, 'police', transfer.id, 'receipt_sign', body, keyed('secret'))
    refusedWith(await step(w, 'foreignPolice', transfer.id, 'receipt_sign', body, keyed('secret')), 404, 'not_found')
    refusedWith(await step(w, 'market', transfer.id, 'receipt_sign', body, keyed('secret')), 403, 'not_your_step')
  })

  test('is answered to one who has left the case as it was answered then, and not as it stands', async () => {
    const { transfer } = await w.submit()
    await step(w, 'police', transfer.id, 'receipt_sign', { decidedBy: chief() })
    const body = { decidedBy: chief(), to: w.organ('foreignPolice').code, reason: '管辖在西湖区' }
    const first = await step(w, 'police', transfer.id, 'onward_transfer_police', body, keyed('leaving'))
    expect(first.status).toBe(200)
    expect(first.body.transfer.available).toEqual([])
    await step(w, 'foreignPolice', transfer.id, 'receipt_sign', { decidedBy: w.organ('foreignPolice').chief })
    const again = await step(w, 'police', transfer.id, 'onward_transfer_police', body, keyed('leaving'))
    expect([again.status, replayed(again)]).toEqual([200, 'true'])
    expect(again.body).toEqual(first.body)
  })
})

test('a dry run keeps no key', async () => {
  const body = await letter(w)
  const checked = await nothingWritten(w, () =>
    send(w, 'market', 'POST', '/v1/transfers/check', { body, ...keyed('dry') }),
  )
  expect(checked.body).toMatchObject({ acceptable: true, problems: [] })
  expect((await submit(w, body, keyed('dry'))).status).toBe(201)
})
