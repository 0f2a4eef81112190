// What a package of a file drop says of itself, and the look whether it is so: names, sizes, digests (SM3 or SHA-256) and
// numbers of records. A package that is not what it says is taken as a whole or not at all.
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { z } from 'zod'
import type { FilesConfig } from './form.ts'
import { FileFault, readFile } from './keeping.ts'

const digest = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hex digits')
const count = z.int().min(0)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, yyyy-mm-dd')

const manifestForm = z.object({
  sequence: count,
  files: z
    .array(
      z
        .object({
          name: z.string().min(1).max(500),
          format: z.enum(['ndjson', 'csv', 'xlsx']).optional(),
          records: count.optional(),
          bytes: count.optional(),
          sha256: digest.optional(),
          sm3: digest.optional(),
        })
        .refine((f) => f.sha256 !== undefined || f.sm3 !== undefined, { message: 'must have sha256 or sm3' }),
    )
    .max(1_000),
  /** What the sender has for whole days, for reconciliation; `keys` names a file of lines `key<TAB>digest`. */
  days: z
    .array(
      z.object({
        day,
        count,
        sum: z
          .string()
          .regex(/^\d{1,30}$/)
          .nullish(),
        digest: digest.nullish(),
        keys: z.string().max(500).optional(),
      }),
    )
    .max(1_000)
    .optional(),
})

export type Manifest = z.infer<typeof manifestForm>

/** Why a package cannot be taken; told to the sender in the receipt. */
export class PackageFault extends Error {}

const manifestBytesMax = 4 * 1024 * 1024
const entriesMax = 10_000

export interface OpenPackage {
  readonly manifest: Manifest
  /** Throws PackageFault. */
  stream(name: string): Promise<Readable>
  /** Holds every listed file against its size and digests. Throws PackageFault. */
  verify(): Promise<void>
}

/** The handle stays the caller's to close. Throws PackageFault. */
export async function openPackage(handle: FileHandle, config: FilesConfig): Promise<OpenPackage> {
  const entries = new Map<string, Entry>()
  let zip: ZipFile
  try {
    zip = await fromFdPromise(handle.fd, { autoClose: false, strictFileNames: true })
    if (zip.entryCount > entriesMax) throw new PackageFault(`holds more than ${entriesMax} files`)
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new PackageFault(`holds ${entry.fileName} twice`)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    throw error instanceof PackageFault ? error : new PackageFault(`is no whole zip archive (${wordOf(error)})`)
  }
  const unpacked = [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (unpacked > config.maxUnpackedBytes)
    throw new PackageFault(`unpacks to more than ${config.maxUnpackedBytes} bytes`)

  async function stream(name: string): Promise<Readable> {
    const entry = entries.get(name)
    if (entry === undefined) throw new PackageFault(`has no ${name}`)
    if (!entry.canDecodeFileData()) throw new PackageFault(`${name} is packed or locked in a way that is not read here`)
    try {
      return await zip.openReadStreamPromise(entry)
    } catch (error) {
      throw new PackageFault(`${name} cannot be unpacked (${wordOf(error)})`)
    }
  }

  const manifest = await manifestOf(await stream('manifest.json'))
  return {
    manifest,
    stream,
    async verify() {
      for (const file of manifest.files) {
        const sums = (['sha256', 'sm3'] as const).flatMap((name) => {
          const said = file[name]?.toLowerCase()
          return said === undefined ? [] : [{ name, said, hash: createHash(name) }]
        })
        let bytes = 0
        try {
          for await (const chunk of await stream(file.name)) {
            bytes += (chunk as Buffer).length
            for (const { hash } of sums) hash.update(chunk as Buffer)
          }
        } catch (error) {
          throw error instanceof PackageFault ? error : new PackageFault(`${file.name} is damaged (${wordOf(error)})`)
        }
        if (file.bytes !== undefined && file.bytes !== bytes)
          throw new PackageFault(`${file.name} has ${bytes} bytes, and the manifest says ${file.bytes}`)
        for (const { name, said, hash } of sums)
          if (hash.digest('hex') !== said)
            throw new PackageFault(`${file.name} has another ${name} than the manifest says`)
      }
    },
  }
}

async function manifestOf(stream: Readable): Promise<Manifest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).length
    if (size > manifestBytesMax) throw new PackageFault('has a manifest that is too large')
    chunks.push(chunk as Buffer)
  }
  let said: unknown
  try {
    said = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new PackageFault('manifest.json is no JSON')
  }
  const parsed = manifestForm.safeParse(said)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PackageFault(`manifest.json /${issue?.path.join('/')}: ${issue?.message}`)
}

const wordOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200)

/** The rows of a file of a package. Throws PackageFault. */
export async function* rowsOf(opened: OpenPackage, { name, format }: Manifest['files'][number]) {
  try {
    yield* readFile(await opened.stream(name), { format: format ?? formatOf(name) })
  } catch (error) {
    throw error instanceof FileFault ? new PackageFault(`${name}: ${error.message}`) : error
  }
}

const formatOf = (name: string): 'ndjson' | 'csv' | 'xlsx' | undefined =>
  /\.csv$/i.test(name) ? 'csv' : /\.xlsx$/i.test(name) ? 'xlsx' : /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : undefined
