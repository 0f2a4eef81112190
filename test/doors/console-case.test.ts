// The pages of a case at HTTP level: what each role sees of it, what stays masked, how a file is opened and a value revealed,
// what the watermark says, and that a foreign organ sees no page at all.
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { xmlText } from '../../src/console/case/mark.ts'
import { maskedName } from '../../src/console/case/names.ts'
import { bytes } from '../../src/console/html/format.ts'
import { type Desk, signIn } from '../console-scene.ts'
import { world } from '../world.ts'

const w = await world()
const chief = w.organ('police').chief
const idNumber = '11010519491231002X'
const phone = '13812341234'
const hostile = '李四<script>alert(1)</script>'

/** A finished file with bytes, as tus brings it. */
async function uploaded(bytes: Buffer, filename: string, kind: string, title: string) {
  const response = await fetch(`${w.gateway.url}/v1/materials`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await w.token('market')}`,
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(filename).toString('base64')}`,
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  })
  expect(response.status).toBe(201)
  const id = response.headers.get('location')?.split('/').at(-1) ?? ''
  return { id, kind, title, sha256: createHash('sha256').update(bytes).digest('hex') }
}

const video = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypmp42'),
  Buffer.from([0, 0, 0, 0]),
  Buffer.from('mp42isom'),
  Buffer.alloc(5_000, 7),
])
const files = await Promise.all([
  uploaded(Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n'), '调查报告.pdf', 'M1', '调查报告'),
  uploaded(video, '现场.mp4', 'audio_video', '现场检查录像'),
  uploaded(Buffer.from('<html><script>alert(1)</script></html>'), '记录.html', 'site_record', '现场记录'),
  uploaded(Buffer.from('情况说明'), '说明.txt', 'M2', '情况说明'),
  uploaded(Buffer.from('物品清单'), '清单.txt', 'M3', '涉案物品清单'),
])
const [report, film, page] = files

let id = ''
let version = 0
let path = ''
const desks: Record<string, Desk> = {}
const desk = (organ: string) => desks[organ] as Desk

beforeAll(async () => {
  const submitted = await w.submit('market', {
    caseName: `${hostile}涉嫌虚假广告案`.slice(0, 60),
    suspects: [
      { kind: 'person', name: '李四明', idType: 'id_card', idNumber, phone, gender: 'male', birthDate: '1949-12-31' },
      { kind: 'person', name: '李四海', idType: 'passport', idNumber: 'E12345678' },
    ],
    facts: `当事人李四明（身份证号${idNumber}，电话${phone}）在广告中作虚假宣传，违法所得数额较大，涉嫌犯罪。`,
    materials: files,
  })
  id = submitted.transfer.id
  path = `/console/cases/${id}`
  await w.step('police', id, 'receipt_sign', { decidedBy: chief, acceptanceNo: '海公受案字〔2026〕7号' })
  const asked = await w.step('police', id, 'completeness_check', {
    missing: [{ kind: 'M4', description: '李四明的检验报告' }],
  })
  version = asked.body.transfer.version
  for (const organ of ['market', 'police', 'procuratorate', 'foreignMarket']) desks[organ] = await signIn(w, organ)
})

describe('the overview', () => {
  test('says first what the organ must do, by when and under which article, from what the API offers', async () => {
    const { status, text } = await desk('market').page(path)
    expect(status).toBe(200)
    expect(text).toContain('现在要做：')
    expect(text).toContain(`${path}/steps/supplement_submission?round=1"`)
    expect(text).toMatch(/class="btn" href="[^"]*\/steps\//)
    expect(text.match(/class="btn" /g)).toHaveLength(1)
    expect(text).toContain('怎样算出')
    expect(text).toContain('规则 2026.1')
    expect(text).toContain('办理经过')
    expect(text).toContain('尚未发生')
    expect(text).toContain('海公受案字〔2026〕7号')
    // The newest stands first.
    expect(text.indexOf(`id="v${version}"`)).toBeLessThan(text.indexOf('id="v1"'))
  })

  test.each(['police', 'procuratorate'])('shows the case to the %s with its own duties', async (organ) => {
    const { status, text } = await desk(organ).page(path)
    expect(status).toBe(200)
    expect(text).toContain('立案审查')
    if (organ === 'police') expect(text).toContain(`${path}/steps/filing_approved`)
    else expect(text).not.toContain(`${path}/steps/filing_approved`)
  })

  test('shows no organ without a part that the case exists', async () => {
    for (const rest of [
      '',
      '/materials',
      '/items',
      '/letters',
      '/receipts',
      '/people',
      '/journal',
      '/journal/1',
      '/reveal',
      '/version',
    ])
      expect((await desk('foreignMarket').page(`${path}${rest}`)).status, rest).toBe(404)
    expect((await desk('market').page('/console/cases/00000000-0000-0000-0000-000000000000')).status).toBe(404)
    expect((await desk('market').page('/console/cases/nothing')).status).toBe(404)
  })

  test('filters by track in the URL and prints without the frame, everything unfolded and marked', async () => {
    const { text } = await desk('market').page(`${path}?track=supplement`)
    expect(text).toContain(`id="v${version}"`)
    expect(text).not.toContain('id="v1"')
    const { text: paper } = await desk('market').page(`${path}?print=1`)
    expect(paper).not.toContain('class="side"')
    expect(paper.match(/<details(?! open)/g)).toBeNull()
    expect(paper).toContain('class="wm"')
    expect(paper).toContain('打印于')
  })

  test('speaks English too, and shows hostile text as text', async () => {
    const english = await signIn(w, 'market', 1)
    await english.send(path, '/console/language')
    const { text } = await english.page(path)
    expect(text).toContain('<html lang="en"')
    expect(text).toContain('To do now: ')
    expect(text).toContain('How this is computed')
    for (const rest of [
      '/materials',
      '/items',
      '/letters',
      '/receipts',
      '/people',
      '/journal',
      `/journal/${version}`,
      '/reveal',
    ]) {
      const { status, text: other } = await english.page(`${path}${rest}`)
      expect(status, rest).toBe(200)
      expect(other).not.toContain('<script>alert')
    }
    expect(text).toContain('&lt;script&gt;alert(1)')
  })
})

describe('what is masked', () => {
  test('names, identity numbers and telephones of natural persons stand in clear on no page', async () => {
    for (const organ of ['market', 'police', 'procuratorate'])
      for (const rest of [
        '',
        '?print=1',
        '/materials',
        `/materials/${report.id}`,
        '/items',
        '/letters',
        '/receipts',
        '/people',
        '/journal',
        '/journal/1',
        `/journal/${version}`,
        '/reveal',
      ]) {
        const { status, text } = await desk(organ).page(`${path}${rest}`)
        expect(status, rest).toBe(200)
        for (const secret of [idNumber, phone, 'E12345678', '李四明', '李四海'])
          expect(text.includes(secret), `${organ} ${rest}: ${secret}`).toBe(false)
      }
    const { text } = await desk('police').page(path)
    expect(text).toContain('李**')
    expect(text).toContain('当事人一')
    expect(text).toContain('当事人二')
    expect(text).toContain('1949 年生')
  })

  test('a masked value is shown once, for a reason that is written down, and stands in no URL', async () => {
    const form = `${path}/reveal`
    const bare = await desk('police').send(form, form, { pointer: '/submission/suspects/0/idNumber' })
    expect(bare.status).toBe(400)
    expect(bare.text).toContain('<title>错误：')
    expect(bare.text).not.toContain(idNumber)
    const answer = await desk('police').send(form, form, {
      pointer: '/submission/suspects/0/idNumber',
      ground: 'identity',
      more: '核对立案信息',
    })
    expect(answer).toMatchObject({ status: 200, location: null })
    expect(answer.text).toContain(idNumber)
    expect((await desk('police').page(form)).text).not.toContain(idNumber)
    const { rows } = await w.db.pool.query(
      "select reason, subject, officer from access_entry where kind = 'field' order by no desc limit 1",
    )
    expect(rows[0]).toMatchObject({
      reason: '核对当事人身份：核对立案信息',
      subject: '/submission/suspects/0/idNumber',
      officer: w.organ('police').officers[0]?.certificateNo,
    })
  })

  test('a name keeps its first character and never its length', () => {
    expect(['王', '王五', '欧阳询问', 'John Smith'].map(maskedName)).toEqual(['王*', '王*', '欧**', 'J**'])
  })
})

describe('materials', () => {
  test('stand by folder with their state, and the checklist says what is missing', async () => {
    const { text } = await desk('police').page(`${path}/materials`)
    expect(text).toContain('现场检查录像')
    expect(text).toContain('已上传，摘要一致')
    expect(text).toContain('材料清单')
    expect(text).toContain('未归卷')
  })

  test('the sender opens its own without a reason; another organ gives one once for the case', async () => {
    const own = await desk('market').page(`${path}/materials/${report.id}`)
    expect(own.text).toContain(`<iframe class="viewer" src="${path}/materials/${report.id}/content"`)
    const others = await signIn(w, 'police', 1)
    const at = `${path}/materials/${film.id}`
    const before = await others.page(at)
    expect(before.text).toContain('说明查看理由')
    expect(before.text).not.toContain('<video')
    expect((await others.page(`${at}/content`)).status).toBe(403)
    const wrong = await others.send(at, at, { ground: 'other' })
    expect(wrong.text).toContain('更正：')
    const response = await fetch(`${w.gateway.url}${at}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: others.cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({
        _csrf: /name="_csrf" value="([^"]+)"/.exec(before.text)?.[1] ?? '',
        ground: 'evidence',
      }),
    })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(at)
    const [why = ''] = response.headers.getSetCookie().filter((one) => one.startsWith('xianjie-why='))
    expect(why).toMatch(/HttpOnly/i)
    expect(why).toContain(`Path=${path}`)
    const cookie = `${others.cookie}; ${why.split(';')[0]}`
    const after = await others.page(at, { cookie })
    expect(after.text).toContain('<video class="viewer"')
    const ranged = await fetch(`${w.gateway.url}${at}/content`, { headers: { cookie, range: 'bytes=4-11' } })
    expect(ranged.status).toBe(206)
    expect(await ranged.text()).toBe('ftypmp42')
    expect(ranged.headers.get('content-range')).toBe(`bytes 4-11/${video.length}`)
    expect(ranged.headers.get('content-disposition')).toMatch(/^inline/)
    expect(ranged.headers.get('x-content-type-options')).toBe('nosniff')
    const { rows } = await w.db.pool.query(
      "select reason, query from access_entry where kind = 'content' and material_id = $1 order by no desc limit 1",
      [film.id],
    )
    expect(rows[0]).toMatchObject({ reason: '审查证据材料', query: 'bytes=4-11' })
    // It is nobody else's reason, and none for another case.
    const stranger = await signIn(w, 'police', 'chief')
    expect((await stranger.page(`${at}/content`, { cookie: `${stranger.cookie}; ${why.split(';')[0]}` })).status).toBe(
      403,
    )
  })

  test('what a browser might run leaves as a download in a sandbox', async () => {
    const response = await fetch(`${w.gateway.url}${path}/materials/${page.id}/content`, {
      headers: { cookie: desk('market').cookie },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(response.headers.get('content-security-policy')).toBe('sandbox')
    await response.text()
  })
})

describe('letters, receipts and proof', () => {
  test('a letter is previewed in a frame that may do nothing, and taken as a file', async () => {
    const letter = `${path}/letters/transfer_letter`
    const one = await desk('market').page(`${letter}?version=1`)
    expect(one.text).toContain(`<iframe class="paper" src="${letter}/preview?version=1"`)
    const preview = await desk('market').page(`${letter}/preview?version=1`)
    expect(preview.headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'; sandbox/)
    expect(preview.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    const file = await desk('market').page(`${letter}/docx?version=1`)
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect((await desk('foreignMarket').page(`${letter}/preview?version=1`)).status).toBe(404)
  })

  test('another organ’s letter, which holds everything in full, is opened for a reason; the log names who opened it', async () => {
    const letter = `${path}/letters/transfer_letter`
    const bare = await desk('police').page(`${letter}?version=1`)
    expect(bare.text).not.toContain('<iframe')
    for (const rest of ['preview', 'docx'])
      expect((await desk('police').page(`${letter}/${rest}?version=1`)).status).toBe(403)
    expect((await desk('police').send(`${letter}?version=1`, letter)).text).toContain('选择查看理由')
    const response = await fetch(`${w.gateway.url}${letter}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: desk('police').cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({
        _csrf: /name="_csrf" value="([^"]+)"/.exec(bare.text)?.[1] ?? '',
        ground: 'evidence',
        version: '1',
      }),
    })
    expect(response.status).toBe(303)
    const [why = ''] = response.headers.getSetCookie()
    const cookie = `${desk('police').cookie}; ${why.split(';')[0]}`
    expect((await desk('police').page(`${letter}?version=1`, { cookie })).text).toContain('<iframe class="paper"')
    expect((await desk('police').page(`${letter}/preview?version=1`, { cookie })).text).toContain(idNumber)
    const { rows } = await w.db.pool.query(
      "select reason, officer, address from access_entry where kind = 'letter' order by no desc limit 1",
    )
    const [officer] = w.organ('police').officers
    expect(rows[0]).toMatchObject({
      reason: '审查证据材料',
      officer: officer?.certificateNo,
      address: expect.any(String),
    })
  })

  test('the sender issues its letter in the name of who signed in', async () => {
    const list = await desk('market').page(`${path}/letters`)
    const mine = [...list.text.matchAll(/href="([^"]*\/letters\/([a-z_]+)\?version=\d+)"/g)]
    let issued = false
    for (const [, at = '', name = ''] of mine) {
      if (!(await desk('market').page(at)).text.includes(`action="${path}/letters/${name}/issue"`)) continue
      const answer = await desk('market').send(at, `${path}/letters/${name}/issue`, {
        documentNo: '海市监函〔2026〕88号',
      })
      expect(answer.status, answer.text.slice(0, 2_000)).toBe(303)
      expect((await desk('market').page(answer.location ?? '')).text).toContain('海市监函〔2026〕88号')
      issued = true
      break
    }
    expect(issued).toBe(true)
  })

  test('each receipt says whether its signature holds; the bundle asks why', async () => {
    const { text } = await desk('procuratorate').page(`${path}/receipts`)
    expect(text).toContain('签名有效')
    expect(text).not.toContain('签名无效')
    const bare = await desk('procuratorate').send(`${path}/receipts`, `${path}/bundle`)
    expect(bare.text).toContain('选择查看理由')
    // How large it is, said to whoever comes for it, and written into no log.
    expect(text).toContain('查看证据包大小')
    const sizeTold = async () =>
      /下载证据包（([^）]+)）/.exec((await desk('procuratorate').page(`${path}/receipts?size=1`)).text)?.[1]
    const told = await sizeTold()
    expect(told).toMatch(/^[\d.]+ (k|M)?B$/)
    const response = await fetch(`${w.gateway.url}${path}/bundle`, {
      method: 'POST',
      headers: { cookie: desk('procuratorate').cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ _csrf: /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '', ground: 'supervision' }),
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/zip')
    const size = Number(response.headers.get('content-length'))
    expect(size).toBe((await response.arrayBuffer()).byteLength)
    // The tree may have grown meanwhile, and the proofs with it.
    expect([told, await sizeTold()]).toContain(bytes(size))
    const { rows } = await w.db.pool.query(
      "select reason, officer from access_entry where kind = 'bundle' order by no desc limit 1",
    )
    const [officer] = w.organ('procuratorate').officers
    expect(rows[0]).toMatchObject({ reason: '检察监督、执法监督', officer: officer?.certificateNo })
  })

  test('an entry is proved under the signed checkpoint, on its page and over the API', async () => {
    await expect
      .poll(async () => (await desk('police').page(`${path}/journal/1`)).text, { timeout: 20_000, interval: 500 })
      .toContain('已验证：在签名检查点内')
    const list = await w.ask<{ items: { version: number; leaf: number }[] }>(
      'police',
      'GET',
      `/v1/transfers/${id}/journal`,
    )
    expect(list.body.items.at(-1)?.version).toBe(1)
    expect((await w.ask('foreignMarket', 'GET', `/v1/transfers/${id}/journal`)).status).toBe(404)
    expect((await w.ask('foreignMarket', 'GET', `/v1/transfers/${id}/journal/1`)).status).toBe(404)
    expect((await w.ask('police', 'GET', `/v1/transfers/${id}/journal/999`)).status).toBe(404)
    expect((await desk('police').page(`${path}/journal`)).text).toMatch(/叶 \d/)
  })
})

describe('the timeline over the API', () => {
  test('begins with either end, goes on from there, and keeps to a track', async () => {
    const versions = async (query: string) => {
      const { body, status } = await w.ask<{ items: { version: number }[]; next: string | null }>(
        'police',
        'GET',
        `/v1/transfers/${id}/timeline?${query}`,
      )
      expect(status).toBe(200)
      return { list: body.items.map((entry) => entry.version), next: body.next }
    }
    const { list } = await versions('')
    expect((await versions('order=newest')).list).toEqual(list.toReversed())
    const first = await versions('order=newest&limit=2')
    const second = await versions(`order=newest&limit=2&cursor=${first.next}`)
    expect([...first.list, ...second.list]).toEqual(list.toReversed().slice(0, 4))
    expect((await versions('track=supplement')).list).toContain(3)
    expect((await versions('track=supplement')).list).not.toContain(1)
    const whole = await w.ask<{ timeline: { version: number }[] }>(
      'police',
      'GET',
      `/v1/transfers/${id}?timeline=newest`,
    )
    expect(whole.body.timeline.map((entry) => entry.version)).toEqual(list.toReversed())
    const bare = await w.ask<{ timeline: unknown[] }>('police', 'GET', `/v1/transfers/${id}?timeline=none`)
    expect(bare.body.timeline).toEqual([])
    for (const wrong of ['order=first', 'order=none', 'track=nothing', 'track=constructor'])
      expect((await w.ask('police', 'GET', `/v1/transfers/${id}/timeline?${wrong}`)).status, wrong).toBe(400)
  })
})

describe('the mark and the version', () => {
  test('every page of a case carries the mark of its viewer, and it says who, where and when', async () => {
    const { text } = await desk('police').page(path)
    const [, href = ''] = /href="(\/console\/mark\.css[^"]*)"/.exec(text) ?? []
    const { text: css, headers } = await desk('police').page(href)
    expect(headers.get('content-type')).toMatch(/^text\/css/)
    const said = decodeURIComponent(/url\("data:image\/svg\+xml,([^"]*)"\)/.exec(css)?.[1] ?? '')
    const [officer] = w.organ('police').officers
    for (const word of [officer?.name, officer?.certificateNo, w.organ('police').name, '127.0.0.1'])
      expect(said).toContain(word)
    expect(xmlText('a<b>&"\u0001\u202e' + '\ud800')).toBe('a&lt;b&gt;&amp;&quot;\ufffd\ufffd')
  })

  test('a page asks for the version and nothing is read by it', async () => {
    const asked = await desk('police').page(`${path}/version`)
    expect(JSON.parse(asked.text)).toEqual({ version: expect.any(Number) })
    const shown = await desk('police').page(path)
    const readsOf = async ({ headers }: { headers: Headers }) => {
      const { rows } = await w.db.pool.query<{ n: number }>(
        'select count(*)::int as n from access_entry where request_id = $1',
        [headers.get('x-request-id')],
      )
      return rows[0]?.n
    }
    // What was read is written down in its order: the later one stands, so the earlier one would.
    await expect.poll(() => readsOf(shown), { timeout: 20_000 }).toBeGreaterThan(0)
    expect(await readsOf(asked)).toBe(0)
  })
})

test('a sealed entry leaves no trace on the pages of those who do not see it', async () => {
  const { status, body } = await w.step('market', id, 'duty_crime_clue_transfer', {
    decidedBy: w.organ('market').chief,
    to: w.organ('commission').code,
    official: '某科室负责人',
    facts: '收受当事人财物。',
  })
  expect(status, JSON.stringify(body)).toBe(200)
  const sealed = body.transfer.version
  expect((await desk('market').page(`${path}/journal/${sealed}`)).status).toBe(200)
  for (const organ of ['police', 'procuratorate']) {
    expect((await desk(organ).page(`${path}/journal/${sealed}`)).status).toBe(404)
    for (const rest of ['', '/journal', '/letters', '/receipts', '/people']) {
      const { text } = await desk(organ).page(`${path}${rest}`)
      expect(text).not.toContain('收受当事人财物')
      expect(text).not.toContain(`id="v${sealed}"`)
      expect(text).not.toContain(`/journal/${sealed}"`)
    }
  }
  const { text } = await (await signIn(w, 'commission')).page(path)
  expect(text).toContain('收受当事人财物')
})

test('an organ whose part ended sees the case as it stood, and no more', async () => {
  const relayed = (await w.submit()).transfer
  await w.step('police', relayed.id, 'receipt_sign', { decidedBy: chief })
  const answer = await w.step('police', relayed.id, 'onward_transfer_police', {
    decidedBy: chief,
    to: w.organ('foreignPolice').code,
    reason: '不属于本机关管辖。',
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const { text, status } = await desk('police').page(`/console/cases/${relayed.id}`)
  expect(status).toBe(200)
  expect(text).toContain('本机关在本案的办理已结束')
  expect(text).not.toContain('/steps/')
})
