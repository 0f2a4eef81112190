// A page under somebody who has a keyboard and nothing else: goes from control to control, types, chooses, presses. Each stop
// must be in sight, marked and covered by nothing; what was not is kept as a fault.
import type { Page } from 'playwright-core'

/** More stops than any of our pages has. */
const stopsMax = 250

/** Run in the page: what is wrong with where the focus is, and whether it is where it was meant to go. */
const stop = `(() => {
  const e = document.activeElement
  const there = e === globalThis.meant
  return { there, wrong: wrongWith(e) }
  function wrongWith(e) {
    if (!e || e === document.body) return 'the focus is lost'
    // Hidden under its label, which is the button that one sees.
    const shown = e.matches('.pickfile input') ? e.nextElementSibling : e
    const name = e.outerHTML.slice(0, 120)
    const { top, bottom, left, right, width, height } = shown.getBoundingClientRect()
    if (width < 2 || height < 2) return 'cannot be seen: ' + name
    if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) return 'out of sight: ' + name
    const { outlineStyle, outlineWidth } = getComputedStyle(shown)
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 'not marked: ' + name
    const middle = document.elementFromPoint(
      Math.min(Math.max(left + Math.min(width / 2, 40), 0), innerWidth - 1),
      Math.min(Math.max((Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2, 0), innerHeight - 1),
    )
    if (!middle || !(shown.contains(middle) || middle.contains(shown))) return 'covered: ' + name
    return ''
  }
})()`

export class Keyboard {
  readonly page: Page
  readonly faults: string[] = []
  constructor(page: Page) {
    this.page = page
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key)
  }

  /** Whether what is meant has the focus. */
  async focused(selector: string): Promise<boolean> {
    const meant = this.page.locator(selector)
    for (const one of await meant.all()) if (await one.evaluate((e) => e.matches(':focus'))) return true
    return false
  }

  /** By Tab, or back by Shift and Tab, stop after stop, to what is meant. */
  async to(selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const meant = await this.page.locator(selector).first().elementHandle()
    if (meant === null) throw new Error(`${this.page.url()} has no ${selector}`)
    await meant.evaluate((e) => void Object.assign(globalThis, { meant: e }))
    for (let i = 0; i < stopsMax; i++) {
      await this.press(key)
      const { there, wrong } = await this.page.evaluate<{ there: boolean; wrong: string }>(stop)
      if (wrong !== '') this.faults.push(`${new URL(this.page.url()).pathname} ${wrong}`)
      if (there) return
    }
    throw new Error(`${key} does not lead to ${selector} on ${this.page.url()}: ${this.faults.slice(0, 3).join('; ')}`)
  }

  /** To a link or a button, and into what it leads to. */
  async open(selector: string): Promise<void> {
    await this.to(selector)
    await Promise.all([this.page.waitForEvent('load'), this.press('Enter')])
  }

  /** Instead of what stands in the field that has the focus. */
  async refill(value: string): Promise<void> {
    await this.press('Control+A')
    await this.page.keyboard.type(value)
  }

  /** To a field by its name, and what is to stand in it. */
  async fill(name: string, value: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await this.to(`main [name="${name}"]`, key)
    const control = this.page.locator(`main [name="${name}"]`)
    const kind = await control.first().evaluate((e) => (e as unknown as { type: string }).type)
    if (kind === 'radio') {
      for (let i = 0; i < (await control.count()); i++) {
        const there = `main [name="${name}"][value="${value}"]`
        if (await this.focused(there)) return this.press('Space')
        await this.press('ArrowDown')
      }
      throw new Error(`${name} cannot be ${value}`)
    }
    if (kind === 'select-one') {
      const by = await control.first().evaluate((e, wanted) => {
        const select = e as unknown as { options: ArrayLike<{ value: string }>; selectedIndex: number }
        return Array.from(select.options).findIndex((one) => one.value === wanted) - select.selectedIndex
      }, value)
      for (let i = 0; i < Math.abs(by); i++) await this.press(by > 0 ? 'ArrowDown' : 'ArrowUp')
    } else await this.refill(value)
    const holds = await control.first().inputValue()
    if (holds !== value) throw new Error(`${name} holds ${holds}, not ${value}`)
  }
}
