// Letters composed from facts: each of them, in both drawings with the same words, with every required field, with named
// blanks for what is not known, and with bytes that depend on the facts alone.
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  allLetters,
  blank,
  type Composed,
  compose,
  docxOf,
  formOf,
  htmlOf,
  htmlPolicy,
  type LetterFacts,
  type LetterMarks,
  linesOf,
} from '../../src/letters/index.ts'
import { wordsOfDocx, wordsOfHtml } from './letters-drawn.ts'
import { required } from './letters-required.ts'
import { bareFacts, entryOf, fullFacts, issued, procedure, transferInput } from './letters-scene.ts'

const made = (facts: LetterFacts, marks?: LetterMarks): Composed => {
  const composed = compose(facts, marks)
  if (composed === undefined) throw new Error(`no letter ${facts.letter}`)
  return composed
}

describe('each letter', () => {
  test('of the procedure has a form, and each form is of a letter', () => {
    expect(allLetters()).toEqual(expect.arrayContaining(Object.keys(procedure.letters)))
    expect(allLetters().filter((id) => compose(fullFacts(id)) === undefined)).toEqual([])
    expect(compose({ ...fullFacts('transfer_letter'), letter: 'constructor' })).toBeUndefined()
  })

  test.each(allLetters())('%s says the same as DOCX and as HTML', (letter) => {
    for (const [facts, marks] of [
      [fullFacts(letter), issued],
      [fullFacts(letter), { ...issued, redHead: true }],
      [bareFacts(letter), undefined],
    ] as const) {
      const { sheet } = made(facts, marks)
      const lines = linesOf(sheet)
      expect(wordsOfDocx(docxOf(sheet))).toEqual(lines)
      expect(wordsOfHtml(htmlOf(sheet))).toEqual(lines)
      expect(lines.join('\n')).not.toMatch(/undefined|\[object|NaN|null/)
      expect(lines.join('\n')).not.toMatch(/。。|，。|：。|（）|【缺：】/)
    }
  })

  test.each(allLetters())('%s says which facts it lacks, and shows each as a blank with its name', (letter) => {
    const { sheet, missing } = made(bareFacts(letter))
    const text = linesOf(sheet).join('\n')
    const fields = Object.entries(formOf(letter)?.fields ?? {})
    for (const [id, { zh, need, from }] of fields) {
      if (need !== 'must' || from(bareFacts(letter)) !== undefined) continue
      expect(missing, id).toContainEqual({ field: id, zh })
      expect(text, id).toContain(blank(zh))
    }
    for (const { zh, field } of missing.filter((m) => !m.field.includes('.'))) expect(text, field).toContain(blank(zh))
  })
})

describe('the required contents', () => {
  test('are all of 4.1 to 4.21', () => {
    const sections = new Set(required.map((r) => r.section.replace(/[ab]$/, '')))
    expect([...sections]).toEqual(Array.from({ length: 21 }, (_, i) => `4.${i + 1}`))
    for (const { letter, section } of required) expect(formOf(letter)?.section, letter).toBe(section)
  })

  test.each(required.map((r) => [`${r.section} ${r.letter}`, r] as const))(
    '%s: every field stands in the letter',
    (_, r) => {
      const { sheet, values, tables } = made(fullFacts(r.letter, r.step), issued)
      const text = linesOf(sheet).join('\n')
      const marks: Record<string, string | undefined> = {
        '#number': issued.documentNo,
        '#seal': '（印章）',
        '#date': sheet.date,
        '#copy': sheet.copyTo,
        '#attachments': sheet.attachments[0],
        '#slip': sheet.slip?.title,
      }
      for (const [field, place] of Object.entries(r.fields)) {
        const [table, column] = place.split('.')
        const value = place.startsWith('#')
          ? marks[place]
          : column === undefined
            ? values[place]
            : tables[table as string]?.[0]?.[column]
        expect(value, field).toBeTruthy()
        for (const words of (value ?? '').split('\n')) expect(text, field).toContain(words.trim().replace(/。$/, ''))
      }
    },
  )

  test('nothing that is known is left out: every field of a form is in its text', () => {
    const lost = allLetters().flatMap((letter) => {
      const { sheet, values } = made(fullFacts(letter), issued)
      const text = linesOf(sheet).join('\n')
      return Object.keys(formOf(letter)?.fields ?? {}).flatMap((id) =>
        (values[id] ?? '').split('\n').every((words) => text.includes(words.trim().replace(/。$/, '')))
          ? []
          : [`${letter}.${id}`],
      )
    })
    // The plain form says the contents line by line, each under its own heading.
    expect(lost.filter((id) => !id.endsWith('.content'))).toEqual([])
  })
})

describe('what a letter carries', () => {
  test('an issued one its number, the check and the digest of the receipt; a preview says that it is one', () => {
    const text = linesOf(made(fullFacts('non_filing_notice'), issued).sheet).join('\n')
    for (const words of [issued.documentNo, issued.check.code, issued.check.url, 'ab'.repeat(32)])
      expect(text).toContain(words)
    const preview = linesOf(made(fullFacts('non_filing_notice')).sheet).join('\n')
    expect(preview).toContain('预览稿，尚未签发')
    expect(preview).toContain(blank('文号'))
    expect(preview).not.toContain('核验码')
  })

  test('a correction of its entry is said in it', () => {
    const facts = {
      ...fullFacts('filing_notice'),
      corrections: [{ version: 9, pointer: '/charges/0/name', correct: '诈骗罪' }],
    }
    expect(linesOf(made(facts).sheet).join('\n')).toContain('第9号记录更正（/charges/0/name）：诈骗罪')
  })

  test('identity numbers are in full, once each', () => {
    const text = linesOf(made(fullFacts('transfer_letter')).sheet).join('\n')
    expect(text.split('11010519491231002X').length).toBe(2)
  })

  test('what a partner wrote is text in both drawings, whatever it looks like', () => {
    const hostile = `<script>alert(1)</script>&amp;<w:t>"'\u0000{{x}}${'𠮷'.repeat(3)}\n第二段`
    const entry = entryOf(20, 'transfer_dispatch', { ...transferInput, facts: hostile })
    const { sheet } = made({ ...fullFacts('transfer_letter'), caseName: hostile, entry }, issued)
    const html = htmlOf(sheet)
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
    expect(wordsOfDocx(docxOf(sheet)).join('')).toContain('<script>alert(1)</script>&amp;<w:t>')
    expect(htmlPolicy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:;.*sandbox$/)
    expect(hash('sha256', /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '', 'base64')).toBe(
      /sha256-([^']+)/.exec(htmlPolicy)?.[1],
    )
  })

  test('the page is that of GB/T 9704: A4, 37 and 28 mm, lines of 28.95 points, no moment and no chance in the parts', () => {
    const bytes = docxOf(made(fullFacts('transfer_letter'), issued).sheet).toString('latin1')
    expect(bytes.startsWith('PK')).toBe(true)
    const words = wordsOfDocx(docxOf(made(fullFacts('transfer_letter'), issued).sheet))
    expect(words.slice(0, 4)).toEqual([
      '海城区市场监督管理局',
      '涉嫌犯罪案件移送书',
      issued.documentNo,
      '北海市公安局海城分局：',
    ])
  })
})

describe('equal facts, equal bytes', () => {
  const start = fileURLToPath(new URL('../start.js', import.meta.url))
  const digestsIn = (zone: string) =>
    execFileSync(process.execPath, [start, 'rooms/letters-elsewhere.ts'], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    }).trim()

  test('in two processes, in two time zones', { timeout: 60_000 }, () => {
    const here = digestsIn('Asia/Shanghai')
    expect(here.split('\n')).toHaveLength(allLetters().length)
    expect(digestsIn('America/New_York')).toBe(here)
  })

  test('and other facts give other bytes', () => {
    const one = docxOf(made(fullFacts('filing_notice'), issued).sheet)
    const other = docxOf(made({ ...fullFacts('filing_notice'), caseName: '另一案' }, issued).sheet)
    expect(one.equals(other)).toBe(false)
  })
})
