// What is generated is what the program would generate now: the published contract, the procedure for readers, the
// migrations. Where one of these fails: `npm run generate`, or `npm run db:generate`.
import { generateDrizzleJson } from 'drizzle-kit/api'
import { describe, expect, test } from 'vitest'
import * as schema from '../../db/schema/index.ts'
import { openapiDocument, operations, statusOf } from '../../src/api/index.ts'
import { selectText } from '../../src/cli/import-legacy.ts'
import { refusalCodes } from '../../src/kernel/index.ts'
import { describeProcedure, procedureMarkdown, ruleSets } from '../../src/procedure/index.ts'
import { exists, filesOf, read } from './sources.ts'

const document = openapiDocument('https://xianjie.example') as {
  info: { description: string }
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>
}
const inForce = ruleSets.at(-1)

describe('generated files', () => {
  test('schemas/published/openapi.json is the contract as it stands', () => {
    const fresh = read('schemas/published/openapi.json') === `${JSON.stringify(document, null, 2)}\n`
    expect(fresh, 'run: npm run generate').toBe(true)
  })

  test('schemas/published/procedure.json and docs/procedure.md, in both languages, are the table that the machine obeys', () => {
    if (inForce === undefined) throw new Error('there is no rule set')
    const json = `${JSON.stringify(describeProcedure(inForce), null, 2)}\n`
    expect(read('schemas/published/procedure.json') === json, 'run: npm run generate').toBe(true)
    expect(read('docs/procedure.md') === procedureMarkdown(inForce, 'en'), 'run: npm run generate').toBe(true)
    expect(read('docs/procedure.zh-CN.md') === procedureMarkdown(inForce, 'zh'), 'run: npm run generate').toBe(true)
  })

  test('docs/takeover-select.sql is what `xianjie import legacy-select` prints', () => {
    expect(read('docs/takeover-select.sql') === selectText(), 'run: npm run generate').toBe(true)
  })

  test('nothing else is published', () => {
    expect(filesOf('schemas/published')).toEqual(['schemas/published/openapi.json', 'schemas/published/procedure.json'])
  })
})

describe('migrations', () => {
  interface Snapshot {
    readonly id: string
    readonly prevId: string
    readonly tables: unknown
    readonly enums: unknown
    readonly sequences: unknown
    readonly views: unknown
    readonly policies: unknown
    readonly roles: unknown
  }
  const { entries } = JSON.parse(read('db/migrations/meta/_journal.json')) as {
    entries: readonly { idx: number; tag: string; when: number }[]
  }
  const snapshots = entries.map(
    ({ idx }) =>
      JSON.parse(read(`db/migrations/meta/${String(idx).padStart(4, '0')}_snapshot.json`)) as unknown as Snapshot,
  )

  test('the schema files ask for no migration that is not written', () => {
    const { tables, enums, sequences, views, policies, roles } = snapshots.at(-1) as Snapshot
    const now = generateDrizzleJson(schema) as unknown as Snapshot
    expect(now).toMatchObject({ tables, enums, sequences, views, policies, roles })
    expect(Object.keys(now.tables as object).sort()).toEqual(Object.keys(tables as object).sort())
  })

  test('they follow each other without a gap, each later than the one before', () => {
    expect(filesOf('db/migrations', /\.sql$/)).toEqual(entries.map(({ tag }) => `db/migrations/${tag}.sql`).sort())
    expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, i) => i))
    for (const [i, entry] of entries.entries()) {
      expect(entry.when).toBeGreaterThan(entries[i - 1]?.when ?? 0)
      expect(snapshots[i]?.prevId).toBe(snapshots[i - 1]?.id ?? '00000000-0000-0000-0000-000000000000')
    }
  })
})

describe('the contract', () => {
  test('every operation of the gateway stands in the document, once, and nothing else does', () => {
    const promised = operations().map((o) => `${o.method} ${o.path} ${o.id}`)
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, o]) => `${method} ${path} ${o.operationId}`),
    )
    expect(documented.sort()).toEqual(promised.sort())
    expect(new Set(operations().map((o) => o.id)).size).toBe(promised.length)
  })

  test('every step of the table has its operation, and one more where a case may begin with it; the gateway’s own have none', () => {
    const ids = new Set(operations().map((o) => o.id))
    for (const [step, rule] of Object.entries(inForce?.steps ?? {})) {
      expect(ids.has(step), step).toBe(!rule.by.includes('gateway'))
      // What begins with the letter itself is the submission.
      expect(ids.has(`open_${step}`), step).toBe(rule.opening !== undefined && step !== 'transfer_dispatch')
    }
  })

  test('every operation of a step names its source and takes what the table says', () => {
    for (const [step, rule] of Object.entries(inForce?.steps ?? {}))
      for (const op of operations().filter(({ id }) => id === step || id === `open_${step}`)) {
        expect(op.body, op.id).toBe(rule.input)
        for (const citation of rule.basis) expect(op.summary, op.id).toContain(citation)
      }
  })

  test('every refusal has a status, and stands with it in the order that the document promises', () => {
    expect(Object.keys(statusOf).sort()).toEqual([...refusalCodes].sort())
    const places = refusalCodes.map((code) => document.info.description.indexOf(`\`${code}\` (${statusOf[code]})`))
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('every status that a refusal has is one that some operation promises', () => {
    const promised = new Set(
      Object.values(document.paths).flatMap((methods) =>
        Object.values(methods).flatMap((o) => Object.keys(o.responses)),
      ),
    )
    for (const status of Object.values(statusOf)) expect(promised.has(String(status)), String(status)).toBe(true)
  })

  test('the exceptions of the linter are operations that exist', () => {
    const ignored = exists('.redocly.lint-ignore.yaml') ? read('.redocly.lint-ignore.yaml') : ''
    for (const [, pointer] of ignored.matchAll(/#\/paths\/([^/\s'"]+)/g))
      expect(Object.keys(document.paths)).toContain((pointer as string).replaceAll('~1', '/').replaceAll('~0', '~'))
  })
})
