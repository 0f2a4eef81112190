// A whole case between two gateways without a wire: opened at one, received, supplemented and filed at the other, watched
// by a procuratorate that is at home at either. Both end with the same entries, and the chain verifies on both.
import { expect, test, vi } from 'vitest'
import { answers } from '../../schemas/index.ts'
import type { Acted } from '../world.ts'
import { bundleFaults, faultsAt, keptAt, realMaterials, twoGateways } from './two-gateways-scene.ts'

vi.setConfig({ testTimeout: 120_000 })
const two = await twoGateways(['market'], ['police', 'procuratorate'])

test('a case that is opened at one gateway is received, supplemented and filed at the other', async () => {
  await two.settle()
  const market = two.at('market').world
  const police = two.at('police').world
  const submitted = await market.submit('market', {
    materials: await realMaterials(two.a, 'market', ['M1', 'M2', 'M3']),
  })
  const { id } = submitted.transfer
  await two.settle()
  const seen = await police.ask<{ version: number; sent: unknown[] }>('police', 'GET', `/v1/transfers/${id}`)
  expect(seen.status, JSON.stringify(seen.body)).toBe(200)
  answers.transferAnswer.parse(seen.body)
  expect(seen.body.sent).toEqual([])

  const { chief } = police.organ('police')
  const signed = await police.step<Acted & { transfer: { sent: { state: string; step: string }[] } }>(
    'police',
    id,
    'receipt_sign',
    { decidedBy: chief },
  )
  expect(signed.status, JSON.stringify(signed.body)).toBe(202)
  answers.actedAnswer.parse(signed.body)
  expect(signed.body.transfer.sent.map((s) => [s.step, s.state])).toEqual([['receipt_sign', 'sent']])
  const asked = await police.step('police', id, 'completeness_check', {
    missing: [{ kind: 'M4', description: '检验报告' }],
  })
  expect(asked.status, JSON.stringify(asked.body)).toBe(202)
  await two.settle()
  const after = await police.ask<{ version: number; sent: unknown[]; status: string }>(
    'police',
    'GET',
    `/v1/transfers/${id}`,
  )
  expect([after.body.version, after.body.sent]).toEqual([3, []])
  const receipts = await market.ask<{ items: { step: string }[] }>('market', 'GET', `/v1/transfers/${id}/receipts`)
  expect(receipts.body.items.map((r) => r.step)).toContain('receipt_sign')

  const notice = await market.step('market', id, 'supplement_notice_receipt', { round: 1 })
  expect(notice.status, JSON.stringify(notice.body)).toBe(200)
  const answered = await market.step('market', id, 'supplement_submission', {
    round: 1,
    materials: await realMaterials(two.a, 'market', ['M4'], 700_000),
  })
  expect(answered.status, JSON.stringify(answered.body)).toBe(200)
  await two.settle()
  const filed = await police.step('police', id, 'filing_approved', {
    decidedBy: chief,
    documentNo: '海公立字〔2026〕1号',
    charges: [{ name: '虚假广告罪' }],
  })
  expect(filed.status, JSON.stringify(filed.body)).toBe(202)
  await two.settle()
  const ended = await market.ask<{ status: string }>('market', 'GET', `/v1/transfers/${id}`)
  expect(ended.body.status).toBe('filed')
  const [here, there] = [await keptAt(two.a, id), await keptAt(two.b, id)]
  expect(there).toEqual(here)
  for (const side of two.sides) expect(await faultsAt(side), side.name).toEqual([])
  expect(await bundleFaults(two.a, 'market', id)).toEqual([])
  expect(await bundleFaults(two.b, 'police', id)).toEqual([])
})
