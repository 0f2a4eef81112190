// A folder with a file a table: `CASE_BASIC.csv`, `case_step.ndjson`, `CASE_STEP.csv.gz`, or in pieces `CASE_STEP.1.csv`,
// `CASE_STEP.2.csv` in the order of their numbers.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { type Row, readFile } from '../../penalties/index.ts'
import { legacyTables } from '../tables.ts'
import { type Dump, DumpFault, type DumpTable } from './dump.ts'

const named = /^([A-Z_]+?)(?:\.(\d+))?\.(csv|ndjson|txt)(\.gz)?$/i

interface Piece {
  readonly path: string
  readonly no: number
  readonly format: 'csv' | 'ndjson'
  readonly packed: boolean
}

/** `whole` false: it holds only what changed. */
export async function openFolder(directory: string, whole: boolean): Promise<Dump> {
  const pieces = new Map<string, Piece[]>()
  const foreign: string[] = []
  const described: string[] = []
  for (const name of (await readdir(directory)).sort()) {
    const path = join(directory, name)
    const found = await stat(path)
    if (!found.isFile()) continue
    const match = named.exec(name)
    const table = match?.[1]?.toUpperCase()
    if (match === null || table === undefined || !legacyTables.some((t) => t.name === table)) {
      foreign.push(name)
      continue
    }
    described.push(`${name} ${found.size} ${Math.floor(found.mtimeMs)}`)
    const format = match[3]?.toLowerCase() === 'ndjson' ? 'ndjson' : 'csv'
    const piece = { path, no: Number(match[2] ?? 0), format, packed: match[4] !== undefined } as const
    pieces.set(
      table,
      [...(pieces.get(table) ?? []), piece].sort((a, b) => a.no - b.no),
    )
  }
  if (pieces.size === 0)
    throw new DumpFault(
      `${directory} holds no file that is named after a table that is read, for example CASE_BASIC.csv.`,
    )
  const tables = legacyTables.flatMap((table): DumpTable[] => {
    const own = pieces.get(table.name)
    return own === undefined ? [] : [{ table, name: table.name, rows: () => rowsOf(own) }]
  })
  return {
    form: 'folder',
    whole,
    described: `${directory}\n${described.join('\n')}`,
    tables,
    foreign,
    losses: [],
    deleted: [],
    claims: {},
    prefix: '',
    close: async () => {},
  }
}

async function* rowsOf(pieces: readonly Piece[]): AsyncGenerator<Row> {
  for (const { path, format, packed } of pieces) {
    if ((await stat(path)).size === 0) continue // a table without rows is spooled as an empty file
    const file = createReadStream(path, { highWaterMark: 256 * 1024 })
    const bytes = packed ? file.pipe(createGunzip()) : file
    file.on('error', (error) => bytes.destroy(error))
    try {
      yield* readFile(bytes, { format })
    } finally {
      file.destroy()
      bytes.destroy()
    }
  }
}
