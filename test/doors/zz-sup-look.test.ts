import { writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { inTab, look } from '../console-look.ts'
import { signIn, windowOf } from '../console-scene.ts'
import { world } from '../world.ts'
import { raisedFinding } from './findings-scene.ts'
import { announcementOf } from './draws-scene.ts'

const w = await world()
test('look', async () => {
  const one = await w.submit()
  await w.step('police', one.transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  await w.step('police', (await w.submit()).transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  await w.submit('customs')
  const finding = await raisedFinding(w)
  await raisedFinding(w)
  const rows: string[] = []
  for (const year of [2025, 2026])
    for (const id of ['transfer_timeliness', 'acceptance_rate', 'filing_timeliness', 'filing_rate', 'should_transfer_missed']) {
      const ns: number[] = []
      const ds: number[] = []
      for (let i = 0; i < 12; i++) {
        const gone = year === 2026 && i > 10
        const d = gone ? 0 : 20 + ((i * 13 + year) % 30)
        const n = gone ? 0 : id === 'transfer_timeliness' ? d - (i % 4) : id === 'acceptance_rate' ? d - (i % 2) : id === 'filing_timeliness' ? d - 3 : id === 'filing_rate' ? d - 8 : i % 3
        ns.push((ns.at(-1) ?? 0) + n)
        ds.push((ds.at(-1) ?? 0) + d)
      }
      for (const scope of ['450502', `a:${w.organ('market').id}`]) rows.push(`('${scope}','','${id}',${year},'{${ns}}','{${ds}}','{0,0,0,0,0,0,0,0,0,0,0,0}','{0,0,0,0,0,0,0,0,0,0,0,0}')`)
    }
  await w.db.ownerPool.query(`insert into indicator_year (scope, dim, indicator, year, n, d, pn, pd) values ${rows.join()} on conflict (scope, dim, indicator, year) do update set n = excluded.n, d = excluded.d`)
  const desk = await signIn(w, 'procuratorate', 'chief')
  const { body } = await w.ask<{ id: string }>('procuratorate', 'POST', '/v1/supervision/draws', announcementOf(w, { population: { of: 'transfer', from: '2020-01-01', to: '2099-01-01' } }))
  const report = await w.ask<{ id: string }>('procuratorate', 'POST', '/v1/reports', { kind: 'work', from: '2026-01', to: '2026-02' })
  const pages = {
    dashboard: '/console/supervision?period=2026Q3', wall: '/console/wall?period=2026Q3', clocks: '/console/clocks', clocklist: '/console/clocks?urgency=calm',
    findings: '/console/findings', finding: `/console/findings/${finding}`, act: `/console/findings/${finding}/act`,
    draws: '/console/draws', newdraw: '/console/draws/new', draw: `/console/draws/${body.id}`, drill: '/console/supervision/figures/acceptance_rate?from=2026-01&to=2026-11',
    reports: '/console/reports', newreport: '/console/reports/new', report: `/console/reports/${report.body.id}`, schedules: '/console/reports/schedules', statements: '/console/statements', coverage: '/console/coverage',
    reading: '/console/reading', charge: `/console/reading/${encodeURIComponent('生产、销售伪劣产品罪')}`, procedure: '/console/reading/procedure',
  }
  const only = process.env.ONLY?.split(',')
  const faults: Record<string, string[]> = {}
  for (const [mode, options] of Object.entries({ wide: { viewport: { width: 1366, height: 900 } }, narrow: { viewport: { width: 390, height: 800 }, colorScheme: 'dark' as const } })) {
    const context = await windowOf(desk, options)
    for (const [name, path] of Object.entries(pages)) {
      if (only !== undefined && !only.includes(name)) continue
      await inTab(context, async (tab) => {
        const found = await look(tab, path, { axe: true, narrow: mode === 'narrow' })
        if (found.length) faults[`${mode} ${name}`] = found
        await tab.page.screenshot({ path: `/tmp/q7-sup/${name}-${mode}.png`, fullPage: true })
      })
    }
  }
  writeFileSync('/tmp/q7-sup/faults.json', JSON.stringify(faults, null, 1))
  expect(1).toBe(1)
}, 300_000)
