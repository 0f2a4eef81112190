// Holds the import lines against the table of floors: downwards only, never sideways, and into a room by its door.
import { describe, expect, test } from 'vitest'
import { codeOnly, filesOf, type Import, importsOf, programFiles, read } from './sources.ts'

/** Rooms by floor; a room that is not built yet has its place already. */
const floors: readonly (readonly string[])[] = [
  ['schemas', 'db', 'src/kernel'],
  ['src/procedure', 'src/screening', 'src/spreadsheets'],
  [
    'src/agencies',
    'src/materials',
    'src/letters',
    'src/journal',
    'src/outbox',
    'src/penalties',
    'src/clues',
    'src/drafts',
    'src/correspondence',
    'src/labels',
  ],
  ['src/cases'],
  // Packages between gateways are archives of the bundle's form.
  ['src/bundles'],
  ['src/supervision', 'src/sync', 'src/takeover', 'src/partner'],
  ['src/api', 'src/console', 'src/cli', 'src/worker'],
  ['src/config.ts', 'src/gateway.ts', 'src/main.ts'],
]

/** Imports that the table forbids and that stand nevertheless, each with its reason. */
const exceptions: readonly { from: RegExp; to: RegExp; because: string }[] = [
  {
    from: /^src\/cli\//,
    to: /^src\/config\.ts$/,
    because: 'a command is where the environment comes in; config.ts imports no room',
  },
  {
    from: /^src\/cli\/(serve\.ts|demo(\/|\.ts|-))/,
    to: /^src\/gateway\.ts$/,
    because: 'the operator’s command is what starts the gateway; the gateway does not know commands',
  },
  {
    from: /^src\/cli\/openapi\.ts$/,
    to: /^src\/api\/index\.ts$/,
    because: 'it prints what the other door publishes, so that the published copy cannot differ from the served one',
  },
]

/** A room with rooms of its own: from outside of them it is entered through their door too. */
const innerRooms = ['db/embedded', 'db/schema']

const roomOf = (path: string): string | undefined => floors.flat().find((r) => path === r || path.startsWith(`${r}/`))
const floorOf = (room: string): number => floors.findIndex((f) => f.includes(room))
const innerRoomOf = (path: string) => innerRooms.find((r) => path.startsWith(`${r}/`))

const excused = (i: Import) => exceptions.find((e) => e.from.test(i.from) && e.to.test(i.to))
const all = programFiles().flatMap(importsOf)
const internal = all.filter((i) => i.internal)
const shown = (i: Import) => `${i.from} → ${i.to}`

describe('the floors', () => {
  test('every file of the program lives in a room of the table', () => {
    expect(programFiles().filter((path) => roomOf(path) === undefined)).toEqual([])
  })

  test('imports go downwards only, and rooms of one floor do not import each other', () => {
    const wrong = internal.filter((i) => {
      const from = roomOf(i.from)
      const to = roomOf(i.to)
      if (from === undefined || to === undefined) return true
      if (from === to || excused(i)) return false
      // The roof holds three files; main runs the commands, and the gateway is built from its configuration.
      if (from.endsWith('.ts') && to.endsWith('.ts')) return false
      return floorOf(to) >= floorOf(from)
    })
    expect(wrong.map(shown)).toEqual([])
  })

  test('a room is entered through its index.ts', () => {
    const wrong = internal.filter((i) => {
      const to = roomOf(i.to)
      if (to === undefined || to === roomOf(i.from) || to.endsWith('.ts')) return false
      // main.ts registers each command; a door that only lists them would say nothing.
      if (i.from === 'src/main.ts' && to === 'src/cli') return false
      return i.to !== `${to}/index.ts`
    })
    expect(wrong.map(shown)).toEqual([])
  })

  test('an inner room is entered through its index.ts, from the room around it', () => {
    const wrong = internal.filter((i) => {
      const inner = innerRoomOf(i.to)
      return inner !== undefined && inner !== innerRoomOf(i.from) && i.to !== `${inner}/index.ts`
    })
    expect(wrong.map(shown)).toEqual([])
  })

  test('every exception is still needed', () => {
    for (const one of exceptions.slice(1))
      expect(
        internal.some((i) => one.from.test(i.from) && one.to.test(i.to)),
        one.because,
      ).toBe(true)
  })

  test('no two files of a room import each other, by whatever way round', () => {
    expect(cyclesOf(internal).map((cycle) => cycle.join(' → '))).toEqual([])
  })
})

describe('what a room may know', () => {
  /** Packages that belong to some rooms only. */
  const homes: readonly { name: RegExp; home: RegExp }[] = [
    { name: /^(hono|@hono)(\/|$)/, home: /^src\/(api|console)\/|^src\/gateway\.ts$/ },
    { name: /^@tus\//, home: /^src\/api\// },
    { name: /^drizzle-orm(\/|$)/, home: /^db\// },
    { name: /^commander$/, home: /^src\/cli\/|^src\/main\.ts$/ },
    { name: /^tsx(\/|$)/, home: /^$/ },
  ]

  test('HTTP, tus, drizzle and the command line stay in their rooms', () => {
    const wrong = all.filter((i) => !i.internal && homes.some((h) => h.name.test(i.to) && !h.home.test(i.from)))
    expect(wrong.map(shown)).toEqual([])
  })

  test('the law knows no database, no HTTP and nothing of the machine', () => {
    const allowed = /^(node:crypto|chinese-days(\/.*)?|zod|@marcbachmann\/cel-js)$/
    const wrong = all.filter((i) => /^src\/(procedure|screening)\//.test(i.from) && !i.internal && !allowed.test(i.to))
    expect(wrong.map(shown)).toEqual([])
  })

  test('the law knows no clock of the machine, waits for nothing and throws no dice', () => {
    const impure =
      /\basync\b|\bawait\b|\bPromise\b|\bDate\.now\b|\bnew Date\(\s*\)|\bprocess\b|\bsetTimeout\b|\bfetch\(|\bMath\.random\b|\brandom\w*\(/
    const wrong = [...filesOf('src/procedure', /\.ts$/), ...filesOf('src/screening', /\.ts$/)].flatMap((path) => {
      const found = impure.exec(codeOnly(read(path)))
      return found ? [`${path}: ${found[0]}`] : []
    })
    expect(wrong).toEqual([])
  })
})

/** Cycles among files of one room; a `type` import is only a word and closes none. */
function cyclesOf(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const i of imports)
    if (!i.typeOnly && roomOf(i.from) === roomOf(i.to)) next.set(i.from, [...(next.get(i.from) ?? []), i.to])
  const cycles: string[][] = []
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path)
    if (at >= 0) cycles.push([...way.slice(at), path])
    if (at >= 0 || done.has(path)) return
    for (const to of next.get(path) ?? []) visit(to, [...way, path])
    done.add(path)
  }
  for (const path of next.keys()) visit(path, [])
  return cycles
}
