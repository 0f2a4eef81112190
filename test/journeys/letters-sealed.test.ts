// Letters and secrecy: a sealed entry's letter is there for its readers only, its issue with it, and no letter tells one
// reader of its entry what another entry keeps from him.
import { expect, test } from 'vitest'
import { wordsOfHtml } from '../rooms/letters-drawn.ts'
import { world } from '../world.ts'

const w = await world()
const page = async (organ: string, id: string, letter: string) => {
  const response = await fetch(`${w.gateway.url}/v1/transfers/${id}/letters/${letter}?format=html`, {
    headers: { authorization: `Bearer ${await w.token(organ)}` },
  })
  return { status: response.status, text: wordsOfHtml(await response.text()).join('\n') }
}
const letters = async (organ: string, id: string) => {
  const { body } = await w.ask<{ items?: { letter: string; issued: object | null }[] }>(
    organ,
    'GET',
    `/v1/transfers/${id}/letters`,
  )
  return (body.items ?? []).map((i) => `${i.letter}${i.issued === null ? '' : ' issued'}`)
}

test('a consultation is a letter between two organs: the third does not see it, and the second learns no more from it', async () => {
  const { transfer } = await w.submit()
  const { id } = transfer
  const asked = await w.step('market', id, 'consultation_request', {
    to: w.organ('foreignMarket').code,
    subject: '追诉标准',
    question: '违法所得如何计算？',
  })
  expect(asked.status, JSON.stringify(asked.body)).toBe(200)

  for (const organ of ['market', 'foreignMarket']) {
    const { status, text } = await page(organ, id, 'consultation_letter')
    expect(status).toBe(200)
    expect(text).toContain('违法所得如何计算？')
    expect(text).toContain(`${w.organ('foreignMarket').name}：`)
    // The consulted organ is no party of the case: not even the sender's own preview has what it may not know.
    expect(text).not.toMatch(/张三|虚假广告|虚构电子商务/)
    expect(text).toContain('【缺：案件名称】')
  }
  for (const organ of ['police', 'procuratorate']) {
    expect((await page(organ, id, 'consultation_letter')).status).toBe(404)
    expect(await letters(organ, id)).not.toContain('consultation_letter')
  }
  expect((await page('foreignMarket', id, 'transfer_letter')).status).toBe(404)

  const issued = await w.ask<{ letter: { issued: { materialId: string } }; transfer: { version: number } }>(
    'market',
    'POST',
    `/v1/transfers/${id}/letters/consultation_letter/issue`,
    { officers: w.organ('market').officers.slice(0, 1), documentNo: '海市监询〔2026〕1号' },
  )
  expect(issued.status, JSON.stringify(issued.body)).toBe(200)
  expect(await letters('foreignMarket', id)).toEqual(['consultation_letter issued'])
  const { body: seen } = await w.ask<{ version: number; timeline: { step: string }[] }>(
    'police',
    'GET',
    `/v1/transfers/${id}`,
  )
  expect(seen.timeline.map((e) => e.step)).not.toContain('letter_issued')
  expect(seen.version).toBeLessThan(issued.body.transfer.version)
  const material = `/v1/materials/${issued.body.letter.issued.materialId}`
  expect((await w.ask('police', 'GET', material)).status).toBe(404)
  expect((await w.ask('foreignMarket', 'GET', material)).status).toBe(200)
})

test('whoever is shown a sealed entry later sees the letter, and not that it was issued', async () => {
  const { transfer } = await w.submit()
  const { id } = transfer
  const asked = await w.step<{ transfer: { version: number } }>('market', id, 'consultation_request', {
    to: w.organ('foreignMarket').code,
    subject: '追诉标准',
    question: '违法所得如何计算？',
  })
  const { version } = asked.body.transfer
  await w.ask('market', 'POST', `/v1/transfers/${id}/letters/consultation_letter/issue`, {
    officers: w.organ('market').officers.slice(0, 1),
  })
  const opened = await w.step('market', id, 'entry_disclosure', {
    decidedBy: w.organ('market').chief,
    to: w.organ('police').code,
    discloseVersions: [version],
    reason: '办案需要',
  })
  expect(opened.status, JSON.stringify(opened.body)).toBe(200)
  expect((await letters('police', id)).filter((l) => l.startsWith('consultation'))).toEqual(['consultation_letter'])
  expect((await page('police', id, 'consultation_letter')).text).toContain('预览稿，尚未签发')
})
