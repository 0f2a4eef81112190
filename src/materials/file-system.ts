// What the directory store asks of a file system, with its errors told apart: full, denied, missing, everything else.
import { open, stat, unlink } from 'node:fs/promises'
import { StoreFault } from './store.ts'

/** Runs a write and tells a full disk (or a quota used up) and a refusing one from every other failure. */
export async function full<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT')
      throw new StoreFault('full', 'the store has no space left', { cause: error })
    // What a disk turns itself into after errors, and what a mount or an owner gone wrong looks like.
    if (codeOf(error) === 'EROFS' || codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM')
      throw new StoreFault('denied', 'the store cannot be written', { cause: error })
    throw error
  }
}

export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

export async function forget(path: string) {
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}

export async function syncDirectory(path: string) {
  const handle = await open(path, 'r')
  await full(() => handle.sync()).finally(() => handle.close())
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
