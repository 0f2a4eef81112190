// Every letter opened by a real office program: converted to PDF, with pages and with its Chinese words. Skipped, with the
// reason printed, where LibreOffice or pdftotext is not installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { allLetters, type Composed, compose, docxOf, fillTemplate } from '../../src/letters/index.ts'
import { bareFacts, fullFacts, issued } from './letters-scene.ts'

const missing = ['soffice', 'pdftotext'].filter((tool) => spawnSync('which', [tool]).status !== 0)
if (missing.length > 0) console.log(`letters are not opened in an office program: ${missing.join(', ')} not installed`)

/** PDF text of each file, with its number of pages. */
function opened(files: Readonly<Record<string, Buffer>>): Record<string, { text: string; pages: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'xianjie-office-'))
  try {
    const paths = Object.entries(files).map(([name, bytes]) => {
      const path = join(dir, `${name}.docx`)
      writeFileSync(path, bytes)
      return path
    })
    // A profile of its own: an office that runs already would take the work and answer for it.
    const profile = `-env:UserInstallation=${pathToFileURL(join(dir, 'profile')).href}`
    execFileSync('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', dir, ...paths], {
      stdio: 'ignore',
    })
    return Object.fromEntries(
      Object.keys(files).map((name) => {
        const pdf = join(dir, `${name}.pdf`)
        const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
        // Every page ends with a form feed.
        return [name, { text: text.replace(/\s/g, ''), pages: text.split('\f').length - 1 }]
      }),
    )
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

test.runIf(missing.length === 0)(
  'each letter opens, has pages, and says what it says',
  { timeout: 300_000 },
  async () => {
    const letters = Object.fromEntries(allLetters().map((id) => [id, compose(fullFacts(id), issued) as Composed]))
    const bare = compose(bareFacts('penalty_opinion'), { redHead: true }) as Composed
    const files = Object.fromEntries(Object.entries(letters).map(([id, made]) => [id, docxOf(made.sheet)]))
    const own = await fillTemplate(files.filing_notice as Buffer, letters.filing_notice as Composed)
    const pdfs = opened({ ...files, bare: docxOf(bare.sheet), own })
    for (const [id, made] of Object.entries(letters)) {
      const { text, pages } = pdfs[id] as { text: string; pages: number }
      expect(pages, id).toBeGreaterThan(0)
      expect(pages, id).toBeLessThan(8)
      const { title, head, date, documentNo } = made.sheet
      for (const words of [title, head, date, documentNo ?? '', '（印章）', issued.check.code])
        expect(text, `${id} says ${words}`).toContain(words.replace(/\s/g, ''))
    }
    expect(pdfs.bare?.text).toContain('【缺：检察意见】')
    expect(pdfs.own?.text).toContain('立案通知书')
  },
)
