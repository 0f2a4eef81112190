// Two officers of one organ have the same form open. The first one's act stands; the second is told what happened since, keeps
// every word, and can go on from there. Beside it: the keyboard alone, and words that are still being composed.
import { describe, expect, test } from 'vitest'
import { noBrowser } from '../console-scene.ts'
import { type Town, town } from '../console-town.ts'
import { atDesk, fillIn, seated, taken } from '../console-window.ts'
import { world } from '../world.ts'

if (noBrowser !== undefined) console.log(`officers do not sit at a browser: ${noBrowser}`)
const slow = { timeout: 120_000 }

describe.skipIf(noBrowser !== undefined)('at two desks', async () => {
  const w = await world()
  const { url } = w.gateway
  const t: Town = noBrowser === undefined ? await town(w) : ({} as Town)
  const { transfer, waiting } = t.subjects ?? {}

  test('whoever comes second reads what happened since, and nothing typed is lost', slow, async () => {
    const path = `/console/cases/${transfer}/steps/items_added`
    const first = await seated(url, 'handler')
    const second = await seated(url, 'partner')
    const words = '账册（第二名承办人清点）'
    await second.page.goto(path)
    await fillIn(second.page, { 'seizedItems.0.name': words, 'seizedItems.0.quantity': '3' })
    await first.page.goto(path)
    await fillIn(first.page, { 'seizedItems.0.name': '电脑主机', 'seizedItems.0.quantity': '1' })
    await taken(first.page)
    await second.page.locator('main form p.buttons button.btn:not(.quiet)').first().click()
    const main = second.page.locator('main')
    await main.getByText('案件已有新办理').first().waitFor()
    expect(await main.innerText()).toContain(words)
    await second.page.locator('button[name=_do][value=back]').click()
    expect(await second.page.locator('main input[name="seizedItems.0.name"]').inputValue()).toBe(words)
    await taken(second.page)
    const { body } = await w.ask<{ items: { step: string }[] }>('market', 'GET', `/v1/transfers/${transfer}/timeline`)
    expect(body.items.filter((e) => e.step === 'items_added')).toHaveLength(2)
    await first.context.close()
    await second.context.close()
  })

  test('the keyboard alone leads from the queue to the signature', slow, async () => {
    await atDesk(url, 'acceptor', async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.className')).toBe('skip')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('main')
      await page.keyboard.press('j')
      expect(String(await page.evaluate('document.activeElement.closest("tr,li") !== null'))).toBe('true')
      await page.goto(`/console/cases/${waiting}/steps/receipt_sign`)
      await fillIn(page)
      // From the first field on, in the order of reading.
      await page.locator('main form .fg select').first().focus()
      const seen: string[] = []
      for (let i = 0; i < 80 && !seen.at(-1)?.includes('btn'); i++) {
        await page.keyboard.press('Tab')
        seen.push(
          String(
            await page.evaluate(
              'document.activeElement.tagName + " " + (document.activeElement.name || document.activeElement.className)',
            ),
          ),
        )
      }
      expect(seen.at(-1)).toContain('btn')
      await page.keyboard.press('Enter')
      await page.locator('button[name=_do][value=send]').waitFor()
      await page.locator('button[name=_do][value=send]').focus()
      await page.keyboard.press('Enter')
      await page.locator('main [role=alert]').first().waitFor()
      expect(page.url()).toContain(`/console/cases/${waiting}`)
    })
  })

  test('while words are being composed, Enter chooses them and neither sends nor leads away', slow, async () => {
    await atDesk(url, 'handler', async (page) => {
      await page.goto('/console/cases')
      const before = page.url()
      const field = page.locator('#q')
      await field.focus()
      const asking = await page.context().newCDPSession(page)
      await asking.send('Input.imeSetComposition', { text: 'shi', selectionStart: 3, selectionEnd: 3 })
      // What an input method hands on while it has the keyboard.
      const enter = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 }
      await asking.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
      await asking.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
      expect(page.url()).toBe(before)
      await asking.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 })
      await page.locator('main').focus()
      await page.evaluate(
        `document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', isComposing: true, bubbles: true }))`,
      )
      expect(await page.evaluate('document.activeElement.id')).not.toBe('q')
    })
  })
})
