// Goes where officers can go: from every page of the list along its links, each officer by what is shown to that officer. Finds
// one page of every kind, and what no link reaches.
import { consoleApp } from '../src/console/index.ts'
import type { PageEntry } from './console-pages.ts'
import { consolePages } from './console-pages.ts'
import type { PostName } from './console-staff.ts'
import type { Town } from './console-town.ts'

/** What is asked by GET, in the order in which the console answers; its routes alone, nothing is asked of it. */
const routes = [
  ...new Set(
    consoleApp({} as never)
      .routes.filter((r) => r.method === 'GET' && !r.path.includes('*'))
      .map((r) => r.path),
  ),
].map((path) => ({
  path,
  pattern: new RegExp(
    `^${path.replace(/:\w+(?:\{(.+?)\})?(?=\/|$)/g, (_, inner?: string) => `(${inner ?? '[^/]+'})`)}$`,
  ),
}))

/** Steps, acts and parts of a form are pages of their own; whose page it is makes none. */
const worthOfItsOwn = /:(step|act|part)\b/

/** What one of these leads to depends on how it stands, so some of each are opened. */
const standsDiffer =
  /^\/console\/(correspondence|assignments|labels|clues|draws|reports|sync\/\w+|administration\/requests)(\/:id[^/]*)?$/

/** `/console/cases/…/steps/receipt_sign` → `/console/cases/:id/steps/receipt_sign`. */
function kindOf(path: string): string | undefined {
  const bare = path.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
  const route = routes.find(({ pattern }) => pattern.test(bare))
  if (route === undefined) return undefined
  return worthOfItsOwn.test(route.path)
    ? `${route.path.replace(/\/:[^/]+$/, '')}/${bare.split('/').at(-1)}`
    : route.path
}

const linksIn = (text: string): string[] => [
  ...[...text.matchAll(/\s(?:href|src|data-fresh)="(\/console\/?[^"#]*)/g)].map(([, path = '']) => path),
  ...[...text.matchAll(/<form\b(?![^>]*method="post")[^>]*\saction="(\/console\/[^"#]*)"/g)].map(
    ([, path = '']) => path,
  ),
]

export interface Reached {
  readonly pages: readonly PageEntry[]
  /** What is shown within a page: letters as they will be printed. */
  readonly papers: readonly PageEntry[]
  /** Kinds of what is no page: papers, pictures, answers to scripts. */
  readonly files: readonly string[]
  /** Links that lead to a refusal. */
  readonly dead: readonly string[]
}

/** One page of every kind that the list has not, as the first officer who reached it sees it. */
export async function pagesReached(t: Town): Promise<Reached> {
  const listed = new Set(consolePages.flatMap((p) => kindOf(p.path(t.subjects) ?? '') ?? []))
  const pages = new Map<string, PageEntry>()
  const papers = new Map<string, PageEntry>()
  const files = new Set<string>()
  const dead = new Set<string>()
  for (const post of Object.keys(t.staff.ids) as PostName[]) {
    const desk = await t.desk(post)
    const met = new Map<string, number>()
    const asked = new Set<string>()
    const ahead = ['/console/', ...consolePages.flatMap((p) => (p.by === post ? (p.path(t.subjects) ?? []) : []))].map(
      (path) => ({ path, from: 'the list' }),
    )
    for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
      const { path, from } = next
      const kind = kindOf(path)
      if (kind === undefined || asked.has(path) || (met.get(kind) ?? 0) >= (standsDiffer.test(kind) ? 5 : 1)) continue
      asked.add(path)
      met.set(kind, (met.get(kind) ?? 0) + 1)
      const answer = await desk.page(path.replaceAll('&amp;', '&'))
      if (answer.status >= 300 && answer.status < 400) {
        ahead.push({ path: (answer.headers.get('location') ?? '').replace(desk.url, ''), from: path })
        continue
      }
      const shown = answer.headers.get('content-type')?.startsWith('text/html') === true
      const here = path.replaceAll('&amp;', '&')
      const entry = { name: kind.replace('/console/', ''), by: post, path: () => here }
      if (answer.status !== 200) dead.add(`${post} ${path}: ${answer.status}, from ${from}`)
      else if (!shown) files.add(kind)
      else if (!answer.text.includes('<main')) papers.set(kind, entry)
      else if (!listed.has(kind) && !pages.has(kind)) pages.set(kind, entry)
      if (shown) ahead.push(...linksIn(answer.text).map((one) => ({ path: one, from: path })))
    }
  }
  return { pages: [...pages.values()], papers: [...papers.values()], files: [...files], dead: [...dead] }
}

/** What no link leads to, and why. */
const byNoLink: Readonly<Record<string, string>> = {
  '/console/sign-in': 'for who has not signed in; looked at by itself',
  '/console/uploads/:id': 'asked by a script',
  '/console/cases/:id{[0-9a-f-]+}/proof': 'an address of before, which leads on',
}

/** Routes that neither the list nor the crawl came to. */
export function unreached(t: Town, pages: readonly PageEntry[], files: readonly string[]): string[] {
  const met = [
    ...pages.flatMap((p) => (p.path(t.subjects) ?? '').replace(/[?#].*$/, '')),
    ...files.map((kind) => kind.replace(/:\w+(\{.+?\})?/g, '0')),
  ]
  const kinds = new Set(files)
  return routes
    .filter(({ path }) => !(path in byNoLink))
    .filter(({ path, pattern }) => !kinds.has(path) && !met.some((one) => pattern.test(one.replace(/(?<=.)\/$/, ''))))
    .map(({ path }) => path)
}
