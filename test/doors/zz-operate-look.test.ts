// Scratch: looks at OPERATE's pages.
import { test, expect, vi } from 'vitest'
import { addOfficer, Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { addSink, enterSource, openSinks, raiseGap } from '../../src/sync/index.ts'
import { signIn, signInAs, windowOf, type Desk } from '../console-scene.ts'
import { inTab, look } from '../console-look.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { world } from '../world.ts'
import { askAs, askingPages } from './officer-ask.ts'
vi.setConfig({ testTimeout: 500_000, hookTimeout: 100_000 })
const w = await world(8, { pages: askingPages })
test('look', async () => {
  const desks: Record<string, Desk> = {}
  for (const [name, role] of Object.entries({ operator: 'operator', system: 'system_administrator', system2: 'system_administrator', security: 'security_administrator', audit: 'audit_administrator', auditor: 'auditor' })) {
    const id = await addOfficer(w.db.ownerPool, { agency: w.organ('market').code, name: `管理${name}`, roles: [role] })
    desks[name] = await signInAs(w.gateway.url, id)
    desks[`${name}Id`] = id as never
  }
  desks.market = await signIn(w, 'market')
  desks.procuratorate = await signIn(w, 'procuratorate')
  const source = await enterSource(w.db.pool, { name: 'drop', agency: w.organ('market').code, kind: 'files', config: { directory: '/no/such/folder' } }, async () => w.organ('market').id)
  const registry = new Registry({ pool: w.db.pool })
  const sinks = openSinks({ pool: w.db.pool, sealer: openSealer(Buffer.alloc(32)), calls: outbound(), now: Date.now, directory: async () => (await registry.current()).directory })
  const sink = await addSink(sinks, { name: '省平台', agency: w.organ('market').code, kind: 'rest', config: { baseUrl: 'http://127.0.0.1:9', path: '/transfers' } }, { who: 'test' })
  await raiseGap(w.db.pool, { kind: 'source_silent', subject: `source:${source.id}`, agencyId: w.organ('market').id, detail: {} })
  await w.submit()
  const taken = await w.ask<{ results: { id: string }[] }>('market', 'POST', '/v1/penalty-cases', [unit(1, { WF_SS: '经查，当事人销售侵权商品，销售金额120000元。' } as never, w.organ('market')), unit(2, { CF_NR: '罚款1.5元' } as never, w.organ('market'))])
  const penalty = taken.body.results[0]?.id
  await w.ask('market', 'POST', `/v1/penalty-cases/${penalty}/facts`, { decision: 'state', fact: 'sales_cny', least: 60000, reason: '经核对账册', officers: w.organ('market').officers.slice(0, 1) })
  const letter = await w.ask<{ id: string }>('market', 'POST', '/v1/correspondence', { officers: w.organ('market').officers.slice(0, 1), kind: 'exchange', title: '商请协助核实情况', text: '请协助核实当事人账册。', to: [w.organ('police').code], dueOn: '2026-11-25' })
  const asked = await askAs(desks.system as Desk, 'POST', '/v1/administration/acts', { act: 'set_receiver', what: { sender: w.organ('market').code, domain: 'food', receiver: w.organ('foreignPolice').code }, reason: '食品案件由西湖分局受理' })
  const more = await askAs(desks.system as Desk, 'POST', '/v1/administration/acts', { act: 'disable_agency', what: { agency: w.organ('justice').code }, reason: '机构改革' })
  await askAs(desks.system2 as Desk, 'POST', `/v1/administration/requests/${more.body.request.id}/approve`, { reason: '同意' })
  const a = '/console/administration'
  const pages: [string, string, string][] = [
    ['sync', 'operator', '/console/sync'], ['sync-source', 'operator', `/console/sync/sources/${source.id}`], ['sync-sink', 'operator', `/console/sync/sinks/${sink.id}`],
    ['sync-dead', 'operator', `/console/sync/sinks/${sink.id}/replay`], ['sync-rec', 'operator', '/console/sync/reconciliations'],
    ['adm', 'system2', a], ['adm-request', 'system2', `${a}/requests/${asked.body.request.id}`], ['adm-approve', 'system2', `${a}/requests/${asked.body.request.id}/approve`],
    ['adm-agencies', 'system', `${a}/agencies`], ['adm-agency', 'system', `${a}/agencies/${w.organ('market').code}`], ['adm-clients', 'security', `${a}/clients`],
    ['adm-officers', 'security', `${a}/officers`], ['adm-officer', 'security', `${a}/officers/${desks.operatorId}`], ['adm-roles', 'security', `${a}/acts/change_roles?officer=${desks.operatorId}&roles=operator`],
    ['adm-routing', 'system', `${a}/routing`], ['adm-calendars', 'system', `${a}/calendars`], ['adm-rules', 'system', `${a}/rules`], ['adm-lists', 'system', `${a}/checklists`], ['adm-log', 'audit', `${a}/log`],
    ['adm-add', 'system', `${a}/acts/add_agency`], ['adm-cal', 'system', `${a}/acts/load_calendar`],
    ['pen', 'market', '/console/penalties'], ['pen-all', 'market', '/console/penalties?verdict=all'], ['pen-one', 'market', `/console/penalties/${penalty}`], ['pen-fact', 'market', `/console/penalties/${penalty}/facts?decision=state&fact=sales_cny&words=x`], ['pen-q', 'market', '/console/penalties/quarantine'],
    ['let', 'market', '/console/correspondence?box=sent'], ['let-one', 'market', `/console/correspondence/${letter.body.id}`], ['let-new', 'market', '/console/correspondence/new'],
    ['ass', 'procuratorate', '/console/assignments'], ['access', 'auditor', '/console/access'],
  ]
  const wide = new Map<string, Awaited<ReturnType<typeof windowOf>>>()
  const slim = new Map<string, Awaited<ReturnType<typeof windowOf>>>()
  for (const [name, by, path] of pages.filter(([n]) => ['let-one'].includes(n))) {
    const w1 = wide.get(by) ?? (await windowOf(desks[by] as Desk, { viewport: { width: 1366, height: 900 } }))
    wide.set(by, w1)
    await inTab(w1, async (tab) => {
      const faults = await look(tab, path)
      if (faults.length > 0) console.log('FAULT', name, JSON.stringify(faults, null, 1))
      const r = await tab.asking.send('Runtime.evaluate', { expression: "axe.run({runOnly:['color-contrast']}).then(r=>JSON.stringify(r.incomplete.flatMap(i=>i.nodes.map(n=>[n.html,n.any.map(a=>a.message+JSON.stringify(a.data)+JSON.stringify(a.relatedNodes.map(x=>x.html.slice(0,80))))]))))", awaitPromise: true, returnByValue: true })
      console.log('WHY', r.result.value)
    })
    const w2 = slim.get(by) ?? (await windowOf(desks[by] as Desk, { viewport: { width: 320, height: 800 }, colorScheme: 'dark' }))
    slim.set(by, w2)
    await inTab(w2, async (tab) => {
      const faults = await look(tab, path, { axe: false, narrow: true })
      if (faults.length > 0) console.log('NARROW', name, JSON.stringify(faults, null, 1))
      if (['sync', 'adm-request', 'pen-one', 'let-one'].includes(name)) await tab.page.screenshot({ path: `/tmp/q7/op-${name}-narrow.png`, fullPage: true })
    })
  }
  expect(1).toBe(1)
})
