// Text that somebody wrote to do harm: markup, quotes, directions, emoji, what is no character at all, and very long lines, in
// everything that an organ may write and in every field of every form. All of it is shown as text and does nothing, on every
// page and in the letters. While every page is looked at: how often each asks the database.
import PizZip from 'pizzip'
import { describe, expect, test } from 'vitest'
import { inTab, smuggled } from '../console-look.ts'
import { consolePages } from '../console-pages.ts'
import { type Desk, noBrowser, windowOf } from '../console-scene.ts'
import { type PostName, posts } from '../console-staff.ts'
import { statementsAllowed, statementsOf } from '../console-statements.ts'
import { town } from '../console-town.ts'
import { world } from '../world.ts'

const runs = 'globalThis.hostile=1'
const hostile =
  `<script>${runs}</script><img src=x onerror="${runs}">q" autofocus onfocus="${runs}" x='` +
  `q' onmouseover='${runs}' \${${runs}} {{${runs}}} </textarea></title></select><svg/onload=${runs}>` +
  '\u202E倒序\u202C \u2066孤立 👨‍👩‍👧‍👦🇨🇳 Z\u0351\u034Aa\u0300 &lt;b&gt; &#x3C;i&#x3E; \u200B'
const lone = '\uD83D'
const long = `长${'无缝'.repeat(1_500)}`

/** Raw, it would be markup. */
const raw = /<script>globalThis|<img src=x|<svg\/onload|q" autofocus|q' onmouseover|<\/textarea><\/title>/i

const w = await world()
const t = await town(
  w,
  {
    caseName: `${hostile.slice(0, 150)}案`,
    facts: `${hostile}${long}`,
    suspects: [
      { kind: 'unit', name: `公司${hostile.slice(0, 120)}` },
      { kind: 'person', name: `张${hostile.slice(0, 60)}`, idType: 'unknown', address: hostile.slice(0, 150) },
    ],
    seizedItems: [{ name: hostile.slice(0, 150), quantity: '2', unit: '册', storagePlace: hostile.slice(0, 150) }],
  },
  hostile,
)

const pathsOf = (post: PostName) =>
  consolePages
    .filter((p) => p.by === post)
    .flatMap(({ name, path }) => (path(t.subjects) === undefined ? [] : [{ name, path: path(t.subjects) as string }]))
const everybody = (Object.keys(posts) as PostName[]).filter((post) => pathsOf(post).length > 0)

interface Form {
  readonly method: string
  readonly action: string
  readonly fields: readonly { readonly name: string; readonly value: string; readonly free: boolean }[]
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The forms of a page; free fields are those that somebody types into. */
function formsOf(page: string): Form[] {
  const of = (tag: string, name: string) => {
    const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
    return found === undefined ? undefined : unescaped(found)
  }
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', inner = '']) => ({
    method: (of(head, 'method') ?? 'get').toLowerCase(),
    action: of(head, 'action') ?? '',
    fields: [
      ...[...inner.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) => {
        const [name, type = 'text'] = [of(tag, 'name'), of(tag, 'type')]
        if (name === undefined || /^(file|submit|button)$/.test(type)) return []
        return [{ name, value: of(tag, 'value') ?? '', free: !/^(hidden|checkbox|radio)$/.test(type) }]
      }),
      ...[...inner.matchAll(/<textarea\b[^>]*>/g)].map(([tag]) => ({
        name: of(tag, 'name') ?? '',
        value: '',
        free: true,
      })),
      ...[...inner.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)].map(([, tag = '', options = '']) => {
        const values = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => of(option, 'value') ?? '')
        return { name: of(tag, 'name') ?? '', value: values.find((v) => v !== '') ?? '', free: false }
      }),
    ],
  }))
}

/** Whatever ends the session, only changes how the page looks, or hands a file on. */
const aside = /\/console\/(sign-out|sign-in|language|extend|me\b)|\/bundle/

test('no page asks the database more often than is written down', { timeout: 120_000 }, async () => {
  const over: Record<string, readonly string[]> = {}
  for (const post of everybody) {
    const desk = await t.desk(post)
    for (const { name, path } of pathsOf(post)) {
      const statements = await statementsOf(() => desk.page(path), statementsAllowed(name))
      expect(statements.length, name).toBeGreaterThan(0)
      if (statements.length > statementsAllowed(name)) over[name] = statements
    }
  }
  expect(over).toEqual({})
})

describe('what was written to do harm', () => {
  test('is text on every page, in both tongues', { timeout: 120_000 }, async () => {
    for (const post of everybody) {
      const desk = await t.desk(post)
      for (const { name, path } of pathsOf(post)) {
        const { status, text } = await desk.page(path)
        expect(status, `${name} ${path}`).toBe(200)
        expect(raw.exec(text)?.[0], `${name} ${path}`).toBeUndefined()
      }
    }
    const seen = await (await t.desk('handler')).page(`/console/cases/${t.subjects.transfer}`)
    expect(seen.text).toContain('&lt;script&gt;')
  })

  test('is text again where a form gives back what was typed', { timeout: 120_000 }, async () => {
    const given: string[] = []
    for (const post of everybody) {
      const desk = await t.desk(post)
      const done = new Set<string>()
      for (const { path } of pathsOf(post)) {
        for (const form of formsOf((await desk.page(path)).text)) {
          if (aside.test(form.action) || done.has(form.action) || !form.fields.some((f) => f.free)) continue
          done.add(form.action)
          const { status, text } = await filledIn(desk, form)
          given.push(form.action)
          expect(status, `${form.action} on ${path}: ${text.slice(0, 300)}`).toBeLessThan(500)
          expect(raw.exec(text)?.[0], `${form.action} on ${path}`).toBeUndefined()
        }
      }
    }
    expect(given.length).toBeGreaterThan(5)
  })

  test('is text in the letters', async () => {
    const letter = await w.ask<never>('market', 'GET', `/v1/transfers/${t.subjects.transfer}`)
    expect(letter.status).toBe(200)
    const response = await fetch(`${w.gateway.url}/v1/transfers/${t.subjects.transfer}/letters/transfer_letter`, {
      headers: { authorization: `Bearer ${await w.token('market')}` },
    })
    expect(response.status).toBe(200)
    const text = new PizZip(Buffer.from(await response.arrayBuffer())).file('word/document.xml')?.asText() ?? ''
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toContain('<script')
  })

  test('half a character is shown as one that is missing, and breaks nothing', async () => {
    const desk = await t.desk('handler')
    const { status, text } = await desk.page(`/console/search?q=${encodeURIComponent('虚假')}%ED%A0%BD`)
    expect(status).toBe(200)
    expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/)
    const refused = await w.ask(
      'market',
      'POST',
      '/v1/transfers',
      await w.submission('market', { facts: `半个${lone}字` }),
    )
    if (refused.status === 201) {
      const { id } = (refused.body as { transfer: { id: string } }).transfer
      expect((await desk.page(`/console/cases/${id}`)).status).toBe(200)
    } else expect(refused.status).toBeLessThan(500)
  })
})

async function filledIn(desk: Desk, form: Form): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams()
  for (const { name, value, free } of form.fields) body.append(name, free ? hostile : value)
  if (form.method === 'get') return desk.page(`${form.action.split('?')[0]}?${body}`)
  return desk.post(form.action, body)
}

if (noBrowser !== undefined) console.log(`hostile text is not looked at in a browser: ${noBrowser}`)

test.skipIf(noBrowser !== undefined)(
  'in a real browser it makes no element, no attribute and no script',
  { timeout: 120_000 },
  async () => {
    for (const post of ['handler', 'acceptor'] as const) {
      const context = await windowOf(await t.desk(post))
      await inTab(context, async (tab) => {
        for (const { name, path } of pathsOf(post)) expect(await smuggled(tab, path), name).toEqual([])
      })
      await context.close()
    }
  },
)
