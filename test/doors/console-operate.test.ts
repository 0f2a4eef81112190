// The pages of sync health, administration, penalty cases, letters between organs and the log of reads, as officers see them:
// whose they are, what their forms do, and where a refusal stands.
import { beforeAll, describe, expect, test } from 'vitest'
import { addOfficer, Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { addSink, enterSource, openSinks, raiseGap } from '../../src/sync/index.ts'
import { type Desk, signIn, signInAs } from '../console-scene.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { enrol, world } from '../world.ts'

const w = await world()
const ids: Record<string, string> = {}
const desks: Record<string, Desk> = {}
const desk = (name: string) => desks[name] as Desk
const hostile = '<script>alert(1)</script>\u202eabc'
let sourceId = ''
let sinkId = ''
let penaltyId = ''

beforeAll(async () => {
  const posts = {
    operator: 'operator',
    system: 'system_administrator',
    system2: 'system_administrator',
    security: 'security_administrator',
    audit: 'audit_administrator',
    auditor: 'auditor',
  }
  for (const [name, role] of Object.entries(posts)) {
    ids[name] = await addOfficer(w.db.ownerPool, { agency: w.organ('market').code, name: `管理${name}`, roles: [role] })
    desks[name] = await signInAs(w.gateway.url, ids[name])
  }
  for (const organ of ['market', 'police']) desks[organ] = await signIn(w, organ)
  const drop = { name: 'drop', agency: w.organ('market').code, kind: 'files', config: { directory: '/no/such/folder' } }
  sourceId = (await enterSource(w.db.pool, drop, async () => w.organ('market').id)).id
  const registry = new Registry({ pool: w.db.pool })
  const calls = outbound()
  const sinks = openSinks({
    ...{ pool: w.db.pool, sealer: openSealer(Buffer.alloc(32)), calls, now: Date.now },
    directory: async () => (await registry.current()).directory,
  })
  const definition = {
    name: '省平台',
    agency: w.organ('market').code,
    kind: 'rest',
    config: { baseUrl: 'http://127.0.0.1:9', path: '/transfers' },
  }
  sinkId = (await addSink(sinks, definition, { who: 'test' })).id
  calls.close()
  const records = [
    unit(1, { WF_SS: `经查，${hostile}` } as Record<string, unknown>, w.organ('market')),
    unit(2, { CF_NR: '罚款1.5元' } as Record<string, unknown>, w.organ('market')),
  ]
  const taken = await w.ask<{ results: { id: string }[] }>('market', 'POST', '/v1/penalty-cases', records)
  penaltyId = taken.body.results[0]?.id as string
})

const shown = async (by: string, path: string) => {
  const { status, text } = await desk(by).page(path)
  expect(status, `${by} ${path} ${text.slice(0, 3_000)}`).toBe(200)
  expect(text).not.toContain('<script>alert')
  expect(text.match(/<h1[ >]/g)).toHaveLength(1)
  return text
}
/** Sends a form and opens the page that it leads to. */
const sent = async (by: string, path: string, values: Record<string, string | readonly string[]>) => {
  const { status, location, text } = await desk(by).send(path, path, values)
  expect(status, text.slice(0, 3_000)).toBe(303)
  return { location: location as string, text: (await desk(by).page(location as string)).text }
}

describe('sync health', () => {
  test('says on one line that all is in step, or what is not', async () => {
    expect(await shown('operator', '/console/sync')).toContain('省平台')
    await raiseGap(w.db.pool, {
      kind: 'source_silent',
      subject: `source:${sourceId}`,
      agencyId: w.organ('market').id,
      detail: {},
    })
    const after = await shown('operator', '/console/sync')
    expect(/<p class="lead" id="health">(.*?)<\/p>/s.exec(after)?.[1]).toContain('1 处缺口')
    expect(await shown('operator', '/console/sync/gaps')).toContain('来源长时间没有数据')
    for (const path of ['/console/sync/reconciliations', '/console/sync/webhooks', '/console/sync/gaps?state=closed'])
      await shown('operator', path)
  })

  test('shows a source, asks for a pull, and tries it without keeping anything', async () => {
    const page = `/console/sync/sources/${sourceId}`
    expect(await shown('operator', page)).toContain('立即拉取')
    expect((await sent('operator', `${page}/pull`, {})).text).toContain('已安排拉取')
    const wrong = await desk('operator').send(`${page}/dry-run`, `${page}/dry-run`, { limit: '0' })
    expect(wrong.status).toBe(400)
    expect(wrong.text).toContain('更正：')
  })

  test('changes a sink only with a reason, which stands among what people did', async () => {
    const page = `/console/sync/sinks/${sinkId}`
    const bare = await desk('operator').send(`${page}/disable`, `${page}/disable`, { why: '' })
    expect(bare.status).toBe(400)
    expect(bare.text).toContain('<title>错误：')
    expect((await sent('operator', `${page}/disable`, { why: '对方平台检修' })).text).toContain('对方平台检修')
    expect(await shown('operator', `${page}?state=dead`)).toContain('启用')
  })

  test('is the operator’s and the administrators’; auditors look and change nothing', async () => {
    expect((await desk('police').page('/console/sync')).status).toBe(403)
    expect(await shown('audit', `/console/sync/sources/${sourceId}`)).not.toContain('立即拉取')
    expect((await desk('audit').page(`/console/sync/sources/${sourceId}/pull`)).status).toBe(403)
  })
})

describe('administration', () => {
  test('each administrator has its own places; others have none', async () => {
    expect((await desk('market').page('/console/administration')).status).toBe(403)
    expect((await desk('operator').page('/console/administration')).status).toBe(403)
    const rooms: Record<string, readonly string[]> = {
      system: ['', '/agencies', '/clients', '/routing', '/calendars', '/rules', '/checklists', '/log'],
      security: ['', '/agencies', '/clients', '/officers', '/log'],
      audit: ['', '/agencies', '/clients', '/officers', '/routing', '/calendars', '/rules', '/checklists', '/log'],
    }
    for (const [who, mine] of Object.entries(rooms)) {
      const text = await shown(who, '/console/administration')
      for (const room of rooms.audit as string[]) {
        expect(text.includes(`href="/console/administration${room}"`)).toBe(mine.includes(room))
        if (mine.includes(room)) await shown(who, `/console/administration${room}`)
        else expect((await desk(who).page(`/console/administration${room}`)).status).toBe(403)
      }
    }
    expect((await desk('audit').page('/console/administration/acts/disable_agency')).status).toBe(403)
  })

  test('a change waits for the second person, who sees before and after and decides with a reason', async () => {
    const { code, name } = w.organ('justice')
    expect(await shown('system', `/console/administration/agencies/${code}`)).toContain(name)
    const form = `/console/administration/acts/disable_agency?agency=${code}`
    const asked = await sent('system', form, { reason: '机构改革，已撤并' })
    expect(asked.location).toMatch(/^\/console\/administration\/requests\//)
    expect(asked.text).toContain('须由另一名管理员批准')
    expect(asked.text).not.toContain('/approve"')
    expect(
      (await desk('system').send(`${asked.location}/approve`, `${asked.location}/approve`, { reason: '同意' })).status,
    ).toBe(403)
    expect(await shown('system2', '/console/administration')).toContain('机构改革')
    expect(await shown('system2', asked.location)).toContain('批准后')
    const approved = await sent('system2', `${asked.location}/approve`, { reason: '经核实' })
    expect(approved.text).toContain('变更已生效')
    expect(await shown('system', `/console/administration/agencies/${code}`)).toContain('停用')
    expect(await shown('audit', `/console/administration/log?target=agency:${code}`)).toContain('经核实')
    const again = await desk('system2').send(`${asked.location}/refuse`, `${asked.location}/refuse`, {
      reason: '改主意',
    })
    expect([again.status, again.text.includes('改主意')]).toEqual([409, true])
  })

  test('what cannot stand is said at its field, and what was typed stays', async () => {
    const form = `/console/administration/acts/set_receiver?sender=${w.organ('market').code}`
    const refused = await desk('system').send(form, form, {
      receiver: w.organ('court').code,
      reason: `指定 ${hostile}`,
    })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('href="#f-receiver"')
    expect(refused.text).toContain(w.organ('court').code)
    expect(refused.text).not.toContain('<script>alert')
    const notice = '/console/administration/acts/load_calendar'
    const fragment = await desk('system').send(notice, notice, {
      year: '2028',
      source: '国办',
      rest: '2028-10-01 国庆节\n明天 放假',
      reason: '载入',
    })
    expect(fragment.text).toContain('href="#f-rest"')
    expect(fragment.text).toContain('明天 放假')
  })

  test('officers have roles, certificates and identities on one page; an own page has no buttons', async () => {
    const page = `/console/administration/officers/${ids.operator}`
    expect(await shown('security', page)).toContain('更改职责')
    expect(await shown('audit', page)).not.toContain('更改职责')
    expect(await shown('security', `/console/administration/officers/${ids.security}`)).not.toContain('更改职责')
    const form = `/console/administration/acts/add_certificate?officer=${ids.operator}`
    const done = await sent('security', form, {
      number: 'YW-001',
      validFrom: '2026-01-01',
      validTo: '2030-12-31',
      reason: '新发证',
    })
    expect(done.location).toBe(page)
    expect(done.text).toContain('YW-001')
    const roles = `/console/administration/acts/change_roles?officer=${ids.operator}&roles=operator`
    expect((await sent('security', roles, { roles: ['operator', 'auditor'], reason: '兼任' })).text).toContain('审计员')
  })
})

describe('penalty cases', () => {
  test('are listed by what screening found, and all of them with filters in the address', async () => {
    for (const path of [
      '',
      '?verdict=near',
      '?verdict=unknown',
      '?verdict=all&domain=market&state=live',
      '/quarantine',
    ])
      await shown('market', `/console/penalties${path}`)
    expect(await shown('market', '/console/penalties?verdict=all')).toContain(`/console/penalties/${penaltyId}`)
    expect((await desk('market').page('/console/penalties?verdict=all&region=1')).status).toBe(400)
    expect((await desk('police').page('/console/penalties')).status).toBe(403)
  })

  test('one shows what was said and what was read, and leads to a transfer', async () => {
    const text = await shown('market', `/console/penalties/${penaltyId}`)
    expect(text).toContain(`/console/submit?penalty=${penaltyId}`)
    expect(text).toContain('历次版本')
    expect((await desk('market').page('/console/penalties/01900000-0000-7000-8000-000000000000')).status).toBe(404)
  })

  test('a fact is stated in the name of who signed in, with the reason', async () => {
    const form = `/console/penalties/${penaltyId}/facts?decision=state&fact=sales_cny&words=${encodeURIComponent('销售金额')}`
    const wrong = await desk('market').send(form, form, { least: '六万', reason: '经核对账册' })
    expect([wrong.status, wrong.text.includes('六万')]).toEqual([400, true])
    const { text } = await sent('market', form, { least: '60,000', reason: '经核对账册' })
    expect(text).toContain('经核对账册')
    expect(text).toContain(w.organ('market').officers[0]?.certificateNo)
  })

  test('a held record is mended whole and then is a case', async () => {
    const list = await shown('market', '/console/penalties/quarantine')
    const form = /href="(\/console\/penalties\/quarantine\/[0-9a-f-]+\/release)"/.exec(list)?.[1] as string
    const record = JSON.stringify(unit(2, {} as Record<string, unknown>, w.organ('market')))
    const wrong = await desk('market').send(form, form, { record: '{', reason: '金额单位有误' })
    expect(wrong.status).toBe(400)
    const { location } = await sent('market', form, { record, reason: '金额单位有误' })
    expect(await shown('market', location)).toContain('修复入库')
  })
})

describe('letters between organs', () => {
  test('are written, received, signed for and answered', async () => {
    const form = '/console/correspondence/new'
    const refused = await desk('market').send(form, form, {
      kind: 'exchange',
      title: '商请协助',
      text: '请协助。',
      more: '没有这个机关',
    })
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('没有这个机关')
    const values = {
      kind: 'exchange',
      title: `商请协助 ${hostile}`,
      text: `请协助核实。\n${hostile}`,
      to: [w.organ('police').code],
      dueOn: '2099-12-31',
    }
    const { location } = await sent('market', form, values)
    expect(await shown('market', '/console/correspondence?box=sent')).toContain('商请协助')
    expect(await shown('police', '/console/correspondence')).toContain('商请协助')
    await shown('market', '/console/correspondence?box=outstanding')
    expect(await shown('police', location)).toContain('签收')
    await sent('police', `${location}/sign`, {})
    const { text } = await sent('police', `${location}/say`, { text: '已核实，情况属实。' })
    expect(text).toContain('已核实，情况属实。')
    expect(
      (
        await desk('police')
          .send(location, `${location}/sign`)
          .catch(() => ({ status: 0 }))
      ).status,
    ).toBe(0)
  })

  test('an organ is found by its name', async () => {
    const form = '/console/correspondence/new'
    const values = { kind: 'exchange', title: '交流', text: '交流。', more: '海城区公安分局' }
    expect((await sent('market', form, values)).text).toContain(w.organ('police').name)
  })
})

describe('what is handed down', () => {
  test('reaches the lower procuratorate, which signs, works each item and replies', async () => {
    ;(w.organs as Record<string, unknown>).upper = await enrol(w.db, 64, {
      kind: 'procuratorate',
      region: '450500',
      name: '北海市人民检察院（演示）',
    })
    for (const name of ['upper', 'procuratorate']) desks[name] = await signIn(w, name)
    const form = '/console/assignments/new'
    await expect.poll(async () => (await shown('upper', form)).includes(w.organ('procuratorate').name)).toBe(true)
    const wrong = await desk('upper').send(form, form, {
      to: w.organ('procuratorate').code,
      title: '交办',
      text: '请查。',
      dueOn: '2099-12-31',
      items: '这一件',
    })
    expect([wrong.status, wrong.text.includes('这一件')]).toEqual([400, true])
    const values = {
      to: w.organ('procuratorate').code,
      title: `交办 ${hostile}`,
      text: '请查实。',
      dueOn: '2099-12-31',
      items: `penalty:${penaltyId}`,
    }
    const { location } = await sent('upper', form, values)
    expect(await shown('upper', '/console/assignments?box=handed')).toContain(location)
    expect(await shown('procuratorate', '/console/assignments')).toContain(location)
    await sent('procuratorate', `${location}/sign`, {})
    await sent('procuratorate', `${location}/work?no=1`, { result: 'verified', text: '查证属实' })
    await sent('procuratorate', `${location}/reply`, { text: '已办结。' })
    expect((await sent('upper', `${location}/accept`, {})).text).toContain('已认可')
    expect((await desk('market').page('/console/assignments')).status).toBe(403)
  })
})

describe('the log of reads', () => {
  test('is the auditors’, each organ’s own, and the audit administrator’s', async () => {
    await w.ask('police', 'GET', '/v1/transfers')
    await w.ask('market', 'GET', '/v1/transfers')
    expect((await desk('market').page('/console/access')).status).toBe(403)
    expect((await desk('system').page('/console/access')).status).toBe(403)
    const police = w.organ('police').name
    const rows = (text: string) => text.slice(text.indexOf('<tbody'))
    await expect.poll(async () => rows(await shown('audit', '/console/access?kind=list')).includes(police)).toBe(true)
    expect(rows(await shown('auditor', '/console/access?kind=list'))).not.toContain(police)
    expect((await desk('auditor').page('/console/access?transfer=x')).status).toBe(400)
  })
})
