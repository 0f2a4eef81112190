// The folder of a file drop: which packages lie there, and where they go. Nothing is ever written over, and nothing is taken
// away before what became of it is kept.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SourceFault } from './fault.ts'
import type { FilesConfig } from './form.ts'

export interface Lying {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
}

/** Packages in the order of their names; what is still being written, or named as if it were, is left alone. */
export async function lying(config: FilesConfig, nowMs: number): Promise<Lying[]> {
  let names: string[]
  try {
    names = await readdir(config.directory)
  } catch (error) {
    throw new SourceFault(config.directory, `cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    })
  }
  const found: Lying[] = []
  for (const name of names.sort()) {
    if (!/^[^.].*\.zip$/i.test(name)) continue
    const path = join(config.directory, name)
    const known = await stat(path).catch(() => undefined)
    if (!known?.isFile() || nowMs - known.mtimeMs < config.settleSeconds * 1000) continue
    found.push({ name, path, size: known.size, mtimeMs: known.mtimeMs })
  }
  return found
}

/** SHA-256 of a whole file. */
export async function digestOf(path: string): Promise<string> {
  const handle = await open(path)
  const hash = createHash('sha256')
  try {
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 }))
      hash.update(chunk as Buffer)
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}

export const places = (config: FilesConfig) => ({
  taken: config.taken ?? join(config.directory, 'taken'),
  setAside: config.setAside ?? join(config.directory, 'set-aside'),
  receipts: config.receipts ?? join(config.directory, 'receipts'),
})

/** Under a name that says what it is: the same content may come under any name. */
export const keptName = (sequence: number | null, digest: string) =>
  `${sequence === null ? 'unknown' : String(sequence).padStart(8, '0')}-${digest.slice(0, 16)}.zip`

export async function moveAway(path: string, directory: string, name: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const target = join(directory, name)
  try {
    await rename(path, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return // moved by the pull that was cut before
    if (code !== 'EXDEV') throw error
    await copyFile(path, `${target}.part`)
    await rename(`${target}.part`, target)
    await rm(path)
  }
}

/** Appears whole or not at all. */
export async function writeReceipt(directory: string, name: string, receipt: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const draft = join(directory, `.${name}.part`)
  const handle = await open(draft, 'w', 0o644)
  try {
    await handle.writeFile(`${receipt}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, join(directory, name))
}
