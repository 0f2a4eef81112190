// Looks at pages as a browser shows them: refusals of the policy, what axe finds, overflow, lights without words. One list
// of faults a page; an empty one is a good page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, CDPSession, ConsoleMessage, Page, Route } from 'playwright-core'
import { allowed } from './console-undecided.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const inPageSource = readFileSync(fileURLToPath(new URL('./console-in-page.js', import.meta.url)), 'utf8')
const laws = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const tags = [...laws, 'best-practice']

/** A page that has gone away would never answer the debugger. */
const answerWithinMs = 60_000

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
  let late: NodeJS.Timeout | undefined
  const { result, exceptionDetails } = await Promise.race([
    asking.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }),
    new Promise<never>((_, refuse) => {
      late = setTimeout(() => refuse(new Error('the page does not answer')), answerWithinMs)
    }),
  ]).finally(() => clearTimeout(late))
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value as T
}

/** How a page is shown; changed on the open page, as one who turns the lamp or the window does. */
export interface Showing {
  readonly width: number
  readonly theme: 'light' | 'dark'
  /** What axe is asked, which takes most of the time: everything, colours alone (all that a theme changes), or nothing. */
  readonly axe: 'all' | 'colours' | 'none'
}

export interface Looked {
  /** Done on the page before it is looked at: what is pressed there leads to what is meant. */
  readonly first?: ((page: Page) => Promise<void>) | undefined
  readonly status?: number | undefined
  /** Shown within a page, which has the headings and the places. */
  readonly paper?: boolean
  /** After each showing. */
  readonly seen?: ((showing: Showing) => Promise<void>) | undefined
}

/** A paper's policy puts it to sleep: no script runs there, axe neither. The same bytes without it. */
async function awake(route: Route): Promise<void> {
  const response = await route.fetch()
  const { 'content-security-policy': _, ...headers } = response.headers()
  await route.fulfill({ response, headers })
}

/** Opens the page once and looks at it in each showing. */
export async function look(
  { page, asking }: Window,
  path: string,
  showings: readonly Showing[],
  { first, status = 200, paper = false, seen }: Looked = {},
): Promise<string[]> {
  const faults: string[] = []
  const refused = status !== 200 || first !== undefined
  const heard = (message: ConsoleMessage) => {
    const text = message.text()
    if (/Content Security Policy/i.test(text)) faults.push(`policy: ${text.slice(0, 200)}`)
    // The browser's own line about an answer that is meant to be a refusal.
    else if (message.type() === 'error' && !(refused && /^Failed to load resource/.test(text)))
      faults.push(`console: ${text.slice(0, 200)}`)
  }
  const thrown = (error: Error) => faults.push(`script: ${error.message}`)
  page.on('console', heard)
  page.on('pageerror', thrown)
  if (paper) await page.route(`**${path}`, awake)
  const answer = await page.goto(path, { waitUntil: 'load' })
  if (answer?.status() !== status) faults.push(`status ${answer?.status()}`)
  await first?.(page)
  page.off('console', heard)
  page.off('pageerror', thrown)
  await inPage(asking, `${inPageSource}; 0`)
  if (showings.some(({ axe }) => axe !== 'none')) await inPage(asking, `${axeSource}; 0`)
  const begun = page.viewportSize()
  for (const showing of showings) {
    const { width, theme, axe } = showing
    await page.setViewportSize({ width, height: begun?.height ?? 900 })
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const found = paper ? [] : await inPage<string[]>(asking, `looking.shape(${width < 400})`)
    if (axe !== 'none') {
      const rules = axe === 'all' ? '' : ', ["color-contrast"]'
      const { violations, incomplete } = await inPage<{ violations: string[]; incomplete: string[] }>(
        asking,
        `looking.axe(${JSON.stringify(paper ? laws : tags)}${rules})`,
      )
      found.push(...violations.map((v) => `axe: ${v}`))
      found.push(...incomplete.filter((one) => !allowed(one)).map((one) => `axe could not decide: ${one}`))
    }
    faults.push(...found.map((fault) => `${width} ${theme}: ${fault}`))
    await seen?.(showing)
  }
  return faults
}

/** What a page holds that came in from outside; empty where all of it is text. */
export async function smuggled({ page, asking }: Window, path: string): Promise<string[]> {
  await page.goto(path, { waitUntil: 'load' })
  await inPage(asking, `${inPageSource}; 0`)
  return inPage<string[]>(asking, 'looking.smuggled()')
}
