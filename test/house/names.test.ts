// Names and habits: kebab-case, no names that say nothing, a first sentence in every file, no default exports, small files,
// nothing left lying about, nothing of one developer's machine.
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeOnly, exists, filesOf, read, sourceFiles, withoutComments } from './sources.ts'

const files = sourceFiles()

/** Longer than the rule, each for a reason. */
const long: Readonly<Record<string, string>> = {
  'src/config.ts': 'a table, one row a variable',
  'src/gateway.ts': 'all that runs, built and undone in one order',
  'src/api/operations.ts': 'a table, one row an operation',
  'src/procedure/citation.ts': 'a table, one row an instrument',
  'src/procedure/rules/steps-forward.ts': 'a table, one row a step; the statute is as long as it is',
  'src/procedure/rules/steps-reverse.ts': 'a table, one row a step; the statute is as long as it is',
  'src/procedure/rules/steps-supervision.ts': 'a table, one row a step; the statute is as long as it is',
  'src/procedure/rules/clocks.ts': 'a table, one row a period',
  'src/procedure/rules/conditions.ts': 'a table, one row a condition, its test beside it',
  'src/procedure/table.ts': 'the types of the table, which refer to each other, so that a lawyer’s page has one key',
  'src/procedure/running.ts': 'all that one act may do to clocks, one thing after the other',
  'src/procedure/state.ts': 'the case and its event as they are sealed: one shape, read in one go',
  'src/screening/rules.ts': 'a table, one row a threshold',
  'src/supervision/indicators/definitions.ts': 'a table, one row an indicator',
}

describe('names', () => {
  test('files and directories are kebab-case', () => {
    const wrong = files.filter((path) =>
      path.split('/').some((part) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?(\.ts)?$/.test(part)),
    )
    expect(wrong).toEqual([])
  })

  test('no file is named for being anything', () => {
    const empty = /^(utils?|helpers?|common|misc|managers?|services?|controllers?|data|info)$/
    const wrong = files.filter((path) =>
      path.split('/').some((part) =>
        part
          .replace(/(\.test)?\.ts$/, '')
          .split('-')
          .some((word) => empty.test(word)),
      ),
    )
    expect(wrong).toEqual([])
  })

  test('nothing is exported by default', () => {
    expect(files.filter((path) => /\bexport\s+default\b/.test(codeOnly(read(path))))).toEqual([])
  })
})

describe('habits', () => {
  test('every file opens with what it is for', () => {
    const wrong = [...files, 'src/xianjie.js'].filter(
      (path) => !/^(#![^\n]*\n)?\s*(\/\/ \S.{20,}|\/\*\*?\s+\S)/.test(read(path)),
    )
    expect(wrong).toEqual([])
  })

  test('a file of the program has 300 lines or a reason, one of the tests 800', () => {
    const linesOf = (path: string) => read(path).split('\n').length - 1
    const wrong = files
      .filter((path) => linesOf(path) > (path.startsWith('test/') ? 800 : 300) && long[path] === undefined)
      .map((path) => `${path}: ${linesOf(path)}`)
    expect(wrong).toEqual([])
    expect(Object.keys(long).filter((path) => !exists(path) || linesOf(path) <= 300)).toEqual([])
  })

  test('nothing was left for later', () => {
    const marker = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`)
    const left = files.filter((path) => marker.test(read(path)))
    const stopped = files.filter((path) => /^\s*debugger\b/m.test(codeOnly(read(path))))
    expect([...left, ...stopped]).toEqual([])
  })

  test('no test runs alone, none is put off, and one that is skipped says on what', () => {
    const wrong = files.flatMap((path) =>
      [...codeOnly(read(path)).matchAll(/\b(?:test|it|describe|suite|bench)(?:\.\w+)*\.(only|todo|skip|fails)\b/g)].map(
        (m) => `${path}: ${m[0]}`,
      ),
    )
    expect(wrong).toEqual([])
  })

  test('no room of ours is replaced by a stand-in', () => {
    expect(files.filter((path) => /\bvi\.(mock|doMock|hoisted)\b/.test(codeOnly(read(path))))).toEqual([])
  })

  test('no path of somebody’s machine and no host of a package registry stands anywhere', () => {
    const places = [
      ...files,
      ...filesOf('docs'),
      ...filesOf('.ci'),
      ...filesOf('schemas/published'),
      ...['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'Dockerfile', 'docker-compose.yml', 'package.json'],
    ].filter(exists)
    const machine = new RegExp(
      `(^|[\\s'"\`(=:])/(${['home', 'Users'].join('|')})/[\\w.-]+|(^|[\\s'"\`(=:])/(root|work)/[\\w.]|[A-Z]:\\\\{1,2}Users|registry\\.${'npm'}|${'npm'}mirror`,
      'm',
    )
    expect(places.filter((path) => machine.test(read(path)))).toEqual([])
  })

  test('TypeScript is imported as it is called, with its extension', () => {
    const wrong = files.filter((path) => /\bfrom '\.{1,2}\/[^']*(?<!\.ts|\.json)'/.test(withoutComments(read(path))))
    expect(wrong.map((path) => basename(path))).toEqual([])
  })
})
