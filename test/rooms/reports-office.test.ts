// A report opened by a real office program: converted to PDF, with its words and its pictures. Skipped, with the reason
// printed, where LibreOffice or a tool that reads PDF is not installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { compose, docxOfReport, drawCharts, tablesOf } from '../../src/supervision/index.ts'
import { gathered, procuratorate } from './reports-scene.ts'

const missing = ['soffice', 'pdftotext', 'pdfimages'].filter((tool) => spawnSync('which', [tool]).status !== 0)
if (missing.length > 0) console.log(`reports are not opened in an office program: ${missing.join(', ')} not installed`)

test.runIf(missing.length === 0)(
  'a report opens, with its words, its figures and its charts',
  { timeout: 300_000 },
  async () => {
    const content = compose(await gathered(procuratorate, { kind: 'work', from: '2026-07', to: '2026-09' }))
    const pictures = await drawCharts(content)
    const dir = mkdtempSync(join(tmpdir(), 'xianjie-office-'))
    try {
      writeFileSync(join(dir, 'report.docx'), docxOfReport(content, pictures, '2026-10-12T01:00:00Z'))
      // A profile of its own: an office that runs already would take the work and answer for it.
      const profile = `-env:UserInstallation=${pathToFileURL(join(dir, 'profile')).href}`
      const report = join(dir, 'report.docx')
      execFileSync('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', dir, report], {
        stdio: 'ignore',
      })
      const pdf = join(dir, 'report.pdf')
      const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).replace(/\s/g, '')
      for (const words of [
        content.title,
        '（2026年第三季度）',
        '一、总体情况',
        '（二）分领域',
        '【此处由撰写人填写：',
        '2026年10月12日',
      ])
        expect(text).toContain(words)
      for (const table of tablesOf(content)) expect(text).toContain(table.title.replace(/\s/g, ''))
      const images = execFileSync('pdfimages', ['-list', pdf], { encoding: 'utf8' })
      const drawn = images.split('\n').filter((line) => / image /.test(line))
      // An office may lay a picture down in several pieces.
      expect(drawn.length).toBeGreaterThanOrEqual(pictures.size)
    } finally {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
  },
)
