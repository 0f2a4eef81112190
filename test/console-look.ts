// Looks at pages as a browser shows them: refusals of the policy, what axe finds, overflow, lights without words. One list
// of faults a page; an empty one is a good page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, CDPSession, ConsoleMessage, Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const inPageSource = readFileSync(fileURLToPath(new URL('./console-in-page.js', import.meta.url)), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe cannot decide, and why that is good all the same. */
export const undecided: readonly { readonly rule: string; readonly target: RegExp; readonly because: string }[] = [
  {
    rule: 'color-contrast',
    target: /\b(svg|text|tspan)\b|\.(k[it]|n-[wkd])\b/,
    because: 'text over shapes of a chart: the colours of labels are classes of their own, whose ratios are computed',
  },
  {
    rule: 'color-contrast',
    target: /\.tabs > a|a:nth-child\(\d+\) > \.n$|\.chips/,
    because: 'tabs that a narrow screen has scrolled out of sight; they are coloured as those in sight',
  },
  { rule: 'color-contrast', target: /^\.arr$/, because: 'an arrow, too short a text for axe; the colour is ink-2' },
  {
    rule: 'color-contrast',
    target: /td\[data-l=/,
    because: 'the name of the column is a pseudo-element on narrow screens; both colours are ink-2 on surface',
  },
  {
    rule: 'th-has-data-cells',
    target: /table/,
    because: 'rows are blocks on narrow screens, where axe sees no cells; explicit roles keep the table for readers',
  },
]

const named = (one: string) => {
  const at = one.indexOf(' ')
  return undecided.some(({ rule, target }) => rule === one.slice(0, at) && target.test(one.slice(at + 1)))
}

export interface Window {
  readonly page: Page
  readonly asking: CDPSession
}

/** A tab of the window; ended with the work. */
export async function inTab<T>(context: BrowserContext, work: (tab: Window) => Promise<T>): Promise<T> {
  const page = await context.newPage()
  try {
    return await work({ page, asking: await context.newCDPSession(page) })
  } finally {
    await page.close()
  }
}

/** Asked by the debugger, which the page's policy does not bind; the policy stays on. */
async function inPage<T>(asking: CDPSession, expression: string): Promise<T> {
  const { result, exceptionDetails } = await asking.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  })
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value as T
}

/** Opens the page and looks at it; `axe` takes most of the time. */
export async function look(
  { page, asking }: Window,
  path: string,
  { axe = true, narrow = false } = {},
): Promise<string[]> {
  const faults: string[] = []
  const heard = (message: ConsoleMessage) => {
    const text = message.text()
    if (/Content Security Policy/i.test(text)) faults.push(`policy: ${text.slice(0, 200)}`)
    else if (message.type() === 'error') faults.push(`console: ${text.slice(0, 200)}`)
  }
  const thrown = (error: Error) => faults.push(`script: ${error.message}`)
  page.on('console', heard)
  page.on('pageerror', thrown)
  const answer = await page.goto(path, { waitUntil: 'load' })
  if (answer?.status() !== 200) faults.push(`status ${answer?.status()}`)
  page.off('console', heard)
  page.off('pageerror', thrown)
  await inPage(asking, `${inPageSource}; 0`)
  faults.push(...(await inPage<string[]>(asking, `looking.shape(${narrow})`)))
  if (!axe) return faults
  await inPage(asking, `${axeSource}; 0`)
  const found = await inPage<{ violations: string[]; incomplete: string[] }>(
    asking,
    `looking.axe(${JSON.stringify(tags)})`,
  )
  return [
    ...faults,
    ...found.violations.map((v) => `axe: ${v}`),
    ...found.incomplete.filter((one) => !named(one)).map((one) => `axe could not decide: ${one}`),
  ]
}

/** What a page holds that came in from outside; empty where all of it is text. */
export async function smuggled({ page, asking }: Window, path: string): Promise<string[]> {
  await page.goto(path, { waitUntil: 'load' })
  await inPage(asking, `${inPageSource}; 0`)
  return inPage<string[]>(asking, 'looking.smuggled()')
}
