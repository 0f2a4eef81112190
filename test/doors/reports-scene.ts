// Every operation of reports and of the coverage asked once, for the tests that hold answers against the contract.
import { expect, vi } from 'vitest'
import { enterRoster } from '../../src/supervision/index.ts'
import type { World } from '../world.ts'
import type { Asked, Reply } from './refusals.ts'

type Ask = (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>

export async function askReports(w: World, ask: Ask): Promise<void> {
  const { code, name } = w.organ('market')
  const due = { code, name, kind: 'administrative', regionCode: '450502', level: 'county', domain: 'market' }
  await enterRoster(w.db.pool, [{ ...due, dueSince: '2020-01-01', note: null }], Date.now())
  await ask('listCoverage', 'procuratorate')
  await ask('coverageFigures', 'procuratorate')
  const period = { from: '2026-01', to: '2026-02' }
  const report = {
    id: (await ask('askReport', 'market', {}, { body: { kind: 'self_examination', ...period } })).body.id,
  }
  const rhythm = { kind: 'self_examination', every: 'year', since: '2199-01-01' }
  const schedule = { id: (await ask('scheduleReport', 'market', {}, { body: rhythm })).body.id as string }
  await ask('listReportSchedules', 'market')
  await ask('endReportSchedule', 'market', schedule, { body: { reason: '改为手工' } })
  await vi.waitFor(async () => expect((await ask('getReport', 'market', report)).body.state).toBe('made'), {
    timeout: 60_000,
    interval: 200,
  })
  await ask('reportContent', 'market', report)
  await ask('listReports', 'market')
}
