// The pages of sync health, administration, penalty cases, letters between organs and the log of reads, as officers see them:
// whose they are, what their forms do, and where a refusal stands.
import { beforeAll, describe, expect, test } from 'vitest'
import { addOfficer, Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { addSink, enterSource, openSinks, raiseGap } from '../../src/sync/index.ts'
import { type Desk, signIn, signInAs } from '../console-scene.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { enrol, world } from '../world.ts'
import { xlsx } from '../xlsx.ts'

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
  for (const organ of ['market', 'police', 'procuratorate']) desks[organ] = await signIn(w, organ)
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

  test('a held record says which field is unfit, is mended there and sent again, and then is a case', async () => {
    const list = await shown('market', '/console/penalties/quarantine')
    const form = /href="(\/console\/penalties\/quarantine\/[0-9a-f-]+\/release)"/.exec(list)?.[1] as string
    const one = await shown('market', form.replace('/release', ''))
    // The field stands first among the record's own, with what is wrong.
    expect(one).toMatch(/<tbody[^>]*><tr[^>]*><td[^>]*><bdi>CF_NR_FK<[\s\S]*?其中一处单位有误/)
    const text = await shown('market', form)
    const named = (field: string) =>
      new RegExp(`<label for="f-(r-\\d+)"><bdi>${field}<`).exec(text)?.[1]?.replace('-', '.') as string
    const again = await desk('market').send(form, form, { reason: '金额单位有误' })
    expect([again.status, again.text.includes(`id="f-${named('CF_NR_FK').replace('.', '-')}-error"`)]).toEqual([
      422,
      true,
    ])
    expect(again.text).not.toContain('unit_at_odds')
    const unsaid = await desk('market').send(form, form, { [named('CF_NR')]: '罚款15000元', reason: '' })
    expect([unsaid.status, unsaid.text.includes('id="f-reason-error"')]).toEqual([400, true])
    const { location } = await sent('market', form, { [named('CF_NR')]: '罚款15000元', reason: '金额单位有误' })
    expect(await shown('market', location)).toContain('修复入库')
    expect(
      (
        await desk('market')
          .send(form, form, { reason: '再修' })
          .catch(() => undefined)
      )?.status ?? 409,
    ).toBe(409)
    expect((await desk('police').page(form)).status).toBe(403)
  })

  test('a record is corrected where it is wrong: the difference and the reason stay, masked numbers stay whole', async () => {
    const number = '110105194912310021'
    const record = unit(3, { WF_SS: `当事人身份号码${number}。` } as Record<string, unknown>, w.organ('market'))
    const taken = await w.ask<{ results: { id: string }[] }>('market', 'POST', '/v1/penalty-cases', [
      { ...record, CF_SY: `当事人身份号码${number}，${hostile}` },
    ])
    const page = `/console/penalties/${taken.body.results[0]?.id}`
    const form = `${page}/correct`
    expect(await shown('market', page)).toContain(`href="${form}"`)
    const text = await shown('market', form)
    expect(text).not.toContain(number)
    const facts = /<textarea id="f-facts"[^>]*>\n([\s\S]*?)<\/textarea>/.exec(text)?.[1] as string
    expect(facts).toContain('110105********0021')
    const wrong = await desk('market').send(form, form, { 'dates.decided': '上个月', reason: '笔误' })
    expect([wrong.status, wrong.text.includes('id="f-dates-decided-error"')]).toEqual([400, true])
    const nothing = await desk('market').send(form, form, { reason: '笔误' })
    expect(nothing.status).toBe(400)
    const said = {
      facts: '当事人身份号码110105********0021，销售额更正。',
      'amounts.0': '2万',
      'crime.suspected': 'true',
    }
    const { location, text: after } = await sent('market', form, { ...said, reason: `笔误 ${hostile}` })
    expect(location).toBe(page)
    expect(after).toMatch(/更正[\s\S]*\/facts[\s\S]*\/amounts\/0\/raw[\s\S]*\/crime\/suspected/)
    const kept = await w.db.ownerPool.query<{ record: string }>(
      `select record from penalty_version where case_id = $1 and operation = 'correction'`,
      [page.split('/').at(-1)],
    )
    expect(JSON.parse(kept.rows[0]?.record ?? '{}')).toMatchObject({
      facts: `当事人身份号码${number}，销售额更正。`,
      amounts: [{ kind: 'fine', fen: 2_000_000 }],
      crime: { suspected: true },
    })
    // Whoever had the form open meanwhile writes over nothing.
    const late = await desk('market').send(form, form, { seen: '1', 'amounts.0': '3万', reason: '笔误' })
    expect(late.status).toBe(412)
    const gone = await sent('market', `${page}/withdraw`, { reason: '误报' })
    expect(gone.text).toMatch(/已撤销[\s\S]*误报/)
    expect(gone.text).not.toContain(form)
    expect((await desk('procuratorate').page(form)).status).toBe(403)
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

  test('carry files that were uploaded, and whoever has the letter opens them, another organ’s with a reason', async () => {
    const form = '/console/correspondence/new'
    const mark = /name="_csrf" value="([^"]+)"/.exec(await shown('market', '/console/uploads'))?.[1] ?? ''
    const upload = new FormData()
    upload.append('file', new Blob(['会议纪要'], { type: 'text/plain' }), '纪要 <img src=x>.txt')
    const uploaded = await fetch(`${w.gateway.url}/console/uploads/plain?_csrf=${encodeURIComponent(mark)}`, {
      ...{ method: 'POST', body: upload, redirect: 'manual' },
      headers: { cookie: desk('market').cookie, 'sec-fetch-site': 'same-origin' },
    })
    expect([uploaded.status, uploaded.headers.get('location')]).toEqual([303, '/console/uploads'])
    expect(await shown('market', '/console/uploads')).toContain('已上传 1 个文件')

    // What was typed stays while the list is asked for anew.
    const typed = { kind: 'exchange', title: '会议纪要', text: '附会议纪要。', to: [w.organ('police').code] }
    const again = await desk('market').send(form, form, { ...typed, _refresh: 'true' })
    expect([again.status, again.text.includes('附会议纪要。')]).toEqual([200, true])
    const file = /name="attachments" value="([\da-f-]{36})"/.exec(again.text)?.[1] ?? ''
    const { location, text } = await sent('market', form, { ...typed, attachments: [file] })
    expect(text).toContain(`${location}/files/${file}`)
    expect(text).not.toContain('<img src=x>')
    expect((await desk('market').page(`${location}/files/${file}`)).text).toContain(`${location}/files/${file}/content`)
    expect(await shown('market', form)).not.toContain(file)

    const at = `${location}/files/${file}`
    expect(await shown('police', location)).toContain(`href="${at}"`)
    expect((await desk('police').page(`${at}/content`)).status).toBe(403)
    const why = await desk('police').page(at)
    expect(why.text).toContain('选择查看理由'.slice(2))
    const body = new URLSearchParams({
      _csrf: /name="_csrf" value="([^"]+)"/.exec(why.text)?.[1] ?? '',
      ground: 'service',
    })
    const given = await fetch(`${w.gateway.url}${at}`, {
      ...{ method: 'POST', body, redirect: 'manual' },
      headers: { cookie: desk('police').cookie, 'sec-fetch-site': 'same-origin' },
    })
    expect([given.status, given.headers.get('location')]).toEqual([303, at])
    const [kept = ''] = given.headers.getSetCookie()
    expect(kept).toContain(`Path=${location}`)
    const cookie = `${desk('police').cookie}; ${kept.split(';')[0]}`
    expect((await desk('police').page(at, { cookie })).text).toContain(`${at}/content?download=1`)
    const opened = await desk('police').page(`${at}/content`, { cookie })
    expect([opened.status, opened.text]).toEqual([200, '会议纪要'])
    const { rows } = await w.db.pool.query(
      "select reason from access_entry where kind = 'content' and material_id = $1 order by no desc limit 1",
      [file],
    )
    expect(rows).toEqual([{ reason: '送达、通知' }])
    // Nobody else, and no file of another letter.
    expect((await desk('procuratorate').page(at)).status).toBe(404)
    expect((await desk('market').page(`${location}/files/${w.organ('police').id}`)).status).toBe(404)
  })

  test('are about a case by the number of its letter, or by the case’s own page', async () => {
    const { transfer } = await w.submit('market')
    const { documentNo } = (await w.ask<{ documentNo: string }>('market', 'GET', `/v1/transfers/${transfer.id}`)).body
    expect(await shown('market', `/console/cases/${transfer.id}`)).toContain(`new?transfer=${transfer.id}`)
    const form = '/console/correspondence/new'
    const values = { kind: 'exchange', title: '交流', text: '就本案交流。', to: [w.organ('police').code] }
    const wrong = await desk('market').send(form, form, { ...values, transferId: '没有这个文号' })
    expect([wrong.status, wrong.text.includes('没有此文号的案件'), wrong.text.includes('就本案交流。')]).toEqual([
      422,
      true,
      true,
    ])
    const { text } = await sent('market', form, { ...values, transferId: documentNo })
    expect(text).toContain(`/console/cases/${transfer.id}`)
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

describe('a request', () => {
  test('is looked up by the id at the foot of its page: what it did, and what it read', async () => {
    const { headers, text } = await desk('market').page(`/console/penalties/${penaltyId}`)
    const read = headers.get('x-request-id') as string
    expect(text).toContain(`请求号 ${read}`)
    await expect
      .poll(async () => (await desk('auditor').page(`/console/requests?id=${read}`)).text)
      .toContain('案件页面')
    const taken = await w.ask('market', 'POST', '/v1/transfers', await w.submission())
    const found = await shown('auditor', `/console/requests?id=%20${taken.headers.get('x-request-id')}`)
    expect(found).toContain('案卷第 1 条')
    // The operator finds any act, the audit administrator everything, others have no such page.
    const theirs = await w.ask('customs', 'POST', '/v1/transfers', await w.submission('customs'))
    const path = `/console/requests?id=${theirs.headers.get('x-request-id')}`
    for (const by of ['operator', 'audit']) expect(await shown(by, path)).toContain('案卷第 1 条')
    expect(await shown('auditor', path)).toContain('没有该编号的请求')
    expect(await shown('auditor', `/console/requests?id=${encodeURIComponent(hostile)}`)).toContain('没有该编号的请求')
    await shown('operator', '/console/requests')
    expect((await desk('market').page('/console/requests')).status).toBe(403)
  })
})

describe('findings', () => {
  test('stand with the soonest due first where that is asked for', async () => {
    for (const query of ['', '?order=due', '?order=due&state=raised', '?state=closed'])
      await shown('market', `/console/findings${query}`)
    expect(await shown('market', '/console/findings?order=due')).toContain('<option value="due" selected>')
    expect(await shown('market', '/console/findings?state=closed')).not.toContain('name="order"')
    expect((await desk('market').page('/console/findings?order=due&state=closed')).status).toBe(400)
  })
})

describe('labels', () => {
  test('are opened, put on what the organ sees, reported on and ended, and lead back to what bears them', async () => {
    const form = '/console/labels/new'
    const values = {
      kind: 'listed',
      name: `污染环境督办 ${hostile}`,
      fromDay: '2026年1月5日',
      to: [w.organ('police').code],
    }
    const wrong = await desk('market').send(form, form, values)
    expect([wrong.status, wrong.text.includes('id="f-dueOn-error"')]).toEqual([400, true])
    const listed = { ...values, dueOn: '2099-12-31', responsible: '刘督办' }
    const { location, text } = await sent('market', form, listed)
    expect(text).toContain('刘督办')
    for (const by of ['market', 'police']) expect(await shown(by, '/console/labels?kind=listed')).toContain(location)
    expect((await shown('market', '/console/labels?state=ended')).includes(location)).toBe(false)

    const put = `/console/labels/put?subject=penalty:${penaltyId}`
    const unsaid = await desk('market').send(put, put, { label: '', reason: '督办' })
    expect([unsaid.status, unsaid.text.includes('id="f-label-error"')]).toEqual([400, true])
    await sent('market', put, { label: location.split('/').at(-1) as string, reason: `属于督办范围 ${hostile}` })
    expect(await shown('market', `${location}?kind=penalty`)).toContain(`/console/penalties/${penaltyId}`)
    expect(await shown('market', `/console/labels?subject=penalty:${penaltyId}`)).toContain(location)
    // The other member learns nothing of what it does not see.
    expect(await shown('police', `${location}?kind=penalty`)).not.toContain(penaltyId)

    const { body } = await w.ask<{ transfer: { id: string; documentNo: string } }>(
      'market',
      'POST',
      '/v1/transfers',
      await w.submission(),
    )
    const { id, documentNo } = body.transfer
    expect(await shown('market', `/console/cases/${id}`)).toContain(`/console/labels/put?subject=transfer:${id}`)
    const unknown = await desk('market').send(`${location}/put`, `${location}/put`, {
      subjects: '查无此号',
      reason: '试',
    })
    expect([unknown.status, unknown.text.includes('查无此号')]).toEqual([400, true])
    await sent('market', `${location}/put`, { subjects: documentNo, reason: '同案' })
    expect(await shown('market', `/console/cases/${id}`)).toContain(`href="${location}"`)
    await sent('market', `${location}/take-off?subject=transfer:${id}`, { reason: '误列' })
    expect(await shown('market', location)).not.toContain(`/console/cases/${id}`)

    await sent('market', `${location}/change`, { name: '污染环境督办', reason: '更名' })
    const early = await desk('market').send(`${location}/end`, `${location}/end`, { reason: '办结' })
    expect(early.status).toBe(422)
    await sent('police', `${location}/report`, { text: `已办结 ${hostile}` })
    const ended = await sent('market', `${location}/end`, { reason: '办结' })
    expect(ended.text).toContain('已结束')
    expect(ended.text).not.toContain(`${location}/put"`)
    expect((await desk('police').page(`${location}/change`)).status).toBe(200)
    expect((await desk('procuratorate').page(location)).status).toBe(404)
  })
})

describe('clues', () => {
  const told = {
    ...{
      source: 'hotline',
      receivedAt: '2026年1月5日 9:30',
      facts: `举报无证经营 ${hostile}`,
      number: '热线〔2026〕1号',
    },
    ...{
      'subject.kind': 'person',
      'subject.name': '赵经营',
      'reporter.name': '钱反映',
      'reporter.phone': '13800001234',
    },
  }

  test('are taken, dispatched, returned, kept and answered, with persons masked but for a reason', async () => {
    const form = '/console/clues/new'
    const wrong = await desk('market').send(form, form, { ...told, receivedAt: '昨天' })
    expect([wrong.status, wrong.text.includes('昨天')]).toEqual([400, true])
    const { location, text } = await sent('market', form, told)
    expect(text).toContain('热线〔2026〕1号')
    expect(text).not.toMatch(/赵经营|钱反映|13800001234/)
    expect(await shown('market', '/console/clues?mine=taken&source=hotline&from=2026-01-01')).toContain(location)
    const again = await desk('market').send(form, form, { ...told, facts: '另一件' })
    expect(again.status).toBe(409)

    const reveal = `${location}/reveal`
    expect((await desk('market').send(reveal, reveal, {})).status).toBe(400)
    const full = await desk('market').send(reveal, reveal, { ground: 'identity', more: '核实反映人' })
    expect(full.text).toMatch(/赵经营[\s\S]*钱反映[\s\S]*13800001234/)
    await expect
      .poll(async () => await shown('auditor', '/console/access?kind=case'))
      .toMatch(/核对当事人身份：核实反映人/)

    const dispatch = `${location}/dispatch`
    const nowhere = await desk('market').send(dispatch, dispatch, { more: '没有这个机关' })
    expect([nowhere.status, nowhere.text.includes('没有这个机关')]).toEqual([400, true])
    await sent('market', dispatch, { to: w.organ('police').code })
    expect(await shown('police', '/console/clues?mine=dispatched')).toContain(location)
    await sent('police', `${location}/return`, { reason: '不属本机关管辖' })
    expect(await shown('police', location)).toContain('本机关已退回此线索')
    const kept = await sent('market', dispatch, { to: w.organ('market').code, remarks: '自办' })
    expect(kept.text).toContain('已受理')
    const answer = `${location}/answer`
    expect((await desk('market').send(answer, answer, { result: 'becomes_case', transferId: '无此案' })).status).toBe(
      400,
    )
    const answered = await sent('market', answer, { result: 'not_a_case', reason: '查无实据' })
    expect(answered.text).toContain('查无实据')
    expect((await desk('procuratorate').page(location)).status).toBe(404)
  })

  test('come from a spreadsheet with a result for each row', async () => {
    const { text } = await desk('market').page('/console/clues/intake')
    const action = /action="(\/console\/clues\/intake\?_csrf=[^"]+)"/.exec(text)?.[1] as string
    const send = async (file?: Uint8Array) => {
      const body = new FormData()
      body.set(
        'file',
        new Blob(file === undefined ? [] : [new Uint8Array(file)]),
        file === undefined ? '' : 'clues.xlsx',
      )
      const headers = { cookie: desk('market').cookie, 'sec-fetch-site': 'same-origin' }
      const response = await fetch(`${w.gateway.url}${action}`, { method: 'POST', body, headers })
      return { status: response.status, text: await response.text() }
    }
    const sheet = xlsx([
      ['来源', '接收时间', '反映对象', '反映内容', '编号'],
      ['热线', '2026-01-05 09:30', hostile, '举报', '表1'],
      ['天上', '2026-01-05 09:30', '', '举报', '表2'],
    ])
    const done = await send(sheet)
    expect(done.status, done.text).toBe(200)
    expect(done.text).toContain('新登记 1 件，已登记过 0 件，未登记 1 件')
    expect(done.text).toMatch(/来源/)
    expect((await send(sheet)).text).toContain('新登记 0 件，已登记过 1 件')
    expect((await send()).status).toBe(400)
    expect((await send(new Uint8Array([1, 2, 3]))).status).toBe(400)
  })
})
