// An agency's own form: filled with the same facts and blanks as ours, the same bytes for the same facts, and turned away with
// the name of the placeholder where it names something that the letter has not.
import PizZip from 'pizzip'
import { describe, expect, test } from 'vitest'
import {
  type Composed,
  checkTemplate,
  compose,
  docxOf,
  fillTemplate,
  type LetterFacts,
  TemplateFault,
} from '../../src/letters/index.ts'
import { wordsOfDocx } from './letters-drawn.ts'
import { bareFacts, fullFacts, issued } from './letters-scene.ts'

const made = (facts: LetterFacts, marks = {}): Composed => compose(facts, marks) as Composed

/** A form with these paragraphs, and with a table of one row where cells are given. */
function form(paragraphs: readonly string[], cells: readonly string[] = []): Buffer {
  const run = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
  const row =
    cells.length === 0 ? '' : `<w:tbl><w:tr>${cells.map((c) => `<w:tc>${run(c)}</w:tc>`).join('')}</w:tr></w:tbl>`
  const zip = new PizZip(docxOf(made(fullFacts('transfer_letter')).sheet))
  const whole = zip.file('word/document.xml')?.asText() ?? ''
  zip.file(
    'word/document.xml',
    whole.replace(/<w:body>.*<w:sectPr>/s, `<w:body>${paragraphs.map(run).join('')}${row}<w:sectPr>`),
  )
  return zip.generate({ type: 'nodebuffer' })
}
const faultsOf = async (letter: string, bytes: Buffer): Promise<readonly string[]> => {
  try {
    await checkTemplate(letter, bytes)
    return []
  } catch (error) {
    if (error instanceof TemplateFault) return error.faults
    throw error
  }
}

describe('a template', () => {
  const own = form(
    [
      '{issuer}',
      '{title}',
      '{documentNo}',
      '{addressee}：',
      '案由：{caseName}',
      '{mainBasis}',
      '{date}',
      '{checkCode}',
    ],
    ['{#suspects}{no}', '{name}', '{identity}{/suspects}'],
  )

  test('is filled with fields and, row by row, with tables', async () => {
    const words = wordsOfDocx(await fillTemplate(own, made(fullFacts('transfer_letter'), issued)))
    const text = words.join('\n')
    for (const said of [
      issued.documentNo,
      '案由：广西某食品有限公司',
      issued.check.code,
      '11010519491231002X',
      '北海市公安局海城分局：',
    ])
      expect(text).toContain(said)
    expect(text).not.toContain('{')
    expect(words.filter((x) => x === '1' || x === '2')).toEqual(['1', '2'])
  })

  test('shows the same blanks as ours', async () => {
    const text = wordsOfDocx(await fillTemplate(own, made(bareFacts('transfer_letter')))).join('\n')
    for (const blank of ['【缺：文号】', '【缺：案件名称】', '【缺：主要案情和依据】', '预览稿，尚未签发'])
      expect(text).toContain(blank)
  })

  test('gives equal bytes for equal facts, and text for whatever a partner wrote', async () => {
    const facts = { ...fullFacts('transfer_letter'), caseName: '{documentNo}<w:t>&"' }
    const one = await fillTemplate(own, made(facts, issued))
    expect((await fillTemplate(own, made(facts, issued))).equals(one)).toBe(true)
    expect(wordsOfDocx(one).join('\n')).toContain('案由：{documentNo}<w:t>&"')
  })
})

describe('a template that cannot be used is turned away', () => {
  test('by the name of the placeholder that the letter does not have', async () => {
    expect(await faultsOf('transfer_letter', form(['{caseName}', '{nonsense}', '{constructor}']))).toEqual([
      '{nonsense}: the letter has no such field',
      '{constructor}: the letter has no such field',
    ])
    expect(await faultsOf('transfer_letter', form([], ['{#suspects}{sha256}{/suspects}']))).toEqual([
      '{sha256}: the letter has no such field',
    ])
    expect(await faultsOf('materials_list', form([], ['{#materials}{sha256}{/materials}']))).toEqual([])
  })

  test.each([
    ['{#suspects}{name}', 'suspects'],
    ['{caseName', 'caseName'],
    ['{/suspects}', 'suspects'],
  ])('by the one that is not closed or not opened: %s', async (text, name) => {
    expect((await faultsOf('transfer_letter', form([text]))).join()).toContain(name)
  })

  test.each([
    ['no zip', Buffer.from('PK not a zip')],
    ['empty', Buffer.alloc(0)],
    ['a zip and no document', new PizZip().file('a.txt', 'x').generate({ type: 'nodebuffer' })],
    ['macros', new PizZip(form(['{caseName}'])).file('word/vbaProject.bin', 'x').generate({ type: 'nodebuffer' })],
    ['too large', Buffer.alloc(5 * 1024 * 1024)],
  ])('as a file: %s', async (_, bytes) => {
    expect((await faultsOf('transfer_letter', bytes as Buffer)).length).toBe(1)
  })
})
