// A whole life through the public API: two supplement rounds, two suspects whose outcomes differ.
import { compactVerify, createRemoteJWKSet } from 'jose'
import { expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { world } from '../world.ts'

const w = await world()

test('a case with two suspects is signed for, supplemented twice, filed against one and refused for the other', async () => {
  const { chief } = w.organ('police')
  const submitted = await w.submit()
  answers.actedAnswer.parse(submitted)
  const { id } = submitted.transfer
  expect(submitted.transfer.status).toBe('transferred')
  expect(submitted.transfer.clocks.map((c) => [c.rule, c.status])).toEqual([
    ['head_decision', 'met'],
    ['dispatch', 'met'],
  ])

  const take = async (organ: string, step: string, body: Record<string, unknown> = {}) => {
    const { status, body: acted } = await w.step(organ, id, step, body)
    expect(acted, `${step}: ${JSON.stringify(acted)}`).toHaveProperty('transfer')
    expect(status).toBe(200)
    answers.actedAnswer.parse(acted)
    return acted
  }
  const signed = await take('police', 'receipt_sign', { decidedBy: chief })
  expect(
    signed.transfer.clocks
      .filter((c) => c.status === 'running')
      .map((c) => c.rule)
      .sort(),
  ).toEqual(['filing_review', 'supplement_notice'])
  for (const round of [1, 2]) {
    await take('police', 'completeness_check', { missing: [{ kind: 'M4', description: `检验报告 ${round}` }] })
    await take('market', 'supplement_notice_receipt', { round })
    const answered = await take('market', 'supplement_submission', {
      round,
      materials: await w.materials('market', ['M4']),
    })
    expect(answered.transfer.tracks).toContainEqual(
      expect.objectContaining({ key: `supplement/round/${round}`, state: 'answered' }),
    )
  }
  await take('police', 'filing_approved', {
    decidedBy: chief,
    documentNo: '海公立字〔2026〕1号',
    suspects: ['s1'],
    charges: [{ name: '虚假广告罪' }],
  })
  const refused = await take('police', 'filing_refused', {
    decidedBy: chief,
    documentNo: '海公不立字〔2026〕2号',
    ground: 'obviously_minor',
    reasons: '情节显著轻微',
  })
  expect(refused.transfer.status).toBe('several_outcomes')
  expect(refused.transfer.tracks.filter((t) => t.key.startsWith('criminal/')).map((t) => [t.key, t.state])).toEqual([
    ['criminal/case/1', 'divided'],
    ['criminal/s1/1', 'filed'],
    ['criminal/s2/1', 'not_filed'],
  ])
  await take('market', 'filing_notice_receipt')
  await take('market', 'non_filing_notice_receipt')
  const last = await take('market', 'exhibits_handover', {
    receivedBy: chief,
    handedOver: [{ item: 1, name: '宣传册', quantity: '200', unit: '册' }],
  })

  for (const organ of ['market', 'police', 'procuratorate']) {
    const seen = await w.ask(organ, 'GET', `/v1/transfers/${id}`)
    expect(seen.status).toBe(200)
    answers.transferAnswer.parse(seen.body)
    expect(seen.body.version).toBe(last.transfer.version)
    const listed = await w.ask<{ items: { id: string }[] }>(organ, 'GET', '/v1/transfers')
    answers.transferList.parse(listed.body)
    expect(listed.body.items.map((t) => t.id)).toContain(id)
    for (const [part, schema] of [
      ['timeline', answers.eventList],
      ['materials', answers.materialList],
      ['items', answers.seizedItemList],
      ['receipts', answers.receiptList],
    ] as const) {
      const page = await w.ask(organ, 'GET', `/v1/transfers/${id}/${part}`)
      expect(page.status).toBe(200)
      schema.parse(page.body)
    }
  }
  const jwks = createRemoteJWKSet(new URL(`${w.gateway.url}/.well-known/jwks.json`))
  const receipts = await w.ask<{ items: { jws: string; step: string }[] }>(
    'procuratorate',
    'GET',
    `/v1/transfers/${id}/receipts`,
  )
  for (const { jws, step } of receipts.body.items) {
    const { payload } = await compactVerify(jws, jwks)
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ step, sub: id })
  }
  // The feed stops before the oldest open transaction, the worker's too.
  await expect
    .poll(async () => {
      const changes = await w.ask<{ items: { transferId: string; version: number }[] }>(
        'procuratorate',
        'GET',
        '/v1/changes',
      )
      answers.changesAnswer.parse(changes.body)
      return changes.body.items.filter((c) => c.transferId === id).map((c) => c.version)
    })
    .toEqual(Array.from({ length: last.transfer.version }, (_, i) => i + 1))
  const foreign = await w.ask('foreignMarket', 'GET', `/v1/transfers/${id}`)
  expect(foreign.status).toBe(404)
})
