// The older platform's own export package: an encrypted archive of one array of records a table, inside an outer archive. It
// is second best: it lacks whole tables, and what it lacks is said.
import { openAsBlob } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { BlobReader, configure, type Entry, type FileEntry, ZipReader } from '@zip.js/zip.js'
import type { Row } from '../../penalties/index.ts'
import { legacyTable, legacyTables } from '../tables.ts'
import { type Dump, DumpFault, type DumpTable } from './dump.ts'
import type { Opening } from './index.ts'
import { jsonArray } from './json-array.ts'

// Threads of their own would need files of the library that a bundler must find.
configure({ useWebWorkers: false })

/** An export that was made by hand for a take-over has a few gigabytes at the very most. */
const unpackedMax = 64 * 1024 ** 3

const isFile = (entry: Entry): entry is FileEntry => !entry.directory
const archive = async (path: string) =>
  new ZipReader(new BlobReader(await openAsBlob(path)), { filenameEncoding: 'gb18030' })

export async function openPackage(path: string, { installation, password }: Opening): Promise<Dump> {
  const directory = await mkdtemp(join(tmpdir(), 'xianjie-takeover-'))
  const close = () => rm(directory, { recursive: true, force: true })
  try {
    const inner = await innerOf(path, directory)
    const reader = await archive(inner)
    const entries = (await reader.getEntries()).filter(isFile)
    const secret = entries.some((e) => e.encrypted) ? await password() : undefined
    await tried(entries, secret)
    const byName = new Map(
      entries.map((e) => [(e.filename.split('/').at(-1) ?? '').replace(/\.json$/i, '').toUpperCase(), e]),
    )
    const tables = legacyTables.flatMap((table): DumpTable[] => {
      const entry = byName.get(table.name)
      return entry === undefined ? [] : [{ table, name: table.name, rows: () => rowsOf(entry, secret) }]
    })
    if (tables.length === 0) throw new DumpFault('The package holds no table that is read.')
    const deleted = await small(byName.get('DELETE'), secret)
    const claims = await small(byName.get('EXP_LOG'), secret)
    return {
      form: 'package',
      whole: false,
      described: `${path}\n${entries.map((e) => `${e.filename} ${e.uncompressedSize} ${e.signature ?? ''}`).join('\n')}`,
      tables,
      foreign: [...byName.keys()].filter((name) => !legacyTable.has(name) && name !== 'DELETE' && name !== 'EXP_LOG'),
      losses: losses(),
      deleted: deletedOf(deleted, installation),
      claims: claimsOf(claims),
      prefix: installation,
      close: async () => {
        await reader.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error instanceof DumpFault ? error : new DumpFault(`The package cannot be read: ${(error as Error).message}`)
  }
}

/** The archive with the tables: the one that is named, or the one that it holds. */
async function innerOf(path: string, directory: string): Promise<string> {
  if (/\.ksc$/i.test(path)) return path
  const outer = await archive(path)
  try {
    const entries = (await outer.getEntries()).filter(isFile)
    const inner = entries.find((e) => /\.ksc$/i.test(e.filename))
    if (inner === undefined) return path
    const kept = join(directory, 'tables.zip')
    const file = await open(kept, 'w', 0o600)
    try {
      let bytes = 0
      await inner.getData(
        new WritableStream<Uint8Array>({
          write: async (chunk) => {
            bytes += chunk.length
            if (bytes > unpackedMax) throw new DumpFault(`The package has more than ${unpackedMax} bytes.`)
            await file.write(chunk)
          },
        }),
      )
    } finally {
      await file.close()
    }
    return kept
  } finally {
    await outer.close()
  }
}

/** A wrong password is told before anything is staged. */
async function tried(entries: readonly FileEntry[], password: string | undefined): Promise<void> {
  const smallest = entries.filter((e) => e.encrypted).sort((a, b) => a.uncompressedSize - b.uncompressedSize)[0]
  if (smallest === undefined) return
  try {
    await smallest.getData(new WritableStream(), { password: password ?? '', checkSignature: true })
  } catch {
    throw new DumpFault('The password does not open the package.')
  }
}

async function* rowsOf(entry: FileEntry, password: string | undefined): AsyncGenerator<Row> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const given = entry.getData(writable, { ...(password !== undefined && { password }), checkSignature: true })
  given.catch(() => {})
  let line = 0
  try {
    for await (const text of jsonArray(Readable.fromWeb(readable as never) as AsyncIterable<Buffer>)) {
      line += 1
      try {
        yield { line, raw: JSON.parse(text) }
      } catch (error) {
        yield { line, fault: `Record ${line} is no JSON: ${(error as Error).message.slice(0, 200)}` }
      }
    }
  } catch (error) {
    throw new DumpFault(`${entry.filename}: ${(error as Error).message}`)
  }
  await given
}

async function small(entry: FileEntry | undefined, password: string | undefined): Promise<unknown> {
  if (entry === undefined) return undefined
  const parts: Uint8Array[] = []
  await entry.getData(
    new WritableStream<Uint8Array>({
      write: (chunk) => {
        parts.push(chunk)
      },
    }),
    { ...(password !== undefined && { password }) },
  )
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
}

/** `[{tableName, keyValueConcat: "k1,k2"}]`. The key values stand in one text; of several tables they are one key each. */
function deletedOf(said: unknown, prefix: string): { table: string; key: string }[] {
  if (!Array.isArray(said)) return []
  return said.flatMap((one: { tableName?: unknown; keyValueConcat?: unknown }) => {
    const table = String(one.tableName ?? '').toUpperCase()
    if (!legacyTable.has(table)) return []
    return String(one.keyValueConcat ?? '')
      .split(',')
      .filter((key) => key !== '')
      .map((key) => ({ table, key: key.startsWith(prefix) ? key.slice(prefix.length) : key }))
  })
}

function claimsOf(said: unknown): Record<string, number> {
  const one = (Array.isArray(said) ? said[0] : said) as Record<string, unknown> | undefined
  const named = Object.entries(one ?? {}).filter(([name]) => /^(insert|update|delete)Count$/.test(name))
  return Object.fromEntries(named.map(([name, value]) => [name, Number(value)]))
}

const losses = (): string[] => [
  ...legacyTables.filter((t) => t.packaged === undefined).map((t) => `The package does not hold ${t.name}.`),
  'Rows that changed while it was written are missing from it and are marked there as exported.',
  'Its list of deleted rows is cut where it has more than 4,000 characters.',
]
