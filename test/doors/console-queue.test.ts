// The queue's pages as an officer gets them: what is to be done and by when, what is awaited, new, done; the list of cases; the
// search. Nothing of it names a natural person, and nobody's text is markup.
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Desk } from '../console-scene.ts'
import { staffed, type Town } from '../console-town.ts'
import { world } from '../world.ts'

const w = await world()
const hostile = '<script>alert(1)</script>\u202e涉嫌案'
let town: Pick<Town, 'staff' | 'desk'>
let id: string
let number: string
let handler: Desk
let acceptor: Desk

beforeAll(async () => {
  town = await staffed(w)
  number = '安市监移字〔2026〕731号'
  id = (await w.submit('market', { documentNo: number, caseName: `张三${hostile}` })).transfer.id
  handler = await town.desk('handler')
  acceptor = await town.desk('acceptor')
})

const page = async (desk: Desk, path: string) => {
  const { status, text } = await desk.page(path)
  expect(status, /<main[\s\S]{0,900}/.exec(text)?.[0]).toBe(200)
  expect(text).not.toContain('<script>alert')
  expect(text).not.toContain('张三')
  expect(text.match(/<h1/g)).toHaveLength(1)
  return text
}

describe('the queue', () => {
  test('tells the acceptor at once what to sign for, with the step’s form, the article and whose case it is', async () => {
    const text = await page(acceptor, '/console/')
    expect(text).toContain(`href="/console/cases/${id}/steps/receipt_sign"`)
    expect(text).toContain('签收回执')
    expect(text).toContain('无固定期限')
    expect(text).toContain('行政执法机关移送涉嫌犯罪案件的规定')
    expect(text).toContain('张*&lt;script&gt;')
    expect(text).toContain(w.organ('market').name)
    expect(text).not.toContain('新建移送</a></div>')
  })

  test('tells the handler what it waits for, and leads to a new transfer', async () => {
    expect(await page(handler, '/console/')).toContain('href="/console/submit"')
    const text = await page(handler, '/console/?tab=waiting')
    expect(text).toContain(`href="/console/cases/${id}"`)
    expect(text).not.toContain('/steps/')
    expect(text).toContain(w.organ('police').name)
  })

  test('follows the act: what is signed for leaves one list, and the periods that began stand under their day and light', async () => {
    const { status } = await w.step('police', id, 'receipt_sign', { decidedBy: w.organ('police').chief })
    expect(status).toBe(200)
    const investigator = await town.desk('investigator')
    const text = await page(investigator, '/console/')
    expect(text).not.toContain('/steps/receipt_sign')
    expect(text).toMatch(/scope="rowgroup"[^>]*>(今天到期|三日内)/)
    expect(text).toContain('立案审查')
    expect(text).toContain('公安机关办理刑事案件程序规定')
    const watched = await page(investigator, '/console/?light=b')
    expect(watched).toContain('aria-current="true"')
    expect(watched).toContain(id)
    expect(await page(investigator, '/console/?light=r')).toContain('没有这一级别的待办')
  })

  test('speaks English where it is asked to', async () => {
    const desk = await town.desk('chief')
    await desk.send('/console/', '/console/language', { lang: 'en' })
    const text = await page(desk, '/console/')
    expect(text).toContain('My work')
    expect(text).toMatch(/Due today|Within three days/)
    expect(text).toContain('filing review')
  })

  test('shows the head what its decision is needed for before the rest', async () => {
    const text = await page(await town.desk('chief'), '/console/')
    expect(text).toContain(id)
  })
})

test('what is new is marked as read by the officer, one by one and all at once', async () => {
  const fresh = await vi.waitFor(
    async () => {
      const text = await page(handler, '/console/?tab=new')
      expect(text).toContain(`href="/console/cases/${id}"`)
      return text
    },
    { timeout: 20_000, interval: 200 },
  )
  expect(fresh).toContain('标为已读')
  const marked = await handler.send('/console/?tab=new', '/console/inbox/read')
  expect(marked).toMatchObject({ status: 303, location: '/console/?tab=new' })
  const after = await page(handler, '/console/?tab=new')
  expect(after).toContain('已标为已读')
  expect(after).not.toContain(`href="/console/cases/${id}"`)
  expect(await page(handler, '/console/?tab=new&read=1')).toContain(`href="/console/cases/${id}"`)
  // Another officer of the organ has marks of its own.
  expect(await page(await town.desk('partner'), '/console/?tab=new')).toContain(`href="/console/cases/${id}"`)
})

test('done and closed say what they are where there is nothing', async () => {
  expect(await page(handler, '/console/?tab=done')).toContain('尚无以您的证件号办理的程序步骤')
  expect(await page(handler, '/console/?tab=closed')).toContain('尚无办结案件')
  expect(await page(handler, '/console/?tab=nowhere')).toContain('我的待办')
})

describe('the list of cases', () => {
  test('has its filters in the URL and keeps them in the form', async () => {
    const text = await page(
      handler,
      '/console/cases?domain=market&part=sender&documentNo=%E5%AE%89%E5%B8%82%E7%9B%91%E7%A7%BB%E5%AD%97[2026]731%E5%8F%B7',
    )
    expect(text).toContain(`href="/console/cases/${id}"`)
    expect(text).toContain('<option value="market" selected>')
    expect(text).toContain('张*')
    expect(await page(handler, '/console/cases?domain=tax')).toContain('没有符合条件的案件')
    expect(await page(handler, '/console/cases?from=2099-01-01')).toContain('没有符合条件的案件')
    expect(await page(handler, '/console/cases?from=nonsense&to=2099-01-01')).toContain(id)
  })

  test('shows an organ no others', async () => {
    expect(await page(await town.desk('auditor'), '/console/cases')).not.toContain(id)
  })
})

describe('the search', () => {
  test('groups what it finds and says what matched', async () => {
    const text = await page(handler, `/console/search?q=${encodeURIComponent('移字[2026]731')}`)
    expect(text).toContain(`href="/console/cases/${id}"`)
    expect(text).toContain('相符：文书号')
    expect(text).toContain('autocomplete="off"')
  })

  test('shows no whole identity number, and takes one of any kind of paper', async () => {
    const text = await page(handler, '/console/search?q=11010519491231002X')
    expect(text).not.toContain('11010519491231002X')
    expect(text).toContain('证件号码（完整相符）')
    expect(await page(handler, '/console/search?q=E12345678')).not.toContain('E12345678')
  })

  test('asks for two characters, and shows foreign words as text', async () => {
    expect((await page(handler, '/console/search?q=x')).includes('至少输入两个字')).toBe(true)
    const text = await page(handler, `/console/search?q=${encodeURIComponent('<b>无此案</b>')}`)
    expect(text).toContain('&lt;b&gt;无此案&lt;/b&gt;')
    for (const q of ['\ud83d\ude00\ud83d\ude00', 'a'.repeat(400), '\u202e反向'])
      await page(handler, `/console/search?q=${encodeURIComponent(q)}`)
  })
})
