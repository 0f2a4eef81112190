// A table has one owner, and only that room writes its SQL. Looks for table names in string literals; a join of parts that
// another room offers by name is not seen here, and is meant not to be.
import { describe, expect, test } from 'vitest'
import { filesOf, literalsOf, read } from './sources.ts'

/** Table → room, by the file of db/schema it stands in. */
function owners(): Map<string, string> {
  const owner = new Map<string, string>()
  for (const path of filesOf('db/schema', /\.ts$/)) {
    // A room with much to keep has several files: `sync-sources.ts` is the room's `sync`.
    const room = path.replace(/^db\/schema\/|(-\w+)*\.ts$/g, '')
    for (const [, table] of read(path).matchAll(/pgTable\(\s*'([a-z_0-9]+)'/g)) owner.set(table as string, room)
  }
  return owner
}

/** A literal that is SQL, or a part of it, rather than a sentence. */
const sql =
  /\bselect\b[\s\S]*\bfrom\b|\binsert into\b|\bdelete from\b|\bupdate \w+[\s\S]*\bset\b|\bjoin \w+ |\btruncate\b|^\s*\w+ as (materialized )?\(/i
/** What may follow a name that is a table's: its place in a list of `from a x, b y` included. */
const named =
  /\b(?:from|join|into|update|using|truncate|table|only|references)\s+((?:[\w".]+(?:\s+(?:as\s+)?\w+)?\s*,\s*)*[\w".]+)/gi
/** Names that the statement itself makes: they hide a table of the same name. */
const made = /\b(\w+)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/gi

/** Pieces of the kernel that are given a table by its name. */
const pieces = /\b(?:entryWritten|rememberedIn)\('(\w+)'/g

/** Names of tables that a source uses in SQL of its own. */
function tablesNamed(source: string, known: ReadonlySet<string>): string[] {
  const found = new Set([...source.matchAll(pieces)].map((m) => m[1] as string).filter((name) => known.has(name)))
  for (const literal of literalsOf(source).filter((l) => sql.test(l))) {
    const own = new Set([...literal.matchAll(made)].map((m) => m[1] as string))
    for (const [, list] of literal.matchAll(named)) {
      for (const one of (list as string).split(',')) {
        const name =
          one
            .trim()
            .split(/\s+/)[0]
            ?.replaceAll('"', '')
            .replace(/^public\./, '') ?? ''
        if (known.has(name) && !own.has(name)) found.add(name)
      }
    }
  }
  return [...found]
}

describe('tables', () => {
  const owner = owners()
  const known = new Set(owner.keys())

  test('the schema files belong to rooms that exist', () => {
    expect(known.size).toBeGreaterThan(10)
    for (const room of new Set(owner.values())) expect(filesOf(`src/${room}`, /\/index\.ts$/), room).not.toEqual([])
  })

  test('no room writes SQL on a table of another', () => {
    const wrong = filesOf('src', /\.ts$/).flatMap((path) => {
      const room = path.split('/')[1]
      return tablesNamed(read(path), known)
        .filter((table) => owner.get(table) !== room)
        .map((table) => `${path} names ${table}, a table of ${owner.get(table)}`)
    })
    expect(wrong).toEqual([])
  })

  test('each owner does write SQL on its tables, so that the looking works at all', () => {
    const written = new Set(
      filesOf('src', /\.ts$/).flatMap((path) =>
        tablesNamed(read(path), known).map((table) => `${path.split('/')[1]}.${table}`),
      ),
    )
    expect([...written].sort()).toEqual([...owner].map(([table, room]) => `${room}.${table}`).sort())
  })

  test('no room reaches for a table through drizzle', () => {
    const wrong = filesOf('src', /\.ts$/).filter((path) =>
      /import\s*\{[^}]*\btables\b[^}]*\}\s*from '[^']*\/db\/index\.ts'/.test(read(path)),
    )
    expect(wrong).toEqual([])
  })

  test('a foreign name is found in a plain statement, in a list and in a part, and not in a sentence', () => {
    expect(tablesNamed("run('select 1 from act, transfer t where t.id = $1')", known)).toEqual(['transfer'])
    expect(tablesNamed('const p = `x as (insert into journal_entry (a) select 1 from go)`', known)).toEqual([
      'journal_entry',
    ])
    expect(tablesNamed("const p = rememberedIn('label_entry', 'label_id')", known)).toEqual(['label_entry'])
    expect(tablesNamed("throw new Error('the receipt is missing from the transfer')", known)).toEqual([])
    expect(tablesNamed("run('with clock as (select 1) select 1 from clock')", known)).toEqual([])
  })
})
