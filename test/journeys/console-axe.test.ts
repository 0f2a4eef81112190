// Every page in a real browser: no refusal of the policy, nothing that axe objects to and nothing undecided but what is
// named, no overflow down to 320 px, no light without a word, no empty sheet in print. The suite looks at some of the pages
// and widths; `XIANJIE_CONSOLE_ALL=1` at all of them, in both tongues and both themes.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inTab, look } from '../console-look.ts'
import { consolePages, type PageEntry } from '../console-pages.ts'
import { noBrowser, windowOf } from '../console-scene.ts'
import { livelyTown, type Town, town } from '../console-town.ts'
import { world } from '../world.ts'

const all = process.env.XIANJIE_CONSOLE_ALL === '1'
/** Pictures of what is looked at go there, of a place with some life in it; the documents' own were made so. */
const pictures = process.env.XIANJIE_CONSOLE_PICTURES
const perPageMs = 20_000

interface Showing {
  readonly lang: 'zh' | 'en'
  readonly theme: 'light' | 'dark'
  readonly width: number
  readonly pages: readonly PageEntry[]
  readonly axe: boolean
}

const shown = consolePages.filter((p) => p.shown)
const brief = consolePages.filter((p) => p.brief)
const showings: readonly Showing[] = all
  ? (['zh', 'en'] as const).flatMap((lang) =>
      (['light', 'dark'] as const).flatMap((theme) =>
        [1366, 1920, 390, 320].map((width) => ({
          lang,
          theme,
          width,
          pages: consolePages,
          axe: width !== 1920 && width !== 320,
        })),
      ),
    )
  : pictures !== undefined
    ? (['light', 'dark'] as const).flatMap((theme) =>
        [1366, 390].map((width) => ({ lang: 'zh' as const, theme, width, pages: shown, axe: false })),
      )
    : [
        { lang: 'zh', theme: 'light', width: 1366, pages: shown, axe: true },
        { lang: 'zh', theme: 'dark', width: 390, pages: brief, axe: true },
        { lang: 'en', theme: 'light', width: 320, pages: shown, axe: false },
      ]

if (noBrowser !== undefined) console.log(`pages are not looked at in a browser: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('in a real browser', async () => {
  const w = await world()
  const t: Town = noBrowser === undefined ? await (pictures === undefined ? town(w) : livelyTown(w)) : ({} as Town)
  const place = mkdtempSync(join(tmpdir(), 'xianjie-print-'))
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  for (const { lang, theme, width, pages, axe } of showings)
    test(`the pages are good in ${lang}, ${theme}, ${width} px wide`, {
      timeout: 30_000 + pages.length * perPageMs,
    }, async () => {
      const faults: Record<string, string[]> = {}
      for (const post of new Set(pages.map((p) => p.by))) {
        const desk = await t.desk(post)
        await desk.send('/console/me', '/console/language', { lang })
        const context = await windowOf(desk, { viewport: { width, height: 900 }, colorScheme: theme })
        await inTab(context, async (tab) => {
          for (const entry of pages.filter((p) => p.by === post)) {
            const path = entry.path(t.subjects)
            if (path === undefined) continue
            const found = await look(tab, path, { axe, narrow: width < 400 })
            if (pictures !== undefined) {
              const file = join(pictures, `${entry.name}-${width}-${theme}${lang === 'en' ? '-en' : ''}.png`)
              await tab.page.screenshot({ path: file, fullPage: all })
            }
            if (found.length > 0) faults[entry.name] = found
          }
        })
        await context.close()
      }
      expect(faults).toEqual({})
    })

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
