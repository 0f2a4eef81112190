// The guided submission as an officer's browser sends it, without a script: part after part, kept however little of it is right,
// with faults at their fields; files by a plain form and by tus; and the check that names what is missing.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { articleWords } from '../../src/console/submit/article.ts'
import { differencesOf } from '../../src/console/submit/differences.ts'
import { itemsOf } from '../../src/console/submit/items.ts'
import { boundaryOf, MultipartFault, partsOf, textOfPart } from '../../src/console/submit/multipart.ts'
import { type Desk, signInAs } from '../console-scene.ts'
import { engage } from '../console-staff.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { inventedUscc, world } from '../world.ts'

const w = await world()
const code = (organ: string) => w.organ(organ).code
const at = {
  agency: code('market'),
  police: code('police'),
  procuratorate: code('procuratorate'),
  office: code('justice'),
}
const staff = await engage(w.db.ownerPool, at, '450502')
const desk = (post: Parameters<typeof staff.officer>[0]) => signInAs(w.gateway.url, staff.ids[post])
const handler = await desk('handler')
const head = await desk('head')
const value = ({ name, certificateNo }: { name: string; certificateNo: string }) => `${certificateNo}\t${name}`

async function begun(by = handler): Promise<string> {
  const sent = await by.send('/console/submit', '/console/submit')
  expect(sent.status, sent.text).toBe(303)
  return (sent.location as string).split('/').at(-2) as string
}
const href = (id: string, part: string) => `/console/drafts/${id}/${part}`
const fill = (id: string, part: string, values: Record<string, string | readonly string[]>, by = handler) =>
  by.send(href(id, part), href(id, part), values)
/** What these tests look at of a draft. */
interface Drafted extends Record<string, unknown> {
  readonly suspects: { name: string; uscc?: string }[]
  readonly materials: { id: string; title: string; kind: string; sha256: string }[]
  readonly charges: unknown[]
  readonly seizedItems: unknown[]
}
const body = async (id: string) => (await w.ask<{ draft: Drafted }>('market', 'GET', `/v1/drafts/${id}`)).body.draft
const mark = async (by: Desk, page: string) => /_csrf=([\w%-]+)/.exec((await by.page(page)).text)?.[1] ?? ''

/** Files as a browser without a script sends them. */
async function upload(id: string, files: readonly { name: string; text: string }[], kind = 'M1', by = handler) {
  const form = new FormData()
  form.append('kind', kind)
  for (const { name, text } of files) form.append('file', new Blob([text], { type: 'text/plain' }), name)
  return fetch(`${w.gateway.url}/console/uploads/plain?_csrf=${await mark(by, href(id, 'materials'))}&draft=${id}`, {
    method: 'POST',
    headers: { cookie: by.cookie, 'sec-fetch-site': 'same-origin' },
    body: form,
    redirect: 'manual',
  })
}

const caseFields = (no: string) => ({
  documentNo: `海市监移〔2026〕${no}号`,
  caseName: '虚构商贸公司涉嫌虚假广告案',
  domain: 'market',
  involvesStateSecrets: 'false',
  caseSource: '投诉举报',
})
const partyFields = {
  'suspects.0.kind': 'unit',
  'suspects.0.name': '虚构商贸有限公司',
  'suspects.0.uscc': inventedUscc(91, '450502', '91'),
}
const factFields = {
  facts: '在广告中对食品作虚假宣传，违法所得数额较大。',
  'charges.0.name': '虚假广告罪',
  'charges.0.article': '第二百二十二条',
  'amounts.0.kind': 'illegal_income',
  'amounts.0.cny': '12.8万元',
  legalBasis: '行政处罚法第二十七条\n行政执法机关移送涉嫌犯罪案件的规定第三条',
}

async function filled(no: string): Promise<string> {
  const id = await begun()
  await fill(id, 'case', caseFields(no))
  await fill(id, 'parties', partyFields)
  await fill(id, 'facts', factFields)
  for (const kind of ['M1', 'M2', 'M3']) await upload(id, [{ name: `${kind}.txt`, text: `${kind} ${no}` }], kind)
  await fill(id, 'officers', { 'officers.1': value(staff.officer('partner')), head: value(staff.officer('head')) })
  return id
}

/** A letter's number is used once, also where a test is tried again. */
let sends = 0

describe('the guided submission', () => {
  test('goes part by part, keeps each, and ends with a check that finds nothing wrong', async () => {
    const id = await filled('1')
    expect(await body(id)).toMatchObject({
      documentNo: '海市监移〔2026〕1号',
      involvesStateSecrets: false,
      suspects: [{ kind: 'unit', name: '虚构商贸有限公司' }],
      amounts: [{ kind: 'illegal_income', cny: '128000' }],
      officers: [staff.officer('handler'), staff.officer('partner')],
      approval: { approvedBy: staff.officer('head') },
      materials: [{ kind: 'M1', title: 'M1' }, { kind: 'M2' }, { kind: 'M3' }],
    })
    const { text } = await handler.page(href(id, 'check'))
    expect(text).toContain('检查通过')
    expect(text).toContain(`src="/console/drafts/${id}/letter"`)
    const letter = await handler.page(`/console/drafts/${id}/letter`)
    for (const words of ['涉嫌犯罪案件移送书', '虚构商贸有限公司', '虚假广告罪', '韦国强', '预览稿，尚未签发'])
      expect(letter.text).toContain(words)
    expect(letter.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(letter.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
  })

  test('says at its field what is wrong, keeps what was typed, and lets it be mended later', async () => {
    const id = await begun()
    const wrong = await fill(id, 'parties', { ...partyFields, 'suspects.0.uscc': '91450502MA5N0000X0' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('<title>错误：')
    expect(wrong.text).toContain('href="#f-suspects-0-uscc"')
    expect(wrong.text).toMatch(
      /id="f-suspects-0-uscc" name="suspects.0.uscc" value="91450502MA5N0000X0"[^>]*aria-invalid="true"/,
    )
    expect((await body(id)).suspects[0]?.uscc).toBe('91450502MA5N0000X0')
    expect(wrong.text).toContain(`href="${href(id, 'facts')}"`)
    const { text } = await handler.page(href(id, 'check'))
    expect(text).toContain(`href="${href(id, 'parties')}#f-suspects-0-uscc"`)
    expect(text).toContain(`href="${href(id, 'case')}#f-documentNo"`)
  })

  test('is checked as it is typed: what is wrong with what is there, and not what is still empty', async () => {
    const id = await begun()
    const { text } = await handler.page(href(id, 'parties'))
    expect(text).toContain('data-check')
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const typed = new URLSearchParams({
      _csrf: csrf,
      'suspects.0.kind': 'person',
      'suspects.0.name': '张三',
      'suspects.0.idType': 'id_card',
      'suspects.0.idNumber': '110105194912310021',
    })
    const answer = await handler.post(`${href(id, 'parties')}?check=1`, typed, { accept: 'application/json' })
    const { errors } = JSON.parse(answer.text) as { errors: { field: string; words: string }[] }
    expect(errors.map(({ field }) => field)).toEqual(['suspects.0.idNumber'])
    expect(errors[0]?.words).toMatch(/\p{Script=Han}/u)
    expect((await body(id)).suspects).toBeUndefined()
  })

  test('adds and removes rows by buttons of the same form', async () => {
    const id = await begun()
    const more = await fill(id, 'parties', { ...partyFields, _add: 'suspects' })
    expect(more.text).toContain('name="suspects.1.name"')
    const less = await fill(id, 'parties', {
      ...partyFields,
      'suspects.1.kind': 'person',
      'suspects.1.name': '张三',
      _remove: 'suspects.0',
    })
    expect(less.status).toBe(200)
    expect((await body(id)).suspects.map((s: { name: string }) => s.name)).toEqual(['张三'])
  })

  test('tells of a part that somebody else changed meanwhile, and keeps what was typed', async () => {
    const id = await begun()
    const partner = await desk('partner')
    const first = await handler.page(href(id, 'case'))
    const seen = /name="_seen" value="([^"]+)"/.exec(first.text)?.[1] ?? ''
    await fill(id, 'case', { ...caseFields('2'), caseName: '同事改的名称' }, partner)
    const late = await fill(id, 'case', { ...caseFields('2'), caseName: '我改的名称', _seen: seen })
    expect(late.status).toBe(412)
    expect(late.text).toContain('已被他人改动')
    expect(late.text).toContain('我改的名称')
    expect((await body(id)).caseName).toBe('同事改的名称')
    // Other parts are nobody else's affair.
    expect((await fill(id, 'parties', partyFields)).status).toBe(303)
  })

  test('begins with a penalty case, shows what the screening says, and fills in what is known', async () => {
    const taken = await w.ask<{ results: { id: string }[] }>('market', 'POST', '/v1/penalty-cases', [
      unit(7, {}, w.organ('market')),
    ])
    const penalty = taken.body.results[0]?.id as string
    expect((await handler.page(`/console/submit?penalty=${penalty}`)).text).toContain('从行政处罚案件开始')
    const sent = await handler.send(`/console/submit?penalty=${penalty}`, '/console/submit')
    const id = (sent.location as string).split('/').at(-2) as string
    const draft = await body(id)
    expect(draft.sourceRecord).toBe(penalty)
    await fill(id, 'case', caseFields('3'))
    expect((await body(id)).sourceRecord, 'what is not typed is carried along').toBe(penalty)
    const name = draft.suspects[0]?.name as string
    await w.submit('market', { suspects: [draft.suspects[0]] })
    const found = await fill(id, 'parties', { _who: name, _look: 'true' })
    expect(found.status).toBe(200)
    expect(found.text).toContain('name="_use"')
    expect(found.text).toContain('当事人的其他案件')
  })

  test('lets charges be chosen from the thresholds, with their article', async () => {
    const id = await begun()
    await fill(id, 'case', caseFields('4'))
    const found = await fill(id, 'facts', { _charge: '虚假广告', _look: 'true' })
    const use = /name="_use" value="([^"]+)"/.exec(found.text)?.[1]?.replaceAll('&quot;', '"') ?? ''
    await fill(id, 'facts', { _use: use })
    expect((await body(id)).charges).toEqual([{ name: '虚假广告罪', article: '第二百二十二条' }])
  })

  test('takes a list of seized items as a spreadsheet has it', async () => {
    const id = await begun()
    await fill(id, 'items', {
      _paste: '名称\t数量\t单位\t存放地点\n宣传册\t1,200\t册\t一号仓库\n电脑\t2\t台\t二号仓库',
      _stay: 'true',
    })
    expect((await body(id)).seizedItems).toEqual([
      { name: '宣传册', quantity: '1200', unit: '册', storagePlace: '一号仓库' },
      { name: '电脑', quantity: '2', unit: '台', storagePlace: '二号仓库' },
    ])
    const many = Array.from({ length: 300 }, (_, i) => `物品${i},1,件,仓库`).join('\n')
    await fill(id, 'items', { _paste: many, _stay: 'true' })
    expect((await body(id)).seizedItems).toHaveLength(302)
    const page = (await handler.page(href(id, 'items'))).text
    expect(page).toContain('清单共 302 项')
    await fill(id, 'items', {})
    expect((await body(id)).seizedItems).toHaveLength(302)
  })

  test('is sent by a head at once, and a second click goes where the first went', async () => {
    const id = await filled(`5${++sends}`)
    const page = (await head.page(href(id, 'check'))).text
    expect(page).toContain(`action="/console/drafts/${id}/send"`)
    const hidden = (name: string) => new RegExp(`/send"[\\s\\S]*?name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? ''
    const names = ['_csrf', '_key', 'at', 'documentNo', 'received']
    const values = Object.fromEntries(names.map((name) => [name, hidden(name)]))
    const sent = () => head.post(`/console/drafts/${id}/send`, new URLSearchParams(values))
    const one = await sent()
    expect(one.status, one.text.split('<main')[1]).toBe(303)
    expect((await sent()).location).toBe(one.location)
    const { body: transfer } = await w.ask<{ timeline: { decidedBy: unknown }[] }>(
      'market',
      'GET',
      `/v1/transfers/${one.location?.split('/').at(-1)}`,
    )
    expect(transfer.timeline[0]?.decidedBy).toMatchObject(staff.officer('head'))
    expect((await head.page(one.location as string)).text).toContain('回执已签发')
  })

  test('is removed on a page of its own', async () => {
    const id = await begun()
    expect((await handler.page(`/console/drafts/${id}/remove`)).text).toContain('删除草稿')
    expect((await handler.send(`/console/drafts/${id}/remove`, `/console/drafts/${id}/remove`)).location).toBe(
      '/console/submit',
    )
    expect((await handler.page(href(id, 'case'))).status).toBe(404)
  })

  test('of another organ is not there', async () => {
    const id = await begun()
    const stranger = await desk('acceptor')
    for (const part of ['case', 'materials', 'check', 'letter'])
      expect((await stranger.page(href(id, part))).status, part).toBe(404)
    expect((await stranger.page('/console/submit')).status).toBe(403)
  })
})

describe('files', () => {
  test('of a plain form are taken whole, with their digest, and stand in the draft under their kind', async () => {
    const id = await begun()
    const text = '现场笔录\r\n--not a boundary\r\n'.repeat(20_000)
    const answer = await upload(
      id,
      [
        { name: '现场笔录.txt', text },
        { name: '空.txt', text: 'x' },
      ],
      'site_record',
    )
    expect(answer.status, await answer.text()).toBe(303)
    const { materials } = await body(id)
    expect(materials.map((m: { title: string; kind: string }) => [m.title, m.kind])).toEqual([
      ['现场笔录', 'site_record'],
      ['空', 'site_record'],
    ])
    expect(materials[0]?.sha256).toBe(createHash('sha256').update(text).digest('hex'))
    const page = (await handler.page(href(id, 'materials'))).text
    expect(page).toContain('已上传 2 个文件')
    const shown = await handler.page(`/console/drafts-file/${materials[0]?.id}`)
    expect([shown.status, shown.text]).toEqual([200, text])
    await fill(id, 'materials', { [`materials.${materials[0]?.id}.title`]: '现场检查笔录' })
    expect((await body(id)).materials[0]?.title).toBe('现场检查笔录')
    await fill(id, 'materials', { _remove: materials[1]?.id as string })
    expect((await body(id)).materials).toHaveLength(1)
  })

  test('are spoken of in tus: begun, cut, asked how far, continued, and taken into the draft', async () => {
    const id = await begun()
    const csrf = decodeURIComponent(await mark(handler, href(id, 'materials')))
    const bytes = Buffer.alloc(300_000, '录像')
    const tus = { cookie: handler.cookie, 'tus-resumable': '1.0.0', 'x-csrf': csrf, 'sec-fetch-site': 'same-origin' }
    const ask = (method: string, path: string, headers: Record<string, string> = {}, sent?: Buffer) =>
      fetch(`${w.gateway.url}${path}`, {
        method,
        headers: { ...tus, ...headers },
        ...(sent && { body: new Uint8Array(sent) }),
      })
    const name = Buffer.from('录像.mp4').toString('base64')
    const begin = await ask('POST', '/console/uploads', {
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${name}`,
    })
    expect(begin.status).toBe(201)
    const place = begin.headers.get('location') as string
    expect(place).toMatch(/^\/console\/uploads\/[\da-f-]{36}$/)
    const type = { 'content-type': 'application/offset+octet-stream' }
    expect((await ask('PATCH', place, { ...type, 'upload-offset': '0' }, bytes.subarray(0, 100_000))).status).toBe(204)
    expect((await ask('HEAD', place)).headers.get('upload-offset')).toBe('100000')
    expect((await ask('PATCH', place, { ...type, 'upload-offset': '5' }, bytes.subarray(5, 9))).status).toBe(409)
    expect((await ask('PATCH', place, { ...type, 'upload-offset': '100000' }, bytes.subarray(100_000))).status).toBe(
      204,
    )
    const state = await (await ask('GET', place)).json()
    expect(state).toMatchObject({ state: 'ready', sha256: createHash('sha256').update(bytes).digest('hex') })
    const taken = await fetch(`${w.gateway.url}${place}/taken`, {
      method: 'POST',
      headers: tus,
      body: new URLSearchParams({ draft: id, kind: 'audio_video' }),
    })
    expect(await taken.text()).toContain('录像')
    expect((await body(id)).materials).toMatchObject([{ kind: 'audio_video', title: '录像' }])
    expect((await ask('PATCH', place, { 'x-csrf': 'other' }, bytes)).status, 'a form’s mark is needed').toBe(403)
  })

  test('the checklist names what is missing under its article, and a gap needs its reason', async () => {
    const id = await begun()
    await fill(id, 'case', caseFields('6'))
    await fill(id, 'facts', factFields)
    await upload(id, [{ name: 'a.txt', text: 'a' }], 'M1')
    const page = (await handler.page(href(id, 'materials'))).text
    expect(page).toMatch(/应当移送的材料：已有 1 项，共 \d+ 项/)
    expect(page).toContain('缺少')
    await fill(id, 'materials', { 'acknowledgedGaps.0.kind': 'M2', 'acknowledgedGaps.0.reason': '调查报告另行送达' })
    expect((await handler.page(href(id, 'materials'))).text).toContain('缺少，已说明理由')
  })
})

describe('the pieces', () => {
  const made = (text: string) =>
    (async function* () {
      // In pieces of every length, so that a boundary is cut anywhere.
      for (let at = 0, n = 1; at < text.length; at += n, n = (n % 7) + 1) yield Buffer.from(text.slice(at, at + n))
    })()
  const part = (head: string, text: string) => `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`

  test('a form of parts is read however it is cut', async () => {
    const text = `${part('name="kind"', 'M1')}${part('name="file"; filename="a %22b%22.txt"', '--B\r\n-B\r\n--')}${part('name="file"; filename=""', '')}--B--\r\n`
    const read: [string, string | undefined, string][] = []
    for await (const one of partsOf(made(text), 'B')) read.push([one.name, one.filename, await textOfPart(one)])
    // The boundary inside is one only with its line break before it.
    expect(read).toEqual([
      ['kind', undefined, 'M1'],
      ['file', 'a "b".txt', '--B\r\n-B\r\n--'],
      ['file', '', ''],
    ])
    expect(boundaryOf('multipart/form-data; boundary=----x')).toBe('----x')
    expect(boundaryOf('application/json')).toBeUndefined()
  })

  test.each(['', '--B\r\n', `${part('name="a"', 'x')}`, 'x--B--', '--B\r\nX: y\r\n\r\nz\r\n--B--'])(
    'a form that is %j is refused',
    async (text) => {
      await expect(async () => {
        for await (const one of partsOf(made(text), 'B')) await textOfPart(one)
      }).rejects.toThrow(MultipartFault)
    },
  )

  test('articles, pasted lines and differences', () => {
    expect(['222', '142-1', '153(2)', '10', '205', '342-1', 'x'].map(articleWords)).toEqual([
      ...[
        '第二百二十二条',
        '第一百四十二条之一',
        '第一百五十三条第二款',
        '第十条',
        '第二百零五条',
        '第三百四十二条之一',
        'x',
      ],
    ])
    expect(itemsOf('手机,1,部\n\n')).toEqual([{ name: '手机', quantity: '1', unit: '部' }])
    expect(differencesOf({ a: 1, b: [{ c: '1' }], d: 'x' }, { a: 1, b: [{ c: '2' }, { c: '3' }] })).toEqual([
      { path: 'b.0.c', before: '1', after: '2' },
      { path: 'b.1', before: null, after: '{"c":"3"}' },
      { path: 'd', before: 'x', after: null },
    ])
  })
})
