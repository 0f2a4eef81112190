// A look at the pages of supervision while they are made; taken away afterwards.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inTab, look } from '../console-look.ts'
import { signIn, windowOf } from '../console-scene.ts'
import { world } from '../world.ts'

const names = ['甲县', '乙县', '丙区', '丁区', '戊区', '己县']
const codes = names.map((_, i) => `43010${i + 2}`)
writeFileSync('/tmp/q7-sup/map.json', JSON.stringify({ type: 'FeatureCollection', features: codes.map((adcode, i) => {
  const [x, y] = [112 + (i % 3) * 0.5, 28 + Math.floor(i / 3) * 0.4]
  const ring = Array.from({ length: 40 }, (_, k) => { const a = (k / 40) * 2 * Math.PI; return [x + 0.25 * Math.cos(a) * (1 + 0.1 * Math.sin(5 * a)), y + 0.2 * Math.sin(a)] })
  return { type: 'Feature', properties: { adcode, name: names[i] }, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } }
}) }))
const w = await world(8, { env: { XIANJIE_MAP_GEOJSON: '/tmp/q7-sup/map.json' } })
test('look', async () => {
  const rows: string[] = []
  const zero = '{0,0,0,0,0,0,0,0,0,0,0,0}'
  for (const year of [2025, 2026])
    for (const id of ['transfer_timeliness', 'acceptance_rate', 'filing_timeliness', 'filing_rate', 'should_transfer_missed'])
      for (const [k, scope] of ['4301', ...codes.slice(0, 5), `a:${w.organ('customs').id}`].entries()) {
        const ns: number[] = []
        const ds: number[] = []
        for (let i = 0; i < 12; i++) {
          const d = year === 2026 && i > 10 ? 0 : 20 + ((i * 13 + year) % 30)
          const n = d === 0 ? 0 : id === 'should_transfer_missed' ? i % 3 : d - (i % 4) - (k > 3 ? 6 : k)
          ns.push((ns.at(-1) ?? 0) + n)
          ds.push((ds.at(-1) ?? 0) + d)
        }
        rows.push(`('${scope}','','${id}',${year},'{${ns}}','{${ds}}','${zero}','${zero}')`)
      }
  await w.db.ownerPool.query(`insert into indicator_year (scope, dim, indicator, year, n, d, pn, pd) values ${rows.join()}`)
  await w.db.ownerPool.query(`insert into indicator_scope (scope, parent) values ${codes.map((c) => `('${c}','4301')`).join()} on conflict do nothing`)
  await w.submit('customs')
  const desk = await signIn(w, 'cityProcuratorate', 'chief')
  const pages = { mapwall: '/console/wall?period=2026Q3', mapdash: '/console/supervision?period=2026Q3', procedure: '/console/reading/procedure' }
  const only = process.env.ONLY?.split(',')
  const faults: Record<string, string[]> = {}
  for (const [mode, options] of Object.entries({ wide: { viewport: { width: 1920, height: 1080 } }, narrow: { viewport: { width: 390, height: 800 }, colorScheme: 'dark' as const } })) {
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
