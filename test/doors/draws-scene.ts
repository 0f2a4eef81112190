// Every operation of draws asked once, for the tests that hold answers against the contract.
import { expect, vi } from 'vitest'
import type { World } from '../world.ts'
import type { Asked, Reply } from './refusals.ts'

type Ask = (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>

export const announcementOf = (w: World, more: Record<string, unknown> = {}) => ({
  officers: w.organ('procuratorate').officers.slice(0, 1),
  name: '第四季度行政处罚案件抽查',
  population: { of: 'penalty', from: '2026-01-01', to: '2026-12-31' },
  ...{ method: 'uniform', take: { total: 1 } },
  reviewers: [{ ...w.organ('procuratorate').officers[0], capacity: 100 }],
  ...more,
})

/** Penalty cases of the market's must be there already. */
export async function askDraws(w: World, ask: Ask): Promise<void> {
  const officers = w.organ('procuratorate').officers.slice(0, 1)
  const publicValues = [{ name: '双色球第2026134期', source: '中国福利彩票发行管理中心', day: '2026-11-01' }]
  const waiting = await ask('announceDraw', 'procuratorate', {}, { body: announcementOf(w, { publicValues }) })
  const cancelled = { id: waiting.body.id as string }
  await ask('cancelDraw', 'procuratorate', cancelled, { body: { officers, reason: '名单有误' } })
  const body = announcementOf(w, { publicValues, redrawOf: { draw: cancelled.id, reason: '更正后重抽' } })
  const draw = { id: (await ask('announceDraw', 'procuratorate', {}, { body })).body.id as string, place: '1' }
  const values = { officers, publicValues: [{ name: publicValues[0]?.name ?? '', value: '03 09 11 17 24 31 + 05' }] }
  await vi.waitFor(
    async () => expect((await ask('makeDraw', 'procuratorate', draw, { body: values })).status).toBe(200),
    { timeout: 30_000, interval: 300 },
  )
  const review = { officers, found: true, kinds: ['not_transferred'], words: '达到追诉标准，应移送而未移送。' }
  await ask('reviewDrawn', 'procuratorate', draw, { body: review })
  for (const id of ['listDraws', 'drawFigures', 'getDraw', 'listDrawn', 'getDrawn', 'drawFile', 'drawPopulation'])
    await ask(id, 'procuratorate', draw)
}
