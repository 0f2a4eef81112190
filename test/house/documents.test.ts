// The documents say what is so: links lead somewhere, both READMEs say the same, commands are those that run, every
// dependency has its reason.
import { dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exists, filesOf, read } from './sources.ts'

const readmes = ['README.md', 'README.zh-CN.md'] as const
const documents = [...readmes, 'CHANGELOG.md', ...filesOf('docs', /\.md$/)]
const manifest = JSON.parse(read('package.json')) as {
  license: string
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

/** Fenced blocks with the mark in the comment above them, where there is one. */
function blocksOf(path: string): { mark: string | undefined; language: string; text: string }[] {
  return [...read(path).matchAll(/(?:<!-- run: ([^\n]+?) -->\n)?```(\w*)\n([\s\S]*?)\n```/g)].map(
    ([, mark, language, text]) => ({ mark, language: language as string, text: text as string }),
  )
}

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

describe('links', () => {
  test.each(documents)('of %s lead to files and headings that are there', (path) => {
    const text = read(path).replace(/```[\s\S]*?```/g, '')
    const wrong: string[] = []
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:\/\//.test(target as string)) continue
      const [file = '', anchor] = (target as string).split('#')
      const at = file === '' ? path : posix.normalize(posix.join(dirname(path), file))
      const headings =
        exists(at) && anchor ? [...read(at).matchAll(/^#+ (.+)$/gm)].map((m) => anchorOf(m[1] as string)) : []
      if (!exists(at) || (anchor !== undefined && !headings.includes(anchor))) wrong.push(target as string)
    }
    expect(wrong).toEqual([])
  })

  test('a page that a source file names is there', () => {
    const named = ['src', 'schemas', 'db', 'test']
      .flatMap((d) => filesOf(d, /\.ts$/))
      .flatMap((path) => [...read(path).matchAll(/\bdocs\/[\w./-]+\.md\b/g)].map((m) => ({ path, page: m[0] })))
    expect(named.filter(({ page }) => !exists(page))).toEqual([])
  })
})

describe('the READMEs', () => {
  const [english, chinese] = readmes.map(blocksOf)

  test('have the same sections in number and order, the same blocks and the same tables in length', () => {
    expect(chinese).toEqual(english)
    const shape = (path: string) =>
      [
        ...read(path)
          .replace(/```[\s\S]*?```/g, '')
          .matchAll(/^(#+ |\||[-*] |\d+\. )/gm),
      ].map((m) => m[1])
    expect(shape('README.zh-CN.md')).toEqual(shape('README.md'))
  })

  test('name the same commands, variables and files', () => {
    const words = (path: string) => {
      const prose = read(path).replace(/```[\s\S]*?```/g, '')
      return [...new Set([...prose.matchAll(/`([^`\n]+)`/g)].map((m) => m[1] as string))].sort()
    }
    expect(words('README.zh-CN.md')).toEqual(words('README.md'))
  })

  test('promise exactly the commands that continuous integration runs', () => {
    const promised = english?.find((b) => b.mark === 'ci')?.text.split('\n')
    const run = [...read('.ci/run').matchAll(/^(?:TMPDIR="\$work" )?part '([^']+)'(?: \w+)?$/gm)].map((m) => m[1])
    expect(run.length).toBeGreaterThan(3)
    expect(run).toEqual(promised)
  })

  test('name every variable of config.ts, and none that it does not know', () => {
    const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((m) => m[1] as string).sort()
    expect(known.length).toBeGreaterThan(5)
    for (const path of readmes) {
      const table = [...read(path).matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map((m) => m[1] as string)
      expect(table.sort()).toEqual(known)
    }
  })

  test('name scripts and commands that are there', () => {
    const scripts = [...read('README.md').matchAll(/\bnpm (?:run ([\w:]+)|(test)\b)/g)].map((m) => m[1] ?? m[2])
    for (const script of scripts) expect(Object.keys(manifest.scripts)).toContain(script)
    const registered = new Set(
      filesOf('src/cli', /^src\/cli\/[\w-]+\.ts$/).flatMap((path) =>
        [...read(path).matchAll(/\bprogram\s*\.command\('([\w-]+)/g)].map((m) => m[1] as string),
      ),
    )
    const described = new Set(
      [...read('README.md').matchAll(/^\|.*$/gm)].flatMap((row) =>
        [...(row[0].split('|')[1] ?? '').matchAll(/`xianjie ([\w-]+)/g)].map((m) => m[1] as string),
      ),
    )
    expect([...described].sort()).toEqual([...registered].sort())
  })
})

describe('the changelog', () => {
  const text = read('CHANGELOG.md')

  test('begins with what is unreleased; later come releases, newest first, each with its day', () => {
    const [first, ...releases] = [...text.matchAll(/^## (.+)$/gm)].map((m) => m[1] as string)
    expect(first).toBe('Unreleased')
    for (const release of releases) expect(release).toMatch(/^\d+\.\d+\.\d+ · \d{4}-\d{2}-\d{2}$/)
    const days = releases.map((release) => release.slice(-10))
    expect(days).toEqual([...days].sort().reverse())
  })

  test('says of every change whom it concerns and what to do', () => {
    expect(
      [...text.matchAll(/^### (.+)$/gm)].filter((m) => !/^(Added|Changed|Removed|Fixed|Security)$/.test(m[1] ?? '')),
    ).toEqual([])
    const entries = text.split(/^- /m).slice(1)
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) expect(entry.replace(/\s+/g, ' ')).toMatch(/\*Concerns:\* .+ \*To do:\* .+/)
  })
})

describe('decisions', () => {
  const pages = filesOf('docs/decisions')

  test('are numbered without a gap, one page each, with context, decision and consequences', () => {
    expect(pages.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]))).toEqual(pages.map((_, i) => i + 1))
    for (const path of pages) {
      const text = read(path)
      expect(text, path).toMatch(new RegExp(`^# ${path.slice(15, 19)}\\. \\S`))
      const headings = [...text.matchAll(/^## (.+)$/gm)].map((m) => m[1])
      expect(headings.slice(0, 3), path).toEqual(['Context', 'Decision', 'Consequences'])
      expect(text.split('\n').length, path).toBeLessThan(80)
      for (const readme of readmes) expect(read(readme), `${readme} leads to ${path}`).toContain(`](${path})`)
    }
  })
})

describe('dependencies', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest
  const declared = { ...dependencies, ...devDependencies, ...optionalDependencies }

  test('each has its reason, and no reason stands for one that is gone', () => {
    const reasons = [...read('docs/dependencies.md').matchAll(/^- `([^`]+)` \w+ [^\n]{5,}/gm)].map(
      (m) => m[1] as string,
    )
    expect(reasons.sort()).toEqual(Object.keys(declared).sort())
  })

  test('each has one exact version', () => {
    expect(Object.values(declared).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })

  test('the licence is the one that the manifest names', () => {
    expect(manifest.license).toBe('Apache-2.0')
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/)
  })
})
