// Officers take steps at their desks: a form made from the contract, a preview, the act by the gateway's own operation, and
// every refusal back on the form with what was typed.
import { describe, expect, test } from 'vitest'
import { type Desk, formIn, signIn } from '../console-scene.ts'
import { world } from '../world.ts'

const w = await world()
const police = w.organ('police')
const officerValue = (o: { name: string; certificateNo: string }) => `${o.certificateNo}\t${o.name}`
const [one, two] = police.officers as [{ name: string; certificateNo: string }, { name: string; certificateNo: string }]

/** Sends the form of an answer on, with these values. */
function on(desk: Desk, text: string, action: string, values: Record<string, string>) {
  const body = new URLSearchParams(formIn(text, action))
  for (const [name, value] of Object.entries(values)) body.set(name, value)
  return desk.post(action, body)
}
const stepAt = (id: string, step: string) => `/console/cases/${id}/steps/${step}`
const versionOf = async (id: string) =>
  (await w.ask<{ version: number }>('police', 'GET', `/v1/transfers/${id}`)).body.version

async function signedCase(): Promise<string> {
  const { transfer } = await w.submit()
  const { status } = await w.step('police', transfer.id, 'receipt_sign', { decidedBy: police.chief })
  expect(status).toBe(200)
  return transfer.id
}

describe('a step on a case', () => {
  test('goes from form to preview to act: signed for and filed by the chief, with receipt and periods told', async () => {
    const { transfer } = await w.submit()
    const chief = await signIn(w, 'police', 'chief')
    const at = stepAt(transfer.id, 'receipt_sign')
    const form = await chief.page(at)
    expect(form.status).toBe(200)
    expect(form.text).toContain('签收回执')
    expect(form.text).toContain('《行政执法机关移送涉嫌犯罪案件的规定》第7条')
    const preview = await chief.send(at, at, { 'officers.0': officerValue(one) })
    expect(preview.status).toBe(200)
    expect(preview.text).toContain(one.certificateNo)
    expect(preview.text).toMatch(/开始计算：立案审查[^<]*届满/)
    const sent = await on(chief, preview.text, at, { _do: 'send' })
    expect(sent).toMatchObject({ status: 303, location: `/console/cases/${transfer.id}` })
    const { text } = await chief.page('/console/me')
    expect(text).toMatch(/已办理：签收[^<]*。/)
    expect(text).toMatch(/回执第 \d+ 号/)
    expect(text).toMatch(/开始计算：[^<]*届满/)

    const filing = stepAt(transfer.id, 'filing_approved')
    const incomplete = await chief.send(filing, filing, { 'officers.0': officerValue(one) })
    expect(incomplete.status).toBe(422)
    expect(incomplete.text).toContain('<title>错误：')
    expect(incomplete.text).toContain('href="#f-documentNo"')
    expect(incomplete.text).toContain('更正：')
    expect(incomplete.text).toMatch(/<option value="[^"]*" selected/)
    const filed = await on(chief, incomplete.text, filing, {
      ...{ documentNo: '海公立字〔2026〕31号', 'charges.0.name': '虚假广告罪' },
    })
    expect(filed.text).toContain('将要提交的内容')
    expect(filed.text).toContain('立案通知书')
    expect(filed.text).toContain('formtarget="_blank"')
    const paper = await chief.post(`${filing}/letters/filing_notice`, new URLSearchParams(formIn(filed.text, filing)))
    expect(paper.status).toBe(200)
    expect(paper.text).toContain('预览稿，尚未签发')
    expect(paper.text).toContain('立案通知书')
    expect(await on(chief, filed.text, filing, { _do: 'send' })).toMatchObject({ status: 303 })
    const now = await w.ask<{ status: string }>('market', 'GET', `/v1/transfers/${transfer.id}`)
    expect(now.body.status).toBe('filed')
  })

  test('sent twice is one act', async () => {
    const { transfer } = await w.submit()
    const chief = await signIn(w, 'police', 'chief')
    const at = stepAt(transfer.id, 'receipt_sign')
    const preview = await chief.send(at, at, { 'officers.0': officerValue(one) })
    const both = await Promise.all([
      on(chief, preview.text, at, { _do: 'send' }),
      on(chief, preview.text, at, { _do: 'send' }),
    ])
    expect(both.map((r) => r.status)).toEqual([303, 303])
    expect(await versionOf(transfer.id)).toBe(transfer.version + 1)
  })

  test('does not overwrite what happened meanwhile: both are shown, and what was typed goes on', async () => {
    const id = await signedCase()
    const officer = await signIn(w, 'police', 0)
    const at = stepAt(id, 'completeness_check')
    const { text } = await officer.page(at)
    await w.step('police', id, 'jurisdiction_sorting', { reasons: '管辖待甄别' })
    const stale = await on(officer, text, at, { remarks: '已核对一遍' })
    expect(stale.status).toBe(412)
    expect(stale.text).toContain('案件已有新办理，请核对')
    expect(stale.text).toContain('职责管辖甄别')
    expect(stale.text).toContain('已核对一遍')
    const goingOn = await on(officer, stale.text, at, { _do: 'back' })
    expect(goingOn.text).toMatch(/name="remarks"[^>]*>\n已核对一遍</)
    const preview = await on(officer, goingOn.text, at, {})
    expect(await on(officer, preview.text, at, { _do: 'send' })).toMatchObject({ status: 303 })
  })

  test('found stale by the gateway itself leads to the same page', async () => {
    const id = await signedCase()
    const officer = await signIn(w, 'police', 0)
    const at = stepAt(id, 'completeness_check')
    const preview = await officer.send(at, at, {})
    await w.step('police', id, 'jurisdiction_sorting', { reasons: '管辖待甄别' })
    const stale = await on(officer, preview.text, at, { _do: 'send' })
    expect(stale.status).toBe(412)
    expect(stale.text).toContain('职责管辖甄别')
  })

  test('the second officer is another one', async () => {
    const id = await signedCase()
    const officer = await signIn(w, 'police', 0)
    const at = stepAt(id, 'completeness_check')
    const { text } = await officer.page(at)
    expect(text).toContain(`value="${officerValue(one)}"`)
    const same = await on(officer, text, at, { 'officers.1': officerValue(one) })
    expect(same.status).toBe(422)
    expect(same.text).toContain('两名承办人须为不同的人员')
    const fine = await on(officer, same.text, at, { 'officers.1': officerValue(two) })
    expect(fine.status).toBe(200)
    expect(fine.text).toContain(two.certificateNo)
  })

  test('that is not open says why, under which article, and has no form', async () => {
    const id = await signedCase()
    const chief = await signIn(w, 'police', 'chief')
    const closed = await chief.page(stepAt(id, 'case_revocation'))
    expect(closed.status).toBe(409)
    expect(closed.text).toContain('本步骤现在不能办理：')
    expect(closed.text).toContain('《公安机关办理刑事案件程序规定》')
    expect(formIn(closed.text, stepAt(id, 'case_revocation'))).toBeUndefined()
    expect((await chief.page(stepAt(id, 'no_such_step'))).status).toBe(404)
    const foreign = await signIn(w, 'foreignPolice', 'chief')
    expect((await foreign.page(stepAt(id, 'filing_approved'))).status).toBe(404)
  })

  test('is refused by the gateway in words, on the form that was sent', async () => {
    const id = await signedCase()
    const chief = await signIn(w, 'police', 'chief')
    const at = stepAt(id, 'filing_approved')
    const refused = await chief.send(at, at, {
      ...{
        'officers.0': officerValue(one),
        documentNo: '海公立字〔2026〕32号',
        'charges.0.name': '虚假广告罪',
        decidedOn: '2099-01-01',
      },
    })
    expect(refused.status).toBe(422)
    expect(refused.text).toMatch(/决定日期在将来|日期在将来/)
    expect(refused.text).toContain('href="#f-decidedOn"')
    expect(refused.text).toContain('value="2099-01-01"')
    // Sent past the preview it is refused as well.
    const sent = await on(chief, refused.text, at, { _do: 'send' })
    expect(sent.status).toBe(422)
    expect(sent.text).toContain('href="#f-decidedOn"')
  })

  test('that somebody else decides is sent for approval instead', async () => {
    const id = await signedCase()
    const officer = await signIn(w, 'police', 0)
    const at = stepAt(id, 'filing_approved')
    const preview = await officer.send(at, at, { documentNo: '海公立字〔2026〕33号', 'charges.0.name': '虚假广告罪' })
    expect(preview.status).toBe(200)
    expect(preview.text).toContain('送审')
    expect(preview.text).not.toContain('value="send"')
    const asked = await on(officer, preview.text, at, { _do: 'ask' })
    expect(asked.status).toBe(303)
    expect(asked.location).toMatch(/^\/console\/approvals\/[\da-f-]{36}$/)
    // The one button that is not there changes nothing.
    const forced = await on(officer, preview.text, at, { _do: 'send' })
    expect(forced.status).toBe(200)
  })

  test('grows rows and loses them by buttons of the form, and tells a script what is wrong', async () => {
    const id = await signedCase()
    const chief = await signIn(w, 'police', 'chief')
    const at = stepAt(id, 'filing_approved')
    const { text } = await chief.page(at)
    const grown = await on(chief, text, at, { 'charges.0.name': '甲罪', _add: 'charges' })
    expect(grown.status).toBe(200)
    expect(grown.text).toContain('name="charges.1.name"')
    const filled = await on(chief, grown.text, at, { 'charges.1.name': '乙罪', _remove: 'charges.0' })
    expect(filled.text).toMatch(/name="charges\.0\.name" value="乙罪"/)
    expect(filled.text).not.toContain('charges.1.name')
    const body = new URLSearchParams(formIn(text, at))
    const response = await fetch(`${chief.url}${at}?check=1`, {
      method: 'POST',
      headers: { cookie: chief.cookie, 'sec-fetch-site': 'same-origin' },
      body,
    })
    const { errors } = (await response.json()) as { errors: { field: string; words: string }[] }
    expect(errors).toContainEqual({ field: 'documentNo', words: '须填写' })
  })

  test('looks an organ up by part of its name', async () => {
    const id = await signedCase()
    const chief = await signIn(w, 'police', 'chief')
    const at = stepAt(id, 'onward_transfer_police')
    const { text } = await chief.page(at)
    const found = await on(chief, text, at, { '_q.to': '西湖', _find: 'to' })
    expect(found.text).toContain(w.organ('foreignPolice').code)
    expect(found.text).not.toContain(w.organ('foreignMarket').code)
    const preview = await on(chief, found.text, at, {
      ...{ to: w.organ('foreignPolice').code, 'officers.0': officerValue(one), reason: '犯罪地在西湖区' },
    })
    expect(preview.status).toBe(200)
    expect(preview.text).toContain('西湖区公安分局（演示）')
  })

  test('keeps hostile text as text', async () => {
    const id = await signedCase()
    const officer = await signIn(w, 'police', 0)
    const at = stepAt(id, 'jurisdiction_sorting')
    const hostile = '"><script>alert(1)</script>\u202e'
    const preview = await officer.send(at, at, { reasons: hostile })
    expect(preview.text).not.toContain('<script>alert')
    const sent = await on(officer, preview.text, at, { _do: 'send' })
    expect(sent.status).toBe(303)
  })

  test('is in English where the officer reads English', async () => {
    const id = await signedCase()
    const officer = await signIn(w, 'police', 1)
    await officer.send('/console/me', '/console/language', { lang: 'en' })
    const { text } = await officer.page(stepAt(id, 'completeness_check'))
    expect(text).toContain('Check and preview')
    expect(text).toContain('What is missing')
    await officer.send('/console/me', '/console/language', { lang: 'zh' })
  })
})

describe('a form', () => {
  test('shows what was asked for above the answer, and suggests the crimes that the letter names', async () => {
    const id = await signedCase()
    const asked = { missing: [{ kind: 'M4', description: '检验报告' }, { description: '<b>现场照片</b>' }] }
    expect((await w.step('police', id, 'completeness_check', asked)).status).toBe(200)
    const handler = await signIn(w, 'market', 0)
    const answer = await handler.page(`${stepAt(id, 'supplement_submission')}?round=1`)
    expect(answer.text).toMatch(/公安机关要求补正的材料[\s\S]{0,80}检验报告[\s\S]{0,40}未上传/)
    expect(answer.text).not.toContain('<b>现场照片')
    const chief = await signIn(w, 'police', 'chief')
    const filing = await chief.page(stepAt(id, 'filing_approved'))
    expect(filing.text).toMatch(/list="(f-charges-0-name-known)"[\s\S]*<datalist id="\1"><option value="虚假广告罪">/)
    expect(filing.text).toContain('不填即为办理当日')
    // Of the crimes there must be one: the only row is not taken away.
    expect(filing.text).not.toContain('value="charges.0" formnovalidate')
  })

  test('folds away what does not apply: the part of a person or a unit, until one is chosen', async () => {
    const officer = await signIn(w, 'market', 0)
    const { text } = await officer.page('/console/begin/clue_discovery')
    const union =
      /<fieldset class="fg pick union"[\s\S]*?<fieldset class="row part u1">[\s\S]*?<fieldset class="row part u2">/.exec(
        text,
      )?.[0]
    expect(union).toContain('type="radio" class="u1"')
    expect(union).not.toContain(' checked')
    const style = /href="(\/console\/assets\/\w+\/console\.css)"/.exec(text)?.[1] ?? ''
    expect((await officer.page(style)).text).toContain('.union>.u2:checked~.part.u2{display:block}')
    // What was typed in the part that is not chosen is no part of the act.
    const at = '/console/begin/clue_discovery'
    const checked = await on(officer, text, at, {
      ...{ caseName: '某案', domain: 'market', involvesStateSecrets: 'false', facts: '检查中发现' },
      ...{ 'parties.0.kind': 'unit', 'parties.0.name': '虚构商行', 'parties.0.occupation': '不应出现的职业' },
      'officers.1': officerValue(w.organ('market').officers[1] as typeof one),
    })
    expect(checked.status).toBe(200)
    expect(checked.text).toContain('将要提交的内容')
    expect(/<dl[\s\S]*?<\/dl>/.exec(checked.text)?.[0]).not.toContain('不应出现的职业')
  })

  test('marks the second officer as needed where the step takes two', async () => {
    const officer = await signIn(w, 'market', 0)
    const begun = await w.ask<{ transfer: { id: string } }>('market', 'POST', '/v1/transfers/steps/clue_discovery', {
      ...{ caseName: '某案', domain: 'market', involvesStateSecrets: false, facts: '检查中发现' },
      ...{ parties: [{ kind: 'unit', name: '虚构商行' }], officers: w.organ('market').officers },
    })
    expect(begun.status, JSON.stringify(begun.body)).toBe(201)
    const two = await officer.page(stepAt(begun.body.transfer.id, 'task_force_formation'))
    expect(two.text).toContain('此步骤须两人办理')
    expect((await officer.page('/console/begin/clue_discovery')).text).toMatch(/第二名承办人<span class="muted">/)
    // What else may be done stands by track, each with how many.
    const page = await officer.page(`/console/cases/${begun.body.transfer.id}`)
    expect(page.text).toMatch(
      /<summary>其他可以办理的事项（\d+）<\/summary><h3>[^<]+ <span class="muted">\d+<\/span><\/h3><ul class="steps">/,
    )
  })
})

describe('a case that begins otherwise', () => {
  test('is begun by the steps that the kind of organ has, and asks what a case needs', async () => {
    const officer = await signIn(w, 'market', 0)
    const list = await officer.page('/console/begin')
    expect(list.text).toContain('/console/begin/clue_discovery')
    expect(list.text).toContain('/console/submit')
    const at = '/console/begin/clue_discovery'
    const incomplete = await officer.send(at, at, { facts: '检查中发现涉嫌犯罪' })
    expect(incomplete.status).toBe(422)
    expect(incomplete.text).toContain('href="#f-caseName"')
    const given = { caseName: '虚构商行涉嫌虚假广告案', domain: 'market', involvesStateSecrets: 'false' }
    const party = {
      'parties.0.kind': 'unit',
      'parties.0.name': '虚构商行',
      'officers.1': officerValue(w.organ('market').officers[1] as typeof one),
    }
    const preview = await on(officer, incomplete.text, at, { ...given, ...party })
    expect(preview.text).toContain('虚构商行')
    const begun = await on(officer, preview.text, at, { _do: 'send' })
    expect(begun).toMatchObject({ status: 303, location: expect.stringMatching(/^\/console\/cases\/[\da-f-]{36}$/) })
    expect((await officer.page('/console/begin/transfer_dispatch')).status).toBe(303)
    expect((await officer.page('/console/begin/police_reverse_transfer')).status).toBe(404)
  })
})

describe('signing one after the other', () => {
  test('shows each case, signs it by an act of its own, and then the next', async () => {
    const filed = await Promise.all(
      [41, 42].map(async (n) => {
        const id = await signedCase()
        const body = {
          decidedBy: police.chief,
          documentNo: `海公立字〔2026〕${n}号`,
          charges: [{ name: '虚假广告罪' }],
        }
        const { status } = await w.step('police', id, 'filing_approved', body)
        expect(status).toBe(200)
        return id
      }),
    )
    const officer = await signIn(w, 'market', 0)
    const list = await officer.page('/console/signing')
    expect(list.status).toBe(200)
    for (const id of filed) expect(list.text).toContain(`/console/cases/${id}`)
    const due = Number(/逐件签收（(\d+) 件）/.exec(list.text)?.[1])
    expect(due).toBeGreaterThanOrEqual(2)
    const first = await officer.page('/console/signing?sitting=1')
    expect(first.text).toContain(`0 / ${due}`)
    const signed = await on(officer, first.text, '/console/signing', {})
    expect(signed).toMatchObject({ status: 303, location: '/console/signing?sitting=1&done=1' })
    const second = await officer.page(signed.location as string)
    expect(second.text).toContain(`1 / ${due}`)
    // The same look sent again signs nothing else.
    const before = await officer.page('/console/signing')
    await on(officer, first.text, '/console/signing', {})
    expect(/逐件签收（(\d+) 件）/.exec((await officer.page('/console/signing')).text)?.[1]).toBe(
      /逐件签收（(\d+) 件）/.exec(before.text)?.[1],
    )
  })
})
