// An officer at a real browser comes in through the identity provider, sees its work, and goes out everywhere.
import { beforeAll, describe, expect, test } from 'vitest'
import { bindIdentity } from '../../src/agencies/index.ts'
import { browser, noBrowser } from '../console-scene.ts'
import { identityProvider } from '../identity-provider.ts'
import { world } from '../world.ts'

const idp = await identityProvider()
const w = await world(8, { env: idp.env })
const { url } = w.gateway
if (noBrowser !== undefined) console.log(`the browser journey of the sign-in is skipped: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('a day at the desk', () => {
  beforeAll(async () => {
    idp.serve(url)
    const { name } = w.organ('market').officers[0] as { name: string }
    const found = await w.db.ownerPool.query<{ id: string }>('select id from officer where name = $1', [name])
    await bindIdentity(w.db.ownerPool, {
      issuer: idp.issuer,
      subject: 'chenjing',
      officerId: found.rows[0]?.id as string,
    })
  })

  test('begins at the provider, shows the work, is prolonged by one key, and ends at both places', async () => {
    const context = await (await browser()).newContext({ baseURL: url, locale: 'zh-CN' })
    const page = await context.newPage()
    const refused: string[] = []
    page.on('console', (line) => {
      if (/Content Security Policy/.test(line.text())) refused.push(line.text())
    })
    await page.goto('/console/me')
    await page.click('a.btn:has-text("前往统一身份认证")')
    await page.fill('[name=login]', 'chenjing')
    await page.fill('[name=password]', 'any')
    await page.click('button[type=submit]')
    await page.waitForURL(`${url}/console/me`)
    expect(await page.textContent('h1')).toBe('我的账户')
    await page.goto('/console/')
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN')
    expect((await context.cookies(url)).find((one) => one.name === 'xianjie')).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
    })

    // Two minutes before the end a line says so; one key goes on, without leaving the page.
    await w.db.pool.query("update console_session set seen_at = now() - interval '29 minutes'")
    await w.db.pool.query("update console_session set ends_at = now() + interval '5 hours'")
    await page.route('**/console/me', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: (await response.text()).replace(/data-left="\d+"/, 'data-left="90"') })
    })
    await page.goto('/console/me')
    await page.waitForSelector('#idle:not([hidden])')
    await page.press('#idle button', 'Enter')
    await page.waitForSelector('#idle', { state: 'hidden' })
    await page.unroute('**/console/me')

    await page.goto('/console/me')
    await page.click('form[action="/console/sign-out/all"] button')
    await page.waitForURL(`${idp.issuer}/session/end*`)
    await page.click('button[value=yes]')
    await page.waitForURL(`${url}/console/sign-in`)
    expect((await context.cookies(url)).some((one) => one.name === 'xianjie')).toBe(false)
    await page.goto('/console/')
    expect(new URL(page.url()).pathname).toBe('/console/sign-in')
    await page.click('a.btn')
    await page.waitForSelector('[name=login]')
    expect(refused).toEqual([])
    await context.close()
  })
})
