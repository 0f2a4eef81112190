// Forms under the fingers: a whole submission with the keyboard alone, from the sign-in to the act; what is checked while it
// is typed; and words that nobody has sent are not lost by leaving.
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { Keyboard } from '../console-keyboard.ts'
import { browser, noBrowser } from '../console-scene.ts'
import { posts } from '../console-staff.ts'
import { staffed, type Town } from '../console-town.ts'
import { atDesk } from '../console-window.ts'
import { inventedUscc, world } from '../world.ts'

if (noBrowser !== undefined) console.log(`nobody types: ${noBrowser}`)
const slow = { timeout: 120_000 }

describe.skipIf(noBrowser !== undefined)('at the keyboard', async () => {
  const w = await world()
  const { url } = w.gateway
  const t = noBrowser === undefined ? await staffed(w) : ({} as Pick<Town, 'staff'>)
  const value = (post: 'handler' | 'partner' | 'head') => {
    const { name, certificateNo } = t.staff.officer(post)
    return `${certificateNo}\t${name}`
  }
  const draftOf = async (id: string) =>
    (await w.ask<{ draft: Record<string, unknown> }>('market', 'GET', `/v1/drafts/${id}`)).body.draft
  const begun = async () => (await w.ask<{ id: string }>('market', 'POST', '/v1/drafts', {})).body.id

  test('a head signs in, submits with files and transfers, without a mouse', slow, async () => {
    const context = await (await browser()).newContext({ baseURL: url, viewport: { width: 1366, height: 768 } })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const keys = new Keyboard(page)
    await page.goto('/console/')
    await keys.open(`button:has-text("${posts.head.name}")`)

    // Past the bar and the menu at once.
    await keys.press('Tab')
    expect(await keys.focused('a.skip')).toBe(true)
    await keys.press('Enter')
    expect(await keys.focused('main')).toBe(true)
    await keys.open('main a.btn[href="/console/submit"]')
    await keys.open('main form.form button.btn')

    const next = 'main form.form > p.buttons > button.btn:not([name])'
    await keys.fill('documentNo', '海市监移〔2026〕77号')
    await keys.fill('caseName', '键盘移送案')
    await keys.fill('domain', 'market')
    await keys.fill('involvesStateSecrets', 'false')
    await keys.fill('caseSource', '投诉举报')
    await keys.open(next)
    await keys.fill('suspects.0.kind', 'unit')
    await keys.fill('suspects.0.name', '虚构商贸有限公司')
    await keys.fill('suspects.0.uscc', '91450502MA5N0000X0')
    await keys.open(next)
    expect(await keys.focused('main .errs'), 'what is wrong is read first').toBe(true)
    await keys.to('main .errs a[href="#f-suspects-0-uscc"]')
    await keys.press('Enter')
    expect(await keys.focused('#f-suspects-0-uscc'), 'and leads to where it is mended').toBe(true)
    await keys.refill(inventedUscc(77, '450502', '91'))
    await keys.open(next)
    await keys.fill('facts', '在广告中对食品作虚假宣传，违法所得数额较大。')
    await keys.fill('charges.0.name', '虚假广告罪')
    await keys.fill('charges.0.article', '第二百二十二条')
    await keys.open('button[name=_add][value=amounts]')
    expect(await keys.focused('#f-amounts-0'), 'the new row is where one goes on').toBe(true)
    await keys.fill('amounts.0.kind', 'illegal_income')
    await keys.fill('amounts.0.cny', '128000')
    await keys.fill('legalBasis', '行政处罚法第二十七条')
    await keys.open(next)
    await keys.open(next)
    // From here on: a chooser that opens before it is waited for would be the browser's own.
    let file = { name: '', mimeType: 'text/plain', buffer: Buffer.alloc(0) }
    page.on('filechooser', (chooser) => chooser.setFiles(file))
    for (const kind of ['M1', 'M2', 'M3']) {
      await keys.fill('kind', kind, kind === 'M1' ? 'Tab' : 'Shift+Tab')
      await keys.to('form.upload input[type=file]')
      file = { ...file, name: `${kind}.txt`, buffer: Buffer.from(`${kind} 的内容`) }
      await keys.press('Enter')
      await page
        .locator('li.up[data-done]')
        .nth(Number(kind.slice(1)) - 1)
        .waitFor()
      expect(await keys.focused('form.upload input[type=file]')).toBe(true)
    }
    await keys.open(next)
    await keys.fill('officers.0', value('handler'))
    await keys.fill('officers.1', value('partner'))
    await keys.fill('head', value('head'))
    await keys.open(next)
    await page.getByText('检查通过').waitFor()
    await keys.open('main form.form > p.buttons > button.btn')

    expect(new URL(page.url()).pathname).toMatch(/^\/console\/cases\/[\da-f-]{36}$/)
    expect(await keys.focused('main [role=alert]'), 'what happened is read first').toBe(true)
    expect(await page.locator('main [role=alert]').innerText()).toContain('回执已签发')
    expect(keys.faults).toEqual([])
    await context.close()
  })

  test('what is wrong stands at its field while one types, and goes when it is mended', slow, async () => {
    const id = await begun()
    await atDesk(url, 'handler', async (page) => {
      await page.clock.install()
      await page.goto(`/console/drafts/${id}/parties`)
      await page.check('[name="suspects.0.kind"][value=unit]')
      const code = page.locator('[name="suspects.0.uscc"]')
      const error = page.locator('#f-suspects-0-uscc-error')
      await code.fill('91450502MA5N0000X0')
      await code.press('Tab')
      await page.clock.runFor(1_000)
      await error.waitFor()
      expect(await error.innerText()).toMatch(/^更正：.+/)
      expect(await code.getAttribute('aria-invalid')).toBe('true')
      expect((await code.getAttribute('aria-describedby'))?.split(' ')).toContain('f-suspects-0-uscc-error')
      expect(await page.locator('form[data-check] > p.sr[aria-live]').textContent()).toContain(await error.innerText())
      expect(await page.locator('.err').count(), 'what was not touched is not corrected').toBe(1)

      // While words are being composed nothing is asked; afterwards it is.
      let asked = 0
      page.on('request', (request) => {
        if (request.url().endsWith('check=1')) asked++
      })
      await code.dispatchEvent('compositionstart')
      await code.fill('组')
      await page.clock.runFor(5_000)
      expect(asked).toBe(0)
      await code.fill(inventedUscc(78, '450502', '91'))
      await code.dispatchEvent('compositionend')
      await page.clock.runFor(1_000)
      await error.waitFor({ state: 'detached' })
      expect(asked).toBe(1)
      expect(await code.getAttribute('aria-invalid')).toBeNull()
      expect(await code.getAttribute('aria-describedby')).toBeNull()
      expect((await draftOf(id)).suspects ?? [], 'nothing was kept').toEqual([])
    })
  })

  test('leaving asks first where words were typed, and only there', slow, async () => {
    const id = await begun()
    await atDesk(url, 'handler', async (page) => {
      const asked: string[] = []
      let stays = true
      page.on('dialog', (dialog) => {
        asked.push(dialog.type())
        return stays ? dialog.dismiss() : dialog.accept()
      })
      const leave = (to: Page) => to.locator('nav.side a[href="/console/cases"]').click({ noWaitAfter: true })
      await page.goto(`/console/drafts/${id}/case`)
      await leave(page)
      await page.waitForURL('**/console/cases')
      expect(asked, 'nothing was typed').toEqual([])

      await page.goto(`/console/drafts/${id}/case`)
      const name = page.locator('[name=caseName]')
      await name.pressSequentially('尚未保存的名称')
      await leave(page)
      await expect.poll(() => asked).toEqual(['beforeunload'])
      expect(await name.inputValue()).toBe('尚未保存的名称')

      await page.locator('main form p.buttons button[name=_stay]').click()
      await page.getByText('已暂存').first().waitFor()
      expect(asked, 'what is sent is not lost').toHaveLength(1)
      expect((await draftOf(id)).caseName).toBe('尚未保存的名称')

      await name.pressSequentially('二')
      stays = false
      await leave(page)
      await page.waitForURL('**/console/cases')
      expect(asked).toHaveLength(2)
    })
  })
})
