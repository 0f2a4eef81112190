// Approvals inside an organ: a handler asks, the legal reviewer reads, the head decides; nobody decides on what it prepared,
// what was changed is read anew, and the act goes out in the head's name once.
import { describe, expect, test } from 'vitest'
import { type Desk, formIn, signInAs } from '../console-scene.ts'
import { engage } from '../console-staff.ts'
import { world } from '../world.ts'
import { askAs, askingPages } from './officer-ask.ts'
import { refusedWith, send } from './refusals.ts'

const w = await world(8, { pages: askingPages })
const code = (organ: string) => w.organ(organ).code
const at = {
  agency: code('market'),
  police: code('police'),
  procuratorate: code('procuratorate'),
  office: code('justice'),
}
const staff = await engage(w.db.ownerPool, at, '450502')
const desk = (post: Parameters<typeof staff.officer>[0]) => signInAs(w.gateway.url, staff.ids[post])
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
const handlers = [staff.officer('handler'), staff.officer('partner')]

/** A draft as the handler would have written it; answers its id. */
async function draft(more: Record<string, unknown> = {}): Promise<string> {
  const body = await w.submission('market', { officers: handlers, ...more })
  delete body.approval
  return (await w.ask('market', 'POST', '/v1/drafts', body)).body.id as string
}

/** Sends the draft to the approval; answers its page. */
async function asked(by: Desk, id: string): Promise<string> {
  const sent = await by.send(`/console/drafts/${id}/check`, `/console/drafts/${id}/ask`, { note: '请审核。' })
  expect(sent.status, sent.text).toBe(303)
  return sent.location as string
}

const decide = (by: Desk, page: string, wish: string, reasons = '') => by.send(page, page, { wish, reasons })
const caseOf = (location: string | null) => location?.split('/').at(-1) ?? ''

describe('an approval', () => {
  test('goes from the handler to the legal reviewer to the head, and the case is transferred in the head’s name', async () => {
    const [handler, reviewer, head] = await Promise.all([desk('handler'), desk('reviewer'), desk('head')])
    const id = await draft()
    const page = await asked(handler, id)
    expect((await reviewer.page('/console/approvals')).text).toContain('某公司涉嫌虚假广告案')
    expect((await head.page('/console/approvals')).text).not.toContain('某公司涉嫌虚假广告案')
    const early = await decide(head, page, 'approve').catch((error: Error) => error.message)
    expect(early).toMatch(/has no form/)

    const silent = await decide(reviewer, page, 'review')
    expect([silent.status, silent.text.includes('填写意见')]).toEqual([422, true])
    const reviewed = await decide(reviewer, page, 'review', '事实清楚，证据充分，适用法律正确。')
    expect([reviewed.status, reviewed.location]).toEqual([303, page])
    const approved = await decide(head, page, 'approve', '同意移送。')
    expect(approved.status, approved.text).toBe(303)
    expect(approved.location).toMatch(/^\/console\/cases\//)

    const { body } = await w.ask<{ timeline: { step: string; officers: unknown; decidedBy?: unknown }[] }>(
      'police',
      'GET',
      `/v1/transfers/${caseOf(approved.location)}`,
    )
    const [entry] = body.timeline
    expect(entry).toMatchObject({ step: 'transfer_dispatch', officers: handlers, decidedBy: staff.officer('head') })
    expect((await w.ask('market', 'GET', `/v1/drafts/${id}`)).status).toBe(404)
    const history = (await handler.page(page)).text
    for (const words of ['已批准并办理', '事实清楚，证据充分', '同意移送', '请审核']) expect(history).toContain(words)
  })

  test('that is returned goes back with its reasons; what was changed is read anew, with the differences', async () => {
    const [handler, reviewer, head] = await Promise.all([desk('handler'), desk('reviewer'), desk('head')])
    const id = await draft()
    const page = await asked(handler, id)
    await decide(reviewer, page, 'review', '同意。')
    expect((await decide(head, page, 'return', '案件名称应写明当事人。')).status).toBe(303)
    expect((await handler.page('/console/approvals')).text).toContain('已退回')
    const { body } = await w.ask<{ draft: Record<string, unknown> }>('market', 'GET', `/v1/drafts/${id}`)
    await w.ask('market', 'PUT', `/v1/drafts/${id}`, { ...body.draft, caseName: '虚构公司涉嫌虚假广告案' })
    expect(await asked(handler, id)).toBe(page)
    const seen = (await reviewer.page(page)).text
    for (const words of [
      '第 2 次送审',
      '<del><bdi>某公司涉嫌虚假广告案',
      '<ins><bdi>虚构公司涉嫌虚假广告案',
      '应写明当事人',
    ])
      expect(seen).toContain(words)
    const early = await decide(head, page, 'approve').catch((error: Error) => error.message)
    expect(early, 'the former review does not count').toMatch(/has no form/)
    await decide(reviewer, page, 'review', '同意。')
    expect((await decide(head, page, 'approve')).location).toMatch(/^\/console\/cases\//)
  })

  test('is of what was read: a page from before a new round approves nothing', async () => {
    const [handler, reviewer] = await Promise.all([desk('handler'), desk('reviewer')])
    const id = await draft()
    const page = await asked(handler, id)
    const old = (await reviewer.page(page)).text
    const digest = /name="digest" value="(\w{64})"/.exec(old)?.[1] ?? ''
    const { body } = await w.ask<{ draft: Record<string, unknown> }>('market', 'GET', `/v1/drafts/${id}`)
    await w.ask('market', 'PUT', `/v1/drafts/${id}`, { ...body.draft, facts: '另有事实。' })
    await asked(handler, id)
    const late = await reviewer.send(page, page, { wish: 'review', reasons: '同意。', digest })
    expect(late.status).toBe(412)
    expect((await reviewer.page(page)).text).toContain('待法制审核')
  })

  test('is neither reviewed nor decided by whoever prepared it or handles the case', async () => {
    const officer = async (name: string, roles: string[]) => {
      const found = await w.db.ownerPool.query<{ id: string }>(
        'update officer set roles = $2 where name = $1 returning id',
        [name, roles],
      )
      return found.rows[0]?.id ?? ''
    }
    await officer('覃海涛', ['enforcement_officer', 'agency_legal', 'agency_head'])
    try {
      const [handler, partner] = await Promise.all([desk('handler'), desk('partner')])
      const page = await asked(handler, await draft())
      expect((await partner.page(page)).text).not.toContain('value="review"')
      // As the form of somebody else would have it.
      const mark = /name="_csrf" value="([^"]+)"/.exec((await partner.page('/console/approvals')).text)?.[1] ?? ''
      const tried = await partner.post(
        page,
        new URLSearchParams({ _csrf: mark, _key: 'k', wish: 'return', reasons: '退回' }),
      )
      expect(tried.status).toBe(403)
    } finally {
      await officer('覃海涛', ['enforcement_officer'])
    }
  })

  test('whose act is refused stays with the head, with the refusal in words', async () => {
    const [handler, reviewer, head] = await Promise.all([desk('handler'), desk('reviewer'), desk('head')])
    const taken = await w.submission('market')
    const id = await draft({ materials: taken.materials })
    const page = await asked(handler, id)
    await decide(reviewer, page, 'review', '同意。')
    await w.ask('market', 'POST', '/v1/transfers', taken)
    const refused = await decide(head, page, 'approve')
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('材料')
    const now = (await head.page(page)).text
    for (const words of ['待负责人审批', '未能办理', 'value="approve"']) expect(now).toContain(words)
    expect((await decide(handler, page, 'withdraw')).status).toBe(303)
    expect((await handler.page(page)).text).toContain('已撤回')
  })

  test('under a number that was used before is not approved', async () => {
    const [handler, reviewer, head] = await Promise.all([desk('handler'), desk('reviewer'), desk('head')])
    const taken = await w.submission('market')
    await w.ask('market', 'POST', '/v1/transfers', taken)
    const page = await asked(handler, await draft({ documentNo: taken.documentNo }))
    await decide(reviewer, page, 'review', '同意。')
    const refused = await decide(head, page, 'approve')
    expect([refused.status, refused.text.includes('文号')]).toEqual([409, true])
    expect((await head.page(page)).text).toContain('待负责人审批')
  })

  test('sent twice with one form is one approval, and one act', async () => {
    const [handler, reviewer, head] = await Promise.all([desk('handler'), desk('reviewer'), desk('head')])
    const id = await draft()
    const page = await asked(handler, id)
    await decide(reviewer, page, 'review', '同意。')
    const form = (await head.page(page)).text
    const hidden = (name: string) =>
      new RegExp(`action="${page}"[\\s\\S]*?name="${name}" value="([^"]+)"`).exec(form)?.[1] ?? ''
    const body = () =>
      new URLSearchParams({ _csrf: hidden('_csrf'), _key: hidden('_key'), digest: hidden('digest'), wish: 'approve' })
    const [one, two] = await Promise.all([head.post(page, body()), head.post(page, body())])
    expect([one.status, two.status].sort()).toEqual([303, 303])
    const acts = await w.db.ownerPool.query(`select from event where body like '%' || $1 || '%'`, [
      (await w.ask<{ items: { documentNo: string }[] }>('police', 'GET', '/v1/transfers?limit=1')).body.items[0]
        ?.documentNo,
    ])
    expect(acts.rowCount).toBe(1)
  })
})

describe('a case whose first step the head decides', () => {
  const certificate = ({ name, certificateNo }: { name: string; certificateNo: string }) => `${certificateNo}\t${name}`
  const on = (by: Desk, text: string, action: string, values: Record<string, string>) => {
    const body = new URLSearchParams(formIn(text, action))
    for (const [name, value] of Object.entries(values)) body.set(name, value)
    return by.post(action, body)
  }
  const summaryIn = (text: string) => /<div class="errs"[\s\S]*?<\/ul>/.exec(text)?.[0] ?? ''
  const detention = '/console/begin/admin_detention_transfer'
  const given = {
    ...{ caseName: '张三殴打他人案', domain: 'public_order', involvesStateSecrets: 'false', decidedOn: today },
    ...{
      documentNo: '海市监移字〔2026〕701号',
      facts: '张三殴打他人，情节较轻。',
      legalBasis: '《治安管理处罚法》第51条',
    },
    ...{ 'parties.0.kind': 'person', 'parties.0.name': '张三', 'parties.0.idType': 'unknown' },
  }

  test('is begun by a handler through the legal review and the head, with two officers named', async () => {
    const [handler, reviewer, head] = await Promise.all([desk('handler'), desk('reviewer'), desk('head')])
    const form = await handler.page(detention)
    expect(form.status).toBe(200)
    const preview = await on(handler, form.text, detention, {
      ...given,
      'officers.1': certificate(staff.officer('partner')),
    })
    expect(preview.status, summaryIn(preview.text)).toBe(200)
    expect(preview.text).toContain('先经法制审核')
    const sent = await on(handler, preview.text, detention, { _do: 'ask' })
    expect(sent.status, summaryIn(sent.text)).toBe(303)
    const { page, id } = await newest(handler)
    expect((await reviewer.page('/console/')).text).toContain(page)
    expect((await reviewer.page(page)).text).toContain('《中华人民共和国治安管理处罚法》第90条')

    // Returned, it is mended on the form it was written on, and is asked for again.
    expect((await decide(reviewer, page, 'return', '事实应写明时间。')).status).toBe(303)
    expect((await handler.page(page)).text).toContain(`${detention}?approval=${id}`)
    const again = await handler.page(`${detention}?approval=${id}`)
    expect(again.text).toContain('张三殴打他人，情节较轻。')
    const mended = await on(handler, again.text, detention, { facts: '张三于 11 月 1 日殴打他人，情节较轻。' })
    expect(mended.text).toContain('再次送审')
    expect((await on(handler, mended.text, detention, { _do: 'ask' })).status).toBe(303)
    expect((await newest(handler)).page).toBe(page)
    expect((await reviewer.page(page)).text).toContain('第 2 次送审')

    expect((await decide(reviewer, page, 'review', '同意。')).status).toBe(303)
    const approved = await decide(head, page, 'approve', '同意移送。')
    expect(approved.status, summaryIn(approved.text)).toBe(303)
    const { body } = await w.ask<{ timeline: { step: string; officers: unknown; decidedBy?: unknown }[] }>(
      'market',
      'GET',
      `/v1/transfers/${caseOf(approved.location)}`,
    )
    expect(body.timeline[0]).toMatchObject({
      ...{ step: 'admin_detention_transfer', officers: handlers, decidedBy: staff.officer('head') },
    })
  })

  test('of an organ without a law officer goes to the head at once; the head begins it alone', async () => {
    const at = '/console/begin/procuratorate_demands_transfer'
    const [procurator, chief] = await Promise.all([desk('procurator'), desk('chiefProcurator')])
    const mine = await on(chief, (await chief.page(at)).text, at, {})
    expect(mine.text).not.toContain('value="ask"')
    const text = (await procurator.page(at)).text
    const wanting = await on(procurator, text, at, { caseName: '某局应当移送未移送案' })
    expect(wanting.status).toBe(422)
  })

  test('is asked for with what a case needs, and only by a step with which one begins', async () => {
    const handler = await desk('handler')
    const ask = (body: unknown) => askAs(handler, 'POST', '/v1/approvals', body)
    const body = {
      officers: handlers,
      decidedOn: today,
      parties: [{ kind: 'person', name: '张三', idType: 'unknown' }],
    }
    const bare = await ask({ kind: 'opening', step: 'admin_detention_transfer', body })
    refusedWith(bare, 400, 'invalid_fields')
    expect((bare.body as { errors: { pointer: string }[] }).errors.map((e) => e.pointer)).toEqual(
      expect.arrayContaining(['/body/caseName', '/body/domain', '/body/involvesStateSecrets']),
    )
    refusedWith(await ask({ kind: 'opening', step: 'completeness_check', body }), 404, 'not_found')
    refusedWith(await ask({ kind: 'opening', step: 'transfer_dispatch', body }), 404, 'not_found')
    refusedWith(await ask({ kind: 'opening', step: 'police_reverse_transfer', body }), 403, 'agency_kind_not_permitted')
    refusedWith(await ask({ kind: 'opening', body }), 400, 'invalid_fields')
  })

  async function newest(by: Desk): Promise<{ page: string; id: string }> {
    const id =
      /\/console\/approvals\/([\da-f-]{36})/.exec((await by.page('/console/approvals?tab=asked')).text)?.[1] ?? ''
    return { id, page: `/console/approvals/${id}` }
  }
})

describe('systems', () => {
  test('ask for no approvals and see none', async () => {
    const id = '01900000-0000-7000-8000-000000000001'
    const body = { kind: 'submission', body: await w.submission() }
    refusedWith(await send(w, 'market', 'GET', '/v1/approvals'), 403, 'officer_needed')
    refusedWith(await send(w, 'market', 'GET', `/v1/approvals/${id}`), 403, 'officer_needed')
    refusedWith(await send(w, 'market', 'POST', '/v1/approvals', { body }), 403, 'officer_needed')
    for (const [act, said] of Object.entries({
      review: { digest: 'a'.repeat(64), reasons: '同意' },
      return: { reasons: '退回' },
      withdraw: {},
    }))
      refusedWith(await send(w, 'market', 'POST', `/v1/approvals/${id}/${act}`, { body: said }), 403, 'officer_needed')
  })
})
