// The console's sources held against its own rules: the catalogue of words, what may stand in markup, what an old browser
// can read. It looks at text and at the catalogue; what pages do is shown elsewhere.
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { words } from '../../src/console/words/index.ts'
import { codeOnly, filesOf, importsOf, literalsOf, read, withoutComments } from './sources.ts'

const catalogue = Object.entries(words) as [string, readonly [string, string]][]
const sources = filesOf('src/console', /\.ts$/)
const pages = sources.filter((path) => !path.startsWith('src/console/words/'))
const scripts = filesOf('src/console/assets', /\.js$/)
const charts = 'src/console/supervision/charts'

const han = /\p{Script=Han}/u
/** No tongue's: punctuation between values, a name alone. */
const latin = (text: string) => text.replace(/\{\w+\}/g, '').match(/[A-Za-z]{2,}/g) ?? []

describe('the catalogue', () => {
  test('every word stands in both tongues', () => {
    const wrong = catalogue.filter(
      ([, [zh, en]]) => zh.trim() === '' || en.trim() === '' || !(han.test(zh) || latin(zh).length <= 1),
    )
    expect(wrong).toEqual([])
  })

  test('both tongues are filled in with the same', () => {
    const filled = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    expect(catalogue.filter(([, [zh, en]]) => filled(zh).join() !== filled(en).join())).toEqual([])
  })

  test('Chinese has Chinese punctuation', () => {
    const half =
      /[,;:?()]\s*\p{Script=Han}|\p{Script=Han}\s*[,;:?()]|\p{Script=Han}\.(\s|$)|\.\p{Script=Han}|\p{Script=Han}"|"\p{Script=Han}/u
    // The form of a moment, or of a code, is written as it is typed.
    const typed = /时:分(:秒)?|\b[a-z]+:/g
    expect(catalogue.filter(([, [zh]]) => half.test(zh.replace(typed, '')))).toEqual([])
  })

  test('English has none of it, but where it gives the statute’s own word', () => {
    const outside = (text: string) => text.replace(/[《〔（(][^》〕）)]*[》〕）)]/gu, '')
    expect(catalogue.filter(([, [, en]]) => /[，。；：？！、]/.test(outside(en)))).toEqual([])
  })

  test('nobody is begged, hailed or shouted at', () => {
    // The guidance has the one `please compare`.
    const wrong = catalogue.filter(
      ([, [zh, en]]) =>
        /请您|系统提示|温馨提示|亲[，,~～]|[！!]/.test(zh) || /!|\b(please(?! compare)|oops|sorry)\b/i.test(en),
    )
    expect(wrong).toEqual([])
  })

  test('every word is said somewhere', () => {
    const texts = pages.map(read)
    const all = texts.join('\n')
    const begun = [
      ...[...all.matchAll(/[`'"]([a-z]\w*\.(?:[\w.-]*[.-])?)\$\{/g)].map((m) => m[1] as string),
      // Values of the contract, looked up by their names.
      ...[...all.matchAll(/namedIn\('(\w+)'\)/g)].map((m) => `${m[1]}.`),
    ]
    const said = new Set([...all.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((m) => m[1] as string))
    const unsaid = catalogue
      .map(([key]) => key)
      .filter((key) => !said.has(key) && !begun.some((b) => key.startsWith(b)))
    expect(unsaid).toEqual([])
  })
})

describe('the markup', () => {
  const markup = (path: string) => literalsOf(read(path)).join('\n')

  test('is never written past the escaping, but where charts are drawn', () => {
    const past = /\braw\s*\(|dangerouslySetInnerHTML|\bHtmlEscapedString\b/
    expect(pages.filter((path) => !path.startsWith(charts) && past.test(codeOnly(read(path))))).toEqual([])
    const imported = pages.filter(
      (path) => !path.startsWith(charts) && /import\s*\{[^}]*\braw\b[^}]*\}\s*from 'hono\/html'/.test(read(path)),
    )
    expect(imported).toEqual([])
  })

  test('has no style and no script of its own', () => {
    const inline = /<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)[^>]*>|javascript:/i
    expect(pages.filter((path) => inline.test(markup(path)))).toEqual([])
  })

  test('has no key of access, opens no windows of itself and fetches nothing from elsewhere', () => {
    const wrong = pages.filter((path) => /\saccesskey=|<meta http-equiv|\s(?:src|href)="https?:/i.test(markup(path)))
    expect(wrong).toEqual([])
  })

  test('says nothing in Chinese but from the catalogue', () => {
    // Values that stand in statutes and records are data, not words of ours.
    const inMarkup =
      /<(?:p|h\d|a|b|li|td|th|dt|dd|label|button|option|span|legend|summary|caption)\b(?![^>]*\slang=)[^>]*>[^<$]*\p{Script=Han}/u
    const markupOf = (path: string) =>
      [...withoutComments(read(path)).matchAll(/html`(?:[^`\\]|\\.)*`/g)].map((m) => m[0]).join('\n')
    expect(pages.filter((path) => inMarkup.test(markupOf(path)))).toEqual([])
  })
})

describe('what the browser is sent', () => {
  test('every script parses as ES2018 and is small', () => {
    // A row of the list of files as the server made it, escaped by its pages.
    const ownMarkup = "list.insertAdjacentHTML('beforeend', made)"
    for (const path of scripts) {
      const text = read(path)
      const as = (target: string) => transformSync(text, { target, loader: 'js', legalComments: 'none' }).code
      expect(as('es2018'), `${path} has newer syntax`).toBe(as('esnext'))
      expect(Buffer.byteLength(text), path).toBeLessThan(16_000)
      expect(text.replace(ownMarkup, ''), path).not.toMatch(
        /\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage/,
      )
    }
  })

  test('the stylesheet keeps what old engines lack in rules of their own', () => {
    const css = read('src/console/assets/console.css').replace(/\/\*[\s\S]*?\*\//g, '')
    expect(css).not.toMatch(
      /:is\(|:where\(|:has\(|@layer|@container|color-mix|oklch|\binset:|aspect-ratio|\d(dvh|svh|lvh)\b|overflow:\s*clip|@import|url\(\s*['"]?https?:/,
    )
    const newer = /:focus-visible|:focus-within|::backdrop|::marker/
    const lists = [...css.matchAll(/([^{}]+)\{/g)]
      .map((m) => (m[1] as string).trim())
      .filter((s) => newer.test(s) && /,(?![^(]*\))/.test(s))
    expect(lists).toEqual([])
  })
})

describe('the room', () => {
  test('reaches cases by asking, never by the API’s own functions', () => {
    const wrong = sources.filter((path) => importsOf(path).some((i) => i.to.startsWith('src/api/')))
    expect(wrong).toEqual([])
  })
})
