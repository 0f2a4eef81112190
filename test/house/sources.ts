// What the house tests look at: the files of the repository, their imports and their string literals. It reads text and
// runs nothing, so that a file that does not compile is still seen.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')
export const exists = (path: string): boolean => existsSync(join(root, path))

/** Files below a directory, as paths from the root with forward slashes; `directory` itself where it is a file. */
export function filesOf(directory: string, wanted: RegExp = /./): string[] {
  if (!exists(directory)) return []
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => wanted.test(path) && !path.includes('node_modules/'))
    .sort()
}

/** TypeScript of the program itself. */
export const programFiles = (): string[] => ['src', 'schemas', 'db'].flatMap((d) => filesOf(d, /\.ts$/))
/** The same with its tests. */
export const sourceFiles = (): string[] => [...programFiles(), ...filesOf('test', /\.ts$/)]

export interface Import {
  readonly from: string
  /** A path of the repository, or the name of a package. */
  readonly to: string
  readonly typeOnly: boolean
  readonly internal: boolean
}

const statement = /^[ \t]*(import|export)(\s+type\b)?\s*(?:[\w*{}\s,$]+?\sfrom\s*)?(['"])([^'"\n]+)\3/gm
const dynamic = /\bimport\(\s*(['"])([^'"\n]+)\1\s*\)/g

/** Every `import … from`, `export … from` and `import('…')` of a file. */
export function importsOf(path: string): Import[] {
  const text = withoutComments(read(path))
  const found = [
    ...[...text.matchAll(statement)].map((m) => ({ to: m[4] as string, typeOnly: m[2] !== undefined })),
    ...[...text.matchAll(dynamic)].map((m) => ({ to: m[2] as string, typeOnly: false })),
  ]
  return found.map(({ to, typeOnly }) => {
    const internal = to.startsWith('.')
    return { from: path, to: internal ? posix.normalize(posix.join(dirname(path), to)) : to, typeOnly, internal }
  })
}

type Piece = { readonly kind: 'code' | 'comment' | 'text'; readonly text: string }

/** Comments, string literals (with their quotes) and the rest, in order. Expressions inside a template stay in it. */
function pieces(source: string): Piece[] {
  const found: Piece[] = []
  // A regular expression literal is taken whole: its quotes and slashes would otherwise begin a string or a comment.
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|(?<=[=(,:!&|?[{};\n]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g
  let end = 0
  for (const match of source.matchAll(token)) {
    if (match.index > end) found.push({ kind: 'code', text: source.slice(end, match.index) })
    const [text] = match
    const kind = /^\/[/*]/.test(text) ? 'comment' : text.startsWith('/') ? 'code' : 'text'
    found.push({ kind, text })
    end = match.index + text.length
  }
  found.push({ kind: 'code', text: source.slice(end) })
  return found
}

export const withoutComments = (source: string): string =>
  pieces(source)
    .filter((p) => p.kind !== 'comment')
    .map((p) => p.text)
    .join('')

/** Code alone: neither comments nor what stands between quotes. */
export const codeOnly = (source: string): string =>
  pieces(source)
    .map((p) => (p.kind === 'code' ? p.text : p.kind === 'text' ? "''" : ''))
    .join('')

/** The string literals of a source, without quotes. */
export const literalsOf = (source: string): string[] =>
  pieces(source)
    .filter((p) => p.kind === 'text')
    .map((p) => p.text.slice(1, -1))
