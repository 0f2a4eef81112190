// Somebody at a browser: signs in, opens what stands on the page, fills in what a form asks for and sends it. Reads pages as
// people do, by their words.
import type { BrowserContext, Page } from 'playwright-core'
import { browser } from './console-scene.ts'
import { type PostName, posts } from './console-staff.ts'

/** A window of its own in which the officer has signed in by the door that the demonstration has. */
export async function seated(url: string, post: PostName): Promise<{ context: BrowserContext; page: Page }> {
  const context = await (await browser()).newContext({
    baseURL: url,
    locale: 'zh-CN',
    viewport: { width: 1366, height: 900 },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto('/console/sign-in')
  await page.getByRole('button', { name: posts[post].name }).click()
  await page.waitForURL(/\/console\/(\?|$)/)
  return { context, page }
}

export async function atDesk(url: string, post: PostName, work: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await seated(url, post)
  try {
    await work(page)
  } finally {
    await context.close()
  }
}

/** Types what is required and empty: a text, a day of today, the first choice. Fields that are named get what is given. */
export async function fillIn(page: Page, given: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, value] of Object.entries(given)) {
    const control = page.locator(`main [name="${name}"]`).first()
    if ((await control.evaluate((e) => (e as { tagName?: string }).tagName)) === 'SELECT')
      await control.selectOption(value)
    else await control.fill(value)
  }
  for (const group of await page.locator('main form .fg').all()) {
    const named = group.locator('label,legend')
    if ((await named.count()) === 0) continue
    const label = (await named.first().textContent()) ?? ''
    if (label.includes('可不填') || label.includes('optional')) continue
    const control = group
      .locator('select, textarea, input[type=text], input[type=date], input[type=datetime-local]')
      .first()
    // What is folded away until it is chosen is not asked for.
    if (
      (await control.count()) === 0 ||
      !(await control.isVisible()) ||
      (await control.inputValue()) !== '' ||
      !(await control.isEditable())
    )
      continue
    const type = await control.getAttribute('type')
    if ((await control.locator('option').count()) > 0) await control.selectOption({ index: 1 })
    else if (type === 'date') await control.fill('2026-11-02')
    else if (type === 'datetime-local') await control.fill('2026-11-02T09:30')
    else await control.fill('情况属实，依法办理。')
  }
}

/** 检查并预览, then the button that acts; answers what the page says happened. */
export async function taken(page: Page, wish: 'send' | 'ask' = 'send'): Promise<string> {
  await page.locator('main form p.buttons button.btn:not(.quiet)').first().click()
  const act = page.locator(`button[name=_do][value=${wish}]`)
  await act.waitFor({ timeout: 20_000 }).catch(async () => {
    throw new Error(`no preview: ${(await page.locator('main').innerText()).slice(0, 1_500)}`)
  })
  await act.click()
  return told(page)
}

/** What stands in the notice, or what was refused. */
export async function told(page: Page): Promise<string> {
  await page.waitForLoadState('load')
  const alert = page.locator('main [role=alert]').first()
  await alert.waitFor().catch(async () => {
    throw new Error(`nothing was said: ${page.url()} ${(await page.locator('main').innerText()).slice(0, 800)}`)
  })
  return alert.innerText()
}
