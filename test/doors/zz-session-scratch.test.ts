// Scratch of SESSION, removed after a look at the pictures of its pages.
import { test } from 'vitest'
import { signIn, windowOf } from '../console-scene.ts'
import { identityProvider } from '../identity-provider.ts'
import { world } from '../world.ts'

const idp = await identityProvider()
const w = await world(8, { env: { ...idp.env } })
test('pictures', async () => {
  idp.serve(w.gateway.url)
  const desk = await signIn(w, 'police', 'chief')
  for (const [name, width, scheme] of [['wide', 1366, 'light'], ['narrow', 360, 'dark']] as const) {
    const context = await windowOf(desk, { viewport: { width, height: 800 }, colorScheme: scheme })
    const page = await context.newPage()
    await page.goto('/console/me')
    await page.screenshot({ path: `/tmp/q7/session-me-${name}.png`, fullPage: true })
    await page.evaluate(`document.getElementById('idle').hidden = false`)
    await page.screenshot({ path: `/tmp/q7/session-idle-${name}.png` })
    await context.clearCookies()
    await page.goto('/console/sign-in')
    await page.screenshot({ path: `/tmp/q7/session-in-${name}.png` })
    await page.goto('/console/sign-in/return?code=a&state=b')
    await page.screenshot({ path: `/tmp/q7/session-over-${name}.png` })
    await context.close()
  }
})
