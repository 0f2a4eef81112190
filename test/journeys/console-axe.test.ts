// Every page in a real browser: no refusal of the policy, nothing that axe objects to and nothing undecided but what is
// named, no overflow down to 320 px, no light without a word, no empty sheet in print. The suite looks at some of the pages;
// `npm run test:pages` (`XIANJIE_CONSOLE_ALL=1`) at every one that officers can reach, in both tongues and both themes.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { pagesReached, unreached } from '../console-crawl.ts'
import { inTab, look, type Showing, type Window } from '../console-look.ts'
import { consolePages, type PageEntry } from '../console-pages.ts'
import { afterPress } from '../console-pressed.ts'
import { browser, noBrowser, windowOf } from '../console-scene.ts'
import type { PostName } from '../console-staff.ts'
import { furnishedTown, type Town, town } from '../console-town.ts'
import { needless } from '../console-undecided.ts'
import { world } from '../world.ts'

const all = process.env.XIANJIE_CONSOLE_ALL === '1'
/** Pictures of what is looked at go there, of a place with some life in it; the documents' own were made so. */
const pictures = process.env.XIANJIE_CONSOLE_PICTURES
const perPageMs = 60_000

const themes = ['light', 'dark'] as const
/** What depends on the width is asked at each, what on the colours in each theme; the rest of axe's rules on neither. */
const everyShowing: readonly Showing[] = [1366, 390, 1920, 320].flatMap((width) =>
  themes.map((theme) => ({
    ...{ width, theme },
    axe: width === 1920 || width === 320 ? 'none' : theme === 'light' ? 'all' : 'colours',
  })),
)
const pictured: readonly Showing[] = [1366, 390].flatMap((width) =>
  themes.map((theme) => ({ width, theme, axe: 'none' })),
)
const wide: Showing = { width: 1366, theme: 'light', axe: 'all' }
const narrow: Showing = { width: 390, theme: 'dark', axe: 'all' }
const narrowest: Showing = { width: 320, theme: 'light', axe: 'none' }

if (noBrowser !== undefined) console.log(`pages are not looked at in a browser: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('in a real browser', async () => {
  const w = await world()
  const build = all ? furnishedTown : pictures === undefined ? town : (of: typeof w) => furnishedTown(of, 12)
  const t: Town = noBrowser === undefined ? await build(w) : ({} as Town)
  const place = mkdtempSync(join(tmpdir(), 'xianjie-print-'))
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  const spoken = new Map<PostName, string>()
  /** The officer at the desk, who reads this tongue, in a new tab. */
  async function seated<T>(post: PostName, lang: 'zh' | 'en', work: (tab: Window) => Promise<T>): Promise<T> {
    const desk = await t.desk(post)
    if ((spoken.get(post) ?? 'zh') !== lang) await desk.send('/console/me', '/console/language', { lang })
    spoken.set(post, lang)
    const context = await windowOf(desk, { viewport: { width: 1366, height: 900 }, reducedMotion: 'reduce' })
    try {
      return await inTab(context, work)
    } finally {
      await context.close()
    }
  }

  async function lookAt(tab: Window, entry: PageEntry, lang: 'zh' | 'en', showings: readonly Showing[], paper = false) {
    const path = entry.path(t.subjects)
    if (path === undefined) return all ? ['its subject is not there'] : []
    return look(tab, path, showings, {
      ...{ first: entry.first, status: entry.status, paper },
      async seen({ width, theme }) {
        if (pictures === undefined) return
        const file = join(pictures, `${entry.name}-${width}-${theme}${lang === 'en' ? '-en' : ''}.png`)
        await tab.page.screenshot({ path: file, fullPage: all })
      },
    })
  }

  /** The faults of these pages, by their names. */
  async function faultsOf(
    pages: readonly PageEntry[],
    lang: 'zh' | 'en',
    showings: (page: PageEntry) => readonly Showing[],
  ) {
    const faults: Record<string, string[]> = {}
    for (const post of new Set(pages.map((p) => p.by)))
      await seated(post, lang, async (tab) => {
        for (const entry of pages.filter((p) => p.by === post)) {
          const found = await lookAt(tab, entry, lang, showings(entry))
          if (found.length > 0) faults[entry.name] = found
        }
      })
    return faults
  }

  const shown = consolePages.filter((p) => p.shown)
  const timeout = 30_000 + shown.length * perPageMs

  if (all) await everything()
  else if (pictures !== undefined)
    test('the pictures of the main pages are taken', { timeout }, async () => {
      expect(await faultsOf(shown, 'zh', () => pictured)).toEqual({})
    })
  else {
    test('the main pages are good in Chinese, wide and narrow', { timeout }, async () => {
      expect(await faultsOf(shown, 'zh', ({ brief }) => (brief === true ? [wide, narrow] : [wide]))).toEqual({})
    })

    test('they are good in English on the narrowest screen', { timeout }, async () => {
      expect(await faultsOf(shown, 'en', () => [narrowest])).toEqual({})
    })
  }

  async function everything() {
    const { pages: found, papers, files, dead } = await pagesReached(t)
    const pages = [...consolePages, ...afterPress, ...found]
    test('every page of the console is among them, and no link leads to a refusal', () => {
      expect({ missing: unreached(t, [...pages, ...papers], files), dead }).toEqual({ missing: [], dead: [] })
    })
    for (const lang of ['zh', 'en'] as const)
      test.each(pages)(
        `$name is good in ${lang}, wide and narrow, by day and by night`,
        { timeout: perPageMs * 2 },
        async (entry) => {
          const found = await seated(entry.by, lang, (tab) => lookAt(tab, entry, lang, everyShowing))
          expect(found, found.join(' | ')).toEqual([])
        },
      )
    test.each(papers)('$name is good on its own', { timeout: perPageMs }, async (entry) => {
      const found = await seated(entry.by, 'zh', (tab) => lookAt(tab, entry, 'zh', [wide, narrow], true))
      expect(found, found.join(' | ')).toEqual([])
    })
    test('the page for who has not signed in is good', { timeout: perPageMs }, async () => {
      const context = await (await browser()).newContext({ baseURL: w.gateway.url, reducedMotion: 'reduce' })
      expect(await inTab(context, (tab) => look(tab, '/console/sign-in', everyShowing))).toEqual([])
      await context.close()
    })
    test('what axe may leave undecided is no more than it does', () => {
      expect(needless()).toEqual([])
    })
  }

  test('a case and the queue print without an empty sheet', { timeout: 60_000 }, async () => {
    const context = await windowOf(await t.desk('handler'))
    await inTab(context, async ({ page }) => {
      for (const [name, path] of Object.entries({
        queue: '/console/',
        case: `/console/cases/${t.subjects.transfer}?print=1`,
      })) {
        await page.goto(path)
        const file = join(place, `${name}.pdf`)
        writeFileSync(file, await page.pdf({ format: 'A4', preferCSSPageSize: true }))
        const sheets = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1)
        expect(sheets.length, name).toBeGreaterThan(0)
        expect(
          sheets.filter((sheet) => sheet.trim().length < 20),
          name,
        ).toEqual([])
      }
    })
    await context.close()
  })
})
